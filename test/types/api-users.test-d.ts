import { describe, expectTypeOf, test } from 'vitest'
import type { WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient

describe('what must not compile', () => {
  test('a user who is not named, or by another name', () => {
    // @ts-expect-error openid is missing
    wechat.users.getCardList({})
    // @ts-expect-error it is openid
    wechat.users.getCardList({ openId: 'oSimOpen1' })
    // @ts-expect-error it is card_id
    wechat.users.getCardList({ openid: 'oSimOpen1', cardId: 'p' })
  })
})

describe('what must compile', () => {
  test('all of a user, or one card of hers', async () => {
    const { card_list, has_share_card } = await wechat.users.getCardList({ openid: 'oSimOpen1' })
    expectTypeOf(card_list).toEqualTypeOf<{ code: string; card_id: string }[]>()
    expectTypeOf(has_share_card).toEqualTypeOf<boolean>()
    wechat.users.getCardList({ openid: 'oSimOpen1', card_id: 'pSimCard0000000000000000001a' }, { retry: false })
  })
})
