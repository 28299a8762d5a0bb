// A call that failed, as WeChat shows it to whoever asks for its rid.
import type { IncomingRequest, Reply } from './gateway.js'
import type { FailedCall } from './state/rids.js'
import type { World } from './world.js'

/** Describes a call for {@link World.rids}. Tokens and secrets in it are replaced by `**`. */
export function failedCall(world: World, { target, contentType, body }: IncomingRequest, reply: Reply): FailedCall {
  const { search } = new URL(target, 'http://wechat')
  const isForm = contentType.startsWith('multipart/')
  return {
    invoke_time: world.seconds(),
    cost_in_ms: 1, // no time passes in a simulator
    request_url: search.slice(1).replace(/\b(access_token|secret|appsecret)=[^&]*/g, '$1=**'),
    request_body: isForm ? '' : new TextDecoder().decode(body).replaceAll(world.settings.appSecret, '**'),
    response_body: reply.body,
    client_ip: '127.0.0.1',
  }
}
