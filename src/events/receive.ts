// The receiver: WeChat's callbacks to one address, proven, opened, and told apart from those seen before.
import { inspect } from 'node:util'
import { isObject, throwIfInvalid, validate } from '../validate.js'
import {
  type EventHandler,
  type EventHandlerOptions,
  type EventHandlers,
  eventHandler,
  type OpenedEvent,
  problemsOfHandler,
} from './handler.js'
import { admit, answerToUrlCheck, checkSize, type EventRequest, openMessage } from './message.js'
import { type EventReceiverOptions, type ReceiverSettings, toReceiverSettings } from './options.js'
import type { CallbackParameters, EventQuery } from './query.js'
import { type CardEvent, isCardEventName, type OtherEvent } from './types.js'

/** What is known about a message besides its content. */
export interface Receipt {
  /** Whether the same message was received before: then answer `reply()` and do nothing. */
  readonly duplicate: boolean
  /** Forgets that the message was received, so that it is new when WeChat sends it again. Never rejects. */
  release(): Promise<void>
  /**
   * Makes the body to answer with: `success`, or a passive reply (被动回复), encrypted if the message was.
   *
   * @param text The reply as WeChat wants it: XML, or JSON where the account uses that.
   * @throws An {@link InputError}: the text is empty or no string.
   */
  reply(text?: string): string
}

/** A message about cards. `event.Event` tells what happened. */
export interface ReceivedCardEvent extends Receipt {
  readonly known: true
  readonly event: CardEvent
}

/** Any other message. */
export interface ReceivedOtherEvent extends Receipt {
  readonly known: false
  readonly event: OtherEvent
}

/** What {@link EventReceiver.receive} resolves to. `known` tells whether it is about cards. */
export type Received = ReceivedCardEvent | ReceivedOtherEvent

/**
 * Receives what WeChat sends to the address set as the server address (服务器配置, 消息推送) of an account. Nothing is
 * believed that is not signed, fresh and, in the safe mode, encrypted for this account.
 *
 * `createEventHandler` makes a whole endpoint of it. Use the receiver alone where you answer yourself:
 *
 * @example
 * ```ts
 * const receiver = new EventReceiver({ appId: 'wx…', token: '…', encodingAESKey: '…' })
 * const received = await receiver.receive({ query, body })
 * if (!received.duplicate && received.known && received.event.Event === 'user_get_card') {
 *   await remember(received.event.UserCardCode) // and received.release() if that fails
 * }
 * response.end(received.reply())
 * ```
 */
export class EventReceiver {
  readonly #settings: ReceiverSettings

  /**
   * Checks the options and keeps them.
   *
   * @throws An {@link InputError}: options are missing, wrong or unknown; it names each.
   */
  constructor(options: EventReceiverOptions) {
    this.#settings = toReceiverSettings(options)
    const printed = `EventReceiver { appId: '${this.#settings.appIds.join("', '")}' }`
    Object.defineProperty(this, inspect.custom, { value: () => printed })
  }

  /**
   * Checks the `GET` by which WeChat asks, when the address is set, whether it is yours.
   *
   * @returns The `echostr`: the whole body to answer with, as `text/plain`.
   * @throws An {@link EventError}: it does not come from WeChat, or is too old. Answer 403.
   */
  verifyUrl(query: EventQuery): string {
    throwIfInvalid(
      'verifyUrl',
      validate('query', query, (value) => (isObject(value) ? undefined : 'a parsed query')),
    )
    return answerToUrlCheck(this.#settings, query)
  }

  /**
   * Proves, opens and reads a `POST` of WeChat, and marks it as received. What fails is not marked.
   *
   * The mark is made before you do anything: if your process dies before the work is done, the event is lost, since its
   * resend is a duplicate. `createEventHandler` makes the mark when the work is done.
   *
   * @throws An {@link EventError}: it does not come from WeChat, is too old, or cannot be read. Answer 403 or 400.
   */
  async receive(request: EventRequest): Promise<Received> {
    throwIfInvalid('receive', [
      ...validate('request', request, (value) => (isObject(value) ? undefined : '{ query, body }')),
      ...validate('request.query', request?.query, (value) => (isObject(value) ? undefined : 'a parsed query')),
    ])
    const { deduplicator } = this.#settings
    checkSize(request.body)
    const { known, event, key, reply } = this.#open(admit(this.#settings, request.query), request.body)
    const lease = await deduplicator.lease(key, 0)
    const duplicate = typeof lease === 'string'
    if (!duplicate) await lease.complete()
    // One of the two kinds, which the compiler cannot tell once they are taken apart.
    return { known, event, duplicate, release: () => deduplicator.forget(key), reply } as Received
  }

  /** What `createEventHandler` calls. Both do the same. */
  createHandler(handlers: EventHandlers, options: EventHandlerOptions = {}): EventHandler {
    throwIfInvalid('createHandler', problemsOfHandler(handlers, options))
    const { deduplicator, onDiagnostic } = this.#settings
    return eventHandler(handlers, options, {
      deduplicator,
      onDiagnostic,
      verifyUrl: (query) => this.verifyUrl(query),
      admit: (query) => admit(this.#settings, query),
      open: (admitted, body) => this.#open(admitted, body),
    })
  }

  /** What may be known about a receiver. */
  toJSON(): { appId: readonly string[] } {
    return { appId: this.#settings.appIds }
  }

  #open(admitted: CallbackParameters, body: EventRequest['body']): OpenedEvent {
    const { fields, key, reply } = openMessage(this.#settings, admitted, body)
    // The values of a known event are its text: an object could mean something to a database.
    const known = isCardEventName(fields.Event) && Object.values(fields).every((value) => typeof value === 'string')
    return { known, event: fields, key, reply } as OpenedEvent // which of the two its name says
  }
}
