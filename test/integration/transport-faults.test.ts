import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { describe, expect, test, vi } from 'vitest'
import { ApiError, TransportError } from '../../src/errors.js'
import type { TransportSettings } from '../../src/transport/endpoint.js'
import type { FetchLike } from '../../src/transport/fetch-like.js'
import { createMethodFactory } from '../../src/transport/invoke.js'
import { nodeFetch } from '../../src/transport/node-fetch.js'
import type { CallOptions, Route } from '../../src/transport/route.js'
import { type EffectServer, type ScriptedAnswer, startEffectServer } from '../support/effect-server.js'
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.js'

const node = nodeFetch()

/** Every way to send that the SDK answers for. */
const fetches: readonly (readonly [string, FetchLike])[] = [
  ['the global fetch', (url, init) => fetch(url, init)],
  ['nodeFetch', node],
  ['nodeFetch inside another fetch', (url, init) => node(url, init)], // answers a web Response then
]

const READ: Route = { method: 'POST', path: '/card/get', effect: 'read' }
const WRITE: Route = { method: 'POST', path: '/card/code/consume', effect: 'write' }
const AFTERWARDS: Route = { method: 'POST', path: '/card/code/afterwards', effect: 'write' }

/** The global fetch opens a connection in the place of one that it closes, and keeps it for 4 s. */
const LEFT_MS = 20_000

/** What arrives has some length, so that it can be cut. */
const REQUEST = { code: '012345678901' }

interface Scene {
  readonly server: EffectServer
  readonly proxy: FaultProxy
}

/** Starts a server with a proxy in front, for one test. */
async function start(onTestFinished: (close: () => Promise<void>) => void): Promise<Scene> {
  const server = await startEffectServer()
  const proxy = await startFaultProxy(server.port)
  onTestFinished(async () => {
    await proxy.close()
    await server.close()
  })
  return { server, proxy }
}

/** Makes calls, most patiently unless told otherwise. */
const calling = (baseUrl: string, fetch: FetchLike, more: Partial<TransportSettings> = {}) => {
  const patience = { attemptTimeoutMs: 10_000, totalTimeoutMs: 30_000, maxRetries: 2 }
  const make = createMethodFactory({ baseUrl, fetch, ...patience, clock: { now: () => Date.now() }, ...more })
  return (route: Route, request: object, options?: CallOptions) => make(route)(request, options)
}

/** The error of a call that must fail. */
const failure = (running: Promise<unknown>): Promise<ApiError | TransportError> =>
  running.then(
    (reply) => {
      throw new Error(`succeeded with ${JSON.stringify(reply)}`)
    },
    (error: unknown) => {
      if (error instanceof ApiError || error instanceof TransportError) return error
      throw error
    },
  )

interface FaultCase {
  readonly name: string
  /** What the network does, until the call is about to be repeated. */
  readonly network?: Fault
  /** What the server answers to the first request. */
  readonly answer?: ScriptedAnswer
  readonly code: string
  /** Default `unknown`. */
  readonly outcome?: 'not_sent'
  /** True where only the deadline ends an attempt. */
  readonly slow?: boolean
  /** Whether a write that fails in this way has taken effect. */
  readonly effect: 'no' | 'yes' | 'perhaps'
}

const page = '<html><body>502 Bad Gateway</body></html>'

