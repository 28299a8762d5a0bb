// Types of the unified interface (统一开票接口), through which an invoicing platform issues. Its names are pinyin initials.
import type { WeChatResponse } from './wire.js'

/** One line of an invoice. All members are text. */
export interface InvoiceLine {
  /** Kind of line (发票行性质): `0` normal, `1` discount, `2` discounted; the meanings come from copies of the page. */
  fphxz?: string
  /** Goods code of the tax office (税收分类编码), 19 digits. */
  spbm?: string
  /** Name of the goods (项目名称). */
  xmmc?: string
  /** What is counted (计量单位). */
  dw?: string
  /** Model (规格型号). */
  ggxh?: string
  /** How many (项目数量). */
  xmsl?: string
  /** Price of one in yuan (项目单价). */
  xmdj?: string
  /** Amount in yuan, without tax (项目金额). */
  xmje?: string
  /** Tax rate (税率), such as `0.13`. */
  sl?: string
  /** Tax in yuan (税额). */
  se?: string
}

/**
 * An invoice to issue. All members are text, money is in **yuan**, with two decimals by the page (its sample has one). Required is what WeChat has a code
 * of its own for when it is empty; copies of the page want the seller's bank and account as well.
 */
export interface InvoiceToMakeOut {
  /** The user, under the account that issues. */
  wxopenid: string
  /** Number of the order (订单号): the one that the user authorised. */
  ddh: string
  /**
   * Number of this request (发票请求流水号), one per invoice. Sent again with the same number, nothing is issued twice.
   */
  fpqqlsh: string
  /** The seller's taxpayer number (纳税人识别号). */
  nsrsbh: string
  /** The seller's name (纳税人名称). */
  nsrmc: string
  /** The seller's address (纳税人地址). */
  nsrdz: string
  /** The seller's telephone (纳税人电话). */
  nsrdh: string
  /** The seller's bank (纳税人开户行). */
  nsrbank?: string
  /** The seller's account (纳税人银行账号). */
  nsrbankid?: string
  /** The buyer's taxpayer number (购货方识别号). */
  ghfnsrsbh?: string
  /** The buyer's name (购货方名称): the title of the invoice. */
  ghfmc: string
  /** The buyer's address (购货方地址). */
  ghfdz?: string
  /** The buyer's telephone (购货方电话). */
  ghfdh?: string
  /** The buyer's bank (购货方开户行). */
  ghfbank?: string
  /** The buyer's account (购货方银行账号). */
  ghfbankid?: string
  /** Who issues it (开票人). */
  kpr: string
  /** Who receives the money (收款人). */
  skr?: string
  /** Who checks it (复核人). */
  fhr?: string
  /** Amount with tax in yuan (价税合计), such as `1.00`. */
  jshj: string
  /** Amount without tax in yuan (合计金额). */
  hjje: string
  /** Tax in yuan (合计税额). */
  hjse: string
  /** Remark (备注). */
  bz?: string
  /** Line of business (行业类型): `0` trade, `1` any other; the meanings come from copies of the page. */
  hylx: string
  /** The lines of the invoice, at least one (`41011`). */
  invoicedetail_list: InvoiceLine[]
}

/** Request of {@link InvoicesApi.makeOut}. */
export interface MakeOutInvoiceRequest {
  /** The invoice to issue. */
  invoiceinfo: InvoiceToMakeOut
}

/** Request of {@link InvoicesApi.clearOut}. */
export interface ClearOutInvoiceRequest {
  /** All members are text. */
  invoiceinfo: {
    /** The user, under the account that issues. */
    wxopenid: string
    /** Number of this request, not of the one that issued the invoice. */
    fpqqlsh: string
    /** The seller's taxpayer number. */
    nsrsbh: string
    /** The seller's name. */
    nsrmc: string
    /** Code of the invoice to cancel (原发票代码). */
    yfpdm: string
    /** Number of the invoice to cancel (原发票号码). */
    yfphm: string
  }
}

/** Request of {@link InvoicesApi.getMadeOut}. */
export interface GetMadeOutInvoiceRequest {
  /** Number of the request that issued it. */
  fpqqlsh: string
  /** The seller's taxpayer number. */
  nsrsbh: string
}

/** Response of {@link InvoicesApi.getMadeOut}. */
export interface GetMadeOutInvoiceResponse extends WeChatResponse {
  /** The invoice. */
  invoicedetail: {
    /** Number of the request that issued it. */
    fpqqlsh: string
    /** Invoice code (发票代码). */
    fpdm: string
    /** Invoice number (发票号码). */
    fphm: string
    /** When it was issued: `yyyyMMddHHmmss`, in China. */
    kprq: string
    /** Check code (校验码). */
    jym: string
    /** Where the PDF is. */
    pdfurl: string
  }
}
