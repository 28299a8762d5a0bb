import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readJson } from '../../../src/events/json.js'

describe('readJson', () => {
  test('reads strings as they are, blanks around them aside', () => {
    const name = fc.string().filter((each) => each === each.trim())
    fc.assert(
      fc.property(fc.dictionary(name, fc.string({ unit: 'binary' })), (fields) => {
        const trimmed = Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, value.trim()]))
        expect({ ...readJson(JSON.stringify(fields)) }).toEqual(trimmed)
        expect({ ...readJson(JSON.stringify(fields, null, 2)) }).toEqual(trimmed)
      }),
    )
  })

  test.each([
    ['whole numbers', '{"a":1764000011,"b":-5}', { a: '1764000011', b: '-5' }],
    ['numbers too long for a number', '{"a":12345678901234567890}', { a: '12345678901234567890' }],
    ['broken numbers, to the last digit', '{"a":1.10,"b":2e3}', { a: '1.10', b: '2e3' }],
    ['exponents with a sign, and of several digits', '{"a":1e+5,"b":-2.5E-10}', { a: '1e+5', b: '-2.5E-10' }],
    ['every blank between the parts', '\t{ "a"\r\n:\t1\r,\n"b" : [\r2\t]}\r\n', { a: '1', b: ['2'] }],
    ['digits in strings', '{"a1 2":"3 \\" 4","b":"5"}', { 'a1 2': '3 " 4', b: '5' }],
    ['booleans and null', '{"a":true,"b":false,"c":null}', { a: 'true', b: 'false', c: '' }],
    [
      'blanks around names, as in an official sample',
      '{" OpenID":"o1"," AppID ":"wx1"}',
      { OpenID: 'o1', AppID: 'wx1' },
    ],
    ['fields inside fields, and lists', '{"a":{"b":[1,"2",{"c":3}]}}', { a: { b: ['1', '2', { c: '3' }] } }],
    ['raw control characters', '{"a":"on\te\u0002"}', { a: 'on\te\u0002' }],
    ['the escapes of one letter', '{"a":"1\\b2\\f3\\n4\\r5\\t6\\"7\\\\8\\/9"}', { a: '1\b2\f3\n4\r5\t6"7\\8/9' }],
    ['escapes', '{"\\u0061":"\\u5fae\\n\\/"}', { a: '微\n/' }],
  ])('reads %s', (_, json, expected) => {
    expect(readJson(json)).toEqual(expected)
  })

  test('reads 16 levels and 999 values, and no more', () => {
    const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
    expect(readJson(deep(15))).toBeDefined() // the innermost value is a level too
    expect(readJson(deep(16))).toBeUndefined()
    const wide = (values: number): string =>
      `{"a":[${Array(values - 1)
        .fill('1')
        .join()}]}`
    expect(readJson(wide(999))).toBeDefined()
    expect(readJson(wide(1000))).toBeUndefined()
  })

  test('takes the first of several names that are the same without blanks', () => {
    expect(readJson('{" a":"one","a":"two"}')).toEqual({ a: 'one' })
  })

  test.each([
    ['the same name', '{"Encrypt":"a","Encrypt":"b"}'],
    ['an escaped name', '{"Encrypt":"a","\\u0045ncrypt" : "b"}'],
    ['a name with a blank', '{"Encrypt":"a"," Encrypt":"b"}'],
  ])('refuses a repeated field that must be single: %s', (_, json) => {
    expect(readJson(json, 'Encrypt')).toBeUndefined()
  })

  test('a value is no name', () => {
    expect(readJson('{"Encrypt":"Encrypt","b":"Encrypt"}', 'Encrypt')).toEqual({ Encrypt: 'Encrypt', b: 'Encrypt' })
  })

  test.each([
    ['nothing', ''],
    ['a list', '[1]'],
    ['a string', '"a"'],
    ['null', 'null'],
    ['a comma too many', '{"a":1,}'],
    ['a leading zero', '{"a":01}'],
    ['two numbers', '{"a":1 2}'],
    ['an unfinished string', '{"a":"1'],
    ['an unfinished string of digits', '{"a":"12}'],
    ['an escape that is none', '{"a":"\\x"}'],
    ['an escaped control character', '{"a":"\\\n"}'],
    ['a comment', '{/**/"a":1}'],
    ['something behind', '{"a":1}{}'],
    ['nesting that would break a parser', '{"a":'.repeat(50_000)],
    ['a deep list', `{"a":${'['.repeat(20)}${']'.repeat(20)}}`],
    ['too many fields', `{"a":[${Array(1000).fill('1').join()}]}`],
  ])('refuses %s', (_, json) => {
    expect(readJson(json)).toBeUndefined()
  })

  test('has no prototype to reach or to change', () => {
    const fields = readJson('{"__proto__":{"polluted":"yes"},"a":{"__proto__":"x"}}')
    expect(Object.getPrototypeOf(fields)).toBeNull()
    expect(Object.keys(fields ?? {})).toEqual(['__proto__', 'a'])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test.each([
    ['escapes without an end', `{"a":"${'\\"'.repeat(130_000)}`],
    ['digits without an end', `{"a":${'1'.repeat(260_000)}`],
    ['as many strings as there is room for', `{"a":[${'"",'.repeat(87_000)}""]}`],
    ['numbers without a comma', `{${'0'.repeat(260_000)}}`],
    ['blanks', `{${' '.repeat(260_000)}`],
    ['brackets', `{"a":${'['.repeat(260_000)}`],
    ['quotation marks', `{${'"'.repeat(260_000)}`],
    ['names', `{${'"a":1,'.repeat(43_000)}"a":1}`],
  ])('takes time in proportion to the length: %s', (_, text) => {
    expect(readJson(text)).toBeUndefined()
  })

  test('reads a long string of escapes and control characters', () => {
    expect(readJson(`{"a":"${'\\"\u0001\\u5fae'.repeat(20_000)}"}`)).toEqual({ a: '"\u0001微'.repeat(20_000) })
  })

  test.each([
    ['an escape cut off', '{"a":"\\u12"}'],
    ['an escape of something else', '{"a":"\\u00g0"}'],
    ['a name without quotation marks', '{a:1}'],
    ['a name without a value', '{"a"}'],
    ['two commas', '{"a":[1,,2]}'],
    ['other blanks', '{"a":\u00a01}'],
    ['a word', '{"a":nul}'],
    ['a minus', '{"a":-}'],
    ['a point', '{"a":1.}'],
    ['a wrong bracket', '{"a":[1}}'],
  ])('refuses %s', (_, json) => {
    expect(() => JSON.parse(json)).toThrow()
    expect(readJson(json)).toBeUndefined()
  })

  test('accepts no text that JSON.parse refuses, raw control characters aside, and refuses none that it reads', () => {
    const rough = fc.string({
      unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', '1', '0', '-', 'e', '.', 'u', ' ', 'null', '"a":'),
    })
    fc.assert(
      fc.property(rough, (value) => {
        for (const json of [value, `{"a":${value}}`]) {
          let parsed: unknown
          try {
            parsed = JSON.parse(json)
          } catch {}
          const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
          expect(readJson(json) !== undefined).toBe(isObject)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('never throws', () => {
    const rough = fc.string({
      unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', '1', '-', 'e', '.', 'u', ' '),
    })
    fc.assert(
      fc.property(fc.oneof(rough, fc.string()), (json) => {
        readJson(json, 'a')
        readJson(`{"a":${json}}`, 'a')
      }),
    )
  })
})
