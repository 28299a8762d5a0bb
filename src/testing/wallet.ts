// What happens to cards in users' hands: claimed, given away and taken, deleted, paid with.
import { isObject } from '../input.js'
import type { Claim } from './claim-check.js'
import type { SimulatedUser } from './ground.js'
import { phoneFailure } from './phone-failure.js'
import { codeModeOf } from './state/cards.js'
import type { CodeRecord } from './state/codes.js'
import type { World } from './world.js'

/** A card of a wallet, by the two values that tell it. */
export interface HeldCard {
  readonly cardId: string
  /** Plain. */
  readonly code: string
}

/** A card on its way to a friend, as the message in the chat. */
export interface Gift {
  readonly cardId: string
  /** The code that was given away. */
  readonly code: string
  /** Who gave it. */
  readonly from: string
}

/** Documented for gift cards; for other cards it is the common assumption. */
const GIFT_LASTS_MS = 86_400_000

/** Puts a claimed card into a wallet. A member card that was deleted comes back as it was. */
export function claim(world: World, user: SimulatedUser, { card, code, outerStr }: Claim): CodeRecord {
  const { openid } = user
  const deleted = world.codes.heldBy(openid, card.cardId).find(({ status }) => status === 'DELETE')
  const restored = card.cardType === 'MEMBER_CARD' ? deleted : undefined
  const record = restored ?? world.codes.issue(card, openid, code, outerStr)
  record.status = 'NORMAL'
  world.push({
    Event: 'user_get_card',
    FromUserName: openid,
    CardId: card.cardId,
    IsGiveByFriend: 0,
    UserCardCode: record.code,
    FriendUserName: '',
    OuterId: 0,
    OldUserCardCode: '',
    ...(outerStr === undefined || restored ? {} : { OuterStr: outerStr }),
    IsRestoreMemberCard: restored ? 1 : 0,
    IsRecommendByFriend: 0,
    SourceScene: 'SOURCE_SCENE_APPMSG_JSAPI',
    ...(user.unionid === undefined ? {} : { UnionId: user.unionid }),
  })
  return record
}

/** The card that a user holds, or a failure of that call. */
export function heldCard(world: World, openid: string, call: string, wanted: unknown): CodeRecord {
  if (!isObject(wanted)) throw phoneFailure(call, '参数错误', 'a card is { cardId, code }')
  const { cardId, code } = wanted
  if (world.cipher.decrypt(String(code)) !== undefined) {
    throw phoneFailure(call, '参数错误', 'code is still encrypted: this takes the plain one')
  }
  const held = world.codes.heldBy(openid, String(cardId)).find((record) => record.code === code)
  if (held === undefined) throw phoneFailure(call, '参数错误', 'the user has no card with this cardId and code')
  return held
}

/** Sends a card to a friend or into a group. After a day nobody took it, it comes back. */
export function give(world: World, record: CodeRecord, to: string, toGroup: boolean): Gift {
  const { card, code, openid } = record
  if (card.body.base_info.can_give_friend === false) {
    throw phoneFailure('giveCard', '参数错误', 'the card has can_give_friend: false')
  }
  if (!world.codes.isUsable(record)) throw phoneFailure('giveCard', '参数错误', 'only a usable card can be given away')
  record.status = 'GIFTING'
  const event = { Event: 'user_gifting_card', FromUserName: openid, CardId: card.cardId, UserCardCode: code }
  world.push({ ...event, IsReturnBack: 0, FriendUserName: to, IsChatRoom: toGroup ? 1 : 0 })
  world.later(GIFT_LASTS_MS, () => {
    if (record.status !== 'GIFTING') return
    record.status = 'GIFT_TIMEOUT'
    world.push({ ...event, IsReturnBack: 1, FriendUserName: to, IsChatRoom: '' })
  })
  return { cardId: card.cardId, code, from: openid }
}

