import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.js'
import {
  anyText,
  appId,
  appSecret,
  boolean,
  type Check,
  checkObject,
  clock,
  describe as describeValue,
  fits,
  func,
  integer,
  isEncryptedCode,
  isObject,
  matching,
  meantBy,
  methods,
  named,
  object,
  oneOf,
  optional,
  text,
  texts,
  throwIfInvalid,
  validate,
  validateObject,
  visible,
} from '../../src/validate.js'

const accepts = (check: Check, value: unknown): boolean => check(value) === undefined

/** One of each kind of value. */
const kinds: readonly unknown[] = [undefined, null, '', 'a', 0, 1, Number.NaN, true, 5n, Symbol('s'), {}, [], () => 1]

describe('checks', () => {
  test.each<[string, Check, readonly unknown[]]>([
    ['text', text, ['a']],
    ['anyText', anyText, ['', 'a']],
    ['boolean', boolean, [true]],
    ['func', func, [kinds.at(-1)]],
    ['object', object, [{}]],
    ['matching', matching(/^a$/, 'an a'), ['a']],
    ['integer', integer(0, 1), [0, 1]],
    ['oneOf', oneOf('a', 1, null), [null, 'a', 1]],
    ['texts', texts, [kinds.at(-2)]],
    ['optional', optional(text), [undefined, 'a']],
  ])('%s accepts what it names, of all kinds of values', (_, check, accepted) => {
    expect(kinds.filter((value) => accepts(check, value))).toEqual(accepted)
  })

  test('texts are an array of strings, without a hole', () => {
    expect([[], ['', 'a'], ['a', 1], new Array(1), [null], 'a'].filter((value) => accepts(texts, value))).toEqual([
      [],
      ['', 'a'],
    ])
  })

  test('an integer lies between its bounds, both included', () => {
    const check = integer(-2, 2)
    expect([-3, -2, -0.5, 0, 2, 3, '1', Number.POSITIVE_INFINITY].filter((value) => accepts(check, value))).toEqual([
      -2, 0, 2,
    ])
  })

  test('they say in words what they expect', () => {
    expect([text(1), anyText(1), texts(1), boolean(1), func(1), object(1), integer(1, 9)(0), oneOf('a', 2)(0)]).toEqual(
      [
        'a non-empty string',
        'a string',
        'an array of strings',
        'true or false',
        'a function',
        'an object',
        'an integer from 1 to 9',
        '"a" or 2',
      ],
    )
    expect(integer(1, 9, 'a digit')(0)).toBe('a digit')
    expect(matching(/^a$/, 'an a')('b')).toBe('an a')
    expect(optional(text)('')).toBe('a non-empty string')
  })
})

describe('describe', () => {
  test.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    ['', 'an empty string'],
    ['secret', 'a string of 6 characters'],
    ['s', 'a string of 1 character'],
    ['1700000000', 'a string of 10 digits'],
    ['7', 'a string of 1 digit'],
    ['[object Object]', 'the text "[object Object]"'],
    ['undefined', 'the text "undefined"'],
    ['secret\n', 'a string of 7 characters with a line break at its end'],
    ['secret\r\n', 'a string of 8 characters with a line break at its end'],
    ['secret ', 'a string of 7 characters with white space at its end'],
    ['\tsecret', 'a string of 7 characters with white space at its beginning'],
    ['se cret', 'a string of 7 characters with white space in it'],
    ['"secret"', 'a string of 8 characters with quotes around it'],
    ["'secret'\n", 'a string of 9 characters with quotes around it and a line break at its end'],
    ['secret\u200b', 'a string of 7 characters with an invisible character in it'],
    [`${'long text '.repeat(7)}.`, 'a string of 71 characters'],
    [42, 'a number of 2 digits'],
    [7, 'a number of 1 digit'],
    [0, 'the number 0'],
    [-5, 'a negative number'],
    [1.5, 'a fraction'],
    [1700000000000, 'a number of 13 digits'],
    [1e20, 'a number of 21 digits, too many for a number of JavaScript'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [['secret', 2], 'an array of 2'],
    [{ secret: 1 }, 'an object'],
    [Promise.resolve('secret'), 'a promise: await is missing'],
    [new Date(0), 'an object (Date)'],
    [new Date(Number.NaN), 'an invalid Date'],
    [new URL('https://secret.test'), 'an object (URL)'],
    [new Uint8Array(2_000_000), '2000000 bytes (Uint8Array)'],
    [Buffer.from('s'), '1 byte (Buffer)'],
    [new Blob(['secret']), '6 bytes (Blob)'],
    [Object.create(null), 'an object'],
    [JSON.parse('{"constructor":{"name":"secret"}}'), 'an object'],
    [new (class {})(), 'an object'],
    [true, 'a boolean'],
    [1n, 'a bigint'],
    [Symbol('secret'), 'a symbol'],
    [() => 'secret', 'a function'],
  ])('says what kind of value it is and does not repeat it', (value, description) => {
    expect(describeValue(value)).toBe(description)
  })
})

