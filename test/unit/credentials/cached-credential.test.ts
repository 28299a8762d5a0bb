import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CachedCredential,
  type CredentialIdentity,
  cacheKey,
  isCredentialValue,
  lifetimeMs,
  parse,
  serialize,
} from '../../../src/credentials/cached-credential.js'

const identity: CredentialIdentity = {
  kind: 'accessToken',
  appId: 'wx00000000000000a1',
  origin: 'https://api.weixin.qq.com',
  mode: 'stable',
}
const NOW = 1_700_000_000_000
const entry: CachedCredential = { value: 'SIM_STABLE_000007', obtainedAt: NOW, expiresAt: NOW + 7_200_000 }

const identities = fc.record({
  kind: fc.constantFrom('accessToken' as const, 'cardTicket' as const, 'jsapiTicket' as const),
  appId: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
  origin: fc.oneof(
    fc.webUrl(),
    fc.constantFrom('https://a', 'https://a:1', 'http://a/b:stable:accessToken}', 'http://[::1]:80/{x}'),
  ),
  mode: fc.constantFrom('stable', 'classic', 'source'),
})

const values = fc.stringMatching(/^[!-~]{1,100}$/)

describe('the key of a credential', () => {
  test('two credentials never share one', () => {
    fc.assert(
      fc.property(identities, identities, (one, other) => {
        expect(cacheKey(one) === cacheKey(other)).toBe(JSON.stringify(one) === JSON.stringify(other))
      }),
    )
  })

  test.each([
    ['the kind', { kind: 'cardTicket' }],
    ['the AppID', { appId: 'wx00000000000000a2' }],
    ['the place', { origin: 'http://127.0.0.1:8080' }],
    ['the mode', { mode: 'classic' }],
  ] as const)('%s makes another one', (_, change) => {
    expect(cacheKey({ ...identity, ...change })).not.toBe(cacheKey(identity))
  })

  test('it and its lock lie in one slot of a Redis cluster: one pair of braces around all that tells them apart', () => {
    fc.assert(
      fc.property(identities, (each) => {
        const key = cacheKey(each)
        expect(key).toMatch(/^[^{}]+\{[^{}]+\}$/)
        expect(key.slice(key.indexOf('{'))).toContain(each.appId)
      }),
    )
  })

  test('it says whose it is and in which form', () => {
    expect(cacheKey(identity)).toMatch(/^wechat-card-sdk:v1:/)
  })
})

describe('the value of a credential', () => {
  test.each([['x'], ['x'.repeat(2048)], ['!~'], ['77_4mKQ-a.b:c@@']])('%j may be one', (value) => {
    expect(isCredentialValue(value)).toBe(true)
  })

  test.each([
    [''],
    ['x'.repeat(2049)],
    ['with space'],
    ['line\n'],
    ['\ttab'],
    ['zero\u0000'],
    ['delete\u007f'],
    ['票'],
    [undefined],
    [null],
    [7],
    [['x']],
    [{}],
  ])('%j is none', (value) => {
    expect(isCredentialValue(value)).toBe(false)
  })
})

describe('expires_in', () => {
  test.each([
    [1, 1000],
    [300, 300_000],
    [7200, 7_200_000],
    ['7200', 7_200_000],
    ['1', 1000],
    [1.9, 1000],
    [7201, 7_200_000],
    [86_400, 7_200_000],
    [1e300, 7_200_000],
    ['999999999999999', 7_200_000],
  ])('%j is read as %d ms', (seconds, expected) => {
    expect(lifetimeMs(seconds)).toBe(expected)
  })

  test.each([
    [0],
    [0.9],
    [-1],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    ['0'],
    ['-7200'],
    ['1e3'],
    ['7200 '],
    ['Infinity'],
    ['9'.repeat(16)],
    [''],
    [null],
    [undefined],
    [true],
    [[7200]],
    [{}],
  ])('%j is no lifetime', (seconds) => {
    expect(lifetimeMs(seconds)).toBeUndefined()
  })

  test('whatever is sent, the lifetime is a whole number of seconds between one second and two hours, or none', () => {
    fc.assert(
      fc.property(fc.anything(), (seconds) => {
        const lifetime = lifetimeMs(seconds) ?? 1000
        expect(lifetime % 1000).toBe(0)
        expect(lifetime).toBeGreaterThanOrEqual(1000)
        expect(lifetime).toBeLessThanOrEqual(7_200_000)
      }),
    )
  })
})