const cases: readonly FaultCase[] = [
  // On the way there.
  { name: 'nobody listens', network: { mode: 'refuse' }, code: 'ERR_NETWORK', outcome: 'not_sent', effect: 'no' },
  {
    name: 'the connection swallows everything',
    network: { mode: 'blackhole' },
    code: 'ERR_TIMEOUT',
    slow: true,
    effect: 'no',
  },
  {
    name: 'a reset before the first byte of the request',
    network: { mode: 'reset', direction: 'up', after: 0 },
    code: 'ERR_NETWORK',
    effect: 'no',
  },
  {
    name: 'a reset in the middle of the request',
    network: { mode: 'reset', direction: 'up', after: 40 },
    code: 'ERR_NETWORK',
    effect: 'no',
  },
  {
    name: 'an end of the connection before the request',
    network: { mode: 'halfClose', direction: 'up', after: 0 },
    code: 'ERR_NETWORK',
    effect: 'no',
  },
  {
    name: 'a request that trickles',
    network: { mode: 'drip', direction: 'up' },
    code: 'ERR_TIMEOUT',
    slow: true,
    effect: 'perhaps', // what is left of it arrives when the line is free again
  },
  // Before the headers of the answer.
  { name: 'no answer', answer: { stopsAt: 'headers' }, code: 'ERR_TIMEOUT', slow: true, effect: 'yes' },
  {
    name: 'a reset instead of an answer',
    answer: { stopsAt: 'headers', stopsBy: 'reset' },
    code: 'ERR_NETWORK',
    effect: 'yes',
  },
  {
    name: 'an end instead of an answer',
    answer: { stopsAt: 'headers', stopsBy: 'end' },
    code: 'ERR_NETWORK',
    effect: 'yes',
  },
  {
    name: 'a reset on the way back',
    network: { mode: 'reset', direction: 'down', after: 0 },
    code: 'ERR_NETWORK',
    effect: 'yes',
  },
  {
    name: 'a reset in the middle of the headers',
    network: { mode: 'reset', direction: 'down', after: 30 },
    code: 'ERR_NETWORK',
    effect: 'yes',
  },
  {
    name: 'an end in the middle of the headers',
    network: { mode: 'halfClose', direction: 'down', after: 30 },
    code: 'ERR_NETWORK',
    effect: 'yes',
  },
  {
    name: 'headers that trickle',
    network: { mode: 'drip', direction: 'down' },
    code: 'ERR_TIMEOUT',
    slow: true,
    effect: 'yes',
  },
  // In the body of the answer.
  { name: 'headers without a body', answer: { stopsAt: 'body' }, code: 'ERR_TIMEOUT', slow: true, effect: 'yes' },
  { name: 'a body that stands still', answer: { stopsAt: 9 }, code: 'ERR_TIMEOUT', slow: true, effect: 'yes' },
  {
    name: 'a reset instead of the body',
    answer: { stopsAt: 'body', stopsBy: 'reset' },
    code: 'ERR_NETWORK',
    effect: 'yes',
  },
  {
    name: 'a reset in the middle of the body',
    answer: { stopsAt: 9, stopsBy: 'reset' },
    code: 'ERR_NETWORK',
    effect: 'yes',
  },
  {
    name: 'a body that is cut off',
    answer: { stopsAt: 9, stopsBy: 'end' },
    code: 'ERR_NETWORK',
    effect: 'yes',
  },
  {
    name: 'a body of unknown length that is cut off',
    answer: { chunks: ['{"errcode"', ':0,'], body: '', stopsAt: 0, stopsBy: 'end' },
    code: 'ERR_NETWORK',
    effect: 'yes',
  },
  {
    name: 'a body that trickles',
    answer: { body: `{"errcode":0,"pad":"${'x'.repeat(20_000)}"}` },
    network: { mode: 'limit', bytesPerSecond: 2000 },
    code: 'ERR_TIMEOUT',
    slow: true,
    effect: 'yes',
  },
  // Answers that arrive and say nothing.
  { name: 'an empty answer', answer: { body: '' }, code: 'ERR_RESPONSE', effect: 'yes' },
  { name: 'truncated JSON', answer: { body: '{"errcode":0,"errm' }, code: 'ERR_RESPONSE', effect: 'yes' },
  { name: 'HTML with HTTP 200', answer: { body: page }, code: 'ERR_RESPONSE', effect: 'yes' },
  {
    name: 'an answer longer than the limit',
    answer: { body: Buffer.alloc(2 * 1024 * 1024, ' ') },
    code: 'ERR_RESPONSE',
    effect: 'yes',
  },
  {
    name: 'bytes that are not the compression they claim to be',
    answer: { body: '{"errcode":0}', headers: { 'content-encoding': 'gzip' } },
    code: 'ERR_NETWORK',
    effect: 'yes',
  },
  { name: 'HTTP 502 with HTML', answer: { status: 502, body: page }, code: 'ERR_HTTP_STATUS', effect: 'yes' },
  { name: 'HTTP 500', answer: { status: 500, body: '{}' }, code: 'ERR_HTTP_STATUS', effect: 'yes' },
  { name: 'errcode -1', answer: { body: '{"errcode":-1,"errmsg":"system error"}' }, code: 'ERR_API', effect: 'yes' },
]

