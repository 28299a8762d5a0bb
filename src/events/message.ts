// Proves that a message comes from WeChat, and opens it. What is cheap comes first; nothing goes on after a failure.
import { hash, randomBytes } from 'node:crypto'
import { InputError } from '../errors.js'
import { describe } from '../validate.js'
import { isSame, type OpenedMessage, open, type SealingKey, seal, signatureOf } from './crypto.js'
import { readJson } from './json.js'
import type { ReceiverSettings } from './options.js'
import { type CallbackParameters, type EventQuery, readQuery } from './query.js'
import { expired, malformed, notDecrypted, notSigned, tooLarge } from './refusals.js'
import type { MessageFields } from './types.js'
import { readXml } from './xml.js'

/** A callback of WeChat, as a web framework hands it over. */
export interface EventRequest {
  /** The query, parsed. */
  readonly query: EventQuery
  /** The body: text, bytes, or what a body parser has made of it, such as `{ xml: { Encrypt: ['…'] } }`. */
  readonly body: string | Uint8Array | object
}

/** A message that WeChat sent. */
export interface VerifiedMessage {
  readonly fields: MessageFields
  /** Names the message, and says nothing of its content. */
  readonly key: string
  /** Makes the body of an answer. */
  reply(text?: string): string
}

/** Most bytes of a body. */
export const LARGEST_BODY: number = 256 * 1024

/** WeChat resends some events for a day. In clear a message can be changed, so time is short there. */
const OLDEST_MS = { encrypted: 24 * 3_600_000, plain: 300_000 }

const FURTHEST_AHEAD_MS = 300_000

/** A message is created when it is sent for the first time, at most a day before it is sent for the last. */
const FURTHEST_CREATED_MS = 25 * 3_600_000

const SECONDS = /^\d{10}$/

/**
 * Checks the question whether this address is ours, and gives the answer to it.
 *
 * @throws An {@link EventError}.
 */
export function answerToUrlCheck(settings: ReceiverSettings, query: EventQuery): string {
  const parameters = readQuery(query)
  checkAge(settings, parameters)
  if (parameters.echostr === undefined) throw malformed('the query has no echostr')
  checkPlainSignature(settings, parameters)
  return parameters.echostr
}

/**
 * Checks all that can be checked without the body, which a stranger may have made large or strange: whoever gets further
 * knows the token.
 *
 * @throws An {@link EventError}: it does not come from WeChat, or is too old.
 */
export function admit(settings: ReceiverSettings, query: EventQuery): CallbackParameters {
  const parameters = readQuery(query)
  checkAge(settings, parameters)
  const { encryptType, msgSignature } = parameters
  if (settings.encrypted) {
    if (encryptType !== 'aes') throw malformed('it is not encrypted: set the mode at WeChat to safe (安全模式)')
    if (msgSignature === undefined) throw malformed('the query has no msg_signature')
  } else if (encryptType === 'aes') throw malformed('it is encrypted, and this receiver is in plain mode')
  checkPlainSignature(settings, parameters)
  return parameters
}

/**
 * Opens the body of a message that was admitted.
 *
 * @throws An {@link EventError}: it does not come from WeChat, is too old, or cannot be read.
 */
export function openMessage(
  settings: ReceiverSettings,
  parameters: CallbackParameters,
  body: EventRequest['body'],
): VerifiedMessage {
  const text = textOf(body)
  return settings.encrypted ? openEncrypted(settings, parameters, text) : openPlain(text)
}

/** Refuses what has no body, and what is too large to be a message. */
export function checkSize(body: unknown): void {
  if (typeof body === 'object' && body !== null && !(body instanceof Uint8Array)) return // it has been read already
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) throw malformed('it has no body')
  if (Buffer.byteLength(body) > LARGEST_BODY) throw tooLarge(LARGEST_BODY)
}

