import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { GiftCardsApi, GiftOrder, ListGiftOrdersRequest } from '../../../src/api/gift-cards.js'
import { InputError } from '../../../src/errors.js'
import { giftCardsFlows } from '../../../src/flows/gift-cards.js'
import { collect } from '../../support/collect.js'

const DAY = 86_400

const orderAt = (create_time: number, n: number): GiftOrder => ({
  order_id: `Z${n}`,
  page_id: 'a+b=',
  trans_id: '42',
  create_time,
  pay_finish_time: create_time,
  total_price: 1,
  open_id: 'o',
  card_list: [],
})

/** WeChat with some orders; no page says whether the ends of a span belong to it. */
function weChat(times: readonly number[], ends: 'both' | 'first' | 'last') {
  const requests: ListGiftOrdersRequest[] = []
  const orders = times.toSorted((one, other) => one - other).map(orderAt)
  const listOrders: GiftCardsApi['listOrders'] = async (request) => {
    requests.push(request)
    const { begin_time: begin = -Infinity, end_time: end = Infinity, sort_type, offset, count } = request
    const inside = orders.filter(
      ({ create_time: at }) =>
        (at > begin || (at === begin && ends !== 'last')) && (at < end || (at === end && ends !== 'first')),
    )
    if (sort_type === 'DESC') inside.reverse()
    return { total_count: inside.length, order_list: inside.slice(offset, offset + count) }
  }
  return { requests, orders, ...giftCardsFlows(listOrders) }
}

const idsOf = async (orders: AsyncIterable<GiftOrder>): Promise<string[]> =>
  (await collect(orders)).map(({ order_id }) => order_id)

describe('listAllOrders', () => {
  test('brings every order once and in order, whether or not the ends of a span belong to it', async () => {
    const seam = fc.constantFrom(31, 62, 93, 124)
    const day = fc.oneof(fc.integer({ min: 1, max: 149 }), seam)
    await fc.assert(
      fc.asyncProperty(
        fc.array(day, { maxLength: 300, size: 'max' }),
        fc.constantFrom('both', 'first', 'last'),
        fc.constantFrom('ASC', 'DESC'),
        async (days, ends, sort_type) => {
          const { listAllOrders, orders, requests } = weChat(
            days.map((each) => each * DAY),
            ends,
          )
          const found = await idsOf(listAllOrders({ begin_time: 0, end_time: 150 * DAY, sort_type }))
          expect(new Set(found)).toEqual(new Set(orders.map(({ order_id }) => order_id)))
          expect(found).toHaveLength(orders.length)
          const times = found.map((id) => orders.find(({ order_id }) => order_id === id)?.create_time ?? 0)
          const sorted = times.toSorted((one, other) => (sort_type === 'ASC' ? one - other : other - one))
          expect(times).toEqual(sorted)
          for (const { begin_time = 0, end_time = Infinity, count } of requests) {
            expect(end_time - begin_time).toBeLessThanOrEqual(31 * DAY)
            expect(count).toBe(100)
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  test.each([
    ['no time at all', {}],
    ['31 days', { begin_time: 0, end_time: 31 * DAY }],
    ['a beginning alone', { begin_time: 0 }],
    ['an end alone', { end_time: 500 * DAY }],
    ['an end before the beginning', { begin_time: 10, end_time: 5 }],
    ['a moment', { begin_time: 5, end_time: 5 }],
  ])('asks for %s as it stands', async (_, request) => {
    const { listAllOrders, requests } = weChat([], 'both')
    expect(await idsOf(listAllOrders(request))).toEqual([])
    expect(requests).toEqual([{ ...request, offset: 0, count: 100 }])
  })

  test('fetches a page when it is needed, with the options of the caller', async () => {
    const seen: unknown[] = []
    const { listAllOrders } = giftCardsFlows(async (_, options) => {
      seen.push(options)
      return { total_count: 200, order_list: Array.from({ length: 100 }, (__, n) => orderAt(n, n)) }
    })
    const options = { totalTimeoutMs: 5000 }
    const orders = listAllOrders({}, options)
    expect(seen).toEqual([])
    for (let n = 0; n < 100; n++) await orders.next()
    expect(seen).toEqual([options])
    await orders.next()
    expect(seen).toEqual([options, options])
  })

  test.each([
    ['null', null, ['request']],
    ['milliseconds', { begin_time: 1.7e12, end_time: 1.8e12 }, ['begin_time', 'end_time']],
    ['no numbers', { begin_time: Number.NaN, end_time: '5' }, ['begin_time', 'end_time']],
  ])('refuses %s at the first step', async (_, request, fields) => {
    const { listAllOrders, requests } = weChat([], 'both')
    const error: unknown = await idsOf(listAllOrders(request as never)).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(InputError)
    expect((error as InputError).problems.map(({ field }) => field)).toEqual(fields)
    expect(requests).toEqual([])
  })
})

describe('buildPageUrl', () => {
  const { buildPageUrl } = weChat([], 'both')

  // Form of the address in the specification, with its values encoded by hand.
  test('encodes the two values', () => {
    expect(buildPageUrl({ pageId: 'demoPage+0001=', outerStr: 'web 1' })).toBe(
      'https://mp.weixin.qq.com/bizmall/giftcard?action=homepage&page_id=demoPage%2B0001%3D&outer_str=web%201#wechat_redirect',
    )
    expect(buildPageUrl({ pageId: 'a/b=' })).toBe(
      'https://mp.weixin.qq.com/bizmall/giftcard?action=homepage&page_id=a%2Fb%3D#wechat_redirect',
    )
  })

  test('any id and channel come out again', () => {
    fc.assert(
      fc.property(
        fc.base64String({ minLength: 4 }),
        fc.string({ minLength: 1, unit: 'grapheme' }),
        (pageId, outerStr) => {
          const { searchParams } = new URL(buildPageUrl({ pageId, outerStr }))
          expect([searchParams.get('page_id'), searchParams.get('outer_str')]).toEqual([pageId, outerStr])
        },
      ),
    )
  })

  test.each([
    ['an encoded id', { pageId: 'demoPage%2B0001%3D' }],
    ['no id', {}],
    ['an empty channel', { pageId: 'a+b=', outerStr: '' }],
    ['a name of WeChat’s', { page_id: 'a+b=' }],
    ['nothing', undefined],
  ])('refuses %s', (_, input) => {
    expect(() => buildPageUrl(input as never)).toThrow(InputError)
  })

  test('says of an encoded id that it is to be as WeChat gave it', () => {
    expect(() => buildPageUrl({ pageId: 'a%2Bb' })).toThrow(/pageId must be the page_id as WeChat gave it, not URL-enc/)
  })
})
