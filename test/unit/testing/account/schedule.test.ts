import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Schedule } from '../../../../src/testing/account/schedule.js'

/** A schedule that notes what happens. */
function noting() {
  const schedule = new Schedule()
  const happened: string[] = []
  return { schedule, happened, plan: (at: number, name: string) => schedule.plan(at, () => happened.push(name)) }
}

describe('a schedule', () => {
  test('lets happen what is due, in the order of time', () => {
    const { schedule, happened, plan } = noting()
    plan(30, 'c')
    plan(10, 'a')
    plan(20, 'b')
    expect(schedule.nextAt).toBe(10)
    schedule.run(20)
    expect(happened).toEqual(['a', 'b'])
    expect(schedule.nextAt).toBe(30)
    schedule.run(29)
    expect(happened).toEqual(['a', 'b'])
    schedule.run(30)
    expect(happened).toEqual(['a', 'b', 'c'])
    expect(schedule.nextAt).toBeUndefined()
  })

  test('keeps the order of planning for the same time', () => {
    const { schedule, happened, plan } = noting()
    for (const name of ['a', 'b', 'c']) plan(5, name)
    schedule.run(5)
    expect(happened).toEqual(['a', 'b', 'c'])
  })

  test('lets what happens plan more, also for now', () => {
    const { schedule, happened, plan } = noting()
    schedule.plan(1, () => {
      happened.push('first')
      plan(1, 'second')
      plan(9, 'later')
    })
    schedule.run(1)
    expect(happened).toEqual(['first', 'second'])
    expect(schedule.nextAt).toBe(9)
  })

  test('is a stable sort by time, whatever is planned', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
        const { schedule, happened, plan } = noting()
        for (const [index, at] of times.entries()) plan(at, `${at} ${index}`)
        schedule.run(20)
        const sorted = [...times.entries()].sort(([i, a], [j, b]) => a - b || i - j)
        expect(happened).toEqual(sorted.map(([index, at]) => `${at} ${index}`))
      }),
    )
  })
})
