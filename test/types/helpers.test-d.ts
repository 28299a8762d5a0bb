import { describe, expectTypeOf, test } from 'vitest'
import {
  type AccessToken,
  type ActivationExtraData,
  type ActivationReturn,
  type AddCardItem,
  buildActivationNavigation,
  buildAddCardList,
  buildCardExt,
  buildCardOpenNavigation,
  buildChooseCardParams,
  buildChooseInvoiceParams,
  buildOpenCardList,
  buildWxConfig,
  type CardExtProblemCode,
  type CardTicket,
  cardSignature,
  checkCardExt,
  type JsapiTicket,
  jsapiSignature,
  parseActivationQuery,
  parseActivationReturn,
} from '../../src/helpers/index.js'

declare const cardTicket: CardTicket
declare const jsapiTicket: JsapiTicket
declare const accessToken: AccessToken
declare const anyString: string

const page = { nonceStr: 'Ab9xZ', timestamp: 1700000000, url: 'https://shop.example.test/' }

describe('what must not compile', () => {
  test('a jsapi ticket or an access token where the card ticket belongs', () => {
    // @ts-expect-error
    buildCardExt({ cardId: 'p', cardTicket: jsapiTicket })
    // @ts-expect-error
    buildCardExt({ cardId: 'p', cardTicket: accessToken })
    // @ts-expect-error
    buildAddCardList([{ cardId: 'p' }], { cardTicket: jsapiTicket })
    // @ts-expect-error
    buildChooseCardParams({ appId: 'wx', cardTicket: jsapiTicket })
    // @ts-expect-error
    buildChooseInvoiceParams({ appId: 'wx', cardTicket: jsapiTicket })
    // @ts-expect-error
    checkCardExt({ cardId: 'p', cardExt: '{}', cardTicket: jsapiTicket })
  })

  test('a card ticket or an access token where the jsapi ticket belongs', () => {
    // @ts-expect-error
    jsapiSignature({ ...page, jsapiTicket: cardTicket })
    // @ts-expect-error
    jsapiSignature({ ...page, jsapiTicket: accessToken })
    // @ts-expect-error
    buildWxConfig({ appId: 'wx', url: page.url, jsapiTicket: cardTicket })
    // @ts-expect-error
    checkCardExt({ cardId: 'p', cardExt: '{}', cardTicket, jsapiTicket: cardTicket })
  })

  test('fields that do not exist', () => {
    // @ts-expect-error
    buildCardExt({ cardId: 'p', cardTicket, nonce_str: 'Ab9xZ' })
    // @ts-expect-error
    buildAddCardList([{ cardId: 'p', cardTicket }], { cardTicket })
    // @ts-expect-error
    buildChooseCardParams({ appId: 'wx', cardTicket, locationId: '1' })
  })

  test('fields that are missing', () => {
    // @ts-expect-error
    buildCardExt({ cardTicket })
    // @ts-expect-error
    buildCardExt({ cardId: 'p' })
    // @ts-expect-error
    buildAddCardList([{}], { cardTicket })
    // @ts-expect-error
    buildOpenCardList([{ cardId: 'p' }])
    // @ts-expect-error
    buildCardOpenNavigation({ cardId: 'p' })
    // @ts-expect-error
    buildChooseInvoiceParams({ cardTicket })
  })

  test('fields of another type', () => {
    // @ts-expect-error
    buildCardExt({ cardId: 'p', cardTicket, nonceStr: true })
    // @ts-expect-error
    buildCardExt({ cardId: 'p', cardTicket, timestamp: '1700000000' })
    // @ts-expect-error
    buildCardExt({ cardId: 'p', cardTicket, timestampAs: 'date' })
    // @ts-expect-error
    buildChooseCardParams({ appId: 'wx', cardTicket, nonceStr: false })
    // @ts-expect-error
    cardSignature([undefined])
  })
})

describe('what must compile', () => {
  test('tickets, string literals and string variables', () => {
    expectTypeOf(buildCardExt({ cardId: 'p', cardTicket })).toBeString()
    expectTypeOf(buildCardExt({ cardId: 'p', cardTicket: 'ticket' })).toBeString()
    expectTypeOf(buildCardExt({ cardId: anyString, cardTicket: anyString })).toBeString()
    expectTypeOf(jsapiSignature({ ...page, jsapiTicket })).toBeString()
    expectTypeOf(jsapiSignature({ ...page, jsapiTicket: anyString })).toBeString()
    expectTypeOf(cardTicket).toExtend<string>()
  })

  test('optional fields that are undefined', () => {
    expectTypeOf(
      buildCardExt({ cardId: 'p', cardTicket, code: undefined, nonceStr: undefined, outerStr: undefined }),
    ).toBeString()
    expectTypeOf(buildWxConfig({ appId: 'wx', jsapiTicket, url: 'https://a.test/', debug: undefined })).toBeObject()
  })

  test('a nonce left out, and a card type of tomorrow', () => {
    expectTypeOf(buildCardExt({ cardId: 'p', cardTicket, nonceStr: false, timestampAs: 'number' })).toBeString()
    expectTypeOf(buildChooseCardParams({ appId: 'wx', cardTicket, cardType: 'NEW' }).signType).toEqualTypeOf<'SHA1'>()
  })

  test('results are handed to wx as they are', () => {
    expectTypeOf(buildAddCardList([{ cardId: 'p' }], { cardTicket })).toEqualTypeOf<AddCardItem[]>()
    const navigation = buildActivationNavigation('https://mp.weixin.qq.com/')
    expectTypeOf(navigation.appId).toEqualTypeOf<'wxeb490c6f9b154ef9'>()
    expectTypeOf(navigation.extraData).toEqualTypeOf<ActivationExtraData>()
    const opened = buildCardOpenNavigation({ appId: 'wx', cardId: 'p', activateType: 'ACTIVATE_TYPE_JUMP', code: 'a' })
    expectTypeOf(opened.path).toEqualTypeOf<'pages/card_open/card_open'>()
    expectTypeOf(opened.extraData.jump_url).toEqualTypeOf<string | undefined>()
    expectTypeOf(buildChooseInvoiceParams({ appId: 'wx', cardTicket }).signType).toEqualTypeOf<'SHA1'>()
    expectTypeOf(
      checkCardExt({ cardId: 'p', cardExt: '{}', cardTicket, openid: 'o', otherCardIds: ['q'] }).valid,
    ).toBeBoolean()
    expectTypeOf(parseActivationReturn({})).toEqualTypeOf<ActivationReturn | undefined>()
    expectTypeOf(parseActivationQuery('?').openid).toEqualTypeOf<string | undefined>()
    expectTypeOf(checkCardExt({ cardId: 'p', cardExt: '{}', cardTicket, jsapiTicket }).problems[0]?.code).toEqualTypeOf<
      CardExtProblemCode | undefined
    >()
  })
})
