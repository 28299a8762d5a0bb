// A web page with member cards, and its back end: Express and the SDK. It knows nothing of simulators.
import { readFileSync } from 'node:fs'
import express from 'express'
import { parseActivationQuery, WeChatCardClient, WeChatCardError } from 'wechat-card-sdk'
import { createEventHandler, EventReceiver, toNodeHandler } from 'wechat-card-sdk/events'
import { createShop, Refused } from './shop.js'
import { openStore } from './store.js'

const {
  WECHAT_APP_ID,
  WECHAT_APP_SECRET,
  WECHAT_TOKEN,
  WECHAT_AES_KEY,
  WECHAT_CARD_ID,
  WECHAT_BASE_URL,
  // WeChat's JS-SDK, or the stand-in of a simulator.
  WX_SCRIPT = 'https://res.wx.qq.com/open/js/jweixin-1.6.0.js',
  ORDER_SERVICE_KEY,
  STORE = 'shop.json',
  PORT = '3000',
} = process.env

const wechat = new WeChatCardClient({
  appId: WECHAT_APP_ID,
  appSecret: WECHAT_APP_SECRET,
  ...(WECHAT_BASE_URL && { baseUrl: WECHAT_BASE_URL, allowUnsafeBaseUrl: true }),
})
const shop = createShop({ wechat, store: openStore(STORE), cardId: WECHAT_CARD_ID })
const receiver = new EventReceiver({ appId: WECHAT_APP_ID, token: WECHAT_TOKEN, encodingAESKey: WECHAT_AES_KEY })

const app = express()
app.all('/wechat', toNodeHandler(createEventHandler(receiver, shop.events))) // before the body parser

const page = readFileSync(new URL('public/index.html', import.meta.url), 'utf8')
app.get('/', (request, response) => {
  // Who is here? In WeChat's browser the answer comes from web authorisation (snsapi_base), which gives the openid under
  // the Official Account. To try it out, the address says it: replace this line before anybody else can reach the server.
  const user = String(request.query.user ?? 'oLin')
  response.cookie('user', user, { httpOnly: true, sameSite: 'lax' })
  response.type('html').send(page.replace('{{wx}}', WX_SCRIPT.replace('{{user}}', encodeURIComponent(user))))
})
app.use(express.static(new URL('public', import.meta.url).pathname, { index: false }))
app.use(express.json())

/** Who asks, by the session. */
const userOf = (request) => ({ openid: /(?:^|; )user=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '' })

app.get('/wx/config', async ({ query }, response) => {
  const jsApiList = ['addCard', 'openCard']
  response.json(await wechat.buildWxConfig({ url: String(query.url), jsApiList }))
})
app.post('/cards/add', async (_request, response) => {
  response.json(await shop.add())
})
app.post('/cards/added', async ({ body }, response) => {
  response.json(await shop.added(body))
})
app.post('/activation/open', async (_request, response) => {
  response.json(await shop.openActivation())
})
app.post('/activation/return', async (request, response) => {
  // A web page is sent back with everything in its address.
  const { cardId, encryptCode, activateTicket } = parseActivationQuery(request.body.url)
  const code = await wechat.decryptCode(encryptCode)
  response.json({ code, ...(await shop.activationReturned(userOf(request), { cardId, code, activateTicket })) })
})
app.post('/cards/show', async (request, response) => {
  response.json(await shop.card(userOf(request), request.body.code))
})
app.post('/internal/orders/paid', async (request, response) => {
  if (!ORDER_SERVICE_KEY || request.headers.authorization !== `Bearer ${ORDER_SERVICE_KEY}`) {
    return response.status(403).json({ error: 'for the order service alone' })
  }
  response.json(await shop.orderPaid(request.body))
})

// The SDK's errors say what to do, and hold no secret.
app.use((error, _request, response, _next) => {
  if (error instanceof Refused) return response.status(error.status).json({ error: error.message })
  if (!WeChatCardError.is(error)) return response.status(500).json({ error: 'internal error' })
  response.status(error.code === 'ERR_INPUT' ? 400 : 502).json({ error: error.message, code: error.code })
})

const server = app.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on ${server.address().port}`))
