// cardExt: the helper beside the code one would write by hand, the client beside the helper, and beside other SDKs.
import { hash, randomBytes } from 'node:crypto'
import { WeChatCardClient } from 'wechat-card-sdk'
import { buildAddCardList, buildCardExt } from 'wechat-card-sdk/helpers'
import { race } from './measure.mjs'
import { clientOf, SDKS } from './peers.mjs'

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

export async function* rows({ server }) {
  yield {
    what: 'buildCardExt, nonce and time given',
    unit: 'per second',
    target: { ratio: 0.85, beside: 'written by hand' },
    race: await race([
      { name: 'wechat-card-sdk', sync: true, run: () => buildCardExt({ cardId, cardTicket, nonceStr, timestamp }) },
      { name: 'written by hand', sync: true, run: () => byHand(nonceStr, timestamp) },
    ]),
  }
  yield {
    what: 'buildCardExt, nonce and time made',
    unit: 'per second',
    target: { ratio: 0.85, beside: 'written by hand' },
    race: await race([
      { name: 'wechat-card-sdk', sync: true, run: () => buildCardExt({ cardId, cardTicket }) },
      {
        name: 'written by hand',
        sync: true,
        run: () => byHand(randomBytes(16).toString('hex'), Math.floor(Date.now() / 1000)),
      },
    ]),
  }
  const wechat = new WeChatCardClient({
    appId: 'wx0000000000000001',
    appSecret: 'unused',
    cardTicket: async () => ({ value: cardTicket, expiresInSeconds: 7200 }),
  })
  const peers = SDKS.map((name) => ({ name, client: clientOf[name](server.url) }))
  await wechat.buildAddCardList([{ cardId }])
  for (const { client } of peers) await client.cardExt(cardId)
  yield {
    what: 'cardExt of one card by the client, ticket at hand',
    unit: 'per second',
    target: { ratio: 0.7, beside: 'the helper' },
    race: await race([
      { name: 'wechat-card-sdk', run: () => wechat.buildAddCardList([{ cardId }]) },
      { name: 'the helper', sync: true, run: () => buildAddCardList([{ cardId }], { cardTicket }) },
      ...peers.map(({ name, client }) => ({ name, run: () => client.cardExt(cardId) })),
    ]),
  }
}
