// The endpoint of a receiver: answers WeChat in time, whatever the code behind it does, and hands each event to that code.
import type { ServerResponse } from 'node:http'
import { monotonicNow, TIMED_OUT, withTimeout } from '../clock.js'
import { type DiagnosticListener, report } from '../diagnostics.js'
import { EventError, InputError, type InputProblem } from '../errors.js'
import { type Check, describe, func, isObject, meantBy, optional, validate, validateObject } from '../validate.js'
import { ANSWER_WITHIN_MS, WORK_AFTER_WAITING_MS, WORK_WITHIN_MS } from './deadlines.js'
import type { Deduplicator, EventLease } from './deduplicate.js'
import { type EventRequest, LARGEST_BODY } from './message.js'
import type { CallbackParameters, EventQuery } from './query.js'
import { malformed, statusOf, tooLarge } from './refusals.js'
import {
  CARD_EVENT_NAMES,
  type CardEvent,
  type CardEventName,
  type CardEventOf,
  isCardEventName,
  type MessageFields,
  type OtherEvent,
} from './types.js'

/** What to do, by the name of the event. A promise is waited for. */
export type EventHandlers = {
  readonly [Name in CardEventName]?: ((event: CardEventOf<Name>) => unknown) | undefined
}

/** Options of `createEventHandler`. */
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

/** Where a handler keeps what the simulator pushes to. By a registered name: the simulator shares no code with this. */
const DIRECT: unique symbol = Symbol.for('wechat-card-sdk.direct')

/** A callback as it comes in, from the web or from a simulator. */
interface Callback {
  readonly method: string
  query(): EventQuery
  /** Refuses what says itself that it is too large, and is not read at all. */
  checkLength?(): void
  /** Reads the body, for no longer than is left. */
  body(left: () => number): EventRequest['body'] | Promise<EventRequest['body']>
}

