// Codes about who is calling: tokens, AppSecret, IP addresses, permissions, punishments, third-party platforms, quotas.
import type { CodeKnowledge, CodeTable } from './types.js'

/** Credentials of an Official Account. */
export const CREDENTIAL_ERRCODES: CodeTable = {
  40001: {
    category: 'credential',
    en: 'WeChat does not accept this access token: a newer one has replaced it, it belongs to another account, or the AppSecret was reset. The SDK asks once for another token and, where it gets one, sends the call again; if this reaches you, another service probably fetches tokens for the same AppID. Let all of them share one token source.',
    zh: 'access_token 不被接受：已被新的 token 顶掉、属于其他账号，或者 AppSecret 重置过。SDK 会重新获取一次 token，得到不同的 token 时才重发；如果仍然报错，多半是别的服务也在用同一个 AppID 获取 token，请让所有服务共用同一个 token 来源。',
  },
  40002: {
    category: 'request',
    en: 'The token endpoints know only one grant_type: client_credential.',
    zh: '获取 token 时 grant_type 只能填 client_credential。',
  },
  40013: {
    category: 'request',
    en: "WeChat does not know this AppID, or it is not the one that the token belongs to. Compare it character by character, letter case included, with the one in the console of the Official Account, and make sure that it is not the mini program's.",
    zh: 'AppID 不存在，或与 token 所属账号不一致。请与公众号后台逐字核对（区分大小写，不要混入空格），并确认填的不是小程序的 AppID。',
  },
  40014: {
    category: 'credential',
    en: 'The access token is malformed, cut off or expired. The SDK replaces a refused token once; if this reaches you and the accessToken option supplies the token, check that it hands over the whole token and does not URL-encode it, since the SDK does. Otherwise another service probably fetches tokens for the same AppID: let all of them share one token source.',
    zh: 'access_token 格式不对、被截断或已过期。SDK 会自动换一次；如果 token 由 accessToken 选项提供，请确认给出的是完整的 token，并且没有先做 URL 编码（SDK 会编码）。否则多半是别的服务也在用同一个 AppID 获取 token，请让所有服务共用同一个 token 来源。',
  },
  40029: {
    category: 'request',
    en: 'The code meant here is the one of web authorisation (OAuth), not a card code. It is wrong or of another account: send the user through the authorisation again.',
    zh: '这里的 code 是网页授权（OAuth）的 code，不是卡券 Code。它无效或属于其他账号，请让用户重新授权。',
  },
  40030: {
    category: 'credential',
    en: 'The refresh token of a web authorisation or of a third-party platform is invalid. It cannot be repaired: have the authorisation done again.',
    zh: 'refresh_token 无效（网页授权或第三方平台授权），无法修复，只能重新授权。',
  },
  40125: {
    category: 'credential',
    en: 'The AppSecret is malformed or wrong for this AppID; asking again does not help. Copy it again from the console, or reset it there and update every service that uses it.',
    zh: 'AppSecret 格式不对或与该 AppID 不匹配，重试无效。请从后台重新复制，或在后台重置后同步更新所有使用它的服务。',
  },
  40131: {
    category: 'quota',
    en: 'No more tickets are issued for now. Give all processes one shared cache, so that a ticket is fetched once and not per request or per process.',
    zh: 'ticket 获取次数已达上限。请让所有进程共用一个缓存，不要每次请求或每个进程都去获取 ticket。',
  },
  40163: {
    category: 'state',
    en: 'The code of web authorisation (OAuth, not a card code) was used before; it works once. Send the user through the authorisation again, and make sure that a page reload does not send the same code twice.',
    zh: '网页授权的 code（不是卡券 Code）只能用一次，现在已被用过。请让用户重新授权，并避免页面刷新时重复提交同一个 code。',
  },
  40243: {
    category: 'credential',
    en: 'The AppSecret is frozen. Unfreeze it in the console and wait about 10 minutes for it to take effect; until then WeChat gives no token.',
    zh: 'AppSecret 已被冻结。请在后台解冻，约 10 分钟后生效，在此之前无法获取 token。',
  },
  41001: {
    category: 'credential',
    en: 'The request arrived without an access token. The SDK always sends one, so look for a proxy or a custom fetch that drops the query string.',
    zh: '请求里没有 access_token。SDK 一定会带上它，请检查代理或自定义 fetch 是否丢掉了查询参数。',
  },
  41002: {
    category: 'request',
    en: 'The request names no AppID. Check the appId option and the appid field of the request, and any proxy or custom fetch that changes requests.',
    zh: '缺少 appid。请检查 appId 选项、请求中的 appid 字段，以及会改写请求的代理或自定义 fetch。',
  },
  41004: {
    category: 'request',
    en: 'The request carries no AppSecret. Check the appSecret option, and any proxy or custom fetch that changes requests.',
    zh: '缺少 AppSecret。请检查 appSecret 选项，以及会改写请求的代理或自定义 fetch。',
  },
  42001: {
    category: 'credential',
    en: "The access token has outlived its time, which is 7200 seconds at most. The SDK replaces a refused token once; if this reaches you, check this machine's clock and the lifetime that your own token source reports. If both are right, another service probably fetches tokens for the same AppID: let all of them share one token source.",
    zh: 'access_token 已超时（最长 7200 秒）。SDK 会自动换一次；如果仍然报错，请检查本机时钟，以及自建 token 服务返回的有效期是否正确。如果都没问题，多半是别的服务也在用同一个 AppID 获取 token，请让所有服务共用同一个 token 来源。',
  },
  42002: {
    category: 'credential',
    en: 'The refresh token has expired. Nothing but a new authorisation helps.',
    zh: 'refresh_token 已过期，只能重新授权。',
  },
  42007: {
    category: 'credential',
    en: "The user changed the WeChat password, which ends that user's web authorisation. Ask the user to authorise again; a new access token of the account does not help.",
    zh: '用户修改了微信密码，该用户的网页授权随之失效。请让用户重新授权，换公众号的 access_token 没有用。',
  },
  49001: {
    category: 'request',
    en: 'The appid in the request is not the account that the access token belongs to. Send the appid of the same account.',
    zh: '请求里的 appid 与 access_token 所属账号不一致，请使用同一个账号的 appid。',
  },
}

