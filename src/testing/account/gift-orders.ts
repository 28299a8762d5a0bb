// Orders of gift cards: created, paid, sent to friends, taken by them or come back, given back to WeChat.
import type { GiftOrder, GiftOrderCard } from '../../api/gift-cards.js'
import type { GiftPageItem, GiftPagePicture } from '../../api/gift-pages.js'
import { type CardRecord, type Cards, isApproved } from './cards.js'
import { pushGetCard } from './claimed-event.js'
import type { CodeRecord, Codes } from './codes.js'
import { CHINA_MS, type SimulatedUser, type SimulationContext } from './context.js'
import type { GiftPageRecord, GiftPages } from './gift-pages.js'
import { ALPHABET } from './random.js'
import { need, refusal } from './refusal.js'

/** What the buyer puts together on a shelf. */
export interface GiftOrderInput {
  readonly page: GiftPageRecord
  readonly buyer: SimulatedUser
  /** Cards that the shelf has on sale; one of them several times for several. */
  readonly cardIds: readonly string[]
  /**
   * Which face of the theme.
   * @defaultValue the first
   */
  readonly picture?: number | undefined
  /** The buyer's own wish. */
  readonly message?: string | undefined
  /** Channel: what the shelf's address carried. */
  readonly outerStr?: string | undefined
}

/** A card of an order. */
export interface OrderedCard {
  readonly card: CardRecord
  /** In cents. */
  readonly price: number
  readonly picture: GiftPagePicture
  /** From the payment on. */
  code: string
  /** From then on that somebody has it. */
  record?: CodeRecord
}

/** One order. */
export interface GiftOrderRecord {
  readonly orderId: string
  readonly page: GiftPageRecord
  readonly buyer: SimulatedUser
  readonly cards: readonly OrderedCard[]
  readonly message: string | undefined
  readonly outerStr: string | undefined
  /** Epoch seconds. */
  readonly createdAt: number
  /** `returned`: nobody took it in time, so that it is the buyer's again. */
  state: 'created' | 'paid' | 'sent' | 'returned' | 'delivered' | 'refunded'
  /** Epoch seconds. */
  paidAt: number
  transactionId: string
  toGroup: boolean
}

/** After so long a gift that was not taken goes back to the buyer. */
const GIFT_LASTS_MS = 86_400_000

/** Holds the account's orders. */
export class GiftOrders {
  readonly #context: SimulationContext
  readonly #cards: Cards
  readonly #codes: Codes
  readonly #pages: GiftPages
  readonly #orders = new Map<string, GiftOrderRecord>()

  constructor(context: SimulationContext, cards: Cards, codes: Codes, pages: GiftPages) {
    this.#context = context
    this.#cards = cards
    this.#codes = codes
    this.#pages = pages
  }

