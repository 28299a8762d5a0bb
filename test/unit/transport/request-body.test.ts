import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  packForm,
  problemsOfFile,
  problemsOfJson,
  problemsOfQuery,
  toQuery,
} from '../../../src/transport/request-body.js'

const fields = (problems: readonly { field: string }[]) => problems.map(({ field }) => field)

describe('problemsOfJson', () => {
  test('finds nothing wrong with any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 5 }), (value) => {
        expect(problemsOfJson(value)).toEqual([])
      }),
    )
  })

  test('lists everything that JSON would change or drop, by its place', () => {
    const request = {
      card: {
        a: [undefined],
        b: [1, Number.NaN, { c: Number.POSITIVE_INFINITY }],
        d: () => 1,
        e: Symbol('e'),
        f: 10n,
      },
      text: 'half \ud83c',
      fine: null,
    }
    expect(fields(problemsOfJson(request))).toEqual([
      'card.a[0]',
      'card.b[1]',
      'card.b[2].c',
      'card.d',
      'card.e',
      'card.f',
      'text',
    ])
  })

  test.each([
    [undefined, { field: 'request', expected: 'a JSON value, or left out', received: 'undefined' }],
    [Number.NaN, { field: 'request', expected: 'a finite number', received: 'NaN' }],
    ['\udc00', { field: 'request', expected: 'well-formed Unicode text', received: 'half of a surrogate pair' }],
  ])('speaks of the request where the value itself is wrong: %s', (value, problem) => {
    expect(problemsOfJson(value)).toEqual([problem])
  })

  test('leaves out members that are undefined, as JSON.stringify does', () => {
    expect(problemsOfJson({ bonus: 1, custom_field_value1: undefined, inner: { a: undefined } })).toEqual([])
    class Update {
      bonus = 1
      balance = undefined
    }
    expect(problemsOfJson(new Update())).toEqual([])
  })

  test.each<[string, unknown]>([
    ['a Map', new Map([['a', 1]])],
    ['a Set', new Set([1])],
    ['a promise', Promise.resolve(1)],
    ['an error', Object.assign(new Error('x'), { code: 'E' })],
    ['a pattern', /x/],
    ['parameters of an address', new URLSearchParams('a=1')],
    ['a form', new FormData()],
    ['bytes', Buffer.from('x')],
    ['a typed array', new Uint8Array(2)],
    ['memory', new ArrayBuffer(2)],
    ['a generator', (function* () {})()],
    ['a date that is none', new Date(Number.NaN)],
  ])('finds %s, of which JSON would leave nothing that was meant', (_, value) => {
    expect(fields(problemsOfJson({ fine: 1, wrong: value }))).toEqual(['wrong'])
    expect(fields(problemsOfJson({ list: [value] }))).toEqual(['list[0]'])
    if (!(value instanceof Date)) expect(fields(problemsOfJson(value))).toEqual(['request'])
  })

  test('takes what says itself how it looks in JSON, and boxed values', () => {
    const dated = { at: new Date(0), link: new URL('https://host/'), money: { toJSON: () => ({ fen: 100 }) } }
    const boxed = { text: new String('a'), number: new Number(1), flag: new Boolean(true) }
    expect(problemsOfJson({ ...dated, ...boxed, nothing: { toJSON: () => undefined } })).toEqual([])
    expect(fields(problemsOfJson({ money: { toJSON: () => ({ fen: Number.NaN }) } }))).toEqual(['money.fen'])
  })

  test('takes an object of fields by whatever name it goes', () => {
    expect(problemsOfJson({ card: { [Symbol.toStringTag]: 'Card', card_id: 'p1' } })).toEqual([])
  })

  test('takes objects of another realm and objects without a prototype', () => {
    expect(problemsOfJson({ bare: Object.create(null), foreign: runInNewContext('({ a: [1], b: {} })') })).toEqual([])
  })

  test('looks at large requests and at deep ones as closely as at small ones', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => ({ index }))
    expect(problemsOfJson(many)).toEqual([])
    expect(fields(problemsOfJson([...many, { index: Number.NaN }]))).toEqual(['[20000].index'])
  })

  test('finds the holes of an array, which JSON writes as null', () => {
    const list = ['a', 'b', 'c']
    delete list[1]
    expect(fields(problemsOfJson({ list }))).toEqual(['list[1]'])
  })

  test('finds names that are no well-formed text', () => {
    expect(fields(problemsOfJson({ a: { 'half \ud800': 1 } }))).toEqual(['half \ufffd'])
    expect(fields(problemsOfQuery({ 'half \ud800': 1 }))).toEqual(['half \ufffd'])
  })

  test('finds a circle', () => {
    const circle: Record<string, unknown> = { list: [] }
    circle.list = [{ back: circle }]
    expect(problemsOfJson(circle)).toEqual([
      { field: 'list[0].back', expected: 'free of circles', received: 'an object inside itself' },
    ])
  })

  test('comes to an end with objects that all refer to each other', () => {
    const crowd = Array.from({ length: 40 }, (): Record<string, unknown> => ({}))
    for (const [index, each] of crowd.entries()) {
      for (const [other, target] of crowd.entries()) if (other !== index) each[`to${other}`] = target
    }
    expect(problemsOfJson(crowd[0]).length).toBeGreaterThan(0)
  })

  test('comes to an end with an object that is shared in very many ways', () => {
    let shared: object = { a: 1 }
    for (let level = 0; level < 50; level++) shared = { left: shared, right: shared }
    expect(problemsOfJson(shared)).toEqual([])
  })

  test('takes the same object twice, which is no circle', () => {
    const info = { a: 1 }
    expect(problemsOfJson([info, { info }, info])).toEqual([])
  })

  test('refuses what is nested deeper than 64 levels', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)])
    expect(problemsOfJson(nested(65))).toEqual([])
    expect(problemsOfJson(nested(66))).toMatchObject([{ expected: 'nested at most 64 deep' }])
  })

  test('never repeats a value, which may be a secret', () => {
    const secret = 'do-not-print-me'
    const throwing = () => {
      throw new Error(secret)
    }
    const own = { toJSON: () => `${secret}\ud800` }
    const problems = problemsOfJson({ a: `${secret}\ud800`, b: own, c: Symbol(secret), d: { toJSON: throwing } })
    expect(fields(problems)).toEqual(['a', 'b', 'c', 'd'])
    expect(JSON.stringify(problems)).not.toContain(secret)
  })
})

