// The three credentials of a client: where each comes from and how it is kept.
import { nodeCrypto } from './builtins.js'
import { Credential, type CredentialOptions } from './credentials/credential.js'
import { FailSafeCache } from './credentials/fail-safe-cache.js'
import { REJECTED_CREDENTIAL } from './errcodes/decisive.js'
import type { CredentialKind } from './errors.js'
import type { Settings } from './options.js'
import { endpointOf, type TransportSettings } from './transport/endpoint.js'
import { createMethodFactory } from './transport/invoke.js'
import {
  CLASSIC_TOKEN,
  classicTokenIssuer,
  STABLE_TOKEN,
  sourceIssuer,
  sourceName,
  stableTokenIssuer,
  TICKET,
  ticketIssuer,
} from './transport/issuers.js'
import type { MakeMethod } from './transport/route.js'

/** Puts a client's credentials together. Tickets are asked for with the token. */
export function credentialsOf(settings: Settings): Readonly<Record<CredentialKind, Credential>> {
  const cache = new FailSafeCache(settings.cache, settings.clock, settings.onDiagnostic)
  const accessToken = tokenOf(settings, cache)
  return {
    accessToken,
    cardTicket: ticketOf('cardTicket', settings, cache, accessToken),
    jsapiTicket: ticketOf('jsapiTicket', settings, cache, accessToken),
  }
}

function tokenOf(settings: Settings, cache: FailSafeCache): Credential {
  const { appId, appSecret = '', accessToken, tokenMode, maxRetries } = settings
  if (accessToken) {
    const issue = sourceIssuer('accessToken', accessToken)
    return credentialOf(settings, cache, 'accessToken', 'source', sourceName('accessToken'), { issue })
  }
  if (tokenMode === 'stable') {
    const issue = stableTokenIssuer(inBackground(settings), appId, appSecret)
    return credentialOf(settings, cache, 'accessToken', tokenMode, endpointOf(STABLE_TOKEN), { issue })
  }
  // Every answer ends the token before it: an unknown outcome is followed by one more request and no third.
  const once: TransportSettings = { ...settings, maxRetries: Math.min(maxRetries, 1) }
  const issue = classicTokenIssuer(inBackground(once), appId, appSecret)
  return credentialOf(settings, cache, 'accessToken', tokenMode, endpointOf(CLASSIC_TOKEN), { issue, exclusive: true })
}

function ticketOf(
  kind: 'cardTicket' | 'jsapiTicket',
  settings: Settings,
  cache: FailSafeCache,
  token: Credential,
): Credential {
  const source = settings[kind]
  const longestLifetimeMs = settings.ticketLifetimeMs
  if (source) {
    const issue = sourceIssuer(kind, source)
    return credentialOf(settings, cache, kind, 'source', sourceName(kind), { issue, longestLifetimeMs })
  }
  const mode = settings.accessToken ? 'source' : settings.tokenMode
  const issue = ticketIssuer(inBackground(settings, token), kind)
  return credentialOf(settings, cache, kind, mode, endpointOf(TICKET), {
    issue,
    prepare: token.prepare.bind(token),
    rejectionErrcodes: REJECTED_CREDENTIAL,
    longestLifetimeMs,
  })
}

/** Tells clients apart that would ask for one credential in different ways: another secret may be right where this fails. */
function issuerIdentityOf({ appSecret, accessToken, ...settings }: Settings, kind: CredentialKind): unknown {
  const source = (kind === 'accessToken' ? undefined : settings[kind]) ?? accessToken
  return (
    source ??
    nodeCrypto()
      .createHash('sha256')
      .update(appSecret ?? '')
      .digest('hex')
  )
}

/** Requests for credentials belong to no caller. */
const inBackground = (settings: TransportSettings, token?: Credential): MakeMethod =>
  createMethodFactory(settings, token, true)

const credentialOf = (
  settings: Settings,
  cache: FailSafeCache,
  kind: CredentialKind,
  mode: string,
  endpoint: string,
  how: Pick<CredentialOptions, 'issue' | 'prepare' | 'rejectionErrcodes' | 'exclusive' | 'longestLifetimeMs'>,
): Credential => {
  const { appId, origin, clock, onDiagnostic, totalTimeoutMs } = settings
  return new Credential({
    identity: { kind, appId, origin, mode },
    issuerIdentity: issuerIdentityOf(settings, kind),
    endpoint,
    cache,
    clock,
    onDiagnostic,
    totalTimeoutMs,
    ...how,
  })
}
