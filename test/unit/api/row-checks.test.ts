import { describe, expect, test } from 'vitest'
import { accountRoutes } from '../../../src/api/account.js'
import { generalCardsRoutes } from '../../../src/api/general-cards.js'
import { giftCardsRoutes } from '../../../src/api/gift-cards.js'
import { groupRoutes } from '../../../src/api/groups.js'
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

const ROWS = groupRoutes as Readonly<Record<string, Readonly<Record<string, Route>>>>

const rowOf = (name: string): Route => {
  const [group = '', method = ''] = name.split('.')
  return ROWS[group]?.[method] as Route // or the test fails
}

/** An object with one value at a path, such as `action_info.multiple_card.card_list[].code`. */
const having = (path: string, value: unknown): Record<string, unknown> => {
  const [first = '', ...rest] = path.split('.')
  const inside = rest.length === 0 ? value : having(rest.join('.'), value)
  return first.endsWith('[]') ? { [first.slice(0, -2)]: [inside] } : { [first]: inside }
}

/** How a path is written where something is wrong at it. */
const placeOf = (path: string): string => path.replaceAll('[]', '[0]')

// What a request cannot be meant without. A variable that was never set would be left out of it in silence.
test.each([
  ['account.getQuota', 'cgi_path'],
  ['account.clearApiQuota', 'cgi_path'],
  ['account.getRid', 'rid'],
  ['cards.create', 'card'],
  ['cards.get', 'card_id'],
  ['cards.update', 'card_id'],
  ['cards.modifyStock', 'card_id'],
  ['cards.delete', 'card_id'],
  ['cells.setPayCell', 'card_id is_open'],
  ['cells.getStoreCard', 'poi_id'],
  ['codes.get', 'code'],
  ['codes.consume', 'code'],
  ['codes.decrypt', 'encrypt_code'],
  ['codes.update', 'code new_code'],
  ['codes.setUnavailable', 'code'],
  ['codes.deposit', 'card_id code'],
  ['codes.getDepositCount', 'card_id'],
  ['codes.check', 'card_id code'],
  ['distribution.createQrCode', 'action_name action_info'],
  ['distribution.createLandingPage', 'banner page_title can_share scene card_list'],
  ['generalCards.update', 'code'],
  ['generalCards.activate', 'code'],
  ['generalCards.deactivate', 'code'],
  ['giftCards.getPage', 'page_id'],
  ['giftCards.getOrder', 'order_id'],
  ['giftCards.setMaintenance', 'maintain'],
  ['giftCards.setMiniProgram', 'wxa_appid page_id'],
  ['invoices.getAuthUrl', 's_pappid order_id money timestamp source ticket'],
  ['invoices.getAuthData', 'order_id s_pappid'],
  ['invoices.insert', 'order_id card_id appid card_ext'],
  ['invoices.getMadeOut', 'fpqqlsh nsrsbh'],
  ['invoices.scanTitle', 'scan_text'],
  ['members.setActivationForm', 'card_id'],
  ['members.getActivationUrl', 'card_id'],
  ['members.getActivationInfo', 'activate_ticket'],
  ['members.activate', 'code membership_number'],
  ['members.update', 'code'],
  ['members.getInfo', 'card_id code'],
  ['members.deactivate', 'card_id code'],
  ['messages.sendCustom', 'touser msgtype wxcard'],
  ['messages.sendToUsers', 'touser msgtype wxcard'],
  ['messages.sendToAll', 'filter msgtype wxcard'],
  ['messages.preview', 'msgtype wxcard'],
  ['payGifts.create', 'rule_info'],
  ['payGifts.get', 'rule_id'],
  ['specialTickets.updateMovieTicket', 'code'],
  ['specialTickets.checkInBoardingPass', 'code'],
  ['specialTickets.updateMeetingTicket', 'code'],
  ['statistics.listSummary', 'begin_date end_date cond_source'],
  ['stores.create', 'business'],
  ['stores.get', 'poi_id'],
  ['stores.update', 'business'],
  ['subMerchants.create', 'info'],
  ['subMerchants.update', 'info'],
  ['subMerchants.get', 'merchant_id'],
  ['users.getCardList', 'openid'],
])('%s finds what was never set: %s', (name, fields) => {
  for (const field of fields.split(' ')) expect(wrong(rowOf(name), { [field]: undefined })).toContain(field)
})

// An encrypted code is an unknown one where a plain one is meant (activation-177).
test.each([
  ['codes.get', 'code'],
  ['codes.consume', 'code'],
  ['codes.update', 'code'],
  ['codes.update', 'new_code'],
  ['codes.setUnavailable', 'code'],
  ['codes.deposit', 'code[]'],
  ['codes.check', 'code[]'],
  ['distribution.createQrCode', 'action_info.card.code'],
  ['distribution.createQrCode', 'action_info.multiple_card.card_list[].code'],
  ['generalCards.activate', 'code'],
  ['members.activate', 'code'],
  ['members.update', 'code'],
  ['members.getInfo', 'code'],
  ['members.deactivate', 'code'],
])('%s finds an encrypted code in %s', (name, path) => {
  expect(wrong(rowOf(name), having(path, encrypted))).toEqual([placeOf(path)])
  expect(wrong(rowOf(name), having(path, 'CODE-77'))).toEqual([])
})

