// What WeChat sends to a server address, built from the specification alone: the library is not its own witness here.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/** What is set at WeChat for one address. */
export interface Account {
  readonly appId: string
  readonly token: string
  readonly encodingAESKey: string
}

export const account: Account = {
  appId: 'wx0123456789abcdef',
  token: 'callbackToken01',
  encodingAESKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
}

export const sha1OfSorted = (...values: string[]): string =>
  createHash('sha1')
    .update([...values].sort().join(''))
    .digest('hex')

const keyOf = (encodingAESKey: string): Buffer => Buffer.from(`${encodingAESKey}=`, 'base64')

/** Encrypts whole blocks as they are, right or wrong. */
export function encryptBlocks(encodingAESKey: string, plain: Uint8Array): string {
  const key = keyOf(encodingAESKey)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16))
  cipher.setAutoPadding(false)
  return cipher.update(plain, undefined, 'base64') + cipher.final('base64')
}

/** Random text, length, message, AppID, padding: each replaceable. */
export function plainBlocks(
  message: string | Uint8Array,
  appId: string,
  { length, padding }: { length?: number; padding?: (bytes: number) => Uint8Array } = {},
): Buffer {
  const content = Buffer.from(message)
  const head = Buffer.alloc(20)
  head.write(randomBytes(8).toString('hex'))
  head.writeUInt32BE(length ?? content.length, 16)
  const unpadded = Buffer.concat([head, content, Buffer.from(appId)])
  const missing = 32 - (unpadded.length % 32)
  return Buffer.concat([unpadded, padding?.(missing) ?? Buffer.alloc(missing, missing)])
}

export const encrypt = (message: string, { appId, encodingAESKey }: Account = account): string =>
  encryptBlocks(encodingAESKey, plainBlocks(message, appId))

/** Reads what was sealed, without any check. */
export function decrypt(encrypted: string, { encodingAESKey }: Account = account): { message: string; appId: string } {
  const key = keyOf(encodingAESKey)
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16))
  decipher.setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()])
  const end = padded.length - (padded.at(-1) ?? 0)
  const messageEnd = 20 + padded.readUInt32BE(16)
  return { message: padded.toString('utf8', 20, messageEnd), appId: padded.toString('utf8', messageEnd, end) }
}

/** The query of a callback. */
export type Query = Record<string, string>

/** The query of a message in clear, or of the question whether the address is ours. */
export function plainQuery(timestamp: number, { token }: Account = account, nonce = '1514711492'): Query {
  return {
    signature: sha1OfSorted(token, String(timestamp), nonce),
    timestamp: String(timestamp),
    nonce,
    openid: 'oUser',
  }
}

/** The query of an encrypted message. */
export function encryptedQuery(
  encrypted: string,
  timestamp: number,
  by: Account = account,
  nonce = '415670741',
): Query {
  const signature = sha1OfSorted(by.token, String(timestamp), nonce, encrypted)
  return { ...plainQuery(timestamp, by, nonce), encrypt_type: 'aes', msg_signature: signature }
}

export const envelope = (encrypted: string): string =>
  `<xml><ToUserName><![CDATA[gh_00aa11bb22cc]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`

/** A whole encrypted message as it arrives. */
export function push(message: string, timestamp: number, by: Account = account): { query: Query; body: string } {
  const encrypted = encrypt(message, by)
  return { query: encryptedQuery(encrypted, timestamp, by), body: envelope(encrypted) }
}

/** Writes fields as WeChat does. */
export const xmlOf = (fields: Readonly<Record<string, string>>): string =>
  `<xml>${Object.entries(fields)
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join('')}</xml>`

/** An event that is like no other, unless it is given the same code. */
export const getCardEvent = (code: string, createdAt = 1_764_000_011): string =>
  xmlOf({
    ToUserName: 'gh_00aa11bb22cc',
    FromUserName: 'oDEMOuser0000000000000000001',
    CreateTime: String(createdAt),
    MsgType: 'event',
    Event: 'user_get_card',
    CardId: 'pDEMOcard0000000000000000001',
    UserCardCode: code,
  })
