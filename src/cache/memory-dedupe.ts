// The default memory of seen events: this process.
import { type Clock, systemClock } from '../clock.js'
import { checkMilliseconds, checkObject, integer, clock as isClock, optional } from '../validate.js'
import type { DedupeState, DedupeStore } from './adapter.js'

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
    clock: optional(isClock),
  })
  const { maxEntries = 100_000, clock = systemClock } = options
  const records = eventRecords(maxEntries, clock)
  return {
    async begin(key, leaseMs) {
      checkMilliseconds('memoryDedupe.begin', 'leaseMs', leaseMs)
      return records.begin(key, leaseMs)
    },
    async complete(key, ttlMs) {
      checkMilliseconds('memoryDedupe.complete', 'ttlMs', ttlMs)
      records.complete(key, ttlMs)
    },
    async abandon(key) {
      records.abandon(key)
    },
  }
}

/** A {@link DedupeStore} that answers at once. */
export interface EventRecords {
  begin(key: string, leaseMs: number): DedupeState
  complete(key: string, ttlMs: number): void
  abandon(key: string): void
}

/** The records of {@link memoryDedupe}, for code of ours that need not wait. */
export function eventRecords(maxEntries: number, clock: Clock): EventRecords {
  // Apart, because what comes first in each of them ends first.
  const begun = new Map<string, number>()
  const completed = new Map<string, number>()

  const put = (records: Map<string, number>, key: string, lifetimeMs: number): void => {
    const now = clock.now()
    records.delete(key) // or it would keep its old place
    for (const [oldest, expiresAt] of records) {
      if (expiresAt > now && records.size < maxEntries) break
      records.delete(oldest)
    }
    records.set(key, now + lifetimeMs)
  }
  const has = (records: Map<string, number>, key: string): boolean => {
    const expiresAt = records.get(key)
    return expiresAt !== undefined && expiresAt > clock.now()
  }

  return {
    begin(key, leaseMs) {
      if (has(completed, key)) return 'done'
      if (has(begun, key)) return 'busy'
      put(begun, key, leaseMs)
      return 'new'
    },
    complete(key, ttlMs) {
      begun.delete(key)
      put(completed, key, ttlMs)
    },
    abandon(key) {
      begun.delete(key)
      completed.delete(key)
    },
  }
}