function openEncrypted(settings: ReceiverSettings, parameters: CallbackParameters, body: string): VerifiedMessage {
  const { msgSignature = '', nonce, timestamp } = parameters
  const encrypt = readEnvelope(body, 'Encrypt')?.Encrypt
  if (typeof encrypt !== 'string' || encrypt === '') throw malformed('the body does not have exactly one Encrypt')
  checkSignature(msgSignature, settings.token, timestamp, nonce, encrypt)

  const { key, message, appId } = decrypt(settings, encrypt)
  const text = message.toString()
  const fields = readable(readFields(text))
  checkCreateTime(settings, fields)
  return {
    fields,
    key: hash('sha256', message),
    reply: (answer) => replyOf(answer, (content) => wrapped(settings, isJson(text), seal(key, appId, content))),
  }
}

function openPlain(body: string): VerifiedMessage {
  const fields = readable(readEnvelope(body))
  if (!hasOwnName(fields)) {
    throw malformed(`it has none of ${OWN_NAMES.join(', ')}, of which every message has one: look at the body parser`)
  }
  return { fields, key: hash('sha256', body), reply: (answer) => replyOf(answer, (content) => content) }
}

function checkAge({ clock, encrypted }: ReceiverSettings, { timestamp }: CallbackParameters): void {
  const age = clock.now() - Number(timestamp) * 1000
  if (age <= (encrypted ? OLDEST_MS.encrypted : OLDEST_MS.plain) && age >= -FURTHEST_AHEAD_MS) return
  throw expired(age > 0 ? 'it is too old' : 'it comes from the future')
}

/**
 * The time inside the encrypted content. The one in the query can be exchanged: signed is what is in it in sorted order,
 * so a nonce of 10 digits and the time may change places, and an old message is of today.
 */
function checkCreateTime({ clock }: ReceiverSettings, { CreateTime }: MessageFields): void {
  if (typeof CreateTime !== 'string' || !SECONDS.test(CreateTime)) return
  if (Math.abs(clock.now() - Number(CreateTime) * 1000) <= FURTHEST_CREATED_MS) return
  throw expired('what it tells of happened more than 25 hours from now')
}

/** The signature that covers neither the body nor the rest of the query. */
function checkPlainSignature({ token }: ReceiverSettings, { signature, timestamp, nonce }: CallbackParameters): void {
  if (signature === undefined) throw malformed('the query has no signature')
  checkSignature(signature, token, timestamp, nonce)
}

function checkSignature(signature: string, ...signed: string[]): void {
  if (!isSame(signature, signatureOf(...signed))) throw notSigned()
}

function decrypt({ keys, appIds }: ReceiverSettings, encrypt: string): OpenedMessage & { readonly key: SealingKey } {
  for (const key of keys) {
    const opened = open(key, encrypt)
    if (opened !== undefined && appIds.includes(opened.appId)) return { ...opened, key }
  }
  throw notDecrypted()
}

/** The body as text: a parsed one becomes JSON again. */
function textOf(body: unknown): string {
  const content = typeof body === 'object' && body !== null && !(body instanceof Uint8Array) ? toJson(body) : body
  checkSize(content)
  if (typeof content === 'string') return content
  const { buffer, byteOffset, byteLength } = content as Uint8Array // or checkSize would have refused it
  return Buffer.from(buffer, byteOffset, byteLength).toString()
}

function toJson(body: object): string | undefined {
  let lost = false
  const look = (_name: string, value: unknown): unknown => {
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) lost = true
    return value
  }
  let json: string | undefined
  try {
    json = JSON.stringify(body, look)
  } catch {
    return undefined
  }
  if (lost) throw malformed('a body parser made a number of digits that no number holds: let it leave values as text')
  return json
}

/**
 * Reads the outer message, also in the forms that body parsers give it: inside `xml`, and every text in a list of one.
 *
 * @param single The name of a field that may not be repeated.
 */
