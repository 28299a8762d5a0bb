import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byCursor, byOffset } from '../../../src/flows/paging.js'

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list
}

describe('byOffset', () => {
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

describe('byCursor', () => {
  const pages: Readonly<Record<string, { items: string[]; next?: string }>> = {
    first: { items: ['a', 'b'], next: 'second' },
    second: { items: ['c'] },
    itself: { items: ['x'], next: 'itself' },
    hollow: { items: [], next: 'first' },
  }
  const from = (cursor: string) =>
    byCursor(cursor, async (place) => ({ items: pages[place]?.items ?? [], next: pages[place]?.next }))

  test('follows the cursors to the page without one', async () => {
    expect(await all(from('first'))).toEqual(['a', 'b', 'c'])
  })

  test('ends at a page that points to itself, and at an empty one', async () => {
    expect(await all(from('itself'))).toEqual(['x'])
    expect(await all(from('hollow'))).toEqual([])
  })
})
