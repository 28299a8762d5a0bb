// Member cards with Koa.
import { bodyParser } from '@koa/bodyparser'
import Koa from 'koa'
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

const routes = {
  'POST /cards/add': async () => await shop.add(),
  'POST /cards/added': async ({ body }) => await shop.added(body),
  'POST /activation/open': async () => await shop.openActivation(),
  'POST /activation/return': async ({ headers, body }) => await shop.activationReturned(userOf(headers), body),
  'POST /cards/show': async ({ headers, body }) => await shop.card(userOf(headers), body?.code),
  'POST /internal/orders/paid': async ({ headers, body }) => {
    needOrderService(headers)
    return await shop.orderPaid(body ?? {})
  },
}

const app = new Koa()

app.use(async (ctx, next) => {
  if (ctx.path !== '/wechat') return await next()
  ctx.respond = false // the handler answers on the connection itself
  await serveEvents(ctx.req, ctx.res)
})
app.use(bodyParser())
app.use(async (ctx) => {
  const route = routes[`${ctx.method} ${ctx.path}`]
  if (!route) return
  try {
    ctx.body = await route({ headers: ctx.headers, body: ctx.request.body })
  } catch (error) {
    // The SDK's errors say what to do, and hold no secret.
    if (error instanceof Refused) {
      ctx.status = error.status
      ctx.body = { error: error.message }
    } else if (WeChatCardError.is(error)) {
      ctx.status = error.code === 'ERR_INPUT' ? 400 : 502
      ctx.body = { error: error.message, code: error.code }
    } else throw error
  }
})

const server = app.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on ${server.address().port}`))
