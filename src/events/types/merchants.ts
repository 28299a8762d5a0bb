// Events about the merchant: coins (券点) and sub-merchants (子商户).
import type { EventEnvelope, ZeroOrOne } from './envelope.js'

/** What happened to an order of coins. */
export type CoinOrderStatus =
  /** Waits for payment. */
  | 'ORDER_STATUS_WAITING'
  /** Paid and done. */
  | 'ORDER_STATUS_SUCC'
  /** Booked. */
  | 'ORDER_STATUS_FINANCE_SUCC'
  /** Stock was added. */
  | 'ORDER_STATUS_QUANTITY_SUCC'
  | 'ORDER_STATUS_HAS_REFUND'
  | 'ORDER_STATUS_REFUND_WAITING'
  /** Undone after a failure of the system. */
  | 'ORDER_STATUS_ROLLBACK'
  | 'ORDER_STATUS_HAS_RECEIPT'
  | (string & {})

/** Why coins changed. */
export type CoinOrderType =
  /** A gift of WeChat. */
  | 'ORDER_TYPE_SYS_ADD'
  /** Bought. */
  | 'ORDER_TYPE_WXPAY'
  /** Stock was given back. */
  | 'ORDER_TYPE_REFUND'
  /** Spent on stock. */
  | 'ORDER_TYPE_REDUCE'
  /** Taken by WeChat. */
  | 'ORDER_TYPE_SYS_REDUCE'
  | (string & {})

/**
 * The merchant's coins changed. Sent by the system.
 *
 * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Coupons_Vouchers_and_Cards_Event_Push_Messages.html | 卡券事件推送}
 */
export interface CardPayOrderEvent extends EventEnvelope<'card_pay_order'> {
  readonly OrderId: string
  readonly Status: CoinOrderStatus
  /** When the QR code for the payment was made, in seconds since 1970. Older messages repeat `CreateTime` instead. */
  readonly CreateOrderTime?: string
  /** When it was paid, in seconds since 1970. */
  readonly PayFinishTime: string
  /** How it was paid, in words; may be empty. */
  readonly Desc: string
  /** Free coins that are left. */
  readonly FreeCoinCount: string
  /** Bought coins that are left. */
  readonly PayCoinCount: string
  /** Free coins that this entry changed, whatever the name says. */
  readonly RefundFreeCoinCount: string
  /** Bought coins that this entry changed, whatever the name says. */
  readonly RefundPayCoinCount: string
  readonly OrderType: CoinOrderType
  /** Reason, in words. */
  readonly Memo: string
  readonly ReceiptInfo: string
}

/** A sub-merchant was reviewed. Sent by the system to the merchant that submitted it. */
export interface CardMerchantCheckResultEvent extends EventEnvelope<'card_merchant_check_result'> {
  /** The id that `subMerchants.create` answered. */
  readonly MerchantId: string
  /** `1`: passed. */
  readonly IsPass: ZeroOrOne
  /** Why it did not pass, in words. */
  readonly Reason?: string
}

/**
 * A sub-merchant with strong authorisation (强授权) was reviewed. No longer documented; the fields are those of copies, and
 * it may come as a message with `InfoType` in place of `Event`, which arrives as `known: false`.
 */
export interface CardMerchantAuthCheckResultEvent extends EventEnvelope<'card_merchant_auth_check_result'> {
  /** AppID of the third-party platform. */
  readonly AppId?: string
  readonly SubMerchantAppId?: string
  /** `1`: passed. */
  readonly IsPass?: ZeroOrOne
  /** Why it did not pass, in words. */
  readonly Reason?: string
}
