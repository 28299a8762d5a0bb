import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CacheAdapter } from '../../../src/cache/adapter.js'
import { memoryCache } from '../../../src/cache/memory.js'
import { cacheKey } from '../../../src/credentials/cached-credential.js'
import type { IssueRequest } from '../../../src/credentials/credential.js'
import { CredentialError } from '../../../src/errors.js'
import { leaks } from '../../support/canary.js'
import {
  cachedValue,
  credentialWith,
  deferred,
  fresh,
  HOUR,
  identity,
  longWait,
  MINUTE,
  networkDown,
  putIntoCache,
  recordingCache,
  type Script,
  SECOND,
  settled,
  stableEndpoint,
  stoppedClock,
  times,
} from '../../support/credentials.js'

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
    expect(await credential.get(longWait)).toBe('token-1')
    used.length = 0
    clock.advance(59.9 * SECOND)
    expect(credential.current()).toBe('token-1')
    expect(await credential.get(longWait)).toBe('token-1')
    expect(used).toEqual([])
    expect(requests).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is compared with the shared cache once a minute, behind the back of the caller', async () => {
    const clock = stoppedClock()
    const { adapter, used } = recordingCache(clock)
    const { credential } = credentialWith({ adapter, clock })
    await credential.get(longWait)
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
    const { credential, clock, store, diagnosticsOf } = credentialWith()
    await credential.get(longWait)
    clock.advance(MINUTE)
    await putIntoCache(store, { value: 'younger', obtainedAt: clock.now(), expiresAt: clock.now() + 2 * HOUR })
    expect(credential.current()).toBe('token-1')
    await settled()
    expect(credential.current()).toBe('younger')
    expect(diagnosticsOf('credential.adopted')).toEqual([
      { type: 'credential.adopted', kind: 'accessToken', expiresAt: clock.now() + 2 * HOUR },
    ])
  })

  const unmoved: Readonly<Record<string, (store: CacheAdapter, now: number) => Promise<void>>> = {
    'holds nothing': (store) => store.delete(cacheKey(identity)),
    'holds the same': async () => {},
    'holds an older one': (store, now) =>
      putIntoCache(store, { value: 'older', obtainedAt: now - 30 * MINUTE, expiresAt: now + 90 * MINUTE }),
    'holds a younger one that is already ageing': (store, now) =>
      putIntoCache(store, { value: 'ageing', obtainedAt: now - 8.5 * SECOND, expiresAt: now + 1.5 * SECOND }),
    'holds nonsense': (store) => store.set(cacheKey(identity), 'nonsense', HOUR),
  }

  test.each(Object.entries(unmoved))('stays, and is not written back, where the shared cache %s', async (_, put) => {
    const clock = stoppedClock()
    const { adapter, used, good } = recordingCache(clock)
    const { credential, requests, diagnosticsOf } = credentialWith({ adapter, clock })
    await credential.get(longWait)
    clock.advance(MINUTE)
    await put(good, clock.now())
    const before = await cachedValue(good).catch(() => 'nonsense')
    used.length = 0
    expect(credential.current()).toBe('token-1')
    await settled()
    expect(credential.current()).toBe('token-1')
    expect(used).toEqual(['get'])
    expect(await cachedValue(good).catch(() => 'nonsense')).toBe(before)
    expect(requests).toHaveLength(1)
    expect(diagnosticsOf('credential.adopted')).toEqual([])
  })

  test('stays when the shared cache fails', async () => {
    const clock = stoppedClock()
    let failing = false
    const good = memoryCache({ clock })
    const get = (key: string) => (failing ? Promise.reject(new Error('down')) : good.get(key))
    const { credential, diagnostics } = credentialWith({ adapter: { ...good, get }, clock })
    await credential.get(longWait)
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
    await credential.get(longWait)
    used.length = 0
    clock.advance(-MINUTE)
    credential.current()
    expect(used).toEqual(['get'])
  })
})

