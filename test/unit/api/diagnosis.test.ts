import { describe, expect, test } from 'vitest'
import { cardsRoutes } from '../../../src/api/cards.js'
import { codesRoutes } from '../../../src/api/codes.js'
import {
  diagnoseFields,
  type FieldFact,
  flag,
  id,
  list,
  prefixed,
  record,
  text,
  texts,
  whole,
} from '../../../src/api/field-facts.js'
import { generalCardsRoutes } from '../../../src/api/general-cards.js'
import { groupRoutes } from '../../../src/api/groups.js'
import { membersRoutes } from '../../../src/api/members.js'
import type { Route } from '../../../src/transport/route.js'

/** What a row finds in a request that WeChat refused, in English. */
const found = (route: Route, errcode: number, request: object): string[] =>
  (route.diagnose?.(errcode, request) ?? []).map(({ en }) => en)

const card = (card_type: string, body: object) => ({ card: { card_type, [card_type.toLowerCase()]: body } })
const base = (base_info: object) => card('MEMBER_CARD', { base_info })

describe('a text that is too long (45021)', () => {
  test('is named with its length and the limit, in both languages', () => {
    const title = '春季会员专享储值卡欢迎您' // 12 Chinese characters; WeChat's page allows 27 bytes
    expect(cardsRoutes.create.diagnose?.(45021, base({ title: `${title}!`, notice: 'Show it' }))).toEqual([
      {
        en: 'card.member_card.base_info.title is 37 bytes (13 characters): at most 27 bytes (9 Chinese characters)',
        zh: 'card.member_card.base_info.title 为 37 字节（13 个字符），最多 27 字节（9 个汉字）',
      },
    ])
  })

  // Limits as WeChat's page for creating a member card has them.
  test.each([
    [{ base_info: { brand_name: '啊'.repeat(13) } }, ['card.member_card.base_info.brand_name']],
    [
      { base_info: { custom_url_name: '啊'.repeat(6), custom_url_sub_title: '啊'.repeat(6) } },
      ['card.member_card.base_info.custom_url_name'],
    ],
    [{ prerogative: 'x'.repeat(3073) }, ['card.member_card.prerogative']],
    [{ bonus_rules: 'x'.repeat(129), bonus_cleared: 'x'.repeat(128) }, ['card.member_card.bonus_rules']],
    [
      { custom_cell2: { name: '啊'.repeat(6), tips: '啊'.repeat(7) } },
      ['card.member_card.custom_cell2.name', 'card.member_card.custom_cell2.tips'],
    ],
    [{ activate_url: `https://m.example.test/${'x'.repeat(128)}` }, ['card.member_card.activate_url']],
    // Reported: addresses of uploads have grown beyond the limit of their field.
    [{ base_info: { logo_url: `http://mmbiz.qpic.cn/mmbiz_png/${'x'.repeat(120)}/0` } }, []],
    [{ base_info: { title: '啊'.repeat(9) } }, []],
    [{ base_info: 'text', custom_cell1: null }, []],
  ])('is found in %j', (body, fields) => {
    const names = found(cardsRoutes.create, 45021, card('MEMBER_CARD', body)).map((each) => each.split(' ')[0])
    expect(names).toEqual(fields)
  })

  test('is found in updates, activations and changes of points', () => {
    expect(
      found(cardsRoutes.update, 45021, { card_id: 'p', cash: { base_info: { notice: '啊'.repeat(17) } } }),
    ).toEqual(['cash.base_info.notice is 51 bytes (17 characters): at most 48 bytes (16 Chinese characters)'])
    expect(found(membersRoutes.activate, 45021, { code: '1', membership_number: '7'.repeat(21) })).toEqual([
      'membership_number is 21 characters: at most 20',
    ])
    expect(found(membersRoutes.update, 45021, { code: '1', custom_field_value2: '白金会员卡' })).toEqual([
      'custom_field_value2 is 15 bytes (5 characters): at most 12 bytes (4 Chinese characters)',
    ])
    // WeChat's own sample of updateuser: 50 bytes, beside a limit of 42.
    expect(found(membersRoutes.update, 45021, { record_balance: '购买焦糖玛琪朵一杯，扣除金额30元。' })).toEqual([])
    expect(found(generalCardsRoutes.update, 45021, { record_balance: '啊'.repeat(43) })).toEqual([
      'record_balance is 43 characters: at most 42',
    ])
  })
})

