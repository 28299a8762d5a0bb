// Cards in users' hands: claimed, found again, thrown away.
import { asText, isObject } from '../../validate.js'
import type { SimulatedAccount } from '../account/account.js'
import { type CardRecord, validityOf } from '../account/cards.js'
import { pushGetCard } from '../account/claimed-event.js'
import type { CodeRecord, Codes } from '../account/codes.js'
import type { SimulatedUser } from '../account/context.js'
import { type Claim, isHeld, restorable, wrongState } from './claim-check.js'
import { phoneFailure } from './failure.js'

/** A card of a wallet, by the two values that tell it. */
export interface HeldCard {
  readonly cardId: string
  /** Plain. */
  readonly code: string
}

/** Puts a claimed card into a wallet. A member card that was deleted comes back as it was. */
export function claim(
  account: SimulatedAccount,
  user: SimulatedUser,
  wanted: Claim,
  sourceScene: string = SCENE_OF_PAGES,
): CodeRecord {
  const { card, code, outerStr, outerId, nonce, beganAt } = wanted
  const restored = restorable(account, user.openid, wanted)
  const record = restored ?? account.codes.issue(card, user.openid, code, outerStr)
  account.codes.restore(record)
  const dates = card.body.base_info.date_info
  if (beganAt !== undefined && restored === undefined && dates.type === 'DATE_TYPE_FIX_TERM') {
    Object.assign(record, validityOf(card, beganAt - dates.fixed_begin_term * DAY_SECONDS))
  }
  if (nonce !== undefined) account.usedNonces.add(nonce)
  pushGetCard(account, { user, record, sourceScene, outerId, restored: restored !== undefined })
  return record
}

/** The claims of one page that the user takes, or a failure of that call: all can be had, or none is. */
export function takenTogether(
  account: SimulatedAccount,
  user: SimulatedUser,
  call: string,
  claims: readonly Claim[],
): Claim[] {
  // Since 2021 a user takes one member card from a page; the others are greyed out.
  const member = claims.find(({ card }) => card.cardType === 'MEMBER_CARD')
  const taken = claims.filter((each) => each.card.cardType !== 'MEMBER_CARD' || each === member)
  for (const [index, each] of taken.entries()) {
    remindOfStock(account, each.card)
    const refused = wrongState(account, user, each, taken.slice(0, index))
    if (refused) throw phoneFailure(call, refused.text, refused.reason)
  }
  return taken
}

/** Cards claimed on a page, as captured from real accounts (events-60). */
const SCENE_OF_PAGES = 'SOURCE_SCENE_APPMSG_JSAPI'

const DAY_SECONDS = 86_400

/** Warns the merchant of a large stock that runs out, when somebody asks for a card: at most every 12 hours. */
function remindOfStock(account: SimulatedAccount, card: CardRecord): void {
  const { quantity, issued, remindedAt = -Infinity } = card
  if (quantity + issued <= LARGE_STOCK || quantity > LOW_STOCK) return
  if (account.now() - remindedAt < REMINDED_EVERY_MS) return
  card.remindedAt = account.now()
  account.push({
    Event: 'card_sku_remind',
    CardId: card.cardId,
    Detail: `the card's quantity is equal to ${quantity}`,
  })
}

const LARGE_STOCK = 200
const LOW_STOCK = 100
const REMINDED_EVERY_MS = 12 * 3_600_000

/** What a user holds, the oldest first. */
export const heldCards = (codes: Codes, openid: string): CodeRecord[] => codes.heldBy(openid).filter(isHeld)

/** The card that a user holds, or a failure of that call. */
export function heldCard(account: SimulatedAccount, openid: string, call: string, wanted: unknown): CodeRecord {
  if (!isObject(wanted)) throw phoneFailure(call, '参数错误', 'a card is { cardId, code }')
  const { cardId, code } = wanted
  if (account.cipher.decrypt(asText(code)) !== undefined) {
    throw phoneFailure(call, '参数错误', 'code is still encrypted: this takes the plain one')
  }
  const held = typeof code === 'string' ? account.codes.find(code, asText(cardId)) : undefined
  if (held?.openid !== openid || !isHeld(held))
    throw phoneFailure(call, '参数错误', 'the user has no card with this cardId and code')
  return held
}

/** Throws a card away. */
export function remove(account: SimulatedAccount, record: CodeRecord): void {
  if (record.status === 'GIFTING') throw phoneFailure('deleteCard', '参数错误', 'the card is being given away')
  account.codes.remove(record)
  const { card, code, openid } = record
  account.push({ Event: 'user_del_card', FromUserName: openid, CardId: card.cardId, UserCardCode: code })
}
