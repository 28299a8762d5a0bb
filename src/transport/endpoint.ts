// One endpoint as a client calls it: all that is the same for each of its calls, worked out once.
import type { Clock, WaitOptions } from '../clock.js'
import { type DiagnosticListener, report } from '../diagnostics.js'
import { InputError, type InputProblem } from '../errors.js'
import { describe, isObject } from '../validate.js'
import { problemsOfCallOptions } from './call-options.js'
import type { FetchLike } from './fetch-like.js'
import type { Address, HttpSender } from './http.js'
import { type Payload, problemsOfFile, problemsOfJson, problemsOfQuery, toQuery } from './request-body.js'
import type { CallOptions, Route } from './route.js'
import { Spelling } from './spelling.js'

/** Where calls go, for whom, and how patient they are. */
export interface TransportSettings {
  /** Origin, and perhaps a path, without a slash at the end. */
  readonly baseUrl: string
  readonly fetch?: FetchLike | undefined
  readonly attemptTimeoutMs: number
  readonly totalTimeoutMs: number
  /** Attempts beyond the first, where nothing was sent or the outcome is unknown; those for an errcode come on top. */
  readonly maxRetries: number
  readonly clock: Clock
  readonly onDiagnostic?: DiagnosticListener | undefined
  /** For the endpoints that take AppID and AppSecret instead of a token. */
  readonly appId?: string | undefined
  readonly appSecret?: string | undefined
}

/** The access token, as far as a call is concerned: a `Credential` of `credentials/credential.ts`. */
export interface TokenHolder {
  current(): string | undefined
  get(wait: WaitOptions): Promise<string>
  replace(rejected: string, errcode: number, wait: WaitOptions): Promise<string>
  /** Told that what {@link replace} answered was refused as well. */
  noteReplacementRejected(value: string, errcode: number): void
}

/** What all calls of a client share. */
export interface ClientContext {
  readonly settings: TransportSettings
  readonly address: Address
  /** `undefined`: the default, chosen for each request. */
  readonly sender: HttpSender | undefined
  readonly token: TokenHolder | undefined
  readonly tokenQuery: TokenQuery
  readonly background: boolean | undefined
}

/** The token as it stands in addresses, kept for as long as it is the same. */
export class TokenQuery {
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

/** For who knows better than a row's check. */
const WAY_ROUND_CHECKS = 'If WeChat takes it all the same: client.call sends a request without these checks'

const API_REPLY_BYTES = 1024 * 1024

/** The name of an endpoint in errors and diagnostics. The query stays out: it holds secrets. */
export const endpointOf = ({ method, path }: Route): string => `${method} ${path.split('?')[0]}`

const JSON_TYPE = 'application/json; charset=utf-8'

/** An endpoint, with all that is the same for each of its calls. */
export class Endpoint {
  readonly client: ClientContext
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

  constructor(client: ClientContext, route: Route, name: string | undefined) {
    const { appId, appSecret } = client.settings
    this.client = client
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
    const isTrusted = options === undefined || this.client.background === true
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
    const { label, client, route } = this
    const listener = client.settings.onDiagnostic
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
    if (credential !== 'secret' || this.client.settings.appSecret !== undefined) return found
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
    const tokenQuery = token === undefined ? '' : this.client.tokenQuery.of(token)
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
