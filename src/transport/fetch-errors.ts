// What an error of a web fetch tells about the connection: whether it is certain that nothing was sent.
import { codeOf } from './http.js'

/** What is known of a failed fetch. */
export interface FetchFailure {
  /** The runtime's code, when there is one. */
  readonly causeCode: string | undefined
  /** True when it is certain that the request met no connection. */
  readonly notSent: boolean
}

/** Reads an error that a fetch has thrown. */
export function readFetchError(error: unknown): FetchFailure {
  const found = systemError(error)
  return { causeCode: found.code, notSent: isNotSent(found) }
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
    const code = codeOf(error)
    if (code !== undefined) found ??= { code, message: error.message }
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
