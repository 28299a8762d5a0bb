// Codes of electronic invoices, which share the machinery of cards.
import type { CodeKnowledge, CodeTable } from './types.js'

const EMPTY_FIELD: CodeKnowledge = {
  category: 'request',
  en: 'A field of invoiceinfo is empty: errmsg names it. All members are strings, amounts in yuan with two decimals.',
  zh: 'invoiceinfo 中有字段为空（errmsg 会给出字段名）。所有字段都是字符串，金额以元为单位、保留两位小数。',
}

/** Asking the user for an authorisation, and putting invoices into the wallet. */
export const INVOICE_ERRCODES: CodeTable = {
  49004: {
    category: 'transient',
    en: 'WeChat says that a signature does not match, at an endpoint that takes none. Developers who met it at /card/invoice/insert were told that the fault is internal: try again later, and show the rid to support if it stays.',
    zh: '微信提示签名不匹配，而该接口并不需要签名。在 /card/invoice/insert 遇到此码的开发者得到的答复是微信内部问题：请稍后再试，如果一直如此，请带上 rid 联系客服。',
  },
  72015: {
    category: 'permission',
    en: 'The account may not create invoice cards. Apply for the permission; a third-party platform needs permission set 26.',
    zh: '账号没有创建发票卡的权限，请先申请；第三方平台需要权限集 26。',
  },
  72017: {
    category: 'request',
    en: 'The invoice title is not allowed. Check title, and tax_no for a company.',
    zh: '发票抬头不合法，请检查 title；企业抬头还要检查 tax_no。',
  },
  72018: {
    category: 'state',
    en: 'The invoice of this order_id is in the wallet of the user already. After a timed-out insert this means that it worked: do not insert again.',
    zh: '该 order_id 的发票已经插入用户卡包。如果之前插入超时，说明已经成功，不要重复插入。',
  },
  72023: {
    category: 'state',
    en: 'Another account has locked the invoice, usually because it is being reimbursed there. It can be used once that account releases it.',
    zh: '发票已被其他账号锁定，通常是正在那里报销，需等对方解锁后才能使用。',
  },
  72024: {
    category: 'state',
    en: 'The state of the invoice forbids this step. Read reimburse_status first: only INIT can be locked, and CLOSURE is final.',
    zh: '发票状态不允许此操作。请先查看 reimburse_status：INIT 才能锁定，CLOSURE 为最终状态。',
  },
  72025: {
    category: 'credential',
    en: 'WeChat publishes no more than the text of this code, that a token of the invoice is wrong. Begin again with a new link from getauthurl; if it stays, show the rid to support.',
    zh: '官方只说明发票 token 有误，没有更多解释。请用 getauthurl 重新获取链接再试；如果一直失败，请带上 rid 联系客服。',
  },
  72027: {
    category: 'request',
    en: 'The action is unknown. setbizattr takes set_ or get_ followed by pay_mch, contact or auth_field, in the query; getpdf takes get_url in the body.',
    zh: 'action 不合法。setbizattr 的 action 放在查询参数里，为 set_ 或 get_ 加 pay_mch、contact、auth_field；getpdf 的 action 放在请求体里，为 get_url。',
  },
  72028: {
    category: 'state',
    en: 'No merchant number is linked with the invoicing platform. Set it with setbizattr and action=set_pay_mch first.',
    zh: '尚未关联商户号与开票平台，请先调用 setbizattr?action=set_pay_mch。',
  },
  72029: {
    category: 'state',
    en: 'The fields of the authorisation page are not set. Set them with setbizattr and action=set_auth_field first.',
    zh: '尚未设置授权页字段，请先调用 setbizattr?action=set_auth_field。',
  },
  72035: {
    category: 'state',
    en: 'The merchant has refused to issue an invoice for this order (rejectinsert), and its order_id cannot be used again.',
    zh: '商户已拒绝为该订单开票（rejectinsert），此 order_id 不能再用。',
  },
  72036: {
    category: 'transient',
    en: 'The invoice is being worked on. Try again in a moment.',
    zh: '发票正在处理中，请稍后重试。',
  },
  72037: {
    category: 'permission',
    en: 'The invoice belongs to somebody else. Check the openid, card_id and encrypt_code of the invoice.',
    zh: '发票不属于该用户，请核对发票的 openid、card_id 和 encrypt_code。',
  },
  72038: {
    category: 'state',
    en: 'The user has not authorised an invoice for this order. Send the user to the auth_url of getauthurl, and wait for the event. If the user did authorise, s_pappid or appid belongs to another account than the one that was authorised.',
    zh: '用户尚未对该订单授权开票，请引导用户打开 getauthurl 返回的 auth_url，并等待授权事件。如果用户已授权，则 s_pappid 或 appid 属于另一个账号。',
  },
  72039: {
    category: 'state',
    en: 'Lock the invoice before reimbursing it: first INVOICE_REIMBURSE_LOCK, then INVOICE_REIMBURSE_CLOSURE.',
    zh: '报销前要先锁定发票：先 INVOICE_REIMBURSE_LOCK，再 INVOICE_REIMBURSE_CLOSURE。',
  },
  72040: {
    category: 'request',
    // reports-27
    en: 'The PDF of the invoice is not accepted. Upload it again with setpdf and use the new s_media_id; fully digital invoices are reported to be refused this way.',
    zh: '发票 PDF 有误，请用 setpdf 重新上传并使用新的 s_media_id；据反馈，全电发票也会返回此码。',
  },
  72041: {
    category: 'request',
    en: 'billing_code and billing_no are not valid together. Sources disagree about which of the two is the invoice code (发票代码) and which the number (发票号码), so try them exchanged.',
    zh: 'billing_code 与 billing_no 不合法。各份资料对哪个是发票代码、哪个是发票号码说法相反，请试着对调。',
  },
  72042: {
    category: 'state',
    en: 'An invoice with this billing_code and billing_no was inserted before. Do not insert it again.',
    zh: '该 billing_code、billing_no 的发票已插入过，不要重复插入。',
  },
  72043: {
    category: 'request',
    en: 'billing_code or billing_no has the wrong length. The 20 digits of a fully digital invoice go into billing_no.',
    zh: 'billing_code 或 billing_no 长度不对，全电发票的 20 位号码填在 billing_no。',
  },
  72044: {
    category: 'state',
    en: 'The scanned text is too old. Ask the user to show the title code again.',
    zh: '扫码内容已过期，请用户重新出示抬头二维码。',
  },
  72045: {
    category: 'request',
    en: 'check_code is empty, and insert requires it. Fully digital invoices have none: developers were pointed to the insert-cards interface of WeChat Pay.',
    zh: 'check_code（校验码）为空，插入发票时必填。全电发票没有校验码，可改用微信支付的 insert-cards 接口。',
  },
  72046: {
    category: 'request',
    en: 'pdf_url is not valid. Upload the PDF with setpdf instead of naming an address.',
    zh: 'pdf_url 无效，请用 setpdf 上传 PDF，不要直接填地址。',
  },
  72047: {
    category: 'request',
    en: 'The code or number in the PDF differs from billing_code and billing_no. Check that the PDF belongs to this invoice.',
    zh: 'PDF 中的发票代码或号码与 billing_code、billing_no 不一致，请确认 PDF 与发票对应。',
  },
  72048: {
    category: 'quota',
    en: 'This authorisation has been used for as many invoices as it covers. Ask the user to authorise again.',
    zh: '该授权可插入的发票数已用完，请用户重新授权。',
  },
  72049: {
    category: 'state',
    en: 'There is no authorisation yet. Read its state with getauthdata.',
    zh: '尚未授权，可用 getauthdata 查询授权状态。',
  },
  72050: {
    category: 'state',
    en: 'The authorisation has expired. Ask the user to authorise again.',
    zh: '授权已过期，请用户重新授权。',
  },
  72051: {
    category: 'request',
    en: 'The type of app is wrong. Check source of getauthurl: app, web (a page inside WeChat), wxa (mini program) or wap (another page).',
    zh: '应用类型有误，请检查 getauthurl 的 source：app、web（微信内网页）、wxa（小程序）或 wap（普通网页）。',
  },
  72052: {
    category: 'quota',
    en: 'Too many invoices were asked for at once. Ask for fewer per call.',
    zh: '一次查询的发票过多，请减少每次的数量。',
  },
  72053: {
    category: 'state',
    en: 'This user has not authorised. Check that the openid belongs to the account that asked for the authorisation.',
    zh: '该用户没有授权，请确认 openid 属于发起授权的账号。',
  },
  72054: {
    category: 'transient',
    en: 'The invoices are being inserted. Wait a moment and read the result before sending anything again.',
    zh: '发票正在插入，请稍等并先查询结果，不要马上重发。',
  },
  72055: {
    category: 'quota',
    en: 'The list holds too many invoices. Split it.',
    zh: '发票数量过多，请分批处理。',
  },
  72056: {
    category: 'state',
    en: 'This order_id was used before. Use one order_id per invoice, and check whether the earlier one is what you meant.',
    zh: 'order_id 重复。每张发票要用不同的 order_id，请先确认之前那张是否就是要开的。',
  },
  72057: {
    category: 'quota',
    en: "Today's limit for inserting invoices is reached. Go on tomorrow.",
    zh: '今日插入发票数已达上限，请明天继续。',
  },
  72058: {
    category: 'transient',
    en: 'WeChat called the server of the merchant and got no usable answer. Check that server, then try again.',
    zh: '微信回调商户服务器失败，请检查该服务器后重试。',
  },
  72059: {
    category: 'state',
    en: 'The holder is giving this invoice to somebody else. Wait until that has ended.',
    zh: '该发票正在转赠，请等转赠结束。',
  },
  72060: {
    category: 'state',
    en: 'The invoice has been cancelled. Read reimburse_status and leave the invoice out.',
    zh: '该发票已作废，请查看 reimburse_status，并跳过该发票。',
  },
  72061: {
    category: 'state',
    en: 'The invoice has been reimbursed and closed, which is final. Read reimburse_status.',
    zh: '该发票已报销核销（最终状态），请查看 reimburse_status。',
  },
  72062: {
    category: 'quota',
    en: 'This code_auth_key has reached its limit. Use another one.',
    zh: '该 code_auth_key 已达上限，请换一个。',
  },
  72063: {
    category: 'state',
    en: 'The merchant has no contact set. Call setbizattr with action=set_contact first.',
    zh: '商户联系方式为空，请先调用 setbizattr?action=set_contact。',
  },
}