describe('a value of the wrong type (47001)', () => {
  test.each([
    [
      cardsRoutes.create,
      base({ get_limit: '1' }),
      'card.member_card.base_info.get_limit must be a whole number, got a string of 1 digit',
    ],
    [
      cardsRoutes.create,
      base({ sku: 100 }),
      'card.member_card.base_info.sku must be an object, got a number of 3 digits',
    ],
    [
      cardsRoutes.create,
      base({ sku: { quantity: '100' } }),
      'card.member_card.base_info.sku.quantity must be a whole number, got a string of 3 digits',
    ],
    [
      cardsRoutes.create,
      card('MEMBER_CARD', { supply_bonus: 'true' }),
      'card.member_card.supply_bonus must be true or false, got a string of 4 characters',
    ],
    [codesRoutes.get, { code: 587_300_000_000 }, 'code must be text, got a number of 12 digits'],
    [
      cardsRoutes.list,
      { offset: 0, count: 5, status_list: 'CARD_STATUS_VERIFY_OK' },
      'status_list must be a list of texts, got a string of 21 characters',
    ],
    [
      membersRoutes.setActivationForm,
      { card_id: 'p', required_form: { common_field_id_list: 'USER_FORM_INFO_FLAG_MOBILE' } },
      'required_form.common_field_id_list must be a list of texts, got a string of 26 characters',
    ],
  ] as const)('is named: %#', (route: Route, request, finding) => {
    expect(found(route, 47001, request)).toEqual([finding])
  })

  test('is nothing where a published sample has it', () => {
    const request = card('BOARDING_PASS', {
      departure_time: '1434507901',
      base_info: { date_info: { type: 1, begin_timestamp: 1, end_timestamp: 2 } },
    })
    expect(found(cardsRoutes.create, 47001, request)).toEqual([])
    expect(found(cardsRoutes.update, 47001, { cash: { base_info: { location_id_list: '0' } } })).toEqual([])
  })
})

describe('a field of each kind (47001)', () => {
  const told = (fact: FieldFact, value: unknown) =>
    diagnoseFields(prefixed('card.', { x: fact }))(47001, { card: { x: value } })

  test.each<[string, FieldFact, readonly unknown[], unknown, string, string]>([
    ['text', text(), ['', 'a'], 7, 'must be text, got a number of 1 digit', '应为字符串，实际是整数'],
    ['whole', whole, [0, -3], 0.5, 'must be a whole number, got a fraction', '应为整数，实际是小数'],
    ['flag', flag, [true, false], 'true', 'must be true or false, got ', '应为布尔值 true 或 false，实际是字符串'],
    ['object', record, [{}], new Date(0), 'must be an object, got an object (Date)', '应为对象，实际是Date 对象'],
    ['list', list, [[], [1]], {}, 'must be a list, got an object', '应为数组，实际是对象'],
    [
      'texts',
      texts(),
      [[], ['a']],
      ['a', 1],
      'must be a list of texts, got an array of 2',
      '应为字符串数组，实际是数组',
    ],
    [
      'id',
      id,
      [1, '1'],
      'p1',
      'must be digits, as a number or as text, got ',
      '应为数字或由数字组成的字符串，实际是字符串',
    ],
    ['id', id, [], 1.5, 'must be digits', '实际是小数'],
    ['id', id, [], true, 'must be digits', '实际是布尔值'],
    ['list', list, [], true, 'must be a list', '应为数组，实际是布尔值'],
  ])('%s', (_, fact, right, wrong, en, zh) => {
    expect(right.flatMap((value) => told(fact, value))).toEqual([])
    expect(told(fact, null)).toEqual([]) // of no kind, and told by no page
    const [finding, ...more] = told(fact, wrong)
    expect(more).toEqual([])
    expect(finding?.en).toMatch(/^card\.x /)
    expect(finding?.en).toContain(en)
    expect(finding?.zh).toMatch(/^card\.x /)
    expect(finding?.zh).toContain(zh)
  })
})

