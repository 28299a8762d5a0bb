// Types of invoice titles (发票抬头): giving them to users, and taking them from users.
import type { WeChatResponse } from './wire.js'

/** Request of {@link InvoicesApi.getUserTitleUrl}. */
export interface GetUserTitleUrlRequest {
  /**
   * 1: the user fills it in; 0: the merchant has.
   * @defaultValue 0, as the official sample has it
   */
  user_fill?: 0 | 1
  /** To whom invoices are made out. Required unless `user_fill` is 1. */
  title?: string
  /** Digits and `-`. */
  phone?: string
  /** Taxpayer number, 15 to 20 letters and digits. */
  tax_no?: string
  /** Address of the company. */
  addr?: string
  /** Name of the bank. */
  bank_type?: string
  /** Number of the account. */
  bank_no?: string
  /** An id of the merchant's own for this title (开票码). */
  out_title_id?: string
}

/** Response of {@link InvoicesApi.getUserTitleUrl}. */
export interface GetUserTitleUrlResponse extends WeChatResponse {
  /** Send the user there to confirm. */
  url: string
}

/** Request of {@link InvoicesApi.getSelectTitleUrl}. */
export interface GetSelectTitleUrlRequest {
  /** Comes back as `attach` in the `submit_invoice_title` event. */
  attach?: string
  /** The merchant's name, shown to the user. */
  biz_name?: string
}

/** Response of {@link InvoicesApi.getSelectTitleUrl}. */
export interface GetSelectTitleUrlResponse extends WeChatResponse {
  /** Show it as a QR code. */
  url: string
}

/** Request of {@link InvoicesApi.scanTitle}. */
export interface ScanInvoiceTitleRequest {
  /** What the scanner read from the QR code of the user's title, unchanged. */
  scan_text: string
}

/** Response of {@link InvoicesApi.scanTitle}. What the user left out is missing or empty. */
export interface ScanInvoiceTitleResponse extends WeChatResponse {
  /** 0 of a company, 1 of a person. */
  title_type: number
  /** To whom invoices are made out. */
  title: string
  /** Telephone number. */
  phone?: string
  /** Taxpayer number. */
  tax_no?: string
  /** Address of the company. */
  addr?: string
  /** Name of the bank. */
  bank_type?: string
  /** Number of the account. */
  bank_no?: string
}
