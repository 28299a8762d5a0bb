// One call from the request object to WeChat's answer. The only place that sends anything twice.
import { type Clock, monotonicNow, sleep, type WaitOptions } from '../clock.js'
import { type DiagnosticListener, report } from '../diagnostics.js'
import { REJECTED_CREDENTIAL, TRANSIENT } from '../errcodes/decisive.js'
import { explainRefusal } from '../errcodes/explain.js'
import { ApiError, CredentialError, InputError, type InputProblem, TransportError, type WireFacts } from '../errors.js'
import { describe, isObject } from '../validate.js'
import { problemsOfCallOptions } from './call-options.js'
import { defaultSender } from './default-sender.js'
import { type FetchLike, senderBehind } from './fetch-like.js'
import {
  type Address,
  AttemptFailure,
  addressOf,
  type EncodedRequest,
  type HttpResponse,
  type HttpSender,
  type SendOptions,
} from './http.js'
import { decodeUtf8, parseJson } from './json.js'
import { type Payload, packForm, problemsOfFile, problemsOfJson, problemsOfQuery, toQuery } from './request-body.js'
import type { CallOptions, EndpointMethod, FileRequest, MakeMethod, Route } from './route.js'
import { Spelling } from './spelling.js'
import { webSender } from './web-fetch.js'

/** Where calls go, for whom, and how patient they are. */
export interface TransportSettings {
  /** Origin, and perhaps a path, without a slash at the end. */
  readonly baseUrl: string
  readonly fetch?: FetchLike | undefined
  readonly attemptTimeoutMs: number
  readonly totalTimeoutMs: number
  /** Attempts beyond the first. */
  readonly maxRetries: number
  readonly clock: Clock
  readonly onDiagnostic?: DiagnosticListener | undefined
  /** For the endpoints that take AppID and AppSecret instead of a token. */
  readonly appId?: string | undefined
  readonly appSecret?: string | undefined
}

/** The access token, as far as a call is concerned. */
export interface TokenHolder {
  current(): string | undefined
  get(wait: WaitOptions): Promise<string>
  replace(rejected: string, errcode: number, wait: WaitOptions): Promise<string>
  /** Told that what {@link replace} answered was refused as well. */
  rejectedAgain(value: string, errcode: number): void
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
 * Makes the maker of all methods that send something. Without a token holder it can serve only routes that need no
 * token, and without AppID and AppSecret none that take these.
 *
 * @param background Nobody waits for its calls directly: they do not keep the process alive.
 */
export function createInvoke(settings: TransportSettings, token?: TokenHolder, background?: boolean): MakeMethod {
  const line: Line = {
    settings,
    address: addressOf(settings.baseUrl),
    sender: settings.fetch && (senderBehind(settings.fetch) ?? webSender(settings.fetch)),
    token,
    tokenQuery: new TokenQuery(),
    background,
  }
  return (route, name) => makeMethod(new Endpoint(line, route, name))
}

/** What all calls of a client share. */
interface Line {
  readonly settings: TransportSettings
  readonly address: Address
  /** `undefined`: the default, chosen for each request. */
  readonly sender: HttpSender | undefined
  readonly token: TokenHolder | undefined
  readonly tokenQuery: TokenQuery
  readonly background: boolean | undefined
}

/** The token as it stands in addresses, kept for as long as it is the same. */
class TokenQuery {
  #token: string | undefined
  #query = ''

  of(token: string): string {
    if (token !== this.#token) {
      this.#query = toQuery({ access_token: token })
      this.#token = token
    }
    return this.#query
  }
}

/** Makes the one function between a caller and a sender. It carries the method's name, which stack traces show. */
function makeMethod(endpoint: Endpoint): EndpointMethod {
  const { line, route } = endpoint
  const token = route.credential === undefined ? line.token : undefined
  const method: EndpointMethod = async (request = {}, options) => {
    endpoint.throwIfInvalid(request, options)
    endpoint.reportAdvice(request)
    const call = new Call(endpoint, request, options)
    if (route.part !== undefined) await call.packFile(route.part)
    options?.signal?.throwIfAborted()
    let value = token && (token.current() ?? (await token.get(call.waitOptions())))
    for (;;) {
      call.begin()
      let result: Record<string, unknown> | Failure
      try {
        const sender = line.sender ?? defaultSender()
        result = call.judge(await sender.sendOnce(call.encode(value), call.sendOptions()))
      } catch (error) {
        result = call.failed(error)
      }
      if (!(result instanceof Failure)) return result
      if (result.kind === 'rejected_credential' && token && value !== undefined) {
        value = await call.replaceToken(token, value, result)
      } else {
        await call.pauseAfter(result)
        value = token?.current() ?? value // it may have been renewed meanwhile
      }
    }
  }
  return Object.defineProperty(method, 'name', { value: endpoint.name })
}

const JSON_TYPE = 'application/json; charset=utf-8'

/** An endpoint, with all that is the same for each of its calls. */
class Endpoint {
  readonly line: Line
  readonly route: Route
  /** Of the method, or of the endpoint where it belongs to none. */
  readonly name: string
  /** As errors and diagnostics name it. */
  readonly label: string
  readonly maxBytes: number
  /** The path, to which a query can be added. */
  readonly #pathAnd: string
  #spelling: Spelling | undefined
  /** AppID and AppSecret, for an endpoint that takes these. */
  readonly #account: Readonly<Record<string, unknown>> | undefined

