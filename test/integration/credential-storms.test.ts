import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryCache } from '../../src/cache/memory.js'
import type { Diagnostic } from '../../src/diagnostics.js'
import { type ApiError, CredentialError, WeChatCardClient, type WeChatCardClientOptions } from '../../src/index.js'
import { leaks } from '../support/canary.js'
import { HOUR, MINUTE, SECOND, stoppedClock } from '../support/credentials.js'
import { startEffectServer } from '../support/effect-server.js'
import { CARD_TICKET, CLASSIC, SECRET, STABLE, startTokenServer, type TokenServer } from '../support/token-server.js'

let weChat: TokenServer

beforeEach(async () => {
  weChat = await startTokenServer()
})

afterEach(async () => {
  await weChat.close()
})

function service(options: Partial<WeChatCardClientOptions> = {}) {
  const diagnostics: Diagnostic[] = []
  const clock = stoppedClock()
  const wechat = new WeChatCardClient({
    appId: 'storm',
    appSecret: SECRET,
    baseUrl: weChat.url,
    allowUnsafeBaseUrl: true,
    clock,
    onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    ...options,
  })
  const call = () => wechat.call({ method: 'POST', path: '/card/get', effect: 'read' }, { card_id: 'p1' })
  const calls = (count: number) => Promise.allSettled(Array.from({ length: count }, call))
  return { wechat, clock, diagnostics, call, calls }
}

const errorsOf = (results: readonly PromiseSettledResult<unknown>[]): unknown[] =>
  results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))

describe('a token that has just died', () => {
  test('costs 500 concurrent calls one refresh and no failure', async () => {
    const { call, calls } = service()
    await call()
    weChat.revoke()
    expect(errorsOf(await calls(500))).toEqual([])
    expect(weChat.count(STABLE)).toBe(2)
    expect(weChat.count('/card/get')).toBeLessThanOrEqual(1 + 2 * 500)
  })

  test('costs as much in classic mode', async () => {
    const { call, calls } = service({ tokenMode: 'classic', cache: memoryCache() })
    await call()
    weChat.revoke()
    expect(errorsOf(await calls(500))).toEqual([])
    expect(weChat.count(CLASSIC)).toBe(2)
  })

  test('again and again is replaced again and again', async () => {
    const { call, calls } = service()
    await call()
    for (let death = 1; death <= 5; death++) {
      weChat.revoke()
      expect(errorsOf(await calls(50))).toEqual([])
      expect(weChat.count(STABLE)).toBe(1 + death)
    }
  })
})

describe('another system that uses our AppID', () => {
  test('and ends our classic token ten times a minute: five are replaced at once, then one a minute, and it is reported', async () => {
    const { call, calls, clock, diagnostics } = service({ tokenMode: 'classic', cache: memoryCache() })
    await call()
    const errors: unknown[] = []
    for (let second = 0; second < 600; second++) {
      if (second % 6 === 0) weChat.revoke()
      const failed = errorsOf(await calls(3))
      if (second < 30) expect(failed).toEqual([])
      errors.push(...failed)
      clock.advance(SECOND)
    }
    expect(weChat.count(CLASSIC)).toBeGreaterThanOrEqual(1 + 5 + 7)
    expect(weChat.count(CLASSIC)).toBeLessThanOrEqual(1 + 5 + 10)
    for (const error of errors as ApiError[]) {
      expect(error).toMatchObject({ name: 'ApiError', errcode: 40001, outcome: 'rejected' })
      expect(error.message).toMatch(/another service .* the same AppID/)
    }
    expect(diagnostics.filter(({ type }) => type === 'credential.contention')).toEqual([
      { type: 'credential.contention', kind: 'accessToken', replacements: 5, withinMs: 10 * MINUTE },
    ])
  })

  test('and stops: when a token has lived for five minutes, a dead one is replaced at once again', async () => {
    const { call, calls, clock } = service({ tokenMode: 'classic', cache: memoryCache() })
    await call()
    for (let second = 0; second < 60; second++) {
      if (second % 6 === 0) weChat.revoke()
      await calls(1)
      clock.advance(SECOND)
    }
    clock.advance(MINUTE)
    await calls(1)
    clock.advance(5 * MINUTE)
    for (let death = 0; death < 4; death++) {
      weChat.revoke()
      expect(errorsOf(await calls(20))).toEqual([])
      clock.advance(SECOND)
    }
  })

  test('and ends every token before it can be used: one fetch in 30 s, and errors that name the cause', async () => {
    const { call, calls, clock, diagnostics } = service({ tokenMode: 'classic', cache: memoryCache() })
    await call()
    weChat.revoke()
    weChat.usesPerToken = 0
    const errors: unknown[] = []
    for (let second = 0; second < 120; second++) {
      const results = await calls(20)
      errors.push(...errorsOf(results))
      clock.advance(SECOND)
    }
    expect(errors).toHaveLength(120 * 20)
    for (const error of errors as ApiError[]) {
      expect(error).toMatchObject({ name: 'ApiError', errcode: 40001, outcome: 'rejected' })
      expect(error.message).toMatch(/another service .* the same AppID/)
    }
    expect(weChat.count(CLASSIC)).toBeLessThanOrEqual(1 + 4)
    expect(diagnostics.filter(({ type }) => type === 'credential.rejected').length).toBeLessThanOrEqual(1 + 2 * 4)

    weChat.usesPerToken = Number.POSITIVE_INFINITY
    clock.advance(30 * SECOND)
    expect(errorsOf(await calls(20))).toEqual([])
  })

  test('and a stable endpoint that insists on the dead token: one fetch in 30 s, and a diagnostic that says so', async () => {
    const { call, calls, clock, diagnostics } = service()
    await call()
    weChat.usesPerToken = 0
    for (let second = 0; second < 90; second++) {
      expect(errorsOf(await calls(20))).toHaveLength(20)
      clock.advance(SECOND)
    }
    expect(weChat.count(STABLE)).toBe(1 + 3)
    expect(diagnostics.filter((each) => each.type === 'credential.rejected' && each.sameValueAgain)).toHaveLength(3)
    weChat.usesPerToken = Number.POSITIVE_INFINITY
    expect(errorsOf(await calls(20))).toEqual([]) // the token was not thrown away
  })
})

