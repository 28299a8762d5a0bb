// One page with two buttons: take the card, become a member.
import { post } from '../../back-end'

const CARD_ID = 'pYourMemberCard0000000000001'

Page({
  /** Puts the card into the wallet, then shows it. */
  async addCard() {
    const { cardList } = await post('/cards/add', { cardId: CARD_ID })
    const added = await wx.addCard({ cardList })
    // The codes are encrypted: the back end decrypts them.
    const opened = await post('/cards/added', { cardList: added.cardList })
    await wx.openCard({ cardList: opened.cardList })
  },

  /** Opens WeChat's activation component, where the user fills in the form. */
  async activate() {
    const { appId, extraData } = await post('/activation/open', { cardId: CARD_ID })
    await wx.navigateToMiniProgram({ appId, extraData })
  },
})
