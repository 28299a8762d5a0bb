import { describe, expect, test } from 'vitest'
import { activationMode, cardBody } from '../../../src/api/card-checks.js'
import type { RowCheck } from '../../../src/api/checks.js'

const found = (check: RowCheck, request: object): string[] => check(request).map(({ field }) => field)

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
    [
      'mini programs without @app',
      {
        base_info: {
          center_app_brand_user_name: 'gh_1',
          custom_app_brand_user_name: 'gh_2',
          promotion_app_brand_user_name: 'gh_3',
        },
        activate_app_brand_user_name: 'gh_4',
        bonus_app_brand_user_name: 'gh_5',
        balance_app_brand_user_name: 'gh_6',
        custom_field1: { app_brand_user_name: 'gh_7' },
        custom_cell1: { app_brand_user_name: 'gh_8@app' },
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

describe('activationMode', () => {
  const check = activationMode('card.member_card')

  test.each([
    [{ auto_activate: true }, []],
    [{ wx_activate: true, wx_activate_after_submit: true }, []],
    [{ wx_activate: true, auto_activate: false, activate_url: '' }, []],
    [{ activate_url: 'https://m.example.test/', wx_activate: true }, ['wx_activate']],
    [{ wx_activate: true, auto_activate: true }, ['wx_activate']],
    [
      { wx_activate: true, activate_url: 'https://m.example.test/', auto_activate: true },
      ['activate_url', 'wx_activate'],
    ],
  ])('of %j refuses what WeChat would ignore', (body, fields) => {
    expect(found(check, created(body))).toEqual(fields.map((field) => `card.member_card.${field}`))
  })

  test('explains the precedence', () => {
    const [problem] = check(created({ wx_activate: true, auto_activate: true }))
    expect(problem?.expected).toMatch(/auto_activate.*activate_url.*wx_activate/)
  })

  test('has nothing to say about other cards', () => {
    expect(found(check, { card: { card_type: 'CASH', cash: {} } })).toEqual([])
    expect(found(check, {})).toEqual([])
  })
})
