import { describe, expectTypeOf, test } from 'vitest'
import type { ReimburseStatus } from '../../src/api/invoice-cards.js'
import type { InvoiceInfo } from '../../src/api/invoice-reimbursement.js'
import type { WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient
const { invoices } = wechat

const asked = {
  s_pappid: 'cGxhdGZvcm0',
  order_id: '1001',
  money: 10600,
  timestamp: 1764000000,
  source: 'web',
  ticket: 'TICKET',
  type: 1,
} as const

const data = {
  fee: 10600,
  title: 'Buyer Ltd',
  billing_time: 1764000000,
  billing_no: '09001131',
  billing_code: '011001600111',
  fee_without_tax: 10000,
  tax: 600,
  s_pdf_media_id: '7000000000000001',
  check_code: '65983476129847612893',
}

const place = { order_id: '1001', card_id: 'p', appid: 'wx00000000000000a1' }

const address = { card_id: 'p', encrypt_code: 'O/mPnGTpBu22a1szmK2ogzhFPBh9eYzv2p70L8zyyzw=' }

const invoiceinfo = {
  wxopenid: 'oBuyer1',
  ddh: '1001',
  fpqqlsh: '15972520200618144943',
  nsrsbh: '91440101MA5ABCDE1X',
  nsrmc: 'Demo Cafe Ltd',
  nsrdz: 'Riverside 12',
  nsrdh: '020-12345678',
  ghfmc: 'Buyer Ltd',
  kpr: 'Ann',
  jshj: '1.06',
  hjje: '1.00',
  hjse: '0.06',
  hylx: '1',
  invoicedetail_list: [{ xmmc: 'Coffee', xmsl: '1', xmdj: '1.00', xmje: '1.00', sl: '0.06', se: '0.06' }],
}

describe('what must not compile', () => {
  test('settings that are read with something, or set without', () => {
    // @ts-expect-error there is nothing to say
    invoices.setUrl({ invoice_url: 'https://shop.example/' })
    // @ts-expect-error with which platform?
    invoices.setPayMerchant({ paymch_info: { mchid: '1900000001' } })
    // @ts-expect-error there is nothing to say
    invoices.getPayMerchant({ mchid: '1900000001' })
    // @ts-expect-error there is nothing to say
    invoices.getAuthFields({ action: 'get_auth_field' })
  })

  test('invoices that are told by half', () => {
    // @ts-expect-error an object named invoiceinfo
    invoices.clearOut({ fpqqlsh: '2' })
    // @ts-expect-error by whom?
    invoices.getMadeOut({ fpqqlsh: '1' })
    // @ts-expect-error a template has a payee
    invoices.createCard({ invoice_info: { base_info: { logo_url: 'https://l', title: 'Tea' }, type: 'x' } })
    // @ts-expect-error a list of invoices
    invoices.listInfo({ item_list: { card_id: 'p1', encrypt_code: 'x' } })
    // @ts-expect-error into which state?
    invoices.setReimbursement({ card_id: 'p1', encrypt_code: 'x' })
    // @ts-expect-error 0 or 1
    invoices.getUserTitleUrl({ user_fill: true })
    // @ts-expect-error it is biz_name
    invoices.getSelectTitleUrl({ name: 'Tea' })
  })

  test("the misspellings of other SDKs' requests", () => {
    // @ts-expect-error: it is s_pappid
    invoices.getAuthData({ order_id: '1001', s_appid: 'cGxh' })
    // @ts-expect-error: it is order_id
    invoices.rejectInsert({ s_pappid: 'cGxh', orderid: '1001', reason: 'Too late' })
    // @ts-expect-error: it is time_out
    invoices.setContact({ contact: { phone: '1', timeout: 3600 } })
  })

  test('fields that are missing', () => {
    const { ticket: _, ...without } = asked
    // @ts-expect-error: the card ticket is missing
    invoices.getAuthUrl(without)
    const { check_code: __, ...unchecked } = data
    const card_ext = { nonce_str: 'Ab9xZ', user_card: { invoice_user_data: unchecked } }
    // @ts-expect-error: the check code is missing
    invoices.insert({ ...place, card_ext })
    // @ts-expect-error: the data stand under card_ext.user_card.invoice_user_data
    invoices.insert({ ...place, card_ext: { nonce_str: 'Ab9xZ', user_card: data } })
    // @ts-expect-error: the action is part of the body
    invoices.getPdf({ s_media_id: '7' })
    // @ts-expect-error: whose invoices?
    invoices.setReimbursements({ reimburse_status: 'INVOICE_REIMBURSE_LOCK', invoice_list: [address] })
    // @ts-expect-error: what was scanned?
    invoices.scanTitle({})
  })

  test('fields of another type', () => {
    // @ts-expect-error: there are three kinds of pages
    invoices.getAuthUrl({ ...asked, type: 3 })
    // @ts-expect-error: amounts of the unified interface are text in yuan
    invoices.makeOut({ invoiceinfo: { ...invoiceinfo, jshj: 1.06 } })
    // @ts-expect-error: a plain code is asked for, and it is called code
    invoices.updateStatus({ ...address, reimburse_status: 'INVOICE_REIMBURSE_CANCEL' })
    // @ts-expect-error: an encrypted code is asked for
    invoices.getInfo({ card_id: 'p', code: '318020000001' })
    // @ts-expect-error: a file is bytes or a Blob, not a path
    invoices.uploadPdf({ file: 'invoice.pdf', filename: 'invoice.pdf' })
    // @ts-expect-error: fields are shown with 1, not with true
    invoices.setAuthFields({ auth_field: { user_field: { show_title: true } } })
    // @ts-expect-error: nothing is asked
    invoices.getContact({ phone: '1' })
  })
})

describe('what must compile', () => {
  test('the bodies of the table', () => {
    invoices.setUrl()
    invoices.setPayMerchant({ paymch_info: { mchid: '1900000109', s_pappid: 'cGxh' } })
    invoices.getPayMerchant()
    invoices.setContact({ contact: { phone: '88888888', time_out: 12345 } })
    invoices.getContact()
    invoices.setAuthFields({
      auth_field: {
        user_field: { show_title: 1, show_phone: 1, show_email: 0, custom_field: [{ key: 'member' }] },
        biz_field: {
          show_title: 1,
          show_tax_no: 1,
          show_addr: 0,
          show_phone: 0,
          show_bank_type: 0,
          show_bank_no: 0,
          custom_field: [{ key: 'department' }],
        },
      },
    })
    invoices.getAuthFields()
    invoices.getAuthUrl(asked)
    invoices.getAuthUrl({ ...asked, source: 'wxa', type: 0, redirect_url: 'https://shop.example/done' })
    invoices.getAuthData({ order_id: '1001', s_pappid: 'cGxh' })
    invoices.rejectInsert({ s_pappid: 'cGxh', order_id: '1001', reason: 'Too late', url: 'https://shop.example' })
    invoices.makeOut({ invoiceinfo })
    invoices.makeOut({
      invoiceinfo: {
        ...invoiceinfo,
        nsrbank: 'Bank',
        nsrbankid: '45',
        ghfnsrsbh: '91',
        ghfdz: 'Hill 3',
        ghfdh: '020-1',
        ghfbank: 'Bank',
        ghfbankid: '62',
        skr: 'Bob',
        fhr: 'Cat',
        bz: 'Thanks',
      },
    })
    invoices.clearOut({
      invoiceinfo: {
        wxopenid: 'oBuyer1',
        fpqqlsh: 'red-1',
        nsrsbh: '91440101MA5ABCDE1X',
        nsrmc: 'Demo Cafe Ltd',
        yfpdm: '044001900411',
        yfphm: '47215364',
      },
    })
    invoices.getMadeOut({ fpqqlsh: '15972520200618144943', nsrsbh: '91440101MA5ABCDE1X' })
    invoices.createCard({
      invoice_info: {
        base_info: { logo_url: 'http://mmbiz.qpic.cn/1/0', title: 'Demo' },
        payee: 'Demo Ltd',
        type: 'VAT',
      },
    })
    invoices.uploadPdf({ file: new Uint8Array(4), filename: 'invoice.pdf' })
    invoices.uploadPdf({ file: new Blob(['%PDF']), filename: 'invoice.pdf' }, { retry: true })
    invoices.getPdf({ action: 'get_url', s_media_id: '7000000000000001' })
    invoices.updateStatus({ card_id: 'p', code: '318020000001', reimburse_status: 'INVOICE_REIMBURSE_INIT' })
    invoices.insert({
      ...place,
      card_ext: {
        nonce_str: 'Ab9xZ',
        user_card: {
          invoice_user_data: {
            ...data,
            s_trip_pdf_media_id: '7000000000000002',
            info: [{ name: 'Coffee', num: 2, unit: '杯', price: 5000 }],
            buyer_number: '91',
            buyer_address_and_phone: 'Hill 3',
            buyer_bank_account: 'Bank 62',
            seller_number: '92',
            seller_address_and_phone: 'Riverside 12',
            seller_bank_account: 'Bank 45',
            remarks: 'Thanks',
            cashier: 'Bob',
            maker: 'Ann',
          },
        },
      },
    })
    invoices.getInfo(address)
    invoices.listInfo({ item_list: [address] })
    invoices.setReimbursement({ ...address, reimburse_status: 'INVOICE_REIMBURSE_LOCK' })
    invoices.setReimbursements({
      openid: 'oBuyer1',
      reimburse_status: 'INVOICE_REIMBURSE_CLOSURE',
      invoice_list: [address],
    })
    invoices.getUserTitleUrl({ user_fill: 1 })
    invoices.getUserTitleUrl({
      title: 'Buyer Ltd',
      phone: '020-1',
      tax_no: '91',
      addr: 'Hill 3',
      bank_type: 'B',
      bank_no: '6',
    })
    invoices.getSelectTitleUrl()
    invoices.getSelectTitleUrl({ attach: 'till 3', biz_name: 'Demo Cafe' })
    invoices.scanTitle({ scan_text: 'https://w.url.cn/s/AbCdEfG' })
  })

  test('the card ticket of the client goes into the link', async () => {
    invoices.getAuthUrl({ ...asked, ticket: await wechat.getCardTicket() })
  })

  test('what comes back', async () => {
    expectTypeOf((await invoices.listInfo({ item_list: [] })).item_list).toEqualTypeOf<InvoiceInfo[]>()
    const { user_info } = await invoices.getInfo(address)
    expectTypeOf(user_info.reimburse_status).toEqualTypeOf<ReimburseStatus>()
    expectTypeOf(user_info).not.toHaveProperty('s_pdf_media_id')
    expectTypeOf((await invoices.getAuthUrl(asked)).appid).toEqualTypeOf<string | undefined>()
  })
})
