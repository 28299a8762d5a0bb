import { expect, test } from 'vitest'
import type { ListStoresRequest, StoredStore, StoresApi } from '../../../src/api/stores.js'
import { storesPaging } from '../../../src/flows/stores.js'

/** A list of so many stores, whose total is given as text or as a number. */
function server(count: number, total: (count: number) => number | string = String) {
  const asked: ListStoresRequest[] = []
  const list: StoresApi['list'] = async (request) => {
    asked.push(request)
    const all = Array.from({ length: count }, (_, n) => ({ base_info: { sid: `s${n}` } }))
    const { begin, limit = 20 } = request
    return { business_list: all.slice(begin, begin + limit), total_count: total(count) }
  }
  return { asked, ...storesPaging(list) }
}

async function sidsOf(list: AsyncIterable<StoredStore>): Promise<unknown[]> {
  const sids: unknown[] = []
  for await (const { sid } of list) sids.push(sid)
  return sids
}

test.each([
  ['text', String],
  ['a number', Number],
] as const)('listAll gives each store once when the total is %s', async (_, total) => {
  for (const count of [0, 1, 3, 6, 7]) {
    const sids = await sidsOf(server(count, total).listAll({ limit: 3 }))
    expect(sids).toEqual(Array.from({ length: count }, (__, n) => `s${n}`))
  }
})

test('it asks for 50 at a time, and for no page beyond the total', async () => {
  const { asked, listAll } = server(100)
  expect(await sidsOf(listAll())).toHaveLength(100)
  expect(asked).toEqual([
    { begin: 0, limit: 50 },
    { begin: 50, limit: 50 },
  ])
})

test('it begins where it is told', async () => {
  expect(await sidsOf(server(5).listAll({ begin: 3 }))).toEqual(['s3', 's4'])
})
