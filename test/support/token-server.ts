// The part of WeChat that hands out credentials and looks at them, as a real HTTP server that counts.
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export const STABLE = '/cgi-bin/stable_token'
export const CLASSIC = '/cgi-bin/token'
export const CARD_TICKET = '/cgi-bin/ticket/getticket?type=wx_card'

export const SECRET = '0123456789abcdef0123456789abcdef'

/** A running server. */
export interface TokenServer {
  readonly url: string
  /** How many requests for a credential arrived, by the names above; everything else counts under its path. */
  count(path: string): number
  /** All tokens that were issued, of both kinds, the latest last. */
  readonly issued: readonly string[]
  /** How long a request for a credential takes. */
  delayMs: number
  /** In how many requests a token is accepted. */
  usesPerToken: number
  /** Ends all tokens, as a forced refresh or another service would. The next request brings another one. */
  revoke(): void
  /** Lets the next request for a token arrive, be carried out, and get no answer until `answer` is called. */
  holdNext(): Promise<{ answer(): void }>
  close(): Promise<void>
}

/** Starts a server on a free port of this machine. Every AppID has one account with the secret {@link SECRET}. */
export async function startTokenServer(): Promise<TokenServer> {
  const counts = new Map<string, number>()
  const issued: string[] = []
  const usesOf = new Map<string, number>()
  const alive = new Map<string, string>() // by kind and AppID
  let held: ((held: { answer(): void }) => void) | undefined

  const issue = (kind: string, appId: string): object => {
    const value = `${kind}-${appId}-${issued.length + 1}`
    issued.push(value)
    alive.set(`${kind} ${appId}`, value)
    return { access_token: value, expires_in: 7200 }
  }

  const token = (kind: string, appId: string, secret: string): object => {
    if (secret !== SECRET)
      return { errcode: 40001, errmsg: 'invalid credential, access_token is invalid or not latest' }
    const present = alive.get(`${kind} ${appId}`)
    return kind === 'stable' && present !== undefined ? { access_token: present, expires_in: 7200 } : issue(kind, appId)
  }

  const accepts = (value: string): boolean => {
    const uses = (usesOf.get(value) ?? 0) + 1
    usesOf.set(value, uses)
    return [...alive.values()].includes(value) && uses <= handle.usesPerToken
  }

  const answerTo = (path: string, query: URLSearchParams, body: string): object => {
    if (path === STABLE) {
      const { appid, secret } = JSON.parse(body) as { appid: string; secret: string }
      return token('stable', appid, secret)
    }
    if (path === CLASSIC) return token('classic', query.get('appid') ?? '', query.get('secret') ?? '')
    if (!accepts(query.get('access_token') ?? '')) return { errcode: 40001, errmsg: 'invalid credential' }
    const ticket = `ticket-${query.get('type')}`
    return { errcode: 0, errmsg: 'ok', ...(path.startsWith('/cgi-bin/ticket/') ? { ticket, expires_in: 7200 } : {}) }
  }

  const server = createServer(async (request, response) => {
    const body = await textOf(request).catch(() => undefined)
    if (body === undefined) return response.destroy() // the other side has gone in the middle of its request
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host')
    const type = searchParams.get('type')
    const path = type === null ? pathname : `${pathname}?type=${type}`
    counts.set(path, (counts.get(path) ?? 0) + 1)
    const forCredential = path.startsWith('/cgi-bin/')
    const reply = JSON.stringify(answerTo(path, searchParams, body))
    const answer = (): unknown => response.end(reply)
    const hold = pathname === STABLE || pathname === CLASSIC ? held : undefined
    if (hold !== undefined) {
      held = undefined
      hold({ answer })
    } else if (forCredential) setTimeout(answer, handle.delayMs)
    else answer()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe

  const handle: TokenServer = {
    url: `http://127.0.0.1:${port}`,
    count: (path) => counts.get(path) ?? 0,
    issued,
    delayMs: 0,
    usesPerToken: Number.POSITIVE_INFINITY,
    revoke: () => alive.clear(),
    holdNext: () =>
      new Promise((resolve) => {
        held = resolve
      }),
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
  return handle
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer) // without an encoding it is bytes
  return Buffer.concat(chunks).toString()
}
