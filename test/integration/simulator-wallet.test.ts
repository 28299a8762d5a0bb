import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/testing/index.js'
import { PICTURE, sampleCard } from '../support/card-samples.js'
import { eventsOf, failureOf, phonesOf, withCard } from '../support/merchant.js'

const MINUTE = 60_000
const DAY = 86_400_000

describe('giving a card to a friend', () => {
  test('is under way, then the friend has it under a new code, and the giver has nothing', async () => {
    const { simulator, wechat, cardId, claimBy, phone: lin } = await withCard(sampleCard('CASH'))
    const wang = simulator.phone({ openid: 'oWang' })
    const card = await claimBy(lin)
    const gift = await lin.giveCard(card, { friend: wang })
    expect(eventsOf(simulator, 'user_gifting_card')).toMatchObject([
      {
        FromUserName: 'oLin',
        CardId: cardId,
        UserCardCode: card.code,
        IsReturnBack: 0,
        FriendUserName: 'oWang',
        IsChatRoom: 0,
      },
    ])
    expect(lin.wallet()).toMatchObject([{ status: 'GIFTING' }])
    expect(await wechat.codes.get({ code: card.code, check_consume: false })).toMatchObject({
      user_card_status: 'GIFTING',
      can_consume: false,
    })
    await expect(wechat.codes.consume({ code: card.code })).rejects.toMatchObject({ errcode: 40127 })
    const taken = await wang.takeCard(gift)
    expect(taken.code).not.toBe(card.code)
    expect(lin.wallet()).toEqual([])
    expect(wang.wallet()).toMatchObject([{ ...taken, status: 'NORMAL' }])
    await expect(wechat.codes.get({ code: card.code })).rejects.toMatchObject({ errcode: 40056 })
    await wechat.codes.consume({ code: taken.code })
  })

  test('the event about it is as captured, or as documented', async () => {
    for (const giftEvents of ['captured', 'documented'] as const) {
      const { simulator, claimBy, phone: lin } = await withCard(sampleCard('CASH'), { giftEvents })
      const card = await claimBy(lin)
      const taken = await simulator.phone({ openid: 'oWang', unionid: 'uWang' }).takeCard(await lin.giveCard(card))
      const event = eventsOf(simulator, 'user_get_card').at(-1)
      expect(event).toMatchObject({
        FromUserName: 'oWang',
        IsGiveByFriend: 1,
        UserCardCode: taken.code,
        FriendUserName: 'oLin',
        OldUserCardCode: card.code,
      })
      const documented = ['IsRestoreMemberCard', 'IsRecommendByFriend', 'SourceScene', 'UnionId']
      const names = Object.keys(event ?? {})
      expect(documented.filter((name) => names.includes(name))).toEqual(giftEvents === 'captured' ? [] : documented)
      expect(names.includes('OutetStr')).toBe(giftEvents === 'captured')
    }
  })

  test('own codes stay what they are', async () => {
    const { simulator, claimBy, phone: lin } = await withCard(sampleCard('CASH', { use_custom_code: true }))
    const wang = simulator.phone({ openid: 'oWang' })
    const gift = await lin.giveCard(await claimBy(lin, { code: 'MINE-1' }))
    expect(await wang.takeCard(gift)).toMatchObject({ code: 'MINE-1' })
    expect(lin.wallet()).toEqual([])
    expect(wang.wallet()).toMatchObject([{ code: 'MINE-1', status: 'NORMAL' }])
  })

  test('a member’s points go with the card, and the old code says that it was given away', async () => {
    const { simulator, wechat, cardId } = await withCard(sampleCard('MEMBER_CARD', {}, { auto_activate: true }))
    const [lin, wang] = phonesOf(simulator)
    const { cardList } = await lin.addCard(await wechat.buildAddCardList([{ cardId }]))
    const code = await wechat.decryptCode(cardList[0]?.code ?? '')
    await wechat.members.update({ card_id: cardId, code, bonus: 30 })
    const taken = await wang.takeCard(await lin.giveCard({ cardId, code }))
    expect(await wechat.members.getInfo({ card_id: cardId, code: taken.code })).toMatchObject({
      openid: 'oWang',
      bonus: 30,
    })
    expect(await wechat.members.getInfo({ card_id: cardId, code })).toMatchObject({ user_card_status: 'GIFT_SUCC' })
    expect(lin.wallet()).toEqual([])
  })

  test('what nobody takes comes back after a day, and can be used or given again', async () => {
    const { simulator, wechat, claimBy, phone: lin } = await withCard(sampleCard('CASH'))
    const card = await claimBy(lin)
    const gift = await lin.giveCard(card, { group: true })
    expect(eventsOf(simulator, 'user_gifting_card')).toMatchObject([{ IsChatRoom: 1, FriendUserName: '' }])
    simulator.advance(DAY - MINUTE) // real time goes on as well
    expect(lin.wallet()).toMatchObject([{ status: 'GIFTING' }])
    simulator.advance(MINUTE)
    expect(eventsOf(simulator, 'user_gifting_card').at(-1)).toMatchObject({
      UserCardCode: card.code,
      IsReturnBack: 1,
      IsChatRoom: '',
    })
    expect(await failureOf(simulator.phone({ openid: 'oWang' }).takeCard(gift))).toMatchObject({
      errMsg: 'takeCard:fail (已领完)',
    })
    await lin.giveCard(card)
    simulator.advance(DAY)
    expect(eventsOf(simulator, 'user_gifting_card')).toHaveLength(4)
    await wechat.codes.consume({ code: card.code })
  })

  test('what was taken does not come back, whatever its code is', async () => {
    for (const base of [{}, { use_custom_code: true }]) {
      const { simulator, claimBy, phone: lin } = await withCard(sampleCard('CASH', base))
      const wang = simulator.phone({ openid: 'oWang' })
      const gift = await lin.giveCard(await claimBy(lin, 'use_custom_code' in base ? { code: 'MINE-1' } : {}))
      await wang.takeCard(gift)
      simulator.advance(2 * DAY)
      expect(eventsOf(simulator, 'user_gifting_card')).toHaveLength(1)
      expect(wang.wallet()).toMatchObject([{ status: 'NORMAL' }])
    }
  })

  test('a gift is taken once, by the friend it was sent to, in a group by anybody, never by the giver', async () => {
    const { simulator, claimBy, phone: lin } = await withCard(sampleCard('CASH'))
    const [, wang, zhao] = phonesOf(simulator)
    const gift = await lin.giveCard(await claimBy(lin), { friend: wang })
    expect(await failureOf(zhao.takeCard(gift))).toMatchObject({ reason: expect.stringMatching(/somebody else/) })
    await wang.takeCard(gift)
    expect(await failureOf(wang.takeCard(gift))).toMatchObject({ errMsg: 'takeCard:fail (已领完)' })
    const inGroup = await lin.giveCard(await claimBy(lin), { group: true })
    expect(await failureOf(lin.takeCard(inGroup))).toMatchObject({ reason: expect.stringMatching(/cannot take it/) })
    await zhao.takeCard(inGroup)
    expect(await failureOf(wang.takeCard(undefined as never))).toMatchObject({ errMsg: 'takeCard:fail (已领完)' })
  })

  test('needs a card that may be given away, is usable, and is not on its way already', async () => {
    const { wechat, claimBy, phone: lin } = await withCard(sampleCard('CASH'))
    const consumed = await claimBy(lin)
    await wechat.codes.consume({ code: consumed.code })
    expect(await failureOf(lin.giveCard(consumed))).toMatchObject({ reason: expect.stringMatching(/usable/) })
    const given = await claimBy(lin)
    await lin.giveCard(given)
    expect(await failureOf(lin.giveCard(given))).toMatchObject({ reason: expect.stringMatching(/usable/) })
    const mine = await claimBy(lin)
    expect(await failureOf(lin.giveCard(mine, { friend: lin }))).toMatchObject({ errMsg: 'giveCard:fail (参数错误)' })
    const fixed = await withCard(sampleCard('CASH', { can_give_friend: false }))
    expect(await failureOf(fixed.phone.giveCard(await fixed.claimBy(fixed.phone)))).toMatchObject({
      reason: expect.stringMatching(/can_give_friend/),
    })
  })
})

