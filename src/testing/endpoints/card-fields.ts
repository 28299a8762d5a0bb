// What a card must consist of when it is created: fields, lengths, choices, dates.
import type { CardAdvancedInfo, CardBaseInfo } from '../../api/card-base-info.js'
import type { GeneralCardBaseInfo } from '../../api/card-bodies.js'
import type { CardType } from '../../api/cards.js'
import { isObject } from '../../input.js'
import { type Fields, optional, required, whereChanged } from '../endpoint.js'
import { need } from '../refusal.js'
import type { World } from '../world.js'
import { COLORS } from './colors.js'
import { needPicture } from './members.js'

/** The basics. What is required is so at creation only. */
const BASE_INFO: Fields = {
  logo_url: required('string'),
  brand_name: required('string'),
  code_type: required('string'),
  title: required('string'),
  color: required('string'),
  notice: required('string'),
  description: required('string'),
  sku: required('object', 41011, { quantity: required('integer', 41011) }),
  date_info: required('object', 41011, { type: required('string') }),
  sub_title: optional('string'),
  use_custom_code: optional('boolean'),
  get_custom_code_mode: optional('string'),
  bind_openid: optional('boolean'),
  service_phone: optional('string'),
  location_id_list: optional('array'),
  use_all_locations: optional('boolean'),
  center_title: optional('string'),
  center_sub_title: optional('string'),
  center_url: optional('string'),
  center_app_brand_user_name: optional('string'),
  center_app_brand_pass: optional('string'),
  custom_url_name: optional('string'),
  custom_url: optional('string'),
  custom_url_sub_title: optional('string'),
  custom_app_brand_user_name: optional('string'),
  custom_app_brand_pass: optional('string'),
  promotion_url_name: optional('string'),
  promotion_url: optional('string'),
  promotion_url_sub_title: optional('string'),
  promotion_app_brand_user_name: optional('string'),
  promotion_app_brand_pass: optional('string'),
  get_limit: optional('integer'),
  use_limit: optional('integer'),
  can_share: optional('boolean'),
  can_give_friend: optional('boolean'),
  source: optional('string'),
  need_push_on_view: optional('boolean'),
  pay_info: optional('object', { swipe_card: optional('object', { is_swipe_card: optional('boolean') }) }),
  is_pay_and_qrcode: optional('boolean'),
  use_dynamic_code: optional('boolean'),
  sub_merchant_info: optional('object', { merchant_id: required('id') }),
  url_name_type: optional('string'),
  giftcard_info: optional('object', { price: required('integer') }),
  max_give_friend_times: optional('integer'),
}

/** What the basics of a gift card must have besides. */
const GIFT_CARD_INFO: Fields = {
  giftcard_info: required('object', 41011, { price: required('integer') }),
  max_give_friend_times: required('integer'),
}

/** What a card's page shows beyond the basics. */
const ADVANCED_INFO: Fields = {
  abstract: optional('object', { abstract: optional('string'), icon_url_list: optional('strings') }),
  text_image_list: optional('array', { image_url: optional('string'), text: optional('string') }),
  business_service: optional('strings'),
  time_limit: optional('array', {
    type: optional('string'),
    begin_hour: optional('integer'),
    begin_minute: optional('integer'),
    end_hour: optional('integer'),
    end_minute: optional('integer'),
  }),
  use_condition: optional('object', {
    accept_category: optional('string'),
    reject_category: optional('string'),
    least_cost: optional('integer'),
    object_use_for: optional('string'),
    can_use_with_other_discount: optional('boolean'),
  }),
}

const LINK: Fields = {
  url: optional('string'),
  app_brand_user_name: optional('string'),
  app_brand_pass: optional('string'),
}

const CUSTOM_FIELD = optional('object', { ...LINK, name_type: optional('string'), name: optional('string') })

const CUSTOM_CELL = optional('object', { ...LINK, name: optional('string'), tips: optional('string') })

/** What stands on the face of member cards and gift cards. */
const CUSTOM_FIELDS: Fields = { custom_field1: CUSTOM_FIELD, custom_field2: CUSTOM_FIELD, custom_field3: CUSTOM_FIELD }

