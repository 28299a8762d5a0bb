import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { browserIsInstalled, openPage, startBrowser, type WatchedPage } from '../support/browser.js'
import { openTeaHouse, type TeaHouse, type TeaHouseOptions } from '../support/tea-house.js'

let browser: Browser
const open: { close(): unknown }[] = []

beforeAll(async () => {
  if (browserIsInstalled) browser = await startBrowser()
}, 60_000)
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})
afterAll(async () => {
  await browser?.close()
})

interface Shop extends TeaHouse, WatchedPage {
  /** The developer's page. */
  readonly shopUrl: string
}

/** A developer's page beside a tea house, with `wx.js` of its simulator. */
async function shopPage(
  query: string,
  options: Omit<TeaHouseOptions, 'allowOrigins'> & { stranger?: boolean } = {},
): Promise<Shop> {
  const { stranger = false, ...houseOptions } = options
  let script = ''
  const shop: Server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><link rel="icon" href="data:,"><script src="${script}"></script><p>茶语</p>`)
  })
  await new Promise<void>((resolve) => shop.listen(0, 'localhost', resolve))
  const shopUrl = `http://localhost:${(shop.address() as AddressInfo).port}`
  const house = await openTeaHouse({ ...houseOptions, ...(stranger ? {} : { allowOrigins: [shopUrl] }) })
  script = `${house.server.url}/_simulator/wx.js?${query}`
  const watched = await openPage(browser, `${shopUrl}/shop?from=home#top`, [shopUrl, house.server.url])
  open.push(watched, house.server, { close: () => void shop.close() })
  return { ...house, ...watched, shopUrl }
}

/** Calls `wx` on the page and tells which callbacks came, in their order. */
const callbacks = (
  page: Page,
  name: string,
  params: object,
): Promise<{ names: string[]; result: Record<string, unknown> }> =>
  page.evaluate(
    `new Promise((resolve) => {
      const names = []
      const note = (kind) => (result) => { names.push(kind); if (kind === 'complete') resolve({ names, result }) }
      wx.${name}({ ...${JSON.stringify(params)}, success: note('success'), fail: note('fail'), cancel: note('cancel'), complete: note('complete') })
    })`,
  )

/** Signs the page in, and tells which of the callbacks of `wx` came. */
const configure = (page: Page, config: object): Promise<string> =>
  page.evaluate(
    `new Promise((resolve) => { wx.error((result) => resolve(result.errMsg)); wx.ready(() => resolve('ready')); wx.config(${JSON.stringify(config)}) })`,
  )

const dialog = (page: Page) => page.locator('[role=dialog]')

