// Is this credential still good? A pure function of the entry and the clock.
import type { Entry } from './entry.js'

/** `good`: hand it out. `ageing`: hand it out and renew it. `dead`: do not hand it out. */
export type Freshness = 'good' | 'ageing' | 'dead'

/** When an entry starts to age and when it is dead, in epoch milliseconds. */
export interface Lifetime {
  readonly agesAt: number
  readonly diesAt: number
}

/**
 * Plans an entry's life. `chance` (0 to 1) spreads the renewals of several processes. The soft window stays below the
 * last 5 minutes, in which the stable-token endpoint begins to issue a new token.
 */
export function lifetimeOf({ obtainedAt, expiresAt }: Entry, chance: number): Lifetime {
  const total = expiresAt - obtainedAt
  return {
    agesAt: expiresAt - Math.min(240_000, total * 0.2) * (0.75 + 0.25 * chance),
    diesAt: expiresAt - Math.min(30_000, total * 0.1),
  }
}

/** Judges a planned life at a moment. */
export function freshnessAt({ agesAt, diesAt }: Lifetime, now: number): Freshness {
  if (now >= diesAt) return 'dead'
  return now >= agesAt ? 'ageing' : 'good'
}
