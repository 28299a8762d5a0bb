// What happens in a simulator, told to whoever watches while it happens.
import type { ServerResponse } from 'node:http'

/** The kinds of what happens. */
export type FeedKind = 'request' | 'effect' | 'event' | 'push' | 'reset' | 'advance'

/** Told of one thing that happened. */
export type FeedListener = (kind: FeedKind, data: unknown) => void

/** So many may watch over HTTP at once. */
const MOST_STREAMS = 64

/** A watcher that lets so many bytes wait is not reading: it is let go, and may come again. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024

/** A connection on which nothing happens is kept alive, and a dead one noticed. */
const HEARTBEAT_MS = 15_000

/** Tells listeners and streams. With nobody there it costs nothing. */
export class Feed {
  readonly #listeners = new Set<FeedListener>()
  #streams = 0

  /** Tells everybody. What a listener throws is its own affair. */
  tell(kind: FeedKind, data: unknown): void {
    for (const listener of this.#listeners) {
      try {
        listener(kind, data)
      } catch {
        // A broken listener must not change what is simulated.
      }
    }
  }

  /** Answers with a function that ends it. */
  subscribe(listener: FeedListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Streams everything from now on as server-sent events, until the connection ends. */
  stream(response: ServerResponse, headers: Readonly<Record<string, string>> = {}): void {
    if (this.#streams >= MOST_STREAMS) {
      response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":"too many streams are open"}')
      return
    }
    this.#streams++
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write(': what happens from now on\n\n')
    const send = (text: string): void => {
      if (response.writableLength > MOST_WAITING_BYTES) response.destroy()
      else response.write(text)
    }
    const end = this.subscribe((kind, data) => send(`event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`))
    const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS)
    heartbeat.unref()
    response.once('close', () => {
      this.#streams--
      clearInterval(heartbeat)
      end()
    })
  }
}
