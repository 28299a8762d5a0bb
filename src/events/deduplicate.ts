// Was this event handled before? Asks the caller's store, and survives a store that fails and a process that dies.
import type { DedupeStore } from '../cache/adapter.js'
import { elapsed, sleep, TIME_OVER, within } from '../clock.js'
import { type DiagnosticListener, report } from '../diagnostics.js'

/** WeChat waits 5 seconds for an answer. The network has its share of them. */
export const ANSWER_WITHIN_MS = 4500

/** How long the work for an event may take before WeChat is told that the event arrived. */
export const WORK_WITHIN_MS = 3500

/** What is left for the work when another delivery of the event had to be waited for. */
export const WORK_AFTER_WAITING_MS = 500

/** WeChat resends some events for 24 hours. */
const REMEMBER_MS = 25 * 3_600_000

const STORE_DEADLINE_MS = 1000

/** Outlives the answer to the delivery that has it, and after a crash ends while the resend still waits for it. */
const CLAIM_MS = WORK_WITHIN_MS + 100

/** How long the question whether an event was handled leaves a trace. Ends before the claim does. */
const QUESTION_MS = 1000

const POLL_MS = 100

/** The right to handle an event. It ends by itself when the process dies. */
export interface Claim {
  /** The event was handled: from now on it is a duplicate. */
  keep(): Promise<void>
  /** The event was not handled: from now on it is new. */
  release(): Promise<void>
}

/** What {@link EventMemory.claim} answers without a claim: handled before, or being handled by another all the time. */
type NoClaim = 'duplicate' | 'busy'

/** The events that were seen. Nothing here ever rejects: with a store that fails, every event is new. */
export interface EventMemory {
  /** Marks an event as seen, and tells whether it was not. */
  add(key: string): Promise<boolean>
  forget(key: string): Promise<void>
  /**
   * Marks an event as being handled. While another delivery of the same event has it, waits for that one to end: it may
   * fail or die, and then the event is ours.
   */
  claim(key: string, patienceMs: number): Promise<Claim | NoClaim>
}

/** Keeps the memory in a store. */
export function eventMemory(store: DedupeStore, onDiagnostic: DiagnosticListener | undefined): EventMemory {
  /** Resolves to nothing when the store fails. */
  const ask = async <Value>(operation: 'add' | 'delete', run: () => Promise<Value>): Promise<Value | undefined> => {
    let reason: 'timeout' | 'error' = 'error'
    try {
      const value = await within(Promise.resolve(run()), { ms: STORE_DEADLINE_MS })
      if (value !== TIME_OVER) return value
      reason = 'timeout'
    } catch {}
    report(onDiagnostic, { type: 'dedupe.failed', operation, reason })
    return undefined
  }
  const add = async (key: string, ttlMs: number): Promise<boolean | undefined> =>
    await ask('add', () => store.add(key, ttlMs))
  const forget = async (key: string): Promise<void> => {
    await ask('delete', () => store.delete(key))
  }

  return {
    async add(key) {
      return (await add(key, REMEMBER_MS)) !== false // whatever else a store answers: better twice than never
    },
    forget,
    async claim(key, patienceMs) {
      const claim = `${key}:claim`
      const patientUntil = elapsed() + patienceMs
      let claimed = await add(claim, CLAIM_MS)
      while (claimed === false) {
        const left = patientUntil - elapsed()
        if (left <= 0) return 'busy'
        await sleep({ ms: Math.min(POLL_MS, left) })
        claimed = await add(claim, CLAIM_MS)
      }
      // With a store that fails there is nothing to ask and nothing to keep.
      if (claimed === undefined) return { keep: async () => {}, release: async () => {} }
      // A store can only be asked by adding. Under the claim nobody else asks, and the trace is gone before it ends.
      if ((await add(key, QUESTION_MS)) === false) {
        await forget(claim)
        return 'duplicate'
      }
      return {
        async keep() {
          await forget(key)
          await add(key, REMEMBER_MS)
          await forget(claim)
        },
        async release() {
          await forget(key)
          await forget(claim)
        },
      }
    },
  }
}
