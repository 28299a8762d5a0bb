// The caller's fetch: the shape in which it is called, and the sender that may stand behind it.
import type { EncodedRequest, HttpResponse, HttpSender } from './http.js'

/** A caller's own `fetch`: called with an address and plain settings, it answers a web `Response`. */
export type FetchLike = (
  url: string,
  init: {
    method: string
    headers: Headers
    body?: string | Uint8Array
    redirect: 'manual'
    signal: AbortSignal
  },
) => Promise<Response>

/** Where a fetch that this package has made keeps the sender to use in its place. */
export const SENDER: unique symbol = Symbol('sender')

/** The sender behind a fetch, if it has one: the web's signals and streams cost more than a request. */
export const senderBehind = (fetch: FetchLike): HttpSender | undefined =>
  (fetch as { readonly [SENDER]?: HttpSender })[SENDER]

/** Where the fetch of a simulator keeps its direct way. By a registered name: it shares no code with this. */
const DIRECT: unique symbol = Symbol.for('wechat-card-sdk.direct')

/** Sends without the web's objects. `undefined`: this time they are needed. */
type DirectWay = (request: EncodedRequest) => Promise<HttpResponse> | undefined

/** Hands a request to the simulator behind a fetch, if there is one and nothing is to go wrong on the way. */
export const sendDirectly = (fetch: FetchLike, request: EncodedRequest): Promise<HttpResponse> | undefined =>
  (fetch as { readonly [DIRECT]?: DirectWay })[DIRECT]?.(request)
