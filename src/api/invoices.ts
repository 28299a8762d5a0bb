// Electronic invoices (电子发票): the merchant's, the invoicing platform's and the reimbursing side's calls.
import type { CallOptions, EmptyRequest, FileRequest } from '../transport/route.js'
import { json, type RouteDetails, type RouteTable, upload } from '../transport/route.js'
import { adviseAt, encryptedCodeForm } from './advice.js'
import { all, at, defined, encryptedCode, plainCode, seconds, wholeNumbers } from './checks.js'
import { diagnoseFields, text } from './field-facts.js'
import type {
  GetInvoiceAuthDataRequest,
  GetInvoiceAuthDataResponse,
  GetInvoiceAuthFieldsResponse,
  GetInvoiceAuthUrlRequest,
  GetInvoiceAuthUrlResponse,
  GetInvoiceContactResponse,
  GetInvoicePayMerchantResponse,
  RejectInvoiceInsertRequest,
  SetInvoiceAuthFieldsRequest,
  SetInvoiceContactRequest,
  SetInvoicePayMerchantRequest,
  SetInvoiceUrlResponse,
} from './invoice-authorization.js'
import type {
  CreateInvoiceCardRequest,
  CreateInvoiceCardResponse,
  GetInvoicePdfRequest,
  GetInvoicePdfResponse,
  InsertInvoiceRequest,
  InsertInvoiceResponse,
  UpdateInvoiceStatusRequest,
  UploadInvoicePdfResponse,
} from './invoice-cards.js'
import type {
  ClearOutInvoiceRequest,
  GetMadeOutInvoiceRequest,
  GetMadeOutInvoiceResponse,
  MakeOutInvoiceRequest,
} from './invoice-issuing.js'
import type {
  GetInvoiceInfoRequest,
  GetInvoiceInfoResponse,
  ListInvoiceInfoRequest,
  ListInvoiceInfoResponse,
  SetInvoiceReimbursementRequest,
  SetInvoiceReimbursementsRequest,
} from './invoice-reimbursement.js'
import type {
  GetSelectTitleUrlRequest,
  GetSelectTitleUrlResponse,
  GetUserTitleUrlRequest,
  GetUserTitleUrlResponse,
  ScanInvoiceTitleRequest,
  ScanInvoiceTitleResponse,
} from './invoice-titles.js'
import type { WeChatResponse } from './wire.js'

/**
 * Electronic invoices (电子发票). A merchant sends the user to an authorisation page (`getAuthUrl`); then an invoicing
 * platform, which may be the merchant itself, issues the invoice and puts it into the user's wallet as a card
 * (`createCard`, `uploadPdf`, `insert`), or issues through WeChat (`makeOut`). Whoever pays the user's expenses reads
 * it (`getInfo`), locks it and closes it (`setReimbursement`).
 *
 * Invoices share the machinery of cards: `codes.decrypt` decrypts their codes, and the card ticket signs
 * `chooseInvoice`.
 */