  /** Puts an order together. Nothing is paid or pushed yet, and the merchant does not see it. */
  create({ page, buyer, cardIds, picture = 0, message, outerStr }: GiftOrderInput): GiftOrderRecord {
    need(!this.#pages.isDown(page), 40097, { errmsg: 'the shelf is taken down' })
    const seen = page.approved || this.#cards.testers.openids.includes(buyer.openid)
    need(seen, 72022, 'the shelf is under review, and the buyer is not on the test whitelist')
    need(cardIds.length > 0, 40097, { errmsg: 'nothing is bought' })
    need(cardIds.length === 1 || page.page.support_multi === true, 40097, { errmsg: 'the shelf sells one at a time' })
    const order: GiftOrderRecord = {
      orderId: `Z${this.#context.random.text(20, ALPHABET.id)}`,
      page,
      buyer,
      cards: cardIds.map((cardId) => this.#onSale(page, cardId, picture)),
      message,
      outerStr,
      createdAt: this.#context.seconds(),
      state: 'created',
      paidAt: 0,
      transactionId: '',
      toGroup: false,
    }
    this.#orders.set(order.orderId, order)
    return order
  }

  #onSale(page: GiftPageRecord, cardId: string, picture: number): OrderedCard {
    const theme = page.page.theme_list.find(({ item_list }) =>
      item_list.some((item: GiftPageItem) => item.card_id === cardId),
    )
    const face = theme?.pic_item_list[picture]
    if (face === undefined) throw refusal(40097, { errmsg: 'the shelf has no such card or no such face' })
    const card = this.#cards.get(cardId)
    need(isApproved(card), 40078, `the card ${cardId} is ${card.status}`)
    return { card, price: priceOf(card), picture: face, code: '' }
  }

  /** Pays: the codes are taken out of the stock, and belong to nobody yet. */
  pay(order: GiftOrderRecord): void {
    need(order.state === 'created', 40097, { errmsg: 'the order is paid' })
    for (const { card } of order.cards) {
      const wanted = order.cards.filter((other) => other.card === card).length
      need(wanted <= card.quantity, 45031, `${wanted} of ${card.cardId} are bought, and ${card.quantity} are left`)
    }
    for (const each of order.cards) each.code = this.#codes.reserve(each.card)
    order.state = 'paid'
    order.paidAt = this.#context.seconds()
    order.transactionId = this.#newTransactionId()
    this.#context.effect({ type: 'giftOrder.paid', orderId: order.orderId, fee: totalOf(order) })
    this.#push('giftcard_pay_done', order.buyer, order)
  }

  /** As WeChat Pay numbers its payments: 42, the day, and digits. */
  #newTransactionId(): string {
    const day = new Date(this.#context.now() + CHINA_MS).toISOString().slice(0, 10).replaceAll('-', '')
    return `4200000000${day}${this.#context.random.text(10, ALPHABET.digits)}`
  }

  /** The buyer takes the cards. */
  keep(order: GiftOrderRecord): void {
    need(order.page.page.support_buy_for_self === true, 40097, { errmsg: 'the shelf sells gifts only' })
    needAtBuyer(order)
    for (const each of undelivered(order)) this.#deliver(order, each, order.buyer)
    order.state = 'delivered'
  }

  /** The buyer sends the cards to a friend, or into a group. What nobody takes within a day comes back. */
  send(order: GiftOrderRecord, { toGroup = false }: { readonly toGroup?: boolean } = {}): void {
    needAtBuyer(order)
    need(!toGroup || order.page.page.support_multi === true, 40097, { errmsg: 'the shelf sells nothing for groups' })
    order.state = 'sent'
    order.toGroup = toGroup
    this.#push('giftcard_send_to_friend', order.buyer, order, { ...inGroup(order), IsReturnBack: 'false' })
    this.#context.schedule(
      GIFT_LASTS_MS,
      () => {
        if (order.state !== 'sent') return
        order.state = 'returned'
        this.#push('giftcard_send_to_friend', order.buyer, order, { ...inGroup(order), IsReturnBack: 'true' })
      },
      'a gift that nobody takes goes back',
    )
  }

