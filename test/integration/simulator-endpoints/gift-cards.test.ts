import { describe, expect, test } from 'vitest'
import type { GiftPage } from '../../../src/api/gift-pages.js'
import type { GiftOrderInput } from '../../../src/testing/account/gift-orders.js'
import type { SimulatorOptions } from '../../../src/testing/index.js'
import { PICTURE, sampleCard } from '../../support/card-samples.js'
import { collect } from '../../support/collect.js'
import { caught, errcodeOf, openAccount } from '../../support/wire.js'

// The sample of the specification, byte for byte without its line breaks.
const PAGE_SAMPLE =
  '{"page":{"page_title":"Gift cards","support_multi":true,"support_buy_for_self":true,"banner_pic_url":"https://mmbiz.example/b.png","theme_list":[{"theme_pic_url":"https://mmbiz.example/t.png","title":"Thanks","title_color":"#FB966E","category_index":0,"item_list":[{"card_id":"pDEMOgift0000000000000000001","title":"100 yuan"}],"pic_item_list":[{"background_pic_url":"https://mmbiz.example/f.png","outer_img_id":"img1","default_gifting_msg":"Enjoy"}]}],"category_list":[{"title":"Festival"}],"address":"1 Demo Road","service_phone":"020-00000000","biz_description":"Refund by phone","cell_1":{"title":"Invoice","url":"https://shop.example/inv"},"cell_2":{"title":"Refund","url":"https://shop.example/ref"}}}'

const ORDER_SAMPLE = {
  errcode: 0,
  errmsg: 'ok',
  order: {
    order_id: 'Zdemo0001',
    page_id: 'demoPage+0001=',
    trans_id: '4200000000202611220000000001',
    create_time: 1764000000,
    pay_finish_time: 1764000010,
    total_price: 10000,
    open_id: 'oDEMObuyer000000000000000001',
    accepter_openid: 'oDEMOfriend00000000000000001',
    outer_str: 'web',
    IsChatRoom: false,
    card_list: [
      {
        card_id: 'pDEMOgift0000000000000000001',
        price: 10000,
        code: '900000000001',
        default_gifting_msg: 'Enjoy',
        background_pic_url: 'https://mmbiz.example/f.png',
        outer_img_id: 'img1',
        accepter_openid: 'oDEMOfriend00000000000000001',
      },
    ],
  },
}

describe('giftCards on the wire', () => {
  test('createPage', async () => {
    const { wechat, sent } = caught({ errcode: 0, errmsg: 'ok', page_id: 'demoPage+0001=' })
    const reply = await wechat.giftCards.createPage(JSON.parse(PAGE_SAMPLE))
    expect(reply).toEqual({ errcode: 0, errmsg: 'ok', page_id: 'demoPage+0001=' })
    expect(sent).toEqual([
      {
        method: 'POST',
        target: '/card/giftcard/page/add',
        contentType: 'application/json; charset=utf-8',
        body: PAGE_SAMPLE,
      },
    ])
  })

  test('getOrder', async () => {
    const { wechat, sent } = caught(ORDER_SAMPLE)
    expect(await wechat.giftCards.getOrder({ order_id: 'Zdemo0001' })).toEqual(ORDER_SAMPLE)
    expect(sent.map(({ method, target, body }) => [method, target, body])).toEqual([
      ['POST', '/card/giftcard/order/get', '{"order_id":"Zdemo0001"}'],
    ])
  })

  test('everything else', async () => {
    const { wechat, sent } = caught()
    const { giftCards } = wechat
    await giftCards.getPage({ page_id: 'a+b=' })
    await giftCards.updatePage({ page: { page_id: 'a+b=', address: '2 Demo Road' } })
    await giftCards.listPages()
    await giftCards.setMaintenance({ page_id: 'a+b=', maintain: true })
    await giftCards.setMaintenance({ all: true, maintain: false })
    await giftCards.listOrders({
      begin_time: 1764000000,
      end_time: 1764086400,
      sort_type: 'DESC',
      offset: 0,
      count: 100,
    })
    await giftCards.refundOrder({ order_id: 'Zdemo0001' })
    await giftCards.applyForPayment({ sub_mch_id: '1900000001' })
    await giftCards.bindSubMerchant({ sub_mch_id: '1900000001', wxa_appid: 'wx0000000000000002' })
    await giftCards.setMiniProgram({ wxa_appid: 'wx0000000000000002', page_id: 'a+b=' })
    expect(sent.map(({ method, target, body }) => [method, target, body])).toEqual([
      ['POST', '/card/giftcard/page/get', '{"page_id":"a+b="}'],
      ['POST', '/card/giftcard/page/update', '{"page":{"page_id":"a+b=","address":"2 Demo Road"}}'],
      ['POST', '/card/giftcard/page/batchget', '{}'],
      ['POST', '/card/giftcard/maintain/set', '{"page_id":"a+b=","maintain":true}'],
      ['POST', '/card/giftcard/maintain/set', '{"all":true,"maintain":false}'],
      [
        'POST',
        '/card/giftcard/order/batchget',
        '{"begin_time":1764000000,"end_time":1764086400,"sort_type":"DESC","offset":0,"count":100}',
      ],
      ['POST', '/card/giftcard/order/refund', '{"order_id":"Zdemo0001"}'],
      ['POST', '/card/giftcard/pay/whitelist/add', '{"sub_mch_id":"1900000001"}'],
      ['POST', '/card/giftcard/pay/submch/bind', '{"sub_mch_id":"1900000001","wxa_appid":"wx0000000000000002"}'],
      ['POST', '/card/giftcard/wxa/set', '{"wxa_appid":"wx0000000000000002","page_id":"a+b="}'],
    ])
  })
})

