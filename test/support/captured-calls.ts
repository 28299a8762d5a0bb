// A client whose calls go nowhere: each is noted and answered with a reply of the test's.
import { WeChatCardClient } from '../../src/index.js'

/** One call as it would have left. */
export interface CapturedCall {
  readonly method: string
  readonly path: string
  /** Without the token. */
  readonly query: string
  readonly contentType: string | undefined
  readonly body: string | Uint8Array | undefined
}

const APP_ID = 'wx00000000000000a1'

/** Makes the client and the list that its calls are noted in. */
export function capturing(reply: object = { errcode: 0, errmsg: 'ok' }): {
  wechat: WeChatCardClient
  calls: CapturedCall[]
} {
  const calls: CapturedCall[] = []
  const wechat = new WeChatCardClient({
    appId: APP_ID,
    appSecret: '0123456789abcdef0123456789abcdef',
    accessToken: async () => 'TOKEN',
    fetch: async (url, { method, headers, body }) => {
      const { pathname, searchParams } = new URL(url)
      searchParams.delete('access_token')
      const contentType = new Headers(headers).get('content-type') ?? undefined
      calls.push({ method, path: pathname, query: String(searchParams), contentType, body })
      return Response.json(reply)
    },
  })
  return { wechat, calls }
}
