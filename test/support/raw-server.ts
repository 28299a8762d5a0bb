// A server that speaks for itself: it answers each request with exactly the bytes that a test gives it.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A running server. */
export interface RawServer {
  readonly url: string
  /** Connections since the start. */
  readonly connections: readonly Socket[]
  /** What arrived, connection by connection. */
  readonly received: readonly string[]
  close(): Promise<void>
}

/** Starts a server on a free port of this machine. `answer` is sent, or called, after each piece that arrives. */
export async function startRawServer(answer: string | Buffer | ((socket: Socket) => void)): Promise<RawServer> {
  const connections: Socket[] = []
  const received: string[] = []
  const server = createServer((socket) => {
    const index = connections.push(socket) - 1
    received.push('')
    socket.on('error', () => {})
    socket.on('data', (piece) => {
      received[index] += piece.toString('latin1')
      if (typeof answer === 'function') answer(socket)
      else socket.write(answer)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  return {
    url: `http://127.0.0.1:${port}/`,
    connections,
    received,
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of connections) socket.destroy()
      await closed
    },
  }
}
