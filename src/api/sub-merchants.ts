// Sub-merchants (子商户): businesses for which a parent account makes cards that carry their brand.
import type { CallOptions, EmptyRequest } from '../transport/route.js'
import { json, query, type RouteTable } from '../transport/route.js'
import { integer, text as nonEmpty, optional } from '../validate.js'
import { all, at, defined, integers, seconds } from './checks.js'
import { diagnoseFields, text, whole } from './field-facts.js'
import { type AllPages, numberOf, pageOf, pages } from './pages.js'
import type { WeChatResponse } from './wire.js'

/** A kind of business inside a {@link SubMerchantCategory}. */
export interface SubMerchantSubcategory {
  /** Its id, for `secondary_category_id` of a {@link NewSubMerchant}. */
  secondary_category_id: number
  /** Its name, in Chinese. */
  category_name: string
  /** The papers that this kind of business has to show, in words. */
  need_qualification_stuffs: string[]
  /** 1: its cards may keep a balance (储值). */
  can_choose_prepaid_card?: 0 | 1
  /** 1: its cards may be used to pay. */
  can_choose_payment_card?: 0 | 1
}

/** A field of business that sub-merchants can be in. */
export interface SubMerchantCategory {
  /** Its id, for `primary_category_id` of a {@link NewSubMerchant}. */
  primary_category_id: number
  /** Its name, in Chinese. */
  category_name: string
  /** The kinds of business within this field. */
  secondary_category: SubMerchantSubcategory[]
}

/** Response of {@link SubMerchantsApi.getApplyProtocol}. */
export interface GetApplyProtocolResponse extends WeChatResponse {
  /** The fields of business that are open. */
  category: SubMerchantCategory[]
}

/**
 * Where a sub-merchant stands. `CHECKING` under review; `APPROVED` cards can be made for it; `REJECTED` its material
 * was not accepted; `EXPIRED` the letter of authorisation has run out.
 */
export type SubMerchantStatus = 'CHECKING' | 'APPROVED' | 'REJECTED' | 'EXPIRED' | (string & {})

/** What a sub-merchant is filed with. Limits in bytes: a Chinese character counts 3. */
export interface NewSubMerchant {
  /** Its own verified Official Account, at most 36 bytes: an AppID, not an original id. Left out when it has none. */
  app_id?: string
  /** Shown on its cards, at most 36 bytes (12 Chinese characters). */
  brand_name: string
  /** From `media.uploadImage`, at most 128 bytes. */
  logo_url: string
  /** The signed letter of authorisation (授权函), as the `media_id` of temporary material, at most 36 bytes. */
  protocol: string
  /**
   * The business licence, as the `media_id` of temporary material, at most 36 bytes. Said to be needed without
   * `app_id`; exactly when is unconfirmed (merchants-141).
   */
  agreement_media_id?: string
  /**
   * The operator's identity card, as the `media_id` of temporary material, at most 36 bytes. Said to be needed from
   * individuals; exactly when is unconfirmed (merchants-141).
   */
  operator_media_id?: string
  /** Until when the letter is valid, in epoch seconds. */
  end_time: number
  /** From {@link SubMerchantsApi.getApplyProtocol}. */
  primary_category_id: number
  /** One of the subcategories of the primary one. */
  secondary_category_id: number
}

/** A sub-merchant as WeChat answers it. */
export interface SubMerchant {
  /**
   * Its id, also in `base_info.sub_merchant_info` of its cards. A number, on some pages its text: send
   * `Number(merchant_id)`.
   */
  merchant_id: number | string
  /** Empty or missing when it has no Official Account. */
  app_id?: string
  /** Epoch seconds. */
  create_time: number
  /** Epoch seconds. */
  update_time: number
  /** Shown on its cards. */
  brand_name: string
  /** Logo on its cards. */
  logo_url: string
  /** Where it stands. */
  status: SubMerchantStatus
  /** Epoch seconds; the time of the filing, as one SDK has it. */
  begin_time: number
  /** When its letter of authorisation runs out, in epoch seconds: the value that was filed. */
  end_time: number
  /** Field of business, as it was filed. */
  primary_category_id: number
  /** Kind of business within that field, as it was filed. */
  secondary_category_id: number
}

