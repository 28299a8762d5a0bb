import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cardSignature, jsapiSignature } from '../../../src/helpers/signature.js'
import { problemsOf } from './problems.js'
import { cardVectors, jsapiVectors, valueVectors } from './vectors.js'

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')

describe('cardSignature', () => {
  test.each(cardVectors)('agrees with $source', ({ source, signature, ...values }) => {
    expect(cardSignature(Object.values(values))).toBe(signature)
  })

  test.each(valueVectors)('agrees with $source', ({ values, signature }) => {
    expect(cardSignature(values)).toBe(signature)
  })

  test('does not depend on the order of its values', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (values) => {
        expect(cardSignature(values.toReversed())).toBe(cardSignature(values))
      }),
    )
  })

  test('leaves the array it is given as it was', () => {
    const values = ['b', 'a']
    cardSignature(values)
    expect(values).toEqual(['b', 'a'])
  })

  test.each([
    ['digits, capitals, underscore, small letters', ['b', '_', 'B', '1', '-'], '-1B_b'],
    ['numbers as text, not by their size', [9, 1000, 100], '10010009'],
    ['by bytes where UTF-16 has another order', ['\u{1f600}', '\uff21', 'z'], 'z\uff21\u{1f600}'],
    ['a prefix before the longer value', ['\u{1f600}a', '\u{1f600}'], '\u{1f600}\u{1f600}a'],
    ['nothing for an empty string', ['', 'a', ''], 'a'],
    ['nothing for no value', [], ''],
  ])('sorts %s', (_, values, joined) => {
    expect(cardSignature(values)).toBe(sha1(joined))
  })

  test('refuses what is no text, and names each place', () => {
    const values = ['fine', undefined, null, Number.NaN, 1.5, 1e21, {}, ['a'], true, 10n, '\ud83d']
    expect(problemsOf(() => cardSignature(values as string[])).map(({ field }) => field)).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((index) => `values[${index}]`),
    )
  })

  test('finds the holes of an array', () => {
    const values = ['a', 'b']
    delete values[0]
    expect(problemsOf(() => cardSignature(values))).toMatchObject([{ field: 'values[0]', received: 'undefined' }])
  })

  test.each([undefined, null, 'text', { 0: 'a', length: 1 }])('refuses %j instead of an array', (values) => {
    expect(problemsOf(() => cardSignature(values as never))).toMatchObject([{ field: 'values', expected: 'an array' }])
  })

  test('repeats no value in its error', () => {
    expect(() => cardSignature(['secret-ticket\ud83d'])).toThrow(/^(?!.*secret).*values\[0\] must be/s)
  })
})

describe('jsapiSignature', () => {
  test.each(jsapiVectors)('agrees with $source', ({ source, signature, ...input }) => {
    expect(jsapiSignature(input)).toBe(signature)
  })

  test('signs the address as it is, neither decoded nor encoded', () => {
    const input = { jsapiTicket: 't', nonceStr: 'n', timestamp: 1700000000 }
    const signed = (url: string) => sha1(`jsapi_ticket=t&noncestr=n&timestamp=1700000000&url=${url}`)
    for (const url of ['https://a.test/%E4%BC%9A?x=a+b%20c', 'https://a.test/会员?x=%zz', 'HTTPS://A.test:8443']) {
      expect(jsapiSignature({ ...input, url })).toBe(signed(url))
    }
    expect(jsapiSignature({ ...input, url: 'https://a.test/?x#/route#2' })).toBe(signed('https://a.test/?x'))
  })

  test('lists everything that is wrong', () => {
    const input = { jsapiTicket: 'ticket ', nonceStr: 'a b', timestamp: 1700000000000, url: 'a.test', type: 'jsapi' }
    expect(problemsOf(() => jsapiSignature(input)).map(({ field }) => field)).toEqual([
      'jsapiTicket',
      'nonceStr',
      'timestamp',
      'url',
      'type',
    ])
  })

  test.each([
    '',
    '#',
    'https://',
    'https://#top',
    'https://?a',
    'file:///a',
    '/cards',
    ' https://a.test',
    'https://a.test/a b',
  ])('refuses %j as the address of a page', (url) => {
    const input = { jsapiTicket: 't', nonceStr: 'n', timestamp: 1700000000, url }
    expect(problemsOf(() => jsapiSignature(input))).toMatchObject([{ field: 'url' }])
  })
})
