// Cards as templates: creation with its checks, reading, changing, stock.
import type { CardBaseInfo } from '../../api/card-bodies.js'
import type { CardsApi, CardType, StoredCard } from '../../api/cards.js'
import { isObject } from '../../input.js'
import { checkFields, type EndpointTable, endpoint, type Fields, optional, required } from '../endpoint.js'
import { need, refusal } from '../refusal.js'
import { type CardRecord, codeModeOf, MOST_STOCK } from '../state/cards.js'
import type { World } from '../world.js'
import { COLORS } from './colors.js'
import { needPicture } from './members.js'

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
  use_custom_code: optional('boolean'),
  get_custom_code_mode: optional('string'),
  bind_openid: optional('boolean'),
  get_limit: optional('integer'),
  use_limit: optional('integer'),
  can_share: optional('boolean'),
  can_give_friend: optional('boolean'),
  need_push_on_view: optional('boolean'),
  service_phone: optional('string'),
  use_all_locations: optional('boolean'),
}

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
    activate_url: optional('string'),
    bonus_rule: optional('object'),
    discount: optional('integer'),
  },
  GENERAL_CARD: {
    sub_card_type: required('string', 40150),
    prerogative: required('string'),
    supply_bonus: required('boolean'),
    supply_balance: required('boolean'),
    init_bonus: optional('integer'),
    init_balance: optional('integer'),
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
  },
  MEETING_TICKET: { meeting_detail: required('string') },
}

const COUPONS: readonly CardType[] = ['GROUPON', 'CASH', 'DISCOUNT', 'GIFT', 'GENERAL_COUPON']

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

/** The types of which one account may not have any. */
const PERMITTED = { MEMBER_CARD: ['memberCard', 72016], GENERAL_CARD: ['giftCard', 72021] } as const

const keyOf = (type: CardType): string => type.toLowerCase()

function checkLengths(base: Partial<CardBaseInfo>): void {
  for (const [name, most] of Object.entries(LENGTHS)) {
    const value = base[name as keyof CardBaseInfo]
    need(typeof value !== 'string' || Buffer.byteLength(value) <= most, 45021)
  }
}

