// What a card consists of, by its type. Limits in bytes: a Chinese character counts 3.

/** How the code is shown. `CODE_TYPE_NONE` shows none: give the user a button then. */
export type CodeType =
  | 'CODE_TYPE_TEXT'
  | 'CODE_TYPE_BARCODE'
  | 'CODE_TYPE_QRCODE'
  | 'CODE_TYPE_ONLY_QRCODE'
  | 'CODE_TYPE_ONLY_BARCODE'
  | 'CODE_TYPE_NONE'
  | (string & {})

/** A fixed period. */
export interface FixedTimeRange {
  type: 'DATE_TYPE_FIX_TIME_RANGE'
  /** Epoch seconds. */
  begin_timestamp: number
  /** Epoch seconds. */
  end_timestamp: number
}

/** So many days from the claim. */
export interface FixedTerm {
  type: 'DATE_TYPE_FIX_TERM'
  /** Days for which a claimed code is valid; not 0. */
  fixed_term: number
  /** Days between the claim and the first valid day; 0 is the same day. */
  fixed_begin_term: number
  /** Latest end for every code, in epoch seconds. */
  end_timestamp?: number
}

/** No end. Member cards and gift cards only. */
export interface PermanentTerm {
  type: 'DATE_TYPE_PERMANENT'
}

/** When claimed codes are valid. */
export type DateInfo = FixedTimeRange | FixedTerm | PermanentTerm

/** The part that all types of cards have. */
export interface CardBaseInfo {
  /** From `media.uploadImage`, 300 × 300 pixels suggested. At most 128 bytes. */
  logo_url: string
  /** At most 36 bytes (12 Chinese characters). */
  brand_name: string
  code_type: CodeType
  /** At most 27 bytes (9 Chinese characters). */
  title: string
  /** A colour's name, `Color010` to `Color102`. Replies hold its hex value instead. */
  color: string
  /** What to do with the card, at most 48 bytes (16 Chinese characters). */
  notice: string
  /** Terms, at most 3072 bytes (1024 Chinese characters). */
  description: string
  /** Stock, 0 to 100 000 000. Cards with imported codes start with 0. */
  sku: { quantity: number }
  date_info: DateInfo
  /** Legacy, at most 54 bytes. */
  sub_title?: string
  /**
   * Codes are your own. Needs a permission (`43009` without it); redeemed through the API only.
   * @defaultValue false
   */
  use_custom_code?: boolean
  /** With `use_custom_code`: codes are imported beforehand, and WeChat hands out one of them. */
  get_custom_code_mode?: 'GET_CUSTOM_CODE_MODE_DEPOSIT' | (string & {})
  /**
   * Only the openid given at issue can claim the card.
   * @defaultValue false
   */
  bind_openid?: boolean
  /** At most 24 bytes. */
  service_phone?: string
  /** Stores (`poi_id`) that accept the card. */
  location_id_list?: number[]
  /** Every store accepts the card. Instead of `location_id_list`. */
  use_all_locations?: boolean
  /** Middle button, shown while the card is usable. At most 18 bytes. */
  center_title?: string
  /** At most 24 bytes. */
  center_sub_title?: string
  /** At most 128 bytes, as all addresses here. WeChat appends `card_id` and `encrypt_code`, to some also `openid`, `outer_str`. */
  center_url?: string
  /** The mini program behind the button: its original id with `@app` after it. It must be linked to the Official Account. */
  center_app_brand_user_name?: string
  /** Its page, at most 128 bytes. */
  center_app_brand_pass?: string
  /** Link of your own, at most 15 bytes (5 Chinese characters). */
  custom_url_name?: string
  custom_url?: string
  /** At most 18 bytes (6 Chinese characters). */
  custom_url_sub_title?: string
  /** Original id with `@app` after it. */
  custom_app_brand_user_name?: string
  custom_app_brand_pass?: string
  /** Link for promotions, at most 15 bytes. */
  promotion_url_name?: string
  promotion_url?: string
  /** At most 18 bytes. */
  promotion_url_sub_title?: string
  /** Original id with `@app` after it. */
  promotion_app_brand_user_name?: string
  promotion_app_brand_pass?: string
  /**
   * How many one user can claim, at most 50.
   * @defaultValue 50
   */
  get_limit?: number
  /**
   * How many one user can redeem.
   * @defaultValue 50
   */
  use_limit?: number
  /**
   * The page on which it is claimed can be shared.
   * @defaultValue true
   */
  can_share?: boolean
  /**
   * A claimed code can be given away.
   * @defaultValue true
   */
  can_give_friend?: boolean
  /** Legacy, at most 36 bytes. */
  source?: string
  /**
   * An event is pushed when a user opens the member card.
   * @defaultValue false
   */
  need_push_on_view?: boolean
  /** Member cards: the payment code is on the card. */
  pay_info?: { swipe_card?: { is_swipe_card?: boolean } }
  /** Member cards: member code and payment code together. */
  is_pay_and_qrcode?: boolean
  /** Member cards: a code that changes all the time. Older documentation only; whether it still works is unconfirmed. */
  use_dynamic_code?: boolean
  /** Legacy, before `custom_url_name`. */
  url_name_type?:
    | 'URL_NAME_TYPE_TAKE_AWAY'
    | 'URL_NAME_TYPE_RESERVATION'
    | 'URL_NAME_TYPE_USE_IMMEDIATELY'
    | 'URL_NAME_TYPE_APPOINTMENT'
    | 'URL_NAME_TYPE_EXCHANGE'
    | 'URL_NAME_TYPE_MALL'
    | 'URL_NAME_TYPE_VEHICLE_INFORMATION'
    | (string & {})
  /** For the agent mode: the sub-merchant whose brand the card carries. */
  sub_merchant_info?: { merchant_id: number | string }
}

