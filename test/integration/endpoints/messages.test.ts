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

describe('a card in a message', () => {
  test('is taken for one user, for several, for all and for a look', async () => {
    const { claim, create, wechat } = openShop()
    const card_id = await create('MEMBER_CARD')
    const card = { msgtype: 'wxcard', wxcard: { card_id } } as const
    await claim('oUser1', card_id) // messages reach users who did something lately
    await claim('oUser2', card_id)
    expect(await wechat.messages.sendCustom({ touser: 'oUser1', ...card })).toEqual(ok)
    const { msg_id } = await wechat.messages.sendToUsers({ touser: ['oUser1', 'oUser2'], ...card })
    expect(msg_id).toBeGreaterThan(0)
    await wechat.messages.sendToAll({ filter: { is_to_all: true }, ...card })
    await wechat.messages.preview({ touser: 'oUser1', ...card })
  })

  test('is refused when it is wrong', async () => {
    const { claim, create, wechat } = openShop()
    const { messages } = wechat
    await claim('oUser1', await create('MEMBER_CARD'))
    const card = { msgtype: 'wxcard', wxcard: { card_id: await create('MEMBER_CARD') } } as const
    expect(await errcodeOf(messages.sendCustom({ touser: 'oUser1', ...card, wxcard: { card_id: 'pNone' } }))).toBe(
      40097,
    )
    expect(await errcodeOf(messages.sendCustom({ touser: 'oUser1', ...card, msgtype: 'cards' as never }))).toBe(40097)
    expect(await errcodeOf(messages.sendToUsers({ touser: ['oUser1'], ...card }))).toBe(40130)
    expect(await errcodeOf(messages.sendToAll({ filter: { is_to_all: false }, ...card }))).toBe(40152)
  })

  test('whose user has done nothing lately is refused with the rule of the 48 hours', async () => {
    const { simulator, wechat, create } = openShop()
    simulator.faults.add({ path: '/cgi-bin/message/custom/send', errcode: 45015, times: 1 })
    const request = { touser: 'oUser1', msgtype: 'wxcard', wxcard: { card_id: await create('MEMBER_CARD') } } as const
    await expect(wechat.messages.sendCustom(request)).rejects.toThrow(/45015.*48 hours/)
  })
})
