// The caller's cache as the credentials see it: what throws, hangs or answers nonsense is a miss.
import type { CacheAdapter } from '../cache/adapter.js'
import { type Clock, monotonicNow, sleep, TIMED_OUT, withTimeout } from '../clock.js'
import { type DiagnosticListener, report } from '../diagnostics.js'
import { type CachedCredential, type CredentialIdentity, cacheKey, parse, serialize } from './cached-credential.js'

/** Longest wait for one cache operation. */
const CACHE_DEADLINE_MS = 1000

/** How long a cache that did not answer in time is left alone. */
const CACHE_PAUSE_MS = 5000

/** A lock ends by itself after its lease; whoever holds it uses it for half of that time at most. */
export const LOCK_LIMITS = { leaseMs: 10_000, usedMs: 5_000 } as const

/** Pause before a lock that another holds is asked for again, spread so that not all ask at once. */
export const lockPauseMs = (): number => 50 + Math.random() * 100

/** How a lock was answered: taken, held by another, or unavailable because the cache has none or fails. */
export type LockAnswer = { readonly release: () => Promise<void> } | 'held' | 'unavailable'

type Operation = 'get' | 'set' | 'delete' | 'lock' | 'unlock'

/** Wraps a {@link CacheAdapter} so that none of its methods can fail or hang. */
export class FailSafeCache {
  /** The caller's object; the requests in flight hang on it. */
  readonly adapter: CacheAdapter
  readonly #clock: Clock
  readonly #onDiagnostic: DiagnosticListener | undefined
  #pausedUntil = Number.NEGATIVE_INFINITY

  constructor(adapter: CacheAdapter, clock: Clock, onDiagnostic: DiagnosticListener | undefined) {
    this.adapter = adapter
    this.#clock = clock
    this.#onDiagnostic = onDiagnostic
  }

  async read(identity: CredentialIdentity): Promise<CachedCredential | 'unavailable' | undefined> {
    const text = await this.#run('get', () => this.adapter.get(cacheKey(identity)))
    if (text === FAILED) return 'unavailable'
    if (text === undefined || text === null) return undefined
    const credential = parse(identity, text, this.#clock.now())
    if (credential === undefined) {
      report(this.#onDiagnostic, { type: 'cache.failed', operation: 'get', reason: 'invalid_value' })
    }
    return credential
  }

  async write(identity: CredentialIdentity, credential: CachedCredential): Promise<void> {
    const ttlMs = Math.floor(credential.expiresAt - this.#clock.now())
    if (ttlMs > 0)
      await this.#run('set', () => this.adapter.set(cacheKey(identity), serialize(identity, credential), ttlMs))
  }

  /**
   * Removes the entry, or only if it still holds `value`. That is compared and removed under the lock, where there is one,
   * so that what another process writes in between stays.
   */
  async remove(identity: CredentialIdentity, value: string | undefined): Promise<void> {
    const key = cacheKey(identity)
    if (value === undefined) {
      await this.#run('delete', () => this.adapter.delete(key))
      return
    }
    const holds = async (): Promise<boolean> => {
      const found = await this.read(identity)
      return found !== 'unavailable' && found?.value === value
    }
    const waitsUntil = monotonicNow() + LOCK_LIMITS.usedMs
    while (await holds()) {
      const lock = await this.lock(identity, LOCK_LIMITS.leaseMs)
      if (lock === 'held' && monotonicNow() < waitsUntil) {
        await sleep({ ms: lockPauseMs() }) // whoever holds it is about to write another value, or to give up
        continue
      }
      const unlocked = typeof lock === 'string'
      if (unlocked || (await holds())) await this.#run('delete', () => this.adapter.delete(key))
      if (!unlocked) await lock.release()
      return
    }
  }

  async lock(identity: CredentialIdentity, leaseMs: number): Promise<LockAnswer> {
    const { lock } = this.adapter
    if (typeof lock !== 'function') return 'unavailable'
    const release = await this.#run(
      'lock',
      () => lock.call(this.adapter, `${cacheKey(identity)}:lock`, leaseMs),
      // Granted after we stopped waiting: nobody will use it, so it goes back.
      (late) => typeof late === 'function' && late(),
    )
    if (release === null || release === undefined) return 'held'
    if (typeof release !== 'function') {
      if (release !== FAILED)
        report(this.#onDiagnostic, { type: 'cache.failed', operation: 'lock', reason: 'invalid_value' })
      return 'unavailable'
    }
    return {
      release: async () => {
        await this.#run('unlock', release)
      },
    }
  }

  async #run<Value>(
    operation: Operation,
    act: () => Promise<Value>,
    onLate?: (value: Value) => unknown,
  ): Promise<Value | typeof FAILED> {
    if (monotonicNow() < this.#pausedUntil) return FAILED
    // An adapter may throw before it returns a promise.
    const promise = (async () => act())()
    try {
      const value = await withTimeout(promise, { ms: CACHE_DEADLINE_MS, background: true })
      if (value !== TIMED_OUT) return value
    } catch {
      report(this.#onDiagnostic, { type: 'cache.failed', operation, reason: 'error' })
      return FAILED
    }
    promise.then(onLate).catch(() => {})
    this.#pausedUntil = monotonicNow() + CACHE_PAUSE_MS
    report(this.#onDiagnostic, { type: 'cache.failed', operation, reason: 'timeout', skippedForMs: CACHE_PAUSE_MS })
    return FAILED
  }
}

const FAILED: unique symbol = Symbol('cache failed')
