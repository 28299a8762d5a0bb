import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CacheAdapter } from '../../../src/cache/adapter.js'
import { memoryCache } from '../../../src/cache/memory.js'
import { CredentialError } from '../../../src/errors.js'
import {
  credentialWith,
  failWith,
  fresh,
  HOUR,
  longWait,
  MINUTE,
  networkDown,
  never,
  SECOND,
  settled,
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

describe('an error that only a person can mend', () => {
  test('is answered for 30 s without a request, then asked again', async () => {
    const { credential, clock, requests } = credentialWith({ issue: failWith(wrongSecret) })
    const errors = new Set<unknown>()
    for (let second = 0; second < 90; second++) {
      const results = await Promise.allSettled(times(10, () => credential.get(longWait)))
      for (const result of results) errors.add(result.status === 'rejected' ? result.reason.errcode : result.value)
      clock.advance(SECOND)
    }
    expect(requests).toHaveLength(3)
    expect(errors).toEqual(new Set([40001]))
  })

  test('is forgotten when the clock is set back', async () => {
    const { credential, clock, requests } = credentialWith({ issue: failWith(wrongSecret) })
    await credential.get(longWait).catch(() => {})
    clock.advance(-HOUR)
    await credential.get(longWait).catch(() => {})
    expect(requests).toHaveLength(2)
  })

  test('holds for those who shared the request', async () => {
    const first = credentialWith({ issue: failWith(wrongSecret) })
    const second = credentialWith({ adapter: first.store, clock: first.clock, issue: failWith(wrongSecret) })
    await Promise.allSettled([first.credential.get(longWait), second.credential.get(longWait)])
    await Promise.allSettled([first.credential.get(longWait), second.credential.get(longWait)])
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
    await credential.get(longWait)
    wrong = true
    clock.advance(2 * HOUR - 100 * SECOND)
    expect(await credential.get(longWait)).toBe('token-1')
    await settled()
    expect(await credential.get(longWait)).toBe('token-1')
    expect(requests).toHaveLength(2)
  })

  describe('of a ticket whose token is refused', () => {
    const refused = (): CredentialError =>
      new CredentialError('accessToken', '40001', {
        endpoint: 'GET /cgi-bin/ticket/getticket',
        retryable: true,
        attempts: 2,
        elapsedMs: 1,
        errcode: 40001,
      })
    const rejectionErrcodes = new Set([40001, 40014, 42001])

    test('is one when it happens again: 50 calls make two requests in 30 s', async () => {
      const { credential, clock, requests } = credentialWith({ issue: failWith(refused), rejectionErrcodes })
      for (const _ of times(50, () => 0)) {
        await expect(credential.get(longWait)).rejects.toMatchObject({ errcode: 40001, retryable: true })
      }
      expect(requests).toHaveLength(2)
      clock.advance(30 * SECOND)
      await Promise.allSettled(times(50, () => credential.get(longWait)))
      expect(requests).toHaveLength(3)
    })

    test('is none the first time: the next call may have a better token', async () => {
      const { credential, requests } = credentialWith({
        issue: (request, number) => {
          if (number % 2 === 1) throw refused()
          return fresh(request, number)
        },
        rejectionErrcodes,
      })
      await expect(credential.get(longWait)).rejects.toMatchObject({ errcode: 40001 })
      expect(await credential.get(longWait)).toBe('token-2')
      await credential.invalidate()
      await expect(credential.get(longWait)).rejects.toMatchObject({ errcode: 40001 })
      expect(await credential.get(longWait)).toBe('token-4')
      expect(requests).toHaveLength(4)
    })

    test('counts once for all who waited together', async () => {
      const { credential, requests } = credentialWith({ issue: failWith(refused), rejectionErrcodes })
      await Promise.allSettled(times(50, () => credential.get(longWait)))
      await Promise.allSettled(times(50, () => credential.get(longWait)))
      await Promise.allSettled(times(50, () => credential.get(longWait)))
      expect(requests).toHaveLength(2)
    })
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
    await credential.get(longWait).catch(() => {})
    await credential.get(longWait).catch(() => {})
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
        const value = credential.get(longWait)
        await vi.advanceTimersByTimeAsync(15 * SECOND) // for those that hang, and for a lease
        return await value
      }
      expect(await get()).toBe('token-1')
      for (let round = 0; round < 20; round++) {
        clock.advance(MINUTE)
        expect(await credential.get(longWait)).toBe('token-1')
        await vi.advanceTimersByTimeAsync(MINUTE)
      }
      expect(requests).toHaveLength(1)

      const replaced = credential.replace('token-1', 40001, longWait)
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
    credential.get(longWait).then((answer) => {
      value = answer
    })
    await vi.advanceTimersByTimeAsync(1000)
    expect(value).toBe('token-1')
  })

  test('one that hangs while a value is at hand delays nobody', async () => {
    const adapter: CacheAdapter = memoryCache()
    const { credential, clock } = credentialWith({ adapter })
    await credential.get(longWait)
    Object.assign(adapter, { get: never, set: never, delete: never, lock: never })
    for (let minute = 0; minute < 100; minute++) {
      clock.advance(MINUTE)
      expect(credential.current()).toBe('token-1')
    }
  })
})
