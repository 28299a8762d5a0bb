// Types of the reimbursing side: reading invoices that users hand in, and taking them out of circulation.
import type { InvoiceFace, ReimburseStatus } from './invoice-cards.js'
import type { UserCardStatus, WeChatResponse } from './wire.js'

/** Which invoice: the two values that `chooseInvoice` of the JS-SDK or a mini program brings. */
export interface InvoiceAddress {
  /** The template's id, as it came. */
  card_id: string
  /** The encrypted code, as it came. */
  encrypt_code: string
}

/** What is printed on an invoice, with its files and its state. */
export interface InvoiceUserInfo extends Omit<InvoiceFace, 'check_code'> {
  /** Check code (校验码). Not in WeChat's own samples of answers. */
  check_code?: string
  /** Where the PDF is. */
  pdf_url?: string
  /** Where the second PDF is. */
  trip_pdf_url?: string
  /** Whether it can be reimbursed. */
  reimburse_status: ReimburseStatus
  /** The order that it was issued for. */
  order_id?: string
}

/** An invoice in a user's wallet. */
export interface InvoiceInfo {
  /** The template's id. It tells the invoice only together with the code. */
  card_id: string
  /** Epoch seconds. */
  begin_time: number
  /** Epoch seconds. */
  end_time: number
  /** State of the card. The current page leaves it out. */
  user_card_status?: UserCardStatus
  /** Holder, under the account that calls. */
  openid: string
  /** Kind of invoice, in words. */
  type: string
  /** Who issued it. */
  payee: string
  /** In words. */
  detail: string
  /** What is printed on it, its files and its state. */
  user_info: InvoiceUserInfo
}

/** Request of {@link InvoicesApi.getInfo}. */
export type GetInvoiceInfoRequest = InvoiceAddress

/** Response of {@link InvoicesApi.getInfo}. */
export interface GetInvoiceInfoResponse extends WeChatResponse, InvoiceInfo {}

/** Request of {@link InvoicesApi.listInfo}. */
export interface ListInvoiceInfoRequest {
  /** WeChat publishes no limit. */
  item_list: InvoiceAddress[]
}

/** Response of {@link InvoicesApi.listInfo}. */
export interface ListInvoiceInfoResponse extends WeChatResponse {
  /** The invoices that were asked for. Whether their order is kept is on no page (merchants-147). */
  item_list: InvoiceInfo[]
}

/** Request of {@link InvoicesApi.setReimbursement}. */
export interface SetInvoiceReimbursementRequest extends InvoiceAddress {
  /** The state to bring it to: `…_LOCK`, then `…_CLOSURE`, or back to `…_INIT`. */
  reimburse_status: ReimburseStatus
}

/** Request of {@link InvoicesApi.setReimbursements}. */
export interface SetInvoiceReimbursementsRequest {
  /** Holder of all of them, under the account that calls. */
  openid: string
  /** The state to bring all of them to. */
  reimburse_status: ReimburseStatus
  /** WeChat publishes no limit. */
  invoice_list: InvoiceAddress[]
}
