import { describe, expect, test } from 'vitest'
import { adviseAt, encryptedCodeForm, everyAdvice, miniProgramUserNames } from '../../../src/api/advice.js'
import {
  all,
  at,
  atMost,
  defined,
  encryptedCode,
  integers,
  plainCode,
  type RowCheck,
  seconds,
  wholeNumbers,
} from '../../../src/api/checks.js'

/** The fields that a check finds wrong. */
const found = (check: RowCheck, request: object): string[] => check(request).map(({ field }) => field)

/** A code as `wx.addCard` brings it. */
const ENCRYPTED = 'kS9sYh1T0d2mJxq+Zc7u4Q=='
/** The same, of WeChat's own sample. */
const PHONE_CODE = 'XXIzTtMqCxwOaawoE91+VJdsFmv7b8g0VZIZkqf4GWA60Fzpc8ksZ/5ZZ0DVkXdE'

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
  [{}, []],
  [{ a: 'text', b: { c: 1 } }, []],
  [{ a: null }, []],
  [{ a: undefined }, ['a']],
  [{ a: undefined, b: { c: undefined } }, ['a', 'b.c']],
  [{ b: [{ c: undefined }] }, []],
])('defined names what is there and undefined, in %o', (request, fields) => {
  expect(found(defined('a', 'b.c'), request)).toEqual(fields)
})

const LONGER_CODES = [21, 24, 28, 32, 36, 40, 44, 48, 64]

test.each<[string, boolean]>([
  ['480019283746', true],
  ['SIM001', true],
  // Pages and products disagree on the length of a code of one's own: 20, 32 and 64 characters.
  ...LONGER_CODES.map((length): [string, boolean] => ['A'.repeat(length), true]),
  ...LONGER_CODES.map((length): [string, boolean] => ['7'.repeat(length), true]),
  ['A-'.repeat(16), true],
  ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', true],
  [ENCRYPTED, false],
  [PHONE_CODE, false],
  [encodeURIComponent(ENCRYPTED), false],
])('plainCode of %j', (code, plain) => {
  expect(found(plainCode('code'), { code })).toEqual(plain ? [] : ['code'])
})

test.each([
  // Two of WeChat's own samples are cut off: what does not look like an encrypted code is sent, with advice.
  [ENCRYPTED, true, true],
  [PHONE_CODE, true, true],
  ['O/mPnGTpBu22a1szmK2 ', true, false],
  ['480019283746', true, false],
  ['kS9sYh1T0d2mJxq Zc7u4Q==', true, false],
  [`${ENCRYPTED}%3D`, false, false],
  ['kS9sYh1T0d2mJxq%2BZc7u4Q==', false, true],
])('encryptedCode of %j', (code, sent, looksRight) => {
  expect(found(encryptedCode('code'), { code })).toEqual(sent ? [] : ['code'])
  expect(encryptedCodeForm('code')({ code }).map(({ field }) => field)).toEqual(looksRight ? [] : ['code'])
})

test.each([
  ['gh_0123456789ab@app', []],
  ['', []],
  ['gh_0123456789ab', ['name']],
  ['wx0123456789abcdef', ['name']],
])('a mini program named %j', (name, fields) => {
  expect(miniProgramUserNames('name')({ name }).map(({ field }) => field)).toEqual(fields)
})

test('everyAdvice lists all advice, which never repeats a value', () => {
  const secret = 'secret-value'
  const advise = everyAdvice(
    adviseAt(['a'], 'one', () => true),
    adviseAt(['b[].c'], 'other', (value) => value === secret),
  )
  expect(advise({ a: secret, b: [{ c: 1 }, { c: secret }] })).toEqual([
    { field: 'a', message: 'one' },
    { field: 'b[1].c', message: 'other' },
  ])
})
