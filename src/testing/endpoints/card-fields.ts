// What a card must consist of when it is created: fields, lengths, choices, dates.
import type { CardAdvancedInfo, CardBaseInfo } from '../../api/card-base-info.js'
import type { GeneralCardBaseInfo } from '../../api/card-bodies.js'
import type { CardType } from '../../api/cards.js'
import { isObject } from '../../validate.js'
import type { SimulatedAccount } from '../account/account.js'
import { need } from '../account/refusal.js'
import { type Field, type Fields, optional, required, whereChanged } from '../http/endpoint.js'
import { among, upTo } from '../http/limits.js'
import { COLORS } from './colors.js'
import { needPicture } from './members.js'

/** A text of the basics or the body with the most bytes that the page gives it. */
const short = (most: number): Field => upTo(most, optional('string'))

/** A text that a new card must have, with its most bytes. */
const wanted = (most: number): Field => upTo(most, required('string'))

/** The code for a word that no list of the pages has: which one WeChat answers is on no page (cards-422). */
const UNKNOWN_WORD = 47001

/** How the codes of a card are shown. */
const CODE_TYPES = ['TEXT', 'BARCODE', 'QRCODE', 'ONLY_QRCODE', 'ONLY_BARCODE', 'NONE'].map(
  (type) => `CODE_TYPE_${type}`,
)

/** From before a link could be called anything. */
const URL_NAME_TYPES = [
  'TAKE_AWAY',
  'RESERVATION',
  'USE_IMMEDIATELY',
  'APPOINTMENT',
  'EXCHANGE',
  'MALL',
  'VEHICLE_INFORMATION',
].map((type) => `URL_NAME_TYPE_${type}`)

/** The basics. What is required is so at creation only. */
const BASE_INFO: Fields = {
  logo_url: wanted(128),
  brand_name: wanted(36),
  code_type: among(CODE_TYPES, 40072, required('string')),
  title: wanted(27),
  color: required('string'),
  notice: wanted(48),
  description: wanted(3072),
  sku: required('object', 41011, { quantity: required('integer', 41011) }),
  date_info: required('object'),
  sub_title: short(54),
  use_custom_code: optional('boolean'),
  get_custom_code_mode: among(['GET_CUSTOM_CODE_MODE_DEPOSIT'], UNKNOWN_WORD, optional('string')),
  bind_openid: optional('boolean'),
  service_phone: short(24),
  location_id_list: optional('array'),
  use_all_locations: optional('boolean'),
  center_title: short(18),
  center_sub_title: short(24),
  center_url: short(128),
  center_app_brand_user_name: short(128),
  center_app_brand_pass: short(128),
  custom_url_name: short(16), // 15 in the table of creation, 16 in that of changes
  custom_url: short(128),
  custom_url_sub_title: short(18),
  custom_app_brand_user_name: short(128),
  custom_app_brand_pass: short(128),
  promotion_url_name: short(16),
  promotion_url: short(128),
  promotion_url_sub_title: short(18),
  promotion_app_brand_user_name: short(128),
  promotion_app_brand_pass: short(128),
  get_limit: optional('integer'),
  use_limit: optional('integer'),
  can_share: optional('boolean'),
  can_give_friend: optional('boolean'),
  source: short(36),
  need_push_on_view: optional('boolean'),
  pay_info: optional('object', { swipe_card: optional('object', { is_swipe_card: optional('boolean') }) }),
  is_pay_and_qrcode: optional('boolean'),
  use_dynamic_code: optional('boolean'),
  sub_merchant_info: optional('object', { merchant_id: required('id') }),
  url_name_type: among(URL_NAME_TYPES, UNKNOWN_WORD, optional('string')),
  giftcard_info: optional('object', { price: required('integer') }),
  max_give_friend_times: optional('integer'),
}

/** What the basics of a gift card must have besides. */
const GIFT_CARD_INFO: Fields = {
  giftcard_info: required('object', 41011, { price: required('integer') }),
  max_give_friend_times: required('integer'),
}

const SERVICES = ['DELIVER', 'FREE_PARK', 'WITH_PET', 'FREE_WIFI'].map((name) => `BIZ_SERVICE_${name}`)

const DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY', 'HOLIDAY']

/** What a card's page shows beyond the basics. */
const ADVANCED_INFO: Fields = {
  abstract: optional('object', { abstract: short(24), icon_url_list: upTo(128, optional('strings')) }),
  text_image_list: optional('array', { image_url: short(128), text: short(512) }),
  business_service: among(SERVICES, UNKNOWN_WORD, optional('strings')),
  time_limit: optional('array', {
    type: among(DAYS, 40149, optional('string')),
    begin_hour: optional('integer'),
    begin_minute: optional('integer'),
    end_hour: optional('integer'),
    end_minute: optional('integer'),
  }),
  use_condition: optional('object', {
    accept_category: short(512),
    reject_category: short(512),
    least_cost: optional('integer'),
    object_use_for: short(512),
    can_use_with_other_discount: optional('boolean'),
  }),
}

