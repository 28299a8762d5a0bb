import { getEventListeners } from 'node:events'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Diagnostic } from '../../../src/diagnostics.js'
import { ApiError, CredentialError, InputError, TransportError } from '../../../src/errors.js'
import { endpointOf, type TokenHolder, type TransportSettings } from '../../../src/transport/endpoint.js'
import type { FetchLike } from '../../../src/transport/fetch-like.js'
import { createMethodFactory } from '../../../src/transport/invoke.js'
import type { CallOptions, Route } from '../../../src/transport/route.js'
import { leaks } from '../../support/canary.js'

const TOKEN = 'canary+token/90_zxkjqvw'
const SECOND_TOKEN = 'second-token-of-the-account'
const SECRET = '4c1f00canary0secret9d5b7ae2c8036'

const READ: Route = { method: 'POST', path: '/card/get', effect: 'read' }
const WRITE: Route = { method: 'POST', path: '/card/code/consume', effect: 'write', verifyWith: 'codes.get' }
const TOKEN_ENDPOINT: Route = {
  method: 'POST',
  path: '/cgi-bin/stable_token',
  effect: 'read',
  credential: 'none',
}

/** What happens to one request. */
type Step = FetchLike

const answers =
  (body: string | Uint8Array<ArrayBuffer>, status = 200, headers: Record<string, string> = {}): Step =>
  async () =>
    new Response(body, { status, headers })

const succeeds: Step = answers('{"errcode":0,"errmsg":"ok","card":1}')

const refuses = (errcode: number | string, errmsg = 'refused', status = 200): Step =>
  answers(JSON.stringify({ errcode, errmsg }), status)

const breaks =
  (code: string): Step =>
  async () => {
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
  }

const hangs: Step = () => new Promise(() => {})

/** An answer that begins and then stands still. */
const stalls: Step = async () =>
  new Response(new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{"errcode"')) }))

const page = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head></html>'

/** A holder of `TOKEN` that brings `SECOND_TOKEN` when the first is refused. */
function holder(more: Partial<TokenHolder> = {}) {
  return {
    current: vi.fn<TokenHolder['current']>(more.current ?? (() => TOKEN)),
    get: vi.fn<TokenHolder['get']>(more.get ?? (async () => TOKEN)),
    replace: vi.fn<TokenHolder['replace']>(more.replace ?? (async () => SECOND_TOKEN)),
    noteReplacementRejected: vi.fn<TokenHolder['noteReplacementRejected']>(),
  }
}

interface Scene {
  readonly wire?: Partial<TransportSettings>
  readonly token?: ReturnType<typeof holder>
  readonly name?: string
  readonly options?: CallOptions
  readonly request?: object
  /** The last one holds for all further requests. */
  readonly steps: readonly Step[]
}

/** Makes one call and lets the time pass until it has ended. */
async function call(route: Route, { wire, token = holder(), name, options, request = { code: '1' }, steps }: Scene) {
  const sent: { at: number; url: URL; body: unknown }[] = []
  const diagnostics: Diagnostic[] = []
  const started = performance.now()
  const make = createMethodFactory(
    {
      baseUrl: 'https://api.weixin.qq.com',
      fetch: (url, init) => {
        const step = steps[Math.min(sent.length, steps.length - 1)] as Step
        sent.push({ at: performance.now() - started, url: new URL(url), body: init.body })
        return step(url, init)
      },
      attemptTimeoutMs: 5000,
      totalTimeoutMs: 15_000,
      maxRetries: 2,
      clock: { now: () => Date.now() },
      onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
      ...wire,
    },
    token,
  )
  const running = make(route, name)(request, options).then(
    (reply) => ({ reply, error: undefined }),
    (error: unknown) => ({ reply: undefined, error }),
  )
  await vi.runAllTimersAsync()
  const { reply, error } = await running
  expect(leaks([error, diagnostics], { TOKEN, SECOND_TOKEN, SECRET })).toEqual([])
  const tokens = sent.map(({ url }) => url.searchParams.get('access_token'))
  return { reply, error, sent, tokens, diagnostics, token, elapsedMs: performance.now() - started }
}

/** Moments at which requests were sent, in milliseconds after the first. */
const pauses = ({ sent }: { sent: readonly { at: number }[] }): number[] =>
  sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? 0))

