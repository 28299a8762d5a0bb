// What a card consists of, by its type. Limits in bytes: a Chinese character counts 3.
import type { CardAdvancedInfo, CardBaseInfo, CardBody } from './card-base-info.js'

/** `GROUPON`: a group purchase. */
export interface Groupon extends CardBody {
  /** What is bought, at most 3072 bytes. */
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
  /** What it is exchanged for, at most 3072 bytes. */
  gift: string
}

/** `GENERAL_COUPON`: any other coupon. */
export interface GeneralCoupon extends CardBody {
  /** What it is good for, at most 3072 bytes. */
  default_detail: string
}

/** A field on a member's or gift card whose value each holder has. Either `name_type` or `name`. */
export interface CustomField {
  /**
   * A kind that WeChat knows. Developers report that only these produce messages (activation-171). `…_ACHIEVEMEN` and
   * `…_TIMS` are misspelt in WeChat's documentation; whether the right spelling is accepted is unconfirmed (cards-145).
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
    | (`FIELD_NAME_TYPE_${string}` & {})
  /** A name of your own, at most 24 bytes. */
  name?: string
  /** What it opens, at most 128 bytes. */
  url?: string
  /** The mini program that it opens: original id with `@app` after it. */
  app_brand_user_name?: string
  /** Its page, at most 128 bytes. */
  app_brand_pass?: string
}

/** A line on a member card that opens something. */
export interface CustomCell {
  /** At most 15 bytes (5 Chinese characters). */
  name: string
  /** Text on its right, at most 18 bytes (6 Chinese characters). */
  tips: string
  /** What it opens, at most 128 bytes. */
  url?: string
  /** The mini program that it opens: original id with `@app` after it. */
  app_brand_user_name?: string
  /** Its page, at most 128 bytes. */
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
 * `MEMBER_CARD`. Set exactly one way of activation: `auto_activate`, `activate_url`, or `wx_activate`. Of several,
 * WeChat takes the first in this order and ignores the others without a word, and it cannot be mended by an update.
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
   * Where the user returns to on the web. Set it for mini programs too: developers report (activation-29) that the
   * component hands its result over only then, and that any value, even a page of a mini program, makes the card one of
   * the jump type for good. At most 128 bytes, with a `?` and a parameter in it: WeChat appends its own with `&`.
   */
  wx_activate_after_submit_url?: string
  /** A mini program to return to after the form. In one SDK, marked to be tested (reports-34): unconfirmed. */
  wx_activate_after_submit_app_brand_user_name?: string
  /** Its page. As unconfirmed (reports-34). */
  wx_activate_after_submit_app_brand_pass?: string
  /** Your own page for activation, at most 128 bytes. */
  activate_url?: string
  /** The mini program that activates: its original id with `@app` after it. */
  activate_app_brand_user_name?: string
  /** Its page, at most 128 bytes. */
  activate_app_brand_pass?: string
  /** Keeps points. Once true it cannot be set back. Then `bonus_cleared` and `bonus_rules` are wanted. */
  supply_bonus: boolean
  /** Page about the points, at most 128 bytes. */
  bonus_url?: string
  /** The mini program about the points: original id with `@app` after it. */
  bonus_app_brand_user_name?: string
  /** Its page, at most 128 bytes. */
  bonus_app_brand_pass?: string
  /** Keeps a balance. Needs a permission (`43010` without it); cannot be set back. */
  supply_balance: boolean
  /** Page about the balance, at most 128 bytes. */
  balance_url?: string
  /** The mini program about the balance: original id with `@app` after it. */
  balance_app_brand_user_name?: string
  /** Its page, at most 128 bytes. */
  balance_app_brand_pass?: string
  /** When points end, at most 128 bytes. */
  bonus_cleared?: string
  /** How points are earned and spent, at most 128 bytes. */
  bonus_rules?: string
  /** How the balance works, at most 128 bytes (the table for updates says 3072). */
  balance_rules?: string
  /** First field on the face. At most three among the fields and the balance (`40124`). */
  custom_field1?: CustomField
  /** Second field on the face. */
  custom_field2?: CustomField
  /** Third field on the face. */
  custom_field3?: CustomField
  /** First line under the card. */
  custom_cell1?: CustomCell
  /** Second line. Seen in SDKs only (cards-140). */
  custom_cell2?: CustomCell
  /** Third line. Seen in SDKs only (cards-140). */
  custom_cell3?: CustomCell
  /** How points are earned and spent, in numbers. */
  bonus_rule?: BonusRule
  /** Percent taken *off*: 10 makes the member pay 90 % (9折). */
  discount?: number
  /** Legacy page for members of old; `members.setActivationForm` has `bind_old_card` instead. */
  bind_old_card_url?: string
}

