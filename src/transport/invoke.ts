// One call from the request object to WeChat's answer. The only place that sends anything twice.
import { type Clock, elapsed, sleep } from '../clock.js'
import type { Patience } from '../credentials/credential.js'
import { type DiagnosticListener, report } from '../diagnostics.js'
import { ApiError, CredentialError, InputError, type InputProblem, TransportError, type WireFacts } from '../errors.js'
import { isObject } from '../input.js'
import { explainRefusal, REJECTED_CREDENTIAL, TRANSIENT } from './errcodes.js'
import { type Answer, AttemptFailure, attempt, type FetchLike } from './http.js'
import { decodeUtf8, parseJson } from './json.js'
import { type Payload, packForm, problemsOfFile, problemsOfJson, problemsOfQuery, toQuery } from './request-body.js'
import type { CallOptions, FileRequest, Route } from './route.js'

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
  get(patience: Patience): Promise<string>
  replace(rejected: string, errcode: number, patience: Patience): Promise<string>
  /** Told that what {@link replace} answered was refused as well. */
  rejectedAgain(value: string, errcode: number): void
}

/** Whom the client speaks for, as far as a call is concerned. */
export interface Account {
  readonly appId: string
  readonly appSecret?: string | undefined
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

/** So many fields of a request are named in one hint. */
const MOST_FINDINGS = 5

/** For who knows better than a row's check. */
const WAY_ROUND_CHECKS = 'If WeChat takes it all the same: client.call sends a request without these checks'

const API_REPLY_BYTES = 1024 * 1024

/** The name of an endpoint in errors and diagnostics. The query stays out: it holds secrets. */
export const endpointOf = ({ method, path }: Route): string => `${method} ${path.split('?')[0]}`

/**
 * Makes the function that all methods end in. Without a token holder it can serve only routes that need no token, and
 * without an account none that take AppID and AppSecret.
 */
export function createInvoke(
  wire: Wire,
  token?: TokenHolder,
  account?: Account,
): (route: Route, request: object, options?: InternalCallOptions) => Promise<Record<string, unknown>> {
  return async (route, request, options = {}) => {
    const found = route.check?.(request) ?? []
    const problems = [...found, ...problemsOfRequest(route, request, account)]
    if (problems.length > 0) {
      throw new InputError(endpointOf(route), problems, found.length > 0 ? WAY_ROUND_CHECKS : undefined)
    }
    for (const advice of route.advise?.(request) ?? []) {
      report(wire.onDiagnostic, { type: 'advice', endpoint: endpointOf(route), ...advice })
    }
    const call = new Call(wire, route, request, await outgoing(route, request, account), options)
    return await call.run(route.credential === undefined ? token : undefined)
  }
}

function problemsOfRequest(route: Route, request: object, account: Account | undefined): InputProblem[] {
  const found =
    route.part !== undefined
      ? problemsOfFile(request)
      : route.method === 'GET'
        ? problemsOfQuery(request)
        : problemsOfJson(request)
  if (route.credential !== 'secret' || account?.appSecret !== undefined) return found
  const expected = 'given to the client: this endpoint takes it instead of an access token'
  return [...found, { field: 'appSecret', expected, received: 'undefined' }]
}

/** What a request looks like on the way. */
interface Outgoing {
  readonly query: string
  readonly payload?: Payload | undefined
  readonly appSecret?: unknown
}

async function outgoing(route: Route, request: object, account: Account | undefined): Promise<Outgoing> {
  if (route.part !== undefined) return { query: '', payload: await packForm(route.part, request as FileRequest) } // checked
  if (route.method === 'GET') return { query: toQuery(request), appSecret: (request as { secret?: unknown }).secret }
  const contentType = 'application/json; charset=utf-8'
  if (route.credential !== 'secret' || account === undefined) {
    const appSecret = (request as { secret?: unknown }).secret // of a request for a token; whatever it is, if anything
    return { query: '', payload: { body: JSON.stringify(request), contentType }, appSecret }
  }
  // WeChat's pages disagree on where the two belong: sent in both places, they are right in either reading.
  const { appId, appSecret } = account
  const signed = { appid: appId, appsecret: appSecret }
  return {
    query: toQuery(signed),
    payload: { body: JSON.stringify({ ...request, ...signed }), contentType },
    appSecret,
  }
}

/** Same names as in the table of retries, and `passing` for the row's `retryOnErrcodes`. */
type FailureKind = 'not_sent' | 'unknown' | 'rejected_credential' | 'passing' | 'refused'

/** Why one attempt did not succeed, and what the table of retries makes of it. */
interface Failure {
  readonly error: ApiError | TransportError
  readonly kind: FailureKind
  readonly retryAfterMs?: number | undefined
}

class Call {
  readonly #wire: Wire
  readonly #route: Route
  readonly #request: object
  readonly #options: InternalCallOptions
  readonly #endpoint: string
  readonly #outgoing: Outgoing
  readonly #started = elapsed()
  readonly #totalTimeoutMs: number
  #attempts = 0
  /** True once an attempt of this write may have been carried out: no later answer can undo that. */
  #mayBeDone = false