describe.each(fetches)('with %s', (name, fetch) => {
  describe.concurrent.each(cases)('$name', ({ network, answer, code, outcome = 'unknown', slow, effect }) => {
    /** Breaks what the call meets first. */
    const armed = async (scene: Scene, { path }: Route): Promise<void> => {
      if (answer) scene.server.script(path, answer)
      if (network) await scene.proxy.switchTo(network)
    }
    const patience = slow ? { attemptTimeoutMs: 300 } : {}

    test.concurrent('a write happens at most once, and says what is known', async ({ onTestFinished }) => {
      const scene = await start(onTestFinished)
      const { server, proxy } = scene
      await armed(scene, WRITE)
      const error = await failure(calling(proxy.url, fetch, patience)(WRITE, REQUEST))
      const attempts = outcome === 'not_sent' ? 3 : 1
      expect(error).toMatchObject({ code, outcome, attempts, retryable: outcome === 'not_sent' })
      await proxy.switchTo({ mode: 'pass' })
      await expect(calling(proxy.url, fetch)(AFTERWARDS, REQUEST)).resolves.toMatchObject({ errcode: 0 })
      expect(server.effectsOf(AFTERWARDS.path)).toBe(1)
      const [least, most] = { no: [0, 0], perhaps: [0, 1], yes: [1, 1] }[effect] as [number, number]
      expect(server.effectsOf(WRITE.path)).toBeGreaterThanOrEqual(least)
      expect(server.effectsOf(WRITE.path)).toBeLessThanOrEqual(most)
    })

    const recovers = async (scene: Scene, route: Route, options: CallOptions): Promise<unknown> => {
      await armed(scene, route)
      const invoke = calling(scene.proxy.url, fetch, {
        ...patience,
        maxRetries: 5, // the line is free again after the first; the others are for a busy machine
        onDiagnostic: ({ type }) => {
          if (type === 'retry') scene.proxy.switchTo({ mode: 'pass' })
        },
      })
      return await invoke(route, REQUEST, options)
    }

    test.concurrent('a read recovers', async ({ onTestFinished }) => {
      const scene = await start(onTestFinished)
      await expect(recovers(scene, READ, {})).resolves.toMatchObject({ errcode: 0 })
      expect(scene.server.requestsTo(READ.path)).toBeGreaterThanOrEqual(1)
    })

    test.concurrent('a write that may be repeated recovers', async ({ onTestFinished }) => {
      const scene = await start(onTestFinished)
      await expect(recovers(scene, WRITE, { retry: true })).resolves.toMatchObject({ errcode: 0 })
      expect(scene.server.effectsOf(WRITE.path)).toBeGreaterThanOrEqual(1)
    })
  })

  describe('before a connection is there', () => {
    test.concurrent.each<[string, (port: number) => string, RegExp]>([
      ['a name that does not exist', () => `http://${'a'.repeat(64)}.localhost`, /^ENOTFOUND|EAI_/],
    ])('%s: nothing was sent, so a write is tried again', async (_, url, causeCode) => {
      const server = await startEffectServer()
      const error = await failure(calling(url(server.port), fetch)(WRITE, REQUEST))
      expect(error).toMatchObject({ code: 'ERR_NETWORK', outcome: 'not_sent', attempts: 3 })
      expect((error as TransportError).causeCode).toMatch(causeCode)
      expect(server.requests).toEqual([])
      await server.close()
    })

    test.concurrent('TLS with a server that speaks none: tried again only by what knows its sockets', async () => {
      const server = await startEffectServer()
      const error = await failure(calling(`https://127.0.0.1:${server.port}`, fetch)(WRITE, REQUEST))
      // Of the global fetch, the same error may come from a connection in use.
      const known = name === 'the global fetch' ? ['unknown', 1] : ['not_sent', 3]
      expect([error.outcome, error.attempts]).toEqual(known)
      expect((error as TransportError).causeCode).toMatch(/SSL|EPROTO/)
      expect(server.requests).toEqual([])
      await server.close()
    })

    test.concurrent('a server that ends the TLS handshake: nothing was sent', async ({ onTestFinished }) => {
      const { proxy } = await start(onTestFinished)
      await proxy.switchTo({ mode: 'halfClose', direction: 'down', after: 0 })
      const error = await failure(calling(proxy.url.replace('http:', 'https:'), fetch)(WRITE, REQUEST))
      expect(error).toMatchObject({ code: 'ERR_NETWORK', outcome: 'not_sent', attempts: 3 })
    })

    test.concurrent('a TLS handshake that hangs until the deadline: tried again only by what knows its sockets', async ({
      onTestFinished,
    }) => {
      const { proxy } = await start(onTestFinished)
      await proxy.switchTo({ mode: 'blackhole' })
      const https = calling(proxy.url.replace('http:', 'https:'), fetch, { attemptTimeoutMs: 300 })
      const error = await failure(https(WRITE, REQUEST))
      // A web fetch does not tell at the deadline how far it has come.
      const known = name === 'nodeFetch' ? ['not_sent', 3] : ['unknown', 1]
      expect([error.code, error.outcome, error.attempts]).toEqual(['ERR_TIMEOUT', ...known])
    })
  })

  describe('what is left behind', () => {
    test.concurrent.each<[string, ScriptedAnswer]>([
      ['before the headers', { stopsAt: 'headers' }],
      ['in the body', { stopsAt: 9 }],
    ])('an abort %s comes through as it is and closes the connection', async (_, answer) => {
      const server = await startEffectServer()
      server.script(READ.path, answer)
      const controller = new AbortController()
      const running = calling(server.url, fetch)(READ, REQUEST, { signal: controller.signal })
      await vi.waitFor(() => expect(server.requestsTo(READ.path)).toBe(1), 5000)
      controller.abort('enough')
      await expect(running).rejects.toBe('enough')
      await vi.waitFor(() => expect(server.openConnections).toBe(0), LEFT_MS)
      expect(server.requestsTo(READ.path)).toBe(1)
      await server.close()
    })

    test.concurrent('a body that stands still ends at the deadline although garbage was collected', async () => {
      setFlagsFromString('--expose-gc')
      const collectGarbage: () => void = runInNewContext('gc')
      const server = await startEffectServer()
      server.script(READ.path, { stopsAt: 9 })
      const invoke = calling(server.url, fetch, { attemptTimeoutMs: 1000, maxRetries: 0 })
      const running = failure(invoke(READ, REQUEST))
      await vi.waitFor(() => expect(server.requestsTo(READ.path)).toBe(1), 5000)
      const collecting = setInterval(collectGarbage, 50)
      await expect(running).resolves.toMatchObject({ code: 'ERR_TIMEOUT', status: 200 })
      clearInterval(collecting)
      await vi.waitFor(() => expect(server.openConnections).toBe(0), LEFT_MS)
      await server.close()
    })

    test('200 MB in a few kilobytes of gzip are not unpacked', async () => {
      const server = await startEffectServer()
      const megabyte = gzipSync(Buffer.alloc(1024 * 1024, ' ')) // gzip allows one after the other
      const body = Buffer.concat(Array.from({ length: 200 }, () => megabyte))
      expect(body.length).toBeLessThan(1024 * 1024)
      server.script(READ.path, { body, headers: { 'content-encoding': 'gzip' }, times: 2 })
      const occupied = () => process.memoryUsage().arrayBuffers
      const invoke = calling(server.url, fetch, { maxRetries: 0 })
      await failure(invoke(READ, REQUEST)) // loads what is loaded once
      const before = occupied()
      let most = before
      const watching = setInterval(() => {
        most = Math.max(most, occupied())
      }, 1)
      const error = await failure(invoke(READ, REQUEST))
      most = Math.max(most, occupied())
      clearInterval(watching)
      expect(error).toMatchObject({ code: 'ERR_RESPONSE', status: 200 })
      expect(error.message).toContain('longer than 1048576 bytes')
      expect(most - before).toBeLessThan(50 * 1024 * 1024)
      await vi.waitFor(() => expect(server.openConnections).toBe(0), LEFT_MS)
      await server.close()
    })
  })

  describe('what a server can say', () => {
    test.concurrent.each([301, 302, 303, 307, 308])('HTTP %i to another host is not followed', async (status) => {
      const server = await startEffectServer()
      const other = await startEffectServer()
      for (const route of [READ, WRITE, { ...READ, method: 'GET' as const, path: '/card/list' }]) {
        server.script(route.path, { status, headers: { location: `${other.url}/steal?access_token=1` }, body: '' })
        const error = await failure(calling(server.url, fetch)(route, REQUEST))
        expect(error).toMatchObject({ code: 'ERR_HTTP_STATUS', status, outcome: 'rejected', attempts: 1 })
        expect(error.message).not.toContain(other.url)
      }
      expect(other.allConnections).toBe(0)
      await Promise.all([server.close(), other.close()])
    })

    const busy = [0xcf, 0xb5, 0xcd, 0xb3, 0xb7, 0xb1, 0xc3, 0xa6] // 系统繁忙 in GBK

    test.concurrent.each<[string, Uint8Array, string]>([
      [
        'GBK',
        Buffer.concat([Buffer.from('<html>'), Buffer.from(busy), Buffer.from('</html>')]),
        'text/html; charset=gbk',
      ],
      ['UTF-16', Buffer.from('\ufeff<html>系统繁忙</html>', 'utf16le'), 'text/html; charset=utf-16'],
      ['ISO-8859-1', Buffer.from('<html>déjà</html>', 'latin1'), 'text/html; charset=iso-8859-1'],
      ['no text at all', Buffer.from([0, 1, 2, 0xff, 0xfe, 0x80]), 'application/octet-stream'],
    ])('a page in %s is no answer', async (_, body, type) => {
      const server = await startEffectServer()
      server.script(READ.path, { body, headers: { 'content-type': type } })
      const error = await failure(calling(server.url, fetch)(READ, REQUEST, { retry: false }))
      expect(error).toMatchObject({ code: 'ERR_RESPONSE', status: 200, outcome: 'unknown' })
      await server.close()
    })

    test.concurrent('the errcode is read whatever the encoding of errmsg and the content type', async () => {
      const server = await startEffectServer()
      const body = Buffer.concat([Buffer.from('{"errcode":45009,"errmsg":"'), Buffer.from(busy), Buffer.from('"}')])
      server.script(READ.path, { body, headers: { 'content-type': 'text/plain; charset=gbk' } })
      const error = await failure(calling(server.url, fetch)(READ, REQUEST))
      expect(error).toBeInstanceOf(ApiError)
      expect(error).toMatchObject({ errcode: 45009, outcome: 'rejected' })
      await server.close()
    })

    test.concurrent('compressed answers are read', async () => {
      const server = await startEffectServer()
      const body = gzipSync('{"errcode":0,"title":"会员卡"}')
      server.script(READ.path, { body, headers: { 'content-encoding': 'gzip' } })
      await expect(calling(server.url, fetch)(READ, REQUEST)).resolves.toEqual({ errcode: 0, title: '会员卡' })
      await server.close()
    })
  })
})

