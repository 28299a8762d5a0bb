import { describe, expect, test } from 'vitest'
import { memoryDedupe } from '../../../src/cache/memory-dedupe.js'
import { InputError } from '../../../src/errors.js'

describe('memoryDedupe', () => {
  test('an event is new once, also for those who ask at the same time', async () => {
    const store = memoryDedupe()
    const answers = await Promise.all(Array.from({ length: 20 }, () => store.begin('a', 1000)))
    expect(answers).toEqual(['new', ...Array(19).fill('busy')])
    expect(await store.begin('b', 1000)).toBe('new')
  })

  test('an abandoned event is new again, and abandoning nothing is fine', async () => {
    const store = memoryDedupe()
    await store.abandon('a')
    await store.begin('a', 1000)
    await store.abandon('a')
    expect(await store.begin('a', 1000)).toBe('new')
    await store.complete('a', 1000)
    await store.abandon('a')
    expect(await store.begin('a', 1000)).toBe('new')
  })

  test('an event is new again when its lease is over, by the given clock', async () => {
    let now = 1_000_000
    const store = memoryDedupe({ clock: { now: () => now } })
    await store.begin('a', 1000)
    now += 999
    expect(await store.begin('a', 5000)).toBe('busy')
    now += 1
    expect(await store.begin('a', 5000)).toBe('new') // with a lease of its own
    now += 4999
    expect(await store.begin('a', 1)).toBe('busy')
  })

  test('a completed event is done until its own time is over', async () => {
    let now = 0
    const store = memoryDedupe({ clock: { now: () => now } })
    await store.begin('a', 1000)
    await store.complete('a', 5000)
    for (now = 0; now < 5000; now += 500) expect(await store.begin('a', 1000)).toBe('done')
    now = 5000
    expect(await store.begin('a', 1000)).toBe('new')
  })

  test('asking again does not prolong a lease', async () => {
    let now = 0
    const store = memoryDedupe({ clock: { now: () => now } })
    await store.begin('a', 1000)
    for (now = 1; now < 1000; now += 100) expect(await store.begin('a', 1000)).toBe('busy')
    now = 1000
    expect(await store.begin('a', 1000)).toBe('new')
  })

  test('a second completion counts from its own time', async () => {
    let now = 0
    const store = memoryDedupe({ clock: { now: () => now } })
    await store.complete('a', 1000)
    now = 900
    await store.complete('a', 1000)
    now = 1800
    expect(await store.begin('a', 1000)).toBe('done')
  })

  test.each(['begin', 'complete'] as const)('the oldest go first when too many %s', async (operation) => {
    const store = memoryDedupe({ maxEntries: 3 })
    for (const key of ['a', 'b', 'c', 'd']) await store[operation](key, 1000)
    expect(await store.begin('c', 1000)).not.toBe('new')
    expect(await store.begin('d', 1000)).not.toBe('new')
    expect(await store.begin('a', 1000)).toBe('new')
  })

  test.each([[{ maxEntries: 0 }], [{ maxEntries: Number.NaN }], [{ clock: {} }], [{ ttlMs: 5 }], [null]])(
    '%j is an InputError',
    (options) => {
      expect(() => memoryDedupe(options as never)).toThrow(InputError)
    },
  )
})