/** Request of {@link SubMerchantsApi.create}. */
export interface CreateSubMerchantRequest {
  /** What to file. */
  info: NewSubMerchant
}

/** Response of {@link SubMerchantsApi.create}. */
export interface CreateSubMerchantResponse extends WeChatResponse {
  /** In state `CHECKING`. */
  info: SubMerchant
}

/** Request of {@link SubMerchantsApi.update}. */
export interface UpdateSubMerchantRequest {
  /** What to file, and for which sub-merchant. */
  info: NewSubMerchant & {
    /** Its id: a number or its text. */
    merchant_id: number | string
  }
}

/** Response of {@link SubMerchantsApi.update}. */
export interface UpdateSubMerchantResponse extends WeChatResponse {
  /** Back in state `CHECKING`. */
  info: SubMerchant
}

/** Request of {@link SubMerchantsApi.get}. */
export interface GetSubMerchantRequest {
  /** Its id: a number or its text. */
  merchant_id: number | string
}

/** Response of {@link SubMerchantsApi.get}. */
export interface GetSubMerchantResponse extends WeChatResponse {
  /** The sub-merchant. */
  info: SubMerchant
}

/** Request of {@link SubMerchantsApi.list}. */
export interface ListSubMerchantsRequest {
  /** 0 for the first page, then `next_begin_id` of the page before. */
  begin_id: number
  /** How many to answer, 1 to 100. */
  limit: number
  /** Only sub-merchants in this state. */
  status?: SubMerchantStatus
}

/** Response of {@link SubMerchantsApi.list}. */
export interface ListSubMerchantsResponse extends WeChatResponse {
  /** The sub-merchants of this page. */
  info_list: SubMerchant[]
  /**
   * Id of the last one on this page, as one SDK has it. What comes with the last page no page of WeChat says
   * (merchants-146).
   */
  next_begin_id: number
}

/**
 * Sub-merchants (子商户) of an account in agent mode (第三方代制). A card becomes a sub-merchant's through
 * `base_info.sub_merchant_info` at its creation; everything else is as with the account's own cards.
 */
export interface SubMerchantsApi {
  /**
   * Lists the kinds of business that sub-merchants can be in, with the papers each has to show.
   *
   * `GET /card/getapplyprotocol`
   *
   * @throws An {@link ApiError}: `48001` the account is not in agent mode.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Third-party_developer_mode.html | 第三方开发者模式}
   */
  getApplyProtocol(request?: EmptyRequest, options?: CallOptions): Promise<GetApplyProtocolResponse>
  /**
   * Files a sub-merchant for review; a `card_merchant_check_result` event tells the result.
   *
   * `POST /card/submerchant/submit`
   *
   * Each call files another one, so never sent again while its outcome is unknown: {@link SubMerchantsApi.list} tells
   * whether it arrived. WeChat answers success without `errcode`.
   *
   * @throws An {@link ApiError}: `41011` a required field is missing; `45021` a text is too long; `45160` no such
   * category; `40079` `end_time` has passed; `48001` the account is not in agent mode; `1` without a text, seen for an
   * original id (`gh_…`) in `app_id`, which the SDK refuses itself. Which codes WeChat answers for the category and the
   * time is unconfirmed (merchants-22, errcodes-428).
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Third-party_developer_mode.html | 第三方开发者模式}
   */
  create(request: CreateSubMerchantRequest, options?: CallOptions): Promise<CreateSubMerchantResponse>
  /**
   * Files a sub-merchant again, after a rejection, with a new letter, or with a new brand. It goes back to `CHECKING`,
   * and no new cards can be made for it until it is approved again.
   *
   * `POST /card/submerchant/update`
   *
   * Sending the same again changes nothing but the review.
   *
   * @throws An {@link ApiError}: `40139` no such sub-merchant; the rest as for {@link SubMerchantsApi.create}.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Third-party_developer_mode.html | 第三方开发者模式}
   */
  update(request: UpdateSubMerchantRequest, options?: CallOptions): Promise<UpdateSubMerchantResponse>
  /**
   * Reads one sub-merchant with its state.
   *
   * `POST /card/submerchant/get`
   *
   * @throws An {@link ApiError}: `40139` no such sub-merchant; `48001` the account is not in agent mode.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Third-party_developer_mode.html | 第三方开发者模式}
   */
  get(request: GetSubMerchantRequest, options?: CallOptions): Promise<GetSubMerchantResponse>
  /**
   * Lists sub-merchants, one page of at most 100. `listAll` goes through all pages.
   *
   * `POST /card/submerchant/batchget`
   *
   * @throws An {@link ApiError}: `48001` the account is not in agent mode. A `limit` above 100 is refused, and the SDK
   * refuses it first: which code WeChat answers is unconfirmed (cards-420).
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Third-party_developer_mode.html | 第三方开发者模式}
   */
  list(request: ListSubMerchantsRequest, options?: CallOptions): Promise<ListSubMerchantsResponse>
}