describe('a value that is ageing', () => {
  test('is handed out, and renewed once behind the back of the callers', async () => {
    const { credential, clock, requests, diagnosticsOf } = credentialWith()
    await credential.get(longWait)
    clock.advance(2 * HOUR - 180 * SECOND) // the latest moment at which the soft window can begin
    const handedOut = await Promise.all(times(100, () => credential.get(longWait)))
    expect(new Set(handedOut)).toEqual(new Set(['token-1']))
    await settled()
    expect(requests).toHaveLength(2)
    expect(credential.current()).toBe('token-2')
    expect(diagnosticsOf('credential.issued')).toHaveLength(2)
  })

  test('is not renewed before the earliest moment of its soft window', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999)
    const { credential, clock, requests } = credentialWith()
    await credential.get(longWait)
    clock.advance(2 * HOUR - 241 * SECOND)
    credential.current()
    await settled()
    expect(requests).toHaveLength(1)
  })

  test('is renewed in time by the stable endpoint, which brings a new token only in the last five minutes', async () => {
    const clock = stoppedClock()
    const { credential, requests } = credentialWith({ clock, issue: stableEndpoint(clock) })
    expect(await credential.get(longWait)).toBe('stable-1')
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
    const { credential, clock, requests, diagnosticsOf } = credentialWith({ issue })
    await credential.get(longWait)
    clock.advance(2 * HOUR - 150 * SECOND)
    down = true
    for (let second = 0; second < 90; second++) {
      expect(await credential.get(longWait)).toBe('token-1')
      await settled()
      clock.advance(SECOND)
    }
    expect(requests).toHaveLength(1 + 3)
    expect(diagnosticsOf('credential.failed')).toEqual(
      times(3, () => ({
        type: 'credential.failed',
        kind: 'accessToken',
        message: 'Could not obtain the access token: no connection',
        background: true,
      })),
    )
    down = false
    expect(await credential.get(longWait)).toBe('token-1')
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
    await credential.get(longWait)
    down = true
    clock.advance(2 * HOUR - 30 * SECOND)
    expect(credential.current()).toBeUndefined()
    await expect(credential.get(longWait)).rejects.toThrow(CredentialError)
    await expect(credential.get(longWait)).rejects.toThrow(CredentialError)
    expect(requests).toHaveLength(3)
    down = false
    expect(await credential.get(longWait)).toBe('token-4')
  })

  test('is replaced by what another process has renewed, without a request', async () => {
    const { credential, clock, store, requests } = credentialWith()
    await credential.get(longWait)
    clock.advance(2 * HOUR - 100 * SECOND)
    await putIntoCache(store, { value: 'renewed', obtainedAt: clock.now() - 1, expiresAt: clock.now() - 1 + 2 * HOUR })
    expect(credential.current()).toBe('token-1')
    await settled()
    expect(credential.current()).toBe('renewed')
    expect(requests).toHaveLength(1)
  })

  test('is not renewed with one that is ageing too', async () => {
    const { credential, clock, store, requests } = credentialWith()
    await credential.get(longWait)
    clock.advance(2 * HOUR - 100 * SECOND)
    await putIntoCache(store, {
      value: 'ageing',
      obtainedAt: clock.now() - HOUR,
      expiresAt: clock.now() + 101 * SECOND,
    })
    credential.current()
    await settled()
    expect(requests).toHaveLength(2)
    expect(credential.current()).toBe('token-2')
  })

  test('is not renewed with one that was obtained earlier', async () => {
    const { credential, clock, store } = credentialWith({ issue: () => ({ value: 'brief', expiresInSeconds: 300 }) })
    const start = clock.now()
    await credential.get(longWait)
    clock.advance(260 * SECOND)
    await putIntoCache(store, { value: 'older', obtainedAt: start - 1, expiresAt: start - 1 + 2 * HOUR })
    credential.current()
    await settled()
    expect(credential.current()).toBe('brief')
    clock.advance(30 * SECOND)
    expect(await credential.get(longWait)).toBe('older') // better than nothing
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
    await first.credential.get(longWait)
    await second.credential.get(longWait)
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
    await putIntoCache(store, {
      value: 'ageing',
      obtainedAt: clock.now() - HOUR,
      expiresAt: clock.now() + 100 * SECOND,
    })
    expect(await credential.get(longWait)).toBe('ageing')
    expect(requests).toHaveLength(0)
    expect(credential.current()).toBe('ageing')
    await settled()
    expect(credential.current()).toBe('token-1')
  })
})

describe('a listener for diagnostics', () => {
  test('that throws changes nothing', async () => {
    const { credential } = credentialWith({
      onDiagnostic: () => {
        throw new Error('broken listener')
      },
    })
    expect(await credential.get(longWait)).toBe('token-1')
    expect(await credential.replace('token-1', 40001, longWait)).toBe('token-2')
  })

  test('learns neither values nor keys, and printing a credential shows none', async () => {
    const secrets = { token: 'token-canary-9d1f77', next: 'token-canary-55c0aa' }
    const answers = Object.values(secrets)
    const { credential, diagnostics } = credentialWith({
      issue: (_: IssueRequest, number) => ({ value: answers[number - 1], expiresInSeconds: 7200 }),
    })
    await credential.get(longWait)
    await credential.replace(secrets.token, 40001, longWait)
    const error = await credential.replace(secrets.next, 40001, longWait).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(CredentialError)
    expect(diagnostics.length).toBeGreaterThan(3)
    expect(leaks([diagnostics, error, inspect(credential, { showHidden: true })], secrets)).toEqual([])
    expect(inspect(credential, { showHidden: true, depth: 9 })).toBe('Credential {}')
  })
})
