// What a DedupeStore has to do, as checks that run under any test runner.
import { createHash, randomUUID } from 'node:crypto'
import { sleep } from '../clock.js'
import { func, throwIfInvalid, validate } from '../validate.js'
import type { DedupeState, DedupeStore } from './adapter.js'
import { checkShape, expect, expectSoon, HOUR_MS, keepRules, type Rule, SHORT_TTL_MS, shown } from './conformance.js'

/** What {@link testDedupeStore} found in order. */
export interface DedupeStoreReport {
  /** Names of the rules that were kept. */
  readonly passed: readonly string[]
}

/**
 * Checks that a store keeps the contract of {@link DedupeStore}: in one test of any runner, in about two seconds. Uses
 * random keys, and abandons what it began.
 *
 * @param factory Makes the store, once.
 * @throws An `AggregateError` whose message names each rule that was broken, with what happened instead. An
 * {@link InputError}: `factory` is no function, or what it makes lacks a function of the contract.
 * @example
 * ```ts
 * test('my store keeps the contract', async () => {
 *   await testDedupeStore(() => myDedupe(connection))
 * })
 * ```
 */
export async function testDedupeStore(factory: () => DedupeStore | Promise<DedupeStore>): Promise<DedupeStoreReport> {
  throwIfInvalid('testDedupeStore', validate('factory', factory, func))
  const store = await factory()
  checkShape('testDedupeStore', store, ['begin', 'complete', 'abandon'])
  const passed = await keepRules('dedupe store', RULES, () => {
    const subject = new TrackedStore(store)
    return { subject, clean: () => subject.clean() }
  })
  return { passed }
}

/** A store that remembers which events it was asked about. */
class TrackedStore {
  readonly #store: DedupeStore
  readonly #keys = new Set<string>()

  constructor(store: DedupeStore) {
    this.#store = store
  }

  /** A key as the SDK makes them: the hash of a message. */
  key(): string {
    const key = createHash('sha256').update(randomUUID()).digest('hex')
    this.#keys.add(key)
    return key
  }

  async begin(key: string, leaseMs = HOUR_MS): Promise<DedupeState> {
    const state: unknown = await this.#store.begin(key, leaseMs)
    const isState = state === 'new' || state === 'busy' || state === 'done'
    expect(isState, `begin answered ${shown(state)}, which is none of "new", "busy" and "done"`)
    return state
  }

  async complete(key: string, ttlMs = HOUR_MS): Promise<void> {
    await this.#store.complete(key, ttlMs)
  }

  async abandon(key: string): Promise<void> {
    await this.#store.abandon(key)
  }

  async clean(): Promise<void> {
    await Promise.allSettled([...this.#keys].map((key) => this.abandon(key)))
  }
}

async function expectState(store: TrackedStore, key: string, expected: DedupeState, when: string): Promise<void> {
  const state = await store.begin(key)
  expect(state === expected, `${when} it was "${state}", not "${expected}"`)
}

const RULES: ReadonlyArray<Rule<TrackedStore>> = [
  [
    'an event is new once, then busy',
    async (store) => {
      const key = store.key()
      await expectState(store, key, 'new', 'at first')
      await expectState(store, key, 'busy', 'when asked again')
      await expectState(store, key, 'busy', 'when asked a third time')
    },
  ],
  [
    'of many who begin at once, one is told new and the others busy',
    async (store) => {
      const key = store.key()
      const states = await Promise.all(Array.from({ length: 30 }, () => store.begin(key)))
      const fresh = states.filter((state) => state === 'new').length
      const busy = states.filter((state) => state === 'busy').length
      expect(fresh === 1 && busy === 29, `${fresh} were told new and ${busy} busy`)
    },
  ],
  [
    'a completed event is done',
    async (store) => {
      const key = store.key()
      await store.begin(key)
      await store.complete(key)
      await expectState(store, key, 'done', 'afterwards')
      await expectState(store, key, 'done', 'when asked again')
    },
  ],
  [
    'an abandoned event is new, and abandoning nothing is fine',
    async (store) => {
      const key = store.key()
      await store.abandon(key)
      await store.begin(key)
      await store.abandon(key)
      await expectState(store, key, 'new', 'afterwards')
    },
  ],
  [
    'a completed event that is abandoned is new',
    async (store) => {
      const key = store.key()
      await store.begin(key)
      await store.complete(key)
      await store.abandon(key)
      await expectState(store, key, 'new', 'afterwards')
    },
  ],
  [
    'an event that nobody has begun can be completed',
    async (store) => {
      const key = store.key()
      await store.complete(key)
      await expectState(store, key, 'done', 'afterwards')
    },
  ],
  [
    'a lease ends by itself, and not before its time',
    async (store) => {
      const [brief, lasting] = [store.key(), store.key()]
      await store.begin(lasting)
      await store.begin(brief, SHORT_TTL_MS)
      await expectState(store, brief, 'busy', 'at once')
      const isNew = async (): Promise<boolean> => (await store.begin(brief)) === 'new'
      await expectSoon(isNew, 'it was busy long after its lease')
      await expectState(store, brief, 'busy', 'for the next who began it')
      await expectState(store, lasting, 'busy', 'with a long lease')
    },
  ],
  [
    'asking does not prolong a lease',
    async (store) => {
      const key = store.key()
      await store.begin(key, SHORT_TTL_MS)
      await expectSoon(async () => {
        const state = await store.begin(key, SHORT_TTL_MS)
        return state === 'new'
      }, 'it stayed busy for as long as somebody asked')
    },
  ],
  [
    'completing replaces the time of the lease',
    async (store) => {
      const key = store.key()
      await store.begin(key, SHORT_TTL_MS)
      await store.complete(key)
      await sleep({ ms: SHORT_TTL_MS * 1.5 })
      await expectState(store, key, 'done', 'after the lease')
    },
  ],
  [
    'a completed event is forgotten when its time is over, and not before',
    async (store) => {
      const key = store.key()
      await store.begin(key)
      await store.complete(key, SHORT_TTL_MS)
      await expectState(store, key, 'done', 'at once')
      const isNew = async (): Promise<boolean> => (await store.begin(key)) === 'new'
      await expectSoon(isNew, 'it was done long after its time')
    },
  ],
  [
    'events do not touch each other',
    async (store) => {
      const [one, other, third] = [store.key(), store.key(), store.key()]
      await store.begin(one)
      await store.begin(other)
      await store.complete(one)
      await store.abandon(other)
      await expectState(store, one, 'done', 'beside one that was abandoned')
      await expectState(store, third, 'new', 'beside one that was completed')
      await expectState(store, other, 'new', 'beside one that was completed')
    },
  ],
]
