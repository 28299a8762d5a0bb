// The page of the member card. The card's `activate_app_brand_pass` names it: a user who taps 激活 in the wallet comes
// here, too.
import { post } from '../../back-end'

Page({
  data: { invited: false, active: false, points: 0 },

  /**
   * From the wallet's 激活: there is a card, but no form yet, and WeChat adds the card to the page's address. The user goes
   * through the component like anybody else. It opens by a tap only, so the page asks for one.
   */
  onLoad({ card_id, encrypt_code }: Record<string, string | undefined>) {
    this.setData({ invited: card_id !== undefined || encrypt_code !== undefined })
  },

  /** Puts the card into the wallet, then shows it. */
  async addCard() {
    const { cardList } = await post('/cards/add', {})
    const added = await wx.addCard({ cardList })
    // The codes are encrypted: the back end decrypts them.
    const opened = await post('/cards/added', { cardList: added.cardList })
    const [card] = opened.cardList
    if (card === undefined) return
    const { active, points } = await post('/cards/show', { code: card.code })
    this.setData({ active, points })
    await wx.openCard({ cardList: opened.cardList })
  },

  /** Opens WeChat's activation component, where the user fills in the form. It comes back through App.onShow. */
  async activate() {
    const { appId, extraData } = await post('/activation/open', {})
    await wx.navigateToMiniProgram({ appId, extraData })
  },
})
