import { getEventListeners } from 'node:events'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CacheAdapter } from '../../../src/cache/adapter.js'
import { memoryCache } from '../../../src/cache/memory.js'
import type { IssueRequest } from '../../../src/credentials/credential.js'
import { cacheKey } from '../../../src/credentials/entry.js'
import { CredentialError } from '../../../src/errors.js'
import { leaks } from '../../support/canary.js'
import {
  credentialWith,
  deferred,
  fresh,
  HOUR,
  identity,
  MINUTE,
  patience,
  type Script,
  SECOND,
  settled,
  shared,
  stoppedClock,
  stored,
} from '../../support/credentials.js'

const never = (): Promise<never> => new Promise(() => {})

/** As WeChat's stable endpoint: the same token and what is left of its life, until its last five minutes. */
function stableEndpoint(clock: { now(): number }): Script {
  let token: { value: string; endsAt: number } | undefined
  let number = 0
  return () => {
    if (token === undefined || token.endsAt - clock.now() <= 300 * SECOND) {
      token = { value: `stable-${++number}`, endsAt: clock.now() + 7200 * SECOND }
    }
    return { value: token.value, expiresInSeconds: (token.endsAt - clock.now()) / SECOND }
  }
}

/** What WeChat says that only a person can mend. */
const wrongSecret = (): CredentialError =>
  new CredentialError('accessToken', 'POST /cgi-bin/stable_token answered 40001', {
    endpoint: 'POST /cgi-bin/stable_token',
    retryable: false,
    attempts: 1,
    elapsedMs: 3,
    errcode: 40001,
  })

const networkDown = (): CredentialError =>
  new CredentialError('accessToken', 'no connection', { endpoint: 'x', retryable: true, attempts: 3, elapsedMs: 3 })

const failWith =
  (error: () => Error): Script =>
  () => {
    throw error()
  }

/** A memory cache that remembers the order in which it was used. */
function recordingCache(clock: { now(): number }) {
  const good = memoryCache({ clock })
  const used: string[] = []
  const using = <Result>(name: string, result: () => Result): Result => {
    used.push(name)
    return result()
  }
  const adapter: CacheAdapter = {
    get: (key) => using('get', () => good.get(key)),
    set: (key, value, ttlMs) => using('set', () => good.set(key, value, ttlMs)),
    delete: (key) => using('delete', () => good.delete(key)),
    async lock(key, leaseMs) {
      const release = await using('lock', () => good.lock(key, leaseMs))
      return release && (() => using('unlock', release))
    },
  }
  return { adapter, good, used }
}

const times = <Value>(count: number, make: () => Value): Value[] => Array.from({ length: count }, make)

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('a value at hand', () => {
  test('is handed out again and again without looking anywhere', async () => {
    const clock = stoppedClock()
    const { adapter, used } = recordingCache(clock)
    const { credential, requests } = credentialWith({ adapter, clock })
    expect(credential.current()).toBeUndefined()
    expect(await credential.get(patience)).toBe('token-1')
    used.length = 0
    clock.advance(59.9 * SECOND)
    expect(credential.current()).toBe('token-1')
    expect(await credential.get(patience)).toBe('token-1')
    expect(used).toEqual([])
    expect(requests).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is compared with the shared cache once a minute, behind the back of the caller', async () => {
    const clock = stoppedClock()
    const { adapter, used } = recordingCache(clock)
    const { credential } = credentialWith({ adapter, clock })
    await credential.get(patience)
    used.length = 0
    clock.advance(MINUTE)
    expect(credential.current()).toBe('token-1')
    expect(credential.current()).toBe('token-1')
    expect(used).toEqual(['get'])
    await settled()
    clock.advance(MINUTE)
    credential.current()
    expect(used).toEqual(['get', 'get'])
  })

  test('gives way to a younger one that another process has put into the shared cache', async () => {
    const { credential, clock, store, told } = credentialWith()
    await credential.get(patience)
    clock.advance(MINUTE)
    await shared(store, { value: 'younger', obtainedAt: clock.now(), expiresAt: clock.now() + 2 * HOUR })
    expect(credential.current()).toBe('token-1')
    await settled()
    expect(credential.current()).toBe('younger')
    expect(told('credential.adopted')).toEqual([
      { type: 'credential.adopted', kind: 'accessToken', expiresAt: clock.now() + 2 * HOUR },
    ])
  })

  const unmoved: Readonly<Record<string, (store: CacheAdapter, now: number) => Promise<void>>> = {
    'holds nothing': (store) => store.delete(cacheKey(identity)),
    'holds the same': async () => {},
    'holds an older one': (store, now) =>
      shared(store, { value: 'older', obtainedAt: now - 30 * MINUTE, expiresAt: now + 90 * MINUTE }),
    'holds a younger one that is already ageing': (store, now) =>
      shared(store, { value: 'ageing', obtainedAt: now - 8.5 * SECOND, expiresAt: now + 1.5 * SECOND }),
    'holds nonsense': (store) => store.set(cacheKey(identity), 'nonsense', HOUR),
  }

  test.each(Object.entries(unmoved))('stays, and is not written back, where the shared cache %s', async (_, put) => {
    const clock = stoppedClock()
    const { adapter, used, good } = recordingCache(clock)
    const { credential, requests, told } = credentialWith({ adapter, clock })
    await credential.get(patience)
    clock.advance(MINUTE)
    await put(good, clock.now())
    const before = await stored(good).catch(() => 'nonsense')
    used.length = 0
    expect(credential.current()).toBe('token-1')
    await settled()
    expect(credential.current()).toBe('token-1')
    expect(used).toEqual(['get'])
    expect(await stored(good).catch(() => 'nonsense')).toBe(before)
    expect(requests).toHaveLength(1)
    expect(told('credential.adopted')).toEqual([])
  })

  test('stays when the shared cache fails', async () => {
    const clock = stoppedClock()
    let failing = false
    const good = memoryCache({ clock })
    const get = (key: string) => (failing ? Promise.reject(new Error('down')) : good.get(key))
    const { credential, diagnostics } = credentialWith({ adapter: { ...good, get }, clock })
    await credential.get(patience)
    failing = true
    clock.advance(MINUTE)
    expect(credential.current()).toBe('token-1')
    await settled()
    expect(credential.current()).toBe('token-1')
    expect(diagnostics.at(-1)).toEqual({ type: 'cache.failed', operation: 'get', reason: 'error' })
  })

  test('is compared again after the clock was set back', async () => {
    const clock = stoppedClock()
    const { adapter, used } = recordingCache(clock)
    const { credential } = credentialWith({ adapter, clock })
    await credential.get(patience)
    used.length = 0
    clock.advance(-HOUR)
    credential.current()
    expect(used).toEqual(['get'])
  })
})

