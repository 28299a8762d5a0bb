// Figures of cards by day: how often they were seen, received, redeemed, given away.
import type { CallOptions } from '../transport/route.js'
import { json, type RouteTable } from '../transport/route.js'
import { defined } from './checks.js'
import type { WeChatResponse } from './wire.js'

/** Which days. Days are China's (inferred). */
export interface DateRange {
  /** First day, `YYYY-MM-DD`. */
  begin_date: string
  /** Last day, `YYYY-MM-DD`: yesterday at the latest, and the 62nd day at the latest. */
  end_date: string
}

/** Request of {@link StatisticsApi.listSummary}. */
export interface ListSummaryRequest extends DateRange {
  /** Cards made in the console (0) or by the API (1). */
  cond_source: 0 | 1
}

/** Figures of one day: `_cnt` counts times, `_user` people. */
export interface CardFigures {
  /** The day, `YYYY-MM-DD`. */
  ref_date: string
  /** How often a card was looked at. */
  view_cnt: number
  /** By how many people. */
  view_user: number
  /** How many were received. */
  receive_cnt: number
  /** By how many people. */
  receive_user: number
  /** How many were redeemed. */
  verify_cnt: number
  /** By how many people. */
  verify_user: number
  /** How many were given away. */
  given_cnt: number
  /** By how many people. */
  given_user: number
  /** How many expired. */
  expire_cnt: number
  /** In how many people's hands. */
  expire_user: number
}

/** Response of {@link StatisticsApi.listSummary}. */
export interface ListSummaryResponse extends WeChatResponse {
  /** One entry per day; days without figures are left out. */
  list: CardFigures[]
}

/** Request of {@link StatisticsApi.listCards}. */
export interface ListCardFiguresRequest extends DateRange {
  /** Cards made in the console (0) or by the API (1). */
  cond_source: 0 | 1
  /** Only this card. */
  card_id?: string
}

/** Figures of one coupon on one day. */
export interface CardFiguresByCard extends CardFigures {
  /** The coupon. */
  card_id: string
  /** 0 `DISCOUNT`, 1 `CASH`, 2 `GIFT`, 3 `GENERAL_COUPON`, 4 `GROUPON`. */
  card_type: number
  /** Whether users pay for it: 0 no, 1 yes. In early versions only. */
  is_pay?: number
}

/** Response of {@link StatisticsApi.listCards}. */
export interface ListCardFiguresResponse extends WeChatResponse {
  /** One entry per coupon and day; those without figures are left out. */
  list: CardFiguresByCard[]
}

/** Request of {@link StatisticsApi.listMemberCards}. */
export interface ListMemberCardFiguresRequest extends DateRange {
  /** Cards made in the console (0) or by the API (1). */
  cond_source: 0 | 1
}

/** Figures of all member cards on one day: `_cnt` counts times, `_user` people. */
export interface MemberCardFigures {
  /** The day, `YYYY-MM-DD`. */
  ref_date: string
  /** How often a card was looked at. */
  view_cnt: number
  /** By how many people. */
  view_user: number
  /** How many were received. */
  receive_cnt: number
  /** By how many people. */
  receive_user: number
  /** New members. In replies that developers show (reports-39), not in the page's sample. */
  new_user?: number
  /** How many were activated. Known from one SDK: the page's sample lacks it (merchants-145). */
  active_cnt?: number
  /** How many people activated one. */
  active_user: number
  /** How many were redeemed. */
  verify_cnt: number
  /** By how many people. */
  verify_user: number
  /** Members at the end of the day. */
  total_user: number
  /** People who ever received a card. */
  total_receive_user: number
}

/** Response of {@link StatisticsApi.listMemberCards}. */
export interface ListMemberCardFiguresResponse extends WeChatResponse {
  /** One entry per day; days without figures are left out. */
  list: MemberCardFigures[]
}

/** Request of {@link StatisticsApi.listMemberCardDetails}. */
export interface ListMemberCardDetailsRequest extends DateRange {
  /** The member card. */
  card_id: string
}

