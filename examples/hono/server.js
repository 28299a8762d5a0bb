// Member cards in a Fetch-style app. The same routes run on Node, Bun, Deno and workers with node:crypto.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { WeChatCardClient, WeChatCardError } from 'wechat-card-sdk'
import { createEventHandler, EventReceiver } from 'wechat-card-sdk/events'

const { WECHAT_APP_ID, WECHAT_APP_SECRET, WECHAT_TOKEN, WECHAT_AES_KEY, WECHAT_BASE_URL, PORT } = process.env

const wechat = new WeChatCardClient({
  appId: WECHAT_APP_ID,
  appSecret: WECHAT_APP_SECRET,
  ...(WECHAT_BASE_URL && { baseUrl: WECHAT_BASE_URL, allowUnsafeBaseUrl: true }),
})

const cards = new Map() // a database in real life
const receiver = new EventReceiver({ appId: WECHAT_APP_ID, token: WECHAT_TOKEN, encodingAESKey: WECHAT_AES_KEY })
const events = createEventHandler(receiver, {
  user_get_card: ({ CardId, UserCardCode, FromUserName }) => {
    cards.set(`${CardId}:${UserCardCode}`, { openid: FromUserName })
  },
})

const app = new Hono()

app.all('/wechat', ({ req }) => events(req.raw))
app.post('/cards/add', async (c) => {
  const { cardId } = await c.req.json()
  return c.json({ cardList: await wechat.buildAddCardList([{ cardId, outerStr: 'hono' }]) })
})
app.post('/cards/added', async (c) => {
  const { cardList } = await c.req.json()
  return c.json({ cards: await wechat.decryptCardList(cardList) })
})
app.get('/cards/:cardId/:code', (c) => c.json(cards.get(`${c.req.param('cardId')}:${c.req.param('code')}`) ?? {}))

app.onError((error, c) => {
  if (!WeChatCardError.is(error)) return c.json({ error: 'internal error' }, 500)
  return c.json({ error: error.message, code: error.code }, error.code === 'ERR_INPUT' ? 400 : 502)
})

serve({ fetch: app.fetch, port: Number(PORT ?? 3000), hostname: '127.0.0.1' }, ({ port }) =>
  console.log(`listening on ${port}`),
)
