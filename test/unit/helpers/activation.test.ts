import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ACTIVATION_APP_ID,
  buildActivationNavigation,
  buildCardOpenNavigation,
  parseActivateUrl,
  parseActivationQuery,
  parseActivationReturn,
  readActivateUrl,
} from '../../../src/helpers/activation.js'
import { problemsOf } from './problems.js'

// A reply of /card/membercard/activate/geturl, with other values.
const base = 'https://mp.weixin.qq.com/bizmall/activatemembercard?action=preshow&'
const link = `${base}&encrypt_card_id=c2ltK2NhcmQvMDAwMQ%3D%3D&outer_str=kiosk-3&biz=MzAwMDAwMDAwMQ%3D%3D#wechat_redirect`
const extraData = { encrypt_card_id: 'c2ltK2NhcmQvMDAwMQ==', outer_str: 'kiosk-3', biz: 'MzAwMDAwMDAwMQ==' }

describe('parseActivateUrl', () => {
  test('gives exactly what the component wants, without the fragment in biz', () => {
    expect(parseActivateUrl(link)).toStrictEqual(extraData)
  })

  test('any three strings that were percent-encoded come back', () => {
    const anyString = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(anyString, anyString, anyString, (encrypt_card_id, outer_str, biz) => {
        const pairs = Object.entries({ encrypt_card_id, outer_str, biz })
        const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
        expect(parseActivateUrl(`${base}&${query}#wechat_redirect`)).toStrictEqual({ encrypt_card_id, outer_str, biz })
      }),
    )
  })

  test.each([
    ['a + stays a +', 'encrypt_card_id=a+b%2Bc&biz=d', { encrypt_card_id: 'a+b+c', outer_str: '', biz: 'd' }],
    ['values are decoded once', 'encrypt_card_id=a%252B&biz=d', { encrypt_card_id: 'a%2B', outer_str: '', biz: 'd' }],
    ['= stays in a value', 'encrypt_card_id=a==&biz=d=', { encrypt_card_id: 'a==', outer_str: '', biz: 'd=' }],
    [
      '? stays in a value',
      'outer_str=a?b&encrypt_card_id=c&biz=d',
      { encrypt_card_id: 'c', outer_str: 'a?b', biz: 'd' },
    ],
    ['a missing channel is empty', 'biz=d&encrypt_card_id=c', { encrypt_card_id: 'c', outer_str: '', biz: 'd' }],
    [
      'an empty channel is empty',
      'biz=d&encrypt_card_id=c&outer_str=',
      { encrypt_card_id: 'c', outer_str: '', biz: 'd' },
    ],
    ['empty pairs are skipped', '&&encrypt_card_id=c&&&biz=d&&', { encrypt_card_id: 'c', outer_str: '', biz: 'd' }],
    [
      'other parameters are skipped, whatever they hold',
      '__proto__=x&constructor=y&z=%zz&biz=d&encrypt_card_id=c',
      { encrypt_card_id: 'c', outer_str: '', biz: 'd' },
    ],
  ])('%s', (_, query, expected) => {
    expect(parseActivateUrl(base + query)).toStrictEqual(expected)
  })

  test.each([
    ['no card', 'biz=d', ['encrypt_card_id']],
    ['no account', 'encrypt_card_id=c', ['biz']],
    ['neither', 'outer_str=x', ['encrypt_card_id', 'biz']],
    ['names in another case', 'Encrypt_card_id=c&BIZ=d', ['encrypt_card_id', 'biz']],
    ['names that only begin so', 'encrypt_card_id2=c&biz_=d', ['encrypt_card_id', 'biz']],
    ['a card twice', 'encrypt_card_id=c&encrypt_card_id=c&biz=d', ['encrypt_card_id']],
    ['a channel twice', 'encrypt_card_id=c&outer_str&outer_str=&biz=d', ['outer_str']],
    ['half an escape', 'encrypt_card_id=c%2&biz=d', ['encrypt_card_id']],
    ['an escape that is none', 'encrypt_card_id=c&biz=%zz', ['biz']],
    ['an escape that is no UTF-8', 'encrypt_card_id=c&biz=d&outer_str=%C4%E3', ['outer_str']],
  ])('refuses %s', (_, query, fields) => {
    expect(problemsOf(() => parseActivateUrl(base + query)).map(({ field }) => field)).toEqual(fields)
  })

  test('says what is wrong with the link', () => {
    const refused = problemsOf(() => parseActivateUrl(`${base}encrypt_card_id=c&encrypt_card_id=c&biz=%zz`))
    expect(refused).toEqual([
      { field: 'encrypt_card_id', expected: 'in the link once', received: '2 of it' },
      { field: 'biz', expected: 'percent-encoded UTF-8', received: 'a malformed escape' },
    ])
  })

  test.each([
    'http://mp.weixin.qq.com/?encrypt_card_id=c&biz=d',
    'https://mp.weixin.qq.com.evil.test/?encrypt_card_id=c&biz=d',
    'https://mp.weixin.qq.com@evil.test/?encrypt_card_id=c&biz=d',
    'https://user@mp.weixin.qq.com/?encrypt_card_id=c&biz=d',
    'https://mp.weixin.qq.com:8443/?encrypt_card_id=c&biz=d',
    'https://mp.weixin.qq.com\\@evil.test/?encrypt_card_id=c&biz=d',
    'https://evil.test/?https://mp.weixin.qq.com/?encrypt_card_id=c&biz=d',
    'https://evil.test/#https://mp.weixin.qq.com/?encrypt_card_id=c&biz=d',
    'https://open.weixin.qq.com/?encrypt_card_id=c&biz=d',
    '//mp.weixin.qq.com/?encrypt_card_id=c&biz=d',
    'javascript://mp.weixin.qq.com/?encrypt_card_id=c&biz=d',
    ' https://mp.weixin.qq.com/?encrypt_card_id=c&biz=d',
    'encrypt_card_id=c&biz=d',
  ])('refuses a foreign address: %s', (url) => {
    expect(problemsOf(() => parseActivateUrl(url))).toEqual([
      { field: 'url', expected: 'an activation link at https://mp.weixin.qq.com', received: 'another address' },
    ])
  })

  test.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['', 'an empty string'],
    [42, 'a number of 2 digits'],
    [new URL(link), 'an object (URL)'],
  ])('refuses %s instead of a link', (url, received) => {
    expect(problemsOf(() => parseActivateUrl(url as never))).toMatchObject([{ field: 'url', received }])
  })

  test('parameters behind the # are no parameters', () => {
    expect(problemsOf(() => parseActivateUrl(`${base}encrypt_card_id=c#&biz=d`))).toMatchObject([{ field: 'biz' }])
    expect(problemsOf(() => parseActivateUrl('https://mp.weixin.qq.com/encrypt_card_id=c&biz=d'))).toHaveLength(2)
  })
})

