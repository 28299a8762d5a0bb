// One call from the request object to WeChat's answer. The only place that sends anything twice.
import { type Clock, elapsed, sleep } from '../clock.js'
import { type DiagnosticListener, report } from '../diagnostics.js'
import { ApiError, type Refusal, TransportError, type WireFacts } from '../errors.js'
import { isObject, refuse } from '../input.js'
import { explainRefusal, REJECTED_CREDENTIAL, TRANSIENT } from './errcodes.js'
import { type Answer, AttemptFailure, attempt, type FetchLike } from './http.js'
import { decodeUtf8, parseJson } from './json.js'
import { problemsOfJson, problemsOfQuery, toQuery } from './request-body.js'
import type { CallOptions, Route } from './route.js'

/** Where calls go and how patient they are. */
export interface Wire {
  /** Origin without a slash at the end. */
  readonly baseUrl: string
  readonly fetch?: FetchLike | undefined
  readonly attemptTimeoutMs: number
  readonly totalTimeoutMs: number
  /** Attempts beyond the first. */
  readonly maxRetries: number
  readonly clock: Clock
  readonly onDiagnostic?: DiagnosticListener | undefined
}

/** The access token, as far as a call is concerned. */
export interface TokenHolder {
  current(): string | undefined
  get(patience: { signal?: AbortSignal | undefined; timeoutMs: number }): Promise<string>
  replace(
    rejected: string,
    errcode: number,
    patience: { signal?: AbortSignal | undefined; timeoutMs: number },
  ): Promise<string>
}

/** What only the SDK itself may ask for. */
export interface InternalCallOptions extends CallOptions {
  /** Nobody waits for this call directly: its timers do not keep the process alive. */
  readonly background?: boolean | undefined
}

const BACK_OFF_MS = { first: 200, most: 2000 }
const LONGEST_HONOURED_RETRY_AFTER_MS = 5000

/** Pauses before a call is repeated that WeChat refuses at first and accepts a moment later. */
const PASSING_PAUSES_MS = [500, 1000]

const API_REPLY_BYTES = 1024 * 1024

/** The name of an endpoint in errors and diagnostics. The query stays out: it holds secrets. */
export const endpointOf = ({ method, path }: Route): string => `${method} ${path.split('?')[0]}`

/** Makes the function that all methods end in. Without a token holder it can serve only routes that need no token. */
export function createInvoke(
  wire: Wire,
  token?: TokenHolder,
): (route: Route, request: object, options?: InternalCallOptions) => Promise<Record<string, unknown>> {
  return async (route, request, options = {}) => {
    const problems = route.method === 'GET' ? problemsOfQuery(request) : problemsOfJson(request)
    refuse(endpointOf(route), [...(route.check?.(request) ?? []), ...problems])
    const call = new Call(wire, route, request, options)
    return await call.run(route.credential === 'none' ? undefined : token)
  }
}

/** Why one attempt did not succeed, and what the table of retries makes of it. */
interface Failure {
  readonly error: ApiError | TransportError
  /** Same names as in the table of retries, and `passing` for codes that pass by themselves. */
  readonly kind: 'not_sent' | 'unknown' | 'rejected_credential' | 'passing' | 'refused'
  readonly retryAfterMs?: number | undefined
}

class Call {
  readonly #wire: Wire
  readonly #route: Route
  readonly #options: InternalCallOptions
  readonly #endpoint: string
  readonly #query: string
  readonly #body: string | undefined
  readonly #started = elapsed()
  readonly #totalTimeoutMs: number
  #attempts = 0

  constructor(wire: Wire, route: Route, request: object, options: InternalCallOptions) {
    this.#wire = wire
    this.#route = route
    this.#options = options
    this.#endpoint = endpointOf(route)
    this.#query = route.method === 'GET' ? toQuery(request) : ''
    this.#body = route.method === 'GET' ? undefined : JSON.stringify(request)
    this.#totalTimeoutMs = options.totalTimeoutMs ?? wire.totalTimeoutMs
  }

