// Member cards with Fastify. One process: the memory cache is enough.
import Fastify from 'fastify'
import { WeChatCardClient, WeChatCardError } from 'wechat-card-sdk'
import { createEventHandler, EventReceiver, toNodeHandler } from 'wechat-card-sdk/events'

const { WECHAT_APP_ID, WECHAT_APP_SECRET, WECHAT_TOKEN, WECHAT_AES_KEY, WECHAT_BASE_URL, PORT } = process.env

const wechat = new WeChatCardClient({
  appId: WECHAT_APP_ID,
  appSecret: WECHAT_APP_SECRET,
  ...(WECHAT_BASE_URL && { baseUrl: WECHAT_BASE_URL, allowUnsafeBaseUrl: true }),
})

const cards = new Map() // a database in real life
const receiver = new EventReceiver({ appId: WECHAT_APP_ID, token: WECHAT_TOKEN, encodingAESKey: WECHAT_AES_KEY })
const serveEvents = toNodeHandler(
  createEventHandler(receiver, {
    user_get_card: ({ CardId, UserCardCode, FromUserName }) => {
      cards.set(`${CardId}:${UserCardCode}`, { openid: FromUserName })
    },
  }),
)

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

app.post('/cards/add', async ({ body }) => ({
  cardList: await wechat.buildAddCardList([{ cardId: body.cardId, outerStr: 'fastify' }]),
}))
app.post('/cards/added', async ({ body }) => ({ cards: await wechat.decryptCardList(body.cardList) }))
app.get('/cards/:cardId/:code', async ({ params }) => cards.get(`${params.cardId}:${params.code}`) ?? {})

app.setErrorHandler((error, _request, reply) => {
  if (!WeChatCardError.is(error)) return reply.status(error.statusCode ?? 500).send({ error: 'request failed' })
  return reply.status(error.code === 'ERR_INPUT' ? 400 : 502).send({ error: error.message, code: error.code })
})

await app.listen({ port: Number(PORT ?? 3000), host: '127.0.0.1' })
console.log(`listening on ${app.server.address().port}`)