beforeAll(async () => {
  // Loads ky, which takes real time, before the tests stop the clock.
  const wire = { baseUrl: 'https://api.weixin.qq.com', attemptTimeoutMs: 60_000, totalTimeoutMs: 60_000, maxRetries: 0 }
  await createMethodFactory({ ...wire, fetch: succeeds, clock: { now: () => 0 } })(TOKEN_ENDPOINT)({})
})

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T08:00:00Z') })
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
})

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const NOT_SENT: Readonly<Record<string, Step>> = {
  'connection refused': breaks('ECONNREFUSED'),
  'name not found': breaks('ENOTFOUND'),
  'host unreachable': breaks('EHOSTUNREACH'),
  'connect timeout': breaks('UND_ERR_CONNECT_TIMEOUT'),
  'TLS handshake': breaks('DEPTH_ZERO_SELF_SIGNED_CERT'),
}
const REJECTED: Readonly<Record<string, Step>> = {
  '40001': refuses(40001),
  '40014': refuses(40014),
  '42001': refuses(42001),
  '42001 as a string': refuses('42001'),
}
const UNKNOWN: Readonly<Record<string, Step>> = {
  'no answer in time': hangs,
  'a stalled body': stalls,
  'a reset': breaks('ECONNRESET'),
  'a socket that ended': breaks('UND_ERR_SOCKET'),
  'an error without a code': async () => Promise.reject(new Error('odd')),
  'truncated JSON': answers('{"errcode":0,"errm'),
  'an empty body': answers(''),
  'HTML with HTTP 200': answers(page),
  'JSON that is no object': answers('[{"errcode":0}]'),
  'a list as errcode': answers('{"errcode":[]}'),
  'null as errcode': answers('{"errcode":null}'),
  'text around an errcode': refuses('x40073'),
  'text behind an errcode': refuses('40073x'),
  'a fraction as errcode': refuses(40073.5),
  'more than a reply may hold': answers(`{"a":"${'x'.repeat(1024 * 1024)}"}`),
  'HTTP 500': answers('{}', 500),
  'HTTP 502 with HTML': answers(page, 502),
  'HTTP 503 with errcode 0': refuses(0, 'ok', 503),
  'errcode -1': refuses(-1, 'system error'),
  'errcode "-1"': refuses('-1', 'system error'),
  'errcode -1 with HTTP 500': refuses(-1, 'system error', 500),
}
const REFUSED: Readonly<Record<string, Step>> = {
  'an errcode': refuses(40073),
  'an errcode as a string': refuses('40073'),
  'an errcode with HTTP 500': refuses(40073, 'invalid card id', 500),
  'a quota error': refuses(45009),
  'a wrong secret': refuses(40125),
  'HTTP 302': answers('', 302, { location: 'https://evil.example/' }),
  'HTTP 307': answers('', 307, { location: 'https://evil.example/' }),
  'HTTP 403 with HTML': answers(page, 403),
  'HTTP 404 with errcode 0': refuses(0, 'ok', 404),
  'HTTP 412': answers('', 412),
  'HTTP 499': answers('', 499),
  'HTTP 429': answers('{}', 429),
}

interface Row {
  readonly who: string
  readonly route: Route
  readonly retry?: boolean
  /** Requests until the call gives up. */
  readonly notSent: number
  readonly rejected: number
  readonly unknown: number
  /** Whether the call may simply be made again after an unknown outcome. */
  readonly repeatable: boolean
}

const rows: readonly Row[] = [
  { who: 'a read', route: READ, notSent: 3, rejected: 2, unknown: 3, repeatable: true },
  { who: 'a read, retry: false', route: READ, retry: false, notSent: 1, rejected: 2, unknown: 1, repeatable: true },
  { who: 'the token endpoint', route: TOKEN_ENDPOINT, notSent: 3, rejected: 1, unknown: 3, repeatable: true },
  { who: 'a write', route: WRITE, notSent: 3, rejected: 2, unknown: 1, repeatable: false },
  { who: 'a write, retry: true', route: WRITE, retry: true, notSent: 3, rejected: 2, unknown: 3, repeatable: false },
  { who: 'a write, retry: false', route: WRITE, retry: false, notSent: 1, rejected: 2, unknown: 1, repeatable: false },
]

describe.each(rows)('the table of retries: $who', ({ route, retry, notSent, rejected, unknown, repeatable }) => {
  const options = { retry, totalTimeoutMs: 60_000 }

  test.each(Object.entries(NOT_SENT))(`not sent, by ${notSent} requests: %s`, async (_, step) => {
    const { error, sent } = await call(route, { steps: [step], options })
    expect(error).toBeInstanceOf(TransportError)
    expect(error).toMatchObject({ code: 'ERR_NETWORK', outcome: 'not_sent', retryable: true, attempts: notSent })
    expect(sent).toHaveLength(notSent)
  })

  test.each(Object.entries(REJECTED))(`a rejected credential, after ${rejected} requests: %s`, async (_, step) => {
    const { error, sent, token } = await call(route, { steps: [step], options })
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ outcome: 'rejected', attempts: rejected })
    expect(sent).toHaveLength(rejected)
    expect(token.replace).toHaveBeenCalledTimes(rejected - 1)
  })

  test.each(Object.entries(UNKNOWN))(`an unknown outcome, after ${unknown} requests: %s`, async (_, step) => {
    const { error, sent } = await call(route, { steps: [step], options })
    expect(error).toMatchObject({ outcome: 'unknown', retryable: repeatable, attempts: unknown })
    expect((error as Error).message).toMatch(
      repeatable
        ? /^(?!.*before sending it again)/
        : /may have been carried out.*ask with codes\.get before sending it again$/,
    )
    expect(sent).toHaveLength(unknown)
  })

  test.each(Object.entries(REFUSED))('a refusal, after the first request: %s', async (_, step) => {
    const { error, sent } = await call(route, { steps: [step], options })
    expect(error).toMatchObject({ outcome: 'rejected', retryable: false, attempts: 1 })
    expect(sent).toHaveLength(1)
  })

  test.each(Object.entries({ ...NOT_SENT, ...UNKNOWN }))('recovers where it is sent again: %s', async (name, step) => {
    const again = (name in NOT_SENT ? notSent : unknown) > 1
    const { reply, sent } = await call(route, { steps: [step, succeeds], options })
    expect(reply).toEqual(again ? { errcode: 0, errmsg: 'ok', card: 1 } : undefined)
    expect(sent).toHaveLength(again ? 2 : 1)
  })
})

