import { afterEach, describe, expect, test, vi } from 'vitest'
import { buildWxConfig } from '../../../src/helpers/wx-config.js'
import { problemsOf } from './problems.js'
import { jsapiVectors } from './vectors.js'

const appId = 'wx0000000000000001'

const refusals = (input: unknown) => problemsOf(() => buildWxConfig(input as never))

afterEach(() => {
  vi.useRealTimers()
})

describe('buildWxConfig', () => {
  test.each(jsapiVectors)('agrees with $source', ({ source, signature, ...page }) => {
    expect(buildWxConfig({ appId, ...page })).toStrictEqual({
      appId,
      timestamp: page.timestamp,
      nonceStr: page.nonceStr,
      signature,
      jsApiList: ['addCard', 'openCard', 'chooseCard'],
    })
  })

  test('asks for the calls that are named, and shows them when told to', () => {
    const jsApiList = ['scanQRCode']
    const config = buildWxConfig({ appId, jsapiTicket: 't', url: 'https://a.test/', jsApiList, debug: true })
    expect(config).toMatchObject({ jsApiList: ['scanQRCode'], debug: true })
    expect(config.jsApiList).not.toBe(jsApiList)
  })

  test('without nonce and time, both are made', () => {
    vi.useFakeTimers({ now: 1_712_345_678_999 })
    const { nonceStr, timestamp } = buildWxConfig({ appId, jsapiTicket: 't', url: 'https://a.test/' })
    expect(timestamp).toBe(1712345678)
    expect(nonceStr).toMatch(/^[A-Za-z0-9]{32}$/)
  })

  test('lists everything that is wrong', () => {
    const wrong = {
      url: 'a.test',
      nonceStr: false,
      timestamp: '1700000000',
      jsApiList: ['addCard', ''],
      debug: 'yes',
      beta: 1,
    }
    expect(refusals(wrong).map(({ field }) => field)).toEqual([
      'jsapiTicket',
      'nonceStr',
      'timestamp',
      'url',
      'appId',
      'jsApiList',
      'debug',
      'beta',
    ])
  })

  test('finds the holes of an array', () => {
    const jsApiList = ['addCard', 'openCard']
    delete jsApiList[0]
    const problems = refusals({ appId, jsapiTicket: 't', url: 'https://a.test/', jsApiList })
    expect(problems).toMatchObject([{ field: 'jsApiList' }])
  })
})
