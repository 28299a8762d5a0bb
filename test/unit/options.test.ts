import { describe, expect, test } from 'vitest'
import { systemClock } from '../../src/clock.js'
import { InputError, type InputProblem } from '../../src/errors.js'
import { toSettings, type WeChatCardClientOptions } from '../../src/options.js'
import { problemsOfCallOptions } from '../../src/transport/call-options.js'
import { leaks } from '../support/canary.js'

const SECRET = '4c1f00canary0secret9d5b7ae2c8036'

const OPTIONS = { appId: 'wx0123456789abcdef', appSecret: SECRET }

const source = async () => 'a token'
const cache = { get: async () => null, set: async () => {}, delete: async () => {} }
const locking = { ...cache, lock: async () => null }

const settings = (more: Partial<WeChatCardClientOptions> = {}) => toSettings({ ...OPTIONS, ...more })

/** What is wrong with options that callers without types may pass. */
function problems(options: unknown): readonly InputProblem[] {
  try {
    toSettings(options as WeChatCardClientOptions)
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    expect(leaks(error, { SECRET })).toEqual([])
    return (error as InputError).problems
  }
  return []
}

const messageOf = (options: unknown): string => new InputError('WeChatCardClient', problems(options)).message

const fields = (options: unknown): string[] => problems(options).map(({ field }) => field)

describe('defaults', () => {
  test('are those of the documentation', () => {
    expect(settings()).toMatchObject({
      ...OPTIONS,
      accessToken: undefined,
      cardTicket: undefined,
      jsapiTicket: undefined,
      tokenMode: 'stable',
      ticketLifetimeMs: 60 * 60 * 1000,
      attemptTimeoutMs: 5000,
      totalTimeoutMs: 15_000,
      maxRetries: 2,
      baseUrl: 'https://api.weixin.qq.com',
      fetch: undefined,
      clock: systemClock,
      onDiagnostic: undefined,
    })
  })

  test('every client has a cache of its own in memory', () => {
    const [one, other] = [settings(), settings()]
    expect(typeof one.cache.get).toBe('function')
    expect(one.cache).not.toBe(other.cache)
  })

  test('a key that is given as undefined counts as left out', () => {
    const all = Object.fromEntries(Object.keys(settings()).map((key) => [key, undefined]))
    const { origin: _, ...options } = all
    expect({ ...toSettings({ ...options, ...OPTIONS }), cache: 0 }).toEqual({ ...settings(), cache: 0 })
  })

  test('what is given is used, and settings cannot be changed afterwards', () => {
    const given = {
      cache: locking,
      tokenMode: 'classic',
      ticketLifetimeMs: 60_000,
      attemptTimeoutMs: 1,
      totalTimeoutMs: 600_000,
      maxRetries: 0,
      fetch: async () => new Response(),
      clock: { now: () => 0 },
      onDiagnostic: () => {},
    } as const
    expect(settings(given)).toMatchObject(given)
    expect(Object.isFrozen(settings())).toBe(true)
  })
})