describe('which error it is', () => {
  test.each<[string, Step, object]>([
    ['no connection', breaks('ECONNREFUSED'), { code: 'ERR_NETWORK', causeCode: 'ECONNREFUSED' }],
    ['a reset', breaks('ECONNRESET'), { code: 'ERR_NETWORK', causeCode: 'ECONNRESET' }],
    ['no answer in time', hangs, { code: 'ERR_TIMEOUT' }],
    ['a stalled body', stalls, { code: 'ERR_TIMEOUT', status: 200 }],
    ['HTML with HTTP 200', answers(page), { code: 'ERR_RESPONSE', status: 200 }],
    ['an empty body', answers(''), { code: 'ERR_RESPONSE', status: 200 }],
    ['truncated JSON', answers('{"errcode":0,"errm'), { code: 'ERR_RESPONSE', status: 200 }],
    ['HTTP 502', answers(page, 502), { code: 'ERR_HTTP_STATUS', status: 502 }],
    ['HTTP 404', answers(page, 404), { code: 'ERR_HTTP_STATUS', status: 404 }],
    ['a redirect', answers('', 307, { location: 'https://evil.example/' }), { code: 'ERR_HTTP_STATUS', status: 307 }],
  ])('%s', async (_, step, facts) => {
    const { error } = await call(READ, { steps: [step], options: { retry: false } })
    expect(error).toBeInstanceOf(TransportError)
    expect(error).toMatchObject({ ...facts, endpoint: 'POST /card/get' })
    expect((error as Error).message).toMatch(/^POST \/card\/get: .*[^.]$/)
    expect((error as Error).message).not.toMatch(/evil|Bad Gateway|\?/)
  })

  test.each([
    [302, true],
    [399, true],
    [400, false],
    [404, false],
    [503, false],
  ])('HTTP %i is called a redirect: %j', async (status, redirect) => {
    const { error } = await call(READ, { steps: [answers('', status)], options: { retry: false } })
    expect((error as Error).message.includes('a redirect, which is never followed')).toBe(redirect)
  })

  test.each([
    ['', /: answered an empty body$/],
    [page, /: answered a body that is not what WeChat sends$/],
  ])('says of an answer that cannot be used what it was: %j', async (body, message) => {
    const { error } = await call(READ, { steps: [answers(body)], options: { retry: false } })
    expect((error as Error).message).toMatch(message)
  })

  test('a body under no HTTP status is no success', async () => {
    const opaque = { status: 0, headers: new Headers(), body: new Response('{"errcode":0}').body } as Response
    const { error } = await call(WRITE, { steps: [async () => opaque] })
    expect(error).toMatchObject({ code: 'ERR_HTTP_STATUS', status: 0, outcome: 'unknown' })
  })

  test('a status that is no HTTP status leaves the outcome open', async () => {
    const { error } = await call(WRITE, { steps: [async () => Response.error()] })
    expect(error).toMatchObject({ code: 'ERR_HTTP_STATUS', status: 0, outcome: 'unknown' })
    expect((error as Error).message).not.toContain('redirect')
  })

  test("a refusal carries WeChat's words without their tails, and advice", async () => {
    const errmsg = 'invalid card id hint: [Xab1c02233vr44] rid: 5f9a1b2c-0a1b2c3d-4e5f6071'
    const { error } = await call(READ, { steps: [refuses(40073, errmsg)] })
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({
      code: 'ERR_API',
      errcode: 40073,
      errmsg: 'invalid card id',
      rid: '5f9a1b2c-0a1b2c3d-4e5f6071',
      endpoint: 'POST /card/get',
      hint: expect.stringMatching(/card_id/),
      hintZh: expect.stringMatching(/card_id/),
    })
    expect((error as Error).message).toMatch(/^POST \/card\/get answered 40073 invalid card id\. .*[^.]$/)
  })

  test('errcode "0" and a reply without errcode are success', async () => {
    const zero = await call(READ, { steps: [answers('{"errcode":"0","list":[1]}')] })
    const none = await call(READ, { steps: [answers('\ufeff{\n  "list": [ 1 ]\n}')] })
    expect([zero.reply, none.reply]).toEqual([{ errcode: '0', list: [1] }, { list: [1] }])
  })

  test('an errmsg that is missing or no text does no harm', async () => {
    for (const body of ['{"errcode":40073}', '{"errcode":40073,"errmsg":{"a":1}}']) {
      const { error } = await call(READ, { steps: [answers(body)] })
      expect(error).toMatchObject({ errcode: 40073, errmsg: '' })
    }
  })

  test("the endpoint's own advice wins over the general one, for its codes only", async () => {
    const hints = { 40073: { hint: 'Ask the shop.', hintZh: '请问门店。' } }
    const own = await call({ ...READ, hints }, { steps: [refuses(40073)] })
    expect(own.error).toMatchObject({ hint: 'Ask the shop.', hintZh: '请问门店。' })
    const general = await call(READ, { steps: [refuses(40073)] })
    const other = await call({ ...READ, hints: { 1: { hint: 'No.', hintZh: '不。' } } }, { steps: [refuses(40073)] })
    expect((other.error as ApiError).hint).toBe((general.error as ApiError).hint)
  })

  test('elapsedMs counts from the start of the call to the error', async () => {
    const { error, elapsedMs } = await call(READ, { steps: [hangs], options: { totalTimeoutMs: 60_000 } })
    expect((error as TransportError).elapsedMs).toBe(elapsedMs)
    expect(elapsedMs).toBeGreaterThan(15_000)
  })

  test('a write that nothing settles says at least that its outcome is open', async () => {
    const { error } = await call({ ...WRITE, verifyWith: undefined }, { steps: [refuses(-1)] })
    expect((error as ApiError).hint).toMatch(/may have been carried out: find out before sending it again\.$/)
    expect((error as ApiError).hintZh).toMatch(/可能已经执行：请先查询结果，再决定是否重发。$/)
  })
})

