import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { InputError } from '../../../src/errors.js'
import { buildAddCardList, buildCardExt } from '../../../src/helpers/card-ext.js'
import { isEncryptedCode } from '../../../src/validate.js'
import { problemsOf } from './problems.js'
import { cardVectors } from './vectors.js'

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')

const card = { cardId: 'pSimCard0001', nonceStr: 'Ab9xZ', timestamp: 1700000000 }
const cardTicket = 'simTicket-abcDEF_0123456789'

afterEach(() => {
  vi.useRealTimers()
})

describe('buildCardExt', () => {
  test.each(cardVectors)('agrees with $source', ({ source, signature, apiTicket, ...input }) => {
    const cardExt = JSON.parse(buildCardExt({ ...input, cardTicket: apiTicket }))
    expect(cardExt).toEqual({
      ...(input.code !== undefined && { code: input.code }),
      ...(input.openid !== undefined && { openid: input.openid }),
      timestamp: String(input.timestamp),
      nonce_str: input.nonceStr,
      signature,
    })
  })

  test('is JSON text with WeChat’s names, the channel beside what is signed', () => {
    expect(buildCardExt({ ...card, cardTicket, outerStr: 'kiosk-3' })).toBe(
      '{"timestamp":"1700000000","nonce_str":"Ab9xZ","outer_str":"kiosk-3","signature":"74d29139ba0ea6f5f9cfa9dd6d81b39b8ca3bf8c"}',
    )
  })

  test('neither the channel nor the start time is signed', () => {
    const cardExt = buildCardExt({ ...card, cardTicket, outerStr: '桌 "7"', fixedBeginTimestamp: 1699999999 })
    expect(JSON.parse(cardExt)).toMatchObject({
      outer_str: '桌 "7"',
      fixed_begintimestamp: 1699999999,
      signature: '74d29139ba0ea6f5f9cfa9dd6d81b39b8ca3bf8c',
    })
  })

  test('a timestamp written as a number has the same signature', () => {
    const cardExt = JSON.parse(buildCardExt({ ...card, cardTicket, timestampAs: 'number' }))
    expect(cardExt.timestamp).toBe(1700000000)
    expect(cardExt.signature).toBe('74d29139ba0ea6f5f9cfa9dd6d81b39b8ca3bf8c')
  })

  // A guide to wx.addCard uses UUIDs (blog.csdn.net/shengshenglalalala/article/details/112272157); WeChat's own samples
  // for the other calls of the JS-SDK have nonces full of punctuation.
  test.each(['8c5cbb4e-2c56-4a3f-9b2e-0d7f6a1c3e55', '(9J4YRV[#@', 'a"b\\c', '~'.repeat(128)])(
    'the nonce %s is signed and written as it is',
    (nonceStr) => {
      const values = [card.cardId, cardTicket, String(card.timestamp), nonceStr]
      expect(JSON.parse(buildCardExt({ ...card, cardTicket, nonceStr }))).toEqual({
        timestamp: '1700000000',
        nonce_str: nonceStr,
        signature: sha1(values.sort().join('')),
      })
    },
  )

  test.each(['A'.repeat(32), 'a'.repeat(64), 'CODE-77-of-a-merchant-with-a-long-name'])(
    'a code may have up to 64 characters: %s',
    (code) => {
      expect(JSON.parse(buildCardExt({ ...card, cardTicket, code })).code).toBe(code)
    },
  )

  // WeChat's sample for wx.addCard has code: '' and openid: ''.
  test('what is empty is neither signed nor written', () => {
    const empty = { code: '', openid: '', outerStr: '' }
    expect(buildCardExt({ ...card, cardTicket, ...empty })).toBe(buildCardExt({ ...card, cardTicket }))
    expect(buildAddCardList([{ ...card, ...empty }], { cardTicket })).toEqual(buildAddCardList([card], { cardTicket }))
  })

  test('a nonce that is left out is not signed either', () => {
    const cardExt = JSON.parse(buildCardExt({ ...card, cardTicket, nonceStr: false }))
    expect(cardExt).toEqual({
      timestamp: '1700000000',
      signature: sha1('1700000000pSimCard0001simTicket-abcDEF_0123456789'),
    })
  })

  test('without nonce and time, both are made: a fresh nonce, and now in seconds', () => {
    vi.useFakeTimers({ now: 1_712_345_678_999 })
    const [one, other] = [1, 2].map(() => JSON.parse(buildCardExt({ cardId: 'p', cardTicket: 't' })))
    expect(one.timestamp).toBe('1712345678')
    expect(one.nonce_str).toMatch(/^[A-Za-z0-9]{32}$/)
    expect(other.nonce_str).not.toBe(one.nonce_str)
  })

  test('optional fields may be undefined', () => {
    const input = {
      ...card,
      cardTicket,
      code: undefined,
      openid: undefined,
      outerStr: undefined,
      timestampAs: undefined,
    }
    expect(buildCardExt({ ...input, fixedBeginTimestamp: undefined })).toBe(buildCardExt({ ...card, cardTicket }))
  })

  test('what is signed is what is written, and the ticket is not written', () => {
    const visible = (maxLength: number) => fc.stringMatching(new RegExp(`^[!-~]{1,${maxLength}}$`))
    const input = fc.record(
      {
        cardId: visible(32),
        cardTicket: fc.stringMatching(/^~ticket[!-~]{1,80}$/),
        code: fc.oneof(visible(64), fc.constant('')).filter((code) => !isEncryptedCode(code)),
        openid: fc.oneof(visible(32), fc.constant('')),
        nonceStr: fc.oneof(visible(128), fc.constant<false>(false)),
        timestamp: fc.integer({ min: 1e9, max: 1e10 - 1 }),
        timestampAs: fc.constantFrom<'string' | 'number'>('string', 'number'),
        outerStr: fc.string({ unit: 'binary' }),
        fixedBeginTimestamp: fc.integer({ min: 1e9, max: 1e10 - 1 }),
      },
      { requiredKeys: ['cardId', 'cardTicket'] },
    )
    fc.assert(
      fc.property(input, (each) => {
        const text = buildCardExt(each)
        const { signature, outer_str, fixed_begintimestamp, ...signed } = JSON.parse(text)
        expect(text).toBe(JSON.stringify(JSON.parse(text)))
        expect([signed.code, signed.openid]).toEqual([each.code || undefined, each.openid || undefined])
        const values = [each.cardId, each.cardTicket, ...Object.values(signed).map(String)]
        expect(signature).toBe(
          sha1(
            values
              .map((value) => Buffer.from(value))
              .sort(Buffer.compare)
              .join(''),
          ),
        )
        expect([outer_str, fixed_begintimestamp]).toEqual([each.outerStr || undefined, each.fixedBeginTimestamp])
        expect(text).not.toContain(JSON.stringify(each.cardTicket).slice(1, -1))
      }),
    )
  })

  test('lists everything that is wrong at once', () => {
    const input = {
      cardId: '',
      code: 77,
      openid: undefined,
      nonceStr: '',
      timestamp: Number.NaN,
      timestampAs: 'date',
      outerStr: 3,
      fixedBeginTimestamp: '1700000000',
      nonce_str: 'Ab9xZ',
    }
    expect(problemsOf(() => buildCardExt(input as never)).map(({ field }) => field)).toEqual([
      'cardId',
      'code',
      'nonceStr',
      'timestamp',
      'timestampAs',
      'outerStr',
      'fixedBeginTimestamp',
      'cardTicket',
      'nonce_str',
    ])
  })

  test.each([
    ['a timestamp in milliseconds', { timestamp: 1700000000000 }, 'timestamp', /seconds .* 10 digits/],
    ['a timestamp with a fraction', { timestamp: 1700000000.5 }, 'timestamp', /seconds/],
    ['a timestamp in a string', { timestamp: '1700000000' }, 'timestamp', /a number/],
    ['a nonce of 129 characters', { nonceStr: 'a'.repeat(129) }, 'nonceStr', /1 to 128 visible ASCII/],
    ['a nonce with a space', { nonceStr: 'a b' }, 'nonceStr', /1 to 128 visible ASCII/],
    ['a nonce beyond ASCII', { nonceStr: '随机' }, 'nonceStr', /1 to 128 visible ASCII/],
    ['true for a nonce', { nonceStr: true }, 'nonceStr', /or false/],
    ['an encrypted code', { code: 'kS9sYh1T0d2mJxq+Zc7u4Q==' }, 'code', /a plain code .*decrypted/],
    ['an encrypted code from a link', { code: 'kS9sYh1T0d2mJxq%2BZc7u4Q%3D%3D' }, 'code', /decrypted/],
    ['a code of 65 characters', { code: 'a'.repeat(65) }, 'code', /1 to 64 characters/],
    ['a number for a code', { code: 480019283746 }, 'code', /plain code/],
    ['a code with a space', { code: 'CODE 77' }, 'code', /without white space/],
    ['a ticket with a line break behind it', { cardTicket: `${cardTicket}\n` }, 'cardTicket', /without white space/],
    ['a card id with a space behind it', { cardId: 'pSimCard0001 ' }, 'cardId', /without white space/],
    ['null for an openid', { openid: null }, 'openid', /an openid/],
    ['a channel that JSON cannot write', { outerStr: 'half \ud83d' }, 'outerStr', /well-formed/],
  ])('refuses %s', (_, wrong, field, expected) => {
    const problems = problemsOf(() => buildCardExt({ ...card, cardTicket, ...wrong } as never))
    expect(problems).toMatchObject([{ field, expected: expect.stringMatching(expected) }])
  })

  test.each([undefined, null, 'text', 42, [card]])('refuses %j instead of its input', (input) => {
    expect(() => buildCardExt(input as never)).toThrow(InputError)
  })

  test('repeats no ticket in its error', () => {
    expect(() => buildCardExt({ ...card, cardTicket: 'secret ticket' })).toThrow(/^(?!.*secret).*cardTicket must be/s)
  })
})

