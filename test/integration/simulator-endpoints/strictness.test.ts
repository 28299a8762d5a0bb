// What fails at WeChat must fail here: limits, words, numbers and states that it does not take.
import { describe, expect, test } from 'vitest'
import type { CardType } from '../../../src/index.js'
import { ApiError, type CommonFormField } from '../../../src/index.js'
import type { SimulatorOptions } from '../../../src/testing/index.js'
import { PICTURE, sampleCard } from '../../support/card-samples.js'
import { openShop, type Shop } from '../../support/shop.js'

/** Sends a body as it is, past what the client's types and checks say, and answers with the code and the reason. */
async function sent({ simulator, wechat }: Shop, path: `/${string}`, body: object) {
  const error = await wechat.call({ method: 'POST', path, effect: 'write' }, body).catch((reason: unknown) => reason)
  const [{ errcode, reason } = { errcode: undefined, reason: undefined }] = [...simulator.requests].slice(-1)
  expect(error instanceof ApiError ? error.errcode : 0).toBe(errcode)
  return { errcode, reason }
}

const created = async (type: CardType, base: object, body: object, options: SimulatorOptions = {}) =>
  await sent(openShop(options), '/card/create', { card: sampleCard(type, base, body) })

describe('a text that is longer than its limit: 45021, and the reason names field, length and limit', () => {
  // The limits are those of WeChat's tables ("Create a membership card", "Create a Coupon", "Special ticket").
  test.each([
    ['MEMBER_CARD', {}, { prerogative: 'x'.repeat(3073) }, 'prerogative', 3073, 3072],
    ['MEMBER_CARD', {}, { prerogative: '字'.repeat(1025) }, 'prerogative', 3075, 3072],
    ['MEMBER_CARD', {}, { bonus_rules: 'x'.repeat(129) }, 'bonus_rules', 129, 128],
    ['MEMBER_CARD', {}, { bonus_cleared: 'x'.repeat(129) }, 'bonus_cleared', 129, 128],
    ['MEMBER_CARD', {}, { activate_url: `https://m.example.test/${'x'.repeat(120)}` }, 'activate_url', 143, 128],
    ['MEMBER_CARD', {}, { activate_app_brand_pass: 'p'.repeat(129) }, 'activate_app_brand_pass', 129, 128],
    ['MEMBER_CARD', {}, { bonus_url: 'u'.repeat(129) }, 'bonus_url', 129, 128],
    ['MEMBER_CARD', {}, { custom_cell1: { name: '六个汉字字名', tips: 'x' } }, 'custom_cell1.name', 18, 15],
    ['MEMBER_CARD', {}, { custom_cell3: { name: 'x', tips: '七个汉字的提示' } }, 'custom_cell3.tips', 21, 18],
    ['MEMBER_CARD', {}, { custom_field2: { name: '九个汉字字字字字名' } }, 'custom_field2.name', 27, 24],
    ['MEMBER_CARD', {}, { custom_field1: { name: 'x', url: 'u'.repeat(129) } }, 'custom_field1.url', 129, 128],
    ['CASH', { custom_app_brand_pass: 'p'.repeat(129) }, {}, 'custom_app_brand_pass', 129, 128],
    ['CASH', { promotion_app_brand_pass: 'p'.repeat(129) }, {}, 'promotion_app_brand_pass', 129, 128],
    ['CASH', { center_app_brand_pass: 'p'.repeat(129) }, {}, 'center_app_brand_pass', 129, 128],
    ['CASH', { source: '十三个汉字的来源名称真的长' }, {}, 'source', 39, 36],
    ['CASH', {}, { advanced_info: { text_image_list: [{ text: 'x'.repeat(513) }] } }, 'text_image_list.text', 513, 512],
    ['CASH', {}, { advanced_info: { abstract: { abstract: '九个汉字字字字字名' } } }, 'abstract.abstract', 27, 24],
    ['GROUPON', {}, { deal_detail: 'x'.repeat(3073) }, 'deal_detail', 3073, 3072],
    ['MOVIE_TICKET', {}, { detail: 'x'.repeat(3073) }, 'detail', 3073, 3072],
    ['BOARDING_PASS', {}, { air_model: '九个汉字字字字字名' }, 'air_model', 27, 24],
    ['MEETING_TICKET', {}, { map_url: 'u'.repeat(129) }, 'map_url', 129, 128],
  ] as const)('%s %j %j', async (type, base, body, field, bytes, most) => {
    expect(await created(type, base, body)).toEqual({
      errcode: 45021,
      reason: expect.stringMatching(new RegExp(`${field} has ${bytes} bytes, and at most ${most} are allowed`)),
    })
  })

  test.each([
    ['service_statement', { name: 'n'.repeat(33) }],
    ['service_statement', { url: 'u'.repeat(129) }],
    ['bind_old_card', { name: 'n'.repeat(33) }],
    ['required_form', { rich_field_list: [{ type: 'FORM_FIELD_RADIO', name: 'n'.repeat(33), values: ['a'] }] }],
  ])('a form with %s %j', async (part, value) => {
    const shop = openShop()
    const card_id = await shop.create('MEMBER_CARD', {}, { wx_activate: true })
    const path = '/card/membercard/activateuserform/set'
    expect(await sent(shop, path, { card_id, [part]: value })).toMatchObject({ errcode: 45021 })
  })

  test.each([
    ['membership_number', 'M'.repeat(21)],
    ['init_bonus_record', 'r'.repeat(33)],
    ['init_custom_field_value1', '五个汉字了'],
  ])('an activation with %s %s', async (name, value) => {
    const shop = openShop()
    const card_id = await shop.create('MEMBER_CARD')
    const code = await shop.claim('oUser1', card_id)
    const request = { card_id, code, membership_number: 'M-1', [name]: value }
    expect(await sent(shop, '/card/membercard/activate', request)).toMatchObject({
      errcode: 45021,
      reason: expect.stringContaining(name),
    })
  })

  test('a channel of a QR code', async () => {
    const shop = openShop()
    const card = { card_id: await shop.create('CASH'), outer_str: 'x'.repeat(129) }
    const request = { action_name: 'QR_CARD', action_info: { card } }
    expect(await sent(shop, '/card/qrcode/create', request)).toMatchObject({ errcode: 45021 })
  })

  test('but not an address that an upload answered with, which is longer today', async () => {
    const shop = openShop()
    const { url } = await shop.wechat.media.uploadImage({ file: new Uint8Array([1]), filename: 'logo.png' })
    // About 135 characters (developers.weixin.qq.com/community/pay/doc/0004c030c68548082cb1b939361000).
    expect(url.length).toBeGreaterThan(128)
    await shop.create('CASH', { logo_url: url })
    await shop.create('MEMBER_CARD', {}, { background_pic_url: url })
    const longer = `${PICTURE}${'x'.repeat(100)}`
    await shop.create('CASH', {}, { advanced_info: { text_image_list: [{ image_url: longer, text: 'x' }] } })
  })

  test('an address of another host is counted', async () => {
    const logo_url = `https://cdn.example.test/${'x'.repeat(120)}`
    expect(await created('CASH', { logo_url }, {})).toMatchObject({ errcode: 45021 })
  })
})

