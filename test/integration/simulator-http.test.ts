// The simulator as a server: phones and controls for tests in any language, closed to pages of strangers.
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createSimulator, type ListenOptions, type Simulator } from '../../src/testing/index.js'
import { sampleCard } from '../support/card-samples.js'
import { merchant } from '../support/merchant.js'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const JSON_HEADERS = { 'content-type': 'application/json' }

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Record<string, unknown>
}

/** Starts a server, and asks it with exactly these headers, as a page or a program would. */
async function served(simulator: Simulator = createSimulator(), options: ListenOptions = {}) {
  const { url, close } = await simulator.listen({ control: true, ...options })
  closing.push(close)
  const { port } = new URL(url)
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = JSON_HEADERS,
  ): Promise<Answer> =>
    await new Promise((resolve, reject) => {
      const sent = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.on('end', () => {
          const answered = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answered })
        })
      })
      sent.on('error', reject)
      sent.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body))
    })
  return { simulator, url, ask }
}

describe('a page of a stranger', () => {
  const EVIL = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', ...JSON_HEADERS }

  test.each<[string, Record<string, string>, RegExp]>([
    ['with its Origin', EVIL, /Origin/],
    ['without an origin', { origin: 'null', ...JSON_HEADERS }, /Origin/],
    ['with Sec-Fetch-Site alone', { 'sec-fetch-site': 'cross-site', ...JSON_HEADERS }, /Sec-Fetch-Site/],
    ['on a neighbouring site', { 'sec-fetch-site': 'same-site', ...JSON_HEADERS }, /Sec-Fetch-Site/],
    ['by DNS rebinding', { host: 'rebind.evil.example', ...JSON_HEADERS }, /Host.*rebind\.evil\.example/],
    ['by a name that looks like an address', { host: '127.0.0.1.evil.example:80', ...JSON_HEADERS }, /Host/],
    ['by a name with a user', { host: 'evil.example@localhost', ...JSON_HEADERS }, /Host/],
  ])('%s is refused, and told which header it is', async (_, headers, error) => {
    const { ask, simulator } = await served()
    for (const [method, path, body] of [
      ['POST', '/_simulator/emit', { Event: 'user_view_card' }],
      ['POST', '/_simulator/addFault', { body: '<script>' }],
      ['POST', '/_simulator/reset', {}],
      ['GET', '/_simulator/snapshot', undefined],
      ['GET', '/_simulator/stream', undefined],
      ['GET', '/_simulator/', undefined],
    ] as const) {
      expect(await ask(method, path, body, headers)).toMatchObject({
        status: 403,
        body: { error: expect.stringMatching(error) },
      })
    }
    expect(simulator.events).toHaveLength(0)
    expect(simulator.faults.pending()).toEqual([])
  })

  test.each([undefined, 'text/plain;charset=UTF-8', 'application/x-www-form-urlencoded', 'application/jsonp'])(
    'can change nothing with what needs no permission of the browser: %s',
    async (type) => {
      const { ask } = await served()
      const answer = await ask('POST', '/_simulator/reset', '{}', type === undefined ? {} : { 'content-type': type })
      expect(answer).toMatchObject({ status: 415, body: { error: expect.stringMatching(/Content-Type/) } })
    },
  )

  test.each(['localhost:8080', 'LOCALHOST', '127.0.0.1', '10.0.0.7:80', '[::1]:8080', 'shop.test'])(
    'is not who comes by the name %s',
    async (host) => {
      const { ask } = await served(undefined, { allowHosts: ['shop.test'] })
      expect(await ask('GET', '/_simulator/counts', undefined, { host })).toMatchObject({ status: 200 })
      const own = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin', ...JSON_HEADERS }
      expect(await ask('POST', '/_simulator/reset', {}, own)).toMatchObject({ status: 200 })
    },
  )

  test('may come when its origin was named, and is let read the answer', async () => {
    const origin = 'http://localhost:5173'
    const { ask } = await served(undefined, { allowOrigins: [origin] })
    const headers = { origin, 'sec-fetch-site': 'same-site', ...JSON_HEADERS }
    const asked = await ask('OPTIONS', '/_simulator/reset', undefined, { origin, 'sec-fetch-site': 'same-site' })
    expect(asked).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': origin } })
    expect(await ask('POST', '/_simulator/reset', {}, headers)).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': origin },
    })
    const other = { ...headers, origin: 'http://localhost:5174' }
    expect((await ask('POST', '/_simulator/reset', {}, other)).status).toBe(403)
  })

  test('an origin with a path is none, and so are other wrong options', async () => {
    const simulator = createSimulator()
    for (const wrong of [
      { allowOrigins: ['http://localhost:5173/app'] },
      { allowHosts: 'shop.test' },
      { port: 70_000 },
      { hosts: [] },
    ]) {
      await expect(simulator.listen(wrong as never)).rejects.toThrow(/listen/)
    }
  })
})

