// What works at WeChat must work here: each published sample, with ids that there are put into it.
import { describe, expect, test } from 'vitest'
import { groupRoutes } from '../../../src/api/groups.js'
import { ApiError } from '../../../src/index.js'
import type { Route } from '../../../src/transport/route.js'
import samples from '../../fixtures/samples.json' with { type: 'json' }
import { PICTURE, sampleCard } from '../../support/card-samples.js'
import { openShop, type Shop } from '../../support/shop.js'

const NOW = 1_764_000_000

interface Sample {
  readonly method: string
  readonly request?: string
  readonly reply?: string
}

/** Sends a body as it is, and answers with the code. */
async function errcodeFor({ wechat }: Shop, path: string, body: unknown): Promise<number> {
  const route = { method: 'POST', path, effect: 'write' } as const
  const error = await wechat.call(route, body as object).catch((reason: unknown) => reason)
  if (error instanceof Error && !(error instanceof ApiError)) throw error
  return error instanceof ApiError ? error.errcode : 0
}

/** An account on which there is all that the samples speak of, with its ids by theirs. */
async function furnished() {
  const shop = openShop({ clock: { now: () => NOW * 1000 } })
  const { simulator, wechat, create, claim } = shop
  const clock = simulator.clientOptions()
  const deposit = {
    use_custom_code: true,
    get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT',
    sku: { quantity: 0 },
  }
  const cash = await create('CASH')
  const imported = await create('CASH', deposit)
  const member = await create('MEMBER_CARD', {}, { wx_activate: true })
  const movie = await create('MOVIE_TICKET')
  const gift = await create('GENERAL_CARD')
  const code = await claim('oSimOpen1', cash)
  await wechat.codes.deposit({ card_id: imported, code: ['CLAIMED'] })
  await wechat.cards.modifyStock({ card_id: imported, increase_stock_value: 1 })
  await claim('oSimOpen1', imported)
  const ofMember = await claim('oSimOpen1', member)
  const ofMovie = await claim('oSimOpen1', movie)
  const { appId } = clock
  return { ...shop, appId, cash, imported, member, movie, gift, code, ofMember, ofMovie }
}

type Furnished = Awaited<ReturnType<typeof furnished>>

/** Ids of the samples, by those of the account. The same code means another one in another group. */
function withRealIds(text: string, method: string, shop: Furnished): string {
  const isOfMember = method.startsWith('members.')
  const pairs: readonly (readonly [string, string])[] = [
    ['pSimCard0000000000000000001a', shop.cash],
    ['pSimCard0000000000000000002b', shop.imported],
    ['pSimCard0001', shop.member],
    ['pDEMOmember00000000000000001', shop.member],
    ['pDEMOgift0000000000000000001', shop.gift],
    ['pDEMOmovie000000000000000001', shop.movie],
    ['480019283746', isOfMember ? shop.ofMember : shop.code],
    ['480019283747', shop.code],
    ['277200000001', shop.ofMovie],
    ['wx00000000000000a1', shop.appId],
    ['https://mmbiz.example/', 'https://mmbiz.qpic.cn/'],
  ]
  return pairs.reduce((changed, [from, to]) => changed.replaceAll(from, to), text)
}

const SENT: readonly Sample[] = (samples as readonly Sample[]).filter(({ request }) => request !== undefined)

/** Samples whose reply, or whose subject, is that WeChat refuses. */
const REFUSED: Readonly<Record<string, number>> = {
  'cells.setPayCell': 43017,
  'cells.setSelfConsumeCell': 43017,
  'codes.decrypt': 40075, // a made-up text, which no account can have encrypted
  'account.getRid': 76001, // of a call that this account never made
}

