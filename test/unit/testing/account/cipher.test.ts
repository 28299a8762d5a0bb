import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cipherOf } from '../../../../src/testing/account/cipher.js'
import { seededRandom } from '../../../../src/testing/account/random.js'

const cipher = (secret = 'account') => cipherOf(secret, seededRandom(secret))

describe('the texts that WeChat hands to pages', () => {
  test('bring back what is in them, whatever it is', () => {
    const { encrypt, decrypt } = cipher()
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (content) => decrypt(encrypt(content)) === content))
  })

  test('are padded base64, longer than any code and at most 128 characters for one', () => {
    const text = cipher().encrypt('480019283746')
    expect(text).toMatch(/^[A-Za-z0-9+/]+={0,2}$/)
    expect(text.length % 4).toBe(0)
    expect(text.length).toBeGreaterThan(20)
    expect(cipher().encrypt('x'.repeat(20)).length).toBeLessThanOrEqual(128)
  })

  test('differ each time', () => {
    const { encrypt } = cipher()
    expect(encrypt('code')).not.toBe(encrypt('code'))
  })

  test('of another account, changed ones and anything else are none', () => {
    const { encrypt, decrypt } = cipher()
    const text = encrypt('480019283746')
    expect(cipher('other').decrypt(text)).toBeUndefined()
    expect(decrypt(text.replace(/.$/, '%3D'))).toBeUndefined()
    expect(decrypt(text.slice(4))).toBeUndefined()
    for (const wrong of ['', '480019283746', 'not base64', '====', `${text} `, text.replaceAll('=', ' ')]) {
      if (wrong !== text) expect(decrypt(wrong)).toBeUndefined()
    }
  })
})
