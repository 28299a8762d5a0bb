// The caller's fetch: the shape in which it is called, and the sender that may stand behind it.
import type { HttpSender } from './http.js'

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
