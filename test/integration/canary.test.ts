import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CacheAdapter } from '../../src/cache/adapter.js'
import { EventReceiver } from '../../src/events/index.js'
import {
  buildCardExt,
  buildWxConfig,
  memoryCache,
  WeChatCardClient,
  type WeChatCardClientOptions,
} from '../../src/index.js'
import { leaks } from '../support/canary.js'

const encodingAESKey = 'canaryAESkey0123456789ABCDEFGHIJKLMNOPQRSTU'

/** Every secret there is. The signs in some of them look different when they are URL-encoded. */
const SECRETS = {
  appSecret: 'b3c4ca9a5f5e1d2c6d7e8f90a1b2c3d4',
  accessToken: '99_canary-token+of/the=account!zq7Wk2mP4xR8tYb',
  cardTicket: 'canary-card-ticket/E0o2-at6NcC2+OsJi9LLSt',
  jsapiTicket: 'canary-jsapi-ticket/kgt8ON7yVITDhtdwci0qe',
  encodingAESKey,
  aesKeyBytes: Buffer.from(`${encodingAESKey}=`, 'base64').toString('latin1'),
  verifyToken: 'canaryverifytoken0123456789',
}

const APP_ID = 'wx5135a70acc000001'
const ENCRYPTED_CODE = 'XXIzTtMqCxwOaawoE91+VJdsFmv7b8g0VZIZkqf4GWA60Fzpc8ksZ/5ZZ0DVkXdE'

/** Everything that was thrown, reported or printed in one test. */
let seen: unknown[] = []

const note = (value: unknown): void => {
  seen.push(value)
}

beforeEach(() => {
  seen = []
  const methods = ['debug', 'error', 'info', 'log', 'trace', 'warn', 'dir', 'table'] as const
  for (const method of methods) {
    vi.spyOn(console, method).mockImplementation((...values: unknown[]) => values.forEach(note))
  }
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text: unknown) => seen.push(text) > 0)
  }
  process.on('warning', note)
  vi.spyOn(Math, 'random').mockReturnValue(0) // no pauses
})

afterEach(() => {
  process.off('warning', note)
  vi.restoreAllMocks()
})

describe('the sweep', () => {
  const secret = SECRETS.accessToken

  const Getter = class {
    get url(): string {
      return secret
    }
  }
  const Hidden = class {
    readonly #secret = secret
    length(): number {
      return this.#secret.length
    }
  }

  test.each<[string, unknown]>([
    ['the message of an error', new Error(`at ${secret}`)],
    ['a cause', new Error('x', { cause: new Error(secret) })],
    ['the errors of an aggregate', new AggregateError([new Error(secret)])],
    ['a hidden property', Object.defineProperty(new Error('x'), 'config', { value: { url: secret } })],
    ['the name of a symbol', { [Symbol.for(secret)]: 1 }],
    ['a property behind a symbol', { [Symbol('s')]: secret }],
    ['a getter', Object.defineProperty({}, 'url', { get: () => secret })],
    ['a getter of a class', new Getter()],
    ['what toJSON answers', { toJSON: () => secret }],
    ['what a custom inspect answers', { [inspect.custom]: () => secret }],
    ['a map', new Map([[{ a: 1 }, [secret]]])],
    ['the key of a map', new Map([[secret, 1]])],
    ['a set in a list', [new Set([secret])]],
    ['bytes', { body: Buffer.from(`x${secret}`) }],
    ['a property of a function', Object.assign(() => 1, { secret })],
    ['an address', `https://host/?access_token=${encodeURIComponent(secret)}&x=1`],
    ['base64', Buffer.from(`${secret}, and so on`).toString('base64')],
    ['base64, one byte after its beginning', Buffer.from(`x${secret}, and so on`).toString('base64')],
    ['base64, two bytes after its beginning', Buffer.from(`xx${secret}, and so on`).toString('base64')],
    ['the base64 of addresses', Buffer.from(secret).toString('base64url')],
    ['hexadecimal digits', Buffer.from(secret).toString('hex')],
  ])('finds a secret in %s', (_, value) => {
    expect(leaks(value, SECRETS)).not.toEqual([])
    expect(leaks([{ deep: value }], SECRETS)).not.toEqual([])
  })

  test('finds nothing where there is nothing to be reached', () => {
    expect(leaks(new Hidden(), SECRETS)).toEqual([])
    expect(leaks([new Error('POST /card/get: timed out'), { a: [1n, null, Symbol('s')] }], SECRETS)).toEqual([])
  })

  test('sees what is printed', () => {
    console.warn('%s', secret)
    expect(leaks(seen, SECRETS)).not.toEqual([])
    seen = []
    process.stderr.write(secret)
    expect(leaks(seen, SECRETS)).not.toEqual([])
  })
})

