import { describe, expect, test } from 'vitest'
import { buildAddCardList, buildChooseCardParams, buildOpenCardList } from '../../src/index.js'
import { InputError, type Phone } from '../../src/testing/index.js'
import { PICTURE, sampleCard } from '../support/card-samples.js'
import { eventsOf, failureOf, memberMerchant, merchant, withCard } from '../support/merchant.js'

const HOUR = 3_600_000

describe('wx.addCard', () => {
  test('puts the card into the wallet, answers encrypted, and tells the merchant', async () => {
    const { simulator, wechat, cardId, phone } = await withCard(sampleCard('CASH'))
    const list = await wechat.buildAddCardList([{ cardId, outerStr: 'kiosk-3' }])
    const { errMsg, cardList } = await phone.addCard(list)
    expect(errMsg).toBe('addCard:ok')
    expect(cardList).toEqual([
      { ...list[0], code: expect.stringMatching(/^[A-Za-z0-9+/]{20,}={0,2}$/), isSuccess: true },
    ])
    const [decrypted] = await wechat.decryptCardList(cardList)
    const code = decrypted?.ok ? decrypted.code : ''
    expect(phone.wallet()).toEqual([{ cardId, code, status: 'NORMAL', active: false, bonus: 0, balance: 0 }])
    // Members and their order as captured from real accounts.
    const [event] = eventsOf(simulator, 'user_get_card')
    expect(Object.entries(event ?? {})).toEqual([
      ['Event', 'user_get_card'],
      ['FromUserName', 'oLin'],
      ['CardId', cardId],
      ['IsGiveByFriend', 0],
      ['UserCardCode', code],
      ['FriendUserName', ''],
      ['OuterId', 0],
      ['OldUserCardCode', ''],
      ['OuterStr', 'kiosk-3'],
      ['IsRestoreMemberCard', 0],
      ['IsRecommendByFriend', 0],
      ['SourceScene', 'SOURCE_SCENE_APPMSG_JSAPI'],
      ['UnionId', 'uLin'],
      ['CreateTime', expect.any(Number)],
    ])
  })

  test('takes the channel out of the event where there is none', async () => {
    const { simulator, claimBy } = await withCard(sampleCard('CASH'))
    await claimBy(simulator.phone({ openid: 'oWang' }))
    expect(Object.keys(eventsOf(simulator, 'user_get_card')[0] ?? {})).not.toContain('OuterStr')
    expect(Object.keys(eventsOf(simulator, 'user_get_card')[0] ?? {})).not.toContain('UnionId')
  })

  test('counts stock, codes and cards of a user', async () => {
    const { simulator, wechat, cardId, phone, claimBy } = await withCard(
      sampleCard('CASH', { sku: { quantity: 3 }, get_limit: 2 }),
    )
    const first = await claimBy(phone)
    const second = await claimBy(phone)
    expect(second.code).not.toBe(first.code)
    expect(await failureOf(claimBy(phone))).toEqual({
      errMsg: 'addCard:fail (已领取)',
      reason: expect.stringMatching(/get_limit/),
    })
    await claimBy(simulator.phone({ openid: 'oWang' }))
    expect(await failureOf(claimBy(simulator.phone({ openid: 'oZhao' })))).toMatchObject({
      errMsg: 'addCard:fail (已领完)',
    })
    expect(simulator.snapshot().cards).toEqual([
      { cardId, cardType: 'CASH', status: 'CARD_STATUS_VERIFY_OK', quantity: 0, issued: 3, deposited: 0 },
    ])
    const { card } = await wechat.cards.get({ card_id: cardId })
    expect(card).toMatchObject({ cash: { base_info: { sku: { quantity: 0, total_quantity: 3 } } } })
    expect(simulator.effects.counts).toMatchObject({ 'code.issued': 3 })
  })

  test('a cardExt is good for one claim', async () => {
    const { wechat, cardId, simulator } = await withCard(sampleCard('CASH'))
    const list = await wechat.buildAddCardList([{ cardId }])
    await simulator.phone({ openid: 'oLin' }).addCard(list)
    expect(await failureOf(simulator.phone({ openid: 'oWang' }).addCard(list))).toEqual({
      errMsg: 'addCard:fail (已领完)',
      reason: expect.stringMatching(/nonce_str and timestamp/),
    })
  })

  test('a cardExt that failed can be used when the card is there again', async () => {
    const { wechat, cardId, phone } = await withCard(sampleCard('CASH', { sku: { quantity: 0 } }))
    const list = await wechat.buildAddCardList([{ cardId }])
    expect(await failureOf(phone.addCard(list))).toMatchObject({ errMsg: 'addCard:fail (已领完)' })
    await wechat.cards.modifyStock({ card_id: cardId, increase_stock_value: 1 })
    expect(await phone.addCard(list)).toMatchObject({ errMsg: 'addCard:ok' })
  })

  test('several cards are claimed together or not at all', async () => {
    const { simulator, wechat, create, phone, cardId } = await withCard(sampleCard('CASH', { sku: { quantity: 1 } }))
    const other = await create(sampleCard('CASH'))
    const cards = [{ cardId: other }, { cardId }, { cardId }]
    expect(await failureOf(phone.addCard(await wechat.buildAddCardList(cards)))).toEqual({
      errMsg: 'addCard:fail (已领完)',
      reason: 'the stock is 1',
    })
    expect(phone.wallet()).toEqual([])
    expect(simulator.effects.count()).toBe(0)
    const { cardList } = await phone.addCard(await wechat.buildAddCardList(cards.slice(0, 2)))
    expect(cardList.map(({ isSuccess }) => isSuccess)).toEqual([true, true])
    expect(phone.wallet()).toHaveLength(2)
  })

  test('of several member cards a user can take one, coupons beside it as many as there are', async () => {
    const { wechat, create, phone, cardId } = await withCard(sampleCard('MEMBER_CARD'))
    const [second, coupon] = [await create(sampleCard('MEMBER_CARD')), await create(sampleCard('CASH'))]
    const list = await wechat.buildAddCardList([cardId, second, cardId, coupon].map((each) => ({ cardId: each })))
    const { cardList } = await phone.addCard(list)
    expect(cardList.map(({ isSuccess, code }) => [isSuccess, code !== ''])).toEqual([
      [true, true],
      [false, false],
      [false, false],
      [true, true],
    ])
    expect(phone.wallet().map((held) => held.cardId)).toEqual([cardId, coupon])
  })

  test('own codes come with cardExt and go into the event', async () => {
    const { simulator, claimBy, phone } = await withCard(sampleCard('CASH', { use_custom_code: true }))
    const { code } = await claimBy(phone, { code: 'MINE-1' })
    expect(code).toBe('MINE-1')
    expect(eventsOf(simulator, 'user_get_card')).toMatchObject([{ UserCardCode: 'MINE-1' }])
    expect(await failureOf(claimBy(simulator.phone({ openid: 'oWang' }), { code: 'MINE-1' }))).toMatchObject({
      errMsg: 'addCard:fail (已领完)',
    })
    expect(await failureOf(claimBy(phone))).toMatchObject({ errMsg: 'addCard:fail (参数错误)' })
  })

  test('imported codes are handed out in whatever order until none is left', async () => {
    const { simulator, wechat, claimBy, cardId } = await withCard(
      sampleCard('CASH', {
        use_custom_code: true,
        get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT',
        sku: { quantity: 0 },
      }),
    )
    await wechat.codes.deposit({ card_id: cardId, code: ['D1', 'D2'] })
    await wechat.cards.modifyStock({ card_id: cardId, increase_stock_value: 2 })
    const users = ['oLin', 'oWang', 'oZhao'].map((openid) => simulator.phone({ openid }))
    const [one, two, three] = users as [Phone, Phone, Phone]
    const codes = [await claimBy(one), await claimBy(two)].map(({ code }) => code)
    expect(codes.toSorted()).toEqual(['D1', 'D2'])
    expect(await failureOf(claimBy(three))).toMatchObject({ errMsg: 'addCard:fail (已领完)' })
  })

  test('a card that lasts so many days can begin in the past', async () => {
    const { simulator, wechat, claimBy, phone } = await withCard(sampleCard('CASH'))
    const now = Math.floor(simulator.clientOptions().clock.now() / 1000)
    const { code } = await claimBy(phone, { fixedBeginTimestamp: now - 10 * 86_400 })
    const { card } = await wechat.codes.get({ code })
    expect(card).toMatchObject({ begin_time: now - 10 * 86_400, end_time: now + 20 * 86_400 })
  })

  test('a card under review is for the testers', async () => {
    const { simulator, wechat, cardId, claimBy } = await withCard(sampleCard('CASH'), { review: 'manual' })
    const [lin, wang] = ['oLin', 'oWang'].map((openid) => simulator.phone({ openid })) as [Phone, Phone]
    expect(await failureOf(claimBy(lin))).toEqual({
      errMsg: 'addCard:fail (卡券审核中)',
      reason: expect.stringMatching(/72022/),
    })
    await wechat.distribution.setTestWhitelist({ openid: ['oLin'] })
    await claimBy(lin)
    expect(await failureOf(claimBy(wang))).toMatchObject({ errMsg: 'addCard:fail (卡券审核中)' })
    simulator.approveCard(cardId)
    await claimBy(wang)
  })

  test('a deleted card is gone', async () => {
    const { wechat, cardId, claimBy, phone } = await withCard(sampleCard('CASH'))
    await wechat.cards.delete({ card_id: cardId })
    expect(await failureOf(claimBy(phone))).toMatchObject({ errMsg: 'addCard:fail (卡券不存在)' })
  })

  test('a large stock that runs out is told to the merchant, every twelve hours while users ask', async () => {
    const { simulator, wechat, cardId, claimBy } = await withCard(sampleCard('CASH', { sku: { quantity: 201 } }))
    const users = Array.from({ length: 5 }, (_, at) => simulator.phone({ openid: `oUser${at}` }))
    await wechat.cards.modifyStock({ card_id: cardId, reduce_stock_value: 1 })
    await claimBy(users[0] as Phone)
    expect(eventsOf(simulator, 'card_sku_remind')).toEqual([]) // 200 is not more than 200
    await wechat.cards.modifyStock({ card_id: cardId, increase_stock_value: 1 })
    for (let at = 1; at <= 100; at++) await claimBy(simulator.phone({ openid: `oMany${at}` }))
    expect(eventsOf(simulator, 'card_sku_remind')).toEqual([])
    await claimBy(users[1] as Phone)
    await claimBy(users[2] as Phone)
    expect(eventsOf(simulator, 'card_sku_remind')).toMatchObject([
      { CardId: cardId, Detail: "the card's quantity is equal to 100" },
    ])
    simulator.advance(12 * HOUR)
    expect(eventsOf(simulator, 'card_sku_remind')).toHaveLength(1) // only when somebody asks
    await claimBy(users[3] as Phone)
    expect(eventsOf(simulator, 'card_sku_remind')).toHaveLength(2)
  })

  test.each([[[]], [undefined], [{}]])('%j is no list of cards', async (list) => {
    const { phone } = await withCard(sampleCard('CASH'))
    expect(await failureOf(phone.addCard(list as never))).toMatchObject({ errMsg: 'addCard:fail (参数错误)' })
  })
})

