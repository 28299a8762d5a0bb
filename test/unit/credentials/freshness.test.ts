import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { freshnessAt, lifetimeOf } from '../../../src/credentials/freshness.js'

const entryOf = (lifetime: number) => ({
  value: 'x',
  obtainedAt: 1_700_000_000_000,
  expiresAt: 1_700_000_000_000 + lifetime,
})

const chances = fc.double({ min: 0, max: 1, noNaN: true })
const lifetimes = fc.integer({ min: 1000, max: 7_200_000 })

describe('the life of a credential', () => {
  // The soft window is min(240 s, 20 %) times 0.75 to 1, the hard margin min(30 s, 10 %).
  test.each([
    { seconds: 7200, chance: 0, ageingFor: 180, deadFor: 30 },
    { seconds: 7200, chance: 1, ageingFor: 240, deadFor: 30 },
    { seconds: 7200, chance: 0.5, ageingFor: 210, deadFor: 30 },
    { seconds: 1200, chance: 1, ageingFor: 240, deadFor: 30 },
    { seconds: 300, chance: 1, ageingFor: 60, deadFor: 30 },
    { seconds: 100, chance: 0, ageingFor: 15, deadFor: 10 },
    { seconds: 100, chance: 1, ageingFor: 20, deadFor: 10 },
    { seconds: 1, chance: 1, ageingFor: 0.2, deadFor: 0.1 },
  ])('of $seconds s with chance $chance ages $ageingFor s and dies $deadFor s before its end', (plan) => {
    const entry = entryOf(plan.seconds * 1000)
    const { agesAt, diesAt } = lifetimeOf(entry, plan.chance)
    expect(entry.expiresAt - agesAt).toBe(plan.ageingFor * 1000)
    expect(entry.expiresAt - diesAt).toBe(plan.deadFor * 1000)
  })

  test('is good, then ageing, then dead', () => {
    const entry = entryOf(7_200_000)
    const life = lifetimeOf(entry, 1)
    const at = (secondsLeft: number) => freshnessAt(life, entry.expiresAt - secondsLeft * 1000)
    expect([7200, 240.001].map(at)).toEqual(['good', 'good'])
    expect([240, 30.001].map(at)).toEqual(['ageing', 'ageing'])
    expect([30, 0, -1].map(at)).toEqual(['dead', 'dead', 'dead'])
  })

  test('has a soft window below the last 300 s, in which the stable endpoint still answers the same token', () => {
    fc.assert(
      fc.property(lifetimes, chances, (lifetime, chance) => {
        const entry = entryOf(lifetime)
        expect(entry.expiresAt - lifetimeOf(entry, chance).agesAt).toBeLessThanOrEqual(240_000)
      }),
    )
  })

  test('never dies before it ages, and always some time before its end', () => {
    fc.assert(
      fc.property(lifetimes, chances, (lifetime, chance) => {
        const entry = entryOf(lifetime)
        const { agesAt, diesAt } = lifetimeOf(entry, chance)
        expect(agesAt).toBeGreaterThan(entry.obtainedAt)
        expect(diesAt).toBeGreaterThan(agesAt)
        expect(entry.expiresAt).toBeGreaterThan(diesAt)
      }),
    )
  })

  test('without a length is dead at once', () => {
    const entry = entryOf(0)
    expect(freshnessAt(lifetimeOf(entry, 0.5), entry.obtainedAt)).toBe('dead')
  })
})
