import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  cachedValue,
  credentialWith,
  deferred,
  failWith,
  fresh,
  identity,
  longWait,
  networkDown,
  never,
  recordingCache,
  type Script,
  SECOND,
  settled,
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

describe('waiting', () => {
  test('of one caller ends with his signal; the others and the request go on', async () => {
    const answer = deferred<{ value: string; expiresInSeconds: number }>()
    const { credential, requests } = credentialWith({ issue: () => answer.promise })
    const controller = new AbortController()
    const reason = new Error('the user went away')
    const impatient = credential.get({ ...longWait, signal: controller.signal }).catch((error: unknown) => error)
    const patient = credential.get(longWait)
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
    await expect(credential.get({ ...longWait, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(requests).toEqual([])
    await credential.get(longWait)
    await expect(credential.get({ ...longWait, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  test('leaves no listener on a signal', async () => {
    const { credential } = credentialWith()
    const { signal } = new AbortController()
    await Promise.all(times(10, () => credential.get({ ...longWait, signal })))
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('of one caller ends with his time; the request goes on for the next', async () => {
    const answer = deferred<{ value: string; expiresInSeconds: number }>()
    const { credential, requests } = credentialWith({ issue: () => answer.promise })
    const waiting = expect(credential.get({ ms: 100 })).rejects.toThrow(/took longer than 100 ms/)
    await vi.advanceTimersByTimeAsync(100)
    await waiting
    const next = credential.get(longWait)
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
      const waiting = each.get(longWait).catch((error: unknown) => error)
      await vi.advanceTimersByTimeAsync(limit - 1)
      expect(made[0]?.signal.aborted).toBe(false)
      await vi.advanceTimersByTimeAsync(1)
      const error = await waiting
      expect(error).toMatchObject({ code: 'ERR_CREDENTIAL', retryable: true, outcome: 'not_sent' })
      expect(error).toMatchObject({ message: expect.stringMatching(`(no answer within|longer than) ${limit} ms`) })
      expect(made[0]?.signal.aborted).toBe(true)
    }
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is over when the request is: a later call starts a new one', async () => {
    const { credential, requests } = credentialWith({
      issue: (request, number) => (number === 1 ? never() : fresh(request, number)),
    })
    const first = credential.get(longWait).catch(() => 'failed')
    await vi.advanceTimersByTimeAsync(5 * SECOND)
    expect(await first).toBe('failed')
    expect(await credential.get(longWait)).toBe('token-2')
    expect(requests).toHaveLength(2)
  })

  test('leaves nothing behind in the list of requests, whether they succeed or fail', async () => {
    const lists: Set<unknown>[] = []
    const set = WeakMap.prototype.set
    vi.spyOn(WeakMap.prototype, 'set').mockImplementation(function (this: WeakMap<object, unknown>, key, value) {
      if (value instanceof Set) lists.push(value)
      return set.call(this, key, value)
    })
    const good = credentialWith()
    const bad = credentialWith({
      adapter: good.store,
      issue: failWith(networkDown),
      identity: { ...identity, mode: 'x' },
    })
    expect(lists.length).toBeGreaterThan(0)
    const all = Promise.allSettled([good.credential.get(longWait), bad.credential.get(longWait)])
    expect(lists[0]?.size).toBe(2)
    await all
    expect(lists.map(({ size }) => size)).toEqual(lists.map(() => 0))
  })
})

describe('a source that gives no lifetime', () => {
  const plain: Script = (_, number) => ({ value: `plain-${number}` })

  test('is asked at every use, once for all who ask together, and nothing is kept or shared', async () => {
    const { credential, store, requests } = credentialWith({ issue: plain })
    expect(await Promise.all(times(10, () => credential.get(longWait)))).toEqual(times(10, () => 'plain-1'))
    expect(credential.current()).toBeUndefined()
    expect(await credential.get(longWait)).toBe('plain-2')
    expect(await cachedValue(store)).toBeUndefined()
    expect(requests).toHaveLength(2)
  })

  test('costs no look into the cache once it is known', async () => {
    const clock = stoppedClock()
    const { adapter, used } = recordingCache(clock)
    const { credential } = credentialWith({ adapter, clock, issue: plain })
    await credential.get(longWait)
    used.length = 0
    await credential.get(longWait)
    expect(used).toEqual([])
  })

  test('is told which value was refused, and only then', async () => {
    const { credential, requests } = credentialWith({ issue: plain })
    const used = await credential.get(longWait)
    expect(await credential.replace(used, 40001, longWait)).toBe('plain-2')
    await credential.get(longWait)
    expect(requests.map(({ rejected }) => rejected)).toEqual([undefined, 'plain-1', undefined])
  })

  test('may insist, and is asked no more than once in 30 s for the sake of one value', async () => {
    const { credential, clock, requests } = credentialWith({ issue: () => ({ value: 'same' }) })
    await credential.get(longWait)
    expect(await credential.replace('same', 40001, longWait)).toBe('same')
    expect(await credential.replace('same', 40001, longWait)).toBe('same')
    expect(requests).toHaveLength(2)
    expect(await credential.get(longWait)).toBe('same')
    clock.advance(30 * SECOND)
    expect(await credential.replace('same', 40001, longWait)).toBe('same')
    expect(requests).toHaveLength(4)
  })

  test('may begin to give one', async () => {
    const { credential, requests } = credentialWith({
      issue: (request, number) => (number === 1 ? { value: 'plain' } : fresh(request, number)),
    })
    await credential.get(longWait)
    expect(await credential.get(longWait)).toBe('token-2')
    expect(credential.current()).toBe('token-2')
    expect(requests).toHaveLength(2)
  })
})