  /** A friend takes the gift; in a group, one card of it. */
  take(order: GiftOrderRecord, user: SimulatedUser): CodeRecord[] {
    need(order.state === 'sent', 40097, { errmsg: 'the gift was taken, or went back after a day' })
    const left = undelivered(order)
    if (order.toGroup) {
      const before = order.cards.some(({ record }) => record?.openid === user.openid)
      need(!before, 40097, { errmsg: 'this user has taken one' })
    }
    const taken = order.toGroup ? left.slice(0, 1) : left
    this.#push('giftcard_user_accept', user, order, inGroup(order))
    const records = taken.map((each) => this.#deliver(order, each, user))
    if (taken.length === left.length) order.state = 'delivered'
    return records
  }

  #deliver(order: GiftOrderRecord, ordered: OrderedCard, user: SimulatedUser): CodeRecord {
    const record = this.#codes.handOut(ordered.card, user.openid, ordered.code, order.outerStr)
    record.orderId = order.orderId
    record.backgroundPicUrl = ordered.picture.background_pic_url
    ordered.record = record
    const accepted = user.openid !== order.buyer.openid
    pushGetCard(this.#context, {
      user,
      record,
      // Captured from a coffee chain in 2018 (events-157). Its event has all members, so it is not the form of other
      // cards from friends.
      sourceScene: accepted ? 'SOURCE_SCENE_USER_ACCEPT_GIFTCARD' : 'SOURCE_SCENE_UNKNOW',
      gift: accepted ? { from: order.buyer.openid, oldCode: '', fromShelf: true } : undefined,
    })
    return record
  }

  /** Gives the money back. The cards must still be where the order brought them, unused. */
  refund(orderId: string): void {
    const order = this.get(orderId)
    need(order.state !== 'refunded', 40127, `order ${orderId} was refunded before`)
    const delivered = order.cards.flatMap(({ record }) => record ?? [])
    for (const record of delivered) {
      // A card that was given on is another record, under another code.
      const stillThere = this.#codes.find(record.code, record.card.cardId) === record
      const intact = stillThere && this.#codes.isLive(record)
      need(intact, 40127, `code ${record.code} of the order was used, deleted or given on`)
    }
    for (const record of delivered) this.#codes.remove(record)
    order.state = 'refunded'
    this.#context.effect({ type: 'giftOrder.refunded', orderId, fee: totalOf(order) })
  }

  /** A paid order, or a refusal: which code WeChat answers is unconfirmed (errcodes-425). */
  get(orderId: string): GiftOrderRecord {
    const order = this.#orders.get(orderId)
    if (order === undefined || order.state === 'created') {
      throw refusal(40097, `order_id: no order ${orderId} was paid`)
    }
    return order
  }

  /** All paid orders, the oldest first. */
  all(): GiftOrderRecord[] {
    return [...this.#orders.values()].filter(({ state }) => state !== 'created')
  }

  #push(event: string, user: SimulatedUser, order: GiftOrderRecord, more: Readonly<Record<string, string>> = {}): void {
    const { page, orderId } = order
    this.#context.push({ Event: event, FromUserName: user.openid, PageId: page.pageId, OrderId: orderId, ...more })
  }
}

/** An order as WeChat answers it. */
export function describedOrder(order: GiftOrderRecord): GiftOrder {
  const accepter = order.toGroup ? undefined : order.cards[0]?.record?.openid
  return {
    order_id: order.orderId,
    page_id: order.page.pageId,
    trans_id: order.transactionId,
    create_time: order.createdAt,
    pay_finish_time: order.paidAt,
    total_price: totalOf(order),
    open_id: order.buyer.openid,
    ...(accepter === undefined ? {} : { accepter_openid: accepter }),
    ...(order.outerStr === undefined ? {} : { outer_str: order.outerStr }),
    IsChatRoom: order.toGroup,
    card_list: order.cards.map((each) => describedCard(each, order.message)),
  }
}

function describedCard(
  { card, price, code, picture, record }: OrderedCard,
  message: string | undefined,
): GiftOrderCard {
  const { default_gifting_msg, background_pic_url, outer_img_id } = picture
  return {
    card_id: card.cardId,
    price,
    code,
    default_gifting_msg: message === undefined ? default_gifting_msg : '',
    background_pic_url,
    ...(outer_img_id === undefined ? {} : { outer_img_id }),
    ...(record === undefined ? {} : { accepter_openid: record.openid }),
  }
}

/** Booleans in these events are words. */
const inGroup = ({ toGroup }: GiftOrderRecord): { IsChatRoom: string } => ({ IsChatRoom: String(toGroup) })

const undelivered = ({ cards }: GiftOrderRecord): OrderedCard[] => cards.filter(({ record }) => record === undefined)

const totalOf = ({ cards }: GiftOrderRecord): number => cards.reduce((sum, { price }) => sum + price, 0)

function needAtBuyer({ state }: GiftOrderRecord): void {
  need(state === 'paid' || state === 'returned', 40097, { errmsg: 'the cards are not with the buyer' })
}

function priceOf({ body }: CardRecord): number {
  const { giftcard_info: info } = body.base_info as { giftcard_info?: { price: number } } // only gift cards are on shelves
  return info?.price ?? 0
}
