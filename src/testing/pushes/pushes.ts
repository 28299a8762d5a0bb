// WeChat calling the merchant: every event to every address, with its deadline and its repetitions.
import { TIMED_OUT, withTimeout } from '../../clock.js'
import {
  asText,
  boolean,
  checkObject,
  describe,
  isObject,
  matching,
  oneOf,
  optional,
  throwIfInvalid,
} from '../../validate.js'
import type { SimulatedAccount } from '../account/account.js'
import type { HappenedEvent } from '../account/context.js'
import { DIRECT } from '../http/direct.js'
import { type CallbackSettings, type PushMessage, toMessage, toUrlCheck } from './message.js'
import { readReply } from './reply.js'

/** A merchant's handler: a Fetch handler such as `createEventHandler` makes. */
export type PushHandler = (request: Request) => Promise<Response>

/** How an account's callback is set up. */
export interface PushOptions {
  /** As in the console: 3 to 32 letters and digits. */
  token: string
  /** As in the console: 43 letters and digits. */
  encodingAESKey?: string | undefined
  /**
   * `safe` sends only what is encrypted, `compatible` the clear text beside it, `plain` the clear text alone.
   * @defaultValue 'safe' with a key, else 'plain'
   */
  mode?: 'safe' | 'compatible' | 'plain' | undefined
  /** @defaultValue 'xml' */
  format?: 'xml' | 'json' | undefined
  /**
   * Whether events of the phone arrive before its own callback or after it. WeChat promises neither.
   * @defaultValue 'after'
   */
  order?: 'before' | 'after' | undefined
  /**
   * Sends every event twice, as WeChat does when the merchant's answer is lost.
   * @defaultValue false
   */
  twice?: boolean | undefined
}

/** What can become of a push. */
export const PUSH_OUTCOMES = ['accepted', 'replied', 'planned', 'given_up'] as const

/** What became of one event at one address. */
export interface PushReport {
  readonly event: HappenedEvent
  /** `accepted`: answered with `success` or nothing. `replied`: with a message. `planned`: it will be sent again. */
  readonly outcome: (typeof PUSH_OUTCOMES)[number]
  /** How often it was sent so far. */
  readonly attempts: number
  /** Why the last attempt was no success. */
  readonly reason?: string | undefined
  /** With `replied`: the message in the answer, decrypted. */
  readonly reply?: string | undefined
}

/** Whether an address has shown that it is the merchant's. */
export interface Verification {
  readonly ok: boolean
  /** Why not. */
  readonly reason?: string | undefined
}

/** An address as it is set up, without its secrets. */
export interface ListedTarget {
  readonly id: number
  readonly url: string
  readonly mode: 'safe' | 'compatible' | 'plain'
  readonly format: 'xml' | 'json'
  readonly order: 'before' | 'after'
  readonly twice: boolean
}

/** An address that events are pushed to. */
export interface PushTarget {
  /**
   * Asks the address whether it is the merchant's, as saving the settings in the console does, with WeChat's deadline of
   * 5 s. `reason` says why not: no connection, no answer in time, another status, another body.
   */
  verify(options?: { signal?: AbortSignal | undefined }): Promise<Verification>
  /** Ends the pushes. */
  stop(): void
}

/** An attempt without an answer after so long is over. Real time. */
const DEADLINE_MS = 5_000
const ATTEMPTS = 3

/** For `user_get_card` alone: after a bad answer three more at intervals of a minute, after none ten more over a day. */
const AFTER_BAD_ANSWER = { times: 3, everyMs: 60_000 }
const AFTER_NO_ANSWER = { times: 10, everyMs: 8_640_000 }

/** The runtime's own, also while a test has fake timers: nobody would advance those for a push. */
const soon = setImmediate

/** One event on its way to one address. */
interface OutgoingPush {
  readonly event: HappenedEvent
  readonly target: Target
  readonly generation: number
  attempts: number
  /** Repetitions of the special policy that are left, and when the last one was due. */
  later?: { times: number; readonly everyMs: number; dueAt: number }
}