/** What is answered to one. */
interface CallbackReply {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A message that was opened, before anybody asks whether it was seen. */
export type OpenedEvent = (
  | { readonly known: true; readonly event: CardEvent }
  | { readonly known: false; readonly event: OtherEvent }
) & {
  readonly key: string
  reply(text?: string): string
}

/** What a handler needs of a receiver. */
export interface ReceivingSteps {
  readonly deduplicator: Deduplicator
  readonly onDiagnostic: DiagnosticListener | undefined
  verifyUrl(query: EventQuery): string
  /** Checks the query, before the body is read. */
  admit(query: EventQuery): CallbackParameters
  open(admitted: CallbackParameters, body: EventRequest['body']): OpenedEvent
}

/** Makes the endpoint of a receiver. */
export function eventHandler(
  handlers: EventHandlers,
  options: EventHandlerOptions,
  { admit, deduplicator, onDiagnostic, open, verifyUrl }: ReceivingSteps,
): EventHandler {
  const dropped = new Set<string>()
  const reportError = (error: unknown, event?: CardEvent | OtherEvent): void =>
    ignoreErrors(() => options.onError?.(error, event))

  /** A misspelt field or a forgotten function would otherwise show nowhere: WeChat is told that all is well. */
  const reportDropped = (event: string): void => {
    if (dropped.has(event) || dropped.size >= MOST_NAMES) return
    dropped.add(event)
    report(onDiagnostic, { type: 'event.unhandled', event })
  }

  /** Runs the caller's function for an event. */
  const handle = async ({ known, event }: OpenedEvent): Promise<void> => {
    const handler = known ? (handlers[event.Event] as ((event: CardEvent) => unknown) | undefined) : undefined
    const take = handler ?? options.onUnhandled
    if (take !== undefined)
      await take(event as CardEvent) // of this very name
    else reportDropped(nameOf(event))
  }

  /**
   * Sees the event through. When WeChat has to be answered before the end, a copy of it is a duplicate from then on. If
   * it fails after all, a copy that still comes is new: it is the only second chance.
   */
  const deliver = async (opened: OpenedEvent, lease: EventLease, ms: number): Promise<boolean> => {
    const work = handle(opened)
    try {
      const late = (await withTimeout(work, { ms })) === TIMED_OUT
      if (late) await lease.complete()
      await work
      if (!late) await lease.complete()
      return true
    } catch (error) {
      await lease.abandon()
      reportError(error, opened.event)
      return false
    }
  }

  const respond = async (callback: Callback): Promise<CallbackReply> => {
    const answerBy = monotonicNow() + ANSWER_WITHIN_MS
    const left = (): number => Math.max(answerBy - monotonicNow(), 0)
    let opened: OpenedEvent
    try {
      const query = callback.query()
      if (callback.method === 'GET') return answer(200, verifyUrl(query))
      if (callback.method !== 'POST') return answer(405, '', { allow: 'GET, POST' })
      callback.checkLength?.()
      const admitted = admit(query)
      opened = open(admitted, await callback.body(left))
    } catch (error) {
      reportError(error)
      return answer(statusOf(error))
    }
    const lease = await deduplicator.lease(opened.key, left() - WORK_AFTER_WAITING_MS)
    if (lease === 'duplicate') return answer(200, SUCCESS)
    if (lease === 'busy') return answer(503)
    const ms = Math.min(left(), WORK_WITHIN_MS)
    const delivery = deliver(opened, lease, ms)
    const delivered = await withTimeout(delivery, { ms })
    if (delivered === TIMED_OUT) ignoreErrors(() => options.waitUntil?.(delivery.then(() => {})))
    return delivered === false ? answer(500) : answer(200, SUCCESS)
  }

  const handler: EventHandler = async (...given) => {
    const [request] = given
    return toResponse(isRequest(request) ? await respond(fromWeb(request)) : misused(given, options.onError))
  }
  const direct = (query: string, body: Uint8Array): Promise<CallbackReply> =>
    respond({ method: 'POST', query: () => new URLSearchParams(query), body: () => body })
  return Object.defineProperty(handler, DIRECT, { value: direct })
}

const fromWeb = (request: Request): Callback => ({
  method: request.method,
  query: () => new URL(request.url).searchParams,
  checkLength: () => refuseLength(request),
  body: (left) => readBody(request, left),
})

const SUCCESS = 'success'

const isRequest = (value: unknown): value is Request =>
  isObject(value) && typeof value.url === 'string' && isObject(value.headers) && typeof value.headers.get === 'function'

/**
 * Says that the handler was not wrapped, to everybody who might listen: without an answer the request would hang, since
 * frameworks of the Node kind look at no `Response` that a function resolves to.
 */
function misused([request, reply]: readonly unknown[], onError: EventHandlerOptions['onError']): CallbackReply {
  const expected = 'a Request. For node:http, Express, Koa and Fastify wrap the handler: toNodeHandler(handler)'
  const error = new InputError('createEventHandler', [{ field: 'request', expected, received: describe(request) }])
  if (onError === undefined) process.emitWarning(error.message)
  else ignoreErrors(() => onError(error))
  ignoreErrors(() => {
    if (isObject(reply) && typeof reply.writeHead === 'function') {
      const response = reply as unknown as ServerResponse // of node:http and of Express
      if (!response.headersSent) response.writeHead(500, PLAIN_TEXT).end(error.message)
    } else if (isObject(reply) && typeof reply.code === 'function') {
      reply.code(500) // Fastify, which sends the Response below
    } else if (isObject(request) && isObject(request.res)) {
      Object.assign(request, { status: 500, body: error.message }) // Koa
    }
  })
  return answer(500, error.message)
}

/** Lists what is wrong with what a handler is made of. */
export const problemsOfHandler = (handlers: unknown, options: unknown): InputProblem[] => [
  ...problemsOfHandlers(handlers),
  ...problemsOfOptions(options),
]

function problemsOfHandlers(handlers: unknown): InputProblem[] {
  if (!isObject(handlers)) return validate('handlers', handlers, () => 'an object of functions by event name')
  return Object.entries(handlers).flatMap(([name, handler]) => {
    if (isCardEventName(name)) return validate(`handlers.${name}`, handler, optional(func))
    return [{ field: `handlers.${name}`, expected: `left out: ${whyNoEvent(name)}`, received: describe(handler) }]
  })
}

function whyNoEvent(name: string): string {
  const option = meantBy(name, OPTION_NAMES)
  if (option !== undefined) {
    return `it is an option and belongs into the third argument, createEventHandler(receiver, handlers, { ${option} })`
  }
  const meant = meantBy(name, CARD_EVENT_NAMES)
  return `there is no such event about cards${meant === undefined ? '' : ` (did you mean ${meant}?)`}. Take it with onUnhandled`
}

/** Names the events among the options, where a handler would never be called. */
const problemsOfOptions = (options: unknown): InputProblem[] =>
  validateObject('options', options, optionsShape).map((problem) => {
    const name = problem.field.slice('options.'.length)
    if (!isCardEventName(name)) return problem
    return { ...problem, expected: 'left out: it is an event and belongs into the second argument, the handlers' }
  })

const optionsShape: Readonly<Record<keyof EventHandlerOptions, Check>> = {
  onUnhandled: optional(func),
  onError: optional(func),
  waitUntil: optional(func),
}

const OPTION_NAMES = Object.keys(optionsShape)

/** More names than WeChat has. In plain mode anybody may invent some. */
const MOST_NAMES = 200

/** The name of a message, as far as it is one. */
function nameOf(event: CardEvent | OtherEvent): string {
  const { Event, MsgType, InfoType } = event as MessageFields // which every event is
  const name = [Event, MsgType, InfoType].find((each) => typeof each === 'string' && each !== '')
  return typeof name === 'string' && /^[\w.-]{1,64}$/.test(name) ? name : 'unknown'
}

/** Never anything else to a browser: it may hold what a stranger sent. */
const PLAIN_TEXT = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' }

const answer = (status: number, body = '', headers: CallbackReply['headers'] = {}): CallbackReply => ({
  status,
  body,
  headers,
})

const toResponse = ({ status, body, headers }: CallbackReply): Response =>
  new Response(body, { status, headers: { ...PLAIN_TEXT, ...headers } })

/** Runs the caller's code where its failure must change nothing. */
function ignoreErrors(run: () => unknown): void {
  void (async () => run())().catch(() => {})
}

/** What says itself that it is too large is not read at all. */
function refuseLength(request: Request): void {
  if (Number(request.headers.get('content-length')) > LARGEST_BODY) throw tooLarge(LARGEST_BODY)
}

/** Reads no more than a message can have, for no longer than there is time to answer. */
async function readBody(request: Request, left: () => number): Promise<Uint8Array> {
  if (request.bodyUsed) throw malformed('its body was read by somebody else')
  const reader = request.body?.getReader()
  if (reader === undefined) throw malformed('it has no body')
  try {
    const body = await withTimeout(readAll(reader), { ms: left() })
    if (body !== TIMED_OUT) return body
    throw malformed('its body did not arrive in time')
  } catch (error) {
    ignoreErrors(() => reader.cancel())
    throw error instanceof EventError ? error : malformed('its body broke off')
  }
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, length)
    if (!((value as unknown) instanceof Uint8Array)) throw malformed('its body does not consist of bytes')
    length += value.byteLength
    if (length > LARGEST_BODY) throw tooLarge(LARGEST_BODY)
    chunks.push(value)
  }
}
