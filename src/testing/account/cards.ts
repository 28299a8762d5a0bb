// The cards of the simulated account: templates with their stock and their review.
import type { CardBaseInfo } from '../../api/card-base-info.js'
import type { CardStatus, CardType } from '../../api/cards.js'
import type { SetActivationFormRequest } from '../../api/members.js'
import type { SimulatedUser, SimulationContext } from './context.js'
import { ALPHABET } from './random.js'
import { need, refusal } from './refusal.js'

/** Who makes a card's codes: WeChat, the merchant at issue, or the merchant beforehand. */
export type CodeMode = 'normal' | 'custom' | 'deposit'

/** A card as it was created and changed. */
export interface CardRecord {
  readonly cardId: string
  readonly cardType: CardType
  /** The body under the key of the type. */
  body: { base_info: CardBaseInfo } & Record<string, unknown>
  status: CardStatus
  /** What is left. */
  quantity: number
  issued: number
  readonly createdAt: number
  updatedAt: number
  /** Imported codes that nobody has claimed. */
  readonly deposited: CodePool
  /** Every code that was ever imported. */
  readonly everDeposited: Set<string>
  activationForm?: SetActivationFormRequest
  /** It has had an address behind the form: such a card stays one of the jump type. */
  jumpsForGood?: boolean
  /** When the merchant was last told that the stock runs out, in epoch milliseconds. */
  remindedAt?: number
  /** Whether quick pay is the button in the middle. */
  payCell?: boolean
  /** What self-redemption asks the user for, while it is the button in the middle. */
  selfConsumeCell?: { readonly verifyCode: boolean; readonly remarkAmount: boolean } | undefined
}

/** Codes that wait to be handed out, in whatever order. */
export class CodePool {
  readonly #codes: string[] = []
  readonly #places = new Map<string, number>()

  get size(): number {
    return this.#codes.length
  }

  has(code: string): boolean {
    return this.#places.has(code)
  }

  add(code: string): void {
    if (this.has(code)) return
    this.#places.set(code, this.#codes.length)
    this.#codes.push(code)
  }

  /** Takes any one out. `share` from 0 to 1 decides which. */
  take(share: number): string | undefined {
    const code = this.#codes[Math.floor(share * this.#codes.length)]
    if (code !== undefined) this.delete(code)
    return code
  }

  delete(code: string): void {
    const place = this.#places.get(code)
    const last = this.#codes.pop()
    if (place === undefined || last === undefined) {
      if (last !== undefined) this.#codes.push(last)
      return
    }
    this.#places.delete(code)
    if (last === code) return
    this.#codes[place] = last
    this.#places.set(last, place)
  }
}

/** Most stock of a card. */
export const MOST_STOCK = 100_000_000

/** Holds the account's cards. */
export class Cards {
  readonly #context: SimulationContext
  readonly #cards = new Map<string, CardRecord>()
  /** Who may claim cards that are not approved. */
  testers: { readonly openids: readonly string[]; readonly usernames: readonly string[] } = {
    openids: [],
    usernames: [],
  }
  /** Which card the mini program of a store shows, by the store's id. */
  readonly ofStores: Map<string, string> = new Map()

  constructor(context: SimulationContext) {
    this.#context = context
  }

  add(cardType: CardType, body: CardRecord['body']): CardRecord {
    const now = this.#context.seconds()
    const card: CardRecord = {
      cardId: `p${this.#context.random.text(27, ALPHABET.id)}`,
      cardType,
      body: structuredClone(body),
      status: 'CARD_STATUS_NOT_VERIFY',
      quantity: body.base_info.sku.quantity,
      issued: 0,
      createdAt: now,
      updatedAt: now,
      deposited: new CodePool(),
      everDeposited: new Set(),
    }
    noteJump(card)
    this.#cards.set(card.cardId, card)
    if (this.#context.settings.review === 'instant') this.decide(card, true)
    return card
  }

  /** Whether a user can claim cards that are not approved. */
  isTester({ openid, username = '' }: Pick<SimulatedUser, 'openid' | 'username'>): boolean {
    return this.testers.openids.includes(openid) || this.testers.usernames.includes(username)
  }

  /** All cards, the oldest first. */
  all(): CardRecord[] {
    return [...this.#cards.values()]
  }

  /** The card, or `40073`: deleted ones are gone for every endpoint but the reading ones. */
  get(cardId: string, { deleted = false }: { deleted?: boolean } = {}): CardRecord {
    const card = this.#cards.get(cardId)
    if (card === undefined) throw refusal(40073, `card_id: the account has no card ${cardId}`)
    need(card.status !== 'CARD_STATUS_DELETE' || deleted, 40073, `card_id: the card ${cardId} was deleted`)
    return card
  }

  find(cardId: string): CardRecord | undefined {
    return this.#cards.get(cardId)
  }

  /** Ends a card's review. */
  decide(card: CardRecord, approved: boolean, reason = ''): void {
    need(card.status !== 'CARD_STATUS_DELETE', 40073, `the card ${card.cardId} was deleted`)
    card.status = approved ? 'CARD_STATUS_VERIFY_OK' : 'CARD_STATUS_VERIFY_FAIL'
    this.#context.push({
      Event: approved ? 'card_pass_check' : 'card_not_pass_check',
      CardId: card.cardId,
      ...(reason && { RefuseReason: reason }),
    })
  }