describe('throwing a card away', () => {
  test('takes it out of the wallet and is told to the merchant; a coupon does not come back', async () => {
    const { simulator, wechat, cardId, claimBy, phone } = await withCard(sampleCard('CASH'))
    const card = await claimBy(phone)
    await phone.deleteCard(card)
    expect(phone.wallet()).toEqual([])
    expect(eventsOf(simulator, 'user_del_card')).toMatchObject([
      { FromUserName: 'oLin', CardId: cardId, UserCardCode: card.code },
    ])
    await expect(wechat.codes.consume({ code: card.code })).rejects.toMatchObject({ errcode: 40127 })
    for (const call of [phone.deleteCard(card), phone.openCard([card]), phone.pay(card, { fee: 1 })]) {
      expect(await failureOf(call)).toMatchObject({ reason: expect.stringMatching(/no card/) })
    }
    expect((await claimBy(phone)).code).not.toBe(card.code)
    expect(eventsOf(simulator, 'user_get_card').at(-1)).toMatchObject({ IsRestoreMemberCard: 0 })
  })

  test('a member card comes back with code, points and activation when it is claimed again, without its channel', async () => {
    const { simulator, wechat, claimBy, phone, cardId } = await withCard(
      sampleCard('MEMBER_CARD', { get_limit: 1, sku: { quantity: 1 } }),
    )
    const card = await claimBy(phone, { outerStr: 'first' })
    await wechat.members.activate({ card_id: cardId, code: card.code, membership_number: 'M-7', init_bonus: 40 })
    await phone.deleteCard(card)
    const again = await claimBy(phone, { outerStr: 'second' })
    expect(again).toEqual(card)
    expect(phone.wallet()).toMatchObject([{ active: true, bonus: 40 }])
    const event = eventsOf(simulator, 'user_get_card').at(-1) ?? {}
    expect(event).toMatchObject({ IsRestoreMemberCard: 1, UserCardCode: card.code })
    expect(Object.keys(event)).not.toContain('OuterStr')
    expect(simulator.effects.count('code.issued')).toBe(1)
  })

  test('a member card with an own code comes back under that code, and under another as another card', async () => {
    const { claimBy, phone } = await withCard(sampleCard('MEMBER_CARD', { use_custom_code: true }))
    const card = await claimBy(phone, { code: 'MINE-1' })
    await phone.deleteCard(card)
    expect(await claimBy(phone, { code: 'MINE-1' })).toEqual(card)
    await phone.deleteCard(card)
    expect(await claimBy(phone, { code: 'MINE-2' })).toMatchObject({ code: 'MINE-2' })
    expect(phone.wallet().map(({ code }) => code)).toEqual(['MINE-2'])
  })

  test('a card on its way to a friend cannot be thrown away', async () => {
    const { claimBy, phone } = await withCard(sampleCard('CASH'))
    const card = await claimBy(phone)
    await phone.giveCard(card)
    expect(await failureOf(phone.deleteCard(card))).toMatchObject({ errMsg: 'deleteCard:fail (参数错误)' })
  })
})