/** A time of the week in which the card is said to be valid. Shown only: it does not stop a redemption. */
export interface TimeLimit {
  type: 'MONDAY' | 'TUESDAY' | 'WEDNESDAY' | 'THURSDAY' | 'FRIDAY' | 'SATURDAY' | 'SUNDAY' | 'HOLIDAY' | (string & {})
  /** 0 to 23. */
  begin_hour?: number
  /** 0 to 59. */
  begin_minute?: number
  /** 0 to 23. */
  end_hour?: number
  /** 0 to 59. */
  end_minute?: number
}

/** What the card's page shows beyond the basics. Only at creation. */
export interface CardAdvancedInfo {
  use_condition?: {
    /** `CASH` only. */
    accept_category?: string
    /** `CASH` only. */
    reject_category?: string
    /** `CASH` and `GIFT`: least spending, in cents. */
    least_cost?: number
    /** `GIFT` only. */
    object_use_for?: string
    /** @defaultValue true */
    can_use_with_other_discount?: boolean
  }
  /** Cover: a text of at most 24 bytes, and one picture of 850 × 350 pixels from `media.uploadImage`. */
  abstract?: { abstract?: string; icon_url_list?: string[] }
  /** Pictures from `media.uploadImage` with texts of at most 512 bytes. The page asks coupons for at least one. */
  text_image_list?: { image_url?: string; text?: string }[]
  business_service?: (
    | 'BIZ_SERVICE_DELIVER'
    | 'BIZ_SERVICE_FREE_PARK'
    | 'BIZ_SERVICE_WITH_PET'
    | 'BIZ_SERVICE_FREE_WIFI'
    | (string & {})
  )[]
  time_limit?: TimeLimit[]
}

/** What every type's body begins with. */
export interface CardBody {
  base_info: CardBaseInfo
  advanced_info?: CardAdvancedInfo
}

/** `GROUPON`: a group purchase. */
export interface Groupon extends CardBody {
  /** At most 3072 bytes. */
  deal_detail: string
}

/** `CASH`: a cash voucher. */
export interface Cash extends CardBody {
  /** Least spending in cents; 0 for none. */
  least_cost?: number
  /** What it takes off, in cents. */
  reduce_cost: number
}