describe('a wrong secret', () => {
  test('under constant load makes one token request in 30 s, and errors that name cause and remedy', async () => {
    const appSecret = 'fedcba9876543210fedcba9876543210'
    const { wechat, calls, clock, diagnostics } = service({ appSecret })
    const errors: unknown[] = []
    for (let second = 0; second < 90; second++) {
      errors.push(...errorsOf(await calls(20)))
      errors.push(...errorsOf(await Promise.allSettled([wechat.getCardTicket(), wechat.getJsapiTicket()])))
      clock.advance(SECOND)
    }
    expect(errors).toHaveLength(90 * 22)
    expect(weChat.count(STABLE)).toBe(3)
    expect(weChat.count('/card/get')).toBe(0)
    for (const error of new Set(errors as CredentialError[])) {
      expect(error).toBeInstanceOf(CredentialError)
      expect(error).toMatchObject({ errcode: 40001, kind: 'accessToken', outcome: 'not_sent', retryable: false })
      expect(error.hint).toMatch(/AppSecret/)
      expect(error.hintZh).toMatch(/AppSecret/)
      expect(error.message).toContain(error.hint?.slice(0, 40))
    }
    expect(leaks([...new Set(errors), diagnostics, wechat], { appSecret })).toEqual([])
  })

  test('that is put right works again within 30 s, without a restart', async () => {
    const server = await startEffectServer()
    try {
      const { call, clock } = service({ baseUrl: server.url })
      server.script(
        STABLE,
        { body: '{"errcode":40125,"errmsg":"invalid appsecret"}' },
        { body: '{"access_token":"t","expires_in":7200}' },
      )
      await expect(call()).rejects.toMatchObject({ errcode: 40125 })
      await expect(call()).rejects.toMatchObject({ errcode: 40125 })
      clock.advance(30 * SECOND)
      await call()
      expect(server.requestsTo(STABLE)).toBe(2)
    } finally {
      await server.close()
    }
  })
})

