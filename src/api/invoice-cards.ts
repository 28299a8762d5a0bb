// Types of electronic invoices as cards: the template, the PDF, the invoice in a user's wallet.
import type { WeChatResponse } from './wire.js'

/**
 * Whether an invoice can be reimbursed. `INVOICE_REIMBURSE_INIT` free; `INVOICE_REIMBURSE_LOCK` handed in somewhere;
 * `INVOICE_REIMBURSE_CLOSURE` reimbursed, which is final and takes it out of the wallet; `INVOICE_REIMBURSE_CANCEL`
 * cancelled by a red invoice, set by the invoicing platform (in one guide of WeChat's only).
 */
export type ReimburseStatus =
  | 'INVOICE_REIMBURSE_INIT'
  | 'INVOICE_REIMBURSE_LOCK'
  | 'INVOICE_REIMBURSE_CLOSURE'
  | 'INVOICE_REIMBURSE_CANCEL'
  | (string & {})

/** The template of a payee's invoices. Limits in bytes: a Chinese character counts 3. */
export interface InvoiceCardInfo {
  /** What the card shows. */
  base_info: {
    /** From permanent material. */
    logo_url: string
    /** Short name of the payee, shown in lists, at most 27 bytes (9 Chinese characters). */
    title: string
    /** A link of the invoicing platform's, at most 15 bytes (5 Chinese characters). */
    custom_url_name?: string
    /** WeChat appends what tells the invoice. */
    custom_url?: string
    /** At most 18 bytes (6 Chinese characters). */
    custom_url_sub_title?: string
    /** A second link, for promotions. */
    promotion_url_name?: string
    /** Where it leads. */
    promotion_url?: string
    /** Beside the second link. WeChat publishes no limit. */
    promotion_url_sub_title?: string
  }
  /** Full name of the payee who issues. Make one template per payee. */
  payee: string
  /** Kind of invoice, in words, such as `广东省增值税普通发票`. */
  type: string
}

/** Request of {@link InvoicesApi.createCard}. */
export interface CreateInvoiceCardRequest {
  /** The template. `logo_url`, `title`, `payee` and `type` are required. */
  invoice_info: InvoiceCardInfo
}

/** Response of {@link InvoicesApi.createCard}. */
export interface CreateInvoiceCardResponse extends WeChatResponse {
  /** The template's id, for {@link InvoicesApi.insert}. */
  card_id: string
}

/** Response of {@link InvoicesApi.uploadPdf}. */
export interface UploadInvoicePdfResponse extends WeChatResponse {
  /** For {@link InvoicesApi.insert}, within three days: a PDF that no invoice refers to is thrown away then. */
  s_media_id: string
}

/** Request of {@link InvoicesApi.getPdf}. */
export interface GetInvoicePdfRequest {
  /** Always `get_url`. Older text and one SDK put it into the query as well; the current page has it here only. */
  action: 'get_url'
  /** From {@link InvoicesApi.uploadPdf}. */
  s_media_id: string
}

/** Response of {@link InvoicesApi.getPdf}. */
export interface GetInvoicePdfResponse extends WeChatResponse {
  /** Where the PDF can be loaded, for as long as `pdf_url_expire_time` says. */
  pdf_url: string
  /** For how many seconds the address is good: 7200. */
  pdf_url_expire_time: number
}

/** One line of goods. */
export interface InvoiceItem {
  /** Name of the goods. */
  name: string
  /** How many. */
  num?: number
  /** What is counted, such as `个`. */
  unit?: string
  /** Price of one, in cents. */
  price?: number
}

/**
 * What is printed on an invoice.
 *
 * Editions disagree about `billing_no` and `billing_code`: older text and two SDKs have the invoice code (发票代码) in
 * `billing_no` and the invoice number (发票号码) in `billing_code`. What stands here follows the current page.
 */
export interface InvoiceFace {
  /** Amount with tax, in cents. */
  fee: number
  /** To whom the invoice is made out (抬头). */
  title: string
  /** When it was issued, in epoch seconds. */
  billing_time: number
  /** Invoice number (发票号码); of a fully digital invoice (数电发票) its 20 digits. */
  billing_no: string
  /** Invoice code (发票代码); empty for a fully digital invoice. */
  billing_code: string
  /** Amount without tax, in cents. */
  fee_without_tax: number
  /** Tax, in cents. */
  tax: number
  /** Check code (校验码) from the top right of the PDF; empty for a fully digital invoice. */
  check_code: string
  /** Goods. */
  info?: InvoiceItem[]
  /** The buyer's taxpayer number. */
  buyer_number?: string
  /** The buyer's address and telephone number, in one text. */
  buyer_address_and_phone?: string
  /** The buyer's bank and account number, in one text. */
  buyer_bank_account?: string
  /** The seller's taxpayer number. */
  seller_number?: string
  /** The seller's address and telephone number, in one text. */
  seller_address_and_phone?: string
  /** The seller's bank and account number, in one text. */
  seller_bank_account?: string
  /** Remark (备注). */
  remarks?: string
  /** Who received the money (收款人). */
  cashier?: string
  /** Who issued it (开票人). */
  maker?: string
}

/** An invoice to put into a wallet. */
export interface InvoiceUserData extends Omit<InvoiceFace, 'billing_time'> {
  /** When it was issued, in epoch seconds. WeChat's own sample has text (reports-48). */
  billing_time: number | string
  /** The invoice's PDF, from {@link InvoicesApi.uploadPdf}. */
  s_pdf_media_id: string
  /** Another PDF, such as an itinerary. */
  s_trip_pdf_media_id?: string
}

/** Request of {@link InvoicesApi.insert}. */
export interface InsertInvoiceRequest {
  /** The order that the user authorised. */
  order_id: string
  /** From {@link InvoicesApi.createCard}. */
  card_id: string
  /** The account that obtained the authorisation, usually the merchant's: an AppID, not `s_pappid`. */
  appid: string
  /** The invoice itself. */
  card_ext: {
    /** Random text. */
    nonce_str: string
    /** The card that the user gets. */
    user_card: {
      /** What is printed on the invoice, and its files. */
      invoice_user_data: InvoiceUserData
    }
  }
}

/** Response of {@link InvoicesApi.insert}. */
export interface InsertInvoiceResponse extends WeChatResponse {
  /** The plain code of the card. Together with `card_id` it tells the invoice. */
  code: string
  /** Holder, under the account that calls. */
  openid: string
  /** Only for accounts bound to an Open Platform account. */
  unionid?: string
}

/** Request of {@link InvoicesApi.updateStatus}. */
export interface UpdateInvoiceStatusRequest {
  /** The template's id, from {@link InvoicesApi.createCard}. */
  card_id: string
  /** The plain code that {@link InvoicesApi.insert} answered: neither encrypted nor the number of the invoice. */
  code: string
  /** The state to bring the invoice to. */
  reimburse_status: ReimburseStatus
}
