// Plays the merchant and two users against the simulated WeChat, over real HTTP on both sides.
import assert from 'node:assert/strict'
import { buildAddCardList, checkCardExt, WeChatCardClient } from 'wechat-card-sdk'
import { createSimulator } from 'wechat-card-sdk/testing'
import { createBackend, listen } from './backend.mjs'

const OFFICIAL_ACCOUNT = 'wx0ff1c1a1acc00001' // owns the cards: its id and secret are the back end's
const MINI_PROGRAM = 'gh_0123456789ab' // original id, for the card's buttons

export async function runWithSimulator() {
  const simulator = createSimulator({ appId: OFFICIAL_ACCOUNT })
  const { url: wechatUrl, close } = await simulator.listen({ port: 0 })
  const { appId, appSecret } = simulator.clientOptions()
  const wechat = new WeChatCardClient({ appId, appSecret, baseUrl: wechatUrl, allowUnsafeBaseUrl: true })
  const backend = createBackend(wechat)
  const backendUrl = await listen(backend)
  try {
    console.log(`WeChat (simulated) at ${wechatUrl}, the merchant's back end at ${backendUrl}\n`)
    await tellTheStory({ simulator, wechat, post: poster(backendUrl) })
  } finally {
    backend.closeAllConnections()
    backend.close()
    await close()
  }
}

async function tellTheStory({ simulator, wechat, post }) {
  step('The merchant creates a member card and sets its form')
  const logoUrl = 'http://mmbiz.qpic.cn/mmbiz_png/tea/0'
  const { cardId } = await post('/admin/card', { miniProgram: MINI_PROGRAM, logoUrl })
  const { card } = await wechat.cards.get({ card_id: cardId })
  assert.equal(card.card_type, 'MEMBER_CARD')
  show({ card_id: cardId, status: card.member_card.base_info.status })

  step('Lin taps "get card": the back end signs cardExt')
  const lin = simulator.phone({ openid: 'oLin-official-account', miniProgramOpenid: 'oLin-mini-program' })
  const toAdd = await post('/cards/add', { cardId, outerStr: 'kiosk-3' })
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
  const wang = simulator.phone({ openid: 'oWang-official-account' })
  const navigation = await post('/activation/open', { cardId, outerStr: 'table-7' })
  assert.deepEqual(Object.keys(navigation.extraData), ['encrypt_card_id', 'outer_str', 'biz'])
  assert.equal(navigation.extraData.outer_str, 'table-7')
  show({ appId: navigation.appId, ...navigation.extraData })

  step('He fills in the form; App.onShow of the mini program receives')
  const form = { USER_FORM_INFO_FLAG_MOBILE: '13800000000', 'Favourite tea': 'Longjing' }
  const shown = await wang.openActivation(navigation.extraData, form)
  const { activate_ticket, card_id, code } = shown.referrerInfo.extraData
  assert.equal(card_id, cardId)
  show({ activate_ticket, card_id, code })

  step('The back end reads what he typed and activates the card')
  const member = await post('/activation/return', { referrerInfo: shown.referrerInfo })
  assert.equal(member.activated, true)
  assert.deepEqual(member.form[0], { name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000000' })
  const again = await post('/activation/return', { referrerInfo: shown.referrerInfo })
  assert.deepEqual(again, member, 'App.onShow may fire twice')
  show({ membership_number: member.membershipNumber, mobile: member.form[0].value, tea: member.form[1].value })

  step('He buys tea for 50 yuan: 100 points for joining, 50 more')
  const { points } = await post('/points', { cardId, code, add: 50, reason: 'Order 88' })
  assert.equal(points, 150)
  const info = await wechat.members.getInfo({ card_id: cardId, code })
  assert.equal(info.has_active, true)
  show({ bonus: info.bonus, user_card_status: info.user_card_status, has_active: info.has_active })

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

/** What the mini program does with wx.request. */
const poster = (backendUrl) => async (path, body) => {
  const response = await fetch(backendUrl + path, { method: 'POST', body: JSON.stringify(body) })
  const answer = await response.json()
  assert.equal(response.status, 200, `${path} answered ${response.status}: ${answer.error}`)
  return answer
}
