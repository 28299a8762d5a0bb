import { describe, expect, test } from 'vitest'
import { openShop } from '../../support/shop.js'
import { caught, errcodeOf } from '../../support/wire.js'

test('getCardList on the wire', async () => {
  const reply = {
    errcode: 0,
    errmsg: 'ok',
    card_list: [{ code: '480019283746', card_id: 'pSimCard0000000000000000001a' }],
    has_share_card: false,
  }
  const { wechat, sent } = caught(reply)
  const body = '{"openid":"oSimOpen1","card_id":"pSimCard0000000000000000001a"}'
  expect(await wechat.users.getCardList(JSON.parse(body))).toEqual(reply)
  expect(sent).toEqual([
    { method: 'POST', target: '/card/user/getcardlist', contentType: 'application/json; charset=utf-8', body },
  ])
})

describe('the cards of a user', () => {
  test('are all that came to the user, normal and abnormal, of one card or of all', async () => {
    const { simulator, wechat, create, claim } = openShop()
    const [one, two] = [await create('CASH'), await create('CASH')]
    const [kept, redeemed, deleted] = [
      await claim('oUser1', one),
      await claim('oUser1', one),
      await claim('oUser1', one),
    ]
    const other = await claim('oUser1', two)
    await wechat.codes.consume({ code: redeemed })
    await simulator.phone({ openid: 'oUser1' }).deleteCard({ cardId: one, code: deleted })
    await claim('oUser2', one)
    const { card_list, has_share_card } = await wechat.users.getCardList({ openid: 'oUser1' })
    expect(card_list).toEqual([
      { code: kept, card_id: one },
      { code: redeemed, card_id: one },
      { code: deleted, card_id: one },
      { code: other, card_id: two },
    ])
    expect(has_share_card).toBe(false)
    const of = await wechat.users.getCardList({ openid: 'oUser1', card_id: two })
    expect(of.card_list).toEqual([{ code: other, card_id: two }])
  })

  test('are listed when their time is over, and none are for a user who never had one', async () => {
    const { simulator, wechat, create, claim } = openShop()
    const card_id = await create('CASH')
    const code = await claim('oUser1', card_id)
    simulator.advance(31 * 86_400_000)
    expect((await wechat.users.getCardList({ openid: 'oUser1' })).card_list).toEqual([{ code, card_id }])
    expect((await wechat.users.getCardList({ openid: 'oUser2' })).card_list).toEqual([])
  })

  test('are refused for the openid of the mini program, with advice that speaks of it', async () => {
    const { simulator, wechat, create } = openShop()
    const cardId = await create('CASH')
    const phone = simulator.phone({ openid: 'oUser1', miniProgramOpenid: 'oMini1' })
    await phone.addCard(await wechat.buildAddCardList([{ cardId }]))
    const error = await wechat.users.getCardList({ openid: 'oMini1' }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      errcode: 40003,
      hint: expect.stringContaining('mini program'),
      hintZh: expect.stringContaining('小程序'),
    })
  })

  test.each([
    ['no user', { openid: '' }, 41009],
    ['a text that can be no openid', { openid: 'o User' }, 40003],
    ['a number', { openid: 7 }, 47001],
  ])('are refused for %s', async (_, request, errcode) => {
    const { wechat } = openShop()
    expect(await errcodeOf(wechat.users.getCardList(request as never))).toBe(errcode)
  })
})