/** What the request brought, as gateways and frameworks repeat it. */
function quoted(url: string, body: string): string {
  const clear = `${url} ${decodeURIComponent(url)} ${body}`
  const brought = Object.values(SECRETS).filter((secret) => clear.includes(secret))
  return [clear, ...brought.map((secret) => Buffer.from(secret).toString('base64'))].join(' ')
}

/** What an HTTP client throws that means well. */
const talkative = (url: string, body: string): Error =>
  Object.assign(new Error(`request to ${url} failed`, { cause: new Error(`${url} ${body}`) }), {
    code: 'ECONNRESET',
    config: { url, data: body, secrets: SECRETS },
    request: { path: url },
    response: { headers: SECRETS },
  })

type Answer = (url: string, body: string) => Response | Promise<Response>

const refusal =
  (errcode: number): Answer =>
  (url, body) =>
    Response.json({ errcode, errmsg: `${quoted(url, body)} hint: [abcdefghij]` })

/** Failures that quote whatever they can. */
const failures = {
  'an error that quotes everything': (url, body) => Promise.reject(talkative(url, body)),
  'a text thrown instead of an error': (url, body) => Promise.reject(quoted(url, body)),
  'no connection': (url) => Promise.reject(Object.assign(talkative(url, ''), { code: 'ECONNREFUSED' })),
  'a page with HTTP 502': (url, body) => new Response(`<p>${quoted(url, body)}</p>`, { status: 502 }),
  'a page with HTTP 200': (url, body) => new Response(`<p>${quoted(url, body)}</p>`),
  'JSON that is cut off': (url, body) => new Response(JSON.stringify({ errmsg: quoted(url, body) }).slice(0, -2)),
  'a list instead of an answer': (url, body) => Response.json([quoted(url, body)]),
  'a redirect': (url) => new Response('', { status: 302, headers: { location: `${url}&again` } }),
  'headers that quote the address': (url) =>
    new Response('', { status: 503, statusText: encodeURI(url), headers: { 'retry-after': url, 'x-url': url } }),
  'a body that breaks': (url, body) =>
    new Response(new ReadableStream({ start: (controller) => controller.error(talkative(url, body)) })),
  'a body that never ends': () => new Response(new ReadableStream()),
  'no answer': () => new Promise(() => {}),
  'a body without limit': (url, body) => new Response(quoted(url, body).repeat(20_000)),
  'an answer that is none': () => ({ secrets: SECRETS }) as unknown as Response,
  'a refusal': refusal(40073),
  'a refusal of the token': refusal(40001),
  'a refusal of the AppSecret': refusal(40125),
  'a refusal of the address': refusal(40164),
  'a system error': refusal(-1),
  'a code that nobody knows': refusal(987654),
  'success with nonsense in it': () =>
    Response.json({
      errcode: 0,
      access_token: `${SECRETS.accessToken} and a space`,
      ticket: [SECRETS.cardTicket],
      expires_in: SECRETS.appSecret,
      code: `${SECRETS.accessToken}\u0007`,
      url: `${SECRETS.accessToken} is no link`,
    }),
} satisfies Record<string, Answer>

type Place = 'token' | 'ticket' | 'business'

function placeOf(pathname: string): Place {
  if (pathname === '/cgi-bin/ticket/getticket') return 'ticket'
  return pathname === '/cgi-bin/stable_token' ? 'token' : 'business'
}

/** A WeChat that fails at one place and otherwise answers as it should. */
const weChat =
  (place: Place, failure: Answer): NonNullable<WeChatCardClientOptions['fetch']> =>
  async (address, init) => {
    const url = new URL(address)
    if (placeOf(url.pathname) === place) return await failure(address, String(init.body ?? ''))
    const ticket = url.searchParams.get('type') === 'jsapi' ? SECRETS.jsapiTicket : SECRETS.cardTicket
    return Response.json({ errcode: 0, access_token: SECRETS.accessToken, ticket, expires_in: 7200, code: '1' })
  }

/** A client all of whose diagnostics are noted. */
const client = (options: Partial<WeChatCardClientOptions>): WeChatCardClient =>
  new WeChatCardClient({
    appId: APP_ID,
    appSecret: SECRETS.appSecret,
    maxRetries: 1,
    attemptTimeoutMs: 25,
    totalTimeoutMs: 100,
    onDiagnostic: note,
    ...options,
  })

