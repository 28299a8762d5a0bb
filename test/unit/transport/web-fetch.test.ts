import { getEventListeners } from 'node:events'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { FetchLike } from '../../../src/transport/fetch-like.js'
import { SendError } from '../../../src/transport/http.js'
import { leaks } from '../../support/canary.js'
import { type Sending, sendOnce } from '../../support/send-once.js'

const TOKEN = 'token-canary-7f3a9c'

const settings = (more: Partial<Sending>): Sending => ({
  url: `https://api.weixin.qq.com/card/get?access_token=${TOKEN}`,
  method: 'POST',
  body: '{"card_id":"p1"}',
  contentType: 'application/json; charset=utf-8',
  timeoutMs: 60_000,
  maxBytes: 1000,
  ...more,
})

/** Makes one attempt that must fail, and looks for the token in what is thrown. */
async function failure(more: Partial<Sending>): Promise<SendError> {
  const thrown = await sendOnce(settings(more)).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(SendError)
  expect(leaks(thrown, { token: TOKEN })).toEqual([])
  return thrown as SendError // just checked
}

/** What Node's fetch throws when the system reports an error. */
const fetchFailed = (code: string, more: object = {}): TypeError =>
  new TypeError('fetch failed', {
    cause: Object.assign(new Error(`${code} https://host/?access_token=${TOKEN}`), { code, ...more }),
  })

/** A body that sends some chunks and then neither more nor an end. Tells whether it was cancelled. */
function unfinished(...chunks: readonly unknown[]) {
  const state = { cancelled: false }
  const body = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
    },
    cancel() {
      state.cancelled = true
    },
  })
  return { body, state }
}

const never = (): Promise<never> => new Promise(() => {})

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('what is sent', () => {
  test("a caller's fetch gets an address and plain settings", async () => {
    const fetch = vi.fn<FetchLike>(async () => new Response('{}'))
    await sendOnce(settings({ fetch }))
    expect(fetch).toHaveBeenCalledTimes(1)
    const [url, init] = fetch.mock.calls[0] as Parameters<FetchLike>
    expect(url).toBe(`https://api.weixin.qq.com/card/get?access_token=${TOKEN}`)
    expect({ ...init, headers: [...init.headers], signal: init.signal instanceof AbortSignal }).toEqual({
      method: 'POST',
      headers: [['content-type', 'application/json; charset=utf-8']],
      body: '{"card_id":"p1"}',
      redirect: 'manual',
      signal: true,
    })
  })

  test('a GET has neither a body nor a content type', async () => {
    const fetch = vi.fn<FetchLike>(async () => new Response('{}'))
    await sendOnce(settings({ fetch, method: 'GET', body: undefined, contentType: undefined }))
    const init = fetch.mock.calls[0]?.[1]
    expect(Object.keys(init ?? {})).not.toContain('body')
    expect([...(init?.headers ?? [])]).toEqual([])
  })

  test('bytes travel as they are', async () => {
    const body = Uint8Array.from([0, 1, 255])
    const fetch = vi.fn<FetchLike>(async () => new Response('{}'))
    await sendOnce(settings({ fetch, body }))
    expect(fetch.mock.calls[0]?.[1].body).toBe(body)
  })

  test('the global fetch is looked up at each call, so that a replacement made later is used', async () => {
    for (const name of ['first', 'second']) {
      vi.stubGlobal('fetch', async () => new Response(name))
      const { bytes } = await sendOnce(settings({}))
      expect(Buffer.from(bytes).toString()).toBe(name)
    }
  })

  test.each([500, 429, 408, 413, 503])(
    'an answer of HTTP %i is an answer and not a reason to send again',
    async (status) => {
      const fetch = vi.fn<FetchLike>(async () => new Response('no', { status, headers: { 'retry-after': '0' } }))
      await expect(sendOnce(settings({ fetch, method: 'GET', body: undefined }))).resolves.toMatchObject({ status })
      expect(fetch).toHaveBeenCalledTimes(1)
    },
  )
})

