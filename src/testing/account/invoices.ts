// Invoices of the simulated account, which is merchant, invoicing platform and reimbursing side in one: who may be asked
// for what, what users authorised, and the invoices in their wallets.
import type {
  GetInvoiceAuthUrlRequest,
  InvoiceAuthFields,
  InvoiceContact,
  InvoicePayMerchant,
  InvoiceUserAuthInfo,
} from '../../api/invoice-authorization.js'
import type { InvoiceCardInfo, InvoiceUserData, ReimburseStatus } from '../../api/invoice-cards.js'
import type { ScanInvoiceTitleResponse } from '../../api/invoice-titles.js'
import type { SimulationContext } from './context.js'
import { ALPHABET } from './random.js'
import { need, refusal } from './refusal.js'

/** An order for which an invoice may be authorised. */
export interface InvoiceOrder {
  readonly asked: GetInvoiceAuthUrlRequest
  status: 'asked' | 'authorised' | 'rejected' | 'inserted'
  /** Who authorised it, under the account. */
  openid: string
  /** Epoch seconds. */
  authorisedAt: number
  filledIn?: InvoiceUserAuthInfo | undefined
}

/** A PDF that was uploaded. */
export interface InvoicePdf {
  readonly mediaId: string
  readonly name: string
  readonly uploadedAt: number
  /** An invoice refers to it. */
  used: boolean
}

/** An invoice in a wallet. */
export interface InvoiceRecord {
  readonly cardId: string
  readonly template: InvoiceCardInfo
  readonly code: string
  /** Holder, under the account. */
  readonly openid: string
  readonly orderId: string
  readonly data: InvoiceUserData
  /** Epoch seconds. */
  readonly insertedAt: number
  reimbursement: ReimburseStatus
  /** Who has locked it, while it is locked. */
  lockedBy?: 'us' | 'others' | undefined
}

/** What stands on a title that a user shows or sends. */
export type InvoiceTitle = Omit<ScanInvoiceTitleResponse, 'errcode' | 'errmsg'>

/** A PDF to which no invoice refers is thrown away after three days. */
const PDF_LIFETIME_MS = 3 * 86_400_000

/** WeChat publishes no lifetime of the code that a user shows. */
const TITLE_CODE_LIFETIME_MS = 10 * 60_000

const STATES: readonly ReimburseStatus[] = [
  'INVOICE_REIMBURSE_INIT',
  'INVOICE_REIMBURSE_LOCK',
  'INVOICE_REIMBURSE_CLOSURE',
  'INVOICE_REIMBURSE_CANCEL',
]

/** Holds the account's invoices. */
export class Invoices {
  readonly #context: SimulationContext
  /** This account's identity as an invoicing platform. */
  readonly platformId: string
  payMerchant?: InvoicePayMerchant
  contact?: InvoiceContact
  authFields?: InvoiceAuthFields
  readonly #orders = new Map<string, InvoiceOrder>()
  readonly #templates = new Map<string, InvoiceCardInfo>()
  readonly #pdfs = new Map<string, InvoicePdf>()
  /** Invoices by the code of their card. */
  readonly #invoices = new Map<string, InvoiceRecord>()
  /** What is printed as code and number on those that were inserted. */
  readonly #numbers = new Set<string>()
  readonly #titleCodes = new Map<string, { readonly title: InvoiceTitle; readonly shownAt: number }>()

  constructor(context: SimulationContext) {
    this.#context = context
    this.platformId = Buffer.from(`platform ${context.settings.appId}`).toString('base64url')
  }

  /** Notes that the user is going to be asked. Asking again for the same order is fine until it has an invoice. */
  ask(asked: GetInvoiceAuthUrlRequest): void {
    const order = this.#orders.get(asked.order_id)
    need(order?.status !== 'rejected', 72035, `order_id ${asked.order_id} was rejected, and cannot be used again`)
    need(order?.status !== 'inserted', 72056, `order_id ${asked.order_id} has its invoice already`)
    if (order?.status === 'authorised') return
    this.#orders.set(asked.order_id, { asked: { ...asked }, status: 'asked', openid: '', authorisedAt: 0 })
  }

  order(orderId: string): InvoiceOrder | undefined {
    return this.#orders.get(orderId)
  }

