// Every event about cards, in one union, and what else can arrive.
import type * as cards from './types/cards.js'
import type * as giftCards from './types/gift-cards.js'
import type * as merchants from './types/merchants.js'
import type * as neighbours from './types/neighbours.js'
import type * as privacy from './types/privacy.js'

/** An event about cards, told apart by `Event`. All its values are strings. */
export type CardEvent =
  | cards.CardPassCheckEvent
  | cards.CardNotPassCheckEvent
  | cards.UserGetCardEvent
  | cards.UserGiftingCardEvent
  | cards.UserDelCardEvent
  | cards.UserConsumeCardEvent
  | cards.UserPayFromPayCellEvent
  | cards.UserViewCardEvent
  | cards.UserEnterSessionFromCardEvent
  | cards.UpdateMemberCardEvent
  | cards.CardSkuRemindEvent
  | cards.SubmitMembercardUserInfoEvent
  | merchants.CardPayOrderEvent
  | merchants.CardMerchantCheckResultEvent
  | merchants.CardMerchantAuthCheckResultEvent
  | giftCards.GiftcardPayDoneEvent
  | giftCards.GiftcardSendToFriendEvent
  | giftCards.GiftcardUserAcceptEvent
  | neighbours.UserAuthorizeInvoiceEvent
  | neighbours.UpdateInvoiceStatusEvent
  | neighbours.CloudInvoiceResultEvent
  | neighbours.SubmitInvoiceTitleEvent
  | neighbours.PoiCheckNotifyEvent
  | neighbours.ApplyMerchantAuditInfoEvent
  | neighbours.CreateMapPoiAuditInfoEvent
  | neighbours.AddStoreAuditInfoEvent
  | neighbours.ModifyStoreAuditInfoEvent
  | privacy.UserInfoModifiedEvent
  | privacy.UserAuthorizationRevokeEvent
  | privacy.UserAuthorizationCancellationEvent

/** The name of an event about cards. */
export type CardEventName = CardEvent['Event']

/** One event about cards, by its name: `CardEventOf<'user_get_card'>`. */
export type CardEventOf<Name extends CardEventName> = Extract<CardEvent, { readonly Event: Name }>

/** What a field of another message holds: its text, or the fields inside it. JSON messages may hold lists. */
export type MessageValue = string | MessageFields | readonly MessageValue[]

/** Fields by their names. Has no prototype. */
export interface MessageFields {
  readonly [name: string]: MessageValue | undefined
}

/** Anything else that WeChat sends to the same address: messages of users, other events, events not yet known here. */
export interface OtherEvent extends MessageFields {
  readonly ToUserName?: string
  readonly FromUserName?: string
  readonly CreateTime?: string
  /** `event`, or the kind of a user's message: `text`, `image`, … Missing in messages to third-party platforms. */
  readonly MsgType?: string
  /** Missing in messages of users. */
  readonly Event?: string
}

/** The compiler sees to it that none is missing. */
const NAMES: Readonly<Record<CardEventName, true>> = {
  card_pass_check: true,
  card_not_pass_check: true,
  user_get_card: true,
  user_gifting_card: true,
  user_del_card: true,
  user_consume_card: true,
  user_pay_from_pay_cell: true,
  user_view_card: true,
  user_enter_session_from_card: true,
  update_member_card: true,
  card_sku_remind: true,
  submit_membercard_user_info: true,
  card_pay_order: true,
  card_merchant_check_result: true,
  card_merchant_auth_check_result: true,
  giftcard_pay_done: true,
  giftcard_send_to_friend: true,
  giftcard_user_accept: true,
  user_authorize_invoice: true,
  update_invoice_status: true,
  cloud_invoice_invoiceresult_event: true,
  submit_invoice_title: true,
  poi_check_notify: true,
  apply_merchant_audit_info: true,
  create_map_poi_audit_info: true,
  add_store_audit_info: true,
  modify_store_audit_info: true,
  user_info_modified: true,
  user_authorization_revoke: true,
  user_authorization_cancellation: true,
}

/** All names of events about cards. */
export const CARD_EVENT_NAMES: readonly CardEventName[] = Object.keys(NAMES) as CardEventName[] // its own keys

/** Tells whether this is the name of an event about cards. */
export const isCardEventName = (name: unknown): name is CardEventName =>
  typeof name === 'string' && Object.hasOwn(NAMES, name)
