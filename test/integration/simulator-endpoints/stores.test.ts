import { describe, expect, test } from 'vitest'
import type { NewStore } from '../../../src/api/stores.js'
import { InputError } from '../../../src/index.js'
import { caught, errcodeOf, openAccount } from '../../support/wire.js'

const photo_list = [{ photo_url: 'http://mmbiz.qpic.cn/mmbiz_png/front/0' }]

const store: NewStore = {
  sid: '33788392',
  business_name: 'Demo Cafe',
  branch_name: 'Riverside',
  province: '广东省',
  city: '广州市',
  district: '海珠区',
  address: '艺苑路 12 号',
  telephone: '020-12345678',
  categories: ['美食,快餐小吃'],
  offset_type: 1,
  longitude: 113.32375,
  latitude: 23.097486,
  photo_list,
  recommend: 'Latte',
  special: 'Free Wi-Fi',
  introduction: 'A cafe',
  open_time: '8:00-20:00',
  avg_price: 35,
}

const business = (more: object = {}) => ({ business: { base_info: { ...store, ...more } } })

describe('on the wire', () => {
  test.each([
    [
      'create',
      'POST',
      '/cgi-bin/poi/addpoi',
      JSON.stringify(business()),
      { errcode: 0, errmsg: 'ok', poi_id: 271262077 },
    ],
    [
      'get',
      'POST',
      '/cgi-bin/poi/getpoi',
      '{"poi_id":271262077}',
      {
        errcode: 0,
        errmsg: 'ok',
        business: { base_info: { ...store, available_state: 3, update_status: 0 } },
      },
    ],
    [
      'list',
      'POST',
      '/cgi-bin/poi/getpoilist',
      '{"begin":0,"limit":10}',
      {
        errcode: 0,
        errmsg: 'ok',
        business_list: [{ base_info: { sid: '100', poi_id: '271864249', available_state: 3 } }],
        total_count: '1',
      },
    ],
    [
      'update',
      'POST',
      '/cgi-bin/poi/updatepoi',
      '{"business":{"base_info":{"poi_id":"271864249","telephone":"020-12345679","avg_price":40}}}',
      { errcode: 0, errmsg: 'ok' },
    ],
    ['delete', 'POST', '/cgi-bin/poi/delpoi', '{"poi_id":"271262077"}', { errcode: 0, errmsg: 'ok' }],
    ['getCategories', 'GET', '/cgi-bin/poi/getwxcategory', undefined, { category_list: ['美食,江浙菜,上海菜'] }],
  ] as const)('%s', async (name, verb, target, body, reply) => {
    const { wechat, sent } = caught(reply)
    const method = wechat.stores[name] as (request?: object) => Promise<object>
    expect(await method(body === undefined ? undefined : JSON.parse(body))).toEqual(reply)
    const contentType = body === undefined ? null : 'application/json; charset=utf-8'
    expect(sent).toEqual([{ method: verb, target, contentType, body }])
  })

  test('a page of more than 50 is not asked for', async () => {
    const { wechat, sent } = caught({})
    await expect(wechat.stores.list({ begin: 0, limit: 51 })).rejects.toThrow(InputError)
    expect(sent).toEqual([])
  })
})

