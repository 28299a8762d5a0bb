// Plays a coupon from the tap to the till against a simulated WeChat, over HTTP.
import assert from 'node:assert/strict'
import { WeChatCardClient } from 'wechat-card-sdk'
import { createSimulator } from 'wechat-card-sdk/testing'
import { redeem, toAdd } from './coupons.js'

const simulator = createSimulator({ mode: 'legacy' }) // in which new coupons can still be made
const { url: baseUrl, close } = await simulator.listen({ port: 0 })
const { appId, appSecret } = simulator
const wechat = new WeChatCardClient({ appId, appSecret, baseUrl, allowUnsafeBaseUrl: true })
const redemptions = new Map()

const { card_id: cardId } = await wechat.cards.create({
  card: {
    card_type: 'CASH',
    cash: {
      base_info: {
        logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/tea/0',
        brand_name: '茶语',
        title: '十元代金券',
        color: 'Color010',
        code_type: 'CODE_TYPE_QRCODE',
        notice: '结账前请出示',
        description: '每单限用一张',
        sku: { quantity: 100 },
        date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 0 },
        get_limit: 2,
      },
      least_cost: 5000, // in cents
      reduce_cost: 1000,
    },
  },
})

const lin = simulator.phone({ openid: 'oLin' })
const take = async () => {
  const { cardList } = await lin.addCard((await toAdd(wechat, cardId)).cardList)
  const [{ code }] = await wechat.decryptCardList(cardList)
  return code
}
const code = await take()
console.log(`Lin has the coupon ${code}.`)

simulator.faults.add({ path: '/card/code/consume', reset: true, executes: true })
console.log('The answer gets lost:', await redeem(wechat, redemptions, { cardId, code, orderId: 'A-1' }))
console.log('The till asks again: ', await redeem(wechat, redemptions, { cardId, code, orderId: 'A-1' }))
const other = await redeem(wechat, redemptions, { cardId, code, orderId: 'A-2' })
console.log('For another order:   ', other)
assert.equal(other, 'used')
assert.equal(simulator.effects.count('code.consumed'), 1)

const second = await take()
await wechat.codes.setUnavailable({ card_id: cardId, code: second })
assert.equal(await redeem(wechat, redemptions, { cardId, code: second, orderId: 'A-3' }), 'not usable')
await close()
console.log('Done.')
