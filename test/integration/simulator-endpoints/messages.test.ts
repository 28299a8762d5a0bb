import { describe, expect, test } from 'vitest'
import { openShop } from '../../support/shop.js'
import { caught, errcodeOf } from '../../support/wire.js'

const ok = { errcode: 0, errmsg: 'ok' }
const wxcard = { card_id: '123dsdajkasd231jhksad' }

describe('a card in a message, on the wire', () => {
  // Bodies as WeChat's pages of customer-service messages and mass sending have them.
  test.each([
    ['sendCustom', '/cgi-bin/message/custom/send', { touser: 'OPENID', msgtype: 'wxcard', wxcard }, ok],
    [
      'sendToUsers',
      '/cgi-bin/message/mass/send',
      { touser: ['OPENID1', 'OPENID2'], wxcard, msgtype: 'wxcard' },
      { ...ok, msg_id: 34182 },
    ],
    [
      'sendToAll',
      '/cgi-bin/message/mass/sendall',
      { filter: { is_to_all: false, tag_id: '2' }, wxcard, msgtype: 'wxcard' },
      { ...ok, msg_id: 34182 },
    ],
    [
      'preview',
      '/cgi-bin/message/mass/preview',
      { touser: 'OPENID', wxcard: { ...wxcard, card_ext: '{"code":"","openid":""}' }, msgtype: 'wxcard' },
      { ...ok, msg_id: 34182 },
    ],
  ] as const)('%s', async (name, target, request, reply) => {
    const { wechat, sent } = caught(reply)
    const method = wechat.messages[name] as (request: object) => Promise<object>
    expect(await method(request)).toEqual(reply)
    expect(sent).toEqual([
      { method: 'POST', target, contentType: 'application/json; charset=utf-8', body: JSON.stringify(request) },
    ])
  })
})

const withCard = (card_id: string) => ({ msgtype: 'wxcard', wxcard: { card_id } }) as const

/** A shop with a card, and a user who has just done something. */
async function withUser(options?: Parameters<typeof openShop>[0]) {
  const shop = openShop(options)
  const card_id = await shop.create('CASH')
  await shop.claim('oUser1', card_id)
  return { ...shop, card_id, phone: shop.simulator.phone({ openid: 'oUser1', username: 'simuser' }) }
}

describe('a message of customer service', () => {
  test('lies on the phone of its user, who takes the card from it', async () => {
    const { simulator, wechat, card_id, phone } = await withUser()
    expect(await wechat.messages.sendCustom({ touser: 'oUser1', ...withCard(card_id) })).toEqual(ok)
    const [message] = phone.messages()
    expect(message).toMatchObject({ cardId: card_id, kind: 'service' })
    if (message === undefined) throw new Error('no message came')
    const { code } = await phone.takeFromMessage(JSON.parse(JSON.stringify(message)))
    expect(await wechat.codes.get({ code, check_consume: true })).toMatchObject({ openid: 'oUser1', can_consume: true })
    expect(simulator.effects.count('message.sent')).toBe(1)
  })

  test.each([{}, null, 'message', { cardId: 'pNone', kind: 'service', at: 0 }])(
    'cannot be taken where there is none such: %j',
    async (message) => {
      const { phone } = await withUser()
      const taking = phone.takeFromMessage(message as never)
      await expect(taking).rejects.toMatchObject({
        errMsg: 'takeFromMessage:fail (参数错误)',
        reason: /no such message/,
      })
    },
  )

  test.each([
    ['recentUsers', 45015],
    ['everybody', 0],
  ] as const)('reaches a user 48 hours after the last action, or any (%s)', async (messagesReach, errcode) => {
    const { simulator, wechat, card_id } = await withUser({ messagesReach, clock: { now: () => 1_700_000_000_000 } })
    const again = () => errcodeOf(wechat.messages.sendCustom({ touser: 'oUser1', ...withCard(card_id) }))
    simulator.advance(48 * 3_600_000)
    expect(await again()).toBe(0)
    simulator.advance(1000)
    expect(await again()).toBe(errcode)
  })

  test.each([
    ['an openid of nobody', 40003, { touser: 'oNobody' }],
    ['no user', 40003, { touser: '' }],
    ['a card that there is not', 40097, withCard('pNone')],
    ['another kind of message', 40008, { msgtype: 'text' }],
    ['no card', 40097, { wxcard: undefined }],
  ])('is refused for %s: %i', async (_, errcode, wrong) => {
    const { simulator, wechat, card_id, phone } = await withUser()
    const body = { touser: 'oUser1', ...withCard(card_id), ...wrong }
    const route = { method: 'POST', path: '/cgi-bin/message/custom/send', effect: 'write' } as const
    expect(await errcodeOf(wechat.call(route, body))).toBe(errcode)
    expect(simulator.requests.at(-1)?.reason).toEqual(expect.any(String))
    expect(phone.messages()).toEqual([])
  })

  test('carries no card that is deleted, and none whose codes the merchant makes', async () => {
    const { wechat, create } = await withUser()
    const own = await create('CASH', { use_custom_code: true })
    const deleted = await create('CASH')
    await wechat.cards.delete({ card_id: deleted })
    for (const id of [own, deleted]) {
      expect(await errcodeOf(wechat.messages.sendCustom({ touser: 'oUser1', ...withCard(id) }))).toBe(40097)
    }
  })

  test('carries no card under review', async () => {
    const { simulator, wechat, create } = openShop({ review: 'manual' })
    const card_id = await create('CASH')
    const approved = await create('CASH')
    simulator.approveCard(approved)
    await simulator.phone({ openid: 'oUser1' }).addCard(await wechat.buildAddCardList([{ cardId: approved }]))
    const sending = wechat.messages.sendCustom({ touser: 'oUser1', ...withCard(card_id) })
    expect(await errcodeOf(sending)).toBe(40097)
    simulator.approveCard(card_id)
    expect(await errcodeOf(wechat.messages.sendCustom({ touser: 'oUser1', ...withCard(card_id) }))).toBe(0)
  })
})