describe.runIf(browserIsInstalled)('wx.js on a page of the developer', () => {
  test('a page that never signs in is a mini program: promises, and what the user confirms happens', async () => {
    const { page, cardId, wechat, simulator, complaints } = await shopPage('user=oLin')
    const cardList = await wechat.buildAddCardList([{ cardId }])
    const added = page.evaluate(`wx.addCard({ cardList: ${JSON.stringify(cardList)} })`)
    await dialog(page).getByText('茶语会员卡').waitFor()
    await dialog(page).locator('[data-action=confirm]').click()
    expect(await added).toMatchObject({ errMsg: 'addCard:ok', cardList: [{ cardId, isSuccess: true }] })
    expect(simulator.phone({ openid: 'oLin' }).wallet()).toHaveLength(1)
    expect(complaints).toEqual([])
  })

  test('what the user cancels does not happen, and fails as in a mini program', async () => {
    const { page, cardId, wechat, simulator } = await shopPage('user=oLin')
    const cardList = await wechat.buildAddCardList([{ cardId }])
    const failed = page.evaluate(`wx.addCard({ cardList: ${JSON.stringify(cardList)} }).catch((failure) => failure)`)
    await dialog(page).locator('[data-action=cancel]').click()
    expect(await failed).toEqual({ errMsg: 'addCard:fail cancel' })
    expect(simulator.phone({ openid: 'oLin' }).wallet()).toEqual([])
  })

  test('arguments of another type fail as in WeChat', async () => {
    const { page } = await shopPage('user=oLin&auto=1')
    expect(await page.evaluate(`wx.addCard({}).catch((failure) => failure)`)).toEqual({
      errMsg: 'addCard:fail parameter error: parameter.cardList should be Array instead of Undefined;',
    })
  })

  test('a wrong signature of a card fails with WeChat’s text', async () => {
    const { page, cardId } = await shopPage('user=oLin&auto=1')
    const cardExt = JSON.stringify({ timestamp: '1700000000', nonce_str: 'n', signature: '0'.repeat(40) })
    const failure = await page.evaluate(
      `wx.addCard({ cardList: ${JSON.stringify([{ cardId, cardExt }])} }).catch((failure) => failure)`,
    )
    expect(failure).toEqual({ errMsg: 'addCard:fail (签名错误)' })
  })

  test('a web page signs in with its real address, and is told by callbacks', async () => {
    const { page, shopUrl, cardId, wechat } = await shopPage('user=oLin&auto=1')
    const config = await wechat.buildWxConfig({ url: `${shopUrl}/shop?from=home`, jsApiList: ['addCard'] })
    expect(await configure(page, config)).toBe('ready')
    const cardList = await wechat.buildAddCardList([{ cardId }])
    const { names, result } = await callbacks(page, 'addCard', { cardList })
    expect(names).toEqual(['success', 'complete'])
    expect(result.errMsg).toBe('addCard:ok')
    // What was not asked for in jsApiList is refused.
    const refused = await callbacks(page, 'openCard', { cardList: [] })
    expect(refused.names).toEqual(['fail', 'complete'])
    expect(refused.result.errMsg).toBe('openCard:the permission value is offline verifying')
  })

  test.each([
    ['another address', { url: 'http://localhost/elsewhere' }, 'config:invalid signature'],
    ['a domain that is not safe', { jsDomains: ['tea.example.com'] }, 'config:invalid url domain'],
  ])('signing in with %s is refused, and so is what follows', async (_, how, errMsg) => {
    const { jsDomains, url } = how as { jsDomains?: string[]; url?: string }
    const { page, shopUrl, cardId, wechat } = await shopPage('user=oLin&auto=1', jsDomains ? { jsDomains } : {})
    const config = await wechat.buildWxConfig({ url: url ?? `${shopUrl}/shop?from=home`, jsApiList: ['addCard'] })
    expect(await configure(page, config)).toBe(errMsg)
    const { names } = await callbacks(page, 'addCard', { cardList: await wechat.buildAddCardList([{ cardId }]) })
    expect(names).toEqual(['fail', 'complete'])
  })

  test('the component opens over the page, and App.onShow hears what it brings back', async () => {
    const { page, cardId, wechat } = await shopPage('user=oLin', {
      memberCard: {
        wx_activate_after_submit: true,
        wx_activate_after_submit_url: 'https://tea.example.com/?from=card',
      },
    })
    const { appId, extraData } = await wechat.getActivationNavigation({ cardId })
    await page.evaluate(`void wx.onAppShow((options) => { globalThis.shown = options })`)
    const left = page.evaluate(`wx.navigateToMiniProgram(${JSON.stringify({ appId, extraData })})`)
    expect(await left).toEqual({ errMsg: 'navigateToMiniProgram:ok' })
    await dialog(page).locator('[name=USER_FORM_INFO_FLAG_MOBILE]').fill('13800138000')
    await dialog(page).getByRole('combobox').selectOption('普洱')
    await dialog(page).locator('[data-action=confirm]').click()
    await page.waitForFunction('globalThis.shown !== undefined')
    const shown = (await page.evaluate('shown')) as {
      scene: number
      referrerInfo: { extraData: { activate_ticket: string } }
    }
    expect(shown.scene).toBe(1038)
    const { info } = await wechat.members.getActivationInfo({
      activate_ticket: shown.referrerInfo.extraData.activate_ticket,
    })
    expect(info.common_field_list).toEqual([{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800138000' }])
  })

  test('a page of a stranger reads nothing and changes nothing', async () => {
    const { page, cardId, wechat, simulator, server } = await shopPage('user=oLin&auto=1', { stranger: true })
    const cardList = await wechat.buildAddCardList([{ cardId }])
    const failure = (await page.evaluate(
      `wx.addCard({ cardList: ${JSON.stringify(cardList)} }).catch((failure) => failure)`,
    )) as { errMsg: string }
    expect(failure.errMsg).toMatch(/^addCard:fail /)
    expect(await page.evaluate(`fetch('${server.url}/_simulator/state').then(() => 'read', () => 'refused')`)).toBe(
      'refused',
    )
    await page.evaluate(`fetch('${server.url}/_simulator/reset', { method: 'POST', mode: 'no-cors' }).catch(() => {})`)
    expect(simulator.phone({ openid: 'oLin' }).wallet()).toEqual([])
    expect(simulator.snapshot().cards).toHaveLength(1) // it was not reset
  })
})
