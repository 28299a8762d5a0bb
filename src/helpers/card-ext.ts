// cardExt for wx.addCard: checks a card, signs it, writes it as JSON text.
import type { InputProblem } from '../errors.js'
import {
  anyText,
  type Check,
  checkObject,
  fits,
  isObject,
  oneOf,
  optional,
  type Shape,
  throwIfInvalid,
  validateObject,
} from '../validate.js'
import {
  cardId,
  cardTicket,
  nonce,
  nowInSeconds,
  openid,
  orEmpty,
  plainCode,
  problemsOfCards,
  seconds,
} from './fields.js'
import { createNonce } from './nonce.js'
import { signAscii } from './signature.js'
import type { CardTicket } from './ticket.js'

/** One card for `wx.addCard`. */
export interface AddCardInput {
  /** The card, as `cards.create` named it. It is signed, but is no member of `cardExt`. */
  cardId: string
  /**
   * The code this user gets. Only for cards whose codes you pass at this moment (`use_custom_code` without deposit): for
   * all others WeChat refuses it. Its pages say at most 20 characters, and a phone that refuses one says 参数错误; up to 64
   * are signed. An empty one counts as none.
   */
  code?: string | undefined
  /**
   * The one user who may claim. Only for cards with `bind_openid: true`; an empty one counts as none. Sources disagree whose it is: everything on
   * the server knows the openid under the Official Account; one report of `wx.addCard` in practice used the mini
   * program's (signatures-21).
   */
  openid?: string | undefined
  /**
   * Visible ASCII, 1 to 128 characters, used once. WeChat advises 32 letters and digits at most; UUIDs with dashes are in
   * use. `false` leaves the nonce out, which WeChat allows.
   * @defaultValue a fresh one
   */
  nonceStr?: string | false | undefined
  /**
   * Seconds since 1970, 10 digits. Milliseconds are refused.
   * @defaultValue now
   */
  timestamp?: number | undefined
  /**
   * How `timestamp` stands in the JSON: WeChat's pages show both. The signature is the same.
   * @defaultValue 'string'
   */
  timestampAs?: 'string' | 'number' | undefined
  /**
   * Channel: comes back in the claim event and in the queries of the code. Not signed. WeChat says 128 characters for the
   * channel of a QR code and nothing for this one. An empty one counts as none.
   */
  outerStr?: string | undefined
  /** Seconds since 1970 from which a `DATE_TYPE_FIX_TERM` card counts in your system. Not signed. */
  fixedBeginTimestamp?: number | undefined
}

/** What {@link buildCardExt} takes. */
export interface CardExtInput extends AddCardInput {
  /** Of the Official Account that owns the card. Never the jsapi ticket, and never sent to the phone. */
  cardTicket: CardTicket
}

/** One entry of the `cardList` of `wx.addCard`. */
export interface AddCardItem {
  readonly cardId: string
  /** JSON text, and meant to stay text: `wx.addCard` does not take an object. */
  readonly cardExt: string
}

/**
 * Signs one card and writes its `cardExt` for `wx.addCard`, as JSON text. What is signed is what is written. It can be
 * claimed once, so make it when the user asks for it.
 *
 * @throws An {@link InputError}: a field is missing, wrong or unknown; it names each.
 * @see {@link https://developers.weixin.qq.com/miniprogram/dev/api/open-api/card/wx.addCard.html | wx.addCard}
 * @see {@link https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html | JS-SDK说明文档, 附录4}
 */
export function buildCardExt(input: CardExtInput): string {
  if (!(isObject(input) && isUsual(input, 'cardTicket') && isVisible(input.cardTicket))) {
    checkObject('buildCardExt', input, cardExtShape)
  }
  return toCardExt(input, input.cardTicket)
}

/**
 * Signs cards for `wx.addCard({ cardList })`, which takes the result as it is.
 *
 * WeChat publishes no largest number of cards. Of several member cards a user can take one per page.
 *
 * @throws An {@link InputError}: there is no card, or a field is missing, wrong or unknown; it names each.
 * @see {@link https://developers.weixin.qq.com/miniprogram/dev/api/open-api/card/wx.addCard.html | wx.addCard}
 * @example
 * ```ts
 * const cardList = buildAddCardList([{ cardId: 'p…', outerStr: 'kiosk-3' }], { cardTicket })
 * ```
 */
