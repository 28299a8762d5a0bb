// The sender over node:http and node:https: nothing between a call and its socket.
import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import { nodeHttp, nodeHttps } from '../builtins.js'
import { onAbort } from '../clock.js'
import { Connections } from './connections.js'
import { decodedPieces, isDecodable } from './content-coding.js'
import {
  codeOf,
  type EncodedRequest,
  type HttpResponse,
  type HttpSender,
  networkError,
  type SendOptions,
  timeoutError,
  timerMs,
  tooLongError,
} from './http.js'

/** Makes a sender. Its connections are its own unless it is given some. */
export const nodeSender = (connections: Connections = new Connections()): HttpSender => ({
  sendOnce: (request, options) =>
    new Promise((resolve, reject) => {
      if (options.signal?.aborted) reject(options.signal.reason)
      else new InFlightRequest(connections, options, resolve, reject).send(request)
    }),
})

/** What is opened at a host. */
export interface OpenedRequest {
  readonly protocol: 'http:' | 'https:'
  readonly hostname: string
  readonly port: string
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly headers: OutgoingHttpHeaders
}

/** Opens a request, of which {@link wasConnected} can tell how far it came. Nothing is sent before its `end`. */
export function openRequest(connections: Connections, opened: OpenedRequest): ClientRequest {
  const { protocol, hostname, port, method, path, headers } = opened
  const agent = connections.agentFor(protocol)
  const options = { protocol, hostname, port: port === '' ? undefined : port, agent, method, path, headers }
  // The function is looked up at each call: interceptors put their own there.
  const request = protocol === 'https:' ? nodeHttps().request(options) : nodeHttp().request(options)
  return request.on('socket', watchConnecting)
}

/** On a socket: true once it was up, with TLS if it has that. */
const WAS_UP: unique symbol = Symbol('was up')

interface WatchedSocket extends Socket {
  readonly secureConnecting?: boolean
  [WAS_UP]?: boolean
}

function watchConnecting(socket: WatchedSocket): void {
  if (socket[WAS_UP] || socket.destroyed) return // through one that is closed already nothing can leave
  // Node keeps the bytes of a request back until this event.
  if (socket.secureConnecting === true) socket.once('secureConnect', markUp)
  else if (socket.connecting) socket.once('connect', markUp)
  else socket[WAS_UP] = true
}

function markUp(this: WatchedSocket): void {
  this[WAS_UP] = true
}

/** Whether a request may have been sent: it met a connection that was up. Whatever its error says, only this is certain. */
export const wasConnected = ({ reusedSocket, socket }: ClientRequest): boolean =>
  reusedSocket || (socket as WatchedSocket | null)?.[WAS_UP] === true

/** Sent with every request, as the global fetch does. */
export const HEADERS = { accept: '*/*', 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'node' }

/** Where a request and its message keep what belongs to them, so that listeners need not be made anew for each. */
const IN_FLIGHT: unique symbol = Symbol('in-flight request')

interface TrackedRequest extends ClientRequest {
  [IN_FLIGHT]: InFlightRequest
}

interface TrackedMessage extends IncomingMessage {
  [IN_FLIGHT]: InFlightRequest
}

/** One request from its start to the end of its response. */
class InFlightRequest {
  readonly #connections: Connections
  readonly #options: SendOptions
  readonly #resolve: (response: HttpResponse) => void
  readonly #reject: (reason: unknown) => void
  readonly #timer: NodeJS.Timeout
  readonly #unwatch: (() => void) | undefined
  #request: ClientRequest | undefined
  #message: IncomingMessage | undefined
  /** The first piece of the body: mostly all of it. */
  #chunk: Uint8Array | undefined
  #more: Uint8Array[] | undefined
  #length = 0
  #isSettled = false
  #isDecoding = false

  constructor(
    connections: Connections,
    options: SendOptions,
    resolve: (response: HttpResponse) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#connections = connections
    this.#options = options
    this.#resolve = resolve
    this.#reject = reject
    this.#timer = setTimeout(onTimeout, timerMs(options.timeoutMs), this)
    if (options.background) this.#timer.unref()
    const { signal } = options
    this.#unwatch = signal && onAbort(signal, () => this.fail(signal.reason))
  }

  send({ address, target, method, contentType, body }: EncodedRequest): void {
    const { protocol, hostname, port, path } = address
    const headers = contentType === undefined ? { ...HEADERS } : { ...HEADERS, 'content-type': contentType }
    try {
      const request = openRequest(this.#connections, {
        protocol,
        hostname,
        port,
        method,
        path: path + target,
        headers,
      }) as TrackedRequest
      request[IN_FLIGHT] = this
      this.#request = request
      request.on('response', onResponse)
      request.on('upgrade', onUpgrade)
      request.on('error', onError)
      if (this.#options.background) request.on('socket', unref)
      request.end(body)
    } catch (error) {
      this.failBy(error)
    }
  }

