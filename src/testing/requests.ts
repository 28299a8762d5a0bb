// What arrived at the simulator.

/** One request that arrived. Tokens and secrets in it are replaced by `***`. */
export interface ArrivedRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** A JSON body as it was read; anything else as text; `undefined` for none. */
  readonly body: unknown
  /** What was answered; 0 for success, `undefined` when a fault kept an answer back. */
  readonly errcode: number | undefined
  /** The simulated time, in epoch milliseconds. */
  readonly at: number
}

const SECRETS = ['access_token', 'secret', 'appsecret']

/** Replaces what is secret by `***`, on the first level. */
export const withoutSecrets = (members: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [name, SECRETS.includes(name) ? '***' : value]))

/** Reads a body for the log. */
export function bodyForLog(body: Uint8Array, contentType: string): unknown {
  if (body.length === 0) return undefined
  if (contentType.startsWith('multipart/')) return `a form of ${body.length} bytes`
  const text = new TextDecoder().decode(body)
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? withoutSecrets(value as Record<string, unknown>)
      : value
  } catch {
    return text
  }
}
