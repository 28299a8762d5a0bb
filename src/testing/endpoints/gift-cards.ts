// Selling gift cards: shelves, orders, payment.
import type { GiftCardsApi } from '../../api/gift-cards.js'
import type { GiftPage } from '../../api/gift-pages.js'
import type { SimulatedAccount } from '../account/account.js'
import { isApproved } from '../account/cards.js'
import { describedOrder } from '../account/gift-orders.js'
import { need, type RefusalDetails } from '../account/refusal.js'
import { type Fields, type GroupEndpoints, optional, required, whereChanged } from '../http/endpoint.js'
import { needPicture } from './members.js'

const CELL: Fields = { title: required('string'), url: required('string') }

const PAGE: Fields = {
  page_title: required('string'),
  support_multi: optional('boolean'),
  support_buy_for_self: optional('boolean'),
  banner_pic_url: required('string'),
  theme_list: required('array', 41011, {
    theme_pic_url: required('string'),
    title: required('string'),
    title_color: required('string'),
    item_list: required('array', 41011, {
      card_id: required('string'),
      title: optional('string'),
      pic_url: optional('string'),
      desc: optional('string'),
    }),
    pic_item_list: required('array', 41011, {
      background_pic_url: required('string'),
      outer_img_id: optional('string'),
      default_gifting_msg: required('string'),
    }),
    category_index: optional('integer'),
    show_sku_title_first: optional('boolean'),
    is_banner: optional('boolean'),
  }),
  category_list: optional('array', { title: required('string') }),
  address: required('string'),
  service_phone: required('string'),
  biz_description: required('string'),
  need_receipt: optional('boolean'),
  cell_1: required('object', 41011, CELL),
  cell_2: required('object', 41011, CELL),
}

const missing = (field: string): RefusalDetails => ({ about: field, reason: `${field} is missing or empty` })

/** What a shelf must be beyond the types of its fields. */
function checkPage(account: SimulatedAccount, page: GiftPage): void {
  const { theme_list: themes, category_list: categories } = page
  need(themes.length > 0, 41011, missing('page.theme_list'))
  for (const { item_list, pic_item_list, category_index, is_banner } of themes) {
    need(item_list.length > 0, 41011, missing('page.theme_list.item_list'))
    need(pic_item_list.length > 0, 41011, missing('page.theme_list.pic_item_list'))
    if (categories === undefined) continue
    const wanted = is_banner !== true
    need(!wanted || category_index !== undefined, 41011, missing('page.theme_list.category_index'))
    const isThere = category_index === undefined || categories[category_index] !== undefined
    need(isThere, 40097, `page.theme_list.category_index is ${category_index}: category_list has ${categories.length}`)
  }
  for (const { card_id } of themes.flatMap(({ item_list }) => item_list)) {
    const card = account.cards.get(card_id)
    need(
      card.cardType === 'GENERAL_CARD',
      40071,
      `the card ${card_id} is a ${card.cardType}: shelves sell GENERAL_CARDs`,
    )
    need(isApproved(card), 40078, `the card ${card_id} is ${card.status}: it must be approved`)
  }
  needPicture(page.banner_pic_url, 'page.banner_pic_url')
  for (const { theme_pic_url, item_list, pic_item_list } of themes) {
    needPicture(theme_pic_url, 'page.theme_list.theme_pic_url')
    for (const { pic_url } of item_list) needPicture(pic_url, 'page.theme_list.item_list.pic_url')
    for (const { background_pic_url } of pic_item_list)
      needPicture(background_pic_url, 'page.theme_list.pic_item_list.background_pic_url')
  }
}

/** Longest span of one list of orders, in seconds. */
const MOST_SECONDS = 31 * 86_400