test.each([
  ['members.activate', 'init_bonus'],
  ['members.activate', 'init_balance'],
  ['members.update', 'bonus'],
  ['members.update', 'add_bonus'],
  ['members.update', 'balance'],
  ['members.update', 'add_balance'],
  ['cards.modifyStock', 'increase_stock_value'],
  ['cards.modifyStock', 'reduce_stock_value'],
  ['invoices.getAuthUrl', 'money'],
  ['distribution.createQrCode', 'expire_seconds'],
  ['distribution.createQrCode', 'action_info.card.outer_id'],
  ['agents.submitQualification', 'register_capital'],
  ...['least_cost', 'reduce_cost', 'discount', 'init_bonus', 'init_balance', 'bonus_rule.cost_bonus_unit'].map(
    (field): [string, string] => ['cards.create', `card.member_card.${field}`],
  ),
  ['cards.create', 'card.member_card.base_info.sku.quantity'],
  ['cards.create', 'card.cash.advanced_info.use_condition.least_cost'],
])('%s finds a fraction in %s', (name, path) => {
  expect(wrong(rowOf(name), having(path, 0.5))).toEqual([placeOf(path)])
  expect(wrong(rowOf(name), having(path, 5))).toEqual([])
})

test.each([
  ['members.activate', 'activate_begin_time'],
  ['members.activate', 'activate_end_time'],
  ['invoices.getAuthUrl', 'timestamp'],
  ['subMerchants.create', 'info.end_time'],
  ['cards.create', 'card.member_card.base_info.date_info.begin_timestamp'],
  ['cards.create', 'card.member_card.base_info.date_info.end_timestamp'],
  ['cards.update', 'boarding_pass.departure_time'],
  ['cards.update', 'boarding_pass.landing_time'],
])('%s finds milliseconds in %s', (name, path) => {
  expect(wrong(rowOf(name), having(path, ms))).toEqual([placeOf(path)])
  expect(wrong(rowOf(name), having(path, 1_764_100_000))).toEqual([])
})

test.each([
  ['cards.list', 'count', 1, 50],
  ['stores.list', 'limit', 1, 50],
  ['subMerchants.list', 'limit', 1, 100],
  ['giftCards.listOrders', 'count', 1, 100],
])('%s takes pages by %s, from %d to %d', (name, field, low, high) => {
  const sizes = [low - 1, low, high, high + 1].map((size) => wrong(rowOf(name), { [field]: size }).length)
  expect(sizes).toEqual([1, 0, 0, 1])
})

describe('rows look for mistakes of their own', () => {
  test('amounts of an invoice are text in yuan', () => {
    for (const field of ['jshj', 'hjje', 'hjse']) {
      const found = ['159.00', '-159.0', '159', 159, '1.5.9', '￥159', '159.', ''].map(
        (amount) => wrong(rowOf('invoices.makeOut'), { invoiceinfo: { [field]: amount } }).length,
      )
      expect(found).toEqual([0, 0, 0, 1, 1, 1, 1, 1])
      const advised = (amount: unknown) => rowOf('invoices.makeOut').advise?.({ invoiceinfo: { [field]: amount } })
      expect(advised('15900')).toMatchObject([{ field: `invoiceinfo.${field}` }])
      expect(advised('159.00')).toEqual([])
    }
  })

  test('a form takes five fields of the merchant’s own in each half', () => {
    const own = (count: number, more: number) => ({
      custom_field_list: Array.from({ length: count }, () => 'x'),
      rich_field_list: Array.from({ length: more }, () => ({})),
    })
    for (const half of ['required_form', 'optional_form']) {
      const found = (form: unknown) => wrong(rowOf('members.setActivationForm'), { card_id: 'p', [half]: form })
      expect([found(own(5, 0)), found(own(2, 3)), found(own(0, 5)), found(null), found({})]).toEqual([
        [],
        [],
        [],
        [],
        [],
      ])
      expect([found(own(6, 0)), found(own(3, 3)), found(own(0, 6))]).toEqual([[half], [half], [half]])
    }
  })

  test('a ticket of the component is decoded once', () => {
    const found = (activate_ticket: unknown) => wrong(rowOf('members.getActivationInfo'), { activate_ticket })
    expect([found('abc%3D'), found('abc='), found(7)]).toEqual([['activate_ticket'], [], []])
  })

  test('an AppID is no original id', () => {
    const found = (app_id: unknown) => wrong(rowOf('subMerchants.create'), { info: { app_id } })
    expect([found('gh_0123456789ab'), found('wx0123456789abcdef'), found(7)]).toEqual([['info.app_id'], [], []])
  })

  test('more than ten testers, and a long name of a message, are advised against', () => {
    const testers = (count: number, more: number) =>
      rowOf('distribution.setTestWhitelist').advise?.({
        openid: Array.from({ length: count }, () => 'o'),
        username: Array.from({ length: more }, () => 'u'),
      })
    expect([testers(10, 0), testers(4, 6)]).toEqual([[], []])
    expect(testers(5, 6)).toMatchObject([{ field: 'openid' }])
    const named = (clientmsgid: unknown) => rowOf('messages.sendToUsers').advise?.({ clientmsgid })
    expect([named('x'.repeat(32)), named(7)]).toEqual([[], []])
    expect(named('x'.repeat(33))).toMatchObject([{ field: 'clientmsgid' }])
  })

  test('a span of orders is looked at where both of its ends are times', () => {
    const found = (begin_time: unknown, end_time: unknown) =>
      wrong(rowOf('giftCards.listOrders'), { begin_time, end_time, offset: 0, count: 1 })
    expect([found('1764000000', 1_799_000_000), found(1_764_000_000, '1799000000')]).toEqual([[], []])
  })
})
