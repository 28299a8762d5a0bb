// Names of the events about cards that WeChat pushes: the simulator's own list, which it shares with no reader of events.

/** The names of events about cards, as WeChat's pages list them. */
export const CARD_EVENT_NAMES = [
  'card_pass_check',
  'card_not_pass_check',
  'user_get_card',
  'user_gifting_card',
  'user_del_card',
  'user_consume_card',
  'user_pay_from_pay_cell',
  'user_view_card',
  'user_enter_session_from_card',
  'update_member_card',
  'card_sku_remind',
  'submit_membercard_user_info',
  'card_pay_order',
  'card_merchant_check_result',
  'card_merchant_auth_check_result',
  'giftcard_pay_done',
  'giftcard_send_to_friend',
  'giftcard_user_accept',
  'user_authorize_invoice',
  'update_invoice_status',
  'cloud_invoice_invoiceresult_event',
  'submit_invoice_title',
  'poi_check_notify',
  'apply_merchant_audit_info',
  'create_map_poi_audit_info',
  'add_store_audit_info',
  'modify_store_audit_info',
  'user_info_modified',
  'user_authorization_revoke',
  'user_authorization_cancellation',
] as const

/** The name of an event about cards. */
export type CardEventName = (typeof CARD_EVENT_NAMES)[number]

const NAMES: ReadonlySet<unknown> = new Set(CARD_EVENT_NAMES)

/** Tells whether this is the name of an event about cards. */
export const isCardEventName = (name: unknown): name is CardEventName => NAMES.has(name)