describe('wx.openCard', () => {
  test('shows cards by their plain codes', async () => {
    const { simulator, claimBy, phone } = await withCard(sampleCard('CASH'))
    const card = await claimBy(phone)
    expect(await phone.openCard(buildOpenCardList([card]))).toEqual({ errMsg: 'openCard:ok' })
    expect(eventsOf(simulator, 'user_view_card')).toEqual([])
  })

  test('is told to the merchant where the card wants it', async () => {
    const { simulator, claimBy, phone } = await withCard(sampleCard('MEMBER_CARD', { need_push_on_view: true }))
    const card = await claimBy(phone, { outerStr: 'door' })
    await phone.openCard([card])
    expect(eventsOf(simulator, 'user_view_card')).toMatchObject([
      { FromUserName: 'oLin', CardId: card.cardId, UserCardCode: card.code, OuterStr: 'door' },
    ])
  })

  test('fails for an encrypted code, a strange card, six cards, and none', async () => {
    const { simulator, wechat, cardId, claimBy, phone } = await withCard(sampleCard('CASH'))
    const { cardList } = await phone.addCard(await wechat.buildAddCardList([{ cardId }]))
    const encrypted = [{ cardId, code: cardList[0]?.code ?? '' }]
    expect(await failureOf(phone.openCard(encrypted))).toEqual({
      errMsg: 'openCard:fail (参数错误)',
      reason: expect.stringMatching(/still encrypted/),
    })
    const others = await claimBy(simulator.phone({ openid: 'oWang' }))
    expect(await failureOf(phone.openCard([others]))).toMatchObject({ reason: expect.stringMatching(/no card/) })
    expect(await failureOf(phone.openCard([]))).toMatchObject({ errMsg: 'openCard:fail (参数错误)' })
    expect(await failureOf(phone.openCard(Array(6).fill(others)))).toMatchObject({
      reason: expect.stringMatching(/1 to 5/),
    })
    expect(await failureOf(phone.openCard([null] as never))).toMatchObject({ errMsg: 'openCard:fail (参数错误)' })
  })
})

