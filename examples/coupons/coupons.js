// Handing out and redeeming coupons that exist: WeChat takes no new ones since 2021-04-01.

/** For `wx.addCard`. */
export const toAdd = async (wechat, cardId) => ({ cardList: await wechat.buildAddCardList([{ cardId }]) })

/**
 * Redeems a code for one order at the till, once, also when WeChat's answer gets lost and the till asks again.
 * `redemptions` says for which order a code was tried: a Map, in real life a table with the code as unique key.
 */
export async function redeem(wechat, redemptions, { cardId, code, orderId }) {
  const tried = redemptions.get(code)
  if (tried !== undefined && tried !== orderId) return 'used'
  // Looked at first: what is redeemed before it was tried here was redeemed elsewhere.
  const { can_consume, user_card_status } = await wechat.codes.get({ card_id: cardId, code, check_consume: false })
  if (user_card_status === 'CONSUMED') return tried === orderId ? 'redeemed' : 'used'
  if (!can_consume) return 'not usable'
  redemptions.set(code, orderId) // before the call: should its answer get lost, it is known for which order it was
  try {
    await wechat.codes.consume({ card_id: cardId, code })
  } catch (error) {
    if (error.outcome !== 'unknown') throw error
    const now = await wechat.codes.get({ card_id: cardId, code, check_consume: false })
    if (now.user_card_status !== 'CONSUMED') throw error // it did not happen: the till may ask again
  }
  return 'redeemed'
}
