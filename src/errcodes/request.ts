// Codes about the request itself, whatever it asks for: busy servers, method, format, parameters, uploads, dates.
import type { CodeTable } from './types.js'

/** The platform's own trouble, and how requests have to look. */
export const FORMAT_ERRCODES: CodeTable = {
  '-1': {
    category: 'transient',
    // activation-172
    en: 'WeChat was busy or failed inside, and the call may or may not have been carried out. Repeat a read; before repeating a write, read the state it would have changed. Developers report the same answer to a fraction where an integer belongs, such as points.',
    zh: '微信系统繁忙或内部出错，这次调用可能已执行，也可能没有。读接口可以直接重试；写接口请先查询状态再决定是否重发。据开发者反馈，该填整数的字段（如积分）传了小数也会返回 -1。',
  },
  1: {
    category: 'other',
    // merchants-22
    en: 'WeChat does not document this code and sends no text with it. It was reported for sub-merchant applications that had an original id (gh_…) in app_id, and for makeoutinvoice: treat it as a refusal, check every field, and show the rid to support.',
    zh: '官方没有说明此码，也不带文字。据开发者反馈，提交子商户时 app_id 填了原始 ID（gh_…），或调用 makeoutinvoice 时会出现。请按失败处理，逐个检查字段，并带上 rid 联系客服。',
  },
  40033: {
    category: 'request',
    en: 'The body contains escapes of the form \\uXXXX, which WeChat does not read. Send the characters themselves as UTF-8; the SDK does, so look at the strings that you pass or at a proxy that rewrites JSON.',
    zh: '请求体里有 \\uXXXX 形式的转义，微信不识别，请直接使用 UTF-8 原文。SDK 不会转义，请检查传入的字符串，或会改写 JSON 的代理。',
  },
  40035: {
    category: 'request',
    en: 'A parameter has a size that is not allowed, such as a list that is too long or a page that is too large. Compare the request with the limits of this endpoint.',
    zh: '某个参数的长度或数量不合法，例如列表过长、分页过大，请对照该接口的限制检查。',
  },
  40097: {
    category: 'request',
    en: 'A parameter has a value that this endpoint does not know, for example the type of a ticket. Compare the request with the documentation field by field.',
    zh: '某个参数的取值该接口不认识（例如获取 ticket 时的 type），请对照文档逐个核对字段。',
  },
  40101: {
    category: 'request',
    en: 'A parameter is missing. Compare the request with the fields that the documentation marks as required.',
    zh: '缺少参数，请对照文档补齐必填字段。',
  },
  41009: {
    category: 'request',
    en: "The openid is missing or empty. Send the user's openid under the Official Account.",
    zh: '缺少 openid 或为空，请传用户在公众号下的 openid。',
  },
  41010: {
    category: 'request',
    en: 'The field url is missing or empty.',
    zh: '缺少 url 字段，或其值为空。',
  },
  40003: {
    category: 'request',
    en: "WeChat does not know this openid for this account. Card calls want the user's openid under the Official Account that owns the card; the one under the mini program is another, and unionid or the claim event joins the two.",
    zh: '该账号下没有这个 openid。卡券接口要用用户在制卡公众号下的 openid，与小程序下的 openid 不同，可通过 unionid 或领取事件把两者对应起来。',
  },
  43001: {
    category: 'request',
    en: 'This endpoint answers GET only. Set the method of the route to GET.',
    zh: '该接口只支持 GET，请把 route 的 method 改为 GET。',
  },
  43002: {
    category: 'request',
    en: 'This endpoint answers POST only. Set the method of the route to POST, and look for a proxy that turns requests into GET.',
    zh: '该接口只支持 POST，请把 route 的 method 改为 POST，并检查代理是否把请求改成了 GET。',
  },
  43003: {
    category: 'request',
    en: 'WeChat answers HTTPS only. Check the baseUrl option and any proxy on the way.',
    zh: '只支持 HTTPS，请检查 baseUrl 选项和中间的代理。',
  },
  44002: {
    category: 'request',
    en: 'The body arrived empty. Send at least {}, and look for a proxy or a custom fetch that drops the body of a POST.',
    zh: '请求体为空。至少要发送 {}，并检查代理或自定义 fetch 是否丢掉了 POST 的请求体。',
  },
  46004: {
    category: 'not_found',
    en: 'There is no such user in this account. Check that the openid is the one under the Official Account.',
    zh: '该账号下没有这个用户，请确认用的是公众号下的 openid。',
  },
  47001: {
    category: 'request',
    // cards-211
    en: 'WeChat cannot read the body: a value has the wrong type (a string for a number, an object for a list) or a field does not belong here. The text of errmsg sometimes names the place; on /card/update, fields that cannot be changed and the key of another card type are reported to be answered this way too.',
    zh: '请求体无法解析：某个值的类型不对（数字写成字符串、列表写成对象等），或出现了不该有的字段，errmsg 有时会指出位置。据开发者反馈，/card/update 里带上不可修改的字段或其他卡券类型的键，也会返回此码。',
  },
  47002: {
    category: 'request',
    en: 'Text was sent as \\uXXXX escapes. Send it as plain UTF-8; if your code makes its own JSON, switch off its ASCII-only mode.',
    zh: '文字以 \\uXXXX 转义的形式发送了，请直接发送 UTF-8 文本；如果自行拼 JSON，请关闭“仅 ASCII”之类的选项。',
  },
}