describe('a message to many', () => {
  test('goes to those who are named, to all, or to one for a look', async () => {
    const { simulator, wechat, claim, card_id, phone } = await withUser()
    await claim('oUser2', card_id)
    await phone.addCard(await wechat.buildAddCardList([{ cardId: card_id }]))
    const message = withCard(card_id)
    const { msg_id } = await wechat.messages.sendToUsers({ touser: ['oUser1', 'oUser2'], ...message })
    expect(msg_id).toBeGreaterThan(0)
    await wechat.messages.sendToAll({ filter: { is_to_all: true }, ...message })
    await wechat.messages.preview({ touser: 'oUser2', ...message })
    await wechat.messages.preview({ touser: 'oUser2', towxname: 'simuser', ...message })
    expect(phone.messages()).toHaveLength(3)
    expect(simulator.phone({ openid: 'oUser2' }).messages()).toHaveLength(3)
  })

  test('goes out once in 24 hours under its name, and the refusal tells which message it was (reports-74)', async () => {
    const { simulator, wechat, card_id, phone } = await withUser()
    const toAll = async (clientmsgid: string) =>
      await wechat.messages
        .sendToAll({ filter: { is_to_all: true }, ...withCard(card_id), clientmsgid })
        .catch(({ errcode, errmsg, message }) => ({ errcode, errmsg, message }))
    const path = '/cgi-bin/message/mass/sendall'
    const first = await toAll('spring')
    expect(first).toEqual({ errcode: 0, errmsg: 'send job submission success', msg_id: expect.any(Number) })
    expect(await toAll('spring')).toMatchObject({ errcode: 45065, errmsg: /^clientmsgid exist/ })
    const body = JSON.stringify({ filter: { is_to_all: true }, ...withCard(card_id), clientmsgid: 'spring' })
    const address = `https://api.weixin.qq.com${path}?access_token=${await wechat.getAccessToken()}`
    const answer = await (await simulator.fetch(address, { method: 'POST', body })).json()
    expect(answer).toMatchObject({ errcode: 45065, msg_id: 'msg_id' in first ? first.msg_id : 0 })
    expect(simulator.requests.at(-1)?.reason).toMatch(/^clientmsgid/)
    expect(phone.messages()).toHaveLength(1)
    simulator.advance(24 * 3_600_000 + 1)
    expect(await toAll('spring')).toMatchObject({ errcode: 0 })
  })

  test('without a name is told apart by its users and its card (reports-74)', async () => {
    const { wechat, create, claim, card_id } = await withUser()
    await claim('oUser2', card_id)
    await claim('oUser3', card_id)
    const send = (touser: string[], id: string) => errcodeOf(wechat.messages.sendToUsers({ touser, ...withCard(id) }))
    expect(await send(['oUser1', 'oUser2'], card_id)).toBe(0)
    expect(await send(['oUser1', 'oUser2'], card_id)).toBe(45065)
    expect(await send(['oUser1', 'oUser3'], card_id)).toBe(0)
    expect(await send(['oUser1', 'oUser2'], await create('CASH'))).toBe(0)
  })

  test.each([
    ['64 letters', 'x'.repeat(64), 0],
    ['65 letters', 'x'.repeat(65), 45067],
    ['63 bytes of Chinese', '字'.repeat(21), 0],
    ['66 bytes of Chinese', '字'.repeat(22), 45067],
  ])('has a name of at most 64 bytes: %s', async (_, clientmsgid, errcode) => {
    const { wechat, card_id } = await withUser()
    const request = { filter: { is_to_all: true }, ...withCard(card_id), clientmsgid }
    expect(await errcodeOf(wechat.messages.sendToAll(request))).toBe(errcode)
  })

  test('is refused when it is wrong', async () => {
    const { wechat, claim, card_id } = await withUser()
    const { messages } = wechat
    await claim('oUser2', card_id)
    const both = ['oUser1', 'oUser2']
    const card = withCard(card_id)
    expect(await errcodeOf(messages.sendToUsers({ touser: both, ...withCard('pNone') }))).toBe(40073)
    expect(await errcodeOf(messages.sendToUsers({ touser: both, ...card, msgtype: 'cards' as never }))).toBe(40008)
    expect(await errcodeOf(messages.sendToUsers({ touser: ['oUser1'], ...card }))).toBe(40130)
    expect(await errcodeOf(messages.sendToUsers({ touser: both, ...card, clientmsgid: 'x'.repeat(65) }))).toBe(45067)
    expect(await errcodeOf(messages.sendToAll({ filter: { is_to_all: false }, ...card }))).toBe(40152)
    expect(await errcodeOf(messages.preview({ towxname: 'nobody', ...card }))).toBe(40132)
  })
})
