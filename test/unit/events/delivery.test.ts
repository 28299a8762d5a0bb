import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DedupeStore } from '../../../src/cache/adapter.js'
import { memoryDedupe } from '../../../src/cache/memory-dedupe.js'
import type { Diagnostic } from '../../../src/diagnostics.js'
import { type Claim, eventMemory } from '../../../src/events/delivery.js'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** Lets time pass until a promise has an outcome. */
async function eventually<Value>(promise: Promise<Value>): Promise<Value> {
  let done = false
  const end = (): void => {
    done = true
  }
  promise.then(end, end)
  for (let waited = 0; !done && waited < 20_000; waited += 50) await vi.advanceTimersByTimeAsync(50)
  return await promise
}

const isClaim = (answer: unknown): answer is Claim => typeof answer === 'object'

describe('a claim', () => {
  test('is had by one, and what it kept is a duplicate', async () => {
    const memory = eventMemory(memoryDedupe(), undefined)
    const claim = await memory.claim('a', 0)
    expect(isClaim(claim)).toBe(true)
    expect(await memory.claim('a', 0)).toBe('busy')
    if (isClaim(claim)) await claim.keep()
    expect(await memory.claim('a', 0)).toBe('duplicate')
    expect(await memory.add('a')).toBe(false)
    expect(isClaim(await memory.claim('b', 0))).toBe(true)
  })

  test('that is released is free at once', async () => {
    const memory = eventMemory(memoryDedupe(), undefined)
    for (let round = 0; round < 3; round++) {
      const claim = await memory.claim('a', 0)
      if (!isClaim(claim)) throw new Error('not free')
      await claim.release()
    }
    expect(await memory.add('a')).toBe(true)
  })

  test('is waited for, for as long as there is patience', async () => {
    const memory = eventMemory(memoryDedupe(), undefined)
    const first = await memory.claim('a', 0)
    const [second, third] = [memory.claim('a', 3000), memory.claim('a', 1000)]
    expect(await eventually(third)).toBe('busy')
    if (isClaim(first)) await first.release()
    expect(isClaim(await eventually(second))).toBe(true)
  })

  test('ends by itself, after the answer that it was made for', async () => {
    const memory = eventMemory(memoryDedupe(), undefined)
    const [claimedAt] = [Date.now(), await memory.claim('a', 0)]
    expect(isClaim(await eventually(memory.claim('a', 6000)))).toBe(true)
    const waited = Date.now() - claimedAt
    expect(waited).toBeGreaterThan(3500)
    expect(waited).toBeLessThan(4000) // so long does a resend wait, even one that comes at once
  })

  test('kept is kept for 25 hours', async () => {
    const memory = eventMemory(memoryDedupe(), undefined)
    const claim = await memory.claim('a', 0)
    if (isClaim(claim)) await claim.keep()
    vi.setSystemTime(Date.now() + 25 * 3_600_000 - 1)
    expect(await memory.claim('a', 0)).toBe('duplicate')
    vi.setSystemTime(Date.now() + 1)
    expect(isClaim(await memory.claim('a', 0))).toBe(true)
  })

  test('of a finished event takes nothing away from it', async () => {
    const memory = eventMemory(memoryDedupe(), undefined)
    await memory.add('a')
    for (let round = 0; round < 3; round++) expect(await memory.claim('a', 0)).toBe('duplicate')
  })
})

describe('a process that dies', () => {
  /** The store as one process sees it, which dies with its nth call: before or after that took effect. */
  const mortal = (store: DedupeStore, calls: number, effective: boolean): DedupeStore => {
    let left = calls
    const through = async <Value>(run: () => Promise<Value>): Promise<Value> => {
      left -= 1
      if (left > 0) return await run()
      if (left === 0 && effective) await run()
      return await new Promise<never>(() => {})
    }
    return {
      add: (key, ttlMs) => through(() => store.add(key, ttlMs)),
      delete: (key) => through(() => store.delete(key)),
    }
  }

  const deaths = [1, 2, 3, 4, 5, 6].flatMap((calls) => [true, false].map((effective) => ({ calls, effective })))

  test.each(deaths)(
    'at call $calls of the store, carried out: $effective, loses no event, and it ends as a duplicate',
    async ({ calls, effective }) => {
      const store = memoryDedupe()
      let handled = 0
      const dying = eventMemory(mortal(store, calls, effective), undefined)
      const working = (async () => {
        const claim = await dying.claim('a', 0)
        if (!isClaim(claim)) return
        handled += 1
        await claim.keep()
      })()
      await vi.advanceTimersByTimeAsync(500)
      // Its own timers would go on here, though not in a process that is dead.
      vi.clearAllTimers()
      void working

      const living = eventMemory(store, undefined)
      const claim = await eventually(living.claim('a', 4000))
      if (isClaim(claim)) {
        handled += 1
        await claim.keep()
      }
      expect(handled).toBeGreaterThanOrEqual(1)
      expect(await living.claim('a', 0)).toBe('duplicate')
    },
  )
})

describe('a store that fails', () => {
  const failing: Readonly<Record<string, () => Promise<never>>> = {
    rejects: () => Promise.reject(new Error('down')),
    throws: () => {
      throw new Error('down')
    },
    hangs: () => new Promise(() => {}),
  }

  test.each(Object.entries(failing))('and %s lets every event through, after a second at most', async (_, fail) => {
    const diagnostics: Diagnostic[] = []
    const memory = eventMemory({ add: fail, delete: fail }, (diagnostic) => diagnostics.push(diagnostic))
    for (let round = 1; round <= 2; round++) {
      const startedAt = Date.now()
      const claim = await eventually(memory.claim('a', 3000))
      expect(Date.now() - startedAt).toBeLessThanOrEqual(1050)
      expect(diagnostics).toHaveLength(round)
      if (!isClaim(claim)) throw new Error('not let through')
      await claim.keep()
      await claim.release()
      expect(diagnostics).toHaveLength(round) // nothing is asked of it any more
    }
  })

  test('after it gave a claim breaks nothing', async () => {
    const store = memoryDedupe()
    let down = false
    const memory = eventMemory(
      {
        add: async (key, ttlMs) => (down ? await Promise.reject(new Error('down')) : await store.add(key, ttlMs)),
        delete: async (key) => (down ? await Promise.reject(new Error('down')) : await store.delete(key)),
      },
      undefined,
    )
    const claim = await memory.claim('a', 0)
    down = true
    if (isClaim(claim)) await claim.keep()
    if (isClaim(claim)) await claim.release()
    down = false
    expect(isClaim(await eventually(memory.claim('a', 6000)))).toBe(true)
  })
})