export interface InvoicesApi {
  /**
   * Fetches an invoicing platform's own identity: the `s_pappid` in the link that comes back. It stays the same.
   *
   * `POST /card/invoice/seturl`
   *
   * @throws An {@link ApiError}: `72015` the account may not issue invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Invoicing_Platform_API_List.html | 开票平台接口列表}
   */
  setUrl(request?: EmptyRequest, options?: CallOptions): Promise<SetInvoiceUrlResponse>
  /**
   * Links a merchant number of WeChat Pay with an invoicing platform, for invoices after payments. Replaces the link
   * before.
   *
   * `POST /card/invoice/setbizattr?action=set_pay_mch`
   *
   * @throws An {@link ApiError}: `72015` no permission for invoices; `41011` a required field is missing.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Vendor_API_List.html | 商户接口列表}
   */
  setPayMerchant(request: SetInvoicePayMerchantRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Reads with which invoicing platform the merchant number is linked.
   *
   * `POST /card/invoice/setbizattr?action=get_pay_mch`
   *
   * @throws An {@link ApiError}: `72028` it never was; `72015` no permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Vendor_API_List.html | 商户接口列表}
   */
  getPayMerchant(request?: EmptyRequest, options?: CallOptions): Promise<GetInvoicePayMerchantResponse>
  /**
   * Sets whom users turn to. Has to come before the first {@link InvoicesApi.getAuthUrl}.
   *
   * `POST /card/invoice/setbizattr?action=set_contact`
   *
   * @throws An {@link ApiError}: `72015` no permission for invoices; `41011` a required field is missing.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Vendor_API_List.html | 商户接口列表}
   */
  setContact(request: SetInvoiceContactRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Reads whom users turn to.
   *
   * `POST /card/invoice/setbizattr?action=get_contact`
   *
   * @throws An {@link ApiError}: `72063` nobody was set; `72015` no permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Vendor_API_List.html | 商户接口列表}
   */
  getContact(request?: EmptyRequest, options?: CallOptions): Promise<GetInvoiceContactResponse>
  /**
   * Sets what the authorisation page of `type` 1 asks users for. Replaces all of it.
   *
   * `POST /card/invoice/setbizattr?action=set_auth_field`
   *
   * @throws An {@link ApiError}: `72015` no permission for invoices; `41011` a required field is missing.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Vendor_API_List.html | 商户接口列表}
   */
  setAuthFields(request: SetInvoiceAuthFieldsRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Reads what the authorisation page of `type` 1 asks users for.
   *
   * `POST /card/invoice/setbizattr?action=get_auth_field`
   *
   * @throws An {@link ApiError}: `72029` it never was set; `72015` no permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Vendor_API_List.html | 商户接口列表}
   */
  getAuthFields(request?: EmptyRequest, options?: CallOptions): Promise<GetInvoiceAuthFieldsResponse>
  /**
   * Makes the link to the page on which a user authorises an invoice for an order. A `user_authorize_invoice` event
   * tells that it was done.
   *
   * `POST /card/invoice/getauthurl`
   *
   * @throws An {@link ApiError}: `72063` no contact is set; `72029` `type` 1, and its fields are not set; `72035`
   * issuing for this order was refused; `72056` the order has an invoice; `72051` `source` is unknown; `72031` another
   * value is not accepted; `72025` the ticket is none of type `wx_card` (errcodes-429, unconfirmed); `72015` no
   * permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Vendor_API_List.html | 商户接口列表}
   */
  getAuthUrl(request: GetInvoiceAuthUrlRequest, options?: CallOptions): Promise<GetInvoiceAuthUrlResponse>
  /**
   * Reads whether a user has authorised an invoice for an order, and what was filled in. An order that WeChat does not
   * know is no error: `invoice_status` is `never auth`.
   *
   * `POST /card/invoice/getauthdata`
   *
   * @throws An {@link ApiError}: `72035` issuing for this order was refused; `72015` no permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Vendor_API_List.html | 商户接口列表}
   */
  getAuthData(request: GetInvoiceAuthDataRequest, options?: CallOptions): Promise<GetInvoiceAuthDataResponse>
  /**
   * Refuses to issue an invoice that a user authorised. For good: the `order_id` cannot be used again.
   *
   * `POST /card/invoice/rejectinsert`
   *
   * @throws An {@link ApiError}: `72038` no user has authorised this order; `72018` its invoice is in a wallet; `72035`
   * it was refused before; `72015` no permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Vendor_API_List.html | 商户接口列表}
   */
  rejectInsert(request: RejectInvoiceInsertRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Puts an invoice that was issued into the wallet of the user who authorised its order. Called by the invoicing
   * platform whose `s_pappid` the authorisation names.
   *
   * `POST /card/invoice/insert`
   *
   * One order takes one invoice: sent again after an unknown outcome with the same `order_id`, it is refused with
   * `72018` if the first one arrived.
   *
   * @throws An {@link ApiError}: `72038` no user has authorised this order for this `appid`; `72035` issuing was
   * refused; `72018` the order's invoice is in the wallet; `72042` an invoice with these numbers is; `72041` they are
   * not valid, `72043` or not of the right length; `72045` no `check_code`; `72040` the PDF is unknown, over three days
   * old, or used; `72017` no title; `40073` no such template; `72047` the PDF holds other numbers; `72048` the
   * authorisation is used up, `72050` it has ended; `72057` today's limit; `72015` no permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Invoicing_Platform_API_List.html | 开票平台接口列表}
   */
  insert(request: InsertInvoiceRequest, options?: CallOptions): Promise<InsertInvoiceResponse>
  /**
   * Issues an invoice (蓝票) through WeChat's unified interface. Success means that the request was taken: a
   * `cloud_invoice_invoiceresult_event` tells the result, and {@link InvoicesApi.getMadeOut} reads it.
   *
   * `POST /card/invoice/makeoutinvoice`
   *
   * Safe to send again as it is, with the same `fpqqlsh`: nothing is issued twice.
   *
   * @throws An {@link ApiError}: a field is empty: `73003` `wxopenid`, `73002` `ddh`, `73004` `fpqqlsh`, `73016`
   * `nsrsbh`, `73007` `nsrmc`, `73008` `nsrdz`, `73009` `nsrdh`, `73010` `ghfmc`, `73011` `kpr`, `73012` `jshj`,
   * `73013` `hjje`, `73014` `hjse`, `73015` `hylx`; `41011` no lines; `73001` `wxopenid` is none; `73106` `fpqqlsh` was
   * used for another order; `73108` the order was issued under another `fpqqlsh`; `73107` it is being issued; `73000`,
   * `73100`, `73105` issuing failed or took too long; `1` without a text, seen in 2020 (errcodes-23); `72015` no
   * permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Vendor_API_List.html | 商户接口列表}
   */
  makeOut(request: MakeOutInvoiceRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Cancels an invoice that was issued through the unified interface, by issuing a red one (冲红).
   *
   * `POST /card/invoice/clearoutinvoice`
   *
   * @throws An {@link ApiError}: `73003` `wxopenid`, `73004` `fpqqlsh`, `73016` `nsrsbh`, `73007` `nsrmc` is empty;
   * `73201` no such invoice; `73101` another taxpayer issued it; `72060` it was cancelled before; `73106` `fpqqlsh` was
   * used before; `72015` no permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Vendor_API_List.html | 商户接口列表}
   */
  clearOut(request: ClearOutInvoiceRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Reads an invoice that was issued through the unified interface. The path is misspelt on WeChat's side.
   *
   * `POST /card/invoice/queryinvoceinfo`
   *
   * @throws An {@link ApiError}: `73109` no such request; `73107` it is being issued; `73101` another taxpayer sent it;
   * `73000` issuing failed; `73004` `fpqqlsh`, `73016` `nsrsbh` is empty; `72015` no permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Vendor_API_List.html | 商户接口列表}
   */
  getMadeOut(request: GetMadeOutInvoiceRequest, options?: CallOptions): Promise<GetMadeOutInvoiceResponse>
  /**
   * Creates the template of a payee's invoices. Each call makes another one, and no call lists them: keep the
   * `card_id`.
   *
   * `POST /card/invoice/platform/createcard`
   *
   * @throws An {@link ApiError}: `72015` no permission for invoices; `41011` a required field is missing; `45021` a
   * text is too long.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Invoicing_Platform_API_List.html | 开票平台接口列表}
   */
  createCard(request: CreateInvoiceCardRequest, options?: CallOptions): Promise<CreateInvoiceCardResponse>
  /**
   * Uploads an invoice's PDF. WeChat keeps it for three days, and longer only with an invoice that refers to it.
   *
   * `POST /card/invoice/platform/setpdf`
   *
   * Uploading the same again does no harm: `retry: true` is safe.
   *
   * @throws An {@link ApiError}: `44001` the file is empty; `72040` it is no PDF (errcodes-429, unconfirmed: WeChat may
   * find that at
   * {@link InvoicesApi.insert} only); `72015` no permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Invoicing_Platform_API_List.html | 开票平台接口列表}
   */
  uploadPdf(request: FileRequest, options?: CallOptions): Promise<UploadInvoicePdfResponse>
  /**
   * Fetches an address, good for two hours, of a PDF that was uploaded.
   *
   * `POST /card/invoice/platform/getpdf`
   *
   * @throws An {@link ApiError}: `72027` `action` is not `get_url`; `40007` no such PDF, or thrown away after three
   * days (errcodes-429, unconfirmed); `72015` no permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Invoicing_Platform_API_List.html | 开票平台接口列表}
   */
  getPdf(request: GetInvoicePdfRequest, options?: CallOptions): Promise<GetInvoicePdfResponse>
  /**
   * Tells WeChat what became of an invoice elsewhere: reimbursed on paper, or cancelled by a red one. Called by the
   * invoicing platform that inserted it.
   *
   * `POST /card/invoice/platform/updatestatus`
   *
   * @throws An {@link ApiError}: `40073` no such template; `72038` seen for a `code` that is none of a card
   * (errcodes-433); `72061` it is reimbursed, `72060` cancelled; `72031` no such state; `72036` it is being worked on:
   * sent again after 0.5 and 1 s; `72015` no permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Invoicing_Platform_API_List.html | 开票平台接口列表}
   */
  updateStatus(request: UpdateInvoiceStatusRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Reads an invoice that a user handed in, with the address of its PDF.
   *
   * `POST /card/invoice/reimburse/getinvoiceinfo`
   *
   * @throws An {@link ApiError}: `40101` a field is missing; `40073` no such template; `40075` `encrypt_code` cannot be
   * decrypted; `73200` no such invoice; `72031` was seen without a cause (errcodes-433); `48001` no permission for
   * invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Reimburser_API_List.html | 报销方接口列表}
   */
  getInfo(request: GetInvoiceInfoRequest, options?: CallOptions): Promise<GetInvoiceInfoResponse>
  /**
   * Reads several invoices. One whose code is wrong or that cannot be read is left out of `item_list` without an error
   * (reports-22): compare what came back with what was asked for, by `card_id` and in order.
   *
   * `POST /card/invoice/reimburse/getinvoicebatch`
   *
   * @throws An {@link ApiError}: `72052` too many; `40101` a field is missing; `48001` no permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Reimburser_API_List.html | 报销方接口列表}
   */
  listInfo(request: ListInvoiceInfoRequest, options?: CallOptions): Promise<ListInvoiceInfoResponse>
  /**
   * Locks an invoice, so that it cannot be handed in elsewhere, closes it once it is paid, which is final, or releases
   * it. An `update_invoice_status` event tells those who issued it.
   *
   * `POST /card/invoice/reimburse/updateinvoicestatus`
   *
   * @throws An {@link ApiError}: `72039` it must be locked before it is closed; `72023` somebody else has locked it;
   * `72024` its state forbids it; `72061` it is reimbursed, `72060` cancelled; `72031` no such state; `72036` it is
   * being worked on: sent again after 0.5 and 1 s; otherwise as for {@link InvoicesApi.getInfo}.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Reimburser_API_List.html | 报销方接口列表}
   */
  setReimbursement(request: SetInvoiceReimbursementRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Brings several invoices of one user to a state: all of them, or none when one cannot be.
   *
   * `POST /card/invoice/reimburse/updatestatusbatch`
   *
   * @throws An {@link ApiError}: `72037` one belongs to another user; `72055` too many; one of them as for
   * {@link InvoicesApi.setReimbursement}.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/E_Invoice/Reimburser_API_List.html | 报销方接口列表}
   */
  setReimbursements(request: SetInvoiceReimbursementsRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Makes a link with which a user takes an invoice title into WeChat.
   *
   * `POST /card/invoice/biz/getusertitleurl`
   *
   * @throws An {@link ApiError}: `72017` no title, and `user_fill` is not 1 (errcodes-429, unconfirmed); `48001` no
   * permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/Quick_issuing/Interface_Instructions.html | 极速开发票接口说明}
   */
  getUserTitleUrl(request: GetUserTitleUrlRequest, options?: CallOptions): Promise<GetUserTitleUrlResponse>
  /**
   * Makes a link, to be shown as a QR code at the counter, with which a user chooses a title. A `submit_invoice_title`
   * event brings it.
   *
   * `POST /card/invoice/biz/getselecttitleurl`
   *
   * @throws An {@link ApiError}: `48001` no permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/Quick_issuing/Interface_Instructions.html | 极速开发票接口说明}
   */
  getSelectTitleUrl(request?: GetSelectTitleUrlRequest, options?: CallOptions): Promise<GetSelectTitleUrlResponse>
  /**
   * Reads the title behind the QR code that a user shows.
   *
   * `POST /card/invoice/scantitle`
   *
   * @throws An {@link ApiError}: `72044` the code is too old; `72031` it is none of a title (errcodes-429,
   * unconfirmed); `48001` no permission for invoices.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Invoice/Quick_issuing/Interface_Instructions.html | 极速开发票接口说明}
   */
  scanTitle(request: ScanInvoiceTitleRequest, options?: CallOptions): Promise<ScanInvoiceTitleResponse>
}

const FACE = 'card_ext.user_card.invoice_user_data.'

const AMOUNTS = ['invoiceinfo.jshj', 'invoiceinfo.hjje', 'invoiceinfo.hjse']

/**
 * Amounts are text in yuan. The page asks for two decimals and has one in its own sample (reports-55), so any number of
 * them is sent; what is no amount at all cannot be meant.
 */
const yuan = at(
  AMOUNTS,
  "text in yuan, such as '159.00'",
  (amount) => typeof amount !== 'string' || !/^-?\d+(\.\d+)?$/.test(amount),
)

const noCents = adviseAt(
  AMOUNTS,
  'amounts are in yuan, with two decimals by the page: without any it may be cents by mistake',
  (amount) => typeof amount === 'string' && !amount.includes('.'),
)

/**
 * An invoice in somebody else's wallet, by card and encrypted code: here the general hints would look at the own
 * account.
 */
const FOREIGN_INVOICE: RouteDetails['hints'] = {
  72031: {
    hint: 'WeChat does not accept a value. Take card_id and encrypt_code, as they came, from the answer of chooseInvoice; reimburse_status is INVOICE_REIMBURSE_INIT, _LOCK or _CLOSURE.',
    hintZh:
      '参数值不合法。card_id 和 encrypt_code 请原样使用 chooseInvoice 的返回值；reimburse_status 为 INVOICE_REIMBURSE_INIT、_LOCK 或 _CLOSURE。',
  },
  40073: {
    hint: 'WeChat knows no invoice template with this card_id. Take it, as it came, from the answer of chooseInvoice.',
    hintZh: '没有这个 card_id 的发票卡券模板，请原样使用 chooseInvoice 返回的 card_id。',
  },
  40075: {
    hint: 'The encrypted code of the invoice cannot be decrypted. Take encrypt_code, whole and as it came, from the answer of chooseInvoice of this account or its mini program.',
    hintZh: '发票的加密 code 无法解密。请完整、原样使用本账号（或其小程序）chooseInvoice 返回的 encrypt_code。',
  },
}

/** Where each {@link InvoicesApi} method goes on the wire. */
export const invoicesRoutes: RouteTable<InvoicesApi> = {
  setUrl: json('/card/invoice/seturl', 'read'),
  setPayMerchant: json('/card/invoice/setbizattr?action=set_pay_mch', 'write', {
    fields: 's_pappid',
    check: defined('paymch_info'),
    verifyWith: 'invoices.getPayMerchant',
  }),
  getPayMerchant: json('/card/invoice/setbizattr?action=get_pay_mch', 'read'),
  setContact: json('/card/invoice/setbizattr?action=set_contact', 'write', {
    check: all(defined('contact'), wholeNumbers('contact.time_out')),
    verifyWith: 'invoices.getContact',
  }),
  getContact: json('/card/invoice/setbizattr?action=get_contact', 'read'),
  setAuthFields: json('/card/invoice/setbizattr?action=set_auth_field', 'write', {
    fields:
      'user_field show_title show_phone show_email custom_field biz_field show_tax_no show_addr show_bank_type show_bank_no',
    check: defined('auth_field'),
    verifyWith: 'invoices.getAuthFields',
  }),
  getAuthFields: json('/card/invoice/setbizattr?action=get_auth_field', 'read'),
  getAuthUrl: json('/card/invoice/getauthurl', 'read', {
    fields: 'redirect_url',
    check: all(
      defined('s_pappid', 'order_id', 'money', 'timestamp', 'source', 'ticket'),
      wholeNumbers('money'),
      seconds('timestamp'),
    ),
    hints: {
      72031: {
        hint: 'WeChat does not accept a value. money is in cents, timestamp in seconds, type is 0, 1 or 2, and redirect_url is for pages only.',
        hintZh: '参数值不合法：money 以分为单位，timestamp 以秒为单位，type 为 0、1 或 2，redirect_url 仅用于网页。',
      },
    },
  }),
  getAuthData: json('/card/invoice/getauthdata', 'read', { check: defined('order_id', 's_pappid') }),
  rejectInsert: json('/card/invoice/rejectinsert', 'write', {
    check: defined('s_pappid', 'order_id', 'reason'),
    verifyWith: 'invoices.getAuthData',
  }),
  insert: json('/card/invoice/insert', 'write', {
    fields:
      'nonce_str s_pdf_media_id s_trip_pdf_media_id billing_no billing_code check_code buyer_number buyer_address_and_phone buyer_bank_account seller_number seller_address_and_phone seller_bank_account',
    check: all(
      defined('order_id', 'card_id', 'appid', 'card_ext'),
      wholeNumbers(`${FACE}fee`, `${FACE}fee_without_tax`, `${FACE}tax`, `${FACE}info[].price`),
      seconds(`${FACE}billing_time`),
    ),
    hints: {
      72031: {
        hint: 'WeChat does not accept a value. Reported causes: appid holds the s_pappid instead of the AppID of the authorize event; order_id is empty or another than was authorised; a key of the JSON has a blank in it.',
        hintZh:
          '参数值不合法。开发者反馈的原因：appid 填成了 s_pappid（应为授权事件中的 AppID）；order_id 为空或与授权时不同；JSON 的键名里带了空格。',
      },
      72040: {
        hint: 'The PDF of the invoice is not accepted. Upload it again with invoices.uploadPdf and use the new s_media_id; a fully digital invoice (全电发票) is reported to be refused here, and developers were pointed to the insert-cards interface of WeChat Pay.',
        hintZh:
          '发票 PDF 有误，请用 invoices.uploadPdf 重新上传并使用新的 s_media_id。全电发票据反馈也会返回此码，官方建议改用微信支付的 insert-cards 接口。',
      },
      72045: {
        hint: 'check_code is empty. Fully digital invoices (全电发票) have none, and this interface wants one all the same: developers were pointed to the insert-cards interface of WeChat Pay.',
        hintZh:
          'check_code（校验码）为空。全电发票没有校验码，而此接口必填：官方建议改用微信支付的 insert-cards 接口。',
      },
      [-1]: {
        hint: 'WeChat says no more than that. Fully digital invoices (全电发票) are reported to be answered this way; otherwise check that the amounts are in cents and the time is in seconds.',
        hintZh: '微信没有给出原因。开发者反馈全电发票会返回此码；否则请检查金额是否以分为单位、时间是否以秒为单位。',
      },
      40073: {
        hint: 'This account has no invoice template with this card_id. Take it from the answer of invoices.createCard.',
        hintZh: '该账号下没有这个 card_id 的发票卡券模板，请使用 invoices.createCard 返回的 card_id。',
      },
    },
  }),
  makeOut: json('/card/invoice/makeoutinvoice', 'write', {
    fields: 'invoicedetail_list',
    advise: noCents,
    check: all(defined('invoiceinfo'), yuan),
    verifyWith: 'invoices.getMadeOut',
  }),
  clearOut: json('/card/invoice/clearoutinvoice', 'write', {
    check: defined('invoiceinfo'),
    verifyWith: 'invoices.getMadeOut',
    hints: {
      73106: {
        hint: 'This fpqqlsh was used before. A red invoice needs a number of its own, not that of the invoice it cancels.',
        hintZh: '该 fpqqlsh 已使用过。冲红需要新的流水号，不能沿用被冲红发票的流水号。',
      },
    },
  }),
  getMadeOut: json('/card/invoice/queryinvoceinfo', 'read', { check: defined('fpqqlsh', 'nsrsbh') }),
  createCard: json('/card/invoice/platform/createcard', 'write', {
    diagnose: diagnoseFields({
      'invoice_info.base_info.logo_url': text(128),
      'invoice_info.base_info.title': text(27),
      'invoice_info.base_info.custom_url_name': text(15),
      'invoice_info.base_info.custom_url_sub_title': text(18),
    }),
    fields: 'custom_url promotion_url promotion_url_name promotion_url_sub_title',
    check: defined('invoice_info'),
  }),
  uploadPdf: upload('/card/invoice/platform/setpdf', 'pdf'),
  getPdf: json('/card/invoice/platform/getpdf', 'read', {
    check: defined('s_media_id', 'action'),
    hints: {
      40007: {
        hint: 'WeChat has no PDF with this s_media_id. It throws one away that no invoice refers to after three days: upload it again with invoices.uploadPdf.',
        hintZh: '没有这个 s_media_id 的 PDF。三天内未关联到发票的 PDF 会被清理，请用 invoices.uploadPdf 重新上传。',
      },
    },
  }),
  updateStatus: json('/card/invoice/platform/updatestatus', 'write', {
    retryOnErrcodes: [72036],
    check: all(defined('card_id', 'code', 'reimburse_status'), plainCode('code')),
    hints: {
      72038: {
        hint: 'No invoice card has this code. Send the code that invoices.insert answered, not the code or number printed on the invoice.',
        hintZh: '没有使用这个 code 的发票卡券。请传 invoices.insert 返回的 code，而不是票面上的发票代码或发票号码。',
      },
      72031: {
        hint: 'WeChat does not know this reimburse_status: it is INVOICE_REIMBURSE_INIT, _LOCK, _CLOSURE or _CANCEL.',
        hintZh: 'reimburse_status 不合法，可用值为 INVOICE_REIMBURSE_INIT、_LOCK、_CLOSURE、_CANCEL。',
      },
    },
    verifyWith: 'invoices.getInfo',
  }),
  getInfo: json('/card/invoice/reimburse/getinvoiceinfo', 'read', {
    check: all(defined('card_id', 'encrypt_code'), encryptedCode('encrypt_code')),
    advise: encryptedCodeForm('encrypt_code'),
    hints: FOREIGN_INVOICE,
  }),
  listInfo: json('/card/invoice/reimburse/getinvoicebatch', 'read', {
    fields: 'card_id',
    check: all(defined('item_list'), encryptedCode('item_list[].encrypt_code')),
    advise: encryptedCodeForm('item_list[].encrypt_code'),
    hints: FOREIGN_INVOICE,
  }),
  setReimbursement: json('/card/invoice/reimburse/updateinvoicestatus', 'write', {
    retryOnErrcodes: [72036],
    check: all(defined('card_id', 'encrypt_code', 'reimburse_status'), encryptedCode('encrypt_code')),
    advise: encryptedCodeForm('encrypt_code'),
    hints: FOREIGN_INVOICE,
    verifyWith: 'invoices.getInfo',
  }),
  setReimbursements: json('/card/invoice/reimburse/updatestatusbatch', 'write', {
    fields: 'card_id',
    retryOnErrcodes: [72036],
    check: all(defined('openid', 'reimburse_status', 'invoice_list'), encryptedCode('invoice_list[].encrypt_code')),
    advise: encryptedCodeForm('invoice_list[].encrypt_code'),
    hints: FOREIGN_INVOICE,
    verifyWith: 'invoices.listInfo',
  }),
  getUserTitleUrl: json('/card/invoice/biz/getusertitleurl', 'read', {
    fields: 'user_fill tax_no bank_type bank_no out_title_id',
  }),
  getSelectTitleUrl: json('/card/invoice/biz/getselecttitleurl', 'read', { fields: 'biz_name' }),
  scanTitle: json('/card/invoice/scantitle', 'read', {
    check: defined('scan_text'),
    hints: {
      72031: {
        hint: 'scan_text is not what a title’s QR code holds. Send it whole and unchanged, as the scanner read it.',
        hintZh: 'scan_text 不是发票抬头二维码的内容，请完整、原样传入扫码结果。',
      },
    },
  }),
}
