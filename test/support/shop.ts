// A simulated account with a client, for what a merchant and the users' phones do together.
import type { CardType } from '../../src/index.js'
import { WeChatCardClient } from '../../src/index.js'
import { createSimulator, type Simulator, type SimulatorOptions } from '../../src/testing/index.js'
import { sampleCard } from './card-samples.js'

/** A merchant's side, WeChat's side, and short ways to what most tests begin with. */
export interface Shop {
  readonly simulator: Simulator
  readonly wechat: WeChatCardClient
  /** Creates a card as small as WeChat accepts it, with more in its basics and in its body. */
  create(type: CardType, base?: object, body?: object): Promise<string>
  /** Lets a user claim a card by a `cardExt`, with more in it, and answers with the plain code. */
  claim(openid: string, cardId: string, more?: object): Promise<string>
}

/** Opens a shop, in which coupons can be made too. */
export function openShop(options: SimulatorOptions = {}): Shop {
  const simulator = createSimulator({ mode: 'legacy', ...options })
  const wechat = new WeChatCardClient(simulator.clientOptions())
  return {
    simulator,
    wechat,
    async create(type, base = {}, body = {}) {
      const { card_id } = await wechat.cards.create({ card: sampleCard(type, base, body) })
      return card_id
    },
    async claim(openid, cardId, more = {}) {
      const phone = simulator.phone({ openid })
      const { cardList } = await phone.addCard(await wechat.buildAddCardList([{ cardId, ...more }]))
      const [card] = await wechat.decryptCardList(cardList)
      if (!card?.ok) throw new Error('the card was not claimed')
      return card.code
    },
  }
}
