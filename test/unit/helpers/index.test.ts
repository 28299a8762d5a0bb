import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError, WeChatCardError } from '../../../src/errors.js'
import * as helpers from '../../../src/helpers/index.js'

/** Each helper as it may be called by JavaScript, with inputs near what it wants and far from it. */
const calls: Readonly<Record<string, { call: (...args: never[]) => unknown; near: fc.Arbitrary<unknown> }>> = {
  cardSignature: { call: helpers.cardSignature, near: fc.array(fc.anything()) },
  jsapiSignature: { call: helpers.jsapiSignature, near: fields('jsapiTicket', 'nonceStr', 'timestamp', 'url') },
  buildCardExt: {
    call: helpers.buildCardExt,
    near: fields('cardId', 'cardTicket', 'code', 'openid', 'nonceStr', 'timestamp', 'timestampAs', 'outerStr'),
  },
  buildAddCardList: {
    call: helpers.buildAddCardList,
    near: fc.array(fields('cardId', 'code', 'nonceStr', 'outerStr')),
  },
  buildOpenCardList: { call: helpers.buildOpenCardList, near: fc.array(fields('cardId', 'code')) },
  buildChooseCardParams: {
    call: helpers.buildChooseCardParams,
    near: fields('appId', 'cardTicket', 'shopId', 'cardType', 'cardId', 'nonceStr', 'timestamp'),
  },
  buildChooseInvoiceParams: {
    call: helpers.buildChooseInvoiceParams,
    near: fields('appId', 'cardTicket', 'nonceStr', 'timestamp'),
  },
  buildCardOpenNavigation: {
    call: helpers.buildCardOpenNavigation,
    near: fields('appId', 'cardId', 'outerStr', 'code', 'activateType', 'jumpUrl'),
  },
  buildWxConfig: { call: helpers.buildWxConfig, near: fields('appId', 'jsapiTicket', 'url', 'jsApiList', 'debug') },
  parseActivateUrl: { call: helpers.parseActivateUrl, near: links('encrypt_card_id', 'outer_str', 'biz') },
  buildActivationNavigation: { call: helpers.buildActivationNavigation, near: links('encrypt_card_id', 'biz') },
  parseActivationReturn: {
    call: helpers.parseActivationReturn,
    near: fc.oneof(
      fc.record({
        appId: fc.constant(helpers.ACTIVATION_APP_ID),
        extraData: fc.oneof(fc.anything(), fields('activate_ticket', 'card_id', 'code')),
      }),
      fields('activate_ticket', 'card_id', 'code'),
      fields('scene', 'referrerInfo'),
    ),
  },
  parseActivationQuery: { call: helpers.parseActivationQuery, near: links('card_id', 'encrypt_code', 'openid') },
  normalizeEncryptCode: { call: helpers.normalizeEncryptCode, near: fc.string({ minLength: 20 }) },
  checkCardExt: {
    call: helpers.checkCardExt,
    near: fields('cardId', 'cardExt', 'cardTicket', 'jsapiTicket', 'openid', 'code', 'url', 'otherCardIds'),
  },
}

function fields(...names: string[]): fc.Arbitrary<unknown> {
  const value = fc.oneof(
    fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true }),
    fc.string(),
    fc.constantFrom('wx1', 1700000000, 'https://a.test/'),
  )
  return fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] })
}

function links(...names: string[]): fc.Arbitrary<unknown> {
  const pair = fc.tuple(fc.constantFrom(...names), fc.string()).map(([name, value]) => `${name}=${value}`)
  return fc.array(pair).map((pairs) => `https://mp.weixin.qq.com/?${pairs.join('&')}`)
}

describe('the helpers', () => {
  test('are these names and no others', () => {
    const [fixed, own] = [['ACTIVATION_APP_ID', 'InputError', 'WeChatCardError', 'createNonce'], Object.keys(calls)]
    expect(Object.keys(helpers).sort()).toEqual([...fixed, ...own].sort())
  })

  test('carry the error classes of the package', () => {
    expect(helpers.InputError).toBe(InputError)
    expect(helpers.WeChatCardError).toBe(WeChatCardError)
  })

  test.each(Object.entries(calls))('%s throws nothing but InputError, whatever it is given', (_, { call, near }) => {
    fc.assert(
      fc.property(fc.oneof(near, fc.anything()), fc.oneof(fields('cardTicket'), fc.anything()), (first, second) => {
        try {
          call(first as never, second as never)
        } catch (error) {
          expect(error).toBeInstanceOf(InputError)
          expect((error as InputError).problems).not.toEqual([])
        }
      }),
      { numRuns: 500 },
    )
  })

  test.each(Object.entries(calls))('%s refuses to be called with nothing', (name, { call }) => {
    expect(() => call()).toThrow(InputError)
    expect(() => call()).toThrow(`${name}: `)
  })
})
