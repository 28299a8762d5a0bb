// cardExt: the helper beside the code one would write by hand, and the client beside the helper.
import { hash, randomBytes } from 'node:crypto'
import { WeChatCardClient } from 'wechat-card-sdk'
import { buildAddCardList, buildCardExt } from 'wechat-card-sdk/helpers'

const cardId = 'pjZ8Yt1XGILfi-FUsewpnnolGgZk'
const cardTicket = 'E0o2-at6NcC2OsJiQTlwlKYyg-fKayq9IF7iYyyyi7JyxXirHaurpJgI7oqY0AVbFPnZmYCgmCdTNBlU1hBRzw'
const timestamp = 1498125529
const nonceStr = 'F899139DF5E1059396431415E770C6DD'

/** What a careful developer writes after reading the documentation. */
function byHand(nonce_str, time) {
  const signed = { timestamp: String(time), nonce_str }
  const signature = hash('sha1', [...Object.values(signed), cardId, cardTicket].sort().join(''))
  return JSON.stringify({ ...signed, signature })
}

export async function rows() {
  const wechat = new WeChatCardClient({
    appId: 'wx0000000000000001',
    appSecret: 'unused',
    cardTicket: async () => ({ value: cardTicket, expiresInSeconds: 7200 }),
  })
  const cards = [{ cardId }]
  await wechat.buildAddCardList(cards)
  return [
    {
      name: 'buildCardExt, nonce and time given',
      target: 0.85,
      ours: { sync: true, run: () => buildCardExt({ cardId, cardTicket, nonceStr, timestamp }) },
      theirs: { name: 'by hand', sync: true, run: () => byHand(nonceStr, timestamp) },
    },
    {
      name: 'buildCardExt, nonce and time made',
      target: 0.85,
      ours: { sync: true, run: () => buildCardExt({ cardId, cardTicket }) },
      theirs: {
        name: 'by hand',
        sync: true,
        run: () => byHand(randomBytes(16).toString('hex'), Math.floor(Date.now() / 1000)),
      },
    },
    {
      name: 'client.buildAddCardList, warm ticket',
      target: 0.7,
      ours: { run: () => wechat.buildAddCardList(cards) },
      theirs: {
        name: 'buildAddCardList of the helpers',
        sync: true,
        run: () => buildAddCardList(cards, { cardTicket }),
      },
    },
  ]
}