/** Pictures and other files. */
export const MEDIA_ERRCODES: CodeTable = {
  40004: {
    category: 'request',
    en: 'The media type is not one that this endpoint takes.',
    zh: '媒体文件类型不合法，该接口不支持。',
  },
  40005: {
    category: 'request',
    en: 'The file is not of an accepted type. Upload a JPG or PNG whose name has the matching extension.',
    zh: '文件格式不对，请上传 JPG 或 PNG，文件扩展名要与内容一致。',
  },
  40006: {
    category: 'request',
    en: 'The file is too large. Pictures for cards may have 1 MB.',
    zh: '文件过大，卡券图片不能超过 1 MB。',
  },
  40007: {
    category: 'not_found',
    en: 'WeChat does not know this media_id. Temporary material lives 3 days: upload the file again and use the new id.',
    zh: 'media_id 无效。临时素材只保留 3 天，请重新上传并使用新的 media_id。',
  },
  40009: {
    category: 'request',
    en: 'The picture is too large: at most 1 MB. For a logo 300 × 300 pixels are recommended.',
    zh: '图片过大，不能超过 1 MB；logo 建议使用 300 × 300 像素。',
  },
  40137: {
    category: 'request',
    en: 'WeChat does not read this picture format. Convert the picture to JPG or PNG; renaming the file is not enough.',
    zh: '不支持这种图片格式，请真正转换成 JPG 或 PNG，只改扩展名不行。',
  },
  40141: {
    category: 'request',
    // reports-30
    en: "The picture's URL is not one of WeChat's. Upload the picture with /cgi-bin/media/uploadimg and use the URL that comes back. One at mmecoa.qpic.cn is reported to be refused here, where mmbiz.qpic.cn is taken: upload the picture once more.",
    zh: '图片 URL 不是微信的地址，请先用 /cgi-bin/media/uploadimg 上传，再使用返回的 URL。据反馈，这里只接受 mmbiz.qpic.cn 的地址，上传返回 mmecoa.qpic.cn 时会被拒绝：请重新上传。',
  },
  41005: {
    category: 'request',
    en: 'The upload holds no file. Send multipart/form-data with one file part named buffer or media.',
    zh: '上传内容里没有文件，请用 multipart/form-data 发送，文件字段名为 buffer 或 media。',
  },
  44001: {
    category: 'request',
    en: 'The uploaded file has no bytes. Check that the stream or buffer was not read before.',
    zh: '上传的文件是空的，请检查流或 buffer 是否已被读取过。',
  },
  52000: {
    category: 'request',
    // reports-30
    en: 'A picture does not come from WeChat. Upload it with /cgi-bin/media/uploadimg and put the returned URL into the field; background_pic_url, icon_url_list and the pictures of gift cards are checked. An address at mmecoa.qpic.cn is reported to be refused in some fields, where one at mmbiz.qpic.cn is taken.',
    zh: '图片不在微信的 CDN 上。请用 /cgi-bin/media/uploadimg 上传后填入返回的 URL；background_pic_url、icon_url_list 和礼品卡图片都会检查。据反馈，部分字段不接受 mmecoa.qpic.cn 的地址，只接受 mmbiz.qpic.cn。',
  },
}

/** Statistics. */
export const STATISTICS_ERRCODES: CodeTable = {
  61500: {
    category: 'request',
    en: 'Dates are written YYYY-MM-DD, with both zeros: 2026-01-05.',
    zh: '日期格式应为 YYYY-MM-DD，月和日要补零，如 2026-01-05。',
  },
  61501: {
    category: 'request',
    en: 'The range of dates is not allowed: at most 62 days, and ending yesterday (China time) at the latest. Split a longer range.',
    zh: '日期范围不合法：最多 62 天，且最晚到昨天（北京时间），更长的范围请拆分查询。',
  },
  61503: {
    category: 'transient',
    en: "The figures of this day are not computed yet. Ask again later; when yesterday's figures are ready is not published.",
    zh: '当天的数据尚未统计完成，请稍后再查；昨日数据的就绪时间官方没有公布。',
  },
}