export function buildAddCardList(
  cards: readonly AddCardInput[],
  options: { readonly cardTicket: CardTicket },
): AddCardItem[] {
  if (!fits(options, optionsShape)) {
    throwIfInvalid('buildAddCardList', [...problemsOfList(cards), ...validateObject('', options, optionsShape)])
  }
  return signCards(cards, options.cardTicket)
}

/** As {@link buildAddCardList}, with a ticket that is known to be right. */
export function signCards(cards: readonly AddCardInput[], cardTicket: string): AddCardItem[] {
  if (!areUsual(cards)) throwIfInvalid('buildAddCardList', problemsOfList(cards))
  const list: AddCardItem[] = []
  for (const card of cards) list.push({ cardId: card.cardId, cardExt: toCardExt(card, cardTicket) })
  return list
}

const problemsOfList = (cards: unknown): InputProblem[] =>
  problemsOfCards(cards, addCardShape, Number.POSITIVE_INFINITY, 'an array of at least one card')

function toCardExt(card: AddCardInput, cardTicket: string): string {
  const { cardId, code = '', openid = '', nonceStr = createNonce(), outerStr = '', fixedBeginTimestamp } = card
  const timestamp = String(card.timestamp ?? nowInSeconds())
  const nonce = nonceStr === false ? '' : nonceStr
  const signature = signAscii([timestamp, cardId, cardTicket, nonce, code, openid])
  // Written by hand: it costs a fraction of JSON.stringify. What is empty is left out here, and adds nothing above.
  let json = '{'
  if (code !== '') json += `"code":${quoted(code)},`
  if (openid !== '') json += `"openid":${quoted(openid)},`
  json += card.timestampAs === 'number' ? `"timestamp":${timestamp}` : `"timestamp":"${timestamp}"`
  if (nonce !== '') json += `,"nonce_str":${quoted(nonce)}`
  if (fixedBeginTimestamp !== undefined) json += `,"fixed_begintimestamp":${fixedBeginTimestamp}`
  if (outerStr !== '') json += `,"outer_str":${JSON.stringify(outerStr)}`
  return `${json},"signature":"${signature}"}`
}

/** Visible ASCII as a string of JSON. */
const quoted = (text: string): string => (/["\\]/.test(text) ? JSON.stringify(text) : `"${text}"`)

/** Text that JSON writes as it is: WeChat refuses the escape of half a surrogate pair. */
const channel: Check = (value) =>
  anyText(value) ?? ((value as string).isWellFormed() ? undefined : 'well-formed Unicode')

const addCardShape: Readonly<Record<keyof AddCardInput, Check>> = {
  cardId,
  code: optional(orEmpty(plainCode)),
  openid: optional(orEmpty(openid)),
  nonceStr: optional((value) =>
    value === false || nonce(value) === undefined ? undefined : `${nonce(value)}, or false`,
  ),
  timestamp: optional(seconds),
  timestampAs: optional(oneOf('string', 'number')),
  outerStr: optional(channel),
  fixedBeginTimestamp: optional(seconds),
}

const optionsShape: Shape = { cardTicket }

const cardExtShape: Shape = { ...addCardShape, cardTicket }

const isVisible = (value: unknown): boolean => typeof value === 'string' && /^[!-~]+$/.test(value)

/**
 * Tells in one pass and without a list of problems that a card is right, as most are. What it does not know is for the
 * shapes above to judge: it only ever says no too often.
 */
function isUsual(card: Readonly<Record<string, unknown>>, also?: string): boolean {
  for (const name in card) {
    const value = card[name]
    if (value === undefined) continue
    if (name === 'cardId' || name === 'openid') {
      if (!isVisible(value)) return false
    } else if (name === 'nonceStr') {
      if (nonce(value) !== undefined) return false
    } else if (name === 'timestamp') {
      if (seconds(value) !== undefined) return false
    } else if (name === 'code') {
      if (plainCode(value) !== undefined) return false
    } else if (name === 'outerStr') {
      if (channel(value) !== undefined) return false
    } else if (name !== also) return false
  }
  return card.cardId !== undefined
}

/** The same for a list. Its own loop, because the methods of an array leave out its holes. */
function areUsual(cards: unknown): boolean {
  if (!Array.isArray(cards) || cards.length === 0) return false
  for (let index = 0; index < cards.length; index++) {
    const card: unknown = cards[index]
    if (!(isObject(card) && isUsual(card))) return false
  }
  return true
}
