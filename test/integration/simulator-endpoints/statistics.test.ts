import { describe, expect, test } from 'vitest'
import { WeChatCardClient } from '../../../src/index.js'
import { createSimulator } from '../../../src/testing/index.js'
import { sampleCard } from '../../support/card-samples.js'
import { collect } from '../../support/collect.js'
import { caught, errcodeOf, openAccount } from '../../support/wire.js'

// Samples of the specification, byte for byte.
const REQUEST_SAMPLE = '{"begin_date":"2026-11-01","end_date":"2026-11-20","cond_source":1}'
const REPLY_SAMPLE = {
  list: [
    {
      ref_date: '2026-11-02',
      card_id: 'pDEMOcard0000000000000000001',
      card_type: 3,
      view_cnt: 12,
      view_user: 9,
      receive_cnt: 5,
      receive_user: 5,
      verify_cnt: 2,
      verify_user: 2,
      given_cnt: 0,
      given_user: 0,
      expire_cnt: 0,
      expire_user: 0,
    },
  ],
}

describe('statistics on the wire', () => {
  test('the lists, which are answered without a code', async () => {
    const { wechat, sent } = caught(REPLY_SAMPLE)
    const request = JSON.parse(REQUEST_SAMPLE)
    expect(await wechat.statistics.listCards(request)).toEqual(REPLY_SAMPLE)
    await wechat.statistics.listSummary(request)
    await wechat.statistics.listMemberCards(request)
    await wechat.statistics.listMemberCardDetails({ begin_date: '2026-11-01', end_date: '2026-11-20', card_id: 'p1' })
    expect(sent.map(({ method, target, body }) => [method, target, body])).toEqual([
      ['POST', '/datacube/getcardcardinfo', REQUEST_SAMPLE],
      ['POST', '/datacube/getcardbizuininfo', REQUEST_SAMPLE],
      ['POST', '/datacube/getcardmembercardinfo', REQUEST_SAMPLE],
      [
        'POST',
        '/datacube/getcardmembercarddetail',
        '{"begin_date":"2026-11-01","end_date":"2026-11-20","card_id":"p1"}',
      ],
    ])
  })
})

const DAY_MS = 86_400_000

/** An account at noon in China on 2026-11-01. */
function newAccount() {
  return openAccount({ mode: 'legacy', clock: { now: () => Date.UTC(2026, 10, 1, 4) } })
}

const dates = { begin_date: '2026-11-01', end_date: '2026-11-03' }
const range = { ...dates, cond_source: 1 } as const
const nothing = { view_cnt: 0, view_user: 0, given_cnt: 0, given_user: 0, expire_cnt: 0, expire_user: 0 }