describe('the help', () => {
  test('lists every control, every view and every method of the phone, with an example each', async () => {
    const { ask, simulator } = await served()
    const { body } = await ask('GET', '/_simulator/help')
    expect((await ask('GET', '/_simulator/')).body).toEqual(body)
    const listed = (body.controls as { path: string; example: string; does: string }[]).map(({ path }) => path)
    for (const name of ['counts', 'snapshot', 'requests', 'effects', 'events', 'pushes', 'state', 'stream', 'reset']) {
      expect(listed).toContain(`/_simulator/${name}`)
    }
    for (const name of ['advance', 'revokeTokens', 'addFault', 'emit', 'settled', 'pushTo', 'verify', 'stop']) {
      expect(listed).toContain(`/_simulator/${name}`)
    }
    const phone = simulator.phone({ openid: 'oLin' })
    const methodsOf = (object: object): string[] =>
      Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(object)))
        .filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function')
        .map(([name]) => name)
    const methods = [
      ...methodsOf(phone),
      ...methodsOf(phone.giftCards).map((name) => `giftCards/${name}`),
      ...methodsOf(phone.invoices).map((name) => `invoices/${name}`),
    ]
    expect(listed).toEqual(expect.arrayContaining(methods.map((name) => `/_simulator/phone/${name}`)))
    for (const { example, does } of body.controls as { example: string; does: string }[]) {
      expect(example).toMatch(/^curl http/)
      expect(does).not.toBe('')
    }
  })

  test('is pointed to by a control that is not there', async () => {
    const { ask } = await served()
    expect(await ask('POST', '/_simulator/advnace', {})).toMatchObject({
      status: 404,
      body: { error: expect.stringMatching(/advance was probably meant.*help/) },
    })
    expect(await ask('GET', '/_simulator/advance')).toMatchObject({
      body: { error: expect.stringMatching(/use POST/) },
    })
    for (const path of ['__proto__', 'constructor', 'phone/__proto__', 'phone/constructor', 'phone/wallet/x']) {
      expect((await ask('POST', `/_simulator/${path}`, {})).status).toBe(404)
    }
  })
})