describe.each(fetches.slice(0, 2))('10 000 error replies to %s', (_, fetch) => {
  test('leave no connections behind', async () => {
    const server = await startEffectServer()
    const replies: readonly ScriptedAnswer[] = [
      { status: 502, body: page },
      { status: 404, body: page },
      { status: 307, headers: { location: 'http://127.0.0.1:1/' }, body: '' },
      { body: '{"errcode":40073,"errmsg":"invalid card id"}' },
      { body: '{"errcode":0,"errm' },
      { body: '' },
      { chunks: ['{"errcode":', '-1}'], body: '' },
      { body: Buffer.from([0xff, 0xfe, 0x00]), status: 500 },
    ]
    server.script(READ.path, ...replies.map((reply) => ({ ...reply, times: 10_000 / replies.length })))
    const invoke = calling(server.url, fetch)
    const atOnce = 64
    const worker = async (calls: number): Promise<void> => {
      for (let call = 0; call < calls; call++) await failure(invoke(READ, REQUEST, { retry: false }))
    }
    await Promise.all(Array.from({ length: atOnce }, (_, index) => worker(Math.floor((10_000 + index) / atOnce))))
    expect(server.requestsTo(READ.path)).toBe(10_000)
    // Every body was read to its end: else its connection could not have been used again. The next call of a worker
    // may begin a moment before the connection of the one before is free.
    expect(server.allConnections).toBeLessThanOrEqual(2 * atOnce)
    await server.close()
  }, 120_000)
})
