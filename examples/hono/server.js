// Member cards in a Fetch-style app. The same routes run on Node, Bun, Deno and workers with node:crypto.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { WeChatCardClient, WeChatCardError } from 'wechat-card-sdk'
import { createEventHandler, EventReceiver } from 'wechat-card-sdk/events'
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
const events = createEventHandler(receiver, shop.events)

const app = new Hono()

app.all('/wechat', ({ req }) => events(req.raw))
app.post('/cards/add', async (c) => c.json(await shop.add()))
app.post('/cards/added', async (c) => c.json(await shop.added(await c.req.json())))
app.post('/activation/open', async (c) => c.json(await shop.openActivation()))
app.post('/activation/return', async (c) => {
  return c.json(await shop.activationReturned(userOf(c.req.header()), await c.req.json()))
})
app.post('/cards/show', async (c) => {
  const { code } = await c.req.json()
  return c.json(await shop.card(userOf(c.req.header()), code))
})
app.post('/internal/orders/paid', async (c) => {
  needOrderService(c.req.header())
  return c.json(await shop.orderPaid(await c.req.json()))
})

// The SDK's errors say what to do, and hold no secret.
app.onError((error, c) => {
  if (error instanceof Refused) return c.json({ error: error.message }, error.status)
  if (error instanceof SyntaxError) return c.json({ error: 'the body is no JSON' }, 400)
  if (!WeChatCardError.is(error)) return c.json({ error: 'internal error' }, 500)
  return c.json({ error: error.message, code: error.code }, error.code === 'ERR_INPUT' ? 400 : 502)
})

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) =>
  console.log(`listening on ${port}`),
)
