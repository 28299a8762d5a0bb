import { afterEach, describe, expect, test, vi } from 'vitest'
import { buildChooseCardParams } from '../../../src/helpers/choose-card.js'
import { problemsOf } from './problems.js'
import { chooseCardVectors } from './vectors.js'

const input = {
  appId: 'wx0000000000000001',
  cardTicket: 'simTicket-abcDEF_0123456789',
  nonceStr: 'Ab9xZ',
  timestamp: 1700000000,
}

afterEach(() => {
  vi.useRealTimers()
})

describe('buildChooseCardParams', () => {
  test.each(chooseCardVectors)('agrees with: $source', ({ filter, signature }) => {
    expect(buildChooseCardParams({ ...input, ...filter })).toStrictEqual({
      ...filter,
      timestamp: '1700000000',
      nonceStr: 'Ab9xZ',
      signType: 'SHA1',
      cardSign: signature,
    })
  })

  test('a store may have a name beyond ASCII: its bytes are what counts', () => {
    const params = buildChooseCardParams({ ...input, shopId: '\u{1f600}', cardType: '\uff21' })
    // printf '1700000000Ab9xZsimTicket-abcDEF_0123456789wx0000000000000001\uff21\U0001f600' | sha1sum
    expect(params.cardSign).toBe('13b92b0f26fbf4c7bb67c4f3c232652f86a8b632')
  })

  // wechatpy/wechatpy#195: the sample calls wx.chooseCard with shopId: '' and cardType: ''.
  test('an empty filter is none', () => {
    const empty = { shopId: '', cardType: '', cardId: '' }
    expect(buildChooseCardParams({ ...input, ...empty })).toStrictEqual(buildChooseCardParams(input))
  })

  test('a nonce may hold punctuation, as in WeChat’s own sample of wx.chooseInvoice', () => {
    const params = buildChooseCardParams({ ...input, nonceStr: 'p(6N&7WOAF' })
    // printf '1700000000p(6N&7WOAFsimTicket-abcDEF_0123456789wx0000000000000001' | sha1sum
    expect(params).toMatchObject({ nonceStr: 'p(6N&7WOAF', cardSign: '8e341a2a37969f8d0942005b29d88df2c6b5dbc9' })
  })

  test('without nonce and time, both are made', () => {
    vi.useFakeTimers({ now: 1_712_345_678_999 })
    const { nonceStr, timestamp } = buildChooseCardParams({ appId: input.appId, cardTicket: input.cardTicket })
    expect(timestamp).toBe('1712345678')
    expect(nonceStr).toMatch(/^[A-Za-z0-9]{32}$/)
  })

  test('lists everything that is wrong', () => {
    const wrong = {
      appId: '',
      shopId: 7,
      cardType: null,
      cardId: 'p ',
      nonceStr: false,
      timestamp: 1700000000000,
      debug: 1,
    }
    const problems = problemsOf(() => buildChooseCardParams(wrong as never))
    expect(problems.map(({ field }) => field)).toEqual([
      'appId',
      'cardTicket',
      'shopId',
      'cardType',
      'cardId',
      'nonceStr',
      'timestamp',
      'debug',
    ])
  })
})
