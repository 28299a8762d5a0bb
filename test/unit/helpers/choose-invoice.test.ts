import { afterEach, describe, expect, test, vi } from 'vitest'
import { buildChooseCardParams } from '../../../src/helpers/choose-card.js'
import { buildChooseInvoiceParams } from '../../../src/helpers/choose-invoice.js'
import { problemsOf } from './problems.js'

const input = {
  appId: 'wx0000000000000001',
  cardTicket: 'simTicket-abcDEF_0123456789',
  nonceStr: 'p(6N&7WOAF', // of the sample on WeChat's page
  timestamp: 1489030247,
}

afterEach(() => {
  vi.useRealTimers()
})

describe('buildChooseInvoiceParams', () => {
  test('signs ticket, AppID, time, nonce and the word INVOICE, and hands over what the page lists', () => {
    expect(buildChooseInvoiceParams(input)).toStrictEqual({
      timestamp: '1489030247',
      nonceStr: 'p(6N&7WOAF',
      signType: 'SHA1',
      // printf '1489030247INVOICEp(6N&7WOAFsimTicket-abcDEF_0123456789wx0000000000000001' | sha1sum
      cardSign: '1e93d2b65d55cd30240e412168d04e5335d126f1',
    })
  })

  test('is signed as SKIT.FlurlHttpClient.Wechat signs it: as wx.chooseCard with the type INVOICE', () => {
    const { cardSign } = buildChooseCardParams({ ...input, cardType: 'INVOICE' })
    expect(buildChooseInvoiceParams(input).cardSign).toBe(cardSign)
  })

  test('without nonce and time, both are made', () => {
    vi.useFakeTimers({ now: 1_712_345_678_999 })
    const { nonceStr, timestamp } = buildChooseInvoiceParams({ appId: input.appId, cardTicket: input.cardTicket })
    expect(timestamp).toBe('1712345678')
    expect(nonceStr).toMatch(/^[A-Za-z0-9]{32}$/)
  })

  test('lists everything that is wrong', () => {
    const wrong = { appId: '', nonceStr: '', timestamp: 1700000000000, cardType: 'INVOICE' }
    const problems = problemsOf(() => buildChooseInvoiceParams(wrong as never))
    expect(problems.map(({ field }) => field)).toEqual(['appId', 'cardTicket', 'nonceStr', 'timestamp', 'cardType'])
  })
})