describe('24 simulated hours', () => {
  /** As WeChat: the same token and what is left of its life until the last five minutes, then a new one. */
  function stableWeChat(clock: { now(): number }) {
    const tokens = new Map<string, { value: string; endsAt: number }>()
    const counts = new Map<string, number>()
    const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1)
    const fetch: NonNullable<WeChatCardClientOptions['fetch']> = async (address, { body }) => {
      const { pathname, searchParams } = new URL(address)
      if (pathname === STABLE) {
        const { appid } = JSON.parse(String(body)) as { appid: string }
        count(`token of ${appid}`)
        const present = tokens.get(appid)
        const token =
          present && present.endsAt - clock.now() > 5 * MINUTE
            ? present
            : { value: `${appid}.${counts.get(`token of ${appid}`)}`, endsAt: clock.now() + 2 * HOUR }
        tokens.set(appid, token)
        return Response.json({
          access_token: token.value,
          expires_in: Math.floor((token.endsAt - clock.now()) / SECOND),
        })
      }
      const [appid = ''] = (searchParams.get('access_token') ?? '').split('.')
      const token = tokens.get(appid)
      if (token?.value !== searchParams.get('access_token') || token.endsAt <= clock.now()) {
        return Response.json({ errcode: 42001, errmsg: 'access_token expired' })
      }
      if (pathname !== '/cgi-bin/ticket/getticket') return Response.json({ errcode: 0, errmsg: 'ok' })
      count(`ticket of ${appid}`)
      return Response.json({ errcode: 0, ticket: 'ticket', expires_in: 7200 })
    }
    return { fetch, counts }
  }

  test('of five accounts cost 13 ± 1 token requests each, no call fails, and the heap stays flat', async () => {
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    const clock = stoppedClock()
    const { fetch, counts } = stableWeChat(clock)
    const cache = memoryCache({ clock })
    const appIds = ['one', 'two', 'three', 'four', 'five']
    const services = appIds.map((appId) => {
      const wechat = new WeChatCardClient({ appId, appSecret: SECRET, cache, clock, fetch })
      return async () => {
        await wechat.call({ method: 'POST', path: '/card/get', effect: 'read' }, { card_id: 'p1' })
        await wechat.getCardTicket()
      }
    })
    const heap: number[] = []
    for (let halfMinute = 0; halfMinute < 24 * 120; halfMinute++) {
      await Promise.all(services.map((serve) => serve()))
      clock.advance(MINUTE / 2)
      if ((halfMinute + 1) % (8 * 120) === 0) {
        for (let round = 0; round < 5; round++) {
          collect()
          await nextTurn() // what a first round finds, such as bodies of answers, is let go after it
        }
        heap.push(process.memoryUsage().heapUsed)
      }
    }
    for (const appId of appIds) {
      expect(counts.get(`token of ${appId}`)).toBeGreaterThanOrEqual(12)
      expect(counts.get(`token of ${appId}`)).toBeLessThanOrEqual(14)
      expect(counts.get(`ticket of ${appId}`)).toBeGreaterThanOrEqual(24)
      expect(counts.get(`ticket of ${appId}`)).toBeLessThanOrEqual(27)
    }
    const [after8, , after24] = heap as [number, number, number] // after 8, 16 and 24 hours
    expect(after24 - after8).toBeLessThan(1_000_000) // 19 200 calls later
  })
})

describe('a process', () => {
  const run = promisify(execFile)
  const script = join(import.meta.dirname, '../support/one-call.mjs')

  async function oneCall(scenario: string, baseUrl: string) {
    const { stdout } = await run(process.execPath, [script, JSON.stringify({ baseUrl, scenario })])
    return JSON.parse(stdout) as { keptAliveBy: string[] } // the script prints nothing else
  }

  test('that makes a call and gets a ticket is kept alive by nothing, and exits', async () => {
    expect(await oneCall('plain', weChat.url)).toEqual({ keptAliveBy: [] })
    expect([weChat.count(STABLE), weChat.count(CARD_TICKET), weChat.count('/card/get')]).toEqual([1, 1, 1])
  })

  // Were its timers let go, the process would end without an answer, with exit code 13.
  test.each([
    ['a call', '/card/get'],
    ['the token that its call needs', STABLE],
    ['the ticket', '/cgi-bin/ticket/getticket'],
  ])('that waits in a back-off for %s does not exit', async (_, path) => {
    const server = await startEffectServer()
    try {
      server.script(STABLE, ...(path === STABLE ? [busy] : []), { body: '{"access_token":"t","expires_in":7200}' })
      if (path !== STABLE) server.script(path, busy)
      server.script('/cgi-bin/ticket/getticket', { body: '{"errcode":0,"ticket":"t","expires_in":7200}' })
      await oneCall('plain', server.url)
      expect(server.requestsTo(path)).toBe(3)
    } finally {
      await server.close()
    }
  })

  test('that waits for the lock of another process does not exit', async () => {
    await oneCall('lock', weChat.url)
    expect(weChat.count(STABLE)).toBe(1)
  })

  /** Twice: with two attempts beyond the first, the third succeeds. */
  const busy = { body: '{"errcode":-1,"errmsg":"system error"}', times: 2 }
})