describe('a method', () => {
  const settings: TransportSettings = {
    baseUrl: 'https://api.weixin.qq.com',
    fetch: refuses(40099),
    attemptTimeoutMs: 5000,
    totalTimeoutMs: 15_000,
    maxRetries: 0,
    clock: { now: () => 0 },
  }

  test('has a name, which stack traces show beside the line of its caller', async () => {
    const consume = createMethodFactory(settings, holder())(WRITE, 'codes.consume')
    expect(consume.name).toBe('codes.consume')
    const redeemAtTheTill = async (): Promise<unknown> => await consume({ code: '1' })
    const { stack } = await redeemAtTheTill().then(
      () => expect.unreachable(),
      (error: Error) => error,
    )
    expect(stack).toMatch(/at codes\.consume .*\n.*at (async )?redeemAtTheTill /)
  })

  test('is named as its endpoint where it has no name of its own', () => {
    expect(createMethodFactory(settings)(READ).name).toBe('POST /card/get')
  })
})

describe('an outcome in doubt stays in doubt', () => {
  test.each<[string, Step]>([
    ['a later attempt could not be sent', breaks('ECONNREFUSED')],
    ['a later attempt was refused', refuses(40099, 'already consumed')],
    ['a later attempt met a rejected token', refuses(40001)],
  ])('though %s', async (_, step) => {
    const { error } = await call(WRITE, { steps: [breaks('ECONNRESET'), step], options: { retry: true } })
    expect(error).toMatchObject({ outcome: 'unknown', retryable: false })
    expect((error as Error).message).toContain('may have been carried out')
  })

  test('though no new token can be had for sending it again', async () => {
    const missing = new CredentialError('accessToken', 'no', {
      endpoint: 'x',
      retryable: true,
      attempts: 1,
      elapsedMs: 1,
    })
    const token = holder({ replace: () => Promise.reject(missing) })
    const steps = [breaks('ECONNRESET'), refuses(40001)]
    const { error } = await call(WRITE, { steps, token, options: { retry: true } })
    expect(error).toMatchObject({ errcode: 40001, outcome: 'unknown', retryable: false, attempts: 2 })
  })

  test('though the time is over before the new token can be used', async () => {
    const token = holder({ replace: () => new Promise((resolve) => setTimeout(() => resolve('other'), 20_000)) })
    const steps = [breaks('ECONNRESET'), refuses(40001)]
    const { error } = await call(WRITE, { steps, token, options: { retry: true } })
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT', outcome: 'unknown', retryable: false, attempts: 2 })
  })
})

describe('back-off', () => {
  test.each([
    [0, [0, 0, 0, 0, 0]],
    [0.5, [100, 200, 400, 800, 1000]],
    [1, [200, 400, 800, 1600, 2000]],
  ])('is a random part (here %d) of a time that doubles from 200 ms to 2 s', async (chance, expected) => {
    vi.mocked(Math.random).mockReturnValue(chance)
    const scene = await call(READ, { steps: [breaks('ECONNREFUSED')], wire: { maxRetries: 5 } })
    expect(pauses(scene)).toEqual(expected)
  })

  test.each([0, 1, 4])('ends after %d further attempts', async (maxRetries) => {
    const { sent, error } = await call(READ, { steps: [refuses(-1)], wire: { maxRetries } })
    expect(sent).toHaveLength(maxRetries + 1)
    expect(error).toMatchObject({ attempts: maxRetries + 1 })
  })
})

describe('codes that pass by themselves', () => {
  const repeated: Route = { ...WRITE, retryOnErrcodes: [40056, 72012] }

  test('a write is sent again after half a second and after one more second, and then succeeds', async () => {
    const scene = await call(repeated, { steps: [refuses(40056), refuses('72012'), succeeds] })
    expect(scene.reply).toMatchObject({ errcode: 0 })
    expect(pauses(scene)).toEqual([500, 1000])
  })

  test('refused a third time, the code surfaces', async () => {
    const { error, sent } = await call(repeated, { steps: [refuses(40056)] })
    expect(sent).toHaveLength(3)
    expect(error).toMatchObject({ errcode: 40056, outcome: 'rejected', retryable: true, attempts: 3 })
  })

  test('they do not count against maxRetries, nor against the attempts after failures', async () => {
    const steps = [refuses(40056), breaks('ECONNREFUSED'), refuses(40056), succeeds]
    const scene = await call(repeated, { steps, wire: { maxRetries: 1 } })
    expect(scene.reply).toMatchObject({ errcode: 0 })
    expect(pauses(scene)).toEqual([500, 100, 1000])
    const none = await call(repeated, { steps: [refuses(40056), succeeds], wire: { maxRetries: 0 } })
    expect(none.sent).toHaveLength(2)
  })

  test('only the codes of the row pass, and not with retry: false', async () => {
    expect((await call(repeated, { steps: [refuses(40127)] })).sent).toHaveLength(1)
    expect((await call(WRITE, { steps: [refuses(40056)] })).sent).toHaveLength(1)
    expect((await call(repeated, { steps: [refuses(40056)], options: { retry: false } })).sent).toHaveLength(1)
  })
})

