// Events of the products around cards: invoices, which are cards too, and stores. Their names follow no one style.
import type { EventEnvelope } from './envelope.js'

/** A user went through the page that authorises an invoice. */
export interface UserAuthorizeInvoiceEvent extends EventEnvelope<'user_authorize_invoice'> {
  /** The order that was authorised. */
  readonly SuccOrderId?: string
  /** The order that was not. */
  readonly FailOrderId?: string
  /**
   * The AppID under which it was authorised: the `appid` that `invoices.insert` wants. So in WeChat's sample as two
   * projects copied it, in five public models and in a merchant's log of 2018 (events-130, reports-19).
   */
  readonly AuthorizeAppId?: string
  /** The issuer (`s_pappid`), seen in logs (reports-19). */
  readonly SPAppId?: string
  /** What one SDK alone calls `AuthorizeAppId` (reports-19). */
  readonly AppId?: string
  /** Where the page was opened. */
  readonly Source?: string
}

/** An invoice card changed its state, such as being locked for a refund of expenses. */
export interface UpdateInvoiceStatusEvent extends EventEnvelope<'update_invoice_status'> {
  readonly Status: 'INVOICE_REIMBURSE_INIT' | 'INVOICE_REIMBURSE_LOCK' | 'INVOICE_REIMBURSE_CLOSURE' | (string & {})
  readonly CardId: string
  /** The code, called `UserCardCode` elsewhere. */
  readonly Code: string
}

/** The unified invoicing platform finished an invoice. */
export interface CloudInvoiceResultEvent extends EventEnvelope<'cloud_invoice_invoiceresult_event'> {
  /** Serial number of the request (发票请求流水号). */
  readonly fpqqlsh: string
  readonly status: string
  /** The seller's taxpayer number (纳税人识别号). */
  readonly nsrsbh: string
}

/** A user chose an invoice title (发票抬头). What the user left out is missing or empty. */
export interface SubmitInvoiceTitleEvent extends EventEnvelope<'submit_invoice_title'> {
  readonly title: string
  /** Taxpayer number. */
  readonly tax_no?: string
  readonly addr?: string
  readonly phone?: string
  /** Name of the bank. */
  readonly bank_type?: string
  /** Number of the account. */
  readonly bank_no?: string
  /** What was attached to the link or QR code. */
  readonly attach?: string
  /** Kind of title: of a company or of a person. */
  readonly title_type?: string
}

/** A store of the old store API was reviewed. */
export interface PoiCheckNotifyEvent extends EventEnvelope<'poi_check_notify'> {
  /** Your own id of the store (`sid`). */
  readonly UniqId: string
  readonly PoiId: string
  readonly result: 'succ' | 'fail' | (string & {})
  /** What was wrong, in words. */
  readonly msg?: string
}

/** An event of the store mini program (门店小程序). Which fields come differs from event to event. */
export interface StoreAuditEvent<Name extends string> extends EventEnvelope<Name> {
  /** The review that this is the result of. */
  readonly audit_id?: string
  /** Result. What a number means differs from event to event. */
  readonly status?: string
  /** What was wrong, in words. */
  readonly reason?: string
}

/** The store mini program itself was reviewed. */
export interface ApplyMerchantAuditInfoEvent extends StoreAuditEvent<'apply_merchant_audit_info'> {}

/** A store that was added to the map was reviewed. The fields beyond the common ones are those other SDKs know. */
export interface CreateMapPoiAuditInfoEvent extends StoreAuditEvent<'create_map_poi_audit_info'> {
  readonly map_poi_id?: string
  readonly name?: string
  readonly address?: string
  readonly latitude?: string
  readonly longitude?: string
  /** Remark of the review. */
  readonly sh_remark?: string
}

/** A store was reviewed. */
export interface AddStoreAuditInfoEvent extends StoreAuditEvent<'add_store_audit_info'> {
  readonly is_upgrade?: string
  readonly poiid?: string
}

/** The change of a store was reviewed. */
export interface ModifyStoreAuditInfoEvent extends StoreAuditEvent<'modify_store_audit_info'> {}
