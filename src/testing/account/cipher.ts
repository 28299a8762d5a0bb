// The opaque texts that WeChat hands to pages: encrypted codes and card ids. The simulator's own scheme.
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import type { SeededRandom } from './random.js'

/** So short that, as with WeChat, an encrypted code ends in a sign for padding, and a card's id has 64 characters. */
const MARK = 'sim'

/** Makes and reads opaque texts in base64, different each time for the same content. */
export interface Cipher {
  encrypt(content: string): string
  /** `undefined` for anything this cipher did not make. */
  decrypt(text: string): string | undefined
}

/** Makes the cipher of one account. */
export function cipherOf(secret: string, random: SeededRandom): Cipher {
  const key = createHash('sha256').update(secret).digest()
  return {
    encrypt(content) {
      const start = random.bytes(16)
      const cipher = createCipheriv('aes-256-cbc', key, start)
      return Buffer.concat([start, cipher.update(MARK + content, 'utf8'), cipher.final()]).toString('base64')
    },
    decrypt(text) {
      if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
      const bytes = Buffer.from(text, 'base64')
      if (bytes.length < 32 || bytes.length % 16 !== 0) return undefined
      try {
        const decipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, 16))
        const content = Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString()
        return content.startsWith(MARK) ? content.slice(MARK.length) : undefined
      } catch {
        return undefined
      }
    },
  }
}
