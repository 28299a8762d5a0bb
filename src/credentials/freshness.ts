// Whether a credential may still be handed out: a pure function of its planned life and two clocks.
import { type CachedCredential, CLOCK_SKEW_MS } from './cached-credential.js'

/** `fresh`: hand it out. `stale`: hand it out and renew it. `expired`: do not hand it out. */
export type Freshness = 'fresh' | 'stale' | 'expired'

/** A moment on the clock of the caller, which may be wrong and may jump, and on one that does neither. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly now: number
  /** Milliseconds of `performance.now()`. */
  readonly monotonic: number
}

/**
 * When a credential is to be renewed and may no longer be handed out. Both lie before the end that its issuer names: a
 * request that is under way when a token ends would be refused.
 */
export interface Lifetime {
  readonly obtainedAt: number
  /** From then on it is stale. */
  readonly refreshAt: number
  /** From then on it is expired. */
  readonly expiresAt: number
  /** The same two on the clock that never jumps: whichever comes first counts. */
  readonly refreshDeadline: number
  readonly deadline: number
}

/**
 * Plans a life, as seen at a moment. `chance` (0 to 1) spreads the renewals of several processes. Renewal begins
 * within the last 5 minutes, in which the stable-token endpoint begins to issue a new token.
 */
export function lifetimeOf(
  { obtainedAt, expiresAt }: CachedCredential,
  chance: number,
  { now, monotonic }: Moment,
): Lifetime {
  const total = expiresAt - obtainedAt
  const refreshMarginMs = Math.min(240_000, total * 0.2) * (0.75 + 0.25 * chance)
  const expiryMarginMs = Math.min(30_000, total * 0.1)
  const lastsMs = Math.min(expiresAt - now, total)
  return {
    obtainedAt,
    refreshAt: expiresAt - refreshMarginMs,
    expiresAt: expiresAt - expiryMarginMs,
    refreshDeadline: monotonic + lastsMs - refreshMarginMs,
    deadline: monotonic + lastsMs - expiryMarginMs,
  }
}

/** Judges a planned life at a moment. What was obtained further in the future than clocks differ is expired. */
export function freshnessAt(life: Lifetime, now: number, monotonic: number): Freshness {
  if (now >= life.expiresAt || monotonic >= life.deadline || life.obtainedAt - now > CLOCK_SKEW_MS) return 'expired'
  return now >= life.refreshAt || monotonic >= life.refreshDeadline ? 'stale' : 'fresh'
}
