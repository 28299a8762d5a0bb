// Client options: types, defaults, validation.
import type { CacheAdapter } from './cache/adapter.js'
import { memoryCache } from './cache/memory.js'
import { type Clock, systemClock } from './clock.js'
import type { DiagnosticListener } from './diagnostics.js'
import type { InputProblem } from './errors.js'
import { timeout } from './transport/call-options.js'
import type { FetchLike } from './transport/fetch-like.js'
import type { CredentialSource } from './transport/issuers.js'
import {
  appId,
  appSecret,
  boolean,
  type Check,
  describe,
  func,
  integer,
  clock as isClock,
  isObject,
  methods,
  oneOf,
  optional,
  text,
  throwIfInvalid,
  validateObject,
} from './validate.js'

/** Options of `WeChatCardClient`. */
export interface WeChatCardClientOptions {
  /** AppID of the Official Account (公众号) that owns the cards. Not the mini program's. */
  appId: string
  /** AppSecret of the same account. Required unless `accessToken` is given. */
  appSecret?: string | undefined
  /**
   * Brings the access token from somewhere else than WeChat: a central token server, or a third-party platform.
   * @defaultValue the SDK asks WeChat
   */
  accessToken?: CredentialSource | undefined
  /** Brings the card ticket (`api_ticket`, type `wx_card`) from somewhere else. */
  cardTicket?: CredentialSource | undefined
  /** Brings the jsapi ticket from somewhere else. */
  jsapiTicket?: CredentialSource | undefined
  /**
   * Where tokens and tickets are kept. Processes that use one AppID should share one, such as Redis.
   * @defaultValue `memoryCache()`, for this client alone
   */
  cache?: CacheAdapter | undefined
  /**
   * Which token endpoint is asked. `stable` can be asked by any number of processes; each answer of `classic` ends the
   * token before it, so it needs a `cache` with `lock` that all processes share.
   * @defaultValue 'stable'
   */
  tokenMode?: 'stable' | 'classic' | undefined
  /**
   * Longest time a ticket is kept, in milliseconds, 60 000 to 7 200 000. WeChat says 7200 seconds for an old ticket too.
   * @defaultValue 3 600 000
   */
  ticketLifetimeMs?: number | undefined
  /**
   * Longest wait for one attempt including its body, in milliseconds. A retry starts its own wait.
   * @defaultValue 5000
   */
  attemptTimeoutMs?: number | undefined
  /**
   * Longest time for one call with all its attempts, pauses and waiting for credentials, in milliseconds.
   * @defaultValue 15 000
   */
  totalTimeoutMs?: number | undefined
  /**
   * Attempts beyond the first, 0 to 10, where sending again is safe. Not counted: one with a new token after a refused one,
   * which is sent even with `retry: false`, and two after codes that pass by themselves.
   * @defaultValue 2
   */
  maxRetries?: number | undefined
  /**
   * Where the API is: one of WeChat's five hosts, such as `https://sh.api.weixin.qq.com`.
   * @defaultValue 'https://api.weixin.qq.com'
   */
  baseUrl?: string | undefined
  /**
   * Accepts any other `baseUrl`, such as a gateway of your own or a simulator. Tokens and the AppSecret are sent there.
   * @defaultValue false
   */
  allowUnsafeBaseUrl?: boolean | undefined
  /**
   * Sends requests: called with `(url, init)`, it answers a web `Response`.
   * @defaultValue `nodeFetch()`, shared by all clients; or the global `fetch` where it was replaced or given a dispatcher,
   * or a proxy is in the environment. Chosen anew for every request
   */
  fetch?: FetchLike | undefined
  /**
   * Where the time is read.
   * @defaultValue the system clock
   */
  clock?: Clock | undefined
  /** Told of what happens inside, for logs and metrics; never a secret. What it throws is ignored. */
  onDiagnostic?: DiagnosticListener | undefined
}

/** Options that have been checked, with their defaults. */
export interface Settings {
  readonly appId: string
  readonly appSecret: string | undefined
  readonly accessToken: CredentialSource | undefined
  readonly cardTicket: CredentialSource | undefined
  readonly jsapiTicket: CredentialSource | undefined
  readonly cache: CacheAdapter
  readonly tokenMode: 'stable' | 'classic'
  readonly ticketLifetimeMs: number
  readonly attemptTimeoutMs: number
  readonly totalTimeoutMs: number
  readonly maxRetries: number
  readonly baseUrl: string
  /** Names the place where credentials are issued: one for all official hosts. */
  readonly origin: string
  readonly fetch: FetchLike | undefined
  readonly clock: Clock
  readonly onDiagnostic: DiagnosticListener | undefined
}

