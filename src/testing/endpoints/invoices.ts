// Invoices: settings, authorisation, titles. The endpoints of cards and of issuing have files of their own.
import type { GetInvoiceAuthDataResponse } from '../../api/invoice-authorization.js'
import type { InvoicesApi } from '../../api/invoices.js'
import type { SimulatedAccount } from '../account/account.js'
import { need, refusal } from '../account/refusal.js'
import { type Fields, type GroupEndpoints, optional, required } from '../http/endpoint.js'
import { invoiceCardEndpoints } from './invoice-cards.js'
import { invoiceIssuingEndpoints } from './invoice-issuing.js'
import { needInvoices } from './invoice-permission.js'

const OWN_FIELDS = optional('array', { key: required('string', 47001) })

const AUTH_FIELDS: Fields = {
  user_field: optional('object', {
    show_title: optional('integer'),
    show_phone: optional('integer'),
    show_email: optional('integer'),
    custom_field: OWN_FIELDS,
  }),
  biz_field: optional('object', {
    show_title: optional('integer'),
    show_tax_no: optional('integer'),
    show_addr: optional('integer'),
    show_phone: optional('integer'),
    show_bank_type: optional('integer'),
    show_bank_no: optional('integer'),
    custom_field: OWN_FIELDS,
  }),
}

const SOURCES = ['app', 'web', 'wxa', 'wap']

/** The mini program of the authorisation page. The simulator's own. */
const AUTH_MINI_PROGRAM = 'wx00000000000000f1'

/** Reads a setting, or says that there is none. */
function known<Value>(account: SimulatedAccount, value: Value | undefined, errcode: number): Value {
  needInvoices(account)
  if (value === undefined) throw refusal(errcode, 'this setting was never made')
  return structuredClone(value)
}

/** Endpoints of the group `invoices`. */
export const invoicesEndpoints: GroupEndpoints<InvoicesApi> = {
  setUrl: {
    respond: ({ account }) => {
      needInvoices(account)
      const invoice_url = `https://mp.weixin.qq.com/bizmall/authinvoice?action=list&s_pappid=${account.invoices.platformId}`
      return { invoice_url }
    },
  },
  setPayMerchant: {
    fields: { paymch_info: required('object', 41011, { mchid: required('string'), s_pappid: required('string') }) },
    respond: ({ account, request: { paymch_info } }) => {
      needInvoices(account)
      account.invoices.payMerchant = structuredClone(paymch_info)
      return {}
    },
  },
  getPayMerchant: {
    respond: ({ account }) => ({ paymch_info: known(account, account.invoices.payMerchant, 72028) }),
  },
  setContact: {
    fields: { contact: required('object', 41011, { phone: required('string'), time_out: required('integer') }) },
    respond: ({ account, request: { contact } }) => {
      needInvoices(account)
      account.invoices.contact = structuredClone(contact)
      return {}
    },
  },
  getContact: {
    respond: ({ account }) => ({ contact: known(account, account.invoices.contact, 72063) }),
  },
  setAuthFields: {
    fields: { auth_field: required('object', 41011, AUTH_FIELDS) },
    respond: ({ account, request: { auth_field } }) => {
      needInvoices(account)
      account.invoices.authFields = structuredClone(auth_field)
      return {}
    },
  },
  getAuthFields: {
    respond: ({ account }) => ({ auth_field: known(account, account.invoices.authFields, 72029) }),
  },
  getAuthUrl: {
    fields: {
      s_pappid: required('string'),
      order_id: required('string'),
      money: required('integer'),
      timestamp: required('integer'),
      source: required('string'),
      redirect_url: optional('string'),
      ticket: required('string'),
      type: required('integer'),
    },
    respond: ({ account, request }) => {
      const { s_pappid, order_id, money, source, ticket, type } = request
      needInvoices(account)
      const isTicket = account.credentials.acceptedTickets('wx_card').includes(ticket)
      need(isTicket, 72025, 'ticket is not the account’s present one of type wx_card')
      need(SOURCES.includes(source), 72051, `source is ${source}: it is one of ${SOURCES.join(', ')}`)
      need(money > 0, 72031, `money is ${money} cents: it is more than 0`)
      need(type >= 0 && type <= 2, 72031, `type is ${type}: it is 0, 1 or 2`)
      need(account.invoices.contact !== undefined, 72063, 'no contact was set (invoices.setContact)')
      if (type === 1)
        need(account.invoices.authFields !== undefined, 72029, 'no fields were set (invoices.setAuthFields)')
      account.invoices.ask(request)
      const query = new URLSearchParams({ action: 'list', s_pappid, order_id })
      if (source === 'wxa') return { auth_url: `pages/auth/auth?${query}`, appid: AUTH_MINI_PROGRAM }
      return { auth_url: `https://mp.weixin.qq.com/bizmall/authinvoice?${query}` }
    },
  },
  getAuthData: {
    fields: { order_id: required('string'), s_pappid: required('string') },
    respond: ({ account, request: { order_id, s_pappid } }): GetInvoiceAuthDataResponse => {
      needInvoices(account)
      const order = account.invoices.order(order_id)
      need(order?.status !== 'rejected', 72035, `order_id ${order_id} was rejected`)
      // Seen in practice (merchants-153): what WeChat does not know is no error.
      if (order === undefined || order.status === 'asked' || order.asked.s_pappid !== s_pappid) {
        return { invoice_status: 'never auth' }
      }
      return {
        invoice_status: 'auth success',
        auth_time: order.authorisedAt,
        ...(order.filledIn && { user_auth_info: structuredClone(order.filledIn) }),
      }
    },
  },
  rejectInsert: {
    fields: {
      s_pappid: required('string'),
      order_id: required('string'),
      reason: required('string'),
      url: optional('string'),
    },
    respond: ({ account, request: { order_id } }) => {
      needInvoices(account)
      account.invoices.reject(order_id)
      return {}
    },
  },
  ...invoiceCardEndpoints,
  ...invoiceIssuingEndpoints,
  getUserTitleUrl: {
    fields: {
      user_fill: optional('integer'),
      title: optional('string'),
      phone: optional('string'),
      tax_no: optional('string'),
      addr: optional('string'),
      bank_type: optional('string'),
      bank_no: optional('string'),
      out_title_id: optional('string'),
    },
    permission: 'invoice',
    respond: ({ request: { user_fill = 0, title = '', out_title_id = '' } }) => {
      need(user_fill === 1 || title !== '', 72017, 'title is missing, and user_fill is not 1')
      return { url: `https://mp.weixin.qq.com/intp/invoice/usertitle?${new URLSearchParams({ title, out_title_id })}` }
    },
  },
  getSelectTitleUrl: {
    fields: { attach: optional('string'), biz_name: optional('string') },
    permission: 'invoice',
    respond: ({ request: { attach = '', biz_name = '' } }) => ({
      url: `https://mp.weixin.qq.com/intp/invoice/selecttitle?${new URLSearchParams({ attach, biz_name })}`,
    }),
  },
  scanTitle: {
    fields: { scan_text: required('string') },
    permission: 'invoice',
    respond: ({ account, request: { scan_text } }) => account.invoices.readTitle(scan_text),
  },
}
