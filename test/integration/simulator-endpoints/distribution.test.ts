import { describe, expect, test } from 'vitest'
import { InputError } from '../../../src/index.js'
import { qrPicture } from '../../../src/testing/endpoints/qr-picture.js'
import { PICTURE } from '../../support/card-samples.js'
import { openShop } from '../../support/shop.js'
import { caught, errcodeOf } from '../../support/wire.js'

const ok = { errcode: 0, errmsg: 'ok' }
const ID = 'pSimCard0000000000000000001a'

/** A QR code for one card. */
const qrCode = (card_id: string, more: object = {}) =>
  ({ action_name: 'QR_CARD', action_info: { card: { card_id, ...more } } }) as const

const qrCodes = (cards: object[]) =>
  ({ action_name: 'QR_MULTIPLE_CARD', action_info: { multiple_card: { card_list: cards } } }) as never

describe('distribution on the wire', () => {
  test.each([
    [
      'createQrCode',
      '/card/qrcode/create',
      `{"action_name":"QR_CARD","expire_seconds":1800,"action_info":{"card":{"card_id":"${ID}","is_unique_code":false,"outer_str":"door-1"}}}`,
      {
        ...ok,
        ticket: 'gQSIM==',
        expire_seconds: 1800,
        url: 'http://weixin.qq.com/q/SIM0001',
        show_qrcode_url: 'https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=gQSIM%3D%3D',
      },
    ],
    [
      'createLandingPage',
      '/card/landingpage/create',
      `{"banner":"http://mmbiz.qpic.cn/mmbiz_png/sim0002/0","page_title":"Offers","can_share":true,"scene":"SCENE_H5","card_list":[{"card_id":"${ID}","thumb_url":"http://mmbiz.qpic.cn/mmbiz_png/sim0003/0"}]}`,
      { ...ok, url: 'https://mp.weixin.qq.com/bizmall/cardlandingpage?sim=1', page_id: 7 },
    ],
    [
      'getArticleHtml',
      '/card/mpnews/gethtml',
      `{"card_id":"${ID}"}`,
      { ...ok, content: '<iframe class="res_iframe card_iframe"></iframe>' },
    ],
    [
      'setTestWhitelist',
      '/card/testwhitelist/set',
      '{"openid":["oSimOpen1"],"username":["simuser"]}',
      { ...ok, white_list_size: 2, success_openid: ['oSimOpen1'], success_username: ['simuser'] },
    ],
  ] as const)('%s', async (name, target, body, reply) => {
    const { wechat, sent } = caught(reply)
    const method = wechat.distribution[name] as (request: object) => Promise<object>
    expect(await method(JSON.parse(body))).toEqual(reply)
    expect(sent).toEqual([{ method: 'POST', target, contentType: 'application/json; charset=utf-8', body }])
  })
})

describe('before anything is sent', () => {
  const encrypted = 'kS9sYh1T0d2mJxq+Zc7u4Q=='

  test.each([
    ['an encrypted code', 'createQrCode', qrCode(ID, { code: encrypted }), 'action_info.card.code'],
    [
      'an encrypted code among several cards',
      'createQrCode',
      qrCodes([{ card_id: ID }, { card_id: ID, code: encrypted }]),
      'action_info.multiple_card.card_list[1].code',
    ],
    [
      'a number that JavaScript has changed',
      'createQrCode',
      qrCode(ID, { outer_id: 1e20 }),
      'action_info.card.outer_id',
    ],
  ] as const)('%s is refused', async (_, name, request, field) => {
    const { wechat, sent } = caught(ok)
    const method = wechat.distribution[name] as (request: object) => Promise<object>
    const error = await method(request).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(InputError)
    expect((error as InputError).problems.map((problem) => problem.field)).toEqual([field])
    expect(sent).toEqual([])
  })

  // The page allows ten; that WeChat refuses more is on no page and in no report.
  test.each([
    [10, []],
    [11, ['openid']],
  ])('%i testers are sent, with advice about those beyond ten', async (count, fields) => {
    const { wechat, sent, advice } = caught(ok)
    const openid = Array(count - 5).fill('oUser')
    await wechat.distribution.setTestWhitelist({ openid, username: Array(5).fill('simuser') })
    expect(sent).toHaveLength(1)
    expect(advice.map(({ field }) => field)).toEqual(fields)
  })
})

