import { describe, expect, test } from 'vitest'
import { parseActivationQuery, parseActivationReturn } from '../../src/index.js'
import { sampleCard } from '../support/card-samples.js'
import { ANSWERS, eventsOf, failureOf, JUMP, memberMerchant, merchant, withCard } from '../support/merchant.js'

describe('the activation component in a mini program', () => {
  test('jump type: brings ticket, card and plain code, as often as the user comes back', async () => {
    const { simulator, wechat, cardId } = await memberMerchant()
    const { extraData } = await wechat.getActivationNavigation({ cardId, outerStr: 'table-7' })
    const shown = await simulator.phone({ openid: 'oLin' }).openActivation(extraData, ANSWERS)
    expect(shown).toEqual({
      scene: 1038,
      referrerInfo: {
        appId: 'wxeb490c6f9b154ef9',
        extraData: {
          activate_ticket: expect.any(String),
          card_id: cardId,
          code: expect.stringMatching(/^\d{12}$/),
          errCode: 0,
          wx_activate_after_submit_url: expect.stringMatching(
            /^https:\/\/m\.example\.test\/activate\?from=card&card_id=/,
          ),
        },
      },
    })
    const url = new URL(shown.referrerInfo.extraData?.wx_activate_after_submit_url ?? '')
    expect([...url.searchParams.keys()]).toEqual(['from', 'card_id', 'encrypt_code', 'openid', 'outer_str'])
    expect(url.searchParams.get('outer_str')).toBe('table-7')
    expect(await wechat.decryptCode(url.searchParams.get('encrypt_code') ?? '')).toBe(
      shown.referrerInfo.extraData?.code,
    )
    // App.onShow again, with the same: reading and activating again changes nothing.
    for (let times = 0; times < 2; times++) {
      const { activateTicket = '', code = '' } = parseActivationReturn(shown.referrerInfo) ?? {}
      const { info } = await wechat.members.getActivationInfo({ activate_ticket: activateTicket })
      expect(info.common_field_list).toEqual([{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000000' }])
      await wechat.members.activate({ card_id: cardId, code, membership_number: 'M-1', init_bonus: 100 })
    }
    expect(simulator.effects.counts).toMatchObject({ 'code.issued': 1, 'member.activated': 1, 'member.bonus': 1 })
    expect(simulator.events.map(({ Event }) => Event)).toEqual([
      'card_pass_check',
      'user_get_card',
      'submit_membercard_user_info',
    ])
  })

  test('jump type: nothing is active until the merchant activates, and the ticket alone reads the form', async () => {
    const { simulator, wechat, cardId } = await memberMerchant()
    const phone = simulator.phone({ openid: 'oLin' })
    const { extraData } = await wechat.getActivationNavigation({ cardId })
    const shown = await phone.openActivation(extraData, ANSWERS)
    const member = { card_id: cardId, code: shown.referrerInfo.extraData?.code ?? '' }
    expect(phone.wallet()).toMatchObject([{ active: false }])
    expect(await wechat.members.getInfo(member)).not.toHaveProperty('user_info')
    await wechat.members.activate({ ...member, membership_number: 'M-1' })
    expect(phone.wallet()).toMatchObject([{ active: true }])
    // As WeChat's staff answered (developers.weixin.qq.com/community/pay/doc/000448fa0b84c8df16ac2ff365d000).
    expect(await wechat.members.getInfo(member)).not.toHaveProperty('user_info')
  })

  test('non-jump type: WeChat activates, and the merchant hears of it by the event', async () => {
    const { simulator, wechat, cardId } = await memberMerchant({ wx_activate: true })
    const phone = simulator.phone({ openid: 'oLin' })
    const { extraData } = await wechat.getActivationNavigation({ cardId })
    expect(await phone.openActivation(extraData, ANSWERS)).toEqual({
      scene: 1038,
      referrerInfo: { appId: 'wxeb490c6f9b154ef9' },
    })
    expect(phone.wallet()).toMatchObject([{ cardId, active: true }])
    const [submitted] = eventsOf(simulator, 'submit_membercard_user_info')
    const member = { card_id: cardId, code: String(submitted?.UserCardCode) }
    expect(await wechat.members.getInfo(member)).toMatchObject({
      has_active: true,
      user_info: { common_field_list: [{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000000' }] },
    })
  })

  test('non-jump type, as documented: card and code come back without a ticket', async () => {
    const { simulator, wechat, cardId } = await memberMerchant(
      { wx_activate: true },
      {},
      { nonJumpReturns: 'cardAndCode' },
    )
    const { extraData } = await wechat.getActivationNavigation({ cardId })
    const { referrerInfo } = await simulator.phone({ openid: 'oLin' }).openActivation(extraData, ANSWERS)
    expect(referrerInfo.extraData).toEqual({ card_id: cardId, code: expect.stringMatching(/^\d{12}$/), errCode: 0 })
    expect(parseActivationReturn(referrerInfo)).toEqual({ cardId, code: referrerInfo.extraData?.code })
  })

  test('jump type without an address: brings the ticket, or as developers report nothing', async () => {
    const body = { wx_activate: true, wx_activate_after_submit: true }
    for (const [jumpReturns, brings] of [
      ['always', true],
      ['withUrl', false],
    ] as const) {
      const { simulator, wechat, cardId } = await memberMerchant(body, {}, { jumpReturns })
      const { extraData } = await wechat.getActivationNavigation({ cardId })
      const { referrerInfo } = await simulator.phone({ openid: 'oLin' }).openActivation(extraData, ANSWERS)
      expect(referrerInfo.extraData !== undefined).toBe(brings)
    }
  })

  test('an address alone makes the jump type, whatever the flag says', async () => {
    const { simulator, wechat, cardId } = await memberMerchant({ ...JUMP, wx_activate_after_submit: false })
    const { extraData } = await wechat.getActivationNavigation({ cardId })
    const { referrerInfo } = await simulator.phone({ openid: 'oLin' }).openActivation(extraData, ANSWERS)
    expect(referrerInfo.extraData?.activate_ticket).toEqual(expect.any(String))
  })

  test('a user who leaves at the form has no card, and can come back', async () => {
    const { simulator, wechat, cardId } = await memberMerchant()
    const phone = simulator.phone({ openid: 'oLin' })
    const { extraData } = await wechat.getActivationNavigation({ cardId })
    const left = await phone.openActivation(extraData)
    expect(left.referrerInfo).toEqual({ appId: 'wxeb490c6f9b154ef9' })
    expect(parseActivationReturn(left.referrerInfo)).toBeUndefined()
    expect(phone.wallet()).toEqual([])
    expect((await phone.openActivation(extraData, ANSWERS)).referrerInfo.extraData).toBeDefined()
  })

  test('a user with an inactive card gets the form for it; one with an active card gets none', async () => {
    const { simulator, wechat, cardId } = await memberMerchant()
    const phone = simulator.phone({ openid: 'oLin' })
    await phone.addCard(await wechat.buildAddCardList([{ cardId }]))
    const [held] = phone.wallet()
    const { extraData } = await wechat.getActivationNavigation({ cardId })
    const first = await phone.openActivation(extraData, ANSWERS)
    expect(first.referrerInfo.extraData?.code).toBe(held?.code)
    await wechat.members.activate({ card_id: cardId, code: held?.code ?? '', membership_number: 'M-1' })
    expect((await phone.openActivation(extraData, ANSWERS)).referrerInfo).not.toHaveProperty('extraData')
    expect(simulator.effects.count('code.issued')).toBe(1)
  })

  // Reports of 2020-07 and 2023 (community/personal/oCJUsw9cdkaWWxG__xS4pB7sOq_8, pay/doc/0002642b2accc00a4eb0b76ed6b400).
  test('whose activation failed gets no second form: the merchant activates with the code of the event', async () => {
    const { simulator, wechat, cardId } = await memberMerchant()
    const phone = simulator.phone({ openid: 'oLin' })
    const { extraData } = await wechat.getActivationNavigation({ cardId })
    await phone.openActivation(extraData, ANSWERS)
    expect((await phone.openActivation(extraData, ANSWERS)).referrerInfo).not.toHaveProperty('extraData')
    expect(simulator.events.count('submit_membercard_user_info')).toBe(1)
    const [submitted] = eventsOf(simulator, 'submit_membercard_user_info')
    await wechat.members.activate({ card_id: cardId, code: String(submitted?.UserCardCode), membership_number: 'M-1' })
    expect(phone.wallet()).toMatchObject([{ active: true }])
  })

  test('gets the form again where the simulator is told so', async () => {
    const { simulator, wechat, cardId } = await memberMerchant(JUMP, {}, { formAfterFailedActivation: 'again' })
    const phone = simulator.phone({ openid: 'oLin' })
    const { extraData } = await wechat.getActivationNavigation({ cardId })
    const first = await phone.openActivation(extraData, ANSWERS)
    const again = await phone.openActivation(extraData, ANSWERS)
    expect(again.referrerInfo.extraData?.activate_ticket).toEqual(expect.any(String))
    expect(again.referrerInfo.extraData?.activate_ticket).not.toBe(first.referrerInfo.extraData?.activate_ticket)
  })

  // Report: community/personal/oCJUsw7qToUYk3awZzyzTys8TXv4.
  test('who sends the form and closes the component: the merchant hears of it without a ticket and without the form', async () => {
    const { simulator, wechat, cardId } = await memberMerchant()
    const phone = simulator.phone({ openid: 'oLin' })
    const { extraData, url } = await wechat.getActivationNavigation({ cardId })
    const left = await phone.openActivation(extraData, ANSWERS, { leavesAfterForm: true })
    expect(left).toEqual({ scene: 1038, referrerInfo: { appId: 'wxeb490c6f9b154ef9' } })
    const [submitted] = eventsOf(simulator, 'submit_membercard_user_info')
    const { code = '' } = phone.wallet()[0] ?? {}
    expect(submitted).toEqual({
      Event: 'submit_membercard_user_info',
      FromUserName: 'oLin',
      CardId: cardId,
      UserCardCode: code,
      CreateTime: expect.any(Number),
    })
    const member = await wechat.members.getInfo({ card_id: cardId, code })
    expect(member).toMatchObject({ has_active: false, membership_number: '' })
    expect(member).not.toHaveProperty('user_info')
    const wang = simulator.phone({ openid: 'oWang' })
    expect(await wang.openActivationPage(url, ANSWERS, undefined, { leavesAfterForm: true })).toBeUndefined()
    expect(wang.wallet()).toMatchObject([{ active: false }])
  })

  test('a user whose card was made unavailable gets no form', async () => {
    const { simulator, wechat, cardId } = await memberMerchant()
    const phone = simulator.phone({ openid: 'oLin' })
    await phone.addCard(await wechat.buildAddCardList([{ cardId }]))
    await wechat.codes.setUnavailable({ code: phone.wallet()[0]?.code ?? '', card_id: cardId })
    const { extraData } = await wechat.getActivationNavigation({ cardId })
    expect((await phone.openActivation(extraData, ANSWERS)).referrerInfo).not.toHaveProperty('extraData')
  })

  test('a member who threw the card away gets it back as it was', async () => {
    const { simulator, wechat, cardId } = await memberMerchant()
    const phone = simulator.phone({ openid: 'oLin' })
    const { extraData } = await wechat.getActivationNavigation({ cardId })
    const { code = '' } = (await phone.openActivation(extraData, ANSWERS)).referrerInfo.extraData ?? {}
    await wechat.members.activate({ card_id: cardId, code, membership_number: 'M-1', init_bonus: 70 })
    await phone.deleteCard({ cardId, code })
    expect(phone.wallet()).toEqual([])
    expect((await phone.openActivation(extraData, ANSWERS)).referrerInfo).not.toHaveProperty('extraData')
    expect(phone.wallet()).toEqual([{ cardId, code, status: 'NORMAL', active: true, bonus: 70, balance: 0 }])
    expect(eventsOf(simulator, 'user_get_card').at(-1)).toMatchObject({ IsRestoreMemberCard: 1, UserCardCode: code })
  })

  test('a card with own codes is refused with 40158, unless the simulator accepts it', async () => {
    const custom = { use_custom_code: true }
    const link = 'POST /card/membercard/activate/geturl'
    const refused = await memberMerchant(JUMP, custom)
    await expect(refused.wechat.getActivationNavigation({ cardId: refused.cardId })).rejects.toMatchObject({
      errcode: 40158,
      endpoint: link,
      hint: expect.any(String),
    })
    const accepted = await memberMerchant(JUMP, custom, { customCodesInActivation: 'accepted' })
    const { extraData } = await accepted.wechat.getActivationNavigation({ cardId: accepted.cardId })
    const shown = await accepted.simulator.phone({ openid: 'oLin' }).openActivation(extraData, ANSWERS)
    expect(shown.referrerInfo.extraData).toBeDefined()
  })

  test.each<[string, (extraData: Record<'encrypt_card_id' | 'outer_str' | 'biz', string>) => unknown, RegExp]>([
    ['the fragment on biz', (good) => ({ ...good, biz: `${good.biz}#wechat_redirect` }), /biz is not this account's/],
    ['an encoded biz', (good) => ({ ...good, biz: encodeURIComponent(good.biz) }), /biz is not this account's/],
    [
      'an encoded card',
      (good) => ({ ...good, encrypt_card_id: encodeURIComponent(good.encrypt_card_id) }),
      /URL-encoded/,
    ],
    ['no outer_str', ({ encrypt_card_id, biz }) => ({ encrypt_card_id, biz }), /outer_str must be a string/],
    ['nothing', () => undefined, /extraData must be/],
  ])('cannot be opened with %s', async (_, spoil, reason) => {
    const { simulator, wechat, cardId } = await memberMerchant()
    const { extraData } = await wechat.getActivationNavigation({ cardId })
    const wrong = spoil({ ...extraData }) as never
    expect(await failureOf(simulator.phone({ openid: 'oLin' }).openActivation(wrong, ANSWERS))).toEqual({
      errMsg: 'activation:fail (参数错误)',
      reason: expect.stringMatching(reason),
    })
  })

  test('cannot be opened before the form is set, with answers that do not fit, or when the cards are gone', async () => {
    const { simulator, wechat, create } = merchant()
    const cardId = await create(sampleCard('MEMBER_CARD', { sku: { quantity: 0 } }, JUMP))
    const { extraData } = await wechat.getActivationNavigation({ cardId })
    const phone = simulator.phone({ openid: 'oLin' })
    expect(await failureOf(phone.openActivation(extraData, {}))).toMatchObject({
      reason: expect.stringMatching(/no form/),
    })
    await wechat.members.setActivationForm({
      card_id: cardId,
      required_form: { can_modify: false, common_field_id_list: ['USER_FORM_INFO_FLAG_NAME'] },
    })
    expect(await failureOf(phone.openActivation(extraData, {}))).toMatchObject({
      reason: expect.stringMatching(/USER_FORM_INFO_FLAG_NAME is not filled in/),
    })
    expect(await failureOf(phone.openActivation(extraData, { USER_FORM_INFO_FLAG_NAME: 'Lin' }))).toMatchObject({
      errMsg: 'activation:fail (已领完)',
    })
  })
})

// Reports of 2018-10 (community/personal/oCJUsw-yOvbxVS8F8uaflD_VITJU) and 2020-07: no form, no ticket.
describe('a tap on 激活 in the wallet', () => {
  const PAGE = { activate_app_brand_user_name: 'gh_0123456789ab@app', activate_app_brand_pass: 'pages/member/index' }

  async function claimed(body: object) {
    const made = await memberMerchant(body)
    const phone = made.simulator.phone({ openid: 'oLin' })
    await phone.addCard(await made.wechat.buildAddCardList([{ cardId: made.cardId, outerStr: 'door' }]))
    const { code = '' } = phone.wallet()[0] ?? {}
    return { ...made, phone, card: { cardId: made.cardId, code } }
  }

  test('opens the page of the mini program with the encrypted code alone, and the component helps from there', async () => {
    const { wechat, phone, card } = await claimed({ ...JUMP, ...PAGE })
    const opened = await phone.activateFromWallet(card)
    expect(opened).toEqual({
      opens: 'miniProgram',
      userName: 'gh_0123456789ab@app',
      path: 'pages/member/index',
      query: { card_id: card.cardId, encrypt_code: expect.any(String) },
      scene: 1029,
      referrerInfo: {},
    })
    expect(await wechat.decryptCode(opened.opens === 'miniProgram' ? (opened.query.encrypt_code ?? '') : '')).toBe(
      card.code,
    )
    const { extraData } = await wechat.getActivationNavigation({ cardId: card.cardId })
    const shown = await phone.openActivation(extraData, ANSWERS)
    expect(shown.referrerInfo.extraData?.code).toBe(card.code)
    // The activation behind it failed: the wallet leads to the page once more, still without a ticket.
    expect(await phone.activateFromWallet(card)).toMatchObject({ opens: 'miniProgram', referrerInfo: {} })
    await wechat.members.activate({ card_id: card.cardId, code: card.code, membership_number: 'M-1' })
    expect(await failureOf(phone.activateFromWallet(card))).toMatchObject({
      errMsg: 'activateFromWallet:fail (参数错误)',
      reason: expect.stringMatching(/is active/),
    })
  })

  test.each([
    ['the address behind the form', JUMP, 'https://m.example.test/activate?from=card&'],
    [
      'the address of the merchant’s own activation',
      { activate_url: 'https://m.example.test/join' },
      'https://m.example.test/join?',
    ],
  ])('opens %s, without a ticket', async (_, body, begin) => {
    const made = await merchantWith(body)
    const opened = await made.phone.activateFromWallet(made.card)
    const url = opened.opens === 'webPage' ? opened.url : ''
    expect(url.startsWith(begin)).toBe(true)
    const { activateTicket, encryptCode, ...rest } = parseActivationQuery(url)
    expect(activateTicket).toBeUndefined()
    expect(rest).toEqual({ cardId: made.card.cardId, openid: 'oLin', outerStr: '' })
    expect(await made.wechat.decryptCode(encryptCode)).toBe(made.card.code)
  })

  test.each([
    ['names no page', { wx_activate: true }, /names no page/],
    ['has no way of activation', {}, /no way of activation/],
    ['is active from the beginning', { auto_activate: true }, /is active/],
  ])('of a card that %s leads nowhere', async (_, body, reason) => {
    const { phone, card } = await merchantWith(body)
    expect(await failureOf(phone.activateFromWallet(card))).toMatchObject({ reason: expect.stringMatching(reason) })
  })

  async function merchantWith(body: object) {
    const made = await withCard(sampleCard('MEMBER_CARD', {}, body))
    return { ...made, card: await made.claimBy(made.phone) }
  }
})

describe('the activation component as a web page', () => {
  test.each([
    ['https://m.example.test/activate?from=card', undefined, 'https://m.example.test/activate?from=card&'],
    ['https://m.example.test/activate', undefined, 'https://m.example.test/activate?'],
    ['https://m.example.test/activate', '&', 'https://m.example.test/activate&'],
    ['https://m.example.test/activate', '?', 'https://m.example.test/activate?'],
  ] as const)('sends the user from the form to %s, joined by %s', async (address, joinedBy, begin) => {
    const { simulator, wechat, cardId } = await memberMerchant({ ...JUMP, wx_activate_after_submit_url: address })
    const { url } = await wechat.members.getActivationUrl({ card_id: cardId, outer_str: '桌 7&=' })
    const sentTo = await simulator.phone({ openid: 'oLin' }).openActivationPage(url, ANSWERS, joinedBy)
    expect(sentTo?.startsWith(begin)).toBe(true)
    const { encryptCode, activateTicket = '', ...rest } = parseActivationQuery(sentTo ?? '')
    expect(rest).toEqual({ cardId, openid: 'oLin', outerStr: '桌 7&=' })
    expect(await wechat.decryptCode(encryptCode)).toMatch(/^\d{12}$/)
    const { info } = await wechat.members.getActivationInfo({ activate_ticket: activateTicket })
    expect(info.common_field_list).toHaveLength(1)
  })

  test('outer_str is there even when it is empty', async () => {
    const { simulator, wechat, cardId } = await memberMerchant()
    const { url } = await wechat.members.getActivationUrl({ card_id: cardId })
    const sentTo = await simulator.phone({ openid: 'oLin' }).openActivationPage(url, ANSWERS)
    expect(new URL(sentTo ?? '').searchParams.get('outer_str')).toBe('')
  })

  test('leads nowhere for a user who leaves, for non-jump cards, and for cards without an address', async () => {
    const jump = await memberMerchant()
    const { url } = await jump.wechat.members.getActivationUrl({ card_id: jump.cardId })
    expect(await jump.simulator.phone({ openid: 'oLin' }).openActivationPage(url)).toBeUndefined()
    for (const body of [{ wx_activate: true }, { wx_activate: true, wx_activate_after_submit: true }]) {
      const other = await memberMerchant(body)
      const link = await other.wechat.members.getActivationUrl({ card_id: other.cardId })
      expect(await other.simulator.phone({ openid: 'oLin' }).openActivationPage(link.url, ANSWERS)).toBeUndefined()
    }
  })

  test('is no page for any other address', async () => {
    const { simulator } = await memberMerchant()
    const phone = simulator.phone({ openid: 'oLin' })
    expect(await failureOf(phone.openActivationPage('nothing', ANSWERS))).toMatchObject({
      reason: 'the link is no address',
    })
    expect(await failureOf(phone.openActivationPage('https://m.example.test/', ANSWERS))).toMatchObject({
      errMsg: 'activation:fail (参数错误)',
    })
  })
})

describe('changing the form later', () => {
  test('is told to the merchant, who reads what it says now', async () => {
    const { simulator, wechat, cardId } = await memberMerchant(JUMP, {}, { jumpForms: 'afterActivation' })
    const phone = simulator.phone({ openid: 'oLin' })
    const { extraData } = await wechat.getActivationNavigation({ cardId })
    const { code = '' } = (await phone.openActivation(extraData, ANSWERS)).referrerInfo.extraData ?? {}
    const member = { card_id: cardId, code }
    await wechat.members.activate({ ...member, membership_number: 'M-1' })
    await phone.editForm({ cardId, code }, { 'Favourite tea': 'Longjing' })
    expect(eventsOf(simulator, 'submit_membercard_user_info')).toHaveLength(2)
    expect(await wechat.members.getInfo(member)).toMatchObject({
      user_info: {
        common_field_list: [{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000000' }],
        custom_field_list: [{ name: 'Favourite tea', value: 'Longjing', value_list: [] }],
      },
    })
    expect(await failureOf(phone.editForm({ cardId, code }, { USER_FORM_INFO_FLAG_MOBILE: '1' }))).toEqual({
      errMsg: 'editForm:fail (参数错误)',
      reason: expect.stringMatching(/can_modify/),
    })
  })

  test('needs a form that was filled in', async () => {
    const { simulator, wechat, cardId } = await memberMerchant()
    const phone = simulator.phone({ openid: 'oLin' })
    await phone.addCard(await wechat.buildAddCardList([{ cardId }]))
    const [card] = phone.wallet()
    expect(await failureOf(phone.editForm(card ?? { cardId, code: '' }, {}))).toMatchObject({
      reason: expect.stringMatching(/nothing was filled in/),
    })
  })
})
