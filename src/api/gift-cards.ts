// Selling gift cards: shelves, orders, payment.
import type { CallOptions, EmptyRequest } from '../transport/route.js'
import { json, type RouteTable } from '../transport/route.js'
import { all, defined, integers, type RowCheck, seconds } from './checks.js'
import type { GiftPage } from './gift-pages.js'
import type { WeChatResponse } from './wire.js'

/** Request of {@link GiftCardsApi.createPage}. */
export interface CreateGiftPageRequest {
  /** The whole shelf. */
  page: GiftPage
}

/** Response of {@link GiftCardsApi.createPage}. */
export interface CreateGiftPageResponse extends WeChatResponse {
  /** The shelf's id. It holds `+` and `=`: `giftCards.buildPageUrl` encodes it for an address. */
  page_id: string
}

/** Request of {@link GiftCardsApi.getPage}. */
export interface GetGiftPageRequest {
  /** As `createPage` gave it, not URL-encoded. */
  page_id: string
}

/** Response of {@link GiftCardsApi.getPage}. */
export interface GetGiftPageResponse extends WeChatResponse {
  /** As it was set; what was not set is missing. */
  page: Partial<GiftPage>
}

/** Request of {@link GiftCardsApi.updatePage}. */
export interface UpdateGiftPageRequest {
  /**
   * The shelf and what to change. Send lists whole, above all `theme_list`: whether they replace the old ones is
   * unconfirmed (gifts-129), and a part of one would then remove the rest.
   */
  page: {
    /** As `createPage` gave it, not URL-encoded. */
    page_id: string
  } & Partial<GiftPage>
}

/** Response of {@link GiftCardsApi.listPages}. */
export interface ListGiftPagesResponse extends WeChatResponse {
  /** All shelves of the account. */
  page_id_list: string[]
}

/** One shelf to take down or put back. */
export interface OneGiftPage {
  /** The shelf. */
  page_id: string
  /** Left out with `page_id`. */
  all?: never
}

/** All shelves to take down or put back. */
export interface AllGiftPages {
  /** All of them. */
  all: true
  /** Left out with `all`. */
  page_id?: never
}

/** Request of {@link GiftCardsApi.setMaintenance}: one shelf, or all. */
export type SetGiftPageMaintenanceRequest = (OneGiftPage | AllGiftPages) & {
  /** `true` takes it down. That `false` puts it back is plausible and unconfirmed (gifts-54). */
  maintain: boolean
}

/**
 * Whether something is on sale: `E_PAGE_CONTROL_NORMAL`; `E_PAGE_CONTROL_BIZ` taken down by the merchant;
 * `E_PAGE_CONTROL_SYSTEM` taken down by WeChat. The meaning of the last two is inferred from their names.
 */
export type GiftPageControl = 'E_PAGE_CONTROL_NORMAL' | 'E_PAGE_CONTROL_BIZ' | 'E_PAGE_CONTROL_SYSTEM' | (string & {})

/** Response of {@link GiftCardsApi.setMaintenance}. */
export interface SetGiftPageMaintenanceResponse extends WeChatResponse {
  /** How all shelves stand after the call. */
  control_info: {
    /** What the merchant has set for all shelves. */
    biz_control_type: GiftPageControl
    /** What WeChat has set for all shelves. */
    system_biz_control_type: GiftPageControl
    /** What each shelf is set to by itself. */
    list: {
      /** The shelf. */
      page_id: string
      /** By the merchant. */
      page_control_type: GiftPageControl
      /** By WeChat. */
      system_page_control_type: GiftPageControl
    }[]
  }
}

/** Request of {@link GiftCardsApi.getOrder}. */
export interface GetGiftOrderRequest {
  /** From the event `giftcard_pay_done`, or from a list of orders. */
  order_id: string
}

/** One card of an order. */
export interface GiftOrderCard {
  /** The card. */
  card_id: string
  /** In cents. */
  price: number
  /** The plain code. */
  code: string
  /** The wish of the face that was chosen; empty if the buyer wrote one. */
  default_gifting_msg?: string
  /** The face that was chosen. */
  background_pic_url?: string
  /** The `outer_img_id` of the face that was chosen. */
  outer_img_id?: string
  /** Who took this card, under the Official Account. In a group each card has its own. */
  accepter_openid?: string
}