describe('a word that no list has', () => {
  test.each([
    ['a kind of field', 'MEMBER_CARD', {}, { custom_field1: { name_type: 'FIELD_NAME_TYPE_LEVLE' } }, 47001],
    ['a service', 'CASH', {}, { advanced_info: { business_service: ['BIZ_SERVICE_WIFI'] } }, 47001],
    ['a day', 'CASH', {}, { advanced_info: { time_limit: [{ type: 'FUNDAY' }] } }, 40149],
    ['who makes the codes', 'CASH', { use_custom_code: true, get_custom_code_mode: 'DEPOSIT' }, {}, 47001],
    ['a code type', 'CASH', { code_type: 'CODE_TYPE_QR' }, {}, 40072],
  ] as const)('%s is refused when a card is created', async (_, type, base, body, errcode) => {
    expect(await created(type, base, body)).toEqual({ errcode, reason: expect.stringContaining('which is none of') })
  })

  test.each([
    { common_field_id_list: ['USER_FORM_INFO_FLAG_MOBIL'] },
    // Printed so by the page; an SDK's authors saw it fail.
    { common_field_id_list: ['USER_FORM_INFO_FLAG_EDUCATION_BACKGRO'] },
    { rich_field_list: [{ type: 'FORM_FIELD_CHECKBOX', name: 'Teas', values: ['Green'] }] },
    { rich_field_list: [{ type: 'FORM_FIELD_RADIO', name: 'Teas', values: [] }] },
  ])('is refused in a form, unless unknown ones are accepted: %j', async (required_form) => {
    for (const [unknownValues, errcode] of [
      ['refused', 47001],
      ['accepted', 0],
    ] as const) {
      const shop = openShop({ unknownValues })
      const card_id = await shop.create('MEMBER_CARD', {}, { wx_activate: true })
      const path = '/card/membercard/activateuserform/set'
      expect(await sent(shop, path, { card_id, required_form })).toMatchObject({ errcode })
    }
  })

  test.each(['ACHIEVEMEN', 'ACHIEVEMENT', 'TIMS', 'TIMES'])('the field %s is good in either spelling', async (name) => {
    const body = { custom_field1: { name_type: `FIELD_NAME_TYPE_${name}` } }
    expect(await created('MEMBER_CARD', {}, body)).toMatchObject({ errcode: 0 })
  })
})