describe('a QR code', () => {
  test('has a picture at its address, for everybody, and none under another ticket (cards-431)', async () => {
    const { simulator, wechat, create } = openShop()
    const { show_qrcode_url, url } = await wechat.distribution.createQrCode(qrCode(await create('CASH')))
    const { pathname, search } = new URL(show_qrcode_url)
    const listening = await simulator.listen()
    for (const response of [await simulator.fetch(show_qrcode_url), await fetch(listening.url + pathname + search)]) {
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png'])
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(qrPicture(url))
    }
    expect((await simulator.fetch(`${show_qrcode_url}x`)).status).toBe(404)
    expect((await fetch(listening.url + pathname)).status).toBe(404)
    await listening.close()
  })

  test('has a picture that faults can cut off and break', async () => {
    const { simulator, wechat, create } = openShop()
    const { show_qrcode_url, url } = await wechat.distribution.createQrCode(qrCode(await create('CASH')))
    const path = '/cgi-bin/showqrcode'
    simulator.faults.add({ path, truncateAt: 20 })
    const cut = await (await simulator.fetch(show_qrcode_url)).arrayBuffer()
    expect(new Uint8Array(cut)).toEqual(qrPicture(url).slice(0, 20))
    simulator.faults.add({ path, reset: 'body' })
    await expect((await simulator.fetch(show_qrcode_url)).arrayBuffer()).rejects.toThrow('terminated')
  })

  test('answers with its picture under its ticket, URL-encoded, and lasts a year unless it is said', async () => {
    const { wechat, create } = openShop()
    const card_id = await create('CASH')
    const made = await wechat.distribution.createQrCode(qrCode(card_id))
    expect(made.show_qrcode_url).toBe(
      `https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=${encodeURIComponent(made.ticket)}`,
    )
    expect(made.url).toMatch(/^http:\/\/weixin\.qq\.com\/q\/./)
    expect(made.expire_seconds).toBe(31_536_000)
    const short = await wechat.distribution.createQrCode({ ...qrCode(card_id), expire_seconds: 60 })
    expect(short.expire_seconds).toBe(60)
    expect(short.ticket).not.toBe(made.ticket)
  })

  test('lets users claim the card, again and again, and tells its channel', async () => {
    const { simulator, wechat, create } = openShop()
    const card_id = await create('CASH')
    const { url } = await wechat.distribution.createQrCode(qrCode(card_id, { outer_str: 'door-1', outer_id: 7 }))
    const [first] = await simulator.phone({ openid: 'oUser1' }).scan(url)
    await simulator.phone({ openid: 'oUser2' }).scan(url)
    expect(await wechat.codes.get({ code: first?.code ?? '', check_consume: false })).toMatchObject({
      openid: 'oUser1',
      outer_str: 'door-1',
    })
    expect(simulator.events.filter(({ Event }) => Event === 'user_get_card')).toMatchObject([
      { FromUserName: 'oUser1', OuterStr: 'door-1', OuterId: 7, SourceScene: 'SOURCE_SCENE_QRCODE' },
      { FromUserName: 'oUser2' },
    ])
  })

  test('for several cards lets a user claim them all', async () => {
    const { simulator, wechat, create } = openShop()
    const cards = [await create('CASH'), await create('CASH'), await create('MOVIE_TICKET')]
    const { url } = await wechat.distribution.createQrCode(qrCodes(cards.map((card_id) => ({ card_id }))))
    const taken = await simulator.phone({ openid: 'oUser1' }).scan(url)
    expect(taken.map(({ cardId }) => cardId)).toEqual(cards)
  })

  test.each([
    ['with a code', { use_custom_code: true }, { code: 'SIM001' }],
    ['for one user', { bind_openid: true }, { openid: 'oUser1' }],
    ['with is_unique_code', {}, { is_unique_code: true }],
  ])('%s works once', async (_, base, more) => {
    const { simulator, wechat, create } = openShop()
    const { url } = await wechat.distribution.createQrCode(qrCode(await create('CASH', base), more))
    expect(await simulator.phone({ openid: 'oUser1' }).scan(url)).toHaveLength(1)
    await expect(simulator.phone({ openid: 'oUser1' }).scan(url)).rejects.toMatchObject({
      errMsg: 'scan:fail (已领完)',
    })
  })

  test('stops when its time is over', async () => {
    const { simulator, wechat, create } = openShop({ clock: { now: () => 1_700_000_000_000 } })
    const request = { ...qrCode(await create('CASH')), expire_seconds: 60 }
    const { url } = await wechat.distribution.createQrCode(request)
    simulator.advance(59_000)
    await simulator.phone({ openid: 'oUser1' }).scan(url)
    simulator.advance(1000)
    await expect(simulator.phone({ openid: 'oUser2' }).scan(url)).rejects.toMatchObject({
      errMsg: 'scan:fail (已领完)',
    })
  })

  test('with a code for a card that has none of its own shows a parameter error', async () => {
    const { simulator, wechat, create } = openShop()
    const deposit = {
      sku: { quantity: 0 },
      use_custom_code: true,
      get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT',
    }
    const { url } = await wechat.distribution.createQrCode(qrCode(await create('CASH', deposit), { code: 'SIM001' }))
    await expect(simulator.phone({ openid: 'oUser1' }).scan(url)).rejects.toMatchObject({
      errMsg: 'scan:fail (参数错误)',
    })
  })

  test.each([
    ['an action for scenes', 40052, { action_name: 'QR_SCENE', action_info: { card: { card_id: ID } } }],
    ['no action', 40052, { action_info: { card: { card_id: ID } } }],
    [
      'several cards under the name of one',
      40053,
      { ...(qrCodes([{ card_id: ID }]) as object), action_name: 'QR_CARD' },
    ],
    ['no information', 40053, { action_name: 'QR_CARD' }],
    ['no cards', 40053, qrCodes([])],
    ['59 seconds', 40053, { ...qrCode(ID), expire_seconds: 59 }],
    ['1801 seconds', 40053, { ...qrCode(ID), expire_seconds: 1801 }],
    ['a card that there is not', 40073, qrCode(ID)],
    ['no card', 41012, qrCode('')],
    ['a channel that is a number', 47001, qrCode(ID, { outer_str: 7 })],
  ])('is refused for %s: %i', async (_, errcode, request) => {
    const { wechat } = openShop()
    expect(await errcodeOf(wechat.distribution.createQrCode(request as never))).toBe(errcode)
  })

  test('is refused for six cards, and made for five', async () => {
    const { wechat, create } = openShop()
    const card_id = await create('CASH')
    const make = (count: number) => errcodeOf(wechat.distribution.createQrCode(qrCodes(Array(count).fill({ card_id }))))
    expect([await make(5), await make(6)]).toEqual([0, 45039])
  })

  test('for one random code wants a card that is approved and in stock', async () => {
    const { simulator, wechat, create } = openShop({ review: 'manual' })
    const [waiting, empty] = [await create('CASH'), await create('CASH', { sku: { quantity: 0 } })]
    simulator.approveCard(empty)
    const make = (card_id: string, more: object) => errcodeOf(wechat.distribution.createQrCode(qrCode(card_id, more)))
    expect(await make(waiting, { is_unique_code: true })).toBe(40078)
    expect(await make(empty, { is_unique_code: true })).toBe(45031)
    expect(await make(waiting, {})).toBe(0)
  })
})