describe('isObject', () => {
  test('is true for objects, of any class, and nothing else', () => {
    const date = new Date(0)
    expect([...kinds, date, Object.create(null)].filter(isObject)).toEqual([{}, date, {}])
  })
})

describe('problemsOfObject', () => {
  const shape = { id: text, size: optional(integer(1, 9)), on: boolean }

  test('agrees with the quick answer, whether there is nothing to find', () => {
    const given = [
      { id: 'a', on: true },
      { id: 'a', on: true, size: 3 },
      { id: 'a', on: true, x: undefined },
      { id: 'a' },
    ]
    for (const value of [...given, undefined, null, [], 7, Promise.resolve({ id: 'a', on: true })]) {
      expect([value, fits(value, shape)]).toEqual([value, validateObject('', value, shape).length === 0])
    }
  })

  test('finds nothing in an object that is as it should be', () => {
    expect(validateObject('', { id: 'a', on: true }, shape)).toEqual([])
    expect(validateObject('', { id: 'a', on: true, size: 3 }, shape)).toEqual([])
  })

  test('finds wrong, missing and unknown fields, all of them', () => {
    expect(validateObject('', { id: 7, size: 10, no: 'secret' }, shape)).toEqual([
      { field: 'id', expected: 'a non-empty string', received: 'a number of 1 digit' },
      { field: 'size', expected: 'an integer from 1 to 9', received: 'a number of 2 digits' },
      { field: 'on', expected: 'true or false', received: 'undefined' },
      { field: 'no', expected: 'left out: there is no such field', received: 'a string of 6 characters' },
    ])
  })

  // A path is no secret, and its reader looks for what was mistyped; what follows a ? may hold a token.
  test.each([
    ['/card/gett', '"/card/gett"'],
    ['/card/get?access_token=secret', '"/card/get"'],
    ['/card/get#secret', '"/card/get"'],
    ['/card/get&access_token=secret', '"/card/get"'],
    ['https://user:secret@host/card', 'a string of 29 characters'],
    ['?secret', 'a string of 7 characters'],
    [`/${'x'.repeat(63)}`, `"/${'x'.repeat(63)}"`],
    [`/${'x'.repeat(64)}`, 'a string of 65 characters'],
    ['//b3c4ca9a5f5e1d2c6d7e8f90a1b2c3d4', 'a string of 34 characters'],
    ['//99_token+of/the=account', 'a string of 25 characters'],
    ['/card/membercard/activatetempinfo/get', '"/card/membercard/activatetempinfo/get"'],
    [7, 'a number of 1 digit'],
  ])('names a path that came, without its query: %s', (path, received) => {
    const wrong: Check = () => 'another path'
    for (const check of [named(wrong), optional(named(wrong))]) {
      expect(validate('path', path, check)).toEqual([{ field: 'path', expected: 'another path', received }])
      expect(validateObject('', { path }, { path: check })).toEqual(validate('path', path, check))
    }
  })

  test('names fields by their place', () => {
    const problems = validateObject('cards[2]', { id: 'a', on: 1, x: 1 }, shape)
    expect(problems.map(({ field }) => field)).toEqual(['cards[2].on', 'cards[2].x'])
  })

  test.each([undefined, null, 'text', 7, [], () => ({})])('%s is no object', (value) => {
    const expected = 'an object (takes { id, on, size? })'
    expect(validateObject('', value, shape)).toMatchObject([{ field: 'argument', expected }])
    expect(validateObject('options', value, shape)).toMatchObject([{ field: 'options', expected }])
  })

  test('a promise is not taken for an object without its fields', () => {
    expect(validateObject('', Promise.resolve({ id: 'a', on: true }), shape)).toMatchObject([
      { field: 'argument', received: 'a promise: await is missing' },
    ])
  })

  test('what belongs there can be said in words of one’s own', () => {
    const takes = '{ file: bytes, filename }: read the file first'
    expect(() => checkObject('uploadImage', './logo.png', { file: object, filename: text }, takes)).toThrow(
      'uploadImage: argument must be an object (takes { file: bytes, filename }: read the file first), got a string of 10 characters',
    )
  })

  test('of many fields, those that may be left out are not all counted up', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const loose = Object.fromEntries(names.map((name) => [name, optional(text)]))
    expect(validateObject('', 1, loose)).toMatchObject([
      { expected: 'an object (takes { a?, b?, c?, d?, e?, f?, … })' },
    ])
    const strict = Object.fromEntries(names.map((name) => [name, text]))
    expect(validateObject('', 1, strict)).toMatchObject([{ expected: 'an object (takes { a, b, c, d, e, f, g, h })' }])
    expect(validateObject('', 1, {})).toMatchObject([{ expected: 'an object (takes {})' }])
  })

  test('offers the field that was meant', () => {
    const options = { appId: text, appSecret: optional(text), cardTicket: optional(text) }
    expect(validateObject('', { appid: 'a', secret: 'b', debug: 1 }, options)).toEqual([
      { field: 'appId', expected: 'a non-empty string', received: 'undefined' },
      {
        field: 'appid',
        expected: 'left out: there is no such field (did you mean appId?)',
        received: 'a string of 1 character',
      },
      {
        field: 'secret',
        expected: 'left out: there is no such field (did you mean appSecret?)',
        received: 'a string of 1 character',
      },
      { field: 'debug', expected: 'left out: there is no such field', received: 'a number of 1 digit' },
    ])
  })

  test('of two that could be meant it offers the one that is missing', () => {
    const tickets = { cardTicket: text, jsapiTicket: optional(text) }
    const meant = (value: object) => validateObject('', value, tickets).at(-1)?.expected
    expect(meant({ ticket: 't' })).toMatch(/did you mean cardTicket/)
    expect(meant({ cardTicket: 't', ticket: 't' })).toMatch(/did you mean jsapiTicket/)
  })

  test('a name of any length does not fill the message', () => {
    const [problem] = validateObject('', { [`k${'y'.repeat(100_000)}`]: 1 }, {})
    expect(problem?.field).toHaveLength(65)
  })

  test('fields that every object inherits are unknown ones when they are given', () => {
    const given = JSON.parse('{"id":"a","on":true,"constructor":1,"__proto__":1}')
    expect(validateObject('', given, shape).map(({ field }) => field)).toEqual(['constructor', '__proto__'])
  })
})