  begin(message: IncomingMessage): void {
    ;(message as TrackedMessage)[IN_FLIGHT] = this
    this.#message = message
    message.on('error', onMessageError)
    message.on('end', onEnd)
    if (isDecodable(rawHeader(message, 'content-encoding'))) {
      this.#isDecoding = true
      this.#decode(message)
    } else {
      message.on('data', onData)
    }
  }

  async #decode(message: IncomingMessage): Promise<void> {
    try {
      for await (const piece of decodedPieces(message)) this.take(piece)
      this.#finish(message)
    } catch (error) {
      this.failBy(error)
    }
  }

  take(chunk: Uint8Array): void {
    if (this.#isSettled) return
    this.#length += chunk.length
    const { maxBytes } = this.#options
    if (this.#length > maxBytes) {
      this.fail(tooLongError(maxBytes, this.#status as number))
    } else if (this.#chunk === undefined) this.#chunk = chunk
    else if (this.#more === undefined) this.#more = [chunk]
    else this.#more.push(chunk)
  }

  end(message: IncomingMessage): void {
    const socket = this.#request?.socket
    if (socket) this.#connections.idleAfter(socket, rawHeader(message, 'keep-alive'))
    if (!this.#isDecoding) this.#finish(message)
  }

  #finish(message: IncomingMessage): void {
    if (this.#isSettled) return
    this.#settle()
    const status = message.statusCode ?? 0 // an answer has one
    const retryAfter = status > 299 ? (message.headers['retry-after'] ?? null) : null
    const bytes = this.#more ? Buffer.concat([this.#chunk as Uint8Array, ...this.#more], this.#length) : this.#chunk
    this.#resolve({ status, retryAfter, bytes: bytes ?? NOTHING })
  }

  /** Ends it because of an error of the runtime. */
  failBy(error: unknown): void {
    if (this.#isSettled) return
    const code = error instanceof Error ? codeOf(error) : undefined
    this.fail(networkError(code, this.#isUnsent, this.#status))
  }

  timeOut(): void {
    this.fail(timeoutError(this.#options.timeoutMs, this.#status, this.#isUnsent))
  }

  /** Whether it is certain that nothing of it was sent. */
  get #isUnsent(): boolean {
    return this.#status === undefined && (this.#request === undefined || !wasConnected(this.#request))
  }

  /** Ends it, and with it the connection, on which anything may still arrive. */
  fail(reason: unknown): void {
    if (this.#isSettled) return
    this.#settle()
    const underWay = this.#message ?? this.#request // of a message, ending the request may come too late
    underWay?.destroy()
    this.#reject(reason)
  }

  get #status(): number | undefined {
    return this.#message?.statusCode
  }

  #settle(): void {
    this.#isSettled = true
    clearTimeout(this.#timer)
    this.#unwatch?.()
  }
}

const NOTHING = Buffer.alloc(0)

function onTimeout(inFlight: InFlightRequest): void {
  inFlight.timeOut()
}

function onResponse(this: ClientRequest, message: IncomingMessage): void {
  ;(this as TrackedRequest)[IN_FLIGHT].begin(message)
}

/** Node waits for ever for whoever takes over such a connection. */
function onUpgrade(this: ClientRequest, _: IncomingMessage, socket: Socket): void {
  socket.destroy()
  ;(this as TrackedRequest)[IN_FLIGHT].failBy(undefined)
}

function onError(this: ClientRequest, error: unknown): void {
  ;(this as TrackedRequest)[IN_FLIGHT].failBy(error)
}

function onData(this: IncomingMessage, chunk: Buffer): void {
  ;(this as TrackedMessage)[IN_FLIGHT].take(chunk)
}

function onEnd(this: IncomingMessage): void {
  ;(this as TrackedMessage)[IN_FLIGHT].end(this)
}

function onMessageError(this: IncomingMessage, error: unknown): void {
  ;(this as TrackedMessage)[IN_FLIGHT].failBy(error)
}

/** Of a caller's agent a connection may be of any make. The agent holds it again when it gives it to the next request. */
function unref(socket: Partial<Pick<Socket, 'unref'>>): void {
  socket.unref?.()
}

/** One header of a message, without the work of putting all of them into an object. */
function rawHeader(message: IncomingMessage, name: string): string | undefined {
  const { rawHeaders } = message
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const each = rawHeaders[at] as string
    if (each.length === name.length && each.toLowerCase() === name) return message.headers[name]?.toString()
  }
  return undefined
}
