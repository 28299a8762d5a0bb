// The card and the shelf (礼品卡货架) of the demonstration.
const PICTURE = 'http://mmbiz.qpic.cn/mmbiz_png/tea/0' // from media.uploadImage

/** What a new card is worth, in cents. */
export const WORTH = 10_000

export const giftCard = {
  card_type: 'GENERAL_CARD',
  general_card: {
    sub_card_type: 'GIFT_CARD',
    base_info: {
      giftcard_info: { price: WORTH },
      max_give_friend_times: 1,
      logo_url: PICTURE,
      brand_name: '茶语',
      title: '茶语百元卡',
      color: 'Color010',
      notice: '结账前请出示',
      description: '各门店通用',
      code_type: 'CODE_TYPE_QRCODE',
      sku: { quantity: 1000 },
      date_info: { type: 'DATE_TYPE_PERMANENT' },
    },
    prerogative: '各门店通用',
    supply_bonus: false,
    supply_balance: true, // needs the filing for prepaid cards (单用途预付卡备案)
    init_balance: WORTH,
    auto_activate: true,
  },
}

export const shelf = (cardId) => ({
  page_title: '以茶会友',
  support_multi: true,
  support_buy_for_self: true,
  banner_pic_url: PICTURE,
  theme_list: [
    {
      theme_pic_url: PICTURE,
      title: '谢谢你',
      title_color: '#FB966E',
      item_list: [{ card_id: cardId }],
      pic_item_list: [{ background_pic_url: PICTURE, outer_img_id: 'leaf', default_gifting_msg: '请喝茶' }],
    },
  ],
  address: '茶街一号',
  service_phone: '020-00000000',
  biz_description: '退款请致电客服',
  cell_1: { title: '发票', url: 'https://tea.example.com/invoice' },
  cell_2: { title: '退款', url: 'https://tea.example.com/refund' },
})
