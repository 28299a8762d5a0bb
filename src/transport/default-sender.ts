// Which sender is used when the caller names no fetch. The only place that reads the environment.
import { types } from 'node:util'
import { monotonicNow } from '../clock.js'
import type { HttpSender } from './http.js'
import { nodeSender } from './node-client.js'
import { webSender } from './web-fetch.js'

/** Shared by all clients of the process, with its connections. */
let shared: HttpSender | undefined

/** The sender over whatever is the global fetch at the time. */
const overGlobalFetch = webSender()

/** Where undici keeps what `setGlobalDispatcher` was given, in its versions to 7 and from 8 on. */
const DISPATCHER_1: unique symbol = Symbol.for('undici.globalDispatcher.1')
const DISPATCHER_2: unique symbol = Symbol.for('undici.globalDispatcher.2')

interface Dispatchers {
  readonly [DISPATCHER_1]?: object | undefined
  readonly [DISPATCHER_2]?: object | undefined
}

/** What the last choice was made from. */
let judgedFetch: unknown
let judgedDispatchers: Dispatchers = {}
let judgedAt = Number.NEGATIVE_INFINITY
let chosen: HttpSender = overGlobalFetch

/** How long a look at the environment holds: reading it costs as much as checking a request. */
const ENVIRONMENT_HOLDS_MS = 100

/**
 * Chooses for every request: Node's own client where nothing speaks against it, and the global `fetch` where somebody has
 * replaced it, has given it another dispatcher, or has configured a proxy.
 */
export function defaultSender(): HttpSender {
  const { fetch } = globalThis
  const dispatchers = globalThis as Dispatchers
  const now = monotonicNow()
  const isJudged =
    fetch === judgedFetch &&
    dispatchers[DISPATCHER_1] === judgedDispatchers[DISPATCHER_1] &&
    dispatchers[DISPATCHER_2] === judgedDispatchers[DISPATCHER_2]
  if (!isJudged || now - judgedAt >= ENVIRONMENT_HOLDS_MS) {
    judgedFetch = fetch
    judgedDispatchers = {
      [DISPATCHER_1]: dispatchers[DISPATCHER_1],
      [DISPATCHER_2]: dispatchers[DISPATCHER_2],
    }
    judgedAt = now
    const overFetch = isReplaced(fetch) || isDispatched(dispatchers) || isBehindProxy()
    if (!overFetch) shared ??= nodeSender()
    chosen = overFetch ? overGlobalFetch : (shared as HttpSender)
  }
  return chosen
}

/** Node's `fetch` is a few lines of JavaScript that load undici, in every version. Any other is somebody's wish, as in tests. */
const isReplaced = (fetch: unknown): boolean =>
  typeof fetch === 'function' &&
  !Function.prototype.toString.call(fetch).includes("require('internal/deps/undici/undici')")

/** Whether the global `fetch` sends through something special: a `ProxyAgent`, a `MockAgent`, or interceptors. */
function isDispatched({ [DISPATCHER_1]: first, [DISPATCHER_2]: second }: Dispatchers): boolean {
  if (second !== undefined && !isUndicis(second)) return true
  // Since version 8, undici puts the second one behind a wrapper in the place of the first.
  const isWrapper = second !== undefined && first?.constructor?.name === 'Dispatcher1Wrapper'
  return first !== undefined && !isWrapper && !isUndicis(first)
}

/** Its own dispatcher, from when nobody set another. Interceptors come as a Proxy. */
const isUndicis = (dispatcher: object): boolean =>
  dispatcher.constructor?.name === 'Agent' && !types.isProxy(dispatcher)

const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']

/** Some versions of Node take these for the global `fetch`, as do packages that give it a dispatcher. */
const isBehindProxy = (): boolean => PROXY_VARIABLES.some((name) => (process.env[name] ?? '') !== '')
