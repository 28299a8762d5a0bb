// What can be changed of a card, by its type. A field that is not here stays as it was created.
import type { CardBaseInfo, FixedTimeRange } from './card-base-info.js'
import type {
  BoardingPass,
  CardBodies,
  GeneralCard,
  MeetingTicket,
  MemberCard,
  MovieTicket,
  ScenicTicket,
} from './card-bodies.js'

/** What can be changed of a card's basics. Title, logo, notice, description and colour send the card back to review. */
export interface CardBaseInfoUpdate
  extends Partial<
    Pick<
      CardBaseInfo,
      | 'logo_url'
      | 'code_type'
      | 'title'
      | 'color'
      | 'notice'
      | 'description'
      | 'service_phone'
      | 'use_all_locations'
      | 'center_title'
      | 'center_sub_title'
      | 'center_url'
      | 'center_app_brand_user_name'
      | 'center_app_brand_pass'
      | 'custom_url_name'
      | 'custom_url'
      | 'custom_url_sub_title'
      | 'custom_app_brand_user_name'
      | 'custom_app_brand_pass'
      | 'promotion_url_name'
      | 'promotion_url'
      | 'promotion_url_sub_title'
      | 'promotion_app_brand_user_name'
      | 'promotion_app_brand_pass'
      | 'get_limit'
      | 'use_limit'
      | 'source'
      | 'need_push_on_view'
      | 'can_share'
      | 'can_give_friend'
      | 'pay_info'
      | 'use_dynamic_code'
    >
  > {
  /** Stores that accept the card; the text `"0"` clears the list. */
  location_id_list?: number[] | '0'
  /** A fixed period can be widened. No other kind can be changed, and no kind becomes another (`40100`). */
  date_info?: FixedTimeRange
}

/** A message that WeChat sends after an event of a member card, with a link or with cards. At most 5 cards. */
export interface MessageOperation {
  /** A message with a link. */
  url_cell?: {
    /** Whose holders get it. */
    card_id_list?: string[]
    /** Until when it is sent, in epoch seconds. */
    end_time?: number
    /** What it says. */
    text?: string
    /** Where it leads. */
    url?: string
    /** The mini program that it opens; it must be linked to the Official Account (`73103`). */
    app_brand_id?: string
    /** Its page. */
    app_brand_pass?: string
  }
  /** A message with a card. */
  card_cell?: {
    /** Until when it is sent, in epoch seconds. */
    end_time?: number
    /** The card. */
    card_id?: string
  }
}

/** Fields that only an update of a member card knows. */
export interface MemberCardMessages {
  /** Message after a change of points or balance. */
  modify_msg_operation?: MessageOperation
  /** Message after the activation. */
  activate_msg_operation?: MessageOperation
}

/**
 * What can be changed of a member card. `background_pic_url` (unconfirmed: cards-421), `prerogative` and the three
 * rules in words send the card back to review.
 */
export interface MemberCardUpdate
  extends MemberCardMessages,
    Partial<
      Pick<
        MemberCard,
        | 'background_pic_url'
        | 'prerogative'
        | 'auto_activate'
        | 'wx_activate'
        | 'wx_activate_after_submit'
        | 'wx_activate_after_submit_url'
        | 'activate_url'
        | 'activate_app_brand_user_name'
        | 'activate_app_brand_pass'
        | 'wx_activate_after_submit_app_brand_user_name'
        | 'wx_activate_after_submit_app_brand_pass'
        | 'bonus_url'
        | 'bonus_app_brand_user_name'
        | 'bonus_app_brand_pass'
        | 'balance_url'
        | 'balance_app_brand_user_name'
        | 'balance_app_brand_pass'
        | 'bonus_cleared'
        | 'bonus_rules'
        | 'balance_rules'
        | 'custom_field1'
        | 'custom_field2'
        | 'custom_field3'
        | 'custom_cell1'
        | 'custom_cell2'
        | 'custom_cell3'
        | 'bonus_rule'
        | 'discount'
      >
    > {
  /** Points, once kept, are kept for good (`40135`). */
  supply_bonus?: true
  /** A balance, once kept, is kept for good. Needs a permission (`43010` without it). */
  supply_balance?: true
}

/** What can be changed of a gift card. `activate_url` and the lines are reported of a campus card only (reports-33). */
export type GeneralCardUpdate = Partial<
  Pick<
    GeneralCard,
    | 'background_pic_url'
    | 'prerogative'
    | 'auto_activate'
    | 'activate_url'
    | 'supply_bonus'
    | 'supply_balance'
    | 'custom_field1'
    | 'custom_field2'
    | 'custom_field3'
    | 'custom_cell1'
    | 'custom_cell2'
    | 'custom_cell3'
  >
>

/** What can be changed beside the basics, by the key of a card's type. */
export interface CardBodyUpdates {
  /** Nothing. */
  groupon: unknown
  /** Nothing. */
  cash: unknown
  /** Nothing. */
  discount: unknown
  /** Nothing. */
  gift: unknown
  /** Nothing. */
  general_coupon: unknown
  /** Much of what it was created with. */
  member_card: MemberCardUpdate
  /** Much of what it was created with. */
  general_card: GeneralCardUpdate
  /** The map. */
  scenic_ticket: Partial<Pick<ScenicTicket, 'guide_url'>>
  /** The text about the film, which sends the card back to review. */
  movie_ticket: Partial<Pick<MovieTicket, 'detail'>>
  /** Times and gate. */
  boarding_pass: Partial<Pick<BoardingPass, 'departure_time' | 'landing_time' | 'boarding_time' | 'gate'>>
  /** The map. */
  meeting_ticket: Partial<Pick<MeetingTicket, 'map_url'>>
}

/** What can be changed of a card, by the key of its type: only what is given is changed. */
export type CardUpdate = {
  [Key in keyof CardBodies]: {
    [Own in Key]: {
      /** What changes of the part that all types have. */
      base_info?: CardBaseInfoUpdate
    } & CardBodyUpdates[Key]
  }
}[keyof CardBodies]
