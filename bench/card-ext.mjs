// Signing: each helper beside the plain way to write it by hand, the client beside that and beside other SDKs.
import { hash, randomFillSync } from 'node:crypto'
import { WeChatCardClient } from 'wechat-card-sdk'
import { buildCardExt, cardSignature } from 'wechat-card-sdk/helpers'
import { race } from './measure.mjs'
import { clientOf, SDKS } from './peers.mjs'

const cardId = 'pjZ8Yt1XGILfi-FUsewpnnolGgZk'
const cardTicket = 'E0o2-at6NcC2OsJiQTlwlKYyg-fKayq9IF7iYyyyi7JyxXirHaurpJgI7oqY0AVbFPnZmYCgmCdTNBlU1hBRzw'
const timestamp = 1498125529
const nonceStr = 'F899139DF5E1059396431415E770C6DD'

// Written by hand: what a careful developer writes who looks at the profile, too. Literals, no spreads, and a nonce from a
// pool of random bytes as the SDK has it.

const byHandSignature = (values) => hash('sha1', values.slice().sort().join(''))

function byHand(nonce_str, time) {
  const timestamp = String(time)
  const signature = hash('sha1', [cardId, cardTicket, timestamp, nonce_str].sort().join(''))
  return JSON.stringify({ timestamp, nonce_str, signature })
}

const pool = Buffer.alloc(2048)
let used = pool.length

function nonceByHand() {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += 16
  return pool.toString('hex', used - 16, used)
}

const madeByHand = () => byHand(nonceByHand(), Math.floor(Date.now() / 1000))

export async function* rows({ server }) {
  const values = [cardTicket, String(timestamp), cardId, nonceStr, 'PK0000397757', 'otMXytwcamKAa3JmUoQ0N7OGDFuA']
  yield {
    what: 'cardSignature of 6 values',
    unit: 'per second',
    target: { ratio: 0.85, beside: 'sort, join, hash' },
    race: await race([
      { name: 'wechat-card-sdk', sync: true, run: () => cardSignature(values) },
      { name: 'sort, join, hash', sync: true, run: () => byHandSignature(values) },
    ]),
  }
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
      { name: 'written by hand', sync: true, run: madeByHand },
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
  const contenders = [
    { name: 'wechat-card-sdk', run: () => wechat.buildAddCardList([{ cardId }]) },
    { name: 'written by hand', sync: true, run: () => [{ cardId, cardExt: madeByHand() }] },
    ...peers.map(({ name, client }) => ({ name, run: () => client.cardExt(cardId) })),
  ]
  // Measured once, and judged twice: by hand, and by the one peer that makes a nonce and JSON text, too.
  const client = {
    what: 'cardExt of one card by the client, ticket at hand',
    unit: 'per second',
    race: await race(contenders),
  }
  yield { ...client, target: { ratio: 0.7, beside: 'written by hand' } }
  yield { ...client, what: `${client.what}, beside wechat-jssdk`, target: { ratio: 1.2, beside: 'wechat-jssdk' } }
}
