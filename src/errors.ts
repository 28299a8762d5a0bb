// The errors of the package: one class per kind of `catch`, the details as fields, and how they are printed.

/** Every value of {@link WeChatCardError.code}. */
export type ErrorCode =
  | 'ERR_INPUT'
  | 'ERR_NETWORK'
  | 'ERR_TIMEOUT'
  | 'ERR_HTTP_STATUS'
  | 'ERR_RESPONSE'
  | 'ERR_API'
  | 'ERR_CREDENTIAL'
  | 'ERR_CACHE_UNAVAILABLE'
  | EventErrorCode

/**
 * What is known about the effect of a failed call.
 *
 * - `not_sent`: it was not sent. Attempts before, such as one that was refused for its token, changed nothing.
 * - `rejected`: WeChat, or a gateway before it, answered and refused; nothing was changed.
 * - `unknown`: it may or may not have been carried out. Ask WeChat (read the code, the member, the stock) before
 *   sending a write again.
 */
export type Outcome = 'not_sent' | 'rejected' | 'unknown'

/** The credentials that the SDK obtains: the access token and the two tickets made with it. */
export type CredentialKind = 'accessToken' | 'cardTicket' | 'jsapiTicket'

/** Rough family of an `errcode`, for dashboards and messages. Retries are never decided by it. */
export type ErrorCategory =
  | 'credential'
  | 'permission'
  | 'quota'
  | 'transient'
  | 'request'
  | 'state'
  | 'not_found'
  | 'other'

/** Base of every error that this package throws on purpose, except a caller's own abort, which is rethrown as it came. */
export abstract class WeChatCardError extends Error {
  abstract readonly code: ErrorCode

  /** Marks these errors across copies of the package, such as its ESM and its CommonJS build in one process. */
  get isWeChatCardError(): true {
    return true
  }

  static {
    // A static block, because a method of this name cannot be declared; the symbol itself, because no import is needed.
    // biome-ignore lint/complexity/noThisInStatic: bundlers rename a class that names itself
    Object.defineProperty(this.prototype, Symbol.for('nodejs.util.inspect.custom'), { value: print })
  }

  /** The error as an object for logs and replies: `name`, `message` and all its fields, without the stack. */
  toJSON(): Record<string, unknown> {
    return Object.fromEntries([['name', this.name], ['message', this.message], ...Object.entries(this)])
  }

  /** Tells whether a caught value is an error of this package. Unlike `instanceof` it also works across ESM and CommonJS. */
  static is(value: unknown): value is WeChatCardError {
    return value instanceof Error && 'isWeChatCardError' in value
  }
}

/** Fields that {@link WeChatCardError.message} says already, or says in another language. */
const SAID_IN_MESSAGE = ['problems', 'errmsg', 'hint', 'hintZh']

type Inspect = (value: unknown, options: object) => string

/** What `console.error` and `util.inspect` show: the stack with the message, and the fields that say something new. */
function print(this: WeChatCardError, depth: number, options: object, inspect: Inspect): string {
  if (depth < 0) return `[${this}]`
  const rest = Object.fromEntries(Object.entries(this).filter(([field]) => !SAID_IN_MESSAGE.includes(field)))
  return `${this.stack ?? this} ${inspect(rest, { ...options, depth })}`
}

/** One thing that is wrong with an argument. */
export interface InputProblem {
  /** Where it is: `nonceStr`, `cards[2].cardId`, `card.member_card.base_info.sku.quantity`. */
  readonly field: string
  /** What belongs there. */
  readonly expected: string
  /** What kind of value was found. Never the value itself, which may be a secret; paths and names of events are named. */
  readonly received: string
}

/** The caller's argument is wrong. Nothing was sent. All problems are listed at once. */
export class InputError extends WeChatCardError {
  override get name(): string {
    return 'InputError'
  }

  readonly code = 'ERR_INPUT'
  readonly problems: readonly InputProblem[]

