// What the phone checks before a card goes into the wallet: the simulator's own reading of WeChat's rules, which shares
// nothing with the SDK's helpers.
import { createHash } from 'node:crypto'
import { isObject } from '../input.js'
import type { SimulatedUser } from './ground.js'
import { type CardRecord, codeModeOf } from './state/cards.js'
import type { World } from './world.js'

/** What a user reads on the page where a card is claimed. */
export type ClaimText = '签名错误' | '参数错误' | '已领完' | '已领取' | '卡券不存在' | '卡券审核中'

/** Why a card cannot be claimed: what the user reads, and what the developer should know. */
export interface ClaimRefusal {
  readonly text: ClaimText
  readonly reason: string
}

/** What a good `cardExt` brings. */
export interface Claim {
  readonly card: CardRecord
  readonly code: string | undefined
  readonly outerStr: string | undefined
}

/** Checks one entry of `wx.addCard`'s list. Nothing is changed but the memory of used nonces. */
export function checkClaim(world: World, user: SimulatedUser, entry: unknown): Claim | ClaimRefusal {
  if (!isObject(entry) || typeof entry.cardId !== 'string') {
    return { text: '参数错误', reason: 'an entry of cardList is { cardId, cardExt }' }
  }
  const { cardId, cardExt } = entry
  const card = world.cards.find(cardId)
  if (card === undefined) return { text: '卡券不存在', reason: `no card ${cardId} was ever created` }
  const ext = read(cardExt)
  if (typeof ext === 'string') return { text: '签名错误', reason: ext }
  const wrong =
    wrongSignature(world, cardId, ext) ?? wrongMembers(world, user, card, ext) ?? wrongState(world, user, card)
  if (wrong) return wrong
  const nonce = `${ext.timestamp} ${ext.nonce_str ?? ''}`
  if (world.usedNonces.has(nonce)) {
    return { text: '已领完', reason: 'nonce_str and timestamp were used for an earlier claim' }
  }
  world.usedNonces.add(nonce)
  return { card, code: textOf(ext.code), outerStr: textOf(ext.outer_str) }
}

export const isClaimRefusal = (result: Claim | ClaimRefusal): result is ClaimRefusal => 'reason' in result

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** The members of `cardExt`, or why it is none. */
function read(cardExt: unknown): Record<string, unknown> | string {
  if (typeof cardExt !== 'string')
    return `cardExt is ${isObject(cardExt) ? 'an object' : typeof cardExt}: it must be a JSON string`
  try {
    const ext: unknown = JSON.parse(cardExt)
    return isObject(ext) ? ext : 'cardExt is JSON, but no object'
  } catch {
    return 'cardExt is not JSON'
  }
}

/** Members whose values are signed beside the ticket and the card's id. */
const SIGNED = ['timestamp', 'nonce_str', 'code', 'openid']

function wrongSignature(world: World, cardId: string, ext: Record<string, unknown>): ClaimRefusal | undefined {
  const values = SIGNED.map((name) => ext[name]).filter((value) => value !== undefined && value !== '')
  const tickets = world.credentials.acceptedTickets('wx_card')
  const fits = (ticket: string): boolean => sha1OfSorted([...values.map(String), cardId, ticket]) === ext.signature
  if (tickets.some(fits)) return undefined
  const reason = world.credentials.acceptedTickets('jsapi').some(fits)
    ? 'cardExt is signed with the jsapi ticket instead of the one of type wx_card'
    : tickets.length === 0
      ? 'nobody has asked for a ticket of type wx_card yet, so nothing can be signed with it'
      : "signature is not the SHA-1 of the sorted values timestamp, nonce_str, code, openid, card_id and the account's wx_card ticket"
  return { text: '签名错误', reason }
}

/** As WeChat describes it: sort the values by their bytes, join them, SHA-1. */
function sha1OfSorted(values: readonly string[]): string {
  const bytes = values.map((value) => Buffer.from(value)).sort(Buffer.compare)
  return createHash('sha1').update(Buffer.concat(bytes)).digest('hex')
}

function wrongMembers(
  world: World,
  user: SimulatedUser,
  card: CardRecord,
  { timestamp, nonce_str, code, openid }: Record<string, unknown>,
): ClaimRefusal | undefined {
  const wrong = (reason: string): ClaimRefusal => ({ text: '参数错误', reason })
  if (!/^\d{10}$/.test(String(timestamp))) return wrong('timestamp is not a time in seconds, of ten digits')
  if (nonce_str !== undefined && !/^[A-Za-z0-9]{1,32}$/.test(String(nonce_str))) {
    return wrong('nonce_str is not 1 to 32 letters and digits')
  }
  if (codeModeOf(card) === 'custom') {
    if (code === undefined) return wrong('code is missing: the codes of this card are the merchant’s own')
    if (typeof code !== 'string' || !/^[\w-]{1,20}$/.test(code)) return wrong('code is not 1 to 20 letters and digits')
    if (world.codes.isTaken(card, code)) return { text: '已领完', reason: 'this code was claimed before' }
  } else if (code !== undefined) {
    return wrong('code is given, but WeChat hands out the codes of this card')
  }
  if (card.body.base_info.bind_openid !== true) {
    return openid === undefined ? undefined : wrong('openid is given, but the card has no bind_openid')
  }
  if (openid === undefined) return wrong('openid is missing: the card has bind_openid')
  return acceptedOpenids(world, user).includes(openid)
    ? undefined
    : wrong('openid is not the one of the user who claims')
}

function acceptedOpenids({ settings }: World, { openid, miniProgramOpenid }: SimulatedUser): unknown[] {
  if (settings.openidInCardExt === 'officialAccount') return [openid]
  const ofMiniProgram = miniProgramOpenid === undefined ? [] : [miniProgramOpenid]
  return settings.openidInCardExt === 'miniProgram' ? ofMiniProgram : [openid, ...ofMiniProgram]
}

/** Whether the user may have another one of this card now. */
export function wrongState(world: World, user: SimulatedUser, card: CardRecord): ClaimRefusal | undefined {
  if (card.status === 'CARD_STATUS_DELETE') return { text: '卡券不存在', reason: 'the card was deleted' }
  const approved = card.status === 'CARD_STATUS_VERIFY_OK' || card.status === 'CARD_STATUS_DISPATCH'
  if (!approved && !world.cards.testers.openids.includes(user.openid)) {
    return { text: '卡券审核中', reason: 'the card is not approved, and the user is not on the test whitelist' }
  }
  if (card.quantity <= 0) return { text: '已领完', reason: 'the stock is 0' }
  if (codeModeOf(card) === 'deposit' && card.deposited.size === 0) {
    return { text: '已领完', reason: 'no imported code is left' }
  }
  // 0 is how gift cards say "no limit".
  const limit = card.body.base_info.get_limit || 50
  const held = world.codes.heldBy(user.openid, card.cardId).filter(({ status }) => status !== 'DELETE')
  if (held.length >= limit) {
    return { text: '已领取', reason: `the user has ${limit} of this card already, which is its get_limit` }
  }
  return undefined
}