describe('what arrives', () => {
  test('the bytes of all chunks in their order, the status and what Retry-After says', async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const writer = writable.getWriter()
    for (const part of ['{"a"', ':', '1}']) writer.write(Buffer.from(part)).catch(() => {})
    writer.close().catch(() => {})
    const fetch: FetchLike = async () => new Response(readable, { status: 503, headers: { 'Retry-After': '7' } })
    const { status, retryAfter, bytes } = await sendOnce(settings({ fetch }))
    expect({ status, retryAfter, text: Buffer.from(bytes).toString() }).toEqual({
      status: 503,
      retryAfter: '7',
      text: '{"a":1}',
    })
  })

  test('an answer without a body is an answer of no bytes', async () => {
    const answer = await sendOnce(settings({ fetch: async () => new Response(null, { status: 204 }) }))
    expect(answer).toMatchObject({ status: 204, retryAfter: null, bytes: { length: 0 } })
  })

  test('an answer of exactly the limit is read, one byte more is refused and its body given up', async () => {
    const exact = await sendOnce(settings({ fetch: async () => new Response(new Uint8Array(1000)) }))
    expect(exact.bytes).toHaveLength(1000)
    const { body, state } = unfinished(new Uint8Array(600), new Uint8Array(401))
    const refused = await failure({ fetch: async () => new Response(body) })
    expect(refused).toMatchObject({ code: 'ERR_RESPONSE', notSent: false, status: 200 })
    expect(state.cancelled).toBe(true)
  })

  test('the limit counts every kind of bytes, and what is no bytes is refused', async () => {
    const wide = unfinished(new Uint16Array(501))
    expect(await failure({ fetch: async () => new Response(wide.body) })).toMatchObject({ code: 'ERR_RESPONSE' })
    const texts = unfinished('text')
    const refused = await failure({ fetch: async () => new Response(texts.body) })
    expect(refused).toMatchObject({ code: 'ERR_RESPONSE', status: 200 })
    expect([wide.state.cancelled, texts.state.cancelled]).toEqual([true, true])
  })
})

