// Facts about the fields of a card's body, and the search for what WeChat refused in one.

import type { Finding } from '../transport/route.js'
import { describe, isObject } from '../validate.js'
import { placesOf } from './checks.js'
import {
  diagnoseFields,
  everyDiagnosis,
  type FieldFacts,
  flag,
  id,
  kindOf,
  list,
  prefixed,
  type RowDiagnosis,
  record,
  text,
  texts,
  whole,
} from './field-facts.js'

/** A link or a mini program that something on the card opens. */
const LINK: FieldFacts = { url: text(128), app_brand_user_name: text(128), app_brand_pass: text(128) }

const miniProgram = (name: string): FieldFacts => ({
  [`${name}_app_brand_user_name`]: text(128),
  [`${name}_app_brand_pass`]: text(128),
})

const BASE_INFO: FieldFacts = {
  logo_url: text(128),
  brand_name: text(36),
  code_type: text(),
  title: text(27),
  color: text(),
  notice: text(48),
  description: text(3072),
  sku: record,
  'sku.quantity': whole,
  date_info: record,
  sub_title: text(54),
  use_custom_code: flag,
  get_custom_code_mode: text(),
  bind_openid: flag,
  service_phone: text(24),
  use_all_locations: flag,
  center_title: text(18),
  center_sub_title: text(24),
  center_url: text(128),
  ...miniProgram('center'),
  custom_url_name: text(15),
  custom_url: text(128),
  custom_url_sub_title: text(18),
  ...miniProgram('custom'),
  promotion_url_name: text(15),
  promotion_url: text(128),
  promotion_url_sub_title: text(18),
  ...miniProgram('promotion'),
  get_limit: whole,
  use_limit: whole,
  can_share: flag,
  can_give_friend: flag,
  source: text(36),
  need_push_on_view: flag,
  pay_info: record,
  is_pay_and_qrcode: flag,
  use_dynamic_code: flag,
  giftcard_info: record,
  'giftcard_info.price': whole,
  max_give_friend_times: whole,
  sub_merchant_info: record,
}

const ADVANCED_INFO: FieldFacts = {
  abstract: record,
  'abstract.abstract': text(24),
  'abstract.icon_url_list': texts(128),
  text_image_list: list,
  'text_image_list[].image_url': text(128),
  'text_image_list[].text': text(512),
  business_service: texts(),
  time_limit: list,
  use_condition: record,
  'use_condition.accept_category': text(512),
  'use_condition.reject_category': text(512),
  'use_condition.least_cost': whole,
  'use_condition.object_use_for': text(512),
  'use_condition.can_use_with_other_discount': flag,
}

const FIELD: FieldFacts = { ...LINK, name_type: text(), name: text(24) }
const CELL: FieldFacts = { ...LINK, name: text(15), tips: text(18) }

const numbered = (name: string, facts: FieldFacts): FieldFacts =>
  Object.fromEntries(
    [1, 2, 3].flatMap((number) => [
      [`${name}${number}`, record],
      ...Object.entries(prefixed(`${name}${number}.`, facts)),
    ]),
  )

/** What stands beside the basics, of all types together: no name means two things. */
const BODY: FieldFacts = {
  base_info: record,
  ...prefixed('base_info.', BASE_INFO),
  advanced_info: record,
  ...prefixed('advanced_info.', ADVANCED_INFO),
  deal_detail: text(3072),
  least_cost: whole,
  reduce_cost: whole,
  discount: whole,
  gift: text(3072),
  default_detail: text(3072),
  background_pic_url: text(128),
  prerogative: text(3072),
  auto_activate: flag,
  wx_activate: flag,
  wx_activate_after_submit: flag,
  wx_activate_after_submit_url: text(128),
  activate_url: text(128),
  ...miniProgram('activate'),
  supply_bonus: flag,
  bonus_url: text(128),
  ...miniProgram('bonus'),
  supply_balance: flag,
  balance_url: text(128),
  ...miniProgram('balance'),
  bonus_cleared: text(128),
  bonus_rules: text(128),
  balance_rules: text(3072), // 128 by one table, 3072 by another: only what is beyond both is surely too long
  ...numbered('custom_field', FIELD),
  ...numbered('custom_cell', CELL),
  bonus_rule: record,
  'bonus_rule.*': whole,
  bind_old_card_url: text(128),
  sub_card_type: text(),
  init_bonus: whole,
  init_balance: whole,
  ticket_class: text(),
  guide_url: text(128),
  detail: text(3072),
  from: text(54),
  to: text(54),
  flight: text(),
  gate: text(12),
  check_in_url: text(128),
  air_model: text(24),
  departure_time: id,
  landing_time: id,
  boarding_time: id,
  meeting_detail: text(3072),
  map_url: text(128),
}

/** Codes that are answered to a `date_info` that cannot be. */
const ABOUT_DATES: ReadonlySet<number> = new Set([40079, 40100, 41011, 47001])

/** What each kind of dates must have (cards-73 and what follows it). */
const DATES: Readonly<Record<string, readonly string[]>> = {
  DATE_TYPE_FIX_TIME_RANGE: ['begin_timestamp', 'end_timestamp'],
  DATE_TYPE_FIX_TERM: ['fixed_term', 'fixed_begin_term'],
  DATE_TYPE_PERMANENT: [],
}

/** The numbers that stood for two of them at first, and still stand in a sample (reports-46). */
const FORMER_DATES: Readonly<Record<number, string>> = { 1: 'DATE_TYPE_FIX_TIME_RANGE', 2: 'DATE_TYPE_FIX_TERM' }