/** Sends to an address: a message, or with none the question whether it is the merchant's. */
type Send = (query: string, message: PushMessage | undefined, connection: Connection) => Promise<MerchantReply>

interface MerchantReply {
  readonly status: number
  readonly text: string
}

interface Target {
  readonly id: number
  readonly send: Send
  readonly url: string
  readonly settings: CallbackSettings
  readonly order: 'before' | 'after'
  readonly twice: boolean
  stopped: boolean
}

/** Sends events out. */
export class Pushes {
  readonly #account: () => SimulatedAccount
  readonly #report: (report: PushReport) => void
  readonly #onFailure: (error: unknown) => void
  readonly #targets = new Set<Target>()
  readonly #waiting: OutgoingPush[] = []
  readonly #running = new Set<Promise<void>>()
  #lastId = 0
  /** Changes when all is forgotten. */
  generation = 0

  constructor(
    account: () => SimulatedAccount,
    report: (report: PushReport) => void,
    onFailure: (error: unknown) => void = (error) => {
      process.emitWarning(`a push of the simulator failed: ${error instanceof Error ? error.message : error}`)
    },
  ) {
    this.#account = account
    this.#report = report
    this.#onFailure = onFailure
  }

  add(where: string | URL | PushHandler, options: PushOptions): PushTarget {
    const target = toTarget(where, options, ++this.#lastId)
    this.#targets.add(target)
    return {
      verify: (asked = {}) => this.#verify(target, asked.signal),
      stop: () => {
        target.stopped = true
        this.#targets.delete(target)
      },
    }
  }

  /** Where events are pushed to, the address added first in front. */
  targets(): ListedTarget[] {
    return [...this.#targets].map(({ id, url, settings: { mode, format }, order, twice }) => {
      const { origin, pathname } = new URL(url) // its query may hold a secret
      return { id, url: origin + pathname, mode, format, order, twice }
    })
  }

  /** Forgets what is waiting and on its way; addresses stay. */
  forget(): void {
    this.#waiting.length = 0
    this.generation++
  }

  /** Takes an event in. It is on its way when {@link flush} is called. */
  take(event: HappenedEvent): void {
    for (const target of this.#targets) {
      for (let copies = target.twice ? 2 : 1; copies > 0; copies--) {
        this.#waiting.push({ event, target, generation: this.generation, attempts: 0 })
      }
    }
  }