describe('Retry-After', () => {
  const unavailable = (retryAfter: string): Step => answers(page, 503, { 'retry-after': retryAfter })

  test.each([
    ['0', 0],
    ['1', 1000],
    ['5', 5000],
    ['Tue, 24 Nov 2026 08:00:04 GMT', 4000],
    ['Tue, 24 Nov 2026 07:00:00 GMT', 0],
  ])('%s is waited for by a read', async (retryAfter, pauseMs) => {
    const scene = await call(READ, { steps: [unavailable(retryAfter), succeeds] })
    expect(scene.reply).toMatchObject({ errcode: 0 })
    expect(pauses(scene)).toEqual([pauseMs])
  })

  test('it is waited for beside an errcode as well', async () => {
    const busy = answers('{"errcode":-1,"errmsg":"system error"}', 503, { 'retry-after': '3' })
    expect(pauses(await call(READ, { steps: [busy, succeeds] }))).toEqual([3000])
  })

  test.each([
    ['6', 6000],
    ['86400', 86_400_000],
    ['99999999999', 99_999_999_999_000],
    ['Tue, 24 Nov 2026 09:00:00 GMT', 3_600_000],
  ])('%s is not waited for, but reported', async (retryAfter, retryAfterMs) => {
    const { error, sent, elapsedMs } = await call(READ, { steps: [unavailable(retryAfter)] })
    expect(error).toMatchObject({ status: 503, outcome: 'unknown', attempts: 1, retryAfterMs })
    expect(sent).toHaveLength(1)
    expect(elapsedMs).toBe(0)
  })

  test.each(['soon', '-1', '1.5', '5s', '', '2026-11-24T08:00:01Z', '1 GMT now'])(
    '"%s" is as good as none',
    async (retryAfter) => {
      const scene = await call(READ, { steps: [unavailable(retryAfter)] })
      expect(pauses(scene)).toEqual([100, 200])
      expect(scene.error).not.toHaveProperty('retryAfterMs')
    },
  )

  test('a digit too many makes neither a number too large nor a wait', async () => {
    const { error, sent } = await call(READ, { steps: [unavailable('9'.repeat(400))] })
    expect(sent).toHaveLength(1)
    expect((error as TransportError).retryAfterMs).toBe(Number.MAX_SAFE_INTEGER)
  })

  test('it is not waited for when the time of the call would be over by then', async () => {
    const { error, sent } = await call(READ, { steps: [unavailable('5')], options: { totalTimeoutMs: 4000 } })
    expect(sent).toHaveLength(1)
    expect(error).toMatchObject({ retryAfterMs: 5000 })
  })

  test('a write does not wait for it, but reports it', async () => {
    const { error, sent } = await call(WRITE, { steps: [unavailable('1')] })
    expect(sent).toHaveLength(1)
    expect(error).toMatchObject({ outcome: 'unknown', retryAfterMs: 1000 })
  })

  test('HTTP 429 is surfaced with it', async () => {
    const { error, sent } = await call(READ, { steps: [answers(page, 429, { 'retry-after': '2' })] })
    expect(sent).toHaveLength(1)
    expect(error).toMatchObject({ status: 429, outcome: 'rejected', retryAfterMs: 2000 })
  })
})

describe('deadlines', () => {
  test('an attempt ends after its own time, and the call after the whole time', async () => {
    const { error, sent, elapsedMs } = await call(READ, { steps: [hangs] })
    expect(sent.map(({ at }) => at)).toEqual([0, 5100, 10_300])
    expect(elapsedMs).toBe(15_000)
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT', attempts: 3, elapsedMs: 15_000 })
  })

  test("the caller's totalTimeoutMs wins over the client's", async () => {
    const { error, elapsedMs } = await call(READ, { steps: [hangs], options: { totalTimeoutMs: 1234 } })
    expect(elapsedMs).toBe(1234)
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT', attempts: 1 })
  })

  test('no pause begins that the call would not outlive', async () => {
    const { error, sent, elapsedMs } = await call(READ, { steps: [refuses(-1)], options: { totalTimeoutMs: 100 } })
    expect(sent).toHaveLength(1)
    expect(elapsedMs).toBe(0)
    expect(error).toMatchObject({ errcode: -1 })
  })

  test('the time spent on getting a token counts, and what could not be sent any more says so', async () => {
    const late = () => new Promise<string>((resolve) => setTimeout(() => resolve(TOKEN), 20_000))
    const token = holder({ current: () => undefined, get: late })
    const { error, sent } = await call(WRITE, { steps: [succeeds], token })
    expect(sent).toEqual([])
    expect(error).toMatchObject({ code: 'ERR_TIMEOUT', outcome: 'not_sent', attempts: 0, retryable: true })
    expect(token.get).toHaveBeenCalledWith({ signal: undefined, ms: 15_000 })
  })

  test("a wrong clock changes no deadline, since it is the runtime's that counts", async () => {
    const clock = { now: () => Math.random() * 1e15 }
    const { elapsedMs } = await call(READ, { steps: [hangs], wire: { clock } })
    expect(elapsedMs).toBe(15_000)
  })
})

