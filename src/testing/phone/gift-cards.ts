// What users do with gift cards: buy them on a shelf, keep them, send them, take what was sent.
import { asText, type Check, checkObject, integer, isObject, optional, text } from '../../validate.js'
import type { SimulatedAccount } from '../account/account.js'
import type { SimulatedUser } from '../account/context.js'
import type { GiftOrderRecord } from '../account/gift-orders.js'
import type { PhoneAct } from './act.js'
import { phoneFailure } from './failure.js'
import type { HeldCard } from './wallet.js'

/** What a user buys. */
export interface GiftPurchase {
  /** Cards of the shelf; one of them several times for several. */
  readonly cardIds: readonly string[]
  /**
   * Which face of the card's theme, counted from 0.
   * @defaultValue 0
   */
  readonly picture?: number | undefined
  /** The buyer's own wish. */
  readonly message?: string | undefined
}

/** A paid order, as the buyer has it on the phone and sends it into a chat. */
export interface PaidGiftOrder {
  readonly orderId: string
}

/** Gift cards on a user's phone. Every call rejects with a {@link PhoneFailure} that says what is not possible. */
export class PhoneGiftCards {
  readonly #user: SimulatedUser
  readonly #act: PhoneAct

  /** @internal Its arguments would take the whole simulated account into the package's types. */
  constructor(user: SimulatedUser, act: PhoneAct) {
    this.#user = user
    this.#act = act
  }

  /**
   * Opens a shelf by its address, `https://mp.weixin.qq.com/bizmall/giftcard?action=homepage&page_id=…` with the `page_id`
   * URL-encoded and perhaps an `outer_str`, buys cards there and pays.
   *
   * @throws An {@link InputError} as well: the purchase is not as described.
   */
  async buy(url: string, purchase: GiftPurchase): Promise<PaidGiftOrder> {
    checkObject('buy', purchase, PURCHASE)
    const { cardIds, picture, message } = purchase
    return await this.#act('buyGiftCards', [url], (account) => {
      const shelf = account.giftPages.atUrl(url)
      if (shelf === undefined) {
        throw phoneFailure('buyGiftCards', '参数错误', 'no shelf is at this address: its page_id must be URL-encoded')
      }
      const { record: page, outerStr } = shelf
      const order = account.giftOrders.create({ page, buyer: this.#user, cardIds, picture, message, outerStr })
      account.giftOrders.pay(order)
      return { orderId: order.orderId }
    })
  }

  /** Puts the bought cards into the buyer's own wallet, also those that came back. */
  async keep(order: PaidGiftOrder): Promise<HeldCard[]> {
    return await this.#act('keepGiftCards', [order], (account) => {
      const record = this.#bought(account, 'keepGiftCards', order)
      account.giftOrders.keep(record)
      return record.cards.map(({ card, code }) => ({ cardId: card.cardId, code }))
    })
  }

  /** Sends the bought cards to a friend, or into a group. What nobody takes within 24 simulated hours comes back. */
  async send(order: PaidGiftOrder, to: { readonly group?: boolean | undefined } = {}): Promise<void> {
    await this.#act('sendGiftCards', [order, to], (account) => {
      account.giftOrders.send(this.#bought(account, 'sendGiftCards', order), { toGroup: to?.group === true })
    })
  }

  /** Takes what a friend sent: all cards, or one of those in a group. */
  async take(order: PaidGiftOrder): Promise<HeldCard[]> {
    return await this.#act('takeGiftCards', [order], (account) => {
      const records = account.giftOrders.take(ordered(account, order), this.#user)
      return records.map(({ card, code }) => ({ cardId: card.cardId, code }))
    })
  }

  #bought(account: SimulatedAccount, call: string, given: PaidGiftOrder): GiftOrderRecord {
    const order = ordered(account, given)
    if (order.buyer.openid !== this.#user.openid) throw phoneFailure(call, '参数错误', 'somebody else bought this')
    return order
  }
}

const PURCHASE: Readonly<Record<keyof GiftPurchase, Check>> = {
  cardIds: (value) =>
    Array.isArray(value) && value.every((each) => typeof each === 'string') ? undefined : 'an array of card ids',
  picture: optional(integer(0, 1_000)),
  message: optional(text),
}

const ordered = (account: SimulatedAccount, order: PaidGiftOrder): GiftOrderRecord =>
  account.giftOrders.get(isObject(order) ? asText(order.orderId) : '')
