// Events by which users change or take back what they had shared. Copies have to be changed or deleted.
import type { EventEnvelope } from './envelope.js'

/** An event about what a user had shared. The ids are written with `ID` here, unlike `UnionId` in card events. */
export interface SharedDataEvent<Name extends string> extends EventEnvelope<Name> {
  /** The user it is about; `FromUserName` is WeChat's own. */
  readonly OpenID: string
  /** The same user across the accounts of one Open Platform account, where there is one. */
  readonly UnionID?: string
  /** The account or mini program with which the data was shared. */
  readonly AppID?: string
  /**
   * What it is about, as numbers. On web pages: 201 address, 202 invoices, **203 cards**, 204 microphone, 205 name and
   * picture, 206 location, 207 chosen pictures and videos.
   */
  readonly RevokeInfo?: string
}

/**
 * WeChat found a user's name or picture wanting and reset it.
 *
 * @see {@link https://developers.weixin.qq.com/doc/service/guide/h5/authorization_change.html | 授权用户信息变更}
 */
export interface UserInfoModifiedEvent extends SharedDataEvent<'user_info_modified'> {}

/** A user took back what had been shared: delete the copies. */
export interface UserAuthorizationRevokeEvent extends SharedDataEvent<'user_authorization_revoke'> {}

/** A user closed the account at WeChat: delete the copies. */
export interface UserAuthorizationCancellationEvent extends SharedDataEvent<'user_authorization_cancellation'> {}
