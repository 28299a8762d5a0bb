// All stores of an account, page by page.
import type { ListStoresRequest, StoredStore, StoresApi } from '../api/stores.js'
import type { CallOptions } from '../transport/route.js'
import { type AllPages, byOffset } from './paging.js'

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
  listAll: ({ begin: first = 0, limit = 50, ...rest } = {}, options) =>
    byOffset(first, async (begin) => {
      const { business_list, total_count: total } = await list({ ...rest, begin, limit }, options)
      return { items: business_list.map(({ base_info }) => base_info), total }
    }),
})
