// What a shelf of gift cards (礼品卡货架) consists of.

/** A card on sale in a theme. */
export interface GiftPageItem {
  /** An approved `GENERAL_CARD`. */
  card_id: string
  /** Its name on the shelf. Left out, the card's own title. */
  title?: string
  /** Its small picture, from `media.uploadImage`. */
  pic_url?: string
  /** A text about it. */
  desc?: string
}

/** A face that the buyer can choose for the card. */
export interface GiftPagePicture {
  /** Below 1000 × 600 pixels, from `media.uploadImage`. */
  background_pic_url: string
  /** An id of your own, which comes back in the order. */
  outer_img_id?: string
  /** The wish that is sent unless the buyer writes another. */
  default_gifting_msg: string
}

/** A theme of a shelf: an occasion with its cards and faces. */
export interface GiftPageTheme {
  /** At most 1000 × 600 pixels, from `media.uploadImage`. */
  theme_pic_url: string
  /** The theme's name. */
  title: string
  /** `#RRGGBB`. */
  title_color: string
  /** The cards on sale. */
  item_list: GiftPageItem[]
  /** The faces to choose from. */
  pic_item_list: GiftPagePicture[]
  /** Where the theme stands in `category_list`, from 0. Required with `category_list`, except for banners. */
  category_index?: number
  /** Sets the names of the cards off. */
  show_sku_title_first?: boolean
  /** The theme is shown as a banner. */
  is_banner?: boolean
}

/** An entry to a service of yours on the shelf. */
export interface GiftPageCell {
  /** What the entry is called. */
  title: string
  /** WeChat appends `order_id` and `openid`. */
  url: string
}

/** A shelf. */
export interface GiftPage {
  /** Name of the shelf. */
  page_title: string
  /**
   * Several cards can be bought at once and sent into a group.
   * @defaultValue false
   */
  support_multi?: boolean
  /**
   * A card can be bought for oneself.
   * @defaultValue false
   */
  support_buy_for_self?: boolean
  /** 750 × 630 pixels suggested, from `media.uploadImage`. */
  banner_pic_url: string
  /** The themes, of which the shelf consists. */
  theme_list: GiftPageTheme[]
  /** Groups of themes, which `category_index` points to. */
  category_list?: {
    /** The group's name. */
    title: string
  }[]
  /** Address of the merchant. */
  address: string
  /** Phone number of the merchant. */
  service_phone: string
  /** How the cards are used and given back. */
  biz_description: string
  /**
   * An invoice is offered after the payment.
   * @defaultValue false
   */
  need_receipt?: boolean
  /** First entry to a service. Required by the page; one SDK takes it for optional. */
  cell_1: GiftPageCell
  /** Second entry to a service. Required by the page; one SDK takes it for optional. */
  cell_2: GiftPageCell
}
