import { createHash } from 'node:crypto'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics.js'
import { ApiError, CredentialError, checkCardExt, InputError, WeChatCardClient } from '../../src/index.js'
import { createSimulator } from '../../src/testing/index.js'

const logo_url = 'http://mmbiz.qpic.cn/mmbiz_png/sim/0'

/** A member card as small as WeChat accepts it. */
const memberCard = (more: object) =>
  ({
    card_type: 'MEMBER_CARD',
    member_card: {
      base_info: {
        logo_url,
        brand_name: 'Sim Tea',
        code_type: 'CODE_TYPE_QRCODE',
        title: 'Sim Member',
        color: 'Color010',
        notice: 'Show before paying',
        description: 'See terms',
        sku: { quantity: 20_000 },
        date_info: { type: 'DATE_TYPE_PERMANENT' },
        get_limit: 1,
      },
      prerogative: 'Points on every order',
      supply_bonus: true,
      bonus_cleared: 'Every 31 December',
      bonus_rules: '1 point per yuan',
      supply_balance: false,
      ...more,
    },
  }) as const

const jump = {
  wx_activate: true,
  wx_activate_after_submit: true,
  wx_activate_after_submit_url: 'https://m.example.test/activate?from=card',
  activate_app_brand_user_name: 'gh_0123456789ab@app',
  activate_app_brand_pass: 'pages/activate/index',
} as const

async function merchant(more: object = jump) {
  const simulator = createSimulator({})
  const diagnostics: Diagnostic[] = []
  const wechat = new WeChatCardClient({ ...simulator.clientOptions(), onDiagnostic: (each) => diagnostics.push(each) })
  const { card_id } = await wechat.cards.create({ card: memberCard(more) })
  const arrived = (path: string) => simulator.requests.filter((request) => request.path === path).length
  return { simulator, wechat, cardId: card_id, arrived, diagnostics }
}

afterEach(() => {
  vi.useRealTimers()
})

