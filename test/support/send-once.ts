// Sends one request through a fetch, as the client does with its option of that name.
import { type FetchLike, senderBehind } from '../../src/transport/fetch-like.js'
import { addressOf, type HttpResponse, type SendOptions } from '../../src/transport/http.js'
import { webSender } from '../../src/transport/web-fetch.js'

/** What is sent, and how. */
export interface Sending extends SendOptions {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly contentType?: string | undefined
  readonly body?: string | Uint8Array | undefined
  /** The global fetch, when it is left out. */
  readonly fetch?: FetchLike | undefined
}

/** Sends it. */
export function sendOnce({ url, method, contentType, body, fetch, ...options }: Sending): Promise<HttpResponse> {
  const { origin, pathname, search } = new URL(url)
  const sender = (fetch && senderBehind(fetch)) ?? webSender(fetch)
  return sender.sendOnce({ address: addressOf(origin), target: pathname + search, method, contentType, body }, options)
}
