// The simulator as a real HTTP server, for any language.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { boolean, checkObject, func, integer, optional, text, texts } from '../../validate.js'
import { broken, type IncomingRequest, JSON_TYPE } from './gateway.js'

/** Where a simulator listens. */
export interface ListenOptions {
  /**
   * 0 takes any free port.
   * @defaultValue 0
   */
  port?: number | undefined
  /**
   * The address of this machine to listen at.
   * @defaultValue '127.0.0.1'
   */
  host?: string | undefined
  /**
   * Also offers phones and controls under `/_simulator/`, for tests in other languages. Whoever reaches the port has them.
   * @defaultValue false
   */
  control?: boolean | undefined
  /**
   * Names of this machine, beside `localhost` and IP addresses, under which the controls may be addressed.
   * @defaultValue none
   */
  allowHosts?: readonly string[] | undefined
  /**
   * Origins of pages that may use the controls, beside the server's own: `http://localhost:5173`.
   * @defaultValue none
   */
  allowOrigins?: readonly string[] | undefined
  /**
   * JS-safe domains (JS 接口安全域名) of the account: hosts of pages whose `wx.config` is accepted by the stand-in
   * `/_simulator/wx.js`. Without a port every port of the host is meant.
   * @defaultValue the hosts of `allowOrigins`
   */
  jsDomains?: readonly string[] | undefined
  /** Told of every use of the controls after it was answered. What it throws is ignored. */
  onControl?: ((call: ControlCall) => void) | undefined
}

/** One use of the controls. */
export interface ControlCall {
  readonly method: string
  /** Such as `/_simulator/phone/addCard`. */
  readonly path: string
  /** The HTTP status that was answered. */
  readonly status: number
  /** Whose phone it was. */
  readonly openid?: string | undefined
  /** Why it was refused. */
  readonly reason?: string | undefined
}

/** A server that was started. */
export interface Listening {
  /** Such as `http://127.0.0.1:43211`: the client's `baseUrl`, with `allowUnsafeBaseUrl`. */
  readonly url: string
  /** Ends it, open connections too. */
  close(): Promise<void>
}

/** More than this no request of WeChat's holds. */
const MOST_BYTES = 16 * 1024 * 1024

/** Refuses options that are wrong or unknown. */
export function checkListenOptions(options: ListenOptions): void {
  checkObject('listen', options, {
    port: optional(integer(0, 65_535)),
    host: optional(text),
    control: optional(boolean),
    allowHosts: optional(texts),
    allowOrigins: optional(origins),
    jsDomains: optional(texts),
    onControl: optional(func),
  })
}

/** Starts a server that answers with what `answer` writes. */
export async function listen(
  { port = 0, host = '127.0.0.1' }: ListenOptions,
  answer: (request: IncomingRequest, response: ServerResponse) => Promise<void>,
): Promise<Listening> {
  const server = createServer(async (request, response) => {
    try {
      const incoming = await read(request)
      if (incoming) await answer(incoming, response)
      else refuseSize(request, response)
    } catch (error) {
      if (request.errored || response.destroyed || response.headersSent)
        response.destroy() // the other side has gone
      else sendBroken(response, error)
    }
  })
  server.requestTimeout = 60_000 // a body that never ends must not be held for ever
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port: actual } = server.address() as AddressInfo // it listens on a port, not on a pipe
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

/** Answers before the rest has come, so that the other side reads why. */
function refuseSize(request: IncomingMessage, response: ServerResponse): void {
  const error = `the body is longer than ${MOST_BYTES} bytes`
  response.writeHead(413, { 'content-type': JSON_TYPE, connection: 'close' })
  response.end(JSON.stringify({ error }), () => request.destroy())
}

function sendBroken(response: ServerResponse, error: unknown): void {
  const { status, contentType, body } = broken(error).reply
  response.writeHead(status, { 'content-type': contentType }).end(body)
}

async function read(request: IncomingMessage): Promise<IncomingRequest | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MOST_BYTES) return undefined
    chunks.push(chunk)
  }
  return {
    method: request.method ?? '',
    target: request.url ?? '/',
    contentType: request.headers['content-type'] ?? '',
    headers: Object.fromEntries(
      ['host', 'origin', 'sec-fetch-site', 'accept'].map((name) => [name, request.headers[name]?.toString()]),
    ),
    body: new Uint8Array(Buffer.concat(chunks)),
  }
}

const origins = (value: unknown): string | undefined =>
  Array.isArray(value) &&
  value.every((each) => typeof each === 'string' && URL.canParse(each) && new URL(each).origin === each)
    ? undefined
    : 'an array of origins, such as http://localhost:5173, without a path'