describe('figures', () => {
  test('of coupons count times and people, by day', async () => {
    const { account, wechat } = newAccount()
    const { card_id } = await wechat.cards.create({ card: sampleCard('CASH') })
    const card = account.cards.get(card_id)
    const [first, second, third] = ['oA', 'oA', 'oB'].map((openid) =>
      account.codes.issue(card, openid, undefined, undefined),
    )
    account.push({ Event: 'user_view_card', FromUserName: 'oA', CardId: card_id, UserCardCode: '1' })
    account.push({ Event: 'user_view_card', FromUserName: 'oA', CardId: card_id, UserCardCode: '1' })
    account.advance(DAY_MS)
    if (!first || !second || !third) throw new Error('three codes were issued')
    for (const { code } of [first, second, third]) await wechat.codes.consume({ code })
    const gifting = {
      Event: 'user_gifting_card',
      FromUserName: 'oB',
      CardId: card_id,
      UserCardCode: '1',
      IsChatRoom: 0,
    }
    account.push({ ...gifting, IsReturnBack: 0 })
    account.push({ ...gifting, IsReturnBack: 1 })
    account.advance(2 * DAY_MS)
    const days = [
      {
        ref_date: '2026-11-01',
        ...nothing,
        view_cnt: 2,
        view_user: 1,
        receive_cnt: 3,
        receive_user: 2,
        verify_cnt: 0,
        verify_user: 0,
      },
      {
        ref_date: '2026-11-02',
        ...nothing,
        receive_cnt: 0,
        receive_user: 0,
        verify_cnt: 3,
        verify_user: 2,
        given_cnt: 1,
        given_user: 1,
      },
    ]
    expect(await wechat.statistics.listSummary(range)).toEqual({ list: days })
    expect(await wechat.statistics.listCards(range)).toEqual({
      list: days.map((day) => ({ ...day, card_id, card_type: 1 })),
    })
    expect(await wechat.statistics.listCards({ ...range, card_id })).toMatchObject({ list: [{}, {}] })
    expect(await wechat.statistics.listMemberCards(range)).toEqual({ list: [] })
  })

  test('count codes that ran out on the day on which they did', async () => {
    const { account, wechat } = newAccount()
    const { card_id } = await wechat.cards.create({
      card: sampleCard('CASH', { date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 1, fixed_begin_term: 0 } }),
    })
    account.codes.issue(account.cards.get(card_id), 'oA', undefined, undefined)
    account.advance(3 * DAY_MS)
    const { list } = await wechat.statistics.listSummary(range)
    expect(list.map(({ ref_date, expire_cnt, expire_user }) => [ref_date, expire_cnt, expire_user])).toEqual([
      ['2026-11-01', 0, 0],
      ['2026-11-02', 1, 1],
    ])
  })

  test('belong to the day in China', async () => {
    const { account, wechat } = newAccount()
    const { card_id } = await wechat.cards.create({ card: sampleCard('CASH') })
    const card = account.cards.get(card_id)
    account.advance(12 * 3_600_000 - 1) // noon to midnight
    account.codes.issue(card, 'oA', undefined, undefined)
    account.advance(1)
    account.codes.issue(card, 'oB', undefined, undefined)
    account.advance(2 * DAY_MS)
    const { list } = await wechat.statistics.listSummary({ ...range, end_date: '2026-11-02' })
    expect(list.map(({ ref_date, receive_cnt }) => [ref_date, receive_cnt])).toEqual([
      ['2026-11-01', 1],
      ['2026-11-02', 1],
    ])
  })

  test('go on when the record of effects has forgotten', async () => {
    const { account, wechat } = openAccount({ mode: 'legacy', keptRecords: 0 })
    const { card_id } = await wechat.cards.create({ card: sampleCard('CASH') })
    for (let n = 0; n < 50; n++) account.codes.issue(account.cards.get(card_id), `o${n}`, undefined, undefined)
    expect(account.effects.length).toBeLessThan(50)
    const today = new Date(account.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    account.advance(DAY_MS)
    const { list } = await wechat.statistics.listSummary({ begin_date: today, end_date: today, cond_source: 1 })
    expect(list).toMatchObject([{ receive_cnt: 50, receive_user: 50 }])
  })

  test('of member cards count members, as long as they stay', async () => {
    const { account, wechat } = newAccount()
    const { card_id } = await wechat.cards.create({ card: sampleCard('MEMBER_CARD') })
    const { card_id: other } = await wechat.cards.create({
      card: sampleCard('MEMBER_CARD', {}, { auto_activate: true }),
    })
    const { code } = account.codes.issue(account.cards.get(card_id), 'oA', undefined, undefined)
    account.codes.issue(account.cards.get(card_id), 'oB', undefined, undefined)
    account.codes.issue(account.cards.get(other), 'oC', undefined, undefined)
    await wechat.members.activate({ card_id, code, membership_number: 'M1' })
    account.advance(DAY_MS)
    account.push({ Event: 'user_del_card', FromUserName: 'oA', CardId: card_id, UserCardCode: code })
    account.push({ Event: 'user_view_card', FromUserName: 'oB', CardId: card_id, UserCardCode: '1' })
    account.advance(DAY_MS)
    account.push({ Event: 'user_get_card', FromUserName: 'oA', CardId: card_id, IsRestoreMemberCard: 1 })
    const paid = { Event: 'user_pay_from_pay_cell', FromUserName: 'oA', CardId: card_id, UserCardCode: code }
    account.push({ ...paid, Fee: 900, OriginalFee: 1000 })
    account.push({ ...paid, Fee: 100, OriginalFee: 100 })
    account.advance(DAY_MS)
    const { list } = await wechat.statistics.listMemberCards(range)
    expect(list).toEqual([
      {
        ref_date: '2026-11-01',
        view_cnt: 0,
        view_user: 0,
        receive_cnt: 3,
        receive_user: 3,
        verify_cnt: 0,
        verify_user: 0,
        new_user: 2, // in replies that developers show, reports-39
        active_user: 2,
        total_user: 2,
        total_receive_user: 3,
      },
      {
        ref_date: '2026-11-02',
        view_cnt: 1,
        view_user: 1,
        receive_cnt: 0,
        receive_user: 0,
        verify_cnt: 0,
        verify_user: 0,
        new_user: 0,
        active_user: 0,
        total_user: 1,
        total_receive_user: 3,
      },
    ])
    const detail = await wechat.statistics.listMemberCardDetails({ ...dates, card_id })
    expect(detail.list.map(({ ref_date, total_user, new_user }) => [ref_date, total_user, new_user])).toEqual([
      ['2026-11-01', 1, 1],
      ['2026-11-02', 0, 0],
      ['2026-11-03', 1, 0],
    ])
    expect(detail.list[2]).toMatchObject({ cardid: card_id, submerchantid: 0, fee: 1000, payOriginalFee: 1100 })
    expect(detail).not.toHaveProperty('errcode')
  })

  test('count the people who had received a card by the end of each day', async () => {
    const { account, wechat } = newAccount()
    const { card_id } = await wechat.cards.create({ card: sampleCard('MEMBER_CARD', {}, { auto_activate: true }) })
    const claim = (openid: string) => account.codes.issue(account.cards.get(card_id), openid, undefined, undefined)
    claim('oA')
    account.advance(DAY_MS)
    claim('oB')
    claim('oC')
    account.advance(2 * DAY_MS)
    const { list } = await wechat.statistics.listMemberCards(range)
    expect(list.map(({ ref_date, total_receive_user }) => [ref_date, total_receive_user])).toEqual([
      ['2026-11-01', 1],
      ['2026-11-02', 3],
    ])
  })

  test('know no card made in the console', async () => {
    const { account, wechat } = newAccount()
    const { card_id } = await wechat.cards.create({ card: sampleCard('CASH') })
    account.codes.issue(account.cards.get(card_id), 'oA', undefined, undefined)
    account.advance(3 * DAY_MS)
    expect(await wechat.statistics.listSummary({ ...dates, cond_source: 0 })).toEqual({ list: [] })
  })
})