describe('wx.chooseCard', () => {
  test('gives the usable cards that fit, encrypted, as JSON text', async () => {
    const { wechat, create, claimBy, phone, cardId } = await withCard(sampleCard('CASH'))
    const coupon = await claimBy(phone)
    const consumed = await claimBy(phone)
    await wechat.codes.consume({ code: consumed.code })
    const memberCardId = await create(sampleCard('MEMBER_CARD'))
    await phone.addCard(await wechat.buildAddCardList([{ cardId: memberCardId }]))
    const chosen = async (filter: object) => {
      const { errMsg, cardList } = await phone.chooseCard(await wechat.buildChooseCardParams(filter))
      expect(errMsg).toBe('chooseCard:ok')
      return { raw: JSON.parse(cardList), cards: await wechat.decryptCardList(cardList) }
    }
    const { raw, cards } = await chosen({ cardType: 'CASH' })
    expect(raw).toEqual([{ card_id: cardId, encrypt_code: expect.any(String), app_id: wechat.toJSON().appId }])
    expect(cards).toEqual([{ ok: true, ...coupon }])
    expect((await chosen({ cardId: memberCardId })).cards).toMatchObject([{ cardId: memberCardId }])
    expect((await chosen({})).cards).toHaveLength(2)
    expect((await chosen({ cardType: 'GROUPON' })).raw).toEqual([])
  })

  test('the shop filters by the stores of a card', async () => {
    const { wechat, create, phone } = await withCard(sampleCard('CASH'), { unknownStores: 'accepted' })
    const cards = {
      here: await create(sampleCard('CASH', { location_id_list: [1234] })),
      there: await create(sampleCard('CASH', { location_id_list: [99] })),
      everywhere: await create(sampleCard('CASH', { use_all_locations: true })),
    }
    await phone.addCard(await wechat.buildAddCardList(Object.values(cards).map((cardId) => ({ cardId }))))
    const { cardList } = await phone.chooseCard(await wechat.buildChooseCardParams({ shopId: '1234' }))
    const ids = JSON.parse(cardList).map(({ card_id }: { card_id: string }) => card_id)
    expect(ids.toSorted()).toEqual([cards.here, cards.everywhere].toSorted())
  })

  test.each([
    ['another signature', { cardSign: '0'.repeat(40) }],
    ['a filter changed after signing', { cardType: 'GROUPON' }],
    ['another way of signing', { signType: 'MD5' }],
    ['no time', { timestamp: '' }],
  ])('with %s the list is empty, and only the developer hears why', async (_, wrong) => {
    const { wechat, claimBy, phone } = await withCard(sampleCard('CASH'))
    await claimBy(phone)
    const params = { ...(await wechat.buildChooseCardParams({ cardType: 'CASH' })), ...wrong }
    expect(await phone.chooseCard(params)).toEqual({
      errMsg: 'chooseCard:ok',
      cardList: '[]',
      reason: expect.stringMatching(/signed|sorted|missing|SHA1/),
    })
  })
})

