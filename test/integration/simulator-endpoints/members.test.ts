import { describe, expect, test } from 'vitest'
import { type ActivationFormFields, InputError } from '../../../src/index.js'
import type { SimulatorOptions } from '../../../src/testing/index.js'
import { PICTURE } from '../../support/card-samples.js'
import { openShop } from '../../support/shop.js'
import { caught, errcodeOf } from '../../support/wire.js'

const ok = { errcode: 0, errmsg: 'ok' }

const jump = {
  wx_activate: true,
  wx_activate_after_submit: true,
  wx_activate_after_submit_url: 'https://m.example.test/?a=1',
}
const nonJump = { wx_activate: true }
const mobile: ActivationFormFields = { can_modify: false, common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'] }
const answers = { USER_FORM_INFO_FLAG_MOBILE: '13800000000' }

/** Nothing is waited for: a code that WeChat does not know yet stays unknown in these tests. */
const once = { retry: false }

/** A shop with a member card and its form. */
async function openClub(body: object = jump, options: SimulatorOptions = {}) {
  const shop = openShop(options)
  const card_id = await shop.create('MEMBER_CARD', {}, { supply_balance: true, ...body })
  return { ...shop, card_id }
}

/** The same, with a user who has claimed the card. */
async function openClubWithHolder(body: object = jump, options: SimulatorOptions = {}) {
  const club = await openClub(body, options)
  const code = await club.claim('oUser1', club.card_id)
  return { ...club, code, member: { card_id: club.card_id, code } }
}

describe('members on the wire', () => {
  test.each([
    [
      'setActivationForm',
      '/card/membercard/activateuserform/set',
      '{"card_id":"pSimCard0001","service_statement":{"name":"Terms","url":"https://m.example.test/terms"},"required_form":{"can_modify":false,"common_field_id_list":["USER_FORM_INFO_FLAG_MOBILE"],"rich_field_list":[{"type":"FORM_FIELD_RADIO","name":"Shop","values":["North","South"]}]},"optional_form":{"can_modify":false,"common_field_id_list":["USER_FORM_INFO_FLAG_BIRTHDAY"],"custom_field_list":["Favourite tea"]}}',
      ok,
    ],
    [
      'getActivationUrl',
      '/card/membercard/activate/geturl',
      '{"card_id":"pSimCard0001","outer_str":"kiosk-3"}',
      {
        ...ok,
        url: 'https://mp.weixin.qq.com/bizmall/activatemembercard?action=preshow&&encrypt_card_id=c2ltK2NhcmQvMDAwMQ%3D%3D&outer_str=kiosk-3&biz=MzAwMDAwMDAwMQ%3D%3D#wechat_redirect',
      },
    ],
    [
      'getActivationInfo',
      '/card/membercard/activatetempinfo/get',
      '{"activate_ticket":"c2ltK3RpY2tldC8xMQ=="}',
      {
        ...ok,
        info: {
          common_field_list: [{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000000' }],
          custom_field_list: [{ name: 'Shop', value: 'North', value_list: [] }],
        },
      },
    ],
    [
      'activate',
      '/card/membercard/activate',
      '{"membership_number":"M-0007","code":"480019283746","card_id":"pSimCard0001","init_bonus":100,"init_bonus_record":"Welcome"}',
      ok,
    ],
    [
      'update',
      '/card/membercard/updateuser',
      '{"code":"480019283746","card_id":"pSimCard0001","bonus":150,"add_bonus":50,"record_bonus":"Order 88","notify_optional":{"is_notify_bonus":true}}',
      { ...ok, result_bonus: 150, result_balance: 0, openid: 'oSimOpen1' },
    ],
    [
      'getInfo',
      '/card/membercard/userinfo/get',
      '{"card_id":"pSimCard0001","code":"480019283746"}',
      {
        ...ok,
        openid: 'oSimOpen1',
        nickname: 'Sim',
        membership_number: 'M-0007',
        bonus: 120,
        sex: 'MALE',
        user_info: {
          common_field_list: [{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000000' }],
          custom_field_list: [],
        },
        user_card_status: 'NORMAL',
        has_active: true,
      },
    ],
    ['deactivate', '/card/membercard/unactivate', '{"card_id":"pSimCard0001","code":"480019283746"}', ok],
  ] as const)('%s', async (name, target, body, reply) => {
    const { wechat, sent } = caught(reply)
    const method = wechat.members[name] as (request: object) => Promise<object>
    expect(await method(JSON.parse(body))).toEqual(reply)
    expect(sent).toEqual([{ method: 'POST', target, contentType: 'application/json; charset=utf-8', body }])
  })
})

describe('before anything is sent', () => {
  const encrypted = 'kS9sYh1T0d2mJxq+Zc7u4Q=='
  const choices = Array.from({ length: 3 }, (_, n) => ({ type: 'FORM_FIELD_RADIO', name: `R${n}`, values: ['a'] }))

  test.each([
    ['update', { code: '1', bonus: 0.5, add_balance: 1.5 }, ['bonus', 'add_balance']],
    ['update', { code: encrypted }, ['code']],
    ['activate', { code: '1', membership_number: 'M', init_bonus: 0.5 }, ['init_bonus']],
    ['activate', { code: '1', membership_number: 'M', activate_end_time: 1_800_000_000_000 }, ['activate_end_time']],
    ['activate', { code: encrypted, membership_number: 'M' }, ['code']],
    ['getInfo', { card_id: 'p', code: encrypted }, ['code']],
    ['deactivate', { card_id: 'p', code: encrypted }, ['code']],
    ['getActivationInfo', { activate_ticket: 'c2ltK3RpY2tldC8xMQ%3D%3D' }, ['activate_ticket']],
    [
      'setActivationForm',
      { card_id: 'p', optional_form: { custom_field_list: ['a', 'b', 'c'], rich_field_list: choices } },
      ['optional_form'],
    ],
  ] as const)('%s refuses %j', async (name, request, fields) => {
    const { wechat, sent } = caught(ok)
    const method = wechat.members[name] as (request: object) => Promise<object>
    const error = await method(request).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(InputError)
    expect((error as InputError).problems.map((problem) => problem.field)).toEqual(fields)
    expect(sent).toEqual([])
  })

  test('five fields of one’s own in each half are not too many', async () => {
    const { wechat, sent } = caught(ok)
    const five = { custom_field_list: ['a', 'b'], rich_field_list: choices } as never
    await wechat.members.setActivationForm({ card_id: 'p', required_form: five, optional_form: five })
    expect(sent).toHaveLength(1)
  })
})

describe('the form', () => {
  test('is replaced as a whole', async () => {
    const { simulator, wechat, card_id } = await openClub(nonJump)
    await wechat.members.setActivationForm({ card_id, required_form: mobile })
    await wechat.members.setActivationForm({ card_id, optional_form: { custom_field_list: ['Favourite tea'] } })
    const { extraData } = await wechat.getActivationNavigation({ cardId: card_id })
    await simulator.phone({ openid: 'oUser1' }).openActivation(extraData, { 'Favourite tea': 'Oolong' })
    const [{ code } = { code: '' }] = simulator.phone({ openid: 'oUser1' }).wallet()
    expect(await wechat.members.getInfo({ card_id, code })).toMatchObject({
      has_active: true,
      user_info: { common_field_list: [], custom_field_list: [{ name: 'Favourite tea', value: 'Oolong' }] },
    })
  })

  test.each([
    ['without wx_activate', {}, 72026],
    ['that activates itself', { auto_activate: true }, 45030],
    ['that a page of the merchant activates', { activate_url: 'https://m.example.test/' }, 45030],
  ])('is refused for a card %s', async (_, body, errcode) => {
    const { wechat, card_id } = await openClub(body)
    expect(await errcodeOf(wechat.members.setActivationForm({ card_id, required_form: mobile }))).toBe(errcode)
  })

  test('is refused for other cards, none, and with a text where a list belongs', async () => {
    const { wechat, create, card_id } = await openClub()
    const set = (request: object) => errcodeOf(wechat.members.setActivationForm(request as never))
    expect(await set({ card_id: await create('CASH'), required_form: mobile })).toBe(72003)
    expect(await set({ card_id: 'pNone', required_form: mobile })).toBe(40073)
    expect(await set({ required_form: mobile })).toBe(41012)
    expect(await set({ card_id, required_form: { common_field_id_list: 'USER_FORM_INFO_FLAG_MOBILE' } })).toBe(47001)
  })
})

describe('the activation link', () => {
  test('has the doubled sign, encoded values and the fragment of WeChat’s', async () => {
    const { wechat, card_id } = await openClub()
    const { url } = await wechat.members.getActivationUrl({ card_id, outer_str: '桌 7&=' })
    expect(url).toMatch(
      /^https:\/\/mp\.weixin\.qq\.com\/bizmall\/activatemembercard\?action=preshow&&encrypt_card_id=[^&#]+&outer_str=[^&#]+&biz=[^&#]+#wechat_redirect$/,
    )
    const query = new URL(url).searchParams
    expect(query.get('outer_str')).toBe('桌 7&=')
    expect(query.get('encrypt_card_id')).toHaveLength(64)
    expect(Buffer.from(query.get('biz') ?? '', 'base64').toString()).toMatch(/^\d{10}$/)
  })

  test.each([
    ['a card without wx_activate', {}, {}, 72026],
    ['a card that activates itself', {}, { auto_activate: true }, 72026],
    ['codes of the merchant’s own', { use_custom_code: true }, jump, 40158],
  ])('is refused for %s', async (_, base, body, errcode) => {
    const { wechat, create } = openShop()
    const card_id = await create('MEMBER_CARD', base, body)
    const error = await wechat.members.getActivationUrl({ card_id }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ errcode })
  })

  test('is refused for other cards and none', async () => {
    const { wechat, create } = openShop()
    expect(await errcodeOf(wechat.members.getActivationUrl({ card_id: await create('CASH') }))).toBe(72003)
    expect(await errcodeOf(wechat.members.getActivationUrl({ card_id: 'pNone' }))).toBe(40073)
    expect(await errcodeOf(wechat.members.getActivationUrl({ card_id: '' }))).toBe(41012)
  })
})

describe('what was filled in', () => {
  test.each([
    ['byTicket', false],
    ['afterActivation', true],
  ] as const)('is read with the ticket, and with the code as jumpForms says (%s)', async (jumpForms, readable) => {
    const { simulator, wechat, card_id } = await openClub(jump, { jumpForms })
    const boxes = { type: 'FORM_FIELD_CHECK_BOX' as const, name: 'Teas', values: ['Green', 'Oolong', 'Black'] }
    await wechat.members.setActivationForm({ card_id, required_form: { ...mobile, rich_field_list: [boxes] } })
    const { extraData } = await wechat.getActivationNavigation({ cardId: card_id })
    const phone = simulator.phone({ openid: 'oUser1' })
    const { referrerInfo } = await phone.openActivation(extraData, { ...answers, Teas: ['Green', 'Black'] })
    const { activate_ticket = '', code = '' } = referrerInfo.extraData ?? {}
    const filledIn = {
      common_field_list: [{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000000' }],
      custom_field_list: [{ name: 'Teas', value: '', value_list: ['Green', 'Black'] }],
    }
    expect(await wechat.members.getActivationInfo({ activate_ticket })).toEqual({ ...ok, info: filledIn })
    const before = await wechat.members.getInfo({ card_id, code })
    expect(before).toMatchObject({ membership_number: '', bonus: 0, user_card_status: 'NORMAL', has_active: false })
    expect(before).not.toHaveProperty('user_info')
    await wechat.members.activate({ card_id, code, membership_number: 'M-0007' })
    const after = await wechat.members.getInfo({ card_id, code })
    expect(after.has_active).toBe(true)
    expect(after.user_info).toEqual(readable ? filledIn : undefined)
  })

  test('is refused without a ticket of this account’s, and when its time is over', async () => {
    const { simulator, wechat, card_id } = await openClub(jump)
    await wechat.members.setActivationForm({ card_id, required_form: mobile })
    const { extraData } = await wechat.getActivationNavigation({ cardId: card_id })
    const { referrerInfo } = await simulator.phone({ openid: 'oUser1' }).openActivation(extraData, answers)
    const { activate_ticket = '' } = referrerInfo.extraData ?? {}
    expect(await errcodeOf(wechat.members.getActivationInfo({ activate_ticket: 'c2ltK3RpY2tldC8xMQ==' }))).toBe(72011)
    simulator.advance(60 * 60_000)
    expect(await errcodeOf(wechat.members.getActivationInfo({ activate_ticket }, once))).toBe(72012)
  })

  test('is asked for again when a fresh ticket is said to be over', async () => {
    const { simulator, wechat, card_id } = await openClub(jump)
    await wechat.members.setActivationForm({ card_id, required_form: mobile })
    const { extraData } = await wechat.getActivationNavigation({ cardId: card_id })
    const { referrerInfo } = await simulator.phone({ openid: 'oUser1' }).openActivation(extraData, answers)
    simulator.faults.add({ path: '/card/membercard/activatetempinfo/get', errcode: 72012 })
    const { activate_ticket = '' } = referrerInfo.extraData ?? {}
    const { info } = await wechat.members.getActivationInfo({ activate_ticket })
    expect(info.common_field_list).toHaveLength(1)
  })
})

describe('a member', () => {
  test('is activated with points, balance, fields and a validity of her own', async () => {
    const { simulator, wechat, member } = await openClubWithHolder()
    const activation = {
      membership_number: 'M-0007',
      init_bonus: 100,
      init_bonus_record: 'Welcome',
      init_balance: 5000,
      init_custom_field_value1: '黄金',
      background_pic_url: PICTURE,
      activate_begin_time: 1_700_000_000,
      activate_end_time: 1_900_000_000,
    }
    expect(await wechat.members.activate({ ...member, ...activation })).toEqual(ok)
    expect(await wechat.members.getInfo(member)).toMatchObject({
      openid: 'oUser1',
      membership_number: 'M-0007',
      bonus: 100,
      balance: 5000,
      has_active: true,
    })
    expect(await wechat.codes.get({ ...member, check_consume: false })).toMatchObject({
      background_pic_url: PICTURE,
      card: { begin_time: 1_700_000_000, end_time: 1_900_000_000 },
    })
    expect(simulator.effects.count('member.activated')).toBe(1)
  })

  test('is activated again without an error, which changes the number', async () => {
    const { simulator, wechat, member } = await openClubWithHolder()
    await wechat.members.activate({ ...member, membership_number: 'M-0007' })
    expect(await wechat.members.activate({ ...member, membership_number: 'M-0008' })).toEqual(ok)
    expect(await wechat.members.getInfo(member)).toMatchObject({ membership_number: 'M-0008' })
    expect(simulator.effects.count('member.activated')).toBe(1)
  })

  test('is active at the claim where the card activates itself', async () => {
    const { wechat, member } = await openClubWithHolder({ auto_activate: true })
    expect(await wechat.members.getInfo(member)).toMatchObject({ has_active: true })
  })

  test('becomes inactive again', async () => {
    const { wechat, member } = await openClubWithHolder()
    await wechat.members.activate({ ...member, membership_number: 'M-0007' })
    expect(await wechat.members.deactivate(member)).toEqual(ok)
    expect(await wechat.members.getInfo(member)).toMatchObject({ has_active: false })
  })

  test('has points and balance changed by differences or to totals, and is told', async () => {
    const { simulator, wechat, member } = await openClubWithHolder()
    await wechat.members.activate({ ...member, membership_number: 'M-0007', init_bonus: 100 })
    const result = (bonus: number, balance: number) => ({
      ...ok,
      result_bonus: bonus,
      result_balance: balance,
      openid: 'oUser1',
    })
    expect(await wechat.members.update({ ...member, add_bonus: 50, add_balance: 300 })).toEqual(result(150, 300))
    expect(await wechat.members.update({ ...member, add_bonus: -20 })).toEqual(result(130, 300))
    expect(await wechat.members.update({ ...member, bonus: 500, balance: 100 })).toEqual(result(500, 100))
    expect(simulator.events.filter(({ Event }) => Event === 'update_member_card')).toMatchObject([
      { ModifyBonus: 50, ModifyBalance: 300 },
      { ModifyBonus: -20, ModifyBalance: 0 },
      { ModifyBonus: 370, ModifyBalance: -200 },
    ])
  })

  test('gets points once from a total and its difference sent twice, and no message for what stays the same', async () => {
    const { simulator, wechat, member } = await openClubWithHolder()
    const change = { ...member, bonus: 50, add_bonus: 50, record_bonus: 'Order 88' }
    expect(await wechat.members.update(change)).toMatchObject({ result_bonus: 50 })
    expect(await wechat.members.update(change)).toMatchObject({ result_bonus: 50 })
    expect(simulator.events.count('update_member_card')).toBe(1)
  })

  test('can be given another number by an update', async () => {
    const { wechat, member } = await openClubWithHolder()
    await wechat.members.update({ ...member, membership_number: 'M-0009' })
    expect(await wechat.members.getInfo(member)).toMatchObject({ membership_number: 'M-0009' })
  })

  test('whose points got lost on the way is not given them twice', async () => {
    const { simulator, wechat, member } = await openClubWithHolder()
    simulator.faults.add({ path: '/card/membercard/updateuser', reset: true, executes: true })
    const error = await wechat.members.update({ ...member, add_bonus: 50 }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ outcome: 'unknown', message: expect.stringContaining('members.getInfo') })
    expect(await wechat.members.getInfo(member)).toMatchObject({ bonus: 50 })
  })

  test('who gave the card away is told by GIFT_SUCC', async () => {
    const { simulator, wechat, member } = await openClubWithHolder({ auto_activate: true })
    const friend = simulator.phone({ openid: 'oUser2' })
    const held = { cardId: member.card_id, code: member.code }
    await friend.takeCard(await simulator.phone({ openid: 'oUser1' }).giveCard(held, { friend }))
    expect(await wechat.members.getInfo(member)).toMatchObject({ user_card_status: 'GIFT_SUCC' })
  })
})

describe('WeChat refuses', () => {
  const calls = ['activate', 'update', 'getInfo', 'deactivate'] as const
  const request = { membership_number: 'M-0007', bonus: 1 }

  test.each(calls)('%s for a code that nobody has, none, or of another card', async (name) => {
    const { wechat, create, claim, card_id } = await openClub()
    const method = wechat.members[name] as (request: object, options: object) => Promise<object>
    const call = (more: object) => errcodeOf(method({ ...request, ...more }, once))
    expect(await call({ card_id, code: '480019283746' })).toBe(40056)
    expect(await call({ card_id })).toBe(41013)
    const coupon = await create('CASH')
    expect(await call({ card_id: coupon, code: await claim('oUser1', coupon) })).toBe(72003)
  })

  test.each(['activate', 'update'] as const)('%s for a code of the merchant’s own without its card', async (name) => {
    const { wechat, create, claim } = openShop()
    const card_id = await create('MEMBER_CARD', { use_custom_code: true }, { auto_activate: true })
    const code = await claim('oUser1', card_id, { code: 'SIM001' })
    const method = wechat.members[name] as (request: object, options: object) => Promise<object>
    expect(await errcodeOf(method({ ...request, code }, once))).toBe(40056)
    expect(await errcodeOf(method({ ...request, code, card_id }, once))).toBe(0)
  })

  test.each(['activate', 'update'] as const)('%s for a card that its user threw away', async (name) => {
    const { simulator, wechat, member } = await openClubWithHolder()
    await simulator.phone({ openid: 'oUser1' }).deleteCard({ cardId: member.card_id, code: member.code })
    const method = wechat.members[name] as (request: object) => Promise<object>
    expect(await errcodeOf(method({ ...request, ...member }))).toBe(40127)
  })

  test.each(['getInfo', 'deactivate'] as const)('%s without a card', async (name) => {
    const { wechat } = openShop()
    expect(await errcodeOf(wechat.members[name]({ code: '480019283746' } as never))).toBe(41012)
  })

  test('to read a member of a card that there is not', async () => {
    const { wechat } = openShop()
    expect(await errcodeOf(wechat.members.getInfo({ card_id: 'pNone', code: '480019283746' }))).toBe(40073)
  })

  test.each([
    ['no number', 41011, { membership_number: '' }],
    ['an end before the beginning', 40079, { activate_begin_time: 2, activate_end_time: 1 }],
    ['a number of 21 bytes', 45021, { membership_number: 'M'.repeat(21) }],
    ['a reason of 33 bytes', 45021, { init_bonus_record: 'x'.repeat(33) }],
    ['a field of 13 bytes', 45021, { init_custom_field_value1: '一二三四x' }],
    ['points below zero', 45022, { init_bonus: -1 }],
    ['a balance below zero', 45023, { init_balance: -1 }],
    ['a face from elsewhere', 52000, { background_pic_url: 'https://cdn.example.test/face.png' }],
  ])('to activate with %s: %i', async (_, errcode, more) => {
    const { wechat, member } = await openClubWithHolder()
    expect(await errcodeOf(wechat.members.activate({ ...member, membership_number: 'M-0007', ...more }))).toBe(errcode)
    expect(await wechat.members.getInfo(member)).toMatchObject({ has_active: false, bonus: 0 })
  })

  test.each([
    ['a text of 43 bytes', 45021, { bonus: 1, record_bonus: 'x'.repeat(43) }],
    ['a field of 13 bytes', 45021, { custom_field_value3: '一二三四x' }],
    ['more points taken than there are', 45022, { add_bonus: -1 }],
    ['more money taken than there is', 45023, { add_balance: -1 }],
    ['more points than it keeps', 45022, { bonus: 2 ** 31 }],
    ['points as a text', 47001, { bonus: '1' }],
    ['a face from elsewhere', 52000, { background_pic_url: 'https://cdn.example.test/face.png' }],
  ])('to update with %s: %i', async (_, errcode, more) => {
    const { wechat, member } = await openClubWithHolder()
    expect(await errcodeOf(wechat.members.update({ ...member, ...more } as never))).toBe(errcode)
  })

  test('points that are no whole number with a system error, which is why they are refused before', async () => {
    const { wechat, member } = await openClubWithHolder()
    const route = { method: 'POST', path: '/card/membercard/updateuser', effect: 'write' } as const
    expect(await errcodeOf(wechat.call(route, { ...member, bonus: 0.5 }))).toBe(-1)
  })

  test('a balance on a card that keeps none', async () => {
    const { wechat, member } = await openClubWithHolder({ supply_balance: false })
    expect(await errcodeOf(wechat.members.update({ ...member, balance: 1 }))).toBe(43010)
    expect(await errcodeOf(wechat.members.activate({ ...member, membership_number: 'M', init_balance: 1 }))).toBe(43010)
  })

  test('points for an account that may not keep them', async () => {
    const { wechat, create, claim } = openShop({ withoutPermissions: ['bonus'] })
    const card_id = await create('MEMBER_CARD', {}, { supply_bonus: false })
    const member = { card_id, code: await claim('oUser1', card_id) }
    expect(await errcodeOf(wechat.members.update({ ...member, bonus: 1 }))).toBe(43011)
    expect(await errcodeOf(wechat.members.activate({ ...member, membership_number: 'M', init_bonus: 1 }))).toBe(43011)
  })
})
