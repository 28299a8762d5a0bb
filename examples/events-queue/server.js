// Takes WeChat's events and puts them into a queue in Redis. A worker takes its time with them.
import { createServer } from 'node:http'
import { Redis } from 'ioredis'
import { createEventHandler, EventReceiver, toNodeHandler } from 'wechat-card-sdk/events'
import { redisDedupe } from 'wechat-card-sdk/redis'
import { put } from './queue.js'

const { WECHAT_APP_ID, WECHAT_TOKEN, WECHAT_AES_KEY, REDIS_URL = 'redis://127.0.0.1:6379', PORT = '3000' } = process.env

const redis = new Redis(REDIS_URL)
const receiver = new EventReceiver({
  appId: WECHAT_APP_ID,
  token: WECHAT_TOKEN,
  encodingAESKey: WECHAT_AES_KEY,
  dedupe: redisDedupe(redis), // copies are left out, whichever process gets them
})
const handler = createEventHandler(
  receiver,
  {},
  {
    // No event has a function of its own: all come here. WeChat is answered after this, so that it sends the event again
    // when Redis does not take it.
    onUnhandled: (event) => put(redis, event),
    onError: (error) => console.error(error.code ?? error.name, error.message),
  },
)
const server = createServer(toNodeHandler(handler))
server.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on ${server.address().port}`))