describe('a landing page', () => {
  const page = (card_id: string, more: object = {}) => ({
    banner: PICTURE,
    page_title: 'Offers',
    can_share: true,
    scene: 'SCENE_H5',
    card_list: [{ card_id, thumb_url: PICTURE }],
    ...more,
  })

  test('has an address and a number of its own, and hands out its cards', async () => {
    const { simulator, wechat, create } = openShop()
    const card_id = await create('CASH')
    const first = await wechat.distribution.createLandingPage(page(card_id))
    const second = await wechat.distribution.createLandingPage(page(card_id, { scene: 'SCENE_MENU' }))
    expect(first.url).toMatch(/^https:\/\/mp\.weixin\.qq\.com\/bizmall\/cardlandingpage\?/)
    expect(second.page_id).not.toBe(first.page_id)
    expect(second.url).not.toBe(first.url)
    expect(await simulator.phone({ openid: 'oUser1' }).scan(first.url)).toMatchObject([{ cardId: card_id }])
  })

  test('and an article show cards whose codes WeChat hands out', async () => {
    const { wechat, create } = openShop()
    const normal = await create('CASH')
    const custom = await create('CASH', { use_custom_code: true })
    const deposit = await create('CASH', {
      sku: { quantity: 0 },
      use_custom_code: true,
      get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT',
    })
    const both = async (card_id: string) => [
      await errcodeOf(wechat.distribution.createLandingPage(page(card_id))),
      await errcodeOf(wechat.distribution.getArticleHtml({ card_id })),
    ]
    expect(await both(normal)).toEqual([0, 0])
    expect(await both(custom)).toEqual([45030, 45030])
    expect(await both(deposit)).toEqual([45030, 45030])
    await wechat.codes.deposit({ card_id: deposit, code: ['SIM001'] })
    expect(await both(deposit)).toEqual([0, 0])
    expect((await wechat.distribution.getArticleHtml({ card_id: normal })).content).toContain('<iframe')
  })

  test.each([
    ['a scene that there is not', 40129, { scene: 'SCENE_MOON' }],
    ['a card that there is not', 40073, {}],
    ['no banner', 41011, { banner: '' }],
    ["the name of the title that stands in WeChat's table", 41011, { page_title: undefined, title: 'Offers' }],
    ['a card without a picture', 41011, { card_list: [{ card_id: ID }] }],
  ])('is refused for %s: %i', async (_, errcode, more) => {
    const { wechat } = openShop()
    const request = JSON.parse(JSON.stringify(page(ID, more)))
    expect(await errcodeOf(wechat.distribution.createLandingPage(request))).toBe(errcode)
  })

  test('an article is refused without a card', async () => {
    const { wechat } = openShop()
    expect(await errcodeOf(wechat.distribution.getArticleHtml({ card_id: ID }))).toBe(40073)
    expect(await errcodeOf(wechat.distribution.getArticleHtml({ card_id: '' }))).toBe(41012)
  })
})

