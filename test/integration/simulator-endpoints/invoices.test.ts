import { describe, expect, test } from 'vitest'
import type { InvoiceAuthFields, InvoiceUserAuthInfo } from '../../../src/api/invoice-authorization.js'
import type { InvoiceUserData, ReimburseStatus } from '../../../src/api/invoice-cards.js'
import type { InvoiceToMakeOut } from '../../../src/api/invoice-issuing.js'
import type { InvoiceAddress } from '../../../src/api/invoice-reimbursement.js'
import { ApiError, InputError } from '../../../src/index.js'
import type { SimulatorOptions } from '../../../src/testing/account/options.js'
import { caught, errcodeOf, openAccount } from '../../support/wire.js'

const NOW = 1_764_000_000

const ok = { errcode: 0, errmsg: 'ok' }

const authFields: InvoiceAuthFields = {
  user_field: { show_title: 1, show_phone: 1, show_email: 1, custom_field: [{ key: 'member' }] },
  biz_field: {
    show_title: 1,
    show_tax_no: 1,
    show_addr: 1,
    show_phone: 1,
    show_bank_type: 1,
    show_bank_no: 1,
    custom_field: [{ key: 'department' }],
  },
}

const template = {
  invoice_info: {
    base_info: {
      logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/logo/0',
      title: 'Demo Cafe',
      custom_url_name: 'Details',
      custom_url: 'https://shop.example/invoice',
      custom_url_sub_title: 'Order',
      promotion_url_name: 'More',
      promotion_url: 'https://shop.example/more',
      promotion_url_sub_title: 'New',
    },
    payee: 'Demo Cafe Ltd',
    type: '增值税普通发票',
  },
}

const data: InvoiceUserData = {
  fee: 10600,
  title: 'Buyer Ltd',
  billing_time: NOW,
  billing_no: '09001131',
  billing_code: '011001600111',
  fee_without_tax: 10000,
  tax: 600,
  s_pdf_media_id: '7000000000000001',
  check_code: '65983476129847612893',
  info: [{ name: 'Coffee', num: 2, unit: '杯', price: 5000 }],
  buyer_number: '91440101MA5ABCDE1X',
  remarks: 'Thanks',
}

const insertion = (more: Partial<InvoiceUserData> = {}, place: object = {}) => ({
  order_id: '1001',
  card_id: 'pDEMOinvoice00000000000000001',
  appid: 'wx5135a70acc000001',
  card_ext: { nonce_str: 'Ab9xZ', user_card: { invoice_user_data: { ...data, ...more } } },
  ...place,
})

const toMakeOut: InvoiceToMakeOut = {
  wxopenid: 'oBuyer1',
  ddh: '1001',
  fpqqlsh: '15972520200618144943',
  nsrsbh: '91440101MA5ABCDE1X',
  nsrmc: 'Demo Cafe Ltd',
  nsrdz: 'Riverside 12',
  nsrdh: '020-12345678',
  nsrbank: 'Demo Bank',
  nsrbankid: '45050160475300000534',
  ghfnsrsbh: '91440101MA5ZZZZZ1X',
  ghfmc: 'Buyer Ltd',
  ghfdz: 'Hill 3',
  ghfdh: '020-87654321',
  ghfbank: 'Other Bank',
  ghfbankid: '6217003170018583064',
  kpr: 'Ann',
  skr: 'Bob',
  fhr: 'Cat',
  jshj: '1.06',
  hjje: '1.00',
  hjse: '0.06',
  bz: 'Thanks',
  hylx: '1',
  invoicedetail_list: [
    {
      fphxz: '0',
      spbm: '1090418010000000000',
      xmmc: 'Coffee',
      dw: '杯',
      ggxh: 'L',
      xmsl: '1',
      xmdj: '1.00',
      xmje: '1.00',
      sl: '0.06',
      se: '0.06',
    },
  ],
}

const toClearOut = {
  wxopenid: 'oBuyer1',
  fpqqlsh: 'red-1',
  nsrsbh: toMakeOut.nsrsbh,
  nsrmc: toMakeOut.nsrmc,
  yfpdm: '044001900411',
  yfphm: '47215364',
}

const asked = {
  s_pappid: 'cGxhdGZvcm0',
  order_id: '1001',
  money: 10600,
  timestamp: NOW,
  source: 'web',
  redirect_url: 'https://shop.example/done',
  ticket: 'TICKET',
  type: 1,
} as const

/** An encrypted code as `chooseInvoice` brings it. */
const encrypted = `${'O/mPnGTpBu22a1szmK2ogzhFPBh9eYzv2p70L8zyyzyk'.repeat(2)}g==`