/** One call of each kind. */
const calls: readonly ((wechat: WeChatCardClient) => Promise<unknown>)[] = [
  (wechat) => wechat.getAccessToken(),
  (wechat) => wechat.getCardTicket(),
  (wechat) => wechat.getJsapiTicket(),
  (wechat) => wechat.buildAddCardList([{ cardId: 'p1' }]),
  (wechat) => wechat.buildChooseCardParams(),
  (wechat) => wechat.buildWxConfig({ url: 'https://m.example.test/' }),
  (wechat) => wechat.decryptCode(ENCRYPTED_CODE),
  async (wechat) => {
    const decrypted = await wechat.decryptCardList([{ cardId: 'p1', code: ENCRYPTED_CODE }])
    note(decrypted.filter(({ ok }) => !ok))
  },
  (wechat) => wechat.getActivationNavigation({ cardId: 'p1' }),
  (wechat) => wechat.cards.get({ card_id: 'p1' }),
  (wechat) => wechat.codes.consume({ code: '1' }),
  (wechat) => wechat.media.uploadImage({ file: Uint8Array.from([0xff, 0xd8, 0xff, 0xd9]), filename: 'a.jpg' }),
  (wechat) => wechat.account.clearQuotaWithSecret(),
  (wechat) => wechat.call({ method: 'GET', path: '/cgi-bin/other', effect: 'read' }, { a: 1 }),
]

/** Makes all calls, notes how they fail, and looks at the client from outside. */
async function callAll(wechat: WeChatCardClient): Promise<void> {
  for (const call of calls) await call(wechat).catch(note)
  note(inspect(wechat, { showHidden: true, depth: Number.POSITIVE_INFINITY }))
  note(JSON.stringify(wechat))
}

describe.each(['token', 'ticket', 'business'] as const)('failing at the %s endpoints', (place) => {
  test.each(Object.entries(failures))('%s tells no secret', async (_, failure) => {
    await callAll(client({ fetch: weChat(place, failure) }))
    expect(seen.length).toBeGreaterThan(calls.length)
    expect(leaks(seen, SECRETS)).toEqual([])
  })
})

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> => Symbol.asyncIterator in Object(value)

test('every method of every group tells no secret when it is given nothing and WeChat refuses', async () => {
  const wechat = client({ fetch: weChat('business', failures['a refusal']), maxRetries: 0 })
  const methods = Object.values(wechat).flatMap((group: Record<string, (request: object) => unknown>) =>
    Object.values(group),
  )
  expect(methods.length).toBeGreaterThan(50)
  for (const method of methods) {
    try {
      const result = method({})
      if (isAsyncIterable(result)) await result[Symbol.asyncIterator]().next()
      else await result
    } catch (error) {
      note(error)
    }
  }
  expect(seen.length).toBeGreaterThanOrEqual(methods.length)
  expect(leaks(seen, SECRETS)).toEqual([])
})

describe("the caller's own parts", () => {
  const fetch = weChat('business', failures['a refusal'])

  test.each<[string, unknown]>([
    ['an error that quotes everything', talkative(SECRETS.accessToken, SECRETS.cardTicket)],
    ['a text', SECRETS.accessToken],
    ['an object', SECRETS],
  ])('a source of credentials may throw %s', async (_, thrown) => {
    const source = () => Promise.reject(thrown)
    await callAll(client({ fetch, accessToken: source }))
    await callAll(client({ fetch, cardTicket: source, jsapiTicket: source }))
    expect(leaks(seen, SECRETS)).toEqual([])
  })

  test.each<[string, unknown]>([
    ['a token with a line break', `${SECRETS.accessToken}\n`],
    ['an object of another shape', { token: SECRETS.accessToken }],
    ['a lifetime that is none', { value: SECRETS.accessToken, expiresInSeconds: SECRETS.appSecret }],
    ['a token that WeChat refuses', SECRETS.accessToken],
  ])('a source of credentials may bring %s', async (_, answer) => {
    const source = async () => answer as string // what callers without types may bring
    const refusing = weChat('business', failures['a refusal of the token'])
    await callAll(client({ fetch: refusing, accessToken: source, cardTicket: source }))
    expect(leaks(seen, SECRETS)).toEqual([])
  })

  const quoting = (...values: unknown[]): never => {
    throw Object.assign(new Error(values.join(' ')), { command: { args: values } })
  }

  test.each<[string, Partial<CacheAdapter>]>([
    [
      'fail with what it was given',
      {
        get: async (key) => quoting(key),
        set: async (...all) => quoting(...all),
        delete: async (key) => quoting(key),
        lock: async (...all) => quoting(...all),
      },
    ],
    ['bring an object of another shape', { get: async () => JSON.stringify(SECRETS) }],
    ['bring a bare token', { get: async () => SECRETS.accessToken }],
    ['fail to give a lock back', { lock: async () => async () => quoting(SECRETS.accessToken) }],
  ])('a cache may %s', async (_, broken) => {
    const wechat = client({ fetch, cache: { ...memoryCache(), ...broken } })
    await callAll(wechat)
    await wechat.invalidateCredential('accessToken', SECRETS.accessToken).catch(note)
    expect(leaks(seen, SECRETS)).toEqual([])
  })
})

