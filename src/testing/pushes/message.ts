// An event as it travels to the merchant: XML, signed, and encrypted where the account is set up so. Written from WeChat's
// description, and sharing nothing with the code that receives events.
import { createCipheriv, createHash } from 'node:crypto'
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
export function toMessage(world: SimulatedAccount, event: HappenedEvent, settings: CallbackSettings): PushMessage {
  const members = { ToUserName: originalIdOf(world), ...withEnvelope(event) }
  const clear = settings.format === 'xml' ? toXml(members) : JSON.stringify(members)
  const openid = members.FromUserName
  if (settings.mode === 'plain' || settings.encodingAESKey === undefined) {
    return toPush(world, settings, clear, [['openid', openid]])
  }
  const encrypted = encrypt(clear, settings.encodingAESKey, world.settings.appId, world.pushChance)
  const around = settings.mode === 'compatible' ? members : { ToUserName: members.ToUserName }
  const body =
    settings.format === 'xml'
      ? toXml({ ...around, Encrypt: encrypted })
      : JSON.stringify({ ...around, Encrypt: encrypted })
  return toPush(
    world,
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
export function toUrlCheck(world: SimulatedAccount, { token }: CallbackSettings, echostr: string): string {
  return queryOf([...signedQuery(world, token), ['echostr', echostr]])
}

function toPush(
  world: SimulatedAccount,
  { token, format }: CallbackSettings,
  body: string,
  more: readonly (readonly [string, string])[],
  encrypted?: string,
): PushMessage {
  const query = [...signedQuery(world, token), ...more]
  if (encrypted !== undefined) {
    const [timestamp, nonce] = ['timestamp', 'nonce'].map((name) => query.find(([key]) => key === name)?.[1] ?? '')
    query.push(['msg_signature', sha1OfSorted([token, timestamp as string, nonce as string, encrypted])])
  }
  return { query: queryOf(query), body, contentType: format === 'xml' ? 'text/xml' : 'application/json' }
}

function signedQuery(world: SimulatedAccount, token: string): (readonly [string, string])[] {
  const timestamp = String(world.seconds())
  const nonce = world.pushChance.text(10, ALPHABET.digits)
  return [
    ['signature', sha1OfSorted([token, timestamp, nonce])],
    ['timestamp', timestamp],
    ['nonce', nonce],
  ]
}

const queryOf = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')

/** The account's original id: `gh_` and twelve hex digits. */
export const originalIdOf = ({ settings }: SimulatedAccount): string =>
  `gh_${createHash('sha1').update(settings.appId).digest('hex').slice(0, 12)}`

/** The sender of what the platform itself reports. */
const SYSTEM = 'oSYSTEM0000000000000000000aa'

/** The five members of every event first, in WeChat's order; members of its kind after them. */
function withEnvelope({ FromUserName = SYSTEM, CreateTime, Event, ...members }: HappenedEvent) {
  return { FromUserName, CreateTime, MsgType: 'event', Event, ...members }
}

/** Texts in CDATA, numbers bare. */
function toXml(members: Readonly<Record<string, string | number | undefined>>): string {
  const elements = Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${typeof value === 'number' ? value : cdata(String(value))}</${name}>`)
  return `<xml>${elements.join('\n')}\n</xml>`
}

const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

/** Blocks of the padding, which is twice the cipher's. */
const PADDED_TO = 32

/** 16 random characters, the length in four bytes, the message, the AppID; padded, AES-256-CBC, base64. */
function encrypt(message: string, encodingAESKey: string, appId: string, chance: SeededRandom): string {
  const key = Buffer.from(`${encodingAESKey}=`, 'base64')
  const content = Buffer.from(message)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const whole = Buffer.concat([Buffer.from(chance.text(16, ALPHABET.hex)), length, content, Buffer.from(appId)])
  const missing = PADDED_TO - (whole.length % PADDED_TO)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(whole), cipher.update(Buffer.alloc(missing, missing)), cipher.final()]).toString(
    'base64',
  )
}
