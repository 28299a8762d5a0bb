import { inflateSync } from 'node:zlib'
import { encode } from 'uqr'
import { describe, expect, test } from 'vitest'
import { qrModules, qrPicture } from '../../../../src/testing/endpoints/qr-picture.js'

// Another implementation draws the same: version 3, level L, the mask of a chessboard.
const witness = (text: string) =>
  encode(text, { ecc: 'L', minVersion: 3, maxVersion: 3, maskPattern: 0, border: 0, boostEcc: false })

describe('a QR code', () => {
  test.each(['a', 'http://weixin.qq.com/q/0123456789abcdefghijkl', 'x'.repeat(53), '字'.repeat(17)])(
    'of %j has the modules that another implementation draws',
    (text) => {
      expect(qrModules(text)).toEqual(witness(text).data)
    },
  )

  test('is a PNG of these modules, eight pixels each, with four around them', () => {
    const text = 'http://weixin.qq.com/q/0123456789abcdefghijkl'
    const bytes = Buffer.from(qrPicture(text))
    expect(bytes.subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'))
    const side = bytes.readUInt32BE(16)
    expect([side, bytes.readUInt32BE(20), bytes[24], bytes[25]]).toEqual([37 * 8, 37 * 8, 1, 0])
    const length = bytes.readUInt32BE(33)
    expect(bytes.toString('latin1', 37, 41)).toBe('IDAT')
    const pixels = inflateSync(bytes.subarray(41, 41 + length)) // which fails where the checksum is wrong
    const isDark = (x: number, y: number): boolean => pixels[8 * y * 38 + 1 + x] === 0
    const { data } = witness(text)
    for (let y = 0; y < 37; y++) {
      for (let x = 0; x < 37; x++) expect([x, y, isDark(x, y)]).toEqual([x, y, data[y - 4]?.[x - 4] === true])
    }
    expect(bytes.subarray(-12)).toEqual(Buffer.from('0000000049454e44ae426082', 'hex')) // as every PNG ends
  })
})
