import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DedupeStore } from '../../../src/cache/adapter.js'
import { memoryDedupe } from '../../../src/cache/memory-dedupe.js'
import { systemClock } from '../../../src/clock.js'
import type { Diagnostic } from '../../../src/diagnostics.js'
import { type Claim, type Deduplicator, deduplicator } from '../../../src/events/deduplicate.js'

const over = (store?: DedupeStore): Deduplicator => deduplicator(store, systemClock, undefined)

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** Lets time pass until a promise has an outcome. */
async function eventually<Value>(promise: Promise<Value>): Promise<Value> {
  let done = false
  const end = (): void => {
    done = true
  }
  promise.then(end, end)
  for (let waited = 0; !done && waited < 20_000; waited += 50) await vi.advanceTimersByTimeAsync(50)
  return await promise
}

const isClaim = (answer: unknown): answer is Claim => typeof answer === 'object'

const claimed = async (events: Deduplicator, key = 'a'): Promise<Claim> => {
  const claim = await eventually(events.claim(key, 0))
  if (!isClaim(claim)) throw new Error('not free')
  return claim
}

/** A store that writes down what it is asked. */
function watched(store: DedupeStore = memoryDedupe()): DedupeStore & { readonly asked: string[] } {
  const asked: string[] = []
  const watch =
    <Arguments extends unknown[], Answer>(name: string, run: (...given: Arguments) => Promise<Answer>) =>
    (...given: Arguments): Promise<Answer> => {
      asked.push(name)
      return run(...given)
    }
  const { begin, complete, abandon } = store
  return {
    asked,
    begin: watch('begin', begin),
    complete: watch('complete', complete),
    abandon: watch('abandon', abandon),
  }
}

describe.each<[string, () => Deduplicator]>([
  ['of this process alone', () => over()],
  ['with a store', () => over(memoryDedupe())],
])('a claim, %s,', (_, make) => {
  test('is had by one, and what it completed is a duplicate', async () => {
    const events = make()
    const claim = await claimed(events)
    expect(await events.claim('a', 0)).toBe('busy')
    await claim.complete()
    expect(await events.claim('a', 0)).toBe('duplicate')
    expect(isClaim(await events.claim('b', 0))).toBe(true)
  })

  test('that is abandoned is free at once', async () => {
    const events = make()
    for (let round = 0; round < 3; round++) await (await claimed(events)).abandon()
    expect(isClaim(await events.claim('a', 0))).toBe(true)
  })

  test('that was completed can be abandoned after all', async () => {
    const events = make()
    const claim = await claimed(events)
    await claim.complete()
    await vi.advanceTimersByTimeAsync(60_000) // long after the lease
    await claim.abandon()
    expect(isClaim(await events.claim('a', 0))).toBe(true)
  })

  test('is waited for, for as long as was said', async () => {
    const events = make()
    const first = await claimed(events)
    const [second, third] = [events.claim('a', 3000), events.claim('a', 1000)]
    expect(await eventually(third)).toBe('busy')
    await first.abandon()
    expect(isClaim(await eventually(second))).toBe(true)
  })

  test('ends by itself, after the answer that it was made for', async () => {
    const events = make()
    const [claimedAt] = [Date.now(), await claimed(events)]
    expect(isClaim(await eventually(events.claim('a', 6000)))).toBe(true)
    const waited = Date.now() - claimedAt
    expect(waited).toBeGreaterThan(3500)
    expect(waited).toBeLessThan(4000) // so long does a resend wait, even one that comes at once
  })

  test('completed is remembered for 25 hours', async () => {
    const events = make()
    await (await claimed(events)).complete()
    vi.setSystemTime(Date.now() + 25 * 3_600_000 - 1)
    expect(await events.claim('a', 0)).toBe('duplicate')
    vi.setSystemTime(Date.now() + 1)
    expect(isClaim(await events.claim('a', 0))).toBe(true)
  })

  test('of an event that was forgotten is new', async () => {
    const events = make()
    await (await claimed(events)).complete()
    await events.forget('a')
    expect(isClaim(await events.claim('a', 0))).toBe(true)
  })
})

describe('a store', () => {
  test('is asked twice for each event', async () => {
    const store = watched()
    const events = over(store)
    await (await claimed(events, 'a')).complete()
    expect(store.asked).toEqual(['begin', 'complete'])
    await (await claimed(events, 'b')).abandon()
    expect(store.asked).toEqual(['begin', 'complete', 'begin', 'abandon'])
  })

  test('is not asked about an event that this process is handling', async () => {
    const store = watched()
    const events = over(store)
    await claimed(events)
    expect(await eventually(events.claim('a', 3000))).toBe('busy')
    expect(store.asked).toEqual(['begin'])
  })

  test('that works is not reported', async () => {
    const onDiagnostic = vi.fn()
    const events = deduplicator(memoryDedupe(), systemClock, onDiagnostic)
    await (await claimed(events)).complete()
    expect(await events.claim('a', 0)).toBe('duplicate')
    await events.forget('a')
    expect(onDiagnostic).not.toHaveBeenCalled()
  })

  test('is asked ten times a second while another process has the event, and answered for in time', async () => {
    const store = watched({ ...memoryDedupe(), begin: async () => 'busy' })
    let answer: unknown
    void over(store)
      .claim('a', 1050)
      .then((given) => {
        answer = given
      })
    await vi.advanceTimersByTimeAsync(1049)
    expect(answer).toBeUndefined()
    expect(store.asked).toHaveLength(11)
    await vi.advanceTimersByTimeAsync(2)
    expect(answer).toBe('busy')
  })

  test('is shared: what one process does the other knows', async () => {
    const store = memoryDedupe()
    const [one, other] = [over(store), over(store)]
    const claim = await claimed(one)
    expect(await other.claim('a', 0)).toBe('busy')
    await claim.complete()
    expect(await other.claim('a', 0)).toBe('duplicate')
    expect(await one.claim('a', 0)).toBe('duplicate')
    await other.forget('a')
    expect(isClaim(await one.claim('a', 0))).toBe(true)
  })

  test('is left alone by who comes back after the lease: the event may be another’s', async () => {
    const store = memoryDedupe()
    const [late, next] = [over(store), over(store)]
    const lateClaim = await claimed(late)
    await vi.advanceTimersByTimeAsync(3601)
    await claimed(next)
    await lateClaim.abandon()
    expect(await late.claim('a', 0)).toBe('busy')
  })
})

