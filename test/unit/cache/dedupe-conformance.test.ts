import { describe, expect, test } from 'vitest'
import type { DedupeState, DedupeStore } from '../../../src/cache/adapter.js'
import { testDedupeStore } from '../../../src/cache/dedupe-conformance.js'
import { memoryDedupe } from '../../../src/cache/memory-dedupe.js'
import { InputError } from '../../../src/errors.js'

/** The good store with something changed. */
const faulty = (fault: (good: DedupeStore) => Partial<DedupeStore>): DedupeStore => {
  const good = memoryDedupe()
  return { ...good, ...fault(good) }
}

const faults: Readonly<Record<string, { store: DedupeStore; breaks: RegExp }>> = {
  'one for which all is new': {
    store: faulty(() => ({ begin: async () => 'new' })),
    breaks: /new once, then busy: when asked again it was "new", not "busy"/,
  },
  'one that answers as the old form did': {
    store: faulty(() => ({ begin: async () => true as never })),
    breaks: /begin answered a boolean, which is none of "new", "busy" and "done"/,
  },
  'one that looks before it takes': {
    store: faulty((good) => {
      const taken = new Set<string>()
      return {
        async begin(key, leaseMs) {
          const isTaken = taken.has(key)
          await Promise.resolve()
          taken.add(key)
          const state = await good.begin(key, leaseMs)
          return isTaken || state === 'done' ? state : 'new'
        },
        async abandon(key) {
          taken.delete(key)
          await good.abandon(key)
        },
      }
    }),
    breaks: /of many who begin at once.*: 30 were told new and 0 busy/,
  },
  'one that does not complete': {
    store: faulty(() => ({ complete: async () => {} })),
    breaks: /a completed event is done: afterwards it was "busy"/,
  },
  'one that does not abandon': {
    store: faulty(() => ({ abandon: async () => {} })),
    breaks: /abandoned event is new.*: afterwards it was "busy"/,
  },
  'one that abandons only what is busy': {
    store: faulty((good) => ({
      async abandon(key) {
        if ((await good.begin(key, 1)) !== 'done') await good.abandon(key)
      },
    })),
    breaks: /completed event that is abandoned is new: afterwards it was "done"/,
  },
  'one that throws at nothing': {
    store: faulty((good) => {
      const known = new Set<string>()
      return {
        async begin(key, leaseMs) {
          known.add(key)
          return await good.begin(key, leaseMs)
        },
        async abandon(key) {
          if (!known.has(key)) throw new Error('no such key')
          await good.abandon(key)
        },
      }
    }),
    breaks: /abandoning nothing is fine: no such key/,
  },
  'one whose leases never end': {
    store: faulty((good) => ({ begin: (key) => good.begin(key, 3_600_000) })),
    breaks: /a lease ends by itself.*: it was busy long after its lease/,
  },
  'one whose leases are taken for seconds': {
    store: faulty((good) => ({ begin: (key, leaseMs) => good.begin(key, leaseMs * 1000) })),
    breaks: /a lease ends by itself/,
  },
  'one whose leases end at once': {
    store: faulty((good) => ({ begin: (key, leaseMs) => good.begin(key, leaseMs > 1000 ? leaseMs : 0) })),
    breaks: /a lease ends by itself, and not before its time: at once it was "new", not "busy"/,
  },
  'one that prolongs a lease when asked': {
    store: faulty(() => {
      const busyUntil = new Map<string, number>()
      return {
        async begin(key, leaseMs): Promise<DedupeState> {
          const isBusy = (busyUntil.get(key) ?? 0) > Date.now()
          busyUntil.set(key, Date.now() + leaseMs)
          return isBusy ? 'busy' : 'new'
        },
      }
    }),
    breaks: /asking does not prolong a lease/,
  },
  'one that completes for the rest of the lease': {
    store: faulty((good) => {
      const leases = new Map<string, number>()
      return {
        async begin(key, leaseMs) {
          leases.set(key, leaseMs)
          return await good.begin(key, leaseMs)
        },
        complete: (key, ttlMs) => good.complete(key, Math.min(ttlMs, leases.get(key) ?? ttlMs)),
      }
    }),
    breaks: /completing replaces the time of the lease: after the lease it was "new"/,
  },
  'one that never forgets': {
    store: faulty((good) => ({ complete: (key) => good.complete(key, 3_600_000) })),
    breaks: /forgotten when its time is over.*: it was done long after its time/,
  },
  'one that cuts its keys': {
    store: faulty((good) => ({
      begin: (key, leaseMs) => good.begin(key.slice(0, 0), leaseMs),
      complete: (key, ttlMs) => good.complete(key.slice(0, 0), ttlMs),
      abandon: (key) => good.abandon(key.slice(0, 0)),
    })),
    breaks: /events do not touch each other/,
  },
}

describe('testDedupeStore', () => {
  test('passes our own store', async () => {
    const { passed } = await testDedupeStore(() => memoryDedupe())
    expect(passed.length).toBeGreaterThanOrEqual(10)
    expect(new Set(passed).size).toBe(passed.length)
  })

  test.concurrent.each(Object.entries(faults))(
    'finds out %s',
    async (_, { store, breaks }) => {
      await expect(testDedupeStore(async () => store)).rejects.toThrow(breaks)
    },
    20_000,
  )

  test('says one rule in each line', async () => {
    const store = faulty(() => ({ complete: async () => {}, abandon: async () => {} }))
    const error: Error = await testDedupeStore(() => store).then(
      () => new Error('passed'),
      (failure) => failure,
    )
    const [first, ...rules] = error.message.split('\n')
    expect(first).toMatch(/^The dedupe store breaks \d+ of \d+ rules:$/)
    expect(rules.length).toBeGreaterThan(3)
    for (const rule of rules) expect(rule).toMatch(/^- /)
  })

  test.each<[string, unknown, RegExp]>([
    ['no function', memoryDedupe(), /factory must be a function/],
    [
      'one that makes nothing',
      () => undefined,
      /factory must be a function that makes .*, got one that makes undefined/,
    ],
    [
      'one that makes a store of the old form',
      async () => ({ add: async () => true, delete: async () => {} }),
      /factory\(\)\.begin must be a function.*complete must be.*abandon must be/,
    ],
  ])('refuses %s', async (_, factory, message) => {
    const testing = testDedupeStore(factory as never)
    await expect(testing).rejects.toThrow(InputError)
    await expect(testing).rejects.toThrow(message)
  })
})