describe('on the wire', () => {
  const read = {
    card_id: 'pDEMOinvoice00000000000000001',
    begin_time: NOW,
    end_time: 2_000_000_000,
    user_card_status: 'NORMAL',
    openid: 'oBuyer1',
    type: '增值税普通发票',
    payee: 'Demo Cafe Ltd',
    detail: 'Coffee',
    user_info: { fee: 10600, title: 'Buyer Ltd', reimburse_status: 'INVOICE_REIMBURSE_INIT', order_id: '1001' },
  }
  const address = { card_id: 'pDEMOinvoice00000000000000001', encrypt_code: encrypted }

  test.each([
    [
      'setUrl',
      '/card/invoice/seturl',
      {},
      { ...ok, invoice_url: 'https://mp.weixin.qq.com/bizmall/authinvoice?s_pappid=d3' },
    ],
    [
      'setPayMerchant',
      '/card/invoice/setbizattr?action=set_pay_mch',
      { paymch_info: { mchid: '1900000109', s_pappid: 'cGxh' } },
      ok,
    ],
    [
      'getPayMerchant',
      '/card/invoice/setbizattr?action=get_pay_mch',
      {},
      { ...ok, paymch_info: { mchid: '1900000109', s_pappid: 'cGxh' } },
    ],
    [
      'setContact',
      '/card/invoice/setbizattr?action=set_contact',
      { contact: { phone: '88888888', time_out: 12345 } },
      ok,
    ],
    [
      'getContact',
      '/card/invoice/setbizattr?action=get_contact',
      {},
      { ...ok, contact: { phone: '88888888', time_out: 12345 } },
    ],
    ['setAuthFields', '/card/invoice/setbizattr?action=set_auth_field', { auth_field: authFields }, ok],
    ['getAuthFields', '/card/invoice/setbizattr?action=get_auth_field', {}, { ...ok, auth_field: authFields }],
    [
      'getAuthUrl',
      '/card/invoice/getauthurl',
      asked,
      { ...ok, auth_url: 'https://mp.weixin.qq.com/bizmall/authinvoice' },
    ],
    [
      'getAuthData',
      '/card/invoice/getauthdata',
      { order_id: '1001', s_pappid: 'cGxh' },
      { ...ok, invoice_status: 'auth success', auth_time: NOW, user_auth_info: { user_field: { title: 'Me' } } },
    ],
    [
      'rejectInsert',
      '/card/invoice/rejectinsert',
      { s_pappid: 'cGxh', order_id: '1001', reason: 'Too late', url: 'https://shop.example/why' },
      ok,
    ],
    [
      'insert',
      '/card/invoice/insert',
      insertion(),
      { ...ok, code: '318020000001', openid: 'oBuyer1', unionid: 'oUnion1' },
    ],
    ['makeOut', '/card/invoice/makeoutinvoice', { invoiceinfo: toMakeOut }, ok],
    ['clearOut', '/card/invoice/clearoutinvoice', { invoiceinfo: toClearOut }, ok],
    [
      'getMadeOut',
      '/card/invoice/queryinvoceinfo',
      { fpqqlsh: toMakeOut.fpqqlsh, nsrsbh: toMakeOut.nsrsbh },
      {
        ...ok,
        invoicedetail: {
          fpqqlsh: toMakeOut.fpqqlsh,
          fpdm: '044001900411',
          fphm: '47215364',
          kprq: '20251124080000',
          jym: '1',
          pdfurl: 'https://e',
        },
      },
    ],
    ['createCard', '/card/invoice/platform/createcard', template, { ...ok, card_id: 'pDEMOinvoice00000000000000001' }],
    [
      'getPdf',
      '/card/invoice/platform/getpdf',
      { action: 'get_url', s_media_id: '7000000000000001' },
      { ...ok, pdf_url: 'https://e', pdf_url_expire_time: 7200 },
    ],
    [
      'updateStatus',
      '/card/invoice/platform/updatestatus',
      { card_id: 'pDEMOinvoice00000000000000001', code: '318020000001', reimburse_status: 'INVOICE_REIMBURSE_CANCEL' },
      ok,
    ],
    ['getInfo', '/card/invoice/reimburse/getinvoiceinfo', address, { ...ok, ...read }],
    ['listInfo', '/card/invoice/reimburse/getinvoicebatch', { item_list: [address] }, { ...ok, item_list: [read] }],
    [
      'setReimbursement',
      '/card/invoice/reimburse/updateinvoicestatus',
      { ...address, reimburse_status: 'INVOICE_REIMBURSE_LOCK' },
      ok,
    ],
    [
      'setReimbursements',
      '/card/invoice/reimburse/updatestatusbatch',
      { openid: 'oBuyer1', reimburse_status: 'INVOICE_REIMBURSE_CLOSURE', invoice_list: [address] },
      ok,
    ],
    [
      'getUserTitleUrl',
      '/card/invoice/biz/getusertitleurl',
      {
        user_fill: 0,
        title: 'Buyer Ltd',
        phone: '020-1',
        tax_no: '91440101MA5ZZZZZ1X',
        addr: 'Hill 3',
        bank_type: 'Bank',
        bank_no: '62',
        out_title_id: '7',
      },
      { ...ok, url: 'https://mp.weixin.qq.com/intp/invoice/usertitle' },
    ],
    [
      'getSelectTitleUrl',
      '/card/invoice/biz/getselecttitleurl',
      { attach: 'till 3', biz_name: 'Demo Cafe' },
      { ...ok, url: 'https://e' },
    ],
    [
      'scanTitle',
      '/card/invoice/scantitle',
      { scan_text: 'https://w.url.cn/s/AbCdEfG' },
      { ...ok, title_type: 0, title: 'Buyer Ltd', phone: '1', tax_no: '2', addr: '3', bank_type: '4', bank_no: '5' },
    ],
  ] as const)('%s', async (name, target, body, reply) => {
    const { wechat, sent } = caught(reply)
    const method = wechat.invoices[name] as (request: object) => Promise<object>
    expect(await method(body)).toEqual(reply)
    expect(sent).toEqual([
      { method: 'POST', target, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) },
    ])
  })

  test.each(['setUrl', 'getPayMerchant', 'getContact', 'getAuthFields', 'getSelectTitleUrl'] as const)(
    '%s sends an empty object when it is given nothing',
    async (name) => {
      const { wechat, sent } = caught(ok)
      await wechat.invoices[name]()
      expect(sent).toMatchObject([{ body: '{}' }])
    },
  )

  test('uploadPdf sends the file in the part "pdf"', async () => {
    const { wechat, sent } = caught({ ...ok, s_media_id: '7000000000000001' })
    const file = new Blob(['%PDF-1.7 …'], { type: 'application/pdf' })
    expect(await wechat.invoices.uploadPdf({ file, filename: 'invoice.pdf' })).toMatchObject({
      s_media_id: '7000000000000001',
    })
    const [{ method, target, contentType, body } = { method: '', target: '', contentType: '', body: '' }] = sent
    expect([method, target]).toEqual(['POST', '/card/invoice/platform/setpdf'])
    const form = await new Response(Buffer.from(body ?? '', 'latin1'), {
      headers: { 'content-type': contentType ?? '' },
    }).formData()
    expect([...form.keys()]).toEqual(['pdf'])
    const pdf = form.get('pdf') as File
    expect([pdf.name, pdf.type, await pdf.text()]).toEqual(['invoice.pdf', 'application/pdf', '%PDF-1.7 …'])
  })
})

