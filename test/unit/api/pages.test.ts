import { describe, expect, test } from 'vitest'
import type { AgentMerchant, AgentsApi, AgentsPaging, ListAgentMerchantsRequest } from '../../../src/api/agents.js'
import { groupRoutes } from '../../../src/api/groups.js'
import { numberOf, untilTotal } from '../../../src/api/pages.js'
import type { ListPayGiftsRequest, PayGiftsApi, PayGiftsPaging, StoredPayGiftRule } from '../../../src/api/pay-gifts.js'
import type { ListStoresRequest, StoredStore, StoresApi, StoresPaging } from '../../../src/api/stores.js'
import type {
  ListSubMerchantsRequest,
  SubMerchant,
  SubMerchantsApi,
  SubMerchantsPaging,
} from '../../../src/api/sub-merchants.js'
import { InputError } from '../../../src/errors.js'
import { bindPages } from '../../../src/flows/paging.js'
import type { EndpointMethod } from '../../../src/transport/route.js'
import { collect } from '../../support/collect.js'

/** The methods that go through all pages of a group's lists, over lists of a test's own. */
const allPages = <Paging>(group: keyof typeof groupRoutes, lists: object): Paging =>
  bindPages(group, groupRoutes[group], lists as Record<string, EndpointMethod>) as Paging

describe('a total', () => {
  test.each([
    ['a number', 3, 3],
    ['text', '3', 3],
    ['neither', { valueOf: (): number => 3 }, Number.NaN],
  ])('that is %s is read as one', (_, value, number) => {
    expect(numberOf(value)).toBe(number)
  })

  test.each([
    [0, 2, 5, 2],
    [2, 2, 5, 4],
    [4, 1, 5, undefined],
    [4, 2, 5, undefined],
    [0, 2, '5', 2],
  ])('tells that after %i entries and a page of %i of %s comes %s', (from, length, total, next) => {
    expect(untilTotal('total_num')({ total_num: total }, from, length)).toBe(next)
  })
})

const type = 'RULE_TYPE_PAY_MEMBER_CARD'

const rule = (rule_id: number): StoredPayGiftRule => ({
  rule_id,
  type,
  base_info: { mchid_list: [], begin_time: 0, end_time: 1, status: 'RULE_STATUS_OK', create_time: 0, update_time: 0 },
  member_rule: { card_id: 'p', least_cost: 0, max_cost: 1 },
})

function rulePages(size: number) {
  const requests: ListPayGiftsRequest[] = []
  const rules = Array.from({ length: size }, (_, n) => rule(n))
  const list: PayGiftsApi['list'] = async (request) => {
    requests.push(request)
    return { total_count: size, rule_list: rules.slice(request.offset, request.offset + request.count) }
  }
  return { requests, rules, ...allPages<PayGiftsPaging>('payGifts', { list }) }
}

describe('payGifts.listAll', () => {
  test('goes through all rules, ten at a time', async () => {
    const { requests, rules, listAll } = rulePages(25)
    expect(await collect(listAll({ type, effective: true }))).toEqual(rules)
    expect(requests).toEqual([0, 10, 20].map((offset) => ({ type, effective: true, offset, count: 10 })))
  })

  test('begins where it is told, with pages of the given size', async () => {
    const { requests, rules, listAll } = rulePages(5)
    expect(await collect(listAll({ type, effective: false, offset: 2, count: 50 }))).toEqual(rules.slice(2))
    expect(requests).toEqual([{ type, effective: false, offset: 2, count: 50 }])
  })

  test.each([undefined, null, 'all'])('refuses %s at the first step', async (request) => {
    const { requests, listAll } = rulePages(5)
    await expect(listAll(request as never).next()).rejects.toThrow(InputError)
    expect(requests).toEqual([])
  })
})

/** A list of so many stores, whose total is given as text or as a number. */
function storePages(count: number, total: (count: number) => number | string = String) {
  const asked: ListStoresRequest[] = []
  const list: StoresApi['list'] = async (request) => {
    asked.push(request)
    const all = Array.from({ length: count }, (_, n) => ({ base_info: { sid: `s${n}` } }))
    const { begin, limit = 20 } = request
    return { business_list: all.slice(begin, begin + limit), total_count: total(count) }
  }
  return { asked, ...allPages<StoresPaging>('stores', { list }) }
}

async function sidsOf(list: AsyncIterable<StoredStore>): Promise<unknown[]> {
  const sids: unknown[] = []
  for await (const { sid } of list) sids.push(sid)
  return sids
}

describe('stores.listAll', () => {
  test.each([
    ['text', String],
    ['a number', Number],
  ] as const)('gives each store once when the total is %s', async (_, total) => {
    for (const count of [0, 1, 3, 6, 7]) {
      const sids = await sidsOf(storePages(count, total).listAll({ limit: 3 }))
      expect(sids).toEqual(Array.from({ length: count }, (__, n) => `s${n}`))
    }
  })

  test('it asks for 50 at a time, and for no page beyond the total', async () => {
    const { asked, listAll } = storePages(100)
    expect(await sidsOf(listAll())).toHaveLength(100)
    expect(asked).toEqual([
      { begin: 0, limit: 50 },
      { begin: 50, limit: 50 },
    ])
  })

  test('it begins where it is told', async () => {
    expect(await sidsOf(storePages(5).listAll({ begin: 3 }))).toEqual(['s3', 's4'])
  })
})

