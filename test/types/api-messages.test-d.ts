import { describe, expectTypeOf, test } from 'vitest'
import type { WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient

const card = { msgtype: 'wxcard', wxcard: { card_id: 'p1' } } as const

describe('what must not compile', () => {
  test('a message of another kind, without its card, or to nobody', () => {
    // @ts-expect-error only cards
    wechat.messages.sendCustom({ touser: 'oA', msgtype: 'text', text: { content: 'hi' } })
    // @ts-expect-error wxcard is missing
    wechat.messages.sendCustom({ touser: 'oA', msgtype: 'wxcard' })
    // @ts-expect-error touser is missing
    wechat.messages.sendCustom({ ...card })
    // @ts-expect-error it is card_id
    wechat.messages.sendCustom({ touser: 'oA', msgtype: 'wxcard', wxcard: { cardId: 'p1' } })
  })

  test('a mass message to one, or to nobody in particular', () => {
    // @ts-expect-error a list of users
    wechat.messages.sendToUsers({ touser: 'oA', ...card })
    // @ts-expect-error filter is missing
    wechat.messages.sendToAll({ ...card })
    // @ts-expect-error is_to_all is missing
    wechat.messages.sendToAll({ filter: { tag_id: 2 }, ...card })
  })
})

describe('what must compile', () => {
  test('a card for one, for many, for all, and to look at', async () => {
    wechat.messages.sendCustom({ touser: 'oA', ...card, customservice: { kf_account: 'test1@kftest' } })
    const { msg_id } = await wechat.messages.sendToUsers({ touser: ['oA', 'oB'], ...card, clientmsgid: 'spring-1' })
    expectTypeOf(msg_id).toEqualTypeOf<number>()
    wechat.messages.sendToAll({ filter: { is_to_all: false, tag_id: 2 }, ...card }, { retry: true })
    wechat.messages.preview({ towxname: 'simuser', msgtype: 'wxcard', wxcard: { card_id: 'p1', card_ext: '{}' } })
  })
})
