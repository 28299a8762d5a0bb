// What a CacheAdapter has to do, as checks that run under any test runner.
import { randomUUID } from 'node:crypto'
import { sleep } from '../clock.js'
import { func, throwIfInvalid, validate } from '../validate.js'
import type { CacheAdapter } from './adapter.js'
import { checkShape, expect, expectSoon, HOUR_MS, keepRules, type Rule, SHORT_TTL_MS, shown } from './conformance.js'

/** What {@link testCacheAdapter} found in order. */
export interface CacheAdapterReport {
  /** Names of the rules that were kept. */
  readonly passed: readonly string[]
  /** Names of the rules about `lock`, for an adapter that has none. */
  readonly skipped: readonly string[]
}

/**
 * Checks that a cache adapter keeps the contract of {@link CacheAdapter}: in one test of any runner, in about two seconds.
 * Uses random keys, and removes what it wrote.
 *
 * @param factory Makes the adapter, once.
 * @throws An `AggregateError` whose message names each rule that was broken, with what happened instead. An
 * {@link InputError}: `factory` is no function, or what it makes lacks `get`, `set` or `delete`.
 * @example
 * ```ts
 * test('my adapter keeps the contract', async () => {
 *   await testCacheAdapter(() => myCache(connection))
 * })
 * ```
 */
export async function testCacheAdapter(
  factory: () => CacheAdapter | Promise<CacheAdapter>,
): Promise<CacheAdapterReport> {
  throwIfInvalid('testCacheAdapter', validate('factory', factory, func))
  const adapter = await factory()
  checkShape('testCacheAdapter', adapter, ['get', 'set', 'delete'])
  const lockable = typeof adapter.lock === 'function'
  const passed = await keepRules('cache adapter', [...VALUE_RULES, ...(lockable ? LOCK_RULES : [])], () => {
    const subject = new TrackedAdapter(adapter)
    return { subject, clean: () => subject.clean() }
  })
  return { passed, skipped: lockable ? [] : LOCK_RULES.map(([rule]) => rule) }
}

/** An adapter that remembers what was written to it. */
class TrackedAdapter {
  readonly adapter: CacheAdapter
  readonly #keys = new Set<string>()

  constructor(adapter: CacheAdapter) {
    this.adapter = adapter
  }

  key(): string {
    return this.keys([''])[0] as string // one in, one out
  }

  /** Keys that differ in nothing but their marks. */
  keys(marks: readonly string[]): string[] {
    const id = randomUUID()
    const keys = marks.map((mark) => `wechat-card-sdk:v1:{contract:${id}${mark}}`)
    for (const key of keys) this.#keys.add(key)
    return keys
  }

  async lock(key: string, leaseMs: number): Promise<(() => Promise<void>) | null> {
    const release = await this.adapter.lock?.(key, leaseMs)
    expect(release === null || typeof release === 'function', `lock answered ${typeof release}`)
    return release ?? null
  }