describe('no connection', () => {
  test.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EAI_FAIL',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EADDRNOTAVAIL',
    'UND_ERR_CONNECT_TIMEOUT',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'HOSTNAME_MISMATCH',
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    'ERR_SSL_SSL/TLS_ALERT_PROTOCOL_VERSION',
    'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
    'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
    'ERR_SSL_UNSUPPORTED_PROTOCOL',
    'ERR_SSL_TLSV1_UNRECOGNIZED_NAME',
    'ERR_SSL_DH_KEY_TOO_SMALL',
    'ERR_SSL_EE_KEY_TOO_SMALL',
    'ERR_SSL_NO_APPLICATION_PROTOCOL',
    'ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY',
  ])('%s says that nothing was sent', async (code) => {
    expect(await failure({ fetch: () => Promise.reject(fetchFailed(code)) })).toMatchObject({
      code: 'ERR_NETWORK',
      notSent: true,
      causeCode: code,
    })
  })

  test.each(['connect', 'bind', 'getaddrinfo', 'queryA', 'queryAaaa'])(
    'any error of the system call %s says that nothing was sent',
    async (syscall) => {
      const fetch = () => Promise.reject(fetchFailed('ETIMEDOUT', { syscall }))
      expect(await failure({ fetch })).toMatchObject({ notSent: true, causeCode: 'ETIMEDOUT' })
    },
  )

  test.each([
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'UND_ERR_SOCKET',
    'UND_ERR_HEADERS_TIMEOUT',
    'ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC',
    'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
    'ERR_SSL_SSL/TLS_ALERT_BAD_RECORD_MAC',
    'ERR_SSL_UNEXPECTED_EOF_WHILE_READING',
    'ERR_SSL_PROTOCOL_IS_SHUTDOWN',
    'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR',
    // Bytes that are no TLS bring these on a connection in use as well.
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_SSL_BAD_RECORD_TYPE',
    'ERR_SSL_PACKET_LENGTH_TOO_LONG',
    'ERR_SSL_UNEXPECTED_MESSAGE',
    'ERR_SSL_MIXED_HANDSHAKE_AND_NON_HANDSHAKE_DATA',
    'EPROTO',
    // With TLS 1.3 a server judges the client's certificate after the request may have come.
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
    'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED',
    // Another library's codes that hold one of OpenSSL's or Node's say what that library means by them.
    'LIB_CERT_REFUSED',
    'LIB_ERR_SSL_UNSUPPORTED_PROTOCOL',
  ])('%s leaves open whether it was sent', async (code) => {
    expect(await failure({ fetch: () => Promise.reject(fetchFailed(code)) })).toMatchObject({
      code: 'ERR_NETWORK',
      notSent: false,
      causeCode: code,
    })
  })

  // Linux hands a late ICMP message to whoever uses the connection.
  const late = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ENOTFOUND', 'CERT_HAS_EXPIRED']

  test.each(late.flatMap((code) => ['read', 'write', 'recv', 'shutdown'].map((syscall) => [syscall, code])))(
    '%s %s leaves open whether it was sent: the connection was up',
    async (syscall, code) => {
      const system = Object.assign(new Error(`${syscall} ${code}`), { code, syscall })
      // node-fetch 2 keeps only the words, node-fetch 3 names the system call in its own way.
      const words = Object.assign(new Error(`request to https://host/ failed, reason: ${syscall} ${code}`), { code })
      const errors = [
        new TypeError('fetch failed', { cause: system }),
        Object.assign(new TypeError('fetch failed', { cause: system }), { code: 'ECONNREFUSED' }),
        Object.assign(new Error('x', { cause: Object.assign(new Error('y'), { code }) }), { syscall }),
        words,
        Object.assign(new Error('x'), { code, erroredSysCall: syscall }),
        Object.assign(new AggregateError([fetchFailed(code, { syscall: 'connect' }), system]), { code }),
        Object.assign(new AggregateError([system, Object.assign(new Error('x'), { code, syscall: 'connect' })]), {
          code,
        }),
      ]
      for (const error of errors) {
        expect(await failure({ fetch: () => Promise.reject(error) })).toMatchObject({ notSent: false })
      }
    },
  )

  test.each(['EHOSTUNREACH', 'ETIMEDOUT'])(
    'connect %s as node-fetch tells of it says that nothing was sent',
    async (code) => {
      const reason = `request to https://host/ failed, reason: connect ${code} 10.0.0.1:443`
      const words = Object.assign(new Error(reason), { code, errno: code, type: 'system' })
      const named = Object.assign(new Error('x'), { code, erroredSysCall: 'connect' })
      for (const error of [words, named]) {
        expect(await failure({ fetch: () => Promise.reject(error) })).toMatchObject({ notSent: true, causeCode: code })
      }
    },
  )

  test('an end of the connection during the TLS handshake says that nothing was sent', async () => {
    const left = Object.assign(
      new Error('Client network socket disconnected before secure TLS connection was established'),
      { code: 'ECONNRESET' },
    )
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause: left }))
    expect(await failure({ fetch })).toMatchObject({ notSent: true, causeCode: 'ECONNRESET' })
  })

  test('of a host with several addresses, none of which answers, nothing was sent if all were tried in vain', async () => {
    const each = Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT', syscall: 'connect' })
    const late = Object.assign(new Error('too late'), { code: 'ERR_SOCKET_CONNECTION_TIMEOUT' })
    const mixed = Object.assign(new AggregateError([late, each]), { code: late.code })
    expect(await failure({ fetch: () => Promise.reject(mixed) })).toMatchObject({ notSent: true })
    const all = Object.assign(new AggregateError([each, each]), { code: 'ETIMEDOUT' })
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause: all }))
    expect(await failure({ fetch })).toMatchObject({ notSent: true, causeCode: 'ETIMEDOUT' })
    const empty = Object.assign(new AggregateError([]), { code: 'ETIMEDOUT' })
    expect(await failure({ fetch: () => Promise.reject(empty) })).toMatchObject({ notSent: false })
  })

  test('what is no error among those of several addresses says nothing', async () => {
    const mixed = Object.assign(new AggregateError(['connect ETIMEDOUT', undefined]), { code: 'ETIMEDOUT' })
    expect(await failure({ fetch: () => Promise.reject(mixed) })).toMatchObject({
      notSent: false,
      causeCode: 'ETIMEDOUT',
    })
  })

  test('the code is found on the error itself and deep in its causes', async () => {
    const bare = Object.assign(new Error('x'), { code: 'ECONNREFUSED' })
    const deep = new Error('a', { cause: new Error('b', { cause: bare }) })
    expect(await failure({ fetch: () => Promise.reject(bare) })).toMatchObject({ notSent: true })
    expect(await failure({ fetch: () => Promise.reject(deep) })).toMatchObject({ notSent: true })
  })

  test('once an answer has begun, no code says that nothing was sent', async () => {
    const body = new ReadableStream({ start: (controller) => controller.error(fetchFailed('ECONNREFUSED')) })
    const broken = await failure({ fetch: async () => new Response(body) })
    expect(broken).toMatchObject({ code: 'ERR_NETWORK', notSent: false, status: 200, causeCode: 'ECONNREFUSED' })
  })
})