describe('a wrong call', () => {
  test.each<[string, unknown, RegExp]>([
    ['phone/wallet', {}, /user must be.*openid/],
    ['phone/wallet', { user: 'oLin' }, /user must be/],
    ['phone/wallet', { user: {} }, /openid/],
    ['phone/addCard', { user: { openid: 'oLin' }, arguments: {} }, /arguments must be a list/],
    ['phone/addCard', '[]', /no object/],
    ['phone/addCard', '{"user":', /not JSON/],
    ['emit', `{"Event":"x","a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, /levels deep/],
    ['emit', { Event: 'user_view_card', a: { b: 1 } }, /\ba\b.*text or a number/],
    ['emit', { Event: 'nope' }, /unknown/],
    ['advance', { ms: '5' }, /ms/],
    ['addFault', { path: '/card/gett', errcode: 1 }, /\/card\/get/],
    ['pushTo', { token: 'abc' }, /url/],
    ['pushTo', { url: 'ftp://x', token: 'abc' }, /address/],
    ['verify', { id: 7 }, /pushTo/],
  ])('of %s says what is wrong', async (path, body, error) => {
    const { ask } = await served()
    const answer = await ask('POST', `/_simulator/${path}`, body)
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringMatching(error) } })
  })

  test('of any shape of any phone method is answered, and the server lives on', async () => {
    const { ask } = await served()
    const { body } = await ask('GET', '/_simulator/help')
    const broken: string[] = []
    for (const { path, method } of body.controls as { path: string; method: string }[]) {
      if (method === 'GET' || path.endsWith('/settled')) continue
      for (const args of [[], [null], [{}], ['x'], [[]], [[{}]], [1, 2, 3], [{ cardId: {} }, []], [[null]]]) {
        const { status } = await ask('POST', path, { user: { openid: 'oLin' }, arguments: args })
        if (![200, 400].includes(status)) broken.push(`${path} ${JSON.stringify(args)}`)
      }
    }
    expect(broken).toEqual([])
  })

  test('of too many bytes is refused', async () => {
    const { ask } = await served()
    const answer = await ask('POST', '/card/get', 'x'.repeat(17 * 1024 * 1024)).catch((error: Error) => error)
    if (!(answer instanceof Error)) expect(answer).toMatchObject({ status: 413, body: { error: /bytes/ } })
    expect((await ask('GET', '/_simulator/counts')).status).toBe(200)
  })
})

describe('pushes over HTTP', () => {
  test('can be set up, verified and ended', async () => {
    const got: string[] = []
    const hook = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://hook')
      got.push(`${request.method} ${url.searchParams.has('msg_signature')} ${request.headers['content-type'] ?? ''}`)
      request.resume().on('end', () => response.end(url.searchParams.get('echostr') ?? 'success'))
    })
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
    closing.push(async () => hook.close())
    const { ask } = await served()
    const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/wechat?secret=1`
    const options = { token: 'token1', encodingAESKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG', format: 'json' }
    const { body } = await ask('POST', '/_simulator/pushTo', { url, ...options, mode: 'compatible' })
    expect(await ask('POST', '/_simulator/verify', { id: body.id })).toMatchObject({ body: { ok: true } })
    await ask('POST', '/_simulator/emit', {
      Event: 'user_view_card',
      FromUserName: 'oLin',
      CardId: 'p',
      UserCardCode: '1',
    })
    await ask('POST', '/_simulator/settled', {})
    const state = (await ask('GET', '/_simulator/state')).body
    expect(state.pushTargets).toEqual([
      { id: 1, url: url.replace(/\?.*/, ''), mode: 'compatible', format: 'json', order: 'after', twice: false },
    ])
    expect(JSON.stringify(state)).not.toMatch(/token1|abcdefghijkl/)
    await ask('POST', '/_simulator/stop', { id: body.id })
    await ask('POST', '/_simulator/emit', { Event: 'brand_new', unknown: true })
    await ask('POST', '/_simulator/settled', {})
    expect(got).toEqual(['GET false ', 'POST true application/json'])
  })
})

describe('what happens', () => {
  test('is streamed to whoever watches, until the server is closed', async () => {
    const { simulator, wechat } = merchant()
    const { url, close } = await simulator.listen({ control: true })
    const response = await fetch(`${url}/_simulator/stream`)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    simulator.pushTo(async () => new Response('success'), { token: 'token1' })
    const { card_id: cardId } = await wechat.cards.create({ card: sampleCard('CASH') })
    await simulator.phone({ openid: 'oLin' }).addCard(await wechat.buildAddCardList([{ cardId }]))
    await simulator.settled()
    simulator.advance(1_000)
    simulator.reset()
    let text = ''
    while (!text.includes('event: reset')) {
      const { value } = await reader.read()
      text += new TextDecoder().decode(value)
    }
    const kinds = new Set([...text.matchAll(/^event: (\w+)$/gm)].map(([, kind]) => kind))
    expect(kinds).toEqual(new Set(['request', 'effect', 'event', 'push', 'advance', 'reset']))
    expect(text).toContain('"type":"code.issued"')
    for (const [, data] of text.matchAll(/^data: (.*)$/gm)) expect(() => JSON.parse(data ?? '')).not.toThrow()
    await close()
    await reader.read().catch(() => {})
  })

  test('stands in the state, too: wallets with card faces, faults with hits, what waits', async () => {
    const { simulator, wechat } = merchant({ review: 'manual' })
    const { ask } = await served(simulator)
    const { card_id: cardId } = await wechat.cards.create({ card: sampleCard('CASH') })
    expect((await ask('GET', '/_simulator/state')).body.reviews).toEqual([{ kind: 'card', id: cardId }])
    simulator.approveCard(cardId)
    const phone = simulator.phone({ openid: 'oLin' })
    await phone.addCard(await wechat.buildAddCardList([{ cardId }]))
    const [held] = phone.wallet()
    if (held) await phone.giveCard(held)
    simulator.faults.add({ path: '/card/get', delayMs: 1, times: Infinity })
    await wechat.cards.get({ card_id: cardId })
    expect((await ask('GET', '/_simulator/state')).body).toMatchObject({
      phones: [{ openid: 'oLin', cards: [{ cardId, title: expect.any(String), code: held?.code }] }],
      timers: [{ what: expect.stringContaining('gift') }],
      faults: [{ fault: { path: '/card/get' }, hits: 1, left: null }],
      reviews: [],
      permissions: { memberCard: true },
    })
  })

  test('at the controls is told, too, with whose phone it was', async () => {
    const calls: unknown[] = []
    const { ask } = await served(undefined, { onControl: (call) => calls.push(call) })
    await ask('POST', '/_simulator/phone/wallet', { user: { openid: 'oLin' } })
    await ask('POST', '/_simulator/phone/addCard', { user: { openid: 'oLin' }, arguments: [[]] })
    expect(calls).toEqual([
      { method: 'POST', path: '/_simulator/phone/wallet', status: 200, openid: 'oLin' },
      { method: 'POST', path: '/_simulator/phone/addCard', status: 400, openid: 'oLin', reason: expect.any(String) },
    ])
  })
})

describe('the question for an address', () => {
  const pushOptions = { token: 'token1' }

  test.each<[string, () => Promise<Response>, RegExp]>([
    ['another status', async () => new Response('no', { status: 403 }), /HTTP 403/],
    ['another body', async () => new Response('hello'), /answers "hello" instead of the echostr/],
    ['nothing', async () => new Response(''), /answers nothing/],
    ['a broken connection', async () => Promise.reject(new TypeError('fetch failed')), /fetch failed/],
  ])('that answers %s says so', async (_, handler, reason) => {
    const target = createSimulator().pushTo(handler, pushOptions)
    expect(await target.verify()).toEqual({ ok: false, reason: expect.stringMatching(reason) })
  })

  test('that is refused says so', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => closed.once('listening', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    const target = createSimulator().pushTo(`http://127.0.0.1:${port}/`, pushOptions)
    expect(await target.verify()).toEqual({ ok: false, reason: expect.stringMatching(/ECONNREFUSED/) })
  })

  test("that never answers ends after WeChat's 5 s, or at once when the caller ends it", async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const target = createSimulator().pushTo(() => new Promise(() => {}), pushOptions)
      const asked = target.verify()
      await vi.advanceTimersByTimeAsync(5_000)
      expect(await asked).toEqual({ ok: false, reason: expect.stringMatching(/5000 ms/) })
      const controller = new AbortController()
      const ended = target.verify({ signal: controller.signal })
      controller.abort()
      expect(await ended).toEqual({ ok: false, reason: 'interrupted' })
    } finally {
      vi.useRealTimers()
    }
  })
})
