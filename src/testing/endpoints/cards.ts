// Cards as templates: creation with its checks, reading, changing, stock.
import type { CardBaseInfo } from '../../api/card-base-info.js'
import type { CardsApi, CardType, StoredCard } from '../../api/cards.js'
import { isObject } from '../../validate.js'
import type { SimulatedAccount } from '../account/account.js'
import { type CardRecord, codeModeOf, MOST_STOCK } from '../account/cards.js'
import { need } from '../account/refusal.js'
import { type GroupEndpoints, optional, required } from '../http/endpoint.js'
import {
  checkActivation,
  checkAmounts,
  checkBody,
  checkChoices,
  checkDates,
  checkSelling,
  checkStores,
  fieldsOfChanges,
  fieldsOfNewCard,
  isCardType,
  withNamedDates,
} from './card-fields.js'
import { changedBody, checkMessages, checkUpdate, isReviewed } from './card-updates.js'
import { COLORS } from './colors.js'

const COUPONS: readonly CardType[] = ['GROUPON', 'CASH', 'DISCOUNT', 'GIFT', 'GENERAL_COUPON']

/** The types of which one account may not have any. */
const PERMITTED = { MEMBER_CARD: ['memberCard', 72016], GENERAL_CARD: ['giftCard', 72021] } as const

const keyOf = (type: CardType): string => type.toLowerCase()

/** Stock and codes of a new card. */
function checkIssuing(account: SimulatedAccount, base: CardBaseInfo): void {
  const { quantity } = base.sku
  const fits = quantity >= 0 && quantity <= MOST_STOCK
  need(fits, 40122, `base_info.sku.quantity is ${quantity}: it is a number from 0 to ${MOST_STOCK}`)
  if (base.use_custom_code === true) {
    need(account.may('customCode'), 43009, "the account may not use codes of the merchant's own")
    const imports = base.get_custom_code_mode === 'GET_CUSTOM_CODE_MODE_DEPOSIT'
    need(!imports || quantity === 0, 40136, 'base_info.sku.quantity is 0 for a card whose codes are to be imported')
  }
}

/** Endpoints of the group `cards`. */
export const cardsEndpoints: GroupEndpoints<CardsApi> = {
  create: {
    fields: ({ card }) => ({ card: required('object', 41011, fieldsOfNewCard(card)) }),
    permission: 'card',
    respond: ({ account, request }) => {
      const card: Record<string, unknown> & { card_type: string } = request.card
      const type = card.card_type
      need(isCardType(type), 40071, `card.card_type is ${type}, which is no type of card that can be created`)
      const given = card[keyOf(type)] as CardRecord['body'] // a known type's fields have been checked
      const base = withNamedDates(given.base_info)
      const body = { ...given, base_info: base }
      if (COUPONS.includes(type)) {
        const { mode, closedCouponErrcode } = account.settings
        need(
          mode === 'legacy',
          closedCouponErrcode,
          "WeChat closed new coupons in 2021: createSimulator's mode is '2026'",
        )
      }
      if (type === 'MEMBER_CARD' || type === 'GENERAL_CARD') {
        const [permission, errcode] = PERMITTED[type]
        need(account.may(permission), errcode, `the account has no permission ${permission}`)
      }
      checkChoices(base)
      checkDates(base, type, account.seconds())
      if (type === 'GENERAL_CARD') checkSelling(account, base, body)
      checkStores(account, base)
      checkIssuing(account, base)
      checkAmounts(type, body)
      checkActivation(account, type, body)
      checkBody(account, type, body)
      if (base.sub_merchant_info !== undefined) {
        need(account.may('subMerchant'), 48001, 'the account may not create cards for sub-merchants')
        account.subMerchants.checkCard(base.sub_merchant_info.merchant_id, type, body)
      }
      return { card_id: account.cards.add(type, body).cardId }
    },
  },
  get: {
    fields: { card_id: required('string', 41012) },
    permission: 'card',
    respond: ({ account, request: { card_id } }) => ({
      card: described(account, account.cards.get(card_id, { deleted: true })),
    }),
  },
  list: {
    fields: { offset: required('integer', 40097), count: required('integer', 40097), status_list: optional('strings') },
    permission: 'card',
    respond: ({ account, request: { offset, count, status_list: states } }) => {
      need(count >= 1 && count <= 50, 40035, `count is ${count}: a page has 1 to 50 cards`)
      need(offset >= 0, 40097, `offset is ${offset}: it is a number from 0`)
      const cards = account.cards.all().filter(({ status }) => states === undefined || states.includes(status))
      return {
        card_id_list: cards.slice(offset, offset + count).map(({ cardId }) => cardId),
        total_num: cards.length,
      }
    },
  },
  update: {
    fields: (request) => ({ card_id: required('string', 41012), ...fieldsOfChanges(request) }),
    permission: 'card',
    respond: ({ account, request }) => {
      const card = account.cards.get(request.card_id)
      const { card_id: _, ...rest } = request as Record<string, unknown>
      const change = rest[keyOf(card.cardType)]
      const key = keyOf(card.cardType)
      need(
        Object.keys(rest).length === 1 && isObject(change),
        47001,
        `beside card_id there is one object, ${key}: the card is a ${card.cardType}`,
      )
      const base = withNamedDates((change.base_info ?? {}) as Partial<CardBaseInfo>) // its fields have been checked
      checkUpdate(account, card, base, change)
      checkMessages(change)
      checkChoices(base)
      checkStores(account, base)
      const body = changedBody(card, base, change)
      checkAmounts(card.cardType, body)
      checkBody(account, card.cardType, body)
      account.cards.change(card, body)
      if (base.date_info !== undefined && account.settings.claimedDates === 'follow') account.codes.follow(card)
      const reviewed = isReviewed(base, change)
      if (reviewed) account.cards.sendToReview(card)
      return { send_check: reviewed }
    },
  },
  modifyStock: {
    fields: {
      card_id: required('string', 41012),
      increase_stock_value: optional('integer'),
      reduce_stock_value: optional('integer'),
    },
    permission: 'card',
    respond: ({ account, request: { card_id, increase_stock_value: more = 0, reduce_stock_value: less = 0 } }) => {
      const card = account.cards.get(card_id)
      need(more >= 0 && less >= 0, 40122, 'increase_stock_value and reduce_stock_value are numbers from 0')
      const quantity = card.quantity + more - less
      need(quantity >= 0, 45031, `there are ${card.quantity} left, and ${less} are to be taken away`)
      need(quantity + card.issued <= MOST_STOCK, 40122, `a card has at most ${MOST_STOCK} in all`)
      if (codeModeOf(card) === 'deposit') {
        const { size } = card.deposited
        need(quantity <= size, 40136, `the stock would be ${quantity}, and ${size} imported codes are left`)
      }
      card.quantity = quantity
      card.updatedAt = account.seconds()
      return {}
    },
  },
  delete: {
    fields: { card_id: required('string', 41012) },
    permission: 'card',
    respond: ({ account, request: { card_id } }) => {
      account.cards.get(card_id).status = 'CARD_STATUS_DELETE'
      return {}
    },
  },
  getColors: {
    respond: () => ({ colors: COLORS.map((each) => ({ ...each })) }),
  },
}

/** A card as WeChat answers it: with its state, its stock, and its colour as a value. */
function described({ settings }: SimulatedAccount, card: CardRecord): StoredCard {
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
