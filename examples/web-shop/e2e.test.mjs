// The shop in a real browser, from the card to points. Chromium comes from the system: CHROMIUM names it.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'
import { startShop } from './with-simulator.mjs'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(executablePath) ? false : `no browser at ${executablePath}: set CHROMIUM`

let browser
let shop

before(async () => {
  if (skip) return
  shop = await startShop({ auto: true })
  browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  })
})
after(async () => {
  await browser?.close()
  await shop?.stop()
})

test('a customer takes the card, becomes a member and earns points', { skip }, async () => {
  const page = await browser.newPage()
  await page.goto(`${shop.shopUrl}/?user=oLin`)

  await page.getByRole('button', { name: '领取会员卡' }).click()
  await page.getByText('会员卡还没有激活').waitFor()
  await page.getByRole('button', { name: '成为会员' }).click() // the form, and back with a ticket
  await page.getByText('积分').waitFor()
  assert.equal(await page.locator('#points').textContent(), '100')

  const [{ code }] = shop.simulator.phone({ openid: 'oLin' }).wallet()
  await shop.orderPaid({ orderId: 'A-1', code, points: 30, reason: '一壶龙井' })
  await shop.orderPaid({ orderId: 'A-1', code, points: 30, reason: '一壶龙井' }) // the same order once more
  await page.reload() // the address still has the ticket: it is shown a second time
  await page.getByText('积分').waitFor()
  assert.equal(await page.locator('#points').textContent(), '130')
})

test('nobody sees the card of somebody else', { skip }, async () => {
  const [{ code }] = shop.simulator.phone({ openid: 'oLin' }).wallet()
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${shop.shopUrl}/?user=oWang`)
  const status = await page.evaluate(async (asked) => {
    const response = await fetch('cards/show', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: asked }),
    })
    return response.status
  }, code)
  assert.equal(status, 403)
})