  constructor(line: Line, route: Route, name: string | undefined) {
    const { appId, appSecret } = line.settings
    this.line = line
    this.route = route
    this.label = endpointOf(route)
    this.name = name ?? this.label
    this.maxBytes = route.maxBytes ?? API_REPLY_BYTES
    this.#pathAnd = route.path + (route.path.includes('?') ? '&' : '?')
    this.#account = route.credential === 'secret' ? { appid: appId, appsecret: appSecret } : undefined
  }

  /** Throws one {@link InputError} with all that is wrong. */
  throwIfInvalid(request: unknown, options: CallOptions | undefined): void {
    const { label, name } = this
    // Those of the SDK's own requests are right, and finer than a caller's may be.
    const isTrusted = options === undefined || this.line.background === true
    const optionProblems = isTrusted ? NO_PROBLEMS : problemsOfCallOptions(options)
    const problems = isObject(request) ? this.validate(request) : [notAnObject(request)]
    const found = isObject(request) ? this.checkRow(request, problems) : NO_PROBLEMS
    if (found.length + problems.length + optionProblems.length === 0) return
    const subject = name === label ? label : `${name} (${label})`
    const all = [...found, ...problems, ...optionProblems]
    throw new InputError(subject, all, found.length > 0 ? WAY_ROUND_CHECKS : undefined)
  }

  /** What the row knows better than JSON does. Names are looked at where nothing else is wrong with the data. */
  checkRow(request: object, problems: readonly InputProblem[]): readonly InputProblem[] {
    const { route } = this
    const found = route.check?.(request) ?? NO_PROBLEMS
    if (problems.length > 0 || route.part !== undefined) return found
    this.#spelling ??= new Spelling(route)
    const misspelt = this.#spelling.validate(request)
    return misspelt.length === 0 ? found : [...found, ...misspelt]
  }

  /** Tells what WeChat's pages advise against, if somebody listens. */
  reportAdvice(request: object): void {
    const { label, line, route } = this
    const listener = line.settings.onDiagnostic
    if (listener === undefined || route.advise === undefined) return
    for (const advice of route.advise(request)) report(listener, { type: 'advice', endpoint: label, ...advice })
  }

  validate(request: object): readonly InputProblem[] {
    const { part, method, credential } = this.route
    const found =
      part !== undefined
        ? problemsOfFile(request)
        : method === 'GET'
          ? problemsOfQuery(request)
          : problemsOfJson(request)
    if (credential !== 'secret' || this.line.settings.appSecret !== undefined) return found
    const expected = 'given to the client: this endpoint takes it instead of an access token'
    return [...found, { field: 'appSecret', expected, received: 'undefined' }]
  }

  /** The body of a checked request. */
  bodyOf(request: object): Payload | undefined {
    if (this.route.method === 'GET') return undefined
    // WeChat's pages disagree on where AppID and AppSecret belong: sent in both places, they are right in either reading.
    const whole = this.#account ? { ...request, ...this.#account } : request
    return { body: JSON.stringify(whole), contentType: JSON_TYPE }
  }

  /** Path and query of a checked request. */
  targetOf(request: object, token: string | undefined): string {
    const tokenQuery = token === undefined ? '' : this.line.tokenQuery.of(token)
    const ownQuery = this.route.method === 'GET' ? toQuery(request) : this.#account ? toQuery(this.#account) : ''
    if (ownQuery === '') return tokenQuery === '' ? this.route.path : this.#pathAnd + tokenQuery
    return this.#pathAnd + (tokenQuery === '' ? ownQuery : `${tokenQuery}&${ownQuery}`)
  }

