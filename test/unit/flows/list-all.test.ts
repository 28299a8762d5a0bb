import { describe, expect, test } from 'vitest'
import { InputError, WeChatCardClient } from '../../../src/index.js'

type Listing = (request: never, options?: never) => AsyncGenerator<unknown, void, undefined>

const sent: string[] = []
const wechat = new WeChatCardClient({
  appId: 'wx00000000000000a1',
  accessToken: async () => 'TOKEN',
  fetch: async (url) => {
    sent.push(new URL(url).pathname)
    return Response.json({ errcode: 0, errmsg: 'ok' })
  },
})
const { agents, cards, giftCards, payGifts, statistics, stores, subMerchants } = wechat

const dates = { begin_date: '2026-01-01', end_date: '2026-01-31' }

/** Every flow over a list: a request that is right, and one in which every field is wrong. */
const LISTS: readonly (readonly [string, Listing, object, object])[] = [
  ['cards.listAll', cards.listAll, {}, { offset: -1, count: 51, status_list: 'CARD_STATUS_VERIFY_OK' }],
  [
    'payGifts.listAll',
    payGifts.listAll,
    { type: 'RULE_TYPE_PAY_MEMBER_CARD', effective: true },
    { type: 1, effective: 'true', offset: '0', count: 0 },
  ],
  ['stores.listAll', stores.listAll, {}, { begin: 0.5, limit: 51 }],
  ['subMerchants.listAll', subMerchants.listAll, {}, { begin_id: '', limit: 101, status: ['APPROVED'] }],
  ['agents.listAllMerchants', agents.listAllMerchants, {}, { next_get: 0 }],
  [
    'giftCards.listAllOrders',
    giftCards.listAllOrders,
    {},
    { begin_time: 1.7e12, end_time: new Date(0), sort_type: false },
  ],
  [
    'statistics.listAllSummary',
    statistics.listAllSummary,
    { ...dates, cond_source: 1 },
    { begin_date: 20260101, end_date: null, cond_source: '1' },
  ],
  [
    'statistics.listAllCards',
    statistics.listAllCards,
    { ...dates, cond_source: 0 },
    { begin_date: '', end_date: '2026-02-30', cond_source: 2, card_id: 7 },
  ],
  [
    'statistics.listAllMemberCards',
    statistics.listAllMemberCards,
    { ...dates, cond_source: 1 },
    { begin_date: '2026-1-1', end_date: '20260131', cond_source: true },
  ],
  [
    'statistics.listAllMemberCardDetails',
    statistics.listAllMemberCardDetails,
    { ...dates, card_id: 'p1' },
    { begin_date: [], end_date: {}, card_id: '' },
  ],
]

/** What the first step finds wrong. */
async function problemsOf(list: Listing, request: unknown, options?: unknown): Promise<InputError> {
  const error: unknown = await list(request as never, options as never)
    .next()
    .catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(InputError)
  expect(sent).toEqual([])
  return error as InputError
}

const fieldsOf = ({ problems }: InputError): string[] => problems.map(({ field }) => field)

test('every listing of the client is looked at here', () => {
  const listings = Object.entries(wechat).flatMap(([group, methods]) =>
    Object.keys(methods)
      .filter((method) => method.startsWith('listAll'))
      .map((method) => `${group}.${method}`),
  )
  expect(LISTS.map(([name]) => name).sort()).toEqual(listings.sort())
})

describe.each(LISTS)('%s', (name, list, right, wrong) => {
  test.each([
    ['null', null],
    ['an array', []],
    ['text', 'all'],
  ])('refuses %s in place of a request, at the first step', async (_, request) => {
    const error = await problemsOf(list, request)
    expect(fieldsOf(error)).toEqual(['request'])
    expect(error.message).toContain(name)
  })

  test('names every field that is wrong in one error', async () => {
    expect(fieldsOf(await problemsOf(list, wrong))).toEqual(Object.keys(wrong))
  })

  test('refuses a field that there is not, which may be a misspelt filter', async () => {
    expect(fieldsOf(await problemsOf(list, { ...right, statusList: ['APPROVED'] }))).toEqual(['statusList'])
  })

  test('refuses options that are not those of a call', async () => {
    expect(fieldsOf(await problemsOf(list, right, { timeout: 5 }))).toEqual(['options.timeout'])
  })

  test('does nothing before the first step, whatever it is called with', () => {
    expect(() => list(null as never)).not.toThrow()
    expect(sent).toEqual([])
  })
})

// The largest pages that WeChat's pages allow: 50 of cards and stores, 100 of sub-merchants and orders.
test.each<readonly [string, (wechat: WeChatCardClient) => AsyncGenerator<unknown>, object]>([
  ['cards.listAll', (client) => client.cards.listAll(), { offset: 0, count: 50 }],
  ['stores.listAll', (client) => client.stores.listAll(), { begin: 0, limit: 50 }],
  ['subMerchants.listAll', (client) => client.subMerchants.listAll(), { begin_id: 0, limit: 100 }],
  ['giftCards.listAllOrders', (client) => client.giftCards.listAllOrders(), { offset: 0, count: 100 }],
])('%s asks for the largest pages', async (_, listing, request) => {
  const bodies: unknown[] = []
  const client = new WeChatCardClient({
    appId: 'wx00000000000000a1',
    accessToken: async () => 'TOKEN',
    fetch: async (__, { body }) => {
      bodies.push(JSON.parse(String(body)))
      return Response.json({ card_id_list: [], business_list: [], info_list: [], order_list: [] })
    },
  })
  await listing(client).next()
  expect(bodies).toEqual([request])
})