/** Calls made through a third-party platform. */
export const PLATFORM_ERRCODES: CodeTable = {
  40094: {
    category: 'credential',
    en: 'The component_access_token is invalid. Have the third-party platform fetch a new one.',
    zh: 'component_access_token 无效，请由第三方平台重新获取。',
  },
  42006: {
    category: 'credential',
    en: 'The component_access_token has expired. Have the third-party platform renew it before it asks for the token of the account.',
    zh: 'component_access_token 已过期，第三方平台需要先刷新它，再获取公众号的 token。',
  },
  61003: {
    category: 'permission',
    en: 'The account has not authorised this third-party platform, or has withdrawn the authorisation. Ask its administrator to authorise again.',
    zh: '公众号没有授权给该第三方平台，或已取消授权，请让公众号管理员重新授权。',
  },
  61004: {
    category: 'permission',
    en: "Calls from {ip} are not accepted. With a third-party platform's token, add the address to the platform's whitelist; otherwise to the account's own IP whitelist in the console. Some documentation prints this code where live replies say 40164.",
    zh: '来自 {ip} 的调用不被接受。使用第三方平台的 token 时，请把该 IP 加入第三方平台的白名单；否则请加入公众号后台的 IP 白名单。部分文档写的是此码，实际返回往往是 40164，两者同样处理。',
  },
  61005: {
    category: 'credential',
    en: 'The component_verify_ticket has expired. Use the latest one: WeChat pushes a new one to the third-party platform every 10 minutes.',
    zh: 'component_verify_ticket 已过期，请使用最新收到的（微信每 10 分钟向第三方平台推送一次）。',
  },
  61006: {
    category: 'credential',
    en: 'The component_verify_ticket is not one that WeChat pushed to this third-party platform. Check that the latest push was stored, whole.',
    zh: 'component_verify_ticket 无效。请确认保存的是微信最近一次推送给该第三方平台的完整内容。',
  },
  61007: {
    category: 'permission',
    en: 'The merchant has not granted this permission set to the third-party platform, or the platform does not hold it itself. Cards need set 8, stores 13, invoices 26: ask the merchant to authorise again with the set included.',
    zh: '商家没有把该权限集授权给第三方平台，或者平台自己没有该权限集。卡券是权限集 8，门店是 13，电子发票是 26，请让商家勾选后重新授权。',
  },
  61014: {
    category: 'request',
    en: "This endpoint belongs to the third-party platform: call it with a component_access_token, not with an account's token.",
    zh: '这是第三方平台自己的接口，要用 component_access_token 调用，不能用公众号的 token。',
  },
  61015: {
    category: 'request',
    en: "This endpoint belongs to the account: call it with the account's authorizer_access_token, not with a component_access_token.",
    zh: '这是公众号的接口，要用该账号的 authorizer_access_token 调用，不能用 component_access_token。',
  },
  61017: {
    category: 'permission',
    en: 'The merchant has not authorised the category of functions that this call belongs to. Ask for a new authorisation that includes it.',
    zh: '商家没有授权该接口所属的功能类目，请让商家重新授权并勾选。',
  },
  61023: {
    category: 'credential',
    en: 'The authorizer_refresh_token is invalid, so WeChat gives no token for this account. The merchant has to authorise the third-party platform again; store the refresh token that comes with it.',
    zh: 'authorizer_refresh_token 无效，无法再获取该账号的 token。请让商家重新授权，并保存随之返回的新 refresh_token。',
  },
}

