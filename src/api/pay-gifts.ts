// Rules by which WeChat Pay offers a member card after a payment (支付后送卡).
import type { CallOptions } from '../transport/route.js'
import { json, type RouteTable } from '../transport/route.js'
import { boolean, integer, optional, text } from '../validate.js'
import { all, defined, seconds, wholeNumbers } from './checks.js'
import { type AllPages, pages, passedOver, untilTotal } from './pages.js'
import type { WeChatResponse } from './wire.js'

/**
 * Kind of a rule. Older editions of the page and one SDK also know `RULE_TYPE_SINGLE_PAY`, with a sibling `single_pay`
 * of unconfirmed content in place of `member_rule` (gifts-92).
 */
export type PayGiftRuleType = 'RULE_TYPE_PAY_MEMBER_CARD' | (string & {})

/** Which payments a rule is about. */
export interface PayGiftRuleBaseInfo {
  /** Merchant numbers (微信支付商户号) that are bound to this AppID. */
  mchid_list: string[]
  /** Epoch seconds. */
  begin_time: number
  /** Epoch seconds. */
  end_time: number
}

/** Which member card a payment brings. */
export interface PayGiftMemberRule {
  /** The member card that is offered. */
  card_id: string
  /** Least amount of one payment, in cents. Whether it is itself included is unconfirmed (gifts-132). */
  least_cost: number
  /** Greatest amount of one payment, in cents. Whether it is itself included is unconfirmed (gifts-132). */
  max_cost: number
  /** Your own page, which is opened instead of the card. */
  jump_url?: string
  /**
   * The mini program that is opened, instead of `jump_url`. An SDK calls it the AppID; whether the original id (`gh_…`)
   * is meant is unconfirmed (gifts-133).
   */
  app_brand_id?: string
  /** The mini program's page. */
  app_brand_pass?: string
}

/** A rule to create. */
export interface PayGiftRule {
  /** Kind of the rule. */
  type: PayGiftRuleType
  /** Which payments it is about. */
  base_info: PayGiftRuleBaseInfo
  /** What they bring. */
  member_rule: PayGiftMemberRule
}

/** Request of {@link PayGiftsApi.create}. */
export interface CreatePayGiftRequest {
  /** The rule. */
  rule_info: PayGiftRule
}

/** A merchant number that a rule does not cover, and why. */
export interface FailedMerchant {
  /** The merchant number. */
  mchid: string
  /** Such as `72004`: another rule has this number. */
  errcode: number
  /** Text of the code. */
  errmsg: string
  /** The rule that has it. */
  occupy_rule_id?: number
  /** The account of that rule. */
  occupy_appid?: string
}

/** Response of {@link PayGiftsApi.create}. */
export interface CreatePayGiftResponse extends WeChatResponse {
  /** The new rule. */
  rule_id: number
  /** Numbers that the rule does not cover. May hold some although the call succeeded. */
  fail_mchid_list?: FailedMerchant[]
  /** Numbers that the rule covers. */
  succ_mchid_list?: string[]
}

/** Request of {@link PayGiftsApi.delete}. */
export interface DeletePayGiftRequest {
  /** The rule. */
  rule_id: number
}

/** Request of {@link PayGiftsApi.get}. */
export interface GetPayGiftRequest {
  /** The rule. */
  rule_id: number
}

/** A rule as WeChat answers it. */
export interface StoredPayGiftRule {
  /** Not in WeChat's table, which says only what a rule has beyond the one that was sent. */
  rule_id?: number
  /** Kind of the rule. */
  type: PayGiftRuleType
  /** Which payments it is about, its state and its times. */
  base_info: PayGiftRuleBaseInfo & {
    /** `RULE_STATUS_OK` is the one value that was seen (gifts-101). */
    status: 'RULE_STATUS_OK' | (string & {})
    /** Epoch seconds. */
    create_time: number
    /** Epoch seconds. */
    update_time: number
  }
  /** What the payments bring. */
  member_rule: PayGiftMemberRule
}

/** Response of {@link PayGiftsApi.get}. */
export interface GetPayGiftResponse extends WeChatResponse {
  /** The rule. */
  rule_info: StoredPayGiftRule
}

/** Request of {@link PayGiftsApi.list}. */
export interface ListPayGiftsRequest {
  /** Rules of this kind. */
  type: PayGiftRuleType
  /** `true` answers only rules that hold now. */
  effective: boolean
  /** How many to pass over, from 0. */
  offset: number
  /** How many to answer. WeChat publishes no limit. */
  count: number
}