const aPage = (card_id: string, more: Partial<GiftPage> = {}): GiftPage => ({
  page_title: 'Gift cards',
  support_multi: true,
  support_buy_for_self: true,
  banner_pic_url: PICTURE,
  theme_list: [
    {
      theme_pic_url: PICTURE,
      title: 'Thanks',
      title_color: '#FB966E',
      item_list: [{ card_id, title: '100 yuan' }],
      pic_item_list: [
        { background_pic_url: PICTURE, outer_img_id: 'img1', default_gifting_msg: 'Enjoy' },
        { background_pic_url: `${PICTURE}2`, default_gifting_msg: 'Thanks' },
      ],
    },
  ],
  address: '1 Demo Road',
  service_phone: '020-00000000',
  biz_description: 'Refund by phone',
  cell_1: { title: 'Invoice', url: 'https://shop.example.test/inv' },
  cell_2: { title: 'Refund', url: 'https://shop.example.test/ref' },
  ...more,
})

const [buyer, friend, other] = ['oBuyer', 'oFriend', 'oOther'].map((openid) => ({ openid })) as [
  { openid: string },
  { openid: string },
  { openid: string },
]

async function shop(options: SimulatorOptions = {}, more: Partial<GiftPage> = {}, base: object = {}) {
  let now = Date.UTC(2026, 10, 22, 4)
  const clock = { now: () => now }
  const { account, wechat } = openAccount({ clock, ...options })
  const { card_id } = await wechat.cards.create({ card: sampleCard('GENERAL_CARD', base) })
  const { page_id } = await wechat.giftCards.createPage({ page: aPage(card_id, more) })
  const page = account.giftPages.get(page_id)
  const order = (change: Partial<GiftOrderInput> = {}) =>
    account.giftOrders.create({ page, buyer, cardIds: [card_id], ...change })
  const bought = (change: Partial<GiftOrderInput> = {}) => {
    const created = order(change)
    account.giftOrders.pay(created)
    return created
  }
  const events = (...names: string[]) => account.events.filter(({ Event }) => names.includes(Event))
  const pass = (ms: number): void => {
    now += ms
  }
  return { account, wechat, card_id, page_id, page, order, bought, events, pass }
}

