// Node's own HTTP client in the shape of fetch: a fraction of the cost of the global one, and it knows its sockets.
import http, { type Agent } from 'node:http' // as objects whose functions are looked up at each call: interceptors put their own there
import https from 'node:https'
import type { Socket } from 'node:net'
import { finished, pipeline, type Readable } from 'node:stream'
import { createBrotliDecompress, createUnzip } from 'node:zlib'
import { type Check, checkObject, optional } from '../input.js'
import { Connections } from './connections.js'
import { type Arriving, EXCHANGE, type Exchange, type ExchangeRequest, type FetchLike } from './fetch-like.js'

/** Options of {@link nodeFetch}. */
export interface NodeFetchOptions {
  /**
   * Opens the connections: an `http.Agent`, an `https.Agent`, or the agent of a proxy, such as the package
   * `https-proxy-agent` makes.
   * @defaultValue keep-alive agents of this fetch alone, with at most 256 connections per host
   */
  agent?: Agent | undefined
}

/** What {@link nodeFetch} makes. */
export interface NodeFetch extends FetchLike {
  /** Closes the connections that wait for a next request. Those in use stay, and new ones are opened when needed. */
  closeIdleConnections(): void
}

/**
 * Makes a `fetch` on `node:http` and `node:https` for the client's `fetch` option. It costs a fraction of the global
 * one. It follows no redirect, uses no connection again that has been idle for 4 seconds or almost as long as the server
 * keeps it, and takes no proxy from the environment: that is what `agent` is for. Idle connections do not keep the
 * process alive.
 *
 * @throws An {@link InputError}: an option is wrong or unknown.
 * @example
 * ```ts
 * const agent = new HttpsProxyAgent('http://10.0.0.8:3128', { keepAlive: true }) // of the package https-proxy-agent
 * const fetch = nodeFetch({ agent })
 * const wechat = new WeChatCardClient({ appId: 'wx…', appSecret: '…', fetch })
 * ```
 */
export function nodeFetch(options: NodeFetchOptions = {}): NodeFetch {
  checkObject('nodeFetch', options, { agent: optional(isAgent) })
  const connections = new Connections(options.agent)
  const exchange: Exchange = (url, request) => {
    const { arrival, stop } = start(connections, url, request)
    return { arriving: arrival.then(toArriving), stop }
  }
  const fetch: FetchLike = (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const { arrival, stop } = start(connections, url, { method, headers: Object.fromEntries(headers), body })
      const onAbort = (): void => {
        reject(signal.reason)
        stop()
      }
      const end = (): void => signal.removeEventListener('abort', onAbort)
      signal.addEventListener('abort', onAbort, { once: true })
      arrival
        .then((answer) => {
          answer.body.once('close', end)
          resolve(toResponse(answer, signal))
        })
        .catch((error: unknown) => {
          end()
          reject(error)
        })
    })
  return Object.assign(fetch, { closeIdleConnections: () => connections.closeIdle(), [EXCHANGE]: exchange })
}

const isAgent: Check = (value) =>
  typeof (value as { addRequest?: unknown } | null)?.addRequest === 'function' ? undefined : 'an http.Agent'

interface Arrival {
  readonly message: http.IncomingMessage
  /** The message, or what decodes it. */
  readonly body: Readable
}

/** Sent unless the caller says otherwise, as the global fetch does. */
const HEADERS = { accept: '*/*', 'accept-encoding': 'gzip, deflate, br', 'user-agent': 'node' }

