// What tests of endpoints need: a client whose requests are caught on the way, and one on an account that lies open.
import { ApiError, type Diagnostic, WeChatCardClient, type WeChatCardClientOptions } from '../../src/index.js'
import { SimulatedAccount } from '../../src/testing/account/account.js'
import { type SimulatorOptions, toSimulatorSettings } from '../../src/testing/account/options.js'
import { ENDPOINTS } from '../../src/testing/endpoints/all.js'
import { handle } from '../../src/testing/http/gateway.js'

/** A request as it left the client. */
export interface CaughtRequest {
  readonly method: string
  /** Path and query, without the token. */
  readonly target: string
  readonly contentType: string | null
  /** Exactly as it was sent; bytes as `latin1`. */
  readonly body: string | undefined
}

/** Makes a client that gets this reply to everything, and notes what it sends. */
export function caught(reply: object = { errcode: 0, errmsg: 'ok' }): {
  wechat: WeChatCardClient
  sent: CaughtRequest[]
  /** What the client advised. */
  advice: Extract<Diagnostic, { type: 'advice' }>[]
} {
  const sent: CaughtRequest[] = []
  const advice: Extract<Diagnostic, { type: 'advice' }>[] = []
  const wechat = new WeChatCardClient({
    appId: 'wx00000000000000a1',
    accessToken: async () => ({ value: 'TOKEN', expiresInSeconds: 7200 }),
    onDiagnostic: (diagnostic) => {
      if (diagnostic.type === 'advice') advice.push(diagnostic)
    },
    fetch: async (url, { method, headers, body }) => {
      const { pathname, searchParams } = new URL(url)
      if (searchParams.get('access_token') !== 'TOKEN') throw new Error('the request carries no token')
      searchParams.delete('access_token')
      const query = searchParams.toString()
      sent.push({
        method,
        target: pathname + (query && `?${query}`),
        contentType: headers.get('content-type'),
        body: body === undefined ? undefined : typeof body === 'string' ? body : Buffer.from(body).toString('latin1'),
      })
      return Response.json(reply)
    },
  })
  return { wechat, sent, advice }
}

/** Makes a simulated account with a client, and keeps its inside at hand for what users and reviewers do. */
export function openAccount(
  options: SimulatorOptions = {},
  more: Partial<WeChatCardClientOptions> = {},
): { account: SimulatedAccount; wechat: WeChatCardClient } {
  const settings = toSimulatorSettings(options)
  const account = new SimulatedAccount(settings)
  const fetch: WeChatCardClientOptions['fetch'] = async (url, { method, headers, body = '' }) => {
    account.runDue()
    const { pathname, search } = new URL(url)
    const { reply } = await handle(account, ENDPOINTS, {
      method,
      target: pathname + search,
      contentType: headers.get('content-type') ?? '',
      body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    })
    return new Response(reply.body, { status: reply.status, headers: { 'content-type': reply.contentType } })
  }
  const { appId, appSecret } = settings
  const credentials = more.accessToken === undefined ? { appId, appSecret } : { appId }
  const wechat = new WeChatCardClient({
    ...credentials,
    fetch,
    clock: { now: () => account.now() },
    maxRetries: 0,
    ...more,
  })
  return { account, wechat }
}

/** The code with which WeChat refuses a call; 0 when it does not. */
export async function errcodeOf(call: Promise<unknown>): Promise<number> {
  try {
    await call
    return 0
  } catch (error) {
    if (error instanceof ApiError) return error.errcode
    throw error
  }
}
