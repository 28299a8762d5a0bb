// What is tested: the part of a back end that turns users into members and gives them points.
const { parseActivationReturn } = require('wechat-card-sdk')

/**
 * `store` stands for the database: `members` (code → what is known of the member), `holders` (code → openid), and `ledger`
 * (order id → code and points), in which each order id exists once.
 */
exports.createStore = () => ({ members: new Map(), holders: new Map(), ledger: new Map() })

exports.createMembers = (wechat, store) => ({
  /** For wx.addCard. */
  toAdd: (cardId) => wechat.buildAddCardList([{ cardId, outerStr: 'home' }]),

  /** What wx.addCard brought. */
  added: (cardList) => wechat.decryptCardList(cardList),

  /** For wx.navigateToMiniProgram. */
  toActivate: (cardId) => wechat.getActivationNavigation({ cardId }),

  /**
   * What App.onShow was called with. May come more than once, also after a lost answer or a restart. `openid` is the user's
   * under the Official Account, as the session knows it.
   */
  async returned(openid, shown) {
    const activation = parseActivationReturn(shown)
    if (activation === undefined) return undefined
    const { cardId, code, activateTicket } = activation
    const card = await wechat.members.getInfo({ card_id: cardId, code })
    if (card.openid !== openid) throw new Error('this card is held by somebody else')
    if (!store.members.has(code)) {
      if (activateTicket === undefined) return undefined
      const { info } = await wechat.members.getActivationInfo({ activate_ticket: activateTicket })
      // Saved before the card is activated: what was typed can be read for minutes only. The code is a number that is
      // unique already; a count of members is not.
      store.members.set(code, { cardId, code, number: code, mobile: info.common_field_list[0]?.value })
      store.ledger.set(`welcome ${code}`, { code, points: 100 })
    }
    const member = store.members.get(code)
    if (!card.has_active) {
      await wechat.members.activate({ card_id: cardId, code, membership_number: member.number, init_bonus: 100 })
    }
    return member
  },

  /** After an order. The ledger knows each order once, and WeChat is told the total: a repetition adds nothing. */
  async earn({ cardId, code }, orderId, points) {
    if (!store.ledger.has(orderId)) store.ledger.set(orderId, { code, points })
    const entries = [...store.ledger.values()].filter((entry) => entry.code === code)
    const bonus = entries.reduce((sum, entry) => sum + entry.points, 0)
    await wechat.members.update({ card_id: cardId, code, bonus, add_bonus: points }, { retry: true })
    return bonus
  },

  /** WeChat's events. */
  handlers: {
    user_get_card: async ({ UserCardCode, FromUserName }) => {
      store.holders.set(UserCardCode, FromUserName)
    },
  },
})
