// Signatures that others have published or that were computed by hand, each with its source.

/** What is signed for `wx.addCard`, in no particular order, and the signature. */
export interface CardVector {
  readonly source: string
  readonly apiTicket: string
  readonly cardId: string
  readonly timestamp: number
  readonly nonceStr: string
  readonly code?: string
  readonly openid?: string
  readonly signature: string
}

const official = {
  apiTicket: 'ojZ8YtyVyr30HheH3CM73y7h4jJE',
  cardId: 'pjZ8Yt1XGILfi-FUsewpnnolGgZk',
  timestamp: 1404896688,
}

const wechatpy = {
  apiTicket: 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg',
  cardId: 'random_card_id',
  timestamp: 1414587457,
  nonceStr: 'Wm3WZYTPz0wzccnW',
}

const synthetic = {
  apiTicket: 'simTicket-abcDEF_0123456789',
  cardId: 'pSimCard0001',
  timestamp: 1700000000,
  nonceStr: 'Ab9xZ',
}

export const cardVectors: readonly CardVector[] = [
  {
    source: 'JS-SDK说明文档, 附录4',
    ...official,
    nonceStr: '123',
    code: '1434008071',
    signature: 'f137ab68b7f8112d20ee528ab6074564e2796250',
  },
  {
    source: 'an older page on cards, without the space behind its ticket',
    ...official,
    nonceStr: 'jonyqin',
    code: 'jonyqin_1434008071',
    signature: '2b4d29b5f60fa4be37522ddfd9583c329446d3e3',
  },
  {
    source: 'tests of JeffreySu/WeiXinMPSDK',
    apiTicket: 'E0o2-at6NcC2OsJiQTlwlKYyg-fKayq9IF7iYyyyi7JyxXirHaurpJgI7oqY0AVbFPnZmYCgmCdTNBlU1hBRzw',
    cardId: 'ptMXyt1Z8fa_oO9VZCPeNvQIrL3E',
    timestamp: 1498125529,
    nonceStr: 'F899139DF5E1059396431415E770C6DD',
    code: 'PK0000397757',
    openid: 'otMXytwcamKAa3JmUoQ0N7OGDFuA',
    signature: 'cdd62c91eaa2c62f02b54e220dea282e34cce879',
  },
  { source: 'tests of wechatpy/wechatpy', ...wechatpy, signature: '22dce6bad4db532d4a2ef82ca2ca7bbe1e10ef28' },
  {
    source: 'tests of wechatpy/wechatpy, with a code',
    ...wechatpy,
    code: 'random_code',
    signature: '2e9c6d12952246e071717d7baeab20c30420b5cd',
  },
  {
    source: 'tests of wechatpy/wechatpy, with an openid',
    ...wechatpy,
    openid: 'random_openid',
    signature: 'ded860a5dd4467312764bd86e544ad0579cbfad0',
  },
  {
    source: 'tests of wechatpy/wechatpy, with both',
    ...wechatpy,
    code: 'random_code',
    openid: 'random_openid',
    signature: '950dc1842852457ea573d4d6af34879c1ec093c8',
  },
  { source: 'synthetic, by sha1sum', ...synthetic, signature: '74d29139ba0ea6f5f9cfa9dd6d81b39b8ca3bf8c' },
  {
    source: 'synthetic, by sha1sum, with a code',
    ...synthetic,
    code: 'CODE-77',
    signature: 'f777b019a32a62dc91baa78c8e14219b261e8c51',
  },
  {
    source: 'synthetic, by sha1sum, with an openid',
    ...synthetic,
    openid: 'oSimOpen1',
    signature: '5e9517aa5b6570634e2d206f5e8594ebca6b3d03',
  },
  {
    source: 'synthetic, by sha1sum, with both',
    ...synthetic,
    code: 'CODE-77',
    openid: 'oSimOpen1',
    signature: '66731a52222568be9e3217e6c34486f465c495b3',
  },
]

