// The account itself: quotas, failed calls, addresses of WeChat's servers.
import type { AccountApi } from '../../api/account.js'
import { need } from '../account/refusal.js'
import { type GroupEndpoints, required } from '../http/endpoint.js'
import { checkAccount } from './credentials.js'

/** Endpoints of the group `account`. */
export const accountEndpoints: GroupEndpoints<AccountApi> = {
  clearQuota: {
    fields: { appid: required('string', 41002) },
    respond: ({ account, request: { appid } }) => {
      need(appid === account.settings.appId, 40013, `appid is ${appid}, and the token is of ${account.settings.appId}`)
      account.quotas.clear()
      return {}
    },
  },
  clearQuotaWithSecret: {
    token: 'none',
    body: 'none',
    respond: ({ account, request, query }) => {
      // The page has them in the body and its sample has them in the query.
      const { appid = query.get('appid') ?? undefined, appsecret = query.get('appsecret') ?? undefined } = request
      checkAccount(account, appid, appsecret)
      account.quotas.clear()
      return {}
    },
  },
  clearApiQuota: {
    fields: { cgi_path: required('string', 76021) },
    respond: ({ account, request: { cgi_path }, knows }) => {
      // Published for paths of another product; whether paths of cards are taken is unconfirmed (credentials-107).
      const isKnown = knows(cgi_path) || cgi_path.startsWith('/channels/ec/')
      need(isKnown, 76021, `cgi_path: there is no endpoint ${cgi_path}`)
      account.quotas.clear(cgi_path)
      return {}
    },
  },
  getQuota: {
    fields: { cgi_path: required('string', 76021) },
    respond: ({ account: { quotas }, request: { cgi_path }, knows }) => {
      need(cgi_path.startsWith('/'), 76003, `cgi_path is ${cgi_path}: it starts with a /, without the host`)
      need(!cgi_path.startsWith('/sns/'), 76022, 'cgi_path: quotas of /sns/ cannot be asked for')
      need(knows(cgi_path), 76021, `cgi_path: there is no endpoint ${cgi_path}`)
      const daily_limit = quotas.daily(cgi_path)
      const used = quotas.usedToday(cgi_path)
      const call_count = quotas.perMinute(cgi_path)
      return {
        quota: { daily_limit, used, remain: daily_limit - used },
        ...(call_count === undefined ? {} : { rate_limit: { call_count, refresh_second: 60 } }),
      }
    },
  },
  getRid: {
    fields: { rid: required('string', 76002) },
    respond: ({ account, request: { rid } }) => ({ request: { ...account.rids.get(rid) } }),
  },
  getCallbackAddresses: {
    bare: true,
    respond: () => ({ ip_list: ['192.0.2.0/25', '198.51.100.7'] }), // of the blocks that documentation may use
  },
  getApiAddresses: {
    bare: true,
    respond: () => ({ ip_list: ['203.0.113.5'] }),
  },
}
