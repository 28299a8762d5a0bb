// Events about cards and the codes that users hold.
import type { EventEnvelope, ZeroOrOne } from './envelope.js'

/** An event about a card as a template. */
export interface CardTemplateEvent<Name extends string> extends EventEnvelope<Name> {
  /** The card's id, as `cards.create` answered it. */
  readonly CardId: string
}

/** An event about one code of a card. */
export interface CardCodeEvent<Name extends string> extends CardTemplateEvent<Name> {
  /** The plain code. */
  readonly UserCardCode: string
}

/**
 * A card passed its review. Sent by the system.
 *
 * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Coupons_Vouchers_and_Cards_Event_Push_Messages.html | 卡券事件推送}
 */
export interface CardPassCheckEvent extends CardTemplateEvent<'card_pass_check'> {
  /** Without meaning here. */
  readonly RefuseReason?: string
}

/** A card failed its review. Sent by the system. */
export interface CardNotPassCheckEvent extends CardTemplateEvent<'card_not_pass_check'> {
  /** Why, in words. */
  readonly RefuseReason?: string
}

/** A user received a card: claimed it, was given it, or fetched a deleted member card again. */
export interface UserGetCardEvent extends CardCodeEvent<'user_get_card'> {
  /** The code that the user now holds. A card given away gets a new one; see `OldUserCardCode`. */
  readonly UserCardCode: string
  /** `1`: a friend gave it. */
  readonly IsGiveByFriend: ZeroOrOne
  /** The giver's OpenID; empty unless a friend gave it. */
  readonly FriendUserName: string
  /** Channel as a number, as older distributions set it (`outer_id`); `0` when unused. */
  readonly OuterId: string
  /** The code before it was given away, by which your records know the card; empty unless a friend gave it. */
  readonly OldUserCardCode: string
  /**
   * Channel (`outer_str`) that was set when the card was handed out. Left out when none was set, and reported to be
   * missing when a member card is fetched again (events-57). `readOuterStr` also finds `OutetStr`.
   */
  readonly OuterStr?: string
  /** `OuterStr`, misspelt by WeChat in messages about cards from a friend. */
  readonly OutetStr?: string
  /** `1`: the user had deleted this member card and fetched it again, with the same code. Keep points and balance. */
  readonly IsRestoreMemberCard?: ZeroOrOne
  /** `1`: a friend recommended it. */
  readonly IsRecommendByFriend?: ZeroOrOne
  /** Where it was claimed. Undocumented, and new values appear. */
  readonly SourceScene?: 'SOURCE_SCENE_QRCODE' | 'SOURCE_SCENE_UNKNOW' | 'SOURCE_SCENE_APPMSG_JSAPI' | (string & {})
  /** UnionID of the user, when the account belongs to an Open Platform account. Other accounts send a placeholder. */
  readonly UnionId?: string
}

/** A user gives a card away, or got it back. `FromUserName` is the giver. */
export interface UserGiftingCardEvent extends CardCodeEvent<'user_gifting_card'> {
  /** The code that is being given away. */
  readonly UserCardCode: string
  /** `1`: nobody took it in time, and it came back. */
  readonly IsReturnBack: ZeroOrOne
  /** OpenID of the one who should get it; empty where WeChat does not know, as in a group. */
  readonly FriendUserName: string
  /** `1`: sent to a group. Empty when it came back. */
  readonly IsChatRoom: ZeroOrOne
}

/** A user deleted a card from the phone. The code is not redeemed; a member card can be fetched again. */
export interface UserDelCardEvent extends CardCodeEvent<'user_del_card'> {}

/** A code was redeemed, by whatever way. */
export interface UserConsumeCardEvent extends CardCodeEvent<'user_consume_card'> {
  /**
   * The way: `codes.consume`, the console, or the merchants' app. Old messages wrote it in parentheses, which
   * `readConsumeSource` takes off.
   */
  readonly ConsumeSource: 'FROM_API' | 'FROM_MP' | 'FROM_MOBILE_HELPER' | (string & {})
  /** Store, when the user redeemed it alone or paid with it. */
  readonly LocationName?: string
  /** Id of the store; `0` when there is none. Undocumented. */
  readonly LocationId?: string
  /** OpenID of the member of staff. Documented for the merchants' app only, seen with `FROM_API` too (events-78). */
  readonly StaffOpenId?: string
  /** What the user typed to redeem it alone. */
  readonly VerifyCode?: string
  /** Amount that the user typed to redeem it alone. */
  readonly RemarkAmount?: string
  /** What was passed when it was redeemed. Not the channel through which it was claimed. */
  readonly OuterStr?: string
  /** In the models of SDKs alone (events-159). */
  readonly OuterId?: string
  /** The merchant's order, when a payment redeemed it. Undocumented. */
  readonly OutTradeNo?: string
  /** WeChat Pay's transaction, when a payment redeemed it. Undocumented. */
  readonly TransId?: string
}

/** A user paid through the card (快速买单). A `user_consume_card` with the same user and time comes along. */
export interface UserPayFromPayCellEvent extends CardCodeEvent<'user_pay_from_pay_cell'> {
  /** WeChat Pay's transaction. */
  readonly TransId?: string
  /** Id of the store; `0` when the card has none. */
  readonly LocationId?: string
  /** Name of the store. Undocumented. */
  readonly LocationName?: string
  /** What was paid, in cents. */
  readonly Fee: string
  /** What was due before the discount, in cents. */
  readonly OriginalFee: string
}

/** A user opened a card. Sent only if it was created with `need_push_on_view`. */
export interface UserViewCardEvent extends CardCodeEvent<'user_view_card'> {
  /** Documented to be empty for cards whose codes WeChat makes; seen filled for those too (events-154). */
  readonly UserCardCode: string
  /** Channel of the QR code through which it was opened. */
  readonly OuterStr?: string
  /** In the models of SDKs alone (events-159). */
  readonly OuterId?: string
}

/** A user opened the chat from a card. Sent only for users who follow the account. */
export interface UserEnterSessionFromCardEvent extends CardCodeEvent<'user_enter_session_from_card'> {}

/** Points or balance of a member card changed, also by your own `members.update`. */
export interface UpdateMemberCardEvent extends CardCodeEvent<'update_member_card'> {
  /** Difference in points; may be negative. */
  readonly ModifyBonus: string
  /** Difference in balance, in cents; may be negative. */
  readonly ModifyBalance: string
}

/** Stock is low: 100 or less of a card that began with more than 200, and a user asks for it. Every 12 hours. */
export interface CardSkuRemindEvent extends CardTemplateEvent<'card_sku_remind'> {
  /** What is left, in words. */
  readonly Detail: string
}

/** A user submitted the form of the one-click activation, or changed it later: read it with `members.getInfo`. */
export interface SubmitMembercardUserInfoEvent extends CardCodeEvent<'submit_membercard_user_info'> {}
