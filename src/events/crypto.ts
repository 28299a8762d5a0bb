// WeChat's signatures and its cipher: AES-256-CBC with the AppID inside and a padding of its own.
import { createCipheriv, createDecipheriv, hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** An EncodingAESKey, ready for use. */
export interface SealingKey {
  readonly bytes: Buffer
  readonly iv: Buffer
}

/** What was inside `Encrypt`. */
export interface OpenedMessage {
  readonly message: Buffer
  /** For whom it was sealed. Not compared with anything yet. */
  readonly appId: string
}

const AES_BLOCK = 16
/** Random bytes and the length of the message come first. */
const HEAD = 20
/** PKCS#7 with twice the size of AES' own blocks. */
const PADDING_BLOCK = 32

/** The last of the 43 characters may carry bits that belong to no byte. */
export function sealingKey(encodingAESKey: string): SealingKey {
  const bytes = Buffer.from(`${encodingAESKey}=`, 'base64')
  return { bytes, iv: bytes.subarray(0, AES_BLOCK) }
}

/** Signs: SHA-1 of the values, sorted and joined. All that is signed here is ASCII. */
export const signatureOf = (...values: string[]): string => hash('sha1', values.sort().join(''))

/** Compares two signatures in constant time. */
export function isSame(signature: string, other: string): boolean {
  const [one, two] = [Buffer.from(signature), Buffer.from(other)]
  return one.length === two.length && timingSafeEqual(one, two)
}

/**
 * Opens what `Encrypt` holds, if it is strict base64 of whole blocks that were sealed with this key. The reason of a
 * failure is not told: it would help to guess the content.
 */
export function open(key: SealingKey, encrypt: string): OpenedMessage | undefined {
  const sealed = Buffer.from(encrypt, 'base64')
  if (sealed.length === 0 || sealed.length % AES_BLOCK !== 0 || sealed.toString('base64') !== encrypt) return undefined
  const decipher = createDecipheriv('aes-256-cbc', key.bytes, key.iv).setAutoPadding(false)
  const padded = decipher.update(sealed) // all of it: these are whole blocks, and no padding is held back
  const padding = padded[padded.length - 1] as number // there is at least one block
  const end = padded.length - padding
  if (padding < 1 || padding > PADDING_BLOCK || end < HEAD) return undefined
  if (!padded.subarray(end).every((byte) => byte === padding)) return undefined
  const messageEnd = HEAD + padded.readUInt32BE(HEAD - 4)
  if (messageEnd > end) return undefined
  return { message: padded.subarray(HEAD, messageEnd), appId: padded.toString('utf8', messageEnd, end) }
}

/** Seals a message as WeChat expects it. `random` is 16 printable characters; it is given by tests alone. */
export function seal(
  key: SealingKey,
  appId: string,
  message: string,
  random: string = randomBytes(12).toString('base64'),
): string {
  const content = Buffer.from(message)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const plain = Buffer.concat([Buffer.from(random), length, content, Buffer.from(appId)])
  const padding = PADDING_BLOCK - (plain.length % PADDING_BLOCK)
  const cipher = createCipheriv('aes-256-cbc', key.bytes, key.iv).setAutoPadding(false)
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(padding, padding)), cipher.final()]).toString(
    'base64',
  )
}
