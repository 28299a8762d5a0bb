import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import {
  anyText,
  boolean,
  type Check,
  checkObject,
  describe as describeValue,
  func,
  integer,
  isObject,
  matching,
  object,
  oneOf,
  optional,
  problemsOf,
  problemsOfObject,
  refuse,
  text,
  texts,
} from '../../src/input.js'

const accepts = (check: Check, value: unknown): boolean => check(value) === undefined

/** One of each kind of value. */
const kinds: readonly unknown[] = [undefined, null, '', 'a', 0, 1, Number.NaN, true, 5n, Symbol('s'), {}, [], () => 1]

describe('checks', () => {
  test.each<[string, Check, readonly unknown[]]>([
    ['text', text, ['a']],
    ['anyText', anyText, ['', 'a']],
    ['boolean', boolean, [true]],
    ['func', func, [kinds.at(-1)]],
    ['object', object, [{}]],
    ['matching', matching(/^a$/, 'an a'), ['a']],
    ['integer', integer(0, 1), [0, 1]],
    ['oneOf', oneOf('a', 1, null), [null, 'a', 1]],
    ['texts', texts, [kinds.at(-2)]],
    ['optional', optional(text), [undefined, 'a']],
  ])('%s accepts what it names, of all kinds of values', (_, check, accepted) => {
    expect(kinds.filter((value) => accepts(check, value))).toEqual(accepted)
  })

  test('texts are an array of strings, without a hole', () => {
    expect([[], ['', 'a'], ['a', 1], new Array(1), [null], 'a'].filter((value) => accepts(texts, value))).toEqual([
      [],
      ['', 'a'],
    ])
  })

  test('an integer lies between its bounds, both included', () => {
    const check = integer(-2, 2)
    expect([-3, -2, -0.5, 0, 2, 3, '1', Number.POSITIVE_INFINITY].filter((value) => accepts(check, value))).toEqual([
      -2, 0, 2,
    ])
  })

  test('they say in words what they expect', () => {
    expect([text(1), anyText(1), texts(1), boolean(1), func(1), object(1), integer(1, 9)(0), oneOf('a', 2)(0)]).toEqual(
      [
        'a non-empty string',
        'a string',
        'an array of strings',
        'true or false',
        'a function',
        'an object',
        'an integer from 1 to 9',
        '"a" or 2',
      ],
    )
    expect(integer(1, 9, 'a digit')(0)).toBe('a digit')
    expect(matching(/^a$/, 'an a')('b')).toBe('an a')
    expect(optional(text)('')).toBe('a non-empty string')
  })
})

describe('describe', () => {
  test.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    ['', 'an empty string'],
    ['secret', 'a string of 6 characters'],
    [42, 'another number'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [['secret', 2], 'an array of 2'],
    [{ secret: 1 }, 'an object'],
    [true, 'a boolean'],
    [1n, 'a bigint'],
    [Symbol('secret'), 'a symbol'],
    [() => 'secret', 'a function'],
  ])('says what kind of value it is and does not repeat it', (value, description) => {
    expect(describeValue(value)).toBe(description)
  })
})

describe('isObject', () => {
  test('is true for objects, of any class, and nothing else', () => {
    const date = new Date(0)
    expect([...kinds, date, Object.create(null)].filter(isObject)).toEqual([{}, date, {}])
  })
})

describe('problemsOfObject', () => {
  const shape = { id: text, size: optional(integer(1, 9)), on: boolean }

  test('finds nothing in an object that is as it should be', () => {
    expect(problemsOfObject('', { id: 'a', on: true }, shape)).toEqual([])
    expect(problemsOfObject('', { id: 'a', on: true, size: 3 }, shape)).toEqual([])
  })

  test('finds wrong, missing and unknown fields, all of them', () => {
    expect(problemsOfObject('', { id: 7, size: 10, no: 'secret' }, shape)).toEqual([
      { field: 'id', expected: 'a non-empty string', received: 'another number' },
      { field: 'size', expected: 'an integer from 1 to 9', received: 'another number' },
      { field: 'on', expected: 'true or false', received: 'undefined' },
      { field: 'no', expected: 'left out: there is no such field', received: 'a string of 6 characters' },
    ])
  })

  test('names fields by their place', () => {
    const problems = problemsOfObject('cards[2]', { id: 'a', on: 1, x: 1 }, shape)
    expect(problems.map(({ field }) => field)).toEqual(['cards[2].on', 'cards[2].x'])
  })

  test.each([undefined, null, 'text', 7, [], () => ({})])('%s is no object', (value) => {
    expect(problemsOfObject('', value, shape)).toMatchObject([{ field: 'argument', expected: 'an object' }])
    expect(problemsOfObject('options', value, shape)).toMatchObject([{ field: 'options', expected: 'an object' }])
  })

  test('fields that every object inherits are unknown ones when they are given', () => {
    const given = JSON.parse('{"id":"a","on":true,"constructor":1,"__proto__":1}')
    expect(problemsOfObject('', given, shape).map(({ field }) => field)).toEqual(['constructor', '__proto__'])
  })
})

describe('problemsOf', () => {
  test('lists the one problem of a value, or none', () => {
    expect(problemsOf('url', 'a', text)).toEqual([])
    expect(problemsOf('url', '', text)).toEqual([
      { field: 'url', expected: 'a non-empty string', received: 'an empty string' },
    ])
  })
})

describe('refusing', () => {
  const problems = [
    { field: 'a', expected: 'an integer', received: 'undefined' },
    { field: 'b.c', expected: 'a string', received: 'null' },
  ]

  test('without problems nothing happens', () => {
    expect(() => refuse('call', [])).not.toThrow()
    expect(() => checkObject('call', { id: 'a' }, { id: text })).not.toThrow()
  })

  test('all problems come in one error', () => {
    expect(() => refuse('call', problems)).toThrow(new InputError('call', problems))
    expect(() => checkObject('call', { id: 1, x: 1 }, { id: text })).toThrow(
      'call: id must be a non-empty string, got another number; x must be left out: there is no such field, got another number',
    )
  })
})