/** Addresses, permissions and punishments. */
export const PERMISSION_ERRCODES: CodeTable = {
  40090: {
    category: 'permission',
    en: 'WeChat refuses calls from {ip}. Call from an address that is permitted for this account.',
    zh: '微信拒绝来自 {ip} 的调用，请改用该账号允许的 IP 发起请求。',
  },
  40164: {
    category: 'permission',
    en: "WeChat refuses {ip}, which is not on the account's IP whitelist. Add it to the whitelist in the Official Account's console; behind NAT or a cloud gateway this is the outgoing address, which may change.",
    zh: '{ip} 不在公众号的 IP 白名单里，因此被拒绝。请在公众号后台把它加入 IP 白名单；经过 NAT 或云网关时这是出口 IP，可能会变化。',
  },
  45035: {
    category: 'permission',
    en: 'The IP whitelist does not contain {ip}. Add it in the console of the account, or of the third-party platform whose token is used.',
    zh: 'IP 白名单中没有 {ip}，请在公众号后台（使用第三方平台的 token 时，在第三方平台）添加。',
  },
  45102: {
    category: 'permission',
    en: 'WeChat has blocked this API for a while. Stop calling it, try again later, and contact support with the rid if it stays blocked.',
    zh: '该接口暂时被封禁。请停止调用，稍后再试；如果一直不恢复，请带上 rid 联系微信客服。',
  },
  45103: {
    category: 'permission',
    en: 'WeChat has retired this API. Remove the call.',
    zh: '该接口已下线，请移除调用。',
  },
  45501: {
    category: 'permission',
    en: 'Calls of this account are blocked, wholly or in part, by supervision. Read the notices in the console; sending again does not help.',
    zh: '该账号的部分或全部调用已被监管拦截，重试无效，请查看公众号后台的通知。',
  },
  48001: {
    category: 'permission',
    en: "The account may not use this API: the card feature has not been opened in the console, the account is not verified, or the token belongs to the mini program; new coupons cannot be created by anybody since 2021-04-01. Check that appId is the Official Account's and that its console lists the feature; with a third-party platform, check the authorised permission sets too.",
    zh: '该账号没有此接口的权限：未在后台开通卡券功能、账号未认证，或用了小程序的 token；新的优惠券自 2021-04-01 起任何账号都不能创建。请确认 appId 是公众号的、后台已有该功能；经第三方平台调用时，还要检查已授权的权限集。',
  },
  48004: {
    category: 'permission',
    en: 'WeChat has banned the account from this API because of a violation. The reason and the way to appeal are in the notices on mp.weixin.qq.com.',
    zh: '该接口因违规被封禁，原因和申诉方式请登录 mp.weixin.qq.com 查看通知。',
  },
  50001: {
    category: 'permission',
    en: 'Neither the account nor the user has authorised this API. Check the scope of the authorisation and the features of the account.',
    zh: '账号或用户没有授权该接口，请检查授权范围（scope）和账号已开通的功能。',
  },
  50002: {
    category: 'permission',
    en: 'The user is restricted (account frozen or closed) or, by another list of WeChat, the API is blocked after a violation. Leave this user out; if all users are affected, read the notices in the console.',
    zh: '用户受限（账号被冻结或注销）；另一份官方列表的解释是接口因违规被封禁。请跳过该用户；如果所有用户都报错，请查看公众号后台的通知。',
  },
  50003: {
    category: 'permission',
    en: 'The user is not on the test whitelist. Put the openid on it with /card/testwhitelist/set, which replaces the whole list of at most 10 users.',
    zh: '该用户不在测试白名单中。请用 /card/testwhitelist/set 添加其 openid（每次调用都会覆盖整个名单，最多 10 人）。',
  },
  50004: {
    category: 'permission',
    en: 'The account may not use access tokens, perhaps as a punishment. Read the notices in the console.',
    zh: '该账号被禁止使用 access_token，可能是违规处罚，请查看公众号后台的通知。',
  },
  50007: {
    category: 'permission',
    en: 'The account is frozen. An administrator has to settle it in the console first.',
    zh: '账号已被冻结，需要管理员先在公众号后台处理。',
  },
  89501: {
    category: 'permission',
    en: 'An earlier request from a new address still waits for confirmation. Have the administrator answer it in WeChat, then try again.',
    zh: '还有一个新 IP 的调用请求等待确认。请管理员先在微信中处理，然后再试。',
  },
  89502: {
    category: 'permission',
    en: 'The administrator has not confirmed this call yet. Wait for the answer before asking for a token again.',
    zh: '管理员尚未确认这次调用，请等确认之后再获取 token。',
  },
  89503: {
    category: 'permission',
    en: "The call comes from an address that WeChat regards as risky ({ip}), and the administrator has been asked in WeChat to confirm it. Have it confirmed, and put the address on the account's IP whitelist.",
    zh: '调用来自微信认为有风险的 IP（{ip}），已通知管理员在微信中确认。请管理员确认，并把该 IP 加入公众号后台的 IP 白名单。',
  },
  89504: {
    category: 'permission',
    en: 'The confirmation that the administrator was asked for is still open. Repeated requests do not speed it up.',
    zh: '正在等待管理员确认，反复请求不会加快，请耐心等待。',
  },
  89505: {
    category: 'permission',
    en: 'The administrator is still being asked to confirm this call. Try again once that is done.',
    zh: '仍在等待管理员确认，请在确认完成后再试。',
  },
  89506: {
    category: 'permission',
    en: 'The administrator has refused calls from {ip}, which blocks the address for 24 hours. Talk to the administrator; afterwards add the address to the IP whitelist.',
    zh: '管理员拒绝了来自 {ip} 的调用，24 小时内都会被拦截。请先与管理员沟通，之后把该 IP 加入 IP 白名单。',
  },
  89507: {
    category: 'permission',
    en: 'The administrator has refused calls from {ip}, which blocks the address for one hour. Talk to the administrator before trying again.',
    zh: '管理员拒绝了来自 {ip} 的调用，1 小时内都会被拦截，请与管理员沟通后再试。',
  },
  200011: {
    category: 'permission',
    en: 'The account is blocked and cannot do anything. Its administrator finds the reason in the console.',
    zh: '账号已被封禁，无法进行任何操作，请管理员登录后台查看原因。',
  },
}

