import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalizeEncryptCode } from '../../../src/helpers/encrypt-code.js'
import { problemsOf } from './problems.js'

const encrypted = 'kS9sYh1T0d2mJxq+Zc7u4Q=='

const codes = fc.uint8Array({ minLength: 16, maxLength: 96 }).map((bytes) => Buffer.from(bytes).toString('base64'))

describe('normalizeEncryptCode', () => {
  test.each([
    ['as wx.addCard gives it', encrypted],
    ['as it stands in a link', 'kS9sYh1T0d2mJxq%2BZc7u4Q%3D%3D'],
    ['with small hex digits', 'kS9sYh1T0d2mJxq%2bZc7u4Q%3d%3d'],
    ['encoded in part', 'kS9sYh1T0d2mJxq+Zc7u4Q%3D%3D'],
    ['after form decoding', 'kS9sYh1T0d2mJxq Zc7u4Q=='],
    ['after form decoding, and encoded again', 'kS9sYh1T0d2mJxq%20Zc7u4Q%3D%3D'],
  ])('takes a code %s', (_, value) => {
    expect(normalizeEncryptCode(value)).toBe(encrypted)
  })

  test('any code comes back from a link, from form decoding, and from itself', () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(normalizeEncryptCode(code)).toBe(code)
        expect(normalizeEncryptCode(encodeURIComponent(code))).toBe(code)
        expect(normalizeEncryptCode(code.replaceAll('+', ' '))).toBe(code)
      }),
    )
  })

  test.each([
    ['an encoding of an encoding', 'kS9sYh1T0d2mJxq%252BZc7u4Q%253D%253D', /still encoded/],
    ['half an escape', 'kS9sYh1T0d2mJxq%2BZc7u4Q%3D%3', /malformed % escape/],
    ['an escape that is none', 'kS9sYh1T0d2mJxq%zzZc7u4Q==', /malformed % escape/],
    ['a plain code', '480019283746', /at most 20 characters is plain/],
    ['a plain code of 20 characters', 'a'.repeat(20), /at most 20 characters is plain/],
    ['a code in base64url', 'kS9sYh1T0d2mJxq-Zc7u4Q==', /base64/],
    ['a code that was cut', 'kS9sYh1T0d2mJxq+Zc7u4Q=', /base64/],
    ['a code without its padding', 'kS9sYh1T0d2mJxq+Zc7u4Q', /base64/],
    ['padding inside', 'kS9sYh1T0d2mJxq==Zc7u4Qx', /base64/],
    ['a line break behind it', `${encrypted}\n`, /base64/],
    ['another parameter behind it', `${encrypted}&openid=oSimOpen1`, /base64/],
    ['text that is none', '会员卡会员卡会员卡会员卡会员卡会员卡会员卡会员卡', /base64/],
    ['an empty string', '', /non-empty/],
    ['undefined', undefined, /non-empty/],
    ['a number', 480019283746, /non-empty/],
  ])('refuses %s', (_, value, message) => {
    const [problem, ...more] = problemsOf(() => normalizeEncryptCode(value as never))
    expect(more).toEqual([])
    expect(problem?.field).toBe('encryptCode')
    expect(`must be ${problem?.expected}, got ${problem?.received}`).toMatch(message)
  })

  test('repeats no code in its error', () => {
    expect(() => normalizeEncryptCode('secret-code-of-a-user-1234')).toThrow(/^(?!.*secret).*must be base64/s)
  })
})
