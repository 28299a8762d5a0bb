// All rules that give a card after a payment, page by page.
import { type ListPayGiftsRequest, type PayGiftsApi, payGiftsRoutes, type StoredPayGiftRule } from '../api/pay-gifts.js'
import type { CallOptions } from '../transport/route.js'
import { boolean, integer, optional, text } from '../validate.js'
import { type AllPages, byOffset, checkedFirst, passedOver, type RequestShape, withList } from './paging.js'

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

/** Makes the methods of {@link PayGiftsPaging}. */
export const payGiftsPaging = (list: PayGiftsApi['list']): PayGiftsPaging => ({
  listAll: (request, options) =>
    checkedFirst('payGifts.listAll', request, PAGES, ({ offset = 0, count = 10, ...filter }) =>
      byOffset(offset, async (from) => {
        const page = list({ ...filter, offset: from, count }, options)
        const { rule_list: items, total_count: total } = await withList(payGiftsRoutes.list, 'rule_list', page)
        return { items, total }
      }),
    ),
})

const PAGES: RequestShape<AllPages<ListPayGiftsRequest, 'offset' | 'count'>> = {
  type: text,
  effective: boolean,
  offset: optional(passedOver),
  count: optional(integer(1, Number.MAX_SAFE_INTEGER, 'an integer from 1')),
}