/** Issuing through the unified interface. */
export const ISSUING_ERRCODES: CodeTable = {
  73000: {
    category: 'transient',
    en: 'Issuing failed inside. Try again with the same fpqqlsh, so that no second invoice is made.',
    zh: '开票系统内部出错，请用同一个 fpqqlsh 重试，以免重复开票。',
  },
  73001: {
    category: 'request',
    en: "wxopenid is not valid. Send the user's openid under the Official Account that issues.",
    zh: 'wxopenid 无效，请传用户在开票公众号下的 openid。',
  },
  73002: EMPTY_FIELD,
  73003: EMPTY_FIELD,
  73004: EMPTY_FIELD,
  73005: {
    category: 'request',
    en: 'Probably the account or taxpayer is not registered as a merchant for issuing; WeChat says no more. Check nsrsbh and the contract with the invoicing platform.',
    zh: '可能是该账号或纳税人不是开票商户（官方没有更多说明），请检查 nsrsbh 以及与开票平台的签约情况。',
  },
  73006: EMPTY_FIELD,
  73007: EMPTY_FIELD,
  73008: EMPTY_FIELD,
  73009: EMPTY_FIELD,
  73010: EMPTY_FIELD,
  73011: EMPTY_FIELD,
  73012: EMPTY_FIELD,
  73013: EMPTY_FIELD,
  73014: EMPTY_FIELD,
  73015: EMPTY_FIELD,
  73016: EMPTY_FIELD,
  73100: {
    category: 'transient',
    en: 'The invoicing platform failed. Try again later with the same fpqqlsh.',
    zh: '开票平台出错，请稍后用同一个 fpqqlsh 重试。',
  },
  73101: {
    category: 'request',
    en: 'nsrsbh does not match, probably the taxpayer number that is registered for issuing. Compare the two.',
    zh: 'nsrsbh 不匹配，可能与登记的纳税人识别号不一致，请核对。',
  },
  73105: {
    category: 'transient',
    en: 'The invoicing platform took too long, and the invoice may exist. Send the same request again with the same fpqqlsh.',
    zh: '开票平台超时，发票可能已开出，请用同一个 fpqqlsh 重新发送相同的请求。',
  },
  73106: {
    category: 'state',
    en: 'This fpqqlsh was used for another order (ddh). Make a new fpqqlsh for every invoice.',
    zh: '该 fpqqlsh 已用于其他订单（ddh），每张发票要使用新的 fpqqlsh。',
  },
  73107: {
    category: 'transient',
    en: 'The invoice is being issued. Ask later with /card/invoice/queryinvoceinfo, or wait for the event.',
    zh: '发票正在开具，请稍后用 /card/invoice/queryinvoceinfo 查询，或等待事件通知。',
  },
  73108: {
    category: 'state',
    en: 'An invoice for this order (ddh) exists under another fpqqlsh. Query that one instead of issuing twice.',
    zh: '该订单（ddh）已用另一个 fpqqlsh 开过票，请查询那一张，不要重复开票。',
  },
  73109: {
    category: 'not_found',
    en: 'The invoicing platform does not know this fpqqlsh. Check it together with nsrsbh, or issue the invoice.',
    zh: '开票平台没有这个 fpqqlsh，请与 nsrsbh 一起核对，或先开票。',
  },
  73200: {
    category: 'not_found',
    en: 'No invoice was found for this card_id and code. Send the plain code, or the encrypted one where encrypt_code is wanted.',
    zh: '按 card_id 和 code 查不到发票。请传明文 code；需要 encrypt_code 的接口则传加密的 code。',
  },
  73201: {
    category: 'not_found',
    en: 'The record of the invoice was not found. Check fpqqlsh and nsrsbh.',
    zh: '查不到开票记录，请核对 fpqqlsh 和 nsrsbh。',
  },
  73202: {
    category: 'request',
    en: 'WeChat could not read the account behind the AppID. Check the appid in the request.',
    zh: '无法读取该 AppID 的账号信息，请检查请求中的 appid。',
  },
  73203: {
    category: 'request',
    en: 'WeChat could not read the category or rule of the invoice. Check the goods codes (spbm) in invoicedetail_list, and show the rid to support if they are right.',
    zh: '读取发票类目或规则失败，请检查 invoicedetail_list 中的商品编码（spbm）；如果无误，请带上 rid 联系客服。',
  },
  73204: {
    category: 'not_found',
    en: 'The invoice card does not exist. Create it with /card/invoice/platform/createcard first.',
    zh: '发票卡券不存在，请先用 /card/invoice/platform/createcard 创建。',
  },
}