describe('before anything is sent', () => {
  const face = 'card_ext.user_card.invoice_user_data'

  test.each([
    ['getAuthUrl', { ...asked, money: 10.5 }, ['money']],
    ['getAuthUrl', { ...asked, timestamp: NOW * 1000 }, ['timestamp']],
    ['setContact', { contact: { phone: '1', time_out: 1.5 } }, ['contact.time_out']],
    [
      'insert',
      insertion({
        fee: 10.6,
        fee_without_tax: 0.1,
        tax: 0.5,
        billing_time: NOW * 1000,
        info: [{ name: 'x', price: 1.5 }],
      }),
      [`${face}.fee`, `${face}.fee_without_tax`, `${face}.tax`, `${face}.info[0].price`, `${face}.billing_time`],
    ],
    [
      'makeOut',
      { invoiceinfo: { ...toMakeOut, jshj: '106元', hjje: 1, hjse: '' } },
      ['invoiceinfo.jshj', 'invoiceinfo.hjje', 'invoiceinfo.hjse'],
    ],
    [
      'updateStatus',
      { card_id: 'p', code: 'kS9sYh1T0d2mJxq+Zc7u4Q==', reimburse_status: 'INVOICE_REIMBURSE_INIT' },
      ['code'],
    ],
    ['getInfo', { card_id: 'p', encrypt_code: 'kS9s%3D' }, ['encrypt_code']],
    ['listInfo', { item_list: [{ card_id: 'p', encrypt_code: 'kS9s%3D' }] }, ['item_list[0].encrypt_code']],
    [
      'setReimbursement',
      { card_id: 'p', encrypt_code: '%2B', reimburse_status: 'INVOICE_REIMBURSE_LOCK' },
      ['encrypt_code'],
    ],
    [
      'setReimbursements',
      {
        openid: 'o',
        reimburse_status: 'INVOICE_REIMBURSE_LOCK',
        invoice_list: [{ card_id: 'p', encrypt_code: '%2B' }],
      },
      ['invoice_list[0].encrypt_code'],
    ],
  ] as const)('%s refuses wrong values of %j', async (name, request, fields) => {
    const { wechat, sent } = caught({})
    const method = wechat.invoices[name] as (request: object) => Promise<object>
    const error = await method(request).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InputError)
    expect((error as InputError).problems.map(({ field }) => field)).toEqual(fields)
    expect(sent).toEqual([])
  })
})

/** An account at which one order of a user's is authorised, with a template and a PDF. */
async function issuer(options: SimulatorOptions = {}) {
  const { account, wechat } = openAccount({ clock: { now: () => NOW * 1000 }, ...options })
  account.users.set('oBuyer1', { openid: 'oBuyer1', unionid: 'oUnion1' })
  const { invoices } = wechat
  await invoices.setContact({ contact: { phone: '88888888', time_out: 3600 } })
  await invoices.setAuthFields({ auth_field: authFields })
  const { card_id } = await invoices.createCard(template)
  const ask = async (order_id: string, more: object = {}) =>
    await invoices.getAuthUrl({ ...asked, order_id, ticket: await wechat.getCardTicket(), ...more })
  const authorise = (order_id: string, openid = 'oBuyer1', filledIn?: InvoiceUserAuthInfo) => {
    const order = account.invoices.order(order_id)
    if (order === undefined) throw new Error(`nobody asked for order ${order_id}`)
    account.invoices.authorise(order, openid, filledIn)
  }
  const upload = async (filename = 'invoice.pdf') =>
    (await invoices.uploadPdf({ file: new TextEncoder().encode('%PDF-1.7 …'), filename })).s_media_id
  /** Goes the whole way for one order. */
  const insert = async (order_id: string, more: Partial<InvoiceUserData> = {}, openid = 'oBuyer1') => {
    await ask(order_id)
    authorise(order_id, openid)
    const s_pdf_media_id = await upload()
    return await invoices.insert(insertion({ s_pdf_media_id, ...more }, { order_id, card_id }))
  }
  /** What `chooseInvoice` brings. */
  const chosen = (code: string): InvoiceAddress => ({ card_id, encrypt_code: account.cipher.encrypt(code) })
  return { account, wechat, invoices, card_id, ask, authorise, upload, insert, chosen }
}

describe('settings', () => {
  test('the identity of the platform is in the link and stays the same', async () => {
    const { invoices } = await issuer()
    const { invoice_url } = await invoices.setUrl()
    expect(new URL(invoice_url).searchParams.get('s_pappid')).toMatch(/^[\w-]+$/)
    expect((await invoices.setUrl()).invoice_url).toBe(invoice_url)
  })

  test('are answered as they were set, and with a code of their own before', async () => {
    const { wechat } = openAccount()
    const { invoices } = wechat
    expect(await errcodeOf(invoices.getPayMerchant())).toBe(72028)
    expect(await errcodeOf(invoices.getContact())).toBe(72063)
    expect(await errcodeOf(invoices.getAuthFields())).toBe(72029)
    const paymch_info = { mchid: '1900000109', s_pappid: 'cGxh' }
    const contact = { phone: '88888888', time_out: 3600 }
    await invoices.setPayMerchant({ paymch_info })
    await invoices.setContact({ contact })
    await invoices.setAuthFields({ auth_field: authFields })
    expect(await invoices.getPayMerchant()).toMatchObject({ paymch_info })
    expect(await invoices.getContact()).toMatchObject({ contact })
    expect(await invoices.getAuthFields()).toMatchObject({ auth_field: authFields })
  })

  test('want an action that WeChat knows', async () => {
    const { wechat } = openAccount()
    const route = { method: 'POST', path: '/card/invoice/setbizattr?action=set_nothing', effect: 'write' } as const
    expect(await errcodeOf(wechat.call(route))).toBe(72027)
  })

  test('want their fields', async () => {
    const { wechat } = openAccount()
    const { invoices } = wechat
    expect(await errcodeOf(invoices.setPayMerchant({ paymch_info: { mchid: '', s_pappid: 'c' } }))).toBe(41011)
    expect(await errcodeOf(invoices.setContact({ contact: { phone: '', time_out: 1 } }))).toBe(41011)
    expect(await errcodeOf(invoices.setAuthFields({} as never))).toBe(41011)
  })
})

