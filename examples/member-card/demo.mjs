// A member card in a mini program from beginning to end. Without a WeChat account: the other side is the simulator.
// With WECHAT_APP_ID, WECHAT_APP_SECRET and WECHAT_CARD_ID the same back end serves a real phone.

import { WeChatCardClient } from 'wechat-card-sdk'
import { createBackend, listen } from './backend.mjs'
import { runWithSimulator } from './with-simulator.mjs'

const { WECHAT_APP_ID, WECHAT_APP_SECRET, WECHAT_CARD_ID, PORT } = process.env

if (WECHAT_APP_ID && WECHAT_APP_SECRET && WECHAT_CARD_ID) {
  await runWithWeChat()
} else {
  await runWithSimulator()
}

async function runWithWeChat() {
  const wechat = new WeChatCardClient({ appId: WECHAT_APP_ID, appSecret: WECHAT_APP_SECRET })
  console.log(`Official Account ${WECHAT_APP_ID}, card ${WECHAT_CARD_ID}, real WeChat\n`)
  const [{ cardId, cardExt }] = await wechat.buildAddCardList([{ cardId: WECHAT_CARD_ID }])
  console.log(`Token and card ticket are there. For wx.addCard:\n  cardId   ${cardId}\n  cardExt  ${cardExt}\n`)
  const { card } = await wechat.cards.get({ card_id: WECHAT_CARD_ID })
  console.log(`The card is readable: ${card.card_type}\n`)
  const url = await listen(createBackend(wechat), Number(PORT ?? 3000))
  console.log(`The back end is at ${url}. From here on a person with a phone goes on: let the mini program`)
  console.log('  1. POST /cards/add { cardId } and hand the answer to wx.addCard')
  console.log('  2. POST /cards/added { cardList } with what wx.addCard brought, and hand the answer to wx.openCard')
  console.log('  3. POST /activation/open { cardId } and hand the answer to wx.navigateToMiniProgram')
  console.log('  4. POST /activation/return { referrerInfo } from App.onShow')
  console.log('  5. POST /points { cardId, code, add, reason }')
  console.log('Ctrl-C ends it.')
}
