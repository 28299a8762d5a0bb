// The default memory of seen events: this process.
import { type Clock, systemClock } from '../clock.js'
import { checkObject, integer, isObject, optional } from '../input.js'
import type { DedupeStore } from './adapter.js'

/** Options of {@link memoryDedupe}. */
export interface MemoryDedupeOptions {
  /**
   * Most events remembered; the oldest is forgotten first. One takes about 200 bytes.
   * @defaultValue 100 000
   */
  maxEntries?: number | undefined
  /**
   * The clock that decides when an event is forgotten.
   * @defaultValue the system clock
   */
  clock?: Clock | undefined
}

/**
 * Remembers in this process which events were seen. Enough for one process; several that receive events share one in
 * Redis (`redisDedupe`). What is remembered here ends with the process: an event that is resent after a restart is new.
 *
 * @throws An {@link InputError}: an option is of the wrong type or unknown.
 */
export function memoryDedupe(options: MemoryDedupeOptions = {}): DedupeStore {
  checkObject('memoryDedupe', options, {
    maxEntries: optional(integer(1, 10_000_000)),
    clock: optional((value) => (isObject(value) && typeof value.now === 'function' ? undefined : '{ now(): number }')),
  })
  const { maxEntries = 100_000, clock = systemClock } = options
  /** When each is forgotten; the oldest comes first. */
  const seen = new Map<string, number>()
  return {
    async add(key, ttlMs) {
      const now = clock.now()
      if ((seen.get(key) ?? Number.NEGATIVE_INFINITY) > now) return false
      seen.delete(key) // or it would keep its old place
      for (const [oldest, expiresAt] of seen) {
        if (expiresAt > now && seen.size < maxEntries) break
        seen.delete(oldest)
      }
      seen.set(key, now + ttlMs)
      return true
    },
    async delete(key) {
      seen.delete(key)
    },
  }
}
