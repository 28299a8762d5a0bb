// Member cards with Express and Redis. Start it as often as you like: all processes share one token and see each event once.
import express from 'express'
import { Redis } from 'ioredis'
import { parseActivationReturn, WeChatCardClient, WeChatCardError } from 'wechat-card-sdk'
import { createEventHandler, EventReceiver, toNodeHandler } from 'wechat-card-sdk/events'
import { redisCache, redisDedupe } from 'wechat-card-sdk/redis'

const { WECHAT_APP_ID, WECHAT_APP_SECRET, WECHAT_TOKEN, WECHAT_AES_KEY, WECHAT_BASE_URL, REDIS_URL, PORT } = process.env

const redis = new Redis(REDIS_URL ?? 'redis://127.0.0.1:6379')
const wechat = new WeChatCardClient({
  appId: WECHAT_APP_ID,
  appSecret: WECHAT_APP_SECRET,
  cache: redisCache(redis),
  // Only for a simulator or a gateway of your own.
  ...(WECHAT_BASE_URL && { baseUrl: WECHAT_BASE_URL, allowUnsafeBaseUrl: true }),
})

// Events arrive at least once: setting a field to the same value twice does no harm.
const receiver = new EventReceiver({
  appId: WECHAT_APP_ID,
  token: WECHAT_TOKEN,
  encodingAESKey: WECHAT_AES_KEY,
  dedupe: redisDedupe(redis),
})
const events = createEventHandler(receiver, {
  user_get_card: async ({ CardId, UserCardCode, FromUserName }) => {
    await redis.hset(`card:${CardId}:${UserCardCode}`, 'openid', FromUserName)
  },
  user_del_card: async ({ CardId, UserCardCode }) => {
    await redis.hset(`card:${CardId}:${UserCardCode}`, 'deleted', '1')
  },
})

const app = express()
app.all('/wechat', toNodeHandler(events)) // before the body parser: the signature covers the body as it came
app.use(express.json())

app.post('/cards/add', async ({ body }, response) => {
  response.json({ cardList: await wechat.buildAddCardList([{ cardId: body.cardId, outerStr: 'express' }]) })
})
app.post('/cards/added', async ({ body }, response) => {
  response.json({ cards: await wechat.decryptCardList(body.cardList) })
})
app.post('/activation/open', async ({ body }, response) => {
  const { appId, extraData } = await wechat.getActivationNavigation({ cardId: body.cardId })
  response.json({ appId, extraData })
})
app.post('/activation/return', async ({ body }, response) => {
  const activation = parseActivationReturn(body.referrerInfo)
  if (!activation?.activateTicket) return response.json({ activated: false })
  const { cardId, code, activateTicket } = activation
  const { info } = await wechat.members.getActivationInfo({ activate_ticket: activateTicket })
  await wechat.members.activate({ card_id: cardId, code, membership_number: code })
  response.json({ activated: true, form: info.common_field_list })
})
app.get('/cards/:cardId/:code', async ({ params }, response) => {
  response.json(await redis.hgetall(`card:${params.cardId}:${params.code}`))
})

// The SDK's errors say what to do, and hold no secret.
app.use((error, _request, response, _next) => {
  if (!WeChatCardError.is(error)) return response.status(500).json({ error: 'internal error' })
  response.status(error.code === 'ERR_INPUT' ? 400 : 502).json({ error: error.message, code: error.code })
})

const server = app.listen(Number(PORT ?? 3000), '127.0.0.1', () => console.log(`listening on ${server.address().port}`))
