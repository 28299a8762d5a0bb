import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { memoryCache } from '../../src/cache/memory.js'
import { credentialsOf } from '../../src/client-credentials.js'
import { CredentialError, InputError } from '../../src/errors.js'
import { toSettings, type WeChatCardClientOptions } from '../../src/options.js'
import type { FetchLike } from '../../src/transport/fetch-like.js'
import { longWait, MINUTE, recordingCache, SECOND, settled, stoppedClock } from '../support/credentials.js'

const APP_ID = 'wx00000000000000a1'
const appSecret = '0123456789abcdef0123456789abcdef'

type Reply = object | (() => object | Promise<object>)

/** A WeChat that answers each path in its way, and counts. */
function weChat(answers: Readonly<Record<string, Reply>> = {}) {
  const counts = new Map<string, number>()
  const all: Readonly<Record<string, Reply>> = {
    '/cgi-bin/stable_token': { access_token: 'stable-1', expires_in: 7200 },
    '/cgi-bin/token': () => ({ access_token: `classic-${counts.get('/cgi-bin/token')}`, expires_in: 7200 }),
    '/cgi-bin/ticket/getticket?type=wx_card': { errcode: 0, ticket: 'card-ticket-1', expires_in: 7200 },
    '/cgi-bin/ticket/getticket?type=jsapi': { errcode: 0, ticket: 'jsapi-ticket-1', expires_in: 7200 },
    ...answers,
  }
  const tokens: (string | null)[] = []
  const fetch: FetchLike = async (address) => {
    const { pathname, searchParams } = new URL(address)
    const type = searchParams.get('type')
    const path = type === null ? pathname : `${pathname}?type=${type}`
    counts.set(path, (counts.get(path) ?? 0) + 1)
    if (searchParams.has('access_token')) tokens.push(searchParams.get('access_token'))
    const answer = all[path]
    return Response.json(typeof answer === 'function' ? await answer() : answer)
  }
  return { fetch, tokens, counts: () => Object.fromEntries(counts) }
}

const credentials = (options: Partial<WeChatCardClientOptions>) =>
  credentialsOf(toSettings({ appId: APP_ID, appSecret, ...options }))

afterEach(() => {
  vi.useRealTimers()
})

describe('by default', () => {
  test('the token comes from the stable endpoint, and the tickets are asked for with it', async () => {
    const { fetch, tokens, counts } = weChat()
    const { accessToken, cardTicket, jsapiTicket } = credentials({ fetch })
    const all = [cardTicket, jsapiTicket, accessToken].map((credential) => credential.get(longWait))
    expect(await Promise.all(all)).toEqual(['card-ticket-1', 'jsapi-ticket-1', 'stable-1'])
    expect(tokens).toEqual(['stable-1', 'stable-1'])
    expect(counts()).toEqual({
      '/cgi-bin/stable_token': 1,
      '/cgi-bin/ticket/getticket?type=wx_card': 1,
      '/cgi-bin/ticket/getticket?type=jsapi': 1,
    })
  })

  test('tickets and token never share an entry', async () => {
    const cache = memoryCache()
    const keys = new Set<string>()
    const { fetch } = weChat()
    const set: typeof cache.set = (key, value, ttlMs) => {
      keys.add(key)
      return cache.set(key, value, ttlMs)
    }
    const { cardTicket, jsapiTicket } = credentials({ fetch, cache: { ...cache, set } })
    await Promise.all([cardTicket.get(longWait), jsapiTicket.get(longWait)])
    expect(keys.size).toBe(3)
  })

  test('a ticket is kept for one hour, whatever WeChat says, and a token for as long as it says', async () => {
    const { fetch, counts } = weChat()
    const clock = stoppedClock()
    const { accessToken, cardTicket } = credentials({ fetch, clock })
    await cardTicket.get(longWait)
    clock.advance(59 * MINUTE)
    expect(cardTicket.current()).toBe('card-ticket-1')
    clock.advance(MINUTE)
    expect(cardTicket.current()).toBeUndefined()
    expect(accessToken.current()).toBe('stable-1')
    await cardTicket.get(longWait)
    expect(counts()['/cgi-bin/stable_token']).toBe(1)
    expect(counts()['/cgi-bin/ticket/getticket?type=wx_card']).toBe(2)
  })

  test('a ticket may be kept longer or shorter', async () => {
    const { fetch } = weChat()
    const clock = stoppedClock()
    const { cardTicket } = credentials({ fetch, clock, ticketLifetimeMs: 20 * MINUTE })
    await cardTicket.get(longWait)
    clock.advance(19 * MINUTE)
    expect(cardTicket.current()).toBe('card-ticket-1')
    clock.advance(MINUTE)
    expect(cardTicket.current()).toBeUndefined()
  })

  test('the five official hosts count as one place, and others each as their own', async () => {
    const cache = memoryCache()
    const made = weChat()
    for (const host of ['api', 'api2', 'sh.api', 'sz.api', 'hk.api']) {
      const options = { fetch: made.fetch, cache, baseUrl: `https://${host}.weixin.qq.com` }
      expect(await credentials(options).accessToken.get(longWait)).toBe('stable-1')
    }
    expect(made.counts()).toEqual({ '/cgi-bin/stable_token': 1 })
    const elsewhere = { fetch: made.fetch, cache, baseUrl: 'http://127.0.0.1:8080', allowUnsafeBaseUrl: true }
    await credentials(elsewhere).accessToken.get(longWait)
    expect(made.counts()).toEqual({ '/cgi-bin/stable_token': 2 })
  })

  test('accounts share nothing in one cache', async () => {
    const cache = memoryCache()
    const { fetch, counts } = weChat()
    for (const appId of ['wx00000000000000a1', 'wx00000000000000a2', 'wx00000000000000A1']) {
      await credentials({ fetch, cache, appId }).accessToken.get(longWait)
    }
    expect(counts()).toEqual({ '/cgi-bin/stable_token': 3 })
  })

  test('a wrong secret is asked for once, however many want a token or a ticket', async () => {
    const { fetch, counts } = weChat({ '/cgi-bin/stable_token': { errcode: 40125, errmsg: 'invalid appsecret' } })
    const { accessToken, cardTicket, jsapiTicket } = credentials({ fetch })
    const wanted = Array.from({ length: 30 }, (_, n) => [accessToken, cardTicket, jsapiTicket][n % 3] ?? accessToken)
    for (let round = 0; round < 3; round++) {
      const results = await Promise.allSettled(wanted.map((credential) => credential.get(longWait)))
      for (const result of results) {
        expect(result).toMatchObject({ status: 'rejected', reason: { kind: 'accessToken', errcode: 40125 } })
      }
    }
    expect(counts()).toEqual({ '/cgi-bin/stable_token': 1 })
  })
})

