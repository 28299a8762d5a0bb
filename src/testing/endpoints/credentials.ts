// Tokens and tickets.

import type { SimulatedAccount } from '../account/account.js'
import { need, refusal } from '../account/refusal.js'
import { type EndpointTable, required } from '../http/endpoint.js'

interface TokenRequest {
  readonly grant_type: string
  readonly appid: string
  readonly secret: string
  readonly force_refresh?: boolean
}

/** Refuses whoever is not the account. */
export function checkAccount({ settings }: SimulatedAccount, appId: unknown, appSecret: unknown): void {
  need(appId !== undefined && appId !== '', 41002, 'appid is missing')
  need(appSecret !== undefined && appSecret !== '', 41004, 'secret is missing')
  need(appId === settings.appId, 40013, `appid is ${appId}, and the simulated account is ${settings.appId}`)
  need(appSecret === settings.appSecret, 40125, 'secret is not the one of the simulated account')
}

function checkTokenRequest(account: SimulatedAccount, { grant_type, appid, secret }: TokenRequest): void {
  need(grant_type === 'client_credential', 40002, `grant_type is ${grant_type}: it is client_credential`)
  checkAccount(account, appid, secret)
}

/** Credentials, which no group of the API offers. */
export const credentialEndpoints: EndpointTable = {
  'GET /cgi-bin/token': {
    token: 'none',
    bare: true,
    respond: ({ account, request }) => {
      checkTokenRequest(account, request as unknown as TokenRequest) // a query: all text, and each part is checked
      return account.credentials.issueClassic()
    },
  },
  'POST /cgi-bin/stable_token': {
    token: 'none',
    bare: true,
    fields: {
      grant_type: required('string', 40002),
      appid: required('string', 41002),
      secret: required('string', 41004),
      force_refresh: { type: 'boolean' },
    },
    respond: ({ account, request }) => {
      const wanted = request as unknown as TokenRequest // its fields have been checked
      checkTokenRequest(account, wanted)
      return account.credentials.issueStable(wanted.force_refresh === true)
    },
  },
  'GET /cgi-bin/ticket/getticket': {
    respond: ({ account, request: { type } }) => {
      if (type !== 'wx_card' && type !== 'jsapi') throw refusal(40097, `type is ${type}: it is wx_card or jsapi`)
      need(type === 'jsapi' || account.may('card'), 48001, 'the account may not use cards')
      return account.credentials.ticket(type)
    },
  },
}
