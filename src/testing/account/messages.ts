// Messages with cards that the account has sent to users.
import { isObject } from '../../validate.js'
import { type CardRecord, codeModeOf } from './cards.js'
import type { SimulationContext } from './context.js'
import { need } from './refusal.js'

/** A message with a card, as it lies in a user's chat with the account. */
export interface ReceivedCardMessage {
  readonly cardId: string
  /** To one user by customer service, or to many. */
  readonly kind: 'service' | 'mass'
  /** Simulated time, in epoch milliseconds. */
  readonly at: number
}

/** For so long after something that a user did, customer service can write to that user (reports-64). */
const REACHED_FOR_MS = 48 * 3_600_000

/** For so long the same message is not sent to many again (reports-74). */
const REMEMBERED_FOR_MS = 24 * 3_600_000

/** Holds what was sent, and who can be written to. */
export class Messages {
  readonly #context: SimulationContext
  readonly #sent = new Map<string, ReceivedCardMessage[]>()
  readonly #lastActive = new Map<string, number>()
  /** Messages to many by the names that tell them apart, and when they were sent. */
  readonly #jobs = new Map<string, { readonly msg_id: number; readonly at: number }>()
  #lastId = 3_000_000_000

  constructor(context: SimulationContext) {
    this.#context = context
  }

  /** A user has done something, and can be written to for a while. */
  noteActivity(openid: string): void {
    this.#lastActive.set(openid, this.#context.now())
  }

  /** Refuses whoever has not done anything for too long. */
  needRecent(openid: string): void {
    if (this.#context.settings.messagesReach === 'everybody') return
    const isRecent = this.#context.now() - (this.#lastActive.get(openid) ?? -Infinity) <= REACHED_FOR_MS
    need(isRecent, 45015, `touser: ${openid} has done nothing in the last 48 hours, so that nothing can be sent`)
  }

  /** Refuses cards whose codes the merchant makes at issue: there is nobody here to make one (reports-64). */
  needSendable(card: CardRecord): void {
    const reason = `wxcard.card_id: the codes of the card ${card.cardId} are the merchant's own, and not imported`
    need(codeModeOf(card) !== 'custom', 40097, reason)
  }

  send(openid: string, { cardId }: CardRecord, kind: ReceivedCardMessage['kind']): void {
    const message = { cardId, kind, at: this.#context.now() }
    const before = this.#sent.get(openid)
    if (before) before.push(message)
    else this.#sent.set(openid, [message])
    this.#context.effect({ type: 'message.sent', cardId, openid, kind })
  }

  /** What lies in a user's chat, the oldest first. */
  of(openid: string): readonly ReceivedCardMessage[] {
    return this.#sent.get(openid) ?? []
  }

  /** The message that a user means, who may hold a copy of it that went through JSON. */
  find(openid: string, message: unknown): ReceivedCardMessage | undefined {
    if (!isObject(message)) return undefined
    const { cardId, kind, at } = message
    return this.of(openid).find((each) => each.cardId === cardId && each.kind === kind && each.at === at)
  }

  /** The number of a message to many. */
  newId(): number {
    return ++this.#lastId
  }

  /** Refuses a message to many that was sent before, and answers which it was (reports-74). */
  needNewJob(name: string): void {
    const sent = this.#jobs.get(name)
    const isNew = sent === undefined || this.#context.now() - sent.at > REMEMBERED_FOR_MS
    const reason = `clientmsgid: that of message ${sent?.msg_id} of the last 24 hours; without one, the same card to the same users`
    need(isNew, 45065, { members: { msg_id: sent?.msg_id }, reason })
  }

  /** Notes a message to many, and answers with its number. */
  addJob(name: string): number {
    const msg_id = this.newId()
    this.#jobs.set(name, { msg_id, at: this.#context.now() })
    return msg_id
  }
}