/** A buyer's order. */
export interface GiftOrder {
  /** The order's id. */
  order_id: string
  /** The shelf that it was bought on. */
  page_id: string
  /** WeChat Pay's id of the payment. */
  trans_id: string
  /** Epoch seconds. */
  create_time: number
  /** Epoch seconds. */
  pay_finish_time: number
  /** In cents. */
  total_price: number
  /** Buyer, under the Official Account. Spelled `open_id`, unlike everywhere else. */
  open_id: string
  /** Who took it, under the Official Account. Empty or missing before. */
  accepter_openid?: string
  /** Channel: what the shelf's address carried. */
  outer_str?: string
  /** Whether it was sent into a group. Spelled with capitals amid names that have none; may be missing. */
  IsChatRoom?: boolean
  /** What was bought. */
  card_list: GiftOrderCard[]
}

/** Response of {@link GiftCardsApi.getOrder}. */
export interface GetGiftOrderResponse extends WeChatResponse {
  /** The order. */
  order: GiftOrder
}

/** Request of {@link GiftCardsApi.listOrders}. */
export interface ListGiftOrdersRequest {
  /**
   * Orders created from then on, in epoch seconds. The page speaks of a ten-digit stamp in China's time: it is the
   * usual one.
   */
  begin_time?: number
  /** Orders created until then, in epoch seconds, at most 31 days after `begin_time`. */
  end_time?: number
  /**
   * By time of creation, upwards or downwards.
   * @defaultValue 'ASC', says one SDK
   */
  sort_type?: 'ASC' | 'DESC'
  /** How many to pass over, from 0. */
  offset: number
  /** How many to answer, 1 to 100. */
  count: number
}

/** Response of {@link GiftCardsApi.listOrders}. */
export interface ListGiftOrdersResponse extends WeChatResponse {
  /** How many orders there are in this span of time. */
  total_count: number
  /** The orders of this page. */
  order_list: GiftOrder[]
}

/** Request of {@link GiftCardsApi.refundOrder}. */
export interface RefundGiftOrderRequest {
  /** The order, which is given back whole. */
  order_id: string
}

/** Request of {@link GiftCardsApi.applyForPayment}. */
export interface ApplyForGiftPaymentRequest {
  /** The merchant number (微信支付子商户号) that will take the payments. */
  sub_mch_id: string
}

/** Response of {@link GiftCardsApi.applyForPayment}. */
export interface ApplyForGiftPaymentResponse extends WeChatResponse {
  /** The page on which the merchant applies. Open it in a browser. */
  url: string
}

/** Request of {@link GiftCardsApi.bindSubMerchant}. */
export interface BindGiftSubMerchantRequest {
  /** A merchant number that {@link GiftCardsApi.applyForPayment} was called for. */
  sub_mch_id: string
  /** AppID of the mini program in which cards are sold. */
  wxa_appid: string
}

/** Request of {@link GiftCardsApi.setMiniProgram}. */
export interface SetGiftMiniProgramRequest {
  /** AppID of the mini program. It must be linked with the Official Account. */
  wxa_appid: string
  /** The shelf. */
  page_id: string
}

/**
 * Selling gift cards (微信礼品卡), in this order: the permission, {@link GiftCardsApi.applyForPayment},
 * {@link GiftCardsApi.bindSubMerchant}, `cards.create` with `GENERAL_CARD`, {@link GiftCardsApi.createPage}, and then
 * the shelf's address from `buildPageUrl`. Only some categories may sell them, and stored value needs the prepaid-card
 * filing.
 */
