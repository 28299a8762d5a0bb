// What the phone checks before a card goes into the wallet: the simulator's own reading of WeChat's rules, which shares
// nothing with the SDK's helpers.
import { asText, isObject } from '../../validate.js'
import type { SimulatedAccount } from '../account/account.js'
import { type CardRecord, codeModeOf, isApproved } from '../account/cards.js'
import type { CodeRecord } from '../account/codes.js'
import type { SimulatedUser } from '../account/context.js'
import { sha1OfSorted } from '../account/digest.js'

/** What a user reads on the page where a card is claimed. */
export type ClaimText = '签名错误' | '参数错误' | '已领完' | '已领取' | '卡券不存在' | '卡券审核中' | '卡券已过期'

/** Why a card cannot be claimed: what the user reads, and what the developer should know. */
export interface ClaimRefusal {
  readonly text: ClaimText
  readonly reason: string
}

/** What a user asks for. */
export interface Claim {
  readonly card: CardRecord
  readonly code: string | undefined
  readonly outerStr: string | undefined
  readonly outerId?: number | undefined
  /** What makes a `cardExt` good for one claim. */
  readonly nonce?: string | undefined
  /** When it began in the merchant's own system, in epoch seconds. For cards that last so many days from the claim. */
  readonly beganAt?: number | undefined
}

/** What is given beside the card's id, by `cardExt` or a QR code. */
interface GivenValues {
  readonly code?: unknown
  readonly openid?: unknown
}

/** Checks what one entry of `wx.addCard`'s list says. Whether the card can be had now is {@link wrongState}'s question. */
export function readClaim(account: SimulatedAccount, user: SimulatedUser, entry: unknown): Claim | ClaimRefusal {
  if (!isObject(entry) || typeof entry.cardId !== 'string') {
    return { text: '参数错误', reason: 'an entry of cardList is { cardId, cardExt }' }
  }
  const { cardId, cardExt } = entry
  const card = account.cards.find(cardId)
  if (card === undefined) return { text: '卡券不存在', reason: `no card ${cardId} was ever created` }
  const ext = read(cardExt)
  if (typeof ext === 'string') return { text: '签名错误', reason: ext }
  const wrong =
    wrongSignature(account, cardId, ext) ??
    wrongMembers(ext) ??
    wrongValues(card, ext, acceptedOpenids(account, user)) ??
    wrongCode(account, user, card, ext.code)
  if (wrong) return wrong
  return {
    card,
    code: textOf(ext.code),
    outerStr: textOf(ext.outer_str),
    outerId: numberOf(ext.outer_id),
    // Without a nonce it is the whole of what was signed that must not come again.
    nonce: ext.nonce_str === undefined ? asText(ext.signature) : `${asText(ext.timestamp)} ${asText(ext.nonce_str)}`,
    beganAt: numberOf(ext.fixed_begintimestamp),
  }
}

export const isClaimRefusal = (result: Claim | ClaimRefusal): result is ClaimRefusal => 'reason' in result

/**
 * What pages and SDKs send for a value that there is not: WeChat's own sample has `code: ''` and `openid: ''`
 * (reports-14).
 */
const isLeftOut = (value: unknown): boolean => value === undefined || value === null || value === ''

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

/** The members of `cardExt` that hold something, or why it is none. An empty text adds nothing to what is signed. */
function read(cardExt: unknown): Record<string, unknown> | string {
  if (typeof cardExt !== 'string')
    return `cardExt is ${isObject(cardExt) ? 'an object' : typeof cardExt}: it must be a JSON string`
  try {
    const ext: unknown = JSON.parse(cardExt)
    if (!isObject(ext)) return 'cardExt is JSON, but no object'
    return Object.fromEntries(Object.entries(ext).filter(([, value]) => !isLeftOut(value)))
  } catch {
    return 'cardExt is not JSON'
  }
}

/** What a client does not know that keeps its ticket in a cache which outlives the simulator. */
export const OLD_TICKET =
  "this ticket is of an earlier simulator, or has ended: client.invalidateCredential('cardTicket') forgets it"

/** Members whose values are signed beside the ticket and the card's id. */
const SIGNED = ['timestamp', 'nonce_str', 'code', 'openid']

function wrongSignature(
  account: SimulatedAccount,
  cardId: string,
  ext: Record<string, unknown>,
): ClaimRefusal | undefined {
  const values = SIGNED.map((name) => ext[name]).filter((value) => value !== undefined)
  const tickets = account.credentials.acceptedTickets('wx_card')
  const fits = (ticket: string): boolean => sha1OfSorted([...values.map(asText), cardId, ticket]) === ext.signature
  if (tickets.some(fits)) return undefined
  const reason =
    ext.signature === undefined
      ? 'signature is missing'
      : account.credentials.acceptedTickets('jsapi').some(fits)
        ? 'cardExt is signed with the jsapi ticket instead of the one of type wx_card'
        : tickets.length === 0
          ? `nobody has asked for a ticket of type wx_card yet. If this is signed with one, ${OLD_TICKET}`
          : `signature is not the SHA-1 of the sorted values timestamp, nonce_str, code, openid, card_id and the account's wx_card ticket. If it is, ${OLD_TICKET}`
  return { text: '签名错误', reason }
}

const wrongParameter = (reason: string): ClaimRefusal => ({ text: '参数错误', reason })

