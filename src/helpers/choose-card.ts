// Parameters of wx.chooseCard, with which a web page lets its user choose among the cards they have.
import { anyText, appId, type Check, checkObject, optional } from '../validate.js'
import { cardId, cardTicket, nonce, nowInSeconds, orEmpty, seconds } from './fields.js'
import { createNonce } from './nonce.js'
import { cardSignature } from './signature.js'
import type { CardTicket } from './ticket.js'

/** What {@link buildChooseCardParams} takes. The filters narrow the list that the user sees; an empty one is none. */
export interface ChooseCardInput {
  /** AppID of the Official Account that owns the cards. */
  appId: string
  /** Of the same account. Never the jsapi ticket. */
  cardTicket: CardTicket
  /** Filter: cards that one store accepts, by its `location_id`. */
  shopId?: string | undefined
  /** Filter: cards of one type. */
  cardType?: 'GROUPON' | 'CASH' | 'DISCOUNT' | 'GIFT' | 'GENERAL_COUPON' | 'MEMBER_CARD' | (string & {}) | undefined
  /** Filter: one card. */
  cardId?: string | undefined
  /**
   * Visible ASCII, 1 to 128 characters. WeChat advises 32 letters and digits at most.
   * @defaultValue a fresh one
   */
  nonceStr?: string | undefined
  /**
   * Seconds since 1970, 10 digits. Milliseconds are refused.
   * @defaultValue now
   */
  timestamp?: number | undefined
}

/** The parameters of `wx.chooseCard`, without its callbacks. */
export interface ChooseCardParams {
  readonly shopId?: string
  readonly cardType?: string
  readonly cardId?: string
  /** Seconds since 1970, as text. */
  readonly timestamp: string
  readonly nonceStr: string
  readonly signType: 'SHA1'
  readonly cardSign: string
}

/**
 * Signs the parameters of `wx.chooseCard` on a web page. A wrong signature is no error there: the user sees an empty
 * list. The codes that come back are encrypted.
 *
 * @throws An {@link InputError}: a field is missing, wrong or unknown; it names each.
 * @see {@link https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html | JS-SDK说明文档, 附录4}
 */
export function buildChooseCardParams(input: ChooseCardInput): ChooseCardParams {
  checkObject('buildChooseCardParams', input, chooseCardShape)
  const { appId, cardTicket, shopId, cardType, cardId, nonceStr = createNonce(), timestamp = nowInSeconds() } = input
  const filter = {
    ...(shopId && { shopId }),
    ...(cardType && { cardType }),
    ...(cardId && { cardId }),
  }
  const signed = { ...filter, timestamp: String(timestamp), nonceStr }
  return { ...signed, signType: 'SHA1', cardSign: cardSignature([appId, cardTicket, ...Object.values(signed)]) }
}

const chooseCardShape: Readonly<Record<keyof ChooseCardInput, Check>> = {
  appId,
  cardTicket,
  shopId: optional(anyText),
  cardType: optional(anyText),
  cardId: optional(orEmpty(cardId)),
  nonceStr: optional(nonce),
  timestamp: optional(seconds),
}