describe('a number that cannot be', () => {
  const now = 1_700_000_000
  const clock = { now: () => now * 1000 }
  const dates = (date_info: object) => ({ date_info })

  test.each([
    ['a voucher of less than nothing', 'CASH', {}, { reduce_cost: -5 }, 72007],
    ['a voucher of half a yuan', 'CASH', {}, { reduce_cost: 50 }, 72007],
    ['a threshold below what is taken off', 'CASH', {}, { least_cost: 400, reduce_cost: 500 }, 72008],
    ['a threshold below 0', 'CASH', {}, { least_cost: -1 }, 72008],
    ['150 percent off', 'DISCOUNT', {}, { discount: 150 }, 40150],
    ['nothing off', 'DISCOUNT', {}, { discount: 0 }, 40150],
    ['100 percent off for members', 'MEMBER_CARD', {}, { discount: 100 }, 40150],
    ['less than none for each user', 'CASH', { get_limit: -3 }, {}, 72009],
    ['51 for each user', 'CASH', { get_limit: 51 }, {}, 72009],
    ['points for less than nothing', 'MEMBER_CARD', {}, { bonus_rule: { cost_money_unit: -100 } }, 40150],
    ['a gift card with less than nothing on it', 'GENERAL_CARD', {}, { init_balance: -1 }, 45023],
    ['hour 25', 'CASH', {}, { advanced_info: { time_limit: [{ type: 'MONDAY', begin_hour: 25 }] } }, 40149],
    ['minute 60', 'CASH', {}, { advanced_info: { time_limit: [{ type: 'MONDAY', end_minute: 60 }] } }, 40149],
    ['a store that the account does not have', 'CASH', { location_id_list: [123] }, {}, 40072],
    [
      'a period that is over',
      'CASH',
      dates({ type: 'DATE_TYPE_FIX_TIME_RANGE', begin_timestamp: now - 200, end_timestamp: now - 100 }),
      {},
      40079,
    ],
    [
      'a last day that is over',
      'CASH',
      dates({ type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 0, end_timestamp: now - 1 }),
      {},
      40079,
    ],
  ] as const)('%s is refused', async (_, type, base, body, errcode) => {
    expect(await created(type, base, body, { clock })).toEqual({ errcode, reason: expect.any(String) })
  })

  test('stores that were made are known, and those of another account are an option', async () => {
    expect(await created('CASH', { location_id_list: [123] }, {}, { unknownStores: 'accepted' })).toMatchObject({
      errcode: 0,
    })
  })

  test.each(['fee', 'fee_without_tax', 'tax'])('an invoice whose %s is below 0: 72031', async (name) => {
    const face = {
      fee: 1,
      title: 'T',
      billing_time: 1,
      billing_no: '12345678',
      billing_code: '1234567890',
      fee_without_tax: 1,
      tax: 0,
      s_pdf_media_id: '1',
      check_code: '1',
      [name]: -1,
    }
    const request = {
      order_id: '1',
      card_id: 'p1',
      appid: 'wx1',
      card_ext: { nonce_str: 'n', user_card: { invoice_user_data: face } },
    }
    expect(await sent(openShop(), '/card/invoice/insert', request)).toEqual({
      errcode: 72031,
      reason: expect.stringContaining(name),
    })
  })
})

