import { describe, expect, test } from 'vitest'
import { InputError, type Phone, type SimulatorOptions } from '../../src/testing/index.js'
import { PICTURE, sampleCard } from '../support/card-samples.js'
import { eventsOf, failureOf, merchant, phonesOf, withCard } from '../support/merchant.js'

const DAY = 86_400_000

describe('gift cards', () => {
  async function shop(options: SimulatorOptions = {}) {
    const made = merchant(options)
    const cardId = await made.create(sampleCard('GENERAL_CARD'))
    if (options.review === 'manual') made.simulator.approveCard(cardId)
    const { page_id } = await made.wechat.giftCards.createPage({
      page: {
        page_title: 'Gift cards',
        support_multi: true,
        support_buy_for_self: true,
        banner_pic_url: PICTURE,
        theme_list: [
          {
            theme_pic_url: PICTURE,
            title: 'Thanks',
            title_color: '#FB966E',
            item_list: [{ card_id: cardId }],
            pic_item_list: [{ background_pic_url: PICTURE, outer_img_id: 'img1', default_gifting_msg: 'Enjoy' }],
          },
        ],
        address: '1 Demo Road',
        service_phone: '020-00000000',
        biz_description: 'Refund by phone',
        cell_1: { title: 'Invoice', url: 'https://shop.example/inv' },
        cell_2: { title: 'Refund', url: 'https://shop.example/ref' },
      },
    })
    const url = `https://mp.weixin.qq.com/bizmall/giftcard?action=homepage&page_id=${encodeURIComponent(page_id)}&outer_str=web#wechat_redirect`
    const phones = phonesOf(made.simulator)
    return { ...made, cardId, page_id, url, phones }
  }

  const GIFT_EVENTS = ['giftcard_pay_done', 'giftcard_send_to_friend', 'giftcard_user_accept', 'user_get_card']

  test('are bought, sent and taken; the merchant sees who has them', async () => {
    const { simulator, wechat, cardId, page_id, url, phones } = await shop()
    const [lin, wang] = phones
    const order = await lin.giftCards.buy(url, { cardIds: [cardId], message: 'For you' })
    await lin.giftCards.send(order)
    expect((await wechat.giftCards.getOrder({ order_id: order.orderId })).order).not.toHaveProperty('accepter_openid')
    const [card] = await wang.giftCards.take(order)
    expect(wang.wallet()).toMatchObject([{ cardId, code: card?.code, status: 'NORMAL', balance: 10_000 }])
    expect(lin.wallet()).toEqual([])
    expect((await wechat.giftCards.getOrder({ order_id: order.orderId })).order).toMatchObject({
      page_id,
      open_id: 'oLin',
      accepter_openid: 'oWang',
      outer_str: 'web',
      total_price: 10_000,
      card_list: [{ card_id: cardId, code: card?.code }],
    })
    const { orderId: OrderId } = order
    expect(eventsOf(simulator, ...GIFT_EVENTS)).toMatchObject([
      { Event: 'giftcard_pay_done', FromUserName: 'oLin', PageId: page_id, OrderId },
      { Event: 'giftcard_send_to_friend', FromUserName: 'oLin', OrderId, IsChatRoom: 'false', IsReturnBack: 'false' },
      { Event: 'giftcard_user_accept', FromUserName: 'oWang', OrderId },
      { Event: 'user_get_card', FromUserName: 'oWang', SourceScene: 'SOURCE_SCENE_USER_ACCEPT_GIFTCARD' },
    ])
    expect(await failureOf(phones[2].giftCards.take(order))).toMatchObject({ errMsg: 'takeGiftCards:fail (参数错误)' })
  })

  // Specification, gift-cards-and-pay §1.1: how often the card may be gifted.
  test.each([0, 1, 2])('can be given on %i times where the card says so', async (max_give_friend_times) => {
    const { simulator, wechat, claimBy, cardId } = await withCard(
      sampleCard('GENERAL_CARD', { max_give_friend_times, can_give_friend: true }),
    )
    const phones = phonesOf(simulator)
    let card = await claimBy(phones[0])
    for (let times = 0; times < max_give_friend_times; times++) {
      const gift = await (phones[times] as Phone).giveCard(card)
      card = await (phones[times + 1] as Phone).takeCard(gift)
    }
    expect(await failureOf((phones[max_give_friend_times] as Phone).giveCard(card))).toMatchObject({
      reason: expect.stringMatching(/max_give_friend_times/),
    })
    expect(await wechat.codes.get({ code: card.code, card_id: cardId, check_consume: false })).toMatchObject({
      user_card_status: 'NORMAL',
    })
  })

  // Reports of 2021: community/personal/oCJUswz_KT0Z0bn4MZaNWsxzLXUU, oCJUsw4f0Y9tty7eEay1jNYCu74E.
  test('with get_limit 0 cannot be claimed, only bought', async () => {
    const { claimBy, phone } = await withCard(sampleCard('GENERAL_CARD', { get_limit: 0 }))
    expect(await failureOf(claimBy(phone))).toEqual({
      errMsg: 'addCard:fail (已领取)',
      reason: expect.stringMatching(/get_limit is 0/),
    })
  })

  test('come back after a day, and can be kept then', async () => {
    const { simulator, cardId, url, phones } = await shop()
    const [lin, wang] = phones
    const order = await lin.giftCards.buy(url, { cardIds: [cardId] })
    await lin.giftCards.send(order)
    simulator.advance(DAY)
    expect(eventsOf(simulator, 'giftcard_send_to_friend').at(-1)).toMatchObject({ IsReturnBack: 'true' })
    expect(await failureOf(wang.giftCards.take(order))).toMatchObject({ reason: expect.stringMatching(/after a day/) })
    const kept = await lin.giftCards.keep(order)
    expect(lin.wallet()).toMatchObject([{ ...kept[0], status: 'NORMAL' }])
  })

  test('in a group are taken one by one, once by each', async () => {
    const { simulator, cardId, url, phones } = await shop()
    const [lin, wang, zhao] = phones
    const order = await lin.giftCards.buy(url, { cardIds: [cardId, cardId] })
    await lin.giftCards.send(order, { group: true })
    expect(await wang.giftCards.take(order)).toHaveLength(1)
    expect(await failureOf(wang.giftCards.take(order))).toMatchObject({
      reason: expect.stringMatching(/has taken one/),
    })
    expect(await zhao.giftCards.take(order)).toHaveLength(1)
    expect(simulator.snapshot().giftOrders).toMatchObject([
      { orderId: order.orderId, buyer: 'oLin', state: 'delivered' },
    ])
  })

  test('need a shelf at that address, cards on it, and their buyer', async () => {
    const { cardId, page_id, url, phones } = await shop()
    const [lin, wang] = phones
    const unencoded = url.replace(encodeURIComponent(page_id), page_id)
    expect(await failureOf(lin.giftCards.buy(unencoded, { cardIds: [cardId] }))).toMatchObject({
      reason: expect.stringMatching(/URL-encoded/),
    })
    expect(await failureOf(lin.giftCards.buy(url, { cardIds: ['pOther'] }))).toMatchObject({
      errMsg: 'buyGiftCards:fail (参数错误)',
    })
    expect(await failureOf(lin.giftCards.buy(url, { cardIds: [] }))).toMatchObject({
      errMsg: 'buyGiftCards:fail (参数错误)',
    })
    await expect(lin.giftCards.buy(url, {} as never)).rejects.toThrow(InputError)
    const order = await lin.giftCards.buy(url, { cardIds: [cardId] })
    for (const call of [wang.giftCards.keep(order), wang.giftCards.send(order)]) {
      expect(await failureOf(call)).toMatchObject({ reason: 'somebody else bought this' })
    }
    expect(await failureOf(lin.giftCards.keep(undefined as never))).toMatchObject({
      errMsg: 'keepGiftCards:fail (参数错误)',
    })
  })

  test('a shelf under review sells to testers only', async () => {
    const { simulator, wechat, cardId, page_id, url, phones } = await shop({ review: 'manual' })
    const [lin] = phones
    const purchase = { cardIds: [cardId] }
    expect(await failureOf(lin.giftCards.buy(url, purchase))).toMatchObject({ reason: expect.stringMatching(/^72022/) })
    await wechat.distribution.setTestWhitelist({ openid: ['oLin'] })
    await lin.giftCards.buy(url, purchase)
    await wechat.distribution.setTestWhitelist({ openid: [] })
    simulator.approve('giftPage', page_id)
    await lin.giftCards.buy(url, purchase)
  })

  test('of another account are not there', async () => {
    const { simulator } = merchant()
    const { url, cardId } = await shop()
    const [lin] = phonesOf(simulator)
    expect(await failureOf(lin.giftCards.buy(url, { cardIds: [cardId] }))).toMatchObject({
      reason: expect.stringMatching(/no shelf/),
    })
  })
})

