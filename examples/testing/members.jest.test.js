// With jest, in CommonJS.
const { beforeEach, expect, test } = require('@jest/globals')
const { WeChatCardClient } = require('wechat-card-sdk')
const { createSimulator } = require('wechat-card-sdk/testing')
const { formOf, memberCard } = require('./member-card.js')
const { createMembers, createStore } = require('./members.js')

const simulator = createSimulator()
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

test('a user becomes a member', async () => {
  const member = await shop.returned('oLin', await join('oLin'))
  expect(member).toMatchObject({ cardId, number: member.code, mobile: '13800000000' })
  expect(simulator.snapshot().codes).toMatchObject([{ openid: 'oLin', active: true, bonus: 100 }])
})

test('while WeChat is down nothing that was typed gets lost', async () => {
  const shown = await join('oLin')
  const remove = simulator.faults.add({ path: '/card/membercard/activate', status: 502, times: Infinity })
  await expect(shop.returned('oLin', shown)).rejects.toMatchObject({ code: 'ERR_HTTP_STATUS', outcome: 'unknown' })
  remove()
  simulator.advance(3_600_000) // the ticket has ended by now
  expect(await shop.returned('oLin', shown)).toMatchObject({ mobile: '13800000000' })
})

test('time passes when the test says so: a token of two hours is renewed', async () => {
  await shop.returned('oLin', await join('oLin'))
  simulator.advance(3 * 3_600_000)
  await shop.returned('oWang', await join('oWang'))
  expect(simulator.requests.count('/cgi-bin/stable_token')).toBe(1)
})
