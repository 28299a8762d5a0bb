import { describe, expect, test } from 'vitest'
import { InputError } from '../../../../src/errors.js'
import { LogKeeper, type LogSettings } from '../../../../src/testing/account/log.js'

const kinds = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ kind: at % 3 === 0 ? 'third' : 'other', at }))

const keeper = <Entry>(settings: Partial<LogSettings<Entry>> = {}): LogKeeper<Entry> =>
  new LogKeeper<Entry>({ name: 'records', kept: 100, kindOf: () => 'number', ...settings })

describe('a log', () => {
  test('keeps records in order and counts them by kind', () => {
    const { log, note } = withNote(keeper<{ kind: string; at: number }>({ kindOf: ({ kind }) => kind }))
    for (const each of kinds(10)) note(each)
    expect([...log]).toEqual(kinds(10))
    expect(log).toEqual(kinds(10))
    expect(log.count()).toBe(10)
    expect(log.count('third')).toBe(4)
    expect(log.counts).toEqual({ third: 4, other: 6 })
    expect(JSON.parse(JSON.stringify(log))).toEqual(kinds(10))
  })

  test('is an array for whoever reads it, and so is what is made from it', () => {
    const { log, note } = withNote(keeper<number>())
    note(1)
    note(2)
    expect(Array.isArray(log)).toBe(true)
    expect(log[1]).toBe(2)
    const doubled = log.map((each) => each * 2)
    expect(doubled).toEqual([2, 4])
    doubled.push(6)
    expect(doubled).toEqual([2, 4, 6])
  })

  test.each<[string, (log: number[]) => unknown]>([
    ['length', (log) => (log.length = 0)],
    ['an entry', (log) => (log[0] = 2)],
    ['push', (log) => log.push(2)],
    ['splice', (log) => log.splice(0)],
    ['reverse', (log) => log.reverse()],
    ['sort', (log) => log.sort()],
    ['delete', (log) => Reflect.deleteProperty(log, '0') || log.pop()],
    ['a member', (log) => Object.defineProperty(log, 'count', { value: 1 })],
  ])('cannot be changed from outside: %s', (_, change) => {
    const { log, note } = withNote(keeper<number>())
    note(1)
    note(3)
    expect(() => change(log as unknown as number[])).toThrow(TypeError)
    expect([...log]).toEqual([1, 3])
    expect(log.count()).toBe(2)
  })

  test('refuses to count what does not exist, and names what was probably meant', () => {
    const { log, note } = withNote(keeper<string>({ kinds: ['code.consumed', 'code.issued'], kindOf: (kind) => kind }))
    expect(log.count('code.consumed')).toBe(0)
    expect(() => log.count('code.consumd')).toThrow(InputError)
    expect(() => log.count('code.consumd')).toThrow(/records\.count.*code\.consumed, got "code\.consumd"$/)
    expect(() => log.count('code.consumd?secret' as never)).toThrow(/got "code\.consumd"$/)
    expect(() => log.count('' as never)).toThrow(InputError)
    expect(() => log.count({} as never)).toThrow(InputError)
    note('code.redeemed')
    expect(log.count('code.redeemed')).toBe(1) // it has happened, so it exists
  })

  test.each([0, 1, 5, 100])('of %i records forgets the oldest and goes on counting', (kept) => {
    const { log, note } = withNote(keeper<number>({ kept }))
    for (let at = 0; at < 1_000; at++) note(at)
    expect(log.length).toBeGreaterThanOrEqual(kept)
    expect(log.length).toBeLessThanOrEqual(kept + Math.max(kept, 16))
    expect(log.at(-1)).toBe(999)
    expect([...log]).toEqual(Array.from({ length: log.length }, (_, at) => 1_000 - log.length + at))
    expect(log.count('number')).toBe(1_000)
  })

  test('forgets the oldest, too, when they hold too many bytes, but never the newest', () => {
    const made = keeper<number>({ kept: 10_000 })
    for (let at = 0; at < 100; at++) made.note(at, 16 * 1024 * 1024)
    expect(made.log.length).toBeLessThanOrEqual(4)
    expect(made.log.at(-1)).toBe(99)
    made.note(100, 1024 * 1024 * 1024)
    expect([...made.log]).toEqual([100])
    expect(made.log.count()).toBe(101)
  })

  test('counts ten thousand kinds each by itself, and all further ones together', () => {
    const { log, note } = withNote(keeper<number>({ kindOf: String }))
    for (let at = 0; at < 20_000; at++) note(at)
    expect(Object.keys(log.counts)).toHaveLength(10_001)
    expect(log.count()).toBe(20_000)
  })

  test('forgets everything when it is cleared', () => {
    const { log, note, clear } = withNote(keeper<number>())
    note(1)
    clear()
    expect(log).toHaveLength(0)
    expect(log.count()).toBe(0)
    expect(log.counts).toEqual({})
  })
})

function withNote<Entry>(made: LogKeeper<Entry>) {
  return { log: made.log, note: (entry: Entry) => made.note(entry), clear: () => made.clear() }
}