  /** @param advice What can be done other than to put it right. */
  constructor(subject: string, problems: readonly InputProblem[], advice?: string) {
    const list = problems.map(({ field, expected, received }) => `${field} must be ${expected}, got ${received}`)
    super(`${subject}: ${list.join('; ')}${advice === undefined ? '' : `. ${advice}`}`)
    this.problems = problems
  }
}

/** What every error that concerns a request to WeChat can say about it. */
export interface WireFacts {
  /** Method and path, without the query: `POST /card/code/consume`. */
  readonly endpoint: string
  readonly outcome: Outcome
  /** Whether sending the same call again is safe and could help. */
  readonly retryable: boolean
  /** Requests that a server would have counted, the replay after a rejected token included. */
  readonly attempts: number
  /** From the start of the call to this error, in milliseconds. */
  readonly elapsedMs: number
  /** What the server asked for in `Retry-After`, in milliseconds, where it did and the SDK did not wait. */
  readonly retryAfterMs?: number | undefined
}

/** What WeChat said when it refused. */
export interface Refusal {
  readonly errcode: number
  /** WeChat's text without its `hint: […]` and `rid: …` tails. */
  readonly errmsg: string
  /** WeChat's id of the request, valid for 7 days: quote it to support, or read it with `account.getRid`. */
  readonly rid?: string | undefined
  /** The id in WeChat's `hint: [id]`, where there was one: its support asks for it. */
  readonly hintId?: string | undefined
  readonly category: ErrorCategory
  /** Likely cause and what to do, in English. */
  readonly hint: string
  /** The same in Chinese. */
  readonly hintZh: string
}

abstract class WireError extends WeChatCardError implements WireFacts {
  readonly endpoint: string
  readonly outcome: Outcome
  readonly retryable: boolean
  readonly attempts: number
  readonly elapsedMs: number
  declare readonly retryAfterMs?: number | undefined

  constructor(message: string, facts: WireFacts) {
    super(message)
    this.endpoint = facts.endpoint
    this.outcome = facts.outcome
    this.retryable = facts.retryable
    this.attempts = facts.attempts
    this.elapsedMs = facts.elapsedMs
    if (facts.retryAfterMs !== undefined) this.retryAfterMs = facts.retryAfterMs
  }
}

/** The ways in which no usable answer can arrive. */
export type TransportErrorCode = 'ERR_NETWORK' | 'ERR_TIMEOUT' | 'ERR_HTTP_STATUS' | 'ERR_RESPONSE'

/** No usable answer arrived: no connection, no answer in time, an HTTP error, or a body that cannot be read. */
export class TransportError extends WireError {
  override get name(): string {
    return 'TransportError'
  }

  readonly code: TransportErrorCode
  /** HTTP status, when the headers of an answer arrived. */
  declare readonly status?: number | undefined
  /** The runtime's error code, such as `ECONNREFUSED`, when there is one. */
  declare readonly causeCode?: string | undefined

  constructor(
    code: TransportErrorCode,
    message: string,
    facts: WireFacts & { readonly status?: number | undefined; readonly causeCode?: string | undefined },
  ) {
    super(message, facts)
    this.code = code
    if (facts.status !== undefined) this.status = facts.status
    if (facts.causeCode !== undefined) this.causeCode = facts.causeCode
  }
}

/** WeChat answered with an `errcode` other than 0. */
export class ApiError extends WireError implements Refusal {
  override get name(): string {
    return 'ApiError'
  }

  readonly code = 'ERR_API'
  readonly errcode: number
  readonly errmsg: string
  declare readonly rid?: string | undefined
  declare readonly hintId?: string | undefined
  readonly category: ErrorCategory
  readonly hint: string
  readonly hintZh: string

