import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isTooDeep, readJson, withoutNulls } from '../../../../src/testing/account/json-body.js'

describe('a JSON body', () => {
  test.each([
    ['{"a":1', /not JSON/],
    ['[1]', /no object/],
    ['null', /no object/],
    ['"text"', /no object/],
    [`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, /levels deep/],
    [`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, /levels deep/],
  ])('that cannot be used says why', (text, why) => {
    expect(readJson(text)).toEqual({ wrong: expect.stringMatching(why) })
  })

  test('is an object', () => {
    expect(readJson('{"a":null,"b":[{"c":1}]}')).toEqual({ object: { a: null, b: [{ c: 1 }] } })
  })
})

describe('nulls', () => {
  test('are left out on every level, and nothing else changes', () => {
    const sent = { a: null, b: { c: null, d: [{ e: null, f: 0 }] }, g: '', h: false }
    expect(withoutNulls(sent)).toEqual({ b: { d: [{ f: 0 }] }, g: '', h: false })
    expect(sent.a).toBeNull()
  })

  test('that are not there cost no copy', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        if (!JSON.stringify(value).includes('null')) expect(withoutNulls(value)).toBe(value)
      }),
    )
  })

  test('beside a member called __proto__ change no prototype', () => {
    const cleaned = withoutNulls(JSON.parse('{"__proto__":{"polluted":1},"a":null}'))
    expect(Object.getPrototypeOf(cleaned)).toBe(Object.prototype)
    expect(Object.keys(cleaned)).toEqual(['__proto__'])
  })
})

test('only what is nested beyond any request is too deep', () => {
  const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)
  expect(isTooDeep(nested(60))).toBe(false)
  expect(isTooDeep(nested(200))).toBe(true)
  expect(isTooDeep('text')).toBe(false)
})
