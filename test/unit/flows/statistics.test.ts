import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DateRange, StatisticsApi } from '../../../src/api/statistics.js'
import { InputError } from '../../../src/errors.js'
import { statisticsRanges } from '../../../src/flows/statistics.js'
import { collect } from '../../support/collect.js'

const DAY_MS = 86_400_000

/** What each method takes beside its dates. */
const FILTERS = {
  listAllSummary: { cond_source: 1 },
  listAllCards: { cond_source: 1, card_id: 'p1' },
  listAllMemberCards: { cond_source: 0 },
  listAllMemberCardDetails: { card_id: 'p1' },
} as const

const METHODS = ['listAllSummary', 'listAllCards', 'listAllMemberCards', 'listAllMemberCardDetails'] as const

const dateAt = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** Answers each range with one row per day. */
function weChat() {
  const requests: (DateRange & Record<string, unknown>)[] = []
  const options: unknown[] = []
  const list = async (request: DateRange, given?: unknown) => {
    requests.push({ ...request })
    options.push(given)
    const [first, last] = [Date.parse(request.begin_date) / DAY_MS, Date.parse(request.end_date) / DAY_MS]
    return { list: Array.from({ length: last - first + 1 }, (_, n) => ({ ref_date: dateAt(first + n) })) }
  }
  const api = { listSummary: list, listCards: list, listMemberCards: list, listMemberCardDetails: list }
  return { requests, options, ranges: statisticsRanges(api as unknown as StatisticsApi) }
}

describe('figures of any time', () => {
  test('come day by day, in ranges of at most 62 days without gaps or overlaps', async () => {
    const day = fc.integer({ min: 15_000, max: 25_000 })
    await fc.assert(
      fc.asyncProperty(
        day,
        fc.integer({ min: 0, max: 400 }),
        fc.constantFrom(...METHODS),
        async (first, more, method) => {
          const { requests, ranges } = weChat()
          const request = { begin_date: dateAt(first), end_date: dateAt(first + more), ...FILTERS[method] }
          const rows = await collect<{ ref_date: string }>(ranges[method](request as never))
          expect(rows.map(({ ref_date }) => ref_date)).toEqual(
            Array.from({ length: more + 1 }, (_, n) => dateAt(first + n)),
          )
          expect(requests).toHaveLength(Math.ceil((more + 1) / 62))
          for (const { begin_date, end_date, ...rest } of requests) {
            expect((Date.parse(end_date) - Date.parse(begin_date)) / DAY_MS).toBeLessThan(62)
            expect(rest).toEqual(FILTERS[method])
          }
        },
      ),
    )
  })

  test('are fetched when they are needed, with the options of the caller', async () => {
    const { options, ranges } = weChat()
    const given = { totalTimeoutMs: 5000 }
    const rows = ranges.listAllSummary({ begin_date: '2026-01-01', end_date: '2026-12-31', cond_source: 0 }, given)
    expect(options).toEqual([])
    await rows.next()
    expect(options).toEqual([given])
  })

  test.each([
    ['a date that is written otherwise', { begin_date: '2026-1-01', end_date: '20261231' }, ['begin_date', 'end_date']],
    ['days that there are not', { begin_date: '2026-02-30', end_date: '2026-13-01' }, ['begin_date', 'end_date']],
    ['a time of the day', { begin_date: '2026-01-01T00', end_date: '2026-01-02' }, ['begin_date']],
    ['no dates', {}, ['begin_date', 'end_date']],
    ['an end before the beginning', { begin_date: '2026-01-02', end_date: '2026-01-01' }, ['end_date']],
  ])('refuse %s at the first step', async (_, request, fields) => {
    const { requests, ranges } = weChat()
    for (const method of METHODS) {
      const error: unknown = await ranges[method]({ ...request, ...FILTERS[method] } as never)
        .next()
        .catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(InputError)
      expect((error as InputError).problems.map(({ field }) => field)).toEqual(fields)
      expect(String(error)).toContain(method)
      expect(String(error)).toMatch(/begin_date must be a day, written YYYY-MM-DD|a day not before begin_date/)
    }
    expect(requests).toEqual([])
  })
})