const BONUS_RULE: Fields = {
  cost_money_unit: optional('integer'),
  increase_bonus: optional('integer'),
  max_increase_bonus: optional('integer'),
  init_increase_bonus: optional('integer'),
  cost_bonus_unit: optional('integer'),
  reduce_money: optional('integer'),
  least_money_to_use_bonus: optional('integer'),
  max_reduce_bonus: optional('integer'),
}

/** A message after an event of a member card, which only an update knows. */
const MESSAGE = optional('object', {
  url_cell: optional('object', {
    card_id_list: optional('strings'),
    end_time: optional('integer'),
    text: optional('string'),
    url: optional('string'),
    app_brand_id: optional('string'),
    app_brand_pass: optional('string'),
  }),
  card_cell: optional('object', { end_time: optional('integer'), card_id: optional('string') }),
})

/** What each type of card must have beside the basics. */
const TYPES: Readonly<Record<CardType, Fields>> = {
  GROUPON: { deal_detail: required('string') },
  CASH: { least_cost: optional('integer'), reduce_cost: required('integer') },
  DISCOUNT: { discount: required('integer') },
  GIFT: { gift: required('string') },
  GENERAL_COUPON: { default_detail: required('string') },
  MEMBER_CARD: {
    prerogative: required('string'),
    supply_bonus: required('boolean'),
    supply_balance: required('boolean'),
    auto_activate: optional('boolean'),
    wx_activate: optional('boolean'),
    wx_activate_after_submit: optional('boolean'),
    wx_activate_after_submit_url: optional('string'),
    activate_url: optional('string'),
    activate_app_brand_user_name: optional('string'),
    activate_app_brand_pass: optional('string'),
    bonus_cleared: optional('string'),
    bonus_rules: optional('string'),
    balance_rules: optional('string'),
    background_pic_url: optional('string'),
    bonus_url: optional('string'),
    bonus_app_brand_user_name: optional('string'),
    bonus_app_brand_pass: optional('string'),
    balance_url: optional('string'),
    balance_app_brand_user_name: optional('string'),
    balance_app_brand_pass: optional('string'),
    bind_old_card_url: optional('string'),
    ...CUSTOM_FIELDS,
    custom_cell1: CUSTOM_CELL,
    custom_cell2: CUSTOM_CELL,
    custom_cell3: CUSTOM_CELL,
    bonus_rule: optional('object', BONUS_RULE),
    discount: optional('integer'),
    modify_msg_operation: MESSAGE,
    activate_msg_operation: MESSAGE,
  },
  GENERAL_CARD: {
    sub_card_type: required('string', 40150),
    prerogative: required('string'),
    supply_bonus: required('boolean'),
    supply_balance: required('boolean'),
    init_bonus: optional('integer'),
    init_balance: optional('integer'),
    auto_activate: optional('boolean'),
    background_pic_url: optional('string'),
    ...CUSTOM_FIELDS,
  },
  SCENIC_TICKET: { ticket_class: optional('string'), guide_url: optional('string') },
  MOVIE_TICKET: { detail: required('string') },
  BOARDING_PASS: {
    from: required('string'),
    to: required('string'),
    flight: required('string'),
    air_model: required('string'),
    departure_time: required('integer'),
    landing_time: required('integer'),
    boarding_time: optional('integer'),
    gate: optional('string'),
    check_in_url: optional('string'),
  },
  MEETING_TICKET: { meeting_detail: required('string'), map_url: optional('string') },
}

/** Whether there is such a type of card. */
export const isCardType = (type: unknown): type is CardType => typeof type === 'string' && Object.hasOwn(TYPES, type)

/** What a new card must consist of: its type decides what is looked for under which key. */
export function fieldsOfNewCard(card: unknown): Fields {
  const type = isObject(card) ? card.card_type : undefined
  const named = { card_type: required('string', 40071) }
  if (!isCardType(type)) return named
  const basics = type === 'GENERAL_CARD' ? { ...BASE_INFO, ...GIFT_CARD_INFO } : BASE_INFO
  const body: Fields = {
    base_info: required('object', 41011, basics),
    advanced_info: optional('object', ADVANCED_INFO),
    ...TYPES[type],
  }
  return { ...named, [type.toLowerCase()]: required('object', 41011, body) }
}