/** Finds what is wrong with the dates of a card, as far as it stands in them. */
const diagnoseDates =
  (path: string): RowDiagnosis =>
  (errcode, request) =>
    ABOUT_DATES.has(errcode) ? placesOf(request, path).flatMap(({ field, value }) => datesAt(field, value)) : []

function datesAt(field: string, dates: unknown): Finding[] {
  const found = (about: string, en: string, zh: string): Finding => ({ en: `${about} ${en}`, zh: `${about} ${zh}` })
  if (!isObject(dates) || dates instanceof Date) {
    return [
      found(
        field,
        `must be an object with a type, got ${describe(dates)}`,
        `应为带 type 的对象，实际是${kindOf(dates)}`,
      ),
    ]
  }
  const { type, begin_timestamp: begin, end_timestamp: end } = dates
  const name = FORMER_DATES[Number(typeof type === 'string' || typeof type === 'number' ? type : Number.NaN)] ?? type
  if (typeof name !== 'string' || !Object.hasOwn(DATES, name)) {
    const names = Object.keys(DATES)
    return [found(`${field}.type`, `must be one of ${names.join(', ')}`, `应为 ${names.join('、')} 之一`)]
  }
  const missing = (DATES[name] as readonly string[]).filter((each) => dates[each] === undefined)
  if (missing.length > 0) {
    return missing.map((each) => found(`${field}.${each}`, `is missing: ${name} wants it`, `缺失：${name} 必须填写`))
  }
  const odd = ['begin_timestamp', 'end_timestamp', 'fixed_term', 'fixed_begin_term'].filter(
    (each) => dates[each] !== undefined && !Number.isInteger(dates[each]),
  )
  if (odd.length > 0) {
    return odd.map((each) =>
      found(
        `${field}.${each}`,
        `must be a whole number, got ${describe(dates[each])}`,
        `应为整数，实际是${kindOf(dates[each])}`,
      ),
    )
  }
  if (name === 'DATE_TYPE_FIX_TIME_RANGE' && (begin as number) >= (end as number)) {
    return [found(`${field}.end_timestamp`, 'is not after begin_timestamp', '不晚于 begin_timestamp')]
  }
  if (name === 'DATE_TYPE_FIX_TERM' && dates.fixed_term === 0) {
    return [found(`${field}.fixed_term`, 'must not be 0', '不能为 0')]
  }
  return []
}

const CODE_TYPES: ReadonlySet<unknown> = new Set(
  ['TEXT', 'BARCODE', 'QRCODE', 'ONLY_QRCODE', 'ONLY_BARCODE', 'NONE'].map((type) => `CODE_TYPE_${type}`),
)

/** Finds a code type that there is not, which WeChat answers with a text about locations. */
const diagnoseCodeType =
  (path: string): RowDiagnosis =>
  (errcode, request) =>
    (errcode === 40072 ? placesOf(request, path) : [])
      .filter(({ value }) => !CODE_TYPES.has(value))
      .map(({ field }) => ({
        en: `${field} must be one of ${[...CODE_TYPES].join(', ')}`,
        zh: `${field} 应为 ${[...CODE_TYPES].join('、')} 之一`,
      }))

/** Finds a colour that is not told by its name. */
const diagnoseColor =
  (path: string): RowDiagnosis =>
  (errcode, request) =>
    (errcode === 40076 ? placesOf(request, path) : [])
      .filter(({ value }) => typeof value !== 'string' || !/^Color\d{3}$/.test(value))
      .map(({ field }) => ({
        en: `${field} must be the name of a colour, such as Color010`,
        zh: `${field} 应为颜色名，例如 Color010`,
      }))

/** New ones of these cannot be created since 2021-04-01. */
const COUPONS: ReadonlySet<unknown> = new Set(['GROUPON', 'CASH', 'DISCOUNT', 'GIFT', 'GENERAL_COUPON'])

/** Finds that a coupon was to be created, which WeChat refuses like a missing permission. */
const diagnoseCoupons: RowDiagnosis = (errcode, request) => {
  if (errcode !== 48001) return []
  return placesOf(request, 'card.card_type')
    .filter(({ value }) => COUPONS.has(value))
    .map(({ field, value }) => ({
      en: `${field} is ${value}, a coupon: WeChat has let nobody create new coupons since 2021-04-01, while existing ones go on; in tests createSimulator({ mode: 'legacy' }) creates them`,
      zh: `${field} 为 ${value}，属于优惠券：微信自 2021-04-01 起不再允许新建优惠券，已有的继续有效；测试中可用 createSimulator({ mode: 'legacy' }) 创建`,
    }))
}

/** Finds what WeChat refused in a card. `before` stands before the key of its type: `card.` at creation. */
export const diagnoseCard = (before: '' | 'card.'): RowDiagnosis =>
  everyDiagnosis(
    diagnoseFields(prefixed(`${before}*.`, { ...BODY, ...(before && { 'base_info.location_id_list': list }) })),
    diagnoseDates(`${before}*.base_info.date_info`),
    diagnoseCodeType(`${before}*.base_info.code_type`),
    diagnoseColor(`${before}*.base_info.color`),
    diagnoseCoupons,
  )

/** Names in cards that none of these searches looks at. */
export const CARD_FIELDS: string =
  'card_id card_type general_coupon member_card general_card scenic_ticket movie_ticket boarding_pass meeting_ticket location_id_list begin_hour begin_minute end_hour end_minute fixed_term fixed_begin_term swipe_card is_swipe_card url_name_type merchant_id wx_activate_after_submit_app_brand_user_name wx_activate_after_submit_app_brand_pass cost_money_unit increase_bonus max_increase_bonus init_increase_bonus cost_bonus_unit reduce_money least_money_to_use_bonus max_reduce_bonus url_cell card_cell card_id_list app_brand_id'