describe('shelves', () => {
  test('are created, read, changed and listed', async () => {
    const { wechat, page_id, card_id } = await shop()
    expect((await wechat.giftCards.getPage({ page_id })).page).toEqual(aPage(card_id))
    await wechat.giftCards.updatePage({ page: { page_id, address: '2 Demo Road' } })
    expect((await wechat.giftCards.getPage({ page_id })).page).toEqual(aPage(card_id, { address: '2 Demo Road' }))
    const { page_id: second } = await wechat.giftCards.createPage({ page: aPage(card_id) })
    expect((await wechat.giftCards.listPages()).page_id_list).toEqual([page_id, second])
  })

  test('have ids that no address carries without encoding', async () => {
    const { account, wechat, page, page_id } = await shop()
    expect(page_id).toMatch(/\+.*=$/)
    const url = wechat.giftCards.buildPageUrl({ pageId: page_id, outerStr: '店 1&=' })
    expect(account.giftPages.atUrl(url)).toEqual({ record: page, outerStr: '店 1&=' })
    expect(account.giftPages.atUrl(url.replace(/page_id=[^&]*/, `page_id=${page_id}`))).toBeUndefined()
    expect(account.giftPages.atUrl(url.replace('mp.weixin', 'mp.elsewhere'))).toBeUndefined()
    expect(account.giftPages.atUrl('no address')).toBeUndefined()
  })

  test('are taken down one by one and all at once, by the merchant and by WeChat, each for itself', async () => {
    const { account, wechat, page_id, page, order } = await shop()
    const { control_info } = await wechat.giftCards.setMaintenance({ page_id, maintain: true })
    expect(control_info).toEqual({
      biz_control_type: 'E_PAGE_CONTROL_NORMAL',
      system_biz_control_type: 'E_PAGE_CONTROL_NORMAL',
      list: [{ page_id, page_control_type: 'E_PAGE_CONTROL_BIZ', system_page_control_type: 'E_PAGE_CONTROL_NORMAL' }],
    })
    expect(() => order()).toThrow('taken down')
    await wechat.giftCards.setMaintenance({ page_id, maintain: false })
    expect(order().state).toBe('created')
    page.down.system = true
    const all = await wechat.giftCards.setMaintenance({ all: true, maintain: true })
    expect(all.control_info).toEqual({
      biz_control_type: 'E_PAGE_CONTROL_BIZ',
      system_biz_control_type: 'E_PAGE_CONTROL_NORMAL',
      list: [
        { page_id, page_control_type: 'E_PAGE_CONTROL_NORMAL', system_page_control_type: 'E_PAGE_CONTROL_SYSTEM' },
      ],
    })
    await wechat.giftCards.setMaintenance({ all: true, maintain: false })
    expect(account.giftPages.isDown(page)).toBe(true)
    page.down.system = false
    expect(account.giftPages.isDown(page)).toBe(false)
  })

  test('are seen by test users only until they are approved', async () => {
    const { account, wechat } = openAccount({ review: 'manual' })
    const { card_id } = await wechat.cards.create({ card: sampleCard('GENERAL_CARD') })
    account.cards.decide(account.cards.get(card_id), true)
    const { page_id } = await wechat.giftCards.createPage({ page: aPage(card_id) })
    const page = account.giftPages.get(page_id)
    const input = { page, buyer, cardIds: [card_id] }
    expect(() => account.giftOrders.create(input)).toThrow('please add user to white list')
    account.cards.testers = { openids: [buyer.openid], usernames: [] }
    expect(account.giftOrders.create(input).state).toBe('created')
    account.cards.testers = { openids: [], usernames: [] }
    page.approved = true
    expect(account.giftOrders.create(input).state).toBe('created')
  })

  const theme = (change: object) => (page: GiftPage) => ({
    theme_list: page.theme_list.map((each) => ({ ...each, ...change })),
  })

  test.each([
    ['no theme', 41011, () => ({ theme_list: [] })],
    ['a theme without cards', 41011, theme({ item_list: [] })],
    ['a theme without faces', 41011, theme({ pic_item_list: [] })],
    ['a theme in no category', 41011, () => ({ category_list: [{ title: 'Festival' }] })],
    ['an unknown card', 40073, theme({ item_list: [{ card_id: 'pNone' }] })],
    ['a banner from elsewhere', 52000, () => ({ banner_pic_url: 'https://elsewhere.example.test/1.png' })],
    [
      'a face from elsewhere',
      52000,
      theme({
        pic_item_list: [{ background_pic_url: 'https://elsewhere.example.test/1.png', default_gifting_msg: 'x' }],
      }),
    ],
  ] as const)('with %s are refused with %i, new and changed', async (_, errcode, changed) => {
    const { wechat, card_id, page_id } = await shop()
    const page = aPage(card_id)
    const change = changed(page) as Partial<GiftPage>
    expect(await errcodeOf(wechat.giftCards.createPage({ page: { ...page, ...change } }))).toBe(errcode)
    expect(await errcodeOf(wechat.giftCards.updatePage({ page: { page_id, ...change } }))).toBe(errcode)
  })

  test('with no title are refused with 41011 when they are new, and keep theirs when they are changed', async () => {
    const { wechat, card_id, page_id } = await shop()
    const untitled = { ...aPage(card_id), page_title: '' }
    expect(await errcodeOf(wechat.giftCards.createPage({ page: untitled }))).toBe(41011)
    const before = (await wechat.giftCards.getPage({ page_id })).page.page_title
    expect(before).not.toBe('')
    await wechat.giftCards.updatePage({ page: { page_id, page_title: '' } })
    expect((await wechat.giftCards.getPage({ page_id })).page.page_title).toBe(before)
  })

  test('take a theme outside the categories if it is a banner', async () => {
    const { wechat, card_id } = await shop()
    const [first] = aPage(card_id).theme_list
    if (first === undefined) throw new Error('the sample has a theme')
    const page = aPage(card_id, { category_list: [{ title: 'Festival' }], theme_list: [{ ...first, is_banner: true }] })
    expect(await wechat.giftCards.createPage({ page })).toMatchObject({ page_id: expect.any(String) })
  })

  test('sell approved gift cards only', async () => {
    const { account, wechat } = openAccount({ review: 'manual' })
    const { card_id } = await wechat.cards.create({ card: sampleCard('GENERAL_CARD') })
    const { card_id: member } = await wechat.cards.create({ card: sampleCard('MEMBER_CARD') })
    expect(await errcodeOf(wechat.giftCards.createPage({ page: aPage(card_id) }))).toBe(40078)
    account.cards.decide(account.cards.get(member), true)
    expect(await errcodeOf(wechat.giftCards.createPage({ page: aPage(member) }))).toBe(40071)
  })

  test('are refused without a name, where one is wanted', async () => {
    const { wechat } = await shop()
    expect(await errcodeOf(wechat.giftCards.setMaintenance({ maintain: true } as never))).toBe(41011)
    expect(await errcodeOf(wechat.giftCards.getPage({ page_id: 'none' }))).toBeGreaterThan(0)
  })

  test('are closed to an account without the permission', async () => {
    const { wechat } = openAccount({ withoutPermissions: ['giftCard'] })
    const { giftCards } = wechat
    const calls = [
      giftCards.createPage({ page: aPage('p1') }),
      giftCards.getPage({ page_id: 'a' }),
      giftCards.updatePage({ page: { page_id: 'a' } }),
      giftCards.listPages(),
      giftCards.setMaintenance({ all: true, maintain: true }),
      giftCards.getOrder({ order_id: 'Z' }),
      giftCards.listOrders({ offset: 0, count: 1 }),
      giftCards.refundOrder({ order_id: 'Z' }),
      giftCards.applyForPayment({ sub_mch_id: '1900000001' }),
      giftCards.bindSubMerchant({ sub_mch_id: '1900000001', wxa_appid: 'wx0000000000000002' }),
      giftCards.setMiniProgram({ wxa_appid: 'wx0000000000000002', page_id: 'a' }),
    ]
    expect(await Promise.all(calls.map(errcodeOf))).toEqual(calls.map(() => 48001))
  })
})