describe('wx.chooseInvoice', () => {
  /** A user with one invoice in the wallet. */
  async function withInvoice() {
    const { simulator, wechat } = merchant()
    const { invoices } = wechat
    const lin = simulator.phone({ openid: 'oLin' })
    const { invoice_url } = await invoices.setUrl()
    const s_pappid = new URL(invoice_url).searchParams.get('s_pappid') ?? ''
    await invoices.setContact({ contact: { phone: '020-12345678', time_out: 7200 } })
    const { card_id } = await invoices.createCard({
      invoice_info: {
        base_info: { logo_url: PICTURE, title: 'Demo Cafe' },
        payee: 'Demo Cafe Ltd',
        type: '增值税普通发票',
      },
    })
    const timestamp = Math.floor(simulator.clientOptions().clock.now() / 1000)
    const order = { order_id: '1001', money: 10_600, source: 'web', type: 0, timestamp } as const
    const ticket = await wechat.getCardTicket()
    const { auth_url } = await invoices.getAuthUrl({ ...order, s_pappid, ticket })
    await lin.invoices.authorise(auth_url)
    const pdf = new TextEncoder().encode('%PDF-1.7 …')
    const { s_media_id } = await invoices.uploadPdf({ file: pdf, filename: 'invoice.pdf' })
    const { code } = await invoices.insert({
      order_id: '1001',
      card_id,
      appid: simulator.appId,
      card_ext: {
        nonce_str: 'Ab9xZ',
        user_card: {
          invoice_user_data: {
            fee: 10_600,
            title: 'Lin Ltd',
            billing_time: timestamp,
            billing_no: '00000001',
            billing_code: '044001900411',
            fee_without_tax: 10_000,
            tax: 600,
            s_pdf_media_id: s_media_id,
            check_code: '01234567890123456789',
          },
        },
      },
    })
    return { simulator, wechat, lin, s_pappid, card_id, code }
  }

  test('brings what the reimbursing side asks WeChat with, until the invoice is locked', async () => {
    const { simulator, wechat, lin, card_id } = await withInvoice()
    const { appId } = simulator
    const cardTicket = await wechat.getCardTicket()
    const chosen = await lin.chooseInvoice(buildChooseCardParams({ appId, cardTicket, cardType: 'INVOICE' }))
    expect(chosen.errMsg).toBe('chooseInvoice:ok')
    const list = JSON.parse(chosen.choose_invoice_info)
    expect(list).toEqual([{ card_id, encrypt_code: expect.any(String), app_id: appId }])
    const [{ encrypt_code }] = list
    expect(await wechat.invoices.getInfo({ card_id, encrypt_code })).toMatchObject({ openid: 'oLin', card_id })
    const reimburse_status = 'INVOICE_REIMBURSE_LOCK'
    await wechat.invoices.setReimbursement({ card_id, encrypt_code, reimburse_status })
    expect((await lin.chooseInvoice()).invoiceInfo).toBe('[]')
    expect((await simulator.phone({ openid: 'oWang' }).chooseInvoice()).choose_invoice_info).toBe('[]')
  })

  test('tells the merchant of an authorisation with the AppIDs, as WeChat’s sample does', async () => {
    const { simulator, s_pappid } = await withInvoice()
    const [event] = eventsOf(simulator, 'user_authorize_invoice')
    expect(event).toMatchObject({
      SuccOrderId: '1001',
      AuthorizeAppId: simulator.appId,
      SPAppId: s_pappid,
      Source: 'web',
    })
    expect(event).not.toHaveProperty('AppId')
  })

  test('is signed with the card ticket and cardType INVOICE', async () => {
    const { wechat, simulator, lin } = await withInvoice()
    const cardTicket = await wechat.getCardTicket()
    const { appId } = simulator
    const params = buildChooseCardParams({ appId, cardTicket, cardType: 'INVOICE' })
    expect(await lin.chooseInvoice(params)).toMatchObject({ errMsg: 'chooseInvoice:ok' })
    expect(await lin.chooseInvoice()).toMatchObject({ errMsg: 'chooseInvoice:ok' }) // a mini program signs nothing
    const jsapiTicket: string = await wechat.getJsapiTicket()
    for (const [wrong, reason] of [
      [buildChooseCardParams({ appId, cardTicket }), /sorted values/],
      [buildChooseCardParams({ appId, cardTicket: jsapiTicket, cardType: 'INVOICE' }), /jsapi ticket/],
      [{ ...params, signType: 'MD5' }, /signType/],
      [{}, /signType/],
    ] as const) {
      expect(await failureOf(lin.chooseInvoice(wrong))).toEqual({
        errMsg: 'chooseInvoice:fail (签名错误)',
        reason: expect.stringMatching(reason),
      })
    }
    expect(await failureOf(lin.chooseInvoice('INVOICE' as never))).toMatchObject({
      reason: expect.stringMatching(/object/),
    })
  })
})

