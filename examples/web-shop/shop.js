// What the shop does with member cards, whatever framework calls it. The same file lies in each example that has a shop.
//
// Every function may be called twice: pages are shown again, taps are doubled, answers get lost, processes restart.
import { buildOpenCardList, parseActivationReturn } from 'wechat-card-sdk'

/** Points that a new member begins with. */
const WELCOME_POINTS = 100

/** Somebody asked about a card that another person holds. */
export class NotTheHolder extends Error {}

/**
 * `user` is who the session says is asking: `{ openid }` under the Official Account on a web page, `{ unionid }` in a mini
 * program. Never take it from the request's body.
 */
export function createShop({ wechat, store, cardId }) {
  /** Refuses a card of somebody else. `openid` is the holder's, as WeChat says. */
  async function needHolder(user, openid) {
    if (user.openid === openid) return
    const holder = await store.holderOf(openid) // the event user_get_card brought it
    if (user.unionid !== undefined && holder?.unionid === user.unionid) return
    throw new NotTheHolder('this card is held by somebody else')
  }

  /** Reads one card at WeChat, and refuses to tell it to anybody but its holder. */
  async function cardOf(user, code) {
    const {
      openid,
      has_active: active,
      bonus,
      membership_number: number,
    } = await wechat.members.getInfo({
      card_id: cardId,
      code,
    })
    await needHolder(user, openid)
    return { code, active, points: bonus ?? 0, number: number ?? '' }
  }

  return {
    /** For `wx.addCard`. */
    async add() {
      return { cardList: await wechat.buildAddCardList([{ cardId, outerStr: 'shop' }]) }
    },

    /** What `wx.addCard` brought: the codes are encrypted. Answers with the list for `wx.openCard`. */
    async added({ cardList }) {
      const cards = await wechat.decryptCardList(cardList)
      const taken = cards.filter((card) => card.ok).map(({ cardId: id, code }) => ({ cardId: id, code }))
      return { cardList: buildOpenCardList(taken) }
    },

    /** For `wx.navigateToMiniProgram`: WeChat's activation component. On a web page the user follows `url`. */
    async openActivation() {
      return await wechat.getActivationNavigation({ cardId, outerStr: 'shop' })
    },

    /** What `App.onShow` was called with, or `{ cardId, code, activateTicket }` from a web page's address. */
    async activationReturned(user, show) {
      const back = show.activateTicket ? show : parseActivationReturn(show)
      if (back === undefined) return { activated: false } // an ordinary show, or the user left the form
      const { code, activateTicket } = back
      return await store.exclusive(code, async () => {
        const { active } = await cardOf(user, code)
        if (activateTicket && (await store.memberOf(code))?.form === undefined) {
          // Saved before anything else can fail: the ticket works for minutes, and what was typed is nowhere else.
          const { info } = await wechat.members.getActivationInfo({ activate_ticket: activateTicket })
          await store.saveMember(code, { form: [...info.common_field_list, ...info.custom_field_list] })
        }
        if (!active) {
          await wechat.members.activate({
            card_id: cardId,
            code,
            membership_number: code,
            init_bonus: WELCOME_POINTS,
            init_bonus_record: 'Welcome',
          })
        }
        // The ledger's first entry; a second one of the same name changes nothing.
        await store.addToLedger({ orderId: `welcome ${code}`, code, points: WELCOME_POINTS, sent: true })
        return { activated: true, form: (await store.memberOf(code))?.form ?? [] }
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
      return await store.exclusive(code, async () => {
        const entry = await store.addToLedger({ orderId, code, points, sent: false })
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

    /** Functions for the events that the shop wants to hear of. Setting the same value twice does no harm. */
    events: {
      user_get_card: async ({ FromUserName, UnionId }) => {
        await store.saveHolder(FromUserName, { unionid: UnionId })
      },
    },
  }
}
