// One call from the request object to WeChat's answer. The only place that sends anything twice.
import { monotonicNow, sleep, type WaitOptions } from '../clock.js'
import { type DiagnosticListener, report } from '../diagnostics.js'
import { OUTCOME_UNKNOWN, REJECTED_CREDENTIAL } from '../errcodes/decisive.js'
import { explainRefusal } from '../errcodes/explain.js'
import { ApiError, CredentialError, TransportError, type WireFacts } from '../errors.js'
import { isObject } from '../validate.js'
import { defaultSender } from './default-sender.js'
import { type ClientContext, Endpoint, type TokenHolder, TokenQuery, type TransportSettings } from './endpoint.js'
import { senderBehind } from './fetch-like.js'
import { addressOf, type EncodedRequest, type HttpResponse, SendError, type SendOptions } from './http.js'
import { decodeUtf8, parseJson } from './json.js'
import { type Payload, packForm } from './request-body.js'
import type { CallOptions, EndpointMethod, FileRequest, MakeMethod } from './route.js'
import { webSender } from './web-fetch.js'

const BACK_OFF_MS = { first: 200, most: 2000 }
const LONGEST_HONOURED_RETRY_AFTER_MS = 5000

/** Pauses before a call is repeated that WeChat refuses at first and accepts a moment later. */
const ERRCODE_RETRY_PAUSES_MS = [500, 1000]

/** So many fields of a request are named in one hint. */
const MOST_FINDINGS = 5

/**
 * Makes the function with which a client makes its methods, one of each row. Without a token holder it can serve only
 * routes that need no token, and without AppID and AppSecret none that take these.
 *
 * @param background Nobody waits for its calls directly: they do not keep the process alive.
 */
export function createMethodFactory(
  settings: TransportSettings,
  token?: TokenHolder,
  background?: boolean,
): MakeMethod {
  const client: ClientContext = {
    settings,
    address: addressOf(settings.baseUrl),
    sender: settings.fetch && (senderBehind(settings.fetch) ?? webSender(settings.fetch)),
    token,
    tokenQuery: new TokenQuery(),
    background,
  }
  return (route, name) => makeMethod(new Endpoint(client, route, name))
}

/** Makes the one function between a caller and a sender. It carries the method's name, which stack traces show. */
function makeMethod(endpoint: Endpoint): EndpointMethod {
  const { client, route } = endpoint
  const token = route.credential === undefined ? client.token : undefined
  const method: EndpointMethod = async (request = {}, options) => {
    endpoint.throwIfInvalid(request, options)
    endpoint.reportAdvice(request)
    const call = new Call(endpoint, request, options)
    if (route.part !== undefined) await call.packFile(route.part)
    options?.signal?.throwIfAborted()
    let value = token && (token.current() ?? (await token.get(call.waitOptions())))
    for (;;) {
      call.begin()
      let result: Record<string, unknown> | FailedAttempt
      try {
        const sender = client.sender ?? defaultSender()
        result = call.judge(await sender.sendOnce(call.encode(value), call.sendOptions()))
      } catch (error) {
        result = call.judgeError(error)
      }
      if (!(result instanceof FailedAttempt)) return result
      if (result.kind === 'rejected_credential' && token && value !== undefined) {
        value = await call.replaceTokenOrThrow(token, value, result)
      } else {
        await call.pauseOrThrow(result)
        value = token?.current() ?? value // it may have been renewed meanwhile
      }
    }
  }
  return Object.defineProperty(method, 'name', { value: endpoint.name })
}

/**
 * What an attempt has come to, as the table of retries in `docs/guide/errors.md` goes by it. `refused` is WeChat's errcode
 * or an answer of HTTP 3xx or 4xx; `retryable_errcode` one of the row's `retryOnErrcodes`.
 */
type FailureKind = 'not_sent' | 'unknown' | 'rejected_credential' | 'retryable_errcode' | 'refused'

/** Why one attempt did not succeed, and what the table of retries makes of it. */
class FailedAttempt {
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
  #errcodeRetries = 0
  #isTokenReplaced = false
  /** True once an attempt of this write may have been carried out: no later answer can undo that. */
  #mayBeDone = false

  constructor(endpoint: Endpoint, request: object, options: CallOptions | undefined) {
    this.#endpoint = endpoint
    this.#request = request
    this.#options = options
    this.#totalTimeoutMs = options?.totalTimeoutMs ?? endpoint.client.settings.totalTimeoutMs
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
    const { label, client } = this.#endpoint
    const attempt = ++this.#attempts
    if (client.settings.onDiagnostic === undefined) return
    this.#attemptStarted = monotonicNow()
    this.#report({ type: 'request', endpoint: label, attempt })
  }

  encode(token: string | undefined): EncodedRequest {
    const { client, route } = this.#endpoint
    const payload = this.#payload
    this.#token = token
    return {
      address: client.address,
      method: route.method,
      target: this.#endpoint.targetOf(this.#request, token),
      contentType: payload?.contentType,
      body: payload?.body,
    }
  }

