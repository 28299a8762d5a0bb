// Types of what comes before an electronic invoice: who issues, what users are asked for, and their authorisation.
import type { WeChatResponse } from './wire.js'

/** Response of {@link InvoicesApi.setUrl}. */
export interface SetInvoiceUrlResponse extends WeChatResponse {
  /** Its query holds `s_pappid`, the invoicing platform's identity, which the platform hands to its merchants. */
  invoice_url: string
}

/** A merchant number of WeChat Pay with the platform that issues its invoices. */
export interface InvoicePayMerchant {
  /** The merchant number (商户号). */
  mchid: string
  /** The invoicing platform's identity, as the platform knows it from {@link InvoicesApi.setUrl}. */
  s_pappid: string
}

/** Request of {@link InvoicesApi.setPayMerchant}. */
export interface SetInvoicePayMerchantRequest {
  /** The link to set. Both members are required. */
  paymch_info: InvoicePayMerchant
}

/** Response of {@link InvoicesApi.getPayMerchant}. */
export interface GetInvoicePayMerchantResponse extends WeChatResponse {
  /** The link that is set. */
  paymch_info: InvoicePayMerchant
}

/** Whom users turn to about invoices. */
export interface InvoiceContact {
  /** Telephone number of the service. */
  phone: string
  /** Seconds within which the merchant promises to issue. */
  time_out: number
}

/** Request of {@link InvoicesApi.setContact}. */
export interface SetInvoiceContactRequest {
  /** What to set. Both members are required. */
  contact: InvoiceContact
}

/** Response of {@link InvoicesApi.getContact}. */
export interface GetInvoiceContactResponse extends WeChatResponse {
  /** What is set. */
  contact: InvoiceContact
}

/** A field of the merchant's own on the authorisation page. */
export interface InvoiceCustomField {
  /** The field's name, as the user reads it. */
  key: string
}

/** What the authorisation page asks for. What is shown must be filled in. 1 shows a field, 0 does not. */
export interface InvoiceAuthFields {
  /** Titles of persons. */
  user_field?: {
    /** The title (抬头): the name that the invoice is made out to. */
    show_title?: 0 | 1
    /** Telephone number. */
    show_phone?: 0 | 1
    /** E-mail address. */
    show_email?: 0 | 1
    /** Fields of the merchant's own. WeChat publishes no limit. */
    custom_field?: InvoiceCustomField[]
  }
  /** Titles of companies. */
  biz_field?: {
    /** The title (抬头): the name that the invoice is made out to. */
    show_title?: 0 | 1
    /** Taxpayer number. */
    show_tax_no?: 0 | 1
    /** Address of the company. */
    show_addr?: 0 | 1
    /** Telephone number of the company. */
    show_phone?: 0 | 1
    /** Name of the bank. */
    show_bank_type?: 0 | 1
    /** Number of the account. */
    show_bank_no?: 0 | 1
    /** Fields of the merchant's own. WeChat publishes no limit. */
    custom_field?: InvoiceCustomField[]
  }
}

/** Request of {@link InvoicesApi.setAuthFields}. */
export interface SetInvoiceAuthFieldsRequest {
  /** What to ask for. */
  auth_field: InvoiceAuthFields
}

/** Response of {@link InvoicesApi.getAuthFields}. */
export interface GetInvoiceAuthFieldsResponse extends WeChatResponse {
  /** What is asked for. */
  auth_field: InvoiceAuthFields
}

/** Request of {@link InvoicesApi.getAuthUrl}. */
export interface GetInvoiceAuthUrlRequest {
  /** The invoicing platform's identity. */
  s_pappid: string
  /** The order, unique within the merchant; it stands for one invoice. */
  order_id: string
  /** Amount of the order, in cents. */
  money: number
  /** Epoch seconds. */
  timestamp: number
  /** Where the page is opened: `app` an app, `web` a page inside WeChat, `wxa` a mini program, `wap` any other page. */
  source: 'app' | 'web' | 'wxa' | 'wap'
  /** Where the user goes afterwards. For pages only: an app and a mini program are returned to. */
  redirect_url?: string
  /** The card ticket: `await client.getCardTicket()`. */
  ticket: string
  /**
   * 0 the user applies, and the merchant knows the title already; 1 the user applies and fills in a title, the only one
   * after a payment; 2 the user claims an invoice that was issued.
   */
  type: 0 | 1 | 2
}

/** Response of {@link InvoicesApi.getAuthUrl}. */
export interface GetInvoiceAuthUrlResponse extends WeChatResponse {
  /** The authorisation page; for `source: 'wxa'` the page of the mini program. */
  auth_url: string
  /** The mini program to open. Only for `source: 'wxa'`. */
  appid?: string
}

/** Request of {@link InvoicesApi.getAuthData}. */
export interface GetInvoiceAuthDataRequest {
  /** The order, as for {@link InvoicesApi.getAuthUrl}. */
  order_id: string
  /** As for {@link InvoicesApi.getAuthUrl}. One SDK sends `s_appid` instead, which looks like a mistake. */
  s_pappid: string
}

/** What a user filled in under a name of the merchant's own. */
export interface InvoiceCustomValue {
  /** The field's name, as {@link InvoiceCustomField.key} set it. */
  key: string
  /** What the user wrote. */
  value: string
}

/** What a user filled in on the authorisation page: one of the two. */
export interface InvoiceUserAuthInfo {
  /** A person's title. */
  user_field?: {
    /** The title (抬头): the name that the invoice is made out to. */
    title?: string
    /** Telephone number. */
    phone?: string
    /** E-mail address. */
    email?: string
    /** The merchant's own fields. */
    custom_field?: InvoiceCustomValue[]
  }
  /** A company's title. */
  biz_field?: {
    /** The title (抬头): the name that the invoice is made out to. */
    title?: string
    /** Telephone number of the company. */
    phone?: string
    /** Taxpayer number. */
    tax_no?: string
    /** Address of the company. */
    addr?: string
    /** Name of the bank. */
    bank_type?: string
    /** Number of the account. */
    bank_no?: string
    /** The merchant's own fields. */
    custom_field?: InvoiceCustomValue[]
  }
}

/** Response of {@link InvoicesApi.getAuthData}. */
export interface GetInvoiceAuthDataResponse extends WeChatResponse {
  /** Where the authorisation stands, in words. Seen: `auth success` and `never auth` (merchants-153). */
  invoice_status: 'auth success' | 'never auth' | (string & {})
  /** When the user authorised, in epoch seconds. */
  auth_time?: number
  /** What the user filled in. Only with `type` 1. */
  user_auth_info?: InvoiceUserAuthInfo
}

/** Request of {@link InvoicesApi.rejectInsert}. */
export interface RejectInvoiceInsertRequest {
  /** As for {@link InvoicesApi.getAuthUrl}. */
  s_pappid: string
  /** One SDK sends `orderid` instead, which looks like a mistake. */
  order_id: string
  /** Shown to the user. */
  reason: string
  /** Where the user can read more. */
  url?: string
}