describe('each published sample that is sent', () => {
  test.each(SENT)('$method $request', async (sample) => {
    const { method, request = '' } = sample
    const shop = await furnished()
    const [group = '', name = ''] = method.split('.')
    const path = (groupRoutes as Readonly<Record<string, Readonly<Record<string, Route>>>>)[group]?.[name]?.path ?? ''
    let body = withRealIds(request, method, shop)
    if (method === 'codes.update') body = body.replace('"SIM001"', '"CLAIMED"')
    const redeemedBefore = sample.reply?.includes('40099') === true
    if (redeemedBefore) await shop.wechat.codes.consume({ code: shop.code })
    const expected = redeemedBefore ? 40099 : (REFUSED[method] ?? 0)
    // Statistics end at yesterday.
    if (group === 'statistics') body = body.replace('2026-11-01', '2025-11-01').replace('2026-11-20', '2025-11-20')
    expect(await errcodeFor(shop, path, JSON.parse(body))).toBe(expected)
  })
})

describe('samples of WeChat’s pages that others have copied', () => {
  // From fudiwei/DotNetCore.SKIT.FlurlHttpClient.Wechat, which keeps the pages' samples as test data.
  test('updateuser with a text of 18 Chinese characters', async () => {
    const shop = openShop()
    const card_id = await shop.create('MEMBER_CARD', {}, { auto_activate: true, supply_balance: true })
    const code = await shop.claim('oUser1', card_id)
    const record_balance = '购买焦糖玛琪朵一杯，扣除金额30元。'
    const body = { card_id, code, add_balance: 0, record_balance }
    expect(await errcodeFor(shop, '/card/membercard/updateuser', body)).toBe(0)
    const longer = '字'.repeat(43)
    expect(await errcodeFor(shop, '/card/membercard/updateuser', { ...body, record_balance: longer })).toBe(45021)
  })

  test('an update of a member card with an empty prerogative changes none', async () => {
    const shop = openShop()
    const card_id = await shop.create('MEMBER_CARD')
    const change = { prerogative: '', bonus_url: 'https://m.example.test/' }
    expect(await errcodeFor(shop, '/card/update', { card_id, member_card: change })).toBe(0)
    expect((await shop.wechat.cards.get({ card_id })).card).toMatchObject({
      member_card: { prerogative: 'Points', bonus_url: 'https://m.example.test/' },
    })
  })

  test('a meeting ticket without times', async () => {
    const shop = openShop()
    const card_id = await shop.create('MEETING_TICKET')
    const code = await shop.claim('oUser1', card_id)
    const body = { code, card_id, zone: 'C区', entrance: '东北门', seat_number: '2排15号' }
    expect(await errcodeFor(shop, '/card/meetingticket/updateuser', body)).toBe(0)
  })

  test.each([
    [{ type: 1, begin_timestamp: NOW, end_timestamp: NOW + 5000 }, 'DATE_TYPE_FIX_TIME_RANGE'],
    [{ type: 2, fixed_term: 30, fixed_begin_term: 0 }, 'DATE_TYPE_FIX_TERM'],
  ])('dates by their number: %j', async (date_info, type) => {
    const shop = openShop({ clock: { now: () => NOW * 1000 } })
    const { card_id } = await shop.wechat.call<{ card_id: string }>(
      { method: 'POST', path: '/card/create', effect: 'write' },
      { card: sampleCard('CASH', { date_info }) },
    )
    expect((await shop.wechat.cards.get({ card_id })).card).toMatchObject({
      cash: { base_info: { date_info: { type } } },
    })
  })

  test('a boarding pass with its times as text', async () => {
    const times = { departure_time: '1434507901', landing_time: '1434909901', boarding_time: '1434507001' }
    expect(await errcodeFor(openShop(), '/card/create', { card: sampleCard('BOARDING_PASS', {}, times) })).toBe(0)
  })

  test('a check-in with a ticket number of five Chinese characters', async () => {
    const shop = openShop()
    const card_id = await shop.create('BOARDING_PASS')
    const code = await shop.claim('oUser1', card_id)
    const body = { code, card_id, passenger_name: '乘客姓名', class: '舱等', etkt_bnr: '电子客票号' }
    expect(await errcodeFor(shop, '/card/boardingpass/checkin', body)).toBe(0)
  })

  test('testers with names of four and six letters', async () => {
    const body = { openid: ['o1Pj9jmZvwSyyyyyyBa4aULW2mA'], username: ['afdvvf', 'abcd'] }
    expect(await errcodeFor(openShop(), '/card/testwhitelist/set', body)).toBe(0)
  })

  test('the older address of the store categories', async () => {
    const { wechat } = openShop()
    const route = { method: 'GET', path: '/cgi-bin/api_getwxcategory', effect: 'read' } as const
    expect(await wechat.call(route)).toHaveProperty('category_list')
  })
})

