import { describe, expectTypeOf, test } from 'vitest'
import type { UpdateGeneralCardResponse } from '../../src/api/general-cards.js'
import type { WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient
const { generalCards } = wechat

const address = { card_id: 'pDEMOgift0000000000000000001', code: '900000000001' }

describe('what must not compile', () => {
  test('a request that does not say whose card', () => {
    // @ts-expect-error: the page wants the card
    generalCards.update({ code: '900000000001', bonus: 1 })
    // @ts-expect-error: which code?
    generalCards.deactivate({ card_id: 'p1' })
    // @ts-expect-error: the number is missing
    generalCards.activate(address)
  })

  test('fields of member cards', () => {
    // @ts-expect-error: points are a total here
    generalCards.update({ ...address, add_bonus: 10 })
    // @ts-expect-error: the balance is a total here
    generalCards.update({ ...address, add_balance: 10 })
  })

  test('values of another type', () => {
    // @ts-expect-error: a number of cents
    generalCards.update({ ...address, balance: '100' })
    // @ts-expect-error: options come last
    generalCards.update({ retry: true }, address)
  })
})

describe('what must compile', () => {
  test('every field of the table', () => {
    const reply = generalCards.update({
      ...address,
      background_pic_url: 'http://mmbiz.qpic.cn/1/0',
      bonus: 5,
      record_bonus: 'Order 1',
      balance: 900,
      record_balance: '消费1元',
      custom_field_value1: 'a',
      custom_field_value2: 'b',
      custom_field_value3: 'c',
      can_give_friend: false,
    })
    expectTypeOf(reply).resolves.toEqualTypeOf<UpdateGeneralCardResponse>()
    expectTypeOf(reply).resolves.toHaveProperty('result_balance').toEqualTypeOf<number>()
    generalCards.activate({
      ...address,
      card_number: '1',
      init_balance: 1,
      init_bonus: 1,
      init_custom_field_value1: 'a',
    })
    generalCards.deactivate(address, { retry: false })
  })
})
