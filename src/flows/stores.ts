// All stores of an account, page by page.
import { type ListStoresRequest, type StoredStore, type StoresApi, storesRoutes } from '../api/stores.js'
import type { CallOptions } from '../transport/route.js'
import { integer, isObject, optional } from '../validate.js'
import { type AllPages, byOffset, checkedFirst, passedOver, type RequestShape, withList } from './paging.js'

/** What goes beyond single calls in the group `stores`. */
export interface StoresPaging {
  /**
   * Goes through all stores. Pages of 50 are fetched as they are needed, through {@link StoresApi.list}.
   *
   * @throws An {@link InputError}, at the first step: the request is wrong. Whatever {@link StoresApi.list} throws, at
   * the step that needed the page.
   * @example
   * ```ts
   * for await (const { poi_id, sid } of wechat.stores.listAll()) console.log(poi_id, sid)
   * ```
   */
  listAll(
    request?: AllPages<ListStoresRequest, 'begin' | 'limit'>,
    options?: CallOptions,
  ): AsyncGenerator<StoredStore, void, undefined>
}

/** Makes the methods of {@link StoresPaging}. */
export const storesPaging = (list: StoresApi['list']): StoresPaging => ({
  listAll: (request = {}, options) =>
    checkedFirst('stores.listAll', request, PAGES, ({ begin: first = 0, limit = 50 }) =>
      byOffset(first, async (begin) => {
        const page = withList(storesRoutes.list, 'business_list', list({ begin, limit }, options), isStore)
        const { business_list, total_count: total } = await page
        return { items: business_list.map(({ base_info }) => base_info), total }
      }),
    ),
})

const isStore = (entry: unknown): boolean => isObject(entry) && isObject(entry.base_info)

const PAGES: RequestShape<AllPages<ListStoresRequest, 'begin' | 'limit'>> = {
  begin: optional(passedOver),
  limit: optional(integer(1, 50)),
}
