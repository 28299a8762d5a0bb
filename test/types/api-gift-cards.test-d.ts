import { describe, expectTypeOf, test } from 'vitest'
import type { GiftOrder, GiftPageControl } from '../../src/api/gift-cards.js'
import type { GiftPage } from '../../src/api/gift-pages.js'
import type { WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient
declare const page: GiftPage
const { giftCards } = wechat

describe('what must not compile', () => {
  test('shelves, orders and merchants that are not named', () => {
    // @ts-expect-error: which shelf?
    giftCards.getPage({})
    // @ts-expect-error: which order?
    giftCards.getOrder({})
    // @ts-expect-error: it is order_id
    giftCards.refundOrder({ orderId: 'Zdemo0001' })
    // @ts-expect-error: a merchant number is text
    giftCards.applyForPayment({ sub_mch_id: 1900000001 })
    // @ts-expect-error: to which mini program?
    giftCards.bindSubMerchant({ sub_mch_id: '1900000001' })
    // @ts-expect-error: which shelf?
    giftCards.setMiniProgram({ wxa_appid: 'wx0000000000000002' })
  })

  test('a shelf without what every shelf has', () => {
    const { cell_2: _, ...one } = page
    // @ts-expect-error: the page wants two entries
    giftCards.createPage({ page: one })
    const { page_title: __, ...silent } = page
    // @ts-expect-error: a shelf has a title
    giftCards.createPage({ page: silent })
    // @ts-expect-error: the shelf stands under page
    giftCards.createPage(page)
    // @ts-expect-error: a face has its wish
    giftCards.createPage({ page: { ...page, theme_list: [{ pic_item_list: [{ background_pic_url: 'http://a' }] }] } })
  })

  test('a change of no shelf, and maintenance of none or two', () => {
    // @ts-expect-error: which one?
    giftCards.updatePage({ page: { address: '2 Demo Road' } })
    // @ts-expect-error: one or all
    giftCards.setMaintenance({ maintain: true })
    // @ts-expect-error: one or all
    giftCards.setMaintenance({ page_id: 'a', all: true, maintain: true })
    // @ts-expect-error: down or not?
    giftCards.setMaintenance({ page_id: 'a' })
    // @ts-expect-error: all is a flag that only stands for yes
    giftCards.setMaintenance({ all: false, maintain: true })
  })

  test('lists without a page, and paging where there is none', () => {
    // @ts-expect-error: from where?
    giftCards.listOrders({ count: 10 })
    // @ts-expect-error: times are numbers
    giftCards.listOrders({ begin_time: '2026-11-01', offset: 0, count: 10 })
    // @ts-expect-error: it goes through all
    giftCards.listAllOrders({ offset: 5 })
    // @ts-expect-error: WeChat answers all shelves at once
    giftCards.listPages({ offset: 0 })
    // @ts-expect-error: camelCase, as the input is no request
    giftCards.buildPageUrl({ page_id: 'a' })
  })
})

describe('what must compile', () => {
  test('the sample of the specification', () => {
    giftCards.createPage({
      page: {
        page_title: 'Gift cards',
        support_multi: true,
        support_buy_for_self: true,
        banner_pic_url: 'https://mmbiz.example/b.png',
        theme_list: [
          {
            theme_pic_url: 'https://mmbiz.example/t.png',
            title: 'Thanks',
            title_color: '#FB966E',
            category_index: 0,
            item_list: [{ card_id: 'pDEMOgift0000000000000000001', title: '100 yuan' }],
            pic_item_list: [
              {
                background_pic_url: 'https://mmbiz.example/f.png',
                outer_img_id: 'img1',
                default_gifting_msg: 'Enjoy',
              },
            ],
          },
        ],
        category_list: [{ title: 'Festival' }],
        address: '1 Demo Road',
        service_phone: '020-00000000',
        biz_description: 'Refund by phone',
        cell_1: { title: 'Invoice', url: 'https://shop.example/inv' },
        cell_2: { title: 'Refund', url: 'https://shop.example/ref' },
      },
    })
  })

  test('the fields that the sample leaves out', () => {
    const [theme] = page.theme_list
    if (theme === undefined) return
    const item_list = [{ card_id: 'p1', pic_url: 'http://mmbiz.qpic.cn/1/0', desc: 'x' }]
    const theme_list = [{ ...theme, item_list, show_sku_title_first: true, is_banner: true }]
    giftCards.updatePage({ page: { page_id: 'a+b=', need_receipt: true, theme_list } })
    giftCards.setMaintenance({ page_id: 'a+b=', maintain: true })
    giftCards.setMaintenance({ all: true, maintain: false })
    giftCards.listPages()
    giftCards.listPages({}, { totalTimeoutMs: 1000 })
    giftCards.applyForPayment({ sub_mch_id: '1900000001' })
    giftCards.bindSubMerchant({ sub_mch_id: '1900000001', wxa_appid: 'wx0000000000000002' })
    giftCards.setMiniProgram({ wxa_appid: 'wx0000000000000002', page_id: 'a+b=' })
    giftCards.refundOrder({ order_id: 'Z1' })
  })

  test('the order of the specification, and what is made of one', async () => {
    const order = {
      order_id: 'Zdemo0001',
      page_id: 'demoPage+0001=',
      trans_id: '4200000000202611220000000001',
      create_time: 1764000000,
      pay_finish_time: 1764000010,
      total_price: 10000,
      open_id: 'oDEMObuyer000000000000000001',
      accepter_openid: 'oDEMOfriend00000000000000001',
      outer_str: 'web',
      IsChatRoom: false,
      card_list: [
        {
          card_id: 'pDEMOgift0000000000000000001',
          price: 10000,
          code: '900000000001',
          default_gifting_msg: 'Enjoy',
          background_pic_url: 'https://mmbiz.example/f.png',
          outer_img_id: 'img1',
          accepter_openid: 'oDEMOfriend00000000000000001',
        },
      ],
    }
    expectTypeOf(order).toExtend<GiftOrder>()
    const { order: read } = await giftCards.getOrder({ order_id: 'Z1' })
    expectTypeOf(read).toEqualTypeOf<GiftOrder>()
    expectTypeOf(read.accepter_openid).toEqualTypeOf<string | undefined>()
    for await (const each of giftCards.listAllOrders({ begin_time: 1, sort_type: 'DESC' })) {
      expectTypeOf(each).toEqualTypeOf<GiftOrder>()
    }
    expectTypeOf(giftCards.buildPageUrl({ pageId: 'a+b=', outerStr: 'web' })).toBeString()
    expectTypeOf<'E_PAGE_CONTROL_OF_TOMORROW'>().toExtend<GiftPageControl>()
    expectTypeOf(giftCards.getPage({ page_id: 'a' }))
      .resolves.toHaveProperty('page')
      .toEqualTypeOf<Partial<GiftPage>>()
  })
})
