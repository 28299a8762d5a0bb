// Cards on their way from one user to another: given away, taken, and back after a day.
import { asText, isObject } from '../../validate.js'
import type { SimulatedAccount } from '../account/account.js'
import { codeModeOf } from '../account/cards.js'
import { pushGetCard } from '../account/claimed-event.js'
import type { CodeRecord } from '../account/codes.js'
import type { SimulatedUser } from '../account/context.js'
import { phoneFailure } from './failure.js'

/** A card on its way to a friend, as the message in the chat. */
export interface PendingGift {
  readonly cardId: string
  /** The code that was given away. */
  readonly code: string
  /** Who gave it. */
  readonly from: string
  /** The friend it was sent to. Left out: anybody in the chat can take it. */
  readonly to?: string | undefined
}

/** Documented for gift cards; for other cards it is the common assumption. */
const GIFT_LASTS_MS = 86_400_000

/** Where a gift goes. */
export interface GiftAddress {
  /** Openid under the Official Account. */
  readonly friend?: string | undefined
  readonly group?: boolean | undefined
}

/** Sends a card to a friend or into a group. After a day nobody took it, it comes back. */
export function give(
  account: SimulatedAccount,
  record: CodeRecord,
  { friend, group = false }: GiftAddress,
): PendingGift {
  const { card, code, openid } = record
  if ((record.canGiveFriend ?? card.body.base_info.can_give_friend) === false) {
    throw phoneFailure('giveCard', '参数错误', 'the card has can_give_friend: false')
  }
  const { timesGiven } = record
  const { max_give_friend_times: most } = card.body.base_info as { max_give_friend_times?: number } // gift cards have it
  if (most !== undefined && timesGiven >= most) {
    const reason = `the card was given ${timesGiven} times, and its max_give_friend_times is ${most}`
    throw phoneFailure('giveCard', '参数错误', reason)
  }
  if (friend === openid) throw phoneFailure('giveCard', '参数错误', 'friend is the user who gives')
  if (!account.codes.isUsable(record))
    throw phoneFailure('giveCard', '参数错误', 'only a usable card can be given away')
  record.status = 'GIFTING'
  record.givenAs = code
  record.givenTo = group ? undefined : friend
  const event = { Event: 'user_gifting_card', FromUserName: openid, CardId: card.cardId, UserCardCode: code }
  const FriendUserName = group ? '' : (friend ?? '')
  account.push({ ...event, IsReturnBack: 0, FriendUserName, IsChatRoom: group ? 1 : 0 })
  account.schedule(
    GIFT_LASTS_MS,
    () => {
      if (record.status !== 'GIFTING') return
      record.status = 'GIFT_TIMEOUT'
      // Captured with an empty IsChatRoom (events-69).
      account.push({ ...event, IsReturnBack: 1, FriendUserName, IsChatRoom: '' })
    },
    'a gift that nobody takes goes back',
  )
  return { cardId: card.cardId, code, from: openid, ...(friend === undefined || group ? {} : { to: friend }) }
}

/** Takes a card that a friend gave. Unless codes are the merchant's own it has a new one now. */
export function take(account: SimulatedAccount, user: SimulatedUser, gift: PendingGift): CodeRecord {
  const failure = (reason: string) => phoneFailure('takeCard', '已领完', reason)
  const record = isObject(gift) ? giftOnItsWay(account, gift) : undefined
  if (record === undefined) {
    throw failure('nobody is giving this card away: it was taken, or went back after a day')
  }
  if (user.openid !== (gift.to ?? user.openid)) throw failure('it was sent to somebody else')
  if (user.openid === record.openid) throw failure('who gives a card cannot take it')
  const { card, code: oldCode, openid: from } = record
  const code = codeModeOf(card) === 'normal' ? account.codes.newCode() : oldCode
  const taken = account.codes.handOver(record, user.openid, code)
  pushGetCard(account, { user, record: taken, sourceScene: 'SOURCE_SCENE_UNKNOW', gift: { from, oldCode } })
  return taken
}

const giftOnItsWay = (account: SimulatedAccount, { from, cardId, code }: PendingGift): CodeRecord | undefined =>
  account.codes
    .heldBy(asText(from), asText(cardId))
    .find(({ status, givenAs }) => status === 'GIFTING' && givenAs === code)