describe('the envelope in a shared cache', () => {
  test('what was written is read', () => {
    fc.assert(
      fc.property(
        identities,
        values,
        fc.integer({ min: 1, max: 7_200_000 }),
        fc.integer({ min: 0, max: 7_200_000 }),
        (whose, value, lifetime, age) => {
          const written: CachedCredential = { value, obtainedAt: NOW - age, expiresAt: NOW - age + lifetime }
          expect(parse(whose, serialize(whose, written), NOW)).toEqual(written)
        },
      ),
    )
  })

  test("what was written for one credential is nobody else's", () => {
    fc.assert(
      fc.property(identities, identities, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other))
        expect(parse(other, serialize(one, entry), NOW)).toBeUndefined()
      }),
    )
  })

  const changed = (change: object): string =>
    JSON.stringify({ ...(JSON.parse(serialize(identity, entry)) as object), ...change })

  test.each([
    ['another form', { schema: 2 }],
    ['a form of another type', { schema: '1' }],
    ['no kind', { kind: undefined }],
    ['a ticket', { kind: 'cardTicket' }],
    ['another account', { appId: 'wx00000000000000a2' }],
    ['another place', { origin: 'https://api.weixin.qq.com.example.test' }],
    ['another mode', { mode: 'classic' }],
    ['an empty value', { value: '' }],
    ['a number as value', { value: 7 }],
    ['a value that would break out of an address', { value: 'x\r\ny' }],
    ['no end', { expiresAt: undefined }],
    ['an end that is a string', { expiresAt: String(entry.expiresAt) }],
    ['an end between two milliseconds', { expiresAt: entry.expiresAt - 0.5 }],
    ['no start', { obtainedAt: undefined }],
    ['a start after the end', { obtainedAt: entry.expiresAt + 1 }],
    ['no life at all', { obtainedAt: entry.expiresAt }],
    ['a life longer than WeChat gives', { expiresAt: entry.expiresAt + 1 }],
    ['a life in a far future', { obtainedAt: NOW + 300_001, expiresAt: NOW + 7_500_001 }],
  ])('%s is a miss', (_, change) => {
    expect(parse(identity, changed(change), NOW)).toBeUndefined()
  })

  test("another machine's clock may be five minutes ahead", () => {
    const ahead = { obtainedAt: NOW + 300_000, expiresAt: NOW + 7_500_000 }
    expect(parse(identity, changed(ahead), NOW)).toEqual({ value: entry.value, ...ahead })
  })

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['bytes', Buffer.from(serialize(identity, entry))],
    ['the envelope as an object', JSON.parse(serialize(identity, entry))],
    ['an empty string', ''],
    ['a bare value', entry.value],
    ['half an envelope', serialize(identity, entry).slice(0, -2)],
    ['JSON null', 'null'],
    ['a JSON list', '[]'],
    ['a JSON string', '"value"'],
    ["another application's entry", '{"access_token":"x","expires_in":7200}'],
    ['a prototype', '{"__proto__":{"schema":1}}'],
  ])('%s is a miss', (_, text) => {
    expect(parse(identity, text, NOW)).toBeUndefined()
  })

  test('whatever stands there, reading it throws nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json(), fc.string()), (text) => {
        expect(parse(identity, text, NOW)).toBeUndefined()
      }),
    )
  })

  test('it holds no more than it must', () => {
    expect(JSON.parse(serialize(identity, entry))).toEqual({ schema: 1, ...identity, ...entry })
  })
})