/** Limits on how much and how fast, and the tools that look at them. */
export const QUOTA_ERRCODES: CodeTable = {
  45009: {
    category: 'quota',
    en: 'The daily quota of this API is used up; it is assumed to start anew at midnight China time. Stop until then and see with /cgi-bin/openapi/quota/get what is left; in an emergency /cgi-bin/clear_quota resets all APIs of the account, at most 10 times a month.',
    zh: '该接口当日调用次数已用完，一般认为北京时间零点重置，请先停止调用。可用 /cgi-bin/openapi/quota/get 查询剩余次数；紧急时可用 /cgi-bin/clear_quota 清零，每个账号每月最多 10 次。',
  },
  45011: {
    category: 'quota',
    en: 'Too many calls of this API within one minute. Wait a minute, then send more slowly, for example through a queue.',
    zh: '该接口一分钟内调用过于频繁。请等一分钟再继续，并降低速度，例如用队列限流。',
  },
  45040: {
    category: 'quota',
    en: 'The monthly quota of this API is used up; it cannot be called until next month.',
    zh: '该接口当月额度已用完，下个月才能继续调用。',
  },
  45061: {
    category: 'quota',
    // reports-1, reports-2
    en: 'WeChat says that this object is updated too often. Reported again and again for a single activation or update of a member card, where trying again a second later succeeds; otherwise send its updates one after another and merge what can be merged.',
    zh: '微信认为对同一对象的更新过于频繁。多位开发者反馈，只激活或更新一次会员卡也会遇到，隔一秒再试即可成功；否则请串行更新、合并能合并的修改。',
  },
  45101: {
    category: 'quota',
    en: 'The upload limit is reached. Keep the URL that an earlier upload returned and use it again instead of uploading the same picture.',
    zh: '上传次数已达上限。同一张图片请复用之前上传得到的 URL，不要重复上传。',
  },
  48006: {
    category: 'quota',
    en: 'The 10 quota resets of this month, those made in the console included, are used up. Daily quotas still start anew by themselves; resetting is possible again next month.',
    zh: '本月 10 次清零机会（含后台操作）已用完。各接口的每日额度仍会自行恢复，清零要等到下个月。',
  },
  73104: {
    category: 'quota',
    en: 'The frequency limit is reached. Pause, then go on more slowly.',
    zh: '调用频率超限，请暂停一段时间并降低频率。',
  },
  76001: {
    category: 'not_found',
    en: 'WeChat keeps a rid for 7 days and does not know this one. Check it, or reproduce the failure and use the new rid.',
    zh: '查不到该 rid，rid 只保留 7 天。请核对，或重现问题后用新的 rid 查询。',
  },
  76002: {
    category: 'request',
    en: 'This is not a rid: it consists of three groups of 8 hexadecimal digits joined with hyphens. Pass the rid field of the error, without the rest of errmsg.',
    zh: 'rid 格式不对：应为用短横线连接的三组 8 位十六进制数。请传错误对象的 rid 字段，不要带上 errmsg 的其余部分。',
  },
  76003: {
    category: 'permission',
    en: 'Only the account that made the call can look it up: use the token of the AppID that received this rid. On the quota query the code is listed for a cgi_path with a wrong prefix.',
    zh: '只有发起调用的账号才能查询，请使用产生该 rid 的 AppID 的 token。在查询额度的接口上，此码表示 cgi_path 前缀不对。',
  },
  76021: {
    category: 'not_found',
    en: 'There is no such cgi_path. Write the path with its leading slash and without host and query, for example /card/create.',
    zh: 'cgi_path 不存在。请以斜杠开头，不带域名和参数，例如 /card/create。',
  },
  76022: {
    category: 'permission',
    en: 'The quota of this cgi_path cannot be queried by this account; paths under /sns/ never can.',
    zh: '该账号不能查询此 cgi_path 的额度；/sns/ 下的接口都不能查询。',
  },
}