describe('dates that cannot be (40079)', () => {
  const dates = (date_info: unknown) => found(cardsRoutes.create, 40079, base({ date_info }))
  const PLACE = 'card.member_card.base_info.date_info'

  test.each([
    [
      { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30 },
      [`${PLACE}.fixed_begin_term is missing: DATE_TYPE_FIX_TERM wants it`],
    ],
    [{ type: 'DATE_TYPE_FIX_TERM', fixed_term: 0, fixed_begin_term: 0 }, [`${PLACE}.fixed_term must not be 0`]],
    [
      { type: 'DATE_TYPE_FIXED' },
      [`${PLACE}.type must be one of DATE_TYPE_FIX_TIME_RANGE, DATE_TYPE_FIX_TERM, DATE_TYPE_PERMANENT`],
    ],
    [
      { type: 1 },
      [
        `${PLACE}.begin_timestamp is missing: DATE_TYPE_FIX_TIME_RANGE wants it`,
        `${PLACE}.end_timestamp is missing: DATE_TYPE_FIX_TIME_RANGE wants it`,
      ],
    ],
    [
      { type: 'DATE_TYPE_FIX_TIME_RANGE', begin_timestamp: 20, end_timestamp: 10 },
      [`${PLACE}.end_timestamp is not after begin_timestamp`],
    ],
    [
      { type: 'DATE_TYPE_FIX_TIME_RANGE', begin_timestamp: '10', end_timestamp: 20 },
      [`${PLACE}.begin_timestamp must be a whole number, got a string of 2 digits`],
    ],
    [new Date(0), [`${PLACE} must be an object with a type, got an object (Date)`]],
    ['2026-01-01', [`${PLACE} must be an object with a type, got a string of 10 characters`]],
    [{ type: 'DATE_TYPE_PERMANENT' }, []],
    [{ type: {} }, [`${PLACE}.type must be one of DATE_TYPE_FIX_TIME_RANGE, DATE_TYPE_FIX_TERM, DATE_TYPE_PERMANENT`]],
  ])('are told from what they lack: %j', (date_info, findings) => {
    expect(dates(date_info)).toEqual(findings)
  })
})

describe('a coupon (48001)', () => {
  test.each(['GROUPON', 'CASH', 'DISCOUNT', 'GIFT', 'GENERAL_COUPON'])(
    'of type %s is told from a missing permission',
    (type) => {
      const [finding] = cardsRoutes.create.diagnose?.(48001, card(type, {})) ?? []
      expect(finding?.en).toMatch(/2021-04-01.*createSimulator\(\{ mode: 'legacy' \}\)/)
      expect(finding?.zh).toMatch(/2021-04-01.*createSimulator\(\{ mode: 'legacy' \}\)/)
    },
  )

  test.each(['MEMBER_CARD', 'GENERAL_CARD', 'MEETING_TICKET'])('%s is none', (type) => {
    expect(found(cardsRoutes.create, 48001, card(type, {}))).toEqual([])
  })
})

test('no row fails to look at a request, whatever it holds', () => {
  const odd = [
    {},
    { card: null },
    { card: [] },
    { code: [[1]] },
    { card: { member_card: { base_info: [null] } } },
    { required_form: 7 },
  ]
  for (const table of Object.values<Readonly<Record<string, Route>>>(groupRoutes)) {
    for (const route of Object.values(table)) {
      for (const request of odd) for (const errcode of [45021, 47001, 40079, 48001]) route.diagnose?.(errcode, request)
    }
  }
})

test('nothing is looked for at other codes', () => {
  expect(found(cardsRoutes.create, 40073, base({ title: 'x'.repeat(99), get_limit: '1' }))).toEqual([])
})

describe('words that WeChat answers with something else', () => {
  test('a code type, whose code speaks of a location', () => {
    expect(found(cardsRoutes.create, 40072, base({ code_type: 'QRCODE' }))).toEqual([
      expect.stringMatching(
        /^card\.member_card\.base_info\.code_type must be one of CODE_TYPE_TEXT, .*CODE_TYPE_NONE$/,
      ),
    ])
    expect(found(cardsRoutes.create, 40072, base({ code_type: 'CODE_TYPE_NONE' }))).toEqual([])
  })

  test('a colour by its hex value', () => {
    expect(found(cardsRoutes.update, 40076, { cash: { base_info: { color: '#63b359' } } })).toEqual([
      'cash.base_info.color must be the name of a colour, such as Color010',
    ])
    expect(found(cardsRoutes.update, 40076, { cash: { base_info: { color: 'Color010' } } })).toEqual([])
  })
})
