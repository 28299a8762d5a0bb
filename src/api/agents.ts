// Qualification of a third-party platform that makes cards for accounts with strong authorisation (强授权). Legacy.
import type { CallOptions, EmptyRequest } from '../transport/route.js'
import { json, query, type RouteTable } from '../transport/route.js'
import { anyText, optional } from '../validate.js'
import { wholeNumbers } from './checks.js'
import { type AllPages, pages } from './pages.js'
import type { WeChatResponse } from './wire.js'

/**
 * What became of a qualification. `RESULT_PASS` accepted; `RESULT_NOT_PASS` rejected: submit it again;
 * `RESULT_CHECKING` under review; `RESULT_NOTHING_TO_CHECK` none was submitted.
 */
export type QualificationResult =
  | 'RESULT_PASS'
  | 'RESULT_NOT_PASS'
  | 'RESULT_CHECKING'
  | 'RESULT_NOTHING_TO_CHECK'
  | (string & {})

/** Request of {@link AgentsApi.submitQualification}. The files are `media_id`s of temporary material. */
export interface SubmitAgentQualificationRequest {
  /** Registered capital, in cents. */
  register_capital: number
  /** Scan of the business licence. */
  business_license_media_id: string
  /** Scan of the tax registration certificate. */
  tax_registration_certificate_media_id: string
  /** Scan of the list of taxes paid in the last quarter. */
  last_quarter_tax_listing_media_id: string
}

/** Response of {@link AgentsApi.getQualification}. */
export interface GetAgentQualificationResponse extends WeChatResponse {
  /** Where the review of the platform stands. */
  result: QualificationResult
}

/**
 * Request of {@link AgentsApi.submitMerchantQualification}. The files are `media_id`s of temporary material. Which of
 * the fields WeChat insists on no source says.
 */
export interface SubmitMerchantQualificationRequest {
  /** The sub-merchant's Official Account. */
  appid: string
  /** The sub-merchant's name. */
  name: string
  /** Picture of the sub-merchant's logo. */
  logo_media_id: string
  /**
   * The same value under a misspelt name, which one SDK sends instead and may have taken from the document. Which of
   * the two WeChat reads is unconfirmed (merchants-152): to be sure, send both.
   */
  logo_meida_id?: string
  /** Scan of the business licence. */
  business_license_media_id: string
  /** Scan of the operator's identity card, for individuals. */
  operator_id_card_media_id?: string
  /** Scan of the letter with which the sub-merchant authorises the platform. */
  agreement_file_media_id: string
  /** From `subMerchants.getApplyProtocol`. */
  primary_category_id: number
  /** One of the subcategories of the primary one. */
  secondary_category_id: number
}

/** Request of {@link AgentsApi.getMerchantQualification}. */
export interface GetMerchantQualificationRequest {
  /** The sub-merchant's Official Account. */
  appid: string
}

/** Response of {@link AgentsApi.getMerchantQualification}. */
export interface GetMerchantQualificationResponse extends WeChatResponse {
  /** Where the review of the sub-merchant stands. */
  result: QualificationResult
}

/** Request of {@link AgentsApi.getMerchant}. */
export interface GetAgentMerchantRequest {
  /** The sub-merchant's Official Account. */
  appid: string
}

/** A sub-merchant with strong authorisation. */
export interface AgentMerchant {
  /** Its Official Account. */
  appid: string
  /** Its name. */
  name: string
  /** Field of business, as in `subMerchants.getApplyProtocol`. */
  primary_category_id: number
  /** Kind of business within that field. */
  secondary_category_id: number
  /** When its qualification was submitted, in epoch seconds. */
  submit_time: number
  /** Where the review of its qualification stands. */
  result: QualificationResult
}

/** Response of {@link AgentsApi.getMerchant}. */
export interface GetAgentMerchantResponse extends WeChatResponse, AgentMerchant {}

/** Request of {@link AgentsApi.listMerchants}. */
export interface ListAgentMerchantsRequest {
  /** Empty for the first page, then `next_get` of the page before. */
  next_get: string
}

/** Response of {@link AgentsApi.listMerchants}. */
export interface ListAgentMerchantsResponse extends WeChatResponse {
  /** 20, in another copy of the document 100 a page. */
  list: AgentMerchant[]
  /** Where the next page begins; empty after the last one. */
  next_get?: string
}

/**
 * Qualification of a third-party platform that makes cards for accounts with strong authorisation (强授权). WeChat has
 * taken these calls off its pages: what is written here comes from copies and from other SDKs.
 *
 * They want the platform's `component_access_token`, so give them a client of their own.
 *
 * @example
 * ```ts
 * const platform = new WeChatCardClient({ appId: 'wx…', accessToken: async () => await readComponentToken() })
 * const { result } = await platform.agents.getQualification()
 * ```
 */