  /** Sends what is waiting: what belongs before the caller's own callback is waited for, the rest goes its way. */
  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return
    const pushes = this.#waiting.splice(0)
    const before = pushes.filter(({ target }) => target.order === 'before')
    const after = pushes.filter(({ target }) => target.order === 'after')
    await Promise.all(before.map((push) => this.#start(() => this.#deliver(push))))
    // After the caller's own callback, even where the merchant answers at once.
    for (const push of after) this.#start(() => new Promise(soon).then(() => this.#deliver(push)))
  }

  #start(work: () => Promise<void>): Promise<void> {
    // A push that cannot be written is the simulator's own fault: it must not end the process.
    const running = work()
      .catch((error: unknown) => this.#onFailure(error))
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
    return running
  }

  /** Resolves when nothing is on its way and nothing is due. Repetitions that are planned for later are not waited for. */
  async settled(): Promise<void> {
    for (;;) {
      this.#account().runDue()
      await this.flush()
      if (this.#running.size === 0) return
      await Promise.all(this.#running)
    }
  }

  async #deliver(push: OutgoingPush): Promise<void> {
    const { event, target, later } = push
    const isOver = (): boolean => target.stopped || push.generation !== this.generation
    for (let tries = later === undefined ? ATTEMPTS : 1; tries > 0 && !isOver(); tries--) {
      const account = this.#account()
      push.attempts++
      const answer = await attempt(target, account, toMessage(account, event, target.settings))
      if (isOver()) return
      if (answer.good) {
        const { reply } = answer
        const outcome = reply === undefined ? 'accepted' : 'replied'
        this.#report({ event, outcome, attempts: push.attempts, ...(reply === undefined ? {} : { reply }) })
        return
      }
      if (tries === 1) this.#repeatLater(push, answer)
    }
  }

  #repeatLater(push: OutgoingPush, { reason, answered }: BadAnswer): void {
    const { event, attempts } = push
    const account = this.#account()
    if (event.Event === 'user_get_card') {
      push.later ??= { ...(answered ? AFTER_BAD_ANSWER : AFTER_NO_ANSWER), dueAt: account.now() }
    }
    const { later } = push
    if (later === undefined || later.times === 0) {
      this.#report({ event, outcome: 'given_up', attempts, reason })
      return
    }
    later.times--
    later.dueAt += later.everyMs
    this.#report({ event, outcome: 'planned', attempts, reason })
    account.schedule(
      Math.max(later.dueAt - account.now(), 0),
      () => {
        this.#start(() => this.#deliver(push))
      },
      `${event.Event} is pushed again`,
    )
  }

  async #verify(target: Target, signal?: AbortSignal): Promise<Verification> {
    const account = this.#account()
    const echostr = `${account.pushRandom.text(1, '123456789')}${account.pushRandom.text(18, '0123456789')}`
    const query = toUrlCheck(account, target.settings, echostr)
    const answer = await callMerchant(target, query, undefined, signal)
    if ('failure' in answer) return { ok: false, reason: answer.failure }
    const { status, text } = answer
    if (status !== 200) return { ok: false, reason: `it answers HTTP ${status}; WeChat wants 200` }
    if (text === echostr) return { ok: true }
    const found = text === '' ? 'nothing' : `${JSON.stringify(text.slice(0, 40))}${text.length > 40 ? '…' : ''}`
    const trimmed = text.trim() === echostr ? ': there is white space around it' : ''
    return { ok: false, reason: `it answers ${found} instead of the echostr ${echostr}${trimmed}` }
  }
}

/** What an address answered, or why it did not. */
type MerchantAnswer = MerchantReply | { readonly failure: string }

/** Calls an address once, with WeChat's deadline. Ends at once when the signal says so. */
async function callMerchant(
  target: Target,
  query: string,
  message?: PushMessage,
  signal?: AbortSignal,
): Promise<MerchantAnswer> {
  const connection = new Connection()
  const work = target.send(query, message, connection)
  try {
    const answer = await withTimeout(work, { ms: DEADLINE_MS, signal })
    if (answer !== TIMED_OUT) return answer
    return { failure: `no answer within ${DEADLINE_MS} ms` }
  } catch (error) {
    if (signal?.aborted) return { failure: 'interrupted' }
    return { failure: failureOf(error) }
  } finally {
    connection.close()
    work.catch(() => {})
  }
}

/** The connection to a merchant, closed after the answer or the deadline. Most handlers never ask for its signal. */
class Connection {
  #controller: AbortController | undefined
  #isClosed = false

  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    if (this.#isClosed) this.#controller.abort()
    return this.#controller.signal
  }

  close(): void {
    this.#isClosed = true
    this.#controller?.abort()
  }
}

/** A request with its connection's signal. Given to the constructor, a signal would cost more than all the rest of it. */
const requestOver = (connection: Connection, address: string, init: RequestInit): Request =>
  Object.defineProperty(new Request(address, init), 'signal', { get: () => connection.signal })

/** WeChat reads no long answers, and neither does this. */
const MOST_ANSWER_BYTES = 1024 * 1024

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  const reader = response.body?.getReader()
  for (let length = 0; reader !== undefined; ) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length > MOST_ANSWER_BYTES) {
      reader.cancel().catch(() => {})
      throw new Error(`the answer is longer than ${MOST_ANSWER_BYTES} bytes`)
    }
    chunks.push(value)
  }
  return Buffer.concat(chunks).toString()
}

