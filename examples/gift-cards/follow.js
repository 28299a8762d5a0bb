// Says who has the cards of an order: node --env-file=.env follow.js ORDER
import { wechat } from './client.js'
import { follow } from './gift-cards.js'

console.log(await follow(wechat, process.argv[2]))
