// What arrived at the simulator.
import { isTooDeep } from './json-body.js'

/** One request that arrived. Tokens, tickets and secrets in it are replaced by `***`. */
export interface ArrivedRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** A JSON body as it was read; anything else as text; `undefined` for none. */
  readonly body: unknown
  /** What was answered; 0 for success, `undefined` when a fault kept an answer back or the simulator itself failed. */
  readonly errcode: number | undefined
  /** Why it was refused, as WeChat never says it: which field, what it is, what the limit is. */
  readonly reason?: string | undefined
  /** The simulated time, in epoch milliseconds. */
  readonly at: number
}

const SECRETS: ReadonlySet<string> = new Set([
  'access_token',
  'secret',
  'appsecret',
  'ticket',
  'component_access_token',
  'component_appsecret',
  'component_verify_ticket',
])

/** A body of more bytes is not kept. */
const MOST_BYTES = 256 * 1024

/** Replaces what is secret by `***` in place, on every level. Must not be too deep. */
export function hideSecrets<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  for (const [name, member] of Object.entries(value)) {
    if (SECRETS.has(name) && !Array.isArray(value))
      (value as Record<string, unknown>)[name] = '***' // read for the log
    else hideSecrets(member)
  }
  return value
}

const decoder = new TextDecoder()

/** Reads a body for the log. */
export function bodyForLog(body: Uint8Array, contentType: string): unknown {
  if (body.length === 0) return undefined
  if (contentType.startsWith('multipart/')) return `a form of ${body.length} bytes`
  if (body.length > MOST_BYTES) return `a body of ${body.length} bytes`
  const text = decoder.decode(body)
  try {
    const value: unknown = JSON.parse(text)
    return isTooDeep(value) ? `a body of ${body.length} bytes, nested too deep` : hideSecrets(value)
  } catch {
    return text.replace(SECRET_TEXT, '$1***')
  }
}

/** What is no JSON may be a form, or JSON that was cut off. */
const SECRET_TEXT = new RegExp(`\\b((?:${[...SECRETS].join('|')})(?:=|"\\s*:\\s*"))[^&"\\s]*`, 'g')