describe('readActivateUrl', () => {
  test('reads a link of any host, for replies that are trusted', () => {
    expect(readActivateUrl(link.replace('https://mp.weixin.qq.com', 'http://127.0.0.1:8080'))).toEqual(extraData)
  })

  test('lists what is wrong instead of throwing it', () => {
    expect(readActivateUrl('https://mp.weixin.qq.com/?biz=d')).toMatchObject([{ field: 'encrypt_card_id' }])
    expect(readActivateUrl(42 as never)).toMatchObject([{ field: 'url', received: 'a number of 2 digits' }])
  })
})

describe('buildActivationNavigation', () => {
  test('is what wx.navigateToMiniProgram takes, with the link it came from', () => {
    expect(buildActivationNavigation(link)).toStrictEqual({ appId: 'wxeb490c6f9b154ef9', extraData, url: link })
    expect(ACTIVATION_APP_ID).toBe('wxeb490c6f9b154ef9')
  })

  test('refuses what parseActivateUrl refuses', () => {
    expect(() => buildActivationNavigation('https://evil.test/?encrypt_card_id=c&biz=d')).toThrow(
      'buildActivationNavigation: url must be an activation link at https://mp.weixin.qq.com, got another address',
    )
    expect(problemsOf(() => buildActivationNavigation(`${base}biz=d`))).toMatchObject([{ field: 'encrypt_card_id' }])
    for (const [link, received] of [
      ['', 'an empty string'],
      [undefined, 'undefined'],
      [{}, 'an object'],
    ]) {
      const refused = problemsOf(() => buildActivationNavigation(link as string))
      expect(refused).toMatchObject([{ field: 'url', received }])
    }
  })
})