  async run(token: TokenHolder | undefined): Promise<Record<string, unknown>> {
    const { signal } = this.#options
    signal?.throwIfAborted()
    let value = token && (token.current() ?? (await token.get(this.#patience())))
    let replaced = false
    let retries = 0
    let passes = 0
    for (;;) {
      if (this.#remainingMs() <= 0) {
        throw this.#transportError('not_sent', 'ERR_TIMEOUT', 'the time was over before it could be sent', {})
      }
      const result = await this.#attempt(value)
      if (!('error' in result)) return result.reply
      const { kind, error } = result
      if (kind === 'rejected_credential' && token && value !== undefined && !replaced) {
        const other = await token.replace(value, (error as ApiError).errcode, this.#patience())
        if (other === value) throw error
        value = other
        replaced = true
        continue
      }
      const pauseMs = this.#pauseBefore(result, retries, passes)
      if (pauseMs === undefined || pauseMs >= this.#remainingMs()) throw error
      if (kind === 'passing') passes++
      else retries++
      const next = this.#attempts + 1
      this.#report({ type: 'retry', endpoint: this.#endpoint, attempt: next, delayMs: pauseMs, reason: error.code })
      await sleep({ ms: pauseMs, signal, background: this.#options.background })
      value = token?.current() ?? value // it may have been renewed meanwhile
    }
  }

  /** The table of retries. `undefined`: do not send again. */
  #pauseBefore({ kind, retryAfterMs }: Failure, retries: number, passes: number): number | undefined {
    const { retry } = this.#options
    if (retry === false) return undefined
    if (kind === 'passing') return PASSING_PAUSES_MS[passes]
    const mayRepeat = kind === 'not_sent' || (kind === 'unknown' && (this.#route.effect === 'read' || retry === true))
    if (!mayRepeat || retries >= this.#wire.maxRetries) return undefined
    if (retryAfterMs !== undefined && this.#route.effect === 'read') {
      return retryAfterMs <= LONGEST_HONOURED_RETRY_AFTER_MS ? retryAfterMs : undefined
    }
    return Math.random() * Math.min(BACK_OFF_MS.first * 2 ** retries, BACK_OFF_MS.most)
  }

  async #attempt(token: string | undefined): Promise<{ reply: Record<string, unknown> } | Failure> {
    const { baseUrl, attemptTimeoutMs, fetch } = this.#wire
    const { method, path, maxBytes } = this.#route
    const started = elapsed()
    this.#attempts++
    const number = this.#attempts
    this.#report({ type: 'request', endpoint: this.#endpoint, attempt: number })
    const tokenQuery = token === undefined ? '' : toQuery({ access_token: token })
    const query = [tokenQuery, this.#query].filter((part) => part !== '').join('&')
    try {
      const answer = await attempt({
        url: baseUrl + path + (query === '' ? '' : (path.includes('?') ? '&' : '?') + query),
        method,
        ...(this.#body === undefined ? {} : { body: this.#body, contentType: 'application/json; charset=utf-8' }),
        timeoutMs: Math.min(attemptTimeoutMs, this.#remainingMs()),
        maxBytes: maxBytes ?? API_REPLY_BYTES,
        signal: this.#options.signal,
        background: this.#options.background,
        fetch,
      })
      const result = this.#judge(answer)
      const refusal = 'error' in result && result.error instanceof ApiError ? result.error : undefined
      this.#report({
        type: 'response',
        endpoint: this.#endpoint,
        attempt: number,
        status: answer.status,
        ...(refusal ? { errcode: refusal.errcode, rid: refusal.rid } : {}),
        ...('error' in result && !refusal ? { error: result.error.code } : {}),
        elapsedMs: elapsed() - started,
      })
      return result
    } catch (error) {
      const failure = error instanceof AttemptFailure ? error : undefined
      this.#report({
        type: 'response',
        endpoint: this.#endpoint,
        attempt: number,
        ...(failure?.status === undefined ? {} : { status: failure.status }),
        error: failure?.code ?? 'aborted',
        elapsedMs: elapsed() - started,
      })
      if (failure === undefined) throw error // the caller's own abort
      const kind = failure.notSent ? 'not_sent' : 'unknown'
      return { kind, error: this.#transportError(kind, failure.code, failure.message, failure) }
    }
  }

  /** Reads an answer: success, refusal, or nothing usable. */
  #judge({ status, retryAfter, bytes }: Answer): { reply: Record<string, unknown> } | Failure {
    let reply: unknown
    try {
      reply = parseJson(decodeUtf8(bytes))
    } catch {
      reply = undefined // the parser's error quotes the text
    }
    const errcode = isObject(reply) ? toErrcode(reply.errcode) : undefined
    if (isObject(reply) && errcode !== undefined && errcode !== 0) {
      return this.#refused(errcode, typeof reply.errmsg === 'string' ? reply.errmsg : '')
    }
    if (status >= 200 && status <= 299) {
      if (isObject(reply) && errcode === 0) return { reply }
      const what = bytes.length === 0 ? 'an empty body' : 'a body that is not what WeChat sends'
      return { kind: 'unknown', error: this.#transportError('unknown', 'ERR_RESPONSE', `answered ${what}`, { status }) }
    }
    const kind = status >= 500 ? 'unknown' : 'refused'
    const retryAfterMs = kind === 'unknown' ? toMilliseconds(retryAfter, this.#wire.clock.now()) : undefined
    const message = `answered HTTP ${status}${status < 400 ? ', a redirect, which is never followed' : ''}`
    return {
      kind,
      retryAfterMs,
      error: this.#transportError(kind, 'ERR_HTTP_STATUS', message, { status, retryAfterMs }),
    }
  }

  #refused(errcode: number, errmsg: string): Failure {
    const refusal = explainRefusal(this.#endpoint, errcode, errmsg, this.#route.hints)
    if (TRANSIENT.has(errcode)) {
      const { hint, hintZh } = this.#settling()
      const advised = { ...refusal, hint: `${refusal.hint} ${hint}`.trimEnd(), hintZh: refusal.hintZh + hintZh }
      return { kind: 'unknown', error: new ApiError(advised, this.#facts('unknown')) }
    }
    const tokenRefused = REJECTED_CREDENTIAL.has(errcode) && this.#route.credential !== 'none'
    const passing = this.#route.passing?.includes(errcode) ?? false
    const facts = { ...this.#facts('refused'), retryable: tokenRefused || passing }
    const error = new ApiError(tokenRefused ? withSharingHint(refusal) : refusal, facts)
    return { kind: tokenRefused ? 'rejected_credential' : passing ? 'passing' : 'refused', error }
  }

  #facts(kind: 'not_sent' | 'unknown' | 'refused'): WireFacts {
    return {
      endpoint: this.#endpoint,
      outcome: kind === 'refused' ? 'rejected' : kind,
      retryable: kind === 'not_sent' || (kind === 'unknown' && this.#route.effect === 'read'),
      attempts: this.#attempts,
      elapsedMs: elapsed() - this.#started,
    }
  }

  #transportError(
    kind: 'not_sent' | 'unknown' | 'refused',
    code: TransportError['code'],
    what: string,
    details: {
      readonly status?: number | undefined
      readonly causeCode?: string | undefined
      readonly retryAfterMs?: number | undefined
    },
  ): TransportError {
    const message = `${this.#endpoint}: ${what}${kind === 'unknown' ? `. ${this.#settling().hint}`.trimEnd() : ''}`
    return new TransportError(code, message.replace(/\.$/, ''), { ...this.#facts(kind), ...details })
  }

  /** What to do about a write of unknown outcome. */
  #settling(): { hint: string; hintZh: string } {
    const { effect, settledBy } = this.#route
    if (effect === 'read') return { hint: '', hintZh: '' }
    return {
      hint: `It may have been carried out: ${settledBy ? `ask with ${settledBy}` : 'find out'} before sending it again.`,
      hintZh: `该操作可能已经执行：请先${settledBy ? `用 ${settledBy} ` : ''}查询结果，再决定是否重发。`,
    }
  }

  #remainingMs(): number {
    return this.#totalTimeoutMs - (elapsed() - this.#started)
  }

  #patience(): { signal?: AbortSignal | undefined; timeoutMs: number } {
    return { signal: this.#options.signal, timeoutMs: this.#remainingMs() }
  }

  #report(diagnostic: Parameters<DiagnosticListener>[0]): void {
    report(this.#wire.onDiagnostic, diagnostic)
  }
}

/** Success is 0, "0" or no code at all. Anything that is not a code is no answer of WeChat's. */
function toErrcode(value: unknown): number | undefined {
  if (value === undefined) return 0
  const number = typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value
  return Number.isInteger(number) ? (number as number) : undefined
}

/** Reads `Retry-After`, in seconds or as a date; `undefined` when it is neither. */
function toMilliseconds(retryAfter: string | null, now: number): number | undefined {
  if (retryAfter === null) return undefined
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1000
  const at = /GMT$/.test(retryAfter) ? Date.parse(retryAfter) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.max(at - now, 0)
}

/** Said when a renewed token is refused as well, or renewing brings the same one. */
const withSharingHint = (refusal: Refusal): Refusal => ({
  ...refusal,
  hint: `${refusal.hint} If this goes on, another service probably uses the same AppID and ends this one's tokens: let all of them take the token from one place.`,
  hintZh: `${refusal.hintZh}如果反复出现，多半有其他服务在用同一个 AppID 并使这里的 token 失效：请让所有服务从同一处获取 access_token。`,
})
