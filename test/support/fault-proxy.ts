// A TCP proxy on this machine that breaks connections in the ways networks do. It knows nothing of HTTP.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** From the client's side: the request travels `up`, the answer `down`. */
export type Direction = 'up' | 'down'

/** What the proxy does to the bytes of every connection. */
export type Fault =
  | { readonly mode: 'pass' }
  /** Nobody listens. Open connections are reset. */
  | { readonly mode: 'refuse' }
  /** Connections are taken, and what is sent into them disappears. */
  | { readonly mode: 'blackhole' }
  /** A reset instead of the byte after the first `after` ones. */
  | { readonly mode: 'reset'; readonly direction: Direction; readonly after: number }
  /** An orderly end in one direction after so many bytes; the other direction stays open. */
  | { readonly mode: 'halfClose'; readonly direction: Direction; readonly after: number }
  /** One byte at a time. Default interval: 1 s. */
  | { readonly mode: 'drip'; readonly direction: Direction; readonly intervalMs?: number }
  /** No more than so many bytes per second, in both directions. */
  | { readonly mode: 'limit'; readonly bytesPerSecond: number }

/** A running proxy. */
export interface FaultProxy {
  readonly url: string
  readonly port: number
  /** Connections that clients have open now. */
  readonly openConnections: number
  /** Changes what happens from now on, also to connections that are open; bytes are counted anew. */
  switchTo(fault: Fault): Promise<void>
  close(): Promise<void>
}

/** A client's connection and the one it is passed on to. */
interface Link {
  readonly client: Socket
  readonly target: Socket
  /** Bytes passed on under the present fault. */
  readonly passed: Record<Direction, number>
}

/** Starts a proxy in front of a port of this machine. */
export async function startFaultProxy(targetPort: number, first: Fault = { mode: 'pass' }): Promise<FaultProxy> {
  let fault: Fault = { mode: 'pass' }
  const links = new Set<Link>()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const target = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true })
    const link: Link = { client, target, passed: { up: 0, down: 0 } }
    links.add(link)
    client.on('close', () => links.delete(link))
    pump(link, 'up', () => fault)
    pump(link, 'down', () => fault)
  })
  await listen(server, 0)
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe

  const switchTo = async (next: Fault): Promise<void> => {
    fault = next
    for (const { passed } of links) Object.assign(passed, { up: 0, down: 0 })
    if (next.mode === 'refuse' && server.listening) await shut(server, links)
    if (next.mode !== 'refuse' && !server.listening) await listen(server, port)
  }
  await switchTo(first)
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    get openConnections() {
      return links.size
    },
    switchTo,
    async close() {
      if (server.listening) await shut(server, links)
    },
  }
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}

async function shut(server: Server, links: ReadonlySet<Link>): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  for (const link of links) breakOff(link)
  await closed
}

function breakOff({ client, target }: Link): void {
  client.resetAndDestroy()
  target.resetAndDestroy()
}

/** Passes on what arrives on one side, as the present fault allows, one piece after the other. */
function pump(link: Link, direction: Direction, present: () => Fault): void {
  const [from, to] = direction === 'up' ? [link.client, link.target] : [link.target, link.client]
  let earlier: Promise<void> = Promise.resolve()
  from.on('data', (piece: Buffer) => {
    from.pause()
    earlier = earlier.then(() => pass(link, direction, piece, to, present)).then(() => void from.resume())
  })
  from.on('end', () => {
    earlier = earlier.then(() => {
      if (present().mode !== 'blackhole') to.end()
    })
  })
  from.on('error', () => breakOff(link))
  from.on('close', () => {
    // In a black hole nobody hears that the server has gone, but what the client leaves behind is cleared away.
    if (direction === 'up' || present().mode !== 'blackhole') earlier.then(() => to.destroySoon())
  })
}

async function pass(link: Link, direction: Direction, piece: Buffer, to: Socket, present: () => Fault): Promise<void> {
  const fault = present()
  if (fault.mode === 'blackhole') return
  if (fault.mode === 'drip' && fault.direction === direction) {
    return await spread(piece, 1, fault.intervalMs ?? 1000, to, () => present() === fault)
  }
  if (fault.mode === 'limit') {
    const ticksPerSecond = Math.min(10, fault.bytesPerSecond)
    const size = Math.floor(fault.bytesPerSecond / ticksPerSecond)
    return await spread(piece, size, 1000 / ticksPerSecond, to, () => present() === fault)
  }
  if ((fault.mode === 'reset' || fault.mode === 'halfClose') && fault.direction === direction) {
    const left = Math.max(fault.after - link.passed[direction], 0)
    link.passed[direction] += piece.length
    if (left > 0) await write(to, piece.subarray(0, left))
    if (piece.length <= left) return
    if (fault.mode === 'reset') breakOff(link)
    else to.end()
    return
  }
  link.passed[direction] += piece.length
  await write(to, piece)
}

/** Passes on little by little. What is left when the fault changes goes at once. */
async function spread(
  piece: Buffer,
  size: number,
  intervalMs: number,
  to: Socket,
  goesOn: () => boolean,
): Promise<void> {
  let at = 0
  while (at < piece.length && goesOn() && !to.destroyed) {
    await write(to, piece.subarray(at, at + size))
    at += size
    await wait(intervalMs, undefined, { ref: false })
  }
  await write(to, piece.subarray(at))
}

const write = (to: Socket, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    if (to.writable && bytes.length > 0) to.write(bytes, () => resolve())
    else resolve()
  })
