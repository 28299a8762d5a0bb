// Issued codes: who holds which, and in what state.
import type { UserCardStatus } from '../../api/wire.js'
import { ALPHABET } from '../chance.js'
import type { Ground } from '../ground.js'
import { need, refusal } from '../refusal.js'
import { type CardRecord, codeModeOf, validityOf } from './cards.js'

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
  /** As it was last set; {@link Codes.statusOf} also sees that time has passed. */
  status: UserCardStatus
  /** Epoch seconds. */
  readonly claimedAt: number
  begin: number
  end: number
  readonly outerStr: string | undefined
  /** Its holder deleted it when it was no more of use: redeemed, or made unavailable, which it stays. */
  isThrownAway?: boolean
  /** How often it was given to somebody who took it. */
  timesGiven?: number
  /** Under which code it is on its way to a friend, which the merchant may change meanwhile. */
  givenAs?: string
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

/** What can be redeemed. Whether a gift that came back can be used again is unconfirmed; here it can. */
const USABLE: readonly UserCardStatus[] = ['NORMAL', 'GIFT_TIMEOUT']

const DEFAULT_USE_LIMIT = 50

/** Holds all issued codes. */
export class Codes {
  readonly #ground: Ground
  readonly #byCode = new Map<string, CodeRecord[]>()
  readonly #byHolder = new Map<string, CodeRecord[]>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  /** Issues one code of a card. `code` is the merchant's own; else WeChat makes one or takes an imported one. */
  issue(card: CardRecord, openid: string, code: string | undefined, outerStr: string | undefined): CodeRecord {
    return this.handOut(card, openid, this.reserve(card, code), outerStr)
  }

  /** Takes one code out of a card's stock, for somebody who gets it later. */
  reserve(card: CardRecord, code?: string | undefined): string {
    need(card.quantity > 0, 45031)
    const reserved = code ?? this.#nextCode(card)
    card.quantity--
    card.issued++
    return reserved
  }

  /** Puts a code that was reserved into somebody's hands. */
  handOut(card: CardRecord, openid: string, code: string, outerStr: string | undefined): CodeRecord {
    const claimedAt = this.#ground.seconds()
    const record: CodeRecord = {
      card,
      code,
      openid,
      status: 'NORMAL',
      claimedAt,
      ...validityOf(card, claimedAt),
      outerStr,
      membership: newMembership(card),
    }
    this.#index(record)
    this.#ground.effect({ type: 'code.issued', cardId: card.cardId, code, openid })
    return record
  }

  #nextCode(card: CardRecord): string {
    if (codeModeOf(card) === 'deposit') {
      const code = card.deposited.values().next().value
      if (code === undefined) throw refusal(45031)
      card.deposited.delete(code)
      return code
    }
    return this.newCode()
  }

  /** Twelve digits that no code has. */
  newCode(): string {
    for (;;) {
      const code = `${1 + Math.floor(this.#ground.chance.next() * 9)}${this.#ground.chance.text(11, ALPHABET.digits)}`
      if (!this.#byCode.has(code)) return code
    }
  }

  #index(record: CodeRecord): void {
    push(this.#byCode, record.code, record)
    push(this.#byHolder, record.openid, record)
  }

  #unindex(record: CodeRecord): void {
    pull(this.#byCode, record.code, record)
    pull(this.#byHolder, record.openid, record)
  }

  /** The code, or `40056`: unknown, never claimed, or of a card with own codes and asked for without the card. */
  get({ code, card_id }: CodeAddress): CodeRecord {
    const record = this.find(code, card_id)
    if (record === undefined) throw refusal(40056)
    if (card_id === undefined) need(codeModeOf(record.card) === 'normal', 40056)
    return record
  }

  find(code: string, cardId?: string | undefined): CodeRecord | undefined {
    const records = this.#byCode.get(code) ?? []
    return records.find(({ card }) => cardId === undefined || card.cardId === cardId)
  }

  /** Whether the merchant has given this text to a user of this card before. */
  isTaken(card: CardRecord, code: string): boolean {
    return this.find(code, card.cardId) !== undefined
  }

  /** What a user holds of a card, or of all. */
  heldBy(openid: string, cardId?: string | undefined): CodeRecord[] {
    return (this.#byHolder.get(openid) ?? []).filter(({ card }) => cardId === undefined || card.cardId === cardId)
  }

  all(): CodeRecord[] {
    return [...this.#byCode.values()].flat()
  }

  /** The state, which time may have changed. */
  statusOf(record: CodeRecord): UserCardStatus {
    return USABLE.includes(record.status) && this.#ground.seconds() > record.end ? 'EXPIRE' : record.status
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
    const now = this.#ground.seconds()
    return now >= begin && now <= end
  }

  /** Whether its holder has redeemed as many of the card as one user can. */
  isUsedUp({ card, openid }: CodeRecord): boolean {
    const limit = card.body.base_info.use_limit || DEFAULT_USE_LIMIT
    return this.heldBy(openid, card.cardId).filter(({ status }) => status === 'CONSUMED').length >= limit
  }

  /** Refuses a code that is not usable, as WeChat words it: redeemed before, or anything else. */
  needUsable(record: CodeRecord): void {
    const status = this.statusOf(record)
    need(status !== 'CONSUMED', 40099)
    need(USABLE.includes(status), 40127)
  }

  /** Redeems a code that was found to be usable. */
  consume(record: CodeRecord): void {
    record.status = 'CONSUMED'
    this.#ground.effect({ type: 'code.consumed', cardId: record.card.cardId, code: record.code, openid: record.openid })
  }

  /** Gives a code another text. */
  rename(record: CodeRecord, code: string): void {
    this.#unindex(record)
    record.code = code
    this.#index(record)
  }

  /**
   * Gives a code to somebody else, under another text if need be. The giver of a member card keeps a copy that says so;
   * other cards leave nothing behind.
   */
  handOver(record: CodeRecord, openid: string, code: string): CodeRecord {
    const { card } = record
    const taken: CodeRecord = { ...record, openid, code, status: 'NORMAL', membership: { ...record.membership } }
    if (card.cardType === 'MEMBER_CARD' && code !== record.code) record.status = 'GIFT_SUCC'
    else this.#unindex(record)
    this.#index(taken)
    return taken
  }
}

const newMembership = ({ body }: CardRecord): Membership => ({
  active: body.auto_activate === true,
  membershipNumber: '',
  bonus: typeof body.init_bonus === 'number' ? body.init_bonus : 0,
  balance: typeof body.init_balance === 'number' ? body.init_balance : 0,
  customFieldValues: ['', '', ''],
})

function push<Value>(index: Map<string, Value[]>, key: string, value: Value): void {
  const values = index.get(key)
  if (values) values.push(value)
  else index.set(key, [value])
}

function pull<Value>(index: Map<string, Value[]>, key: string, value: Value): void {
  const rest = (index.get(key) ?? []).filter((each) => each !== value)
  if (rest.length > 0) index.set(key, rest)
  else index.delete(key)
}