const LINK: Fields = {
  url: short(128),
  app_brand_user_name: short(128),
  app_brand_pass: short(128),
}

/** The two that the page misspells are good in either spelling: which one WeChat takes is unconfirmed (cards-145). */
const NAME_TYPES = [
  'LEVEL',
  'COUPON',
  'STAMP',
  'DISCOUNT',
  'ACHIEVEMEN',
  'ACHIEVEMENT',
  'MILEAGE',
  'SET_POINTS',
  'TIMS',
  'TIMES',
].map((name) => `FIELD_NAME_TYPE_${name}`)

const CUSTOM_FIELD = optional('object', {
  ...LINK,
  name_type: among(NAME_TYPES, UNKNOWN_WORD, optional('string')),
  name: short(24),
})

const CUSTOM_CELL = optional('object', { ...LINK, name: short(15), tips: short(18) })

/** What stands on the face of member cards and gift cards. */
const CUSTOM_FIELDS: Fields = { custom_field1: CUSTOM_FIELD, custom_field2: CUSTOM_FIELD, custom_field3: CUSTOM_FIELD }

const CUSTOM_CELLS: Fields = { custom_cell1: CUSTOM_CELL, custom_cell2: CUSTOM_CELL, custom_cell3: CUSTOM_CELL }

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
  GROUPON: { deal_detail: wanted(3072) },
  CASH: { least_cost: optional('integer'), reduce_cost: required('integer') },
  DISCOUNT: { discount: required('integer') },
  GIFT: { gift: wanted(3072) },
  GENERAL_COUPON: { default_detail: wanted(3072) },
  MEMBER_CARD: {
    prerogative: wanted(3072),
    supply_bonus: required('boolean'),
    supply_balance: required('boolean'),
    auto_activate: optional('boolean'),
    wx_activate: optional('boolean'),
    wx_activate_after_submit: optional('boolean'),
    wx_activate_after_submit_url: short(128),
    wx_activate_after_submit_app_brand_user_name: optional('string'),
    wx_activate_after_submit_app_brand_pass: optional('string'),
    activate_url: short(128),
    activate_app_brand_user_name: short(128),
    activate_app_brand_pass: short(128),
    bonus_cleared: short(128),
    bonus_rules: short(128),
    balance_rules: short(3072), // 128 in the table of creation, 3072 in that of changes
    background_pic_url: short(128),
    bonus_url: short(128),
    bonus_app_brand_user_name: short(128),
    bonus_app_brand_pass: short(128),
    balance_url: short(128),
    balance_app_brand_user_name: short(128),
    balance_app_brand_pass: short(128),
    bind_old_card_url: short(128),
    ...CUSTOM_FIELDS,
    ...CUSTOM_CELLS,
    bonus_rule: optional('object', BONUS_RULE),
    discount: optional('integer'),
    modify_msg_operation: MESSAGE,
    activate_msg_operation: MESSAGE,
  },
  GENERAL_CARD: {
    sub_card_type: required('string', 40150),
    prerogative: wanted(3072),
    supply_bonus: required('boolean'),
    supply_balance: required('boolean'),
    init_bonus: optional('integer'),
    init_balance: optional('integer'),
    auto_activate: optional('boolean'),
    activate_url: short(128),
    background_pic_url: short(128),
    ...CUSTOM_FIELDS,
    ...CUSTOM_CELLS,
  },
  SCENIC_TICKET: { ticket_class: optional('string'), guide_url: short(128) },
  MOVIE_TICKET: { detail: wanted(3072) },
  BOARDING_PASS: {
    from: wanted(54),
    to: wanted(54),
    flight: required('string'),
    air_model: wanted(24),
    // Text in WeChat's own sample, numbers in its table.
    departure_time: required('digits'),
    landing_time: required('digits'),
    boarding_time: optional('digits'),
    gate: short(12),
    check_in_url: short(128),
  },
  MEETING_TICKET: { meeting_detail: wanted(3072), map_url: short(128) },
}

/** Types of general cards that are sold as gifts. Others, such as campus cards, have neither a price nor friends. */
const GIFT_CARD_TYPES: readonly unknown[] = ['GIFT_CARD', 'VOUCHER']

/** Whether a body is one of a card that is sold as a gift. */
const isGiftCard = (body: Readonly<Record<string, unknown>>): boolean => GIFT_CARD_TYPES.includes(body.sub_card_type)

/** Whether there is such a type of card. */
export const isCardType = (type: unknown): type is CardType => typeof type === 'string' && Object.hasOwn(TYPES, type)

