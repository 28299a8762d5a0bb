// What the shop does with member cards, whatever framework calls it. The same file lies in each example that has a shop.
//
// Every function may be called twice: pages are shown again, taps are doubled, answers get lost, processes restart.
import { buildOpenCardList, parseActivationReturn } from 'wechat-card-sdk'

/** Points that a new member begins with. */
const WELCOME_POINTS = 100

/** The shop says no. `status` is the HTTP status for it. */
export class Refused extends Error {
  constructor(status, message) {
    super(message)
    this.status = status
  }
}

/**
 * `user` is who the session says is asking: `{ openid }` under the Official Account on a web page, `{ unionid }` in a mini
 * program. Never take it from the request's body.
 */
export function createShop({ wechat, store, cardId }) {
  /** Reads one card at WeChat. */
  async function readCard(code) {
    const member = await wechat.members.getInfo({ card_id: cardId, code })
    const { openid, has_active: active = false, bonus = 0, membership_number: number = '' } = member
    return { openid, card: { code, active, points: bonus, number } }
  }

  /** Reads one card at WeChat, and refuses to tell it to anybody but its holder. */
  async function cardOf(user, code) {
    const { openid, card } = await readCard(code)
    if (!(await isHolder(user, openid, code))) throw new Refused(403, 'this card is held by somebody else')
    return card
  }

  async function isHolder(user, openid, code) {
    if (user.openid) return user.openid === openid
    if (!user.unionid) return false
    const holder = await store.holderOf(openid) // the event user_get_card brought it
    if (holder?.unionid) return holder.unionid === user.unionid
    // The event may be late. The answer has a unionid only where both accounts are bound to one Open Platform account.
    const { unionid } = await wechat.codes.get({ card_id: cardId, code, check_consume: false })
    return unionid === user.unionid
  }

  /**
   * What was typed into the form. Nothing where the ticket has ended (72012): who has sent the form does not get to see it
   * again, so that this is a member all the same, whom the shop asks for the details itself.
   */
  async function readForm(activateTicket) {
    try {
      const { info } = await wechat.members.getActivationInfo({ activate_ticket: activateTicket })
      return [...info.common_field_list, ...info.custom_field_list]
    } catch (error) {
      if (error.errcode !== 72012) throw error
      return []
    }
  }

  /** The ledger's first entry for a card: the points it had before. Only the first one of this name counts. */
  const openLedger = (code, points) => store.addToLedger({ orderId: `opening ${code}`, code, points, sent: true })

  return {
    /** For `wx.addCard`. */
    async add() {
      return { cardList: await wechat.buildAddCardList([{ cardId, outerStr: 'shop' }]) }
    },

    /** What `wx.addCard` brought: the codes are encrypted. Answers with the list for `wx.openCard`. */
    async added(result) {
      const cards = await wechat.decryptCardList(result?.cardList)
      const taken = cards.filter((card) => card.ok).map(({ cardId: id, code }) => ({ cardId: id, code }))
      return { cardList: buildOpenCardList(taken) }
    },

    /** For `wx.navigateToMiniProgram`: WeChat's activation component. On a web page the user follows `url`. */
    async openActivation() {
      return await wechat.getActivationNavigation({ cardId, outerStr: 'shop' })
    },

    /** What `App.onShow` was called with, or `{ cardId, code, activateTicket }` from a web page's address. */
    async activationReturned(user, shown) {
      const back = shown?.activateTicket ? shown : parseActivationReturn(shown)
      // An ordinary show, the user left the form, or it is about another card.
      if (back === undefined || back.cardId !== cardId) return { activated: false }
      const { code, activateTicket } = back
      return await store.exclusive(code, async () => {
        const { active, points } = await cardOf(user, code)
        let form = (await store.memberOf(code))?.form
        if (form === undefined && activateTicket) {
          // Saved before anything else can fail: the ticket works for minutes, and what was typed is nowhere else.
          form = await readForm(activateTicket)
          await store.saveMember(code, { form })
        }
        if (active) {
          await openLedger(code, points)
        } else {
          if (form === undefined) return { activated: false } // nobody becomes a member without the form
          // Before the call: should its answer get lost, the ledger knows these points all the same.
          await openLedger(code, WELCOME_POINTS)
          await wechat.members.activate({
            card_id: cardId,
            code,
            membership_number: code, // unique already: a count of members is not
            init_bonus: WELCOME_POINTS,
            init_bonus_record: 'Welcome',
          })
        }
        return { activated: true, code, form: form ?? [] }
      })
    },

    /** The card as its holder may see it. */
    async card(user, code) {
      return await cardOf(user, code)
    },

    /**
     * Points for a paid order. Called by the shop's own order service, never by a phone. The ledger knows each order once;
     * WeChat is told the new total beside the difference, so that sending it again does no harm.
     */
    async orderPaid({ orderId, code, points, reason }) {
      if (typeof orderId !== 'string' || orderId === '') throw new Refused(400, 'orderId must be a text')
      if (typeof code !== 'string' || code === '') throw new Refused(400, 'code must be a text')
      if (!Number.isSafeInteger(points)) throw new Refused(400, 'points must be a whole number')
      return await store.exclusive(code, async () => {
        if ((await store.entryOf(`opening ${code}`)) === undefined) {
          // Activated elsewhere, or before there was this ledger: it begins with the points that WeChat knows.
          const { card } = await readCard(code)
          if (!card.active) throw new Refused(409, 'this card has not been activated')
          await openLedger(code, card.points)
        }
        const entry = await store.addToLedger({ orderId, code, points, sent: false })
        if (entry.code !== code || entry.points !== points) {
          throw new Refused(409, 'this order is in the ledger with another card or other points')
        }
        const total = await store.totalOf(code)
        if (entry.sent) return { points: total }
        await wechat.members.update(
          { card_id: cardId, code, bonus: total, add_bonus: points, record_bonus: reason },
          { retry: true },
        )
        await store.markSent(orderId)
        return { points: total }
      })
    },

    /**
     * Functions for the events that the shop wants to hear of. Setting the same value twice does no harm.
     * @type {import('wechat-card-sdk/events').EventHandlers}
     */
    events: {
      user_get_card: async ({ FromUserName, UnionId }) => {
        if (UnionId) await store.saveHolder(FromUserName, { unionid: UnionId })
      },
    },
  }
}