describe('buildAddCardList', () => {
  test('signs every card for wx.addCard, in the same order', () => {
    const other = { cardId: 'pSimCard0002', nonceStr: 'Ab9xY', timestamp: 1700000001, code: 'CODE-77' }
    expect(buildAddCardList([card, other], { cardTicket })).toEqual([
      { cardId: 'pSimCard0001', cardExt: buildCardExt({ ...card, cardTicket }) },
      { cardId: 'pSimCard0002', cardExt: buildCardExt({ ...other, cardTicket }) },
    ])
  })

  test('cards that name none get a nonce each', () => {
    const list = buildAddCardList([{ cardId: 'p' }, { cardId: 'p' }], { cardTicket })
    expect(new Set(list.map(({ cardExt }) => JSON.parse(cardExt).nonce_str)).size).toBe(2)
  })

  test('lists what is wrong with every card and with the options', () => {
    const cards = [{ cardId: '', nonceStr: 'with space' }, card, undefined, { ...card, timestamp: 17, cardTicket }]
    const options = { cardTicket: '', ticket: 't' }
    expect(problemsOf(() => buildAddCardList(cards as never, options as never)).map(({ field }) => field)).toEqual([
      'cards[0].cardId',
      'cards[0].nonceStr',
      'cards[2]',
      'cards[3].timestamp',
      'cards[3].cardTicket',
      'cardTicket',
      'ticket',
    ])
  })

  test('finds the holes of an array', () => {
    const cards = [card, card]
    delete cards[0]
    expect(problemsOf(() => buildAddCardList(cards, { cardTicket }))).toMatchObject([{ field: 'cards[0]' }])
  })

  test.each([[[]], [undefined], [card]])('refuses %j instead of cards', (cards) => {
    expect(problemsOf(() => buildAddCardList(cards as never, { cardTicket }))).toMatchObject([{ field: 'cards' }])
  })

  test('refuses to do without options', () => {
    expect(() => buildAddCardList([card], undefined as never)).toThrow(InputError)
  })
})