describe('the authorisation of an order', () => {
  test('is asked for with a link, given on a page, told of by an event, and read', async () => {
    const { account, invoices, ask, authorise } = await issuer()
    const { auth_url } = await ask('1001')
    expect(new URL(auth_url).searchParams.get('order_id')).toBe('1001')
    const of = { order_id: '1001', s_pappid: asked.s_pappid }
    expect(await invoices.getAuthData(of)).toEqual({ ...ok, invoice_status: 'never auth' })
    const filledIn = { biz_field: { title: 'Buyer Ltd', tax_no: '91440101MA5ZZZZZ1X' } }
    authorise('1001', 'oBuyer1', filledIn)
    expect(await invoices.getAuthData(of)).toEqual({
      ...ok,
      invoice_status: 'auth success',
      auth_time: NOW,
      user_auth_info: filledIn,
    })
    expect(account.events).toMatchObject([
      {
        Event: 'user_authorize_invoice',
        FromUserName: 'oBuyer1',
        SuccOrderId: '1001',
        FailOrderId: '',
        AuthorizeAppId: 'wx5135a70acc000001',
        SPAppId: asked.s_pappid,
        Source: 'web',
      },
    ])
  })

  test('brings what was filled in on pages of type 1 only', async () => {
    const { invoices, ask, authorise } = await issuer()
    await ask('1002', { type: 0 })
    authorise('1002', 'oBuyer1', { user_field: { title: 'Me' } })
    const answer = await invoices.getAuthData({ order_id: '1002', s_pappid: asked.s_pappid })
    expect(answer).not.toHaveProperty('user_auth_info')
  })

  test('of an order that WeChat does not know is no error', async () => {
    const { invoices } = await issuer()
    expect(await invoices.getAuthData({ order_id: '404', s_pappid: asked.s_pappid })).toMatchObject({
      invoice_status: 'never auth',
    })
  })

  test('opens in a mini program with an AppID and a page', async () => {
    const { ask } = await issuer()
    expect(await ask('1003', { source: 'wxa' })).toMatchObject({
      auth_url: expect.any(String),
      appid: expect.any(String),
    })
    expect(await ask('1003', { source: 'app' })).not.toHaveProperty('appid')
  })

  test.each([
    ['with the jsapi ticket', { ticket: 'jsapi' }, 72025],
    ['from an unknown kind of page', { source: 'pc' }, 72051],
    ['of an unknown type', { type: 3 }, 72031],
    ['for nothing', { money: 0 }, 72031],
  ])('is not to be had %s', async (_, wrong, errcode) => {
    const { wechat, ask } = await issuer()
    const more = 'ticket' in wrong ? { ticket: await wechat.getJsapiTicket() } : wrong
    expect(await errcodeOf(ask('1001', more))).toBe(errcode)
  })

  test('wants a contact, and for type 1 the fields of the page', async () => {
    const { wechat } = openAccount()
    const ticket = await wechat.getCardTicket()
    expect(await errcodeOf(wechat.invoices.getAuthUrl({ ...asked, ticket }))).toBe(72063)
    await wechat.invoices.setContact({ contact: { phone: '1', time_out: 1 } })
    expect(await errcodeOf(wechat.invoices.getAuthUrl({ ...asked, ticket }))).toBe(72029)
    expect(await errcodeOf(wechat.invoices.getAuthUrl({ ...asked, ticket, type: 0 }))).toBe(0)
  })

  test('can be refused by the merchant, once and for good', async () => {
    const { invoices, ask, authorise, card_id, upload } = await issuer()
    const refusal = { s_pappid: asked.s_pappid, order_id: '1001', reason: 'Too late' }
    expect(await errcodeOf(invoices.rejectInsert(refusal))).toBe(72038)
    await ask('1001')
    expect(await errcodeOf(invoices.rejectInsert(refusal))).toBe(72038)
    authorise('1001')
    expect(await errcodeOf(invoices.rejectInsert(refusal))).toBe(0)
    expect(await errcodeOf(invoices.rejectInsert(refusal))).toBe(72035)
    expect(await errcodeOf(ask('1001'))).toBe(72035)
    expect(await errcodeOf(invoices.getAuthData(refusal))).toBe(72035)
    const s_pdf_media_id = await upload()
    expect(await errcodeOf(invoices.insert(insertion({ s_pdf_media_id }, { card_id })))).toBe(72035)
  })
})

