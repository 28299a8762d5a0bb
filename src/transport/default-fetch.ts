// Which fetch sends when the caller names none. The only place that reads the environment.
import { types } from 'node:util'
import type { FetchLike } from './fetch-like.js'
import { type NodeFetch, nodeFetch } from './node-fetch.js'

/** Shared by all clients of the process, with its connections. */
let shared: NodeFetch | undefined

/**
 * Chooses anew for every request: Node's own client where nothing speaks against it, and the global `fetch` where somebody
 * has replaced it, has given it another dispatcher, or has configured a proxy.
 */
export function defaultFetch(): FetchLike {
  if (isReplaced() || hasDispatcher() || isBehindProxy()) return globalThis.fetch as unknown as FetchLike // undici types its own
  shared ??= nodeFetch()
  return shared
}

/** Node's `fetch` is a few lines of JavaScript that load undici, in every version. Any other is somebody's wish, as in tests. */
const isReplaced = (): boolean =>
  typeof globalThis.fetch === 'function' &&
  !Function.prototype.toString.call(globalThis.fetch).includes("require('internal/deps/undici/undici')")

/** Where undici keeps what `setGlobalDispatcher` was given, its own `Agent` when nobody did. */
const DISPATCHER: unique symbol = Symbol.for('undici.globalDispatcher.1')

/** Whether the global `fetch` sends through something special: a `ProxyAgent`, a `MockAgent`, or interceptors. */
function hasDispatcher(): boolean {
  const dispatcher = (globalThis as { [DISPATCHER]?: object })[DISPATCHER]
  if (dispatcher === undefined) return false
  return dispatcher.constructor?.name !== 'Agent' || types.isProxy(dispatcher) // interceptors come as a Proxy
}

const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']

/** Some versions of Node take these for the global `fetch`, as do packages that give it a dispatcher. */
const isBehindProxy = (): boolean => PROXY_VARIABLES.some((name) => (process.env[name] ?? '') !== '')
