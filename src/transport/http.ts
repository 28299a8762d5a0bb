// The contract of a sender: one request out and one response in, under one deadline and within limits.
import { LONGEST_TIMER_MS } from '../clock.js'
import type { TransportErrorCode } from '../errors.js'

/** Where a client's requests go, taken apart once. */
export interface Address {
  /** Protocol, host, port and path, without a slash at the end. */
  readonly baseUrl: string
  readonly protocol: 'http:' | 'https:'
  readonly hostname: string
  /** Empty for the port of the protocol. */
  readonly port: string
  /** In front of every endpoint's path: empty, unless a gateway has a place of its own for the API. */
  readonly path: string
}

/** Takes a checked base URL apart. */
export function addressOf(baseUrl: string): Address {
  const { protocol, hostname, port, pathname } = new URL(baseUrl)
  return {
    baseUrl,
    protocol: protocol === 'https:' ? 'https:' : 'http:',
    hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname, // brackets belong to the address, not to the host
    port,
    path: pathname === '/' ? '' : pathname,
  }
}

/** What is sent: all of it is known before the first byte leaves. */
export interface EncodedRequest {
  readonly address: Address
  readonly method: 'GET' | 'POST'
  /** Path and query below the address. */
  readonly target: string
  readonly contentType?: string | undefined
  readonly body?: string | Uint8Array | undefined
}

/** The limits of one sending. */
export interface SendOptions {
  /** For headers and body together, in milliseconds. */
  readonly timeoutMs: number
  /** Most bytes of the response, decoded. */
  readonly maxBytes: number
  /** The caller's. Its reason is rethrown as it is. */
  readonly signal?: AbortSignal | undefined
  /** True where nobody waits: deadline and connection then do not keep the process alive. */
  readonly background?: boolean | undefined
}

/** A response whose body has arrived completely. */
export interface HttpResponse {
  readonly status: number
  readonly retryAfter: string | null
  readonly bytes: Uint8Array
}

/** Sends requests, each exactly once. */
export interface HttpSender {
  /**
   * Sends once.
   *
   * @throws An {@link SendError}, or the reason of the caller's signal.
   */
  sendOnce(request: EncodedRequest, options: SendOptions): Promise<HttpResponse>
}

/** Why a request brought no response. Holds nothing of the library's own error, which may contain the address. */
export class SendError extends Error {
  readonly code: TransportErrorCode
  /** True when it is certain that no server saw the request. */
  readonly notSent: boolean
  readonly status: number | undefined
  readonly causeCode: string | undefined

  constructor(
    code: TransportErrorCode,
    message: string,
    details: {
      readonly notSent?: boolean
      readonly status?: number | undefined
      readonly causeCode?: string | undefined
    },
  ) {
    super(message)
    this.code = code
    this.notSent = details.notSent ?? false
    this.status = details.status
    this.causeCode = details.causeCode
  }
}

/** The time for one sending as a timer of the runtime can count it. */
export const timerMs = (timeoutMs: number): number => Math.min(Math.max(timeoutMs, 0), LONGEST_TIMER_MS)

/** The failure of a request that took too long. With a status, its response had begun. */
export function timeoutError(timeoutMs: number, status: number | undefined, notSent = false): SendError {
  const sooner = notSent ? 'before a connection was up' : 'before an answer began'
  const stage = status === undefined ? sooner : 'in the middle of the answer'
  return new SendError('ERR_TIMEOUT', `timed out after ${Math.round(timeoutMs)} ms, ${stage}`, { notSent, status })
}

/** The failure of a response that is longer than its limit. */
export const tooLongError = (maxBytes: number, status: number): SendError =>
  new SendError('ERR_RESPONSE', `the answer is longer than ${maxBytes} bytes`, { status })

/** The failure of a connection. With a status, the response had begun. */
export function networkError(causeCode: string | undefined, notSent: boolean, status: number | undefined): SendError {
  const what = notSent ? 'no connection' : status === undefined ? 'the connection failed' : 'the answer broke off'
  const message = causeCode === undefined ? what : `${what} (${causeCode})`
  return new SendError('ERR_NETWORK', message, { notSent, status, causeCode })
}

/** The runtime's code of an error. OpenSSL's reasons may hold a slash: ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE. */
export function codeOf(error: Error): string | undefined {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' && /^[A-Z][A-Z0-9_/]{1,63}$/.test(code) ? code : undefined
}
