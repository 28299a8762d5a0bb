// Figures of any time, in ranges that WeChat takes.
import {
  type CardFigures,
  type CardFiguresByCard,
  type DateRange,
  type ListCardFiguresRequest,
  type ListMemberCardDetailsRequest,
  type ListMemberCardFiguresRequest,
  type ListSummaryRequest,
  type MemberCardDetail,
  type MemberCardFigures,
  type StatisticsApi,
  statisticsRoutes,
} from '../api/statistics.js'
import type { CallOptions, Route } from '../transport/route.js'
import { type Check, oneOf, optional, type ShapeOf, text } from '../validate.js'
import { checkedFirst, withList } from './paging.js'

/**
 * What goes beyond single calls in the group `statistics`. Each goes through the days from `begin_date` to `end_date`,
 * in ranges of 62 days that are fetched as they are needed. `options` hold for each range.
 */
export interface StatisticsRanges {
  /**
   * Goes through the figures of all cards together, of any time, through {@link StatisticsApi.listSummary}.
   *
   * @throws An {@link InputError}, at the first step: the request is wrong. Whatever {@link StatisticsApi.listSummary}
   * throws, at the step that needed the range.
   * @example
   * ```ts
   * const year = { begin_date: '2025-01-01', end_date: '2025-12-31', cond_source: 1 } as const
   * for await (const { ref_date, receive_cnt } of wechat.statistics.listAllSummary(year)) plot(ref_date, receive_cnt)
   * ```
   */
  listAllSummary(request: ListSummaryRequest, options?: CallOptions): AsyncGenerator<CardFigures, void, undefined>
  /**
   * Goes through the figures of coupons, of any time, through {@link StatisticsApi.listCards}.
   *
   * @throws An {@link InputError}, at the first step: the request is wrong. Whatever {@link StatisticsApi.listCards}
   * throws, at the step that needed the range.
   */
  listAllCards(
    request: ListCardFiguresRequest,
    options?: CallOptions,
  ): AsyncGenerator<CardFiguresByCard, void, undefined>
  /**
   * Goes through the figures of all member cards together, of any time, through {@link StatisticsApi.listMemberCards}.
   *
   * @throws An {@link InputError}, at the first step: the request is wrong. Whatever
   * {@link StatisticsApi.listMemberCards} throws, at the step that needed the range.
   */
  listAllMemberCards(
    request: ListMemberCardFiguresRequest,
    options?: CallOptions,
  ): AsyncGenerator<MemberCardFigures, void, undefined>
  /**
   * Goes through the figures of one member card, of any time, through {@link StatisticsApi.listMemberCardDetails}.
   *
   * @throws An {@link InputError}, at the first step: the request is wrong. Whatever
   * {@link StatisticsApi.listMemberCardDetails} throws, at the step that needed the range.
   */
  listAllMemberCardDetails(
    request: ListMemberCardDetailsRequest,
    options?: CallOptions,
  ): AsyncGenerator<MemberCardDetail, void, undefined>
}

/** Makes the methods of {@link StatisticsRanges}. */
export const statisticsRanges = (api: StatisticsApi): StatisticsRanges => ({
  listAllSummary: (request, options) =>
    checkedFirst('statistics.listAllSummary', request, { ...from(request?.begin_date), cond_source }, (checked) =>
      byRange(statisticsRoutes.listSummary, api.listSummary, checked, options),
    ),
  listAllCards: (request, options) =>
    checkedFirst(
      'statistics.listAllCards',
      request,
      { ...from(request?.begin_date), cond_source, card_id: optional(text) },
      (checked) => byRange(statisticsRoutes.listCards, api.listCards, checked, options),
    ),
  listAllMemberCards: (request, options) =>
    checkedFirst('statistics.listAllMemberCards', request, { ...from(request?.begin_date), cond_source }, (checked) =>
      byRange(statisticsRoutes.listMemberCards, api.listMemberCards, checked, options),
    ),
  listAllMemberCardDetails: (request, options) =>
    checkedFirst(
      'statistics.listAllMemberCardDetails',
      request,
      { ...from(request?.begin_date), card_id: text },
      (checked) => byRange(statisticsRoutes.listMemberCardDetails, api.listMemberCardDetails, checked, options),
    ),
})

const DAY_MS = 86_400_000

/** Most days that WeChat answers at once, the first and the last included. */
const MOST_DAYS = 62

async function* byRange<Request extends DateRange, Row>(
  route: Route,
  list: (request: Request, options?: CallOptions) => Promise<{ list: Row[] }>,
  request: Request,
  options: CallOptions | undefined,
): AsyncGenerator<Row, void, undefined> {
  const last = Date.parse(request.end_date)
  for (let first = Date.parse(request.begin_date); first <= last; first += MOST_DAYS * DAY_MS) {
    const end = Math.min(first + (MOST_DAYS - 1) * DAY_MS, last)
    const answer = list({ ...request, begin_date: dateOf(first), end_date: dateOf(end) }, options)
    yield* (await withList(route, 'list', answer)).list
  }
}

const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** `2026-02-30` is no day, although the runtime makes one of it. */
const date: Check = (value) =>
  typeof value === 'string' &&
  /^\d{4}-\d{2}-\d{2}$/.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  dateOf(Date.parse(value)) === value
    ? undefined
    : 'a day, written YYYY-MM-DD'

const cond_source: Check = oneOf(0, 1)

/** What a range must be that begins on this day. */
const from = (begin: unknown): ShapeOf<DateRange> => ({
  begin_date: date,
  end_date: (end) =>
    date(end) ??
    (date(begin) === undefined && (end as string) < (begin as string) ? 'a day not before begin_date' : undefined),
})