/** Endpoints of the group `giftCards`. */
export const giftCardsEndpoints: GroupEndpoints<GiftCardsApi> = {
  createPage: {
    fields: { page: required('object', 41011, PAGE) },
    permission: 'giftCard',
    respond: ({ account, request: { page } }) => {
      checkPage(account, page)
      return { page_id: account.giftPages.add(page).pageId }
    },
  },
  getPage: {
    fields: { page_id: required('string') },
    permission: 'giftCard',
    respond: ({ account, request: { page_id } }) => ({ page: structuredClone(account.giftPages.get(page_id).page) }),
  },
  updatePage: {
    fields: ({ page }) => ({
      page: required('object', 41011, { page_id: required('string'), ...whereChanged(PAGE, page) }),
    }),
    permission: 'giftCard',
    respond: ({ account, request }) => {
      const { page_id, ...change } = request.page
      const record = account.giftPages.get(page_id)
      const page = structuredClone({ ...record.page, ...change }) // lists are replaced, which is unconfirmed (gifts-129)
      checkPage(account, page)
      record.page = page
      return {}
    },
  },
  listPages: {
    permission: 'giftCard',
    respond: ({ account }) => ({ page_id_list: account.giftPages.all().map(({ pageId }) => pageId) }),
  },
  setMaintenance: {
    fields: { page_id: optional('string'), all: optional('boolean'), maintain: required('boolean') },
    permission: 'giftCard',
    respond: ({ account: { giftPages }, request: { page_id, all, maintain } }) => {
      need(page_id !== undefined || all === true, 41011, missing('page_id'))
      const { down } = page_id === undefined ? giftPages : giftPages.get(page_id)
      down.merchant = maintain
      return { control_info: giftPages.control() }
    },
  },
  getOrder: {
    fields: { order_id: required('string') },
    permission: 'giftCard',
    respond: ({ account, request: { order_id } }) => ({ order: describedOrder(account.giftOrders.get(order_id)) }),
  },
  listOrders: {
    fields: {
      begin_time: optional('integer'),
      end_time: optional('integer'),
      sort_type: optional('string'),
      offset: required('integer', 40097),
      count: required('integer', 40097),
    },
    permission: 'giftCard',
    respond: ({ account, request }) => {
      const { begin_time: begin = 0, end_time: end = Infinity, sort_type = 'ASC', offset, count } = request
      need(count >= 1 && count <= 100, 40035, `count is ${count}: a page has 1 to 100 orders`)
      need(offset >= 0, 40097, `offset is ${offset}: it is a number from 0`)
      need(sort_type === 'ASC' || sort_type === 'DESC', 40097, `sort_type is ${sort_type}: it is ASC or DESC`)
      if (begin !== 0 && end !== Infinity)
        need(end - begin <= MOST_SECONDS, 40097, 'begin_time and end_time are more than 31 days apart')
      const orders = account.giftOrders.all().filter(({ createdAt }) => createdAt >= begin && createdAt <= end)
      if (sort_type === 'DESC') orders.reverse()
      return {
        total_count: orders.length,
        order_list: orders.slice(offset, offset + count).map(describedOrder),
      }
    },
  },
  refundOrder: {
    fields: { order_id: required('string') },
    permission: 'giftCard',
    respond: ({ account, request: { order_id } }) => {
      account.giftOrders.refund(order_id)
      return {}
    },
  },
  applyForPayment: {
    fields: { sub_mch_id: required('string') },
    permission: 'giftCard',
    respond: ({ account: { giftPages }, request: { sub_mch_id } }) => {
      if (!giftPages.merchants.has(sub_mch_id)) giftPages.merchants.set(sub_mch_id, undefined)
      // The page's address is on no page of the documentation (gifts-55 names the page); this one is the simulator's.
      return {
        url: `https://mp.weixin.qq.com/bizmall/giftcard?action=applypay&sub_mch_id=${encodeURIComponent(sub_mch_id)}`,
      }
    },
  },
  bindSubMerchant: {
    fields: { sub_mch_id: required('string'), wxa_appid: required('string') },
    permission: 'giftCard',
    respond: ({ account: { giftPages }, request: { sub_mch_id, wxa_appid } }) => {
      need(
        giftPages.merchants.has(sub_mch_id),
        72002,
        `sub_mch_id ${sub_mch_id} was not applied for (giftCards.applyForPayment)`,
      )
      needAppId(wxa_appid)
      giftPages.merchants.set(sub_mch_id, wxa_appid)
      return {}
    },
  },
  setMiniProgram: {
    fields: { wxa_appid: required('string'), page_id: required('string') },
    permission: 'giftCard',
    respond: ({ account, request: { wxa_appid, page_id } }) => {
      needAppId(wxa_appid)
      account.giftPages.get(page_id).miniProgram = wxa_appid
      return {}
    },
  },
}

function needAppId(appId: string): void {
  need(/^wx[\da-f]{16}$/.test(appId), 40166, `wxa_appid is ${appId}: it is wx and 16 hex digits`)
}