  constructor(wire: Wire, route: Route, request: object, outgoing: Outgoing, options: InternalCallOptions) {
    this.#wire = wire
    this.#route = route
    this.#request = request
    this.#options = options
    this.#endpoint = endpointOf(route)
    this.#outgoing = outgoing
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
      this.#mayBeDone = this.#isInDoubt(kind)
      if (kind === 'rejected_credential' && token && value !== undefined) {
        const refusal = error as ApiError // its kind says that WeChat answered
        if (replaced) token.rejectedAgain(value, refusal.errcode)
        const other = replaced ? value : await this.#replacement(token, value, refusal)
        if (other === value) throw error
        value = other
        replaced = true
        this.#announce(0, error)
        continue
      }
      const pauseMs = this.#pauseBefore(result, retries, passes)
      if (pauseMs === undefined || pauseMs >= this.#remainingMs()) throw error
      if (kind === 'passing') passes++
      else retries++
      this.#announce(pauseMs, error)
      await sleep({ ms: pauseMs, signal, background: this.#options.background })
      value = token?.current() ?? value // it may have been renewed meanwhile
    }
  }

  /** Another token than the refused one; the same when there is no other. */
  async #replacement(token: TokenHolder, rejected: string, error: ApiError): Promise<string> {
    try {
      return await token.replace(rejected, error.errcode, this.#patience())
    } catch (failure) {
      // It would say that nothing was sent, and an attempt before this one may have been carried out.
      if (this.#mayBeDone && failure instanceof CredentialError) throw error
      throw failure
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
    const { payload, query: ownQuery, appSecret } = this.#outgoing
    const query = [tokenQuery, ownQuery].filter((part) => part !== '').join('&')
    try {
      const answer = await attempt({
        url: baseUrl + path + (query === '' ? '' : (path.includes('?') ? '&' : '?') + query),
        method,
        ...payload,
        timeoutMs: Math.min(attemptTimeoutMs, this.#remainingMs()),
        maxBytes: maxBytes ?? API_REPLY_BYTES,
        signal: this.#options.signal,
        background: this.#options.background,
        fetch,
      })
      const result = this.#judge(answer, [token, appSecret])
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
  #judge(
    { status, retryAfter, bytes }: Answer,
    secrets: readonly unknown[],
  ): { reply: Record<string, unknown> } | Failure {
    let reply: unknown
    try {
      reply = parseJson(decodeUtf8(bytes))
    } catch {
      reply = undefined // the parser's error quotes the text
    }
    const errcode = isObject(reply) ? toErrcode(reply.errcode) : undefined
    const retryAfterMs = status > 299 ? toMilliseconds(retryAfter, this.#wire.clock.now()) : undefined
    if (isObject(reply) && errcode !== undefined && errcode !== 0) {
      const errmsg = typeof reply.errmsg === 'string' ? reply.errmsg : ''
      return this.#refused(errcode, withoutSecrets(errmsg, secrets), retryAfterMs)
    }
    if (status >= 200 && status <= 299) {
      if (isObject(reply) && errcode === 0) return { reply }
      const what = bytes.length === 0 ? 'an empty body' : 'a body that is not what WeChat sends'
      return { kind: 'unknown', error: this.#transportError('unknown', 'ERR_RESPONSE', `answered ${what}`, { status }) }
    }
    const kind = status >= 300 && status <= 499 ? 'refused' : 'unknown' // 0 is what an opaque answer has
    const redirect = kind === 'refused' && status < 400
    const message = `answered HTTP ${status}${redirect ? ', a redirect, which is never followed' : ''}`
    return {
      kind,
      retryAfterMs,
      error: this.#transportError(kind, 'ERR_HTTP_STATUS', message, { status, retryAfterMs }),
    }
  }

  #refused(errcode: number, errmsg: string, retryAfterMs: number | undefined): Failure {
    const refusal = explainRefusal(this.#endpoint, errcode, errmsg, this.#route.hints)
    const kind = this.#kindOf(errcode)
    const found = this.#diagnosis(errcode)
    const { hint, hintZh } = this.#settling(kind)
    const advised = {
      ...refusal,
      hint: `${refusal.hint}${found.hint} ${hint}`.trimEnd(),
      hintZh: refusal.hintZh + found.hintZh + hintZh,
    }
    return { kind, retryAfterMs, error: new ApiError(advised, { ...this.#facts(kind), retryAfterMs }) }
  }

  /** Which fields of the request WeChat probably means. */
  #diagnosis(errcode: number): { hint: string; hintZh: string } {
    const found = this.#route.diagnose?.(errcode, this.#request) ?? []
    if (found.length === 0) return { hint: '', hintZh: '' }
    const named = found.slice(0, MOST_FINDINGS)
    const more = found.length - named.length
    return {
      hint: ` In this request: ${named.map(({ en }) => en).join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
      hintZh: `本次请求中：${named.map(({ zh }) => zh).join('；')}${more > 0 ? `；另有 ${more} 处` : ''}。`,
    }
  }

  #kindOf(errcode: number): FailureKind {
    if (TRANSIENT.has(errcode)) return 'unknown'
    if (REJECTED_CREDENTIAL.has(errcode) && this.#route.credential === undefined) return 'rejected_credential'
    return this.#route.retryOnErrcodes?.includes(errcode) ? 'passing' : 'refused'
  }

  #facts(kind: FailureKind): WireFacts {
    const inDoubt = this.#isInDoubt(kind)
    return {
      endpoint: this.#endpoint,
      outcome: inDoubt || kind === 'unknown' ? 'unknown' : kind === 'not_sent' ? 'not_sent' : 'rejected',
      retryable: !inDoubt && kind !== 'refused',
      attempts: this.#attempts,
      elapsedMs: elapsed() - this.#started,
    }
  }

  /** Whether this is a write that may have been carried out, by this attempt or by one before it. */
  #isInDoubt(kind: FailureKind): boolean {
    return this.#mayBeDone || (kind === 'unknown' && this.#route.effect === 'write')
  }

  #transportError(
    kind: FailureKind,
    code: TransportError['code'],
    what: string,
    details: {
      readonly status?: number | undefined
      readonly causeCode?: string | undefined
      readonly retryAfterMs?: number | undefined
    },
  ): TransportError {
    const message = `${this.#endpoint}: ${what}. ${this.#settling(kind).hint}`
    return new TransportError(code, message.trimEnd().replace(/\.$/, ''), { ...this.#facts(kind), ...details })
  }

  /** What to do about a write of unknown outcome. */
  #settling(kind: FailureKind): { hint: string; hintZh: string } {
    const { verifyWith } = this.#route
    if (!this.#isInDoubt(kind)) return { hint: '', hintZh: '' }
    return {
      hint: `It may have been carried out: ${verifyWith ? `ask with ${verifyWith}` : 'find out'} before sending it again.`,
      hintZh: `该操作可能已经执行：请先${verifyWith ? `用 ${verifyWith} ` : ''}查询结果，再决定是否重发。`,
    }
  }

  #remainingMs(): number {
    return this.#totalTimeoutMs - (elapsed() - this.#started)
  }

  #patience(): Patience {
    const { signal, background } = this.#options
    return { signal, timeoutMs: this.#remainingMs(), background }
  }

  #announce(delayMs: number, { code: reason }: Failure['error']): void {
    this.#report({ type: 'retry', endpoint: this.#endpoint, attempt: this.#attempts + 1, delayMs, reason })
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
  if (/^\d+$/.test(retryAfter)) return Math.min(Number(retryAfter) * 1000, Number.MAX_SAFE_INTEGER)
  const at = /GMT$/.test(retryAfter) ? Date.parse(retryAfter) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.max(at - now, 0)
}

/** Takes out of WeChat's text what was sent to it, should a gateway on the way ever repeat that. */
const withoutSecrets = (errmsg: string, secrets: readonly unknown[]): string =>
  secrets
    .filter((secret) => typeof secret === 'string')
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      inBase64(secret, 'base64'),
      inBase64(secret, 'base64url'),
    ])
    .reduce((text, secret) => text.replaceAll(secret, '***'), errmsg)

/** Shorter text is no secret of WeChat's, and words of the message would be lost with it. */
const SHORTEST_SECRET = 8

const inBase64 = (secret: string, alphabet: 'base64' | 'base64url'): string =>
  Buffer.from(secret).toString(alphabet).replace(/=+$/, '')