/** The basics of a gift card. */
export interface GeneralCardBaseInfo extends CardBaseInfo {
  /** What it costs. Stays as it was created. */
  giftcard_info: {
    /** In cents, above 0. */
    price: number
  }
  /** How often the card can be given on. Stays as it was created. */
  max_give_friend_times: number
}

/** `GENERAL_CARD`: a gift card. Needs a permission (`72021` without it). */
export interface GeneralCard {
  /** The part that all types have, with the price. */
  base_info: GeneralCardBaseInfo
  /** What the card's page shows beyond the basics. Only at creation. */
  advanced_info?: CardAdvancedInfo
  /** Stored value, or an exchange for goods. */
  sub_card_type: 'GIFT_CARD' | 'VOUCHER' | (string & {})
  /** Face of the card, from `media.uploadImage`. */
  background_pic_url?: string
  /** Privileges, at most 3072 bytes. */
  prerogative: string
  /** True when no activation is needed, which is usual. */
  auto_activate?: boolean
  /** Page for activation. Reported of a campus card, which could be created with it and not updated (reports-33). */
  activate_url?: string
  /** Keeps points. */
  supply_bonus: boolean
  /** Points to begin with. Only at creation. */
  init_bonus?: number
  /** Stored value only; needs the prepaid-card filing. */
  supply_balance: boolean
  /** In cents, shown after the purchase. Only at creation. */
  init_balance?: number
  /** First field on the face. At most three among `supply_balance` and the three fields. */
  custom_field1?: CustomField
  /** Second field on the face. */
  custom_field2?: CustomField
  /** Third field on the face. */
  custom_field3?: CustomField
  /** First line under the card. Reported of a campus card (reports-33). */
  custom_cell1?: CustomCell
  /** Second line. As for member cards; unconfirmed (reports-33 has the first alone). */
  custom_cell2?: CustomCell
  /** Third line. As for member cards; unconfirmed (reports-33 has the first alone). */
  custom_cell3?: CustomCell
}

/** `SCENIC_TICKET`: entrance to a scenic spot. */
export interface ScenicTicket extends CardBody {
  /** Kind of ticket. Required by SDKs, not clearly by the page. */
  ticket_class?: string
  /** Map of the place, at most 128 bytes. */
  guide_url?: string
}

/** `MOVIE_TICKET`. */
export interface MovieTicket extends CardBody {
  /** About the film, at most 3072 bytes. */
  detail: string
}

/** `BOARDING_PASS`. */
export interface BoardingPass extends CardBody {
  /** Where it starts, at most 54 bytes (18 Chinese characters). */
  from: string
  /** Where it lands, at most 54 bytes. */
  to: string
  /** Number of the flight. */
  flight: string
  /** At most 12 bytes. Can be changed later. */
  gate?: string
  /** Page for checking in, at most 128 bytes. */
  check_in_url?: string
  /** Type of the aircraft, at most 24 bytes (8 Chinese characters). */
  air_model: string
  /** Take-off, in epoch seconds. WeChat's own sample has text (reports-47). */
  departure_time: number | string
  /** Landing, in epoch seconds. */
  landing_time: number | string
  /** Boarding, in epoch seconds; shown as hour and minute. */
  boarding_time?: number | string
}

/** `MEETING_TICKET`: an event. */
export interface MeetingTicket extends CardBody {
  /** About the event, at most 3072 bytes. */
  meeting_detail: string
  /** Map of the place, at most 128 bytes. */
  map_url?: string
}

/**
 * The body of each type of card, by the key under which it travels. One SDK names a further type, `BUS_TICKET`
 * (reports-35), of which no page says anything: `client.call` reaches it.
 */
export interface CardBodies {
  /** Of a group purchase. */
  groupon: Groupon
  /** Of a cash voucher. */
  cash: Cash
  /** Of a percentage off. */
  discount: Discount
  /** Of an exchange for goods. */
  gift: Gift
  /** Of any other coupon. */
  general_coupon: GeneralCoupon
  /** Of a member card. */
  member_card: MemberCard
  /** Of a gift card. */
  general_card: GeneralCard
  /** Of a ticket to a scenic spot. */
  scenic_ticket: ScenicTicket
  /** Of a ticket to a film. */
  movie_ticket: MovieTicket
  /** Of a boarding pass. */
  boarding_pass: BoardingPass
  /** Of a ticket to an event. */
  meeting_ticket: MeetingTicket
}
