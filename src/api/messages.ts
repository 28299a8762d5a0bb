// Messages with a card: to one user, to many, to all, and their preview.
import type { CallOptions } from '../transport/route.js'
import { json, type RouteTable } from '../transport/route.js'
import { adviseAt } from './advice.js'
import { all, defined } from './checks.js'
import { diagnoseFields, flag, id, record, text, texts } from './field-facts.js'
import type { WeChatResponse } from './wire.js'

/** A message that hands out a card: `wxcard`. */
export interface CardMessage {
  /** A message with a card. Other kinds go through `client.call`. */
  msgtype: 'wxcard'
  /** Which card. */
  wxcard: {
    /** An approved card whose codes WeChat makes, or one with imported codes: others cannot be sent. */
    card_id: string
  }
}

/** Request of {@link MessagesApi.sendCustom}. */
export interface SendCustomMessageRequest extends CardMessage {
  /** The user, under the Official Account. */
  touser: string
  /** Which of the account's customer-service people it comes from. */
  customservice?: {
    /** Such as `test1@kftest`. */
    kf_account: string
  }
}

/** Request of {@link MessagesApi.sendToUsers}. */
export interface SendMassMessageRequest extends CardMessage {
  /** 2 to 10000 users, under the Official Account. */
  touser: string[]
  /**
   * A name of your own for this message, at most 64 bytes; 34 are reported to be too many (reports-76). Sent again with
   * the same one within 24 hours it does not go out twice (`45065`).
   * @defaultValue WeChat's digest of the users and the message: the same once more within 24 hours is `45065` as well
   */
  clientmsgid?: string
}

/** Request of {@link MessagesApi.sendToAll}. */
export interface SendMessageToAllRequest extends CardMessage {
  /** Who gets it. */
  filter: {
    /** `true`: all followers. `false`: those with the tag. */
    is_to_all: boolean
    /** The tag, as a number or as text. */
    tag_id?: number | string
  }
  /** As in {@link SendMassMessageRequest.clientmsgid}. */
  clientmsgid?: string
}

/** Response of {@link MessagesApi.sendToUsers} and {@link MessagesApi.sendToAll}: the job was taken, not yet done. */
export interface MassMessageResponse extends WeChatResponse {
  /** Id of the job. An event `MASSSENDJOBFINISH` with it tells the result. */
  msg_id: number
  /** Id for statistics of articles; not there for cards. */
  msg_data_id?: number
}

/** Request of {@link MessagesApi.preview}: one user, by openid or by WeChat name, of which the name counts. */
export interface PreviewMessageRequest {
  /** The user, under the Official Account. */
  touser?: string
  /** The user's WeChat name (微信号). */
  towxname?: string
  /** A message with a card. */
  msgtype: 'wxcard'
  /** Which card. */
  wxcard: {
    /** The card. */
    card_id: string
    /** A `cardExt` as `buildCardExt` makes it, where the card wants a code or an openid. */
    card_ext?: string
  }
}

/** Response of {@link MessagesApi.preview}. */
export interface PreviewMessageResponse extends WeChatResponse {
  /** Id of the message. */
  msg_id?: number
}