describe('a process that dies', () => {
  /** The store as one process sees it, which dies with its nth call: before or after that took effect. */
  const mortal = (store: DedupeStore, calls: number, effective: boolean): DedupeStore => {
    let left = calls
    const through = async <Value>(run: () => Promise<Value>): Promise<Value> => {
      left -= 1
      if (left > 0) return await run()
      if (left === 0 && effective) await run()
      return await new Promise<never>(() => {})
    }
    return {
      begin: (key, leaseMs) => through(() => store.begin(key, leaseMs)),
      complete: (key, ttlMs) => through(() => store.complete(key, ttlMs)),
      abandon: (key) => through(() => store.abandon(key)),
    }
  }

  const deaths = [1, 2, 3].flatMap((calls) => [true, false].map((effective) => ({ calls, effective })))

  test.each(deaths)(
    'at call $calls of the store, carried out: $effective, loses no event, and it ends as a duplicate',
    async ({ calls, effective }) => {
      const store = memoryDedupe()
      let handled = 0
      const dying = over(mortal(store, calls, effective))
      const working = (async () => {
        const claim = await dying.claim('a', 0)
        if (!isClaim(claim)) return
        handled += 1
        await claim.complete()
      })()
      await vi.advanceTimersByTimeAsync(500)
      // Its own timers would go on here, though not in a process that is dead.
      vi.clearAllTimers()
      void working

      const living = over(store)
      const claim = await eventually(living.claim('a', 4000))
      if (isClaim(claim)) {
        handled += 1
        await claim.complete()
      }
      expect(handled).toBeGreaterThanOrEqual(1)
      expect(await living.claim('a', 0)).toBe('duplicate')
    },
  )
})

describe('a store that fails', () => {
  const failing: Readonly<Record<string, () => Promise<never>>> = {
    rejects: () => Promise.reject(new Error('down')),
    throws: () => {
      throw new Error('down')
    },
    hangs: () => new Promise(() => {}),
  }

  test.each(Object.entries(failing))(
    'and %s lets every event through once in this process, after a second at most',
    async (_, fail) => {
      const diagnostics: Diagnostic[] = []
      const store = { begin: fail, complete: fail, abandon: fail }
      const events = deduplicator(store, systemClock, (diagnostic) => diagnostics.push(diagnostic))
      const startedAt = Date.now()
      const copies = Array.from({ length: 20 }, () => events.claim('a', 0))
      const claims = (await eventually(Promise.all(copies))).filter(isClaim)
      expect(Date.now() - startedAt).toBeLessThanOrEqual(1050)
      expect(claims).toHaveLength(1)
      const reason = _ === 'hangs' ? 'timeout' : 'error'
      expect(diagnostics).toEqual([{ type: 'dedupe.failed', operation: 'begin', reason }])
      await claims[0]?.complete()
      expect(await events.claim('a', 0)).toBe('duplicate')
      await claims[0]?.abandon()
      expect(diagnostics).toHaveLength(1) // nothing is asked of it any more
      expect(isClaim(await eventually(events.claim('a', 0)))).toBe(true)
    },
  )

  test.each([['OK'], [true], [false], [null], [undefined], [{ state: 'done' }]])(
    'by answering %j lets an event through once',
    async (nonsense) => {
      const diagnostics: Diagnostic[] = []
      const store = { ...memoryDedupe(), begin: async () => nonsense as never }
      const events = deduplicator(store, systemClock, (diagnostic) => diagnostics.push(diagnostic))
      await (await claimed(events)).complete()
      expect(diagnostics).toEqual([{ type: 'dedupe.failed', operation: 'begin', reason: 'invalid_value' }])
      expect(await events.claim('a', 0)).toBe('duplicate')
    },
  )

  test('after it gave a claim breaks nothing: this process remembers', async () => {
    const store = memoryDedupe()
    let down = false
    const unless =
      <Arguments extends unknown[], Answer>(run: (...given: Arguments) => Promise<Answer>) =>
      async (...given: Arguments): Promise<Answer> =>
        down ? await Promise.reject(new Error('down')) : await run(...given)
    const { begin, complete, abandon } = store
    const events = over({ begin: unless(begin), complete: unless(complete), abandon: unless(abandon) })
    const [first, second] = [await claimed(events, 'a'), await claimed(events, 'b')]
    down = true
    await first.complete()
    await second.abandon()
    down = false
    expect(await events.claim('a', 0)).toBe('duplicate')
    expect(await events.claim('b', 0)).toBe('busy') // the store has not heard
    expect(isClaim(await eventually(events.claim('b', 6000)))).toBe(true)
  })
})
