// The simulator as a real HTTP server, for any language.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { IncomingRequest } from './gateway.js'

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

/** Starts a server that answers with what `answer` writes. */
export async function listen(
  { port = 0, host = '127.0.0.1' }: ListenOptions,
  answer: (request: IncomingRequest, response: ServerResponse) => Promise<void>,
): Promise<Listening> {
  const server = createServer(async (request, response) => {
    try {
      const incoming = await read(request)
      if (incoming) await answer(incoming, response)
      else response.writeHead(413).end()
    } catch {
      response.destroy() // the other side has gone
    }
  })
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
    body: new Uint8Array(Buffer.concat(chunks)),
  }
}
