// Invoices as cards: templates, PDFs, insertion, and what whoever reimburses does with them.
import type { InvoiceUserData } from '../../api/invoice-cards.js'
import type { InvoiceAddress, InvoiceInfo } from '../../api/invoice-reimbursement.js'
import type { InvoicesApi } from '../../api/invoices.js'
import type { SimulatedAccount } from '../account/account.js'
import type { InvoiceRecord } from '../account/invoices.js'
import { need, Refusal, refusal } from '../account/refusal.js'
import { type Fields, type GroupEndpoints, inQuery, optional, required } from '../http/endpoint.js'
import { upTo } from '../http/limits.js'
import { needInvoices } from './invoice-permission.js'

const TEMPLATE: Fields = {
  base_info: required('object', 41011, {
    logo_url: upTo(128, required('string')),
    title: upTo(27, required('string')),
    custom_url_name: upTo(15, optional('string')),
    custom_url: upTo(128, optional('string')),
    custom_url_sub_title: upTo(18, optional('string')),
    promotion_url_name: upTo(15, optional('string')),
    promotion_url: upTo(128, optional('string')),
    promotion_url_sub_title: upTo(18, optional('string')),
  }),
  payee: required('string'),
  type: required('string'),
}

const FACE: Fields = {
  fee: required('integer'),
  title: required('string', 72017),
  billing_time: required('digits'),
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
  need(/^\d*$/.test(billing_no + billing_code), 72041, 'billing_no and billing_code are digits')
  if (billing_no.length === 20 && billing_code === '') return
  const [shorter, longer] = [billing_no.length, billing_code.length].sort((a, b) => a - b)
  const fits = shorter === 8 && (longer === 10 || longer === 12)
  need(
    fits,
    72043,
    `billing_no has ${billing_no.length} digits and billing_code ${billing_code.length}: 8, and 10 or 12`,
  )
  need(check_code !== '', 72045, 'check_code is empty')
}

/** A field that is missing at the reimbursing side was seen to be answered with this (errcodes-434). */
const MISSING = 40101

const ADDRESS = { card_id: required('string', MISSING), encrypt_code: required('string', MISSING) }

/** WeChat publishes no limit. */
const MOST_AT_ONCE = 100

function handedIn(account: SimulatedAccount, { card_id, encrypt_code }: InvoiceAddress): InvoiceRecord {
  const code = account.cipher.decrypt(encrypt_code)
  if (code === undefined) {
    account.invoices.needTemplate(card_id)
    throw refusal(40075, 'encrypt_code is of another account, cut off, or still URL-encoded')
  }
  return account.invoices.get(card_id, code, 73200)
}

