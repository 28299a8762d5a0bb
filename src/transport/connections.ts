// Connections that are kept for a next request, but not so long that the server may just be closing them.
import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import { elapsed } from '../clock.js'

/** Longest time that a connection waits for its next request. */
const LONGEST_IDLE_MS = 4000

/** How much earlier than the server, where it says when, a connection is given up. */
const AHEAD_OF_SERVER_MS = 1000

/** Most connections to one host: what comes on top waits, instead of one handshake for each of ten thousand calls. */
const MOST_CONNECTIONS = 256

/** Keep-alive connections, opened by agents of their own or by the caller's. */
export class Connections {
  readonly #agents: Readonly<Record<'http' | 'https', http.Agent>>
  /** On the clock that never jumps. The agents' own timers come late to a process that was paused or busy. */
  readonly #usableUntil = new WeakMap<Socket, number>()

  constructor(agent?: http.Agent) {
    // The timeout only closes connections that are idle; the agents know which.
    const options = { keepAlive: true, maxSockets: MOST_CONNECTIONS, timeout: LONGEST_IDLE_MS }
    this.#agents = agent
      ? { http: agent, https: agent }
      : { http: new http.Agent(options), https: new https.Agent(options) }
  }

  /** The agent for the next request. It offers no connection that has been idle for too long. */
  agentFor(scheme: 'http' | 'https'): http.Agent {
    const agent = this.#agents[scheme]
    const now = elapsed()
    this.#close(agent, (socket) => (this.#usableUntil.get(socket) ?? Number.POSITIVE_INFINITY) <= now)
    return agent
  }

  /** Notes that an answer has arrived completely and its connection is idle from now on. */
  idleAfter({ headers }: http.IncomingMessage, socket: Socket): void {
    const seconds = /\btimeout=(\d{1,6})/.exec(String(headers['keep-alive'] ?? ''))?.[1]
    const serversMs = seconds === undefined ? LONGEST_IDLE_MS : Number(seconds) * 1000 - AHEAD_OF_SERVER_MS
    this.#usableUntil.set(socket, elapsed() + Math.min(serversMs, LONGEST_IDLE_MS))
  }

  /** Closes what is idle now. */
  closeIdle(): void {
    for (const agent of Object.values(this.#agents)) this.#close(agent, () => true)
  }

  #close(agent: http.Agent, isDue: (socket: Socket) => boolean): void {
    for (const sockets of Object.values(agent.freeSockets ?? {})) {
      for (const socket of sockets ?? []) {
        if (!isDue(socket)) break // those behind it have been idle for a shorter time
        socket.destroy()
      }
    }
  }
}
