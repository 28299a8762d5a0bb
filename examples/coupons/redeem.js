// Redeems one code: node --env-file=.env redeem.js CODE ORDER
import { wechat } from './client.js'
import { redeem } from './coupons.js'

const [code, orderId] = process.argv.slice(2)
console.log(await redeem(wechat, new Map(), { cardId: process.env.WECHAT_CARD_ID, code, orderId }))
