import { format, inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  ApiError,
  CredentialError,
  credentialErrorFor,
  EventError,
  InputError,
  TransportError,
  WeChatCardError,
  type WireFacts,
} from '../../src/errors.js'

const facts: WireFacts = {
  endpoint: 'POST /card/get',
  outcome: 'rejected',
  retryable: false,
  attempts: 2,
  elapsedMs: 31,
}

const refusal = {
  errcode: 40073,
  errmsg: 'invalid card id',
  rid: '5f9a1b2c-0a1b2c3d-4e5f6071',
  hintId: 'Xy7aBa0123vr45',
  category: 'request',
  hint: 'Check the card_id.',
  hintZh: '请检查 card_id。',
} as const

const input = new InputError('buildCardExt', [
  { field: 'cardId', expected: 'a card id', received: 'undefined' },
  { field: 'timestamp', expected: 'seconds', received: 'NaN' },
])
const transport = new TransportError('ERR_HTTP_STATUS', 'POST /card/get: answered HTTP 502', { ...facts, status: 502 })
const api = new ApiError(refusal, facts)
const credential = new CredentialError('accessToken', 'WeChat is silent', { ...facts, ...refusal })
const event = new EventError('ERR_EVENT_SIGNATURE', 'the signature is not right')

const all: readonly (readonly [string, WeChatCardError])[] = [
  ['InputError', input],
  ['TransportError', transport],
  ['ApiError', api],
  ['CredentialError', credential],
  ['EventError', event],
]

