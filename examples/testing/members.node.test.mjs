// With node:test.
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { WeChatCardClient } from 'wechat-card-sdk'
import { createSimulator } from 'wechat-card-sdk/testing'
import { formOf, memberCard } from './member-card.js'
import { createMembers, createStore } from './members.js'

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

test('a user claims the card', async () => {
  const phone = simulator.phone({ openid: 'oLin' })
  const { cardList } = await phone.addCard(await shop.toAdd(cardId))
  const [added] = await shop.added(cardList)
  assert.equal(added.ok, true)
  assert.equal(phone.wallet()[0].code, added.code)
})

test('a user becomes a member once, although the answer is lost and the mini program is shown again', async () => {
  const shown = await join('oLin')
  simulator.faults.add({ path: '/card/membercard/activate', reset: true, executes: true })
  await assert.rejects(shop.returned('oLin', shown), { code: 'ERR_NETWORK', outcome: 'unknown' })
  const member = await shop.returned('oLin', shown)
  assert.equal(member.mobile, '13800000000')
  assert.deepEqual(await shop.returned('oLin', shown), member)
  assert.equal(simulator.effects.count('member.activated'), 1)
})

test('nobody becomes a member with the card of somebody else', async () => {
  const shown = await join('oLin')
  await assert.rejects(shop.returned('oWang', shown), /somebody else/)
  assert.equal(simulator.effects.count('member.activated'), 0)
})

test('points of an order are added once, although the answer is lost and the order is reported twice', async () => {
  const member = await shop.returned('oLin', await join('oLin'))
  simulator.faults.add({ path: '/card/membercard/updateuser', reset: true, executes: true })
  assert.equal(await shop.earn(member, 'order 88', 50), 150)
  assert.equal(await shop.earn(member, 'order 88', 50), 150)
  assert.equal(simulator.phone({ openid: 'oLin' }).wallet()[0].bonus, 150)
})