type Page = Awaited<ReturnType<SubMerchantsApi['list']>>

/** A list of the ids 1 to `count`, by a server that reads `begin_id` in one of the ways in which it can be read. */
function subMerchantPages(count: number, { inclusive = false, atTheEnd = (last: number) => last as unknown } = {}) {
  const asked: ListSubMerchantsRequest[] = []
  const list = async (request: ListSubMerchantsRequest): Promise<Page> => {
    asked.push(request)
    if (asked.length > 50) throw new Error('the same pages are asked for again and again')
    const all = Array.from({ length: count }, (_, n) => n + 1)
    const rest = all.filter((id) =>
      inclusive && request.begin_id > 0 ? id >= request.begin_id : id > request.begin_id,
    )
    const ids = rest.slice(0, request.limit)
    const isLast = ids.length === rest.length
    const next = isLast ? atTheEnd(ids.at(-1) ?? request.begin_id) : ids.at(-1)
    const info_list = ids.map((merchant_id) => ({ merchant_id }) as SubMerchant)
    return { info_list, next_begin_id: next } as Page
  }
  return { asked, ...allPages<SubMerchantsPaging>('subMerchants', { list }) }
}

async function idsOf(list: AsyncIterable<SubMerchant>): Promise<unknown[]> {
  const ids: unknown[] = []
  for await (const { merchant_id } of list) ids.push(merchant_id)
  return ids
}

describe('subMerchants.listAll', () => {
  test.each([
    ['a page begins after the id', {}],
    ['a page begins with the id', { inclusive: true }],
    ['the last page points to 0', { atTheEnd: () => 0 }],
    ['the last page points nowhere', { atTheEnd: () => undefined }],
    ['ids are text', { atTheEnd: (last: number) => String(last) }],
  ])('gives each sub-merchant once and comes to an end when %s', async (_, reading) => {
    for (const count of [0, 1, 2, 3, 4, 7]) {
      const { listAll } = subMerchantPages(count, reading)
      expect(await idsOf(listAll({ limit: 3 }))).toEqual(Array.from({ length: count }, (__, n) => n + 1))
    }
  })

  test('asks for 100 at a time, from the first, and hands the filter on', async () => {
    const { asked, listAll } = subMerchantPages(2)
    await idsOf(listAll({ status: 'APPROVED' }))
    expect(asked[0]).toEqual({ begin_id: 0, limit: 100, status: 'APPROVED' })
  })

  test('fetches no page that nobody looks at', async () => {
    const { asked, listAll } = subMerchantPages(10)
    for await (const { merchant_id } of listAll({ limit: 3 })) if (merchant_id === 2) break
    expect(asked).toHaveLength(1)
  })

  test('begins where it is told', async () => {
    expect(await idsOf(subMerchantPages(5).listAll({ begin_id: 3 }))).toEqual([4, 5])
  })
})

/** Answers with these pages, whose ends are the given ones. */
function merchantPages(...pages: { appids: string[]; next_get?: string }[]) {
  const asked: ListAgentMerchantsRequest[] = []
  const listMerchants: AgentsApi['listMerchants'] = async (request) => {
    asked.push(request)
    const { appids, next_get } = pages[asked.length - 1] ?? { appids: ['too many pages were asked for'] }
    const list = appids.map((appid) => ({ appid }) as AgentMerchant)
    return { list, ...(next_get === undefined ? {} : { next_get }) }
  }
  return { asked, ...allPages<AgentsPaging>('agents', { listMerchants }) }
}

async function appidsOf(list: AsyncIterable<AgentMerchant>): Promise<string[]> {
  const appids: string[] = []
  for await (const { appid } of list) appids.push(appid)
  return appids
}

describe('agents.listAllMerchants', () => {
  test('follows next_get until it is empty', async () => {
    const { asked, listAllMerchants } = merchantPages(
      { appids: ['wx1', 'wx2'], next_get: 'A' },
      { appids: ['wx3'], next_get: 'B' },
      { appids: ['wx4'], next_get: '' },
    )
    expect(await appidsOf(listAllMerchants())).toEqual(['wx1', 'wx2', 'wx3', 'wx4'])
    expect(asked).toEqual([{ next_get: '' }, { next_get: 'A' }, { next_get: 'B' }])
  })

  test.each([
    ['is missing', [{ appids: ['wx1'] }]],
    [
      'points to its own page',
      [
        { appids: ['wx1'], next_get: 'A' },
        { appids: [], next_get: 'A' },
      ],
    ],
    [
      'comes with an empty page',
      [
        { appids: ['wx1'], next_get: 'A' },
        { appids: [], next_get: 'B' },
      ],
    ],
  ])('it ends too when next_get %s', async (_, pages) => {
    expect(await appidsOf(merchantPages(...pages).listAllMerchants())).toEqual(['wx1'])
  })

  test('it begins where it is told', async () => {
    const { asked, listAllMerchants } = merchantPages({ appids: ['wx9'] })
    expect(await appidsOf(listAllMerchants({ next_get: 'C' }))).toEqual(['wx9'])
    expect(asked).toEqual([{ next_get: 'C' }])
  })
})
