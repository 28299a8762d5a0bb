import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { freshnessAt, lifetimeOf } from '../../../src/credentials/freshness.js'

const START = 1_700_000_000_000
const MONOTONIC = 5000

const credentialOf = (lifetime: number) => ({ value: 'x', obtainedAt: START, expiresAt: START + lifetime })
const planned = (lifetime: number, chance: number, now = START) =>
  lifetimeOf(credentialOf(lifetime), chance, { now, monotonic: MONOTONIC })

const chances = fc.double({ min: 0, max: 1, noNaN: true })
const lifetimes = fc.integer({ min: 1000, max: 7_200_000 })

describe('the life of a credential', () => {
  // The soft window is min(240 s, 20 %) times 0.75 to 1, the hard margin min(30 s, 10 %).
  test.each([
    { seconds: 7200, chance: 0, staleFor: 180, expiredFor: 30 },
    { seconds: 7200, chance: 1, staleFor: 240, expiredFor: 30 },
    { seconds: 7200, chance: 0.5, staleFor: 210, expiredFor: 30 },
    { seconds: 1200, chance: 1, staleFor: 240, expiredFor: 30 },
    { seconds: 300, chance: 1, staleFor: 60, expiredFor: 30 },
    { seconds: 100, chance: 0, staleFor: 15, expiredFor: 10 },
    { seconds: 100, chance: 1, staleFor: 20, expiredFor: 10 },
    { seconds: 1, chance: 1, staleFor: 0.2, expiredFor: 0.1 },
  ])('of $seconds s with chance $chance is stale $staleFor s and expires $expiredFor s before its end', (plan) => {
    const end = START + plan.seconds * 1000
    const life = planned(plan.seconds * 1000, plan.chance)
    expect(end - life.refreshAt).toBe(plan.staleFor * 1000)
    expect(end - life.expiresAt).toBe(plan.expiredFor * 1000)
  })

  test('is fresh, then stale, then expired', () => {
    const life = planned(7_200_000, 1)
    const at = (secondsLeft: number) => freshnessAt(life, START + 7_200_000 - secondsLeft * 1000, MONOTONIC)
    expect([7200, 240.001].map(at)).toEqual(['fresh', 'fresh'])
    expect([240, 30.001].map(at)).toEqual(['stale', 'stale'])
    expect([30, 0, -1].map(at)).toEqual(['expired', 'expired', 'expired'])
  })

  test('passes on the clock that never jumps as well, while the other stands still or goes back', () => {
    const life = planned(7_200_000, 1)
    for (const now of [START, START - 300_000]) {
      const at = (secondsLeft: number) => freshnessAt(life, now, MONOTONIC + 7_200_000 - secondsLeft * 1000)
      expect([7200, 240.001].map(at)).toEqual(['fresh', 'fresh'])
      expect([240, 30.001].map(at)).toEqual(['stale', 'stale'])
      expect([30, 0, -1].map(at)).toEqual(['expired', 'expired', 'expired'])
    }
  })

  test('is over when it began more than five minutes in the future', () => {
    const life = planned(7_200_000, 1)
    expect(freshnessAt(life, START - 300_000, MONOTONIC)).toBe('fresh')
    expect(freshnessAt(life, START - 300_001, MONOTONIC)).toBe('expired')
  })

  test('of which a part has passed has only the rest on either clock; seen from before its start, no more than all', () => {
    expect(planned(7_200_000, 1, START + 3_600_000).deadline).toBe(MONOTONIC + 3_600_000 - 30_000)
    expect(planned(7_200_000, 1, START - 200_000).deadline).toBe(MONOTONIC + 7_200_000 - 30_000)
  })

  test('has a soft window below the last 300 s, in which the stable endpoint still answers the same token', () => {
    fc.assert(
      fc.property(lifetimes, chances, (lifetime, chance) => {
        expect(START + lifetime - planned(lifetime, chance).refreshAt).toBeLessThanOrEqual(240_000)
      }),
    )
  })

  test('never expires before it is stale, and always some time before its end', () => {
    fc.assert(
      fc.property(lifetimes, chances, (lifetime, chance) => {
        const { refreshAt, expiresAt, refreshDeadline, deadline } = planned(lifetime, chance)
        expect(refreshAt).toBeGreaterThan(START)
        expect(expiresAt).toBeGreaterThan(refreshAt)
        expect(START + lifetime).toBeGreaterThan(expiresAt)
        expect(refreshDeadline).toBeGreaterThan(MONOTONIC)
        expect(deadline).toBeGreaterThan(refreshDeadline)
      }),
    )
  })

  test('without a length is expired at once', () => {
    expect(freshnessAt(planned(0, 0.5), START, MONOTONIC)).toBe('expired')
  })
})
