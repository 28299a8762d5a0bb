// Where credentials come from: WeChat's two token endpoints, its ticket endpoint, or the caller.
import { monotonicNow } from '../clock.js'
import type { Issued, IssueRequest } from '../credentials/credential.js'
import { ApiError, CredentialError, type CredentialKind, TransportError } from '../errors.js'
import { isObject } from '../validate.js'
import type { MakeMethod, Route } from './route.js'

const CREDENTIAL_REPLY_BYTES = 64 * 1024

/** `POST /cgi-bin/stable_token`: keeps the AppSecret out of addresses, and asking twice brings the same token. */
export const STABLE_TOKEN: Route = {
  method: 'POST',
  path: '/cgi-bin/stable_token',
  effect: 'read',
  credential: 'none',
  maxBytes: CREDENTIAL_REPLY_BYTES,
}

/** `GET /cgi-bin/token`: every answer ends the token before it, and the AppSecret travels in the address. */
export const CLASSIC_TOKEN: Route = {
  method: 'GET',
  path: '/cgi-bin/token',
  effect: 'read',
  credential: 'none',
  maxBytes: CREDENTIAL_REPLY_BYTES,
}

/** `GET /cgi-bin/ticket/getticket`. */
export const TICKET: Route = {
  method: 'GET',
  path: '/cgi-bin/ticket/getticket',
  effect: 'read',
  maxBytes: CREDENTIAL_REPLY_BYTES,
}

type Issue = (request: IssueRequest) => Promise<Issued>

/**
 * Issues stable access tokens. Never forces a refresh, which would end the token of every process and is limited to 20 a
 * day (credentials-55). Where the refused token is what comes back, the call fails with its refusal.
 */
export function stableTokenIssuer(make: MakeMethod, appId: string, appSecret: string): Issue {
  const endpoint = make(STABLE_TOKEN)
  return async (request) => {
    const body = { grant_type: 'client_credential', appid: appId, secret: appSecret, force_refresh: false }
    const reply = await ask('accessToken', () => endpoint(body, limits(request)))
    return { value: reply.access_token, expiresInSeconds: reply.expires_in ?? null }
  }
}

/** Issues classic access tokens. To be called only while holding the lock. */
export function classicTokenIssuer(make: MakeMethod, appId: string, appSecret: string): Issue {
  const endpoint = make(CLASSIC_TOKEN)
  return async (request) => {
    const query = { grant_type: 'client_credential', appid: appId, secret: appSecret }
    const reply = await ask('accessToken', () => endpoint(query, limits(request)))
    return { value: reply.access_token, expiresInSeconds: reply.expires_in ?? null }
  }
}

/** Issues tickets: `wx_card` for card signatures, `jsapi` for `wx.config`. */
export function ticketIssuer(make: MakeMethod, kind: 'cardTicket' | 'jsapiTicket'): Issue {
  const endpoint = make(TICKET)
  const type = kind === 'cardTicket' ? 'wx_card' : 'jsapi'
  return async (request) => {
    const reply = await ask(kind, () => endpoint({ type }, limits(request)))
    return { value: reply.ticket, expiresInSeconds: reply.expires_in ?? null }
  }
}

/**
 * Where a credential comes from when the SDK does not ask WeChat for it: a central token server, or a third-party
 * platform's `authorizer_access_token`.
 *
 * `rejected` is the value that WeChat has just refused, when that is the reason for asking: do not answer with it again.
 * `signal` ends when nobody waits any longer. With `expiresInSeconds` (1 to 7200) the value is cached and shared like the
 * SDK's own; a plain string is asked for at every use, calls that happen at the same time sharing one answer.
 * What it throws becomes a {@link CredentialError} that names only the class and code of the thrown error.
 */
export type CredentialSource = (context: {
  readonly rejected?: string
  readonly signal: AbortSignal
}) => Promise<string | { readonly value: string; readonly expiresInSeconds: number }>

/** Issues what the caller's own source answers. */
export const sourceIssuer =
  (kind: CredentialKind, source: CredentialSource): Issue =>
  async ({ rejected, signal }) => {
    const started = monotonicNow()
    let answer: unknown
    try {
      answer = await source({ ...(rejected === undefined ? {} : { rejected }), signal })
    } catch (error) {
      if (error instanceof CredentialError) throw error
      // Only what names the failure: a message of an HTTP client may hold the address with a token in it.
      const { name, code } =
        error instanceof Error ? (error as NodeJS.ErrnoException) : { name: typeof error, code: '' }
      const what = [name, code].filter((part) => typeof part === 'string' && /^\w{1,64}$/.test(part)).join(' ')
      throw new CredentialError(kind, `the client's own source failed with ${what || 'an error'}`, {
        endpoint: sourceName(kind),
        retryable: true,
        attempts: 1,
        elapsedMs: monotonicNow() - started,
      })
    }
    if (typeof answer === 'string') return { value: answer }
    return isObject(answer)
      ? { value: answer.value, expiresInSeconds: answer.expiresInSeconds ?? null }
      : { value: undefined, expiresInSeconds: null }
  }

/** How errors name the caller's source where they would name an endpoint. */
export const sourceName = (kind: CredentialKind): string => `option ${kind}`

const limits = ({ signal, timeoutMs }: IssueRequest) => ({ signal, totalTimeoutMs: timeoutMs })

/** Says of a failed request which credential is missing because of it. */
async function ask<Reply>(kind: CredentialKind, request: () => Promise<Reply>): Promise<Reply> {
  try {
    return await request()
  } catch (error) {
    if (error instanceof ApiError || error instanceof TransportError) {
      throw new CredentialError(kind, error.message, error)
    }
    throw error // a ticket's access token was missing: that error says so already
  }
}