describe('an invoice', () => {
  test('goes into the wallet of whoever authorised its order', async () => {
    const { account, invoices, insert, card_id, chosen } = await issuer()
    const { code, openid, unionid } = await insert('1001')
    expect({ openid, unionid }).toEqual({ openid: 'oBuyer1', unionid: 'oUnion1' })
    expect(code).toMatch(/^\d{12}$/)
    const { s_pdf_media_id: _, ...face } = data
    expect(await invoices.getInfo(chosen(code))).toEqual({
      ...ok,
      card_id,
      begin_time: NOW,
      end_time: expect.any(Number),
      user_card_status: 'NORMAL',
      openid: 'oBuyer1',
      type: '增值税普通发票',
      payee: 'Demo Cafe Ltd',
      detail: 'Coffee',
      user_info: {
        ...face,
        pdf_url: expect.stringMatching(/^https:/),
        reimburse_status: 'INVOICE_REIMBURSE_INIT',
        order_id: '1001',
      },
    })
    expect(account.effects.count('invoice.inserted')).toBe(1)
  })

  test('is decrypted like any card', async () => {
    const { wechat, insert, chosen } = await issuer()
    const { code } = await insert('1001')
    expect(await wechat.decryptCode(chosen(code).encrypt_code)).toBe(code)
  })

  test('may have a second PDF', async () => {
    const { invoices, insert, upload, chosen } = await issuer()
    const { code } = await insert('1001', { s_trip_pdf_media_id: await upload('trip.pdf') })
    const { user_info } = await invoices.getInfo(chosen(code))
    expect(user_info.trip_pdf_url).toMatch(/^https:/)
    expect(user_info.trip_pdf_url).not.toBe(user_info.pdf_url)
  })

  test('that is fully digital has a number of 20 digits, no code and no check code', async () => {
    const { insert } = await issuer()
    const digital = { billing_no: '24112000000012345678', billing_code: '', check_code: '' }
    expect(await errcodeOf(insert('1001', digital))).toBe(0)
  })

  test('may have code and number in either field, because editions disagree', async () => {
    const { insert } = await issuer()
    expect(await errcodeOf(insert('1001', { billing_no: '011001600111', billing_code: '09001131' }))).toBe(0)
  })

  test('is inserted once per order: the second time tells that the first worked', async () => {
    const { invoices, insert, ask, card_id, upload } = await issuer()
    await insert('1001')
    const again = insertion({ s_pdf_media_id: await upload(), billing_no: '09001132' }, { card_id })
    expect(await errcodeOf(invoices.insert(again))).toBe(72018)
    expect(await errcodeOf(ask('1001'))).toBe(72056)
    const refusal = { s_pappid: asked.s_pappid, order_id: '1001', reason: 'Too late' }
    expect(await errcodeOf(invoices.rejectInsert(refusal))).toBe(72018)
  })

  test('with the same code and number is there once', async () => {
    const { insert } = await issuer()
    await insert('1001')
    expect(await errcodeOf(insert('1002'))).toBe(72042)
    expect(await errcodeOf(insert('1003', { billing_no: '09001132' }))).toBe(0)
  })

  test.each([
    ['letters in its number', { billing_no: '0900113X' }, 72041],
    ['a number of the wrong length', { billing_no: '0900113' }, 72043],
    ['no check code', { check_code: '' }, 72045],
    ['no title', { title: '' }, 72017],
    ['no PDF', { s_pdf_media_id: '' }, 72040],
    ['a PDF that nobody uploaded', { s_pdf_media_id: '7999' }, 72040],
  ])('with %s is refused', async (_, wrong, errcode) => {
    const { insert } = await issuer()
    expect(await errcodeOf(insert('1001', wrong))).toBe(errcode)
  })

  test('takes a PDF that is not three days old and belongs to no other', async () => {
    const { account, invoices, insert, upload } = await issuer()
    const old = await upload()
    expect(await errcodeOf(invoices.getPdf({ action: 'get_url', s_media_id: old }))).toBe(0)
    account.advance(3 * 86_400_000 + 1)
    expect(await errcodeOf(invoices.getPdf({ action: 'get_url', s_media_id: old }))).toBe(40007)
    expect(await errcodeOf(insert('1001', { s_pdf_media_id: old }))).toBe(72040)
    const used = await upload()
    await insert('1002', { s_pdf_media_id: used })
    expect(await errcodeOf(insert('1003', { s_pdf_media_id: used, billing_no: '09001132' }))).toBe(72040)
    account.advance(3 * 86_400_000 + 1)
    expect(await errcodeOf(invoices.getPdf({ action: 'get_url', s_media_id: used }))).toBe(0)
  })

  test('wants an authorised order, the AppID that obtained it, and a template', async () => {
    const { invoices, ask, authorise, card_id, upload } = await issuer()
    const s_pdf_media_id = await upload()
    const place = (more: object = {}) => insertion({ s_pdf_media_id }, { card_id, ...more })
    expect(await errcodeOf(invoices.insert(place()))).toBe(72038)
    await ask('1001')
    expect(await errcodeOf(invoices.insert(place()))).toBe(72038)
    authorise('1001')
    expect(await errcodeOf(invoices.insert(place({ appid: 'wx00000000000000b2' })))).toBe(72038)
    const error = await invoices.insert(place({ card_id: 'pNOWHERE' })).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ errcode: 40073, hint: expect.stringContaining('invoices.createCard') })
    expect(await errcodeOf(invoices.insert(place()))).toBe(0)
  })
})

describe('templates and PDFs', () => {
  test('a template wants its fields, and short texts', async () => {
    const { wechat } = openAccount()
    const { createCard } = wechat.invoices
    const { invoice_info } = template
    const without = { invoice_info: { ...invoice_info, payee: '' } }
    expect(await errcodeOf(createCard(without))).toBe(41011)
    const base_info = { ...invoice_info.base_info, title: '十个汉字的标题太长了吧' }
    expect(await errcodeOf(createCard({ invoice_info: { ...invoice_info, base_info } }))).toBe(45021)
  })

  test('a PDF has an address for two hours', async () => {
    const { invoices, upload } = await issuer()
    const s_media_id = await upload()
    expect(await invoices.getPdf({ action: 'get_url', s_media_id })).toEqual({
      ...ok,
      pdf_url: expect.stringMatching(/^https:/),
      pdf_url_expire_time: 7200,
    })
    const action = 'get' as 'get_url'
    expect(await errcodeOf(invoices.getPdf({ action, s_media_id }))).toBe(72027)
    const error = await invoices.getPdf({ action: 'get_url', s_media_id: '1' }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ errcode: 40007, hint: expect.stringContaining('invoices.uploadPdf') })
  })

  test('an empty file, and one that is no PDF, are refused', async () => {
    const { wechat } = openAccount()
    const { uploadPdf } = wechat.invoices
    expect(await errcodeOf(uploadPdf({ file: new Uint8Array(), filename: 'a.pdf' }))).toBe(44001)
    expect(await errcodeOf(uploadPdf({ file: new TextEncoder().encode('<html>'), filename: 'a.pdf' }))).toBe(72040)
  })
})

