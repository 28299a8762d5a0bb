import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { CacheAdapter } from '../../../src/cache/adapter.js'
import { testCacheAdapter } from '../../../src/cache/cache-conformance.js'
import { memoryCache } from '../../../src/cache/memory.js'
import { InputError } from '../../../src/errors.js'

/** A good adapter with one fault. */
const faulty = (fault: (good: ReturnType<typeof memoryCache>) => Partial<CacheAdapter>): CacheAdapter => {
  const good = memoryCache()
  return { ...good, ...fault(good) }
}

const faults: Readonly<Record<string, { adapter: CacheAdapter; breaks: RegExp }>> = {
  'one that ignores the time': {
    adapter: faulty((good) => ({ set: (key, value) => good.set(key, value, 1e9) })),
    breaks: /gone when its time is over/,
  },
  'one that keeps the first time': {
    adapter: (() => {
      const times = new Map<string, number>()
      return faulty((good) => ({
        set: async (key, value, ttlMs) => {
          const endsAt = times.get(key) ?? Date.now() + ttlMs
          times.set(key, endsAt)
          await good.set(key, value, endsAt - Date.now())
        },
      }))
    })(),
    breaks: /replacing a value replaces its time/,
  },
  'one that reads the time as seconds': {
    adapter: faulty((good) => ({ set: (key, value, ttlMs) => good.set(key, value, ttlMs * 1000) })),
    breaks: /gone when its time is over/,
  },
  'one that never replaces': {
    adapter: faulty((good) => ({
      set: async (key, value, ttlMs) => ((await good.get(key)) === undefined ? good.set(key, value, ttlMs) : undefined),
    })),
    breaks: /second value replaces the first/,
  },
  'one that cannot delete': { adapter: faulty(() => ({ delete: async () => {} })), breaks: /deleted value is gone/ },
  'one that fails to delete nothing': {
    adapter: faulty((good) => ({
      delete: async (key) => {
        if ((await good.get(key)) === undefined) throw new Error('no such key')
        await good.delete(key)
      },
    })),
    breaks: /deleting nothing is fine: no such key/,
  },
  'one that answers bytes': {
    adapter: faulty((good) => ({
      get: async (key) => {
        const value = await good.get(key)
        return typeof value === 'string' ? (Buffer.from(value) as never) : value
      },
    })),
    breaks: /comes back as it was written: expected .* got 13 bytes/,
  },
  'one that knows ASCII only': {
    adapter: faulty((good) => ({ set: (key, value, ttlMs) => good.set(key, value.replace(/[^ -~]/g, '?'), ttlMs) })),
    breaks: /every character survives/,
  },
  'one for short texts': {
    adapter: faulty((good) => ({ set: (key, value, ttlMs) => good.set(key, value.slice(0, 255), ttlMs) })),
    breaks: /4 KiB survive/,
  },
  'one whose keys ignore case': {
    adapter: faulty((good) => ({
      get: (key) => good.get(key.toLowerCase()),
      set: (key, value, ttlMs) => good.set(key.toLowerCase(), value, ttlMs),
    })),
    breaks: /special characters are kept apart/,
  },
  'one that mixes what is written at once': {
    adapter: faulty((good) => ({
      set: async (key, value, ttlMs) => {
        const half = value.length >> 1
        await good.set(key, value.slice(0, half), ttlMs)
        await wait(1)
        await good.set(key, `${await good.get(key)}${value.slice(half)}`, ttlMs)
      },
    })),
    breaks: /one wins whole/,
  },
  'one whose lock is asked first and taken later': {
    adapter: faulty(() => {
      const held = new Set<string>()
      return {
        lock: async (key) => {
          if (held.has(key)) return null
          await wait(1)
          held.add(key)
          return async () => void held.delete(key)
        },
      }
    }),
    breaks: /one gets it: 30 got it/,
  },
  'one whose lock never ends': {
    adapter: faulty((good) => ({ lock: (key) => good.lock(key, 1e9) })),
    breaks: /ends with its lease/,
  },
  'one whose lock cannot be given back': {
    adapter: faulty((good) => ({
      lock: async (key, leaseMs) => ((await good.lock(key, leaseMs)) ? async () => {} : null),
    })),
    breaks: /given back can be taken again/,
  },
  'one whose lock can be given back by anyone': {
    adapter: faulty(() => {
      const leases = new Map<string, number>()
      return {
        lock: async (key, leaseMs) => {
          if ((leases.get(key) ?? 0) > Date.now()) return null
          leases.set(key, Date.now() + leaseMs)
          return async () => void leases.delete(key)
        },
      }
    }),
    breaks: /does not end the lease of the next holder/,
  },
}

describe('testCacheAdapter', () => {
  test('the memory cache keeps every rule', async () => {
    const { passed, skipped } = await testCacheAdapter(() => memoryCache())
    expect(passed.length).toBeGreaterThanOrEqual(15)
    expect(skipped).toEqual([])
  })

  test('an adapter without a lock is told which rules were left out', async () => {
    const { lock: _, ...adapter } = memoryCache()
    const { skipped } = await testCacheAdapter(async () => adapter)
    expect(skipped.every((rule) => rule.includes('lock'))).toBe(true)
    expect(skipped).toHaveLength(5)
  })

  test.concurrent.each(Object.entries(faults))(
    '%s is found out',
    { timeout: 20_000 },
    async (_, { adapter, breaks }) => {
      await expect(testCacheAdapter(() => adapter)).rejects.toThrow(breaks)
    },
  )

  test('nothing is left behind', async () => {
    const keys = new Set<string>()
    const good = memoryCache()
    await testCacheAdapter(() => ({
      ...good,
      set: async (key, value, ttlMs) => {
        keys.add(key)
        await good.set(key, value, ttlMs)
      },
    }))
    expect(keys.size).toBeGreaterThan(10)
    for (const key of keys) expect(await good.get(key)).toBeUndefined()
  })

  test('something that is no function is an InputError', async () => {
    await expect(testCacheAdapter(memoryCache() as never)).rejects.toThrow(InputError)
  })

  test.each<[string, unknown, RegExp]>([
    [
      'nothing',
      undefined,
      /factory must be a function that makes \{ get, set, delete \}.*, got one that makes undefined/,
    ],
    [
      'an adapter without set',
      { get: async () => null, delete: async () => {} },
      /factory\(\)\.set must be a function/,
    ],
  ])('a factory that makes %s is refused before any rule is tried', async (_, made, message) => {
    const testing = testCacheAdapter(async () => made as never)
    await expect(testing).rejects.toThrow(InputError)
    await expect(testing).rejects.toThrow(message)
  })

  test('says one rule in each line', async () => {
    const testing = testCacheAdapter(() => faulty(() => ({ delete: async () => {}, lock: async () => async () => {} })))
    await expect(testing).rejects.toThrow(/^The cache adapter breaks \d+ of 15 rules:(\n- [^\n]+){2,}$/)
  })
})