describe('invoices', () => {
  test('are authorised by the user on the page that the merchant asks for', async () => {
    const { simulator, wechat } = merchant()
    const phone = simulator.phone({ openid: 'oLin' })
    await wechat.invoices.setContact({ contact: { phone: '88888888', time_out: 12345 } })
    const { invoice_url } = await wechat.invoices.setUrl()
    const s_pappid = new URL(invoice_url).searchParams.get('s_pappid') ?? ''
    const request = {
      s_pappid,
      order_id: 'O-1',
      money: 1100,
      timestamp: 1_764_000_000,
      source: 'web',
      redirect_url: 'https://shop.example.test/',
      ticket: await wechat.getCardTicket(),
      type: 2,
    } as const
    const { auth_url } = await wechat.invoices.getAuthUrl(request)
    expect(await wechat.invoices.getAuthData({ order_id: 'O-1', s_pappid })).toMatchObject({
      invoice_status: 'never auth',
    })
    await phone.invoices.authorise(auth_url)
    expect(await wechat.invoices.getAuthData({ order_id: 'O-1', s_pappid })).toMatchObject({
      invoice_status: 'auth success',
    })
    expect(eventsOf(simulator, 'user_authorize_invoice')).toMatchObject([{ FromUserName: 'oLin', SuccOrderId: 'O-1' }])
    expect(await failureOf(phone.invoices.authorise(auth_url))).toMatchObject({ reason: 'the order is authorised' })
    expect(await failureOf(phone.invoices.authorise('https://mp.weixin.qq.com/?order_id=O-2'))).toMatchObject({
      errMsg: 'authoriseInvoice:fail (参数错误)',
    })
  })

  test('a title is shown to a cashier, or sent to the merchant', async () => {
    const { simulator, wechat } = merchant()
    const phone = simulator.phone({ openid: 'oLin' })
    const title = { title_type: 0, title: 'Tea House Ltd', tax_no: '91440300MA5EXAMPLE' } as const
    const scanned = await phone.invoices.showTitle(title)
    expect(await wechat.invoices.scanTitle({ scan_text: scanned })).toMatchObject(title)
    await phone.invoices.sendTitle(title, 'table 7')
    expect(eventsOf(simulator, 'submit_invoice_title')).toMatchObject([
      { FromUserName: 'oLin', title: 'Tea House Ltd', attach: 'table 7' },
    ])
    expect(await failureOf(phone.invoices.handInElsewhere({ cardId: 'p', code: '1' }))).toMatchObject({
      reason: expect.stringMatching(/no such invoice/),
    })
  })
})
