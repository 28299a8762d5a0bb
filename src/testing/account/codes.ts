// Issued codes: who holds which, and in what state.
import type { UserCardStatus } from '../../api/wire.js'
import { type CardRecord, codeModeOf, pointsAtActivation, validityOf } from './cards.js'
import type { SimulationContext } from './context.js'
import { ALPHABET } from './random.js'
import { need, refusal } from './refusal.js'

/** What a form brought in: fields that WeChat knows, and the merchant's own. */
export interface FilledForm {
  readonly common: readonly { name: string; value: string }[]
  readonly custom: readonly { name: string; value: string; value_list: string[] }[]
}

/** A member's side of a code. */
interface Membership {
  active: boolean
  membershipNumber: string
  bonus: number
  /** Cents. */
  balance: number
  customFieldValues: [string, string, string]
  form?: FilledForm
}

/** One issued code. */
export interface CodeRecord {
  readonly card: CardRecord
  code: string
  /** Holder, under the Official Account. */
  openid: string
  /** As it was last set; {@link Codes.statusOf} also sees that it was thrown away, and that time has passed. */
  status: UserCardStatus
  /** Thrown away by its holder. What it was, it stays: a redeemed or invalid one does not come back to life. */
  isThrownAway: boolean
  /** Which one it is of all that were ever issued. */
  readonly order: number
  /** How often friends have taken it. */
  timesGiven: number
  /** While it is on its way to a friend: what the message in the chat calls it, whatever the merchant calls it now. */
  givenAs?: string | undefined
  /** The friend alone who may take it. */
  givenTo?: string | undefined
  /** Epoch seconds. */
  readonly claimedAt: number
  begin: number
  end: number
  readonly outerStr: string | undefined
  backgroundPicUrl?: string
  /** Gift cards: whether this holder sees the button to give it away. Left out, the card says it. */
  canGiveFriend?: boolean
  /** Gift cards: the order that it was bought with. */
  orderId?: string
  readonly membership: Membership
}

/** Who is addressed: the plain code, and the card for cards with own codes. */
export interface CodeAddress {
  readonly code: string
  readonly card_id?: string | undefined
}

/** What can be redeemed. Whether a gift that came back can be used again is unconfirmed (cards-418); here it can. */
const USABLE: readonly UserCardStatus[] = ['NORMAL', 'GIFT_TIMEOUT']

const DEFAULT_USE_LIMIT = 50

/** What one user has and had of one card. */
interface Holding {
  readonly card: CardRecord
  /** What came to the user and was not given on, the oldest first. */
  readonly records: CodeRecord[]
  /** How many of them are in the wallet. */
  held: number
  /** How many there have ever been. */
  ever: number
  /** How many of those in the wallet were redeemed, and how many of all. */
  used: number
  usedEver: number
}

/** Holds all issued codes. */
export class Codes {
  readonly #context: SimulationContext
  /** One, or several of cards with own codes. */
  readonly #byCode = new Map<string, CodeRecord | CodeRecord[]>()
  readonly #byHolder = new Map<string, Holding[]>()
  /** What the givers of member cards are left with: nothing but an answer of the query for members. */
  readonly #givenAway = new Map<string, CodeRecord[]>()
  #issued = 0

  constructor(context: SimulationContext) {
    this.#context = context
  }

  /** Issues one code of a card. `code` is the merchant's own; else WeChat makes one or takes an imported one. */
  issue(card: CardRecord, openid: string, code: string | undefined, outerStr: string | undefined): CodeRecord {
    return this.handOut(card, openid, this.reserve(card, code), outerStr)
  }

  /** Takes one code out of a card's stock, for somebody who gets it later. */
  reserve(card: CardRecord, code?: string | undefined): string {
    need(card.quantity > 0, 45031, `the stock of ${card.cardId} is 0`)
    const reserved = code ?? this.#nextCode(card)
    card.quantity--
    card.issued++
    return reserved
  }

  /** Puts a code that was reserved into somebody's hands. */
  handOut(card: CardRecord, openid: string, code: string, outerStr: string | undefined): CodeRecord {
    const claimedAt = this.#context.seconds()
    const record: CodeRecord = {
      card,
      code,
      openid,
      status: 'NORMAL',
      isThrownAway: false,
      order: ++this.#issued,
      timesGiven: 0,
      claimedAt,
      ...validityOf(card, claimedAt),
      outerStr,
      membership: newMembership(card),
    }
    this.#index(record)
    this.#context.effect({ type: 'code.issued', cardId: card.cardId, code, openid })
    return record
  }

  #nextCode(card: CardRecord): string {
    if (codeModeOf(card) === 'deposit') {
      const code = card.deposited.take(this.#context.random.next())
      if (code === undefined) throw refusal(45031, `no imported code of ${card.cardId} is left`)
      return code
    }
    return this.newCode()
  }

