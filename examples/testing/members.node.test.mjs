// With node:test.
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { WeChatCardClient } from 'wechat-card-sdk'
import { createSimulator } from 'wechat-card-sdk/testing'
import { formOf, memberCard } from './member-card.js'
import { createMembers } from './members.js'

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

test('a user claims the card', async () => {
  const phone = simulator.phone({ openid: 'oLin' })
  const { cardList } = await phone.addCard(await shop.toAdd(cardId))
  const [added] = await shop.added(cardList)
  assert.equal(added.ok, true)
  assert.equal(phone.wallet()[0].code, added.code)
})

test('a user becomes a member once, however often the mini program comes to the front', async () => {
  const referrerInfo = await join('oLin')
  const member = await shop.returned(referrerInfo)
  assert.deepEqual(await shop.returned(referrerInfo), member)
  assert.equal(member.mobile, '13800000000')
  assert.equal(simulator.effects.count('member.activated'), 1)
})

test('points are added once, although the answer is lost', async () => {
  const member = await shop.returned(await join('oLin'))
  simulator.faults.add({ path: '/card/membercard/updateuser', reset: true, executes: true })
  assert.equal(await shop.earn(member, 50), 150)
  assert.equal(simulator.phone({ openid: 'oLin' }).wallet()[0].bonus, 150)
})