describe('a member card in a mini program', () => {
  test('is claimed with the signed cardExt, and its code comes back decrypted', async () => {
    const { simulator, wechat, cardId } = await merchant()
    const phone = simulator.phone({ openid: 'oUser1' })
    const { errMsg, cardList } = await phone.addCard(await wechat.buildAddCardList([{ cardId, outerStr: 'kiosk-3' }]))
    expect(errMsg).toBe('addCard:ok')
    const [card] = await wechat.decryptCardList(cardList)
    expect(card).toEqual({ ok: true, cardId, code: expect.stringMatching(/^\d{12}$/) })
    const code = card?.ok ? card.code : ''
    expect(await wechat.codes.get({ code, check_consume: false })).toMatchObject({
      openid: 'oUser1',
      outer_str: 'kiosk-3',
      user_card_status: 'NORMAL',
    })
  })

  test('the signature is the sorted values under SHA-1, with the card ticket', async () => {
    const { wechat, cardId } = await merchant()
    const [item] = await wechat.buildAddCardList([{ cardId, nonceStr: 'Ab9xZ', timestamp: 1700000000 }])
    const joined = [await wechat.getCardTicket(), '1700000000', cardId, 'Ab9xZ'].sort().join('')
    const signature = createHash('sha1').update(joined).digest('hex')
    expect(JSON.parse(item?.cardExt ?? '')).toEqual({ timestamp: '1700000000', nonce_str: 'Ab9xZ', signature })
  })

  test('is activated through the component: form, ticket, activation, points', async () => {
    const { simulator, wechat, cardId } = await merchant()
    await wechat.members.setActivationForm({
      card_id: cardId,
      required_form: { can_modify: false, common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'] },
    })
    const { appId, extraData } = await wechat.getActivationNavigation({ cardId, outerStr: '桌 7&=' })
    expect(appId).toBe('wxeb490c6f9b154ef9')
    expect(extraData.outer_str).toBe('桌 7&=')
    const shown = await simulator
      .phone({ openid: 'oUser2' })
      .openActivation(extraData, { USER_FORM_INFO_FLAG_MOBILE: '13800000000' })
    const { activate_ticket, code, card_id } = shown.referrerInfo.extraData ?? {}
    expect(card_id).toBe(cardId)
    const { info } = await wechat.members.getActivationInfo({ activate_ticket: activate_ticket ?? '' })
    expect(info.common_field_list).toEqual([{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000000' }])
    const member = { card_id: cardId, code: code ?? '' }
    expect(await wechat.members.getInfo(member)).toMatchObject({ has_active: false })
    await wechat.members.activate({ ...member, membership_number: 'M-0007', init_bonus: 100 })
    await wechat.members.update({ ...member, add_bonus: 50, record_bonus: 'Order 88' })
    expect(await wechat.members.getInfo(member)).toMatchObject({
      has_active: true,
      bonus: 150,
      membership_number: 'M-0007',
    })
  })

  test('the activation link is fetched once per card and channel, and again after five minutes', async () => {
    const { simulator, wechat, cardId, arrived } = await merchant()
    const path = '/card/membercard/activate/geturl'
    const first = await wechat.getActivationNavigation({ cardId })
    expect(await wechat.getActivationNavigation({ cardId })).toEqual(first)
    expect(arrived(path)).toBe(1)
    await wechat.getActivationNavigation({ cardId, outerStr: 'door' })
    expect(arrived(path)).toBe(2)
    simulator.advance(5 * 60_000)
    await wechat.getActivationNavigation({ cardId })
    expect(arrived(path)).toBe(3)
  })

  test('a cardExt signed with the jsapi ticket is refused by the phone and explained by checkCardExt', async () => {
    const { simulator, wechat, cardId } = await merchant()
    const [cardTicket, jsapiTicket] = await Promise.all([wechat.getCardTicket(), wechat.getJsapiTicket()])
    const swapped = new WeChatCardClient({ ...simulator.clientOptions(), cardTicket: async () => String(jsapiTicket) })
    const [item] = await swapped.buildAddCardList([{ cardId }])
    await expect(simulator.phone({ openid: 'oUser3' }).addCard(item ? [item] : [])).rejects.toMatchObject({
      errMsg: expect.stringMatching(/^addCard:fail/),
    })
    const { valid, problems } = checkCardExt({ cardId, cardExt: item?.cardExt ?? '', cardTicket, jsapiTicket })
    expect(valid).toBe(false)
    expect(problems.map(({ message }) => message).join()).toContain('jsapi')
    expect(JSON.stringify(problems)).not.toContain(String(jsapiTicket))
  })

  // The sample on WeChat's page for creating a member card has both.
  test('a card with several activation modes is created, with advice about the one that WeChat ignores', async () => {
    const { cardId, diagnostics } = await merchant({ auto_activate: true, activate_url: 'https://m.example.test/' })
    expect(cardId).toMatch(/^p/)
    expect(diagnostics.filter(({ type }) => type === 'advice')).toEqual([
      {
        type: 'advice',
        endpoint: 'POST /card/create',
        field: 'card.member_card.activate_url',
        message: expect.stringContaining('auto_activate'),
      },
    ])
  })
})

describe('credentials under load', () => {
  test('10 000 cold callers at once cause one token and one ticket request', async () => {
    const { simulator, arrived } = await merchant()
    const wechat = new WeChatCardClient(simulator.clientOptions())
    const before = arrived('/cgi-bin/stable_token')
    const cards = Array.from({ length: 10_000 }, (_, n) => wechat.buildAddCardList([{ cardId: `pCard${n}` }]))
    const lists = await Promise.all(cards)
    expect(lists.map(([item]) => item?.cardId)).toEqual(Array.from({ length: 10_000 }, (_, n) => `pCard${n}`))
    expect(new Set(lists.map(([item]) => JSON.parse(item?.cardExt ?? '').nonce_str)).size).toBe(10_000)
    expect(arrived('/cgi-bin/stable_token') - before).toBe(1)
    expect(arrived('/cgi-bin/ticket/getticket')).toBe(1)
  })

  test('500 calls with a token that just died cause one refresh, and all succeed', async () => {
    const { simulator, wechat, cardId, arrived } = await merchant()
    await wechat.cards.get({ card_id: cardId })
    const before = arrived('/cgi-bin/stable_token')
    simulator.revokeTokens()
    const answers = await Promise.all(Array.from({ length: 500 }, () => wechat.cards.get({ card_id: cardId })))
    expect(answers).toHaveLength(500)
    expect(answers.every(({ card }) => card.card_type === 'MEMBER_CARD')).toBe(true)
    expect(arrived('/cgi-bin/stable_token') - before).toBe(1)
  })

  test('a wrong AppSecret is said to be wrong, and WeChat is asked once', async () => {
    const { simulator, arrived } = await merchant()
    const appSecret = '0'.repeat(32)
    const wechat = new WeChatCardClient({ ...simulator.clientOptions(), appSecret })
    const before = arrived('/cgi-bin/stable_token')
    for (let i = 0; i < 3; i++) {
      const error = await wechat.buildAddCardList([{ cardId: 'pCard' }]).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(CredentialError)
      expect(error).toMatchObject({
        errcode: expect.any(Number),
        outcome: 'not_sent',
        hint: expect.stringMatching(/secret/i),
      })
      expect(String(error)).not.toContain(appSecret)
    }
    expect(arrived('/cgi-bin/stable_token') - before).toBe(1)
  })

  test('tickets are renewed after an hour although WeChat says two', async () => {
    const { simulator, wechat, arrived } = await merchant()
    await wechat.getCardTicket()
    simulator.advance(3_600_000)
    await wechat.getCardTicket()
    expect(arrived('/cgi-bin/ticket/getticket')).toBe(2)
  })
})

describe('bad input', () => {
  test('is one InputError that names every field, and nothing is sent', async () => {
    const { simulator } = await merchant()
    const wechat = new WeChatCardClient(simulator.clientOptions())
    const before = simulator.requests.length
    const bad = [
      { cardId: '', nonceStr: 'with space' },
      { cardId: 'pCard', timestamp: 1700000000000 },
    ]
    const error = await wechat.buildAddCardList(bad).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(InputError)
    expect((error as InputError).problems.map(({ field }) => field)).toEqual([
      'cards[0].cardId',
      'cards[0].nonceStr',
      'cards[1].timestamp',
    ])
    expect(simulator.requests.length).toBe(before)
  })

  test.each([
    ['no request', (wechat: WeChatCardClient) => wechat.codes.get(null as never)],
    ['an unknown option', (wechat: WeChatCardClient) => wechat.codes.get({ code: '1' }, { timeout: 5 } as never)],
    ['undefined inside', (wechat: WeChatCardClient) => wechat.codes.get({ code: undefined as never })],
    ['NaN inside', (wechat: WeChatCardClient) => wechat.members.update({ code: '1', bonus: Number.NaN })],
    ['a plain code to decrypt', (wechat: WeChatCardClient) => wechat.decryptCode('480019283746')],
    ['no card list', (wechat: WeChatCardClient) => wechat.decryptCardList('nothing')],
    ['21 cards', (wechat: WeChatCardClient) => wechat.decryptCardList(Array(21).fill({ cardId: 'p', code: 'x' }))],
    ['an empty card id', (wechat: WeChatCardClient) => wechat.getActivationNavigation({ cardId: '' })],
    ['the AppID in a filter', (wechat: WeChatCardClient) => wechat.buildChooseCardParams({ appId: 'wx' } as never)],
    [
      'the card type of invoices',
      (wechat: WeChatCardClient) => wechat.buildChooseInvoiceParams({ cardType: 'INVOICE' } as never),
    ],
    ['no url', (wechat: WeChatCardClient) => wechat.buildWxConfig({} as never)],
    ['an unknown credential', (wechat: WeChatCardClient) => wechat.invalidateCredential('ticket' as never)],
    ['options that are none', (wechat: WeChatCardClient) => wechat.getCardTicket('soon' as never)],
    [
      'a path with a host',
      (wechat: WeChatCardClient) => wechat.call({ method: 'GET', path: '//evil.test/', effect: 'read' }),
    ],
    ['a path upwards', (wechat: WeChatCardClient) => wechat.call({ method: 'GET', path: '/a/../b', effect: 'read' })],
    [
      'a path with a token',
      (wechat: WeChatCardClient) => wechat.call({ method: 'GET', path: '/a?access_token=b', effect: 'read' }),
    ],
    [
      'a route of one member too many',
      (wechat: WeChatCardClient) => wechat.call({ method: 'GET', path: '/a', effect: 'read', maxBytes: 1 } as never),
    ],
  ])('%s is refused before anything is sent', async (_, act) => {
    const simulator = createSimulator({})
    const wechat = new WeChatCardClient(simulator.clientOptions())
    await expect(act(wechat)).rejects.toThrow(InputError)
    expect(simulator.requests).toEqual([])
  })
})

describe('choosing invoices on a web page', () => {
  test('is signed with the card ticket, which is fetched when it is needed', async () => {
    const simulator = createSimulator({})
    const wechat = new WeChatCardClient(simulator.clientOptions())
    const params = await wechat.buildChooseInvoiceParams()
    expect(await simulator.phone({ openid: 'oUser1' }).chooseInvoice(params)).toMatchObject({
      errMsg: 'chooseInvoice:ok',
    })
    expect(await wechat.buildChooseInvoiceParams({ nonceStr: 'p(6N&7WOAF', timestamp: 1489030247 })).toMatchObject({
      nonceStr: 'p(6N&7WOAF',
      timestamp: '1489030247',
    })
  })
})

describe('any other endpoint', () => {
  test('is called with the token, and its errors are explained', async () => {
    const { wechat, cardId } = await merchant()
    const route = { method: 'POST', path: '/card/get', effect: 'read' } as const
    expect(await wechat.call(route, { card_id: cardId })).toMatchObject({ card: { card_type: 'MEMBER_CARD' } })
    const error = await wechat.call(route, { card_id: 'pNone' }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ errcode: 40073, endpoint: 'POST /card/get', outcome: 'rejected', attempts: 1 })
  })
})