  /** What of a request must not come back from a server: the secret of a request for a token. */
  secretsOf(request: object): readonly unknown[] {
    return [(request as { secret?: unknown }).secret, this.#account?.appsecret]
  }
}

const NO_PROBLEMS: readonly InputProblem[] = []

const notAnObject = (request: unknown): InputProblem => ({
  field: 'request',
  expected: 'an object',
  received: describe(request),
})

/** Same names as in the table of retries, and `passing` for the row's `retryOnErrcodes`. */
type FailureKind = 'not_sent' | 'unknown' | 'rejected_credential' | 'passing' | 'refused'

/** Why one attempt did not succeed, and what the table of retries makes of it. */
class Failure {
  readonly kind: FailureKind
  readonly error: ApiError | TransportError
  readonly retryAfterMs: number | undefined

  constructor(kind: FailureKind, error: ApiError | TransportError, retryAfterMs?: number) {
    this.kind = kind
    this.error = error
    this.retryAfterMs = retryAfterMs
  }
}

/** One call: what is sent, and what has become of it so far. */
class Call {
  readonly #endpoint: Endpoint
  readonly #request: object
  readonly #options: CallOptions | undefined
  readonly #started = monotonicNow()
  readonly #totalTimeoutMs: number
  #payload: Payload | undefined
  /** False as long as nothing has been waited for, when asking the clock would bring nothing new. */
  #hasWaited = false
  #token: string | undefined
  #attempts = 0
  #attemptStarted = 0
  #retries = 0
  #passes = 0
  #isTokenReplaced = false
  /** True once an attempt of this write may have been carried out: no later answer can undo that. */
  #mayBeDone = false

  constructor(endpoint: Endpoint, request: object, options: CallOptions | undefined) {
    this.#endpoint = endpoint
    this.#request = request
    this.#options = options
    this.#totalTimeoutMs = options?.totalTimeoutMs ?? endpoint.line.settings.totalTimeoutMs
    if (endpoint.route.part === undefined) this.#payload = endpoint.bodyOf(request)
  }

  /** Packs the file of a checked request. */
  async packFile(part: string): Promise<void> {
    this.#hasWaited = true
    this.#payload = await packForm(part, this.#request as FileRequest)
  }

  /** Begins an attempt, if there is time for one. */
  begin(): void {
    if (this.#remainingMs() <= 0) {
      throw this.#transportError('not_sent', 'ERR_TIMEOUT', 'the time was over before it could be sent', {})
    }
    const { label, line } = this.#endpoint
    const attempt = ++this.#attempts
    if (line.settings.onDiagnostic === undefined) return
    this.#attemptStarted = monotonicNow()
    this.#report({ type: 'request', endpoint: label, attempt })
  }

  encode(token: string | undefined): EncodedRequest {
    const { line, route } = this.#endpoint
    const payload = this.#payload
    this.#token = token
    return {
      address: line.address,
      method: route.method,
      target: this.#endpoint.targetOf(this.#request, token),
      contentType: payload?.contentType,
      body: payload?.body,
    }
  }

