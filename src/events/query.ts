// Reads the query of a callback. Everything in it comes from the network, so every value has one exact shape.
import { malformed } from './refusals.js'

/**
 * The query of a callback, parsed: `URLSearchParams`, or what a framework makes of it. Text that a framework leaves
 * unparsed becomes one with `new URLSearchParams(text)`.
 */
export type EventQuery = URLSearchParams | Readonly<Record<string, unknown>>

/** What WeChat sends in the query. */
export interface CallbackParameters {
  readonly timestamp: string
  readonly nonce: string
  readonly signature: string | undefined
  readonly msgSignature: string | undefined
  readonly encryptType: string | undefined
  readonly echostr: string | undefined
}

const SHA1 = /^[0-9a-f]{40}$/
const TIMESTAMP = /^\d{10}$/
const NONCE = /^[A-Za-z0-9_-]{1,64}$/
const ENCRYPT_TYPE = /^(?:aes|raw)$/
/** Answered as it came, and not signed: nothing that could be markup. */
const ECHOSTR = /^[\w+/=.~-]{1,256}$/

/**
 * Reads all parameters, other ones aside.
 *
 * @throws An {@link EventError}: one is repeated, not a string, or of another shape; or the time or the nonce is missing.
 */
export function readQuery(query: EventQuery): CallbackParameters {
  const timestamp = parameter(query, 'timestamp', TIMESTAMP)
  const nonce = parameter(query, 'nonce', NONCE)
  if (timestamp === undefined || nonce === undefined) {
    throw malformed('the query has no timestamp or no nonce')
  }
  return {
    timestamp,
    nonce,
    signature: parameter(query, 'signature', SHA1),
    msgSignature: parameter(query, 'msg_signature', SHA1),
    encryptType: parameter(query, 'encrypt_type', ENCRYPT_TYPE),
    echostr: parameter(query, 'echostr', ECHOSTR),
  }
}

function parameter(query: EventQuery, name: string, shape: RegExp): string | undefined {
  const value = query instanceof URLSearchParams ? single(query.getAll(name)) : own(query, name)
  if (value === undefined) return undefined
  if (typeof value === 'string' && shape.test(value)) return value
  throw malformed(`the parameter ${name} of the query is not as WeChat sends it`)
}

const single = (values: readonly string[]): unknown => (values.length > 1 ? values : values[0])

const own = (query: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(query, name) ? query[name] : undefined
