// Parameters of wx.chooseInvoice, with which a web page lets its user hand over invoices.
import { appId, type Check, checkObject, optional } from '../validate.js'
import { cardTicket, nonce, nowInSeconds, seconds } from './fields.js'
import { createNonce } from './nonce.js'
import { signAscii } from './signature.js'
import type { CardTicket } from './ticket.js'

/** What {@link buildChooseInvoiceParams} takes. */
export interface ChooseInvoiceInput {
  /** AppID of the Official Account whose page it is. */
  appId: string
  /** Of the same account. Never the jsapi ticket. */
  cardTicket: CardTicket
  /**
   * Visible ASCII, 1 to 128 characters. WeChat's own sample has punctuation in it (reports-12).
   * @defaultValue a fresh one
   */
  nonceStr?: string | undefined
  /**
   * Seconds since 1970, 10 digits. Milliseconds are refused.
   * @defaultValue now
   */
  timestamp?: number | undefined
}

/** The parameters of `chooseInvoice`, without its callbacks. */
export interface ChooseInvoiceParams {
  /** Seconds since 1970, as text. */
  readonly timestamp: string
  readonly nonceStr: string
  readonly signType: 'SHA1'
  readonly cardSign: string
}

/**
 * Signs the parameters of `wx.invoke('chooseInvoice', …)` on a web page: as {@link buildChooseCardParams} with the card type
 * `INVOICE`, which is signed and not sent. Mini programs call `wx.chooseInvoice` without any. What comes back names each
 * invoice by `card_id` and `encrypt_code`, for `invoices.getInfo`.
 *
 * @throws An {@link InputError}: a field is missing, wrong or unknown; it names each.
 * @see {@link https://developers.weixin.qq.com/doc/service/guide/product/weixin_invoice/Auto-print/API_Documentation.html | 发票签名方法}
 */
export function buildChooseInvoiceParams(input: ChooseInvoiceInput): ChooseInvoiceParams {
  checkObject('buildChooseInvoiceParams', input, chooseInvoiceShape)
  const { appId, cardTicket, nonceStr = createNonce() } = input
  const timestamp = String(input.timestamp ?? nowInSeconds())
  const cardSign = signAscii([appId, cardTicket, timestamp, nonceStr, 'INVOICE'])
  return { timestamp, nonceStr, signType: 'SHA1', cardSign }
}

const chooseInvoiceShape: Readonly<Record<keyof ChooseInvoiceInput, Check>> = {
  appId,
  cardTicket,
  nonceStr: optional(nonce),
  timestamp: optional(seconds),
}
