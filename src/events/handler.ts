// A whole endpoint: answers WeChat in time, whatever the code behind it does, and hands each event to that code.
import { elapsed, TIME_OVER, within } from '../clock.js'
import { EventError, type InputProblem } from '../errors.js'
import { describe, func, isObject, optional, problemsOf, problemsOfObject, refuse } from '../input.js'
import { ANSWER_WITHIN_MS, type Claim, WORK_AFTER_WAITING_MS, WORK_WITHIN_MS } from './delivery.js'
import { LARGEST_BODY } from './message.js'
import { malformed } from './query.js'
import { EventReceiver, insideOf, type OpenedEvent } from './receive.js'
import { type CardEvent, type CardEventName, type CardEventOf, isCardEventName, type OtherEvent } from './types.js'

/** What to do, by the name of the event. A promise is waited for. */
export type EventHandlers = {
  readonly [Name in CardEventName]?: ((event: CardEventOf<Name>) => unknown) | undefined
}

/** Options of {@link createEventHandler}. */
export interface EventHandlerOptions {
  /** Takes every message that has no function of its own. If it fails, WeChat sends the message again. */
  onUnhandled?: ((event: CardEvent | OtherEvent) => unknown) | undefined
  /**
   * Told of everything that goes wrong: an {@link EventError} for a request that is refused, or what your function threw,
   * with the event. What it throws is ignored.
   */
  onError?: ((error: unknown, event?: CardEvent | OtherEvent) => unknown) | undefined
  /**
   * Given a promise for the work that goes on after the answer, where the platform would otherwise end with the answer.
   * The promise never rejects. What it throws is ignored.
   */
  waitUntil?: ((work: Promise<void>) => unknown) | undefined
}

/** A web endpoint: takes a `Request`, answers a `Response`. Never rejects. */
export type EventHandler = (request: Request) => Promise<Response>

/**
 * Makes an endpoint for the address set at WeChat, its `GET` and its `POST`. A Fetch handler as it is; `toNodeHandler`
 * makes it one for `node:http`, Express, Koa and Fastify.
 *
 * Each event is handed over **at least once**, so a function may meet the same event again: after it failed, after the
 * process died, or while a shared `dedupe` store fails. A function that throws is answered by 500, and WeChat sends the
 * event again: three times in all, `user_get_card` more often. WeChat waits for 5 seconds; after 3.5 it is told that
 * the event arrived, and a function that fails after that is not called again. So put long work into a queue.
 *
 * @throws An {@link InputError}: there is no such event, or something is no function.
 * @example
 * ```ts
 * const handler = createEventHandler(receiver, {
 *   user_get_card: async (event) => members.upsert(event.UserCardCode, { openid: event.FromUserName }),
 * })
 * ```
 */
export function createEventHandler(
  receiver: EventReceiver,
  handlers: EventHandlers,
  options: EventHandlerOptions = {},
): EventHandler {
  refuse('createEventHandler', [
    ...problemsOf('receiver', receiver, (value) => (value instanceof EventReceiver ? undefined : 'an EventReceiver')),
    ...problemsOfHandlers(handlers),
    ...problemsOfObject('options', options, {
      onUnhandled: optional(func),
      onError: optional(func),
      waitUntil: optional(func),
    }),
  ])
  const { memory, open } = insideOf(receiver)
  const tell = (error: unknown, event?: CardEvent | OtherEvent): void => survive(() => options.onError?.(error, event))

  /** Runs the caller's function for an event. */
  const handle = async ({ known, event }: OpenedEvent): Promise<void> => {
    const handler = known ? (handlers[event.Event] as ((event: CardEvent) => unknown) | undefined) : undefined
    await (handler ?? options.onUnhandled)?.(event as CardEvent) // of this very name
  }

  /** Sees the event through. Once WeChat has been answered, whatever comes of it, a copy of it is a duplicate. */
  const deliver = async (opened: OpenedEvent, claim: Claim, ms: number): Promise<boolean> => {
    const work = handle(opened)
    try {
      const late = (await within(work, { ms })) === TIME_OVER
      if (late) await claim.keep()
      await work
      if (!late) await claim.keep()
      return true
    } catch (error) {
      await claim.release()
      tell(error, opened.event)
      return false
    }
  }

  return async (request) => {
    const answerBy = elapsed() + ANSWER_WITHIN_MS
    const left = (): number => Math.max(answerBy - elapsed(), 0)
    let opened: OpenedEvent
    try {
      const query = new URL(request.url).searchParams
      if (request.method === 'GET') return answer(200, receiver.verifyUrl(query))
      if (request.method !== 'POST') return answer(405, '', { allow: 'GET, POST' })
      opened = open({ query, body: await readBody(request, left) })
    } catch (error) {
      tell(error)
      return answer(statusOf(error))
    }
    const claim = await memory.claim(opened.key, left() - WORK_AFTER_WAITING_MS)
    if (claim === 'duplicate') return answer(200, SUCCESS)
    if (claim === 'busy') return answer(503)
    const ms = Math.min(left(), WORK_WITHIN_MS)
    const delivery = deliver(opened, claim, ms)
    const delivered = await within(delivery, { ms })
    if (delivered === TIME_OVER) survive(() => options.waitUntil?.(delivery.then(() => {})))
    return delivered === false ? answer(500) : answer(200, SUCCESS)
  }
}

const SUCCESS = 'success'

function problemsOfHandlers(handlers: unknown): InputProblem[] {
  if (!isObject(handlers)) return problemsOf('handlers', handlers, () => 'an object of functions by event name')
  return Object.entries(handlers).flatMap(([name, handler]) => {
    if (isCardEventName(name)) return problemsOf(`handlers.${name}`, handler, optional(func))
    const expected = 'left out: there is no such event about cards. Take it with onUnhandled'
    return [{ field: `handlers.${name}`, expected, received: describe(handler) }]
  })
}

/** Plain text, and never anything else to a browser: it may hold what a stranger sent. */
const answer = (status: number, body = '', headers: Record<string, string> = {}): Response =>
  new Response(body, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', ...headers },
  })

function statusOf(error: unknown): number {
  if (!(error instanceof EventError)) return 500
  return error.code === 'ERR_EVENT_SIGNATURE' || error.code === 'ERR_EVENT_EXPIRED' ? 403 : 400
}

/** Runs the caller's code where its failure must change nothing. */
function survive(run: () => unknown): void {
  void (async () => run())().catch(() => {})
}

/** Reads no more than a message can have, for no longer than there is time to answer. */
async function readBody(request: Request, left: () => number): Promise<Uint8Array> {
  if (request.bodyUsed) throw malformed('its body was read by somebody else')
  const reader = request.body?.getReader()
  if (reader === undefined) throw malformed('it has no body')
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for (;;) {
      const part = await within(reader.read(), { ms: left() })
      if (part === TIME_OVER) throw malformed('its body did not arrive in time')
      if (part.done) return Buffer.concat(chunks, length)
      if (!((part.value as unknown) instanceof Uint8Array)) throw malformed('its body does not consist of bytes')
      length += part.value.byteLength
      if (length > LARGEST_BODY) throw malformed(`its body is larger than ${LARGEST_BODY} bytes`)
      chunks.push(part.value)
    }
  } catch (error) {
    survive(() => reader.cancel())
    throw error instanceof EventError ? error : malformed('its body broke off')
  }
}