describe.each(all)('%s', (name, error) => {
  test('is an error of the package with a name, also in its stack and when it is printed', () => {
    expect(error).toBeInstanceOf(Error)
    expect(error).toBeInstanceOf(WeChatCardError)
    expect(WeChatCardError.is(error)).toBe(true)
    expect(error.name).toBe(name)
    expect(`${error}`).toBe(`${name}: ${error.message}`)
    expect(error.stack?.startsWith(`${name}: ${error.message}`)).toBe(true)
    expect(inspect(error)).toContain(`${name}: ${error.message}`)
    expect(inspect(error)).toContain(`code: '${error.code}'`)
  })

  test('keeps its name and its message in JSON, beside its fields, and leaves its stack at home', () => {
    expect(JSON.parse(JSON.stringify({ error }))).toEqual({
      error: Object.assign({ name, message: error.message }, error),
    })
    expect(JSON.stringify(error)).not.toContain('errors.test.ts')
  })

  test('without a stack, which somebody may have taken away, shows its message', () => {
    const error = new TransportError('ERR_TIMEOUT', 'timed out', facts)
    Object.assign(error, { stack: undefined })
    expect(inspect(error)).toMatch(/^TransportError: timed out \{/)
  })

  test('printed, says everything once', () => {
    const hints = [refusal.hint, refusal.hintZh, 'a card id', refusal.errmsg]
    for (const printed of [inspect(error), inspect({ error }, { showHidden: true }), format('%o', error)]) {
      expect(printed).toContain(error.message)
      for (const said of [error.message, ...hints.map((hint) => hint.replace(/\.$/, ''))]) {
        expect([said, printed.split(said).length - 1 <= 1]).toEqual([said, true])
      }
    }
    expect(inspect(error)).toContain('errors.test.ts')
    expect(inspect([[[error]]], { depth: 1 })).not.toContain('errors.test.ts')
    expect(inspect({ a: { error } }, { depth: 1 })).toContain(`[${name}: `)
  })

  test('says nothing of a cause, and its message ends without a period', () => {
    expect(error).not.toHaveProperty('cause')
    expect(error.message).not.toMatch(/[.!]$/)
  })

  test('has no field that does not apply', () => {
    expect(Object.values(error)).not.toContain(undefined)
  })
})

describe('WeChatCardError.is', () => {
  test('knows the errors of another copy of the package, which instanceof does not', () => {
    class WeChatCardErrorOfAnotherCopy extends Error {
      get isWeChatCardError(): true {
        return true
      }
    }
    const foreign = new WeChatCardErrorOfAnotherCopy()
    expect(foreign instanceof WeChatCardError).toBe(false)
    expect(WeChatCardError.is(foreign)).toBe(true)
  })

  test.each([undefined, null, 'text', {}, { isWeChatCardError: true }, new Error('x'), new TypeError('fetch failed')])(
    'does not take %s for one',
    (value) => {
      expect(WeChatCardError.is(value)).toBe(false)
    },
  )
})

describe('InputError', () => {
  test('names every problem in one message', () => {
    expect(input.message).toBe(
      'buildCardExt: cardId must be a card id, got undefined; timestamp must be seconds, got NaN',
    )
    expect(input.problems).toHaveLength(2)
    expect(input.code).toBe('ERR_INPUT')
  })
})

describe('errors that touched the wire', () => {
  test.each([transport, api])('say what happened to the request: $name', (error) => {
    expect({ ...error }).toMatchObject(facts)
  })

  test('a wait that the server asked for is a field only where it did', () => {
    expect(new ApiError(refusal, { ...facts, retryAfterMs: 0 }).retryAfterMs).toBe(0)
    expect('retryAfterMs' in api).toBe(false)
  })
})

describe('TransportError', () => {
  test('carries status and cause code where they are known', () => {
    const refused = new TransportError('ERR_NETWORK', 'no connection', { ...facts, causeCode: 'ECONNREFUSED' })
    expect({ ...refused }).toMatchObject({ code: 'ERR_NETWORK', causeCode: 'ECONNREFUSED' })
    expect('status' in refused).toBe(false)
    expect({ ...transport }).toMatchObject({ code: 'ERR_HTTP_STATUS', status: 502 })
    expect('causeCode' in transport).toBe(false)
  })
})

describe('ApiError', () => {
  test("says WeChat's code and words, then what to do", () => {
    expect(api.message).toBe('POST /card/get answered 40073 invalid card id. Check the card_id')
    expect({ ...api }).toEqual({ ...facts, ...refusal, code: 'ERR_API' })
  })

  test.each([
    ['', 'POST /card/get answered 40073. Check the card_id'],
    ['this code has consumed.', 'POST /card/get answered 40073 this code has consumed. Check the card_id'],
    ['set unavailable !', 'POST /card/get answered 40073 set unavailable. Check the card_id'],
  ])('reads well with the errmsg "%s", and keeps that as it came', (errmsg, message) => {
    const error = new ApiError({ ...refusal, errmsg }, facts)
    expect(error.message).toBe(message)
    expect(error.errmsg).toBe(errmsg)
  })

  test('without a rid or a hint id there is no such field', () => {
    const { rid: _, hintId: __, ...rest } = refusal
    const error = new ApiError(rest, facts)
    expect(['rid', 'hintId'].filter((field) => field in error)).toEqual([])
  })
})

describe('CredentialError', () => {
  test.each([
    ['accessToken', 'Could not obtain the access token: WeChat is silent'],
    ['cardTicket', 'Could not obtain the card ticket (api_ticket, type wx_card): WeChat is silent'],
    ['jsapiTicket', 'Could not obtain the jsapi ticket: WeChat is silent'],
  ] as const)('names the credential in words: %s', (kind, message) => {
    const error = new CredentialError(kind, 'WeChat is silent', facts)
    expect(error.message).toBe(message)
    expect(error.kind).toBe(kind)
  })

  test('concerns a call that was never sent, whatever became of the request for the credential', () => {
    expect(credential.outcome).toBe('not_sent')
  })

  test('carries what WeChat said, where it said something', () => {
    expect({ ...credential }).toMatchObject({ ...refusal, code: 'ERR_CREDENTIAL', kind: 'accessToken' })
    const silent = new CredentialError('accessToken', 'no answer', facts)
    expect(
      ['errcode', 'errmsg', 'rid', 'hintId', 'category', 'hint', 'hintZh'].filter((field) => field in silent),
    ).toEqual([])
  })

  test('says when only the cache is to blame', () => {
    expect(new CredentialError('accessToken', 'no lock', facts, 'ERR_CACHE_UNAVAILABLE').code).toBe(
      'ERR_CACHE_UNAVAILABLE',
    )
  })
})

describe('the same failure for one more caller', () => {
  test('says the same, once', () => {
    const error = new CredentialError('accessToken', 'no connection', facts)
    const other = credentialErrorFor(error, { attempts: 0, elapsedMs: 7 })
    expect(other).toMatchObject({ message: error.message, attempts: 0, elapsedMs: 7, endpoint: facts.endpoint })
    expect(other).not.toBe(error)
  })

  test('repeats what somebody else has made of the message', () => {
    const error = new CredentialError('accessToken', 'no connection', facts)
    error.message = 'the token server is down'
    const { message } = credentialErrorFor(error, { attempts: 0, elapsedMs: 7 })
    expect(message).toBe('Could not obtain the access token: the token server is down')
  })
})