test.each<[string, () => unknown]>([
  ['options of quite another kind', () => new WeChatCardClient(SECRETS as never)],
  ['a token as AppID', () => client({ appId: SECRETS.accessToken })],
  ['a password in the address', () => client({ baseUrl: `https://u:${SECRETS.appSecret}@api.weixin.qq.com` })],
  ['a token as mode', () => client({ tokenMode: SECRETS.accessToken as never, clock: SECRETS as never })],
  [
    'a token with a space for a receiver',
    () => new EventReceiver({ appId: APP_ID, token: `${SECRETS.verifyToken} `, encodingAESKey }),
  ],
  [
    'a key with its padding for a receiver',
    () => new EventReceiver({ appId: APP_ID, token: SECRETS.verifyToken, encodingAESKey: `${encodingAESKey}=` }),
  ],
  ['a ticket with a line break', () => buildCardExt({ cardId: 'p1', cardTicket: `${SECRETS.cardTicket}\n` })],
  ['a ticket in an object', () => buildCardExt({ cardId: 'p1', cardTicket: { t: SECRETS.cardTicket } as never })],
  [
    'a jsapi ticket with a space',
    () => buildWxConfig({ appId: APP_ID, jsapiTicket: `${SECRETS.jsapiTicket} `, url: 'https://m.example.test/' }),
  ],
  ['a token as kind', () => client({}).invalidateCredential(SECRETS.accessToken as never, '')],
  ['a token as path', () => client({}).call({ method: 'POST', path: `//${SECRETS.accessToken}`, effect: 'read' })],
  [
    'a token in a path',
    () => client({}).call({ method: 'GET', path: `/x?access_token=${SECRETS.accessToken}`, effect: 'read' }),
  ],
  [
    'an object in a query',
    () => client({}).call({ method: 'GET', path: '/x', effect: 'read' }, { a: { token: SECRETS.accessToken } }),
  ],
  ['a ticket as code', () => client({}).decryptCode(SECRETS.cardTicket)],
  ['anything as a card list', () => client({}).decryptCardList(JSON.stringify(SECRETS))],
])('wrong input is described and not repeated: %s', async (_, attempt) => {
  const error = await (async () => attempt())().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code: 'ERR_INPUT' })
  expect(leaks(error, SECRETS)).toEqual([])
})

test('receiving events tells no secret, whatever arrives', async () => {
  const token = SECRETS.verifyToken
  const receiver = new EventReceiver({ appId: APP_ID, token, encodingAESKey })
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = 'canarynonce'
  const signed = (...more: string[]): string =>
    createHash('sha1')
      .update([token, timestamp, nonce, ...more].sort().join(''))
      .digest('hex')
  const query = { timestamp, nonce, signature: signed(), encrypt_type: 'aes' }
  const blocks = [Buffer.alloc(32), Buffer.alloc(64, 7), Buffer.from(SECRETS.accessToken.padEnd(48))]
  const contents = [token, 'no base64', ...blocks.map((block) => block.toString('base64'))]
  const bodies = [
    '',
    token,
    '<xml/>',
    `<!DOCTYPE x><xml>${token}</xml>`,
    ...contents.map((content) => `<xml><Encrypt>${content}</Encrypt></xml>`),
  ]
  for (const body of bodies) {
    const encrypted = /<Encrypt>(.*)<\/Encrypt>/.exec(body)?.[1] ?? ''
    for (const msg_signature of [signed(encrypted), signed('x'), token, undefined]) {
      await receiver.receive({ query: { ...query, msg_signature }, body }).catch(note)
    }
  }
  for (const wrong of [{}, { ...query, signature: token }, { ...query, timestamp: '1' }, SECRETS, null]) {
    try {
      receiver.verifyUrl(wrong as never)
    } catch (error) {
      note(error)
    }
  }
  expect(seen).toHaveLength(4 * bodies.length + 5)
  note(receiver)
  note(inspect(receiver, { showHidden: true, depth: Number.POSITIVE_INFINITY }))
  note(JSON.stringify(receiver))
  expect(leaks(seen, SECRETS)).toEqual([])
})

test('a client that holds all credentials can be looked at from all sides', async () => {
  const wechat = client({ fetch: weChat('business', failures['a refusal']) })
  const held = [await wechat.getAccessToken(), await wechat.getCardTicket(), await wechat.getJsapiTicket()]
  expect(held).toEqual([SECRETS.accessToken, SECRETS.cardTicket, SECRETS.jsapiTicket])
  note(wechat)
  note(inspect({ wechat }, { showHidden: true, depth: Number.POSITIVE_INFINITY, getters: true }))
  note(inspect({ wechat }, { showHidden: true, depth: Number.POSITIVE_INFINITY, customInspect: false }))
  note(JSON.stringify({ wechat }))
  note(Object.entries(wechat))
  expect(leaks(seen, SECRETS)).toEqual([])
})