describe('meantBy', () => {
  const names = [
    'cardId',
    'appId',
    'appSecret',
    'nonceStr',
    'encodingAESKey',
    'jsapiTicket',
    'cardTicket',
    'outerStr',
    'url',
  ]

  test.each([
    ['card_id', 'cardId'],
    ['cardID', 'cardId'],
    ['card-id', 'cardId'],
    ['CardId', 'cardId'],
    ['appid', 'appId'],
    ['app_id', 'appId'],
    ['secret', 'appSecret'],
    ['app_secret', 'appSecret'],
    ['appSecert', 'appSecret'],
    ['noncestr', 'nonceStr'],
    ['nonceString', undefined],
    ['encodingAesKey', 'encodingAESKey'],
    ['api_ticket', 'cardTicket'],
    ['apiTicket', 'cardTicket'],
    ['jsapi_ticket', 'jsapiTicket'],
    ['jsapTicket', 'jsapiTicket'],
    ['outer_str', 'outerStr'],
    ['outerstr', 'outerStr'],
    ['outer_id', 'outerStr'],
    ['crad_id', 'cardId'],
    ['cardsId', 'cardId'],
    ['cadId', 'cardId'],
    ['curl', undefined],
    ['id', undefined],
    ['', undefined],
    ['constructor', undefined],
    ['cardId'.repeat(1000), undefined],
  ])('%s is %s', (name, meant) => {
    expect(meantBy(name, names)).toBe(meant)
  })
})

