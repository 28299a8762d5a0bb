// cardExt: what the phone must show so that WeChat lets it add a card.
import { type Check, checkObject, oneOf, optional, problemsOfObject, refuse, type Shape, text } from '../input.js'
import { cardId, cardTicket, nonce, nowInSeconds, openid, plainCode, problemsOfCards, seconds } from './fields.js'
import { createNonce } from './nonce.js'
import { signAscii } from './signature.js'
import type { CardTicket } from './ticket.js'

/** One card for `wx.addCard`. */
export interface AddCardInput {
  /** The card, as `cards.create` named it. It is signed, but is no member of `cardExt`. */
  cardId: string
  /**
   * The code this user gets, at most 20 characters. Only for cards whose codes you pass at this moment
   * (`use_custom_code` without deposit): for all others WeChat refuses it.
   */
  code?: string | undefined
  /**
   * The one user who may claim. Only for cards with `bind_openid: true`. Sources disagree whose it is: everything on
   * the server knows the openid under the Official Account; one report of `wx.addCard` in practice used the mini
   * program's.
   */
  openid?: string | undefined
  /**
   * 1 to 32 letters and digits, used once. `false` leaves the nonce out, which WeChat allows.
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
  /** Channel: comes back in the claim event and in the queries of the code. Not signed. */
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
  checkObject('buildCardExt', input, cardExtShape)
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
  const problems = problemsOfCards(cards, addCardShape, Number.POSITIVE_INFINITY, 'an array of at least one card')
  refuse('buildAddCardList', [...problems, ...problemsOfObject('', options, { cardTicket })])
  return cards.map((card) => ({ cardId: card.cardId, cardExt: toCardExt(card, options.cardTicket) }))
}

function toCardExt(card: AddCardInput, cardTicket: string): string {
  const { cardId, code, openid, nonceStr = createNonce(), timestamp = nowInSeconds(), timestampAs, outerStr } = card
  // JSON leaves out what is undefined, and so does the signature.
  const members = {
    code,
    openid,
    timestamp: timestampAs === 'number' ? timestamp : String(timestamp),
    nonce_str: nonceStr === false ? undefined : nonceStr,
    fixed_begintimestamp: card.fixedBeginTimestamp,
    outer_str: outerStr,
    signature: '',
  }
  const signed = [cardId, cardTicket, members.code, members.openid, members.timestamp, members.nonce_str]
  members.signature = signAscii(signed)
  return JSON.stringify(members)
}

/** Text that JSON writes as it is: WeChat refuses the escape of half a surrogate pair. */
const channel: Check = (value) => text(value) ?? ((value as string).isWellFormed() ? undefined : 'well-formed Unicode')

const addCardShape: Readonly<Record<keyof AddCardInput, Check>> = {
  cardId,
  code: optional(plainCode),
  openid: optional(openid),
  nonceStr: optional((value) =>
    value === false || nonce(value) === undefined ? undefined : `${nonce(value)}, or false`,
  ),
  timestamp: optional(seconds),
  timestampAs: optional(oneOf('string', 'number')),
  outerStr: optional(channel),
  fixedBeginTimestamp: optional(seconds),
}

const cardExtShape: Shape = { ...addCardShape, cardTicket }
