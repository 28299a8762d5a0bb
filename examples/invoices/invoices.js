// Issuing electronic invoices into customers' wallets.

/** Once: who issues, how to reach them, what the page asks for, and the template of the invoice card. */
export async function prepare(wechat, { logoUrl, title, payee, phone }) {
  const { invoices } = wechat
  const { invoice_url } = await invoices.setUrl()
  await invoices.setContact({ contact: { phone, time_out: 3600 } })
  await invoices.setAuthFields({ auth_field: { biz_field: { show_title: 1, show_tax_no: 1 } } })
  const base_info = { logo_url: logoUrl, title }
  const { card_id: cardId } = await invoices.createCard({ invoice_info: { base_info, payee, type: '增值税普通发票' } })
  return { cardId, platform: new URL(invoice_url).searchParams.get('s_pappid') }
}

/** The page on which a customer asks for the invoice of an order. `cents` is what was paid. */
export async function authorisationUrl(wechat, { platform, orderId, cents, now }) {
  const { auth_url } = await wechat.invoices.getAuthUrl({
    s_pappid: platform,
    order_id: orderId,
    money: cents,
    timestamp: Math.floor(now / 1000),
    source: 'web',
    redirect_url: 'https://tea.example.com/invoice',
    ticket: await wechat.getCardTicket(), // the card ticket, not the one for pages
    type: 1,
  })
  return auth_url
}

/** Whether the customer asked for it, and the title and tax number for the invoice. */
export async function authorised(wechat, { platform, orderId }) {
  const { invoice_status, user_auth_info } = await wechat.invoices.getAuthData({
    order_id: orderId,
    s_pappid: platform,
  })
  if (invoice_status !== 'auth success') return undefined
  const { title, tax_no: taxNo } = { ...user_auth_info?.user_field, ...user_auth_info?.biz_field }
  return { title, taxNo }
}

/**
 * Puts an issued invoice into the customer's wallet. `invoice` comes from your tax system and is saved there: with it this
 * function can be called again, and an order takes one invoice only.
 */
export async function deliver(wechat, { appId, cardId, orderId, invoice, pdf }) {
  const { s_media_id } = await wechat.invoices.uploadPdf({ file: pdf, filename: `${orderId}.pdf` })
  const invoice_user_data = { ...invoice, s_pdf_media_id: s_media_id }
  try {
    await wechat.invoices.insert({
      order_id: orderId,
      card_id: cardId,
      appid: appId,
      card_ext: { nonce_str: orderId, user_card: { invoice_user_data } },
    })
  } catch (error) {
    if (error.errcode !== 72018) throw error // 72018: the invoice of this order is in the wallet already
  }
}
