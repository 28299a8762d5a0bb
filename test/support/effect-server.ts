// A small WeChat for tests of the transport: counts what arrives and what takes effect, and answers as it is told to.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** What the server does with one request. */
export interface ScriptedAnswer {
  /** Default 200. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Default `{"errcode":0,"errmsg":"ok"}`. */
  readonly body?: string | Uint8Array
  /** Sent one after the other instead of `body`, without a length in the headers. */
  readonly chunks?: readonly (string | Uint8Array)[]
  /** False where WeChat refuses before it does anything. Default true. */
  readonly executes?: boolean
  /** Where the answer stops: before its headers, after them, or after so many bytes of its body. */
  readonly stopsAt?: 'headers' | 'body' | number
  /** What happens there: nothing ever again, a reset, or an orderly end of the connection. */
  readonly stopsBy?: 'stall' | 'reset' | 'end'
  /** For how many requests this holds. Default 1. */
  readonly times?: number
}

/** One request, after all of it has arrived. */
export interface ArrivedRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A running server. */
export interface EffectServer {
  readonly url: string
  readonly port: number
  /** In the order of arrival. */
  readonly requests: readonly ArrivedRequest[]
  /** How many requests for the path arrived completely. */
  requestsTo(path: string): number
  /** How many of them were carried out. */
  effectsOf(path: string): number
  /** Says what is answered next at a path. When all is used up, success is answered. */
  script(path: string, ...answers: readonly ScriptedAnswer[]): void
  /** Connections that are open now. */
  readonly openConnections: number
  /** Connections since the start. */
  readonly allConnections: number
  close(): Promise<void>
}

const SUCCESS = '{"errcode":0,"errmsg":"ok"}'

/** Starts a server on a free port of this machine. */
export async function startEffectServer(): Promise<EffectServer> {
  const requests: ArrivedRequest[] = []
  const effects = new Map<string, number>()
  const scripts = new Map<string, { answer: ScriptedAnswer; left: number }[]>()
  const sockets = new Set<Socket>()
  let allConnections = 0

  const next = (path: string): ScriptedAnswer => {
    const queue = scripts.get(path) ?? []
    const first = queue[0]
    if (first === undefined) return {}
    if (--first.left <= 0) queue.shift()
    return first.answer
  }
  const server = createServer(async (request, response) => {
    try {
      const arrived = await arrival(request)
      requests.push(arrived)
      const answer = next(arrived.path)
      if (answer.executes !== false) effects.set(arrived.path, (effects.get(arrived.path) ?? 0) + 1)
      await send(response, answer)
    } catch {
      response.destroy() // the other side has gone in the middle of its request
    }
  })
  server.on('connection', (socket) => {
    allConnections++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    requestsTo: (path) => requests.filter((request) => request.path === path).length,
    effectsOf: (path) => effects.get(path) ?? 0,
    script(path, ...answers) {
      const queue = scripts.get(path) ?? []
      scripts.set(path, queue)
      queue.push(...answers.map((answer) => ({ answer, left: answer.times ?? 1 })))
    },
    get openConnections() {
      return sockets.size
    },
    get allConnections() {
      return allConnections
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function arrival(request: IncomingMessage): Promise<ArrivedRequest> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host')
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer) // without an encoding it is bytes
  return {
    method: request.method ?? '',
    path: pathname,
    query: searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks).toString(),
  }
}

async function send(response: ServerResponse, answer: ScriptedAnswer): Promise<void> {
  const { status = 200, headers = {}, body = SUCCESS, chunks, stopsAt, stopsBy = 'stall' } = answer
  if (stopsAt === 'headers') return stop(response, stopsBy)
  const bytes = Buffer.from(body)
  const length = chunks === undefined ? { 'content-length': String(bytes.length) } : {}
  response.writeHead(status, { 'content-type': 'application/json', ...length, ...headers })
  response.flushHeaders()
  if (stopsAt === 'body') return stop(response, stopsBy)
  for (const chunk of chunks ?? []) await written(response, Buffer.from(chunk))
  if (stopsAt !== undefined) {
    await written(response, bytes.subarray(0, stopsAt))
    return stop(response, stopsBy)
  }
  response.end(chunks === undefined ? bytes : undefined)
}

const written = (response: ServerResponse, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    response.write(bytes, () => resolve()) // also called when the connection is gone
  })

function stop(response: ServerResponse, how: 'stall' | 'reset' | 'end'): void {
  if (how === 'reset') response.socket?.resetAndDestroy()
  if (how === 'end') response.socket?.end()
}
