import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { browserIsInstalled, openPage, startBrowser, type WatchedPage } from '../support/browser.js'
import { openTeaHouse, type TeaHouse, type TeaHouseOptions } from '../support/tea-house.js'

let browser: Browser
const open: { close(): Promise<void> }[] = []

beforeAll(async () => {
  if (browserIsInstalled) browser = await startBrowser()
}, 60_000)
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})
afterAll(async () => {
  await browser?.close()
})

/** A tea house, and its console in a browser. */
async function consoleOf(
  options: TeaHouseOptions = {},
  browserOptions: Parameters<typeof openPage>[3] = {},
): Promise<TeaHouse & WatchedPage> {
  const house = await openTeaHouse(options)
  const watched = await openPage(browser, house.consoleUrl, [house.server.url], browserOptions)
  open.push(watched, house.server)
  await watched.page.locator('[data-connected=true]').waitFor()
  return { ...house, ...watched }
}

const addPhone = async (page: Page, openid: string): Promise<void> => {
  await page.getByRole('textbox', { name: 'openid of the user' }).fill(openid)
  await page.locator('[data-action=add-phone]').click()
  await page.locator(`[data-phone=${openid}]`).waitFor()
}

const dialog = (page: Page) => page.locator('[role=dialog]')
const confirm = (page: Page): Promise<void> => dialog(page).locator('[data-action=confirm]').click()

/** Claims the card with the mouse. */
async function claim(page: Page, openid: string, cardId: string): Promise<void> {
  await page.locator(`[data-phone=${openid}] [data-offer="${cardId}"]`).click()
  await confirm(page)
  await page.locator(`[data-phone=${openid}] [data-card="${cardId}"]`).waitFor()
}