describe('buildCardOpenNavigation', () => {
  const appId = 'wx0000000000000001'

  // The sample on WeChat Pay's page (mini-program-opening-component), with other ids.
  test('is what the page of the component takes', () => {
    const input = {
      appId,
      cardId: 'pSimCard0001',
      outerStr: '123',
      activateType: 'ACTIVATE_TYPE_JUMP',
      jumpUrl: 'https://shop.example.test/',
    }
    expect(buildCardOpenNavigation(input)).toStrictEqual({
      appId: 'wxeb490c6f9b154ef9',
      path: 'pages/card_open/card_open',
      extraData: {
        create_card_appid: appId,
        card_id: 'pSimCard0001',
        outer_str: '123',
        activate_type: 'ACTIVATE_TYPE_JUMP',
        jump_url: 'https://shop.example.test/',
      },
    })
  })

  test('takes a code of the merchant’s own, and leaves out what is empty', () => {
    const input = { appId, cardId: 'p', outerStr: '', activateType: '', jumpUrl: '', code: 'CODE-77' }
    expect(buildCardOpenNavigation(input).extraData).toStrictEqual({
      create_card_appid: appId,
      card_id: 'p',
      card_code: 'CODE-77',
    })
    expect(buildCardOpenNavigation({ appId, cardId: 'p', code: '' }).extraData).toStrictEqual({
      create_card_appid: appId,
      card_id: 'p',
    })
  })

  test('lists everything that is wrong', () => {
    const wrong = {
      appId: 'wx 1',
      card_id: 'p',
      outerStr: 1,
      code: 'kS9sYh1T0d2mJxq+Zc7u4Q==',
      activateType: 2,
      jumpUrl: 3,
    }
    expect(problemsOf(() => buildCardOpenNavigation(wrong as never)).map(({ field }) => field)).toEqual([
      'appId',
      'cardId',
      'outerStr',
      'code',
      'activateType',
      'jumpUrl',
      'card_id',
    ])
  })
})

describe('parseActivationReturn', () => {
  const appId = ACTIVATION_APP_ID
  const sent = {
    activate_ticket: 'c2ltK3RpY2tldC8xMQ==',
    card_id: 'pSimCard0001',
    code: '480019283746',
    errCode: 0,
    wx_activate_after_submit_url: 'https://m.example.test/activate?card_id=pSimCard0001',
  }
  const read = { activateTicket: 'c2ltK3RpY2tldC8xMQ==', cardId: 'pSimCard0001', code: '480019283746' }

  test('reads ticket, card and code', () => {
    expect(parseActivationReturn({ appId, extraData: sent })).toStrictEqual(read)
  })

  test.each([undefined, ''])('there is no ticket where WeChat activates by itself: %j', (activate_ticket) => {
    const { activateTicket, ...rest } = read
    expect(parseActivationReturn({ appId, extraData: { ...sent, activate_ticket } })).toStrictEqual(rest)
  })

  test.each([
    [
      'the whole options of App.onShow',
      { path: 'a', scene: 1038, query: {}, referrerInfo: { appId, extraData: sent } },
    ],
    ['the options without a scene', { referrerInfo: { appId, extraData: sent } }],
    ['extraData alone', sent],
  ])('takes %s', (_, shown) => {
    expect(parseActivationReturn(shown)).toStrictEqual(read)
  })

  // App.onShow runs at every show, most of which have nothing to do with the component.
  test.each([
    ['a show from the list of chats', { path: 'pages/index', scene: 1089, query: {}, shareTicket: undefined }],
    ['an empty referrerInfo', { scene: 1001, referrerInfo: {} }],
    ['a referrerInfo that is null', { scene: 1001, referrerInfo: null }],
    ['no referrerInfo', { scene: 1001, referrerInfo: undefined }],
    ['another mini program', { scene: 1037, referrerInfo: { appId: 'wx0000000000000002', extraData: { code: 7 } } }],
    ['somebody who left the form', { scene: 1038, referrerInfo: { appId } }],
    ['no data', { appId }],
    ['null', { appId, extraData: null }],
    ['empty data', { appId, extraData: {} }],
    ['data of neither card nor code', { appId, extraData: { errCode: -1 } }],
    ['nothing at all', {}],
    ['the data of another mini program', { appId: 'wx0000000000000002', extraData: { card_id: 7, order: 'A-1' } }],
    ['the text of another mini program', { appId: 'wx0000000000000002', extraData: 'from=home' }],
  ])('%s: the user did not activate', (_, referrerInfo) => {
    expect(parseActivationReturn(referrerInfo)).toBeUndefined()
  })

  test.each(['wx0000000000000002', undefined])('old clients name the calling mini program: %s', (caller) => {
    expect(parseActivationReturn({ appId: caller, extraData: sent })).toStrictEqual(read)
  })

  test.each([
    ['a card without a code', { card_id: 'p' }, ['code']],
    ['a code without a card', { code: '1' }, ['card_id']],
    ['numbers', { card_id: 1, code: 2, activate_ticket: 3 }, ['activate_ticket', 'card_id', 'code']],
    ['empty strings', { card_id: '', code: '' }, ['card_id', 'code']],
  ])('refuses %s from the component', (_, extraData, fields) => {
    const problems = problemsOf(() => parseActivationReturn({ appId, extraData }))
    expect(problems.map(({ field }) => field)).toEqual(fields.map((field) => `referrerInfo.extraData.${field}`))
  })

  test('refuses data of the component that are no object', () => {
    const problems = problemsOf(() => parseActivationReturn({ appId, extraData: JSON.stringify(sent) }))
    expect(problems).toMatchObject([{ field: 'referrerInfo.extraData', expected: 'an object' }])
  })

  test.each([undefined, null, 'text', [sent], Promise.resolve(sent)].map((value) => [value]))(
    'refuses %j instead of what App.onShow received',
    (shown) => {
      const refused = problemsOf(() => parseActivationReturn(shown))
      expect(refused).toMatchObject([{ field: 'options', expected: expect.stringContaining('App.onShow') }])
    },
  )

  test.each(['text', 7, [sent]])('refuses the referrerInfo %j', (referrerInfo) => {
    const refused = problemsOf(() => parseActivationReturn({ scene: 1038, referrerInfo }))
    expect(refused).toMatchObject([{ field: 'referrerInfo', expected: expect.stringContaining('App.onShow') }])
  })

  test('names what is wrong with extraData alone', () => {
    expect(problemsOf(() => parseActivationReturn({ activate_ticket: 1, card_id: 'p' }))).toMatchObject([
      { field: 'extraData.activate_ticket' },
      { field: 'extraData.code' },
    ])
  })

  test.each([
    ['card_id', { card_id: 'pSimCard0001' }, 'extraData.code'],
    ['code', { code: '480019283746' }, 'extraData.card_id'],
  ])('knows extraData by its %s alone, and misses the rest', (_, shown, field) => {
    expect(problemsOf(() => parseActivationReturn(shown))).toMatchObject([{ field }])
  })
})