describe('a card with points', () => {
  test('only has them with supply_bonus: 43011', async () => {
    const shop = openShop()
    const card_id = await shop.create('MEMBER_CARD', {}, { supply_bonus: false, auto_activate: true })
    const code = await shop.claim('oUser1', card_id)
    expect(await sent(shop, '/card/membercard/updateuser', { card_id, code, bonus: 5 })).toEqual({
      errcode: 43011,
      reason: expect.stringContaining('supply_bonus'),
    })
  })

  test.each([
    [false, 0],
    [true, 40124],
  ])('has room for three fields beside them, or two (pointsTakeAField: %s)', async (pointsTakeAField, errcode) => {
    const field = { name_type: 'FIELD_NAME_TYPE_LEVEL' }
    const body = { supply_bonus: true, custom_field1: field, custom_field2: field, custom_field3: field }
    expect(await created('MEMBER_CARD', {}, body, { pointsTakeAField })).toMatchObject({ errcode })
  })

  test.each([
    ['initBonus', 100, 100],
    ['sum', 100, 110],
    ['initBonus', undefined, 10],
    ['sum', undefined, 10],
    ['initBonus', 0, 0],
  ] as const)(
    'gives those of its rule at activation (%s, init_bonus %s)',
    async (initialPoints, init_bonus, points) => {
      const { wechat, create, claim } = openShop({ initialPoints })
      const card_id = await create('MEMBER_CARD', {}, { bonus_rule: { init_increase_bonus: 10 } })
      const code = await claim('oUser1', card_id)
      expect(await wechat.members.getInfo({ card_id, code })).toMatchObject({ bonus: 0 })
      const given = init_bonus === undefined ? {} : { init_bonus }
      await wechat.members.activate({ card_id, code, membership_number: 'M-1', ...given })
      expect(await wechat.members.getInfo({ card_id, code })).toMatchObject({ bonus: points })
    },
  )

  test.each([{ auto_activate: true }, { wx_activate: true }])('gives them when WeChat activates: %j', async (body) => {
    const { simulator, wechat, create } = openShop()
    const card_id = await create('MEMBER_CARD', {}, { ...body, bonus_rule: { init_increase_bonus: 10 } })
    const phone = simulator.phone({ openid: 'oUser1' })
    if ('auto_activate' in body) await phone.addCard(await wechat.buildAddCardList([{ cardId: card_id }]))
    else {
      const common_field_id_list: CommonFormField[] = ['USER_FORM_INFO_FLAG_MOBILE']
      await wechat.members.setActivationForm({ card_id, required_form: { can_modify: false, common_field_id_list } })
      const { extraData } = await wechat.getActivationNavigation({ cardId: card_id })
      await phone.openActivation(extraData, { USER_FORM_INFO_FLAG_MOBILE: '13800000000' })
    }
    expect(phone.wallet()).toMatchObject([{ active: true, bonus: 10 }])
  })

  test.each([
    ['sets', 7],
    ['keeps', 500],
  ] as const)('activated again, its points are as secondActivation says (%s)', async (secondActivation, points) => {
    const { wechat, create, claim } = openShop({ secondActivation })
    const card_id = await create('MEMBER_CARD')
    const member = { card_id, code: await claim('oUser1', card_id) }
    await wechat.members.activate({ ...member, membership_number: 'M-1', init_bonus: 500 })
    await wechat.members.activate({ ...member, membership_number: 'M-2', init_bonus: 7 })
    expect(await wechat.members.getInfo(member)).toMatchObject({ bonus: points, membership_number: 'M-2' })
  })
})