/** Takes a card that a friend gave. Unless codes are the merchant's own it has a new one now. */
export function take(world: World, user: SimulatedUser, gift: Gift): CodeRecord {
  const record = isObject(gift) ? world.codes.find(String(gift.code), String(gift.cardId)) : undefined
  if (record === undefined || record.status !== 'GIFTING' || record.openid !== gift.from) {
    throw phoneFailure('takeCard', '已领完', 'nobody is giving this card away: it was taken, or went back after a day')
  }
  const { card, code: oldCode, openid: giver } = record
  const code = codeModeOf(card) === 'normal' ? world.codes.newCode() : oldCode
  const taken = world.codes.handOver(record, user.openid, code)
  const event = {
    Event: 'user_get_card',
    FromUserName: user.openid,
    CardId: card.cardId,
    IsGiveByFriend: 1,
    UserCardCode: code,
    FriendUserName: giver,
    OuterId: 0,
    OldUserCardCode: oldCode,
  }
  const { unionid } = user
  // As it was captured from real accounts: members are missing, and one is misspelt.
  if (world.settings.giftEvents === 'captured') world.push({ ...event, OutetStr: '' })
  else {
    world.push({
      ...event,
      IsRestoreMemberCard: 0,
      IsRecommendByFriend: 0,
      SourceScene: 'SOURCE_SCENE_UNKNOW',
      ...(unionid === undefined ? {} : { UnionId: unionid }),
    })
  }
  return taken
}

/** Throws a card away. */
export function remove(world: World, record: CodeRecord): void {
  if (record.status === 'GIFTING') throw phoneFailure('deleteCard', '参数错误', 'the card is being given away')
  record.status = 'DELETE'
  const { card, code, openid } = record
  world.push({ Event: 'user_del_card', FromUserName: openid, CardId: card.cardId, UserCardCode: code })
}

/** What a payment was. */
export interface Payment {
  /** What was paid, in cents. */
  readonly fee: number
  /**
   * What it would have cost without the card, in cents.
   * @defaultValue `fee`
   */
  readonly originalFee?: number | undefined
}

/** Pays with a card: a coupon is redeemed, a member earns points by the card's `bonus_rule`. */
export function pay(world: World, record: CodeRecord, { fee, originalFee = fee }: Payment): void {
  if (!world.codes.isUsable(record)) throw phoneFailure('pay', '参数错误', 'the card is not usable now')
  const { card, code, openid, membership } = record
  const transaction = `42${world.chance.text(26, '0123456789')}`
  const event = { FromUserName: openid, CardId: card.cardId, UserCardCode: code }
  if (card.cardType === 'MEMBER_CARD') {
    const earned = pointsFor(card.body.bonus_rule, fee)
    world.members.change(record, 'bonus', membership.bonus + earned)
    if (earned > 0) world.push({ Event: 'update_member_card', ...event, ModifyBonus: earned, ModifyBalance: 0 })
  } else {
    world.codes.consume(record)
    world.push({
      Event: 'user_consume_card',
      ...event,
      ConsumeSource: 'FROM_MOBILE_HELPER',
      LocationName: '',
      StaffOpenId: '',
      VerifyCode: '',
      RemarkAmount: '',
      OuterStr: '',
      LocationId: 0,
      OutTradeNo: transaction.slice(0, 20),
      TransId: transaction,
    })
  }
  // Same sender and same second as the redemption: what the documented de-duplication takes for one event.
  world.push({
    Event: 'user_pay_from_pay_cell',
    ...event,
    TransId: transaction,
    LocationId: 0,
    Fee: fee,
    OriginalFee: originalFee,
  })
}

function pointsFor(rule: unknown, fee: number): number {
  const {
    cost_money_unit: unit,
    increase_bonus: points,
    max_increase_bonus: most = Infinity,
  } = isObject(rule) ? rule : {}
  if (typeof unit !== 'number' || typeof points !== 'number' || unit <= 0) return 0
  return Math.min(Math.floor(fee / unit) * points, most as number)
}
