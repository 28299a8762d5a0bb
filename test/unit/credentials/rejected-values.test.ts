import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { memoryCache } from '../../../src/cache/memory.js'
import { cacheKey } from '../../../src/credentials/cached-credential.js'
import { CredentialError } from '../../../src/errors.js'
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
  never,
  putIntoCache,
  recordingCache,
  type Script,
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

describe('a value that WeChat refused', () => {
  test('is replaced once, for 500 callers as for one, here and in the shared cache', async () => {
    const { credential, store, requests, diagnosticsOf } = credentialWith()
    const used = await credential.get(longWait)
    const others = await Promise.all(times(500, () => credential.replace(used, 40001, longWait)))
    expect(new Set(others)).toEqual(new Set(['token-2']))
    expect(requests).toHaveLength(2)
    expect(requests[1]?.rejected).toBe('token-1')
    expect(await cachedValue(store)).toBe('token-2')
    expect(diagnosticsOf('credential.rejected')).toEqual([
      { type: 'credential.rejected', kind: 'accessToken', errcode: 40001, sameValueAgain: false },
    ])
  })

  test('costs no request where there is another by now, however many report late', async () => {
    const { credential, requests } = credentialWith()
    await credential.get(longWait)
    await credential.replace('token-1', 40001, longWait)
    const late = await Promise.all(times(10, () => credential.replace('token-1', 42001, longWait)))
    expect(new Set(late)).toEqual(new Set(['token-2']))
    expect(requests).toHaveLength(2)
  })

  test('costs no request where another process has replaced it', async () => {
    const { credential, clock, store, requests } = credentialWith()
    await credential.get(longWait)
    await putIntoCache(store, { value: 'theirs', obtainedAt: clock.now(), expiresAt: clock.now() + 2 * HOUR })
    expect(await credential.replace('token-1', 40001, longWait)).toBe('theirs')
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
    await credential.get(longWait)
    expect(await credential.replace('token-1', 40001, longWait)).toBe('token-2')
    expect(await cachedValue(good)).toBe('token-1')
    clock.advance(MINUTE)
    expect(credential.current()).toBe('token-2')
    await settled()
    expect(credential.current()).toBe('token-2')
    await credential.invalidate('token-2')
    expect(await credential.get(longWait)).toBe('token-3')
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
    await credential.get(longWait)
    clock.advance(2 * HOUR - 100 * SECOND)
    credential.current() // starts the renewal
    await settled()
    const replaced = credential.replace('same', 40001, longWait)
    const others = credential.get(longWait)
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
    await credential.get(longWait)
    clock.advance(2 * HOUR - 100 * SECOND)
    credential.current() // starts the renewal
    await settled()
    const forgotten = credential.invalidate('same')
    slow.resolve()
    await vi.advanceTimersByTimeAsync(SECOND)
    await forgotten
    expect(credential.current()).toBeUndefined()
  })

  test('is remembered also when it is reported late: a stale cache cannot bring it back either', async () => {
    const { credential, clock, store, requests } = credentialWith()
    await credential.get(longWait)
    clock.advance(2 * HOUR - 100 * SECOND)
    credential.current()
    await settled()
    expect(credential.current()).toBe('token-2')
    expect(await credential.replace('token-1', 40001, longWait)).toBe('token-2')
    clock.advance(2 * HOUR)
    await putIntoCache(store, { value: 'token-1', obtainedAt: clock.now(), expiresAt: clock.now() + HOUR })
    expect(await credential.get(longWait)).toBe('token-3')
    expect(requests.map(({ rejected }) => rejected)).toEqual([undefined, undefined, undefined])
  })

  test('is not replaced by one that is dead', async () => {
    const { credential, clock } = credentialWith()
    await credential.get(longWait)
    clock.advance(2 * HOUR)
    expect(await credential.replace('token-0', 40001, longWait)).toBe('token-2')
  })

  test("is not brought back by another client's request, which does not know of it", async () => {
    const first = credentialWith()
    const { clock, store: adapter } = first
    await first.credential.get(longWait)
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
    const theirs = second.credential.get(longWait)
    await settled()
    const replaced = first.credential.replace('token-1', 40001, longWait)
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
    await credential.get(longWait)
    await expect(credential.replace('token-1', 40001, longWait)).rejects.toThrow(CredentialError)
    expect(await cachedValue(store)).toBe('token-1')
    expect(await credential.get(longWait)).toBe('token-3')
    expect(requests.map(({ rejected }) => rejected)).toEqual([undefined, 'token-1', 'token-1'])
  })

  test('is told to the issuer until there is another', async () => {
    const { credential, clock, requests } = credentialWith()
    await credential.get(longWait)
    await credential.replace('token-1', 40001, longWait)
    clock.advance(2 * HOUR)
    await credential.get(longWait)
    expect(requests.map(({ rejected }) => rejected)).toEqual([undefined, 'token-1', undefined])
  })

  describe('after it replaced another', () => {
    test('is not replaced for 30 s: whoever ended it would end the next one too', async () => {
      const { credential, clock, requests, diagnosticsOf } = credentialWith()
      await credential.get(longWait)
      for (let round = 0; round < 90; round++) {
        // Every value is dead by the time it arrives; each call is sent twice at most.
        const first = await credential.get(longWait)
        const second = await credential.replace(first, 40001, longWait)
        if (second !== first) for (const _ of times(10, () => 0)) credential.noteReplacementRejected(second, 40001)
        clock.advance(SECOND)
      }
      expect(requests).toHaveLength(1 + 3)
      expect(
        new Set(diagnosticsOf('credential.rejected').map((each) => 'sameValueAgain' in each && each.sameValueAgain)),
      ).toEqual(new Set([false]))
      expect(diagnosticsOf('credential.rejected')).toHaveLength(2 * 3)
    })

    test('goes on being used: perhaps WeChat has not heard of it everywhere', async () => {
      const { credential } = credentialWith()
      await credential.get(longWait)
      const second = await credential.replace('token-1', 40001, longWait)
      credential.noteReplacementRejected(second, 40001)
      expect(credential.current()).toBe('token-2')
    })

    test('is replaced at once when it had served for a while', async () => {
      const { credential, clock, requests } = credentialWith()
      await credential.get(longWait)
      await credential.replace('token-1', 40001, longWait)
      clock.advance(30 * SECOND)
      expect(await credential.replace('token-1', 40001, longWait)).toBe('token-2')
      credential.noteReplacementRejected('token-2', 40001)
      expect(await credential.replace('token-2', 40001, longWait)).toBe('token-3')
      expect(requests).toHaveLength(3)
    })

    test('is replaced at once when only its first use was refused: it died by chance', async () => {
      const { credential } = credentialWith()
      await credential.get(longWait)
      await credential.replace('token-1', 40001, longWait)
      expect(await credential.replace('token-2', 40001, longWait)).toBe('token-3')
      credential.noteReplacementRejected('token-2', 40001)
      expect(credential.current()).toBe('token-3')
    })

    test('changes nothing when another has replaced it meanwhile: a refusal that is late', async () => {
      const { credential, clock, store, diagnosticsOf } = credentialWith()
      await credential.get(longWait)
      clock.advance(MINUTE)
      await putIntoCache(store, { value: 'younger', obtainedAt: clock.now(), expiresAt: clock.now() + 2 * HOUR })
      credential.current()
      await settled()
      credential.noteReplacementRejected('token-1', 40001)
      expect(diagnosticsOf('credential.rejected')).toEqual([])
      expect(credential.current()).toBe('younger')
    })

    test('may come before there is any value, or from a source without lifetimes', async () => {
      const { credential } = credentialWith({ issue: (_, number) => ({ value: `plain-${number}` }) })
      credential.noteReplacementRejected('plain-0', 40001)
      expect(await credential.get(longWait)).toBe('plain-1')
      credential.noteReplacementRejected('plain-1', 40001)
      await settled()
      expect(await credential.get(longWait)).toBe('plain-2')
    })

    test('changes nothing when it was given up meanwhile', async () => {
      const { credential, requests } = credentialWith()
      await credential.get(longWait)
      const second = await credential.replace('token-1', 40001, longWait)
      await credential.invalidate()
      credential.noteReplacementRejected(second, 40001)
      expect(await credential.replace(second, 40001, longWait)).toBe('token-3')
      expect(requests).toHaveLength(3)
    })
  })

  describe('and ended again before it could be used', () => {
    /** Another process of the same service, with a cache object of its own on the same store. */
    const twoProcesses = () => {
      const a = credentialWith()
      const { lock: _, ...store } = a.store
      const b = credentialWith({
        adapter: { ...store },
        clock: a.clock,
        issue: (_, n) => ({ value: `T${n + 1}`, expiresInSeconds: 7200 }),
      })
      return { a, b }
    }

    test('is replaced from the shared cache during the 30 s in which none is fetched', async () => {
      const { a, b } = twoProcesses()
      const first = await a.credential.get(longWait)
      expect(await b.credential.get(longWait)).toBe(first)
      a.clock.advance(HOUR)
      expect(await b.credential.replace(first, 40001, longWait)).toBe('T2')
      a.clock.advance(12 * SECOND)
      expect(await a.credential.replace(first, 40001, longWait)).toBe('T2')
      a.credential.noteReplacementRejected('T2', 40001) // T2 was ended too
      expect(await b.credential.replace('T2', 40001, longWait)).toBe('T3')
      a.clock.advance(SECOND)
      expect(a.credential.current()).toBe('T2')
      expect(await a.credential.replace('T2', 40001, longWait)).toBe('T3')
      expect(a.credential.current()).toBe('T3')
      expect(a.requests).toHaveLength(1)
      expect(b.requests).toHaveLength(2)
    })

    test('is looked for behind the back of the callers as soon as it is known', async () => {
      const { a, b } = twoProcesses()
      const first = await a.credential.get(longWait)
      await b.credential.get(longWait)
      a.clock.advance(HOUR)
      await b.credential.replace(first, 40001, longWait)
      expect(await a.credential.replace(first, 40001, longWait)).toBe('T2')
      await b.credential.replace('T2', 40001, longWait)
      a.credential.noteReplacementRejected('T2', 40001)
      await settled()
      expect(a.credential.current()).toBe('T3')
    })

    test('costs one look into the shared cache for all who ask at the same time, and no request', async () => {
      const clock = stoppedClock()
      const { adapter, used } = recordingCache(clock)
      const { credential, requests } = credentialWith({
        adapter,
        clock,
        issue: () => ({ value: 'same', expiresInSeconds: 7200 }),
      })
      await credential.get(longWait)
      await credential.replace('same', 40001, longWait)
      used.length = 0
      const answers = await Promise.all(times(500, () => credential.replace('same', 40001, longWait)))
      expect(new Set(answers)).toEqual(new Set(['same']))
      expect(used).toEqual(['get'])
      expect(requests).toHaveLength(2)
    })

    test('a confirmed value gives way to another that the shared cache holds, though that was obtained earlier', async () => {
      const { credential, clock, store } = credentialWith({ issue: () => ({ value: 'same', expiresInSeconds: 7200 }) })
      await credential.get(longWait)
      await credential.replace('same', 40001, longWait)
      await putIntoCache(store, { value: 'theirs', obtainedAt: clock.now() - SECOND, expiresAt: clock.now() + HOUR })
      expect(await credential.replace('same', 40001, longWait)).toBe('theirs')
      expect(credential.current()).toBe('theirs')
    })

    test('a cache that hangs then means the refusal itself, and takes no longer than the caller waits', async () => {
      const clock = stoppedClock()
      const { adapter } = recordingCache(clock)
      const { credential } = credentialWith({
        adapter,
        clock,
        issue: () => ({ value: 'same', expiresInSeconds: 7200 }),
      })
      await credential.get(longWait)
      await credential.replace('same', 40001, longWait)
      Object.assign(adapter, { get: never })
      const waiting = credential.replace('same', 40001, { ms: 100 })
      const controller = new AbortController()
      const reason = new Error('the user has left')
      const leaving = credential.replace('same', 40001, { ...longWait, signal: controller.signal }).catch((e) => e)
      await vi.advanceTimersByTimeAsync(100)
      expect(await waiting).toBe('same')
      controller.abort(reason)
      expect(await leaving).toBe(reason)
    })

    test('an ageing value of the shared cache is better than the refused one', async () => {
      const { credential, clock, store } = credentialWith({ issue: () => ({ value: 'same', expiresInSeconds: 7200 }) })
      await credential.get(longWait)
      await credential.replace('same', 40001, longWait)
      await putIntoCache(store, {
        value: 'theirs',
        obtainedAt: clock.now() - 118 * MINUTE,
        expiresAt: clock.now() + 2 * MINUTE,
      })
      expect(await credential.replace('same', 40001, longWait)).toBe('theirs')
    })

    test('a cache that fails then means the refusal itself', async () => {
      const clock = stoppedClock()
      const { adapter } = recordingCache(clock)
      const { credential } = credentialWith({
        adapter,
        clock,
        exclusive: true,
        issue: () => ({ value: 'same', expiresInSeconds: 7200 }),
      })
      await credential.get(longWait)
      await credential.replace('same', 40001, longWait)
      Object.assign(adapter, { get: () => Promise.reject(new Error('down')) })
      expect(await credential.replace('same', 40001, longWait)).toBe('same')
    })

    test('a value that another process obtained by a clock that is ahead counts as young as well', async () => {
      const { credential, clock, store, requests } = credentialWith()
      await credential.get(longWait)
      await putIntoCache(store, { value: 'theirs', obtainedAt: clock.now() + MINUTE, expiresAt: clock.now() + HOUR })
      expect(await credential.replace('token-1', 40001, longWait)).toBe('theirs')
      credential.noteReplacementRejected('theirs', 40001)
      expect(await credential.replace('theirs', 40001, longWait)).toBe('theirs')
      expect(requests).toHaveLength(1)
    })
  })

  describe('and on which the issuer insists', () => {
    const insisting: Script = () => ({ value: 'same', expiresInSeconds: 7200 })

    test('is answered to 500 callers after one request', async () => {
      const { credential, requests, diagnosticsOf } = credentialWith({ issue: insisting })
      await credential.get(longWait)
      const answers = await Promise.all(times(500, () => credential.replace('same', 40001, longWait)))
      expect(new Set(answers)).toEqual(new Set(['same']))
      expect(requests).toHaveLength(2)
      expect(diagnosticsOf('credential.rejected')).toEqual([
        { type: 'credential.rejected', kind: 'accessToken', errcode: 40001, sameValueAgain: false },
        { type: 'credential.rejected', kind: 'accessToken', errcode: 40001, sameValueAgain: true },
      ])
    })

    test('is asked for again after 30 s, not before', async () => {
      const { credential, clock, requests } = credentialWith({ issue: insisting })
      await credential.get(longWait)
      for (let second = 0; second < 90; second++) {
        expect(await credential.replace(await credential.get(longWait), 40001, longWait)).toBe('same')
        clock.advance(SECOND)
      }
      expect(requests).toHaveLength(1 + 3)
    })

    test('is used by the next calls: perhaps WeChat has come round', async () => {
      const { credential } = credentialWith({ issue: insisting })
      await credential.get(longWait)
      await credential.replace('same', 40001, longWait)
      expect(credential.current()).toBe('same')
    })
  })
})

