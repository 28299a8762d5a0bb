// The default cache: the memory of this process.
import { LRUCache } from 'lru-cache'
import { type Clock, systemClock } from '../clock.js'
import { checkMilliseconds, checkObject, integer, isObject, optional } from '../validate.js'
import type { CacheAdapter } from './adapter.js'

/** Options of {@link memoryCache}. */
export interface MemoryCacheOptions {
  /**
   * Most entries kept; the least recently used one goes first. The SDK keeps one entry per credential.
   * @defaultValue 1000
   */
  maxEntries?: number | undefined
  /**
   * The clock that decides when an entry is over.
   * @defaultValue the system clock
   */
  clock?: Clock | undefined
}

/**
 * Makes a cache in the memory of this process. Enough for one process; several processes should share one, such as Redis.
 * Clients that are given the same cache object share their credentials and the requests that obtain them.
 *
 * @throws An {@link InputError}: an option is of the wrong type or unknown.
 */
export function memoryCache(options: MemoryCacheOptions = {}): CacheAdapter & Required<Pick<CacheAdapter, 'lock'>> {
  checkObject('memoryCache', options, {
    maxEntries: optional(integer(1, 1_000_000)),
    clock: optional((value) => (isObject(value) && typeof value.now === 'function' ? undefined : '{ now(): number }')),
  })
  const clock = options.clock ?? systemClock
  // Expiry is ours: lru-cache reads a lifetime of 0, NaN or Infinity as "never over".
  const entries = new LRUCache<string, { value: string; expiresAt: number }>({ max: options.maxEntries ?? 1000 })
  const leases = new Map<string, { expiresAt: number }>()

  return {
    async get(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      if (entry.expiresAt > clock.now()) return entry.value
      entries.delete(key)
      return undefined
    },
    async set(key, value, ttlMs) {
      checkMilliseconds('memoryCache.set', 'ttlMs', ttlMs)
      entries.set(key, { value, expiresAt: clock.now() + ttlMs })
    },
    async delete(key) {
      entries.delete(key)
    },
    async lock(key, leaseMs) {
      checkMilliseconds('memoryCache.lock', 'leaseMs', leaseMs)
      const now = clock.now()
      for (const [name, { expiresAt }] of leases) if (expiresAt <= now) leases.delete(name)
      if (leases.has(key)) return null
      const lease = { expiresAt: now + leaseMs }
      leases.set(key, lease)
      return async () => {
        if (leases.get(key) === lease) leases.delete(key)
      }
    },
  }
}