  /** Twelve digits that no code has. */
  newCode(): string {
    for (;;) {
      const code = `${1 + Math.floor(this.#context.random.next() * 9)}${this.#context.random.text(11, ALPHABET.digits)}`
      if (!this.#byCode.has(code)) return code
    }
  }

  #index(record: CodeRecord): void {
    this.#addCode(record)
    const holding = this.#holding(record) ?? this.#newHolding(record)
    holding.records.push(record)
    holding.held++
    holding.ever++
  }

  #addCode(record: CodeRecord): void {
    const before = this.#byCode.get(record.code)
    if (before === undefined) this.#byCode.set(record.code, record)
    else if (Array.isArray(before)) before.push(record)
    else this.#byCode.set(record.code, [before, record])
  }

  #removeCode(record: CodeRecord): void {
    const before = this.#byCode.get(record.code)
    const rest = Array.isArray(before) ? before.filter((each) => each !== record) : []
    if (rest.length > 0) this.#byCode.set(record.code, rest)
    else this.#byCode.delete(record.code)
  }

  #holding({ openid, card }: Pick<CodeRecord, 'openid' | 'card'>): Holding | undefined {
    return this.#byHolder.get(openid)?.find((each) => each.card === card)
  }

  #newHolding({ openid, card }: CodeRecord): Holding {
    const holding = { card, records: [], held: 0, ever: 0, used: 0, usedEver: 0 }
    push(this.#byHolder, openid, holding)
    return holding
  }

  /** The code, or `40056`: unknown, never claimed, or of a card with own codes and asked for without the card. */
  get({ code, card_id }: CodeAddress): CodeRecord {
    const record = this.find(code, card_id)
    if (record === undefined) throw refusal(40056, this.#whyUnknown(code, card_id))
    if (card_id === undefined) {
      const isNormal = codeModeOf(record.card) === 'normal'
      need(isNormal, 40056, "card_id is missing: the codes of this card are the merchant's own")
    }
    return record
  }

  #whyUnknown(code: string, cardId: string | undefined): string {
    if (this.#givenAway.has(code)) return `code ${code} was given to a friend, who has it under another code`
    const others = this.#byCode.get(code)
    if (others !== undefined) return `code ${code} is none of the card ${cardId}: card_id may be the wrong one`
    if (this.#context.cipher.decrypt(code) !== undefined) return 'code is still encrypted: codes.decrypt makes it plain'
    return `code ${code} was never claimed: imported codes are unknown here until somebody has them`
  }

  find(code: string, cardId?: string | undefined): CodeRecord | undefined {
    const found = this.#byCode.get(code)
    if (found === undefined) return undefined
    if (Array.isArray(found)) return found.find(({ card }) => cardId === undefined || card.cardId === cardId)
    return cardId === undefined || found.card.cardId === cardId ? found : undefined
  }

  /** Whether the merchant has given this text to a user of this card before. */
  isTaken(card: CardRecord, code: string): boolean {
    return this.find(code, card.cardId) !== undefined
  }

  /** What a user has of a card, or of all: also what was thrown away, and what cannot be used. The oldest first. */
  heldBy(openid: string, cardId?: string | undefined): readonly CodeRecord[] {
    const holdings = this.#byHolder.get(openid)
    if (holdings === undefined) return []
    if (cardId !== undefined) return holdings.find(({ card }) => card.cardId === cardId)?.records ?? []
    return holdings.length === 1 ? (holdings[0]?.records ?? []) : inOrder(holdings.flatMap(({ records }) => records))
  }

  /** How many of a card count against its `get_limit` for one user. */
  countFor(openid: string, card: CardRecord): number {
    const holding = this.#holding({ openid, card })
    return (this.#context.settings.limitsCount === 'ever' ? holding?.ever : holding?.held) ?? 0
  }

  /** What a giver is left with of a member card: it is no code any more, and only the query for members knows it. */
  givenAway({ code, card_id }: CodeAddress): CodeRecord | undefined {
    return this.#givenAway.get(code)?.find(({ card }) => card.cardId === card_id)
  }

  /** Everything that was ever issued, the oldest first. */
  all(): CodeRecord[] {
    return inOrder([...this.#byCode.values(), ...this.#givenAway.values()].flat())
  }

  /** The state, which time may have changed. */
  statusOf(record: CodeRecord): UserCardStatus {
    const { status, isThrownAway } = record
    if (!USABLE.includes(status) && status !== 'GIFTING') return status
    if (isThrownAway) return 'DELETE'
    return status !== 'GIFTING' && this.#context.seconds() > record.end ? 'EXPIRE' : status
  }

  /** Whether its holder can use it, if only from a later day on. */
  isLive(record: CodeRecord): boolean {
    return USABLE.includes(this.statusOf(record))
  }

  /** Whether it can be redeemed now. */
  isUsable(record: CodeRecord): boolean {
    return USABLE.includes(this.statusOf(record)) && this.isInTime(record) && !this.isUsedUp(record)
  }

  /** Whether its validity has begun and has not ended. */
  isInTime({ begin, end }: CodeRecord): boolean {
    const now = this.#context.seconds()
    return now >= begin && now <= end
  }

  /** Whether its holder has redeemed as many of the card as one user can. */
  isUsedUp({ card, openid }: CodeRecord): boolean {
    const limit = card.body.base_info.use_limit || DEFAULT_USE_LIMIT
    const holding = this.#holding({ openid, card })
    return ((this.#context.settings.limitsCount === 'ever' ? holding?.usedEver : holding?.used) ?? 0) >= limit
  }

  /** Refuses a code that is not usable, as WeChat words it: redeemed before, or anything else. */
  needUsable(record: CodeRecord): void {
    const status = this.statusOf(record)
    need(status !== 'CONSUMED', 40099, `code ${record.code} was redeemed`)
    need(USABLE.includes(status), 40127, `code ${record.code} is ${status}`)
  }

  /** Redeems a code that was found to be usable. */
  consume(record: CodeRecord): void {
    record.status = 'CONSUMED'
    const holding = this.#holding(record)
    if (holding !== undefined) {
      holding.used++
      holding.usedEver++
    }
    this.#context.effect({
      type: 'code.consumed',
      cardId: record.card.cardId,
      code: record.code,
      openid: record.openid,
    })
  }

  /** Throws a card away. */
  remove(record: CodeRecord): void {
    if (record.isThrownAway) return
    record.isThrownAway = true
    const holding = this.#holding(record)
    if (holding === undefined) return
    holding.held--
    if (record.status === 'CONSUMED') holding.used--
  }

  /** Puts a card back that was thrown away. An invalid one stays invalid. */
  restore(record: CodeRecord): void {
    if (!record.isThrownAway) return
    record.isThrownAway = false
    const holding = this.#holding(record)
    if (holding === undefined) return
    holding.held++
    if (record.status === 'CONSUMED') holding.used++
  }

  /** Lets codes that were claimed before last as long as the card does now. */
  follow(card: CardRecord): void {
    for (const record of this.all()) if (record.card === card) Object.assign(record, validityOf(card, record.claimedAt))
  }

  /** Gives a code another text. Its place among the others stays. */
  rename(record: CodeRecord, code: string): void {
    this.#removeCode(record)
    record.code = code
    this.#addCode(record)
  }

  /**
   * Gives a code to somebody else, under another text if need be. Of a member card, the query for members still knows that
   * its giver had it; nothing else is left behind.
   */
  handOver(record: CodeRecord, openid: string, code: string): CodeRecord {
    const { card } = record
    const taken: CodeRecord = {
      ...record,
      openid,
      code,
      status: 'NORMAL',
      isThrownAway: false,
      order: ++this.#issued,
      timesGiven: record.timesGiven + 1,
      givenAs: undefined,
      membership: { ...record.membership },
    }
    const holding = this.#holding(record)
    if (holding !== undefined) {
      holding.records.splice(holding.records.indexOf(record), 1)
      if (!record.isThrownAway) holding.held--
    }
    this.#removeCode(record)
    record.status = 'GIFT_SUCC'
    if (card.cardType === 'MEMBER_CARD' && code !== record.code) push(this.#givenAway, record.code, record)
    this.#index(taken)
    return taken
  }
}

const inOrder = (records: CodeRecord[]): CodeRecord[] => records.sort((one, other) => one.order - other.order)

/** Coupons and tickets have no members, and nothing of this ever changes for them. */
const NO_MEMBERSHIP: Membership = Object.freeze<Membership>({
  active: false,
  membershipNumber: '',
  bonus: 0,
  balance: 0,
  customFieldValues: ['', '', ''],
})

function newMembership(card: CardRecord): Membership {
  const { body, cardType } = card
  if (cardType !== 'MEMBER_CARD' && cardType !== 'GENERAL_CARD') return NO_MEMBERSHIP
  const active = body.auto_activate === true
  const bonus = typeof body.init_bonus === 'number' ? body.init_bonus : 0
  return {
    ...NO_MEMBERSHIP,
    active,
    bonus: active ? bonus + pointsAtActivation(card) : bonus,
    balance: typeof body.init_balance === 'number' ? body.init_balance : 0,
  }
}

function push<Value>(index: Map<string, Value[]>, key: string, value: Value): void {
  const values = index.get(key)
  if (values) values.push(value)
  else index.set(key, [value])
}