/** Why nothing was answered, in words and with the code of the system. */
function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no connection'
  const { cause } = error
  const code = isObject(cause) && typeof cause.code === 'string' ? cause.code : undefined
  if (code === 'ECONNREFUSED') return `no connection: nothing listens there (${code})`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `no connection: the host is not known (${code})`
  if (code !== undefined) return `no connection: ${code}`
  return `${error.name}: ${error.message}`
}

interface BadAnswer {
  readonly good: false
  readonly answered: boolean
  readonly reason: string
}

type PushAnswer = { readonly good: true; readonly reply?: string | undefined } | BadAnswer

/** Sends once and judges the answer as WeChat does: `success`, nothing, or a message. */
async function attempt(target: Target, account: SimulatedAccount, message: PushMessage): Promise<PushAnswer> {
  const answer = await callMerchant(target, message.query, message)
  if ('failure' in answer) return { good: false, answered: false, reason: answer.failure }
  const text = answer.text.trim()
  if (answer.status !== 200) return { good: false, answered: true, reason: `HTTP ${answer.status}` }
  if (text === '' || text === 'success') return { good: true }
  const reply = readReply(account, text, target.settings)
  return 'wrong' in reply ? { good: false, answered: true, reason: reply.wrong } : { good: true, reply: reply.message }
}

/** Messages go directly to handlers of the SDK; everybody else is handed a Request. */
function senderTo(where: unknown, url: string): Send {
  const fetchOver = typeof where === 'function' ? overHandler(where as PushHandler) : overNetwork
  const overWeb: Send = async (query, message, connection) => {
    const address = `${url}${url.includes('?') ? '&' : '?'}${query}`
    const more = message && { method: 'POST', body: message.body, headers: { 'content-type': message.contentType } }
    const response = await fetchOver(address, { ...more, redirect: 'manual' }, connection)
    return { status: response.status, text: await textOf(response) }
  }
  const direct = (where as { readonly [DIRECT]?: DirectHandler })[DIRECT]
  if (direct === undefined) return overWeb
  return async (query, message, connection) => {
    if (message === undefined) return await overWeb(query, message, connection)
    const { status, body: text } = await direct(query, Buffer.from(message.body)) // the bytes that a Request would hold
    return { status, text }
  }
}

type DirectHandler = (query: string, body: Uint8Array) => Promise<{ readonly status: number; readonly body: string }>

type FetchOver = (address: string, init: RequestInit, connection: Connection) => Promise<Response>

const overNetwork: FetchOver = (address, init, { signal }) => fetch(address, { ...init, signal })

const overHandler =
  (handler: PushHandler): FetchOver =>
  async (address, init, connection) =>
    await handler(requestOver(connection, address, init))

function toTarget(where: string | URL | PushHandler, options: PushOptions, id: number): Target {
  const url =
    typeof where === 'function' ? 'http://merchant.simulated/' : where instanceof URL ? where.href : asText(where)
  if (!/^https?:/.test(url) || !URL.canParse(url)) {
    throwIfInvalid('pushTo', [
      { field: 'urlOrHandler', expected: 'an http or https address, or a function', received: describe(where) },
    ])
  }
  checkObject('pushTo', options, {
    token: matching(/^[A-Za-z0-9]{3,32}$/, '3 to 32 letters and digits'),
    encodingAESKey: optional(matching(/^[A-Za-z0-9]{43}$/, '43 letters and digits')),
    mode: optional(oneOf('safe', 'compatible', 'plain')),
    format: optional(oneOf('xml', 'json')),
    order: optional(oneOf('before', 'after')),
    twice: optional(boolean),
  })
  const { token, encodingAESKey, mode = encodingAESKey ? 'safe' : 'plain', format = 'xml' } = options
  if (mode !== 'plain' && encodingAESKey === undefined) {
    throwIfInvalid('pushTo', [{ field: 'encodingAESKey', expected: `given for mode '${mode}'`, received: 'undefined' }])
  }
  return {
    id,
    send: senderTo(where, url),
    url,
    settings: { token, encodingAESKey, mode, format },
    order: options.order ?? 'after',
    twice: options.twice ?? false,
    stopped: false,
  }
}