describe('payment for shelves', () => {
  test('is applied for, bound to a mini program, and the shelf put into it', async () => {
    const { account, wechat, page_id, page } = await shop()
    const bind = () => wechat.giftCards.bindSubMerchant({ sub_mch_id: '1900000001', wxa_appid: 'wx0000000000000002' })
    expect(await errcodeOf(bind())).toBeGreaterThan(0)
    const { url } = await wechat.giftCards.applyForPayment({ sub_mch_id: '1900000001' })
    expect(new URL(url).protocol).toBe('https:')
    await bind()
    expect(account.giftPages.merchants.get('1900000001')).toBe('wx0000000000000002')
    await wechat.giftCards.setMiniProgram({ wxa_appid: 'wx0000000000000002', page_id })
    expect(page.miniProgram).toBe('wx0000000000000002')
  })

  test('wants an AppID where one belongs', async () => {
    const { wechat, page_id } = await shop()
    await wechat.giftCards.applyForPayment({ sub_mch_id: '1900000001' })
    const wxa_appid = 'gh_0123456789ab'
    expect(await errcodeOf(wechat.giftCards.setMiniProgram({ wxa_appid, page_id }))).toBe(40166)
    expect(await errcodeOf(wechat.giftCards.bindSubMerchant({ wxa_appid, sub_mch_id: '1900000001' }))).toBe(40166)
  })
})

