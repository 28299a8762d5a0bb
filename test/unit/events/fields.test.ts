import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../../src/errors.js'
import { readBoolean, readConsumeSource, readInteger, readOuterStr, readTime } from '../../../src/events/fields.js'

describe('an empty or missing field', () => {
  test.each([[readInteger], [readBoolean], [readTime]])('has no value for %o', (read) => {
    expect(read('')).toBeUndefined()
    expect(read(undefined)).toBeUndefined()
  })
})

describe('readInteger', () => {
  test('reads every integer that a number holds exactly', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (integer) => {
        expect(readInteger(`${integer}`)).toBe(integer)
      }),
    )
  })

  test.each([
    ['9007199254740992'],
    ['-9007199254740993'],
    ['12345678901234567890'],
    ['1.5'],
    ['1e3'],
    ['0x10'],
    ['１'],
    ['a'],
  ])('refuses %s rather than rounding or guessing', (text) => {
    expect(() => readInteger(text)).toThrow(InputError)
  })
})

test('readInteger reads a sign', () => {
  expect([readInteger('+5'), readInteger('-5'), readInteger('005')]).toEqual([5, -5, 5])
})

describe('readBoolean', () => {
  test.each([
    ['1', true],
    ['true', true],
    ['0', false],
    ['false', false],
  ])('reads %s', (text, expected) => {
    expect(readBoolean(text)).toBe(expected)
  })

  test.each([['yes'], ['TRUE'], ['2'], ['null']])('refuses %s', (text) => {
    expect(() => readBoolean(text)).toThrow(InputError)
  })
})

describe('readTime', () => {
  test('reads seconds since 1970', () => {
    expect(readTime('1764000011')?.toISOString()).toBe('2025-11-24T16:00:11.000Z')
  })

  test.each([['1764000011.5'], ['-1'], ['2025-11-24'], ['1764000011000'], ['176400001100'], ['a1764000011']])(
    'refuses %s',
    (text) => {
      expect(() => readTime(text)).toThrow(InputError)
    },
  )
})

describe('readOuterStr', () => {
  test.each([
    [{ OuterStr: 'shop' }, 'shop'],
    [{ OutetStr: 'shop' }, 'shop'],
    [{ OuterStr: '', OutetStr: 'shop' }, 'shop'],
    [{ OutetStr: '' }, undefined],
    [{}, undefined],
  ])('finds the channel in %o', (event, expected) => {
    expect(readOuterStr(event)).toBe(expected)
  })
})

describe('readConsumeSource', () => {
  test.each([['FROM_API'], ['(FROM_API)']])('reads %s', (ConsumeSource) => {
    expect(readConsumeSource({ ConsumeSource })).toBe('FROM_API')
  })

  test.each([['(A)B'], ['A(B)'], ['(A'], ['']])('leaves %j as it is', (ConsumeSource) => {
    expect(readConsumeSource({ ConsumeSource })).toBe(ConsumeSource)
  })
})

test.each<[string, () => unknown, string]>([
  ['readInteger', () => readInteger('a'), 'value'],
  ['readBoolean', () => readBoolean('a'), 'value'],
  ['readTime', () => readTime('a'), 'value'],
  ['readOuterStr', () => readOuterStr(undefined as never), 'event'],
  ['readOuterStr', () => readOuterStr('<xml/>' as never), 'event'],
  ['readConsumeSource', () => readConsumeSource(null as never), 'event'],
  ['readConsumeSource', () => readConsumeSource({} as never), 'event.ConsumeSource'],
])('an InputError of %s names it and what is wrong', (name, read, field) => {
  expect(read).toThrow(InputError)
  expect(read).toThrow(
    expect.objectContaining({ message: expect.stringContaining(name), problems: [expect.objectContaining({ field })] }),
  )
})

test('an error never repeats the value', () => {
  expect(() => readInteger('secret-12345')).toThrow(/^(?!.*secret)/)
})
