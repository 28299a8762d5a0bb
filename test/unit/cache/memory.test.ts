import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { memoryCache } from '../../../src/cache/memory.js'
import { InputError } from '../../../src/errors.js'
import { stoppedClock } from '../../support/credentials.js'

describe('the memory cache', () => {
  test('holds what was written, for as long as was said', async () => {
    const clock = stoppedClock()
    const cache = memoryCache({ clock })
    expect(await cache.get('key')).toBeUndefined()
    await cache.set('key', 'value', 1000)
    clock.advance(999)
    expect(await cache.get('key')).toBe('value')
    clock.advance(1)
    expect(await cache.get('key')).toBeUndefined()
    clock.advance(-500)
    expect(await cache.get('key')).toBeUndefined() // gone for good, not merely hidden
  })

  test('goes by its clock alone, whatever timers do', async () => {
    vi.useFakeTimers()
    const clock = stoppedClock()
    const cache = memoryCache({ clock })
    await cache.set('key', 'value', 1000)
    await vi.advanceTimersByTimeAsync(1_000_000)
    expect(await cache.get('key')).toBe('value')
    vi.useRealTimers()
  })

  test("goes by the machine's clock when it is given none", async () => {
    vi.useFakeTimers()
    const cache = memoryCache()
    await cache.set('key', 'value', 1000)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await cache.get('key')).toBeUndefined()
    vi.useRealTimers()
  })

  test.each([[0], [-1], [Number.NaN]])(
    'a time of %d ms is over at once, and does not mean "for ever"',
    async (ttlMs) => {
      const cache = memoryCache({ clock: stoppedClock() })
      await cache.set('key', 'value', ttlMs)
      expect(await cache.get('key')).toBeUndefined()
    },
  )

  test('replaces and forgets', async () => {
    const clock = stoppedClock()
    const cache = memoryCache({ clock })
    await cache.set('key', 'first', 1000)
    await cache.set('key', 'second', 5000)
    clock.advance(2000)
    expect(await cache.get('key')).toBe('second')
    await cache.delete('key')
    await cache.delete('key')
    expect(await cache.get('key')).toBeUndefined()
  })

  test('keeps a thousand entries, and gives up the one that was used least recently', async () => {
    const cache = memoryCache({ clock: stoppedClock() })
    for (let number = 1; number <= 1000; number++) await cache.set(`key-${number}`, 'value', 1000)
    await cache.get('key-1')
    await cache.set('key-1001', 'value', 1000)
    expect(await cache.get('key-1')).toBe('value')
    expect(await cache.get('key-2')).toBeUndefined()
    expect(await cache.get('key-3')).toBe('value')
  })

  test('keeps as many as it is told to', async () => {
    const cache = memoryCache({ maxEntries: 1 })
    await cache.set('a', 'value', 1000)
    await cache.set('b', 'value', 1000)
    expect([await cache.get('a'), await cache.get('b')]).toEqual([undefined, 'value'])
  })

  test('behaves like a map whose entries have an end', async () => {
    const keys = fc.constantFrom('a', 'b', 'c')
    const steps = fc.array(
      fc.oneof(
        fc.record({ act: fc.constant('set' as const), key: keys, ttlMs: fc.integer({ min: 1, max: 50 }) }),
        fc.record({ act: fc.constant('delete' as const), key: keys }),
        fc.record({ act: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 40 }) }),
      ),
    )
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const clock = stoppedClock()
        const cache = memoryCache({ clock })
        const model = new Map<string, { value: string; endsAt: number }>()
        for (const [index, step] of list.entries()) {
          if (step.act === 'wait') clock.advance(step.ms)
          if (step.act === 'delete') {
            model.delete(step.key)
            await cache.delete(step.key)
          }
          if (step.act === 'set') {
            model.set(step.key, { value: `${index}`, endsAt: clock.now() + step.ttlMs })
            await cache.set(step.key, `${index}`, step.ttlMs)
          }
          for (const key of ['a', 'b', 'c']) {
            const expected = model.get(key)
            const alive = expected !== undefined && expected.endsAt > clock.now()
            expect(await cache.get(key)).toBe(alive ? expected.value : undefined)
          }
        }
      }),
    )
  })
})

describe('its lock', () => {
  test('is given to one at a time', async () => {
    const cache = memoryCache({ clock: stoppedClock() })
    const answers = await Promise.all(Array.from({ length: 10 }, () => cache.lock('key', 1000)))
    expect(answers.map((release) => typeof release).sort()).toEqual(['function', ...Array(9).fill('object')])
    expect(await cache.lock('other', 1000)).not.toBeNull()
  })

  test('ends when it is given back, or with its lease', async () => {
    const clock = stoppedClock()
    const cache = memoryCache({ clock })
    const release = await cache.lock('key', 1000)
    await release?.()
    expect(await cache.lock('key', 1000)).not.toBeNull()
    clock.advance(999)
    expect(await cache.lock('key', 1000)).toBeNull()
    clock.advance(1)
    expect(await cache.lock('key', 1000)).not.toBeNull()
  })

  test('given back late ends nobody else’s lease', async () => {
    const clock = stoppedClock()
    const cache = memoryCache({ clock })
    const late = await cache.lock('key', 1000)
    clock.advance(1000)
    expect(await cache.lock('key', 1000)).not.toBeNull()
    await late?.()
    expect(await cache.lock('key', 1000)).toBeNull()
  })

  test('is no entry', async () => {
    const cache = memoryCache({ clock: stoppedClock() })
    await cache.lock('key', 1000)
    expect(await cache.get('key')).toBeUndefined()
    await cache.delete('key')
    expect(await cache.lock('key', 1000)).toBeNull()
  })
})

describe('its options', () => {
  test.each([
    ['no entries', { maxEntries: 0 }, ['maxEntries']],
    ['half an entry', { maxEntries: 1.5 }, ['maxEntries']],
    ['a clock without hands', { clock: {} }, ['clock']],
    ['a function for a clock', { clock: Date.now }, ['clock']],
    ['several mistakes', { maxEntries: '7', clock: null, ttl: 5 }, ['maxEntries', 'clock', 'ttl']],
    ['nothing at all', null, ['argument']],
  ])('%s is one InputError that names each field', (_, options, fields) => {
    try {
      memoryCache(options as never)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(InputError)
      expect((error as InputError).problems.map(({ field }) => field)).toEqual(fields)
    }
  })
})