// Reports of 2018-07 (community/personal/oCJUsw4Pz5lr6SIVPzg6q-qoEmkk, oCJUsw8wmIhee9MvE8W0lAkDBPpE); older documentation.
describe('a code that changes all the time', () => {
  test('has 18 digits, stands for the real one, and runs out', async () => {
    const { simulator, wechat, claimBy, phone } = await withCard(sampleCard('MEMBER_CARD', { use_dynamic_code: true }))
    const card = await claimBy(phone)
    const shown = await phone.showCode(card)
    expect(shown).toMatch(/^\d{18}$/)
    expect(await phone.showCode(card)).not.toBe(shown)
    expect(await wechat.codes.get({ code: shown, check_consume: false })).toMatchObject({
      openid: 'oLin',
      card: { code: card.code },
    })
    await expect(wechat.codes.consume({ code: shown })).rejects.toMatchObject({ errcode: 40056 })
    simulator.advance(61_000)
    const late = wechat.codes.get({ code: shown, is_expire_dynamic_code: false }, { retry: false })
    await expect(late).rejects.toMatchObject({ errcode: 40056 })
    expect(await wechat.codes.get({ code: shown, is_expire_dynamic_code: true })).toMatchObject({
      card: { code: card.code },
    })
    simulator.advance(25 * HOUR)
    const old = wechat.codes.get({ code: shown, is_expire_dynamic_code: true }, { retry: false })
    await expect(old).rejects.toMatchObject({ errcode: 40056 })
  })

  test('is the code itself on other cards', async () => {
    const { claimBy, phone } = await withCard(sampleCard('CASH'))
    const card = await claimBy(phone)
    expect(await phone.showCode(card)).toBe(card.code)
    expect(await failureOf(phone.showCode({ ...card, code: 'other' }))).toMatchObject({
      errMsg: 'showCode:fail (参数错误)',
    })
  })
})

