import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { memoryCache } from '../../../src/cache/memory.js'
import {
  credentialWith,
  HOUR,
  longWait,
  MINUTE,
  putIntoCache,
  SECOND,
  settled,
  stoppedClock,
} from '../../support/credentials.js'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

const ticket = { longestLifetimeMs: HOUR }

/** Lets real time pass, as `performance.now()` knows it, and the caller's clock with it. */
async function pass(clock: { advance(ms: number): void }, ms: number): Promise<void> {
  clock.advance(ms)
  await vi.advanceTimersByTimeAsync(ms)
}

describe('a value that was obtained while the clock was wrong', () => {
  test.each([
    ['a day ahead', 24 * HOUR],
    ['six minutes ahead', 6 * MINUTE],
  ])('%s is given up when the clock is put right', async (_, ahead) => {
    const { credential, clock, requests } = credentialWith(ticket)
    clock.advance(ahead)
    await credential.get(longWait)
    clock.advance(-ahead)
    expect(credential.current()).toBeUndefined()
    expect(await credential.get(longWait)).toBe('token-2')
    expect(requests).toHaveLength(2)
  })

  test('behind is handed out no longer for that', async () => {
    const { credential, clock } = credentialWith(ticket)
    clock.advance(-24 * HOUR)
    await credential.get(longWait)
    clock.advance(24 * HOUR)
    expect(credential.current()).toBeUndefined()
  })

  test('is not brought back by the shared cache, where it seems to come from the future', async () => {
    const ahead = credentialWith(ticket)
    ahead.clock.advance(24 * HOUR)
    await ahead.credential.get(longWait)
    ahead.clock.advance(-24 * HOUR)
    const other = credentialWith({ ...ticket, adapter: ahead.store, clock: ahead.clock })
    expect(await other.credential.get(longWait)).toBe('token-1')
    expect(other.requests).toHaveLength(1)
  })
})

describe('however the clock is moved', () => {
  test.each([
    ['set back by eight hours right away', [-8 * HOUR]],
    ['set back by four minutes again and again', Array.from({ length: 40 }, () => -4 * MINUTE)],
    ['stopped', []],
  ])('a value is handed out no longer than its lifetime: %s', async (_, moves) => {
    const { credential, clock } = credentialWith(ticket)
    const first = await credential.get(longWait)
    const jumps = [...moves]
    let lasted = 0
    while ((await credential.get(longWait)) === first) {
      clock.advance(jumps.pop() ?? 0)
      await vi.advanceTimersByTimeAsync(MINUTE) // the clock itself stands still
      lasted += MINUTE
      expect(lasted).toBeLessThanOrEqual(HOUR)
    }
  })

  test('the shared cache does not lengthen the life of a value that is known', async () => {
    const clock = stoppedClock()
    const adapter = memoryCache({ clock })
    const { credential, requests } = credentialWith({ ...ticket, adapter, clock })
    await credential.get(longWait)
    await pass(clock, 30 * MINUTE)
    clock.advance(-4 * MINUTE)
    await pass(clock, 30 * MINUTE) // for the clock alone, four minutes are left
    expect(await credential.get(longWait)).toBe('token-2')
    expect(requests).toHaveLength(2)
  })

  test('a value that is adopted ends with what was left of it', async () => {
    const { credential, clock, store } = credentialWith(ticket)
    await putIntoCache(store, {
      value: 'theirs',
      obtainedAt: clock.now() - 50 * MINUTE,
      expiresAt: clock.now() + 70 * MINUTE,
    })
    expect(await credential.get(longWait)).toBe('theirs')
    await vi.advanceTimersByTimeAsync(9.5 * MINUTE)
    expect(credential.current()).toBeUndefined()
  })

  test('a value is renewed in time, also by the clock that never jumps', async () => {
    const { credential, requests } = credentialWith(ticket)
    await credential.get(longWait)
    await vi.advanceTimersByTimeAsync(HOUR - 100 * SECOND)
    expect(credential.current()).toBe('token-1')
    await settled()
    expect(requests).toHaveLength(2)
    expect(credential.current()).toBe('token-2')
  })
})

describe('a source that gives no lifetime', () => {
  test.each([
    ['forth', SECOND],
    ['back', -SECOND],
    ['back by a day', -24 * HOUR],
  ])('is asked at every use, also after the clock jumped %s', async (_, jump) => {
    const { credential, clock, requests } = credentialWith({ issue: (_, number) => ({ value: `plain-${number}` }) })
    await credential.get(longWait)
    clock.advance(jump)
    expect(credential.current()).toBeUndefined()
    expect(await credential.get(longWait)).toBe('plain-2')
    expect(await credential.get(longWait)).toBe('plain-3')
    expect(requests).toHaveLength(3)
  })
})
