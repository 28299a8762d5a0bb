// Which sender is used when the caller names no fetch. The only place that reads the environment.
import { types } from 'node:util'
import { elapsed } from '../clock.js'
import type { HttpSender } from './http.js'
import { nodeSender } from './node-client.js'
import { webSender } from './web-fetch.js'

/** Shared by all clients of the process, with its connections. */
let shared: HttpSender | undefined

/** The sender over whatever is the global fetch at the time. */
const overGlobalFetch = webSender()

/** What the last choice was made from. */
let judgedFetch: unknown
let judgedDispatcher: unknown
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
  const dispatcher = (globalThis as { [DISPATCHER]?: object })[DISPATCHER]
  const now = elapsed()
  if (fetch !== judgedFetch || dispatcher !== judgedDispatcher || now - judgedAt >= ENVIRONMENT_HOLDS_MS) {
    judgedFetch = fetch
    judgedDispatcher = dispatcher
    judgedAt = now
    const overFetch = isReplaced(fetch) || isSpecial(dispatcher) || isBehindProxy()
    if (!overFetch) shared ??= nodeSender()
    chosen = overFetch ? overGlobalFetch : (shared as HttpSender)
  }
  return chosen
}

/** Node's `fetch` is a few lines of JavaScript that load undici, in every version. Any other is somebody's wish, as in tests. */
const isReplaced = (fetch: unknown): boolean =>
  typeof fetch === 'function' &&
  !Function.prototype.toString.call(fetch).includes("require('internal/deps/undici/undici')")

/** Where undici keeps what `setGlobalDispatcher` was given, its own `Agent` when nobody did. */
const DISPATCHER: unique symbol = Symbol.for('undici.globalDispatcher.1')

/** Whether the global `fetch` sends through something special: a `ProxyAgent`, a `MockAgent`, or interceptors. */
const isSpecial = (dispatcher: object | undefined): boolean =>
  dispatcher !== undefined && (dispatcher.constructor?.name !== 'Agent' || types.isProxy(dispatcher)) // interceptors come as a Proxy

const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']

/** Some versions of Node take these for the global `fetch`, as do packages that give it a dispatcher. */
const isBehindProxy = (): boolean => PROXY_VARIABLES.some((name) => (process.env[name] ?? '') !== '')
