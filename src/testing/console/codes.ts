// Codes as a merchant's scanner reads them: QR and bar codes, drawn as vectors.
import Code128 from 'jsbarcode/bin/barcodes/CODE128/CODE128_AUTO.js'
import { encode } from 'uqr'

/** A QR code as the path of its dark squares, in a box of `size` units with its quiet zone. */
export function qrPath(text: string): { readonly path: string; readonly size: number } {
  const { data, size } = encode(text, { border: 4, ecc: 'M' })
  const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
  return { path: squares.join(''), size }
}

/** Empty space that a scanner needs at both ends. */
const QUIET_MODULES = 10

/** A bar code (Code 128) as its bars; `undefined` where the text has letters that it cannot hold. */
export function barPath(text: string): { readonly path: string; readonly width: number } | undefined {
  const barcode = new Code128(text, {})
  if (text === '' || !barcode.valid()) return undefined
  const { data } = barcode.encode()
  const bars = [...data].flatMap((module, x) => (module === '1' ? [`M${x + QUIET_MODULES} 0h1v60h-1z`] : []))
  return { path: bars.join(''), width: data.length + 2 * QUIET_MODULES }
}
