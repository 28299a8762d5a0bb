// Events about orders of gift cards. The cards themselves also cause the events of `cards.ts`. A refund causes none.
import type { EventEnvelope, TrueOrFalse } from './envelope.js'

/** An event about an order of gift cards. */
export interface GiftCardOrderEvent<Name extends string> extends EventEnvelope<Name> {
  /** The shelf where they were bought. */
  readonly PageId: string
  /** Read it with `giftCards.getOrder`. */
  readonly OrderId: string
}

/**
 * Gift cards were paid. `FromUserName` is the buyer.
 *
 * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/gift_card.html | 礼品卡}
 */
export interface GiftcardPayDoneEvent extends GiftCardOrderEvent<'giftcard_pay_done'> {}

/** The buyer sent gift cards to somebody, or got them back. */
export interface GiftcardSendToFriendEvent extends GiftCardOrderEvent<'giftcard_send_to_friend'> {
  /** Sent to a group. */
  readonly IsChatRoom: TrueOrFalse
  /** `true`: nobody took them within 24 hours. May be left out when they are sent. */
  readonly IsReturnBack?: TrueOrFalse
}

/** Somebody accepted gift cards. `FromUserName` is the one who did. */
export interface GiftcardUserAcceptEvent extends GiftCardOrderEvent<'giftcard_user_accept'> {
  /** They were sent to a group. */
  readonly IsChatRoom: TrueOrFalse
  /** UnionID of the one who accepted, where the account has one. Undocumented; in a merchant's log of 2017. */
  readonly UnionId?: string
}