/** Sends the request. The arrival is that of the headers; `stop` ends everything until the body has been read. */
function start(
  connections: Connections,
  url: string,
  { method, headers, body }: ExchangeRequest,
): { readonly arrival: Promise<Arrival>; readonly stop: () => void } {
  let underWay: { destroy(): unknown } | undefined
  const arrival = new Promise<Arrival>((resolve, reject) => {
    const secure = url.startsWith('https:')
    const agent = connections.agentFor(secure ? 'https' : 'http')
    const request = (secure ? https : http).request(url, { agent, method, headers: { ...HEADERS, ...headers } })
    underWay = request
    let isUp = false
    request.once('socket', (socket) => {
      if (socket.destroyed) return // none of the request can have left through it
      const awaited = awaitedEvent(socket)
      if (awaited === undefined) isUp = true
      else {
        socket.once(awaited, () => {
          isUp = true
        })
      }
    })
    request.on('error', (error) => {
      reject(new TypeError('fetch failed', { cause: isUp ? whileInUse(error) : whileConnecting(error) }))
    })
    request.once('upgrade', (_, socket) => {
      socket.destroy()
      reject(new TypeError('fetch failed: the server wants another protocol'))
    })
    request.once('response', (message) => {
      const { socket } = message // taken away from the message when it ends
      const answer = { message, body: decoded(message) }
      underWay = answer.body
      message.once('end', () => connections.idleAfter(message, socket))
      resolve(answer)
    })
    request.end(body)
  })
  return { arrival, stop: () => void underWay?.destroy() }
}

/** The event for which Node keeps the bytes of a request back, unless the connection is up. */
function awaitedEvent({ connecting, secureConnecting }: Socket & { readonly secureConnecting?: boolean }) {
  if (secureConnecting === true) return 'secureConnect'
  return connecting ? 'connect' : undefined
}

/** Says that the error belongs to connecting, which a reset in the middle of a handshake does not say itself. */
const whileConnecting = (error: NodeJS.ErrnoException): Error => duringCall('connect', error)

/** Says that the error met a connection in use, whose TLS has the same names for it as a handshake. */
const whileInUse = (error: NodeJS.ErrnoException): Error =>
  duringCall(error.syscall === 'write' ? 'write' : 'read', error)

const duringCall = (syscall: string, { message, code }: NodeJS.ErrnoException): Error =>
  Object.assign(new Error(message), { code, syscall })

const statusOf = ({ statusCode = 0 }: http.IncomingMessage): number => statusCode // an answer has one

/** Undoes the content coding, no faster than the result is read. What is in an unknown coding stays as it is. */
function decoded(message: http.IncomingMessage): Readable {
  switch (message.headers['content-encoding']?.toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
    case 'deflate':
      return pipeline(message, createUnzip(), ignore)
    case 'br':
      return pipeline(message, createBrotliDecompress(), ignore)
    default:
      return message
  }
}

/** Who reads the last stream of a pipeline sees its errors. */
const ignore = (): void => {}

const toArriving = ({ message, body }: Arrival): Arriving => ({
  status: statusOf(message),
  header: (name) => message.headers[name]?.toString() ?? null,
  read: (take) => readAll(body, take),
})

function readAll(body: Readable, take: (chunk: unknown) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    body.on('data', (chunk) => {
      try {
        take(chunk)
      } catch (error) {
        reject(error)
      }
    })
    // Also tells of a body that broke off before anybody listened.
    finished(body, { writable: false }, (error) => (error ? reject(error) : resolve()))
  })
}

/** Statuses whose answers have no body. */
const BODILESS = [204, 205, 304]

/** The same answer as the web knows it. */
function toResponse({ message, body }: Arrival, signal: AbortSignal): Response {
  const { rawHeaders, statusMessage = '' } = message
  const status = statusOf(message)
  const pairs = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : []))
  const bodiless = BODILESS.includes(status)
  if (bodiless) body.resume()
  try {
    return new Response(bodiless ? null : streamOf(body, signal), { status, statusText: statusMessage, headers: pairs })
  } catch (cause) {
    body.destroy() // a status outside 200 to 599 has no place in a Response
    throw new TypeError('fetch failed', { cause })
  }
}

function streamOf(body: Readable, signal: AbortSignal): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]()
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next().finally(() => signal.throwIfAborted())
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel() {
        body.destroy()
      },
    },
    { highWaterMark: 0 },
  )
}
