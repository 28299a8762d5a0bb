import { describe, expect, test } from 'vitest'
import { memoryDedupe } from '../../../src/cache/memory-dedupe.js'
import { InputError } from '../../../src/errors.js'

describe('memoryDedupe', () => {
  test('a key is new once, also for those who ask at the same time', async () => {
    const store = memoryDedupe()
    const answers = await Promise.all(Array.from({ length: 20 }, () => store.add('a', 1000)))
    expect(answers).toEqual([true, ...Array(19).fill(false)])
    expect(await store.add('b', 1000)).toBe(true)
  })

  test('a deleted key is new again, and deleting nothing is fine', async () => {
    const store = memoryDedupe()
    await store.delete('a')
    await store.add('a', 1000)
    await store.delete('a')
    expect(await store.add('a', 1000)).toBe(true)
  })

  test('a key is new again when its time is over, by the given clock', async () => {
    let now = 1_000_000
    const store = memoryDedupe({ clock: { now: () => now } })
    await store.add('a', 1000)
    now += 999
    expect(await store.add('a', 5000)).toBe(false)
    now += 1
    expect(await store.add('a', 5000)).toBe(true) // with a time of its own
    now += 4999
    expect(await store.add('a', 1)).toBe(false)
  })

  test('asking again does not make a key live longer', async () => {
    let now = 0
    const store = memoryDedupe({ clock: { now: () => now } })
    await store.add('a', 1000)
    for (now = 1; now < 1000; now += 100) expect(await store.add('a', 1000)).toBe(false)
    now = 1000
    expect(await store.add('a', 1000)).toBe(true)
  })

  test('the oldest keys go first when there are too many', async () => {
    const store = memoryDedupe({ maxEntries: 3 })
    for (const key of ['a', 'b', 'c', 'd']) await store.add(key, 1000)
    expect(await store.add('c', 1000)).toBe(false)
    expect(await store.add('d', 1000)).toBe(false)
    expect(await store.add('a', 1000)).toBe(true)
    expect(await store.add('b', 1000)).toBe(true) // gone when `a` came back
  })

  test.each([[{ maxEntries: 0 }], [{ maxEntries: Number.NaN }], [{ clock: {} }], [{ ttlMs: 5 }], [null]])(
    '%j is an InputError',
    (options) => {
      expect(() => memoryDedupe(options as never)).toThrow(InputError)
    },
  )
})
