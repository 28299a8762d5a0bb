// With vitest. The last test shows an app that makes its own client, whose calls msw intercepts.
import { setupServer } from 'msw/node'
import { beforeEach, expect, test } from 'vitest'
import { WeChatCardClient } from 'wechat-card-sdk'
import { createEventHandler, EventReceiver } from 'wechat-card-sdk/events'
import { createSimulator } from 'wechat-card-sdk/testing'
import { simulatorHandlers } from 'wechat-card-sdk/testing/msw'
import { formOf, memberCard } from './member-card.js'
import { createMembers, createStore } from './members.js'

const simulator = createSimulator()
const { appId, appSecret, clock } = simulator.clientOptions()
const wechat = new WeChatCardClient(simulator.clientOptions())
let store
let shop
let cardId

beforeEach(async () => {
  simulator.reset()
  store = createStore()
  shop = createMembers(wechat, store)
  cardId = (await wechat.cards.create({ card: memberCard })).card_id
  await wechat.members.setActivationForm(formOf(cardId))
})

/** Goes through the component as a user does. Answers with what App.onShow is called with. */
const join = async (openid) => {
  const { extraData } = await shop.toActivate(cardId)
  const answers = { USER_FORM_INFO_FLAG_MOBILE: '13800000000' }
  return await simulator.phone({ openid }).openActivation(extraData, answers)
}

test('what WeChat would refuse is refused here: a cardExt is good for one claim', async () => {
  const cardList = await shop.toAdd(cardId)
  await simulator.phone({ openid: 'oLin' }).addCard(cardList)
  await expect(simulator.phone({ openid: 'oWang' }).addCard(cardList)).rejects.toMatchObject({
    errMsg: 'addCard:fail (已领完)',
    reason: expect.stringContaining('nonce_str'),
  })
})

test('a token that dies between two calls is replaced', async () => {
  simulator.revokeTokens()
  expect(await shop.returned('oLin', await join('oLin'))).toMatchObject({ mobile: '13800000000' })
})

test('a user who leaves at the form is no member', async () => {
  const { extraData } = await shop.toActivate(cardId)
  const shown = await simulator.phone({ openid: 'oLin' }).openActivation(extraData)
  expect(await shop.returned('oLin', shown)).toBeUndefined()
})

test('the claim event arrives once, although WeChat sends it twice', async () => {
  const token = 'callbackToken01'
  const encodingAESKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
  const receiver = new EventReceiver({ appId, token, encodingAESKey, clock })
  const handler = createEventHandler(receiver, shop.handlers)
  const target = simulator.pushTo(handler, { token, encodingAESKey, twice: true })
  const phone = simulator.phone({ openid: 'oLin' })
  await phone.addCard(await shop.toAdd(cardId))
  await simulator.settled()
  target.stop()
  expect([...store.holders]).toEqual([[phone.wallet()[0].code, 'oLin']])
})

test('an app with a client of its own reaches the simulator through msw', async () => {
  const server = setupServer(...simulatorHandlers(simulator))
  // msw prints whole addresses of unhandled requests, tokens included: give it a function of your own.
  server.listen({ onUnhandledRequest: (request) => console.error(new URL(request.url).pathname) })
  try {
    const app = createMembers(new WeChatCardClient({ appId, appSecret }), store)
    const { cardList } = await simulator.phone({ openid: 'oLin' }).addCard(await app.toAdd(cardId))
    expect(await app.added(cardList)).toMatchObject([{ ok: true, cardId }])
  } finally {
    server.close()
  }
})
