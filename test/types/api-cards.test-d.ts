import { describe, expectTypeOf, test } from 'vitest'
import type { CardUpdate, NewCard, WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient

const base = {
  logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/sim/0',
  brand_name: 'Sim Tea',
  code_type: 'CODE_TYPE_QRCODE',
  title: 'Sim',
  color: 'Color010',
  notice: 'Show it',
  description: 'See terms',
  sku: { quantity: 1 },
  date_info: { type: 'DATE_TYPE_PERMANENT' },
} as const
const member = { prerogative: 'Points', supply_bonus: false, supply_balance: false } as const
const card_id = 'pSimCard0000000000000000001a'

/** One card on its own, so that a mistake and the line that expects it stand together. */
const create = (card: NewCard) => wechat.cards.create({ card })
const ofMember = { card_type: 'MEMBER_CARD' } as const

describe('what must not compile', () => {
  test('a card whose body stands under the key of another type', () => {
    // @ts-expect-error a member card's body belongs under member_card
    create({ ...ofMember, cash: { base_info: base, reduce_cost: 1 } })
    // @ts-expect-error there is no such type
    create({ card_type: 'LUCKY_MONEY', lucky_money: { base_info: base } })
  })

  test('a card without what its type requires', () => {
    // @ts-expect-error reduce_cost is missing
    create({ card_type: 'CASH', cash: { base_info: base } })
    // @ts-expect-error prerogative and the two supply_ fields are missing
    create({ ...ofMember, member_card: { base_info: base } })
    // @ts-expect-error a gift card has a price
    create({ card_type: 'GENERAL_CARD', general_card: { base_info: base, sub_card_type: 'VOUCHER', ...member } })
  })

  test('basics that are missing, misspelt or of the wrong type', () => {
    const { title: _, ...untitled } = base
    // @ts-expect-error title is missing
    create({ ...ofMember, member_card: { base_info: untitled, ...member } })
    // @ts-expect-error there is no getLimit
    create({ ...ofMember, member_card: { base_info: { ...base, getLimit: 1 }, ...member } })
    // @ts-expect-error quantity is a number
    create({ ...ofMember, member_card: { base_info: { ...base, sku: { quantity: '1' } }, ...member } })
  })

  test('words of a list that are misspelt', () => {
    // @ts-expect-error it is CODE_TYPE_QRCODE
    create({ ...ofMember, member_card: { base_info: { ...base, code_type: 'QRCODE' }, ...member } })
    // @ts-expect-error colours go by their names
    create({ ...ofMember, member_card: { base_info: { ...base, color: '#63b359' }, ...member } })
    // @ts-expect-error it is CARD_STATUS_VERIFY_OK
    wechat.cards.list({ offset: 0, count: 1, status_list: ['VERIFY_OK'] })
    // @ts-expect-error it is FIELD_NAME_TYPE_LEVEL
    create({ ...ofMember, member_card: { base_info: base, ...member, custom_field1: { name_type: 'LEVEL' } } })
  })

  test('dates of two kinds at once, or none', () => {
    const both = { type: 'DATE_TYPE_FIX_TERM', begin_timestamp: 1, end_timestamp: 2 } as const
    // @ts-expect-error a term has no begin_timestamp and needs fixed_term
    create({ ...ofMember, member_card: { base_info: { ...base, date_info: both }, ...member } })
    // @ts-expect-error legacy numbers are not sent any more
    create({ ...ofMember, member_card: { base_info: { ...base, date_info: { type: 1 } }, ...member } })
  })

  test('a change of what stays as it was created', () => {
    // @ts-expect-error the brand
    wechat.cards.update({ card_id, member_card: { base_info: { brand_name: 'Other' } } })
    // @ts-expect-error the stock: cards.modifyStock
    wechat.cards.update({ card_id, member_card: { base_info: { sku: { quantity: 2 } } } })
    // @ts-expect-error who makes the codes
    wechat.cards.update({ card_id, member_card: { base_info: { use_custom_code: true } } })
    // @ts-expect-error the kind of dates
    wechat.cards.update({ card_id, member_card: { base_info: { date_info: { type: 'DATE_TYPE_PERMANENT' } } } })
    // @ts-expect-error points, once kept, are kept for good
    wechat.cards.update({ card_id, member_card: { supply_bonus: false } })
    // @ts-expect-error what a coupon is good for
    wechat.cards.update({ card_id, cash: { reduce_cost: 600 } })
    // @ts-expect-error the price of a gift card
    wechat.cards.update({ card_id, general_card: { base_info: { giftcard_info: { price: 1 } } } })
    // @ts-expect-error the page behind the card
    wechat.cards.update({ card_id, movie_ticket: { advanced_info: {} } })
  })

  test('requests without a card, options before the request, unknown options', () => {
    // @ts-expect-error card_id is missing
    wechat.cards.get({})
    // @ts-expect-error it is card_id
    wechat.cards.delete({ cardId: card_id })
    // @ts-expect-error count is missing
    wechat.cards.list({ offset: 0 })
    // @ts-expect-error colours want nothing
    wechat.cards.getColors({ signal: AbortSignal.timeout(1) })
    // @ts-expect-error there is no timeout
    wechat.cards.get({ card_id }, { timeout: 1 })
    // @ts-expect-error a stock is a number
    wechat.cards.modifyStock({ card_id, increase_stock_value: '5' })
  })
})

describe('what must compile', () => {
  test('the samples of the documentation', () => {
    wechat.cards.create({
      card: {
        card_type: 'CASH',
        cash: {
          base_info: {
            logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/sim/0',
            brand_name: 'Sim Tea',
            code_type: 'CODE_TYPE_QRCODE',
            title: '5 off 30',
            color: 'Color010',
            notice: 'Show to the cashier',
            description: 'One per order',
            sku: { quantity: 1000 },
            date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 0 },
            get_limit: 1,
            can_share: false,
            can_give_friend: true,
          },
          advanced_info: {
            use_condition: { can_use_with_other_discount: false },
            time_limit: [{ type: 'MONDAY', begin_hour: 9, begin_minute: 0, end_hour: 18, end_minute: 0 }],
          },
          least_cost: 3000,
          reduce_cost: 500,
        },
      },
    })
    wechat.cards.create({
      card: {
        card_type: 'MEMBER_CARD',
        member_card: {
          base_info: {
            logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/sim/0',
            brand_name: 'Sim Tea',
            code_type: 'CODE_TYPE_BARCODE',
            title: 'Sim Member',
            color: 'Color020',
            notice: 'Show before paying',
            description: 'See terms',
            sku: { quantity: 100000 },
            date_info: { type: 'DATE_TYPE_PERMANENT' },
            get_limit: 1,
            can_give_friend: false,
            need_push_on_view: true,
          },
          prerogative: 'Points on every order',
          wx_activate: true,
          wx_activate_after_submit: true,
          wx_activate_after_submit_url: 'https://m.example.test/activate?from=card',
          activate_app_brand_user_name: 'gh_0123456789ab@app',
          activate_app_brand_pass: 'pages/activate/index',
          supply_bonus: true,
          bonus_cleared: 'Every 31 December',
          bonus_rules: '1 point per yuan',
          supply_balance: false,
          custom_field1: { name_type: 'FIELD_NAME_TYPE_LEVEL', url: 'https://m.example.test/level' },
          custom_cell1: { name: 'Orders', tips: 'Latest', url: 'https://m.example.test/orders' },
          bonus_rule: { cost_money_unit: 100, increase_bonus: 1, init_increase_bonus: 10 },
        },
      },
    })
    wechat.cards.create({
      card: {
        card_type: 'GENERAL_CARD',
        general_card: {
          sub_card_type: 'GIFT_CARD',
          background_pic_url: 'https://mmbiz.example/face.png',
          base_info: {
            giftcard_info: { price: 10000 },
            max_give_friend_times: 1,
            logo_url: 'https://mmbiz.example/logo.png',
            brand_name: 'Demo Store',
            code_type: 'CODE_TYPE_QRCODE',
            title: '100 yuan card',
            color: 'Color020',
            notice: 'Show at the desk',
            service_phone: '020-00000000',
            description: 'Not exchangeable for cash',
            date_info: { type: 'DATE_TYPE_PERMANENT' },
            sku: { quantity: 1000 },
            get_limit: 0,
            use_custom_code: false,
            can_give_friend: true,
          },
          supply_bonus: false,
          supply_balance: true,
          init_balance: 10000,
          prerogative: 'Pay with the card in all shops',
          auto_activate: true,
        },
      },
    })
    wechat.cards.update({
      card_id: 'pSimCard0000000000000000001a',
      cash: { base_info: { service_phone: '400-000-0000', get_limit: 2 } },
    })
    wechat.cards.list({ offset: 0, count: 10, status_list: ['CARD_STATUS_VERIFY_OK'] })
    wechat.cards.modifyStock({ card_id: 'pSimCard0000000000000000001a', increase_stock_value: 500 })
    wechat.cards.delete({ card_id: 'pSimCard0000000000000000001a' })
    wechat.cards.getColors()
    wechat.cards.getColors({}, { signal: AbortSignal.timeout(1) })
  })

  test('every type of card, each discriminated by its type', () => {
    expectTypeOf<NewCard['card_type']>().toEqualTypeOf<
      | 'GROUPON'
      | 'CASH'
      | 'DISCOUNT'
      | 'GIFT'
      | 'GENERAL_COUPON'
      | 'MEMBER_CARD'
      | 'GENERAL_CARD'
      | 'SCENIC_TICKET'
      | 'MOVIE_TICKET'
      | 'BOARDING_PASS'
      | 'MEETING_TICKET'
    >()
    const date_info = { type: 'DATE_TYPE_FIX_TIME_RANGE', begin_timestamp: 1, end_timestamp: 2 } as const
    const ticket = { ...base, date_info }
    const cards: NewCard[] = [
      { card_type: 'GROUPON', groupon: { base_info: ticket, deal_detail: 'Two for one' } },
      { card_type: 'DISCOUNT', discount: { base_info: ticket, discount: 30 } },
      { card_type: 'GIFT', gift: { base_info: ticket, gift: 'A cup' } },
      { card_type: 'GENERAL_COUPON', general_coupon: { base_info: ticket, default_detail: 'Anything' } },
      { card_type: 'SCENIC_TICKET', scenic_ticket: { base_info: ticket, ticket_class: 'Adult' } },
      { card_type: 'MOVIE_TICKET', movie_ticket: { base_info: ticket, detail: 'A film' } },
      { card_type: 'MEETING_TICKET', meeting_ticket: { base_info: ticket, meeting_detail: 'A talk' } },
      {
        card_type: 'BOARDING_PASS',
        boarding_pass: {
          base_info: ticket,
          from: 'PEK',
          to: 'CAN',
          flight: 'CA1301',
          air_model: 'A330',
          departure_time: 1,
          landing_time: 2,
        },
      },
    ]
    for (const card of cards) create(card)
  })

  test('open sets take values that WeChat may add', () => {
    create({ ...ofMember, member_card: { base_info: { ...base, code_type: 'CODE_TYPE_NEW' }, ...member } })
    wechat.cards.list({ offset: 0, count: 1, status_list: ['CARD_STATUS_VERIFY_FALL'] })
  })

  test('the former names of dates, and the jump fields of an update', () => {
    const date_info = { type: 1, begin_timestamp: 1, end_timestamp: 2 } as const
    create({ card_type: 'CASH', cash: { base_info: { ...base, date_info }, reduce_cost: 1 } })
    const jump = { activate_app_brand_user_name: 'gh_0123456789ab@app', activate_app_brand_pass: 'pages/index' }
    const points = { bonus_app_brand_user_name: 'gh_0123456789ab@app', bonus_app_brand_pass: 'pages/points' }
    const balance = { balance_app_brand_user_name: 'gh_0123456789ab@app', balance_app_brand_pass: 'pages/balance' }
    const base_info = { need_push_on_view: true, use_limit: 1, source: 'Tea' }
    wechat.cards.update({ card_id, member_card: { base_info, ...jump, ...points, ...balance } })
    const custom_cell1 = { name: 'Menu', tips: 'New' }
    wechat.cards.update({ card_id, general_card: { activate_url: 'https://m.example.test/', custom_cell1 } })
  })

  test('changes of what can be changed', () => {
    const updates: CardUpdate[] = [
      { member_card: { base_info: { location_id_list: '0' }, supply_bonus: true, wx_activate_after_submit: true } },
      {
        member_card: {
          modify_msg_operation: {
            url_cell: { card_id_list: ['p1'], end_time: 1, text: 'Hi', url: 'https://m.example.test/' },
          },
        },
      },
      {
        cash: { base_info: { date_info: { type: 'DATE_TYPE_FIX_TIME_RANGE', begin_timestamp: 1, end_timestamp: 2 } } },
      },
      { movie_ticket: { detail: 'Another film' } },
      { boarding_pass: { gate: 'B12', boarding_time: 1 } },
      { general_card: { supply_balance: true } },
    ]
    for (const update of updates) wechat.cards.update({ card_id, ...update })
  })

  test('a card that is read is told apart by its type', async () => {
    const { card } = await wechat.cards.get({ card_id })
    if (card.card_type === 'CASH') {
      expectTypeOf(card.cash.reduce_cost).toEqualTypeOf<number | undefined>()
      expectTypeOf(card.cash.base_info.status).toExtend<string>()
      expectTypeOf(card.cash.base_info.sku).toEqualTypeOf<{ quantity: number; total_quantity?: number }>()
    }
  })

  test('all cards as one sequence of ids', () => {
    expectTypeOf(wechat.cards.listAll({ status_list: ['CARD_STATUS_VERIFY_OK'] })).toExtend<AsyncIterable<string>>()
    // @ts-expect-error cards are not filtered by type
    wechat.cards.listAll({ card_type: 'CASH' })
  })
})
