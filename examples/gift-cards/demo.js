// Plays a gift card from the shelf to the till against a simulated WeChat, over HTTP.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WeChatCardClient } from 'wechat-card-sdk'
import { createSimulator } from 'wechat-card-sdk/testing'
import { follow, pay } from './gift-cards.js'
import { giftCard, shelf, WORTH } from './shelf.js'
import { openStore } from './store.js'

const simulator = createSimulator()
const { url: baseUrl, close } = await simulator.listen({ port: 0 })
const { appId, appSecret } = simulator
const wechat = new WeChatCardClient({ appId, appSecret, baseUrl, allowUnsafeBaseUrl: true })
const folder = await mkdtemp(join(tmpdir(), 'gift-cards-'))
const file = join(folder, 'shop.json')
let store = openStore(file)

const { card_id: cardId } = await wechat.cards.create({ card: giftCard })
const { page_id: pageId } = await wechat.giftCards.createPage({ page: shelf(cardId) })

const [lin, wang] = [simulator.phone({ openid: 'oLin' }), simulator.phone({ openid: 'oWang' })]
const bought = await lin.giftCards.buy(wechat.giftCards.buildPageUrl({ pageId }), { cardIds: [cardId] })
await lin.giftCards.send(bought)
await wang.giftCards.take(bought)
const { buyer, holder, codes } = await follow(wechat, bought.orderId)
assert.deepEqual([buyer, holder], ['oLin', 'oWang'])
const [code] = codes
console.log(`${buyer} bought the card ${code}, ${holder} has it.`)

const tea = { cardId, worth: WORTH, code, orderId: 'A-1', cents: 3000 }
for (let times = 0; times < 10; times++) {
  simulator.faults.add({ path: '/card/generalcard/updateuser', reset: true, executes: true })
}
await assert.rejects(pay(wechat, store, tea), { code: 'ERR_NETWORK' })
simulator.faults.clear()
console.log('30 yuan: the answer gets lost. The till is started anew and asks again.')
store = openStore(file)
assert.deepEqual(await pay(wechat, store, tea), { paid: true, balance: 7000 })
assert.deepEqual(await pay(wechat, store, tea), { paid: true, balance: 7000 })

console.log('Two orders at once.')
await Promise.all(['A-2', 'A-3'].map((orderId) => pay(wechat, store, { ...tea, orderId, cents: 2000 })))
assert.equal(wang.wallet()[0].balance, 3000)
assert.deepEqual(await pay(wechat, store, { ...tea, orderId: 'A-4', cents: 3001 }), { paid: false, balance: 3000 })

await close()
await rm(folder, { recursive: true })
console.log('Done.')
