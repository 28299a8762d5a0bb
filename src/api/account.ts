// The account itself: how often it may call, what became of a call, and from where WeChat calls.
import type { CallOptions, EmptyRequest } from '../transport/route.js'
import { json, query, type RouteTable } from '../transport/route.js'
import { all, at, defined } from './checks.js'
import type { WeChatResponse } from './wire.js'

/** Request of {@link AccountApi.clearQuota}. */
export interface ClearQuotaRequest {
  /** The account's own AppID: that of the client. */
  appid: string
}

/** Which endpoint. */
export interface QuotaPath {
  /** Its path with the slash in front, without host and query: `/card/create`. */
  cgi_path: string
}

/** Request of {@link AccountApi.clearApiQuota}. */
export type ClearApiQuotaRequest = QuotaPath

/** Request of {@link AccountApi.getQuota}. */
export type GetQuotaRequest = QuotaPath

/** Calls that are allowed within some seconds. */
export interface RateLimit {
  /** How many calls. */
  call_count: number
  /** Length of the window in seconds. */
  refresh_second: number
}

/** Response of {@link AccountApi.getQuota}. */
export interface GetQuotaResponse extends WeChatResponse {
  /** Calls of one day. The counters may be off by 1 %. */
  quota: {
    /** Calls that are allowed. */
    daily_limit: number
    /** Calls that were made. */
    used: number
    /** Calls that are left. */
    remain: number
  }
  /** May be missing. */
  rate_limit?: RateLimit
  /** For calls by a third-party platform; may be missing. */
  component_rate_limit?: RateLimit
}

/** Request of {@link AccountApi.getRid}. */
export interface GetRidRequest {
  /** From the error's field `rid`: three groups of 8 hexadecimal digits. */
  rid: string
}

/** Response of {@link AccountApi.getRid}. */
export interface GetRidResponse extends WeChatResponse {
  /** The call as WeChat received it. It may hold the access token and what your users entered: keep it out of logs. */
  request: {
    /** Epoch seconds. */
    invoke_time: number
    /** How long WeChat took, in milliseconds. */
    cost_in_ms: number
    /** The call's query. */
    request_url: string
    /** Body of the call; empty for a `GET`. */
    request_body: string
    /** What WeChat answered, as JSON text. */
    response_body: string
    /** The address that the call came from. */
    client_ip: string
  }
}

/** Addresses of servers. */
export interface ServerAddresses extends WeChatResponse {
  /** Single addresses and, with a `/` in them, blocks of addresses. */
  ip_list: string[]
}

