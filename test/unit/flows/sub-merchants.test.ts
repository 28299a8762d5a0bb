import { describe, expect, test } from 'vitest'
import type { ListSubMerchantsRequest, SubMerchant, SubMerchantsApi } from '../../../src/api/sub-merchants.js'
import { subMerchantsPaging } from '../../../src/flows/sub-merchants.js'

type Page = Awaited<ReturnType<SubMerchantsApi['list']>>

/** A list of the ids 1 to `count`, by a server that reads `begin_id` in one of the ways in which it can be read. */
function server(count: number, { inclusive = false, atTheEnd = (last: number) => last as unknown } = {}) {
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
  return { asked, ...subMerchantsPaging(list) }
}

async function idsOf(list: AsyncIterable<SubMerchant>): Promise<unknown[]> {
  const ids: unknown[] = []
  for await (const { merchant_id } of list) ids.push(merchant_id)
  return ids
}

describe('listAll', () => {
  test.each([
    ['a page begins after the id', {}],
    ['a page begins with the id', { inclusive: true }],
    ['the last page points to 0', { atTheEnd: () => 0 }],
    ['the last page points nowhere', { atTheEnd: () => undefined }],
    ['ids are text', { atTheEnd: (last: number) => String(last) }],
  ])('gives each sub-merchant once and comes to an end when %s', async (_, reading) => {
    for (const count of [0, 1, 2, 3, 4, 7]) {
      const { listAll } = server(count, reading)
      expect(await idsOf(listAll({ limit: 3 }))).toEqual(Array.from({ length: count }, (__, n) => n + 1))
    }
  })

  test('asks for 100 at a time, from the first, and hands the filter on', async () => {
    const { asked, listAll } = server(2)
    await idsOf(listAll({ status: 'APPROVED' }))
    expect(asked[0]).toEqual({ begin_id: 0, limit: 100, status: 'APPROVED' })
  })

  test('fetches no page that nobody looks at', async () => {
    const { asked, listAll } = server(10)
    for await (const { merchant_id } of listAll({ limit: 3 })) if (merchant_id === 2) break
    expect(asked).toHaveLength(1)
  })

  test('begins where it is told', async () => {
    expect(await idsOf(server(5).listAll({ begin_id: 3 }))).toEqual([4, 5])
  })
})