/** The same of a change, which leaves out what stays. The text `"0"` clears the list of stores. */
export function fieldsOfChanges(request: Readonly<Record<string, unknown>>): Fields {
  const changed = Object.entries(request).flatMap(([key, change]) => {
    const type = key.toUpperCase()
    if (!isCardType(type)) return []
    const { location_id_list: _, ...basics } = BASE_INFO
    const base_info = optional('object', whereChanged(basics, isObject(change) ? change.base_info : undefined))
    return [[key, optional('object', { base_info, ...whereChanged(TYPES[type], change) })]]
  })
  return Object.fromEntries(changed)
}

const CODE_TYPES = ['TEXT', 'BARCODE', 'QRCODE', 'ONLY_QRCODE', 'ONLY_BARCODE', 'NONE'].map(
  (type) => `CODE_TYPE_${type}`,
)

/** Most bytes of the texts that every card has. */
const LENGTHS: Readonly<Record<string, number>> = {
  logo_url: 128,
  brand_name: 36,
  title: 27,
  notice: 48,
  description: 3072,
  sub_title: 54,
  service_phone: 24,
  center_title: 18,
  center_sub_title: 24,
  center_url: 128,
  custom_url_name: 16,
  custom_url: 128,
  custom_url_sub_title: 18,
  promotion_url_name: 16,
  promotion_url: 128,
  promotion_url_sub_title: 18,
}

/** Refuses texts that are too long. */
export function checkLengths(base: Partial<CardBaseInfo>): void {
  for (const [name, most] of Object.entries(LENGTHS)) {
    const value = base[name as keyof CardBaseInfo]
    need(typeof value !== 'string' || Buffer.byteLength(value) <= most, 45021)
  }
}

/** Refuses dates that a card of this type cannot have. */
export function checkDates({ date_info: dates }: Pick<CardBaseInfo, 'date_info'>, type: CardType): void {
  if (dates.type === 'DATE_TYPE_FIX_TIME_RANGE') {
    const { begin_timestamp: begin, end_timestamp: end } = dates
    need(Number.isInteger(begin) && Number.isInteger(end) && begin < end, 40079)
  } else if (dates.type === 'DATE_TYPE_FIX_TERM') {
    need(Number.isInteger(dates.fixed_term) && dates.fixed_term > 0, 40079)
    need(Number.isInteger(dates.fixed_begin_term) && dates.fixed_begin_term >= 0, 40079)
  } else {
    need(dates.type === 'DATE_TYPE_PERMANENT' && (type === 'MEMBER_CARD' || type === 'GENERAL_CARD'), 40079)
  }
}

/** A gift card costs something. With which code WeChat refuses another is unconfirmed. */
export function checkSelling(base: CardBaseInfo): void {
  const { giftcard_info: info, max_give_friend_times: times } = base as GeneralCardBaseInfo // their fields were checked
  need(info.price > 0 && times >= 0, 40150)
}

/** Enumerations of the basics, as they are wanted at creation and in updates. */
export function checkChoices({ color, code_type: codeType, get_limit: limit = 0 }: Partial<CardBaseInfo>): void {
  need(codeType === undefined || CODE_TYPES.includes(codeType), 40072)
  need(color === undefined || COLORS.some(({ name }) => name === color), 40076)
  need(limit <= 50, 72009)
}

/** What a card may only have with the account's permission, its fields and its pictures. */
export function checkBody(world: World, type: CardType, body: Record<string, unknown>): void {
  const { abstract } = (body.advanced_info ?? {}) as CardAdvancedInfo // its fields have been checked
  const icons = abstract?.icon_url_list ?? []
  need(icons.length <= 1, 45044)
  for (const icon of icons) needPicture(icon)
  if (type !== 'MEMBER_CARD' && type !== 'GENERAL_CARD') return
  if (body.supply_balance === true) need(world.may('balance'), 43010)
  if (body.supply_bonus === true) need(world.may('bonus'), 43011)
  needPicture(body.background_pic_url as string | undefined)
  const own = Object.keys(body).filter((name) => /^custom_field\d$/.test(name)).length
  need(own + (body.supply_balance === true ? 1 : 0) <= 3, type === 'MEMBER_CARD' ? 40124 : 40150)
}