describe('the access token', () => {
  test('is the one at hand; only without one it is asked for', async () => {
    const atHand = await call(READ, { steps: [succeeds] })
    expect(atHand.tokens).toEqual([TOKEN])
    expect(atHand.token.get).not.toHaveBeenCalled()
    const asked = await call(READ, { steps: [succeeds], token: holder({ current: () => undefined }) })
    expect(asked.tokens).toEqual([TOKEN])
    expect(asked.token.get).toHaveBeenCalledTimes(1)
  })

  test('that is rejected is replaced once, and the call is sent again at once with the new one', async () => {
    for (const route of [READ, WRITE]) {
      const scene = await call(route, { steps: [refuses(42001), succeeds], wire: { maxRetries: 0 } })
      expect(scene.reply).toMatchObject({ errcode: 0 })
      expect(scene.tokens).toEqual([TOKEN, SECOND_TOKEN])
      expect(pauses(scene)).toEqual([0])
      expect(scene.token.replace.mock.calls).toEqual([[TOKEN, 42001, { signal: undefined, ms: expect.any(Number) }]])
    }
  })

  test('that comes back unchanged is not sent again', async () => {
    const { error, sent } = await call(READ, {
      steps: [refuses(40001)],
      token: holder({ replace: async () => TOKEN }),
    })
    expect(sent).toHaveLength(1)
    expect(error).toMatchObject({ errcode: 40001, attempts: 1 })
  })

  test.each([40001, 40014, 42001])('rejected again: %i surfaces, and says who may be to blame', async (errcode) => {
    const { error, token } = await call(READ, { steps: [refuses(errcode)] })
    expect(token.noteReplacementRejected.mock.calls).toEqual([[SECOND_TOKEN, errcode]])
    expect((error as ApiError).hint.match(/service/g)).toHaveLength(1)
    expect((error as ApiError).hint).toMatch(/another service.* the same AppID/)
    expect((error as ApiError).hintZh).toMatch(/别的服务.*同一个 AppID/)
  })

  test('that cannot be replaced: the error of the credential surfaces', async () => {
    const facts = { endpoint: 'POST /cgi-bin/stable_token', retryable: true, attempts: 1, elapsedMs: 1 }
    const missing = new CredentialError('accessToken', 'WeChat is silent', facts)
    for (const route of [READ, WRITE]) {
      const token = holder({ replace: () => Promise.reject(missing) })
      const { error } = await call(route, { steps: [refuses(40001)], token })
      expect(error).toBe(missing)
    }
  })

  test('that was renewed during a pause is used for the next attempt', async () => {
    const values = [TOKEN, SECOND_TOKEN]
    const token = holder({ current: () => values.shift() })
    const { tokens } = await call(READ, { steps: [breaks('ECONNREFUSED'), succeeds], token })
    expect(tokens).toEqual([TOKEN, SECOND_TOKEN])
  })

  test('that is not at hand after a pause is the one from before', async () => {
    const values = [TOKEN]
    const token = holder({ current: () => values.shift() })
    const { tokens } = await call(READ, { steps: [breaks('ECONNREFUSED'), succeeds], token })
    expect(tokens).toEqual([TOKEN, TOKEN])
  })

  test('is neither asked for nor sent where the endpoint takes none', async () => {
    const { tokens, token } = await call(TOKEN_ENDPOINT, { steps: [refuses(40001)], request: { secret: SECRET } })
    expect(tokens).toEqual([null])
    expect([token.current, token.get, token.replace].map((each) => each.mock.calls.length)).toEqual([0, 0, 0])
  })

  test('gives way to AppID and AppSecret where an endpoint takes those, in its address and in its body', async () => {
    const route: Route = { method: 'POST', path: '/cgi-bin/clear_quota/v2', effect: 'write', credential: 'secret' }
    const wire = { appId: 'wx0001', appSecret: SECRET }
    const refusing = refuses(40001, `invalid credential ${SECRET}`)
    const { sent, token, error } = await call(route, { steps: [refusing], request: {}, wire })
    expect(sent.map(({ url, body }) => [url.search, body])).toEqual([
      [`?appid=wx0001&appsecret=${SECRET}`, `{"appid":"wx0001","appsecret":"${SECRET}"}`],
    ])
    expect(error).toMatchObject({ errcode: 40001, outcome: 'rejected', retryable: false, attempts: 1 })
    expect([token.current, token.get, token.replace].map((each) => each.mock.calls.length)).toEqual([0, 0, 0])
    const without = await call(route, { steps: [succeeds], request: {} })
    expect(without.error).toMatchObject({ problems: [{ field: 'appSecret' }] })
    expect(without.sent).toEqual([])
  })

  test('travels encoded, behind a constant query and before the own one', async () => {
    const route: Route = { method: 'GET', path: '/cgi-bin/x?type=wx_card', effect: 'read' }
    const { sent } = await call(route, { steps: [succeeds], request: { q: 'a&b=1', n: 2 } })
    expect(sent[0]?.url.href).toBe(
      'https://api.weixin.qq.com/cgi-bin/x?type=wx_card&access_token=canary%2Btoken%2F90_zxkjqvw&q=a%26b%3D1&n=2',
    )
    expect(sent[0]?.body).toBeUndefined()
  })
})

