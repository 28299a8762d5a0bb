// The picture of a QR code, as PNG.
import { encode } from 'uqr'
import { nodeZlib } from '../../builtins.js'

/** Pixels of a module: as many as bits of a byte. */
const SCALE = 8

/** Draws the QR code of a text, with the four empty modules around it that scanners need. */
export function qrPicture(text: string): Uint8Array<ArrayBuffer> {
  const { data, size } = encode(text, { border: 4 })
  const { crc32, deflateSync } = nodeZlib()
  const lines = data.flatMap((row) => new Array(SCALE).fill([0, ...row.map((dark) => (dark ? 0 : 255))])).flat()
  const chunk = (name: string, ...content: readonly Uint8Array[]): Buffer => {
    const named = Buffer.concat([Buffer.from(name), ...content])
    return Buffer.concat([big(named.length - name.length), named, big(crc32(named))])
  }
  return Uint8Array.from(
    Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      chunk('IHDR', big(size * SCALE), big(size * SCALE), Uint8Array.of(1, 0, 0, 0, 0)), // one bit for each pixel
      chunk('IDAT', deflateSync(Uint8Array.from(lines))),
      chunk('IEND'),
    ]),
  )
}

/** Four bytes, the highest first. */
function big(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