describe('reimbursement', () => {
  const LOCK = 'INVOICE_REIMBURSE_LOCK'
  const CLOSURE = 'INVOICE_REIMBURSE_CLOSURE'
  const INIT = 'INVOICE_REIMBURSE_INIT'
  const CANCEL = 'INVOICE_REIMBURSE_CANCEL'

  async function company() {
    const opened = await issuer()
    const { code } = await opened.insert('1001')
    const address = opened.chosen(code)
    const to = async (reimburse_status: ReimburseStatus) =>
      await errcodeOf(opened.invoices.setReimbursement({ ...address, reimburse_status }))
    const stateOf = async (of = address) => {
      const { user_info, user_card_status } = await opened.invoices.getInfo(of)
      return [user_info.reimburse_status, user_card_status]
    }
    const record = opened.account.invoices.get(opened.card_id, code, 0)
    return { ...opened, code, address, to, stateOf, record }
  }

  test('locks, releases, locks again and closes, and tells whoever issued', async () => {
    const { account, to, stateOf, code, card_id } = await company()
    for (const [status, state] of [
      [LOCK, 'NORMAL'],
      [INIT, 'NORMAL'],
      [LOCK, 'NORMAL'],
      [CLOSURE, 'CONSUMED'],
    ] as const) {
      expect(await to(status)).toBe(0)
      expect(await stateOf()).toEqual([status, state])
    }
    expect(account.events.slice(1)).toMatchObject(
      [LOCK, INIT, LOCK, CLOSURE].map((Status) => ({
        Event: 'update_invoice_status',
        Status,
        CardId: card_id,
        Code: code,
      })),
    )
  })

  test('locks before it closes, and goes nowhere from there', async () => {
    const { to } = await company()
    expect(await to(CLOSURE)).toBe(72039)
    expect(await to(INIT)).toBe(72024)
    await to(LOCK)
    expect(await to(LOCK)).toBe(72024)
    await to(CLOSURE)
    expect([await to(INIT), await to(LOCK), await to(CLOSURE)]).toEqual([72061, 72061, 72061])
  })

  test('does not touch what another company has locked', async () => {
    const { account, to, stateOf, record } = await company()
    expect(account.invoices.freeInvoicesOf('oBuyer1')).toEqual([record])
    account.invoices.lockElsewhere(record)
    expect(account.invoices.freeInvoicesOf('oBuyer1')).toEqual([])
    expect(await stateOf()).toEqual([LOCK, 'NORMAL'])
    expect([await to(INIT), await to(LOCK), await to(CLOSURE)]).toEqual([72023, 72023, 72023])
  })

  test('knows the states of WeChat, and cancelling is not for it', async () => {
    const { to } = await company()
    expect(await to('INVOICE_REIMBURSE_PAID')).toBe(72031)
    expect(await to(CANCEL)).toBe(72024)
  })

  test('takes several invoices at once, all or none', async () => {
    const { invoices, insert, chosen, address, stateOf, record, account } = await company()
    const other = chosen((await insert('1002', { billing_no: '09001132' })).code)
    const foreign = chosen((await insert('1003', { billing_no: '09001133' }, 'oSomebody')).code)
    const together = (reimburse_status: ReimburseStatus, ...invoice_list: InvoiceAddress[]) =>
      errcodeOf(invoices.setReimbursements({ openid: 'oBuyer1', reimburse_status, invoice_list }))
    expect(await together(LOCK, address, foreign)).toBe(72037)
    expect(await stateOf()).toEqual([INIT, 'NORMAL'])
    expect(await together(LOCK, address, other)).toBe(0)
    expect([await stateOf(), await stateOf(other)]).toEqual([
      [LOCK, 'NORMAL'],
      [LOCK, 'NORMAL'],
    ])
    account.invoices.step(record, INIT, 'issuer')
    expect(await together(CLOSURE, other, address)).toBe(72039)
    expect(await stateOf(other)).toEqual([LOCK, 'NORMAL'])
    const many = Array.from({ length: 101 }, () => address)
    expect(await together(LOCK, ...many)).toBe(72055)
  })

  test('reads several invoices in the order in which they were named', async () => {
    const { invoices, insert, chosen, address } = await company()
    const other = chosen((await insert('1002', { billing_no: '09001132' })).code)
    const { item_list } = await invoices.listInfo({ item_list: [other, address] })
    expect(item_list.map(({ user_info }) => user_info.order_id)).toEqual(['1002', '1001'])
    const many = Array.from({ length: 101 }, () => address)
    expect(await errcodeOf(invoices.listInfo({ item_list: many }))).toBe(72052)
  })

  test('tells a wrong template, a code that is not encrypted for it, and an invoice that is not there', async () => {
    const { invoices, account, card_id, address } = await company()
    const read = (of: InvoiceAddress) => invoices.getInfo(of).catch((thrown: unknown) => thrown)
    expect(await read({ ...address, card_id: 'pNOWHERE' })).toMatchObject({
      errcode: 40073,
      hint: expect.stringContaining('chooseInvoice'),
    })
    expect(await read({ card_id, encrypt_code: encrypted })).toMatchObject({
      errcode: 40075,
      hint: expect.stringContaining('chooseInvoice'),
    })
    expect(await read({ card_id, encrypt_code: account.cipher.encrypt('000000000000') })).toMatchObject({
      errcode: 73200,
    })
    expect(await read({ card_id } as InvoiceAddress)).toMatchObject({ errcode: 40101 })
    expect(await read({ encrypt_code: encrypted } as InvoiceAddress)).toMatchObject({ errcode: 40101 })
    expect(await errcodeOf(invoices.listInfo({} as never))).toBe(40101)
    expect(await errcodeOf(invoices.setReimbursement(address as never))).toBe(40101)
  })

  test('ends when the invoicing platform cancels the invoice, which tells nobody', async () => {
    const { account, invoices, card_id, code, to, stateOf } = await company()
    const update = (reimburse_status: ReimburseStatus, place: object = {}) =>
      errcodeOf(invoices.updateStatus({ card_id, code, reimburse_status, ...place }))
    expect(await update('INVOICE_REIMBURSE_PAID')).toBe(72031)
    expect(await update(CANCEL, { card_id: 'pNOWHERE' })).toBe(40073)
    expect(await update(CANCEL)).toBe(0)
    expect(await stateOf()).toEqual([CANCEL, 'CONSUMED'])
    expect(await to(LOCK)).toBe(72060)
    expect(await update(INIT)).toBe(72060)
    expect(account.events.count('update_invoice_status')).toBe(0)
  })

  test('is final for the invoicing platform too', async () => {
    const { invoices, card_id, code } = await company()
    const update = (reimburse_status: ReimburseStatus) =>
      errcodeOf(invoices.updateStatus({ card_id, code, reimburse_status }))
    expect(await update(CLOSURE)).toBe(0)
    expect(await update(INIT)).toBe(72061)
  })

  test('is told that a code printed on the invoice is not the code of its card', async () => {
    const { invoices, card_id } = await company()
    const wrong = { card_id, code: '011001600111', reimburse_status: CANCEL }
    const error = await invoices.updateStatus(wrong).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ errcode: 72038, hint: expect.stringContaining('invoices.insert') })
  })

  test('is sent again while WeChat is busy with the invoice', async () => {
    let calls = 0
    const { wechat } = openAccount(
      {},
      {
        accessToken: async () => 'TOKEN',
        fetch: async () =>
          Response.json(++calls === 1 ? { errcode: 72036, errmsg: 'invoice is busy, try again please' } : ok),
      },
    )
    const request = { card_id: 'p', encrypt_code: encrypted, reimburse_status: LOCK } as const
    expect(await wechat.invoices.setReimbursement(request)).toEqual(ok)
    expect(calls).toBe(2)
  })
})