function wrongMembers({ timestamp, nonce_str }: Record<string, unknown>): ClaimRefusal | undefined {
  if (!/^\d{10}$/.test(asText(timestamp))) return wrongParameter('timestamp is not a time in seconds, of ten digits')
  // 32 letters and digits are advice of WeChat's; its own samples and working code have punctuation and UUIDs.
  if (nonce_str !== undefined && !/^[!-~]{1,128}$/.test(asText(nonce_str))) {
    return wrongParameter('nonce_str is not 1 to 128 visible ASCII characters')
  }
  return undefined
}

/** Whether code and openid are given exactly for the cards that want them. */
export function wrongValues(
  card: CardRecord,
  { code, openid }: GivenValues,
  openids: readonly unknown[],
): ClaimRefusal | undefined {
  if (codeModeOf(card) !== 'custom' && code !== undefined) {
    return wrongParameter('code is given, but WeChat hands out the codes of this card')
  }
  if (codeModeOf(card) === 'custom') {
    if (code === undefined) return wrongParameter('code is missing: the codes of this card are the merchant’s own')
    if (typeof code !== 'string' || !/^[\w-]{1,20}$/.test(code)) {
      return wrongParameter('code is not 1 to 20 letters and digits')
    }
  }
  if (card.body.base_info.bind_openid !== true) {
    return openid === undefined ? undefined : wrongParameter('openid is given, but the card has no bind_openid')
  }
  if (openid === undefined) return wrongParameter('openid is missing: the card has bind_openid')
  return openids.includes(openid) ? undefined : wrongParameter('openid is not the one of the user who claims')
}

/** Whether a code of the merchant's own was claimed before, by anybody. */
export function wrongCode(
  account: SimulatedAccount,
  user: SimulatedUser,
  card: CardRecord,
  code: unknown,
): ClaimRefusal | undefined {
  const record = typeof code === 'string' ? account.codes.find(code, card.cardId) : undefined
  if (record === undefined || record === restorable(account, user.openid, { card, code: record.code })) return undefined
  return { text: '已领完', reason: 'this code was claimed before' }
}

function acceptedOpenids({ settings }: SimulatedAccount, { openid, miniProgramOpenid }: SimulatedUser): unknown[] {
  if (settings.openidInCardExt === 'officialAccount') return [openid]
  const ofMiniProgram = miniProgramOpenid === undefined ? [] : [miniProgramOpenid]
  return settings.openidInCardExt === 'miniProgram' ? ofMiniProgram : [openid, ...ofMiniProgram]
}

/** The member card that a user threw away and gets back by claiming it again. */
export function restorable(
  account: SimulatedAccount,
  openid: string,
  { card, code }: Pick<Claim, 'card' | 'code'>,
): CodeRecord | undefined {
  if (card.cardType !== 'MEMBER_CARD') return undefined
  const held = account.codes.heldBy(openid, card.cardId)
  return held.find((record) => record.isThrownAway && (code === undefined || record.code === code))
}

/** Whether the user may have another one of this card now. `before` are the claims that come first in the same list. */
export function wrongState(
  account: SimulatedAccount,
  user: SimulatedUser,
  claim: Claim,
  before: readonly Claim[] = [],
): ClaimRefusal | undefined {
  const { card, code, nonce } = claim
  if (nonce !== undefined && (account.usedNonces.has(nonce) || before.some((other) => other.nonce === nonce))) {
    return { text: '已领完', reason: 'nonce_str and timestamp were used for an earlier claim' }
  }
  if (card.status === 'CARD_STATUS_DELETE') return { text: '卡券不存在', reason: 'the card was deleted' }
  if (!isApproved(card) && !account.cards.isTester(user)) {
    return { text: '卡券审核中', reason: 'the card is not approved, and the user is not on the test whitelist (72022)' }
  }
  if (isOver(account, card)) return { text: '卡券已过期', reason: 'the end of date_info has passed' }
  const others = before.filter((other) => other.card === card)
  if (code !== undefined && others.some((other) => other.code === code)) {
    return { text: '已领完', reason: 'this code stands twice in the list' }
  }
  if (restorable(account, user.openid, claim) !== undefined) return undefined
  const reason = soldOut(card, others.length)
  if (reason) return { text: '已领完', reason }
  const { get_limit: limit = MOST_EACH } = card.body.base_info
  // Reported three times (reports-36): such a gift card can be bought, and neither wx.addCard nor a QR code hands it
  // out.
  if (limit === 0 && card.cardType === 'GENERAL_CARD') {
    return { text: '已领取', reason: 'get_limit is 0: the card can be bought on a shelf, and not be claimed' }
  }
  if (account.codes.countFor(user.openid, card) + others.length >= (limit || MOST_EACH)) {
    return { text: '已领取', reason: `the user has ${limit || MOST_EACH} of this card already, which is its get_limit` }
  }
  return undefined
}

/** Unless `get_limit` says otherwise. */
const MOST_EACH = 50

/** Whether it is still in its user's wallet: neither thrown away nor given away. */
export const isHeld = ({ isThrownAway }: CodeRecord): boolean => !isThrownAway

function isOver(account: SimulatedAccount, { body }: CardRecord): boolean {
  const { date_info: dates } = body.base_info
  return dates.type !== 'DATE_TYPE_PERMANENT' && (dates.end_timestamp ?? Infinity) < account.seconds()
}

function soldOut(card: CardRecord, taken: number): string | undefined {
  if (card.quantity <= taken) return `the stock is ${card.quantity}`
  const noneLeft = codeModeOf(card) === 'deposit' && card.deposited.size <= taken
  return noneLeft ? 'no imported code is left' : undefined
}
