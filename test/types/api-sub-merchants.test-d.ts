import { describe, expectTypeOf, test } from 'vitest'
import type { SubMerchant } from '../../src/api/sub-merchants.js'
import type { WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient
const { subMerchants } = wechat

const info = {
  brand_name: 'Demo Cafe',
  logo_url: 'https://mmbiz.example/l.png',
  protocol: 'MEDIA1',
  end_time: 1795536000,
  primary_category_id: 1,
  secondary_category_id: 101,
}

describe('what must not compile', () => {
  test('fields outside info', () => {
    // @ts-expect-error: the fields belong into info
    subMerchants.create(info)
    // @ts-expect-error: merchant_id belongs into info
    subMerchants.update({ merchant_id: 12, info })
  })

  test('fields that are missing', () => {
    const { end_time: _, ...endless } = info
    // @ts-expect-error: the letter has an end
    subMerchants.create({ info: endless })
    // @ts-expect-error: which one?
    subMerchants.update({ info })
    // @ts-expect-error: which one?
    subMerchants.get({})
    // @ts-expect-error: a page has a size
    subMerchants.list({ begin_id: 0 })
    // @ts-expect-error: the request comes first
    subMerchants.get()
  })

  test('fields of another type, and unknown ones', () => {
    // @ts-expect-error: a time is a number of seconds
    subMerchants.create({ info: { ...info, end_time: '1795536000' } })
    // @ts-expect-error: WeChat writes app_id
    subMerchants.create({ info: { ...info, appid: 'wx00000000000000b2' } })
    // @ts-expect-error: only the status filters
    subMerchants.list({ begin_id: 0, limit: 50, brand_name: 'Demo' })
    // @ts-expect-error: nothing is asked
    subMerchants.getApplyProtocol({ merchant_id: 12 })
  })
})

describe('what must compile', () => {
  test('the sample bodies', () => {
    subMerchants.create({
      info: {
        brand_name: 'Demo Cafe',
        logo_url: 'https://mmbiz.example/l.png',
        protocol: 'MEDIA1',
        end_time: 1795536000,
        primary_category_id: 1,
        secondary_category_id: 101,
      },
    })
    subMerchants.create({
      info: {
        ...info,
        app_id: 'wx00000000000000b2',
        agreement_media_id: 'MEDIA2',
        operator_media_id: 'MEDIA3',
      },
    })
    subMerchants.update({ info: { merchant_id: 12, ...info } })
    subMerchants.get({ merchant_id: 12 })
    subMerchants.get({ merchant_id: '12' })
    subMerchants.list({ begin_id: 0, limit: 50, status: 'CHECKING' })
    subMerchants.getApplyProtocol()
    subMerchants.getApplyProtocol({}, { totalTimeoutMs: 1000 })
  })

  test('an id goes from an answer into a request and into a card', async () => {
    const { info: filed } = await subMerchants.create({ info })
    subMerchants.get({ merchant_id: filed.merchant_id })
    expectTypeOf(filed.merchant_id).toExtend<number | string>()
  })

  test('a state that WeChat adds tomorrow', () => {
    expectTypeOf<'SOMETHING_NEW'>().toExtend<SubMerchant['status']>()
    expectTypeOf<12>().not.toExtend<SubMerchant['status']>()
  })

  test('all pages', async () => {
    for await (const each of subMerchants.listAll()) expectTypeOf(each).toEqualTypeOf<SubMerchant>()
    subMerchants.listAll({ status: 'APPROVED' }, { totalTimeoutMs: 1000 })
    subMerchants.listAll({ begin_id: 5, limit: 10 })
    // @ts-expect-error: only the status filters
    subMerchants.listAll({ brand_name: 'Demo' })
  })
})