function checkDates({ date_info: dates }: Pick<CardBaseInfo, 'date_info'>, type: CardType): void {
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

/** Stock and codes of a new card. */
function checkIssuing(world: World, base: CardBaseInfo): void {
  const { quantity } = base.sku
  need(quantity >= 0 && quantity <= MOST_STOCK, 40122)
  if (base.use_custom_code === true) {
    need(world.may('customCode'), 43009)
    if (base.get_custom_code_mode === 'GET_CUSTOM_CODE_MODE_DEPOSIT') need(quantity === 0, 40136)
  }
  need((base.get_limit ?? 0) <= 50, 72009)
}

/** What a card may only have with the account's permission, and pictures. */
function checkBody(world: World, type: CardType, body: Record<string, unknown>): void {
  if (type !== 'MEMBER_CARD' && type !== 'GENERAL_CARD') return
  if (body.supply_balance === true) need(world.may('balance'), 43010)
  if (body.supply_bonus === true) need(world.may('bonus'), 43011)
  needPicture(body.background_pic_url as string | undefined)
  const own = ['custom_field1', 'custom_field2', 'custom_field3'].filter((name) => isObject(body[name])).length
  if (type === 'GENERAL_CARD') need(own + (body.supply_balance === true ? 1 : 0) <= 3, 40150)
}

/** Fields of the basics that send a card back to review when they change. */
const REVIEWED = ['title', 'logo_url', 'notice', 'description', 'color']
/** The same of a body. */
const REVIEWED_IN_BODY = [
  'bonus_cleared',
  'bonus_rules',
  'balance_rules',
  'prerogative',
  'background_pic_url',
  'detail',
]
/** Fields of the basics that stay as they were created. */
const FIXED = ['brand_name', 'sku', 'use_custom_code', 'get_custom_code_mode', 'bind_openid', 'source']
const FIXED_IN_BODY = ['advanced_info', 'sub_card_type', 'init_bonus', 'init_balance']

/** The period of a card can only be widened. */
function checkNewDates(old: CardBaseInfo, base: Partial<CardBaseInfo>): void {
  const [before, after] = [old.date_info, base.date_info]
  if (after === undefined) return
  need(
    before.type === 'DATE_TYPE_FIX_TIME_RANGE' &&
      after.type === before.type &&
      after.begin_timestamp <= before.begin_timestamp &&
      after.end_timestamp >= before.end_timestamp,
    40100,
  )
}

/** Endpoints of the group `cards`. */
export const cardEndpoints: EndpointTable = {
  'POST /card/create': endpoint<CardsApi['create']>({
    fields: { card: required('object', 41011, { card_type: required('string', 40071) }) },
    permission: 'card',
    respond: ({ world, request }) => {
      const card: Record<string, unknown> & { card_type: CardType } = request.card
      const type = card.card_type
      const fields = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined
      if (fields === undefined) throw refusal(40071)
      const body = card[keyOf(type)]
      if (!isObject(body)) throw refusal(41011, { about: keyOf(type) })
      checkFields(body, { base_info: required('object', 41011, BASE_INFO), ...fields })
      const { base_info: base } = body as { base_info: CardBaseInfo } // checked just now
      if (COUPONS.includes(type)) need(world.settings.mode === 'legacy', world.settings.closedCouponErrcode)
      if (type === 'MEMBER_CARD' || type === 'GENERAL_CARD') {
        const [permission, errcode] = PERMITTED[type]
        need(world.may(permission), errcode)
      }
      checkLengths(base)
      need(
        COLORS.some(({ name }) => name === base.color),
        40076,
      )
      checkDates(base, type)
      checkIssuing(world, base)
      checkBody(world, type, body)
      return { card_id: world.cards.add(type, body as CardRecord['body']).cardId }
    },
  }),
  'POST /card/get': endpoint<CardsApi['get']>({
    fields: { card_id: required('string', 41012) },
    permission: 'card',
    respond: ({ world, request: { card_id } }) => ({
      card: described(world, world.cards.get(card_id, { deleted: true })),
    }),
  }),
  'POST /card/batchget': endpoint<CardsApi['list']>({
    fields: { offset: required('integer', 40097), count: required('integer', 40097), status_list: optional('strings') },
    permission: 'card',
    respond: ({ world, request: { offset, count, status_list: states } }) => {
      need(count >= 1 && count <= 50, 40035)
      const cards = world.cards.all().filter(({ status }) => states === undefined || states.includes(status))
      return {
        card_id_list: cards.slice(offset, offset + count).map(({ cardId }) => cardId),
        total_num: cards.length,
      }
    },
  }),
  'POST /card/update': endpoint<CardsApi['update']>({
    fields: { card_id: required('string', 41012) },
    permission: 'card',
    respond: ({ world, request }) => {
      const card = world.cards.get(request.card_id)
      const { card_id: _, ...rest } = request as Record<string, unknown>
      const key = keyOf(card.cardType)
      const change = rest[key]
      need(Object.keys(rest).length === 1 && isObject(change), 47001)
      const base = (change.base_info ?? {}) as Partial<CardBaseInfo> // an object, or the next line refuses it
      need(isObject(base), 47001)
      need(!FIXED.some((name) => name in base) && !FIXED_IN_BODY.some((name) => name in change), 47001)
      checkLengths(base)
      if (base.color !== undefined)
        need(
          COLORS.some(({ name }) => name === base.color),
          40076,
        )
      need((base.get_limit ?? 0) <= 50, 72009)
      checkNewDates(card.body.base_info, base)
      need(!(card.body.supply_bonus === true && change.supply_bonus === false), 40135)
      checkBody(world, card.cardType, change)
      const reviewed = REVIEWED.some((name) => name in base) || REVIEWED_IN_BODY.some((name) => name in change)
      card.body = structuredClone({ ...card.body, ...change, base_info: { ...card.body.base_info, ...base } })
      card.updatedAt = world.seconds()
      if (reviewed) world.cards.sendToReview(card)
      return { send_check: reviewed }
    },
  }),
  'POST /card/modifystock': endpoint<CardsApi['modifyStock']>({
    fields: {
      card_id: required('string', 41012),
      increase_stock_value: optional('integer'),
      reduce_stock_value: optional('integer'),
    },
    permission: 'card',
    respond: ({ world, request: { card_id, increase_stock_value: more = 0, reduce_stock_value: less = 0 } }) => {
      const card = world.cards.get(card_id)
      need(more >= 0 && less >= 0, 40122)
      const quantity = card.quantity + more - less
      need(quantity >= 0, 45031)
      need(quantity + card.issued <= MOST_STOCK, 40122)
      if (codeModeOf(card) === 'deposit') need(quantity <= card.deposited.size, 40136)
      card.quantity = quantity
      card.updatedAt = world.seconds()
      return {}
    },
  }),
  'POST /card/delete': endpoint<CardsApi['delete']>({
    fields: { card_id: required('string', 41012) },
    permission: 'card',
    respond: ({ world, request: { card_id } }) => {
      world.cards.get(card_id).status = 'CARD_STATUS_DELETE'
      return {}
    },
  }),
  'GET /card/getcolors': endpoint<CardsApi['getColors']>({
    respond: () => ({ colors: COLORS.map((each) => ({ ...each })) }),
  }),
}

/** A card as WeChat answers it: with its state, its stock, and its colour as a value. */
function described({ settings }: World, card: CardRecord): StoredCard {
  const { base_info: base, ...body } = card.body
  const stored = {
    ...base,
    id: card.cardId,
    status: card.status,
    color: COLORS.find(({ name }) => name === base.color)?.value ?? base.color,
    sku: { quantity: card.quantity, total_quantity: card.quantity + card.issued },
    create_time: card.createdAt,
    update_time: card.updatedAt,
    area_code_list: [],
    appid: settings.appId,
  }
  const described = {
    card_type: card.cardType,
    [keyOf(card.cardType)]: structuredClone({ ...body, base_info: stored }),
  }
  return described as unknown as StoredCard // the body was checked to be one of its type at creation
}