describe('a value that is ageing', () => {
  test('is handed out, and renewed once behind the back of the callers', async () => {
    const { credential, clock, requests, told } = credentialWith()
    await credential.get(patience)
    clock.advance(2 * HOUR - 180 * SECOND) // the latest moment at which the soft window can begin
    const handedOut = await Promise.all(times(100, () => credential.get(patience)))
    expect(new Set(handedOut)).toEqual(new Set(['token-1']))
    await settled()
    expect(requests).toHaveLength(2)
    expect(credential.current()).toBe('token-2')
    expect(told('credential.issued')).toHaveLength(2)
  })

  test('is not renewed before the earliest moment of its soft window', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999)
    const { credential, clock, requests } = credentialWith()
    await credential.get(patience)
    clock.advance(2 * HOUR - 241 * SECOND)
    credential.current()
    await settled()
    expect(requests).toHaveLength(1)
  })

  test('is renewed in time by the stable endpoint, which brings a new token only in the last five minutes', async () => {
    const clock = stoppedClock()
    const { credential, requests } = credentialWith({ clock, issue: stableEndpoint(clock) })
    expect(await credential.get(patience)).toBe('stable-1')
    for (let minute = 0; minute < 24 * 60; minute++) {
      clock.advance(MINUTE)
      credential.current()
      await settled()
    }
    expect(credential.current()).toBe('stable-13')
    expect(requests).toHaveLength(13)
  })

  test('goes on serving while WeChat is down; every 30 s it is tried again, and reported', async () => {
    let down = false
    const issue: Script = (request, number) => {
      if (down) throw networkDown()
      return fresh(request, number)
    }
    const { credential, clock, requests, told } = credentialWith({ issue })
    await credential.get(patience)
    clock.advance(2 * HOUR - 150 * SECOND)
    down = true
    for (let second = 0; second < 90; second++) {
      expect(await credential.get(patience)).toBe('token-1')
      await settled()
      clock.advance(SECOND)
    }
    expect(requests).toHaveLength(1 + 3)
    expect(told('credential.failed')).toEqual(
      times(3, () => ({
        type: 'credential.failed',
        kind: 'accessToken',
        message: 'No access token could be had: no connection',
        background: true,
      })),
    )
    down = false
    expect(await credential.get(patience)).toBe('token-1')
    await settled()
    expect(credential.current()).toBe('token-5')
  })

  test('is never handed out past its hard margin: an error instead, and the next call tries anew', async () => {
    let down = false
    const issue: Script = (request, number) => {
      if (down) throw networkDown()
      return fresh(request, number)
    }
    const { credential, clock, requests } = credentialWith({ issue })
    await credential.get(patience)
    down = true
    clock.advance(2 * HOUR - 30 * SECOND)
    expect(credential.current()).toBeUndefined()
    await expect(credential.get(patience)).rejects.toThrow(CredentialError)
    await expect(credential.get(patience)).rejects.toThrow(CredentialError)
    expect(requests).toHaveLength(3)
    down = false
    expect(await credential.get(patience)).toBe('token-4')
  })

  test('is replaced by what another process has renewed, without a request', async () => {
    const { credential, clock, store, requests } = credentialWith()
    await credential.get(patience)
    clock.advance(2 * HOUR - 100 * SECOND)
    await shared(store, { value: 'renewed', obtainedAt: clock.now() - 1, expiresAt: clock.now() - 1 + 2 * HOUR })
    expect(credential.current()).toBe('token-1')
    await settled()
    expect(credential.current()).toBe('renewed')
    expect(requests).toHaveLength(1)
  })

  test('is not renewed with one that is ageing too', async () => {
    const { credential, clock, store, requests } = credentialWith()
    await credential.get(patience)
    clock.advance(2 * HOUR - 100 * SECOND)
    await shared(store, { value: 'ageing', obtainedAt: clock.now() - HOUR, expiresAt: clock.now() + 101 * SECOND })
    credential.current()
    await settled()
    expect(requests).toHaveLength(2)
    expect(credential.current()).toBe('token-2')
  })

  test('is not renewed with one that was obtained earlier', async () => {
    const { credential, clock, store } = credentialWith({ issue: () => ({ value: 'brief', expiresInSeconds: 300 }) })
    const start = clock.now()
    await credential.get(patience)
    clock.advance(260 * SECOND)
    await shared(store, { value: 'older', obtainedAt: start - 1, expiresAt: start - 1 + 2 * HOUR })
    credential.current()
    await settled()
    expect(credential.current()).toBe('brief')
    clock.advance(30 * SECOND)
    expect(await credential.get(patience)).toBe('older') // better than nothing
    expect(credential.current()).toBe('older')
  })

  test('is renewed by one client for all that share a cache', async () => {
    const slow = deferred<void>()
    const issue: Script = async (request, number) => {
      if (number > 1) await slow.promise
      return fresh(request, number)
    }
    const clock = stoppedClock()
    const { lock: _, ...adapter } = memoryCache({ clock })
    const [first, second] = [credentialWith({ adapter, clock, issue }), credentialWith({ adapter, clock, issue })]
    await first.credential.get(patience)
    await second.credential.get(patience)
    clock.advance(2 * HOUR - 100 * SECOND)
    expect([first.credential.current(), second.credential.current()]).toEqual(['token-1', 'token-1'])
    await settled()
    expect([first.credential.current(), second.credential.current()]).toEqual(['token-1', 'token-1'])
    slow.resolve()
    await settled()
    expect(first.requests.length + second.requests.length).toBe(2)
  })

  test('is taken from the shared cache by a process that has none, and renewed after', async () => {
    const { credential, clock, store, requests } = credentialWith()
    await shared(store, { value: 'ageing', obtainedAt: clock.now() - HOUR, expiresAt: clock.now() + 100 * SECOND })
    expect(await credential.get(patience)).toBe('ageing')
    expect(requests).toHaveLength(0)
    expect(credential.current()).toBe('ageing')
    await settled()
    expect(credential.current()).toBe('token-1')
  })
})