describe('a ticket whose token another process is busy obtaining', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })

  test('is waited for as long as for the token itself, beyond the short time under its own lock', async () => {
    const cache = memoryCache()
    const { fetch } = weChat()
    const tokenIsLocked: typeof cache.lock = async (key, leaseMs) =>
      key.includes(':accessToken}') ? null : await cache.lock(key, leaseMs)
    const { cardTicket } = credentials({ fetch, cache: { ...cache, lock: tokenIsLocked } })
    const waiting = cardTicket.get(longWait)
    await vi.advanceTimersByTimeAsync(11 * SECOND)
    await vi.waitFor(() => expect(cardTicket.current()).toBe('card-ticket-1'))
    expect(await waiting).toBe('card-ticket-1')
  })
})

describe('in classic mode', () => {
  const tokenMode = 'classic'

  test('a cache that has no lock is refused', () => {
    const { lock: _, ...lockless } = memoryCache()
    expect(() => credentials({ tokenMode })).toThrow(InputError)
    expect(() => credentials({ tokenMode, cache: lockless })).toThrow(/adapter with lock/)
  })

  test('the token comes from the other endpoint, under the lock', async () => {
    const cache = memoryCache()
    const locked: string[] = []
    const lock: typeof cache.lock = (key, leaseMs) => {
      locked.push(key)
      return cache.lock(key, leaseMs)
    }
    const { fetch, counts } = weChat()
    const { accessToken } = credentials({ fetch, tokenMode, cache: { ...cache, lock } })
    expect(await accessToken.get(longWait)).toBe('classic-1')
    expect(counts()).toEqual({ '/cgi-bin/token': 1 })
    expect(locked).toEqual([expect.stringContaining(':classic:accessToken')])
  })

  test('the two kinds of token live side by side in one cache', async () => {
    const cache = memoryCache()
    const { fetch } = weChat()
    expect(await credentials({ fetch, cache, tokenMode }).accessToken.get(longWait)).toBe('classic-1')
    expect(await credentials({ fetch, cache }).accessToken.get(longWait)).toBe('stable-1')
  })

  test('a cache that is down means a clear error, and no request', async () => {
    const fail = () => Promise.reject(new Error('down'))
    const { fetch, counts } = weChat()
    const cache = { get: fail, set: fail, delete: fail, lock: fail }
    const { accessToken, cardTicket } = credentials({ fetch, tokenMode, cache })
    for (const credential of [accessToken, cardTicket]) {
      await expect(credential.get(longWait)).rejects.toMatchObject({
        code: 'ERR_CACHE_UNAVAILABLE',
        kind: 'accessToken',
      })
    }
    expect(counts()).toEqual({})
  })

  test.each([
    [0, 1],
    [1, 2],
    [5, 2],
  ])('with maxRetries %d an unknown outcome is asked for %d times', async (maxRetries, expected) => {
    const { fetch, counts } = weChat({ '/cgi-bin/token': { errcode: -1, errmsg: 'system error' } })
    const { accessToken } = credentials({ fetch, tokenMode, cache: memoryCache(), maxRetries })
    await expect(accessToken.get(longWait)).rejects.toMatchObject({ errcode: -1, attempts: expected })
    expect(counts()).toEqual({ '/cgi-bin/token': expected })
  })
})

