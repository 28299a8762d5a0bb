// Invoices as cards: templates, PDFs, insertion, and what whoever reimburses does with them.
import type { InvoiceUserData } from '../../api/invoice-cards.js'
import type { InvoiceAddress, InvoiceInfo } from '../../api/invoice-reimbursement.js'
import type { InvoicesApi } from '../../api/invoices.js'
import { type EndpointTable, endpoint, type Fields, optional, required } from '../endpoint.js'
import { need, refusal } from '../refusal.js'
import type { InvoiceRecord } from '../state/invoices.js'
import type { World } from '../world.js'
import { needInvoices } from './invoice-permission.js'

const TEMPLATE: Fields = {
  base_info: required('object', 41011, {
    logo_url: required('string'),
    title: required('string'),
    custom_url_name: optional('string'),
    custom_url: optional('string'),
    custom_url_sub_title: optional('string'),
    promotion_url_name: optional('string'),
    promotion_url: optional('string'),
    promotion_url_sub_title: optional('string'),
  }),
  payee: required('string'),
  type: required('string'),
}

/** Most bytes of a template's texts. */
const LENGTHS = { title: 27, custom_url_name: 15, custom_url_sub_title: 18 } as const

const FACE: Fields = {
  fee: required('integer'),
  title: required('string', 72017),
  billing_time: required('integer'),
  billing_no: optional('string'),
  billing_code: optional('string'),
  info: optional('array', {
    name: required('string'),
    num: optional('number'),
    unit: optional('string'),
    price: optional('integer'),
  }),
  fee_without_tax: required('integer'),
  tax: required('integer'),
  s_pdf_media_id: required('string', 72040),
  s_trip_pdf_media_id: optional('string'),
  check_code: optional('string'),
  buyer_number: optional('string'),
  buyer_address_and_phone: optional('string'),
  buyer_bank_account: optional('string'),
  seller_number: optional('string'),
  seller_address_and_phone: optional('string'),
  seller_bank_account: optional('string'),
  remarks: optional('string'),
  cashier: optional('string'),
  maker: optional('string'),
}

/**
 * Code and number in either order, because editions disagree; a fully digital invoice has 20 digits and nothing else.
 */
function checkNumbers({ billing_no = '', billing_code = '', check_code = '' }: Partial<InvoiceUserData>): void {
  need(/^\d*$/.test(billing_no + billing_code), 72041)
  if (billing_no.length === 20 && billing_code === '') return
  const [shorter, longer] = [billing_no.length, billing_code.length].sort((a, b) => a - b)
  need(shorter === 8 && (longer === 10 || longer === 12), 72043)
  need(check_code !== '', 72045)
}

/** A field that is missing at the reimbursing side was seen to be answered with this. */
const MISSING = 40101

const ADDRESS: Fields = { card_id: required('string', MISSING), encrypt_code: required('string', MISSING) }

/** WeChat publishes no limit. */
const MOST_AT_ONCE = 100

function handedIn(world: World, { card_id, encrypt_code }: InvoiceAddress): InvoiceRecord {
  const code = world.cipher.decrypt(encrypt_code)
  if (code === undefined) {
    world.invoices.needTemplate(card_id)
    throw refusal(40075)
  }
  return world.invoices.get(card_id, code, 73200)
}

