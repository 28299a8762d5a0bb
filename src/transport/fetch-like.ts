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
}

/** A request under way. */
export interface Sending {
  readonly arriving: Promise<Arriving>
  /** Ends it at any time until the body has been read. `arriving` may then never settle. */
  stop(): void
}

/** An answer whose headers have arrived. */
export interface Arriving {
  readonly status: number
  header(name: string): string | null
  /** Hands over the body piece by piece. What `take` throws comes out again; the rest of the body waits to be stopped. */
  read(take: (chunk: unknown) => void): Promise<void>
}

/** Sends like a fetch, but without the web's signals and streams, which cost more than the request itself. */
export type Exchange = (url: string, request: ExchangeRequest) => Sending

/** Where a fetch keeps its {@link Exchange}, if it has one. */
export const EXCHANGE: unique symbol = Symbol('exchange')

/** Finds the {@link Exchange} of a fetch. */
export const exchangeOf = (fetch: FetchLike): Exchange | undefined =>
  (fetch as { readonly [EXCHANGE]?: Exchange })[EXCHANGE]
