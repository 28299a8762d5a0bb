import { describe, expect, test } from 'vitest'
import { accountRoutes } from '../../../src/api/account.js'
import { generalCardsRoutes } from '../../../src/api/general-cards.js'
import { giftCardsRoutes } from '../../../src/api/gift-cards.js'
import { payGiftsRoutes } from '../../../src/api/pay-gifts.js'
import { specialTicketsRoutes } from '../../../src/api/special-tickets.js'
import { storesRoutes } from '../../../src/api/stores.js'
import type { Route } from '../../../src/transport/route.js'

/** Which fields a row's check finds wrong. */
const wrong = (route: Route, request: object): string[] => (route.check?.(request) ?? []).map(({ field }) => field)

// As a phone gives it: base64 of more than 20 characters.
const encrypted = 'XXIzTtMqCxwOaawoE91+VJdsFmv7b8g0VZIZkqf4GWA60Fzpc8ksZ/5ZZ0DVkXdE'
const ms = 1_764_100_000_000

const store = (base_info: object): object => ({ business: { base_info } })

describe('a row finds what WeChat would answer misleadingly', () => {
  test.each([
    ['amounts in fractions', generalCardsRoutes.update, { code: '1', bonus: 1.5, balance: 0.1 }, ['bonus', 'balance']],
    ['an encrypted code', generalCardsRoutes.update, { code: encrypted }, ['code']],
    [
      'amounts in fractions and an encrypted code',
      generalCardsRoutes.activate,
      { code: encrypted, init_bonus: 0.5, init_balance: 0.5 },
      ['code', 'init_bonus', 'init_balance'],
    ],
    ['an encrypted code', generalCardsRoutes.deactivate, { code: encrypted }, ['code']],
    [
      'milliseconds and too large a page',
      giftCardsRoutes.listOrders,
      { begin_time: ms, end_time: ms, offset: 0, count: 101 },
      ['begin_time', 'end_time', 'count'],
    ],
    [
      'a span of more than 31 days',
      giftCardsRoutes.listOrders,
      { begin_time: 1_764_000_000, end_time: 1_764_000_000 + 31 * 86_400 + 1, offset: 0, count: 100 },
      ['end_time'],
    ],
    [
      'milliseconds and fractions',
      payGiftsRoutes.create,
      {
        rule_info: {
          base_info: { begin_time: ms, end_time: ms },
          member_rule: { least_cost: 0.01, max_cost: 99.9 },
        },
      },
      [
        'rule_info.base_info.begin_time',
        'rule_info.base_info.end_time',
        'rule_info.member_rule.least_cost',
        'rule_info.member_rule.max_cost',
      ],
    ],
    ['milliseconds', specialTicketsRoutes.updateMovieTicket, { code: encrypted, show_time: ms }, ['code', 'show_time']],
    [
      'milliseconds',
      specialTicketsRoutes.checkInBoardingPass,
      { code: encrypted, boarding_time: ms },
      ['code', 'boarding_time'],
    ],
    [
      'milliseconds',
      specialTicketsRoutes.updateMeetingTicket,
      { code: encrypted, begin_time: ms, end_time: ms },
      ['code', 'begin_time', 'end_time'],
    ],
    ['spending in fractions', storesRoutes.create, store({ avg_price: 35.5 }), ['business.base_info.avg_price']],
    ['spending in fractions', storesRoutes.update, store({ avg_price: 0.5 }), ['business.base_info.avg_price']],
    ['a query', accountRoutes.getQuota, { cgi_path: '/card/create?a=b' }, ['cgi_path']],
    ['a host', accountRoutes.clearApiQuota, { cgi_path: 'https://api.weixin.qq.com/card/create' }, ['cgi_path']],
  ])('%s', (_, route, request, fields) => {
    expect(wrong(route, request)).toEqual(fields)
  })

  test.each([
    [generalCardsRoutes.update, { code: '900000000001', bonus: 0, balance: 10_000 }],
    [
      giftCardsRoutes.listOrders,
      { begin_time: 1_764_000_000, end_time: 1_764_000_000 + 31 * 86_400, offset: 0, count: 100 },
    ],
    [giftCardsRoutes.listOrders, { offset: 0, count: 1 }],
    [
      payGiftsRoutes.create,
      { rule_info: { base_info: { begin_time: 1_764_000_000 }, member_rule: { least_cost: 1 } } },
    ],
    [specialTicketsRoutes.updateMovieTicket, { code: '277200000001', show_time: 1_764_100_000 }],
    [storesRoutes.create, store({ avg_price: 35, longitude: 113.5, latitude: 23.25 })],
    [accountRoutes.getQuota, { cgi_path: '/card/create' }],
  ])('and nothing in what is right: %o', (route, request) => {
    expect(wrong(route, request)).toEqual([])
  })
})
