import { expect, test } from 'vitest'
import { createEventHandler, EventReceiver } from '../../src/events/index.js'
import { booksOf, expectedBooks, letUsersCome, openShop } from '../support/many-users.js'
import { merchant } from '../support/merchant.js'

const USERS = 500

test('500 users claim, activate, earn points and redeem at once, and all books balance', async () => {
  const { simulator, wechat } = merchant()
  const { appId } = simulator
  const token = 'callbackToken01'
  const encodingAESKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
  const receiver = new EventReceiver({ appId, token, encodingAESKey, clock: simulator.clientOptions().clock })
  const heard: Record<string, number> = {}
  const onUnhandled = ({ Event = '' }): void => {
    heard[Event] = (heard[Event] ?? 0) + 1
  }
  simulator.pushTo(createEventHandler(receiver, {}, { onUnhandled }), { token, encodingAESKey })
  const shop = await openShop(wechat, USERS)
  await letUsersCome(shop, { simulator, wechat, users: USERS })
  await simulator.settled()
  const expected = expectedBooks(USERS)
  expect(booksOf(simulator, shop)).toEqual(expected)
  // The merchant heard of each once: whatever the account's books say, and nothing else.
  expect(heard).toEqual(expected.events)
  expect(simulator.pushes.counts).toEqual({ accepted: simulator.events.count() })
  const { card } = await wechat.cards.get({ card_id: shop.couponId })
  expect(card).toMatchObject({ cash: { base_info: { sku: { quantity: expected.coupons.left } } } })
})