describe('what a code was, it stays', () => {
  test('a member card that the merchant made invalid comes back invalid, with its code', async () => {
    const { simulator, wechat, create, claim } = openShop()
    const card_id = await create('MEMBER_CARD')
    const code = await claim('oUser1', card_id)
    await wechat.codes.setUnavailable({ code, reason: 'refund' })
    await simulator.phone({ openid: 'oUser1' }).deleteCard({ cardId: card_id, code })
    expect(await claim('oUser1', card_id)).toBe(code)
    expect(await wechat.members.getInfo({ card_id, code })).toMatchObject({ user_card_status: 'UNAVAILABLE' })
  })

  test('a redeemed coupon that is thrown away answers as redeemed', async () => {
    const shop = openShop()
    const { simulator, wechat, create, claim } = shop
    const card_id = await create('CASH')
    const code = await claim('oUser1', card_id)
    await wechat.codes.consume({ code })
    await simulator.phone({ openid: 'oUser1' }).deleteCard({ cardId: card_id, code })
    expect(await wechat.codes.get({ code, check_consume: false })).toMatchObject({ user_card_status: 'CONSUMED' })
    expect(await sent(shop, '/card/code/get', { code, check_consume: true })).toMatchObject({ errcode: 40099 })
    expect(await sent(shop, '/card/code/consume', { code })).toMatchObject({ errcode: 40099 })
  })

  test('the old code of a member card that was given away is unknown but to the query for members', async () => {
    const shop = openShop()
    const { simulator, wechat, create, claim } = shop
    const card_id = await create('MEMBER_CARD')
    const code = await claim('oGiver', card_id)
    const [giver, friend] = [simulator.phone({ openid: 'oGiver' }), simulator.phone({ openid: 'oFriend' })]
    const taken = await friend.takeCard(await giver.giveCard({ cardId: card_id, code }, { friend }))
    expect(taken.code).not.toBe(code)
    for (const [path, body] of [
      ['/card/code/get', { code, check_consume: false }],
      ['/card/code/unavailable', { code }],
      ['/card/membercard/updateuser', { card_id, code, bonus: 1 }],
      ['/card/membercard/activate', { card_id, code, membership_number: 'M' }],
    ] as const) {
      expect([path, await sent(shop, path, body)]).toMatchObject([path, { errcode: 40056 }])
    }
    expect(await wechat.members.getInfo({ card_id, code })).toMatchObject({
      openid: 'oGiver',
      user_card_status: 'GIFT_SUCC',
    })
    expect((await wechat.users.getCardList({ openid: 'oGiver' })).card_list).toEqual([])
  })

  test('a card that once had an address behind its form stays one of the jump type', async () => {
    const shop = openShop()
    const { simulator, wechat, create } = shop
    const card_id = await create('MEMBER_CARD', {}, { wx_activate: true })
    const url = 'https://m.example.test/activate?from=card'
    for (const change of [
      { wx_activate_after_submit_url: url },
      { wx_activate: true, wx_activate_after_submit: false, wx_activate_after_submit_url: '' },
    ]) {
      expect(await sent(shop, '/card/update', { card_id, member_card: change })).toMatchObject({ errcode: 0 })
    }
    const common_field_id_list: CommonFormField[] = ['USER_FORM_INFO_FLAG_MOBILE']
    await wechat.members.setActivationForm({ card_id, required_form: { can_modify: false, common_field_id_list } })
    const { extraData } = await wechat.getActivationNavigation({ cardId: card_id })
    const answers = { USER_FORM_INFO_FLAG_MOBILE: '13800000000' }
    const phone = simulator.phone({ openid: 'oUser1' })
    const { referrerInfo } = await phone.openActivation(extraData, answers)
    expect(referrerInfo.extraData).toHaveProperty('activate_ticket')
    expect(phone.wallet()).toMatchObject([{ active: false }])
  })
})

