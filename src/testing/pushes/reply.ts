// A merchant's answer to an event that is more than `success`: a message, which encrypted accounts must seal.
import { createDecipheriv } from 'node:crypto'
import { isObject } from '../../validate.js'
import type { SimulatedAccount } from '../account/account.js'
import { sha1OfSorted } from '../account/digest.js'
import type { CallbackSettings } from './message.js'

/** Reads the message, or says why a user would see that the service is not available. */
export function readReply(
  { settings: { appId } }: SimulatedAccount,
  text: string,
  { token, encodingAESKey, mode }: CallbackSettings,
): { readonly message: string } | { readonly wrong: string } {
  if (!/^(<xml>|\{)/.test(text)) return { wrong: 'an answer that is neither success nor a message' }
  if (mode === 'plain' || encodingAESKey === undefined) return { message: text }
  const [encrypted = '', signature, timestamp = '', nonce = ''] = ['Encrypt', 'MsgSignature', 'TimeStamp', 'Nonce'].map(
    (name) => memberOf(text, name),
  )
  if (signature !== sha1OfSorted([token, timestamp, nonce, encrypted])) {
    return { wrong: 'a message that is not encrypted and signed, as this account wants it' }
  }
  const message = decrypted(encrypted, encodingAESKey, appId)
  return message === undefined
    ? { wrong: 'a message that cannot be decrypted with the key of this account' }
    : { message }
}

function memberOf(text: string, name: string): string | undefined {
  if (text.startsWith('<')) {
    return new RegExp(`<${name}>\\s*(?:<!\\[CDATA\\[)?([^<\\]]*)(?:\\]\\]>)?\\s*</${name}>`).exec(text)?.[1]
  }
  try {
    const members: unknown = JSON.parse(text)
    return isObject(members) && name in members ? String(members[name]) : undefined
  } catch {
    return undefined
  }
}

function decrypted(encrypted: string, encodingAESKey: string, appId: string): string | undefined {
  const key = Buffer.from(`${encodingAESKey}=`, 'base64')
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    const whole = Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()])
    const content = whole.subarray(20, whole.length - (whole.at(-1) ?? 0))
    const length = whole.readUInt32BE(16)
    return content.toString('utf8', length) === appId ? content.toString('utf8', 0, length) : undefined
  } catch {
    return undefined
  }
}