  /** What a user does on the authorisation page of an order that waits for it. Pages of type 1 ask for a title. */
  authorise(order: InvoiceOrder, openid: string, filledIn?: InvoiceUserAuthInfo): void {
    order.status = 'authorised'
    order.openid = openid
    order.authorisedAt = this.#context.seconds()
    if (order.asked.type === 1) order.filledIn = filledIn
    this.#context.push({
      Event: 'user_authorize_invoice',
      FromUserName: openid,
      SuccOrderId: order.asked.order_id,
      FailOrderId: '',
      AuthorizeAppId: this.#context.settings.appId,
      Source: order.asked.source,
      SPAppId: order.asked.s_pappid,
    })
  }

  /** Refuses to issue. */
  reject(orderId: string): void {
    const order = this.#authorised(orderId)
    need(order.status !== 'inserted', 72018, `order_id ${orderId} has its invoice already`)
    order.status = 'rejected'
  }

  /** The order, which a user must have authorised and the merchant not refused. */
  #authorised(orderId: string): InvoiceOrder {
    const order = this.#orders.get(orderId)
    if (order === undefined)
      throw refusal(72038, `order_id: no link was asked for with ${orderId} (invoices.getAuthUrl)`)
    need(order.status !== 'asked', 72038, `order_id: the user has not authorised ${orderId} yet`)
    need(order.status !== 'rejected', 72035, `order_id ${orderId} was rejected`)
    return order
  }

  addTemplate(template: InvoiceCardInfo): string {
    const cardId = `p${this.#context.random.text(27, ALPHABET.id)}`
    this.#templates.set(cardId, structuredClone(template))
    return cardId
  }

  addPdf(name: string): InvoicePdf {
    const pdf: InvoicePdf = {
      mediaId: `7${this.#context.random.text(17, ALPHABET.digits)}`,
      name,
      uploadedAt: this.#context.now(),
      used: false,
    }
    this.#pdfs.set(pdf.mediaId, pdf)
    return pdf
  }

  /** The PDF, or the code for one that is not there or no more. */
  pdf(mediaId: string, errcode: number): InvoicePdf {
    const pdf = this.#pdfs.get(mediaId)
    if (pdf === undefined) throw refusal(errcode, `no PDF ${mediaId} was uploaded (invoices.uploadPdf)`)
    const isThere = pdf.used || this.#context.now() - pdf.uploadedAt <= PDF_LIFETIME_MS
    need(isThere, errcode, `the PDF ${mediaId} was thrown away: no invoice took it within three days`)
    return pdf
  }

  /** All invoices in wallets, the oldest first. */
  inserted(): InvoiceRecord[] {
    return [...this.#invoices.values()]
  }

  /** Puts an invoice into the wallet of whoever authorised its order. `code` is the card's. */
  insert(orderId: string, cardId: string, appId: string, code: string, data: InvoiceUserData): InvoiceRecord {
    const template = this.#templates.get(cardId)
    if (template === undefined) throw refusal(40073, `card_id: there is no template ${cardId} (invoices.createCard)`)
    const own = this.#context.settings.appId
    need(appId === own, 72038, `appid is ${appId}, and the order was authorised with ${own}`)
    const order = this.#authorised(orderId)
    need(order.status !== 'inserted', 72018, `order_id ${orderId} has its invoice already`)
    const numbers = `${data.billing_code} ${data.billing_no}`
    need(
      !this.#numbers.has(numbers),
      72042,
      `an invoice with billing_code and billing_no ${numbers} was inserted before`,
    )
    const pdfs = [data.s_pdf_media_id, data.s_trip_pdf_media_id ?? ''].filter((id) => id !== '')
    for (const id of pdfs) need(!this.pdf(id, 72040).used, 72040, `the PDF ${id} belongs to another invoice`)
    for (const id of pdfs) this.pdf(id, 72040).used = true
    order.status = 'inserted'
    this.#numbers.add(numbers)
    const record: InvoiceRecord = {
      cardId,
      template,
      code,
      openid: order.openid,
      orderId,
      data: structuredClone(data),
      insertedAt: this.#context.seconds(),
      reimbursement: 'INVOICE_REIMBURSE_INIT',
    }
    this.#invoices.set(code, record)
    this.#context.effect({ type: 'invoice.inserted', cardId, code, openid: order.openid })
    return record
  }

  /** The invoice; `40073` for no template of ours, and the given code for none of its invoices. */
  get(cardId: string, code: string, errcode: number): InvoiceRecord {
    this.needTemplate(cardId)
    const record = this.find(cardId, code)
    if (record === undefined) throw refusal(errcode, `the template ${cardId} has no invoice with the code ${code}`)
    return record
  }

  /** Refuses the id of no template. */
  needTemplate(cardId: string): void {
    need(this.#templates.has(cardId), 40073, `card_id: there is no template ${cardId} (invoices.createCard)`)
  }

  find(cardId: string, code: string): InvoiceRecord | undefined {
    const record = this.#invoices.get(code)
    return record?.cardId === cardId ? record : undefined
  }

  /** What a user can hand in: invoices that nobody has locked, closed or cancelled. */
  freeInvoicesOf(openid: string): InvoiceRecord[] {
    return [...this.#invoices.values()].filter(
      (record) => record.openid === openid && record.reimbursement === 'INVOICE_REIMBURSE_INIT',
    )
  }

  /**
   * Refuses a step that the invoice's state does not allow. Whoever reimburses goes step by step; whoever issued need
   * not.
   */
  checkStep(record: InvoiceRecord, to: ReimburseStatus, by: 'issuer' | 'reimburser'): void {
    const { code, reimbursement: now } = record
    need(STATES.includes(to), 72031, `reimburse_status is ${to}: it is one of ${STATES.join(', ')}`)
    need(now !== 'INVOICE_REIMBURSE_CLOSURE', 72061, `the invoice ${code} is reimbursed, which is final`)
    need(now !== 'INVOICE_REIMBURSE_CANCEL', 72060, `the invoice ${code} is cancelled`)
    if (by === 'issuer') return
    need(to !== 'INVOICE_REIMBURSE_CANCEL', 72024, 'whoever reimburses cannot cancel: that is for whoever issued it')
    need(record.lockedBy !== 'others', 72023, `the invoice ${code} is locked by another company`)
    if (to === 'INVOICE_REIMBURSE_CLOSURE') {
      need(now === 'INVOICE_REIMBURSE_LOCK', 72039, `the invoice ${code} must be locked before it is reimbursed`)
    } else need(now !== to, 72024, `the invoice ${code} is ${to} already`)
  }

  /** Takes a step that was checked. What the reimbursing side does is told to those who issued. */
  step(record: InvoiceRecord, to: ReimburseStatus, by: 'issuer' | 'reimburser' | 'others'): void {
    record.reimbursement = to
    record.lockedBy = to !== 'INVOICE_REIMBURSE_LOCK' ? undefined : by === 'others' ? 'others' : 'us'
    this.#context.effect({ type: 'invoice.status', cardId: record.cardId, code: record.code, status: to })
    if (by === 'issuer') return
    this.#context.push({
      Event: 'update_invoice_status',
      FromUserName: record.openid,
      Status: to,
      CardId: record.cardId,
      Code: record.code,
    })
  }

  /** What another company does when the user hands the invoice in there. */
  lockElsewhere(record: InvoiceRecord): void {
    this.checkStep(record, 'INVOICE_REIMBURSE_LOCK', 'reimburser')
    this.step(record, 'INVOICE_REIMBURSE_LOCK', 'others')
  }

  /** What the scanner reads when a user shows a title. */
  showTitle(title: InvoiceTitle): string {
    const text = `https://w.url.cn/s/${this.#context.random.text(7, ALPHABET.id)}`
    this.#titleCodes.set(text, { title: { ...title }, shownAt: this.#context.now() })
    return text
  }

  /** The title behind a code: `72031` for none, `72044` for one that is too old. */
  readTitle(text: string): InvoiceTitle {
    const shown = this.#titleCodes.get(text)
    if (shown === undefined) throw refusal(72031, 'scan_text is no code of a title that a user showed')
    const isYoung = this.#context.now() - shown.shownAt <= TITLE_CODE_LIFETIME_MS
    need(isYoung, 72044, 'scan_text: the title was shown more than 10 minutes ago')
    return { ...shown.title }
  }

  /** What a user does who chooses a title behind the link of `getselecttitleurl`. */
  submitTitle(openid: string, title: InvoiceTitle, attach = ''): void {
    const { title: name, title_type, tax_no = '', addr = '', phone = '', bank_type = '', bank_no = '' } = title
    this.#context.push({
      Event: 'submit_invoice_title',
      FromUserName: openid,
      title: name,
      tax_no,
      addr,
      phone,
      bank_type,
      bank_no,
      attach,
      title_type: title_type === 1 ? 'InvoiceUserTitlePersonType' : 'InvoiceUserTitleBusinessType',
    })
  }
}
