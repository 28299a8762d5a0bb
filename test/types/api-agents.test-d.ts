import { describe, expectTypeOf, test } from 'vitest'
import type { AgentMerchant, QualificationResult } from '../../src/api/agents.js'
import type { WeChatCardClient } from '../../src/index.js'

declare const platform: WeChatCardClient
const { agents } = platform

const merchant = {
  appid: 'wx00000000000000b2',
  name: 'Demo Cafe',
  logo_media_id: 'MEDIA4',
  business_license_media_id: 'MEDIA5',
  operator_id_card_media_id: 'MEDIA6',
  agreement_file_media_id: 'MEDIA7',
  primary_category_id: 1,
  secondary_category_id: 101,
}

describe('what must not compile', () => {
  test('fields that are missing', () => {
    // @ts-expect-error: the scans are missing
    agents.submitQualification({ register_capital: 10_000_000 })
    const { appid: _, ...nobody } = merchant
    // @ts-expect-error: whose qualification?
    agents.submitMerchantQualification(nobody)
    // @ts-expect-error: whose result?
    agents.getMerchantQualification({})
    // @ts-expect-error: which one?
    agents.getMerchant({})
    // @ts-expect-error: the first page begins with an empty text
    agents.listMerchants({})
  })

  test('fields of another type, and unknown ones', () => {
    // @ts-expect-error: WeChat writes appid here
    agents.getMerchant({ app_id: 'wx00000000000000b2' })
    // @ts-expect-error: categories are numbers
    agents.submitMerchantQualification({ ...merchant, primary_category_id: '1' })
    // @ts-expect-error: the misspelt name alone is not known to work
    agents.submitMerchantQualification({ ...merchant, logo_media_id: undefined, logo_meida_id: 'MEDIA4' })
    // @ts-expect-error: nothing is asked
    agents.getQualification({ appid: 'wx00000000000000b2' })
  })
})

describe('what must compile', () => {
  test('the bodies of the table', () => {
    agents.submitQualification({
      register_capital: 10_000_000,
      business_license_media_id: 'MEDIA1',
      tax_registration_certificate_media_id: 'MEDIA2',
      last_quarter_tax_listing_media_id: 'MEDIA3',
    })
    agents.getQualification()
    agents.submitMerchantQualification(merchant)
    agents.submitMerchantQualification({ ...merchant, logo_meida_id: 'MEDIA4' })
    agents.getMerchantQualification({ appid: 'wx00000000000000b2' })
    agents.getMerchant({ appid: 'wx00000000000000b2' })
    agents.listMerchants({ next_get: '' })
  })

  test('results', async () => {
    expectTypeOf((await agents.getQualification()).result).toEqualTypeOf<QualificationResult>()
    for await (const each of agents.listAllMerchants()) expectTypeOf(each).toEqualTypeOf<AgentMerchant>()
  })
})