const WRONG_SECRET: CodeKnowledge = {
  category: 'credential',
  en: "The AppSecret does not belong to this AppID; asking again does not help. Check that both are the Official Account's, not the mini program's, and that the secret was not reset in the console since.",
  zh: 'AppSecret 与该 AppID 不匹配，重试无效。请确认两者都是公众号的（不是小程序的），并检查 AppSecret 是否已在后台重置过。',
}

/** What codes mean where access tokens are issued, by path. */
export const TOKEN_ENDPOINT_ERRCODES: Readonly<Record<string, CodeTable>> = {
  '/cgi-bin/token': {
    40001: WRONG_SECRET,
    45009: {
      category: 'quota',
      en: 'The daily quota for classic access tokens, 2000 for each account, is used up. Let all processes share one cache, or use tokenMode "stable" (the default), which may ask far more often; in an emergency /cgi-bin/clear_quota/v2 resets it without a token, at most 10 times a month.',
      zh: '普通 access_token 的当日获取次数（每个账号 2000 次）已用完。请让所有进程共用一个缓存，或改用默认的 tokenMode: "stable"，其额度大得多；紧急时可用不需要 token 的 /cgi-bin/clear_quota/v2 清零，每月最多 10 次。',
    },
  },
  '/cgi-bin/stable_token': {
    40001: WRONG_SECRET,
    45009: {
      category: 'quota',
      en: 'The daily quota for stable access tokens, 500000 for each account, is used up, which points to a process that asks in a loop. Let all processes share one cache; forced refreshes, which the SDK never makes, have a limit of their own of 20 a day.',
      zh: '稳定版 access_token 的当日获取次数（每个账号 50 万次）已用完，很可能有进程在循环获取。请让所有进程共用一个缓存；强制刷新（SDK 不会使用）另有每天 20 次的限制。',
    },
    45011: {
      category: 'quota',
      en: 'More than 10000 requests for stable access tokens within one minute, over all processes of the account. Wait a minute and let the processes share one cache.',
      zh: '该账号所有进程一分钟内获取稳定版 access_token 超过 10000 次。请等一分钟，并让所有进程共用一个缓存。',
    },
  },
}