describe('a store', () => {
  test('waits for review, and an event tells the result by the merchant’s own id', async () => {
    const { account, wechat } = openAccount({ review: 'manual' })
    const { poi_id = '' } = await wechat.stores.create(business())
    const stateOf = async () => (await wechat.stores.get({ poi_id })).business.base_info.available_state
    expect(await stateOf()).toBe(2)
    account.stores.decide(account.stores.get(poi_id), true)
    expect(await stateOf()).toBe(3)
    expect(account.events).toMatchObject([
      { Event: 'poi_check_notify', UniqId: '33788392', PoiId: poi_id, result: 'succ' },
    ])
  })

  test('can be rejected', async () => {
    const { account, wechat } = openAccount({ review: 'manual' })
    const { poi_id = '' } = await wechat.stores.create(business())
    account.stores.decide(account.stores.get(poi_id), false, 'no such street')
    expect((await wechat.stores.get({ poi_id })).business.base_info.available_state).toBe(4)
    expect(account.events).toMatchObject([{ Event: 'poi_check_notify', result: 'fail', msg: 'no such street' }])
  })

  test('is answered with what it was created with', async () => {
    const { wechat } = openAccount()
    const { poi_id = '' } = await wechat.stores.create(business())
    expect((await wechat.stores.get({ poi_id: String(poi_id) })).business.base_info).toEqual({
      ...store,
      poi_id,
      available_state: 3,
      update_status: 0,
    })
  })

  test('shows a change at once, takes no second one until it is reviewed, and stays usable', async () => {
    const { account, wechat } = openAccount({ review: 'manual' })
    const { poi_id = '' } = await wechat.stores.create(business())
    const record = account.stores.get(poi_id)
    account.stores.decide(record, true)
    const change = { business: { base_info: { poi_id, open_time: '9:00-21:00' } } }
    await wechat.stores.update(change)
    expect((await wechat.stores.get({ poi_id })).business.base_info).toMatchObject({
      open_time: '9:00-21:00',
      avg_price: 35,
      available_state: 3,
      update_status: 1,
    })
    expect(await errcodeOf(wechat.stores.update(change))).toBe(65107)
    account.stores.decide(record, false)
    expect((await wechat.stores.get({ poi_id })).business.base_info).toMatchObject({
      open_time: '8:00-20:00',
      update_status: 0,
    })
    await wechat.stores.update(change)
    account.stores.decide(record, true)
    expect((await wechat.stores.get({ poi_id })).business.base_info).toMatchObject({
      open_time: '9:00-21:00',
      update_status: 0,
    })
  })

  test('keeps its name and place whatever an update says, and a list of photos replaces the old one', async () => {
    const { wechat } = openAccount()
    const { poi_id = '' } = await wechat.stores.create(business())
    const photos = [{ photo_url: 'http://mmbiz.qpic.cn/mmbiz_png/back/0' }]
    const base_info = { poi_id, business_name: 'Elsewhere', photo_list: photos }
    await wechat.stores.update({ business: { base_info } })
    expect((await wechat.stores.get({ poi_id })).business.base_info).toMatchObject({
      business_name: 'Demo Cafe',
      photo_list: photos,
    })
  })

  test('is gone once deleted', async () => {
    const { account, wechat } = openAccount()
    const { poi_id = '' } = await wechat.stores.create(business())
    await wechat.stores.delete({ poi_id })
    expect([account.effects.count('store.created'), account.effects.count('store.deleted')]).toEqual([1, 1])
    expect(await errcodeOf(wechat.stores.get({ poi_id }))).toBe(65116)
    expect(await errcodeOf(wechat.stores.update({ business: { base_info: { poi_id, avg_price: 1 } } }))).toBe(65116)
    expect(await errcodeOf(wechat.stores.delete({ poi_id }))).toBe(65116)
    expect((await wechat.stores.list({ begin: 0 })).total_count).toBe('0')
  })

  test('listAll goes through all of them once, though the total is text', async () => {
    const { wechat } = openAccount()
    for (let n = 0; n < 7; n++) await wechat.stores.create(business({ sid: `s${n}` }))
    expect((await wechat.stores.list({ begin: 5, limit: 10 })).business_list).toHaveLength(2)
    const sids: unknown[] = []
    for await (const { sid } of wechat.stores.listAll({ limit: 3 })) sids.push(sid)
    expect(sids).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => `s${n}`))
  })

  test('20 are listed when nobody says how many', async () => {
    const { wechat } = openAccount()
    for (let n = 0; n < 21; n++) await wechat.stores.create(business())
    expect((await wechat.stores.list({ begin: 0 })).business_list).toHaveLength(20)
  })

  test('can be in any of the categories that are offered', async () => {
    const { wechat } = openAccount()
    const { category_list } = await wechat.stores.getCategories()
    expect(category_list.length).toBeGreaterThan(0)
    for (const category of category_list) {
      expect(await errcodeOf(wechat.stores.create(business({ categories: [category] })))).toBe(0)
    }
  })
})

describe('WeChat refuses', () => {
  test.each([
    ['an unknown category', { categories: ['Nowhere'] }, 65104],
    ['no category', { categories: [] }, 65104],
    ['a photo that was not uploaded', { photo_list: [{ photo_url: 'https://shop.example/p.png' }] }, 65105],
    ['no name', { business_name: '' }, 65109],
    ['no address', { address: '' }, 65110],
    ['no telephone', { telephone: '' }, 65111],
    ['a telephone with letters', { telephone: 'call me' }, 65111],
    ['no city', { city: '' }, 65112],
    ['no province', { province: '' }, 65113],
  ])('%s', async (_, wrong, errcode) => {
    const { wechat } = openAccount()
    expect(await errcodeOf(wechat.stores.create(business(wrong)))).toBe(errcode)
  })

  test('a store without coordinates', async () => {
    const { wechat } = openAccount()
    const { longitude: _, ...rest } = store
    expect(await errcodeOf(wechat.stores.create({ business: { base_info: rest as NewStore } }))).toBe(41011)
  })

  test('a store that does not exist', async () => {
    const { wechat } = openAccount()
    expect(await errcodeOf(wechat.stores.get({ poi_id: 1 }))).toBe(65115)
    expect(await errcodeOf(wechat.stores.update({ business: { base_info: { poi_id: 1, avg_price: 1 } } }))).toBe(65115)
    expect(await errcodeOf(wechat.stores.delete({ poi_id: 1 }))).toBe(65115)
  })

  test('a change or a deletion before the approval', async () => {
    const { wechat } = openAccount({ review: 'manual' })
    const { poi_id = '' } = await wechat.stores.create(business())
    expect(await errcodeOf(wechat.stores.update({ business: { base_info: { poi_id, avg_price: 1 } } }))).toBe(65106)
    expect(await errcodeOf(wechat.stores.delete({ poi_id }))).toBe(65117)
  })

  test.each([
    ['a telephone with letters', { telephone: 'call me' }, 65111],
    ['a photo that was not uploaded', { photo_list: [{ photo_url: 'https://shop.example/p.png' }] }, 65105],
    ['an empty list of photos', { photo_list: [] }, 65114],
  ])('%s in a change', async (_, wrong, errcode) => {
    const { wechat } = openAccount()
    const { poi_id = '' } = await wechat.stores.create(business())
    expect(await errcodeOf(wechat.stores.update({ business: { base_info: { poi_id, ...wrong } } }))).toBe(errcode)
  })

  test('an account without the qualification for such a store, which no state of the simulator leads to', async () => {
    const { wechat, sent } = caught({ errcode: 65119, errmsg: 'lack of qualification for relevant principals' })
    const error = await wechat.stores.create(business()).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ errcode: 65119, category: 'permission', outcome: 'rejected' })
    expect(sent).toHaveLength(1)
  })
})
