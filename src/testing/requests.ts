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

/** The newest requests, the oldest of them first, with counts of all there ever were. */
export class ArrivedRequests extends Array<ArrivedRequest> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  readonly #counts = new Map<string, number>()

  /** How many requests ever arrived, or how many at one path. */
  count(path?: string): number {
    if (path !== undefined) return this.#counts.get(path) ?? 0
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0)
  }

  /** How many arrived at each path. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts)
  }

  /** Forgets them all, counts included. */
  clear(): void {
    this.length = 0
    this.#counts.clear()
  }

  /** Notes one, and forgets the oldest when there are more than `most`. */
  note(request: ArrivedRequest, most: number): void {
    this.#counts.set(request.path, (this.#counts.get(request.path) ?? 0) + 1)
    this.push(request)
    // In large steps: moving the rest for every request would take longer than the request.
    if (this.length > most + Math.max(most, 16)) this.splice(0, this.length - most)
  }
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