/** What one invoice of several answers; `undefined` where there is none. */
function readable(account: SimulatedAccount, address: InvoiceAddress): InvoiceInfo | undefined {
  try {
    return described(handedIn(account, address))
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

/** Endpoints of the group `invoices` about cards. */
export const invoiceCardEndpoints: GroupEndpoints<
  Pick<
    InvoicesApi,
    | 'createCard'
    | 'uploadPdf'
    | 'getPdf'
    | 'updateStatus'
    | 'insert'
    | 'getInfo'
    | 'listInfo'
    | 'setReimbursement'
    | 'setReimbursements'
  >
> = {
  createCard: {
    fields: { invoice_info: required('object', 41011, TEMPLATE) },
    respond: ({ account, request: { invoice_info } }) => {
      needInvoices(account)
      return { card_id: account.invoices.addTemplate(invoice_info) }
    },
  },
  uploadPdf: {
    body: 'form',
    respond: ({ account, file }) => {
      needInvoices(account)
      if (file?.part !== 'pdf') throw refusal(41005, 'the form has no file in a part named pdf')
      need(file.bytes.length > 0, 44001, 'the file is empty')
      const isPdf = Buffer.from(file.bytes.subarray(0, 5)).toString('latin1') === '%PDF-'
      need(isPdf, 72040, 'the file does not begin with %PDF-')
      return { s_media_id: account.invoices.addPdf(file.name).mediaId }
    },
  },
  getPdf: {
    fields: { action: inQuery(required('string', 72027)), s_media_id: required('string') },
    respond: ({ account, request: { action, s_media_id } }) => {
      needInvoices(account)
      need(action === 'get_url', 72027, `action is ${action}: it is get_url`)
      const { name } = account.invoices.pdf(s_media_id, 40007)
      return { pdf_url: pdfUrl(s_media_id, name), pdf_url_expire_time: 7200 }
    },
  },
  updateStatus: {
    fields: { card_id: required('string'), code: required('string'), reimburse_status: required('string') },
    respond: ({ account, request: { card_id, code, reimburse_status: to } }) => {
      needInvoices(account)
      const record = account.invoices.get(card_id, code, 72038)
      account.invoices.checkStep(record, to, 'issuer')
      account.invoices.step(record, to, 'issuer')
      return {}
    },
  },
  insert: {
    fields: {
      order_id: required('string'),
      card_id: required('string'),
      appid: required('string'),
      card_ext: required('object', 41011, {
        nonce_str: required('string'),
        user_card: required('object', 41011, { invoice_user_data: required('object', 41011, FACE) }),
      }),
    },
    respond: ({ account, request: { order_id, card_id, appid, card_ext } }) => {
      needInvoices(account)
      const { invoice_user_data: data } = card_ext.user_card
      for (const name of ['fee', 'fee_without_tax', 'tax'] as const) {
        need(data[name] >= 0, 72031, `${name} is ${data[name]} cents: it is not below 0`)
      }
      checkNumbers(data)
      const { openid, code } = account.invoices.insert(order_id, card_id, appid, account.codes.newCode(), data)
      const unionid = account.users.get(openid)?.unionid
      return { code, openid, ...(unionid === undefined ? {} : { unionid }) }
    },
  },
  getInfo: {
    fields: ADDRESS,
    permission: 'invoice',
    respond: ({ account, request }) => described(handedIn(account, request)),
  },
  listInfo: {
    fields: { item_list: required('array', MISSING, ADDRESS) },
    permission: 'invoice',
    respond: ({ account, request: { item_list } }) => {
      const count = item_list.length
      need(count <= MOST_AT_ONCE, 72052, `item_list has ${count} invoices, and ${MOST_AT_ONCE} are allowed`)
      // Reported by five developers (reports-22): what is wrong or cannot be read is left out, and the errcode is 0.
      return { item_list: item_list.flatMap((address) => readable(account, address) ?? []) }
    },
  },
  setReimbursement: {
    fields: { ...ADDRESS, reimburse_status: required('string', MISSING) },
    permission: 'invoice',
    respond: ({ account, request }) => {
      const record = handedIn(account, request)
      account.invoices.checkStep(record, request.reimburse_status, 'reimburser')
      account.invoices.step(record, request.reimburse_status, 'reimburser')
      return {}
    },
  },
  setReimbursements: {
    fields: {
      openid: required('string', MISSING),
      reimburse_status: required('string', MISSING),
      invoice_list: required('array', MISSING, ADDRESS),
    },
    permission: 'invoice',
    respond: ({ account, request: { openid, reimburse_status: to, invoice_list } }) => {
      const count = invoice_list.length
      need(count <= MOST_AT_ONCE, 72055, `invoice_list has ${count} invoices, and ${MOST_AT_ONCE} are allowed`)
      const records = invoice_list.map((address) => handedIn(account, address))
      // All of them, or none: so each is looked at before the first is touched.
      for (const record of records) {
        need(record.openid === openid, 72037, `the invoice ${record.code} is not the one of ${openid}`)
        account.invoices.checkStep(record, to, 'reimburser')
      }
      for (const record of new Set(records)) account.invoices.step(record, to, 'reimburser')
      return {}
    },
  },
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
      billing_time: Number(face.billing_time),
      pdf_url: pdfUrl(pdf, 'invoice.pdf'),
      ...(trip ? { trip_pdf_url: pdfUrl(trip, 'trip.pdf') } : {}),
      reimburse_status: reimbursement,
      order_id: orderId,
    },
  }
}

/** How long an invoice is valid no page says (merchants-151). */
const VALIDITY_SECONDS = 10 * 365 * 86_400