describe('asking for a value', () => {
  test('10 000 callers at once make one request', async () => {
    const { credential, requests, told } = credentialWith()
    const values = await Promise.all(times(10_000, () => credential.get(patience)))
    expect(new Set(values)).toEqual(new Set(['token-1']))
    expect(requests).toHaveLength(1)
    expect(told('credential.issued')).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('clients that were given one cache make one request together', async () => {
    const first = credentialWith()
    const second = credentialWith({ adapter: first.store, clock: first.clock })
    const values = await Promise.all([first, second].map(({ credential }) => credential.get(patience)))
    expect(values).toEqual(['token-1', 'token-1'])
    expect(first.requests.length + second.requests.length).toBe(1)
    expect(second.credential.current()).toBe('token-1')
  })

  test('clients with a cache each share nothing', async () => {
    const clients = [credentialWith(), credentialWith()]
    await Promise.all(clients.map(({ credential }) => credential.get(patience)))
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
    const waiting = first.credential.get(patience).catch((error: unknown) => error)
    await settled() // it holds its lock now
    const other = credentialWith({ adapter: first.store, clock: first.clock, identity: { ...identity, ...change } })
    expect(await other.credential.get(patience)).toBe('token-1')
    held.reject(wrongSecret())
    expect(await waiting).toBeInstanceOf(CredentialError)
    expect(other.credential.current()).toBe('token-1')
    expect(await stored(first.store)).toBeUndefined()
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
    await credential.get(patience)
    expect(used).toEqual(['get', 'lock', 'get', 'ask', 'set', 'unlock'])
    expect(await stored(adapter)).toBe('token-1')
  })

  test('does not ask when another process was quicker while the lock was taken', async () => {
    const clock = stoppedClock()
    const { adapter, used, good } = recordingCache(clock)
    const lock: CacheAdapter['lock'] = async (key, leaseMs) => {
      await shared(good, { value: 'theirs', obtainedAt: clock.now(), expiresAt: clock.now() + 2 * HOUR })
      return (await adapter.lock?.(key, leaseMs)) ?? null
    }
    const { credential, requests } = credentialWith({ adapter: { ...adapter, lock }, clock })
    expect(await credential.get(patience)).toBe('theirs')
    expect(requests).toEqual([])
    expect(used).toEqual(['get', 'lock', 'get', 'unlock'])
  })

  test('looks and asks where the cache has no lock', async () => {
    const clock = stoppedClock()
    const { adapter, used } = recordingCache(clock)
    const { lock: _, ...lockless } = adapter
    const { credential } = credentialWith({ adapter: lockless, clock })
    expect(await credential.get(patience)).toBe('token-1')
    expect(used).toEqual(['get', 'set'])
  })

  test('takes what the shared cache holds', async () => {
    const { credential, clock, store, requests, told } = credentialWith()
    await shared(store, { value: 'theirs', obtainedAt: clock.now() - HOUR, expiresAt: clock.now() + HOUR })
    expect(await credential.get(patience)).toBe('theirs')
    expect(requests).toEqual([])
    expect(told('credential.adopted')).toHaveLength(1)
  })

  test('never takes a value from the shared cache whose time is over', async () => {
    const { credential, clock, store } = credentialWith()
    await shared(store, { value: 'dead', obtainedAt: clock.now() - HOUR, expiresAt: clock.now() + 30 * SECOND })
    expect(await credential.get(patience)).toBe('token-1')
    expect(await stored(store)).toBe('token-1')
  })

  test('counts the life of a value from the moment it was asked for', async () => {
    const clock = stoppedClock()
    const start = clock.now()
    const { credential, told } = credentialWith({
      clock,
      issue: (request, number) => {
        clock.advance(3 * SECOND)
        return fresh(request, number)
      },
    })
    await credential.get(patience)
    expect(told('credential.issued')).toEqual([
      { type: 'credential.issued', kind: 'accessToken', expiresAt: start + 2 * HOUR },
    ])
  })

  test('shares an entry that can be read again, also with a clock that knows parts of milliseconds', async () => {
    const clock = stoppedClock()
    clock.advance(0.123)
    const first = credentialWith({ clock })
    await first.credential.get(patience)
    const second = credentialWith({ adapter: first.store, clock })
    expect(await second.credential.get(patience)).toBe('token-1')
    expect(second.requests).toEqual([])
  })

  test('keeps a ticket no longer than its limit, wherever it was found', async () => {
    const limit = { longestLifetimeMs: HOUR }
    const { credential, clock, store, requests, told } = credentialWith(limit)
    await credential.get(patience)
    expect(told('credential.issued')).toMatchObject([{ expiresAt: clock.now() + HOUR }])
    clock.advance(HOUR - 30 * SECOND)
    expect(credential.current()).toBeUndefined()
    await shared(store, { value: 'old', obtainedAt: clock.now() - HOUR, expiresAt: clock.now() + HOUR })
    expect(await credential.get(patience)).toBe('token-2')
    expect(requests).toHaveLength(2)
  })

  test('of a client that keeps tickets shorter than another with the same cache is kept shorter', async () => {
    const long = credentialWith({ longestLifetimeMs: 2 * HOUR })
    const { clock, store: adapter } = long
    const short = credentialWith({ adapter, clock, longestLifetimeMs: HOUR })
    await Promise.all([long.credential.get(patience), short.credential.get(patience)])
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
    const error = await credential.get(patience).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ERR_CREDENTIAL', kind: 'accessToken' })
    expect((error as CredentialError).message).toMatch(
      answer.value === 'x' ? /no usable lifetime$/ : /no usable value$/,
    )
    expect(credential.current()).toBeUndefined()
    expect(await stored(store)).toBeUndefined()
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
    await expect(credential.get(patience)).rejects.toThrow(/time was over before it could be used/)
    expect(credential.current()).toBeUndefined()
  })

  test('a failure reaches those who wait, once each, and is not remembered', async () => {
    const { credential, requests, told } = credentialWith({
      issue: (request, number) => {
        if (number === 1) throw networkDown()
        return fresh(request, number)
      },
    })
    const results = await Promise.allSettled(times(50, () => credential.get(patience)))
    expect(results.every(({ status }) => status === 'rejected')).toBe(true)
    expect(told('credential.failed')).toHaveLength(1)
    expect(await credential.get(patience)).toBe('token-2')
    expect(requests).toHaveLength(2)
  })

  test('an unexpected failure passes unchanged, and what it says is not reported', async () => {
    const { credential, diagnostics } = credentialWith({ issue: failWith(() => new RangeError('secret-canary-1')) })
    await expect(credential.get(patience)).rejects.toThrow(RangeError)
    expect(leaks(diagnostics, { secret: 'secret-canary-1' })).toEqual([])
  })
})

describe('waiting', () => {
  test('of one caller ends with his signal; the others and the request go on', async () => {
    const answer = deferred<{ value: string; expiresInSeconds: number }>()
    const { credential, requests } = credentialWith({ issue: () => answer.promise })
    const controller = new AbortController()
    const reason = new Error('the user went away')
    const impatient = credential.get({ ...patience, signal: controller.signal }).catch((error: unknown) => error)
    const patient = credential.get(patience)
    await settled()
    controller.abort(reason)
    expect(await impatient).toBe(reason)
    expect(requests[0]?.signal.aborted).toBe(false)
    answer.resolve({ value: 'x', expiresInSeconds: 7200 })
    expect(await patient).toBe('x')
  })

  test('does not begin with a signal that is over, also where a value is at hand', async () => {
    const { credential, requests } = credentialWith()
    const reason = new Error('too late')
    await expect(credential.get({ ...patience, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(requests).toEqual([])
    await credential.get(patience)
    await expect(credential.get({ ...patience, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  test('leaves no listener on a signal', async () => {
    const { credential } = credentialWith()
    const { signal } = new AbortController()
    await Promise.all(times(10, () => credential.get({ ...patience, signal })))
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('of one caller ends with his time; the request goes on for the next', async () => {
    const answer = deferred<{ value: string; expiresInSeconds: number }>()
    const { credential, requests } = credentialWith({ issue: () => answer.promise })
    const waiting = expect(credential.get({ timeoutMs: 100 })).rejects.toThrow(/took longer than 100 ms/)
    await vi.advanceTimersByTimeAsync(100)
    await waiting
    const next = credential.get(patience)
    answer.resolve({ value: 'x', expiresInSeconds: 7200 })
    expect(await next).toBe('x')
    expect(requests).toHaveLength(1)
  })

  test('for an issuer that hangs ends with the time of the request, which is told to stop', async () => {
    const { credential, requests, store } = credentialWith({ issue: never })
    const { lock: _, ...lockless } = store
    const other = credentialWith({ adapter: lockless, issue: never })
    for (const [{ credential: each, requests: made }, limit] of [
      [{ credential, requests }, 5 * SECOND], // while it holds a lock
      [other, 15 * SECOND],
    ] as const) {
      const waiting = each.get(patience).catch((error: unknown) => error)
      await vi.advanceTimersByTimeAsync(limit - 1)
      expect(made[0]?.signal.aborted).toBe(false)
      await vi.advanceTimersByTimeAsync(1)
      expect(await waiting).toMatchObject({ code: 'ERR_CREDENTIAL', retryable: true, outcome: 'not_sent' })
      expect(made[0]?.signal.aborted).toBe(true)
    }
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is over when the request is: a later call starts a new one', async () => {
    const { credential, requests } = credentialWith({
      issue: (request, number) => (number === 1 ? never() : fresh(request, number)),
    })
    const first = credential.get(patience).catch(() => 'failed')
    await vi.advanceTimersByTimeAsync(5 * SECOND)
    expect(await first).toBe('failed')
    expect(await credential.get(patience)).toBe('token-2')
    expect(requests).toHaveLength(2)
  })

  test('leaves nothing behind in the list of requests, whether they succeed or fail', async () => {
    const lists: Map<string, unknown>[] = []
    const set = WeakMap.prototype.set
    vi.spyOn(WeakMap.prototype, 'set').mockImplementation(function (this: WeakMap<object, unknown>, key, value) {
      if (value instanceof Map) lists.push(value)
      return set.call(this, key, value)
    })
    const good = credentialWith()
    const bad = credentialWith({
      adapter: good.store,
      issue: failWith(networkDown),
      identity: { ...identity, mode: 'x' },
    })
    expect(lists.length).toBeGreaterThan(0)
    const all = Promise.allSettled([good.credential.get(patience), bad.credential.get(patience)])
    expect(lists[0]?.size).toBe(2)
    await all
    expect(lists.map(({ size }) => size)).toEqual(lists.map(() => 0))
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
    const waiting = credential.get(patience)
    await vi.advanceTimersByTimeAsync(300)
    await shared(store, { value: 'theirs', obtainedAt: clock.now(), expiresAt: clock.now() + 2 * HOUR })
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
      credential.get(patience).catch(() => {})
      await vi.advanceTimersByTimeAsync(pause - 1)
      expect(used).toEqual(['get', 'lock'])
      await vi.advanceTimersByTimeAsync(1)
      expect(used).toEqual(['get', 'lock', 'get', 'lock'])
    }
  })

  test('it takes over when the other gives up', async () => {
    const { credential, requests, release } = await lockedOut()
    const waiting = credential.get(patience)
    await vi.advanceTimersByTimeAsync(300)
    await release()
    await vi.advanceTimersByTimeAsync(150)
    expect(await waiting).toBe('token-1')
    expect(requests).toHaveLength(1)
  })

  test('it goes on without when a lease has passed: the other is dead, and the lock does not end', async () => {
    const { credential, requests, used } = await lockedOut()
    const waiting = credential.get(patience)
    await vi.advanceTimersByTimeAsync(10 * SECOND)
    expect(requests).toEqual([])
    await vi.advanceTimersByTimeAsync(SECOND)
    expect(await waiting).toBe('token-1')
    expect(used.at(-1)).toBe('set')
  })

  test('it never goes on without where each value ends the one before', async () => {
    const { credential, requests } = await lockedOut({ exclusive: true })
    const waiting = credential.get(patience).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(15 * SECOND)
    expect(await waiting).toMatchObject({ code: 'ERR_CREDENTIAL', retryable: true })
    expect(requests).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('it gets ready what it needs before it takes the lock, for as long as that takes', async () => {
    const clock = stoppedClock()
    const { adapter, used } = recordingCache(clock)
    const ready = deferred<void>()
    const prepare = vi.fn(() => ready.promise)
    const { credential, requests } = credentialWith({ adapter, clock, prepare })
    const waiting = credential.get(patience)
    await vi.advanceTimersByTimeAsync(9 * SECOND)
    expect(used).toEqual(['get'])
    ready.resolve()
    expect(await waiting).toBe('token-1')
    expect(prepare).toHaveBeenCalledWith({ signal: requests[0]?.signal, timeoutMs: 15 * SECOND, background: true })
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
    await expect(credential.get(patience)).rejects.toThrow(/no answer within 5000 ms/)
    expect(used).toEqual(['get', 'lock', 'get', 'unlock'])
    expect(await credential.get({ timeoutMs: 60 * SECOND }).catch(() => 'again')).toBe('again')
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
    await expect(credential.get(patience)).rejects.toThrow(/before it could be asked for/)
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
    await expect(credential.get(patience)).rejects.toThrow(/before it could be asked for/)
    expect(requests).toEqual([])
  })
})

describe('a value that WeChat refused', () => {
  test('is replaced once, for 500 callers as for one, here and in the shared cache', async () => {
    const { credential, store, requests, told } = credentialWith()
    const used = await credential.get(patience)
    const others = await Promise.all(times(500, () => credential.replace(used, 40001, patience)))
    expect(new Set(others)).toEqual(new Set(['token-2']))
    expect(requests).toHaveLength(2)
    expect(requests[1]?.rejected).toBe('token-1')
    expect(await stored(store)).toBe('token-2')
    expect(told('credential.rejected')).toEqual([
      { type: 'credential.rejected', kind: 'accessToken', errcode: 40001, sameValueAgain: false },
    ])
  })

  test('costs no request where there is another by now, however many report late', async () => {
    const { credential, requests } = credentialWith()
    await credential.get(patience)
    await credential.replace('token-1', 40001, patience)
    const late = await Promise.all(times(10, () => credential.replace('token-1', 42001, patience)))
    expect(new Set(late)).toEqual(new Set(['token-2']))
    expect(requests).toHaveLength(2)
  })

  test('costs no request where another process has replaced it', async () => {
    const { credential, clock, store, requests } = credentialWith()
    await credential.get(patience)
    await shared(store, { value: 'theirs', obtainedAt: clock.now(), expiresAt: clock.now() + 2 * HOUR })
    expect(await credential.replace('token-1', 40001, patience)).toBe('theirs')
    expect(requests).toHaveLength(1)
  })

  test('is not brought back by a cache that ignores what is written and deleted', async () => {
    const clock = stoppedClock()
    const good = memoryCache({ clock })
    const { credential, requests } = credentialWith({
      adapter: {
        ...good,
        set: async (...entry) => void ((await good.get(entry[0])) ?? (await good.set(...entry))),
        delete: async () => {},
      },
      clock,
    })
    await credential.get(patience)
    expect(await credential.replace('token-1', 40001, patience)).toBe('token-2')
    expect(await stored(good)).toBe('token-1')
    clock.advance(MINUTE)
    expect(credential.current()).toBe('token-2')
    await settled()
    expect(credential.current()).toBe('token-2')
    await credential.invalidate('token-2')
    expect(await credential.get(patience)).toBe('token-3')
    expect(requests).toHaveLength(3)
  })

  test('is not brought back by a request that began before', async () => {
    const slow = deferred<void>()
    const { credential, clock, requests } = credentialWith({
      issue: async (request, number) => {
        if (number === 2) await slow.promise
        return number <= 2 ? { value: 'same', expiresInSeconds: 7200 } : fresh(request, number)
      },
    })
    await credential.get(patience)
    clock.advance(2 * HOUR - 100 * SECOND)
    credential.current() // starts the renewal
    await settled()
    const replaced = credential.replace('same', 40001, patience)
    const others = credential.get(patience)
    slow.resolve()
    expect(await Promise.all([replaced, others])).toEqual(['token-3', 'token-3'])
    expect(requests).toHaveLength(3)
  })

  test('is not at hand again when a request that began before brings it', async () => {
    const slow = deferred<void>()
    const { credential, clock } = credentialWith({
      issue: async (_, number) => {
        if (number === 2) await slow.promise
        return number === 3 ? never() : { value: 'same', expiresInSeconds: 7200 }
      },
    })
    await credential.get(patience)
    clock.advance(2 * HOUR - 100 * SECOND)
    credential.current() // starts the renewal
    await settled()
    await credential.invalidate('same')
    slow.resolve()
    await settled()
    expect(credential.current()).toBeUndefined()
  })

  test('is remembered also when it is reported late: a stale cache cannot bring it back either', async () => {
    const { credential, clock, store, requests } = credentialWith()
    await credential.get(patience)
    clock.advance(2 * HOUR - 100 * SECOND)
    credential.current()
    await settled()
    expect(credential.current()).toBe('token-2')
    expect(await credential.replace('token-1', 40001, patience)).toBe('token-2')
    clock.advance(2 * HOUR)
    await shared(store, { value: 'token-1', obtainedAt: clock.now(), expiresAt: clock.now() + HOUR })
    expect(await credential.get(patience)).toBe('token-3')
    expect(requests.map(({ rejected }) => rejected)).toEqual([undefined, undefined, undefined])
  })

  test('is not replaced by one that is dead', async () => {
    const { credential, clock } = credentialWith()
    await credential.get(patience)
    clock.advance(2 * HOUR)
    expect(await credential.replace('token-0', 40001, patience)).toBe('token-2')
  })

  test("is not brought back by another client's request, which does not know of it", async () => {
    const first = credentialWith()
    const { clock, store: adapter } = first
    await first.credential.get(patience)
    const reading = deferred<void>()
    let slow = true
    const second = credentialWith({
      adapter: Object.assign(adapter, {
        get: ((get) => async (key: string) => {
          const text = await get(key)
          if (slow) await reading.promise
          return text
        })(adapter.get),
      }),
      clock,
    })
    const theirs = second.credential.get(patience)
    await settled()
    const replaced = first.credential.replace('token-1', 40001, patience)
    slow = false
    reading.resolve()
    expect(await theirs).toBe('token-1')
    expect(await replaced).toBe('token-2')
    expect(second.requests).toEqual([])
  })

  test('while its replacement fails is not used, and asked to be replaced again', async () => {
    const { credential, requests, store } = credentialWith({
      issue: (request, number) => {
        if (number === 2) throw networkDown()
        return fresh(request, number)
      },
    })
    await credential.get(patience)
    await expect(credential.replace('token-1', 40001, patience)).rejects.toThrow(CredentialError)
    expect(await stored(store)).toBe('token-1')
    expect(await credential.get(patience)).toBe('token-3')
    expect(requests.map(({ rejected }) => rejected)).toEqual([undefined, 'token-1', 'token-1'])
  })

  test('is told to the issuer until there is another', async () => {
    const { credential, clock, requests } = credentialWith()
    await credential.get(patience)
    await credential.replace('token-1', 40001, patience)
    clock.advance(2 * HOUR)
    await credential.get(patience)
    expect(requests.map(({ rejected }) => rejected)).toEqual([undefined, 'token-1', undefined])
  })

  describe('after it replaced another', () => {
    test('is not replaced for 30 s: whoever ended it would end the next one too', async () => {
      const { credential, clock, requests, told } = credentialWith()
      await credential.get(patience)
      for (let round = 0; round < 90; round++) {
        // Every value is dead by the time it arrives; each call is sent twice at most.
        const first = await credential.get(patience)
        const second = await credential.replace(first, 40001, patience)
        if (second !== first) for (const _ of times(10, () => 0)) credential.rejectedAgain(second, 40001)
        clock.advance(SECOND)
      }
      expect(requests).toHaveLength(1 + 3)
      expect(
        new Set(told('credential.rejected').map((each) => 'sameValueAgain' in each && each.sameValueAgain)),
      ).toEqual(new Set([false]))
      expect(told('credential.rejected')).toHaveLength(2 * 3)
    })

    test('goes on being used: perhaps WeChat has not heard of it everywhere', async () => {
      const { credential } = credentialWith()
      await credential.get(patience)
      const second = await credential.replace('token-1', 40001, patience)
      credential.rejectedAgain(second, 40001)
      expect(credential.current()).toBe('token-2')
    })

    test('is replaced at once when it had served for a while', async () => {
      const { credential, clock, requests } = credentialWith()
      await credential.get(patience)
      await credential.replace('token-1', 40001, patience)
      clock.advance(30 * SECOND)
      expect(await credential.replace('token-1', 40001, patience)).toBe('token-2')
      credential.rejectedAgain('token-2', 40001)
      expect(await credential.replace('token-2', 40001, patience)).toBe('token-3')
      expect(requests).toHaveLength(3)
    })

    test('is replaced at once when only its first use was refused: it died by chance', async () => {
      const { credential } = credentialWith()
      await credential.get(patience)
      await credential.replace('token-1', 40001, patience)
      expect(await credential.replace('token-2', 40001, patience)).toBe('token-3')
      credential.rejectedAgain('token-2', 40001)
      expect(credential.current()).toBe('token-3')
    })

    test('changes nothing when it was given up meanwhile', async () => {
      const { credential, requests } = credentialWith()
      await credential.get(patience)
      const second = await credential.replace('token-1', 40001, patience)
      await credential.invalidate()
      credential.rejectedAgain(second, 40001)
      expect(await credential.replace(second, 40001, patience)).toBe('token-3')
      expect(requests).toHaveLength(3)
    })
  })

  describe('and on which the issuer insists', () => {
    const insisting: Script = () => ({ value: 'same', expiresInSeconds: 7200 })

    test('is answered to 500 callers after one request', async () => {
      const { credential, requests, told } = credentialWith({ issue: insisting })
      await credential.get(patience)
      const answers = await Promise.all(times(500, () => credential.replace('same', 40001, patience)))
      expect(new Set(answers)).toEqual(new Set(['same']))
      expect(requests).toHaveLength(2)
      expect(told('credential.rejected')).toEqual([
        { type: 'credential.rejected', kind: 'accessToken', errcode: 40001, sameValueAgain: false },
        { type: 'credential.rejected', kind: 'accessToken', errcode: 40001, sameValueAgain: true },
      ])
    })

    test('is asked for again after 30 s, not before', async () => {
      const { credential, clock, requests } = credentialWith({ issue: insisting })
      await credential.get(patience)
      for (let second = 0; second < 90; second++) {
        expect(await credential.replace(await credential.get(patience), 40001, patience)).toBe('same')
        clock.advance(SECOND)
      }
      expect(requests).toHaveLength(1 + 3)
    })

    test('is used by the next calls: perhaps WeChat has come round', async () => {
      const { credential } = credentialWith({ issue: insisting })
      await credential.get(patience)
      await credential.replace('same', 40001, patience)
      expect(credential.current()).toBe('same')
    })
  })
})

describe('forgetting a value', () => {
  test('makes the next call obtain another, also when the shared cache keeps the old one', async () => {
    const clock = stoppedClock()
    const good = memoryCache({ clock })
    const { credential, requests } = credentialWith({ adapter: { ...good, delete: async () => {} }, clock })
    await credential.get(patience)
    await credential.invalidate()
    expect(credential.current()).toBeUndefined()
    expect(await credential.get(patience)).toBe('token-2')
    expect(requests[1]?.rejected).toBe('token-1')
  })

  test('removes it from the shared cache', async () => {
    const { credential, store } = credentialWith()
    await credential.get(patience)
    await credential.invalidate('token-1')
    expect(await stored(store)).toBeUndefined()
    expect(credential.current()).toBeUndefined()
  })

  test('by name touches no other value', async () => {
    const { credential, store, requests } = credentialWith()
    await credential.get(patience)
    await credential.invalidate('token-0')
    expect(credential.current()).toBe('token-1')
    expect(await stored(store)).toBe('token-1')
    expect(requests).toHaveLength(1)
  })

  test('works before there is one', async () => {
    const { credential, clock, store } = credentialWith()
    await shared(store, { value: 'theirs', obtainedAt: clock.now(), expiresAt: clock.now() + HOUR })
    await credential.invalidate()
    expect(await stored(store)).toBeUndefined()
    expect(await credential.get(patience)).toBe('token-1')
  })

  test('with a cache that fails still works here', async () => {
    const fail = () => Promise.reject(new Error('down'))
    const { credential } = credentialWith({ adapter: { get: fail, set: fail, delete: fail } })
    await credential.get(patience)
    await credential.invalidate('token-1')
    expect(await credential.get(patience)).toBe('token-2')
  })

  test('that an issuer insists on brings it back without a diagnostic of a refusal', async () => {
    const { credential, told, requests } = credentialWith({ issue: () => ({ value: 'same', expiresInSeconds: 7200 }) })
    await credential.get(patience)
    await credential.invalidate()
    expect(await credential.get(patience)).toBe('same')
    expect(requests).toHaveLength(2)
    expect(told('credential.rejected')).toEqual([])
  })

  test('ends a cool-down', async () => {
    let wrong = true
    const { credential } = credentialWith({
      issue: (request, number) => {
        if (wrong) throw wrongSecret()
        return fresh(request, number)
      },
    })
    await expect(credential.get(patience)).rejects.toThrow(CredentialError)
    wrong = false
    await expect(credential.get(patience)).rejects.toThrow(CredentialError)
    await credential.invalidate()
    expect(await credential.get(patience)).toBe('token-2')
  })
})

describe('an error that only a person can mend', () => {
  test('is answered for 30 s without a request, then asked again', async () => {
    const { credential, clock, requests } = credentialWith({ issue: failWith(wrongSecret) })
    const errors = new Set<unknown>()
    for (let second = 0; second < 90; second++) {
      const results = await Promise.allSettled(times(10, () => credential.get(patience)))
      for (const result of results) errors.add(result.status === 'rejected' ? result.reason.errcode : result.value)
      clock.advance(SECOND)
    }
    expect(requests).toHaveLength(3)
    expect(errors).toEqual(new Set([40001]))
  })

  test('is forgotten when the clock is set back', async () => {
    const { credential, clock, requests } = credentialWith({ issue: failWith(wrongSecret) })
    await credential.get(patience).catch(() => {})
    clock.advance(-HOUR)
    await credential.get(patience).catch(() => {})
    expect(requests).toHaveLength(2)
  })

  test('holds for those who shared the request', async () => {
    const first = credentialWith({ issue: failWith(wrongSecret) })
    const second = credentialWith({ adapter: first.store, clock: first.clock, issue: failWith(wrongSecret) })
    await Promise.allSettled([first.credential.get(patience), second.credential.get(patience)])
    await Promise.allSettled([first.credential.get(patience), second.credential.get(patience)])
    expect(first.requests.length + second.requests.length).toBe(1)
  })

  test('in the background leaves the old value serving', async () => {
    let wrong = false
    const { credential, clock, requests } = credentialWith({
      issue: (request, number) => {
        if (wrong) throw wrongSecret()
        return fresh(request, number)
      },
    })
    await credential.get(patience)
    wrong = true
    clock.advance(2 * HOUR - 100 * SECOND)
    expect(await credential.get(patience)).toBe('token-1')
    await settled()
    expect(await credential.get(patience)).toBe('token-1')
    expect(requests).toHaveLength(2)
  })

  test.each([
    ['that passes by itself', () => networkDown()],
    [
      'without a code of WeChat: a proxy may have said so',
      () =>
        new CredentialError('accessToken', 'HTTP 404', { endpoint: 'x', retryable: false, attempts: 1, elapsedMs: 1 }),
    ],
    [
      'that WeChat calls transient',
      () =>
        new CredentialError('accessToken', '-1', {
          endpoint: 'x',
          retryable: true,
          attempts: 3,
          elapsedMs: 1,
          errcode: -1,
        }),
    ],
    [
      'of the access token does not cool down a ticket',
      () =>
        new CredentialError('jsapiTicket', '40001', {
          endpoint: 'x',
          retryable: false,
          attempts: 1,
          elapsedMs: 1,
          errcode: 40001,
        }),
    ],
  ])('is not one %s', async (_, error) => {
    const { credential, requests } = credentialWith({ issue: failWith(error) })
    await credential.get(patience).catch(() => {})
    await credential.get(patience).catch(() => {})
    expect(requests).toHaveLength(2)
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
    await expect(credential.get(patience)).rejects.toMatchObject({
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
    await credential.get(patience)
    down = true
    for (let minute = 0; minute < 119; minute++) {
      expect(await credential.get(patience)).toBe('token-1')
      await settled()
      clock.advance(MINUTE)
    }
    clock.advance(MINUTE)
    await expect(credential.get(patience)).rejects.toMatchObject({ code: 'ERR_CACHE_UNAVAILABLE' })
    expect(requests).toHaveLength(1)
    down = false
    expect(await credential.get(patience)).toBe('token-2')
  })
})

describe('a source that gives no lifetime', () => {
  const plain: Script = (_, number) => ({ value: `plain-${number}` })

  test('is asked at every use, once for all who ask together, and nothing is kept or shared', async () => {
    const { credential, store, requests } = credentialWith({ issue: plain })
    expect(await Promise.all(times(10, () => credential.get(patience)))).toEqual(times(10, () => 'plain-1'))
    expect(credential.current()).toBeUndefined()
    expect(await credential.get(patience)).toBe('plain-2')
    expect(await stored(store)).toBeUndefined()
    expect(requests).toHaveLength(2)
  })

  test('costs no look into the cache once it is known', async () => {
    const clock = stoppedClock()
    const { adapter, used } = recordingCache(clock)
    const { credential } = credentialWith({ adapter, clock, issue: plain })
    await credential.get(patience)
    used.length = 0
    await credential.get(patience)
    expect(used).toEqual([])
  })

  test('is told which value was refused, and only then', async () => {
    const { credential, requests } = credentialWith({ issue: plain })
    const used = await credential.get(patience)
    expect(await credential.replace(used, 40001, patience)).toBe('plain-2')
    await credential.get(patience)
    expect(requests.map(({ rejected }) => rejected)).toEqual([undefined, 'plain-1', undefined])
  })

  test('may insist, and is asked no more than once in 30 s for the sake of one value', async () => {
    const { credential, clock, requests } = credentialWith({ issue: () => ({ value: 'same' }) })
    await credential.get(patience)
    expect(await credential.replace('same', 40001, patience)).toBe('same')
    expect(await credential.replace('same', 40001, patience)).toBe('same')
    expect(requests).toHaveLength(2)
    expect(await credential.get(patience)).toBe('same')
    clock.advance(30 * SECOND)
    expect(await credential.replace('same', 40001, patience)).toBe('same')
    expect(requests).toHaveLength(4)
  })

  test('may begin to give one', async () => {
    const { credential, requests } = credentialWith({
      issue: (request, number) => (number === 1 ? { value: 'plain' } : fresh(request, number)),
    })
    await credential.get(patience)
    expect(await credential.get(patience)).toBe('token-2')
    expect(credential.current()).toBe('token-2')
    expect(requests).toHaveLength(2)
  })
})

describe('whatever the cache does', () => {
  const good = () => memoryCache({ clock: { now: () => 0 } })
  const fail = () => Promise.reject(new Error('down'))
  const lost = (): never => {
    throw new Error('down')
  }
  const faults: Readonly<Record<string, () => CacheAdapter>> = {
    'throws at once': () => ({ get: lost, set: lost, delete: lost, lock: lost }),
    rejects: () => ({ get: fail, set: fail, delete: fail, lock: fail }),
    hangs: () => ({ get: never, set: never, delete: never, lock: never }),
    'hangs in reading only': () => ({ ...good(), get: never }),
    'hangs in writing only': () => ({ ...good(), set: never }),
    'hangs in locking only': () => ({ ...good(), lock: never }),
    'never gives a lock': () => ({ ...good(), lock: async () => null }),
    'gives everyone a lock': () => ({ ...good(), lock: async () => async () => {} }),
    'cannot take a lock back': () => ({ ...good(), lock: async () => fail }),
    'hangs in taking a lock back': () => ({ ...good(), lock: async () => never }),
    'answers numbers': () => ({ ...good(), get: async () => 7 as never }),
    'answers bytes': () => ({ ...good(), get: async () => Buffer.from('{}') as never }),
    'answers true': () => ({ ...good(), get: async () => true as never, lock: async () => true as never }),
    "answers another application's entry": () => ({ ...good(), get: async () => '{"access_token":"x"}' }),
    'answers the key': () => ({ ...good(), get: async (key) => key }),
    'ignores the time to live': () => {
      const cache = good()
      return { ...cache, set: (key, value) => cache.set(key, value, 1e12) }
    },
    'ignores deletes': () => ({ ...good(), delete: async () => {} }),
    'forgets everything': () => ({ ...good(), set: async () => {} }),
    'is read-only': () => ({ ...good(), set: fail, delete: fail, lock: fail }),
    'promises nothing': () => ({
      get: (() => undefined) as never,
      set: (() => undefined) as never,
      delete: (() => undefined) as never,
    }),
  }

  test.each(Object.entries(faults))(
    'one that %s breaks no call, leads to no wrong value, and costs one request per value',
    async (_, make) => {
      const { credential, clock, requests } = credentialWith({ adapter: make() })
      const get = async (): Promise<string> => {
        const value = credential.get(patience)
        await vi.advanceTimersByTimeAsync(15 * SECOND) // for those that hang, and for a lease
        return await value
      }
      expect(await get()).toBe('token-1')
      for (let round = 0; round < 20; round++) {
        clock.advance(MINUTE)
        expect(await credential.get(patience)).toBe('token-1')
        await vi.advanceTimersByTimeAsync(MINUTE)
      }
      expect(requests).toHaveLength(1)

      const replaced = credential.replace('token-1', 40001, patience)
      await vi.advanceTimersByTimeAsync(15 * SECOND)
      expect(await replaced).toBe('token-2')

      clock.advance(2 * HOUR)
      expect(await get()).toBe('token-3')
      const forgotten = credential.invalidate()
      await vi.advanceTimersByTimeAsync(2 * SECOND)
      await forgotten
      expect(await get()).toBe('token-4')
      expect(requests).toHaveLength(4)
      expect(vi.getTimerCount()).toBe(0)
    },
  )

  test('one that hangs delays a call by one second and no more', async () => {
    const { credential } = credentialWith({ adapter: { get: never, set: never, delete: never, lock: never } })
    let value: string | undefined
    credential.get(patience).then((answer) => {
      value = answer
    })
    await vi.advanceTimersByTimeAsync(1000)
    expect(value).toBe('token-1')
  })

  test('one that hangs while a value is at hand delays nobody', async () => {
    const adapter: CacheAdapter = memoryCache()
    const { credential, clock } = credentialWith({ adapter })
    await credential.get(patience)
    Object.assign(adapter, { get: never, set: never, delete: never, lock: never })
    for (let minute = 0; minute < 100; minute++) {
      clock.advance(MINUTE)
      expect(credential.current()).toBe('token-1')
    }
  })
})

describe('a listener for diagnostics', () => {
  test('that throws changes nothing', async () => {
    const { credential } = credentialWith({
      onDiagnostic: () => {
        throw new Error('broken listener')
      },
    })
    expect(await credential.get(patience)).toBe('token-1')
    expect(await credential.replace('token-1', 40001, patience)).toBe('token-2')
  })

  test('learns neither values nor keys, and printing a credential shows none', async () => {
    const secrets = { token: 'token-canary-9d1f77', next: 'token-canary-55c0aa' }
    const answers = Object.values(secrets)
    const { credential, diagnostics } = credentialWith({
      issue: (_: IssueRequest, number) => ({ value: answers[number - 1], expiresInSeconds: 7200 }),
    })
    await credential.get(patience)
    await credential.replace(secrets.token, 40001, patience)
    const error = await credential.replace(secrets.next, 40001, patience).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(CredentialError)
    expect(diagnostics.length).toBeGreaterThan(3)
    expect(leaks([diagnostics, error, inspect(credential, { showHidden: true })], secrets)).toEqual([])
    expect(inspect(credential, { showHidden: true, depth: 9 })).toBe('Credential {}')
  })
})
