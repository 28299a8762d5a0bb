import { describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../../src/clock.js'
import type { Issued, IssueRequest } from '../../../src/credentials/credential.js'
import { CredentialError } from '../../../src/errors.js'
import type { TokenHolder } from '../../../src/transport/endpoint.js'
import type { FetchLike } from '../../../src/transport/fetch-like.js'
import { createMethodFactory } from '../../../src/transport/invoke.js'
import {
  CLASSIC_TOKEN,
  type CredentialSource,
  classicTokenIssuer,
  STABLE_TOKEN,
  sourceIssuer,
  stableTokenIssuer,
  TICKET,
  ticketIssuer,
} from '../../../src/transport/issuers.js'
import { leaks } from '../../support/canary.js'

const APP_ID = 'wx00000000000000a1'
const SECRET = '0123456789abcdef0123456789abcdef'
const TOKEN = 'token-canary-3b9d0e4417'
const secrets = { secret: SECRET, token: TOKEN }

const request = (more: Partial<IssueRequest> = {}): IssueRequest => ({
  signal: new AbortController().signal,
  timeoutMs: 15_000,
  ...more,
})

/** A client's wire whose requests end here. */
function wire(...answers: (object | string | number)[]) {
  const fetch = vi.fn<FetchLike>(async () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    if (typeof answer === 'number') return new Response('', { status: answer })
    return new Response(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
  const settings = {
    baseUrl: 'https://api.weixin.qq.com',
    attemptTimeoutMs: 5000,
    totalTimeoutMs: 15_000,
    maxRetries: 0,
    clock: systemClock,
    fetch,
  }
  const token: TokenHolder = {
    current: () => TOKEN,
    get: async () => TOKEN,
    replace: async () => `${TOKEN}-2`,
    noteReplacementRejected() {},
  }
  const sent = () =>
    fetch.mock.calls.map(([url, { method, body }]) => ({ url, method, ...(body === undefined ? {} : { body }) }))
  return { settings, token, sent }
}

// Credentials are read: an attempt without an answer is repeated. Only a ticket takes a token.
test.each([
  [STABLE_TOKEN, { method: 'POST', path: '/cgi-bin/stable_token', effect: 'read', credential: 'none' }],
  [CLASSIC_TOKEN, { method: 'GET', path: '/cgi-bin/token', effect: 'read', credential: 'none' }],
  [TICKET, { method: 'GET', path: '/cgi-bin/ticket/getticket', effect: 'read' }],
])('a credential is asked for as WeChat’s page says: %o', (route, expected) => {
  expect(route).toEqual({ ...expected, maxBytes: 64 * 1024 })
})

const issuers: Readonly<Record<string, (made: ReturnType<typeof wire>) => (request: IssueRequest) => Promise<Issued>>> =
  {
    'the stable token': ({ settings }) => stableTokenIssuer(createMethodFactory(settings), APP_ID, SECRET),
    'the classic token': ({ settings }) => classicTokenIssuer(createMethodFactory(settings), APP_ID, SECRET),
    'the card ticket': ({ settings, token }) => ticketIssuer(createMethodFactory(settings, token), 'cardTicket'),
    'the jsapi ticket': ({ settings, token }) => ticketIssuer(createMethodFactory(settings, token), 'jsapiTicket'),
  }

const thrownBy = async (act: () => Promise<unknown>): Promise<CredentialError> => {
  const error = await act().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(CredentialError)
  return error as CredentialError // just checked
}

describe('what is sent for a credential', () => {
  test('the stable token: a POST with the secret in its body, and no forced refresh', async () => {
    const made = wire({ access_token: 'SIM_STABLE_000007', expires_in: 5312 })
    const issued = await stableTokenIssuer(createMethodFactory(made.settings), APP_ID, SECRET)(request())
    expect(issued).toEqual({ value: 'SIM_STABLE_000007', expiresInSeconds: 5312 })
    const [{ url, method, body }] = made.sent() as [{ url: string; method: string; body: string }]
    expect([method, url]).toEqual(['POST', 'https://api.weixin.qq.com/cgi-bin/stable_token'])
    expect(JSON.parse(body)).toEqual({
      grant_type: 'client_credential',
      appid: APP_ID,
      secret: SECRET,
      force_refresh: false,
    })
  })

  test('the classic token: a GET', async () => {
    const made = wire({ access_token: 'SIM_TOKEN_000001', expires_in: 7200 })
    const issued = await classicTokenIssuer(createMethodFactory(made.settings), APP_ID, SECRET)(request())
    expect(issued).toEqual({ value: 'SIM_TOKEN_000001', expiresInSeconds: 7200 })
    expect(made.sent()).toEqual([
      {
        method: 'GET',
        url: `https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential&appid=${APP_ID}&secret=${SECRET}`,
      },
    ])
  })

  test.each([
    ['cardTicket', 'wx_card'],
    ['jsapiTicket', 'jsapi'],
  ] as const)('the %s: a GET of type %s with the token', async (kind, type) => {
    const made = wire({ errcode: 0, errmsg: 'ok', ticket: 'SIM_WXCARD_TICKET_01', expires_in: 7200 })
    const issued = await ticketIssuer(createMethodFactory(made.settings, made.token), kind)(request())
    expect(issued).toEqual({ value: 'SIM_WXCARD_TICKET_01', expiresInSeconds: 7200 })
    expect(made.sent()).toEqual([
      {
        method: 'GET',
        url: `https://api.weixin.qq.com/cgi-bin/ticket/getticket?access_token=${TOKEN}&type=${type}`,
      },
    ])
  })

  test('a ticket is asked for once more with a new token when the token was refused', async () => {
    const refusal = { errcode: 40001, errmsg: 'invalid credential, access_token is invalid or not latest' }
    const made = wire(refusal, { errcode: 0, ticket: 'SIM_WXCARD_TICKET_01', expires_in: 7200 })
    const issued = await ticketIssuer(createMethodFactory(made.settings, made.token), 'cardTicket')(request())
    expect(issued.value).toBe('SIM_WXCARD_TICKET_01')
    expect(made.sent().map(({ url }) => new URL(url).searchParams.get('access_token'))).toEqual([TOKEN, `${TOKEN}-2`])
  })
})

describe.each(Object.entries(issuers))('an answer for %s', (_, issuer) => {
  test('without a lifetime is handed on as one that has none to be accepted', async () => {
    const issued = await issuer(wire({ access_token: 'x', ticket: 'x' }))(request())
    expect(issued).toEqual({ value: 'x', expiresInSeconds: null })
  })

  test('that refuses is an error of the credential, with what WeChat said', async () => {
    const errmsg = `invalid appid ${SECRET} rid: 65a1b2c3-0a0b0c0d-11223344`
    const made = wire({ errcode: 40013, errmsg })
    const error = await thrownBy(() => issuer(made)(request()))
    expect(error).toMatchObject({
      code: 'ERR_CREDENTIAL',
      errcode: 40013,
      rid: '65a1b2c3-0a0b0c0d-11223344',
      outcome: 'not_sent',
      retryable: false,
      attempts: 1,
    })
    expect(error.hint?.length).toBeGreaterThan(20)
    expect(error.hintZh?.length).toBeGreaterThan(10)
    expect(leaks(error, { token: TOKEN })).toEqual([])
  })

  test.each([
    ['HTML', '<html><title>502</title></html>'],
    ['nothing', ''],
    ['half of it', '{"access_token":"x'],
    ['a list', '[]'],
    ['an error page', 502],
    ['a redirect', 302],
    ['more than 64 KiB', `{"access_token":"${'x'.repeat(65_536)}"}`],
  ])('that is %s is an error of the credential', async (_what, answer) => {
    const made = wire(answer)
    const error = await thrownBy(() => issuer(made)(request()))
    expect(error).toMatchObject({ code: 'ERR_CREDENTIAL', outcome: 'not_sent', attempts: 1 })
    expect(error.errcode).toBeUndefined()
    expect(leaks(error, secrets)).toEqual([])
    expect(made.sent()).toHaveLength(1)
  })

  test('is not waited for after the request was given up', async () => {
    const controller = new AbortController()
    const reason = new Error('given up')
    controller.abort(reason)
    const made = wire({})
    await expect(issuer(made)(request({ signal: controller.signal }))).rejects.toBe(reason)
    expect(made.sent()).toEqual([])
  })
})

describe('40001 from a token endpoint', () => {
  test.each(['the stable token', 'the classic token'])('is a wrong secret and asked once: %s', async (name) => {
    const made = wire({ errcode: 40001, errmsg: 'invalid credential, access_token is invalid or not latest' })
    const error = await thrownBy(() => issuers[name]?.(made)(request()) ?? Promise.resolve())
    expect(made.sent()).toHaveLength(1)
    expect(error).toMatchObject({ errcode: 40001, retryable: false, kind: 'accessToken' })
    expect(error.hint).toMatch(/AppSecret/)
    expect(leaks(error, secrets)).toEqual([])
  })
})

describe('a ticket whose token cannot be had', () => {
  test('is an error that speaks of the token', async () => {
    const missing = new CredentialError('accessToken', 'x', {
      endpoint: 'x',
      retryable: true,
      attempts: 0,
      elapsedMs: 1,
    })
    const made = wire({})
    const token = { ...made.token, current: () => undefined, get: () => Promise.reject(missing) }
    const issue = ticketIssuer(createMethodFactory(made.settings, token), 'cardTicket')
    await expect(issue(request())).rejects.toBe(missing)
    expect(made.sent()).toEqual([])
  })
})

describe("a caller's own source", () => {
  const asked = (source: CredentialSource, more: Partial<IssueRequest> = {}) =>
    sourceIssuer('accessToken', source)(request(more))

  test('is given the signal, and the refused value only when there is one', async () => {
    const source = vi.fn<CredentialSource>(async () => ({ value: 'x', expiresInSeconds: 60 }))
    const { signal } = new AbortController()
    expect(await asked(source, { signal })).toEqual({ value: 'x', expiresInSeconds: 60 })
    await asked(source, { signal, rejected: 'old' })
    expect(source.mock.calls).toEqual([[{ signal }], [{ signal, rejected: 'old' }]])
  })

  test('may answer a plain string, which has no lifetime', async () => {
    expect(await asked(async () => 'x')).toEqual({ value: 'x' })
  })

  test.each([
    ['nothing', undefined, { value: undefined, expiresInSeconds: null }],
    ['a number', 7, { value: undefined, expiresInSeconds: null }],
    ['a list', ['x'], { value: undefined, expiresInSeconds: null }],
    ['a value without a lifetime', { value: 'x' }, { value: 'x', expiresInSeconds: null }],
    ['other names', { access_token: 'x', expires_in: 7200 }, { value: undefined, expiresInSeconds: null }],
  ])('that answers %s has answered nothing usable', async (_, answer, expected) => {
    expect(await asked((async () => answer) as never)).toEqual(expected)
  })

  test.each([
    ['an error', new TypeError(`GET https://tokens/?secret=${SECRET} failed`), /source failed with TypeError$/],
    [
      'an error with a code',
      Object.assign(new Error(SECRET), { code: 'ECONNREFUSED' }),
      /failed with Error ECONNREFUSED$/,
    ],
    [
      'an error with strange names',
      Object.assign(new Error(SECRET), { name: `${SECRET} !`, code: 7 }),
      /failed with an error$/,
    ],
    ['a string', SECRET, /failed with string$/],
    ['nothing', undefined, /failed with undefined$/],
  ])('that throws %s fails without repeating what it said', async (_, thrown, message) => {
    const error = await thrownBy(() => asked(() => Promise.reject(thrown)))
    expect(error.message).toMatch(message)
    expect(error).toMatchObject({ endpoint: 'option accessToken', retryable: true, attempts: 1 })
    expect(error.cause).toBeUndefined()
    expect(leaks(error, secrets)).toEqual([])
  })

  test('that throws before it promises anything fails in the same way', async () => {
    const error = await thrownBy(() =>
      asked(() => {
        throw new RangeError(SECRET)
      }),
    )
    expect(error.message).toMatch(/failed with RangeError$/)
  })

  test("that is another client passes on that client's own error", async () => {
    const theirs = new CredentialError('accessToken', 'x', {
      endpoint: 'x',
      retryable: false,
      attempts: 1,
      elapsedMs: 1,
    })
    expect(await thrownBy(() => asked(() => Promise.reject(theirs)))).toBe(theirs)
  })
})
