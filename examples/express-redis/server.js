// Member cards with Express and Redis. Start it as often as you like: all processes share one token, one ledger and one
// lock per member, and see each event once.
import express from 'express'
import { Redis } from 'ioredis'
import { WeChatCardClient, WeChatCardError } from 'wechat-card-sdk'
import { createEventHandler, EventReceiver, toNodeHandler } from 'wechat-card-sdk/events'
import { redisCache, redisDedupe } from 'wechat-card-sdk/redis'
import { needOrderService, userOf } from './session.js'
import { createShop, Refused } from './shop.js'
import { openStore } from './store.js'

const { WECHAT_APP_ID, WECHAT_APP_SECRET, WECHAT_TOKEN, WECHAT_AES_KEY, WECHAT_CARD_ID, WECHAT_BASE_URL } = process.env
const { REDIS_URL = 'redis://127.0.0.1:6379', PORT = '3000' } = process.env

const redis = new Redis(REDIS_URL)
const wechat = new WeChatCardClient({
  appId: WECHAT_APP_ID,
  appSecret: WECHAT_APP_SECRET,
  cache: redisCache(redis),
  ...(WECHAT_BASE_URL && { baseUrl: WECHAT_BASE_URL, allowUnsafeBaseUrl: true }),
})
const shop = createShop({ wechat, store: openStore(redis), cardId: WECHAT_CARD_ID })
const receiver = new EventReceiver({
  appId: WECHAT_APP_ID,
  token: WECHAT_TOKEN,
  encodingAESKey: WECHAT_AES_KEY,
  dedupe: redisDedupe(redis),
})

const app = express()
app.all('/wechat', toNodeHandler(createEventHandler(receiver, shop.events))) // before the body parser
app.use(express.json())

app.post('/cards/add', async (_request, response) => {
  response.json(await shop.add())
})
app.post('/cards/added', async ({ body }, response) => {
  response.json(await shop.added(body))
})
app.post('/activation/open', async (_request, response) => {
  response.json(await shop.openActivation())
})
app.post('/activation/return', async ({ headers, body }, response) => {
  response.json(await shop.activationReturned(userOf(headers), body))
})
app.post('/cards/show', async ({ headers, body }, response) => {
  response.json(await shop.card(userOf(headers), body?.code))
})
app.post('/internal/orders/paid', async ({ headers, body }, response) => {
  needOrderService(headers)
  response.json(await shop.orderPaid(body ?? {}))
})

// The SDK's errors say what to do, and hold no secret.
app.use((error, _request, response, _next) => {
  if (error instanceof Refused) return response.status(error.status).json({ error: error.message })
  if (!WeChatCardError.is(error)) return response.status(error.status ?? 500).json({ error: 'request failed' })
  response.status(error.code === 'ERR_INPUT' ? 400 : 502).json({ error: error.message, code: error.code })
})

const server = app.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on ${server.address().port}`))