describe('what pages hand over', () => {
  test('is a list, or the object that wx takes', async () => {
    const { wechat, cardId, phone } = await withCard(sampleCard('CASH'))
    const cardList = await wechat.buildAddCardList([{ cardId }])
    const added = await phone.addCard({ cardList })
    expect(added.errMsg).toBe('addCard:ok')
    const code = await wechat.decryptCode(added.cardList[0]?.code ?? '')
    expect(await phone.openCard({ cardList: [{ cardId, code }] })).toEqual({ errMsg: 'openCard:ok' })
    expect(await failureOf(phone.addCard({} as never))).toMatchObject({ errMsg: 'addCard:fail (参数错误)' })
  })

  test('and never a promise', async () => {
    const { wechat, cardId, claimBy, phone } = await withCard(sampleCard('CASH'))
    const card = await claimBy(phone)
    const list = wechat.buildAddCardList([{ cardId }])
    const lost = Promise.resolve(card) as never
    const calls = [
      phone.addCard(list as never),
      phone.addCard({ cardList: list } as never),
      phone.addCard([lost]),
      phone.openCard([lost]),
      phone.chooseCard(wechat.buildChooseCardParams()),
      phone.chooseInvoice(Promise.resolve({})),
      phone.openActivation(lost),
      phone.activateFromWallet(lost),
      phone.showCode(lost),
      phone.giveCard(lost),
      phone.takeCard(lost),
      phone.deleteCard(lost),
      phone.pay(lost, { fee: 1 }),
      phone.redeem(lost),
      phone.scan(lost),
      phone.giftCards.keep(lost),
      phone.invoices.authorise(lost),
    ]
    for (const call of calls) {
      expect(await failureOf(call)).toMatchObject({ reason: 'got a promise: await is missing' })
    }
  })

  test.each([['answers'], [5], [[]], [{ USER_FORM_INFO_FLAG_MOBILE: 5 }], [{ USER_FORM_INFO_FLAG_MOBILE: {} }]])(
    '%j fills no form in',
    async (answers) => {
      const { simulator, wechat, cardId } = await memberMerchant()
      const { extraData } = await wechat.getActivationNavigation({ cardId })
      const opened = simulator.phone({ openid: 'oLin' }).openActivation(extraData, answers as never)
      expect(await failureOf(opened)).toMatchObject({
        errMsg: 'activation:fail (参数错误)',
        reason: expect.any(String),
      })
    },
  )
})