describe('what is refused', () => {
  test.each([undefined, null, 'wx0123456789abcdef', [], 7])('%s instead of options', (options) => {
    expect(fields(options)).toEqual(['argument'])
  })

  test('every wrong and every unknown option, in one error', () => {
    const wrong = {
      appId: '',
      appSecret: 7,
      accessToken: 'token',
      cardTicket: 'ticket',
      jsapiTicket: {},
      cache: { get: () => null },
      tokenMode: 'best',
      ticketLifetimeMs: 59_999,
      attemptTimeoutMs: 0,
      totalTimeoutMs: 600_001,
      maxRetries: -1,
      baseUrl: 7,
      allowUnsafeBaseUrl: 'yes',
      fetch: {},
      clock: Date,
      onDiagnostic: 'log',
      appsecret: SECRET,
    }
    expect(new Set(fields(wrong))).toEqual(new Set(Object.keys(wrong)))
  })

  test.each(['wx0123 456', ' wx0123', '-wx', 'wx:01', 'wx/01', 'x'.repeat(65), '微信', 'wx0123\n'])(
    'the AppID %j',
    (appId) => {
      expect(fields({ ...OPTIONS, appId })).toEqual(['appId'])
    },
  )

  test.each([
    ['a line break', `${SECRET}\n`, /line break at its end/],
    ['a space before it', ` ${SECRET}`, /white space at its beginning/],
    ['a tab after it', `${SECRET}\t`, /white space at its end/],
    ['a space in it', `${SECRET.slice(0, 9)} ${SECRET.slice(9)}`, /white space in it/],
    ['double quotes around it', `"${SECRET}"`, /quotes around it/],
    ['single quotes around it', `'${SECRET}'`, /quotes around it/],
    ['typographic quotes around it', `“${SECRET}”`, /quotes around it/],
    ['a mark at its beginning that nobody sees', `\ufeff${SECRET}`, /white space at its beginning|invisible/],
  ])(
    'an AppSecret with %s, as it is copied or left by a .env file; what it is stands in the message',
    (_, appSecret, named) => {
      expect(fields({ ...OPTIONS, appSecret })).toEqual(['appSecret'])
      expect(messageOf({ ...OPTIONS, appSecret })).toMatch(named)
      expect(messageOf({ ...OPTIONS, appSecret })).not.toContain(SECRET)
      expect(messageOf({ ...OPTIONS, appId: appSecret.replace(SECRET, OPTIONS.appId) })).toMatch(named)
    },
  )

  test.each(['$ecret-of-a-test-account', 'a'.repeat(32), 'x'])('not the AppSecret %j', (appSecret) => {
    expect(fields({ ...OPTIONS, appSecret })).toEqual([])
  })

  test.each(['', undefined, 'undefined', 'null'])(
    '%j, which an environment variable without a value becomes',
    (value) => {
      expect(messageOf({ appId: value, appSecret: value })).toMatch(
        /appId must be .*is the environment variable set\?.*appSecret must be .*is the environment variable set\?/,
      )
    },
  )

  test('nothing at all: the message says what belongs there', () => {
    expect(messageOf(undefined)).toMatch(/WeChatCardClient: .*\{ appId, appSecret \}.*undefined/)
  })

  test('names of other SDKs: the message says which is meant', () => {
    expect(messageOf({ appid: OPTIONS.appId, secret: SECRET })).toMatch(
      /did you mean appId\?.*did you mean appSecret\?/,
    )
  })

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 600_001, '5000', 2 ** 31])(
    'a time of %s milliseconds',
    (ms) => {
      const options = { ...OPTIONS, attemptTimeoutMs: ms, totalTimeoutMs: ms }
      expect(fields(options)).toEqual(['attemptTimeoutMs', 'totalTimeoutMs'])
    },
  )

  test.each([-1, 11, 1.5, '2'])('%s retries', (maxRetries) => {
    expect(fields({ ...OPTIONS, maxRetries })).toEqual(['maxRetries'])
  })

  test.each([59_999, 7_200_001])('a ticket lifetime of %s milliseconds', (ticketLifetimeMs) => {
    expect(fields({ ...OPTIONS, ticketLifetimeMs })).toEqual(['ticketLifetimeMs'])
  })

  test('a token from nowhere: neither an AppSecret nor a source', () => {
    expect(fields({ appId: OPTIONS.appId })).toEqual(['appSecret'])
    expect(fields({ appId: OPTIONS.appId, accessToken: source })).toEqual([])
  })

  test('a token mode beside a source of tokens, which has none', () => {
    for (const tokenMode of ['stable', 'classic']) {
      expect(fields({ ...OPTIONS, accessToken: source, tokenMode, cache: locking })).toEqual(['tokenMode'])
    }
  })

  test('classic tokens without a cache that can lock, since each ends the one before', () => {
    expect(fields({ ...OPTIONS, tokenMode: 'classic' })).toEqual(['cache'])
    expect(fields({ ...OPTIONS, tokenMode: 'classic', cache })).toEqual(['cache'])
    expect(fields({ ...OPTIONS, tokenMode: 'classic', cache: locking })).toEqual([])
    expect(messageOf({ ...OPTIONS, tokenMode: 'classic' })).toMatch(
      /memoryCache\(\) .* only one, redisCache\(client\) for several/,
    )
  })
})

