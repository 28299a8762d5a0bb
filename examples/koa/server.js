// Member cards with Koa.
import { bodyParser } from '@koa/bodyparser'
import Koa from 'koa'
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

const routes = {
  'POST /cards/add': async ({ cardId }) => ({
    cardList: await wechat.buildAddCardList([{ cardId, outerStr: 'koa' }]),
  }),
  'POST /cards/added': async ({ cardList }) => ({ cards: await wechat.decryptCardList(cardList) }),
}

const app = new Koa()

app.use(async (ctx, next) => {
  if (ctx.path !== '/wechat') return await next()
  ctx.respond = false // the handler answers on the connection itself
  await serveEvents(ctx.req, ctx.res)
})
app.use(bodyParser())
app.use(async (ctx) => {
  const [, cardId, code] = /^\/cards\/([^/]+)\/([^/]+)$/.exec(ctx.path) ?? []
  if (ctx.method === 'GET' && code) {
    ctx.body = cards.get(`${cardId}:${code}`) ?? {}
    return
  }
  const route = routes[`${ctx.method} ${ctx.path}`]
  if (!route) return
  try {
    ctx.body = await route(ctx.request.body)
  } catch (error) {
    if (!WeChatCardError.is(error)) throw error
    ctx.status = error.code === 'ERR_INPUT' ? 400 : 502
    ctx.body = { error: error.message, code: error.code }
  }
})

const server = app.listen(Number(PORT ?? 3000), '127.0.0.1', () => console.log(`listening on ${server.address().port}`))
