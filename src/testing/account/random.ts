// Random values that are the same in every run: a seed decides all ids, codes and faults of a simulator.

/** A source of random values. */
export interface SeededRandom {
  /** A number from 0 up to, but not including, 1. */
  next(): number
  /** So many characters of an alphabet. */
  text(length: number, alphabet: string): string
  /** So many bytes. */
  bytes(length: number): Uint8Array
}

const DIGITS = '0123456789'
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Alphabets of the things that WeChat makes. */
export const ALPHABET: Readonly<Record<'digits' | 'hex' | 'hint' | 'id', string>> = {
  digits: DIGITS,
  hex: '0123456789abcdef',
  hint: `${LETTERS}${DIGITS}_~`,
  id: `${LETTERS}${DIGITS}_-`,
}

/** Makes a random source from a seed: the same seed brings the same sequence. (sfc32, seeded by FNV-1a.) */
export function seededRandom(seed: string): SeededRandom {
  let [a, b, c, counter] = [hash(`a${seed}`), hash(`b${seed}`), hash(`c${seed}`), 1]
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 15; i++) next()
  return {
    next,
    text(length, alphabet) {
      let text = ''
      for (let at = 0; at < length; at++) text += alphabet[Math.floor(next() * alphabet.length)]
      return text
    },
    bytes(length) {
      const bytes = new Uint8Array(length)
      for (let at = 0; at < length; at++) bytes[at] = Math.floor(next() * 256)
      return bytes
    },
  }
}

function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value
}