describe('baseUrl', () => {
  test.each([
    'https://api.weixin.qq.com',
    'https://api2.weixin.qq.com',
    'https://sh.api.weixin.qq.com',
    'https://sz.api.weixin.qq.com',
    'https://hk.api.weixin.qq.com',
  ])("%s is one of WeChat's, and all of them issue the same credentials", (baseUrl) => {
    expect(settings({ baseUrl })).toMatchObject({ baseUrl, origin: 'https://api.weixin.qq.com' })
    expect(settings({ baseUrl: `${baseUrl}/` }).baseUrl).toBe(baseUrl)
    expect(settings({ baseUrl: `${baseUrl}:443` }).baseUrl).toBe(baseUrl)
    expect(settings({ baseUrl: baseUrl.toUpperCase() }).baseUrl).toBe(baseUrl)
  })

  test.each([
    'http://api.weixin.qq.com',
    'https://api.weixin.qq.com:8443',
    'https://api.weixin.qq.com/cgi-bin',
    'https://api.weixin.qq.com.evil.example',
    'https://evil.example/api.weixin.qq.com',
    'https://api.weixin.qq.com.',
    'https://weixin.qq.com',
    'https://api.mch.weixin.qq.com',
    'http://127.0.0.1:3000',
    'http://localhost',
    'https://gateway.example/wechat',
  ])('%s needs allowUnsafeBaseUrl', (baseUrl) => {
    expect(fields({ ...OPTIONS, baseUrl })).toEqual(['baseUrl'])
    expect(fields({ ...OPTIONS, baseUrl, allowUnsafeBaseUrl: false })).toEqual(['baseUrl'])
    const { baseUrl: used, origin } = settings({ baseUrl, allowUnsafeBaseUrl: true })
    expect(used).toBe(baseUrl)
    expect(origin).toBe(baseUrl)
  })

  test.each([
    'api.weixin.qq.com',
    'ftp://api.weixin.qq.com',
    'file:///etc/passwd',
    'https://user@api.weixin.qq.com',
    'https://user:password@api.weixin.qq.com',
    'https://api.weixin.qq.com?x=1',
    'https://api.weixin.qq.com/?',
    'https://api.weixin.qq.com#x',
    'https://',
    '//api.weixin.qq.com',
  ])('%s is refused whatever is allowed', (baseUrl) => {
    for (const allowUnsafeBaseUrl of [undefined, false, true]) {
      expect(fields({ ...OPTIONS, baseUrl, allowUnsafeBaseUrl })).toEqual(['baseUrl'])
    }
  })

  test('what is refused is not repeated: it may hold a password', () => {
    const [problem] = problems({ ...OPTIONS, baseUrl: 'https://user:password@api.weixin.qq.com' })
    expect(problem?.received).toBe('a string of 39 characters')
    expect(problem?.expected).toContain('https://sh.api.weixin.qq.com')
  })

  test('a slash at the end is dropped, for paths begin with one', () => {
    expect(settings({ baseUrl: 'http://localhost:3000/wechat//', allowUnsafeBaseUrl: true }).baseUrl).toBe(
      'http://localhost:3000/wechat',
    )
  })
})

describe('the options of one call', () => {
  test('may be left out, wholly or in part', () => {
    const { signal } = new AbortController()
    for (const options of [
      undefined,
      {},
      { signal },
      { signal, totalTimeoutMs: 1, retry: true },
      { retry: undefined },
    ]) {
      expect(problemsOfCallOptions(options)).toEqual([])
    }
  })

  test('are refused where they are wrong or unknown', () => {
    const wrong = { signal: {}, totalTimeoutMs: 0, retry: 1, timeout: 5 }
    expect(problemsOfCallOptions(wrong).map(({ field }) => field)).toEqual([
      'options.signal',
      'options.totalTimeoutMs',
      'options.retry',
      'options.timeout',
    ])
    for (const none of [null, 'fast', [], 7]) {
      expect(problemsOfCallOptions(none)).toMatchObject([
        { field: 'options', expected: expect.stringContaining('takes { signal?') },
      ])
    }
  })
})