describe('cards that are over', () => {
  // Specification, mini-program-flow §15: no way to issue a card again that was made unavailable.
  test('a member card made unavailable stays so, also when it is deleted and claimed again', async () => {
    const { wechat, cardId, claimBy, phone } = await withCard(sampleCard('MEMBER_CARD'))
    const card = await claimBy(phone)
    await wechat.codes.setUnavailable({ code: card.code, card_id: cardId })
    await phone.deleteCard(card)
    expect(phone.wallet()).toEqual([])
    expect(await wechat.codes.get({ code: card.code, check_consume: false })).toMatchObject({
      user_card_status: 'UNAVAILABLE',
    })
    expect(await claimBy(phone)).toEqual(card)
    expect(phone.wallet()).toMatchObject([{ code: card.code, status: 'UNAVAILABLE' }])
  })

  // Specification, cards-and-codes §14.1: a redeemed code is 40099.
  test('a redeemed coupon that is deleted was still redeemed', async () => {
    const { wechat, claimBy, phone } = await withCard(sampleCard('CASH'))
    const card = await claimBy(phone)
    await wechat.codes.consume({ code: card.code })
    await phone.deleteCard(card)
    expect(phone.wallet()).toEqual([])
    await expect(wechat.codes.get({ code: card.code, check_consume: true })).rejects.toMatchObject({ errcode: 40099 })
    expect(await wechat.codes.get({ code: card.code, check_consume: false })).toMatchObject({
      user_card_status: 'CONSUMED',
    })
  })
})

