import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeUtf8, parseJson } from '../../../src/transport/json.js'

/** Any JSON value of which the reader promises to change nothing. */
const unchanged = fc.jsonValue().filter((value) => !changedOnPurpose(value))

function changedOnPurpose(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.keys(value).includes('__proto__') || Object.values(value).some(changedOnPurpose)
}

/** A string as text between quotes in which control characters stay as they are, as some servers write it. */
const withRawControls = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

/** Text with many control characters, quotes and backslashes. */
const roughText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', '\\', '\n', '\t', '\r', '\0', '\u0008', '\u001f', 'u', 'n', '微', '1'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
})

describe('parseJson', () => {
  test('reads what JSON.stringify wrote, plain or pretty-printed', () => {
    fc.assert(
      fc.property(unchanged, fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent)
        expect(parseJson(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  test('keeps raw control characters inside strings', () => {
    fc.assert(
      fc.property(roughText, roughText, (name, value) => {
        fc.pre(name !== '__proto__')
        const text = `{\n\t${JSON.stringify(name)}: ${withRawControls(value)},\r\n "list": [${withRawControls(value)}, 1]}`
        const expected = name === 'list' ? { list: [value, 1] } : { [name]: value, list: [value, 1] }
        expect(parseJson(text)).toEqual(expected)
      }),
    )
  })

  test.each([
    ['{"a":"line 1\nline 2"}', { a: 'line 1\nline 2' }],
    ['{"a\tb":"\u0000\u001f"}', { 'a\tb': '\u0000\u001f' }],
    ['["\\\\\n"]', ['\\\n']],
    ['["\\"\n\\""]', ['"\n"']],
    ['["\\u000a\n"]', ['\n\n']],
    ['{"nickname":"\u0007微信","n":12345678901234567890}', { nickname: '\u0007微信', n: '12345678901234567890' }],
  ])('keeps the control characters of %j', (text, expected) => {
    expect(parseJson(text)).toEqual(expected)
  })

  test('leaves every legal escape alone, also beside raw control characters', () => {
    const escapes = String.raw`\" \\ \/ \b \f \n \r \t \u5fae \ud83c\udf81`
    const meaning = '" \\ / \b \f \n \r \t 微 🎁'
    expect(parseJson(`["${escapes}"]`)).toEqual([meaning])
    expect(parseJson(`["${escapes}\n"]`)).toEqual([`${meaning}\n`])
  })

  test.each([
    ['9007199254740991', 9007199254740991],
    ['-9007199254740991', -9007199254740991],
    ['9007199254740992', '9007199254740992'],
    ['-9007199254740992', '-9007199254740992'],
    ['9007199254740993', '9007199254740993'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['0000000000000000', undefined],
    ['0.12345678901234568', 0.12345678901234568],
    ['1234567890123456.5', 1234567890123456.5],
    ['12345678901234567e3', 12345678901234567e3],
    ['1.5e300', 1.5e300],
    ['-0', -0],
  ])('reads the number %s as %s', (text, expected) => {
    if (expected === undefined) expect(() => parseJson(text)).toThrow(SyntaxError)
    else expect(parseJson(text)).toBe(expected)
  })

  test('turns every integer that a number cannot hold into its digits, wherever it stands', () => {
    const long = fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }).chain((n) => fc.constantFrom(n, -n))
    fc.assert(
      fc.property(long, fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), (integer, text, number) => {
        const written = `{"id" : ${integer},"list":[${integer} , ${JSON.stringify(number)}],"text":${JSON.stringify(text)}}`
        const { id, list } = parseJson(written) as { id: unknown; list: unknown[] }
        expect({ id, first: list[0] }).toEqual({ id: String(integer), first: String(integer) })
        expect(parseJson(written)).toMatchObject({ text })
      }),
    )
  })

  test('leaves digits inside strings to the strings', () => {
    const text = '{"card_code":"123456789012345678","note":"a \\"12345678901234567890\\", b","12345678901234567":"x"}'
    expect(parseJson(text)).toEqual(JSON.parse(text))
  })

  test.each([
    '{"__proto__":{"polluted":1},"a":1}',
    '{"\\u005f_proto__":{"polluted":1},"a":1}',
    '{"__pr\\u006fto__":{"polluted":1},"a":1}',
    '{"a":1,"__proto__":null}',
    '{"__proto__":{"polluted":12345678901234567890},"a":1}',
    '{"__proto__":{"polluted":"\n"},"a":1}',
  ])('drops the __proto__ of %s and changes no prototype', (text) => {
    const value = parseJson(text) as Record<string, unknown>
    expect(Object.keys(value)).toEqual(['a'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(value.polluted).toBeUndefined()
    expect(Object.hasOwn(Object.assign({}, value), 'polluted')).toBe(false)
    expect('polluted' in {}).toBe(false)
  })

  test('reads constructor and prototype as the ordinary names they are', () => {
    const value = parseJson('{"constructor":{"prototype":{"polluted":1}}}')
    expect(value).toEqual({ constructor: { prototype: { polluted: 1 } } })
    expect('polluted' in {}).toBe(false)
  })

  test.each([
    '',
    '<html>502</html>',
    '{"errcode":0',
    '{"a":"unfinished',
    '{"a":"unfinished\n',
    '{"a":"unfinished\\',
    '{"a":12345678901234567890',
    '{"a":"b"\n"c"}',
    '["\\\n"]',
    '["\\x41"]',
    '["\\u12"]',
    '["\\u12\n34"]',
    '[01]',
    '[-]',
    '[1.]',
    '[NaN]',
    "{'a':1}",
    '{"a":1,}',
    'undefined',
    '[1] [2]',
  ])('refuses what is not JSON: %j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError)
  })

  test('refuses every text that JSON.parse refuses, unless a raw control character or a long integer is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\0123e.-tfn u'), maxLength: 15 }), (text) => {
        let expected: unknown
        try {
          expected = JSON.parse(text)
        } catch {
          expect(() => parseJson(text)).toThrow(SyntaxError)
          return
        }
        expect(parseJson(text)).toEqual(expected)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('decodeUtf8', () => {
  test('drops a byte-order mark and keeps the rest', () => {
    expect(decodeUtf8(Uint8Array.from([0xef, 0xbb, 0xbf, ...Buffer.from('{"a":"微信"}')]))).toBe('{"a":"微信"}')
  })

  test('replaces bytes that are no UTF-8 instead of failing', () => {
    expect(decodeUtf8(Uint8Array.from([0x22, 0xce, 0xa2, 0xd0, 0xc5, 0xff, 0x22]))).toMatch(/^"[^"]*\ufffd"$/)
  })

  test('remembers nothing of a text that ended in the middle of a character', () => {
    expect(decodeUtf8(Buffer.from('微').subarray(0, 2))).toBe('\ufffd')
    expect(decodeUtf8(Buffer.from('信'))).toBe('信')
  })
})
