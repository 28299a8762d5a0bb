// An event as it travels to the merchant: XML, signed, and encrypted where the account is set up so. Written from WeChat's
// description, and sharing nothing with the code that receives events.
import { createCipheriv, hash } from 'node:crypto'
import type { SimulatedAccount } from '../account/account.js'
import type { HappenedEvent } from '../account/context.js'
import { sha1OfSorted } from '../account/digest.js'
import { ALPHABET, type SeededRandom } from '../account/random.js'

/** How the account's callback is set up. */
export interface CallbackSettings {
  /** 3 to 32 letters and digits, as in the console. */
  readonly token: string
  /** 43 letters and digits; without it messages travel in the clear. */
  readonly encodingAESKey?: string | undefined
  /** With a key: `safe` sends only what is encrypted, `compatible` the clear text beside it. */
  readonly mode: 'safe' | 'compatible' | 'plain'
  /** The same event as JSON, as mini programs may choose. */
  readonly format: 'xml' | 'json'
}

/** A message on its way. */
export interface PushMessage {
  /** `signature=…&timestamp=…`, without the question mark. */
  readonly query: string
  readonly body: string
  readonly contentType: string
}

/** Writes an event as the account's settings say. Two attempts differ in time, nonce and encrypted text. */
export function toMessage(account: SimulatedAccount, event: HappenedEvent, settings: CallbackSettings): PushMessage {
  const members = withEnvelope(originalIdOf(account), event)
  const clear = settings.format === 'xml' ? toXml(members) : JSON.stringify(members)
  const openid = members.FromUserName
  if (settings.mode === 'plain' || settings.encodingAESKey === undefined) {
    return toPush(account, settings, clear, [['openid', openid]])
  }
  const encrypted = encrypt(clear, settings.encodingAESKey, account.settings.appId, account.pushRandom)
  const around = settings.mode === 'compatible' ? members : { ToUserName: members.ToUserName }
  const body =
    settings.format === 'xml'
      ? toXml({ ...around, Encrypt: encrypted })
      : JSON.stringify({ ...around, Encrypt: encrypted })
  return toPush(
    account,
    settings,
    body,
    [
      ['openid', openid],
      ['encrypt_type', 'aes'],
    ],
    encrypted,
  )
}

/** The query with which WeChat asks whether an address is the merchant's. */
export function toUrlCheck(account: SimulatedAccount, { token }: CallbackSettings, echostr: string): string {
  return queryOf([...signedQuery(account, token), ['echostr', echostr]])
}

function toPush(
  account: SimulatedAccount,
  { token, format }: CallbackSettings,
  body: string,
  more: readonly Pair[],
  encrypted?: string,
): PushMessage {
  const signed = signedQuery(account, token)
  const query = [...signed, ...more]
  if (encrypted !== undefined) {
    const [, [, timestamp], [, nonce]] = signed
    query.push(['msg_signature', sha1OfSorted([token, timestamp, nonce, encrypted])])
  }
  return { query: queryOf(query), body, contentType: format === 'xml' ? 'text/xml' : 'application/json' }
}

type Pair = readonly [string, string]

function signedQuery(account: SimulatedAccount, token: string): readonly [Pair, Pair, Pair] {
  const timestamp = String(account.seconds())
  const nonce = account.pushRandom.text(10, ALPHABET.digits)
  return [
    ['signature', sha1OfSorted([token, timestamp, nonce])],
    ['timestamp', timestamp],
    ['nonce', nonce],
  ]
}

const queryOf = (pairs: readonly Pair[]): string =>
  pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')

/** The account's original id: `gh_` and twelve hex digits. */
export const originalIdOf = ({ settings }: SimulatedAccount): string =>
  `gh_${hash('sha1', settings.appId).slice(0, 12)}`

/** The sender of what the platform itself reports. */
const SYSTEM = 'oSYSTEM0000000000000000000aa'

/** The five members of every event first, in WeChat's order; members of its kind after them. */
function withEnvelope(ToUserName: string, { FromUserName = SYSTEM, CreateTime, Event, ...members }: HappenedEvent) {
  return { ToUserName, FromUserName, CreateTime, MsgType: 'event', Event, ...members }
}

/** Texts in CDATA, numbers bare. */
function toXml(members: Readonly<Record<string, string | number | undefined>>): string {
  let xml = '<xml>'
  for (const [name, value] of Object.entries(members)) {
    if (value === undefined) continue
    xml += `<${name}>${typeof value === 'number' ? value : cdata(value)}</${name}>\n`
  }
  return `${xml}</xml>`
}

const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

/** Blocks of the padding, which is twice the cipher's. */
const PADDED_TO = 32

/** The random characters in front, and the length of the message in four bytes. */
const RANDOM = 16
const HEAD = RANDOM + 4

/** 16 random characters, the length in four bytes, the message, the AppID; padded, AES-256-CBC, base64. */
function encrypt(message: string, encodingAESKey: string, appId: string, random: SeededRandom): string {
  const key = Buffer.from(`${encodingAESKey}=`, 'base64')
  const messageEnd = HEAD + Buffer.byteLength(message)
  const end = messageEnd + Buffer.byteLength(appId)
  const missing = PADDED_TO - (end % PADDED_TO)
  const whole = Buffer.alloc(end + missing, missing)
  whole.write(random.text(RANDOM, ALPHABET.hex))
  whole.writeUInt32BE(messageEnd - HEAD, RANDOM)
  whole.write(message, HEAD)
  whole.write(appId, messageEnd)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return cipher.update(whole).toString('base64') // all of it: these are whole blocks
}
