// One attempt: bytes out, bytes in, one deadline for both. The only place that knows ky.
import { LONGEST_TIMER_MS } from '../clock.js'
import type { TransportErrorCode } from '../errors.js'

/** A caller's own `fetch`: called with an address and plain settings, it answers a web `Response`. */
export type FetchLike = (
  url: string,
  init: {
    method: string
    headers: Headers
    body?: string | Uint8Array<ArrayBuffer>
    redirect: 'manual'
    signal: AbortSignal
  },
) => Promise<Response>

/** What one attempt sends, and its limits. */
export interface Attempt {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly contentType?: string | undefined
  readonly body?: string | Uint8Array<ArrayBuffer> | undefined
  /** For headers and body together, in milliseconds. */
  readonly timeoutMs: number
  /** Most bytes of the reply, decoded. */
  readonly maxBytes: number
  /** The caller's. Its reason is rethrown as it is. */
  readonly signal?: AbortSignal | undefined
  /** True where nobody waits: the deadline then does not keep the process alive. */
  readonly background?: boolean | undefined
  readonly fetch?: FetchLike | undefined
}

/** A reply whose body has arrived completely. */
export interface Answer {
  readonly status: number
  readonly retryAfter: string | null
  readonly bytes: Uint8Array
}

/** Why an attempt brought no reply. Holds nothing of the library's own error, which may contain the address. */
export class AttemptFailure extends Error {
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

/**
 * Sends once.
 *
 * @throws An {@link AttemptFailure}, or the reason of the caller's signal.
 */
export async function attempt(settings: Attempt): Promise<Answer> {
  const { signal, timeoutMs, background } = settings
  signal?.throwIfAborted()
  // Of this attempt alone: a long-lived signal of the caller would collect listeners inside fetch.
  const controller = new AbortController()
  let timedOut = false
  let giveUp: (reason: unknown) => void = () => {}
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  givenUp.catch(() => {})
  const stop = (): void => {
    controller.abort()
    giveUp(STOPPED)
  }
  const timer = setTimeout(
    () => {
      timedOut = true
      stop()
    },
    Math.min(Math.max(timeoutMs, 0), LONGEST_TIMER_MS),
  )
  if (background) timer.unref()
  signal?.addEventListener('abort', stop)
  let status: number | undefined
  try {
    const arriving = send(settings, controller.signal)
    // A fetch that ignores its signal may still answer later: nobody will read that body.
    arriving.then((late) => controller.signal.aborted && discard(late)).catch(() => {})
    const response = await Promise.race([arriving, givenUp])
    status = response.status
    const bytes = await readAll(response, settings.maxBytes, givenUp)
    return { status, retryAfter: response.headers.get('retry-after'), bytes }
  } catch (error) {
    controller.abort() // ends what is still under way
    if (signal?.aborted) throw signal.reason
    if (timedOut) {
      const stage = status === undefined ? 'before an answer began' : 'in the middle of the answer'
      throw new AttemptFailure('ERR_TIMEOUT', `timed out after ${Math.round(timeoutMs)} ms, ${stage}`, { status })
    }
    if (error instanceof AttemptFailure) throw error
    throw networkFailure(error, status)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

const STOPPED: unique symbol = Symbol('stopped')

let loading: Promise<typeof import('ky').default> | undefined

/** Loads ky when it is needed first: it costs more than all the rest of an import. */
function loadKy(): Promise<typeof import('ky').default> {
  loading ??= import('ky').then(({ default: ky }) => ky)
  return loading
}

async function send(settings: Attempt, signal: AbortSignal): Promise<Response> {
  const { url, method, contentType, body, fetch: callersFetch } = settings
  const ky = await loadKy()
  const doFetch = callersFetch ?? (globalThis.fetch as unknown as FetchLike) // now, or a later replacement is not seen
  return await ky(url, {
    method,
    ...(contentType === undefined ? {} : { headers: { 'content-type': contentType } }),
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
    fetch: (request) => {
      signal.throwIfAborted() // a caller's fetch may not look, and nothing is sent after an abort
      const { url: address, headers } = request as Request // ky always makes one
      // Signal and body go beside ky's Request: inside it, garbage collection would lose the one and slow the other.
      return doFetch(address, { method, headers, ...(body === undefined ? {} : { body }), redirect: 'manual', signal })
    },
  })
}

async function readAll(response: Response, maxBytes: number, givenUp: Promise<never>): Promise<Uint8Array> {
  const reader = response.body?.getReader()
  if (reader === undefined) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), givenUp])
      if (done) break
      // A caller's fetch may stream anything, and what has no length would slip past the limit.
      if (!ArrayBuffer.isView(value as unknown)) {
        throw new AttemptFailure('ERR_RESPONSE', 'the answer does not consist of bytes', { status: response.status })
      }
      length += value.byteLength
      if (length > maxBytes) {
        throw new AttemptFailure('ERR_RESPONSE', `the answer is longer than ${maxBytes} bytes`, {
          status: response.status,
        })
      }
      chunks.push(value)
    }
  } catch (error) {
    reader.cancel().catch(() => {})
    throw error
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, length)
}

function discard(response: Response): void {
  if (!response.bodyUsed) response.body?.cancel().catch(() => {})
}

/** Errors of the runtime that occur before a request has left. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'HOSTNAME_MISMATCH',
])

const isNotSent = (code: string | undefined, syscall: unknown): boolean =>
  code !== undefined &&
  (NOT_SENT.has(code) ||
    syscall === 'connect' ||
    syscall === 'getaddrinfo' ||
    /^(CERT_|ERR_TLS_CERT_)/.test(code) ||
    // The handshake's errors; a record that fails its check arrives later, on a connection in use.
    (/^ERR_SSL_/.test(code) && !/BAD_RECORD/.test(code)))

function networkFailure(error: unknown, status: number | undefined): AttemptFailure {
  const { code, syscall } = systemError(error)
  const notSent = status === undefined && isNotSent(code, syscall)
  const what = notSent ? 'no connection' : status === undefined ? 'the connection failed' : 'the answer broke off'
  const message = code === undefined ? what : `${what} (${code})`
  return new AttemptFailure('ERR_NETWORK', message, { notSent, status, causeCode: code })
}

/** Finds the runtime's code on an error or on its cause, where the different fetches put it. */
function systemError(error: unknown): { code: string | undefined; syscall: unknown } {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth++) {
    const { code, syscall } = each as NodeJS.ErrnoException
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(code)) return { code, syscall }
  }
  return { code: undefined, syscall: undefined }
}
