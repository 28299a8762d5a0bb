// All sub-merchants of an account, page by page.
import {
  type ListSubMerchantsRequest,
  type SubMerchant,
  type SubMerchantsApi,
  subMerchantsRoutes,
} from '../api/sub-merchants.js'
import type { CallOptions } from '../transport/route.js'
import { integer, optional, text } from '../validate.js'
import { type AllPages, byCursor, checkedFirst, numberOf, type RequestShape, withList } from './paging.js'

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

/** Makes the methods of {@link SubMerchantsPaging}. */
export const subMerchantsPaging = (list: SubMerchantsApi['list']): SubMerchantsPaging => ({
  listAll: (request = {}, options) =>
    checkedFirst('subMerchants.listAll', request, PAGES, ({ begin_id = 0, limit = 100, ...filter }) =>
      byCursor(begin_id, async (begin) => {
        const answer = list({ ...filter, begin_id: begin, limit }, options)
        const { info_list: page, next_begin_id: next } = await withList(subMerchantsRoutes.list, 'info_list', answer)
        // Whether a page begins with the sub-merchant that was named or with the one after it is unconfirmed
        // (merchants-146).
        const items = page.filter(({ merchant_id }) => numberOf(merchant_id) !== begin)
        return { items, next: numberOf(next) || undefined }
      }),
    ),
})

const PAGES: RequestShape<AllPages<ListSubMerchantsRequest, 'begin_id' | 'limit'>> = {
  begin_id: optional(integer(0, Number.MAX_SAFE_INTEGER, 'an id, an integer from 0')),
  limit: optional(integer(1, 100)),
  status: optional(text),
}
