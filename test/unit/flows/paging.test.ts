import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { untilTotal } from '../../../src/api/pages.js'
import { allPages, bindPages } from '../../../src/flows/paging.js'
import { type EndpointMethod, json, type Pages } from '../../../src/transport/route.js'
import { optional, text } from '../../../src/validate.js'

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list
}

/** Goes through a list whose pages are told by how many entries are passed over. */
function byOffset<Item>(
  offset: number,
  page: (offset: number) => Promise<{ items: readonly Item[]; total: number | string }>,
): AsyncGenerator<Item, void, undefined> {
  const pages: Pages = {
    method: 'listAll',
    request: { offset: optional(text) },
    first: { offset: 0 },
    from: 'offset',
    list: 'items',
    isEntry: () => true,
    next: untilTotal('total') as Pages['next'],
  }
  const list = (request: unknown) => page((request as { offset: number }).offset)
  return allPages<Item>(json('/shop/list', 'read'), pages, list as EndpointMethod, { offset }, undefined)
}

describe('allPages by offsets', () => {
  test('brings every entry once, whatever the size of pages and the place of the first', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), fc.integer({ min: 1, max: 7 }), fc.nat(20), async (list, size, offset) => {
        const asked: number[] = []
        const entries = byOffset(offset, async (from) => {
          asked.push(from)
          return { items: list.slice(from, from + size), total: list.length }
        })
        expect(await all(entries)).toEqual(list.slice(offset))
        expect(asked.length).toBe(Math.max(1, Math.ceil((list.length - offset) / size)))
      }),
    )
  })

  test('reads a total that comes as text', async () => {
    let pages = 0
    const entries = byOffset(0, async () => ({ items: [++pages], total: '3' }))
    expect(await all(entries)).toEqual([1, 2, 3])
  })

  test('ends at an empty page although the total promises more', async () => {
    const entries = byOffset(0, async (from) => ({ items: from === 0 ? ['a'] : [], total: 9 }))
    expect(await all(entries)).toEqual(['a'])
  })

  test('fetches a page only when it is needed', async () => {
    let pages = 0
    for await (const item of byOffset(0, async () => ({ items: [++pages, 0], total: 100 }))) {
      if (item === 0) break
    }
    expect(pages).toBe(1)
  })

  test('hands on what a page throws, after the entries before it', async () => {
    const error = new Error('no more')
    const seen: string[] = []
    const walk = async (): Promise<void> => {
      const entries = byOffset(0, async (from) => {
        if (from > 0) throw error
        return { items: ['a', 'b'], total: 9 }
      })
      for await (const item of entries) seen.push(item)
    }
    await expect(walk()).rejects.toBe(error)
    expect(seen).toEqual(['a', 'b'])
  })
})

/** A list of texts by cursors: what a row says of it, and its pages. */
const bound = (said: Partial<Pages> = {}, found: Readonly<Record<string, string[]>> = {}) => {
  const asked: object[] = []
  const pages: Pages = {
    method: 'listAll',
    request: { begin: optional(text), kind: optional(text) },
    first: { begin: 'first', limit: 2 },
    from: 'begin',
    list: 'names',
    isEntry: (entry) => typeof entry === 'string',
    next: (answer) => (answer as { next?: string }).next,
    ...said,
  }
  const routes = { list: { ...json('/shop/list', 'read'), pages }, get: json('/shop/get', 'read') }
  const list: EndpointMethod = async (request = {}) => {
    asked.push(request)
    const { begin } = request as { begin: string }
    return { names: found[begin] ?? [], next: NEXT[begin] }
  }
  return { asked, methods: bindPages('shops', routes, { list, get: list }) }
}

const NEXT: Readonly<Record<string, string>> = { first: 'second', itself: 'itself', hollow: 'first' }

const FOUND = { first: ['a', 'b'], second: ['c'], itself: ['x'] }

describe('bindPages', () => {
  const listAll = (request?: object) => bound({}, FOUND).methods.listAll?.(request) ?? []

  test('makes one method for each list in pages, under the name that its row says', () => {
    const { methods } = bound({ method: 'listAllNames' })
    expect(Object.entries(methods).map(([name, method]) => [name, method.name])).toEqual([
      ['listAllNames', 'listAllNames'],
    ])
  })

  test('follows the pages to the last one', async () => {
    expect(await all(listAll() as AsyncIterable<unknown>)).toEqual(['a', 'b', 'c'])
  })

  test('ends at a page that points to itself, and at an empty one', async () => {
    expect(await all(listAll({ begin: 'itself' }) as AsyncIterable<unknown>)).toEqual(['x'])
    expect(await all(listAll({ begin: 'hollow' }) as AsyncIterable<unknown>)).toEqual([])
  })

  test('asks with what the request says, and else with what the first page wants; what is undefined says nothing', async () => {
    const { asked, methods } = bound({}, FOUND)
    await all(methods.listAll?.({ kind: 'tea', begin: undefined }) as AsyncIterable<unknown>)
    expect(asked).toEqual([
      { begin: 'first', limit: 2, kind: 'tea' },
      { begin: 'second', limit: 2, kind: 'tea' },
    ])
  })

  test('hands each page a request of its own', async () => {
    const { asked, methods } = bound({}, FOUND)
    await all(methods.listAll?.() as AsyncIterable<unknown>)
    expect(new Set(asked).size).toBe(2)
  })

  test('gives what the row makes of an answer', async () => {
    const items = (answer: object) => (answer as { names: string[] }).names.map((name) => name.toUpperCase())
    const { methods } = bound({ items }, FOUND)
    expect(await all(methods.listAll?.() as AsyncIterable<unknown>)).toEqual(['A', 'B', 'C'])
  })

  test('wants a request where a field is wanted, and none otherwise', async () => {
    const { methods } = bound({ request: { kind: text } })
    await expect(methods.listAll?.().next()).rejects.toThrow('shops.listAll')
    await expect(bound().methods.listAll?.().next()).resolves.toMatchObject({ done: true })
  })
})
