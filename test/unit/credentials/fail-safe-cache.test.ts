import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CacheAdapter } from '../../../src/cache/adapter.js'
import { memoryCache } from '../../../src/cache/memory.js'
import { type CachedCredential, cacheKey, serialize } from '../../../src/credentials/cached-credential.js'
import { FailSafeCache } from '../../../src/credentials/fail-safe-cache.js'
import type { Diagnostic } from '../../../src/diagnostics.js'
import { leaks } from '../../support/canary.js'
import { deferred, identity, settled, stoppedClock } from '../../support/credentials.js'

const never = (): Promise<never> => new Promise(() => {})

const broken: Readonly<Record<string, () => Promise<never>>> = {
  'throws before it promises anything': () => {
    throw new Error('connection to redis://user:hunter2@host lost')
  },
  rejects: async () => {
    throw new Error('connection to redis://user:hunter2@host lost')
  },
  'rejects with nothing': () => Promise.reject(),
}

/** A cache with one entry, of which some functions are replaced. */
async function cacheWith(change: Partial<CacheAdapter> = {}) {
  const clock = stoppedClock()
  const entry: CachedCredential = { value: 'token-1', obtainedAt: clock.now(), expiresAt: clock.now() + 7_200_000 }
  const good = memoryCache({ clock })
  await good.set(cacheKey(identity), serialize(identity, entry), 7_200_000)
  const diagnostics: Diagnostic[] = []
  const adapter: CacheAdapter = { ...good, ...change }
  const cache = new FailSafeCache(adapter, clock, (diagnostic) => diagnostics.push(diagnostic))
  return { cache, clock, entry, good, diagnostics }
}

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

describe('a cache that works', () => {
  test('gives back what was written, with the rest of its life as time to stay', async () => {
    const set = vi.fn<CacheAdapter['set']>(async () => {})
    const { cache, clock, entry } = await cacheWith({ set })
    clock.advance(1_000_000)
    await cache.write(identity, entry)
    expect(set.mock.calls).toEqual([[cacheKey(identity), serialize(identity, entry), 6_200_000]])
    expect(await cache.read(identity)).toEqual(entry)
  })

  test('holds nothing for a credential that nobody wrote', async () => {
    const { cache, diagnostics } = await cacheWith()
    expect(await cache.read({ ...identity, appId: 'wx00000000000000a2' })).toBeUndefined()
    expect(diagnostics).toEqual([])
  })

  test.each([
    ['null', null],
    ['undefined', undefined],
  ])('may say %s for nothing', async (_, nothing) => {
    const { cache, diagnostics } = await cacheWith({ get: async () => nothing })
    expect(await cache.read(identity)).toBeUndefined()
    expect(diagnostics).toEqual([])
  })

  test.each([
    ['is over', 7_200_000],
    ['ends within this millisecond', 7_199_999.5],
  ])('is not written to when the life of the entry %s', async (_, later) => {
    const set = vi.fn<CacheAdapter['set']>(async () => {})
    const { cache, clock, entry } = await cacheWith({ set })
    clock.advance(later)
    await cache.write(identity, entry)
    expect(set).not.toHaveBeenCalled()
  })

  test('is handed whole milliseconds also by a clock that knows parts of them', async () => {
    const set = vi.fn<CacheAdapter['set']>(async () => {})
    const { cache, clock, entry } = await cacheWith({ set })
    clock.advance(0.25)
    await cache.write(identity, entry)
    expect(set.mock.calls[0]?.[2]).toBe(7_199_999)
  })

  test('forgets an entry, or only while it holds a certain value', async () => {
    const { cache, entry } = await cacheWith()
    await cache.remove(identity, 'token-0')
    expect(await cache.read(identity)).toEqual(entry)
    await cache.remove(identity, 'token-1')
    expect(await cache.read(identity)).toBeUndefined()
    await cache.write(identity, entry)
    await cache.remove(identity, undefined)
    expect(await cache.read(identity)).toBeUndefined()
  })

  test('locks for one at a time, beside the entry', async () => {
    const { cache, entry, diagnostics } = await cacheWith()
    const first = await cache.lock(identity, 10_000)
    expect(first).toEqual({ release: expect.any(Function) })
    expect(await cache.lock(identity, 10_000)).toBe('held')
    expect(await cache.lock({ ...identity, kind: 'cardTicket' }, 10_000)).not.toBe('held')
    expect(await cache.read(identity)).toEqual(entry)
    if (typeof first === 'object') await first.release()
    expect(await cache.lock(identity, 10_000)).toEqual({ release: expect.any(Function) })
    expect(diagnostics).toEqual([])
  })

  test.each([
    ['nothing', undefined],
    ['no function', true],
  ])('that has %s to lock with has no lock to give, and that is no failure', async (_, lock) => {
    const { cache, diagnostics } = await cacheWith({ lock: lock as never })
    expect(await cache.lock(identity, 10_000)).toBe('unavailable')
    expect(diagnostics).toEqual([])
  })

  test('may use itself to lock', async () => {
    class Store {
      readonly name = 'store'
      readonly get = async () => undefined
      readonly set = async () => {}
      readonly delete = async () => {}
      async lock() {
        return this.name === 'store' ? async () => {} : null
      }
    }
    const cache = new FailSafeCache(new Store(), stoppedClock(), undefined)
    expect(await cache.lock(identity, 10_000)).toEqual({ release: expect.any(Function) })
  })
})

