import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CacheAdapter } from '../../../src/cache/adapter.js'
import { memoryCache } from '../../../src/cache/memory.js'
import { cacheKey } from '../../../src/credentials/cached-credential.js'
import { CredentialError } from '../../../src/errors.js'
import { leaks } from '../../support/canary.js'
import {
  cachedValue,
  credentialWith,
  deferred,
  failWith,
  fresh,
  HOUR,
  identity,
  longWait,
  MINUTE,
  networkDown,
  putIntoCache,
  recordingCache,
  SECOND,
  settled,
  stoppedClock,
  times,
  wrongSecret,
} from '../../support/credentials.js'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('asking for a value', () => {
  test('10 000 callers at once make one request', async () => {
    const { credential, requests, diagnosticsOf } = credentialWith()
    const values = await Promise.all(times(10_000, () => credential.get(longWait)))
    expect(new Set(values)).toEqual(new Set(['token-1']))
    expect(requests).toHaveLength(1)
    expect(diagnosticsOf('credential.issued')).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('clients that were given one cache make one request together', async () => {
    const first = credentialWith()
    const second = credentialWith({ adapter: first.store, clock: first.clock })
    const values = await Promise.all([first, second].map(({ credential }) => credential.get(longWait)))
    expect(values).toEqual(['token-1', 'token-1'])
    expect(first.requests.length + second.requests.length).toBe(1)
    expect(second.credential.current()).toBe('token-1')
  })

  test('clients with a cache each share nothing', async () => {
    const clients = [credentialWith(), credentialWith()]
    await Promise.all(clients.map(({ credential }) => credential.get(longWait)))
    expect(clients.map(({ requests }) => requests.length)).toEqual([1, 1])
  })

  test.each([
    ['kinds', { kind: 'cardTicket' }],
    ['AppIDs', { appId: 'wx00000000000000a2' }],
    ['modes', { mode: 'classic' }],
    ['places', { origin: 'http://127.0.0.1:8080' }],
  ] as const)('other %s share neither request, nor lock, nor cool-down, nor entry', async (_, change) => {
    const held = deferred<never>()
    const first = credentialWith({ issue: () => held.promise })
    const waiting = first.credential.get(longWait).catch((error: unknown) => error)
    await settled() // it holds its lock now
    const other = credentialWith({ adapter: first.store, clock: first.clock, identity: { ...identity, ...change } })
    expect(await other.credential.get(longWait)).toBe('token-1')
    held.reject(wrongSecret())
    expect(await waiting).toBeInstanceOf(CredentialError)
    expect(other.credential.current()).toBe('token-1')
    expect(await cachedValue(first.store)).toBeUndefined()
  })

  test('clients with different secrets share neither request nor failure, and what was issued', async () => {
    const held = deferred<never>()
    const old = credentialWith({ issuerIdentity: 'hash of the old secret', issue: () => held.promise })
    const { lock: _, ...adapter } = old.store
    const [wrong, right] = [
      credentialWith({
        adapter,
        clock: old.clock,
        issuerIdentity: 'hash of the old secret',
        issue: () => held.promise,
      }),
      credentialWith({ adapter, clock: old.clock, issuerIdentity: 'hash of the new secret' }),
    ] as const
    const failing = wrong.credential.get(longWait).catch((error: unknown) => error)
    await settled()
    const working = right.credential.get(longWait)
    held.reject(wrongSecret())
    expect(await failing).toMatchObject({ errcode: 40001 })
    expect(await working).toBe('token-1')
    expect(wrong.requests).toHaveLength(1)
    expect(right.requests).toHaveLength(1)
    const third = credentialWith({ adapter, clock: old.clock, issuerIdentity: 'hash of a third secret' })
    expect(await third.credential.get(longWait)).toBe('token-1')
    expect(third.requests).toEqual([])
  })

  test('looks, locks, looks again, asks, shares, unlocks', async () => {
    const clock = stoppedClock()
    const { adapter, used } = recordingCache(clock)
    const { credential } = credentialWith({
      adapter,
      clock,
      issue: (request, number) => {
        used.push('ask')
        return fresh(request, number)
      },
    })
    await credential.get(longWait)
    expect(used).toEqual(['get', 'lock', 'get', 'ask', 'set', 'unlock'])
    expect(await cachedValue(adapter)).toBe('token-1')
  })

  test('does not ask when another process was quicker while the lock was taken', async () => {
    const clock = stoppedClock()
    const { adapter, used, good } = recordingCache(clock)
    const lock: CacheAdapter['lock'] = async (key, leaseMs) => {
      await putIntoCache(good, { value: 'theirs', obtainedAt: clock.now(), expiresAt: clock.now() + 2 * HOUR })
      return (await adapter.lock?.(key, leaseMs)) ?? null
    }
    const { credential, requests } = credentialWith({ adapter: { ...adapter, lock }, clock })
    expect(await credential.get(longWait)).toBe('theirs')
    expect(requests).toEqual([])
    expect(used).toEqual(['get', 'lock', 'get', 'unlock'])
  })

  test('looks and asks where the cache has no lock', async () => {
    const clock = stoppedClock()
    const { adapter, used } = recordingCache(clock)
    const { lock: _, ...lockless } = adapter
    const { credential } = credentialWith({ adapter: lockless, clock })
    expect(await credential.get(longWait)).toBe('token-1')
    expect(used).toEqual(['get', 'set'])
  })

  test('takes what the shared cache holds', async () => {
    const { credential, clock, store, requests, diagnosticsOf } = credentialWith()
    await putIntoCache(store, { value: 'theirs', obtainedAt: clock.now() - HOUR, expiresAt: clock.now() + HOUR })
    expect(await credential.get(longWait)).toBe('theirs')
    expect(requests).toEqual([])
    expect(diagnosticsOf('credential.adopted')).toHaveLength(1)
  })

  test('never takes a value from the shared cache whose time is over', async () => {
    const { credential, clock, store } = credentialWith()
    await putIntoCache(store, { value: 'dead', obtainedAt: clock.now() - HOUR, expiresAt: clock.now() + 30 * SECOND })
    expect(await credential.get(longWait)).toBe('token-1')
    expect(await cachedValue(store)).toBe('token-1')
  })

  test('counts the life of a value from the moment it was asked for', async () => {
    const clock = stoppedClock()
    const start = clock.now()
    const { credential, diagnosticsOf } = credentialWith({
      clock,
      issue: (request, number) => {
        clock.advance(3 * SECOND)
        return fresh(request, number)
      },
    })
    await credential.get(longWait)
    expect(diagnosticsOf('credential.issued')).toEqual([
      { type: 'credential.issued', kind: 'accessToken', expiresAt: start + 2 * HOUR },
    ])
  })

  test('shares an entry that can be read again, also with a clock that knows parts of milliseconds', async () => {
    const clock = stoppedClock()
    clock.advance(0.123)
    const first = credentialWith({ clock })
    await first.credential.get(longWait)
    const second = credentialWith({ adapter: first.store, clock })
    expect(await second.credential.get(longWait)).toBe('token-1')
    expect(second.requests).toEqual([])
  })

  test('keeps a ticket no longer than its limit, wherever it was found', async () => {
    const limit = { longestLifetimeMs: HOUR }
    const { credential, clock, store, requests, diagnosticsOf } = credentialWith(limit)
    await credential.get(longWait)
    expect(diagnosticsOf('credential.issued')).toMatchObject([{ expiresAt: clock.now() + HOUR }])
    clock.advance(HOUR - 30 * SECOND)
    expect(credential.current()).toBeUndefined()
    await putIntoCache(store, { value: 'old', obtainedAt: clock.now() - HOUR, expiresAt: clock.now() + HOUR })
    expect(await credential.get(longWait)).toBe('token-2')
    expect(requests).toHaveLength(2)
  })

  test('of a client that keeps tickets shorter than another with the same cache is kept shorter', async () => {
    const long = credentialWith({ longestLifetimeMs: 2 * HOUR })
    const { clock, store: adapter } = long
    const short = credentialWith({ adapter, clock, longestLifetimeMs: HOUR })
    await Promise.all([long.credential.get(longWait), short.credential.get(longWait)])
    clock.advance(HOUR)
    expect(long.credential.current()).toBe('token-1')
    expect(short.credential.current()).toBeUndefined()
  })

  const unusable: Readonly<Record<string, { value: unknown; expiresInSeconds: unknown }>> = {
    'no value': { value: undefined, expiresInSeconds: 7200 },
    'an empty value': { value: '', expiresInSeconds: 7200 },
    'a number': { value: 7, expiresInSeconds: 7200 },
    'a value that would break out of an address': { value: 'x y', expiresInSeconds: 7200 },
    'a value of 2049 characters': { value: 'x'.repeat(2049), expiresInSeconds: 7200 },
    'no lifetime': { value: 'x', expiresInSeconds: null },
    'a lifetime of nothing': { value: 'x', expiresInSeconds: 0 },
    'a lifetime in words': { value: 'x', expiresInSeconds: 'two hours' },
  }

  test.each(Object.entries(unusable))('an answer with %s is an error, and nothing is kept', async (_, answer) => {
    const { credential, store } = credentialWith({ issue: () => answer })
    const error = await credential.get(longWait).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ERR_CREDENTIAL', kind: 'accessToken' })
    expect((error as CredentialError).message).toMatch(
      answer.value === 'x' ? /no usable lifetime$/ : /no usable value$/,
    )
    expect(credential.current()).toBeUndefined()
    expect(await cachedValue(store)).toBeUndefined()
  })

  test('a value whose time is over when it arrives is an error, not handed out', async () => {
    const clock = stoppedClock()
    const { credential } = credentialWith({
      clock,
      issue: () => {
        clock.advance(10 * SECOND)
        return { value: 'short', expiresInSeconds: 10 }
      },
    })
    await expect(credential.get(longWait)).rejects.toThrow(/time was over before it could be used/)
    expect(credential.current()).toBeUndefined()
  })

  test('a failure reaches those who wait, once each, and is not remembered', async () => {
    const { credential, requests, diagnosticsOf } = credentialWith({
      issue: (request, number) => {
        if (number === 1) throw networkDown()
        return fresh(request, number)
      },
    })
    const results = await Promise.allSettled(times(50, () => credential.get(longWait)))
    expect(results.every(({ status }) => status === 'rejected')).toBe(true)
    expect(diagnosticsOf('credential.failed')).toHaveLength(1)
    expect(await credential.get(longWait)).toBe('token-2')
    expect(requests).toHaveLength(2)
  })

  test('an unexpected failure passes unchanged, and what it says is not reported', async () => {
    const { credential, diagnostics } = credentialWith({ issue: failWith(() => new RangeError('secret-canary-1')) })
    await expect(credential.get(longWait)).rejects.toThrow(RangeError)
    expect(leaks(diagnostics, { secret: 'secret-canary-1' })).toEqual([])
  })
})

describe('getting a value ready', () => {
  test('tells whether it was issued for that, so that no other process can have used it', async () => {
    const { credential, store, clock } = credentialWith()
    expect(await credential.prepare(longWait)).toBe(true)
    expect(await credential.prepare(longWait)).toBe(false) // it was at hand
    const other = credentialWith({ adapter: store, clock })
    expect(await other.credential.prepare(longWait)).toBe(false) // another process has it too
    expect(other.requests).toEqual([])
  })
})

describe('with a lock that another process holds', () => {
  async function lockedOut(more: Parameters<typeof credentialWith>[0] = {}) {
    const clock = stoppedClock()
    const { adapter, good, used } = recordingCache(clock)
    const release = await good.lock(`${cacheKey(identity)}:lock`, HOUR)
    return { ...credentialWith({ adapter, clock, ...more }), used, release: release as () => Promise<void> }
  }

  test('a process waits for what the other brings', async () => {
    const { credential, clock, store, requests } = await lockedOut()
    const waiting = credential.get(longWait)
    await vi.advanceTimersByTimeAsync(300)
    await putIntoCache(store, { value: 'theirs', obtainedAt: clock.now(), expiresAt: clock.now() + 2 * HOUR })
    await vi.advanceTimersByTimeAsync(150)
    expect(await waiting).toBe('theirs')
    expect(requests).toEqual([])
  })

  test('it looks again after 50 to 150 ms', async () => {
    for (const [chance, pause] of [
      [0, 50],
      [0.5, 100],
      [0.999, 149],
    ] as const) {
      vi.spyOn(Math, 'random').mockReturnValue(chance)
      const { credential, used } = await lockedOut()
      credential.get(longWait).catch(() => {})
      await vi.advanceTimersByTimeAsync(pause - 1)
      expect(used).toEqual(['get', 'lock'])
      await vi.advanceTimersByTimeAsync(1)
      expect(used).toEqual(['get', 'lock', 'get', 'lock'])
    }
  })

  test('it takes over when the other gives up', async () => {
    const { credential, requests, release } = await lockedOut()
    const waiting = credential.get(longWait)
    await vi.advanceTimersByTimeAsync(300)
    await release()
    await vi.advanceTimersByTimeAsync(150)
    expect(await waiting).toBe('token-1')
    expect(requests).toHaveLength(1)
  })

  test('it goes on without when a lease has passed: the other is dead, and the lock does not end', async () => {
    const { credential, requests, used } = await lockedOut()
    const waiting = credential.get(longWait)
    await vi.advanceTimersByTimeAsync(10 * SECOND)
    expect(requests).toEqual([])
    await vi.advanceTimersByTimeAsync(SECOND)
    expect(await waiting).toBe('token-1')
    expect(used.at(-1)).toBe('set')
  })

  test('it never goes on without where each value ends the one before', async () => {
    const { credential, requests } = await lockedOut({ exclusive: true })
    const waiting = credential.get(longWait).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(15 * SECOND)
    expect(await waiting).toMatchObject({ code: 'ERR_CREDENTIAL', retryable: true })
    expect(requests).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  test.each([
    ['that was issued for it just now', true, ['get', 'lock', 'set', 'unlock']],
    ['that others have had before', false, ['get', 'lock', 'get', 'set', 'unlock']],
  ])('one look into the cache tells, where it needs a thing %s', async (_, issued, expected) => {
    const clock = stoppedClock()
    const { adapter, used } = recordingCache(clock)
    const { credential } = credentialWith({ adapter, clock, prepare: async () => issued })
    expect(await credential.get(longWait)).toBe('token-1')
    await settled()
    expect(used).toEqual(expected)
  })

  test('it looks again after it had to wait, whatever it got ready', async () => {
    const { credential, clock, store, requests, release } = await lockedOut({ prepare: async () => true })
    const waiting = credential.get(longWait)
    await vi.advanceTimersByTimeAsync(10)
    await putIntoCache(store, { value: 'theirs', obtainedAt: clock.now(), expiresAt: clock.now() + 2 * HOUR })
    await release()
    await vi.advanceTimersByTimeAsync(150)
    expect(await waiting).toBe('theirs')
    expect(requests).toEqual([])
  })

  test('it looks under the lock that it had to wait for, whatever it got ready', async () => {
    const clock = stoppedClock()
    const { adapter, good } = recordingCache(clock)
    const { lock } = adapter
    let asked = 0
    adapter.lock = async (key, leaseMs) => {
      if (++asked === 1) return null
      await putIntoCache(good, { value: 'theirs', obtainedAt: clock.now(), expiresAt: clock.now() + 2 * HOUR })
      return (await lock?.(key, leaseMs)) ?? null
    }
    const { credential, requests } = credentialWith({ adapter, clock, prepare: async () => true })
    const waiting = credential.get(longWait)
    await vi.advanceTimersByTimeAsync(150)
    expect(await waiting).toBe('theirs')
    expect(requests).toEqual([])
  })

  test('it gets ready what it needs before it takes the lock, for as long as that takes', async () => {
    const clock = stoppedClock()
    const { adapter, used } = recordingCache(clock)
    const ready = deferred<void>()
    const prepare = vi.fn(() => ready.promise.then(() => false))
    const { credential, requests } = credentialWith({ adapter, clock, prepare })
    const waiting = credential.get(longWait)
    await vi.advanceTimersByTimeAsync(9 * SECOND)
    expect(used).toEqual(['get'])
    ready.resolve()
    expect(await waiting).toBe('token-1')
    expect(prepare).toHaveBeenCalledWith({ signal: requests[0]?.signal, ms: 15 * SECOND, background: true })
  })
})

describe('a process that was stopped', () => {
  /** Lets time pass as it does for a stopped process: no timer fires, and the clock has moved on. */
  function stopped() {
    let away = 0
    const now = performance.now.bind(performance)
    vi.spyOn(performance, 'now').mockImplementation(() => now() + away)
    return (ms: number): void => {
      away += ms
    }
  }

  test('in mid-fetch drops the reply that it finds, and writes nothing', async () => {
    const pass = stopped()
    const clock = stoppedClock()
    const { adapter, used } = recordingCache(clock)
    const { credential } = credentialWith({
      adapter,
      clock,
      issue: (request, number) => {
        pass(6 * SECOND)
        return fresh(request, number)
      },
    })
    await expect(credential.get(longWait)).rejects.toThrow(/no answer within 5000 ms/)
    expect(used).toEqual(['get', 'lock', 'get', 'unlock'])
    expect(await credential.get({ ms: 60 * SECOND }).catch(() => 'again')).toBe('again')
  })

  test('between lock and fetch does not ask when its lease is over', async () => {
    const pass = stopped()
    const clock = stoppedClock()
    const { adapter, used } = recordingCache(clock)
    const get: CacheAdapter['get'] = (key) => {
      if (used.at(-1) === 'lock') pass(10 * SECOND)
      return adapter.get(key)
    }
    const { credential, requests } = credentialWith({ adapter: { ...adapter, get }, clock })
    await expect(credential.get(longWait)).rejects.toThrow(/before it could be asked for/)
    expect(requests).toEqual([])
    expect(used).toEqual(['get', 'lock', 'get', 'unlock'])
  })

  test('before its first look does not ask when its time is over', async () => {
    const pass = stopped()
    const { lock: _, ...lockless } = memoryCache()
    const get: CacheAdapter['get'] = (key) => {
      pass(20 * SECOND)
      return lockless.get(key)
    }
    const { credential, requests } = credentialWith({ adapter: { ...lockless, get } })
    await expect(credential.get(longWait)).rejects.toThrow(/before it could be asked for/)
    expect(requests).toEqual([])
  })
})

describe('where each value ends the one before', () => {
  const exclusive = { exclusive: true }
  const fail = () => Promise.reject(new Error('down'))

  test.each([
    ['cannot be read', { get: fail }],
    ['has no lock to give', { lock: fail }],
    ['answers nonsense for a lock', { lock: async () => true as never }],
  ])('a cache that %s means an error and no request', async (_, change) => {
    const { credential, requests } = credentialWith({ ...exclusive, adapter: { ...memoryCache(), ...change } })
    await expect(credential.get(longWait)).rejects.toMatchObject({
      code: 'ERR_CACHE_UNAVAILABLE',
      retryable: true,
      message: expect.stringContaining('classic mode'),
    })
    expect(requests).toEqual([])
  })

  test('a value at hand goes on serving while the cache is down', async () => {
    const clock = stoppedClock()
    const good = memoryCache({ clock })
    let down = false
    const mayFail = <Name extends keyof typeof good>(name: Name): (typeof good)[Name] =>
      ((...values: never[]) => (down ? fail() : (good[name] as (...values: never[]) => unknown)(...values))) as never
    const adapter = { ...good, get: mayFail('get'), lock: mayFail('lock') }
    const { credential, requests } = credentialWith({ ...exclusive, adapter, clock })
    await credential.get(longWait)
    down = true
    for (let minute = 0; minute < 119; minute++) {
      expect(await credential.get(longWait)).toBe('token-1')
      await settled()
      clock.advance(MINUTE)
    }
    clock.advance(MINUTE)
    await expect(credential.get(longWait)).rejects.toMatchObject({ code: 'ERR_CACHE_UNAVAILABLE' })
    expect(requests).toHaveLength(1)
    down = false
    expect(await credential.get(longWait)).toBe('token-2')
  })
})
