// A call that failed, as WeChat shows it to whoever asks for its rid.

import type { SimulatedAccount } from '../account/account.js'
import type { FailedCall } from '../account/rids.js'
import { type IncomingRequest, type Reply, urlOf } from './gateway.js'

/** Describes a call for {@link SimulatedAccount.rids}. Tokens and secrets in it are replaced by `**`. */
export function failedCall(
  account: SimulatedAccount,
  { target, contentType, body }: IncomingRequest,
  reply: Reply,
): FailedCall {
  const { search } = urlOf(target)
  const isForm = contentType.startsWith('multipart/')
  return {
    invoke_time: account.seconds(),
    cost_in_ms: 1, // no time passes in a simulator
    request_url: search.slice(1).replace(/\b((?:component_)?access_token|secret|appsecret|ticket)=[^&]*/g, '$1=**'),
    request_body: isForm ? '' : textOf(body).replaceAll(account.settings.appSecret, '**').replace(TICKET, '$1**'),
    response_body: reply.body,
    client_ip: '127.0.0.1',
  }
}

/** Longer bodies are cut off: failed calls are kept, and must not fill the memory. */
const MOST_BYTES = 16 * 1024

const textOf = (body: Uint8Array): string => new TextDecoder().decode(body.subarray(0, MOST_BYTES))

const TICKET = /("(?:\w+_)?(?:ticket|token)"\s*:\s*")[^"]*/g
