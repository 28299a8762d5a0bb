// The part that all types of cards have. Limits in bytes: a Chinese character counts 3.

/**
 * How the code is shown: as text, with a barcode, with a QR code, as one of these without the digits, or not at all.
 * `CODE_TYPE_NONE` is for cards used online: give the user a button then.
 */
export type CodeType =
  | 'CODE_TYPE_TEXT'
  | 'CODE_TYPE_BARCODE'
  | 'CODE_TYPE_QRCODE'
  | 'CODE_TYPE_ONLY_QRCODE'
  | 'CODE_TYPE_ONLY_BARCODE'
  | 'CODE_TYPE_NONE'
  | (`CODE_TYPE_${string}` & {})

/** A colour of a card by its name, `Color010` to `Color102`: `cards.getColors` lists those that there are. */
export type CardColor = `Color${number}`

/** A fixed period. */
export interface FixedTimeRange {
  /** From one date to another. */
  type: 'DATE_TYPE_FIX_TIME_RANGE'
  /** First moment, in epoch seconds. WeChat shows dates as in China (UTC+8). */
  begin_timestamp: number
  /** Last moment, in epoch seconds. */
  end_timestamp: number
}

/** So many days from the claim. */
export interface FixedTerm {
  /** Counted from the claim. */
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
  /** Without an end. */
  type: 'DATE_TYPE_PERMANENT'
}

/** A fixed period by its former name, which WeChat's page of special tickets still has (reports-46). */
export interface FormerFixedTimeRange extends Omit<FixedTimeRange, 'type'> {
  /** From one date to another. */
  type: 1
}

/** So many days from the claim, by the former name. */
export interface FormerFixedTerm extends Omit<FixedTerm, 'type'> {
  /** Counted from the claim. */
  type: 2
}

/** When claimed codes are valid, as WeChat answers it. */
export type StoredDateInfo = FixedTimeRange | FixedTerm | PermanentTerm

/** When claimed codes are valid. */
export type DateInfo = StoredDateInfo | FormerFixedTimeRange | FormerFixedTerm

/** The part that all types of cards have. */
export interface CardBaseInfo {
  /**
   * The merchant's logo, from `media.uploadImage`, 300 × 300 pixels suggested. At most 128 bytes by the page; addresses
   * of uploads have grown to about 135 (reports-31).
   */
  logo_url: string
  /** The merchant's name on the card, at most 36 bytes (12 Chinese characters). Stays as it was created. */
  brand_name: string
  /** How the code is shown. */
  code_type: CodeType
  /** The card's name, at most 27 bytes (9 Chinese characters). */
  title: string
  /** A colour's name, `Color010` to `Color102`. Replies hold its hex value instead. */
  color: CardColor
  /** What to do with the card, at most 48 bytes (16 Chinese characters). */
  notice: string
  /** Terms, at most 3072 bytes (1024 Chinese characters). */
  description: string
  /** The stock. */
  sku: {
    /** How many can be claimed, 0 to 100 000 000. Cards with imported codes start with 0. */
    quantity: number
  }
  /** When claimed codes are valid. */
  date_info: DateInfo
  /** Legacy line under the title, at most 54 bytes (18 Chinese characters). */
  sub_title?: string
  /**
   * Codes are your own. Needs a permission (`43009` without it); redeemed through the API only. Cannot be changed
   * later.
   * @defaultValue false
   */
  use_custom_code?: boolean
  /** With `use_custom_code`: codes are imported beforehand, and WeChat hands out one of them. */
  get_custom_code_mode?: 'GET_CUSTOM_CODE_MODE_DEPOSIT' | (`GET_CUSTOM_CODE_MODE_${string}` & {})
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
  /** Middle button, shown while the card is usable. At most 18 bytes (6 Chinese characters). */
  center_title?: string
  /** Text under the middle button, at most 24 bytes (8 Chinese characters). */
  center_sub_title?: string
  /**
   * Where the middle button leads, at most 128 bytes, as all addresses here. WeChat appends `card_id` and
   * `encrypt_code`, to some addresses also `openid` and `outer_str`. Web addresses are refused for some cards
   * (`73211`): use a mini program.
   */
  center_url?: string
  /**
   * The mini program behind the button: its original id with `@app` after it. It must be linked to the Official
   * Account.
   */
  center_app_brand_user_name?: string
  /** Its page, at most 128 bytes. */
  center_app_brand_pass?: string
  /** Name of a link of your own, at most 15 bytes (5 Chinese characters). */
  custom_url_name?: string
  /** Where it leads, at most 128 bytes. */
  custom_url?: string
  /** Text on its right, at most 18 bytes (6 Chinese characters). */
  custom_url_sub_title?: string
  /** The mini program behind it: original id with `@app` after it. */
  custom_app_brand_user_name?: string
  /** Its page, at most 128 bytes. */
  custom_app_brand_pass?: string
  /** Name of a link for promotions, at most 15 bytes (5 Chinese characters). */
  promotion_url_name?: string
  /** Where it leads, at most 128 bytes. */
  promotion_url?: string
  /** Text on its right, at most 18 bytes (6 Chinese characters). */
  promotion_url_sub_title?: string
  /** The mini program behind it: original id with `@app` after it. */
  promotion_app_brand_user_name?: string
  /** Its page, at most 128 bytes. */
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
  /** Legacy name of where the card comes from, at most 36 bytes (12 Chinese characters). */
  source?: string
  /**
   * A `user_view_card` event is pushed when a user opens the member card.
   * @defaultValue false
   */
  need_push_on_view?: boolean
  /** Member cards: paying with the card. */
  pay_info?: {
    /** The payment code. */
    swipe_card?: {
      /**
       * Whether it is on the card.
       * @defaultValue false
       */
      is_swipe_card?: boolean
    }
  }
  /** Member cards: member code and payment code together. */
  is_pay_and_qrcode?: boolean
  /**
   * Member cards: the card shows an 18-digit number that changes all the time, from which `codes.get` reads the real
   * code. Older documentation only; whether it still works is unconfirmed (cards-426).
   * @defaultValue false
   */
  use_dynamic_code?: boolean
  /** Legacy, before `custom_url_name`: which of WeChat's names the link bears. */
  url_name_type?:
    | 'URL_NAME_TYPE_TAKE_AWAY'
    | 'URL_NAME_TYPE_RESERVATION'
    | 'URL_NAME_TYPE_USE_IMMEDIATELY'
    | 'URL_NAME_TYPE_APPOINTMENT'
    | 'URL_NAME_TYPE_EXCHANGE'
    | 'URL_NAME_TYPE_MALL'
    | 'URL_NAME_TYPE_VEHICLE_INFORMATION'
    | (`URL_NAME_TYPE_${string}` & {})
  /** For the agent mode: the sub-merchant whose brand the card carries. */
  sub_merchant_info?: {
    /** Its id, from `subMerchants.create`. One SDK sends it as text. */
    merchant_id: number | string
  }
}