describe("the caller's abort", () => {
  const reason = { why: 'the user went away' }

  /** Aborts after so many milliseconds of the call. */
  const abortAfter = (ms: number): CallOptions & { signal: AbortSignal } => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), ms)
    return { signal: controller.signal, totalTimeoutMs: 60_000 }
  }

  const never = () => new Promise<never>(() => {})

  /** A holder's wait that a signal ends, as the real one's does. */
  const untilAborted = ({ signal }: { signal?: AbortSignal | undefined }) =>
    new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }))

  test('before the start: nothing is sent and no token asked for', async () => {
    const token = holder({ current: () => undefined, get: never })
    const { error, sent } = await call(READ, {
      steps: [succeeds],
      token,
      options: { signal: AbortSignal.abort(reason) },
    })
    expect(error).toBe(reason)
    expect(sent).toEqual([])
    expect(token.get).not.toHaveBeenCalled()
  })

  test.each<[string, Route, readonly Step[], Partial<TokenHolder>, number]>([
    ['while a token is obtained', READ, [succeeds], { current: () => undefined, get: untilAborted }, 0],
    ['before the headers', READ, [hangs], {}, 1],
    ['in the middle of the body', WRITE, [stalls], {}, 1],
    ['while a rejected token is replaced', WRITE, [refuses(40001)], { replace: (_, _2, p) => untilAborted(p) }, 1],
    ['in the middle of Retry-After', READ, [answers(page, 503, { 'retry-after': '4' })], {}, 1],
    ['in the middle of a back-off', READ, [breaks('ECONNREFUSED')], {}, 1],
    ['in the pause after a passing code', { ...WRITE, retryOnErrcodes: [40056] }, [refuses(40056)], {}, 1],
  ])('%s: it ends at once, and nothing is sent afterwards', async (_, route, steps, more, requests) => {
    const options = abortAfter(50)
    const { error, sent, elapsedMs } = await call(route, { steps, options, token: holder(more) })
    expect(error).toBe(reason)
    expect(elapsedMs).toBe(50)
    expect(sent).toHaveLength(requests)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(sent).toHaveLength(requests)
    expect(getEventListeners(options.signal, 'abort')).toEqual([])
  })

  test('of a long-lived signal that never comes leaves no listeners behind', async () => {
    const { signal } = new AbortController()
    await call(READ, { steps: [succeeds], options: { signal } })
    await call(READ, { steps: [refuses(-1)], options: { signal } })
    await call(WRITE, { steps: [refuses(40001), stalls], options: { signal } })
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('is told to the listener as an end of its own kind', async () => {
    const { diagnostics } = await call(READ, { steps: [hangs], options: abortAfter(50) })
    expect(diagnostics.at(-1)).toEqual({
      type: 'response',
      endpoint: 'POST /card/get',
      attempt: 1,
      error: 'aborted',
      elapsedMs: 50,
    })
  })
})

describe('what the listener hears', () => {
  test('of a call that fails in several ways and then succeeds', async () => {
    const rid = '5f9a1b2c-0a1b2c3d-4e5f6071'
    const steps = [
      breaks('ECONNREFUSED'),
      answers(page, 502),
      refuses(42001, `access_token expired rid: ${rid}`),
      answers('{"errcode":0}', 200),
    ]
    const { diagnostics } = await call(READ, { steps })
    const endpoint = 'POST /card/get'
    expect(diagnostics).toEqual([
      { type: 'request', endpoint, attempt: 1 },
      { type: 'response', endpoint, attempt: 1, error: 'ERR_NETWORK', elapsedMs: 0 },
      { type: 'retry', endpoint, attempt: 2, delayMs: 100, reason: 'ERR_NETWORK' },
      { type: 'request', endpoint, attempt: 2 },
      { type: 'response', endpoint, attempt: 2, status: 502, error: 'ERR_HTTP_STATUS', elapsedMs: 0 },
      { type: 'retry', endpoint, attempt: 3, delayMs: 200, reason: 'ERR_HTTP_STATUS' },
      { type: 'request', endpoint, attempt: 3 },
      { type: 'response', endpoint, attempt: 3, status: 200, errcode: 42001, rid, elapsedMs: 0 },
      { type: 'retry', endpoint, attempt: 4, delayMs: 0, reason: 'ERR_API' },
      { type: 'request', endpoint, attempt: 4 },
      { type: 'response', endpoint, attempt: 4, status: 200, elapsedMs: 0 },
    ])
  })

  test('of an answer and of a failure: how long each took', async () => {
    const late =
      (step: Step): Step =>
      async (url, init) => {
        await new Promise((resolve) => setTimeout(resolve, 70))
        return step(url, init)
      }
    const { diagnostics } = await call(READ, { steps: [late(breaks('ECONNRESET')), late(succeeds)] })
    const responses = diagnostics.filter(({ type }) => type === 'response')
    expect(responses.map((each) => 'elapsedMs' in each && each.elapsedMs)).toEqual([70, 70])
  })

  test('of a body that stands still: its status and the time it took', async () => {
    const { diagnostics } = await call(WRITE, { steps: [stalls] })
    expect(diagnostics.at(-1)).toEqual({
      type: 'response',
      endpoint: 'POST /card/code/consume',
      attempt: 1,
      status: 200,
      error: 'ERR_TIMEOUT',
      elapsedMs: 5000,
    })
  })

  test('does not matter to the call when it throws', async () => {
    const onDiagnostic = () => {
      throw new Error('broken listener')
    }
    const { reply } = await call(READ, { steps: [breaks('ECONNRESET'), succeeds], wire: { onDiagnostic } })
    expect(reply).toMatchObject({ errcode: 0 })
  })
})

describe('secrets in what a server says', () => {
  const forms = [TOKEN, encodeURIComponent(TOKEN), Buffer.from(TOKEN).toString('base64')]

  test.each([22, 23, 24])(
    'a token of %d characters is not repeated in base64, with padding or without',
    async (length) => {
      const value = `>>>???${TOKEN}`.slice(0, length) // its base64 has both + and /, unlike its base64url
      const token = holder({ current: () => value, replace: async () => value })
      const padded = Buffer.from(value).toString('base64')
      for (const form of [padded, padded.replace(/=+$/, ''), Buffer.from(value).toString('base64url')]) {
        const { error } = await call(READ, { steps: [refuses(40073, `seen: ${form}`)], token })
        expect((error as ApiError).errmsg).toMatch(/^seen: \*\*\*=*$/)
      }
    },
  )

  test.each(forms)('the token is not repeated from errmsg (%s)', async (form) => {
    const { error } = await call(READ, { steps: [refuses(40073, `bad request: access_token=${form}&x=1 was sent`)] })
    expect((error as ApiError).errmsg).toMatch(/^bad request: access_token=.*&x=1 was sent$/)
  })

  test('neither is the AppSecret, from the body or the address of a request for a token', async () => {
    const classic: Route = { method: 'GET', path: '/cgi-bin/token', effect: 'read', credential: 'none' }
    for (const route of [TOKEN_ENDPOINT, classic]) {
      const { error } = await call(route, {
        steps: [refuses(40125, `invalid appsecret ${SECRET}`)],
        request: { secret: SECRET },
      })
      expect((error as ApiError).errmsg).toMatch(/^invalid appsecret \S+$/)
    }
  })

  test('a page that quotes the address is not quoted', async () => {
    const quoting: Step = (url) => answers(`<html>cannot reach ${url}</html>`, 502)(url, {} as never)
    const { error } = await call(READ, { steps: [quoting] })
    expect(error).toMatchObject({ code: 'ERR_HTTP_STATUS', status: 502 })
  })

  test('short values, which no secret of WeChat is, leave the text alone', async () => {
    const token = holder({ current: () => 'card', replace: async () => 'card' })
    const { error } = await call(READ, { steps: [refuses(40073, 'invalid card id')], token })
    expect((error as ApiError).errmsg).toBe('invalid card id')
  })
})