/** What a new card must consist of: its type decides what is looked for under which key. */
export function fieldsOfNewCard(card: unknown): Fields {
  const named = { card_type: required('string', 40071) }
  if (!isObject(card)) return named
  const type = card.card_type
  if (!isCardType(type)) return named
  const given = card[type.toLowerCase()]
  const isGift = type === 'GENERAL_CARD' && isObject(given) && isGiftCard(given)
  const basics = isGift ? { ...BASE_INFO, ...GIFT_CARD_INFO } : BASE_INFO
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

/** The numbers that dates were told by at first. WeChat's page of special tickets still prints them. */
const FORMER_DATES: Readonly<Record<number, string>> = { 1: 'DATE_TYPE_FIX_TIME_RANGE', 2: 'DATE_TYPE_FIX_TERM' }

/** Dates by their names. */
export function withNamedDates<Base extends Partial<CardBaseInfo>>(base: Base): Base {
  const former = FORMER_DATES[Number((base.date_info as { type?: unknown } | undefined)?.type)]
  return former === undefined ? base : { ...base, date_info: { ...base.date_info, type: former } as Base['date_info'] }
}

/** Refuses dates that a card of this type cannot have. */
export function checkDates(
  { date_info: dates }: Pick<CardBaseInfo, 'date_info'>,
  type: CardType,
  nowSeconds: number,
): void {
  const about = (what: string): string => `base_info.date_info: ${what}`
  const isNamed = dates.type !== undefined && (dates.type as string) !== ''
  need(isNamed, 41011, { about: 'base_info.date_info.type', reason: about('type is missing') })
  need(typeof dates.type === 'string', 47001, about('type is the name of one of the three kinds of dates, or 1 or 2'))
  if (dates.type === 'DATE_TYPE_FIX_TIME_RANGE') {
    const { begin_timestamp: begin, end_timestamp: end } = dates
    need(isTime(begin) && isTime(end), 40079, about('begin_timestamp and end_timestamp are epoch seconds'))
    need(begin < end, 40079, about(`begin_timestamp ${begin} is not before end_timestamp ${end}`))
    need(end > nowSeconds, 40079, about(`end_timestamp ${end} has passed: it is ${nowSeconds} now`))
  } else if (dates.type === 'DATE_TYPE_FIX_TERM') {
    const { fixed_term: days, fixed_begin_term: before, end_timestamp: end } = dates
    need(isTime(days) && days > 0, 40079, about(`fixed_term is ${days}, and must be a number of days from 1`))
    need(isTime(before), 40079, about(`fixed_begin_term is ${before}, and must be a number of days from 0`))
    need(end === undefined || isTime(end), 40079, about('end_timestamp is epoch seconds'))
    need(
      end === undefined || end > nowSeconds,
      40079,
      about(`end_timestamp ${end} has passed: it is ${nowSeconds} now`),
    )
  } else {
    need(dates.type === 'DATE_TYPE_PERMANENT', 40079, about(`type ${dates.type} is none that there is`))
    const forGood = type === 'MEMBER_CARD' || type === 'GENERAL_CARD'
    need(forGood, 40079, about('only member cards and gift cards can be DATE_TYPE_PERMANENT'))
  }
}

const isTime = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0

/** A gift card costs something. With which code WeChat refuses another is unconfirmed (errcodes-425). */
export function checkSelling(
  { settings }: SimulatedAccount,
  base: CardBaseInfo,
  body: Readonly<Record<string, unknown>>,
): void {
  const { giftcard_info: info, max_give_friend_times: times } = base as Partial<GeneralCardBaseInfo> // fields were checked
  if (!isGiftCard(body)) {
    const isOther = info === undefined || settings.unknownValues === 'accepted'
    need(isOther, 40150, `sub_card_type is ${body.sub_card_type}: what is sold is ${GIFT_CARD_TYPES.join(' or ')}`)
    return
  }
  if (info === undefined || times === undefined) return // a gift card has them, as its fields say
  need(info.price > 0, 40150, `base_info.giftcard_info.price is ${info.price}: a gift card costs something`)
  need(times >= 0, 40150, `base_info.max_give_friend_times is ${times}: it is a number from 0`)
}

/** Choices and numbers of the basics, as they are wanted at creation and in updates. */
export function checkChoices({ color, get_limit: limit = 0, use_limit: uses = 0 }: Partial<CardBaseInfo>): void {
  const known = color === undefined || COLORS.some(({ name }) => name === color)
  need(known, 40076, `base_info.color is ${color}: it is the name of a colour, Color010 to Color102, not its value`)
  need(limit >= 0 && limit <= MOST_EACH, 72009, `base_info.get_limit is ${limit}: it is a number from 0 to 50`)
  need(uses >= 0, 40097, `base_info.use_limit is ${uses}: it is a number from 0`)
}

/** The most of one card that a user can have. */
const MOST_EACH = 50

/** Refuses stores that the account does not have. */
export function checkStores(
  { settings, stores }: SimulatedAccount,
  { location_id_list: ids }: Partial<CardBaseInfo>,
): void {
  if (!Array.isArray(ids) || settings.unknownStores === 'accepted') return
  for (const id of ids) {
    const store = stores.find(Number(id))
    const known = store !== undefined && !store.deleted
    need(known, 40072, `base_info.location_id_list: the account has no store ${id}; stores.create makes one`)
  }
}

/** Refuses sums and shares that cannot be. */
export function checkAmounts(type: CardType, body: Readonly<Record<string, unknown>>): void {
  if (type === 'CASH') {
    const { reduce_cost: less, least_cost: least = 0 } = body as { reduce_cost: number; least_cost?: number }
    need(less >= 100, 72007, `reduce_cost is ${less} cents, and at least 100 are wanted`)
    const fits = least === 0 || least > less
    need(fits, 72008, `least_cost is ${least}: it is 0, or more than the ${less} cents of reduce_cost`)
  }
  const { discount, bonus_rule: rule, advanced_info: advanced, init_bonus, init_balance } = body
  if (discount !== undefined) {
    const percent = discount as number
    need(percent > 0 && percent < 100, 40150, `discount is ${percent}: it is the percentage taken off, 1 to 99`)
  }
  for (const [name, value] of Object.entries(rule ?? {})) {
    need(value >= 0, 40150, `bonus_rule.${name} is ${value}: it is a number from 0`)
  }
  need(Number(init_bonus ?? 0) >= 0, 45022, `init_bonus is ${init_bonus}: it is a number from 0`)
  need(Number(init_balance ?? 0) >= 0, 45023, `init_balance is ${init_balance}: it is a number of cents from 0`)
  checkAdvanced((advanced ?? {}) as CardAdvancedInfo) // its fields have been checked
}

function checkAdvanced({ time_limit: limits = [], use_condition: condition }: CardAdvancedInfo): void {
  const least = condition?.least_cost ?? 0
  need(least >= 0, 72008, `advanced_info.use_condition.least_cost is ${least}: it is a number of cents from 0`)
  for (const limit of limits) {
    const { begin_hour = 0, end_hour = 0, begin_minute = 0, end_minute = 0 } = limit
    const isHour = [begin_hour, end_hour].every((hour) => hour >= 0 && hour <= 23)
    const isMinute = [begin_minute, end_minute].every((minute) => minute >= 0 && minute <= 59)
    need(isHour && isMinute, 40149, `advanced_info.time_limit: hours are 0 to 23, minutes 0 to 59; got ${text(limit)}`)
  }
}

const text = (value: unknown): string => JSON.stringify(value).slice(0, 120)

/** What a card may only have with the account's permission, its fields and its pictures. */
export function checkBody(account: SimulatedAccount, type: CardType, body: Record<string, unknown>): void {
  const { abstract } = (body.advanced_info ?? {}) as CardAdvancedInfo // its fields have been checked
  const icons = abstract?.icon_url_list ?? []
  need(icons.length <= 1, 45044, `advanced_info.abstract.icon_url_list has ${icons.length} pictures, and 1 is allowed`)
  for (const icon of icons) needPicture(icon, 'advanced_info.abstract.icon_url_list')
  if (type !== 'MEMBER_CARD' && type !== 'GENERAL_CARD') return
  if (body.supply_balance === true) need(account.may('balance'), 43010, 'the account may not have cards with a balance')
  if (body.supply_bonus === true) need(account.may('bonus'), 43011, 'the account may not have cards with points')
  needPicture(body.background_pic_url as string | undefined, 'background_pic_url')
  const own = Object.keys(body).filter((name) => /^custom_field\d$/.test(name)).length
  const balance = body.supply_balance === true ? 1 : 0
  const points = body.supply_bonus === true && account.settings.pointsTakeAField ? 1 : 0
  need(
    own + balance + points <= 3,
    type === 'MEMBER_CARD' ? 40124 : 40150,
    `${own} custom fields${balance ? ', a balance' : ''}${points ? ' and points' : ''}: the face has room for three`,
  )
}

/** Refuses a member card that nothing activates, where the account is told to be as strict as the page. */
export function checkActivation(
  { settings }: SimulatedAccount,
  type: CardType,
  body: Readonly<Record<string, unknown>>,
): void {
  if (type !== 'MEMBER_CARD' || settings.cardsWithoutActivation === 'accepted') return
  const ways = ['auto_activate', 'wx_activate', 'activate_url', 'activate_app_brand_user_name']
  const about = 'member_card: none of auto_activate, wx_activate and activate_url is set'
  need(
    ways.some((way) => Boolean(body[way])),
    41011,
    { about: 'activate_url', reason: about },
  )
}