describe('the unified interface', () => {
  const made = { fpqqlsh: toMakeOut.fpqqlsh, nsrsbh: toMakeOut.nsrsbh }
  const makeOut = (more: Partial<InvoiceToMakeOut> = {}) => ({ invoiceinfo: { ...toMakeOut, ...more } })

  test('issues an invoice, tells so by an event, and reads it', async () => {
    const { account, wechat } = openAccount({ clock: { now: () => NOW * 1000 } })
    await wechat.invoices.makeOut(makeOut())
    expect(await wechat.invoices.getMadeOut(made)).toEqual({
      ...ok,
      invoicedetail: {
        fpqqlsh: toMakeOut.fpqqlsh,
        fpdm: expect.stringMatching(/^\d{12}$/),
        fphm: expect.stringMatching(/^\d{8}$/),
        kprq: '20251125000000', // 1764000000 is 2025-11-24 16:00 UTC
        jym: expect.stringMatching(/^\d{20}$/),
        pdfurl: expect.stringMatching(/^https:/),
      },
    })
    expect(account.events).toMatchObject([
      { Event: 'cloud_invoice_invoiceresult_event', FromUserName: 'oBuyer1', ...made },
    ])
  })

  test('issues nothing twice, whatever is sent again', async () => {
    const { account, wechat } = openAccount()
    const { invoices } = wechat
    await invoices.makeOut(makeOut())
    const first = await invoices.getMadeOut(made)
    expect(await errcodeOf(invoices.makeOut(makeOut()))).toBe(0)
    expect(await errcodeOf(invoices.makeOut(makeOut({ ddh: '1002' })))).toBe(73106)
    expect(await errcodeOf(invoices.makeOut(makeOut({ fpqqlsh: 'other' })))).toBe(73108)
    expect(await invoices.getMadeOut(made)).toEqual(first)
    expect(account.effects.count('invoice.issued')).toBe(1)
  })

  test('takes its time, and may fail', async () => {
    const { account, wechat } = openAccount({ review: 'manual' })
    const { invoices } = wechat
    await invoices.makeOut(makeOut())
    expect(await errcodeOf(invoices.getMadeOut(made))).toBe(73107)
    expect(await errcodeOf(invoices.makeOut(makeOut()))).toBe(73107)
    const finish = (success: boolean) => {
      const record = account.issuedInvoices.find(toMakeOut.fpqqlsh)
      if (record === undefined) throw new Error('the request did not arrive')
      account.issuedInvoices.finish(record, success)
    }
    finish(false)
    expect(await errcodeOf(invoices.getMadeOut(made))).toBe(73000)
    await invoices.makeOut(makeOut())
    finish(true)
    expect(await errcodeOf(invoices.getMadeOut(made))).toBe(0)
    const [failed, done] = account.events
    expect([failed?.Event, done?.Event]).toEqual([failed?.Event, failed?.Event])
    expect(failed?.status).not.toBe(done?.status)
  })

  test('tells an unknown request and another taxpayer', async () => {
    const { wechat } = openAccount()
    const { invoices } = wechat
    expect(await errcodeOf(invoices.getMadeOut(made))).toBe(73109)
    await invoices.makeOut(makeOut())
    expect(await errcodeOf(invoices.getMadeOut({ ...made, nsrsbh: 'other' }))).toBe(73101)
    expect(await errcodeOf(invoices.getMadeOut({ ...made, fpqqlsh: '' }))).toBe(73004)
    expect(await errcodeOf(invoices.getMadeOut({ ...made, nsrsbh: '' }))).toBe(73016)
  })

  test('cancels an invoice once', async () => {
    const { account, wechat } = openAccount()
    const { invoices } = wechat
    await invoices.makeOut(makeOut())
    const { invoicedetail } = await invoices.getMadeOut(made)
    const clearOut = (more: object = {}) => ({
      invoiceinfo: { ...toClearOut, yfpdm: invoicedetail.fpdm, yfphm: invoicedetail.fphm, ...more },
    })
    expect(await errcodeOf(invoices.clearOut(clearOut({ yfphm: '00000000' })))).toBe(73201)
    expect(await errcodeOf(invoices.clearOut(clearOut({ nsrsbh: 'other' })))).toBe(73101)
    expect(await errcodeOf(invoices.clearOut(clearOut({ fpqqlsh: made.fpqqlsh })))).toBe(73106)
    expect(await errcodeOf(invoices.clearOut(clearOut()))).toBe(0)
    expect(await errcodeOf(invoices.clearOut(clearOut({ fpqqlsh: 'red-2' })))).toBe(72060)
    expect(await errcodeOf(invoices.getMadeOut({ ...made, fpqqlsh: 'red-1' }))).toBe(0)
    expect(account.effects.count('invoice.cleared')).toBe(1)
  })

  test.each([
    ['ddh', 73002],
    ['wxopenid', 73003],
    ['fpqqlsh', 73004],
    ['nsrmc', 73007],
    ['nsrdz', 73008],
    ['nsrdh', 73009],
    ['ghfmc', 73010],
    ['kpr', 73011],
    ['hylx', 73015],
    ['nsrsbh', 73016],
  ] as const)('an empty %s has a code of its own', async (field, errcode) => {
    const { wechat } = openAccount()
    expect(await errcodeOf(wechat.invoices.makeOut(makeOut({ [field]: '' })))).toBe(errcode)
  })

  test.each([
    ['jshj', 73012],
    ['hjje', 73013],
    ['hjse', 73014],
  ] as const)('a missing %s has a code of its own', async (field, errcode) => {
    const { wechat } = openAccount()
    const { [field]: _, ...rest } = toMakeOut
    expect(await errcodeOf(wechat.invoices.makeOut({ invoiceinfo: rest as InvoiceToMakeOut }))).toBe(errcode)
  })

  test('an invoice without lines, and an openid that is none', async () => {
    const { wechat } = openAccount()
    const { invoicedetail_list: _, ...rest } = toMakeOut
    expect(await errcodeOf(wechat.invoices.makeOut({ invoiceinfo: rest as InvoiceToMakeOut }))).toBe(41011)
    expect(await errcodeOf(wechat.invoices.makeOut(makeOut({ wxopenid: 'not an openid' })))).toBe(73001)
  })

  test.each([
    ['wxopenid', 73003],
    ['fpqqlsh', 73004],
    ['nsrmc', 73007],
    ['nsrsbh', 73016],
  ] as const)('an empty %s when cancelling', async (field, errcode) => {
    const { wechat } = openAccount()
    expect(await errcodeOf(wechat.invoices.clearOut({ invoiceinfo: { ...toClearOut, [field]: '' } }))).toBe(errcode)
  })
})