describe('paying with a card', () => {
  test('redeems a coupon: two events of the same user in the same second', async () => {
    const { simulator, wechat, cardId, claimBy, phone } = await withCard(
      sampleCard('CASH', { use_all_locations: true }),
    )
    const card = await claimBy(phone)
    expect(await failureOf(phone.pay(card, { fee: 1500 }))).toMatchObject({
      reason: expect.stringMatching(/setPayCell/),
    })
    await wechat.cells.setPayCell({ card_id: cardId, is_open: true })
    await phone.pay(card, { fee: 1500, originalFee: 2000 })
    const [consumed, paid] = eventsOf(simulator, 'user_consume_card', 'user_pay_from_pay_cell')
    const address = { FromUserName: 'oLin', CardId: cardId, UserCardCode: card.code }
    expect(consumed).toMatchObject({
      Event: 'user_consume_card',
      ...address,
      TransId: expect.stringMatching(/^42\d{26}$/),
    })
    expect(paid).toMatchObject({ Event: 'user_pay_from_pay_cell', ...address, Fee: 1500, OriginalFee: 2000 })
    expect(paid?.TransId).toBe(consumed?.TransId)
    expect(paid?.CreateTime).toBe(consumed?.CreateTime)
    await expect(wechat.codes.consume({ code: card.code })).rejects.toMatchObject({ errcode: 40099 })
    expect(await failureOf(phone.pay(card, { fee: 1 }))).toMatchObject({ errMsg: 'pay:fail (参数错误)' })
    expect(simulator.effects.count('code.consumed')).toBe(1)
  })

  const rule = { cost_money_unit: 100, increase_bonus: 2, max_increase_bonus: 30 }

  test.each([
    [99, 0],
    [100, 2],
    [1_299, 24],
    [100_000, 30],
  ])('%i cents earn a member %i points by the card’s rule', async (fee, points) => {
    const { simulator, wechat, cardId, claimBy, phone } = await withCard(
      sampleCard('MEMBER_CARD', {}, { bonus_rule: rule }),
    )
    const card = await claimBy(phone)
    await wechat.members.activate({ card_id: cardId, code: card.code, membership_number: 'M-1', init_bonus: 5 })
    await phone.pay(card, { fee })
    expect(phone.wallet()).toMatchObject([{ status: 'NORMAL', bonus: 5 + points }])
    const updates = eventsOf(simulator, 'update_member_card').filter(({ ModifyBonus }) => ModifyBonus === points)
    expect(updates).toHaveLength(points === 0 ? 0 : 1)
    expect(eventsOf(simulator, 'user_pay_from_pay_cell')).toMatchObject([{ Fee: fee, OriginalFee: fee }])
    expect(eventsOf(simulator, 'user_consume_card')).toEqual([])
  })

  test('who is no member yet earns nothing, nor does anybody without a rule', async () => {
    for (const body of [{ bonus_rule: rule }, { auto_activate: true }]) {
      const { claimBy, phone } = await withCard(sampleCard('MEMBER_CARD', {}, body))
      await phone.pay(await claimBy(phone), { fee: 10_000 })
      expect(phone.wallet()).toMatchObject([{ bonus: 0 }])
    }
  })

  test.each([{}, { fee: -1 }, { fee: 1.5 }, { fee: 100, tip: 5 }, undefined])('%j is no payment', async (payment) => {
    const { claimBy, phone } = await withCard(sampleCard('CASH'))
    const card = await claimBy(phone)
    await expect(phone.pay(card, payment as never)).rejects.toThrow(InputError)
    expect(phone.wallet()).toMatchObject([{ status: 'NORMAL' }])
  })
})

