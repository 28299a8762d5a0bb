// Sub-merchants: filing, reading. All of them answer success without a code.
import type { SubMerchant, SubMerchantsApi } from '../../api/sub-merchants.js'
import type { SimulatedAccount } from '../account/account.js'
import { need } from '../account/refusal.js'
import { CATEGORIES, type SubMerchantRecord, subcategoryOf } from '../account/sub-merchants.js'
import { type Fields, type GroupEndpoints, optional, required } from '../http/endpoint.js'
import { upTo } from '../http/limits.js'

const MATERIAL: Fields = {
  app_id: upTo(36, optional('string')),
  brand_name: upTo(36, required('string')),
  logo_url: upTo(128, required('string')),
  protocol: upTo(36, required('string')),
  agreement_media_id: upTo(36, optional('string')),
  operator_media_id: upTo(36, optional('string')),
  end_time: required('integer'),
  primary_category_id: required('integer'),
  secondary_category_id: required('integer'),
}

const MOST_AT_ONCE = 100

function checkMaterial(account: SimulatedAccount, info: Parameters<SubMerchantsApi['create']>[0]['info']): void {
  // Seen in practice (merchants-22): an original id brings a code that stands in no list, without a text.
  need(!info.app_id?.startsWith('gh_'), 1, 'info.app_id is an original id: an AppID, which begins with wx, is wanted')
  need(info.end_time > account.seconds(), 40079, 'info.end_time has passed')
  const known = subcategoryOf(info) !== undefined
  need(known, 45160, 'info.primary_category_id and secondary_category_id are no pair of subMerchants.getApplyProtocol')
}

/** Endpoints of the group `subMerchants`. */
export const subMerchantsEndpoints: GroupEndpoints<SubMerchantsApi> = {
  getApplyProtocol: {
    permission: 'subMerchant',
    bare: true,
    respond: () => ({ category: structuredClone([...CATEGORIES]) }),
  },
  create: {
    fields: { info: required('object', 41011, MATERIAL) },
    permission: 'subMerchant',
    bare: true,
    respond: ({ account, request: { info } }) => {
      checkMaterial(account, info)
      // Answered as it was filed: the review takes its time.
      return { info: { ...described(account, account.subMerchants.add(info)), status: 'CHECKING' } }
    },
  },
  update: {
    fields: { info: required('object', 41011, { merchant_id: required('id'), ...MATERIAL }) },
    permission: 'subMerchant',
    bare: true,
    respond: ({ account, request: { info } }) => {
      const { merchant_id, ...material } = info
      const record = account.subMerchants.get(merchant_id)
      checkMaterial(account, material)
      account.subMerchants.update(record, material)
      return { info: { ...described(account, record), status: 'CHECKING' } }
    },
  },
  get: {
    fields: { merchant_id: required('id') },
    permission: 'subMerchant',
    bare: true,
    respond: ({ account, request: { merchant_id } }) => ({
      info: described(account, account.subMerchants.get(merchant_id)),
    }),
  },
  list: {
    fields: {
      begin_id: optional('digits'), // one SDK's sample sends it empty
      limit: required('integer', 40097),
      status: optional('string'),
    },
    permission: 'subMerchant',
    bare: true,
    respond: ({ account, request: { begin_id: begin = 0, limit, status } }) => {
      need(limit >= 1 && limit <= MOST_AT_ONCE, 40035, `limit is ${limit}: it is 1 to ${MOST_AT_ONCE}`)
      const page = account.subMerchants
        .all()
        .filter((record) => record.merchantId > begin)
        .filter((record) => !status || account.subMerchants.statusOf(record) === status)
        .slice(0, limit)
      return {
        info_list: page.map((record) => described(account, record)),
        next_begin_id: page.at(-1)?.merchantId ?? begin,
      }
    },
  },
}

const described = (account: SimulatedAccount, record: SubMerchantRecord): SubMerchant => {
  const { info, merchantId, createdAt, updatedAt } = record
  return {
    merchant_id: merchantId,
    app_id: info.app_id ?? '',
    create_time: createdAt,
    update_time: updatedAt,
    brand_name: info.brand_name,
    logo_url: info.logo_url,
    status: account.subMerchants.statusOf(record),
    begin_time: createdAt,
    end_time: info.end_time,
    primary_category_id: info.primary_category_id,
    secondary_category_id: info.secondary_category_id,
  }
}