describe('an upload', () => {
  const route: Route = { method: 'POST', path: '/cgi-bin/media/uploadimg', effect: 'write', part: 'buffer' }
  const request = { file: Uint8Array.from([0xff, 0xd8, 0xff]), filename: 'logo.jpg' }

  test('goes as a form, and the same bytes go again when it is repeated', async () => {
    const { reply, sent } = await call(route, { steps: [breaks('ECONNREFUSED'), succeeds], request })
    expect(reply).toMatchObject({ errcode: 0 })
    const texts = sent.map(({ body }) => Buffer.from(body as Uint8Array).toString('latin1'))
    expect(texts[0]).toContain('form-data; name="buffer"; filename="logo.jpg"')
    expect(texts[0]).toContain('\u00ff\u00d8\u00ff')
    expect(texts[1]).toBe(texts[0])
  })

  test('is checked as a file', async () => {
    const { error, sent } = await call(route, { steps: [succeeds], request: { file: 'logo.jpg' } })
    expect((error as InputError).problems.map(({ field }) => field)).toEqual(['file', 'filename'])
    expect(sent).toEqual([])
  })
})

describe('before anything is sent', () => {
  test('every wrong field of the request is named in one error, with what the row itself finds', async () => {
    const check = () => [{ field: 'card_id', expected: 'a card', received: 'undefined' }]
    const token = holder({ current: () => undefined })
    const request = { a: undefined, b: [Number.NaN], c: 'x' }
    const { error, sent } = await call({ ...WRITE, check }, { steps: [succeeds], request, token })
    expect(error).toBeInstanceOf(InputError)
    expect((error as InputError).problems.map(({ field }) => field)).toEqual(['card_id', 'b[0]'])
    expect((error as Error).message).toMatch(/^POST \/card\/code\/consume: /)
    expect(sent).toEqual([])
    expect(token.get).not.toHaveBeenCalled()
  })

  test('the method that was called is named, with its endpoint', async () => {
    const { error } = await call(WRITE, { steps: [succeeds], request: { a: Number.NaN }, name: 'codes.consume' })
    expect((error as Error).message).toMatch(/^codes\.consume \(POST \/card\/code\/consume\): a must be/)
  })

  test('the options of the SDK’s own requests are finer than a caller’s may be', async () => {
    const wire = { attemptTimeoutMs: 5000, totalTimeoutMs: 15_000, maxRetries: 0, clock: { now: () => 0 } }
    const settings = { baseUrl: 'https://api.weixin.qq.com', fetch: succeeds, ...wire }
    const options = { totalTimeoutMs: 14_999.5 }
    expect(await createMethodFactory(settings, undefined, true)(TOKEN_ENDPOINT)({}, options)).toMatchObject({
      errcode: 0,
    })
    await expect(createMethodFactory(settings)(TOKEN_ENDPOINT)({}, options)).rejects.toThrow(/options\.totalTimeoutMs/)
  })

  test('what is no object, and wrong options, are named in one error', async () => {
    const options = { retry: 1 } as unknown as CallOptions // what callers without types may pass
    const { error } = await call(WRITE, { steps: [succeeds], request: [1], options })
    expect((error as InputError).problems.map(({ field }) => field)).toEqual(['request', 'options.retry'])
    expect((error as Error).message).not.toContain('client.call')
  })

  test('members that are undefined are left out, unless the row says that they are needed', async () => {
    const request = { code: '1', bonus: undefined, inner: { a: undefined, b: 2 } }
    const { sent } = await call(WRITE, { steps: [succeeds], request })
    expect(sent[0]?.body).toBe('{"code":"1","inner":{"b":2}}')
    const check = (given: object) =>
      'card_id' in given && given.card_id === undefined
        ? [{ field: 'card_id', expected: 'a card', received: 'undefined' }]
        : []
    const { error } = await call({ ...WRITE, check }, { steps: [succeeds], request: { card_id: undefined } })
    expect((error as InputError).problems).toHaveLength(1)
  })

  test('a query is checked as a query', async () => {
    const route: Route = { method: 'GET', path: '/card/x', effect: 'read' }
    const { error } = await call(route, { steps: [succeeds], request: { a: { b: 1 }, c: 'one\r\ntwo' } })
    expect((error as InputError).problems.map(({ field }) => field)).toEqual(['a', 'c'])
  })

  test('an endpoint is named without its query', () => {
    expect(endpointOf({ method: 'GET', path: '/cgi-bin/x?secret=1', effect: 'read' })).toBe('GET /cgi-bin/x')
  })
})
