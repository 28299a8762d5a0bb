import { describe, expectTypeOf, test } from 'vitest'
import type { WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient

const card = { card_id: 'pSimCard0000000000000000001a' }
const page = {
  banner: 'http://mmbiz.qpic.cn/mmbiz_png/sim0002/0',
  page_title: 'Offers',
  can_share: true,
  scene: 'SCENE_H5',
  card_list: [{ card_id: card.card_id, thumb_url: 'http://mmbiz.qpic.cn/mmbiz_png/sim0003/0' }],
}

describe('what must not compile', () => {
  test('a QR code whose action does not fit its name', () => {
    // @ts-expect-error one card belongs under card
    wechat.distribution.createQrCode({ action_name: 'QR_CARD', action_info: { multiple_card: { card_list: [card] } } })
    // @ts-expect-error several belong under multiple_card
    wechat.distribution.createQrCode({ action_name: 'QR_MULTIPLE_CARD', action_info: { card } })
    // @ts-expect-error there is no such action for cards
    wechat.distribution.createQrCode({ action_name: 'QR_SCENE', action_info: { card } })
    // @ts-expect-error the card is missing
    wechat.distribution.createQrCode({ action_name: 'QR_CARD', action_info: { card: { outer_str: 'door-1' } } })
    // @ts-expect-error it is outer_str
    wechat.distribution.createQrCode({ action_name: 'QR_CARD', action_info: { card: { ...card, outerStr: 'door-1' } } })
  })

  test("a landing page with the names of WeChat's table, which are wrong", () => {
    const { page_title: title, ...untitled } = page
    // @ts-expect-error it is page_title
    wechat.distribution.createLandingPage({ ...untitled, title })
    const { card_list: cardlist, ...unlisted } = page
    // @ts-expect-error it is card_list
    wechat.distribution.createLandingPage({ ...unlisted, cardlist })
    // @ts-expect-error every card has a picture
    wechat.distribution.createLandingPage({ ...page, card_list: [card] })
  })

  test('testers that are no lists, an article without a card', () => {
    // @ts-expect-error a list
    wechat.distribution.setTestWhitelist({ openid: 'oSimOpen1' })
    // @ts-expect-error card_id is missing
    wechat.distribution.getArticleHtml({})
  })
})

describe('what must compile', () => {
  test('the samples of the documentation', () => {
    wechat.distribution.createQrCode({
      action_name: 'QR_CARD',
      expire_seconds: 1800,
      action_info: {
        card: { card_id: 'pSimCard0000000000000000001a', is_unique_code: false, outer_str: 'door-1' },
      },
    })
    wechat.distribution.createLandingPage(page)
    wechat.distribution.getArticleHtml({ card_id: 'pSimCard0000000000000000001a' })
    wechat.distribution.setTestWhitelist({ openid: ['oSimOpen1'], username: ['simuser'] })
  })

  test('several cards behind one QR code, and either list of testers alone', async () => {
    const several = { action_name: 'QR_MULTIPLE_CARD', action_info: { multiple_card: { card_list: [card] } } } as const
    const { url, expire_seconds } = await wechat.distribution.createQrCode({
      ...several,
      action_info: { multiple_card: { card_list: [{ ...card, code: 'SIM001', openid: 'oSimOpen1', outer_id: 7 }] } },
    })
    expectTypeOf(url).toEqualTypeOf<string>()
    expectTypeOf(expire_seconds).toEqualTypeOf<number>()
    wechat.distribution.setTestWhitelist({ username: ['simuser'] })
    wechat.distribution.setTestWhitelist({})
  })
})
