// One attempt: bytes out, bytes in, one deadline for both. The only place that knows ky.
import { LONGEST_TIMER_MS, onAbort } from '../clock.js'
import type { TransportErrorCode } from '../errors.js'
import { defaultFetch } from './default-fetch.js'
import { type Arriving, exchangeOf, type FetchLike, type Sending } from './fetch-like.js'

export type { FetchLike }

/** What one attempt sends, and its limits. */
export interface Attempt {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly contentType?: string | undefined
  readonly body?: string | Uint8Array | undefined
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
  let timedOut = false
  let giveUp: (reason: unknown) => void = () => {}
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  const sending = send(settings)
  const stop = (): void => {
    giveUp(STOPPED)
    sending.stop()
  }
  const timer = setTimeout(
    () => {
      timedOut = true
      stop()
    },
    Math.min(Math.max(timeoutMs, 0), LONGEST_TIMER_MS),
  )
  if (background) timer.unref()
  const unwatch = signal && onAbort(signal, stop)
  let status: number | undefined
  const transfer = async (): Promise<Answer> => {
    const arriving = await sending.arriving
    status = arriving.status
    const bytes = await readAll(arriving, settings.maxBytes)
    return { status, retryAfter: arriving.header('retry-after'), bytes }
  }
  try {
    return await Promise.race([transfer(), givenUp])
  } catch (error) {
    sending.stop() // ends what is still under way
    if (signal?.aborted) throw signal.reason
    if (timedOut) {
      const stage = status === undefined ? 'before an answer began' : 'in the middle of the answer'
      throw new AttemptFailure('ERR_TIMEOUT', `timed out after ${Math.round(timeoutMs)} ms, ${stage}`, { status })
    }
    if (error instanceof AttemptFailure) throw error
    throw networkFailure(error, status)
  } finally {
    clearTimeout(timer)
    unwatch?.()
  }
}

const STOPPED: unique symbol = Symbol('stopped')

let loading: Promise<typeof import('ky').default> | undefined

/** Loads ky when it is needed first: it costs more than all the rest of an import. */
function loadKy(): Promise<typeof import('ky').default> {
  loading ??= import('ky').then(({ default: ky }) => ky)
  return loading
}

/** Every request goes through ky. What a fetch can hand over without a web Response travels beside the one ky sees. */
function send({ url, method, contentType, body, fetch: callers }: Attempt): Sending {
  let stopped = false
  let stop = (): void => {
    stopped = true
  }
  const through = async (): Promise<Arriving> => {
    const ky = await loadKy()
    const fetch = callers ?? defaultFetch() // now, or a later replacement is not seen
    const exchange = exchangeOf(fetch)
    let arriving: Arriving | undefined
    await ky(url, {
      method,
      ...(contentType === undefined ? {} : { headers: { 'content-type': contentType } }),
      retry: 0,
      timeout: false,
      throwHttpErrors: false,
      fetch: async (request) => {
        if (stopped) throw STOPPED // nothing is sent after an abort
        const { url: address, headers } = request as Request // ky always makes one
        if (exchange) {
          const sending = exchange(address, { method, headers: Object.fromEntries(headers), body })
          stop = sending.stop
          arriving = await sending.arriving
          return new Response() // all that ky has to see of it
        }
        // Of this attempt alone: a long-lived signal of the caller would collect listeners inside fetch.
        const controller = new AbortController()
        const { signal } = controller
        stop = () => controller.abort()
        // Signal and body go beside ky's Request: inside it, garbage collection would lose the one and slow the other.
        const withBody = body === undefined ? {} : { body }
        const response = await fetch(address, { method, headers, ...withBody, redirect: 'manual', signal })
        arriving = arrivingFrom(response, signal)
        return response
      },
    })
    return arriving as Arriving // ky does not end before its fetch
  }
  return { arriving: through(), stop: () => stop() }
}

/** A web response. A fetch that ignores the signal may bring it too late or go on with it, so the body is given up here. */
function arrivingFrom(response: Response, signal: AbortSignal): Arriving {
  const reader = response.body?.getReader()
  const cancel = (): void => void reader?.cancel().catch(() => {})
  if (signal.aborted) cancel()
  else signal.addEventListener('abort', cancel)
  return {
    status: response.status,
    header: (name) => response.headers.get(name),
    async read(take) {
      if (reader === undefined) return
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        take(value)
      }
    },
  }
}

async function readAll({ status, read }: Arriving, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  await read((chunk) => {
    // A caller's fetch may stream anything, and what has no length would slip past the limit.
    if (!ArrayBuffer.isView(chunk)) {
      throw new AttemptFailure('ERR_RESPONSE', 'the answer does not consist of bytes', { status })
    }
    length += chunk.byteLength
    if (length > maxBytes) {
      throw new AttemptFailure('ERR_RESPONSE', `the answer is longer than ${maxBytes} bytes`, { status })
    }
    chunks.push(chunk as Uint8Array)
  })
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, length)
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

/** Reasons of OpenSSL that belong to the handshake. Others, such as a bad record, can come on a connection in use. */
const HANDSHAKE =
  /^ERR_SSL_.*(VERSION|UNSUPPORTED|HANDSHAKE|CERTIFICATE|UNKNOWN_CA|UNRECOGNIZED_NAME|CIPHER|TOO_SMALL|NO_APPLICATION_PROTOCOL|SECURITY|LEGACY)/

const isNotSent = ({ code, syscall, message }: SystemError): boolean =>
  code !== undefined &&
  (NOT_SENT.has(code) ||
    syscall === 'connect' ||
    syscall === 'getaddrinfo' ||
    /^(CERT_|ERR_TLS_CERT_)/.test(code) ||
    HANDSHAKE.test(code) ||
    // Node's words when the other side leaves during the handshake. The code alone is that of any reset.
    (code === 'ECONNRESET' && /before secure TLS connection was established/.test(message)))

function networkFailure(error: unknown, status: number | undefined): AttemptFailure {
  const found = systemError(error)
  const { code } = found
  const notSent = status === undefined && isNotSent(found)
  const what = notSent ? 'no connection' : status === undefined ? 'the connection failed' : 'the answer broke off'
  const message = code === undefined ? what : `${what} (${code})`
  return new AttemptFailure('ERR_NETWORK', message, { notSent, status, causeCode: code })
}

interface SystemError {
  readonly code: string | undefined
  readonly syscall: unknown
  readonly message: string
}

/** Finds the runtime's code on an error or on its cause, where the different fetches put it. */
function systemError(error: unknown): SystemError {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth++) {
    const { code, syscall, message } = each as NodeJS.ErrnoException
    // OpenSSL's reasons may hold a slash: ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE.
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_/]{1,63}$/.test(code)) {
      // Of a host with several addresses all were tried, and only the errors inside know by which system call.
      const [first] = each instanceof AggregateError ? (each.errors as NodeJS.ErrnoException[]) : []
      return { code, syscall: syscall ?? first?.syscall, message }
    }
  }
  return { code: undefined, syscall: undefined, message: '' }
}