/** `DISCOUNT`: a percentage off. */
export interface Discount extends CardBody {
  /** Percent taken *off*: 30 makes the customer pay 70 % (7折). */
  discount: number
}

/** `GIFT`: exchanged for goods. Not a gift card, which is `GENERAL_CARD`. */
export interface Gift extends CardBody {
  /** At most 3072 bytes. */
  gift: string
}

/** `GENERAL_COUPON`: any other coupon. */
export interface GeneralCoupon extends CardBody {
  /** At most 3072 bytes. */
  default_detail: string
}

/** A field on a member's or gift card whose value each holder has. Either `name_type` or `name`. */
export interface CustomField {
  /**
   * A kind that WeChat knows; only these produce messages. Two are misspelt in the documentation, and whether the right
   * spelling is accepted is unconfirmed.
   */
  name_type?:
    | 'FIELD_NAME_TYPE_LEVEL'
    | 'FIELD_NAME_TYPE_COUPON'
    | 'FIELD_NAME_TYPE_STAMP'
    | 'FIELD_NAME_TYPE_DISCOUNT'
    | 'FIELD_NAME_TYPE_ACHIEVEMEN'
    | 'FIELD_NAME_TYPE_MILEAGE'
    | 'FIELD_NAME_TYPE_SET_POINTS'
    | 'FIELD_NAME_TYPE_TIMS'
    | (string & {})
  /** A name of your own, at most 24 bytes. */
  name?: string
  /** At most 128 bytes. */
  url?: string
  /** Original id with `@app` after it. */
  app_brand_user_name?: string
  app_brand_pass?: string
}

/** A line on a member card that opens something. */
export interface CustomCell {
  /** At most 15 bytes. */
  name: string
  /** At most 18 bytes. */
  tips: string
  /** At most 128 bytes. */
  url?: string
  /** Original id with `@app` after it. */
  app_brand_user_name?: string
  app_brand_pass?: string
}

/** How points are earned and spent, as shown on the card and used by WeChat Pay. Whole numbers. */
export interface BonusRule {
  /** Every so many cents spent … */
  cost_money_unit?: number
  /** … earn so many points. */
  increase_bonus?: number
  /** Most points that one payment earns. */
  max_increase_bonus?: number
  /** Points given at activation. */
  init_increase_bonus?: number
  /** Every so many points … */
  cost_bonus_unit?: number
  /** … take so many cents off. */
  reduce_money?: number
  /** Least payment in cents for which points can be used. */
  least_money_to_use_bonus?: number
  /** Most points that one payment can use. */
  max_reduce_bonus?: number
}

/**
 * `MEMBER_CARD`. Set exactly one way of activation: `auto_activate`, `activate_url`, or `wx_activate`. Of several, WeChat
 * takes the first in this order and ignores the others without a word, and it cannot be mended by an update.
 */
export interface MemberCard extends CardBody {
  /** Face, below 1000 × 600 pixels, from `media.uploadImage`. */
  background_pic_url?: string
  /** Privileges, at most 3072 bytes. */
  prerogative: string
  /** WeChat activates at the claim. */
  auto_activate?: boolean
  /** One-click activation: WeChat asks for the form that `members.setActivationForm` sets. */
  wx_activate?: boolean
  /** With `wx_activate`: after the form the user returns to you, and you activate (jump type). */
  wx_activate_after_submit?: boolean
  /**
   * Where the user returns to on the web. Set it for mini programs too: developers report that the component hands its
   * result over only then, and that any value, even a page of a mini program, makes the card one of the jump type for good.
   */
  wx_activate_after_submit_url?: string
  /** Your own page for activation. */
  activate_url?: string
  /** The mini program that activates: its original id with `@app` after it. */
  activate_app_brand_user_name?: string
  /** Its page, at most 128 bytes. */
  activate_app_brand_pass?: string
  /** Keeps points. Once true it cannot be set back. Then `bonus_cleared` and `bonus_rules` are wanted. */
  supply_bonus: boolean
  bonus_url?: string
  /** Original id with `@app` after it. */
  bonus_app_brand_user_name?: string
  bonus_app_brand_pass?: string
  /** Keeps a balance. Needs a permission (`43010` without it); cannot be set back. */
  supply_balance: boolean
  balance_url?: string
  /** Original id with `@app` after it. */
  balance_app_brand_user_name?: string
  balance_app_brand_pass?: string
  /** When points end, at most 128 bytes. */
  bonus_cleared?: string
  /** At most 128 bytes. */
  bonus_rules?: string
  /** At most 128 bytes (the table for updates says 3072). */
  balance_rules?: string
  custom_field1?: CustomField
  custom_field2?: CustomField
  custom_field3?: CustomField
  custom_cell1?: CustomCell
  /** Seen by SDKs only. */
  custom_cell2?: CustomCell
  /** Seen by SDKs only. */
  custom_cell3?: CustomCell
  bonus_rule?: BonusRule
  /** Percent taken *off*: 10 makes the member pay 90 % (9折). */
  discount?: number
  /** Legacy. */
  bind_old_card_url?: string
}