export interface GiftCardsApi {
  /**
   * Creates a shelf. It waits for review, and until then only users on the test whitelist see it.
   *
   * `POST /card/giftcard/page/add`
   *
   * @throws An {@link ApiError}: `41011` a required field is missing, such as a theme's `category_index`; `40073` no
   * such card; `40071` no gift card; `40078` a card that is not approved; `52000` a picture is not from
   * `media.uploadImage`; `48001` the account may not sell gift cards.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/gift_card.html | 礼品卡}
   */
  createPage(request: CreateGiftPageRequest, options?: CallOptions): Promise<CreateGiftPageResponse>
  /**
   * Reads one shelf.
   *
   * `POST /card/giftcard/page/get`
   *
   * @throws An {@link ApiError}: `48001` the account may not sell gift cards. Which code an unknown `page_id` meets is
   * unconfirmed (errcodes-425).
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/gift_card.html | 礼品卡}
   */
  getPage(request: GetGiftPageRequest, options?: CallOptions): Promise<GetGiftPageResponse>
  /**
   * Changes a shelf: only the fields that are given. The same call twice does no harm.
   *
   * `POST /card/giftcard/page/update`
   *
   * @throws An {@link ApiError}: as {@link GiftCardsApi.createPage}.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/gift_card.html | 礼品卡}
   */
  updatePage(request: UpdateGiftPageRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Lists the ids of all shelves, all at once.
   *
   * `POST /card/giftcard/page/batchget`
   *
   * @throws An {@link ApiError}: `48001` the account may not sell gift cards.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/gift_card.html | 礼品卡}
   */
  listPages(request?: EmptyRequest, options?: CallOptions): Promise<ListGiftPagesResponse>
  /**
   * Takes one shelf or all of them down, and says how all shelves stand. The same call twice does no harm.
   *
   * `POST /card/giftcard/maintain/set`
   *
   * @throws An {@link ApiError}: `41011` neither a shelf nor `all`; `48001` the account may not sell gift cards.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/gift_card.html | 礼品卡}
   */
  setMaintenance(request: SetGiftPageMaintenanceRequest, options?: CallOptions): Promise<SetGiftPageMaintenanceResponse>
  /**
   * Reads one order: its buyer, its cards with their codes, and who took them.
   *
   * `POST /card/giftcard/order/get`
   *
   * @throws An {@link ApiError}: `48001` the account may not sell gift cards. Which code an unknown `order_id` meets is
   * unconfirmed (errcodes-425).
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/gift_card.html | 礼品卡}
   */
  getOrder(request: GetGiftOrderRequest, options?: CallOptions): Promise<GetGiftOrderResponse>
  /**
   * Lists orders by the time of their creation, one page of at most 100 within 31 days. `listAllOrders` goes through
   * any time and all pages.
   *
   * `POST /card/giftcard/order/batchget`
   *
   * @throws An {@link ApiError}: `48001` the account may not sell gift cards.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/gift_card.html | 礼品卡}
   */
  listOrders(request: ListGiftOrdersRequest, options?: CallOptions): Promise<ListGiftOrdersResponse>
  /**
   * Gives a whole order back: the money returns to the buyer, and the card leaves its holder's wallet. WeChat asks you
   * to guard this call. No event tells of it, and whether a part or a second refund is possible is unconfirmed
   * (gifts-130).
   *
   * `POST /card/giftcard/order/refund`
   *
   * Never sent again while its outcome is unknown: `codes.get` with `check_consume: false` tells whether the order's
   * card is still there.
   *
   * @throws An {@link ApiError}: `40127` a card of the order was deleted, given on or used (gifts-75, reported);
   * `48001` the account may not sell gift cards.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/gift_card.html | 礼品卡}
   */
  refundOrder(request: RefundGiftOrderRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Fetches the address of the page on which a merchant applies to take payments for gift cards. The same call twice
   * does no harm.
   *
   * `POST /card/giftcard/pay/whitelist/add`
   *
   * @throws An {@link ApiError}: `48001` the account may not sell gift cards.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/gift_card.html | 礼品卡}
   */
  applyForPayment(request: ApplyForGiftPaymentRequest, options?: CallOptions): Promise<ApplyForGiftPaymentResponse>
  /**
   * Binds a merchant number to the mini program in which cards are sold. The number must be one of an ordinary service
   * provider's or a direct merchant's.
   *
   * `POST /card/giftcard/pay/submch/bind`
   *
   * @throws An {@link ApiError}: `48001` the account may not sell gift cards. Which code a number meets that was not
   * applied for is unconfirmed (errcodes-425).
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/gift_card.html | 礼品卡}
   */
  bindSubMerchant(request: BindGiftSubMerchantRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Puts a shelf into a mini program.
   *
   * `POST /card/giftcard/wxa/set`
   *
   * @throws An {@link ApiError}: `48001` the account may not sell gift cards. Which code a mini program meets that is
   * not linked is unconfirmed (errcodes-425).
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/gift_card.html | 礼品卡}
   */
  setMiniProgram(request: SetGiftMiniProgramRequest, options?: CallOptions): Promise<WeChatResponse>
}

