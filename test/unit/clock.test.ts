import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { LONGEST_TIMER_MS, monotonicNow, onAbort, sleep, systemClock, TIMED_OUT, withTimeout } from '../../src/clock.js'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T08:00:00Z') })
})

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const never = new Promise<never>(() => {})

/** What a promise has come to by now. */
async function state(promise: Promise<unknown>): Promise<unknown> {
  const pending = Symbol('pending')
  return await Promise.race([promise.catch((error: unknown) => ({ error })), Promise.resolve(pending)]).then((value) =>
    value === pending ? 'pending' : value,
  )
}

describe('clocks', () => {
  test("the system clock is the machine's, in epoch milliseconds", () => {
    expect(systemClock.now()).toBe(Date.parse('2026-11-24T08:00:00Z'))
  })

  test('elapsed time goes on although the clock is set back', () => {
    const before = monotonicNow()
    vi.advanceTimersByTime(250)
    vi.setSystemTime(0)
    expect(monotonicNow() - before).toBe(250)
  })
})

describe('onAbort', () => {
  test('lets one signal end any number of calls without a warning of a leak', () => {
    const warned = vi.spyOn(process, 'emitWarning')
    const controller = new AbortController()
    let ended = 0
    const unwatch = Array.from({ length: 50 }, () => onAbort(controller.signal, () => void ended++))
    expect(warned).not.toHaveBeenCalled()
    unwatch[0]?.()
    controller.abort()
    expect(ended).toBe(49)
  })
})

describe('within', () => {
  test('brings what the promise brings, and its failure', async () => {
    await expect(withTimeout(Promise.resolve(7), { ms: 100 })).resolves.toBe(7)
    await expect(withTimeout(Promise.reject(new Error('no')), { ms: 100 })).rejects.toThrow('no')
  })

  test('says that the time is over exactly when it is', async () => {
    const waiting = withTimeout(never, { ms: 100 })
    await vi.advanceTimersByTimeAsync(99)
    await expect(state(waiting)).resolves.toBe('pending')
    await vi.advanceTimersByTimeAsync(1)
    await expect(waiting).resolves.toBe(TIMED_OUT)
  })

  test('of a promise that fails after the time, nothing is heard', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    let fail: (error: Error) => void = () => {}
    const late = new Promise<never>((_, reject) => {
      fail = reject
    })
    const waiting = withTimeout(late, { ms: 1 })
    await vi.advanceTimersByTimeAsync(1)
    await expect(waiting).resolves.toBe(TIMED_OUT)
    fail(new Error('late'))
    vi.useRealTimers()
    await new Promise((resolve) => setImmediate(resolve))
    vi.useFakeTimers()
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })

  test.each([0, -1, Number.NEGATIVE_INFINITY])('with %d ms left, the time is over at the next turn', async (ms) => {
    const waiting = withTimeout(never, { ms })
    await vi.advanceTimersByTimeAsync(0)
    await expect(waiting).resolves.toBe(TIMED_OUT)
  })

  test.each([LONGEST_TIMER_MS + 1, Number.MAX_VALUE, Number.POSITIVE_INFINITY])(
    '%d ms, more than a timer can hold, are not taken for none',
    async (ms) => {
      const timers = vi.spyOn(globalThis, 'setTimeout')
      const controller = new AbortController()
      const waiting = withTimeout(never, { ms, signal: controller.signal })
      expect(timers.mock.calls.map(([, delay]) => delay)).toEqual([2_147_483_647])
      controller.abort('done')
      await expect(waiting).rejects.toBe('done')
    },
  )

  test.each([new Error('gone'), 'gone', null, { why: 'gone' }])(
    'ends with the reason of the signal as it is: %s',
    async (reason) => {
      const controller = new AbortController()
      const waiting = withTimeout(never, { ms: 100, signal: controller.signal }).catch((error: unknown) => ({ error }))
      controller.abort(reason)
      const caught = (await waiting) as { error: unknown }
      expect(caught.error).toBe(reason)
    },
  )

  test('a signal that was aborted before ends it, and the failure of the promise is not left unhandled', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const failing = Promise.reject(new Error('no'))
    await expect(withTimeout(failing, { ms: 100, signal: AbortSignal.abort('early') })).rejects.toBe('early')
    vi.useRealTimers()
    await new Promise((resolve) => setImmediate(resolve))
    vi.useFakeTimers()
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })

  test('leaves no listener on the signal, however it ends', async () => {
    const controller = new AbortController()
    const { signal } = controller
    await withTimeout(Promise.resolve(1), { ms: 100, signal })
    await withTimeout(Promise.reject(new Error('no')), { ms: 100, signal }).catch(() => {})
    const over = withTimeout(never, { ms: 1, signal })
    await vi.advanceTimersByTimeAsync(1)
    await over
    expect(getEventListeners(signal, 'abort')).toEqual([])
    const aborted = withTimeout(never, { ms: 100, signal })
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    controller.abort()
    await aborted.catch(() => {})
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('keeps the process alive for a caller, but not in the background', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout')
    const controller = new AbortController()
    const { signal } = controller
    const waits = [withTimeout(never, { ms: 100, signal }), withTimeout(never, { ms: 100, signal, background: true })]
    const refs = timers.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef())
    controller.abort()
    await Promise.allSettled(waits)
    expect(refs).toEqual([true, false])
  })
})

describe('sleep', () => {
  test('lasts as long as it should and brings nothing', async () => {
    const sleeping = sleep({ ms: 100 })
    await vi.advanceTimersByTimeAsync(99)
    await expect(state(sleeping)).resolves.toBe('pending')
    await vi.advanceTimersByTimeAsync(1)
    await expect(sleeping).resolves.toBeUndefined()
  })

  test('ends early with the reason of the signal', async () => {
    const controller = new AbortController()
    const sleeping = sleep({ ms: 100, signal: controller.signal })
    controller.abort('wake up')
    await expect(sleeping).rejects.toBe('wake up')
  })
})