  sendOptions(): SendOptions {
    const { client, maxBytes } = this.#endpoint
    const timeoutMs = Math.min(client.settings.attemptTimeoutMs, this.#remainingMs())
    this.#hasWaited = true
    return { timeoutMs, maxBytes, signal: this.#options?.signal, background: client.background }
  }

  /** Reads an answer: success, refusal, or nothing usable. */
  judge(response: HttpResponse): Record<string, unknown> | FailedAttempt {
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
  ): FailedAttempt {
    const { settings } = this.#endpoint.client
    const retryAfterMs = status > 299 ? toMilliseconds(retryAfter, settings.clock.now()) : undefined
    if (reply !== undefined && errcode !== undefined && errcode !== 0) {
      const errmsg = typeof reply.errmsg === 'string' ? reply.errmsg : ''
      const secrets = [this.#token, ...this.#endpoint.secretsOf(this.#request)]
      return this.#refused(errcode, withoutSecrets(errmsg, secrets), retryAfterMs)
    }
    if (status >= 200 && status <= 299) {
      const what = bytes.length === 0 ? 'an empty body' : 'a body that is not what WeChat sends'
      return new FailedAttempt(
        'unknown',
        this.#transportError('unknown', 'ERR_RESPONSE', `answered ${what}`, { status }),
      )
    }
    const kind = status >= 300 && status <= 499 ? 'refused' : 'unknown' // 0 is what an opaque answer has
    const redirect = kind === 'refused' && status < 400
    const message = `answered HTTP ${status}${redirect ? ', a redirect, which is never followed' : ''}`
    const error = this.#transportError(kind, 'ERR_HTTP_STATUS', message, { status, retryAfterMs })
    return new FailedAttempt(kind, error, retryAfterMs)
  }

  #refused(errcode: number, errmsg: string, retryAfterMs: number | undefined): FailedAttempt {
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
    return new FailedAttempt(kind, new ApiError(advised, { ...this.#facts(kind), retryAfterMs }), retryAfterMs)
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
  judgeError(error: unknown): FailedAttempt {
    if (!(error instanceof SendError)) {
      this.#reportError(undefined, 'aborted')
      throw error
    }
    this.#reportError(error.status, error.code)
    const kind = error.notSent ? 'not_sent' : 'unknown'
    const failure = new FailedAttempt(kind, this.#transportError(kind, error.code, error.message, error))
    this.#mayBeDone = this.#isInDoubt(kind)
    return failure
  }

  /** Another token than the refused one. Throws the refusal when there is none. */
  async replaceTokenOrThrow(token: TokenHolder, rejected: string, { error }: FailedAttempt): Promise<string> {
    const refusal = error as ApiError // its kind says that WeChat answered
    if (this.#isTokenReplaced) {
      token.noteReplacementRejected(rejected, refusal.errcode)
      throw error
    }
    let other: string
    try {
      other = await token.replace(rejected, refusal.errcode, this.waitOptions())
    } catch (failure) {
      // It would say that nothing was sent, and an attempt before this one may have been carried out.
      throw this.#mayBeDone && failure instanceof CredentialError ? error : failure
    }
    if (other === rejected) throw error
    this.#isTokenReplaced = true
    this.#announce(0, error)
    return other
  }

  /** Waits until it may be sent again. Throws the error of a failure after which it may not. */
  async pauseOrThrow(failure: FailedAttempt): Promise<void> {
    const { kind, error } = failure
    const pauseMs = this.#pauseBefore(failure)
    if (pauseMs === undefined || pauseMs >= this.#remainingMs()) throw error
    if (kind === 'retryable_errcode') this.#errcodeRetries++
    else this.#retries++
    this.#announce(pauseMs, error)
    await sleep({ ms: pauseMs, signal: this.#options?.signal, background: this.#endpoint.client.background })
  }

  /** When to send again, by the kind of failure and the row's effect. `undefined`: do not. */
  #pauseBefore({ kind, retryAfterMs }: FailedAttempt): number | undefined {
    const { client, route } = this.#endpoint
    const retry = this.#options?.retry
    if (retry === false) return undefined
    if (kind === 'retryable_errcode') return ERRCODE_RETRY_PAUSES_MS[this.#errcodeRetries]
    const mayRepeat = kind === 'not_sent' || (kind === 'unknown' && (route.effect === 'read' || retry === true))
    if (!mayRepeat || this.#retries >= client.settings.maxRetries) return undefined
    if (retryAfterMs !== undefined && route.effect === 'read') {
      return retryAfterMs <= LONGEST_HONOURED_RETRY_AFTER_MS ? retryAfterMs : undefined
    }
    return Math.random() * Math.min(BACK_OFF_MS.first * 2 ** this.#retries, BACK_OFF_MS.most)
  }

  #kindOf(errcode: number): FailureKind {
    const { credential, retryOnErrcodes } = this.#endpoint.route
    if (OUTCOME_UNKNOWN.has(errcode)) return 'unknown'
    if (REJECTED_CREDENTIAL.has(errcode) && credential === undefined) return 'rejected_credential'
    return retryOnErrcodes?.includes(errcode) ? 'retryable_errcode' : 'refused'
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
    return { signal: this.#options?.signal, ms, background: this.#endpoint.client.background }
  }

  #announce(delayMs: number, { code: reason }: FailedAttempt['error']): void {
    this.#report({ type: 'retry', endpoint: this.#endpoint.label, attempt: this.#attempts + 1, delayMs, reason })
  }

  #reportResponse(status: number, error: FailedAttempt['error'] | undefined): void {
    if (this.#endpoint.client.settings.onDiagnostic === undefined) return
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

  #reportError(status: number | undefined, error: string): void {
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
    report(this.#endpoint.client.settings.onDiagnostic, diagnostic)
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
