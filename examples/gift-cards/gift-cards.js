// Paying with gift cards that have a balance. The shop keeps the ledger; WeChat is told totals.

/** Who bought the cards of an order, who has them now, and their codes. */
export async function follow(wechat, orderId) {
  const { order } = await wechat.giftCards.getOrder({ order_id: orderId })
  const { open_id: buyer, accepter_openid: friend, total_price: price, card_list: cards } = order
  return { buyer, holder: friend ?? buyer, price, codes: cards.map(({ code }) => code) }
}

/**
 * Pays for an order with a card, in cents. `worth` is what a new card of this kind holds (`init_balance`). The same order
 * again changes nothing. Called by the till, never by a phone.
 */
export async function pay(wechat, store, { cardId, worth, code, orderId, cents }) {
  if (!Number.isSafeInteger(cents) || cents <= 0) throw new RangeError('cents must be a whole number above 0')
  return await store.exclusive(code, async () => {
    // The store's `points` are cents here.
    await store.addToLedger({ orderId: `opening ${code}`, code, points: worth, sent: true })
    if ((await store.entryOf(orderId)) === undefined && (await store.totalOf(code)) < cents) {
      return { paid: false, balance: await store.totalOf(code) }
    }
    const entry = await store.addToLedger({ orderId, code, points: -cents, sent: false })
    if (entry.code !== code || entry.points !== -cents) throw new Error('this order was paid in another way')
    const balance = await store.totalOf(code)
    if (!entry.sent) {
      await wechat.generalCards.update({ card_id: cardId, code, balance, record_balance: orderId }, { retry: true })
      await store.markSent(orderId)
    }
    return { paid: true, balance }
  })
}