describe('redeeming a card without staff', () => {
  test('needs its button, and what the card asks for', async () => {
    const withStores = sampleCard('CASH', { use_all_locations: true })
    const { simulator, wechat, cardId, claimBy, phone } = await withCard(withStores)
    const card = await claimBy(phone)
    expect(await failureOf(phone.redeem(card))).toMatchObject({ reason: expect.stringMatching(/setSelfConsumeCell/) })
    await wechat.cells.setSelfConsumeCell({
      card_id: cardId,
      is_open: true,
      need_verify_cod: true,
      need_remark_amount: true,
    })
    expect(await failureOf(phone.redeem(card))).toMatchObject({ reason: expect.stringMatching(/check code/) })
    expect(await failureOf(phone.redeem(card, { verifyCode: '1234' }))).toMatchObject({
      reason: expect.stringMatching(/amount/),
    })
    await phone.redeem(card, { verifyCode: '1234', remarkAmount: '25.50' })
    expect(eventsOf(simulator, 'user_consume_card')).toMatchObject([
      { UserCardCode: card.code, VerifyCode: '1234', RemarkAmount: '25.50' },
    ])
    expect(await failureOf(phone.redeem(card, { verifyCode: '1234', remarkAmount: '1' }))).toMatchObject({
      reason: expect.stringMatching(/not usable/),
    })
  })
})