describe('imported codes', () => {
  const deposit = {
    use_custom_code: true,
    get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT',
    sku: { quantity: 0 },
  }

  async function withImported(count: number, options: SimulatorOptions = {}) {
    const shop = openShop(options)
    const card_id = await shop.create('CASH', deposit)
    const codes = Array.from({ length: count }, (_, index) => `A${String(index).padStart(3, '0')}`)
    await shop.wechat.codes.deposit({ card_id, code: codes })
    await shop.wechat.cards.modifyStock({ card_id, increase_stock_value: count })
    return { ...shop, card_id, codes }
  }

  test('are handed out in an order of chance, the same for the same seed, each once', async () => {
    const handedOut = async (seed: string) => {
      const { claim, card_id, codes } = await withImported(20, { seed })
      const claimed: string[] = []
      for (const index of codes.keys()) claimed.push(await claim(`oUser${index}`, card_id))
      expect(claimed.toSorted()).toEqual(codes)
      return claimed
    }
    const [one, again, other] = [await handedOut('one'), await handedOut('one'), await handedOut('other')]
    expect(one).toEqual(again)
    expect(one).not.toEqual(one.toSorted())
    expect(other).not.toEqual(one)
  })

  test('that wait to be claimed are no new text for another: 40111', async () => {
    const shop = await withImported(3)
    const { card_id, claim, codes } = shop
    const code = await claim('oUser1', card_id)
    const [waiting = ''] = codes.filter((each) => each !== code)
    expect(await sent(shop, '/card/code/update', { card_id, code, new_code: waiting })).toMatchObject({
      errcode: 40111,
    })
  })

  test('keep their place in the list of a user when they are renamed', async () => {
    const { wechat, card_id, claim } = await withImported(3)
    const claimed = [await claim('oUser1', card_id), await claim('oUser1', card_id), await claim('oUser1', card_id)]
    await wechat.codes.update({ card_id, code: claimed[0] ?? '', new_code: 'B-1' })
    const { card_list } = await wechat.users.getCardList({ openid: 'oUser1' })
    expect(card_list.map(({ code }) => code)).toEqual(['B-1', ...claimed.slice(1)])
  })

  test('that are renamed on their way to a friend can be taken', async () => {
    const { simulator, wechat, card_id, claim } = await withImported(1)
    const code = await claim('oGiver', card_id)
    const [giver, friend] = [simulator.phone({ openid: 'oGiver' }), simulator.phone({ openid: 'oFriend' })]
    const gift = await giver.giveCard({ cardId: card_id, code }, { friend })
    await wechat.codes.update({ card_id, code, new_code: 'B-1' })
    expect(await friend.takeCard(gift)).toEqual({ cardId: card_id, code: 'B-1' })
  })
})

describe('get_limit and use_limit', () => {
  test.each([
    ['held', true],
    ['ever', false],
  ] as const)('count what is held, or all there ever was: %s', async (limitsCount, again) => {
    const shop = openShop({ limitsCount })
    const { simulator, wechat, create, claim } = shop
    const card_id = await create('CASH', { get_limit: 1, use_limit: 1 })
    const code = await claim('oUser1', card_id)
    await wechat.codes.consume({ code })
    await simulator.phone({ openid: 'oUser1' }).deleteCard({ cardId: card_id, code })
    const next = claim('oUser1', card_id)
    if (!again) return await expect(next).rejects.toMatchObject({ errMsg: 'addCard:fail (已领取)' })
    expect(await sent(shop, '/card/code/consume', { code: await next })).toMatchObject({ errcode: 0 })
  })

  test('a member card that was thrown away comes back in either case', async () => {
    const { simulator, create, claim } = openShop({ limitsCount: 'ever' })
    const card_id = await create('MEMBER_CARD', { get_limit: 1 })
    const code = await claim('oUser1', card_id)
    await simulator.phone({ openid: 'oUser1' }).deleteCard({ cardId: card_id, code })
    expect(await claim('oUser1', card_id)).toBe(code)
  })
})

test.each([
  ['keep', 'EXPIRE'],
  ['follow', 'NORMAL'],
] as const)('codes that were claimed before the card was made to last longer: %s', async (claimedDates, status) => {
  const now = 1_700_000_000
  const { simulator, wechat, create, claim } = openShop({ claimedDates, clock: { now: () => now * 1000 } })
  const range = { type: 'DATE_TYPE_FIX_TIME_RANGE', begin_timestamp: now, end_timestamp: now + 1000 } as const
  const card_id = await create('CASH', { date_info: range })
  const code = await claim('oUser1', card_id)
  const date_info = { ...range, end_timestamp: now + 5000 }
  await wechat.cards.update({ card_id, cash: { base_info: { date_info } } })
  simulator.advance(2_000_000)
  expect(await wechat.codes.get({ code, check_consume: false })).toMatchObject({ user_card_status: status })
})

test.each([
  ['accepted', 0],
  ['refused', 41011],
] as const)('a member card that nothing activates is %s', async (cardsWithoutActivation, errcode) => {
  expect(await created('MEMBER_CARD', {}, {}, { cardsWithoutActivation })).toMatchObject({ errcode })
})