/** The account itself: quotas, failed calls, addresses. */
export interface AccountApi {
  /**
   * Sets the daily counters of all endpoints back to 0. 10 times in a calendar month, together with
   * {@link AccountApi.clearQuotaWithSecret} and the console.
   *
   * `POST /cgi-bin/clear_quota`
   *
   * Never sent again while its outcome is unknown, as each time counts: {@link AccountApi.getQuota} tells.
   *
   * @throws An {@link ApiError}: `40013` not the AppID of this account; `48006` all 10 are used up.
   * @see {@link https://developers.weixin.qq.com/doc/service/api/apimanage/api_clearquota.html | 重置API调用次数}
   */
  clearQuota(request: ClearQuotaRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Does the same with the client's AppID and AppSecret in place of an access token, for when the quota of tokens
   * itself is used up. Not for third-party platforms.
   *
   * `POST /cgi-bin/clear_quota/v2`
   *
   * WeChat's page has the two values in the body and its sample has them in the query, so both carry them: keep this
   * address out of traces.
   *
   * @throws An {@link ApiError}: `40013` AppID; `40125` AppSecret; `48006` all 10 of this month are used up. An
   * {@link InputError}: the client has no AppSecret.
   * @see {@link https://developers.weixin.qq.com/doc/service/api/apimanage/api_clearquotabyappsecret.html | 使用AppSecret重置API调用次数}
   */
  clearQuotaWithSecret(request?: EmptyRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Sets the daily counter of one endpoint back to 0. Published for another product of WeChat's, with paths under
   * `/channels/ec/`; whether it takes paths of cards is unconfirmed (credentials-107).
   *
   * `POST /cgi-bin/openapi/quota/clear`
   *
   * @throws An {@link ApiError}: `76021` no such path; `48006` no more clearings this month.
   * @see {@link https://developers.weixin.qq.com/doc/service/api/apimanage/api_clearapiquota.html | 重置指定API调用次数}
   */
  clearApiQuota(request: ClearApiQuotaRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Tells how often one endpoint may be called today, and how often it was.
   *
   * `POST /cgi-bin/openapi/quota/get`
   *
   * @throws An {@link ApiError}: `76003` the path's beginning is wrong; `76021` no such path; `76022` a path whose
   * quota cannot be asked for, such as those under `/sns/`.
   * @see {@link https://developers.weixin.qq.com/doc/service/api/apimanage/api_getapiquota.html | 查询API调用额度}
   */
  getQuota(request: GetQuotaRequest, options?: CallOptions): Promise<GetQuotaResponse>
  /**
   * Shows a failed call of the last 7 days as WeChat received it, by the `rid` of its error.
   *
   * `POST /cgi-bin/openapi/rid/get`
   *
   * @throws An {@link ApiError}: `76001` unknown or older than 7 days; `76002` no rid; `76003` another account's.
   * @see {@link https://developers.weixin.qq.com/doc/service/api/apimanage/api_getridinfo.html | 查询rid信息}
   */
  getRid(request: GetRidRequest, options?: CallOptions): Promise<GetRidResponse>
  /**
   * Lists the addresses from which WeChat pushes events. They change: ask about once a day.
   *
   * `GET /cgi-bin/getcallbackip`
   *
   * @see {@link https://developers.weixin.qq.com/doc/service/api/base/api_getcallbackip.html | 获取微信推送服务器IP}
   */
  getCallbackAddresses(request?: EmptyRequest, options?: CallOptions): Promise<ServerAddresses>
  /**
   * Lists the addresses of WeChat's API. They change: ask about once a day.
   *
   * `GET /cgi-bin/get_api_domain_ip`
   *
   * @see {@link https://developers.weixin.qq.com/doc/service/api/base/api_getapidomainip.html | 获取微信API服务器IP}
   */
  getApiAddresses(request?: EmptyRequest, options?: CallOptions): Promise<ServerAddresses>
}

/** WeChat answers anything else with a code that speaks of a rid. */
const barePath = at(
  ['cgi_path'],
  'a path such as /card/create, without host and query',
  (path) => typeof path === 'string' && !/^\/[^?#]*$/.test(path),
)

/** Where each {@link AccountApi} method goes on the wire. */
export const accountRoutes: RouteTable<AccountApi> = {
  clearQuota: json('/cgi-bin/clear_quota', 'write', { verifyWith: 'account.getQuota' }),
  clearQuotaWithSecret: json('/cgi-bin/clear_quota/v2', 'write', {
    credential: 'secret',
    verifyWith: 'account.getQuota',
  }),
  clearApiQuota: json('/cgi-bin/openapi/quota/clear', 'write', {
    check: all(defined('cgi_path'), barePath),
    verifyWith: 'account.getQuota',
  }),
  getQuota: json('/cgi-bin/openapi/quota/get', 'read', {
    check: all(defined('cgi_path'), barePath),
    hints: {
      76003: {
        hint: 'The beginning of cgi_path is wrong. Write the path as it stands in the address of the API, from the slash after the host to the query: /card/create. The text of errmsg belongs to another call.',
        hintZh:
          'cgi_path 的前缀不对。请按接口地址中域名之后、参数之前的部分填写，例如 /card/create。errmsg 的文字是另一个接口的，可忽略。',
      },
    },
  }),
  getRid: json('/cgi-bin/openapi/rid/get', 'read', {
    check: defined('rid'),
    hints: {
      76003: {
        hint: 'The call was made by another account. Ask with a client of the AppID that got this rid.',
        hintZh: '该 rid 属于其他账号的调用，请用产生它的 AppID 的客户端查询。',
      },
    },
  }),
  getCallbackAddresses: query('/cgi-bin/getcallbackip'),
  getApiAddresses: query('/cgi-bin/get_api_domain_ip'),
}