/** Longest span of one list of orders, in seconds. */
export const ORDERS_SPAN_SECONDS: number = 31 * 86_400

const spanOfOrders: RowCheck = (request) => {
  const { begin_time: begin, end_time: end } = request as Partial<ListGiftOrdersRequest>
  if (typeof begin !== 'number' || typeof end !== 'number' || end - begin <= ORDERS_SPAN_SECONDS) return []
  const expected = 'at most 31 days after begin_time: giftCards.listAllOrders splits longer spans'
  return [{ field: 'end_time', expected, received: 'a later time' }]
}

const PAGE_FIELDS =
  'page_id page_title support_multi support_buy_for_self banner_pic_url theme_list theme_pic_url title_color item_list card_id pic_url pic_item_list background_pic_url outer_img_id default_gifting_msg category_index show_sku_title_first is_banner category_list service_phone biz_description need_receipt cell_1 cell_2'

/** Where each {@link GiftCardsApi} method goes on the wire. */
export const giftCardsRoutes: RouteTable<GiftCardsApi> = {
  createPage: json('/card/giftcard/page/add', 'write', {
    fields: PAGE_FIELDS,
    check: defined('page'),
    verifyWith: 'giftCards.listPages',
  }),
  getPage: json('/card/giftcard/page/get', 'read', { check: defined('page_id') }),
  updatePage: json('/card/giftcard/page/update', 'write', {
    fields: PAGE_FIELDS,
    check: defined('page'),
    verifyWith: 'giftCards.getPage',
  }),
  listPages: json('/card/giftcard/page/batchget', 'read'),
  setMaintenance: json('/card/giftcard/maintain/set', 'write', { fields: 'page_id', check: defined('maintain') }),
  getOrder: json('/card/giftcard/order/get', 'read', { check: defined('order_id') }),
  listOrders: json('/card/giftcard/order/batchget', 'read', {
    fields: 'sort_type',
    check: all(seconds('begin_time', 'end_time'), spanOfOrders, integers(1, 100, 'count')),
  }),
  refundOrder: json('/card/giftcard/order/refund', 'write', {
    check: defined('order_id'),
    verifyWith: 'codes.get with check_consume: false for a code of the order',
    hints: {
      40127: {
        hint: 'A card of this order was deleted, given on or used, so WeChat does not give the money back: developers report it, no page says it. Read its user_card_status with codes.get and check_consume: false, and settle the matter with the buyer.',
        hintZh:
          '订单中的卡已被删除、再次转赠或使用，无法退款（开发者反馈，官方未说明）。请用 codes.get 并传 check_consume: false 查看 user_card_status，再与买家协商处理。',
      },
    },
  }),
  applyForPayment: json('/card/giftcard/pay/whitelist/add', 'write', {
    hints: {
      [-1]: {
        hint: 'Reported where the merchant number, the Official Account and the mini program are not bound to each other: each of the three has to be bound with both others, in the merchant platform and in the consoles.',
        hintZh: '开发者反馈：商户号、公众号、小程序没有两两绑定时会返回此码。请在商户平台和公众平台确认三者两两绑定。',
      },
    },
    check: defined('sub_mch_id'),
  }),
  bindSubMerchant: json('/card/giftcard/pay/submch/bind', 'write', {
    fields: 'wxa_appid',
    hints: {
      [-1]: {
        hint: 'Reported where the merchant number, the Official Account and the mini program are not bound to each other: each of the three has to be bound with both others, in the merchant platform and in the consoles.',
        hintZh: '开发者反馈：商户号、公众号、小程序没有两两绑定时会返回此码。请在商户平台和公众平台确认三者两两绑定。',
      },
    },
    check: defined('sub_mch_id'),
  }),
  setMiniProgram: json('/card/giftcard/wxa/set', 'write', { check: defined('wxa_appid', 'page_id') }),
}