describe('problemsOfQuery', () => {
  test("refuses a token of one's own, beside which the client's would be a second one", () => {
    expect(problemsOfQuery({ access_token: 'mine' })).toEqual([
      { field: 'access_token', expected: 'left out: the client adds it', received: 'a string of 4 characters' },
    ])
  })

  test('takes text, numbers and booleans', () => {
    expect(problemsOfQuery({ type: 'wx_card', count: 1, flag: true, empty: '', text: '微信 & co' })).toEqual([])
  })

  test.each([
    ['null', null],
    ['an object', {}],
    ['an array', ['a']],
    ['undefined', undefined],
    ['NaN', Number.NaN],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['a line feed', 'a\nb'],
    ['a carriage return', 'a\rb'],
    ['half of a surrogate pair', '\ud800'],
  ])('refuses %s', (_, value) => {
    expect(fields(problemsOfQuery({ fine: 1, wrong: value }))).toEqual(['wrong'])
  })
})

describe('toQuery', () => {
  test('writes what a parser of addresses reads back', () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean())
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), value), (request) => {
        fc.pre(problemsOfQuery(request).length === 0)
        const read = [...new URL(`https://host/path?${toQuery(request)}`).searchParams]
        expect(read).toEqual(Object.entries(request).map(([name, each]) => [name, String(each)]))
      }),
    )
  })

  test('lets no value begin another parameter, a fragment or a line', () => {
    expect(toQuery({ a: 'x&access_token=y#z', 'b=c': '+ %' })).toBe('a=x%26access_token%3Dy%23z&b%3Dc=%2B%20%25')
  })
})

describe('problemsOfFile', () => {
  test.each([new Uint8Array(3), Buffer.from('x'), new Blob(['x']), new File(['x'], 'other.png')])(
    'finds nothing in %s with a name',
    (file) => {
      expect(problemsOfFile({ file, filename: '会员卡 logo (1).png' })).toEqual([])
    },
  )

  test('finds what is no file, what is no name, and fields that a form does not have', () => {
    const request = { file: './logo.png', filename: '', type: 'image/png' }
    expect(problemsOfFile(request).map(({ field }) => field)).toEqual(['file', 'filename', 'type'])
    expect(problemsOfFile({}).map(({ field }) => field)).toEqual(['file', 'filename'])
    expect(problemsOfFile({ file: new ArrayBuffer(1), filename: 'a' }).map(({ field }) => field)).toEqual(['file'])
  })

  test.each(['a\r\nX-Header: 1', 'a\nb', '../a.png', 'C:\\a.png', 'a\0.png', 'x'.repeat(201)])(
    'refuses the name %j, which could leave its place',
    (filename) => {
      expect(problemsOfFile({ file: new Uint8Array(1), filename }).map(({ field }) => field)).toEqual(['filename'])
    },
  )
})

describe('packForm', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256)

  test.each<[string, Uint8Array | Blob]>([
    ['bytes', bytes],
    [
      'a piece of a larger buffer',
      Buffer.concat([Buffer.from('before'), bytes, Buffer.from('after')]).subarray(6, 306),
    ],
    ['a Blob', new Blob([bytes])],
  ])('makes a form with one part of %s, which a server reads again', async (_, file) => {
    const { body, contentType } = await packForm('buffer', { file, filename: '会员 "1".png' })
    const form = await new Response(body, { headers: { 'content-type': contentType } }).formData()
    expect([...form.keys()]).toEqual(['buffer'])
    const part = form.get('buffer') as File
    expect(part.name).toBe('会员 "1".png')
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes)
  })

  test.each<[string, Uint8Array | Blob]>([
    ['image/png', new Blob([bytes], { type: 'image/png' })],
    ['application/octet-stream', new Blob([bytes])],
    ['application/octet-stream', bytes],
  ])('says of what type the file is: %s', async (type, file) => {
    const { body, contentType } = await packForm('media', { file, filename: 'a.png' })
    const form = await new Response(body, { headers: { 'content-type': contentType } }).formData()
    expect((form.get('media') as File).type).toBe(type)
  })

  test('keeps what it packed, whatever becomes of the bytes afterwards', async () => {
    const file = Uint8Array.from(bytes)
    const { body } = await packForm('media', { file, filename: 'a.png' })
    const before = Buffer.from(body as Uint8Array).toString('hex')
    file.fill(0)
    expect(Buffer.from(body as Uint8Array).toString('hex')).toBe(before)
  })
})