export interface AgentsApi {
  /**
   * Submits the platform's own qualification for review. Can be submitted again only after a rejection.
   *
   * `POST /cgi-bin/component/upload_card_agent_qualification`
   *
   * @throws An {@link ApiError}: `61014` an account's token; `41011` a required field is missing. What WeChat answers
   * while an earlier submission is under review or accepted is unknown.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Third-party_developer_mode.html | 第三方开发者模式}
   */
  submitQualification(request: SubmitAgentQualificationRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Reads the result of the platform's review.
   *
   * `GET /cgi-bin/component/check_card_agent_qualification`
   *
   * @throws An {@link ApiError}: `61014` an account's token.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Third-party_developer_mode.html | 第三方开发者模式}
   */
  getQualification(request?: EmptyRequest, options?: CallOptions): Promise<GetAgentQualificationResponse>
  /**
   * Submits a sub-merchant's qualification for review, once the platform's own is accepted. Can be submitted again only
   * after a rejection. A `card_merchant_auth_check_result` event is said to tell the result.
   *
   * `POST /cgi-bin/component/upload_card_merchant_qualification`
   *
   * @throws An {@link ApiError}: `61014` an account's token; `43014` the platform is not qualified (errcodes-430,
   * unconfirmed);
   * `41011` a required field is missing.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Third-party_developer_mode.html | 第三方开发者模式}
   */
  submitMerchantQualification(
    request: SubmitMerchantQualificationRequest,
    options?: CallOptions,
  ): Promise<WeChatResponse>
  /**
   * Reads the result of a sub-merchant's review.
   *
   * `POST /cgi-bin/component/check_card_merchant_qualification`
   *
   * @throws An {@link ApiError}: `61014` an account's token.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Third-party_developer_mode.html | 第三方开发者模式}
   */
  getMerchantQualification(
    request: GetMerchantQualificationRequest,
    options?: CallOptions,
  ): Promise<GetMerchantQualificationResponse>
  /**
   * Reads one sub-merchant.
   *
   * `POST /cgi-bin/component/get_card_merchant`
   *
   * @throws An {@link ApiError}: `61014` an account's token; `40013` no sub-merchant of the platform (errcodes-430,
   * unconfirmed).
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Third-party_developer_mode.html | 第三方开发者模式}
   */
  getMerchant(request: GetAgentMerchantRequest, options?: CallOptions): Promise<GetAgentMerchantResponse>
  /**
   * Lists the platform's sub-merchants, one page of 20 or 100. `listAllMerchants` goes through all pages.
   *
   * `POST /cgi-bin/component/batchget_card_merchant`
   *
   * @throws An {@link ApiError}: `61014` an account's token.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Third-party_developer_mode.html | 第三方开发者模式}
   */
  listMerchants(request: ListAgentMerchantsRequest, options?: CallOptions): Promise<ListAgentMerchantsResponse>
}

/** What goes beyond single calls in the group `agents`. */
export interface AgentsPaging {
  /**
   * Goes through all sub-merchants of the platform. Pages are fetched as they are needed, through
   * {@link AgentsApi.listMerchants}.
   *
   * @throws An {@link InputError}, at the first step: the request is wrong. Whatever {@link AgentsApi.listMerchants}
   * throws, at the step that needed the page.
   */
  listAllMerchants(
    request?: AllPages<ListAgentMerchantsRequest, 'next_get'>,
    options?: CallOptions,
  ): AsyncGenerator<AgentMerchant, void, undefined>
}

/** Where each {@link AgentsApi} method goes on the wire. */
export const agentsRoutes: RouteTable<AgentsApi> = {
  submitQualification: json('/cgi-bin/component/upload_card_agent_qualification', 'write', {
    fields: 'business_license_media_id tax_registration_certificate_media_id last_quarter_tax_listing_media_id',
    check: wholeNumbers('register_capital'),
    verifyWith: 'agents.getQualification',
  }),
  getQualification: query('/cgi-bin/component/check_card_agent_qualification'),
  submitMerchantQualification: json('/cgi-bin/component/upload_card_merchant_qualification', 'write', {
    fields:
      'appid logo_media_id logo_meida_id business_license_media_id operator_id_card_media_id agreement_file_media_id primary_category_id secondary_category_id',
    verifyWith: 'agents.getMerchantQualification',
  }),
  getMerchantQualification: json('/cgi-bin/component/check_card_merchant_qualification', 'read'),
  getMerchant: json('/cgi-bin/component/get_card_merchant', 'read', {
    hints: {
      40013: {
        hint: 'The platform has no sub-merchant with this AppID: look it up with agents.listMerchants.',
        hintZh: '该第三方平台名下没有这个 AppID 的子商户，请用 agents.listMerchants 查询。',
      },
    },
  }),
  listMerchants: json('/cgi-bin/component/batchget_card_merchant', 'read', {
    fields: 'next_get',
    pages: pages<AgentsApi['listMerchants'], AgentsPaging>({
      method: 'listAllMerchants',
      request: { next_get: optional(anyText) },
      first: { next_get: '' },
      from: 'next_get',
      list: 'list',
      next: ({ next_get: next }) => (typeof next === 'string' && next !== '' ? next : undefined),
    }),
  }),
}