  /**
   * Changes a card. Developers report that another way of activation is accepted and changes nothing (activation-28);
   * only an address behind the form makes a card one of the jump type later on.
   */
  change(card: CardRecord, body: CardRecord['body']): void {
    const kept = ACTIVATION_MODES.some((mode) => Boolean(card.body[mode])) ? ACTIVATION_MODES : []
    const before = Object.fromEntries(kept.map((mode) => [mode, card.body[mode]]))
    card.body = structuredClone({ ...body, ...before })
    noteJump(card)
    card.updatedAt = this.#context.seconds()
  }

  /** Sends a changed card back to review. */
  sendToReview(card: CardRecord): void {
    card.status = 'CARD_STATUS_NOT_VERIFY'
    if (this.#context.settings.review === 'instant') this.decide(card, true)
  }
}

/**
 * Reported by several developers (activation-29, reports-8): whatever an update says later, an address behind the form
 * has made it a jump card.
 */
function noteJump(card: CardRecord): void {
  if (card.body.wx_activate_after_submit_url) card.jumpsForGood = true
}

const ACTIVATION_MODES = ['auto_activate', 'activate_url', 'wx_activate']

/** Whether the button in the middle is the merchant's own. */
export const hasOwnButton = ({
  center_title,
  center_sub_title,
  center_url,
  center_app_brand_user_name,
}: Partial<CardBaseInfo>): boolean =>
  [center_title, center_sub_title, center_url, center_app_brand_user_name].some(Boolean)

/** Whether some store accepts this card. */
export const hasStore = ({ body: { base_info } }: CardRecord): boolean =>
  base_info.use_all_locations === true || (base_info.location_id_list?.length ?? 0) > 0

/** Whether everybody can claim this card. */
export const isApproved = ({ status }: CardRecord): boolean =>
  status === 'CARD_STATUS_VERIFY_OK' || status === 'CARD_STATUS_DISPATCH'

/** Who makes this card's codes. */
export function codeModeOf({ body: { base_info } }: CardRecord): CodeMode {
  if (base_info.use_custom_code !== true) return 'normal'
  return base_info.get_custom_code_mode === 'GET_CUSTOM_CODE_MODE_DEPOSIT' ? 'deposit' : 'custom'
}

/** The card, which must be of the type. */
export function needType(card: CardRecord, type: CardType, errcode: number): void {
  need(card.cardType === type, errcode, `the card is a ${card.cardType}, and a ${type} is wanted`)
}

/** Points that a card's rule gives at activation. A card without points gives none. */
export function pointsAtActivation({ body }: CardRecord): number {
  const { init_increase_bonus: points } = (body.bonus_rule ?? {}) as { init_increase_bonus?: unknown }
  return body.supply_bonus === true && typeof points === 'number' ? points : 0
}

/** When a code claimed at `claimedAt` is valid, in epoch seconds. */
export function validityOf({ body }: CardRecord, claimedAt: number): { begin: number; end: number } {
  const { date_info: dates } = body.base_info
  if (dates.type === 'DATE_TYPE_PERMANENT') return { begin: 0, end: NO_END }
  if (dates.type === 'DATE_TYPE_FIX_TIME_RANGE' || dates.type === 1)
    return { begin: dates.begin_timestamp, end: dates.end_timestamp }
  const begin = claimedAt + dates.fixed_begin_term * DAY_SECONDS
  const end = begin + dates.fixed_term * DAY_SECONDS
  return { begin, end: Math.min(end, dates.end_timestamp ?? NO_END) }
}

const DAY_SECONDS = 86_400

/** As in a live reply (reports-50): the largest number of 32 bits, which no signed integer holds. */
const NO_END = 2 ** 32 - 1
