// The member card of the demonstration: activated through WeChat's component, with both kinds of buttons that open a mini
// program, and its form.

export const memberCard = ({ miniProgram, logoUrl }) => ({
  card_type: 'MEMBER_CARD',
  member_card: {
    base_info: {
      logo_url: logoUrl,
      brand_name: 'Tea House',
      code_type: 'CODE_TYPE_QRCODE',
      title: 'Tea Club',
      color: 'Color020',
      notice: 'Show before paying',
      description: 'One point per yuan',
      sku: { quantity: 100_000 },
      date_info: { type: 'DATE_TYPE_PERMANENT' },
      get_limit: 1,
      custom_url_name: 'My orders',
      custom_url: 'https://tea.example.com/orders',
      // The original id of the mini program with "@app" after it: not its AppID.
      custom_app_brand_user_name: `${miniProgram}@app`,
      custom_app_brand_pass: 'pages/orders/index',
    },
    prerogative: 'Points on every order',
    supply_bonus: true,
    bonus_cleared: 'Every 31 December',
    bonus_rules: 'One point per yuan',
    supply_balance: false,
    // The jump form: WeChat shows the form, then returns to the mini program, and this back end activates.
    wx_activate: true,
    wx_activate_after_submit: true,
    wx_activate_after_submit_url: 'https://tea.example.com/activate?from=card',
    // The page that the wallet's 激活 opens: it has no form yet, and sends the user through the component.
    activate_app_brand_user_name: `${miniProgram}@app`,
    activate_app_brand_pass: 'pages/member/member',
  },
})

export const activationForm = (cardId) => ({
  card_id: cardId,
  required_form: { can_modify: false, common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'] },
  optional_form: { can_modify: false, custom_field_list: ['Favourite tea'] },
})