describe.runIf(browserIsInstalled)('the console in a browser', () => {
  test('a card is taken, activated and filled with points, with the mouse alone', async () => {
    const { page, cardId, wechat, simulator, complaints } = await consoleOf()
    await addPhone(page, 'oLin')
    await claim(page, 'oLin', cardId)
    const card = page.locator(`[data-phone=oLin] [data-card="${cardId}"]`)
    expect(await card.locator('[data-field=title]').textContent()).toBe('茶语会员卡')
    expect(await card.locator('[data-field=code]').textContent()).toMatch(/^\d{12}$/)
    expect(await card.locator('[data-field=bonus]').textContent()).toBe('0')

    await card.getByRole('button').click()
    await dialog(page).locator('.qr').waitFor() // a scanner reads it from the screen
    await dialog(page).locator('[data-action=activate]').click()
    await dialog(page).locator('[name=USER_FORM_INFO_FLAG_MOBILE]').fill('13800138000')
    await dialog(page).getByRole('combobox').selectOption('龙井')
    await confirm(page)
    await page.locator('[data-request], [data-activity=event]', { hasText: 'submit_membercard_user_info' }).waitFor()
    expect(simulator.phone({ openid: 'oLin' }).wallet()).toMatchObject([{ cardId, active: true }])

    const [{ code } = { code: '' }] = simulator.phone({ openid: 'oLin' }).wallet()
    await wechat.members.update({ card_id: cardId, code, bonus: 30, add_bonus: 30 })
    await card.locator('[data-field=bonus]', { hasText: /^30$/ }).waitFor()
    const request = page.locator('[data-request="POST /card/membercard/updateuser"]').first()
    expect(await request.locator('[data-field=errcode]').textContent()).toBe('0')
    expect(complaints).toEqual([])
  })

  test('the same by keyboard', async () => {
    const { page, cardId, simulator, complaints } = await consoleOf()
    const press = async (...keys: string[]): Promise<void> => {
      for (const key of keys) await page.keyboard.press(key)
    }
    await page.getByRole('textbox', { name: 'openid of the user' }).focus()
    await page.keyboard.type('oLin')
    await press('Enter')
    await page.locator(`[data-phone=oLin] [data-offer="${cardId}"]`).focus()
    await press('Enter') // opens the dialog, whose button has the focus
    await dialog(page).locator('[data-action=confirm]:focus').waitFor()
    await press('Enter')
    await dialog(page).waitFor({ state: 'detached' }) // the card may be there sooner, and not to be reached yet
    const card = page.locator(`[data-phone=oLin] [data-card="${cardId}"]`)
    await card.getByRole('button').focus()
    await press('Enter')
    await dialog(page).waitFor()
    await press('Escape')
    await dialog(page).waitFor({ state: 'detached' })
    expect(await page.evaluate('document.activeElement.className')).toBe('tile-button') // the focus is back
    await press('Enter')
    await dialog(page).locator('[data-action=activate]').press('Enter')
    await dialog(page).locator('[name=USER_FORM_INFO_FLAG_MOBILE]').waitFor()
    await page.keyboard.type('13800138000')
    await press('Tab', 'ArrowDown')
    await dialog(page).locator('[data-action=confirm]').press('Enter')
    await dialog(page).waitFor({ state: 'detached' })
    expect(simulator.phone({ openid: 'oLin' }).wallet()).toMatchObject([{ active: true }])
    expect(complaints).toEqual([])
  })

  test('a gift goes from one phone to another', async () => {
    const { page, cardId, complaints } = await consoleOf({ memberCard: { auto_activate: true, wx_activate: false } })
    await addPhone(page, 'oLin')
    await addPhone(page, 'oWang')
    await claim(page, 'oLin', cardId)
    await page.locator(`[data-phone=oLin] [data-card="${cardId}"] button`).click()
    await dialog(page).locator('[data-action=give]').click()
    await dialog(page).getByRole('combobox').selectOption('oWang')
    await confirm(page)
    await page.locator('[data-phone=oWang] [data-action=take]').click()
    await page.locator(`[data-phone=oWang] [data-card="${cardId}"]`).waitFor()
    await page.locator(`[data-phone=oLin] [data-card="${cardId}"]`).waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })

  test('a fault is added, met and shown with its reason', async () => {
    const { page, wechat } = await consoleOf()
    const panel = page.locator('[data-panel=faults]')
    await panel.locator('[name=fault-path]').fill('/card/code/get')
    await panel.locator('[name=fault-value]').fill('40127')
    await panel.locator('[data-action=add-fault]').click()
    await panel.locator('[data-fault]', { hasText: 'not met yet' }).waitFor()
    await expect(wechat.codes.get({ code: '123456789012', check_consume: true })).rejects.toMatchObject({
      errcode: 40127,
    })
    const request = page.locator('[data-request="POST /card/code/get"]').first()
    await request.waitFor()
    expect(await request.locator('[data-field=errcode]').textContent()).toBe('40127')
    // A path that no endpoint has is refused, and the page says why.
    await panel.locator('[name=fault-path]').fill('/card/code/gett')
    await panel.locator('[data-action=add-fault]').click()
    await page.getByRole('alert').filter({ hasText: 'path' }).waitFor()
  })

  test('a push that fails is seen with its attempts, and the keys of its address never', async () => {
    const { page, cardId, consoleUrl } = await consoleOf()
    const panel = page.locator('[data-panel=targets]')
    await panel.locator('[name=target-url]').fill('http://127.0.0.1:9/wechat')
    await panel.locator('[name=target-token]').fill('secretToken1')
    await panel.locator('[name=target-key]').fill('k'.repeat(43))
    await panel.locator('[data-action=add-target]').click()
    await panel.locator('[data-target]').waitFor()
    await addPhone(page, 'oLin')
    await claim(page, 'oLin', cardId)
    const push = page.locator('[data-push=user_get_card]').first()
    await push.waitFor()
    await push.getByRole('button').click()
    expect(await push.locator('.detail').textContent()).toContain('user_get_card')
    const all = await page.evaluate(async (base) => {
      const views = ['state', 'requests', 'pushes', 'events', 'effects', 'help']
      return (await Promise.all(views.map(async (view) => (await fetch(base + view)).text()))).join()
    }, consoleUrl)
    expect((await page.content()) + all).not.toMatch(/secretToken1|k{43}/)
  })

  test('what users and faults say never becomes markup', async () => {
    const hostile = '<img src=x onerror=alert(1)>'
    const { page, cardId, wechat, simulator, complaints } = await consoleOf({
      baseInfo: {
        brand_name: '<b>茶</b>',
        title: '<i>1</i>',
        notice: hostile.slice(0, 16),
        description: `${hostile}<script>alert(2)</script>`,
      },
    })
    simulator.faults.add({ path: '/card/get', status: 200, body: `<script>alert(3)</script>${hostile}` })
    await wechat.cards.get({ card_id: cardId }).catch(() => {})
    await page.getByRole('textbox', { name: 'openid of the user' }).fill('o"><img/src=x>')
    await page.locator('[data-action=add-phone]').click()
    const phone = page.locator('[data-phone]').first()
    await phone.waitFor()
    await phone.locator('[data-action=claim]').click()
    await confirm(page)
    await phone.locator('[data-card] button').click()
    await dialog(page).getByText('<script>alert(2)</script>').waitFor()
    for (const row of await page.locator('.row-button').all()) await row.dispatchEvent('click')
    expect(await page.locator('#console img, #console b, #console script').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('the time is moved on to what is due next', async () => {
    const { page, cardId, simulator } = await consoleOf({ memberCard: { auto_activate: true, wx_activate: false } })
    await addPhone(page, 'oLin')
    await claim(page, 'oLin', cardId)
    const [held] = simulator.phone({ openid: 'oLin' }).wallet()
    await simulator.phone({ openid: 'oLin' }).giveCard(held as never)
    await page.reload()
    await page.locator('[data-action=advance-due]').click()
    await page.locator('[data-activity=event]', { hasText: 'user_gifting_card' }).nth(1).waitFor()
    expect(simulator.phone({ openid: 'oLin' }).wallet()).toMatchObject([{ status: 'GIFT_TIMEOUT' }])
  })

  test('a server that is away is said to be, and comes back by itself', async () => {
    const { page, server, simulator } = await consoleOf()
    const port = Number(new URL(server.url).port)
    await server.close()
    await page.locator('[data-connected=false]').waitFor()
    const again = await simulator.listen({ port, control: true })
    open.push(again)
    await page.locator('[data-connected=true]').waitFor({ timeout: 30_000 })
    await page.getByRole('textbox', { name: 'openid of the user' }).fill('oLate')
    await page.locator('[data-action=add-phone]').click()
    await page.locator('[data-phone=oLate]').waitFor()
  })

  test('10 000 requests and 1000 cards are more than it draws, and it says so', async () => {
    const { page, simulator, wechat, cardId } = await consoleOf({ baseInfo: { get_limit: 50 } })
    const { access_token } = (await (
      await simulator.fetch('https://api.weixin.qq.com/cgi-bin/stable_token', {
        method: 'POST',
        body: JSON.stringify({ grant_type: 'client_credential', appid: simulator.appId, secret: simulator.appSecret }),
      })
    ).json()) as { access_token: string }
    for (let count = 0; count < 10_000; count++) {
      await simulator.fetch(`https://api.weixin.qq.com/card/getcolors?access_token=${access_token}`)
    }
    await Promise.all(
      Array.from({ length: 1000 }, async (_, index) =>
        simulator.phone({ openid: `oUser${index}` }).addCard(await wechat.buildAddCardList([{ cardId }])),
      ),
    )
    await page.locator('[data-panel=books] h3', { hasText: '1000' }).waitFor({ timeout: 60_000 })
    expect(await page.locator('[data-activity]').count()).toBeLessThanOrEqual(150)
    expect(await page.locator('[data-phone]').count()).toBeLessThanOrEqual(12)
    await page.getByRole('searchbox').fill('getcolors')
    await page.locator('[data-request]').first().waitFor()
    await page.locator('[data-action=pause]').click()
    expect(await page.locator('[data-action=pause]').textContent()).toContain('Resume')
  }, 240_000)

  test.each([
    ['zh-CN', 'dark', '模拟微信'],
    ['en-US', 'light', 'Simulated WeChat'],
  ] as const)('in %s and %s it speaks and looks as the browser wants', async (locale, colorScheme, heading) => {
    const { page } = await consoleOf({}, { locale, colorScheme })
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
    expect(await page.evaluate('document.documentElement.dataset.scheme')).toBe(colorScheme)
    await page.locator('[data-action=language]').click()
    await page
      .getByRole('heading', { level: 1, name: heading === '模拟微信' ? 'Simulated WeChat' : '模拟微信' })
      .waitFor()
  })

  test('on the width of a phone one part is shown at a time, and nothing is cut off', async () => {
    const { page } = await consoleOf({}, { viewport: { width: 375, height: 720 } })
    expect(await page.locator('section.activity').isVisible()).toBe(false)
    await page.getByRole('tab', { name: 'What happened' }).click()
    expect(await page.locator('section.activity').isVisible()).toBe(true)
    const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    expect(wider).toBeLessThanOrEqual(0)
  })

  test('it follows a flow that another program plays over HTTP', async () => {
    const { page, consoleUrl, cardId } = await consoleOf()
    const post = async (name: string, body: object) =>
      (
        await fetch(consoleUrl + name, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).json() as Promise<Record<string, string>>
    const { url } = await post('printQrCode', { cardId })
    await post('phone/scan', { user: { openid: 'oPython' }, arguments: [url] })
    await page.locator(`[data-phone=oPython] [data-card="${cardId}"]`).waitFor()
  })
})
