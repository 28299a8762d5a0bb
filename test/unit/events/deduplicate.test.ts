import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DedupeStore } from '../../../src/cache/adapter.js'
import { memoryDedupe } from '../../../src/cache/memory-dedupe.js'
import { systemClock } from '../../../src/clock.js'
import type { Diagnostic } from '../../../src/diagnostics.js'
import { type Deduplicator, deduplicator, type EventLease } from '../../../src/events/deduplicate.js'

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

const isLease = (answer: unknown): answer is EventLease => typeof answer === 'object'

const leased = async (events: Deduplicator, key = 'a'): Promise<EventLease> => {
  const lease = await eventually(events.lease(key, 0))
  if (!isLease(lease)) throw new Error('not free')
  return lease
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
])('a lease, %s,', (_, make) => {
  test('is had by one, and what it completed is a duplicate', async () => {
    const events = make()
    const lease = await leased(events)
    expect(await events.lease('a', 0)).toBe('busy')
    await lease.complete()
    expect(await events.lease('a', 0)).toBe('duplicate')
    expect(isLease(await events.lease('b', 0))).toBe(true)
  })

  test('that is abandoned is free at once', async () => {
    const events = make()
    for (let round = 0; round < 3; round++) await (await leased(events)).abandon()
    expect(isLease(await events.lease('a', 0))).toBe(true)
  })

  test('that was completed can be abandoned after all', async () => {
    const events = make()
    const lease = await leased(events)
    await lease.complete()
    await vi.advanceTimersByTimeAsync(60_000) // long after the lease
    await lease.abandon()
    expect(isLease(await events.lease('a', 0))).toBe(true)
  })

  test('is waited for, for as long as was said', async () => {
    const events = make()
    const first = await leased(events)
    const [second, third] = [events.lease('a', 3000), events.lease('a', 1000)]
    expect(await eventually(third)).toBe('busy')
    await first.abandon()
    expect(isLease(await eventually(second))).toBe(true)
  })

  test('ends by itself, after the answer that it was made for', async () => {
    const events = make()
    const [leasedAt] = [Date.now(), await leased(events)]
    expect(isLease(await eventually(events.lease('a', 6000)))).toBe(true)
    const waited = Date.now() - leasedAt
    expect(waited).toBeGreaterThan(3500)
    expect(waited).toBeLessThan(4000) // so long does a resend wait, even one that comes at once
  })

  test('completed is remembered for 25 hours', async () => {
    const events = make()
    await (await leased(events)).complete()
    vi.setSystemTime(Date.now() + 25 * 3_600_000 - 1)
    expect(await events.lease('a', 0)).toBe('duplicate')
    vi.setSystemTime(Date.now() + 1)
    expect(isLease(await events.lease('a', 0))).toBe(true)
  })

  test('of an event that was forgotten is new', async () => {
    const events = make()
    await (await leased(events)).complete()
    await events.forget('a')
    expect(isLease(await events.lease('a', 0))).toBe(true)
  })
})