  sendOptions(): SendOptions {
    const { line, maxBytes } = this.#endpoint
    const timeoutMs = Math.min(line.settings.attemptTimeoutMs, this.#remainingMs())
    this.#hasWaited = true
    return { timeoutMs, maxBytes, signal: this.#options?.signal, background: line.background }
  }

  /** Reads an answer: success, refusal, or nothing usable. */
  judge(response: HttpResponse): Record<string, unknown> | Failure {
    const { status, bytes } = response
    const reply = readReply(bytes)
    const errcode = reply && toErrcode(reply.errcode)
    if (reply !== undefined && errcode === 0 && status >= 200 && status <= 299) {
      this.#reportResponse(status, undefined)
      return reply
    }
    const failure = this.#failureOf(response, reply, errcode)
    this.#mayBeDone = this.#isInDoubt(failure.kind)
    this.#reportResponse(status, failure.error)
    return failure
  }

  #failureOf(
    { status, retryAfter, bytes }: HttpResponse,
    reply: Record<string, unknown> | undefined,
    errcode: number | undefined,
  ): Failure {
    const { settings } = this.#endpoint.line
    const retryAfterMs = status > 299 ? toMilliseconds(retryAfter, settings.clock.now()) : undefined
    if (reply !== undefined && errcode !== undefined && errcode !== 0) {
      const errmsg = typeof reply.errmsg === 'string' ? reply.errmsg : ''
      const secrets = [this.#token, ...this.#endpoint.secretsOf(this.#request)]
      return this.#refused(errcode, withoutSecrets(errmsg, secrets), retryAfterMs)
    }
    if (status >= 200 && status <= 299) {
      const what = bytes.length === 0 ? 'an empty body' : 'a body that is not what WeChat sends'
      return new Failure('unknown', this.#transportError('unknown', 'ERR_RESPONSE', `answered ${what}`, { status }))
    }
    const kind = status >= 300 && status <= 499 ? 'refused' : 'unknown' // 0 is what an opaque answer has
    const redirect = kind === 'refused' && status < 400
    const message = `answered HTTP ${status}${redirect ? ', a redirect, which is never followed' : ''}`
    const error = this.#transportError(kind, 'ERR_HTTP_STATUS', message, { status, retryAfterMs })
    return new Failure(kind, error, retryAfterMs)
  }

  #refused(errcode: number, errmsg: string, retryAfterMs: number | undefined): Failure {
    const { label, route } = this.#endpoint
    const refusal = explainRefusal(label, errcode, errmsg, route.hints)
    const kind = this.#kindOf(errcode)
    const found = this.#diagnosis(errcode)
    const { hint, hintZh } = this.#settling(kind)
    const advised = {
      ...refusal,
      hint: `${refusal.hint}${found.hint} ${hint}`.trimEnd(),
      hintZh: refusal.hintZh + found.hintZh + hintZh,
    }
    return new Failure(kind, new ApiError(advised, { ...this.#facts(kind), retryAfterMs }), retryAfterMs)
  }

  /** Which fields of the request WeChat probably means. */
  #diagnosis(errcode: number): { hint: string; hintZh: string } {
    const found = this.#endpoint.route.diagnose?.(errcode, this.#request) ?? []
    if (found.length === 0) return { hint: '', hintZh: '' }
    const named = found.slice(0, MOST_FINDINGS)
    const more = found.length - named.length
    return {
      hint: ` In this request: ${named.map(({ en }) => en).join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
      hintZh: `本次请求中：${named.map(({ zh }) => zh).join('；')}${more > 0 ? `；另有 ${more} 处` : ''}。`,
    }
  }

  /** What became of an attempt that brought no answer. The caller's own abort is thrown as it came. */
  failed(error: unknown): Failure {
    if (!(error instanceof AttemptFailure)) {
      this.#reportFailure(undefined, 'aborted')
      throw error
    }
    this.#reportFailure(error.status, error.code)
    const kind = error.notSent ? 'not_sent' : 'unknown'
    const failure = new Failure(kind, this.#transportError(kind, error.code, error.message, error))
    this.#mayBeDone = this.#isInDoubt(kind)
    return failure
  }

  /** Another token than the refused one. Throws the refusal when there is none. */
  async replaceToken(token: TokenHolder, rejected: string, { error }: Failure): Promise<string> {
    const refusal = error as ApiError // its kind says that WeChat answered
    if (this.#isTokenReplaced) {
      token.rejectedAgain(rejected, refusal.errcode)
      throw error
    }
    const other = await this.#replacement(token, rejected, refusal)
    if (other === rejected) throw error
    this.#isTokenReplaced = true
    this.#announce(0, error)
    return other
  }

  async #replacement(token: TokenHolder, rejected: string, error: ApiError): Promise<string> {
    try {
      return await token.replace(rejected, error.errcode, this.waitOptions())
    } catch (failure) {
      // It would say that nothing was sent, and an attempt before this one may have been carried out.
      if (this.#mayBeDone && failure instanceof CredentialError) throw error
      throw failure
    }
  }

  /** Waits until it may be sent again. Throws the error of a failure after which it may not. */
  async pauseAfter(failure: Failure): Promise<void> {
    const { kind, error } = failure
    const pauseMs = this.#pauseBefore(failure)
    if (pauseMs === undefined || pauseMs >= this.#remainingMs()) throw error
    if (kind === 'passing') this.#passes++
    else this.#retries++
    this.#announce(pauseMs, error)
    await sleep({ ms: pauseMs, signal: this.#options?.signal, background: this.#endpoint.line.background })
  }

  /** The table of retries. `undefined`: do not send again. */
  #pauseBefore({ kind, retryAfterMs }: Failure): number | undefined {
    const { line, route } = this.#endpoint
    const retry = this.#options?.retry
    if (retry === false) return undefined
    if (kind === 'passing') return PASSING_PAUSES_MS[this.#passes]
    const mayRepeat = kind === 'not_sent' || (kind === 'unknown' && (route.effect === 'read' || retry === true))
    if (!mayRepeat || this.#retries >= line.settings.maxRetries) return undefined
    if (retryAfterMs !== undefined && route.effect === 'read') {
      return retryAfterMs <= LONGEST_HONOURED_RETRY_AFTER_MS ? retryAfterMs : undefined
    }
    return Math.random() * Math.min(BACK_OFF_MS.first * 2 ** this.#retries, BACK_OFF_MS.most)
  }

  #kindOf(errcode: number): FailureKind {
    const { credential, retryOnErrcodes } = this.#endpoint.route
    if (TRANSIENT.has(errcode)) return 'unknown'
    if (REJECTED_CREDENTIAL.has(errcode) && credential === undefined) return 'rejected_credential'
    return retryOnErrcodes?.includes(errcode) ? 'passing' : 'refused'
  }

  #facts(kind: FailureKind): WireFacts {
    const inDoubt = this.#isInDoubt(kind)
    return {
      endpoint: this.#endpoint.label,
      outcome: inDoubt || kind === 'unknown' ? 'unknown' : kind === 'not_sent' ? 'not_sent' : 'rejected',
      retryable: !inDoubt && kind !== 'refused',
      attempts: this.#attempts,
      elapsedMs: monotonicNow() - this.#started,
    }
  }

  /** Whether this is a write that may have been carried out, by this attempt or by one before it. */
  #isInDoubt(kind: FailureKind): boolean {
    return this.#mayBeDone || (kind === 'unknown' && this.#endpoint.route.effect === 'write')
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
    const message = `${this.#endpoint.label}: ${what}. ${this.#settling(kind).hint}`
    return new TransportError(code, message.trimEnd().replace(/\.$/, ''), { ...this.#facts(kind), ...details })
  }

  /** What to do about a write of unknown outcome. */
  #settling(kind: FailureKind): { hint: string; hintZh: string } {
    const { verifyWith } = this.#endpoint.route
    if (!this.#isInDoubt(kind)) return { hint: '', hintZh: '' }
    return {
      hint: `It may have been carried out: ${verifyWith ? `ask with ${verifyWith}` : 'find out'} before sending it again.`,
      hintZh: `该操作可能已经执行：请先${verifyWith ? `用 ${verifyWith} ` : ''}查询结果，再决定是否重发。`,
    }
  }

  #remainingMs(): number {
    return this.#hasWaited ? this.#totalTimeoutMs - (monotonicNow() - this.#started) : this.#totalTimeoutMs
  }

  /** For how long the call may wait for something else, which it is about to do. */
  waitOptions(): WaitOptions {
    const ms = this.#remainingMs()
    this.#hasWaited = true
    return { signal: this.#options?.signal, ms, background: this.#endpoint.line.background }
  }

  #announce(delayMs: number, { code: reason }: Failure['error']): void {
    this.#report({ type: 'retry', endpoint: this.#endpoint.label, attempt: this.#attempts + 1, delayMs, reason })
  }

  #reportResponse(status: number, error: Failure['error'] | undefined): void {
    if (this.#endpoint.line.settings.onDiagnostic === undefined) return
    const refusal = error instanceof ApiError ? error : undefined
    this.#report({
      type: 'response',
      endpoint: this.#endpoint.label,
      attempt: this.#attempts,
      status,
      ...(refusal ? { errcode: refusal.errcode, rid: refusal.rid } : {}),
      ...(error && !refusal ? { error: error.code } : {}),
      elapsedMs: monotonicNow() - this.#attemptStarted,
    })
  }

  #reportFailure(status: number | undefined, error: string): void {
    this.#report({
      type: 'response',
      endpoint: this.#endpoint.label,
      attempt: this.#attempts,
      ...(status === undefined ? {} : { status }),
      error,
      elapsedMs: monotonicNow() - this.#attemptStarted,
    })
  }

  #report(diagnostic: Parameters<DiagnosticListener>[0]): void {
    report(this.#endpoint.line.settings.onDiagnostic, diagnostic)
  }
}

/** The object that a body holds, if it does. */
function readReply(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const reply = parseJson(decodeUtf8(bytes))
    return isObject(reply) ? reply : undefined
  } catch {
    return undefined // the parser's error quotes the text
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
