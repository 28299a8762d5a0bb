// With jest, in CommonJS.
const { beforeEach, expect, test } = require('@jest/globals')
const { WeChatCardClient } = require('wechat-card-sdk')
const { createSimulator } = require('wechat-card-sdk/testing')
const { formOf, memberCard } = require('./member-card.js')
const { createMembers } = require('./members.js')

const simulator = createSimulator()
const wechat = new WeChatCardClient(simulator.clientOptions())
let shop
let cardId

beforeEach(async () => {
  simulator.reset()
  shop = createMembers(wechat)
  cardId = (await wechat.cards.create({ card: memberCard })).card_id
  await wechat.members.setActivationForm(formOf(cardId))
})

/** Goes through the component as a user does. */
const join = async (openid) => {
  const { extraData } = await shop.toActivate(cardId)
  const answers = { USER_FORM_INFO_FLAG_MOBILE: '13800000000' }
  return (await simulator.phone({ openid }).openActivation(extraData, answers)).referrerInfo
}

test('a user becomes a member', async () => {
  const member = await shop.returned(await join('oLin'))
  expect(member).toMatchObject({ cardId, number: 'M-1', mobile: '13800000000' })
  expect(simulator.snapshot().codes).toMatchObject([{ openid: 'oLin', active: true, bonus: 100 }])
})

test('while WeChat is down nothing is half done', async () => {
  const referrerInfo = await join('oLin')
  const remove = simulator.faults.add({ path: '/card/membercard/activate', status: 502, times: Infinity })
  await expect(shop.returned(referrerInfo)).rejects.toMatchObject({ code: 'ERR_HTTP_STATUS', outcome: 'unknown' })
  expect(shop.members.size).toBe(0)
  remove()
  expect(await shop.returned(referrerInfo)).toMatchObject({ number: 'M-1' })
})

test('time passes when the test says so: a token of two hours is renewed', async () => {
  await shop.returned(await join('oLin'))
  simulator.advance(3 * 3_600_000)
  await shop.returned(await join('oWang'))
  expect(simulator.requests.count('/cgi-bin/stable_token')).toBe(1)
})