/** Response of {@link PayGiftsApi.list}. */
export interface ListPayGiftsResponse extends WeChatResponse {
  /** How many there are in all. */
  total_count: number
  /** The rules of this page. */
  rule_list: StoredPayGiftRule[]
}

/**
 * Rules by which WeChat Pay offers a member card after a payment. A rule cannot be changed: delete it and create
 * another.
 */
export interface PayGiftsApi {
  /**
   * Creates a rule. It may succeed for a part of the merchant numbers only: look into `fail_mchid_list` always.
   *
   * `POST /card/paygiftcard/add`
   *
   * Never sent again while its outcome is unknown: {@link PayGiftsApi.list} tells whether the rule is there.
   *
   * @throws An {@link ApiError}: `72002` a merchant number is not bound to this AppID; `72004` another account has a
   * rule for it; `72005` too many numbers; `72010`, `72030` no merchant number; `72031` parameters; `72032` the rule's
   * time is over; `72003` no member card; `40073` no such card; `40179` WeChat takes no more rules of this kind.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Membership_Cards/Manage_Member_Card.html | 管理会员卡}
   */
  create(request: CreatePayGiftRequest, options?: CallOptions): Promise<CreatePayGiftResponse>
  /**
   * Deletes a rule. Doing it again is refused and does no harm.
   *
   * `POST /card/paygiftcard/delete`
   *
   * @throws An {@link ApiError}: `72034` no such rule; `72033` its state does not allow it.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Membership_Cards/Manage_Member_Card.html | 管理会员卡}
   */
  delete(request: DeletePayGiftRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Reads one rule.
   *
   * `POST /card/paygiftcard/getbyid`
   *
   * @throws An {@link ApiError}: `72034` no such rule.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Membership_Cards/Manage_Member_Card.html | 管理会员卡}
   */
  get(request: GetPayGiftRequest, options?: CallOptions): Promise<GetPayGiftResponse>
  /**
   * Lists rules, one page. `listAll` goes through all pages.
   *
   * `POST /card/paygiftcard/batchget`
   *
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Membership_Cards/Manage_Member_Card.html | 管理会员卡}
   */
  list(request: ListPayGiftsRequest, options?: CallOptions): Promise<ListPayGiftsResponse>
}

/** What goes beyond single calls in the group `payGifts`. */
export interface PayGiftsPaging {
  /**
   * Goes through all rules of a kind. Pages of 10 are fetched as they are needed, through {@link PayGiftsApi.list};
   * `options` hold for each.
   *
   * @throws An {@link InputError}, at the first step: the request is wrong. Whatever {@link PayGiftsApi.list} throws, at
   * the step that needed the page.
   */
  listAll(
    request: AllPages<ListPayGiftsRequest, 'offset' | 'count'>,
    options?: CallOptions,
  ): AsyncGenerator<StoredPayGiftRule, void, undefined>
}

/** Where each {@link PayGiftsApi} method goes on the wire. */
export const payGiftsRoutes: RouteTable<PayGiftsApi> = {
  create: json('/card/paygiftcard/add', 'write', {
    fields: 'mchid_list card_id jump_url app_brand_id app_brand_pass',
    check: all(
      defined('rule_info'),
      seconds('rule_info.base_info.begin_time', 'rule_info.base_info.end_time'),
      wholeNumbers('rule_info.member_rule.least_cost', 'rule_info.member_rule.max_cost'),
    ),
    verifyWith: 'payGifts.list',
  }),
  delete: json('/card/paygiftcard/delete', 'write', {
    check: defined('rule_id'),
    verifyWith: 'payGifts.get',
  }),
  get: json('/card/paygiftcard/getbyid', 'read', { check: defined('rule_id') }),
  list: json('/card/paygiftcard/batchget', 'read', {
    pages: pages<PayGiftsApi['list'], PayGiftsPaging>({
      method: 'listAll',
      request: {
        type: text,
        effective: boolean,
        offset: optional(passedOver),
        count: optional(integer(1, Number.MAX_SAFE_INTEGER, 'an integer from 1')),
      },
      first: { offset: 0, count: 10 },
      from: 'offset',
      list: 'rule_list',
      next: untilTotal('total_count'),
    }),
  }),
}