describe('parseActivationQuery', () => {
  const added =
    'card_id=pSimCard0001&encrypt_code=kS9sYh1T0d2mJxq%2BZc7u4Q%3D%3D&openid=oSimOpen1&outer_str=kiosk-3&activate_ticket=c2ltK3RpY2tldC8xMQ%3D%3D'
  const read = {
    cardId: 'pSimCard0001',
    encryptCode: 'kS9sYh1T0d2mJxq+Zc7u4Q==',
    openid: 'oSimOpen1',
    outerStr: 'kiosk-3',
    activateTicket: 'c2ltK3RpY2tldC8xMQ==',
  }

  test.each([
    `https://m.example.test/activate?${added}`,
    `https://m.example.test/activate?from=card&${added}`,
    `https://m.example.test/activate&${added}`,
    `https://m.example.test&${added}`,
    `https://m.example.test/activate?from=card?${added}`,
    `https://m.example.test/activate?${added}#wechat_redirect`,
    `/activate?${added}`,
    `?${added}`,
    added,
    `https://m.example.test/?${added.split('&').reverse().join('&')}&__proto__=x&other=%C4%E3`,
  ])('reads %s', (url) => {
    expect(parseActivationQuery(url)).toStrictEqual(read)
  })

  test('a missing channel is empty, and what else is missing or empty is not there', () => {
    const rest = { cardId: 'p', encryptCode: 'a+b=' }
    expect(parseActivationQuery('/?card_id=p&encrypt_code=a+b%3D')).toStrictEqual({ ...rest, outerStr: '' })
    const empty = '&outer_str=&openid=&activate_ticket='
    expect(parseActivationQuery(`/?card_id=p&encrypt_code=a+b=${empty}`)).toStrictEqual({ ...rest, outerStr: '' })
  })

  test.each([
    ['nothing', 'https://m.example.test/', ['card_id', 'encrypt_code']],
    ['no card', '/?encrypt_code=a', ['card_id']],
    ['no code', '/?card_id=p', ['encrypt_code']],
    ['empty ones', '/?card_id=&encrypt_code=', ['card_id', 'encrypt_code']],
    ['two codes', '/?card_id=p&encrypt_code=a&encrypt_code=b', ['encrypt_code']],
    ['two openids', '/?openid=&card_id=p&encrypt_code=a&openid=o', ['openid']],
    ['half an escape', '/?card_id=p&encrypt_code=a%3&activate_ticket=%', ['encrypt_code', 'activate_ticket']],
    ['all behind the #', '/#?card_id=p&encrypt_code=a', ['card_id', 'encrypt_code']],
    ['an empty string', '', ['url']],
    ['undefined', undefined, ['url']],
    ['an object', { card_id: 'p', encrypt_code: 'a' }, ['url']],
  ])('refuses %s', (_, url, fields) => {
    const problems = problemsOf(() => parseActivationQuery(url as never))
    expect(problems.map(({ field }) => field)).toEqual(fields)
  })
})