describe('titles', () => {
  test('a link brings a title into WeChat, and wants one unless the user fills it in', async () => {
    const { wechat } = openAccount()
    const { getUserTitleUrl } = wechat.invoices
    const { url } = await getUserTitleUrl({ title: 'Buyer Ltd', tax_no: '91440101MA5ZZZZZ1X' })
    expect(new URL(url).searchParams.get('title')).toBe('Buyer Ltd')
    expect(await errcodeOf(getUserTitleUrl({ tax_no: '91440101MA5ZZZZZ1X' }))).toBe(72017)
    expect(await errcodeOf(getUserTitleUrl({ user_fill: 1 }))).toBe(0)
  })

  test('a user chooses a title behind a link, and an event brings it with what was attached', async () => {
    const { account, wechat } = openAccount()
    const { url } = await wechat.invoices.getSelectTitleUrl({ attach: 'till 3', biz_name: 'Demo Cafe' })
    const attach = new URL(url).searchParams.get('attach') ?? ''
    account.invoices.submitTitle('oBuyer1', { title_type: 1, title: 'Me' }, attach)
    expect(account.events).toMatchObject([
      { Event: 'submit_invoice_title', FromUserName: 'oBuyer1', title: 'Me', attach: 'till 3', tax_no: '' },
    ])
  })

  test('a title is read from the code that the user shows, for a while', async () => {
    const { account, wechat } = openAccount()
    const title = { title_type: 0, title: 'Buyer Ltd', tax_no: '91440101MA5ZZZZZ1X' }
    const scan_text = account.invoices.showTitle(title)
    expect(await wechat.invoices.scanTitle({ scan_text })).toEqual({ ...ok, ...title })
    account.advance(11 * 60_000)
    expect(await errcodeOf(wechat.invoices.scanTitle({ scan_text }))).toBe(72044)
    expect(await errcodeOf(wechat.invoices.scanTitle({ scan_text: 'https://shop.example' }))).toBe(72031)
  })
})

describe('an account without invoices', () => {
  test('may not issue, and is told so with 72015', async () => {
    const { wechat } = openAccount({ withoutPermissions: ['invoice'] })
    const { invoices } = wechat
    const pdf = { file: new TextEncoder().encode('%PDF-1.7'), filename: 'a.pdf' }
    const calls = [
      invoices.setUrl(),
      invoices.setPayMerchant({ paymch_info: { mchid: '1', s_pappid: 'c' } }),
      invoices.getPayMerchant(),
      invoices.setContact({ contact: { phone: '1', time_out: 1 } }),
      invoices.getContact(),
      invoices.setAuthFields({ auth_field: {} }),
      invoices.getAuthFields(),
      invoices.getAuthUrl({ ...asked, ticket: await wechat.getCardTicket() }),
      invoices.getAuthData({ order_id: '1', s_pappid: 'c' }),
      invoices.rejectInsert({ order_id: '1', s_pappid: 'c', reason: 'x' }),
      invoices.insert(insertion()),
      invoices.makeOut({ invoiceinfo: toMakeOut }),
      invoices.clearOut({ invoiceinfo: toClearOut }),
      invoices.getMadeOut({ fpqqlsh: '1', nsrsbh: '1' }),
      invoices.createCard(template),
      invoices.uploadPdf(pdf),
      invoices.getPdf({ action: 'get_url', s_media_id: '7' }),
      invoices.updateStatus({ card_id: 'p', code: '1', reimburse_status: 'INVOICE_REIMBURSE_INIT' }),
    ]
    expect(new Set(await Promise.all(calls.map(errcodeOf)))).toEqual(new Set([72015]))
  })

  test('reimburses and reads titles no more than it issues', async () => {
    const { wechat } = openAccount({ withoutPermissions: ['invoice'] })
    const { invoices } = wechat
    const address = { card_id: 'p', encrypt_code: encrypted }
    const calls = [
      invoices.getInfo(address),
      invoices.listInfo({ item_list: [address] }),
      invoices.setReimbursement({ ...address, reimburse_status: 'INVOICE_REIMBURSE_LOCK' }),
      invoices.setReimbursements({
        openid: 'o',
        reimburse_status: 'INVOICE_REIMBURSE_LOCK',
        invoice_list: [address],
      }),
      invoices.getUserTitleUrl({ user_fill: 1 }),
      invoices.getSelectTitleUrl(),
      invoices.scanTitle({ scan_text: 'x' }),
    ]
    expect(new Set(await Promise.all(calls.map(errcodeOf)))).toEqual(new Set([48001]))
  })
})

describe('codes that no state of the simulator leads to', () => {
  test.each([
    ['insert', 72047],
    ['insert', 72048],
    ['insert', 72050],
    ['insert', 72057],
    ['makeOut', 1],
    ['makeOut', 73000],
    ['makeOut', 73100],
    ['makeOut', 73105],
    ['getInfo', 72031],
  ] as const)('%s: %i is thrown with a cause and a remedy', async (name, errcode) => {
    const requests = {
      insert: insertion(),
      makeOut: { invoiceinfo: toMakeOut },
      getInfo: { card_id: 'p', encrypt_code: encrypted },
    }
    const { wechat, sent } = caught({ errcode, errmsg: 'x' })
    const method = wechat.invoices[name] as (request: object) => Promise<object>
    const error = await method(requests[name]).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ errcode, hint: expect.stringMatching(/\w{3}/), outcome: 'rejected' })
    expect(sent).toHaveLength(1)
  })
})

// The sample on WeChat's page of the unified interface: "159.0", "135.9", "23.1".
test.each([
  [{ jshj: '159.0', hjje: '135.9', hjse: '23.1' }, []],
  [{ jshj: '159.00', hjje: '-135.90', hjse: '23.123' }, []],
  [{ jshj: '159', hjje: '135.9', hjse: '23' }, ['invoiceinfo.jshj', 'invoiceinfo.hjse']],
])('makeOut sends amounts of any number of decimals: %j, with advice about %j', async (amounts, fields) => {
  const { wechat, sent, advice } = caught(ok)
  await wechat.invoices.makeOut({ invoiceinfo: { ...toMakeOut, ...amounts } } as never)
  expect(sent).toHaveLength(1)
  expect(advice.map(({ field }) => field)).toEqual(fields)
})