describe('a phone that is handed rubbish', () => {
  const RUBBISH: readonly unknown[] = [
    undefined,
    null,
    0,
    -1,
    Number.POSITIVE_INFINITY,
    true,
    '',
    'x',
    [],
    [null],
    [[]],
    {},
    { cardList: null },
    { cardId: 1, code: {} },
    () => 1,
  ]
  const METHODS = [
    'addCard',
    'scan',
    'openCard',
    'chooseCard',
    'chooseInvoice',
    'showCode',
    'openActivation',
    'openActivationPage',
    'activateFromWallet',
    'editForm',
    'giveCard',
    'takeCard',
    'deleteCard',
    'pay',
    'redeem',
  ] as const

  test.each(METHODS)('%s fails as wx does, and says why', async (method) => {
    const { simulator, wechat, cardId } = await memberMerchant()
    const phone = simulator.phone({ openid: 'oLin' })
    await phone.addCard(await wechat.buildAddCardList([{ cardId }]))
    const [card] = phone.wallet()
    const { extraData } = await wechat.getActivationNavigation({ cardId })
    const call = phone[method].bind(phone) as (...values: unknown[]) => Promise<unknown>
    for (const first of [...RUBBISH, card, extraData]) {
      for (const second of RUBBISH) {
        const failure: unknown = await call(first, second).then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        if (failure === undefined || failure instanceof InputError) continue
        expect(failure).toEqual({ errMsg: expect.stringMatching(/:fail \(.+\)$/), reason: expect.any(String) })
      }
    }
  })

  test.each(['buy', 'keep', 'send', 'take'] as const)('giftCards.%s likewise', async (method) => {
    const { giftCards } = merchant().simulator.phone({ openid: 'oLin' })
    await refusesRubbish(giftCards[method].bind(giftCards))
  })

  test.each(['authorise', 'showTitle', 'sendTitle', 'handInElsewhere'] as const)(
    'invoices.%s likewise',
    async (method) => {
      const { invoices } = merchant().simulator.phone({ openid: 'oLin' })
      await refusesRubbish(invoices[method].bind(invoices))
    },
  )

  async function refusesRubbish(method: (...values: never[]) => Promise<unknown>): Promise<void> {
    const call = method as (...values: unknown[]) => Promise<unknown>
    for (const first of RUBBISH) {
      for (const second of RUBBISH) {
        const failure: unknown = await call(first, second).then(
          () => undefined,
          (thrown: unknown) => thrown,
        )
        if (failure === undefined || failure instanceof InputError) continue
        expect(failure).toEqual({ errMsg: expect.stringMatching(/:fail \(.+\)$/), reason: expect.any(String) })
      }
    }
  }
})

describe('bad use', () => {
  test.each([{}, { openid: '' }, { openid: 'o', phone: '138' }, undefined])('%j is no user', (user) => {
    const { simulator } = merchant()
    expect(() => simulator.phone(user as never)).toThrow(InputError)
  })

  test('an object as cardExt says so in the test that made it', async () => {
    const { wechat, cardId, phone } = await withCard(sampleCard('CASH'))
    const [item] = await wechat.buildAddCardList([{ cardId }])
    const wrong = [{ cardId, cardExt: JSON.parse(item?.cardExt ?? '') }]
    expect(await failureOf(phone.addCard(wrong))).toEqual({
      errMsg: 'addCard:fail (签名错误)',
      reason: 'cardExt is an object: it must be a JSON string',
    })
  })

  test('a card that was never created says so, on the phone and in the API', async () => {
    const { wechat, phone } = await withCard(sampleCard('CASH'))
    expect(await failureOf(phone.addCard(await wechat.buildAddCardList([{ cardId: 'pNobody' }])))).toEqual({
      errMsg: 'addCard:fail (卡券不存在)',
      reason: 'no card pNobody was ever created',
    })
    await expect(wechat.cards.get({ card_id: 'pNobody' })).rejects.toMatchObject({ errcode: 40073 })
  })

  test('a signature made with another account’s ticket is one of many that are wrong', async () => {
    const { wechat, cardId, phone } = await withCard(sampleCard('CASH'))
    await wechat.getCardTicket()
    const list = buildAddCardList([{ cardId }], { cardTicket: 'TicketOfAnotherAccount' })
    expect(await failureOf(phone.addCard(list))).toMatchObject({ errMsg: 'addCard:fail (签名错误)' })
  })
})

describe('a ticket of an earlier simulator', () => {
  test('is named, and forgetting it heals', async () => {
    const { simulator, wechat, cardId } = await withCard(sampleCard('CASH'))
    const phone = simulator.phone({ openid: 'oLin' })
    const stale = buildAddCardList([{ cardId }], { cardTicket: 'TicketOfAnEarlierSimulator' })
    for (const asked of [false, true]) {
      if (asked) await wechat.getCardTicket()
      expect(await failureOf(phone.addCard(stale))).toEqual({
        errMsg: 'addCard:fail (签名错误)',
        reason: expect.stringMatching(/ticket is of an earlier simulator.*invalidateCredential\('cardTicket'\)/),
      })
    }
    await wechat.invalidateCredential('cardTicket')
    expect(await phone.addCard(await wechat.buildAddCardList([{ cardId }]))).toMatchObject({ errMsg: 'addCard:ok' })
  })
})
