// Qualification of third-party platforms: a legacy of which only copies of the documentation are left.
import type { AgentMerchant, AgentsApi } from '../../api/agents.js'
import type { AgentMerchantRecord } from '../account/agents.js'
import { need } from '../account/refusal.js'
import { type GroupEndpoints, optional, required } from '../http/endpoint.js'

/** 20 in one copy, 100 in another. */
const ON_A_PAGE = 20

/** Endpoints of the group `agents`. */
export const agentsEndpoints: GroupEndpoints<AgentsApi> = {
  submitQualification: {
    token: 'component',
    fields: {
      // A number in the document, text in one SDK.
      register_capital: required('id'),
      business_license_media_id: required('string'),
      tax_registration_certificate_media_id: required('string'),
      last_quarter_tax_listing_media_id: required('string'),
    },
    respond: ({ account }) => {
      account.agents.submit()
      return {}
    },
  },
  getQualification: {
    token: 'component',
    respond: ({ account }) => ({ result: account.agents.result }),
  },
  submitMerchantQualification: {
    token: 'component',
    fields: {
      appid: required('string'),
      name: required('string'),
      logo_media_id: optional('string'),
      logo_meida_id: optional('string'),
      business_license_media_id: required('string'),
      operator_id_card_media_id: optional('string'),
      agreement_file_media_id: required('string'),
      primary_category_id: required('integer'),
      secondary_category_id: required('integer'),
    },
    respond: ({ account, request }) => {
      // Which of the two spellings WeChat reads is unknown: either is good here.
      const about = { about: 'logo_media_id', reason: 'logo_media_id is missing' }
      need(Boolean(request.logo_media_id || request.logo_meida_id), 41011, about)
      account.agents.submitMerchant(request)
      return {}
    },
  },
  getMerchantQualification: {
    token: 'component',
    fields: { appid: required('string') },
    respond: ({ account, request: { appid } }) => ({
      result: account.agents.find(appid)?.result ?? 'RESULT_NOTHING_TO_CHECK',
    }),
  },
  getMerchant: {
    token: 'component',
    fields: { appid: required('string') },
    respond: ({ account, request: { appid } }) => described(account.agents.get(appid)),
  },
  listMerchants: {
    token: 'component',
    fields: { next_get: optional('string') },
    respond: ({ account, request: { next_get = '' } }) => {
      const all = account.agents.all()
      const begin = next_get === '' ? 0 : all.findIndex(({ appid }) => appid === next_get)
      need(begin >= 0, 40097, `next_get: no sub-merchant ${next_get}`)
      const end = begin + ON_A_PAGE
      return { list: all.slice(begin, end).map(described), next_get: all[end]?.appid ?? '' }
    },
  },
}

const described = ({ appid, submitted, submittedAt, result }: AgentMerchantRecord): AgentMerchant => ({
  appid,
  name: submitted.name,
  primary_category_id: submitted.primary_category_id,
  secondary_category_id: submitted.secondary_category_id,
  submit_time: submittedAt,
  result,
})
