// All cards of an account, page by page.
import { type CardsApi, cardsRoutes, type ListCardsRequest } from '../api/cards.js'
import type { CallOptions } from '../transport/route.js'
import { integer, optional, texts } from '../validate.js'
import { type AllPages, byOffset, checkedFirst, passedOver, type RequestShape, withList } from './paging.js'

/** What goes beyond single calls in the group `cards`. */
export interface CardsPaging {
  /**
   * Goes through the ids of all cards. Pages of 50 are fetched as they are needed, through {@link CardsApi.list};
   * `options` hold for each.
   *
   * @throws An {@link InputError}, at the first step: the request is wrong. Whatever {@link CardsApi.list} throws, at
   * the step that needed the page.
   * @example
   * ```ts
   * for await (const cardId of wechat.cards.listAll({ status_list: ['CARD_STATUS_VERIFY_OK'] })) console.log(cardId)
   * ```
   */
  listAll(
    request?: AllPages<ListCardsRequest, 'offset' | 'count'>,
    options?: CallOptions,
  ): AsyncGenerator<string, void, undefined>
}

/** Makes the methods of {@link CardsPaging}. */
export const cardsPaging = (list: CardsApi['list']): CardsPaging => ({
  listAll: (request = {}, options) =>
    checkedFirst('cards.listAll', request, PAGES, ({ offset = 0, count = 50, ...filter }) =>
      byOffset(offset, async (from) => {
        const page = list({ ...filter, offset: from, count }, options)
        const { card_id_list: items, total_num: total } = await withList(cardsRoutes.list, 'card_id_list', page, isText)
        return { items, total }
      }),
    ),
})

const isText = (entry: unknown): boolean => typeof entry === 'string'

const PAGES: RequestShape<AllPages<ListCardsRequest, 'offset' | 'count'>> = {
  offset: optional(passedOver),
  count: optional(integer(1, 50)),
  status_list: optional(texts),
}
