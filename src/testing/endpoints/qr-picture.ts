// The picture of a QR code, as PNG: one version of QR codes and one way of PNG, which are enough for WeChat's addresses.

/** Modules on each side of version 3, and bytes of its text and of what corrects it at level L. */
const SIDE = 29
const TEXT_BYTES = 55
const CHECK_BYTES = 15

/** Empty modules around it, which scanners need. */
const QUIET = 4

/** What tells scanners of level L and of the mask, a chessboard. */
const FORMAT = 0x77c4

/** Pixels of a module: as many as bits of a byte. */
const SCALE = 8

/** Draws a text of at most 53 bytes. */
export function qrPicture(text: string): Uint8Array<ArrayBuffer> {
  const modules = qrModules(text)
  const side = SIDE + 2 * QUIET
  const rows = Array.from({ length: side }, (_, y) => {
    const row = [0, ...Array.from({ length: side }, (__, x) => (modules[y - QUIET]?.[x - QUIET] ? 0 : 255))]
    return Array.from({ length: SCALE }, () => row).flat()
  }).flat()
  const [width, length] = [side * SCALE, rows.length]
  // One block that is stored as it is: nothing has to be compressed.
  const stored = [0x78, 1, 1, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255, ...rows]
  return Uint8Array.from([
    ...[0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10],
    ...chunk('IHDR', [...big(width), ...big(width), 1, 0, 0, 0, 0]),
    ...chunk('IDAT', [...stored, ...big(adler(rows))]),
    ...chunk('IEND', []),
  ])
}

/** Which modules are dark, row by row. */
export function qrModules(text: string): readonly (readonly boolean[])[] {
  const drawn = Array.from({ length: SIDE }, () => new Array<boolean | undefined>(SIDE).fill(undefined))
  const draw = (x: number, y: number, dark: boolean): void => {
    const row = drawn[y]
    if (row && x >= 0 && x < SIDE) row[x] = dark
  }
  const square = (atX: number, atY: number, reach: number, isDark: (distance: number) => boolean): void => {
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) draw(atX + x, atY + y, isDark(Math.max(Math.abs(x), Math.abs(y))))
    }
  }
  const last = SIDE - 1
  for (let at = 0; at < SIDE; at++) {
    draw(6, at, at % 2 === 0)
    draw(at, 6, at % 2 === 0)
  }
  for (const [x, y] of [
    [3, 3],
    [last - 3, 3],
    [3, last - 3],
  ] as const)
    square(x, y, 4, (far) => far !== 2 && far !== 4)
  square(22, 22, 2, (far) => far !== 1)
  for (let bit = 0; bit < 15; bit++) {
    const dark = ((FORMAT >> bit) & 1) === 1
    const before = bit < 6 ? bit : bit < 8 ? bit + 1 : SIDE - 15 + bit
    draw(8, before, dark)
    draw(bit < 8 ? last - bit : bit === 8 ? 7 : 14 - bit, 8, dark)
  }
  draw(8, SIDE - 8, true)
  const bytes = withCheck(textBytes(text))
  let bit = 0
  // Upwards and downwards in columns of two, around what is drawn already.
  for (let right = last; right > 0; right -= right === 8 ? 3 : 2) {
    const up = (right < 6 ? right + 1 : right) % 4 === 0
    for (let step = 0; step < SIDE; step++) {
      const y = up ? last - step : step
      for (const x of [right, right - 1]) {
        if (drawn[y]?.[x] !== undefined) continue
        const dark = (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1
        draw(x, y, dark !== ((x + y) % 2 === 0))
        bit++
      }
    }
  }
  return drawn.map((row) => row.map(Boolean))
}

/** The text in front of what fills the rest: its kind, its length and its bytes, half a byte further on. */
function textBytes(text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)]
  const halves = [4, ...[bytes.length, ...bytes].flatMap((byte) => [byte >> 4, byte & 15]), 0]
  const filled = Array.from(
    { length: halves.length / 2 },
    (_, at) => (halves[2 * at] ?? 0) * 16 + (halves[2 * at + 1] ?? 0),
  )
  for (let fill = 0; filled.length < TEXT_BYTES; fill++) filled.push(fill % 2 === 0 ? 0xec : 0x11)
  return filled
}

/** Appends what corrects errors: the rest of a division of polynomials over GF(256). */
function withCheck(bytes: readonly number[]): number[] {
  let divisor = [1]
  let root = 1
  for (let degree = 0; degree < CHECK_BYTES; degree++) {
    const shifted = [...divisor, 0]
    divisor = shifted.map((value, at) => value ^ times(divisor[at - 1] ?? 0, root))
    root = times(root, 2)
  }
  const rest = [...bytes, ...new Array<number>(CHECK_BYTES).fill(0)]
  for (let at = 0; at < bytes.length; at++) {
    const factor = rest[at] ?? 0
    for (const [place, value] of divisor.entries()) rest[at + place] = (rest[at + place] ?? 0) ^ times(value, factor)
  }
  return [...bytes, ...rest.slice(bytes.length)]
}

/** Multiplies in GF(256). */
function times(one: number, other: number): number {
  let product = 0
  for (let bit = 128; bit > 0; bit >>= 1) {
    product = (product << 1) ^ (product & 128 ? 0x11d : 0) ^ (other & bit ? one : 0)
  }
  return product
}

const big = (value: number): number[] => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]

/** A part of a PNG: length, name, content and checksum. */
function chunk(name: string, content: readonly number[]): number[] {
  const named = [...new TextEncoder().encode(name), ...content]
  let crc = -1
  for (const byte of named) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return [...big(content.length), ...named, ...big(~crc)]
}

function adler(bytes: readonly number[]): number {
  let [one, two] = [1, 0]
  for (const byte of bytes) {
    one = (one + byte) % 65521
    two = (two + one) % 65521
  }
  return two * 65536 + one
}
