// A member card that is activated through WeChat's component, and its form.
exports.memberCard = {
  card_type: 'MEMBER_CARD',
  member_card: {
    base_info: {
      logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/tea/0',
      brand_name: 'Tea House',
      code_type: 'CODE_TYPE_QRCODE',
      title: 'Tea Club',
      color: 'Color020',
      notice: 'Show before paying',
      description: 'One point per yuan',
      sku: { quantity: 1000 },
      date_info: { type: 'DATE_TYPE_PERMANENT' },
      get_limit: 1,
    },
    prerogative: 'Points on every order',
    supply_bonus: true,
    bonus_cleared: 'Never',
    bonus_rules: 'One point per yuan',
    supply_balance: false,
    wx_activate: true,
    wx_activate_after_submit: true,
    wx_activate_after_submit_url: 'https://tea.example.com/activate?from=card',
  },
}

exports.formOf = (cardId) => ({
  card_id: cardId,
  required_form: { can_modify: false, common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'] },
})
