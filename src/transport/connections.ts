// Connections that are kept for a next request, but not so long that the server may just be closing them.
import type { Agent } from 'node:http'
import type { Socket } from 'node:net'
import { nodeHttp, nodeHttps } from '../builtins.js'
import { monotonicNow } from '../clock.js'

/** Longest time that a connection waits for its next request. */
const LONGEST_IDLE_MS = 4000

/** How much earlier than the server, where it says when, a connection is given up. */
const AHEAD_OF_SERVER_MS = 1000

/** Most connections to one host: what comes on top waits, instead of one handshake for each of ten thousand calls. */
const MOST_CONNECTIONS = 256

// The timeout only closes connections that are idle; the agents know which.
const AGENT_OPTIONS = { keepAlive: true, maxSockets: MOST_CONNECTIONS, timeout: LONGEST_IDLE_MS }

/** On a socket: until when it may be used again. On the clock that never jumps. */
const USABLE_UNTIL: unique symbol = Symbol('usable until')

interface KeptSocket extends Socket {
  [USABLE_UNTIL]?: number
}

/** Keep-alive connections, opened by agents of their own or by the caller's. */
export class Connections {
  #http: Agent | undefined
  #https: Agent | undefined
  /** No connection has waited for too long before this time. */
  #nextLook = Number.POSITIVE_INFINITY

  constructor(agent?: Agent) {
    this.#http = agent
    this.#https = agent
  }

  /** The agent for the next request. It offers no connection that has been idle for too long. */
  agentFor(protocol: 'http:' | 'https:'): Agent {
    // The agents' own timers come late to a process that was paused or busy.
    if (this.#nextLook <= monotonicNow()) this.#closeOverdue()
    if (protocol === 'https:') {
      this.#https ??= new (nodeHttps().Agent)(AGENT_OPTIONS)
      return this.#https
    }
    this.#http ??= new (nodeHttp().Agent)(AGENT_OPTIONS)
    return this.#http
  }

  /**
   * Notes that an answer has arrived completely and its connection is idle from now on.
   *
   * @param keepAlive What the server says about it: `timeout=5, max=100`.
   */
  idleAfter(socket: Socket, keepAlive: string | undefined): void {
    const seconds = keepAlive === undefined ? undefined : /\btimeout=(\d{1,6})/.exec(keepAlive)?.[1]
    const serversMs = seconds === undefined ? LONGEST_IDLE_MS : Number(seconds) * 1000 - AHEAD_OF_SERVER_MS
    const usableUntil = monotonicNow() + Math.min(serversMs, LONGEST_IDLE_MS)
    ;(socket as KeptSocket)[USABLE_UNTIL] = usableUntil
    if (usableUntil < this.#nextLook) this.#nextLook = usableUntil
  }

  /** Closes what is idle now. */
  closeIdle(): void {
    for (const socket of this.#idle()) close(socket)
  }

  #closeOverdue(): void {
    const now = monotonicNow()
    // Those in use may be idle before long, with a time that was set before this look.
    this.#nextLook = now + LONGEST_IDLE_MS
    for (const socket of this.#idle()) {
      // Of other users of the caller's agent it is not known since when their connections are idle.
      const usableUntil = socket[USABLE_UNTIL] ?? Number.POSITIVE_INFINITY
      if (usableUntil <= now) close(socket)
      else if (usableUntil < this.#nextLook) this.#nextLook = usableUntil
    }
  }

  *#idle(): Generator<KeptSocket> {
    for (const agent of new Set([this.#http, this.#https])) {
      for (const sockets of Object.values(agent?.freeSockets ?? {})) yield* [...(sockets ?? [])]
    }
  }
}

/** Closes an idle connection, and takes it from its agent at once: until it has closed the agent would hand it out. */
function close(socket: Socket): void {
  socket.destroy()
  socket.emit('agentRemove') // how Node itself takes a connection from an agent
}
