import { describe, expect, test } from 'vitest'
import { PICTURE } from '../../support/card-samples.js'
import { openShop } from '../../support/shop.js'
import { caught, errcodeOf } from '../../support/wire.js'

const ok = { errcode: 0, errmsg: 'ok' }
const ID = 'pSimCard0000000000000000001a'

describe('cells on the wire', () => {
  test.each([
    ['setPayCell', '/card/paycell/set', `{"card_id":"${ID}","is_open":true}`, ok],
    [
      'setSelfConsumeCell',
      '/card/selfconsumecell/set',
      `{"card_id":"${ID}","is_open":true,"need_verify_cod":false,"need_remark_amount":false}`,
      ok,
    ],
    ['setStoreCard', '/card/storewxa/set', `{"poi_id":210000001,"card_id":"${ID}"}`, ok],
    ['getStoreCard', '/card/storewxa/get', '{"poi_id":"210000001"}', { ...ok, card_id: ID }],
  ] as const)('%s', async (name, target, body, reply) => {
    const { wechat, sent } = caught(reply)
    const method = wechat.cells[name] as (request: object) => Promise<object>
    expect(await method(JSON.parse(body))).toEqual(reply)
    expect(sent).toEqual([{ method: 'POST', target, contentType: 'application/json; charset=utf-8', body }])
  })

  test('a refusal of quick pay is read with its hint cut off', async () => {
    const { wechat } = caught({ errcode: 43017, errmsg: 'require location id! hint: [SimAb0001]' })
    const error = await wechat.cells.setPayCell({ card_id: ID, is_open: true }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ errcode: 43017, errmsg: 'require location id!' })
  })
})

describe('a button in the middle', () => {
  const store = { use_all_locations: true }

  test.each(['setPayCell', 'setSelfConsumeCell'] as const)(
    '%s wants a card that is approved and has a store',
    async (name) => {
      const { simulator, wechat, create } = openShop({ review: 'manual', unknownStores: 'accepted' })
      const set = (card_id: string) => errcodeOf(wechat.cells[name]({ card_id, is_open: true }))
      const [homeless, here] = [await create('CASH'), await create('CASH', { location_id_list: [210000001] })]
      expect(await set(here)).toBe(40107)
      simulator.approveCard(homeless)
      simulator.approveCard(here)
      expect(await set(homeless)).toBe(43017)
      expect(await set(here)).toBe(0)
      expect(await set(ID)).toBe(40073)
      expect(await set('')).toBe(41012)
    },
  )

  test('is one: quick pay, self-redemption or the merchant’s own', async () => {
    const { wechat, create } = openShop()
    const card_id = await create('CASH', store)
    const own = await create('CASH', { ...store, center_title: 'Use', center_url: 'https://m.example.test/' })
    const pay = (id: string, is_open: boolean) => errcodeOf(wechat.cells.setPayCell({ card_id: id, is_open }))
    const self = (id: string, is_open: boolean) => errcodeOf(wechat.cells.setSelfConsumeCell({ card_id: id, is_open }))
    expect([await pay(own, true), await self(own, true)]).toEqual([40145, 45046])
    expect([await pay(card_id, true), await self(card_id, true)]).toEqual([0, 45046])
    expect([await pay(card_id, false), await self(card_id, true), await pay(card_id, true)]).toEqual([0, 0, 45046])
    expect([await self(card_id, false), await pay(card_id, true)]).toEqual([0, 0])
  })

  test('for quick pay wants WeChat Pay', async () => {
    const { wechat, create } = openShop({ withoutPermissions: ['pay'] })
    expect(await errcodeOf(wechat.cells.setPayCell({ card_id: await create('CASH', store), is_open: true }))).toBe(
      43008,
    )
  })

  test('lets a user redeem alone, and asks for what it was told to ask for', async () => {
    const { simulator, wechat, create, claim } = openShop()
    const cardId = await create('CASH', store)
    const code = await claim('oUser1', cardId)
    const redeem = (typed?: object) => simulator.phone({ openid: 'oUser1' }).redeem({ cardId, code }, typed)
    const refused = { errMsg: 'redeem:fail (参数错误)' }
    await expect(redeem({ verifyCode: '8080', remarkAmount: '12.00' })).rejects.toMatchObject(refused)
    const asking = { card_id: cardId, is_open: true, need_verify_cod: true, need_remark_amount: true }
    await wechat.cells.setSelfConsumeCell(asking)
    await expect(redeem({ remarkAmount: '12.00' })).rejects.toMatchObject(refused)
    await expect(redeem({ verifyCode: '8080' })).rejects.toMatchObject(refused)
    await redeem({ verifyCode: '8080', remarkAmount: '12.00' })
    expect(simulator.events.at(-1)).toMatchObject({
      Event: 'user_consume_card',
      UserCardCode: code,
      VerifyCode: '8080',
      RemarkAmount: '12.00',
    })
  })

  test('is refused without saying whether it is on', async () => {
    const { wechat, create } = openShop()
    const card_id = await create('CASH', store)
    expect(await errcodeOf(wechat.cells.setPayCell({ card_id } as never))).toBe(41011)
    expect(await errcodeOf(wechat.cells.setSelfConsumeCell({ card_id, is_open: 1 as never }))).toBe(47001)
  })
})

describe('the card of a store', () => {
  const business = {
    base_info: {
      business_name: 'Sim Tea',
      province: '广东省',
      city: '广州市',
      address: '1 Demo Road',
      telephone: '020-00000000',
      categories: ['美食,快餐小吃'],
      offset_type: 1,
      longitude: 113.3,
      latitude: 23.1,
      photo_list: [{ photo_url: PICTURE }],
    },
  }

  test('is set, read and replaced, by the number of the store or its text', async () => {
    const { wechat, create } = openShop()
    const { poi_id } = await wechat.stores.create({ business } as never)
    const [one, two] = [await create('CASH'), await create('CASH')]
    const shown = async () => (await wechat.cells.getStoreCard({ poi_id: poi_id ?? '' })).card_id
    expect(await shown()).toBe('')
    await wechat.cells.setStoreCard({ poi_id: poi_id ?? '', card_id: one })
    expect(await shown()).toBe(one)
    await wechat.cells.setStoreCard({ poi_id: String(poi_id), card_id: two })
    expect(await shown()).toBe(two)
    expect(await errcodeOf(wechat.cells.setStoreCard({ poi_id: poi_id ?? '', card_id: ID }))).toBe(40073)
    expect(await errcodeOf(wechat.cells.setStoreCard({ poi_id: poi_id ?? '', card_id: '' }))).toBe(41012)
  })

  test('is refused for a store that there is not', async () => {
    const { wechat, create } = openShop()
    const card_id = await create('CASH')
    expect(await errcodeOf(wechat.cells.setStoreCard({ poi_id: 404, card_id }))).toBe(40098)
    expect(await errcodeOf(wechat.cells.getStoreCard({ poi_id: 404 }))).toBe(40098)
  })
})