describe.each(Object.entries(broken))('a cache that %s', (_, fail) => {
  test('is a diagnostic in reading, writing, deleting and locking, and never an exception', async () => {
    const { cache, entry, diagnostics } = await cacheWith({ get: fail, set: fail, delete: fail, lock: fail })
    expect(await cache.read(identity)).toBe('unavailable')
    await cache.write(identity, entry)
    await cache.remove(identity, undefined)
    expect(await cache.lock(identity, 10_000)).toBe('unavailable')
    expect(diagnostics).toEqual(
      ['get', 'set', 'delete', 'lock'].map((operation) => ({ type: 'cache.failed', operation, reason: 'error' })),
    )
    expect(leaks(diagnostics, { password: 'redis://user:hunter2@host' })).toEqual([])
  })

  test('when a lock is given back, is a diagnostic', async () => {
    const { cache, diagnostics } = await cacheWith({ lock: async () => fail })
    const lock = await cache.lock(identity, 10_000)
    if (typeof lock === 'object') await lock.release()
    expect(diagnostics).toEqual([{ type: 'cache.failed', operation: 'unlock', reason: 'error' }])
  })

  test('loses nothing that it may still hold by a value that cannot be compared', async () => {
    const remove = vi.fn<CacheAdapter['delete']>(async () => {})
    const { cache } = await cacheWith({ get: fail, delete: remove })
    await cache.remove(identity, 'token-1')
    expect(remove).not.toHaveBeenCalled()
  })

  test('is asked again the next time', async () => {
    let failing = true
    const { cache, good, entry } = await cacheWith({ get: (key) => (failing ? fail() : good.get(key)) })
    expect(await cache.read(identity)).toBe('unavailable')
    failing = false
    expect(await cache.read(identity)).toEqual(entry)
  })
})

