// What can send one request: any web fetch, or one that can also do it without the web's costly objects.

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

/** One request, as an {@link Exchange} takes it. */
export interface ExchangeRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
  /** Ends whatever is under way, until the body has been read. */
  readonly signal: AbortSignal
}

/** An answer whose headers have arrived. */
export interface Arriving {
  readonly status: number
  header(name: string): string | null
  /** Hands over the body piece by piece. What `take` throws comes out again, and the signal is left to be aborted. */
  read(take: (chunk: unknown) => void): Promise<void>
}

/** Sends like a fetch, but answers without a web `Response`, whose streams cost more than the request itself. */
export type Exchange = (url: string, request: ExchangeRequest) => Promise<Arriving>

/** Where a fetch keeps its {@link Exchange}, if it has one. */
export const EXCHANGE: unique symbol = Symbol('exchange')

/** Finds the {@link Exchange} of a fetch. */
export const exchangeOf = (fetch: FetchLike): Exchange | undefined =>
  (fetch as { readonly [EXCHANGE]?: Exchange })[EXCHANGE]
