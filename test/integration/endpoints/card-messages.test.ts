// Messages with cards: the other documented way to hand them out.
import { describe, expect, test } from 'vitest'
import { sampleCard } from '../../support/card-samples.js'
import { openShop, type Shop } from '../../support/shop.js'
import { errcodeOf } from '../../support/wire.js'

const send = async ({ wechat }: Shop, path: string, body: object): Promise<Record<string, unknown>> =>
  await wechat.call({ method: 'POST', path: `/cgi-bin/message/${path}`, effect: 'write' }, body)

const withCard = (card_id: string) => ({ msgtype: 'wxcard', wxcard: { card_id } })

/** A shop with a card, and a user who has just done something. */
async function withUser(options?: Parameters<typeof openShop>[0]) {
  const shop = openShop(options)
  const card_id = await shop.create('CASH')
  await shop.claim('oUser1', card_id)
  return { ...shop, card_id, phone: shop.simulator.phone({ openid: 'oUser1' }) }
}

describe('a message of customer service', () => {
  test('lies on the phone of its user, who takes the card from it', async () => {
    const shop = await withUser()
    const { simulator, wechat, card_id, phone } = shop
    expect(await send(shop, 'custom/send', { touser: 'oUser1', ...withCard(card_id) })).toEqual({
      errcode: 0,
      errmsg: 'ok',
    })
    const [message] = phone.messages()
    expect(message).toMatchObject({ cardId: card_id, kind: 'service' })
    if (message === undefined) throw new Error('no message came')
    const { code } = await phone.takeFromMessage(message)
    expect(await wechat.codes.get({ code, check_consume: true })).toMatchObject({ openid: 'oUser1', can_consume: true })
    expect(simulator.effects.count('message.sent')).toBe(1)
    await expect(phone.takeFromMessage({ ...message })).rejects.toMatchObject({ reason: expect.any(String) })
  })

  test.each([
    ['recentUsers', 45015],
    ['everybody', 0],
  ] as const)('reaches a user 48 hours after the last action, or any (%s)', async (messagesReach, errcode) => {
    const shop = await withUser({ messagesReach, clock: { now: () => 1_700_000_000_000 } })
    const again = () => errcodeOf(send(shop, 'custom/send', { touser: 'oUser1', ...withCard(shop.card_id) }))
    shop.simulator.advance(48 * 3_600_000)
    expect(await again()).toBe(0)
    shop.simulator.advance(1000)
    expect(await again()).toBe(errcode)
  })

  test.each([
    ['an openid of nobody', 40003, { touser: 'oNobody' }],
    ['no user', 40003, { touser: '' }],
    ['a card that there is not', 40097, withCard('pNone')],
    ['another kind of message', 40097, { msgtype: 'text' }],
    ['no card', 40097, { wxcard: undefined }],
  ])('is refused for %s: %i', async (_, errcode, wrong) => {
    const shop = await withUser()
    const body = { touser: 'oUser1', ...withCard(shop.card_id), ...wrong }
    const sent = JSON.parse(JSON.stringify(body))
    expect(await errcodeOf(send(shop, 'custom/send', sent))).toBe(errcode)
    expect(shop.phone.messages()).toEqual([])
  })

  test('carries no card whose codes the merchant makes, and none that is deleted or under review', async () => {
    const shop = await withUser({ review: 'manual' }).catch(() => undefined)
    expect(shop).toBeUndefined() // a card under review cannot be claimed either
    const { wechat, simulator, create, ...rest } = await withUser()
    const own = await wechat.cards.create({ card: sampleCard('CASH', { use_custom_code: true }) })
    const deleted = await create('CASH')
    await wechat.cards.delete({ card_id: deleted })
    const full = { wechat, simulator, create, ...rest }
    for (const id of [own.card_id, deleted]) {
      expect(await errcodeOf(send(full, 'custom/send', { touser: 'oUser1', ...withCard(id) }))).toBe(40097)
    }
  })
})

describe('a message to many', () => {
  test('goes to those who are named, at least two, or to all', async () => {
    const shop = await withUser()
    await shop.claim('oUser2', shop.card_id)
    const message = withCard(shop.card_id)
    expect(await send(shop, 'mass/send', { touser: ['oUser1', 'oUser2'], ...message })).toMatchObject({
      msg_id: expect.any(Number),
    })
    expect(await errcodeOf(send(shop, 'mass/send', { touser: ['oUser1'], ...message }))).toBe(40130)
    await send(shop, 'mass/sendall', { filter: { is_to_all: true }, ...message })
    await send(shop, 'mass/preview', { touser: 'oUser2', ...message })
    expect(shop.phone.messages()).toHaveLength(2)
    expect(shop.simulator.phone({ openid: 'oUser2' }).messages()).toHaveLength(3)
  })
})
