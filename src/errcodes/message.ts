// What WeChat's codes about messages mean: customer-service messages, mass sending, previews.
import type { CodeTable } from './types.js'

/** Codes of `/cgi-bin/message/…`. */
export const MESSAGE_ERRCODES: CodeTable = {
  40008: {
    category: 'request',
    en: 'WeChat does not know this msgtype here. A card is sent as wxcard, with its card_id in the object of the same name.',
    zh: '该接口不支持此 msgtype。发送卡券时 msgtype 为 wxcard，card_id 放在同名对象里。',
  },
  40130: {
    category: 'request',
    en: 'A mass message by openid goes to 2 to 10000 users. Send to a single one with a customer-service message, or with a preview.',
    zh: '按 openid 群发至少需要 2 个、最多 10000 个 openid。只发给一个用户请用客服消息或预览接口。',
  },
  40152: {
    category: 'request',
    en: 'WeChat has no tag with this tag_id. Give the id of a tag of this account, or is_to_all: true; some developers had to send an empty tag_id beside it.',
    zh: '没有这个 tag_id 的标签。请填写本账号的标签 id，或设置 is_to_all: true；有开发者反馈此时还需带上空的 tag_id。',
  },
  43004: {
    category: 'state',
    en: 'The user does not follow the Official Account, so it cannot send a message. Hand the card out with wx.addCard or a QR code instead.',
    zh: '用户没有关注公众号，无法发送消息。可改用 wx.addCard 或二维码投放卡券。',
  },
  45015: {
    category: 'state',
    en: 'The user has not done anything lately that allows a customer-service message, or does not follow the account any more. After a message of the user there are 48 hours and 5 messages; after a tap on the menu, following, or scanning a code, one minute and 3 messages.',
    zh: '用户最近没有可触发客服消息的动作，或已取消关注。用户发来消息后 48 小时内可发 5 条；点击菜单、关注、扫码后 1 分钟内可发 3 条。',
  },
  45028: {
    category: 'quota',
    en: 'The quota of mass messages is used up: a verified subscription account has one a day, a service account four a month for each user. Wait for the next period.',
    zh: '群发次数已用完：认证订阅号每天 1 次，服务号每个用户每月 4 条。请等到下一周期。',
  },
  45047: {
    category: 'quota',
    en: 'Too many customer-service messages since the user last did something: 5 after a message of the user, 3 after a tap on the menu, following, or scanning a code. Wait until the user writes again.',
    zh: '自用户上次互动以来，客服消息条数已达上限：用户发来消息后 5 条，点击菜单、关注、扫码后 3 条。请等用户再次互动。',
  },
  45065: {
    category: 'state',
    // reports-67, reports-74
    en: 'A mass message with this clientmsgid was sent within the last 24 hours, so this one was not sent again; without a clientmsgid the same message to the same users counts as repeated. Reported also for a first attempt that did go out: msg_id in the answer tells which message it was.',
    zh: '24 小时内已有相同 clientmsgid 的群发，本次没有重复发送；未填 clientmsgid 时，范围和内容相同即视为重复。也有开发者反馈首次发送就返回此码、而消息已发出：可用返回的 msg_id 查询。',
  },
  45066: {
    category: 'quota',
    en: 'The same clientmsgid is being repeated too fast, perhaps while its first attempt is still under way. Wait a while, then look whether the message went out.',
    zh: '相同的 clientmsgid 重试过快，首次请求可能仍在处理。请稍候，再确认消息是否已发出。',
  },
  45067: {
    category: 'request',
    // reports-76
    en: 'clientmsgid is too long: at most 64 bytes, and reported already for 34 characters. Keep to 32.',
    zh: 'clientmsgid 过长：文档写最多 64 字节，但有开发者反馈 34 个字符就被拒绝，建议不超过 32 个字符。',
  },
  45162: {
    category: 'request',
    // reports-68
    en: 'WeChat does not take this kind of message here. Reported for a wxcard in a customer-service message; send only cards whose codes WeChat makes or that were imported, or hand the card out with a QR code.',
    zh: '该接口不支持此类消息。有开发者反馈用客服消息发送 wxcard 时返回此码：只能发送由微信生成 code 或已导入 code 的卡券，也可改用二维码投放。',
  },
  48002: {
    category: 'state',
    en: 'The user has switched off messages of this account. Leave this user out.',
    zh: '用户已拒收该公众号的消息，请跳过该用户。',
  },
  48003: {
    category: 'permission',
    en: 'The agreement on mass messages was not accepted. Let an administrator accept it in the console.',
    zh: '尚未同意群发协议，请管理员在公众平台后台确认。',
  },
  48008: {
    category: 'permission',
    en: 'The account may not send messages of this type. Check in the console which types it may send, and that the card feature is open.',
    zh: '没有发送该类型消息的权限。请在公众平台后台确认可发送的消息类型，以及卡券功能是否已开通。',
  },
}