/** Endpoints of the group `invoices` about cards. */
export const invoiceCardEndpoints: EndpointTable = {
  'POST /card/invoice/platform/createcard': endpoint<InvoicesApi['createCard']>({
    fields: { invoice_info: required('object', 41011, TEMPLATE) },
    respond: ({ world, request: { invoice_info } }) => {
      needInvoices(world)
      for (const [name, most] of Object.entries(LENGTHS)) {
        need(Buffer.byteLength(invoice_info.base_info[name as keyof typeof LENGTHS] ?? '') <= most, 45021)
      }
      return { card_id: world.invoices.addTemplate(invoice_info) }
    },
  }),
  'POST /card/invoice/platform/setpdf': endpoint<InvoicesApi['uploadPdf']>({
    body: 'form',
    respond: ({ world, file }) => {
      needInvoices(world)
      if (file?.part !== 'pdf') throw refusal(41005)
      need(file.bytes.length > 0, 44001)
      need(Buffer.from(file.bytes.subarray(0, 5)).toString('latin1') === '%PDF-', 72040)
      return { s_media_id: world.invoices.addPdf(file.name).mediaId }
    },
  }),
  'POST /card/invoice/platform/getpdf': endpoint<InvoicesApi['getPdf']>({
    fields: { action: required('string', 72027), s_media_id: required('string') },
    respond: ({ world, request: { action, s_media_id } }) => {
      needInvoices(world)
      need(action === 'get_url', 72027)
      const { name } = world.invoices.pdf(s_media_id, 40007)
      return { pdf_url: pdfUrl(s_media_id, name), pdf_url_expire_time: 7200 }
    },
  }),
  'POST /card/invoice/platform/updatestatus': endpoint<InvoicesApi['updateStatus']>({
    fields: { card_id: required('string'), code: required('string'), reimburse_status: required('string') },
    respond: ({ world, request: { card_id, code, reimburse_status: to } }) => {
      needInvoices(world)
      const record = world.invoices.get(card_id, code, 72038)
      world.invoices.checkStep(record, to, 'issuer')
      world.invoices.step(record, to, 'issuer')
      return {}
    },
  }),
  'POST /card/invoice/insert': endpoint<InvoicesApi['insert']>({
    fields: {
      order_id: required('string'),
      card_id: required('string'),
      appid: required('string'),
      card_ext: required('object', 41011, {
        nonce_str: required('string'),
        user_card: required('object', 41011, { invoice_user_data: required('object', 41011, FACE) }),
      }),
    },
    respond: ({ world, request: { order_id, card_id, appid, card_ext } }) => {
      needInvoices(world)
      const { invoice_user_data: data } = card_ext.user_card
      checkNumbers(data)
      const { openid, code } = world.invoices.insert(order_id, card_id, appid, world.codes.newCode(), data)
      const unionid = world.users.get(openid)?.unionid
      return { code, openid, ...(unionid === undefined ? {} : { unionid }) }
    },
  }),
  'POST /card/invoice/reimburse/getinvoiceinfo': endpoint<InvoicesApi['getInfo']>({
    fields: ADDRESS,
    permission: 'invoice',
    respond: ({ world, request }) => described(handedIn(world, request)),
  }),
  'POST /card/invoice/reimburse/getinvoicebatch': endpoint<InvoicesApi['listInfo']>({
    fields: { item_list: required('array', MISSING, ADDRESS) },
    permission: 'invoice',
    respond: ({ world, request: { item_list } }) => {
      need(item_list.length <= MOST_AT_ONCE, 72052)
      return { item_list: item_list.map((address) => described(handedIn(world, address))) }
    },
  }),
  'POST /card/invoice/reimburse/updateinvoicestatus': endpoint<InvoicesApi['setReimbursement']>({
    fields: { ...ADDRESS, reimburse_status: required('string', MISSING) },
    permission: 'invoice',
    respond: ({ world, request }) => {
      const record = handedIn(world, request)
      world.invoices.checkStep(record, request.reimburse_status, 'reimburser')
      world.invoices.step(record, request.reimburse_status, 'reimburser')
      return {}
    },
  }),
  'POST /card/invoice/reimburse/updatestatusbatch': endpoint<InvoicesApi['setReimbursements']>({
    fields: {
      openid: required('string', MISSING),
      reimburse_status: required('string', MISSING),
      invoice_list: required('array', MISSING, ADDRESS),
    },
    permission: 'invoice',
    respond: ({ world, request: { openid, reimburse_status: to, invoice_list } }) => {
      need(invoice_list.length <= MOST_AT_ONCE, 72055)
      const records = invoice_list.map((address) => handedIn(world, address))
      // All of them, or none: so each is looked at before the first is touched.
      for (const record of records) {
        need(record.openid === openid, 72037)
        world.invoices.checkStep(record, to, 'reimburser')
      }
      for (const record of new Set(records)) world.invoices.step(record, to, 'reimburser')
      return {}
    },
  }),
}

const pdfUrl = (mediaId: string, name: string): string =>
  `https://mp.weixin.qq.com/intp/invoice/pdf/${mediaId}/${encodeURIComponent(name)}`

function described({ cardId, template, openid, orderId, data, insertedAt, reimbursement }: InvoiceRecord): InvoiceInfo {
  const { s_pdf_media_id: pdf, s_trip_pdf_media_id: trip, ...face } = data
  const isOver = reimbursement === 'INVOICE_REIMBURSE_CLOSURE' || reimbursement === 'INVOICE_REIMBURSE_CANCEL'
  return {
    card_id: cardId,
    begin_time: insertedAt,
    end_time: insertedAt + VALIDITY_SECONDS,
    user_card_status: isOver ? 'CONSUMED' : 'NORMAL',
    openid,
    type: template.type,
    payee: template.payee,
    detail: (data.info ?? []).map(({ name }) => name).join(','),
    user_info: {
      ...structuredClone(face),
      pdf_url: pdfUrl(pdf, 'invoice.pdf'),
      ...(trip ? { trip_pdf_url: pdfUrl(trip, 'trip.pdf') } : {}),
      reimburse_status: reimbursement,
      order_id: orderId,
    },
  }
}

/** How long an invoice is valid no page says. */
const VALIDITY_SECONDS = 10 * 365 * 86_400