describe('forgetting a value', () => {
  test('makes the next call obtain another, also when the shared cache keeps the old one', async () => {
    const clock = stoppedClock()
    const good = memoryCache({ clock })
    const { credential, requests } = credentialWith({ adapter: { ...good, delete: async () => {} }, clock })
    await credential.get(longWait)
    await credential.invalidate()
    expect(credential.current()).toBeUndefined()
    expect(await credential.get(longWait)).toBe('token-2')
    expect(requests[1]?.rejected).toBe('token-1')
  })

  test('removes it from the shared cache', async () => {
    const { credential, store } = credentialWith()
    await credential.get(longWait)
    await credential.invalidate('token-1')
    expect(await cachedValue(store)).toBeUndefined()
    expect(credential.current()).toBeUndefined()
  })

  test('by name touches no other value', async () => {
    const { credential, store, requests } = credentialWith()
    await credential.get(longWait)
    await credential.invalidate('token-0')
    expect(credential.current()).toBe('token-1')
    expect(await cachedValue(store)).toBe('token-1')
    expect(requests).toHaveLength(1)
  })

  test('keeps what another process writes in between: it is compared and removed under the lock', async () => {
    const clock = stoppedClock()
    const { adapter, good, used } = recordingCache(clock)
    const { credential } = credentialWith({ adapter, clock })
    await credential.get(longWait)
    const release = (await good.lock(`${cacheKey(identity)}:lock`, HOUR)) as () => Promise<void> // another process fetches
    used.length = 0
    const forgotten = credential.invalidate('token-1')
    await vi.advanceTimersByTimeAsync(SECOND)
    expect(used).not.toContain('delete')
    await putIntoCache(good, { value: 'theirs', obtainedAt: clock.now(), expiresAt: clock.now() + 2 * HOUR })
    await release()
    await vi.advanceTimersByTimeAsync(SECOND)
    await forgotten
    expect(await cachedValue(good)).toBe('theirs')
    expect(used).not.toContain('delete')
  })

  test('gives the lock back, and removes nothing that was written while it waited for the lock', async () => {
    const clock = stoppedClock()
    const { adapter, good, used } = recordingCache(clock)
    const { credential } = credentialWith({ adapter, clock })
    await credential.get(longWait)
    await settled()
    used.length = 0
    await credential.invalidate('token-1')
    expect(used).toEqual(['get', 'lock', 'get', 'delete', 'unlock'])
    await credential.get(longWait)
    await settled()
    used.length = 0
    const { lock } = adapter
    adapter.lock = async (key, leaseMs) => {
      await putIntoCache(good, { value: 'theirs', obtainedAt: clock.now(), expiresAt: clock.now() + 2 * HOUR })
      return (await lock?.(key, leaseMs)) ?? null
    }
    await credential.invalidate('token-2')
    expect(used).toEqual(['get', 'lock', 'get', 'unlock'])
    expect(await cachedValue(good)).toBe('theirs')
  })

  test('reports a cache that fails to remove it', async () => {
    const { credential, store, diagnosticsOf } = credentialWith()
    await credential.get(longWait)
    Object.assign(store, { delete: () => Promise.reject(new Error('down')) })
    await credential.invalidate('token-1')
    await credential.invalidate()
    const failed = { type: 'cache.failed', operation: 'delete', reason: 'error' }
    expect(diagnosticsOf('cache.failed')).toEqual([failed, failed])
  })

  test('while the shared cache is looked into takes over what is found there', async () => {
    const clock = stoppedClock()
    const { adapter, good } = recordingCache(clock)
    const { credential } = credentialWith({ adapter, clock })
    await credential.get(longWait)
    clock.advance(MINUTE)
    await putIntoCache(good, { value: 'theirs', obtainedAt: clock.now(), expiresAt: clock.now() + 2 * HOUR })
    credential.current()
    await credential.invalidate('token-1')
    await settled()
    expect(credential.current()).toBe('theirs')
  })

  test('waits five seconds at most for a lock that does not end', async () => {
    const { credential, store } = credentialWith()
    await credential.get(longWait)
    await store.lock?.(`${cacheKey(identity)}:lock`, HOUR)
    const forgotten = credential.invalidate('token-1')
    await vi.advanceTimersByTimeAsync(5.2 * SECOND)
    await forgotten
    expect(await cachedValue(store)).toBeUndefined()
  })

  test('works before there is one', async () => {
    const { credential, clock, store } = credentialWith()
    await putIntoCache(store, { value: 'theirs', obtainedAt: clock.now(), expiresAt: clock.now() + HOUR })
    await credential.invalidate()
    expect(await cachedValue(store)).toBeUndefined()
    expect(await credential.get(longWait)).toBe('token-1')
  })

  test('with a cache that fails still works here', async () => {
    const fail = () => Promise.reject(new Error('down'))
    const { credential } = credentialWith({ adapter: { get: fail, set: fail, delete: fail } })
    await credential.get(longWait)
    await credential.invalidate('token-1')
    expect(await credential.get(longWait)).toBe('token-2')
  })

  test('that an issuer insists on brings it back without a diagnostic of a refusal', async () => {
    const { credential, diagnosticsOf, requests } = credentialWith({
      issue: () => ({ value: 'same', expiresInSeconds: 7200 }),
    })
    await credential.get(longWait)
    await credential.invalidate()
    expect(await credential.get(longWait)).toBe('same')
    expect(requests).toHaveLength(2)
    expect(diagnosticsOf('credential.rejected')).toEqual([])
  })

  test('ends a cool-down', async () => {
    let wrong = true
    const { credential } = credentialWith({
      issue: (request, number) => {
        if (wrong) throw wrongSecret()
        return fresh(request, number)
      },
    })
    await expect(credential.get(longWait)).rejects.toThrow(CredentialError)
    wrong = false
    await expect(credential.get(longWait)).rejects.toThrow(CredentialError)
    await credential.invalidate()
    expect(await credential.get(longWait)).toBe('token-2')
  })
})