  async clean(): Promise<void> {
    await Promise.allSettled([...this.#keys].map(async (key) => this.adapter.delete(key)))
  }
}

async function expectValue({ adapter }: TrackedAdapter, key: string, value: string | undefined): Promise<void> {
  const found = (await adapter.get(key)) ?? undefined
  expect(found === value, `expected ${shown(value)}, got ${shown(found)}`)
}

async function expectRoundTrip(store: TrackedAdapter, key: string, value: string): Promise<void> {
  await store.adapter.set(key, value, HOUR_MS)
  await expectValue(store, key, value)
}

const VALUE_RULES: ReadonlyArray<Rule<TrackedAdapter>> = [
  ['a value comes back as it was written', (store) => expectRoundTrip(store, store.key(), '{"value":"x"}')],
  ['a key that was never written holds nothing', (store) => expectValue(store, store.key(), undefined)],
  ['every character survives', (store) => expectRoundTrip(store, store.key(), '会员卡 🍵 "\\\'`$%{}\r\n\u2028')],
  ['4 KiB survive', (store) => expectRoundTrip(store, store.key(), `${'票'.repeat(1365)}x`)],
  [
    'keys with special characters are kept apart',
    async (store) => {
      const keys = store.keys(['', ' ', '%20', '"', "'", '\\', '*', '?', '/', '..', '卡', 'a', 'A'])
      await Promise.all(keys.map((key) => store.adapter.set(key, key, HOUR_MS)))
      for (const key of keys) await expectValue(store, key, key)
    },
  ],
  [
    'a second value replaces the first',
    async (store) => {
      const key = store.key()
      await store.adapter.set(key, 'first', HOUR_MS)
      await expectRoundTrip(store, key, 'second')
    },
  ],
  [
    'a deleted value is gone, and deleting nothing is fine',
    async (store) => {
      const key = store.key()
      await store.adapter.set(key, 'value', HOUR_MS)
      await store.adapter.delete(key)
      await expectValue(store, key, undefined)
      await store.adapter.delete(key)
    },
  ],
  [
    'a value is gone when its time is over, and not before',
    async (store) => {
      const [brief, lasting] = [store.key(), store.key()]
      await store.adapter.set(lasting, 'value', HOUR_MS)
      await store.adapter.set(brief, 'value', SHORT_TTL_MS)
      await expectValue(store, brief, 'value')
      await expectSoon(async () => (await store.adapter.get(brief)) == null, 'it was still there long after its time')
      await expectValue(store, lasting, 'value')
    },
  ],
  [
    'replacing a value replaces its time',
    async (store) => {
      const key = store.key()
      await store.adapter.set(key, 'first', SHORT_TTL_MS)
      await store.adapter.set(key, 'second', HOUR_MS)
      await sleep({ ms: SHORT_TTL_MS * 1.5 })
      await expectValue(store, key, 'second')
    },
  ],
  [
    'of many who write at once, one wins whole',
    async (store) => {
      const key = store.key()
      const values = Array.from({ length: 30 }, (_, n) => `${n}:${'x'.repeat(500 + n)}`)
      await Promise.all(values.map((value) => store.adapter.set(key, value, HOUR_MS)))
      const found = await store.adapter.get(key)
      expect(values.includes(found ?? ''), `got ${shown(found)}`)
    },
  ],
]

const LOCK_RULES: ReadonlyArray<Rule<TrackedAdapter>> = [
  [
    'of many who ask for a lock at once, one gets it',
    async (store) => {
      const key = store.key()
      const answers = await Promise.all(Array.from({ length: 30 }, () => store.lock(key, HOUR_MS)))
      const holders = answers.filter((release) => release !== null)
      await Promise.all(holders.map((release) => release()))
      expect(holders.length === 1, `${holders.length} got it`)
    },
  ],
  [
    'a lock that was given back can be taken again',
    async (store) => {
      const key = store.key()
      const first = await store.lock(key, HOUR_MS)
      expect(first !== null, 'a free lock was refused')
      await first()
      const second = await store.lock(key, HOUR_MS)
      expect(second !== null, 'it was refused')
      await second()
    },
  ],
  [
    'a lock ends with its lease',
    async (store) => {
      const key = store.key()
      expect((await store.lock(key, SHORT_TTL_MS)) !== null, 'a free lock was refused')
      await expectSoon(async () => {
        const release = await store.lock(key, HOUR_MS)
        await release?.()
        return release !== null
      }, 'it was held long after its lease')
    },
  ],
  [
    'giving a lock back late does not end the lease of the next holder',
    async (store) => {
      const key = store.key()
      const late = await store.lock(key, SHORT_TTL_MS)
      expect(late !== null, 'a free lock was refused')
      let next: (() => Promise<void>) | null = null
      await expectSoon(async () => {
        next = await store.lock(key, HOUR_MS)
        return next !== null
      }, 'it was held long after its lease')
      await late()
      const third = await store.lock(key, HOUR_MS)
      await (third ?? (next as (() => Promise<void>) | null))?.()
      expect(third === null, 'a third holder got it')
    },
  ],
  [
    'a lock and a value of another key do not touch each other',
    async (store) => {
      const key = store.key()
      const release = await store.lock(`${key}:lock`, HOUR_MS)
      await expectRoundTrip(store, key, 'value')
      await release?.()
      await expectValue(store, key, 'value')
    },
  ],
]