describe('what merchants change', () => {
  test.each([
    { activate_app_brand_user_name: 'gh_0123456789ab@app', activate_app_brand_pass: 'pages/activate' },
    { bonus_app_brand_user_name: 'gh_0123456789ab@app', bonus_app_brand_pass: 'pages/bonus' },
    { balance_app_brand_user_name: 'gh_0123456789ab@app', balance_app_brand_pass: 'pages/balance' },
    // Of one SDK, whose update takes what its create takes (reports-34).
    {
      wx_activate_after_submit_app_brand_user_name: 'gh_0123456789ab@app',
      wx_activate_after_submit_app_brand_pass: 'pages/member',
    },
    { base_info: { need_push_on_view: true } },
    { base_info: { use_limit: 3 } },
    { base_info: { source: 'Tea' } },
  ])('%j', async (change) => {
    const shop = openShop()
    const card_id = await shop.create('MEMBER_CARD')
    expect(await errcodeFor(shop, '/card/update', { card_id, member_card: change })).toBe(0)
    expect((await shop.wechat.cards.get({ card_id })).card).toMatchObject({ member_card: change })
  })

  test.each([
    ['accepted', 0],
    ['refused', 47001],
  ] as const)('cells of a general card that is no gift are %s', async (generalCardCells, errcode) => {
    const shop = openShop({ generalCardCells })
    const body = { sub_card_type: 'CAMPUS_CARD', activate_url: 'https://m.example.test/', custom_cell1: { name: 'x' } }
    const base = { giftcard_info: undefined, max_give_friend_times: undefined }
    const card = JSON.parse(JSON.stringify(sampleCard('GENERAL_CARD', base, body)))
    const { card_id } = await shop.wechat.cards.create({ card })
    const change = { activate_url: 'https://m.example.test/2', custom_cell1: { name: 'y' } }
    expect(await errcodeFor(shop, '/card/update', { card_id, general_card: change })).toBe(errcode)
  })
})

describe('what a live reply of a permanent member card shows (Wechat-Group/WxJava, issue 894)', () => {
  test('it has no beginning and the latest end of 32 bits; number and points stand on the card, too', async () => {
    const { wechat, create, claim } = openShop()
    const card_id = await create('MEMBER_CARD')
    const code = await claim('oUser1', card_id)
    await wechat.members.activate({ card_id, code, membership_number: 'M-1', init_bonus: 5 })
    expect(await wechat.codes.get({ code, check_consume: true })).toMatchObject({
      card: { card_id, begin_time: 0, end_time: 4_294_967_295, membership_number: 'M-1', bonus: 5 },
      can_consume: true,
    })
  })
})

test('getinvoicebatch leaves out what it cannot read, and may be asked for nothing', async () => {
  const shop = openShop()
  const path = '/card/invoice/reimburse/getinvoicebatch'
  const route = { method: 'POST', path, effect: 'read' } as const
  for (const item_list of [[], [{ card_id: 'pNone', encrypt_code: 'O/mPnGTpBu22a1szmK2ogzhFPBh9eYzv2p70L8yzyyY=' }]]) {
    expect(await shop.wechat.call(route, { item_list })).toEqual({ errcode: 0, errmsg: 'ok', item_list: [] })
  }
})

test('a picture at mmecoa.qpic.cn is refused with 40141, as reported', async () => {
  const shop = openShop()
  const card_id = await shop.create('MEMBER_CARD', {}, { background_pic_url: PICTURE })
  const change = { background_pic_url: 'http://mmecoa.qpic.cn/mmecoa_png/x/0' }
  expect(await errcodeFor(shop, '/card/update', { card_id, member_card: change })).toBe(40141)
})
