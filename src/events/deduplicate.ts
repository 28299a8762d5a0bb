// De-duplication of events: was this one handled before? Asks the caller's store, and survives a store that fails and a
// process that dies.
import type { DedupeStore } from '../cache/adapter.js'
import { eventRecords } from '../cache/memory-dedupe.js'
import { type Clock, monotonicNow, sleep, TIMED_OUT, withTimeout } from '../clock.js'
import { type DiagnosticListener, report } from '../diagnostics.js'
import { WORK_WITHIN_MS } from './deadlines.js'

/** WeChat resends some events for 24 hours. */
const REMEMBER_MS = 25 * 3_600_000

const STORE_TIMEOUT_MS = 1000

/** Outlives the answer to the delivery that has it, and after a crash ends while the resend still waits for it. */
const LEASE_MS = WORK_WITHIN_MS + 100

const POLL_MS = 100

/** Events in the memory of this process: those being handled, and those handled while the store failed. */
const MOST_HERE = 100_000

/** The right to handle an event. It ends by itself when the process dies. */
export interface EventLease {
  /** The event was handled, or WeChat was told so: from now on it is a duplicate. */
  complete(): Promise<void>
  /** The event was not handled: from now on it is new. */
  abandon(): Promise<void>
}

/** What {@link Deduplicator.lease} answers instead of a lease: handled before, or being handled by another. */
type NoLease = 'duplicate' | 'busy'

/** Tells events from their copies. Nothing here ever rejects: with a store that fails, this process decides alone. */
export interface Deduplicator {
  /**
   * Takes an event. While another delivery of the same event has it, waits for that one to end: it may fail or die, and
   * then the event is ours.
   */
  lease(key: string, waitMs: number): Promise<EventLease | NoLease>
  /** Makes an event new again, whoever handled it. */
  forget(key: string): Promise<void>
}

const FAILED = Symbol('failed')

/**
 * Keeps the records in a store, two calls for each event, and in this process what the store cannot be asked about: of
 * copies that arrive at once in one process, one is handled, whatever the store does.
 *
 * @param store Left out where this process is the only one.
 */
export function deduplicator(
  store: DedupeStore | undefined,
  clock: Clock,
  onDiagnostic: DiagnosticListener | undefined,
): Deduplicator {
  const here = eventRecords(MOST_HERE, clock)

  const ask = async <Value>(
    operation: 'begin' | 'complete' | 'abandon',
    run: () => Promise<Value>,
  ): Promise<Value | typeof FAILED> => {
    let reason: 'timeout' | 'error' = 'error'
    try {
      const value = await withTimeout(Promise.resolve(run()), { ms: STORE_TIMEOUT_MS })
      if (value !== TIMED_OUT) return value
      reason = 'timeout'
    } catch {}
    report(onDiagnostic, { type: 'dedupe.failed', operation, reason })
    return FAILED
  }

  /** In a store that could not be asked, there is nothing to be changed. */
  const leaseOf = (key: string, shared: DedupeStore | undefined): EventLease => {
    const leaseEndsAt = monotonicNow() + LEASE_MS
    let isOurs = (): boolean => monotonicNow() < leaseEndsAt
    return {
      async complete() {
        isOurs = () => true
        const kept = shared === undefined ? FAILED : await ask('complete', () => shared.complete(key, REMEMBER_MS))
        if (kept === FAILED) here.complete(key, REMEMBER_MS)
        else here.abandon(key)
      },
      async abandon() {
        here.abandon(key)
        // After its lease the event may be another's.
        if (shared !== undefined && isOurs()) await ask('abandon', () => shared.abandon(key))
      },
    }
  }

  const begin = async (key: string): Promise<EventLease | NoLease> => {
    const state = here.begin(key, LEASE_MS)
    if (state !== 'new') return state === 'done' ? 'duplicate' : 'busy'
    if (store === undefined) return leaseOf(key, undefined)
    const shared: unknown = await ask('begin', () => store.begin(key, LEASE_MS))
    if (shared === 'busy' || shared === 'done') {
      here.abandon(key)
      return shared === 'done' ? 'duplicate' : 'busy'
    }
    if (shared !== 'new' && shared !== FAILED) {
      report(onDiagnostic, { type: 'dedupe.failed', operation: 'begin', reason: 'invalid_value' })
    }
    return leaseOf(key, shared === 'new' ? store : undefined) // better twice than never
  }

  return {
    async lease(key, waitMs) {
      const waitUntil = monotonicNow() + waitMs
      for (;;) {
        const lease = await begin(key)
        const left = waitUntil - monotonicNow()
        if (lease !== 'busy' || left <= 0) return lease
        await sleep({ ms: Math.min(POLL_MS, left) })
      }
    },
    async forget(key) {
      here.abandon(key)
      if (store !== undefined) await ask('abandon', () => store.abandon(key))
    },
  }
}
