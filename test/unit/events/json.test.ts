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
    ['digits in strings', '{"a1 2":"3 \\" 4","b":"5"}', { 'a1 2': '3 " 4', b: '5' }],
    ['booleans and null', '{"a":true,"b":false,"c":null}', { a: 'true', b: 'false', c: '' }],
    [
      'blanks around names, as in an official sample',
      '{" OpenID":"o1"," AppID ":"wx1"}',
      { OpenID: 'o1', AppID: 'wx1' },
    ],
    ['fields inside fields, and lists', '{"a":{"b":[1,"2",{"c":3}]}}', { a: { b: ['1', '2', { c: '3' }] } }],
    ['raw control characters', '{"a":"on\te\u0002"}', { a: 'on\te\u0002' }],
    ['escapes', '{"\\u0061":"\\u5fae\\n\\/"}', { a: '微\n/' }],
  ])('reads %s', (_, json, expected) => {
    expect(readJson(json)).toEqual(expected)
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

  test('takes time in proportion to the length, whatever the text', () => {
    const escapes = (length: number): string => `{"a":"${'\\"'.repeat(length)}`
    const digits = (length: number): string => `{"a":${'1'.repeat(length)}`
    for (const text of [escapes, digits]) expect(readJson(text(130_000))).toBeUndefined() // for hours, if it did not
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
