import { describe, expect, test } from 'vitest'
import {
  all,
  at,
  atMost,
  encryptedCode,
  integers,
  miniProgramUserNames,
  plainCode,
  type RowCheck,
  seconds,
  wholeNumbers,
} from '../../../src/api/checks.js'

/** The fields that a check finds wrong. */
const found = (check: RowCheck, request: object): string[] => check(request).map(({ field }) => field)

/** A code as `wx.addCard` brings it. */
const ENCRYPTED = 'kS9sYh1T0d2mJxq+Zc7u4Q=='

describe('at', () => {
  const isNo: (value: unknown) => boolean = (value) => value === 'no'

  test('finds values at a path, and says where', () => {
    expect(at(['a.b'], 'yes', isNo)({ a: { b: 'no' } })).toEqual([
      { field: 'a.b', expected: 'yes', received: 'a string of 2 characters' },
    ])
  })

  test('a star stands for every member, brackets for every element', () => {
    const request = { card: { one: { list: [{ x: 'no' }, { x: 'yes' }, { x: 'no' }] }, two: { list: [{ x: 'no' }] } } }
    expect(found(at(['card.*.list[].x'], 'yes', isNo), request)).toEqual([
      'card.one.list[0].x',
      'card.one.list[2].x',
      'card.two.list[0].x',
    ])
  })

  test('leaves alone what is not there or is of another shape', () => {
    const check = at(['a.b', 'a[].b', 'a.*.b'], 'yes', () => true)
    for (const request of [{}, { a: undefined }, { a: null }, { a: 'text' }, { a: 7 }, { a: { b: undefined } }]) {
      expect(found(check, request)).toEqual([])
    }
  })

  test('sees only members of its own, not those of every object', () => {
    expect(
      found(
        at(['toString', '__proto__.x'], 'yes', () => true),
        {},
      ),
    ).toEqual([])
  })

  test('never repeats a value', () => {
    const secret = 'secret-value'
    expect(JSON.stringify(at(['a'], 'yes', () => true)({ a: secret }))).not.toContain(secret)
  })
})

test('all lists what every check finds', () => {
  expect(found(all(wholeNumbers('a'), wholeNumbers('b')), { a: 0.5, b: 1.5 })).toEqual(['a', 'b'])
})

test.each([
  [0, []],
  [-5, []],
  [100, []],
  [0.5, ['a']],
  [2 ** 53, ['a']],
  ['12', []], // WeChat says itself what is wrong with that
])('wholeNumbers of %j', (a, fields) => {
  expect(found(wholeNumbers('a'), { a })).toEqual(fields)
})

test.each([
  [1_700_000_000, []],
  [0, []],
  [1_700_000_000_000, ['a']],
  [1_700_000_000.5, ['a']],
  ['1700000000', []],
])('seconds of %j', (a, fields) => {
  expect(found(seconds('a'), { a })).toEqual(fields)
})

test('atMost counts the elements of a list', () => {
  expect(found(atMost(2, 'a'), { a: [1, 2] })).toEqual([])
  expect(found(atMost(2, 'a'), { a: [1, 2, 3] })).toEqual(['a'])
  expect(found(atMost(2, 'a'), { a: 'abc' })).toEqual([])
})

test.each([
  [1, []],
  [50, []],
  [0, ['a']],
  [51, ['a']],
  [1.5, ['a']],
  ['7', ['a']],
])('integers from 1 to 50 of %j', (a, fields) => {
  expect(found(integers(1, 50, 'a'), { a })).toEqual(fields)
})

test.each([
  ['480019283746', true, false],
  ['SIM001', true, false],
  ['A'.repeat(20), true, false],
  [ENCRYPTED, false, true],
  [`${ENCRYPTED}%3D`, true, false],
  ['kS9sYh1T0d2mJxq Zc7u4Q==', true, false],
])('the code %j', (code, plain, encrypted) => {
  expect(found(plainCode('code'), { code })).toEqual(plain ? [] : ['code'])
  expect(found(encryptedCode('code'), { code })).toEqual(encrypted ? [] : ['code'])
})

test.each([
  ['gh_0123456789ab@app', []],
  ['', []],
  ['gh_0123456789ab', ['name']],
  ['wx0123456789abcdef', ['name']],
])('a mini program named %j', (name, fields) => {
  expect(found(miniProgramUserNames('name'), { name })).toEqual(fields)
})