describe('a fetch that throws odd things', () => {
  const circular = new Error('round')
  circular.cause = circular

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text with the address in it', `https://host/?access_token=${TOKEN}`],
    ['an object with the address in it', { url: `https://host/?access_token=${TOKEN}`, code: 'ECONNREFUSED' }],
    ['an error that is its own cause', circular],
    ['an AbortError that nobody asked for', new DOMException('aborted', 'AbortError')],
    ['an error whose code is a number', Object.assign(new Error('x'), { code: 7 })],
    [
      'an error whose code is no code',
      Object.assign(new Error('x'), { code: `at https://host/?access_token=${TOKEN}` }),
    ],
  ])('%s is an unknown outcome', async (_, thrown) => {
    const rejecting = await failure({ fetch: () => Promise.reject(thrown) })
    const throwing = await failure({
      fetch: () => {
        throw thrown
      },
    })
    for (const each of [rejecting, throwing]) {
      expect(each).toMatchObject({ code: 'ERR_NETWORK', notSent: false })
      expect(each.causeCode).toBeUndefined()
    }
  })

  test('a message that is no text is not read', async () => {
    const error = Object.assign(new Error('x'), { code: 'ECONNRESET', message: 7 })
    expect(await failure({ fetch: () => Promise.reject(error) })).toMatchObject({
      notSent: false,
      causeCode: 'ECONNRESET',
    })
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['a text', 'ok'],
    ['a body that is no web stream', { status: 200, headers: new Headers(), body: { pipe: () => {} } }],
  ])('an answer that is %s is an unknown outcome', async (_, answer) => {
    const fetch = (async () => answer) as unknown as FetchLike // what callers without types may pass
    expect(await failure({ fetch })).toMatchObject({ notSent: false })
  })

  test('a body that was read already is an unknown outcome', async () => {
    const response = new Response('{}')
    await response.text()
    expect(await failure({ fetch: async () => response })).toMatchObject({ code: 'ERR_NETWORK', notSent: false })
  })
})

