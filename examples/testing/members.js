// What is tested: the part of a back end that turns users into members.
const { parseActivationReturn } = require('wechat-card-sdk')

/** `members` is a database in real life: code → what is known of the member. */
exports.createMembers = (wechat, members = new Map()) => ({
  members,

  /** For wx.addCard. */
  toAdd: (cardId) => wechat.buildAddCardList([{ cardId, outerStr: 'home' }]),

  /** What wx.addCard brought. */
  added: (cardList) => wechat.decryptCardList(cardList),

  /** For wx.navigateToMiniProgram. */
  toActivate: (cardId) => wechat.getActivationNavigation({ cardId }),

  /** What App.onShow brought. May come more than once. */
  async returned(referrerInfo) {
    const activation = parseActivationReturn(referrerInfo)
    if (activation === undefined) return undefined
    const { cardId, code, activateTicket } = activation
    const known = members.get(code)
    if (known) return known
    const { info } = await wechat.members.getActivationInfo({ activate_ticket: activateTicket })
    const number = `M-${members.size + 1}`
    await wechat.members.activate({ card_id: cardId, code, membership_number: number, init_bonus: 100 })
    const member = { cardId, code, number, mobile: info.common_field_list[0]?.value }
    members.set(code, member)
    return member
  },

  /** After an order. When nobody knows whether the points were added, it looks before it adds them again. */
  async earn({ cardId, code }, points) {
    const member = { card_id: cardId, code }
    const { bonus: before } = await wechat.members.getInfo(member)
    try {
      const { result_bonus } = await wechat.members.update({ ...member, bonus: before + points, add_bonus: points })
      return result_bonus
    } catch (error) {
      if (error.outcome !== 'unknown') throw error
      const { bonus: now } = await wechat.members.getInfo(member)
      if (now === before + points) return now
      throw error
    }
  },

  /** WeChat's events. */
  handlers: {
    user_get_card: async ({ UserCardCode, FromUserName }) => {
      members.set(`holder of ${UserCardCode}`, FromUserName)
    },
  },
})
