// A simulated account with its insides in reach, for states that no phone and no setting leads to.
import { WeChatCardClient } from '../../src/index.js'
import { ENDPOINTS } from '../../src/testing/endpoints/all.js'
import { handle } from '../../src/testing/gateway.js'
import { type SimulatorOptions, toSimulatorSettings } from '../../src/testing/settings.js'
import { World } from '../../src/testing/world.js'

/** Makes a world and a client that calls it. */
export function simulatedAccount(options: SimulatorOptions = {}): { world: World; wechat: WeChatCardClient } {
  const world = new World(toSimulatorSettings(options))
  const { appId, appSecret } = world.settings
  const wechat = new WeChatCardClient({
    appId,
    appSecret,
    clock: { now: () => world.now() },
    fetch: async (url, { method, headers, body = '' }) => {
      world.catchUp()
      const { pathname, search } = new URL(url)
      const { reply } = await handle(world, ENDPOINTS, {
        method,
        target: pathname + search,
        contentType: new Headers(headers).get('content-type') ?? '',
        body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
      })
      return new Response(reply.body, { status: reply.status, headers: { 'content-type': reply.contentType } })
    },
  })
  return { world, wechat }
}

/** The code with which WeChat refused; fails when it did not refuse. */
export async function errcodeOf(call: Promise<unknown>): Promise<number> {
  const error: unknown = await call.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  )
  if (error instanceof Error && 'errcode' in error && typeof error.errcode === 'number') return error.errcode
  throw error
}
