// Member cards with Fastify.
import Fastify from 'fastify'
import { WeChatCardClient, WeChatCardError } from 'wechat-card-sdk'
import { createEventHandler, EventReceiver, toNodeHandler } from 'wechat-card-sdk/events'
import { needOrderService, userOf } from './session.js'
import { createShop, Refused } from './shop.js'
import { openStore } from './store.js'

const { WECHAT_APP_ID, WECHAT_APP_SECRET, WECHAT_TOKEN, WECHAT_AES_KEY, WECHAT_CARD_ID, WECHAT_BASE_URL } = process.env
const { STORE = 'shop.json', PORT = '3000' } = process.env

const wechat = new WeChatCardClient({
  appId: WECHAT_APP_ID,
  appSecret: WECHAT_APP_SECRET,
  ...(WECHAT_BASE_URL && { baseUrl: WECHAT_BASE_URL, allowUnsafeBaseUrl: true }),
})
const shop = createShop({ wechat, store: openStore(STORE), cardId: WECHAT_CARD_ID })
const receiver = new EventReceiver({ appId: WECHAT_APP_ID, token: WECHAT_TOKEN, encodingAESKey: WECHAT_AES_KEY })
const serveEvents = toNodeHandler(createEventHandler(receiver, shop.events))

const app = Fastify({ logger: false })

// In a plugin of its own, so that no body parser touches WeChat's messages.
app.register(async (wechatRoutes) => {
  wechatRoutes.removeAllContentTypeParsers()
  wechatRoutes.addContentTypeParser('*', (_request, _payload, done) => done(null))
  wechatRoutes.all('/wechat', async (request, reply) => {
    reply.hijack()
    await serveEvents(request.raw, reply.raw)
  })
})

app.post('/cards/add', async () => await shop.add())
app.post('/cards/added', async ({ body }) => await shop.added(body))
app.post('/activation/open', async () => await shop.openActivation())
app.post('/activation/return', async ({ headers, body }) => await shop.activationReturned(userOf(headers), body))
app.post('/cards/show', async ({ headers, body }) => await shop.card(userOf(headers), body?.code))
app.post('/internal/orders/paid', async ({ headers, body }) => {
  needOrderService(headers)
  return await shop.orderPaid(body ?? {})
})

// The SDK's errors say what to do, and hold no secret.
app.setErrorHandler((error, _request, reply) => {
  if (error instanceof Refused) return reply.status(error.status).send({ error: error.message })
  if (!WeChatCardError.is(error)) return reply.status(error.statusCode ?? 500).send({ error: 'request failed' })
  return reply.status(error.code === 'ERR_INPUT' ? 400 : 502).send({ error: error.message, code: error.code })
})

await app.listen({ port: Number(PORT), host: '127.0.0.1' })
console.log(`listening on ${app.server.address().port}`)