describe('a cache that hangs', () => {
  const operations: Readonly<Record<string, (cache: FailSafeCache, entry: CachedCredential) => Promise<unknown>>> = {
    get: (cache) => cache.read(identity),
    set: (cache, entry) => cache.write(identity, entry),
    delete: (cache) => cache.remove(identity, undefined),
    lock: (cache) => cache.lock(identity, 10_000),
  }

  test.each(Object.entries(operations))('in %s is given up after one second', async (operation, act) => {
    const { cache, entry, diagnostics } = await cacheWith({ [operation]: never })
    let over = false
    const acting = act(cache, entry).then(() => {
      over = true
    })
    await vi.advanceTimersByTimeAsync(999)
    expect(over).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await acting
    expect(diagnostics).toEqual([{ type: 'cache.failed', operation, reason: 'timeout', skippedForMs: 5000 }])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('when a lock is given back, is given up after one second', async () => {
    const { cache, diagnostics } = await cacheWith({ lock: async () => never })
    const lock = await cache.lock(identity, 10_000)
    const releasing = typeof lock === 'object' ? lock.release() : never()
    await vi.advanceTimersByTimeAsync(1000)
    await releasing
    expect(diagnostics).toEqual([{ type: 'cache.failed', operation: 'unlock', reason: 'timeout', skippedForMs: 5000 }])
  })

  test('is left alone for five seconds, in everything, and then asked again', async () => {
    const get = vi.fn<CacheAdapter['get']>(never)
    const set = vi.fn<CacheAdapter['set']>(async () => {})
    const { cache, entry, diagnostics } = await cacheWith({ get, set })
    const reading = cache.read(identity)
    await vi.advanceTimersByTimeAsync(1000)
    await reading
    await vi.advanceTimersByTimeAsync(4999)
    expect(await cache.read(identity)).toBe('unavailable')
    expect(await cache.lock(identity, 10_000)).toBe('unavailable')
    await cache.write(identity, entry)
    await cache.remove(identity, entry.value)
    expect(get).toHaveBeenCalledTimes(1)
    expect(set).not.toHaveBeenCalled()
    expect(diagnostics).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    await cache.write(identity, entry)
    expect(set).toHaveBeenCalledTimes(1)
  })

  test('and answers late changes nothing', async () => {
    const answer = deferred<string>()
    const { cache, entry } = await cacheWith({ get: () => answer.promise })
    const reading = cache.read(identity)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await reading).toBe('unavailable')
    answer.resolve(serialize(identity, entry))
    await settled()
  })

  test('and fails late is no unhandled rejection', async () => {
    const answer = deferred<string>()
    const { cache } = await cacheWith({ get: () => answer.promise })
    const reading = cache.read(identity)
    await vi.advanceTimersByTimeAsync(1000)
    await reading
    answer.reject(new Error('late'))
    await settled() // an unhandled rejection would fail the run
  })

  test('and grants a lock late gets it back, since nobody uses it', async () => {
    const answer = deferred<() => Promise<void>>()
    const release = vi.fn(async () => {})
    const { cache } = await cacheWith({ lock: () => answer.promise })
    const locking = cache.lock(identity, 10_000)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await locking).toBe('unavailable')
    answer.resolve(release)
    await settled()
    expect(release).toHaveBeenCalledTimes(1)
  })

  test('and refuses a lock late, or grants it and cannot take it back, breaks nothing', async () => {
    for (const late of [null, 7 as never, async () => Promise.reject(new Error('gone'))]) {
      const answer = deferred<(() => Promise<void>) | null>()
      const { cache } = await cacheWith({ lock: () => answer.promise })
      const locking = cache.lock(identity, 10_000)
      await vi.advanceTimersByTimeAsync(1000)
      await locking
      answer.resolve(late)
      await settled()
    }
  })
})

describe('a cache that answers nonsense', () => {
  test.each([
    ['a number', 7],
    ['bytes', Buffer.from('{"schema":1}')],
    ['an object', { schema: 1 }],
    ['true', true],
    ['an empty string', ''],
    ['a bare token', 'token-1'],
    ["another application's entry", '{"access_token":"x","expires_in":7200}'],
    [
      "another account's entry",
      serialize({ ...identity, appId: 'wx00000000000000a2' }, { value: 'x', obtainedAt: 1, expiresAt: 2 }),
    ],
  ])('%s is a miss and a diagnostic', async (_, nonsense) => {
    const { cache, diagnostics } = await cacheWith({ get: async () => nonsense as never })
    expect(await cache.read(identity)).toBeUndefined()
    expect(diagnostics).toEqual([{ type: 'cache.failed', operation: 'get', reason: 'invalid_value' }])
  })

  test.each([
    ['true', true],
    ['a string', 'OK'],
    ['an object', {}],
  ])('%s instead of a lock is no lock to rely on', async (_, nonsense) => {
    const { cache, diagnostics } = await cacheWith({ lock: async () => nonsense as never })
    expect(await cache.lock(identity, 10_000)).toBe('unavailable')
    expect(diagnostics).toEqual([{ type: 'cache.failed', operation: 'lock', reason: 'invalid_value' }])
  })

  test('undefined instead of null says that another holds the lock', async () => {
    const { cache } = await cacheWith({ lock: async () => undefined as never })
    expect(await cache.lock(identity, 10_000)).toBe('held')
  })

  test('functions that promise nothing are good enough', async () => {
    const text = new Map<string, string>()
    const { cache, entry } = await cacheWith({
      get: ((key: string) => text.get(key)) as never,
      set: ((key: string, value: string) => void text.set(key, value)) as never,
      lock: (() => () => undefined) as never,
    })
    await cache.write(identity, entry)
    expect(await cache.read(identity)).toEqual(entry)
    const lock = await cache.lock(identity, 10_000)
    if (typeof lock === 'object') await lock.release()
    expect(lock).toEqual({ release: expect.any(Function) })
  })
})
