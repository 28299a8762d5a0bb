// Lets a Fetch handler serve node:http and what is built on it: Express, Koa, Fastify.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { InputProblem } from '../errors.js'
import { describe, func, throwIfInvalid, validate } from '../validate.js'
import type { EventHandler } from './handler.js'

/** A request of `node:http`, or of a framework that adds what its body parser has read. */
export type NodeRequest = IncomingMessage & {
  /** What a body parser has made of the body. */
  body?: unknown
  /** The body as it came, where a platform keeps it. */
  rawBody?: unknown
}

/** An endpoint of `node:http`. Rejects only when it is called with something else, with an `InputError`. */
export type NodeHandler = (request: NodeRequest, response: ServerResponse) => Promise<void>

/**
 * Makes an endpoint of `node:http` out of a Fetch handler. It reads the body itself; where a body parser was faster, it
 * takes what that has left in `request.rawBody` or `request.body`.
 *
 * @throws An {@link InputError}: this is no function.
 * @example
 * ```ts
 * const serve = toNodeHandler(handler)
 * createServer(serve) // node:http
 * app.all('/wechat', serve) // Express, with or without a body parser
 * router.all('/wechat', async (ctx) => { // Koa
 *   ctx.respond = false
 *   await serve(ctx.req, ctx.res)
 * })
 * fastify.all('/wechat', async (request, reply) => { // Fastify
 *   reply.hijack()
 *   await serve(request.raw, reply.raw)
 * })
 * ```
 */
export function toNodeHandler(handler: EventHandler): NodeHandler {
  throwIfInvalid('toNodeHandler', validate('handler', handler, func))
  return async (request, response) => {
    if (typeof response?.writeHead !== 'function') throwIfInvalid('toNodeHandler', [misuse(request)])
    try {
      const asked = toRequest(request)
      const answer = await handler(asked)
      asked.body?.cancel().catch(() => {}) // what is left of it would block the connection
      const body = Buffer.from(await answer.arrayBuffer())
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(body)
    } catch {
      // Only what something else has broken before leads here, such as an answer that was already sent.
      if (!response.headersSent) response.writeHead(500)
      response.end()
    }
  }
}

/** Koa and Fastify hand over objects of their own, and servers of the Fetch kind need no wrapping at all. */
function misuse(request: unknown): InputProblem {
  const isFetch = request instanceof Request
  const instead =
    'the request and the response of node:http: ctx.req and ctx.res in Koa, request.raw and reply.raw in Fastify'
  const expected = isFetch
    ? `${instead}. Where a Request comes, the handler serves as it is, without toNodeHandler`
    : instead
  return { field: 'arguments', expected, received: describe(request) }
}

function toRequest(request: NodeRequest): Request {
  const { method = 'GET', url = '' } = request
  const query = url.includes('?') ? url.slice(url.indexOf('?')) : ''
  const address = `http://localhost/${query}` // only the query is looked at, and a strange path must not fail
  if (method === 'GET' || method === 'HEAD') return new Request(address, { method })
  // A stream needs `duplex`, which the types do not know.
  return new Request(address, { method, body: bodyOf(request), duplex: 'half' } as RequestInit)
}

/** The body: as a stream while nobody has read it, else as the parser left it. */
function bodyOf(request: NodeRequest): ReadableStream<Uint8Array> | Uint8Array | string | null {
  if (!request.readableDidRead) return streamOf(request)
  const left = request.rawBody ?? request.body
  if (typeof left === 'string' || left instanceof Uint8Array) return left
  try {
    return JSON.stringify(left) ?? null
  } catch {
    return null // no body: the handler says so
  }
}

/** A body that needs more arrives in crumbs, and is better read a heap at a time: Node announces each crumb by itself. */
const FEW_READS = 16

/**
 * Streams a body, as much at once as has arrived: one byte after the other would cost more than all that is done with
 * them. Unlike `Readable.toWeb` it does not destroy the connection when nobody wants the rest: the rest is thrown away,
 * so that the answer still arrives.
 */
function streamOf(request: IncomingMessage): ReadableStream<Uint8Array> {
  let stopListening: () => void
  let isOver = false
  let reads = 0
  let goOn = (): void => {}
  return new ReadableStream(
    {
      start(controller) {
        const onReadable = (): void => goOn()
        const end = (close: () => void): void => {
          isOver = true
          stopListening()
          close()
          goOn()
        }
        const onEnd = (): void => end(() => controller.close())
        const onError = (error: Error): void => end(() => controller.error(error))
        stopListening = () => request.off('readable', onReadable).off('end', onEnd).off('error', onError)
        request.on('readable', onReadable).on('end', onEnd).on('error', onError)
      },
      async pull(controller) {
        reads += 1
        if (reads > FEW_READS) await new Promise((resolve) => setImmediate(resolve))
        for (;;) {
          // The length is named, because without one Node 26 hands out a crumb of it at a time.
          const chunk: string | Uint8Array | null = request.read(request.readableLength || undefined)
          if (chunk !== null) return controller.enqueue(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
          await new Promise<void>((resolve) => {
            goOn = resolve
          })
          if (isOver) return
        }
      },
      cancel() {
        isOver = true
        stopListening() // or the end of the rest would be an error: the stream is closed
        goOn()
        request.resume()
      },
    },
    { highWaterMark: 0 }, // nothing is taken in before somebody asks
  )
}
