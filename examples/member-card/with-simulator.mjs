// Plays the merchant and two users against the simulated WeChat, over real HTTP on both sides.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildAddCardList, checkCardExt, WeChatCardClient } from 'wechat-card-sdk'
import { EventReceiver } from 'wechat-card-sdk/events'
import { createSimulator } from 'wechat-card-sdk/testing'
import { createBackend, listen } from './backend.mjs'
import { activationForm, memberCard } from './card.mjs'
import { createShop } from './shop.js'
import { openStore } from './store.js'

const OFFICIAL_ACCOUNT = 'wx0ff1c1a1acc00001' // owns the cards: its id and secret are the back end's
const MINI_PROGRAM = 'gh_0123456789ab' // original id, for the card's buttons
const CALLBACK = { token: 'demoToken', encodingAESKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' }

export async function runWithSimulator() {
  // session.js: who asks is what a header says, and the order service has a key.
  process.env.DEMO_SESSIONS = '1'
  process.env.ORDER_SERVICE_KEY = 'known-to-the-order-service-alone'

  const folder = await mkdtemp(join(tmpdir(), 'member-card-'))
  const simulator = createSimulator({ appId: OFFICIAL_ACCOUNT })
  const { url: wechatUrl, close } = await simulator.listen({ port: 0 })
  const { appId, appSecret } = simulator.clientOptions()
  const wechat = new WeChatCardClient({ appId, appSecret, baseUrl: wechatUrl, allowUnsafeBaseUrl: true })
  let backend

  /** Starts the back end, anew after a crash: what it has to remember is in the store's file. */
  const start = async (cardId) => {
    const shop = createShop({ wechat, store: openStore(join(folder, 'shop.json')), cardId })
    backend = createBackend({ shop, receiver: new EventReceiver({ appId, ...CALLBACK }) })
    const url = await listen(backend)
    const target = simulator.pushTo(`${url}/wechat`, CALLBACK)
    return {
      url,
      stop() {
        target.stop()
        backend.closeAllConnections()
        backend.close()
      },
    }
  }

  try {
    await tellTheStory({ simulator, wechat, wechatUrl, start })
  } finally {
    backend?.closeAllConnections()
    backend?.close()
    await close()
    await rm(folder, { recursive: true })
  }
}

async function tellTheStory({ simulator, wechat, wechatUrl, start }) {
  step('The merchant creates a member card and sets its form')
  const logoUrl = 'http://mmbiz.qpic.cn/mmbiz_png/tea/0'
  const { card_id: cardId } = await wechat.cards.create({ card: memberCard({ miniProgram: MINI_PROGRAM, logoUrl }) })
  await wechat.members.setActivationForm(activationForm(cardId))
  const { card } = await wechat.cards.get({ card_id: cardId })
  assert.equal(card.card_type, 'MEMBER_CARD')
  let server = await start(cardId)
  show({ card_id: cardId, WeChat: `${wechatUrl} (simulated)`, 'back end': server.url })

  /** What the mini program does with wx.request, and the order service with fetch. */
  const ask = async (path, body, headers) => {
    const response = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: response.status, body: await response.json() }
  }
  const post = async (path, body = {}, headers = {}) => {
    const { status, body: answer } = await ask(path, body, headers)
    assert.equal(status, 200, `${path} answered ${status}: ${answer.error}`)
    return answer
  }
  const asWang = { 'x-demo-unionid': 'uWang' }
  const orderService = { authorization: `Bearer ${process.env.ORDER_SERVICE_KEY}` }

  step('Lin taps "get card": the back end signs cardExt')
  const lin = simulator.phone({ openid: 'oLin-official-account', miniProgramOpenid: 'oLin-mini-program' })
  const toAdd = await post('/cards/add')
  assert.equal(toAdd.cardList.length, 1)
  show({ 'cardList[0].cardExt': toAdd.cardList[0].cardExt })

  step('wx.addCard: the card is in her wallet; the code comes back encrypted')
  const added = await lin.addCard(toAdd.cardList)
  assert.equal(added.errMsg, 'addCard:ok')
  show({ errMsg: added.errMsg, 'cardList[0].code': added.cardList[0].code })

  step('The back end decrypts it, for wx.openCard')
  const toOpen = await post('/cards/added', { cardList: added.cardList })
  assert.match(toOpen.cardList[0].code, /^\d{12}$/)
  await lin.openCard(toOpen.cardList)
  show(toOpen.cardList[0])

  step('Wang goes through the activation component: the back end reads its link')
  const wang = simulator.phone({ openid: 'oWang-official-account', unionid: 'uWang' })
  const navigation = await post('/activation/open')
  assert.deepEqual(Object.keys(navigation.extraData), ['encrypt_card_id', 'outer_str', 'biz'])
  show({ appId: navigation.appId, ...navigation.extraData })

  step('He fills in the form; App.onShow of the mini program receives')
  const form = { USER_FORM_INFO_FLAG_MOBILE: '13800000000', 'Favourite tea': 'Longjing' }
  const shown = await wang.openActivation(navigation.extraData, form)
  const { activate_ticket, card_id, code } = shown.referrerInfo.extraData
  assert.equal(card_id, cardId)
  show({ activate_ticket, card_id, code })

  step('The back end saves what he typed, then activates. The answer of WeChat gets lost')
  simulator.faults.add({ path: '/card/membercard/activate', reset: true, executes: true })
  const lost = await ask('/activation/return', shown, asWang)
  assert.equal(lost.status, 502)
  assert.equal((await ask('/activation/return', shown, { 'x-demo-unionid': 'uLin' })).status, 403)
  show({ 'for him': lost.body.code, 'for somebody else': '403: it is not their card' })

  step('The back end is started anew, and App.onShow fires twice')
  server.stop()
  server = await start(cardId)
  const [member, again] = await Promise.all([1, 2].map(() => post('/activation/return', shown, asWang)))
  assert.deepEqual(member.form[0], { name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000000' })
  assert.deepEqual(again, member)
  assert.equal(simulator.effects.count('member.activated'), 1)
  const { number, points } = await post('/cards/show', { code }, asWang)
  show({ membership_number: number, points, mobile: member.form[0].value, tea: member.form[1].value })

  step('He pays for two orders at once, and the order service reports one of them twice')
  const order = { orderId: 'order 88', code, points: 50, reason: 'Longjing' }
  const cake = { orderId: 'order 89', code, points: 30, reason: 'Tea cake' }
  await Promise.all([order, cake, order].map((paid) => post('/internal/orders/paid', paid, orderService)))
  assert.equal((await ask('/internal/orders/paid', order, asWang)).status, 403)
  const info = await wechat.members.getInfo({ card_id: cardId, code })
  assert.equal(info.bonus, 180)
  show({ bonus: `${info.bonus} = 100 + 50 + 30`, 'from a phone': '403: points come from the order service alone' })

  step('A deliberate mistake: cardExt signed with the jsapi ticket')
  const [cardTicket, jsapiTicket] = await Promise.all([wechat.getCardTicket(), wechat.getJsapiTicket()])
  const wrong = buildAddCardList([{ cardId }], { cardTicket: String(jsapiTicket) })
  const refusal = await simulator
    .phone({ openid: 'oZhao-official-account' })
    .addCard(wrong)
    .then(() => assert.fail('WeChat must refuse it'))
    .catch((error) => error)
  assert.match(refusal.errMsg, /^addCard:fail/)
  const { valid, problems } = checkCardExt({ ...wrong[0], cardTicket, jsapiTicket })
  assert.equal(valid, false)
  show({ 'WeChat says': refusal.errMsg, 'checkCardExt says': problems.map(({ message }) => message).join('; ') })

  const tokens = simulator.requests.filter(({ path }) => path === '/cgi-bin/stable_token').length
  assert.equal(tokens, 1)
  console.log(`Done. ${simulator.requests.length} requests to WeChat, ${tokens} of them for the access token.`)
}

let steps = 0

function step(title) {
  steps += 1
  console.log(`${steps}. ${title}`)
}

function show(values) {
  const width = Math.max(...Object.keys(values).map((name) => name.length))
  for (const [name, value] of Object.entries(values)) console.log(`     ${name.padEnd(width)}  ${value}`)
  console.log()
}