/** Messages with a card: to one user, to many, to all, and their preview. */
export interface MessagesApi {
  /**
   * Sends a card to one user as a customer-service message. The user must have done something lately: after a message of
   * the user there are 48 hours and 5 messages; after a tap on the menu, following or scanning a code, one minute and 3.
   * Try it before you count on it: a developer reports `45162` for a card here (reports-68).
   *
   * `POST /cgi-bin/message/custom/send`
   *
   * @throws An {@link ApiError}: `45015` nothing done lately, or not following any more; `45047` too many since; `40003`
   * no openid of this Official Account; `40008`, `45162` this kind is not taken; `40097` no such card, or one that cannot
   * be sent so (reports-64); `48001`, `48008` no permission; `43004` not a follower; `48002` the user refuses messages.
   * @see {@link https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage | 发送客服消息}
   */
  sendCustom(request: SendCustomMessageRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Sends a card to 2 to 10000 followers. It is sent after the answer: an event `MASSSENDJOBFINISH` tells the result.
   *
   * `POST /cgi-bin/message/mass/send`
   *
   * Uses up one mass message of each user. With a `clientmsgid` it goes out once however often it is sent, so that
   * `retry: true` is safe.
   *
   * @throws An {@link ApiError}: `40130` fewer than 2 users; `40003` an openid; `45028` the quota is used up; `45065`
   * this `clientmsgid` went out before; `45066`, `45067` the same one too fast, or too long; `40073` no such card;
   * `48001`, `48003`, `48008` no permission.
   * @see {@link https://developers.weixin.qq.com/doc/service/api/notify/message/api_masssend | 根据OpenID群发消息}
   */
  sendToUsers(request: SendMassMessageRequest, options?: CallOptions): Promise<MassMessageResponse>
  /**
   * Sends a card to all followers, or to those with a tag. An administrator may have to confirm it within 30 minutes.
   *
   * `POST /cgi-bin/message/mass/sendall`
   *
   * As {@link MessagesApi.sendToUsers}.
   *
   * @throws An {@link ApiError}: `40152` no such tag; `45028` the quota is used up; `45065` this `clientmsgid` went out
   * before; `45066`, `45067` the same one too fast, or too long; `40073` no such card; `48001`, `48003`, `48008` no
   * permission.
   * @see {@link https://developers.weixin.qq.com/doc/service/api/notify/message/api_sendall | 根据标签群发消息}
   */
  sendToAll(request: SendMessageToAllRequest, options?: CallOptions): Promise<MassMessageResponse>
  /**
   * Sends a message to one user to look at, up to 100 times a day.
   *
   * `POST /cgi-bin/message/mass/preview`
   *
   * @throws An {@link ApiError}: `40003` no openid of this Official Account; `40132` no such WeChat name; `43004` not a
   * follower; `40073` no such card; `48001`, `48008` no permission.
   * @see {@link https://developers.weixin.qq.com/doc/service/api/notify/message/api_preview | 预览消息}
   */
  preview(request: PreviewMessageRequest, options?: CallOptions): Promise<PreviewMessageResponse>
}

/** WeChat's page allows 64 bytes; names of 34 and 36 characters are reported as refused with `45067` (reports-76). */
const SHORT_NAME = adviseAt(
  ['clientmsgid'],
  'keep to 32 characters, such as a UUID without its dashes: WeChat allows 64 bytes, and developers report 45067 for 34',
  (value) => typeof value === 'string' && value.length > 32,
)

const CARD = { msgtype: text(), wxcard: record, 'wxcard.card_id': text() }

/** Where each {@link MessagesApi} method goes on the wire. */
export const messagesRoutes: RouteTable<MessagesApi> = {
  sendCustom: json('/cgi-bin/message/custom/send', 'write', {
    check: defined('touser', 'msgtype', 'wxcard', 'wxcard.card_id'),
    diagnose: diagnoseFields({ touser: text(), ...CARD, customservice: record, 'customservice.kf_account': text() }),
  }),
  sendToUsers: json('/cgi-bin/message/mass/send', 'write', {
    check: defined('touser', 'msgtype', 'wxcard', 'wxcard.card_id'),
    advise: SHORT_NAME,
    diagnose: diagnoseFields({ touser: texts(), ...CARD, clientmsgid: text() }),
  }),
  sendToAll: json('/cgi-bin/message/mass/sendall', 'write', {
    check: all(defined('filter', 'filter.is_to_all'), defined('msgtype', 'wxcard', 'wxcard.card_id')),
    advise: SHORT_NAME,
    diagnose: diagnoseFields({
      filter: record,
      'filter.is_to_all': flag,
      'filter.tag_id': id,
      ...CARD,
      clientmsgid: text(),
    }),
  }),
  preview: json('/cgi-bin/message/mass/preview', 'write', {
    check: defined('msgtype', 'wxcard', 'wxcard.card_id'),
    diagnose: diagnoseFields({ touser: text(), towxname: text(), ...CARD, 'wxcard.card_ext': text() }),
  }),
}
