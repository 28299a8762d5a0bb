import { inflateSync } from 'node:zlib'
import { encode } from 'uqr'
import { describe, expect, test } from 'vitest'
import { qrPicture } from '../../../../src/testing/endpoints/qr-picture.js'

describe('the picture of a QR code', () => {
  test.each(['a', 'http://weixin.qq.com/q/0123456789abcdefghijkl', '字'.repeat(17)])(
    'of %j is a PNG of its modules, eight pixels each, with four around them',
    (text) => {
      const { data, size } = encode(text, { border: 0 })
      const bytes = Buffer.from(qrPicture(text))
      expect(bytes.subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'))
      const side = size + 8
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[24], bytes[25]]).toEqual([8 * side, 8 * side, 1, 0])
      const length = bytes.readUInt32BE(33)
      expect(bytes.toString('latin1', 37, 41)).toBe('IDAT')
      const pixels = inflateSync(bytes.subarray(41, 41 + length)) // which fails where the checksum is wrong
      expect(pixels).toHaveLength(8 * side * (1 + side))
      const isDark = (x: number, y: number): boolean => pixels[8 * y * (1 + side) + 1 + x] === 0
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) expect([x, y, isDark(x, y)]).toEqual([x, y, data[y - 4]?.[x - 4] === true])
      }
      expect(bytes.subarray(-12)).toEqual(Buffer.from('0000000049454e44ae426082', 'hex')) // as every PNG ends
    },
  )
})
