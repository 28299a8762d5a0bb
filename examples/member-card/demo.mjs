// A member card in a mini program from beginning to end. Without a WeChat account: the other side is the simulator.
// With the variables of .env.example the same back end serves real phones.

import { WeChatCardClient } from 'wechat-card-sdk'
import { EventReceiver } from 'wechat-card-sdk/events'
import { createBackend, listen } from './backend.mjs'
import { createShop } from './shop.js'
import { openStore } from './store.js'
import { runWithSimulator } from './with-simulator.mjs'

const { WECHAT_APP_ID, WECHAT_APP_SECRET, WECHAT_CARD_ID, WECHAT_TOKEN, WECHAT_AES_KEY } = process.env
const { STORE = 'shop.json', PORT = '3000' } = process.env

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
  const shop = createShop({ wechat, store: openStore(STORE), cardId })
  const receiver = new EventReceiver({ appId: WECHAT_APP_ID, token: WECHAT_TOKEN, encodingAESKey: WECHAT_AES_KEY })
  const url = await listen(createBackend({ shop, receiver }), Number(PORT))
  console.log(`The back end is at ${url}. From here on a person with a phone goes on: let the mini program`)
  console.log('  1. POST /cards/add and hand the answer to wx.addCard')
  console.log('  2. POST /cards/added with what wx.addCard brought, and hand the answer to wx.openCard')
  console.log('  3. POST /activation/open and hand the answer to wx.navigateToMiniProgram')
  console.log('  4. POST /activation/return with the options of App.onShow')
  console.log('  5. POST /cards/show { code }')
  console.log('Points come from the order service alone: POST /internal/orders/paid { orderId, code, points, reason }.')
  console.log('session.js says where your sessions belong. Ctrl-C ends it.')
}