describe('an order', () => {
  test('is invisible until it is paid, and then holds its code', async () => {
    const { account, wechat, order, page_id, card_id, events } = await shop()
    const created = order({ outerStr: 'web' })
    expect(await errcodeOf(wechat.giftCards.getOrder({ order_id: created.orderId }))).toBeGreaterThan(0)
    expect(events('giftcard_pay_done')).toEqual([])
    account.giftOrders.pay(created)
    const { order: paid } = await wechat.giftCards.getOrder({ order_id: created.orderId })
    expect(paid).toEqual({
      order_id: created.orderId,
      page_id,
      trans_id: expect.stringMatching(/^420000000020261122\d{10}$/),
      create_time: account.seconds(),
      pay_finish_time: account.seconds(),
      total_price: 10_000,
      open_id: 'oBuyer',
      outer_str: 'web',
      IsChatRoom: false,
      card_list: [
        {
          card_id,
          price: 10_000,
          code: expect.stringMatching(/^\d{12}$/),
          default_gifting_msg: 'Enjoy',
          background_pic_url: PICTURE,
          outer_img_id: 'img1',
        },
      ],
    })
    expect(events('giftcard_pay_done')).toMatchObject([
      { FromUserName: 'oBuyer', PageId: page_id, OrderId: created.orderId },
    ])
    // Sold, but in nobody's hands: a code that was never claimed is unknown.
    const { code } = paid.card_list[0] as { code: string }
    expect(await errcodeOf(wechat.codes.get({ code, card_id, check_consume: false }, { retry: false }))).toBe(40056)
    expect(account.cards.get(card_id)).toMatchObject({ quantity: 999, issued: 1 })
  })

  test('goes to a friend, who then holds the card under the code of the order', async () => {
    const { account, wechat, bought, card_id, page_id, events } = await shop()
    const order = bought({ outerStr: 'web' })
    const [{ code } = { code: '' }] = order.cards
    account.giftOrders.send(order)
    account.giftOrders.take(order, friend)
    expect(events('giftcard_send_to_friend', 'giftcard_user_accept', 'user_get_card')).toMatchObject([
      {
        Event: 'giftcard_send_to_friend',
        FromUserName: 'oBuyer',
        PageId: page_id,
        OrderId: order.orderId,
        IsChatRoom: 'false',
        IsReturnBack: 'false',
      },
      {
        Event: 'giftcard_user_accept',
        FromUserName: 'oFriend',
        PageId: page_id,
        OrderId: order.orderId,
        IsChatRoom: 'false',
      },
      {
        Event: 'user_get_card',
        FromUserName: 'oFriend',
        CardId: card_id,
        UserCardCode: code,
        IsGiveByFriend: 1,
        FriendUserName: 'oBuyer',
      },
    ])
    const { order: seen } = await wechat.giftCards.getOrder({ order_id: order.orderId })
    expect(seen).toMatchObject({ accepter_openid: 'oFriend', card_list: [{ code, accepter_openid: 'oFriend' }] })
    expect(await wechat.codes.get({ code, card_id, check_consume: true })).toMatchObject({
      openid: 'oFriend',
      outer_str: 'web',
      user_card_status: 'NORMAL',
    })
    expect(() => account.giftOrders.take(order, other)).toThrow('was taken')
  })

  test('comes back to the buyer after 24 hours, and can be sent again', async () => {
    const { account, wechat, bought, events } = await shop()
    const order = bought()
    account.giftOrders.send(order)
    account.advance(24 * 3_600_000 - 1)
    expect(order.state).toBe('sent')
    const due = account.seconds() + 1
    account.advance(3_600_000)
    expect(order.state).toBe('returned')
    expect(events('giftcard_send_to_friend').at(-1)).toMatchObject({
      FromUserName: 'oBuyer',
      IsReturnBack: 'true',
      CreateTime: due,
    })
    expect(() => account.giftOrders.take(order, friend)).toThrow('went back')
    account.giftOrders.send(order)
    // The limit of the first sending is over; that of the second is not.
    account.advance(12 * 3_600_000)
    account.giftOrders.take(order, friend)
    account.advance(48 * 3_600_000)
    expect(order.state).toBe('delivered')
    expect(events('giftcard_send_to_friend')).toHaveLength(3)
    expect((await wechat.giftCards.getOrder({ order_id: order.orderId })).order.accepter_openid).toBe('oFriend')
  })

  test('comes back too when time passes by itself', async () => {
    const { wechat, account, bought, pass } = await shop()
    const order = bought()
    account.giftOrders.send(order)
    pass(24 * 3_600_000)
    await wechat.giftCards.getOrder({ order_id: order.orderId })
    expect(order.state).toBe('returned')
  })

  test('can be kept by the buyer, where the shelf allows it', async () => {
    const { account, bought, events, card_id } = await shop()
    const order = bought()
    account.giftOrders.keep(order)
    expect(events('giftcard_pay_done', 'user_get_card')).toMatchObject([
      { Event: 'giftcard_pay_done' },
      { Event: 'user_get_card', FromUserName: 'oBuyer', CardId: card_id, IsGiveByFriend: 0, FriendUserName: '' },
    ])
    const { account: elsewhere, bought: buy } = await shop({}, { support_buy_for_self: false })
    expect(() => elsewhere.giftOrders.keep(buy())).toThrow('gifts only')
  })

  test('of several cards is taken card by card in a group, and the rest comes back', async () => {
    const { account, wechat, bought, card_id } = await shop()
    const order = bought({ cardIds: [card_id, card_id, card_id] })
    account.giftOrders.send(order, { toGroup: true })
    account.giftOrders.take(order, friend)
    expect(() => account.giftOrders.take(order, friend)).toThrow('has taken one')
    account.giftOrders.take(order, other)
    account.advance(24 * 3_600_000)
    expect(order.state).toBe('returned')
    account.giftOrders.keep(order)
    const { order: seen } = await wechat.giftCards.getOrder({ order_id: order.orderId })
    expect(seen).toMatchObject({ total_price: 30_000, IsChatRoom: true })
    expect(seen).not.toHaveProperty('accepter_openid')
    expect(seen.card_list.map(({ accepter_openid }) => accepter_openid)).toEqual(['oFriend', 'oOther', 'oBuyer'])
  })

  test('carries the face that was chosen, and the buyer’s own wish in place of its own', async () => {
    const { wechat, bought } = await shop()
    const { orderId } = bought({ picture: 1, message: '生日快乐' })
    const { order } = await wechat.giftCards.getOrder({ order_id: orderId })
    expect(order.card_list).toMatchObject([{ background_pic_url: `${PICTURE}2`, default_gifting_msg: '' }])
    expect(order.card_list[0]).not.toHaveProperty('outer_img_id')
  })

  test('is not made of what the shelf does not sell', async () => {
    const { order, bought, card_id } = await shop({}, { support_multi: false }, { sku: { quantity: 1 } })
    expect(() => order({ cardIds: ['pNone'] })).toThrow('no such card')
    expect(() => order({ cardIds: [card_id, card_id] })).toThrow('one at a time')
    expect(() => order({ cardIds: [] })).toThrow('nothing')
    bought()
    expect(() => bought()).toThrow('stock is out of limit')
  })

  test('of a card with imported codes takes one of them', async () => {
    const { wechat, bought, card_id } = await shop(
      {},
      {},
      { sku: { quantity: 0 }, use_custom_code: true, get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT' },
    )
    await wechat.codes.deposit({ card_id, code: ['G0001'] })
    await wechat.cards.modifyStock({ card_id, increase_stock_value: 1 })
    expect(bought().cards[0]?.code).toBe('G0001')
  })
})

describe('a refund', () => {
  test('takes the card out of the wallet of whoever holds it', async () => {
    const { account, wechat, bought, card_id } = await shop()
    const order = bought()
    account.giftOrders.send(order)
    account.giftOrders.take(order, friend)
    await wechat.giftCards.refundOrder({ order_id: order.orderId })
    const code = order.cards[0]?.code ?? ''
    expect(await wechat.codes.get({ code, card_id, check_consume: false })).toMatchObject({ can_consume: false })
    expect(account.events.filter(({ Event }) => Event === 'user_del_card')).toEqual([])
    expect(await errcodeOf(wechat.giftCards.refundOrder({ order_id: order.orderId }))).toBe(40127)
  })

  test('is possible before anybody has the card, which nobody can take then', async () => {
    const { account, wechat, bought } = await shop()
    const order = bought()
    account.giftOrders.send(order)
    await wechat.giftCards.refundOrder({ order_id: order.orderId })
    expect(() => account.giftOrders.take(order, friend)).toThrow()
    expect(await errcodeOf(wechat.giftCards.refundOrder({ order_id: order.orderId }))).toBe(40127)
    account.advance(48 * 3_600_000)
    expect(order.state).toBe('refunded')
  })

  test('is refused once the card was used, and the hint speaks of this order', async () => {
    const { account, wechat, bought, card_id } = await shop()
    const order = bought()
    account.giftOrders.keep(order)
    await wechat.codes.consume({ code: order.cards[0]?.code ?? '', card_id })
    const refund = wechat.giftCards.refundOrder({ order_id: order.orderId })
    await expect(refund).rejects.toMatchObject({ errcode: 40127, hint: expect.stringContaining('order') })
  })

  test('is refused once the card was given on', async () => {
    const { account, wechat, bought } = await shop()
    const order = bought()
    account.giftOrders.keep(order)
    const [{ record } = {}] = order.cards
    if (record === undefined) throw new Error('the buyer has the card')
    account.codes.handOver(record, 'oOther', account.codes.newCode())
    expect(await errcodeOf(wechat.giftCards.refundOrder({ order_id: order.orderId }))).toBe(40127)
  })

  test('of an unknown order is refused', async () => {
    const { wechat } = await shop()
    expect(await errcodeOf(wechat.giftCards.refundOrder({ order_id: 'Znone' }))).toBeGreaterThan(0)
  })
})

describe('lists of orders', () => {
  test('go by the time of creation, both ways, page by page', async () => {
    const { account, wechat, bought, order } = await shop()
    const begin = account.seconds()
    const ids: string[] = []
    for (let day = 0; day < 3; day++) {
      ids.push(bought().orderId)
      account.advance(86_400_000)
    }
    order() // not paid
    const idsOf = async (request: object) => {
      const { order_list, total_count } = await wechat.giftCards.listOrders({ offset: 0, count: 100, ...request })
      return [total_count, order_list.map(({ order_id }) => order_id)]
    }
    expect(await idsOf({})).toEqual([3, ids])
    expect(await idsOf({ sort_type: 'DESC' })).toEqual([3, ids.toReversed()])
    expect(await idsOf({ begin_time: begin + 1, end_time: begin + 86_400 })).toEqual([1, [ids[1]]])
    expect(await idsOf({ offset: 1, count: 1 })).toEqual([3, [ids[1]]])
  })

  test('of any time come whole and once, upwards and downwards', async () => {
    const { account, wechat, bought } = await shop()
    const begin = account.seconds()
    const ids: string[] = []
    // Every ten days, and so some at the very seam of two spans of 31 days.
    for (let day = 0; day <= 120; day += 10) {
      ids.push(bought().orderId)
      if (day === 30) {
        account.advance(86_400_000)
        ids.push(bought().orderId, bought().orderId)
        account.advance(9 * 86_400_000)
      } else account.advance(10 * 86_400_000)
    }
    const end = account.seconds()
    const all = async (request: object) => {
      const orders = wechat.giftCards.listAllOrders({ begin_time: begin, end_time: end, ...request })
      return (await collect(orders)).map(({ order_id }) => order_id)
    }
    expect(await all({})).toEqual(ids)
    const downwards = await all({ sort_type: 'DESC' })
    expect(new Set(downwards)).toEqual(new Set(ids))
    expect(downwards).toHaveLength(ids.length)
    expect(downwards[0]).toBe(ids.at(-1))
  })

  test('come in pages of 100 where there are more', async () => {
    const { wechat, bought } = await shop()
    const ids = Array.from({ length: 205 }, () => bought().orderId)
    const found = await collect(wechat.giftCards.listAllOrders())
    expect(found.map(({ order_id }) => order_id)).toEqual(ids)
  })
})
