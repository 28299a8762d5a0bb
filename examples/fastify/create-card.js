// Creates the shop's member card with its form, once, and prints its id for WECHAT_CARD_ID.
// The same file lies in each example that has a shop.
import { WeChatCardClient } from 'wechat-card-sdk'

const {
  WECHAT_APP_ID,
  WECHAT_APP_SECRET,
  WECHAT_BASE_URL,
  LOGO_URL = 'http://mmbiz.qpic.cn/mmbiz_png/tea/0',
} = process.env
const { MINI_PROGRAM } = process.env // its original id, gh_…

const wechat = new WeChatCardClient({
  appId: WECHAT_APP_ID,
  appSecret: WECHAT_APP_SECRET,
  ...(WECHAT_BASE_URL && { baseUrl: WECHAT_BASE_URL, allowUnsafeBaseUrl: true }),
})

const { card_id } = await wechat.cards.create({
  card: {
    card_type: 'MEMBER_CARD',
    member_card: {
      base_info: {
        logo_url: LOGO_URL, // of media.uploadImage
        brand_name: '茶语',
        title: '茶语会员卡',
        color: 'Color020',
        code_type: 'CODE_TYPE_QRCODE',
        notice: '结账前请出示',
        description: '消费一元积一分',
        sku: { quantity: 1000 },
        date_info: { type: 'DATE_TYPE_PERMANENT' },
        get_limit: 1,
      },
      prerogative: '消费一元积一分',
      supply_bonus: true,
      bonus_rules: '一元一分',
      bonus_cleared: '每年底清零',
      supply_balance: false,
      // WeChat shows the form and then opens the mini program again; the shop activates the card.
      wx_activate: true,
      wx_activate_after_submit: true,
      wx_activate_after_submit_url: 'https://tea.example.com/activate?from=card',
      // The page that the wallet's 激活 opens: it sends the user through the form.
      ...(MINI_PROGRAM && {
        activate_app_brand_user_name: `${MINI_PROGRAM}@app`,
        activate_app_brand_pass: 'pages/member/member',
      }),
    },
  },
})
await wechat.members.setActivationForm({
  card_id,
  required_form: { can_modify: false, common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'] },
})
console.log(`WECHAT_CARD_ID=${card_id}`)
