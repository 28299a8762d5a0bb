import { describe, expect, test } from 'vitest'
import { TransportError, WeChatCardClient } from '../../../src/index.js'

const days = { begin_date: '2026-01-01', end_date: '2026-01-31' }

/** A client that gets this to every request. */
const answered = (reply: object): WeChatCardClient =>
  new WeChatCardClient({
    appId: 'wx00000000000000a1',
    accessToken: async () => 'TOKEN',
    maxRetries: 0,
    fetch: async () => Response.json({ errcode: 0, errmsg: 'ok', ...reply }),
  })

type Listing = (wechat: WeChatCardClient) => AsyncGenerator<unknown, void, undefined>

/** Every flow over a list, with the path and the list's name on WeChat's page. */
const LISTS: readonly (readonly [string, Listing, string, string])[] = [
  ['cards.listAll', ({ cards }) => cards.listAll(), '/card/batchget', 'card_id_list'],
  [
    'payGifts.listAll',
    ({ payGifts }) => payGifts.listAll({ type: 'RULE_TYPE_PAY_MEMBER_CARD', effective: true }),
    '/card/paygiftcard/batchget',
    'rule_list',
  ],
  ['stores.listAll', ({ stores }) => stores.listAll(), '/cgi-bin/poi/getpoilist', 'business_list'],
  ['subMerchants.listAll', ({ subMerchants }) => subMerchants.listAll(), '/card/submerchant/batchget', 'info_list'],
  [
    'agents.listAllMerchants',
    ({ agents }) => agents.listAllMerchants(),
    '/cgi-bin/component/batchget_card_merchant',
    'list',
  ],
  [
    'giftCards.listAllOrders',
    ({ giftCards }) => giftCards.listAllOrders(),
    '/card/giftcard/order/batchget',
    'order_list',
  ],
  [
    'statistics.listAllSummary',
    ({ statistics }) => statistics.listAllSummary({ ...days, cond_source: 1 }),
    '/datacube/getcardbizuininfo',
    'list',
  ],
  [
    'statistics.listAllCards',
    ({ statistics }) => statistics.listAllCards({ ...days, cond_source: 1 }),
    '/datacube/getcardcardinfo',
    'list',
  ],
  [
    'statistics.listAllMemberCards',
    ({ statistics }) => statistics.listAllMemberCards({ ...days, cond_source: 1 }),
    '/datacube/getcardmembercardinfo',
    'list',
  ],
  [
    'statistics.listAllMemberCardDetails',
    ({ statistics }) => statistics.listAllMemberCardDetails({ ...days, card_id: 'p1' }),
    '/datacube/getcardmembercarddetail',
    'list',
  ],
]

describe.each(LISTS)('%s', (_, listing, path, field) => {
  test.each([
    ['no list', {}],
    ['null', { [field]: null }],
    ['text', { [field]: 'p1' }],
    ['an object', { [field]: { 0: 'p1', length: 1 } }],
    ['a list of null', { [field]: [null] }],
    ['a list of lists', { [field]: [[]] }],
    ['no list, and a total of another kind', { total_num: { valueOf: 1 }, total_count: {}, next_begin_id: [] }],
  ])('says of an answer with %s that it cannot be used', async (__, reply) => {
    const error: unknown = await listing(answered(reply))
      .next()
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(TransportError)
    expect(error).toMatchObject({ code: 'ERR_RESPONSE', endpoint: `POST ${path}`, outcome: 'unknown', attempts: 1 })
    expect((error as TransportError).message).toContain(field)
  })

  test('goes through an empty list', async () => {
    expect(await listing(answered({ [field]: [] })).next()).toEqual({ done: true, value: undefined })
  })

  test('takes a total or a cursor of another kind for none', async () => {
    const odd = { toString: 1, valueOf: 1 }
    const reply = { [field]: [], total_num: odd, total_count: odd, next_begin_id: odd, next_get: odd }
    expect(await listing(answered(reply)).next()).toEqual({ done: true, value: undefined })
  })
})

test('depositAll reads no codes from an answer that holds other things', async () => {
  const odd = { toString: 1, valueOf: 1 }
  const results = await answered({ exist_code: [odd, null, 7] }).codes.depositAll('p1', ['7'])
  expect(results).toEqual([{ ok: true, code: '7', existed: true }])
})
