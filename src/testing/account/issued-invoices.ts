// Invoices that were issued through the unified interface: requests by their serial number, and what came of them.
import type { GetMadeOutInvoiceResponse } from '../../api/invoice-issuing.js'
import { CHINA_MS, type SimulationContext } from './context.js'
import { ALPHABET } from './random.js'
import { need, refusal } from './refusal.js'

/** One request, to issue an invoice or to cancel one. */
export interface IssuingRecord {
  /** Number of the request. */
  readonly fpqqlsh: string
  /** The seller's taxpayer number. */
  readonly nsrsbh: string
  /** The order; left out, it cancels an invoice. */
  readonly ddh?: string | undefined
  readonly openid: string
  status: 'processing' | 'issued' | 'failed'
  /** Filled in once it is issued. */
  invoice?: GetMadeOutInvoiceResponse['invoicedetail']
  /** A red invoice has cancelled it. */
  cancelled: boolean
}

/**
 * What WeChat tells as the result is a number that no page explains; one program takes 2 for a failure (merchants-150).
 */
const RESULT = { issued: 1, failed: 2 } as const

/** Holds the requests. */
export class IssuedInvoices {
  readonly #context: SimulationContext
  readonly #records = new Map<string, IssuingRecord>()
  /** The request that issues or has issued an order's invoice. */
  readonly #byOrder = new Map<string, IssuingRecord>()
  /** Requests by the code and the number of their invoices. */
  readonly #byNumbers = new Map<string, IssuingRecord>()

  constructor(context: SimulationContext) {
    this.#context = context
  }

  /** Takes a request to issue. The same again is fine once it is done: nothing is issued twice. */
  makeOut(request: Pick<IssuingRecord, 'fpqqlsh' | 'nsrsbh' | 'openid'> & { readonly ddh: string }): void {
    const before = this.#records.get(request.fpqqlsh)
    if (before !== undefined) {
      need(before.ddh === request.ddh, 73106, `fpqqlsh ${request.fpqqlsh} is that of another order`)
      need(before.status !== 'processing', 73107, `fpqqlsh ${request.fpqqlsh} is being issued`)
      if (before.status === 'issued') return
    }
    const ofOrder = this.#byOrder.get(request.ddh)
    const isFree = ofOrder === undefined || ofOrder.status === 'failed'
    need(isFree, 73108, `ddh ${request.ddh} has an invoice under another fpqqlsh`)
    const record: IssuingRecord = { ...request, status: 'processing', cancelled: false }
    this.#byOrder.set(request.ddh, record)
    this.#take(record)
  }

  /** Takes a request to cancel the invoice with this code and number. */
  clearOut(request: Pick<IssuingRecord, 'fpqqlsh' | 'nsrsbh' | 'openid'>, code: string, number: string): void {
    need(!this.#records.has(request.fpqqlsh), 73106, `fpqqlsh ${request.fpqqlsh} was used before`)
    const original = this.#byNumbers.get(`${code} ${number}`)
    if (original === undefined) throw refusal(73201, `no invoice has yfpdm ${code} and yfphm ${number}`)
    need(original.nsrsbh === request.nsrsbh, 73101, 'nsrsbh is not that of whoever issued the invoice')
    need(!original.cancelled, 72060, 'the invoice is cancelled')
    original.cancelled = true
    this.#take({ ...request, status: 'processing', cancelled: false })
  }

  #take(record: IssuingRecord): void {
    this.#records.set(record.fpqqlsh, record)
    if (this.#context.settings.review === 'instant') this.finish(record, true)
  }

  /** Ends a request, as the invoicing platform does. */
  finish(record: IssuingRecord, success: boolean): void {
    record.status = success ? 'issued' : 'failed'
    if (success) {
      const { random } = this.#context
      record.invoice = {
        fpqqlsh: record.fpqqlsh,
        fpdm: `0${random.text(11, ALPHABET.digits)}`,
        fphm: random.text(8, ALPHABET.digits),
        kprq: new Date(this.#context.now() + CHINA_MS).toISOString().replace(/\D/g, '').slice(0, 14),
        jym: random.text(20, ALPHABET.digits),
        pdfurl: `https://invoice.example/${record.fpqqlsh}.pdf`,
      }
      this.#byNumbers.set(`${record.invoice.fpdm} ${record.invoice.fphm}`, record)
      this.#context.effect({
        type: record.ddh === undefined ? 'invoice.cleared' : 'invoice.issued',
        fpqqlsh: record.fpqqlsh,
      })
    }
    this.#context.push({
      Event: 'cloud_invoice_invoiceresult_event',
      FromUserName: record.openid,
      fpqqlsh: record.fpqqlsh,
      nsrsbh: record.nsrsbh,
      status: success ? RESULT.issued : RESULT.failed,
    })
  }

  find(fpqqlsh: string): IssuingRecord | undefined {
    return this.#records.get(fpqqlsh)
  }

  /** What a request brought: `73109` for none such, `73101` for another taxpayer's, `73107` while it is not done. */
  read(fpqqlsh: string, nsrsbh: string): GetMadeOutInvoiceResponse['invoicedetail'] {
    const record = this.#records.get(fpqqlsh)
    if (record === undefined) throw refusal(73109, `nothing was asked for with fpqqlsh ${fpqqlsh}`)
    need(record.nsrsbh === nsrsbh, 73101, 'nsrsbh is not that of whoever asked')
    need(record.status !== 'processing', 73107, `fpqqlsh ${fpqqlsh} is being issued`)
    if (record.invoice === undefined) throw refusal(73000, `fpqqlsh ${fpqqlsh} could not be issued`)
    return { ...record.invoice }
  }
}