/** The basics of a gift card. */
export interface GeneralCardBaseInfo extends CardBaseInfo {
  /** Selling price in cents, above 0. */
  giftcard_info?: { price: number }
  /** How often the card can be given on. Fixed at creation. */
  max_give_friend_times?: number
}

/** `GENERAL_CARD`: a gift card. Needs a permission (`72021` without it). */
export interface GeneralCard {
  base_info: GeneralCardBaseInfo
  /** Only at creation. */
  advanced_info?: CardAdvancedInfo
  /** Stored value, or an exchange for goods. */
  sub_card_type: 'GIFT_CARD' | 'VOUCHER' | (string & {})
  /** Face of the card. */
  background_pic_url?: string
  prerogative: string
  /** True when no activation is needed, which is usual. */
  auto_activate?: boolean
  supply_bonus: boolean
  /** Points to begin with. Only at creation. */
  init_bonus?: number
  /** Stored value only; needs the prepaid-card filing. */
  supply_balance: boolean
  /** In cents, shown after the purchase. Only at creation. */
  init_balance?: number
  /** At most three among `supply_balance` and the three fields. */
  custom_field1?: CustomField
  custom_field2?: CustomField
  custom_field3?: CustomField
}

/** `SCENIC_TICKET`: entrance to a scenic spot. */
export interface ScenicTicket extends CardBody {
  /** Kind of ticket. Required by SDKs, not clearly by the page. */
  ticket_class?: string
  /** Map, at most 128 bytes. */
  guide_url?: string
}

/** `MOVIE_TICKET`. */
export interface MovieTicket extends CardBody {
  /** At most 3072 bytes. */
  detail: string
}

/** `BOARDING_PASS`. */
export interface BoardingPass extends CardBody {
  /** At most 54 bytes (18 Chinese characters). */
  from: string
  /** At most 54 bytes. */
  to: string
  flight: string
  /** At most 12 bytes. */
  gate?: string
  /** At most 128 bytes. */
  check_in_url?: string
  /** At most 24 bytes (8 Chinese characters). */
  air_model: string
  /** Epoch seconds. */
  departure_time: number
  /** Epoch seconds. */
  landing_time: number
  /** Epoch seconds; shown as hour and minute. */
  boarding_time?: number
}

/** `MEETING_TICKET`: an event. */
export interface MeetingTicket extends CardBody {
  /** At most 3072 bytes. */
  meeting_detail: string
  /** At most 128 bytes. */
  map_url?: string
}

/** The body of each type of card, by the key under which it travels. */
export interface CardBodies {
  groupon: Groupon
  cash: Cash
  discount: Discount
  gift: Gift
  general_coupon: GeneralCoupon
  member_card: MemberCard
  general_card: GeneralCard
  scenic_ticket: ScenicTicket
  movie_ticket: MovieTicket
  boarding_pass: BoardingPass
  meeting_ticket: MeetingTicket
}