/** Values alone: what no builder would sign. */
export const valueVectors: ReadonlyArray<{ source: string; values: Array<string | number>; signature: string }> = [
  {
    source: 'an older page on cards, with the space behind its ticket',
    values: [`${official.apiTicket} `, official.timestamp, 'jonyqin', official.cardId, 'jonyqin_1434008071'],
    signature: '6b81fbf6af16e856334153b39737556063c82689',
  },
  {
    source: 'tests of chanxuehong/wechat',
    values: ['ffff', 'aaaa', 'eeee', 'bbbb', 'dddd', 'cccc'],
    signature: '89a0e60888a9471f75dc5eb0ee86431ddbec1fd9',
  },
]

/** For `wx.chooseCard`. */
export const chooseCardVectors: ReadonlyArray<{
  source: string
  filter: { cardId?: string; cardType?: string; shopId?: string }
  signature: string
}> = [
  { source: 'synthetic, by sha1sum', filter: {}, signature: 'a68d24d973720380be66538c00091a17d5e61fb7' },
  {
    source: 'synthetic, by sha1sum, one card of one type',
    filter: { cardId: 'pSimCard0001', cardType: 'GROUPON' },
    signature: '003a8d899f2e642d5ea05571b37853b724f553ba',
  },
  {
    source: 'synthetic, by sha1sum, in one store',
    filter: { cardId: 'pSimCard0001', cardType: 'GROUPON', shopId: '1234' },
    signature: 'a14393678c1c50798b24eb224bcbae17f418ad10',
  },
]

/** For `wx.config`. */
export const jsapiVectors: ReadonlyArray<{
  source: string
  jsapiTicket: string
  nonceStr: string
  timestamp: number
  url: string
  signature: string
}> = [
  {
    source: 'JS-SDK说明文档, 附录1',
    jsapiTicket: wechatpy.apiTicket,
    nonceStr: wechatpy.nonceStr,
    timestamp: wechatpy.timestamp,
    url: 'http://mp.weixin.qq.com?params=value',
    signature: '0f9de62fce790f9a083d5c99e95740ceb90c27ed',
  },
  {
    source: 'tests of chanxuehong/wechat: what follows # does not count',
    jsapiTicket: wechatpy.apiTicket,
    nonceStr: wechatpy.nonceStr,
    timestamp: wechatpy.timestamp,
    url: 'http://mp.weixin.qq.com?params=value#xxxx',
    signature: '0f9de62fce790f9a083d5c99e95740ceb90c27ed',
  },
  {
    source: 'tests of JeffreySu/WeiXinMPSDK',
    jsapiTicket: 'kgt8ON7yVITDhtdwci0qefK1QvDlwsAPwMnZOO_J0MxaUpuHtIU_IltC7zs3kfNOYTHEqeIEvEXZHbS3xXNx3g',
    nonceStr: 'B7EE6F5F9AA5CD17CA1AEA43CE848496',
    timestamp: 1474350784,
    url: 'https://www.baidu.com',
    signature: '3b1b4171bcfa0f0661be9c5474002d3eb25a3368',
  },
  {
    source: 'synthetic, by sha1sum',
    jsapiTicket: 'simJsapiTicket_1',
    nonceStr: 'Ab9xZ',
    timestamp: 1700000000,
    url: 'https://shop.example.test/cards?a=1&b=%E4%BC%9A%E5%91%98',
    signature: '0658a5e2f89f58a3369104b98b62239ac2e62930',
  },
  {
    source: 'synthetic, by sha1sum, with a UUID for a nonce',
    jsapiTicket: 'simJsapiTicket_1',
    nonceStr: '8c5cbb4e-2c56-4a3f-9b2e-0d7f6a1c3e55',
    timestamp: 1700000000,
    url: 'https://shop.example.test/cards?a=1&b=%E4%BC%9A%E5%91%98',
    signature: '8eee0cc15513cfca7fa61e7aeeb47bd10dfba6b5',
  },
  {
    source: 'synthetic, by sha1sum, with the nonce of a sample of WeChat (Auto-print/API_Documentation)',
    jsapiTicket: 'simJsapiTicket_1',
    nonceStr: '(9J4YRV[#@',
    timestamp: 1700000000,
    url: 'https://shop.example.test/cards?a=1&b=%E4%BC%9A%E5%91%98',
    signature: '493ff66df6f5699080400f2d65fe37d0e7c1397b',
  },
]