describe('the test whitelist', () => {
  test('lets its users claim a card that is not approved, until another list replaces it', async () => {
    const { simulator, wechat, create } = openShop({ review: 'manual' })
    const cardId = await create('CASH')
    const { url } = await wechat.distribution.createQrCode(qrCode(cardId))
    const claim = async (user: { openid: string; username?: string }) => {
      const phone = simulator.phone(user)
      return await phone.addCard(await wechat.buildAddCardList([{ cardId }])).then(
        () => 'claimed',
        ({ errMsg }: { errMsg: string }) => errMsg,
      )
    }
    const waits = 'addCard:fail (卡券审核中)'
    expect(await claim({ openid: 'oTester' })).toBe(waits)
    expect(await wechat.distribution.setTestWhitelist({ openid: ['oTester'], username: ['simuser'] })).toEqual({
      ...ok,
      white_list_size: 2,
      success_openid: ['oTester'],
      success_username: ['simuser'],
    })
    expect(await claim({ openid: 'oTester' })).toBe('claimed')
    expect(await claim({ openid: 'oNamed', username: 'simuser' })).toBe('claimed')
    expect(await claim({ openid: 'oStranger' })).toBe(waits)
    expect(await simulator.phone({ openid: 'oTester' }).scan(url)).toHaveLength(1)
    await wechat.distribution.setTestWhitelist({ openid: ['oOther'] })
    expect(await claim({ openid: 'oTester' })).toBe(waits)
    expect(await claim({ openid: 'oNamed', username: 'simuser' })).toBe(waits)
    expect(await claim({ openid: 'oOther' })).toBe('claimed')
    simulator.approveCard(cardId)
    expect(await claim({ openid: 'oStranger' })).toBe('claimed')
  })

  test('does not replace the list when one user is refused', async () => {
    const { simulator, wechat, create } = openShop({ review: 'manual' })
    const cardId = await create('CASH')
    await wechat.distribution.setTestWhitelist({ openid: ['oTester'] })
    expect(await errcodeOf(wechat.distribution.setTestWhitelist({ openid: ['oOther', 'o Other'] }))).toBe(40003)
    const phone = simulator.phone({ openid: 'oTester' })
    expect(await phone.addCard(await wechat.buildAddCardList([{ cardId }]))).toMatchObject({ errMsg: 'addCard:ok' })
  })

  test('takes openids of the Official Account, not of the mini program', async () => {
    const { simulator, wechat, create } = openShop()
    const phone = simulator.phone({ openid: 'oUser1', miniProgramOpenid: 'oMini1' })
    await phone.addCard(await wechat.buildAddCardList([{ cardId: await create('CASH') }]))
    expect(await errcodeOf(wechat.distribution.setTestWhitelist({ openid: ['oMini1'] }))).toBe(40003)
    expect(await errcodeOf(wechat.distribution.setTestWhitelist({ openid: ['oUser1'] }))).toBe(0)
  })

  test.each([
    ['a nickname', { username: ['小明'] }, 40132],
    ['a phone number', { username: ['13800000000'] }, 40132],
    ['a user who is no list', { openid: 'oUser1' }, 47001],
  ])('is refused for %s', async (_, request, errcode) => {
    const { wechat } = openShop()
    expect(await errcodeOf(wechat.distribution.setTestWhitelist(request as never))).toBe(errcode)
  })
})