describe('with sources of the caller', () => {
  test('the token comes from there, and the tickets are asked for with it', async () => {
    const { fetch, tokens, counts } = weChat()
    const accessToken = vi.fn(async () => ({ value: 'theirs', expiresInSeconds: 7200 }))
    const all = credentials({ appSecret: undefined, accessToken, fetch })
    expect(await all.cardTicket.get(longWait)).toBe('card-ticket-1')
    expect(await all.accessToken.get(longWait)).toBe('theirs')
    expect(tokens).toEqual(['theirs'])
    expect(counts()).toEqual({ '/cgi-bin/ticket/getticket?type=wx_card': 1 })
    expect(accessToken).toHaveBeenCalledTimes(1)
  })

  test('each ticket can come from there, and is kept for one hour too', async () => {
    const clock = stoppedClock()
    const { fetch, counts } = weChat()
    const source = (value: string) => async () => ({ value, expiresInSeconds: 7200 })
    const all = credentials({ cardTicket: source('card'), jsapiTicket: source('jsapi'), fetch, clock })
    expect(await Promise.all([all.cardTicket.get(longWait), all.jsapiTicket.get(longWait)])).toEqual(['card', 'jsapi'])
    expect(counts()).toEqual({})
    clock.advance(60 * MINUTE)
    expect(all.cardTicket.current()).toBeUndefined()
  })

  test('a value with a lifetime is shared between clients, and one without is not', async () => {
    const cache = memoryCache()
    let number = 0
    const lasting = vi.fn(async () => ({ value: `lasting-${++number}`, expiresInSeconds: 7200 }))
    const plain = vi.fn(async () => `plain-${++number}`)
    for (const [source, calls] of [
      [lasting, 1],
      [plain, 4],
    ] as const) {
      for (let client = 0; client < 2; client++) {
        const appId = source === lasting ? 'lasting' : 'plain'
        const { accessToken } = credentials({ appId, appSecret: undefined, accessToken: source, cache })
        await accessToken.get(longWait)
        await accessToken.get(longWait)
      }
      expect(source).toHaveBeenCalledTimes(calls)
    }
  })

  test('a ticket that was asked for with a token of theirs is not shared with one of ours', async () => {
    const cache = memoryCache()
    const { fetch, counts } = weChat()
    const accessToken = async () => ({ value: 'theirs', expiresInSeconds: 7200 })
    await credentials({ fetch, cache }).cardTicket.get(longWait)
    await credentials({ fetch, cache, appSecret: undefined, accessToken }).cardTicket.get(longWait)
    expect(counts()['/cgi-bin/ticket/getticket?type=wx_card']).toBe(2)
  })

  test('a refused token is named to the source', async () => {
    const source = vi.fn(async ({ rejected }: { rejected?: string }) => (rejected ? 'second' : 'first'))
    const { accessToken } = credentials({ appSecret: undefined, accessToken: source })
    expect(await accessToken.replace(await accessToken.get(longWait), 40001, longWait)).toBe('second')
    expect(source.mock.lastCall?.[0]).toMatchObject({ rejected: 'first' })
  })

  test('a source that fails is an error that names the option', async () => {
    const accessToken = () => Promise.reject(new Error('no'))
    const all = credentials({ appSecret: undefined, accessToken })
    await expect(all.cardTicket.get(longWait)).rejects.toMatchObject({
      name: CredentialError.prototype.name,
      endpoint: 'option accessToken',
      kind: 'accessToken',
    })
  })

  test('a source that hangs is given up with the time of a call, and told so', async () => {
    vi.useFakeTimers()
    const signals: AbortSignal[] = []
    const accessToken = ({ signal }: { signal: AbortSignal }): Promise<never> => {
      signals.push(signal)
      return new Promise(() => {})
    }
    const all = credentials({ appSecret: undefined, accessToken, totalTimeoutMs: 4 * SECOND })
    const waiting = all.accessToken.get(longWait).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(4 * SECOND)
    expect(await waiting).toMatchObject({ code: 'ERR_CREDENTIAL', endpoint: 'option accessToken' })
    await settled()
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  })
})