const OFFICIAL_HOSTS = [
  'api.weixin.qq.com',
  'api2.weixin.qq.com',
  'sh.api.weixin.qq.com',
  'sz.api.weixin.qq.com',
  'hk.api.weixin.qq.com',
]

const optionsShape: Readonly<Record<keyof WeChatCardClientOptions, Check>> = {
  appId,
  appSecret: optional(appSecret),
  accessToken: optional(func),
  cardTicket: optional(func),
  jsapiTicket: optional(func),
  cache: optional(methods(['get', 'set', 'delete'], 'a CacheAdapter with get, set and delete')),
  tokenMode: optional(oneOf('stable', 'classic')),
  ticketLifetimeMs: optional(integer(60_000, 7_200_000, 'milliseconds, an integer from 60000 to 7200000')),
  attemptTimeoutMs: optional(timeout),
  totalTimeoutMs: optional(timeout),
  maxRetries: optional(integer(0, 10)),
  baseUrl: optional(text),
  allowUnsafeBaseUrl: optional(boolean),
  fetch: optional(func),
  clock: optional(isClock),
  onDiagnostic: optional(func),
}

/** Checks a client's options and fills in what was left out. */
export function toSettings(options: WeChatCardClientOptions): Settings {
  const subject = 'WeChatCardClient'
  const problems = validateObject('', options, optionsShape, '{ appId, appSecret }')
  if (isObject(options)) problems.push(...problemsTogether(options))
  throwIfInvalid(subject, problems)
  const base = baseUrlOf(options.baseUrl, options.allowUnsafeBaseUrl ?? false)
  const clock = options.clock ?? systemClock
  return Object.freeze({
    appId: options.appId,
    appSecret: options.appSecret,
    accessToken: options.accessToken,
    cardTicket: options.cardTicket,
    jsapiTicket: options.jsapiTicket,
    cache: options.cache ?? memoryCache({ clock }),
    tokenMode: options.tokenMode ?? 'stable',
    ticketLifetimeMs: options.ticketLifetimeMs ?? 3_600_000,
    attemptTimeoutMs: options.attemptTimeoutMs ?? 5000,
    totalTimeoutMs: options.totalTimeoutMs ?? 15_000,
    maxRetries: options.maxRetries ?? 2,
    baseUrl: base,
    origin: OFFICIAL_HOSTS.some((host) => base === `https://${host}`) ? `https://${OFFICIAL_HOSTS[0]}` : base,
    fetch: options.fetch,
    clock,
    onDiagnostic: options.onDiagnostic,
  })
}

/** What is wrong with options that are each right. */
function problemsTogether(options: WeChatCardClientOptions): InputProblem[] {
  const { accessToken, appSecret, baseUrl, allowUnsafeBaseUrl, cache, tokenMode } = options
  const problems: InputProblem[] = []
  if (accessToken === undefined && appSecret === undefined) {
    problems.push({
      field: 'appSecret',
      expected: 'given, or accessToken instead; is the environment variable set?',
      received: 'undefined',
    })
  }
  if (accessToken !== undefined && tokenMode !== undefined) {
    problems.push({ field: 'tokenMode', expected: 'left out when accessToken brings the token', received: 'a mode' })
  }
  if (tokenMode === 'classic' && typeof cache?.lock !== 'function') {
    const expected =
      "an adapter with lock for tokenMode 'classic', where each new token ends the one before: memoryCache() if this process is the only one, redisCache(client) for several"
    problems.push({ field: 'cache', expected, received: cache === undefined ? 'undefined' : 'an adapter without lock' })
  }
  if (typeof baseUrl === 'string' && baseUrl !== '' && baseUrlOf(baseUrl, allowUnsafeBaseUrl === true) === '') {
    const expected = allowUnsafeBaseUrl
      ? 'an http or https address without user, query and fragment'
      : `one of ${OFFICIAL_HOSTS.map((host) => `https://${host}`).join(', ')}, unless allowUnsafeBaseUrl is true`
    problems.push({ field: 'baseUrl', expected, received: describe(baseUrl) })
  }
  return problems
}

/** The address in front of all paths; empty when it is not allowed. */
function baseUrlOf(baseUrl: string | undefined, anything: boolean): string {
  if (baseUrl === undefined) return `https://${OFFICIAL_HOSTS[0]}`
  if (!URL.canParse(baseUrl) || /[?#]/.test(baseUrl)) return ''
  const url = new URL(baseUrl)
  if (url.username !== '' || url.password !== '' || !/^https?:$/.test(url.protocol)) return ''
  const path = url.pathname.replace(/\/+$/, '')
  const official = url.protocol === 'https:' && url.port === '' && path === '' && OFFICIAL_HOSTS.includes(url.hostname)
  return official || anything ? url.origin + path : ''
}
