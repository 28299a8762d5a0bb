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

/** Codes that say without a system call that no connection came about: nobody else has these. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_SOCKET_CONNECTION_TIMEOUT', // of Node, when one of several addresses does not answer
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'HOSTNAME_MISMATCH',
])

/**
 * Reasons of OpenSSL that only the choice of version, cipher and name brings. Not among them: a wrong version of a record
 * and whatever else bytes bring that are no TLS, and alerts about certificates, which with TLS 1.3 come when the client
 * has sent its request already.
 */
const HANDSHAKE =
  /^ERR_SSL_(\w|\/)*(ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|ALERT_HANDSHAKE_FAILURE|CERTIFICATE_VERIFY_FAILED|UNRECOGNIZED_NAME|NO_CIPHERS_AVAILABLE|(DH|EE|CA)_KEY_TOO_SMALL|NO_APPLICATION_PROTOCOL|INSUFFICIENT_SECURITY|UNSAFE_LEGACY_RENEGOTIATION_DISABLED)$/

/** Before a connection is up there are only these; every other system call belongs to one that is. */
const isOfConnecting = (syscall: string): boolean => /^(connect|bind|getaddrinfo|query\w+)$/.test(syscall)

/** Whether it is certain that the request met no connection. */
function isNotSent({ code, syscall, message }: SystemError): boolean {
  if (code === undefined) return false
  // The system has one set of codes for all its calls: a late ICMP message makes `read` fail with EHOSTUNREACH.
  if (syscall !== undefined) return isOfConnecting(syscall)
  return (
    NOT_SENT.has(code) ||
    /^(CERT_|ERR_TLS_CERT_)/.test(code) ||
    HANDSHAKE.test(code) ||
    // Node's words when the other side leaves during the handshake. The code alone is that of any reset.
    (code === 'ECONNRESET' && /before secure TLS connection was established/.test(message))
  )
}

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
  readonly syscall: string | undefined
  readonly message: string
}

/** Finds the runtime's code on an error or on its cause, where the different fetches put it. */
function systemError(thrown: unknown): SystemError {
  let found: { code: string; message: string } | undefined
  let syscall: string | undefined
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth++) {
    const { code, message } = error as NodeJS.ErrnoException
    // OpenSSL's reasons may hold a slash: ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE.
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_/]{1,63}$/.test(code)) found ??= { code, message }
    for (const each of [error, ...insideOf(error)]) {
      const by = syscallOf(each)
      // One that was in use decides, wherever it stands.
      if (by !== undefined && (syscall === undefined || isOfConnecting(syscall))) syscall = by
    }
  }
  return { code: found?.code, syscall, message: found?.message ?? '' }
}

/** Of a host with several addresses all were tried, and only the errors inside know by which system call. */
const insideOf = (error: Error): unknown[] => (error instanceof AggregateError ? error.errors : [])

/** The system call that failed: by name, as node-fetch 3 names it, or from the words that node-fetch 2 has left of it. */
function syscallOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, syscall, erroredSysCall, message } = error as NodeJS.ErrnoException & { erroredSysCall?: unknown }
  for (const name of [syscall, erroredSysCall]) if (typeof name === 'string') return name
  if (typeof code !== 'string' || typeof message !== 'string') return undefined
  const [, by, what] = SYSTEM_CALL.exec(message.slice(0, 2000)) ?? []
  return what === code ? by : undefined
}

const SYSTEM_CALL = /\b(connect|bind|getaddrinfo|read|write|recv|send|shutdown) ([A-Z][A-Z_]+)\b/
