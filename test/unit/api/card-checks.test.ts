import { describe, expect, test } from 'vitest'
import { activationModes } from '../../../src/api/advice.js'
import { cardAdvice, cardBody } from '../../../src/api/card-checks.js'
import { cardsRoutes } from '../../../src/api/cards.js'

/** Where something is found. */
const found = (look: (request: object) => readonly { readonly field: string }[], request: object): string[] =>
  look(request).map(({ field }) => field)

/** A member card with these members, as it travels at creation and in updates. */
const created = (body: object): object => ({ card: { card_type: 'MEMBER_CARD', member_card: body } })
const updated = (body: object): object => ({ card_id: 'pCard', member_card: body })

describe('cardBody', () => {
  test.each([
    ['money that is no whole number of cents', { least_cost: 0.5, reduce_cost: 1.5 }, ['least_cost', 'reduce_cost']],
    [
      'points that are none',
      { bonus_rule: { increase_bonus: 0.1, cost_money_unit: 100 } },
      ['bonus_rule.increase_bonus'],
    ],
    ['half a card in stock', { base_info: { sku: { quantity: 0.5 } } }, ['base_info.sku.quantity']],
    ['a price that is none', { base_info: { giftcard_info: { price: 99.5 } } }, ['base_info.giftcard_info.price']],
    [
      'least spending that is none',
      { advanced_info: { use_condition: { least_cost: 9.9 } } },
      ['advanced_info.use_condition.least_cost'],
    ],
    [
      'dates in milliseconds',
      { base_info: { date_info: { begin_timestamp: 1_700_000_000_000, end_timestamp: 1_800_000_000 } } },
      ['base_info.date_info.begin_timestamp'],
    ],
    ['a departure in milliseconds', { departure_time: 1_700_000_000_000 }, ['departure_time']],
    [
      'the end of a message in milliseconds',
      { modify_msg_operation: { url_cell: { end_time: 1_700_000_000_000 } } },
      ['modify_msg_operation.url_cell.end_time'],
    ],
  ])('finds %s, at creation and in updates', (_, body, fields) => {
    expect(found(cardBody('card.'), created(body))).toEqual(fields.map((field) => `card.member_card.${field}`))
    expect(found(cardBody(''), updated(body))).toEqual(fields.map((field) => `member_card.${field}`))
  })

  test('has nothing against a card that is right, or against fields that it does not know', () => {
    const body = {
      base_info: {
        sku: { quantity: 0 },
        date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 0, end_timestamp: 1_800_000_000 },
        center_app_brand_user_name: 'gh_0123456789ab@app',
        use_all_locations: true,
      },
      discount: 10,
      something_new: { cost: 0.5 },
    }
    expect(found(cardBody('card.'), created(body))).toEqual([])
  })
})

describe('cardAdvice', () => {
  test.each([
    [
      'mini programs without @app',
      {
        base_info: {
          center_app_brand_user_name: 'gh_1',
          custom_app_brand_user_name: 'gh_2',
          promotion_app_brand_user_name: 'gh_3',
        },
        activate_app_brand_user_name: 'gh_4',
        bonus_app_brand_user_name: 'wx0123456789abcdef',
        balance_app_brand_user_name: 'gh_6',
        custom_field1: { app_brand_user_name: 'gh_7' },
        custom_cell1: { app_brand_user_name: 'gh_8@app' },
        custom_cell2: { app_brand_user_name: '' },
      },
      [
        'base_info.center_app_brand_user_name',
        'base_info.custom_app_brand_user_name',
        'base_info.promotion_app_brand_user_name',
        'activate_app_brand_user_name',
        'bonus_app_brand_user_name',
        'balance_app_brand_user_name',
        'custom_field1.app_brand_user_name',
      ],
    ],
    [
      'stores named although all accept it',
      { base_info: { use_all_locations: true, location_id_list: [1] } },
      ['base_info'],
    ],
    ['nothing about an empty list of stores', { base_info: { use_all_locations: true, location_id_list: [] } }, []],
  ])('says of %s, at creation and in updates', (_, body, fields) => {
    expect(found(cardAdvice('card.'), created(body))).toEqual(fields.map((field) => `card.member_card.${field}`))
    expect(found(cardAdvice(''), updated(body))).toEqual(fields.map((field) => `member_card.${field}`))
    expect(found(cardBody('card.'), created(body))).toEqual([])
    expect(found(cardBody(''), updated(body))).toEqual([])
  })
})

describe('several ways of activation', () => {
  const advise = activationModes('card.member_card')

  test.each([
    [{ auto_activate: true }, []],
    [{ wx_activate: true, wx_activate_after_submit: true }, []],
    [{ wx_activate: true, auto_activate: false, activate_url: '' }, []],
    [{ activate_url: 'https://m.example.test/', wx_activate: true }, ['wx_activate']],
    [{ wx_activate: true, auto_activate: true }, ['wx_activate']],
    // Two of the three stand in the sample of WeChat's page for creating a member card.
    [{ auto_activate: true, activate_url: 'http://www.qq.com' }, ['activate_url']],
    [
      { wx_activate: true, activate_url: 'https://m.example.test/', auto_activate: true },
      ['activate_url', 'wx_activate'],
    ],
  ])('of %j bring advice about those that WeChat ignores', (body, fields) => {
    expect(found(advise, created(body))).toEqual(fields.map((field) => `card.member_card.${field}`))
  })

  test.each([
    ['creation', cardsRoutes.create, created, 'card.member_card.wx_activate'],
    ['update', cardsRoutes.update, updated, 'member_card.wx_activate'],
  ])('are sent with advice that explains the precedence, at %s', (_, route, request, field) => {
    const body = request({ wx_activate: true, auto_activate: true })
    expect(route.check?.(body)).toEqual([])
    const [advice, ...others] = route.advise?.(body) ?? []
    expect(others).toEqual([])
    expect(advice).toEqual({ field, message: expect.stringMatching(/auto_activate.*activate_url.*wx_activate/) })
  })

  test('are no matter of other cards', () => {
    expect(found(advise, { card: { card_type: 'CASH', cash: {} } })).toEqual([])
    expect(found(advise, { card: { member_card: 'text' } })).toEqual([])
    expect(found(advise, {})).toEqual([])
  })
})