/** A time of the week in which the card is said to be valid. Shown only: it does not stop a redemption. */
export interface TimeLimit {
  /** The day. `HOLIDAY` stands in a sample only. */
  type: 'MONDAY' | 'TUESDAY' | 'WEDNESDAY' | 'THURSDAY' | 'FRIDAY' | 'SATURDAY' | 'SUNDAY' | 'HOLIDAY'
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
  /** What the card can be used for. */
  use_condition?: {
    /** `CASH` only: what it is good for, at most 512 bytes. */
    accept_category?: string
    /** `CASH` only: what it is not good for, at most 512 bytes. */
    reject_category?: string
    /** `CASH` and `GIFT`: least spending, in cents. */
    least_cost?: number
    /** `GIFT` only: what must be bought, at most 512 bytes. */
    object_use_for?: string
    /**
     * Whether it can be used beside other offers.
     * @defaultValue true
     */
    can_use_with_other_discount?: boolean
  }
  /** The cover. */
  abstract?: {
    /** What it says, at most 24 bytes (8 Chinese characters). */
    abstract?: string
    /** One picture of 850 × 350 pixels, from `media.uploadImage`. */
    icon_url_list?: string[]
  }
  /**
   * Pictures with texts. WeChat's page asks coupons for at least one; whether that is enforced is unconfirmed
   * (cards-419).
   */
  text_image_list?: {
    /** From `media.uploadImage`, at most 128 bytes. */
    image_url?: string
    /** At most 512 bytes. */
    text?: string
  }[]
  /** What the shop offers: delivery, free parking, pets welcome, free Wi-Fi. */
  business_service?: (
    | 'BIZ_SERVICE_DELIVER'
    | 'BIZ_SERVICE_FREE_PARK'
    | 'BIZ_SERVICE_WITH_PET'
    | 'BIZ_SERVICE_FREE_WIFI'
    | (`BIZ_SERVICE_${string}` & {})
  )[]
  /** When the card is said to be valid. Shown only: it does not stop a redemption. */
  time_limit?: TimeLimit[]
}

/** What every type's body begins with. */
export interface CardBody {
  /** The part that all types have. */
  base_info: CardBaseInfo
  /** What the card's page shows beyond the basics. */
  advanced_info?: CardAdvancedInfo
}
