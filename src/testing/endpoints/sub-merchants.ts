// Sub-merchants: filing, reading. All of them answer success without a code.
import type { SubMerchant, SubMerchantsApi } from '../../api/sub-merchants.js'
import { type EndpointTable, endpoint, type Fields, optional, required } from '../endpoint.js'
import { need } from '../refusal.js'
import { CATEGORIES, type SubMerchantRecord, subcategoryOf } from '../state/sub-merchants.js'
import type { World } from '../world.js'

const MATERIAL: Fields = {
  app_id: optional('string'),
  brand_name: required('string'),
  logo_url: required('string'),
  protocol: required('string'),
  agreement_media_id: optional('string'),
  operator_media_id: optional('string'),
  end_time: required('integer'),
  primary_category_id: required('integer'),
  secondary_category_id: required('integer'),
}

/** Most bytes of each text. */
const LENGTHS = {
  app_id: 36,
  brand_name: 36,
  logo_url: 128,
  protocol: 36,
  agreement_media_id: 36,
  operator_media_id: 36,
} as const

const MOST_AT_ONCE = 100

function checkMaterial(world: World, info: Parameters<SubMerchantsApi['create']>[0]['info']): void {
  // Seen in practice: an original id brings a code that stands in no list, without a text.
  need(!info.app_id?.startsWith('gh_'), 1)
  for (const [name, most] of Object.entries(LENGTHS)) {
    need(Buffer.byteLength(info[name as keyof typeof LENGTHS] ?? '') <= most, 45021)
  }
  need(info.end_time > world.seconds(), 40079)
  need(subcategoryOf(info) !== undefined, 45160)
}

/** Endpoints of the group `subMerchants`. */
export const subMerchantEndpoints: EndpointTable = {
  'GET /card/getapplyprotocol': endpoint<SubMerchantsApi['getApplyProtocol']>({
    permission: 'subMerchant',
    bare: true,
    respond: () => ({ category: structuredClone([...CATEGORIES]) }),
  }),
  'POST /card/submerchant/submit': endpoint<SubMerchantsApi['create']>({
    fields: { info: required('object', 41011, MATERIAL) },
    permission: 'subMerchant',
    bare: true,
    respond: ({ world, request: { info } }) => {
      checkMaterial(world, info)
      // Answered as it was filed: the review takes its time.
      return { info: { ...described(world, world.subMerchants.add(info)), status: 'CHECKING' } }
    },
  }),
  'POST /card/submerchant/update': endpoint<SubMerchantsApi['update']>({
    fields: { info: required('object', 41011, { merchant_id: required('id'), ...MATERIAL }) },
    permission: 'subMerchant',
    bare: true,
    respond: ({ world, request: { info } }) => {
      const { merchant_id, ...material } = info
      const record = world.subMerchants.get(merchant_id)
      checkMaterial(world, material)
      world.subMerchants.update(record, material)
      return { info: { ...described(world, record), status: 'CHECKING' } }
    },
  }),
  'POST /card/submerchant/get': endpoint<SubMerchantsApi['get']>({
    fields: { merchant_id: required('id') },
    permission: 'subMerchant',
    bare: true,
    respond: ({ world, request: { merchant_id } }) => ({ info: described(world, world.subMerchants.get(merchant_id)) }),
  }),
  'POST /card/submerchant/batchget': endpoint<SubMerchantsApi['list']>({
    fields: { limit: required('integer', 40097), status: optional('string') },
    permission: 'subMerchant',
    bare: true,
    respond: ({ world, request: { begin_id, limit, status } }) => {
      const begin = Number(begin_id || 0) // one SDK's sample sends it empty
      need(Number.isInteger(begin), 47001)
      need(limit >= 1 && limit <= MOST_AT_ONCE, 40035)
      const page = world.subMerchants
        .all()
        .filter((record) => record.merchantId > begin)
        .filter((record) => !status || world.subMerchants.statusOf(record) === status)
        .slice(0, limit)
      return {
        info_list: page.map((record) => described(world, record)),
        next_begin_id: page.at(-1)?.merchantId ?? begin,
      }
    },
  }),
}

const described = (world: World, record: SubMerchantRecord): SubMerchant => {
  const { info, merchantId, createdAt, updatedAt } = record
  return {
    merchant_id: merchantId,
    app_id: info.app_id ?? '',
    create_time: createdAt,
    update_time: updatedAt,
    brand_name: info.brand_name,
    logo_url: info.logo_url,
    status: world.subMerchants.statusOf(record),
    begin_time: createdAt,
    end_time: info.end_time,
    primary_category_id: info.primary_category_id,
    secondary_category_id: info.secondary_category_id,
  }
}
