import { describe, expectTypeOf, test } from 'vitest'
import type { StoredStore } from '../../src/api/stores.js'
import type { WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient
const { stores } = wechat

const base_info = {
  business_name: 'Demo Cafe',
  province: '广东省',
  city: '广州市',
  address: '艺苑路 12 号',
  telephone: '020-12345678',
  categories: ['美食,快餐小吃'],
  offset_type: 1,
  longitude: 113.32375,
  latitude: 23.097486,
}

describe('what must not compile', () => {
  test('deleting without an id, and categories of something', () => {
    // @ts-expect-error which store?
    stores.delete({})
    // @ts-expect-error not by the merchant's own id
    stores.delete({ sid: 's1' })
    // @ts-expect-error there is nothing to say
    stores.getCategories({ city: 'Guangzhou' })
  })

  test('fields that are missing', () => {
    // @ts-expect-error: the store stands under business.base_info
    stores.create(base_info)
    const { telephone: _, ...silent } = base_info
    // @ts-expect-error: a new store has a telephone
    stores.create({ business: { base_info: silent } })
    // @ts-expect-error: which one?
    stores.update({ business: { base_info: { telephone: '020-12345678' } } })
    // @ts-expect-error: which one?
    stores.get({})
    // @ts-expect-error: from where?
    stores.list({ limit: 50 })
  })

  test('what cannot be changed', () => {
    // @ts-expect-error: the name stays
    stores.update({ business: { base_info: { poi_id: 1, business_name: 'Elsewhere' } } })
    // @ts-expect-error: the place stays
    stores.update({ business: { base_info: { poi_id: 1, longitude: 0 } } })
  })

  test('fields of another type, and unknown ones', () => {
    // @ts-expect-error: categories are a list
    stores.create({ business: { base_info: { ...base_info, categories: '美食,快餐小吃' } } })
    // @ts-expect-error: a photo is an object
    stores.create({ business: { base_info: { ...base_info, photo_list: ['http://mmbiz.qpic.cn/1/0'] } } })
    // @ts-expect-error: WeChat writes begin here, not offset
    stores.list({ offset: 0, limit: 50 })
  })
})

describe('what must compile', () => {
  test('the bodies of the table', () => {
    stores.create({
      business: {
        base_info: {
          ...base_info,
          sid: '33788392',
          branch_name: 'Riverside',
          district: '海珠区',
          photo_list: [{ photo_url: 'http://mmbiz.qpic.cn/1/0' }],
          recommend: 'Latte',
          special: 'Free Wi-Fi',
          introduction: 'A cafe',
          open_time: '8:00-20:00',
          avg_price: 35,
        },
      },
    })
    stores.get({ poi_id: 271262077 })
    stores.get({ poi_id: '271262077' })
    stores.list({ begin: 0 })
    stores.list({ begin: 0, limit: 50 })
    stores.update({ business: { base_info: { poi_id: '271262077', telephone: '020-1', avg_price: 40 } } })
    stores.delete({ poi_id: 271262077 })
    stores.getCategories()
  })

  test('what comes back', async () => {
    const { business } = await stores.get({ poi_id: 1 })
    expectTypeOf(business.base_info).toEqualTypeOf<StoredStore>()
    expectTypeOf((await stores.list({ begin: 0 })).total_count).toEqualTypeOf<number | string>()
    for await (const each of stores.listAll()) expectTypeOf(each).toEqualTypeOf<StoredStore>()
  })
})