/** What goes beyond single calls in the group `subMerchants`. */
export interface SubMerchantsPaging {
  /**
   * Goes through all sub-merchants. Pages of 100 are fetched as they are needed, through {@link SubMerchantsApi.list}.
   *
   * @throws An {@link InputError}, at the first step: the request is wrong. Whatever {@link SubMerchantsApi.list}
   * throws, at the step that needed the page.
   * @example
   * ```ts
   * for await (const { brand_name, status } of wechat.subMerchants.listAll()) console.log(brand_name, status)
   * ```
   */
  listAll(
    request?: AllPages<ListSubMerchantsRequest, 'begin_id' | 'limit'>,
    options?: CallOptions,
  ): AsyncGenerator<SubMerchant, void, undefined>
}

/** WeChat answers an original id with the code 1 and no text at all, and milliseconds with a letter that never ends. */
const material = all(
  at(
    ['info.app_id'],
    'an AppID, which begins with wx: not an original id',
    (id) => typeof id === 'string' && id.startsWith('gh_'),
  ),
  seconds('info.end_time'),
)

const diagnose = diagnoseFields({
  'info.app_id': text(36),
  'info.brand_name': text(36),
  'info.logo_url': text(128),
  'info.protocol': text(36),
  'info.agreement_media_id': text(36),
  'info.operator_media_id': text(36),
  'info.end_time': whole,
  'info.primary_category_id': whole,
  'info.secondary_category_id': whole,
})

/** Where each {@link SubMerchantsApi} method goes on the wire. */
export const subMerchantsRoutes: RouteTable<SubMerchantsApi> = {
  getApplyProtocol: query('/card/getapplyprotocol'),
  create: json('/card/submerchant/submit', 'write', {
    diagnose,
    check: all(defined('info'), material),
    verifyWith: 'subMerchants.list',
  }),
  update: json('/card/submerchant/update', 'write', {
    fields: 'merchant_id',
    diagnose,
    check: all(defined('info'), material),
    verifyWith: 'subMerchants.get',
  }),
  get: json('/card/submerchant/get', 'read', { check: defined('merchant_id') }),
  list: json('/card/submerchant/batchget', 'read', {
    fields: 'begin_id',
    check: integers(1, 100, 'limit'),
    pages: pages<SubMerchantsApi['list'], SubMerchantsPaging>({
      method: 'listAll',
      request: {
        begin_id: optional(integer(0, Number.MAX_SAFE_INTEGER, 'an id, an integer from 0')),
        limit: pageOf(100),
        status: optional(nonEmpty),
      },
      first: { begin_id: 0, limit: 100 },
      from: 'begin_id',
      list: 'info_list',
      // Whether a page begins with the sub-merchant that was named or with the one after it is unconfirmed
      // (merchants-146).
      items: ({ info_list: page }, begin) => page.filter(({ merchant_id }) => numberOf(merchant_id) !== begin),
      next: ({ next_begin_id: next }) => numberOf(next) || undefined,
    }),
  }),
}