describe('the deadline', () => {
  test('ends an attempt whose headers never come, even if the fetch ignores its signal', async () => {
    const late = await failure({ fetch: never, timeoutMs: 20 })
    expect(late).toMatchObject({ code: 'ERR_TIMEOUT', notSent: false })
    expect(late.status).toBeUndefined()
  })

  test('ends an attempt whose body stands still, and gives the body up', async () => {
    const { body, state } = unfinished(Buffer.from('{"errcode"'))
    const late = await failure({ fetch: async () => new Response(body, { status: 201 }), timeoutMs: 20 })
    expect(late).toMatchObject({ code: 'ERR_TIMEOUT', notSent: false, status: 201 })
    expect(state.cancelled).toBe(true)
  })

  test('ends an attempt whose body goes on for ever in small pieces', async () => {
    let cancelled = false
    const body = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 1))
        controller.enqueue(new Uint8Array(1))
      },
      cancel() {
        cancelled = true
      },
    })
    const late = await failure({ fetch: async () => new Response(body), timeoutMs: 50, maxBytes: 1e9 })
    expect(late.code).toBe('ERR_TIMEOUT')
    expect(cancelled).toBe(true)
  })

  test('tells the fetch through its signal', async () => {
    let given: AbortSignal | undefined
    const fetch: FetchLike = (_, { signal }) => {
      given = signal
      return never()
    }
    await failure({ fetch, timeoutMs: 20 })
    expect(given?.aborted).toBe(true)
  })

  test('of a fetch that answers after it, the body is given up', async () => {
    const { body, state } = unfinished()
    let answer: (response: Response) => void = () => {}
    const fetch: FetchLike = () =>
      new Promise((resolve) => {
        answer = resolve
      })
    await failure({ fetch, timeoutMs: 20 })
    answer(new Response(body))
    await vi.waitFor(() => expect(state.cancelled).toBe(true))
  })

  test('of a fetch that fails or answers nonsense after it, nothing is heard', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    const settle: (() => void)[] = []
    const fetches: FetchLike[] = [
      () => new Promise((_, reject) => settle.push(() => reject(new Error('late')))),
      () => new Promise((resolve) => settle.push(() => resolve(undefined as unknown as Response))),
      () =>
        new Promise((resolve) => {
          const used = new Response('x')
          settle.push(() => void used.text().then(() => resolve(used)))
        }),
    ]
    for (const fetch of fetches) await failure({ fetch, timeoutMs: 20 })
    for (const each of settle) each()
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', unhandled)
    expect(unhandled).not.toHaveBeenCalled()
  })

  test('keeps the process alive for a caller, but not in the background', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout')
    for (const background of [undefined, true]) {
      let refs: boolean[] = []
      const fetch: FetchLike = async () => {
        refs = timers.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef())
        return new Response('{}')
      }
      timers.mockClear()
      await sendOnce(settings({ fetch, background }))
      expect(refs).toEqual([background !== true])
    }
  })

  test('leaves no timer behind, however the attempt ends', async () => {
    vi.useFakeTimers()
    try {
      await sendOnce(settings({ fetch: async () => new Response('{}') }))
      await failure({ fetch: () => Promise.reject(new Error('x')) })
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  test('beyond the longest timer of the runtime, which would fire at once, that one is used', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout')
    await sendOnce(settings({ fetch: async () => new Response('{}'), timeoutMs: Number.MAX_SAFE_INTEGER }))
    expect(timers.mock.calls.map(([, ms]) => ms)).toEqual([2 ** 31 - 1])
  })
})

describe("the caller's abort", () => {
  const reasons: [string, unknown][] = [
    ['an error', new Error('changed my mind')],
    ['a text', 'enough'],
    ['null', null],
    ['an object', { why: 'closing' }],
  ]

  test.each(reasons)(
    'before the start: nothing is sent, and the reason comes through as it is (%s)',
    async (_, reason) => {
      const fetch = vi.fn<FetchLike>(never)
      const thrown = await sendOnce(settings({ fetch, signal: AbortSignal.abort(reason) })).catch(
        (error: unknown) => error,
      )
      expect(thrown).toBe(reason)
      expect(fetch).not.toHaveBeenCalled()
    },
  )

  test('right after the start: a fetch that does not look at its signal is not called', async () => {
    const fetch = vi.fn<FetchLike>(never)
    const controller = new AbortController()
    const running = sendOnce(settings({ fetch, signal: controller.signal }))
    controller.abort('at once')
    await expect(running).rejects.toBe('at once')
    await new Promise((resolve) => setImmediate(resolve))
    expect(fetch).not.toHaveBeenCalled()
  })

  test.each(reasons)('while waiting for headers or body: the reason comes through as it is (%s)', async (_, reason) => {
    const { body, state } = unfinished(Buffer.from('{'))
    for (const fetch of [never, async () => new Response(body)]) {
      const controller = new AbortController()
      let given: AbortSignal | undefined
      const running = sendOnce(
        settings({
          signal: controller.signal,
          fetch: (_url, { signal }) => {
            given = signal
            setImmediate(() => controller.abort(reason))
            return fetch()
          },
        }),
      )
      expect(await running.catch((error: unknown) => error)).toBe(reason)
      expect(given?.aborted).toBe(true)
      expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    }
    expect(state.cancelled).toBe(true)
  })

  test("the caller's own signal never reaches the fetch, which would collect listeners on it", async () => {
    const { signal } = new AbortController()
    const fetch = vi.fn<FetchLike>(async () => new Response('{}'))
    for (let call = 0; call < 20; call++) await sendOnce(settings({ fetch, signal }))
    const given = fetch.mock.calls.map(([, init]) => init.signal)
    expect(given).not.toContain(signal)
    expect(new Set(given).size).toBe(20)
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})
