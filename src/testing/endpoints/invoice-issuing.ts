// Invoices through the unified interface: issuing, cancelling, reading.
import type { InvoicesApi } from '../../api/invoices.js'
import { need } from '../account/refusal.js'
import { type Fields, type GroupEndpoints, optional, required } from '../http/endpoint.js'
import { needInvoices } from './invoice-permission.js'

const LINE: Fields = Object.fromEntries(
  ['fphxz', 'spbm', 'xmmc', 'dw', 'ggxh', 'xmsl', 'xmdj', 'xmje', 'sl', 'se'].map((name) => [name, optional('string')]),
)

/** In the order of WeChat's codes for empty fields. */
const INVOICE: Fields = {
  ddh: required('string', 73002),
  wxopenid: required('string', 73003),
  fpqqlsh: required('string', 73004),
  nsrmc: required('string', 73007),
  nsrdz: required('string', 73008),
  nsrdh: required('string', 73009),
  nsrbank: optional('string'),
  nsrbankid: optional('string'),
  ghfnsrsbh: optional('string'),
  ghfmc: required('string', 73010),
  ghfdz: optional('string'),
  ghfdh: optional('string'),
  ghfbank: optional('string'),
  ghfbankid: optional('string'),
  kpr: required('string', 73011),
  skr: optional('string'),
  fhr: optional('string'),
  jshj: required('string', 73012),
  hjje: required('string', 73013),
  hjse: required('string', 73014),
  bz: optional('string'),
  hylx: required('string', 73015),
  nsrsbh: required('string', 73016),
  invoicedetail_list: required('array', 41011, LINE),
}

/** Endpoints of the group `invoices` about issuing. */
export const invoiceIssuingEndpoints: GroupEndpoints<Pick<InvoicesApi, 'makeOut' | 'clearOut' | 'getMadeOut'>> = {
  makeOut: {
    fields: { invoiceinfo: required('object', 41011, INVOICE) },
    respond: ({ account, request: { invoiceinfo } }) => {
      needInvoices(account)
      const { wxopenid: openid, ddh, fpqqlsh, nsrsbh } = invoiceinfo
      need(isOpenid(openid), 73001, `wxopenid is ${openid}: openids begin with o`)
      account.issuedInvoices.makeOut({ ddh, fpqqlsh, nsrsbh, openid })
      return {}
    },
  },
  clearOut: {
    fields: {
      invoiceinfo: required('object', 41011, {
        wxopenid: required('string', 73003),
        fpqqlsh: required('string', 73004),
        nsrmc: required('string', 73007),
        nsrsbh: required('string', 73016),
        yfpdm: required('string'),
        yfphm: required('string'),
      }),
    },
    respond: ({ account, request: { invoiceinfo } }) => {
      needInvoices(account)
      const { wxopenid: openid, fpqqlsh, nsrsbh, yfpdm, yfphm } = invoiceinfo
      need(isOpenid(openid), 73001, `wxopenid is ${openid}: openids begin with o`)
      account.issuedInvoices.clearOut({ fpqqlsh, nsrsbh, openid }, yfpdm, yfphm)
      return {}
    },
  },
  getMadeOut: {
    fields: { fpqqlsh: required('string', 73004), nsrsbh: required('string', 73016) },
    respond: ({ account, request: { fpqqlsh, nsrsbh } }) => {
      needInvoices(account)
      return { invoicedetail: account.issuedInvoices.read(fpqqlsh, nsrsbh) }
    },
  },
}

/** Openids begin with this letter. */
const isOpenid = (openid: string): boolean => /^o[\w-]+$/.test(openid)