function readEnvelope(body: string, single?: string): MessageFields | undefined {
  const fields = readFields(body, single)
  if (fields === undefined || !isJson(body)) return withOwnNames(fields)
  const unpacked: Record<string, MessageFields[string]> = Object.create(null)
  for (const [name, value] of Object.entries(isFields(fields.xml) ? fields.xml : fields)) {
    unpacked[name] = unwrapped(value)
  }
  return withOwnNames(unpacked)
}

/** Under these names body parsers keep the text of a tag: xml-js, fast-xml-parser, xml2json, xml2js. */
const TEXTS = ['_cdata', '_text', '__cdata', '#text', '$t', '_']

/** What stands in a tag, where a body parser made a list or an object of its text. */
function unwrapped(value: MessageFields[string]): MessageFields[string] {
  if (Array.isArray(value)) return value.length === 1 ? unwrapped(value[0]) : value
  if (!isFields(value)) return value
  const [inside, ...more] = Object.entries(value).filter(([, each]) => !isNothing(each))
  if (inside === undefined) return ''
  const [name, text] = inside
  return more.length === 0 && typeof text === 'string' && TEXTS.includes(name) ? text : value
}

/** An empty text, or the attributes of a tag that has none. */
const isNothing = (value: MessageFields[string]): boolean =>
  value === '' || (isFields(value) && Object.keys(value).length === 0)

/** Of these every message has one, whatever it is. */
const OWN_NAMES = ['Encrypt', 'ToUserName', 'MsgType', 'Event', 'InfoType']

const hasOwnName = (fields: MessageFields): boolean => OWN_NAMES.some((name) => name in fields)

const isSameWord = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/**
 * Refuses a message that a body parser has put into another form: all its fields would be missing, and it would be
 * confirmed as a message that nobody wants.
 */
function withOwnNames(fields: MessageFields | undefined): MessageFields | undefined {
  if (fields === undefined || hasOwnName(fields)) return fields
  const own = OWN_NAMES.find((name) => Object.keys(fields).some((each) => isSameWord(each, name)))
  if (own === undefined) return fields
  const changed = Object.keys(fields).find((each) => isSameWord(each, own))
  const remedy = 'let the body parser leave them as they are (express-xml-bodyparser: normalizeTags: false)'
  throw malformed(`the names of its fields were changed, ${own} to ${changed}: ${remedy}`)
}

function readable(fields: MessageFields | undefined): MessageFields {
  if (fields === undefined) throw malformed('its content is neither XML nor JSON as WeChat sends it')
  return fields
}

const readFields = (text: string, single?: string): MessageFields | undefined =>
  isJson(text) ? readJson(text.trim(), single) : readXml(text.trim(), single)

const isJson = (text: string): boolean => /^\s*\{/.test(text)

const isFields = (value: MessageFields[string]): value is MessageFields =>
  typeof value === 'object' && !Array.isArray(value)

function replyOf(answer: string | undefined, wrap: (content: string) => string): string {
  if (answer === undefined) return 'success'
  if (typeof answer === 'string' && answer !== '') return wrap(answer)
  throw new InputError('reply', [{ field: 'text', expected: 'a non-empty string', received: describe(answer) }])
}

/** The form of an encrypted answer, in the language of the message. */
function wrapped({ clock, token }: ReceiverSettings, asJson: boolean, encrypt: string): string {
  const time = Math.floor(clock.now() / 1000)
  const nonce = randomBytes(8).toString('hex')
  const signature = signatureOf(token, String(time), nonce, encrypt)
  if (asJson) return JSON.stringify({ Encrypt: encrypt, MsgSignature: signature, TimeStamp: time, Nonce: nonce })
  const cdata = (name: string, value: string): string => `<${name}><![CDATA[${value}]]></${name}>`
  const fields = cdata('Encrypt', encrypt) + cdata('MsgSignature', signature) + cdata('Nonce', nonce)
  return `<xml>${fields}<TimeStamp>${time}</TimeStamp></xml>`
}