describe('the vocabulary of checks', () => {
  test('an AppID and an AppSecret have no white space, no line break and no quotes', () => {
    const id = 'wx0000000000000001'
    const secret = '0123456789abcdef0123456789abcdef'
    expect([appId(id), appSecret(secret), appId('gh-x_1')]).toEqual([undefined, undefined, undefined])
    for (const wrap of [' x', 'x\n', 'x\r\n', '"x"', "'x'", '`x`', 'x y', '会员', 'x\u200b']) {
      expect([wrap, typeof appId(wrap.replace('x', id)), typeof appSecret(wrap.replace('x', secret))]).toEqual([
        wrap,
        'string',
        'string',
      ])
    }
  })

  test('where nothing came for them, the variable is named as the likely cause', () => {
    expect(appId('')).toMatch(/is the environment variable set\?$/)
    expect(appSecret(undefined)).toMatch(/is the environment variable set\?$/)
    expect(appId('a b')).not.toMatch(/environment/)
  })

  test('ids and tickets are visible ASCII', () => {
    const check = visible('an openid')
    expect(['oSimOpen1', '!~', 'a b', 'a\n', '', 'é', 7].map(check)).toEqual([
      undefined,
      undefined,
      ...Array(5).fill('an openid without white space'),
    ])
  })

  test('an object is known by its methods, of whatever class', () => {
    class Stopped {
      now(): number {
        return 0
      }
    }
    expect([clock(new Stopped()), clock(Date), clock({ now: 7 }), clock(undefined)]).toEqual([
      undefined,
      '{ now(): number }',
      '{ now(): number }',
      '{ now(): number }',
    ])
    expect(methods(['a', 'b'], 'an ab')({ a: () => 1 })).toBe('an ab')
  })
})

describe('isEncryptedCode', () => {
  // The code of WeChat's page on /card/code/decrypt, and AES blocks of one to three times 16 bytes.
  test.each([
    'XXIzTtMqCxwOaawoE91+VJdsFmv7b8g0VZIZkqf4GWA60Fzpc8ksZ/5ZZ0DVkXdE',
    'kS9sYh1T0d2mJxq+Zc7u4Q==',
    'kS9sYh1T0d2mJxq%2BZc7u4Q%3D%3D',
    Buffer.alloc(16).toString('base64'),
    Buffer.alloc(32).toString('base64'),
    Buffer.alloc(48, 'abc').toString('base64'),
  ])('%s is', (code) => {
    expect(isEncryptedCode(code)).toBe(true)
  })

  test.each([
    '',
    '480019283746',
    'CODE-77',
    'A'.repeat(20),
    'A'.repeat(21),
    'A'.repeat(24), // 18 bytes
    'A'.repeat(32), // 24 bytes: WeChat Pay's member cards have codes of up to 32
    'A'.repeat(44),
    'A'.repeat(64), // 48 bytes, but nothing random
    '0123456789abcdef'.repeat(4), // a SHA-256
    'A-'.repeat(32),
    'kS9sYh1T0d2mJxq+Zc7u4Q',
    'kS9sYh1T0d2mJxq-Zc7u4Q==',
    'kS9sYh1T0d2mJxq%zz',
    '%',
  ])('%s may be plain', (code) => {
    expect(isEncryptedCode(code)).toBe(false)
  })

  // Nothing is measured here: in linear time both answers are there at once, in quadratic time the second takes minutes.
  test('a code of any length is told in linear time', () => {
    expect(isEncryptedCode('aA'.repeat(100_000))).toBe(true) // 150 000 bytes, whole blocks
    expect(isEncryptedCode('a'.repeat(200_000))).toBe(false)
  })
})

describe('problemsOf', () => {
  test('lists the one problem of a value, or none', () => {
    expect(validate('url', 'a', text)).toEqual([])
    expect(validate('url', '', text)).toEqual([
      { field: 'url', expected: 'a non-empty string', received: 'an empty string' },
    ])
  })
})

describe('refusing', () => {
  const problems = [
    { field: 'a', expected: 'an integer', received: 'undefined' },
    { field: 'b.c', expected: 'a string', received: 'null' },
  ]

  test('without problems nothing happens', () => {
    expect(() => throwIfInvalid('call', [])).not.toThrow()
    expect(() => checkObject('call', { id: 'a' }, { id: text })).not.toThrow()
  })

  test('all problems come in one error', () => {
    expect(() => throwIfInvalid('call', problems)).toThrow(new InputError('call', problems))
    expect(() => checkObject('call', { id: 1, x: 1 }, { id: text })).toThrow(
      'call: id must be a non-empty string, got a number of 1 digit; x must be left out: there is no such field, got a number of 1 digit',
    )
  })
})