  constructor(refusal: Refusal, facts: WireFacts) {
    const said = `${refusal.errcode} ${refusal.errmsg}`.replace(/[\s.!]+$/, '')
    super(`${facts.endpoint} answered ${said}. ${refusal.hint}`.replace(/\.$/, ''), facts)
    this.errcode = refusal.errcode
    this.errmsg = refusal.errmsg
    if (refusal.rid !== undefined) this.rid = refusal.rid
    if (refusal.hintId !== undefined) this.hintId = refusal.hintId
    this.category = refusal.category
    this.hint = refusal.hint
    this.hintZh = refusal.hintZh
  }
}

/**
 * A token or ticket could not be obtained, so the call that needed it was not sent, or not again after its token was
 * refused: `outcome` is always `not_sent`. `endpoint`, `attempts` and `errcode` speak about the request for the
 * credential, where one was made.
 */
export class CredentialError extends WireError implements Partial<Refusal> {
  override get name(): string {
    return 'CredentialError'
  }

  readonly code: 'ERR_CREDENTIAL' | 'ERR_CACHE_UNAVAILABLE'
  readonly kind: CredentialKind
  declare readonly errcode?: number
  declare readonly errmsg?: string
  declare readonly rid?: string | undefined
  declare readonly hintId?: string | undefined
  declare readonly category?: ErrorCategory
  declare readonly hint?: string
  declare readonly hintZh?: string

  constructor(
    kind: CredentialKind,
    reason: string,
    facts: Omit<WireFacts, 'outcome'> & Partial<Refusal>,
    code: 'ERR_CREDENTIAL' | 'ERR_CACHE_UNAVAILABLE' = 'ERR_CREDENTIAL',
  ) {
    super(opening(kind) + reason, { ...facts, outcome: 'not_sent' })
    this.code = code
    this.kind = kind
    if (facts.errcode !== undefined) this.errcode = facts.errcode
    if (facts.errmsg !== undefined) this.errmsg = facts.errmsg
    if (facts.rid !== undefined) this.rid = facts.rid
    if (facts.hintId !== undefined) this.hintId = facts.hintId
    if (facts.category !== undefined) this.category = facts.category
    if (facts.hint !== undefined) this.hint = facts.hint
    if (facts.hintZh !== undefined) this.hintZh = facts.hintZh
  }
}

/**
 * The ways in which a message that claims to come from WeChat is refused.
 *
 * - `ERR_EVENT_MALFORMED`: not of the shape in which WeChat sends. Something else calls the address, or the mode set at
 *   WeChat is another one.
 * - `ERR_EVENT_EXPIRED`: too old, or from the future. It was replayed, or this machine's clock is wrong.
 * - `ERR_EVENT_SIGNATURE`: not signed with this token. It was forged, or the token set at WeChat is another one.
 * - `ERR_EVENT_DECRYPT`: signed, but not readable with these keys and for these AppIDs. The reason is never told apart.
 */
export type EventErrorCode = 'ERR_EVENT_MALFORMED' | 'ERR_EVENT_EXPIRED' | 'ERR_EVENT_SIGNATURE' | 'ERR_EVENT_DECRYPT'

/** A message that claims to come from WeChat cannot be trusted or read. It was given to nobody. */
export class EventError extends WeChatCardError {
  override get name(): string {
    return 'EventError'
  }

  readonly code: EventErrorCode

  constructor(code: EventErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

const NAMES: Readonly<Record<CredentialKind, string>> = {
  accessToken: 'access token',
  cardTicket: 'card ticket (api_ticket, type wx_card)',
  jsapiTicket: 'jsapi ticket',
}

const opening = (kind: CredentialKind): string => `Could not obtain the ${NAMES[kind]}: `

/**
 * The same failure for one more caller who waited for it: an error of its own, whose stack shows where this was called.
 * One object for all would show none of them, and what one writes on it the others would read.
 */
export function credentialErrorFor(
  error: CredentialError,
  facts: Pick<WireFacts, 'attempts' | 'elapsedMs'>,
): CredentialError {
  const start = opening(error.kind)
  const reason = error.message.startsWith(start) ? error.message.slice(start.length) : error.message
  return new CredentialError(error.kind, reason, { ...error, ...facts }, error.code)
}