describe('a secret that is changed while the service runs', () => {
  test('spoils nothing for the client that has the new one: neither request, nor failure, nor cool-down', async () => {
    const { lock: _, ...cache } = memoryCache()
    let answer: (reply: object) => void = () => {}
    const fetch: FetchLike = async (_, { body }) => {
      const { secret } = JSON.parse(String(body)) as { secret: string }
      if (secret === appSecret) return Response.json({ access_token: 'stable-1', expires_in: 7200 })
      return Response.json(await new Promise<object>((resolve) => (answer = resolve)))
    }
    const old = credentials({ fetch, cache, appSecret: 'f'.repeat(32) })
    const present = credentials({ fetch, cache })
    const failing = old.accessToken.get(longWait).catch((error: unknown) => error)
    const working = present.accessToken.get(longWait)
    expect(await working).toBe('stable-1')
    answer({ errcode: 40125, errmsg: 'invalid appsecret' })
    expect(await failing).toMatchObject({ errcode: 40125 })
    expect(await present.accessToken.get(longWait)).toBe('stable-1')
  })
})

describe('a ticket endpoint that refuses every token', () => {
  test('is asked no more than three times in 50 calls, and again after 30 s', async () => {
    const clock = stoppedClock()
    const refusal = { errcode: 40001, errmsg: 'invalid credential, access_token is invalid or not latest' }
    let number = 0
    const { fetch, counts } = weChat({
      '/cgi-bin/stable_token': () => ({ access_token: `stable-${++number}`, expires_in: 7200 }),
      '/cgi-bin/ticket/getticket?type=wx_card': refusal,
    })
    const { cardTicket, jsapiTicket } = credentials({ fetch, clock })
    for (let call = 0; call < 50; call++) {
      await expect(cardTicket.get(longWait)).rejects.toMatchObject({ kind: 'cardTicket', errcode: 40001 })
    }
    expect(counts()['/cgi-bin/ticket/getticket?type=wx_card']).toBeLessThanOrEqual(3)
    expect(counts()['/cgi-bin/stable_token']).toBe(2)
    expect(await jsapiTicket.get(longWait)).toBe('jsapi-ticket-1')
    clock.advance(30 * SECOND)
    await expect(cardTicket.get(longWait)).rejects.toMatchObject({ errcode: 40001 })
    expect(counts()['/cgi-bin/ticket/getticket?type=wx_card']).toBeLessThanOrEqual(5)
  })
})

describe('a cold card ticket on a shared cache', () => {
  /** What is asked of the cache and of WeChat, in order. */
  function tracing() {
    const clock = stoppedClock()
    const { adapter, good, used } = recordingCache(clock)
    const { fetch } = weChat()
    const traced: FetchLike = (address, init) => {
      used.push(new URL(address).pathname.split('/').at(-1) ?? '')
      return fetch(address, init)
    }
    const service = () => credentials({ fetch: traced, cache: { ...adapter }, clock })
    return { used, good, clock, service }
  }

  test('costs one look where another process has put it there', async () => {
    const { used, service } = tracing()
    await service().cardTicket.get(longWait)
    await settled()
    used.length = 0
    expect(await service().cardTicket.get(longWait)).toBe('card-ticket-1')
    expect(used).toEqual(['get'])
  })

  test('costs a look, and the way of the token, and no second look: nobody can have had a token before', async () => {
    const { used, service } = tracing()
    expect(await service().cardTicket.get(longWait)).toBe('card-ticket-1')
    await settled()
    const ofToken = ['get', 'lock', 'get', 'stable_token', 'set', 'unlock']
    expect(used).toEqual(['get', ...ofToken, 'lock', 'getticket', 'set', 'unlock'])
  })

  test('is looked for once more under its lock where a token was there: another process may have used it', async () => {
    const { used, service } = tracing()
    await service().accessToken.get(longWait)
    await settled()
    used.length = 0
    expect(await service().cardTicket.get(longWait)).toBe('card-ticket-1')
    await settled()
    expect(used).toEqual(['get', 'get', 'lock', 'get', 'getticket', 'set', 'unlock'])
  })
})