describe('scanning a QR code', () => {
  const scanning = async (base: object = {}, type: 'CASH' | 'MEMBER_CARD' = 'CASH') => {
    const made = await withCard(sampleCard(type, base))
    const qrCode = async (more: object = {}, expire_seconds?: number) =>
      await made.wechat.distribution.createQrCode({
        action_name: 'QR_CARD',
        ...(expire_seconds === undefined ? {} : { expire_seconds }),
        action_info: { card: { card_id: made.cardId, ...more } },
      })
    return { ...made, qrCode }
  }

  test('puts the card into the wallet, with the channel', async () => {
    const { simulator, wechat, cardId, phone, qrCode } = await scanning()
    const { url } = await qrCode({ outer_str: 'door-1', outer_id: 12 })
    const [card] = await phone.scan(url)
    expect(card).toMatchObject({ cardId, code: expect.stringMatching(/^\d{12}$/) })
    expect(await wechat.codes.get({ code: card?.code ?? '' })).toMatchObject({ outer_str: 'door-1', openid: 'oLin' })
    expect(eventsOf(simulator, 'user_get_card')).toMatchObject([
      { OuterStr: 'door-1', OuterId: 12, SourceScene: 'SOURCE_SCENE_QRCODE', IsGiveByFriend: 0 },
    ])
    await simulator.phone({ openid: 'oWang' }).scan(url)
    expect(simulator.effects.count('code.issued')).toBe(2)
  })

  test('works once with is_unique_code, a code or an openid', async () => {
    const unique = await scanning()
    const { url } = await unique.qrCode({ is_unique_code: true })
    await unique.phone.scan(url)
    expect(await failureOf(unique.simulator.phone({ openid: 'oWang' }).scan(url))).toEqual({
      errMsg: 'scan:fail (已领完)',
      reason: expect.stringMatching(/works once/),
    })
    const custom = await scanning({ use_custom_code: true })
    const withCode = await custom.qrCode({ code: 'MINE-1' })
    expect(await custom.phone.scan(withCode.url)).toMatchObject([{ code: 'MINE-1' }])
    expect(await failureOf(custom.phone.scan(withCode.url))).toMatchObject({ errMsg: 'scan:fail (已领完)' })
    const bound = await scanning({ bind_openid: true })
    const forLin = await bound.qrCode({ openid: 'oLin' })
    expect(await failureOf(bound.simulator.phone({ openid: 'oWang' }).scan(forLin.url))).toMatchObject({
      errMsg: 'scan:fail (参数错误)',
    })
    await bound.phone.scan(forLin.url)
  })

  test('knows only the openid under the Official Account', async () => {
    const { simulator, qrCode } = await scanning({ bind_openid: true })
    const phone = simulator.phone({ openid: 'oLin', miniProgramOpenid: 'oMini' })
    expect(await failureOf(phone.scan((await qrCode({ openid: 'oMini' })).url))).toMatchObject({
      errMsg: 'scan:fail (参数错误)',
    })
  })

  test('a code for a card with imported codes is a wrong parameter', async () => {
    const { wechat, cardId, phone, qrCode } = await scanning({
      use_custom_code: true,
      get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT',
      sku: { quantity: 0 },
    })
    await wechat.codes.deposit({ card_id: cardId, code: ['D1'] })
    await wechat.cards.modifyStock({ card_id: cardId, increase_stock_value: 1 })
    expect(await failureOf(phone.scan((await qrCode({ code: 'D1' })).url))).toMatchObject({
      errMsg: 'scan:fail (参数错误)',
    })
    expect(await phone.scan((await qrCode()).url)).toMatchObject([{ code: 'D1' }])
  })

  test('has an end, and is known to its account only', async () => {
    const { simulator, phone, qrCode } = await scanning()
    const { url } = await qrCode({}, 60)
    simulator.advance(60_000)
    expect(await failureOf(phone.scan(url))).toMatchObject({ errMsg: 'scan:fail (已领完)' })
    expect(await failureOf(phone.scan('http://weixin.qq.com/q/nobody'))).toMatchObject({
      errMsg: 'scan:fail (参数错误)',
    })
    expect(await failureOf(phone.scan(undefined as never))).toMatchObject({ errMsg: 'scan:fail (参数错误)' })
  })

  test('with several cards takes them all or none', async () => {
    const { wechat, create, cardId, phone } = await scanning({ get_limit: 1 })
    const other = await create(sampleCard('CASH'))
    const { url } = await wechat.distribution.createQrCode({
      action_name: 'QR_MULTIPLE_CARD',
      action_info: { multiple_card: { card_list: [{ card_id: other }, { card_id: cardId }] } },
    })
    expect((await phone.scan(url)).map((card) => card.cardId)).toEqual([other, cardId])
    expect(await failureOf(phone.scan(url))).toMatchObject({ errMsg: 'scan:fail (已领取)' })
    expect(phone.wallet()).toHaveLength(2)
  })

  test('a landing page works likewise', async () => {
    const { wechat, cardId, phone } = await scanning()
    const { url } = await wechat.distribution.createLandingPage({
      banner: PICTURE,
      page_title: 'Offers',
      can_share: true,
      scene: 'SCENE_H5',
      card_list: [{ card_id: cardId, thumb_url: PICTURE }],
    })
    expect(await phone.scan(url)).toMatchObject([{ cardId }])
  })
})