/** Figures of one member card on one day: `_cnt` counts times, `_user` people. */
export interface MemberCardDetail {
  /** The day, `YYYY-MM-DD`. */
  ref_date: string
  /** The card. Spelled without an underscore. */
  cardid: string
  /** Which values there are is unconfirmed (merchants-143); the page's sample has 2. */
  merchanttype: number
  /** The sub-merchant whose brand the card carries. */
  submerchantid: number
  /** How often a card was looked at. */
  view_cnt: number
  /** By how many people. */
  view_user: number
  /** How many were received. */
  receive_cnt: number
  /** By how many people. */
  receive_user: number
  /** How many were redeemed. */
  verify_cnt: number
  /** By how many people. */
  verify_user: number
  /** How many were activated. */
  active_cnt: number
  /** By how many people. */
  active_user: number
  /** Members at the end of the day. */
  total_user: number
  /** People who became members. */
  new_user: number
  /** What payments would have been without the card, in cents. Only for cards with quick pay. Spelled with capitals. */
  payOriginalFee?: number
  /** What was paid, in cents. Only for cards with quick pay. */
  fee?: number
  /** People who ever received it. Known from two SDKs: the page's sample lacks it (merchants-68). */
  total_receive_user?: number
}

/** Response of {@link StatisticsApi.listMemberCardDetails}. */
export interface ListMemberCardDetailsResponse extends WeChatResponse {
  /** One entry per day; days without figures are left out. */
  list: MemberCardDetail[]
}

/**
 * Figures of cards by day. Each list covers at most 62 days, yesterday the last; `listAll…` goes through any time.
 * Replies carry no `errcode`. At which hour yesterday's figures are there is on no page (merchants-144).
 */
export interface StatisticsApi {
  /**
   * Lists the figures of all cards together, by day.
   *
   * `POST /datacube/getcardbizuininfo`
   *
   * @throws An {@link ApiError}: `61500` a date is not written `YYYY-MM-DD`; `61501` more than 62 days, or a day after
   * yesterday; `61503` yesterday is not counted yet.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html | 管理卡券}
   */
  listSummary(request: ListSummaryRequest, options?: CallOptions): Promise<ListSummaryResponse>
  /**
   * Lists the figures of coupons, by coupon and day. Special tickets are not covered.
   *
   * `POST /datacube/getcardcardinfo`
   *
   * @throws An {@link ApiError}: `61500` a date is not written `YYYY-MM-DD`; `61501` more than 62 days, or a day after
   * yesterday; `61503` yesterday is not counted yet; `40073` no such card.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html | 管理卡券}
   */
  listCards(request: ListCardFiguresRequest, options?: CallOptions): Promise<ListCardFiguresResponse>
  /**
   * Lists the figures of all member cards together, by day.
   *
   * `POST /datacube/getcardmembercardinfo`
   *
   * @throws An {@link ApiError}: `61500` a date is not written `YYYY-MM-DD`; `61501` more than 62 days, or a day after
   * yesterday; `61503` yesterday is not counted yet.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html | 管理卡券}
   */
  listMemberCards(request: ListMemberCardFiguresRequest, options?: CallOptions): Promise<ListMemberCardFiguresResponse>
  /**
   * Lists the figures of one member card, by day.
   *
   * `POST /datacube/getcardmembercarddetail`
   *
   * @throws An {@link ApiError}: `61500` a date is not written `YYYY-MM-DD`; `61501` more than 62 days, or a day after
   * yesterday; `61503` yesterday is not counted yet; `40073` no such card; `72003` no member card.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html | 管理卡券}
   */
  listMemberCardDetails(
    request: ListMemberCardDetailsRequest,
    options?: CallOptions,
  ): Promise<ListMemberCardDetailsResponse>
}

/** Where each {@link StatisticsApi} method goes on the wire. */
export const statisticsRoutes: RouteTable<StatisticsApi> = {
  listSummary: json('/datacube/getcardbizuininfo', 'read', { check: defined('begin_date', 'end_date', 'cond_source') }),
  listCards: json('/datacube/getcardcardinfo', 'read', {
    fields: 'card_id',
    check: defined('begin_date', 'end_date', 'cond_source'),
  }),
  listMemberCards: json('/datacube/getcardmembercardinfo', 'read', {
    check: defined('begin_date', 'end_date', 'cond_source'),
  }),
  listMemberCardDetails: json('/datacube/getcardmembercarddetail', 'read', {
    check: defined('begin_date', 'end_date', 'card_id'),
  }),
}
