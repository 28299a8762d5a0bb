import { describe, expect, test } from 'vitest'
import { Log } from '../../../src/testing/log.js'

const kinds = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ kind: at % 3 === 0 ? 'third' : 'other', at }))

describe('a log', () => {
  test('keeps records in order and counts them by kind', () => {
    const log = new Log<{ kind: string; at: number }>(100, ({ kind }) => kind)
    for (const each of kinds(10)) log.note(each)
    expect([...log]).toEqual(kinds(10))
    expect(log.count()).toBe(10)
    expect(log.count('third')).toBe(4)
    expect(log.count('none')).toBe(0)
    expect(log.counts).toEqual({ third: 4, other: 6 })
  })

  test('is an array for whoever reads it, and so is what is made from it', () => {
    const log = new Log<number>(10, String)
    log.note(1)
    log.note(2)
    expect(Array.isArray(log)).toBe(true)
    const doubled = log.map((each) => each * 2)
    expect(doubled).toEqual([2, 4])
    expect(doubled).not.toBeInstanceOf(Log)
  })

  test.each([0, 1, 5, 100])('of %i records forgets the oldest and goes on counting', (kept) => {
    const log = new Log<number>(kept, () => 'number')
    for (let at = 0; at < 1_000; at++) log.note(at)
    expect(log.length).toBeGreaterThanOrEqual(kept)
    expect(log.length).toBeLessThanOrEqual(kept + Math.max(kept, 16))
    expect(log.at(-1)).toBe(999)
    expect([...log]).toEqual(Array.from({ length: log.length }, (_, at) => 1_000 - log.length + at))
    expect(log.count('number')).toBe(1_000)
  })

  test('forgets everything when it is cleared', () => {
    const log = new Log<number>(10, () => 'number')
    log.note(1)
    log.clear()
    expect(log).toHaveLength(0)
    expect(log.count()).toBe(0)
    expect(log.counts).toEqual({})
  })
})
