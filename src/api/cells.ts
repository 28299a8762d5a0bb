// The big button in the middle of a card, and cards inside mini programs of stores.
import type { CallOptions } from '../transport/route.js'
import { json, type RouteTable } from '../transport/route.js'
import { defined } from './checks.js'
import type { WeChatResponse } from './wire.js'

/** Request of {@link CellsApi.setPayCell}. */
export interface SetPayCellRequest {
  /** An approved card with a store (`location_id_list` or `use_all_locations`). */
  card_id: string
  /** Whether the card shows the button. */
  is_open: boolean
}

/** Request of {@link CellsApi.setSelfConsumeCell}. */
export interface SetSelfConsumeCellRequest {
  /** An approved card with a store (`location_id_list` or `use_all_locations`). */
  card_id: string
  /** Whether the card shows the button. */
  is_open: boolean
  /**
   * Whether the user must type a check code of the store. WeChat's own spelling, without the last e.
   * @defaultValue false
   */
  need_verify_cod?: boolean
  /**
   * Whether the user must type the amount.
   * @defaultValue false
   */
  need_remark_amount?: boolean
}

/** Request of {@link CellsApi.setStoreCard}. */
export interface SetStoreCardRequest {
  /** The store's id. */
  poi_id: string | number
  /** The card that its mini program is to show. */
  card_id: string
}

/** Request of {@link CellsApi.getStoreCard}. */
export interface GetStoreCardRequest {
  /** The store's id. */
  poi_id: string | number
}

/** Response of {@link CellsApi.getStoreCard}. */
export interface GetStoreCardResponse extends WeChatResponse {
  /**
   * The card that the store's mini program shows. What stands here while there is none is unconfirmed (merchants-148).
   */
  card_id: string
}

/** The big button in the middle of a card, and cards inside mini programs of stores. */
export interface CellsApi {
  /**
   * Shows or hides the button for quick pay (快速买单), with which the user pays and redeems in one go.
   *
   * `POST /card/paycell/set`
   *
   * A card has one such button: this, self-redemption, or one of your own (`center_title` and its fellows). Sent twice
   * it does the same, so `retry: true` is safe.
   *
   * @throws An {@link ApiError}: `40073` no such card; `41012` none named; `43008` no WeChat Pay, or no quick pay in
   * it; `40107` the card is not approved; `43017` the card has no store; `40145` it has a button of your own; `45046`
   * it has self-redemption.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Create_a_Coupon_Voucher_or_Card.html | 创建卡券}
   */
  setPayCell(request: SetPayCellRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Shows or hides the button for self-redemption (自助核销), with which the user redeems alone. The
   * `user_consume_card` event then carries `VerifyCode`, `RemarkAmount` and `LocationName`.
   *
   * `POST /card/selfconsumecell/set`
   *
   * A card has one such button: this, quick pay, or one of your own (`center_title` and its fellows). Sent twice it
   * does the same, so `retry: true` is safe.
   *
   * @throws An {@link ApiError}: `40073` no such card; `41012` none named; `40107` the card is not approved; `43017`
   * the card has no store; `45046` it has another button. In tables only, about check codes: `45053`, `45054`, `45055`,
   * `45154`, `45155`, `45156`.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Create_a_Coupon_Voucher_or_Card.html | 创建卡券}
   */
  setSelfConsumeCell(request: SetSelfConsumeCellRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Puts a card into the mini program of a store, in place of the one before. Sent twice it does the same, so
   * `retry: true` is safe.
   *
   * `POST /card/storewxa/set`
   *
   * @throws An {@link ApiError}: `40073` no such card; `41012` none named; `40098` no such store (errcodes-426,
   * unconfirmed).
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Stores/WeChat_Shop_Miniprogram_Interface.html | 微信门店小程序接口文档}
   */
  setStoreCard(request: SetStoreCardRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Reads which card a store's mini program shows.
   *
   * `POST /card/storewxa/get`
   *
   * @throws An {@link ApiError}: `40098` no such store (errcodes-426, unconfirmed).
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Stores/WeChat_Shop_Miniprogram_Interface.html | 微信门店小程序接口文档}
   */
  getStoreCard(request: GetStoreCardRequest, options?: CallOptions): Promise<GetStoreCardResponse>
}

/** Where each {@link CellsApi} method goes on the wire. */
export const cellsRoutes: RouteTable<CellsApi> = {
  setPayCell: json('/card/paycell/set', 'write', { check: defined('card_id', 'is_open') }),
  setSelfConsumeCell: json('/card/selfconsumecell/set', 'write', {
    fields: 'need_verify_cod need_remark_amount',
    check: defined('card_id', 'is_open'),
  }),
  setStoreCard: json('/card/storewxa/set', 'write', {
    check: defined('poi_id', 'card_id'),
    verifyWith: 'cells.getStoreCard',
  }),
  getStoreCard: json('/card/storewxa/get', 'read', { check: defined('poi_id') }),
}
