// Gift cards beyond single calls: the orders of any time, and the address of a shelf.
import {
  type GiftCardsApi,
  type GiftOrder,
  giftCardsRoutes,
  type ListGiftOrdersRequest,
  ORDERS_SPAN_SECONDS,
} from '../api/gift-cards.js'
import { pageOf, pages, passedOver, untilTotal } from '../api/pages.js'
import type { CallOptions } from '../transport/route.js'
import { checkObject, integer, matching, optional, type ShapeOf, text } from '../validate.js'
import { allPages, checkedFirst } from './paging.js'

/** Which orders {@link GiftCardsFlows.listAllOrders} goes through. */
export type ListAllGiftOrdersRequest = Omit<ListGiftOrdersRequest, 'offset' | 'count'>

/** A shelf's address, for {@link GiftCardsFlows.buildPageUrl}. */
export interface GiftPageUrlInput {
  /** The shelf's `page_id` as WeChat gave it. */
  pageId: string
  /** Channel: comes back in the order as `outer_str`. */
  outerStr?: string | undefined
}

/** What goes beyond single calls in the group `giftCards`. */
export interface GiftCardsFlows {
  /**
   * Goes through all orders of any time, also of more than 31 days: upwards, or downwards with `sort_type: 'DESC'`.
   * Pages of 100 are fetched as they are needed, through {@link GiftCardsApi.listOrders}; `options` hold for each.
   *
   * @throws An {@link InputError}, at the first step: the request is wrong. Whatever {@link GiftCardsApi.listOrders}
   * throws, at the step that needed the page.
   * @example
   * ```ts
   * const year = { begin_time: 1735660800, end_time: 1767196800 }
   * for await (const order of wechat.giftCards.listAllOrders(year)) book(order)
   * ```
   */
  listAllOrders(request?: ListAllGiftOrdersRequest, options?: CallOptions): AsyncGenerator<GiftOrder, void, undefined>
  /**
   * Builds the address under which users buy on a shelf, with `page_id` encoded, which holds `+` and `=`.
   *
   * @throws An {@link InputError}: `pageId` is missing or encoded already.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/gift_card.html | 礼品卡}
   */
  buildPageUrl(input: GiftPageUrlInput): string
}

/** Makes the methods of {@link GiftCardsFlows}. */
export const giftCardsFlows = (listOrders: GiftCardsApi['listOrders']): GiftCardsFlows => ({
  listAllOrders: (request = {}, options) =>
    checkedFirst('giftCards.listAllOrders', request, ORDERS, (checked) => allOrders(listOrders, checked, options)),
  buildPageUrl(input) {
    checkObject('giftCards.buildPageUrl', input, {
      pageId: matching(/^[^%\s]+$/, 'the page_id as WeChat gave it, not URL-encoded'),
      outerStr: optional(text),
    })
    const { pageId, outerStr } = input
    const channel = outerStr === undefined ? '' : `&outer_str=${encodeURIComponent(outerStr)}`
    const query = `action=homepage&page_id=${encodeURIComponent(pageId)}${channel}`
    return `https://mp.weixin.qq.com/bizmall/giftcard?${query}#wechat_redirect`
  },
})

const time = optional(integer(0, 1e11, 'a time in whole seconds, not milliseconds'))

const ORDERS: ShapeOf<ListAllGiftOrdersRequest> = { begin_time: time, end_time: time, sort_type: optional(text) }

/** How the orders of one span come. */
const PAGES = pages<GiftCardsApi['listOrders'], GiftCardsFlows>({
  method: 'listAllOrders',
  request: { ...ORDERS, offset: passedOver, count: pageOf(100) },
  first: { offset: 0, count: 100 },
  from: 'offset',
  list: 'order_list',
  next: untilTotal('total_count'),
})

async function* allOrders(
  listOrders: GiftCardsApi['listOrders'],
  request: ListAllGiftOrdersRequest,
  options: CallOptions | undefined,
): AsyncGenerator<GiftOrder, void, undefined> {
  // Whether the ends of a span belong to it is on no page (gifts-135): spans share theirs, and what comes twice is left
  // out.
  let before = new Set<string>()
  for (const span of spansOf(request)) {
    const atEnds = new Set<string>()
    const asked = { ...request, ...span }
    for await (const order of allPages<GiftOrder>(giftCardsRoutes.listOrders, PAGES, listOrders, asked, options)) {
      if (order.create_time === span.begin_time || order.create_time === span.end_time) atEnds.add(order.order_id)
      if (!before.has(order.order_id)) yield order
    }
    before = atEnds
  }
}

/** A time within which orders are asked for. */
type Span = Pick<ListGiftOrdersRequest, 'begin_time' | 'end_time'>

/** Cuts a time into spans that WeChat takes, in the order in which they are wanted. */
function spansOf({ begin_time: begin, end_time: end, sort_type }: ListAllGiftOrdersRequest): Span[] {
  if (begin === undefined || end === undefined || end <= begin) return [{}]
  const spans: Span[] = []
  for (let from = begin; from < end; from += ORDERS_SPAN_SECONDS) {
    spans.push({ begin_time: from, end_time: Math.min(from + ORDERS_SPAN_SECONDS, end) })
  }
  return sort_type === 'DESC' ? spans.reverse() : spans
}