describe('a store', () => {
  test('is asked twice for each event', async () => {
    const store = watched()
    const events = over(store)
    await (await leased(events, 'a')).complete()
    expect(store.asked).toEqual(['begin', 'complete'])
    await (await leased(events, 'b')).abandon()
    expect(store.asked).toEqual(['begin', 'complete', 'begin', 'abandon'])
  })

  test('is not asked about an event that this process is handling', async () => {
    const store = watched()
    const events = over(store)
    await leased(events)
    expect(await eventually(events.lease('a', 3000))).toBe('busy')
    expect(store.asked).toEqual(['begin'])
  })

  test('that works is not reported', async () => {
    const onDiagnostic = vi.fn()
    const events = deduplicator(memoryDedupe(), systemClock, onDiagnostic)
    await (await leased(events)).complete()
    expect(await events.lease('a', 0)).toBe('duplicate')
    await events.forget('a')
    expect(onDiagnostic).not.toHaveBeenCalled()
  })

  test('is asked ten times a second while another process has the event, and answered for in time', async () => {
    const store = watched({ ...memoryDedupe(), begin: async () => 'busy' })
    let answer: unknown
    void over(store)
      .lease('a', 1050)
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
    const lease = await leased(one)
    expect(await other.lease('a', 0)).toBe('busy')
    await lease.complete()
    expect(await other.lease('a', 0)).toBe('duplicate')
    expect(await one.lease('a', 0)).toBe('duplicate')
    await other.forget('a')
    expect(isLease(await one.lease('a', 0))).toBe(true)
  })

  test('is left alone by who comes back after the lease: the event may be another’s', async () => {
    const store = memoryDedupe()
    const [late, next] = [over(store), over(store)]
    const lateLease = await leased(late)
    await vi.advanceTimersByTimeAsync(3601)
    await leased(next)
    await lateLease.abandon()
    expect(await late.lease('a', 0)).toBe('busy')
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
        const lease = await dying.lease('a', 0)
        if (!isLease(lease)) return
        handled += 1
        await lease.complete()
      })()
      await vi.advanceTimersByTimeAsync(500)
      // Its own timers would go on here, though not in a process that is dead.
      vi.clearAllTimers()
      void working

      const living = over(store)
      const lease = await eventually(living.lease('a', 4000))
      if (isLease(lease)) {
        handled += 1
        await lease.complete()
      }
      expect(handled).toBeGreaterThanOrEqual(1)
      expect(await living.lease('a', 0)).toBe('duplicate')
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
      const copies = Array.from({ length: 20 }, () => events.lease('a', 0))
      const leases = (await eventually(Promise.all(copies))).filter(isLease)
      expect(Date.now() - startedAt).toBeLessThanOrEqual(1050)
      expect(leases).toHaveLength(1)
      const reason = _ === 'hangs' ? 'timeout' : 'error'
      expect(diagnostics).toEqual([{ type: 'dedupe.failed', operation: 'begin', reason }])
      await leases[0]?.complete()
      expect(await events.lease('a', 0)).toBe('duplicate')
      await leases[0]?.abandon()
      expect(diagnostics).toHaveLength(1) // nothing is asked of it any more
      expect(isLease(await eventually(events.lease('a', 0)))).toBe(true)
    },
  )

  test.each([['OK'], [true], [false], [null], [undefined], [{ state: 'done' }]])(
    'by answering %j lets an event through once',
    async (nonsense) => {
      const diagnostics: Diagnostic[] = []
      const store = { ...memoryDedupe(), begin: async () => nonsense as never }
      const events = deduplicator(store, systemClock, (diagnostic) => diagnostics.push(diagnostic))
      await (await leased(events)).complete()
      expect(diagnostics).toEqual([{ type: 'dedupe.failed', operation: 'begin', reason: 'invalid_value' }])
      expect(await events.lease('a', 0)).toBe('duplicate')
    },
  )

  test('after it gave a lease breaks nothing: this process remembers', async () => {
    const store = memoryDedupe()
    let down = false
    const unless =
      <Arguments extends unknown[], Answer>(run: (...given: Arguments) => Promise<Answer>) =>
      async (...given: Arguments): Promise<Answer> =>
        down ? await Promise.reject(new Error('down')) : await run(...given)
    const { begin, complete, abandon } = store
    const events = over({ begin: unless(begin), complete: unless(complete), abandon: unless(abandon) })
    const [first, second] = [await leased(events, 'a'), await leased(events, 'b')]
    down = true
    await first.complete()
    await second.abandon()
    down = false
    expect(await events.lease('a', 0)).toBe('duplicate')
    expect(await events.lease('b', 0)).toBe('busy') // the store has not heard
    expect(isLease(await eventually(events.lease('b', 6000)))).toBe(true)
  })
})
