// Cards as templates: creation with its checks, reading, changing, stock.
import type { CardBaseInfo } from '../../api/card-base-info.js'
import type { CardsApi, CardType, StoredCard } from '../../api/cards.js'
import { isObject } from '../../input.js'
import { type EndpointTable, endpoint, optional, required } from '../endpoint.js'
import { need } from '../refusal.js'
import { type CardRecord, codeModeOf, MOST_STOCK } from '../state/cards.js'
import type { World } from '../world.js'
import {
  checkBody,
  checkChoices,
  checkDates,
  checkLengths,
  checkSelling,
  fieldsOfChanges,
  fieldsOfNewCard,
  isCardType,
} from './card-fields.js'
import { changedBody, checkMessages, checkUpdate, isReviewed } from './card-updates.js'
import { COLORS } from './colors.js'

const COUPONS: readonly CardType[] = ['GROUPON', 'CASH', 'DISCOUNT', 'GIFT', 'GENERAL_COUPON']

/** The types of which one account may not have any. */
const PERMITTED = { MEMBER_CARD: ['memberCard', 72016], GENERAL_CARD: ['giftCard', 72021] } as const

const keyOf = (type: CardType): string => type.toLowerCase()

/** Stock and codes of a new card. */
function checkIssuing(world: World, base: CardBaseInfo): void {
  const { quantity } = base.sku
  need(quantity >= 0 && quantity <= MOST_STOCK, 40122)
  if (base.use_custom_code === true) {
    need(world.may('customCode'), 43009)
    if (base.get_custom_code_mode === 'GET_CUSTOM_CODE_MODE_DEPOSIT') need(quantity === 0, 40136)
  }
}

/** Endpoints of the group `cards`. */
export const cardEndpoints: EndpointTable = {
  'POST /card/create': endpoint<CardsApi['create']>({
    fields: ({ card }) => ({ card: required('object', 41011, fieldsOfNewCard(card)) }),
    permission: 'card',
    respond: ({ world, request }) => {
      const card: Record<string, unknown> & { card_type: string } = request.card
      const type = card.card_type
      need(isCardType(type), 40071)
      const body = card[keyOf(type)] as CardRecord['body'] // a known type's fields have been checked
      const { base_info: base } = body
      if (COUPONS.includes(type)) need(world.settings.mode === 'legacy', world.settings.closedCouponErrcode)
      if (type === 'MEMBER_CARD' || type === 'GENERAL_CARD') {
        const [permission, errcode] = PERMITTED[type]
        need(world.may(permission), errcode)
      }
      checkLengths(base)
      checkChoices(base)
      checkDates(base, type)
      if (type === 'GENERAL_CARD') checkSelling(base)
      checkIssuing(world, base)
      checkBody(world, type, body)
      if (base.sub_merchant_info !== undefined) {
        need(world.may('subMerchant'), 48001)
        world.subMerchants.checkCard(base.sub_merchant_info.merchant_id, type, body)
      }
      return { card_id: world.cards.add(type, body).cardId }
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
    fields: (request) => ({ card_id: required('string', 41012), ...fieldsOfChanges(request) }),
    permission: 'card',
    respond: ({ world, request }) => {
      const card = world.cards.get(request.card_id)
      const { card_id: _, ...rest } = request as Record<string, unknown>
      const change = rest[keyOf(card.cardType)]
      need(Object.keys(rest).length === 1 && isObject(change), 47001)
      const base = (change.base_info ?? {}) as Partial<CardBaseInfo> // its fields have been checked
      checkUpdate(card, base, change)
      checkMessages(change)
      checkLengths(base)
      checkChoices(base)
      const body = changedBody(card, base, change)
      checkBody(world, card.cardType, body)
      world.cards.change(card, body)
      const reviewed = isReviewed(base, change)
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