describe('a range of days', () => {
  const lists = ['listSummary', 'listCards', 'listMemberCards', 'listMemberCardDetails'] as const
  const cases = [
    ['a date that is written otherwise', 61500, { begin_date: '2026-9-01' }],
    ['a day that there is not', 61500, { begin_date: '2026-02-30' }],
    ['no beginning', 61500, { begin_date: '' }],
    ['today as its end', 61501, { end_date: '2026-11-01' }],
    ['an end before its beginning', 61501, { begin_date: '2026-10-20', end_date: '2026-10-19' }],
    ['63 days', 61501, { begin_date: '2026-08-30', end_date: '2026-10-31' }],
  ] as const

  test.each(lists.flatMap((list) => cases.map(([name, errcode, change]) => [list, name, errcode, change] as const)))(
    '%s refuses %s with %i',
    async (list, _, errcode, change) => {
      const { wechat } = newAccount()
      const request = {
        begin_date: '2026-10-01',
        end_date: '2026-10-31',
        cond_source: 1,
        card_id: 'p1',
        ...change,
      } as const
      expect(await errcodeOf(wechat.statistics[list](request))).toBe(errcode)
    },
  )

  test('may have 62 days and end yesterday', async () => {
    const { wechat } = newAccount()
    const request = { begin_date: '2026-08-31', end_date: '2026-10-31', cond_source: 1 } as const
    expect(await wechat.statistics.listSummary(request)).toEqual({ list: [] })
  })

  test.each([
    ['listSummary', '/datacube/getcardbizuininfo'],
    ['listCards', '/datacube/getcardcardinfo'],
    ['listMemberCards', '/datacube/getcardmembercardinfo'],
    ['listMemberCardDetails', '/datacube/getcardmembercarddetail'],
  ] as const)('%s says so when yesterday is not counted yet', async (list, path) => {
    const simulator = createSimulator()
    const { statistics } = new WeChatCardClient(simulator.clientOptions())
    simulator.faults.add({ path, errcode: 61503 })
    const request = { begin_date: '2026-10-01', end_date: '2026-10-31', cond_source: 1, card_id: 'p1' } as const
    expect(await errcodeOf(statistics[list](request))).toBe(61503)
  })

  test('is of a card that there is, of the right type', async () => {
    const { wechat } = newAccount()
    const { card_id } = await wechat.cards.create({ card: sampleCard('CASH') })
    const october = { begin_date: '2026-10-01', end_date: '2026-10-31' }
    const { statistics } = wechat
    expect(await errcodeOf(statistics.listCards({ ...october, cond_source: 1, card_id: 'pNone' }))).toBe(40073)
    expect(await errcodeOf(statistics.listMemberCardDetails({ ...october, card_id: 'pNone' }))).toBe(40073)
    expect(await errcodeOf(statistics.listMemberCardDetails({ ...october, card_id }))).toBe(72003)
  })

  test('of any length comes whole, in ranges that WeChat takes', async () => {
    const { account, wechat } = newAccount()
    const { card_id } = await wechat.cards.create({ card: sampleCard('MEMBER_CARD', {}, { auto_activate: true }) })
    const expected: string[] = []
    for (let n = 0; n < 200; n++) {
      account.codes.issue(account.cards.get(card_id), `o${n}`, undefined, undefined)
      expected.push(new Date(account.now()).toISOString().slice(0, 10))
      account.advance(DAY_MS)
    }
    const [begin_date = '', end_date = ''] = [expected[0], expected.at(-1)]
    const all = async (rows: AsyncIterable<{ ref_date: string }>) =>
      (await collect(rows)).map(({ ref_date }) => ref_date)
    const { statistics } = wechat
    expect(await all(statistics.listAllSummary({ begin_date, end_date, cond_source: 1 }))).toEqual(expected)
    expect(await all(statistics.listAllMemberCards({ begin_date, end_date, cond_source: 1 }))).toEqual(expected)
    expect(await all(statistics.listAllMemberCardDetails({ begin_date, end_date, card_id }))).toEqual(expected)
    expect(await all(statistics.listAllCards({ begin_date, end_date, cond_source: 1 }))).toEqual([]) // no coupons
  })
})
