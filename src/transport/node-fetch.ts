// The sender over node:http for the client's `fetch` option, in the shape of a web fetch for everybody else.
import type { Agent, ClientRequest, IncomingMessage } from 'node:http'
import { type Check, checkObject, optional } from '../validate.js'
import { Connections } from './connections.js'
import { decodedPieces, isDecodable } from './content-coding.js'
import { type FetchLike, SENDER } from './fetch-like.js'
import { addressOf } from './http.js'
import { HEADERS, nodeSender, openRequest, wasConnected } from './node-client.js'

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
  const fetch: FetchLike = (url, init) => new WebExchange(connections, init.signal).send(url, init)
  return Object.assign(fetch, {
    closeIdleConnections: () => connections.closeIdle(),
    [SENDER]: nodeSender(connections),
  })
}

const isAgent: Check = (value) =>
  typeof (value as { addRequest?: unknown } | null)?.addRequest === 'function' ? undefined : 'an http.Agent'

/** One request and its response as the web knows them. */
class WebExchange {
  readonly #connections: Connections
  readonly #signal: AbortSignal
  /** The message as soon as there is one: ending the request may then come too late. */
  #underWay: ClientRequest | IncomingMessage | undefined

  constructor(connections: Connections, signal: AbortSignal) {
    this.#connections = connections
    this.#signal = signal
  }

  send(url: string, { method, headers, body }: Parameters<FetchLike>[1]): Promise<Response> {
    const signal = this.#signal
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const { protocol, hostname, port } = addressOf(url)
      const { pathname, search } = new URL(url)
      const opened = { protocol, hostname, port, method, path: pathname + search }
      const request = openRequest(this.#connections, {
        ...opened,
        headers: { ...HEADERS, ...Object.fromEntries(headers) },
      })
      this.#underWay = request
      const onAbort = (): void => {
        reject(signal.reason)
        this.#underWay?.destroy()
      }
      signal.addEventListener('abort', onAbort, { once: true })
      const end = (): void => signal.removeEventListener('abort', onAbort)
      request.on('error', (error: NodeJS.ErrnoException) => {
        end()
        reject(new TypeError('fetch failed', { cause: withSystemCall(error, wasConnected(request)) }))
      })
      request.once('upgrade', (_, socket) => {
        end()
        socket.destroy()
        reject(new TypeError('fetch failed: the server wants another protocol'))
      })
      request.once('response', (message) => {
        this.#underWay = message
        message.once('close', end) // of the request, it may come before the body has been read
        try {
          resolve(this.#toResponse(message))
        } catch (cause) {
          message.destroy() // a status outside 200 to 599 has no place in a Response
          reject(new TypeError('fetch failed', { cause }))
        }
      })
      request.end(body)
    })
  }

  #toResponse(message: IncomingMessage): Response {
    const { rawHeaders, statusCode: status = 0, statusMessage = '', socket } = message // an answer has a status
    const pairs = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : []))
    message.once('end', () => this.#connections.idleAfter(socket, message.headers['keep-alive']?.toString()))
    const isBodiless = BODILESS.includes(status)
    if (isBodiless) message.resume()
    const body = isBodiless ? null : this.#streamOf(message)
    return new Response(body, { status, statusText: statusMessage, headers: pairs })
  }

  #streamOf(message: IncomingMessage): ReadableStream<Uint8Array> {
    const isEncoded = isDecodable(message.headers['content-encoding'])
    const pieces: AsyncIterator<Uint8Array> = isEncoded ? decodedPieces(message) : message[Symbol.asyncIterator]()
    return new ReadableStream(
      {
        pull: async (controller) => {
          const { done, value } = await pieces.next().finally(() => this.#signal.throwIfAborted())
          if (done) controller.close()
          else controller.enqueue(value)
        },
        cancel: () => void this.#underWay?.destroy(),
      },
      { highWaterMark: 0 },
    )
  }
}

/**
 * Says of an error by its system call whether it met a connection: a reset in the middle of a handshake does not say so
 * itself, and TLS has one set of names for a handshake and for a connection in use.
 */
function withSystemCall({ message, code, syscall }: NodeJS.ErrnoException, isUp: boolean): Error {
  const by = !isUp ? 'connect' : syscall === 'write' ? 'write' : 'read'
  return Object.assign(new Error(message), { code, syscall: by })
}

/** Statuses whose answers have no body. */
const BODILESS = [204, 205, 304]
