// The event that tells the merchant of a card in a new wallet.

import type { CodeRecord } from './codes.js'
import type { SimulatedUser, SimulationContext } from './context.js'

/** How a card came into a wallet. */
export interface Arrival {
  readonly user: SimulatedUser
  readonly record: CodeRecord
  readonly sourceScene: string
  /** The legacy channel number. */
  readonly outerId?: number | undefined
  /** A member card that its holder had deleted. */
  readonly restored?: boolean | undefined
  /** Who gave it, and what its code was before. */
  readonly gift?: { readonly from: string; readonly oldCode: string; readonly fromShelf?: boolean } | undefined
}

/** Pushes `user_get_card`. */
export function pushGetCard(
  context: SimulationContext,
  { user, record, sourceScene, outerId = 0, restored = false, gift }: Arrival,
): void {
  const { card, code, outerStr } = record
  const event = {
    Event: 'user_get_card',
    FromUserName: user.openid,
    CardId: card.cardId,
    IsGiveByFriend: gift ? 1 : 0,
    UserCardCode: code,
    FriendUserName: gift?.from ?? '',
    OuterId: outerId,
    OldUserCardCode: gift?.oldCode ?? '',
  }
  // As it was captured from real accounts (events-63): members are missing, and one is misspelt.
  if (gift && !gift.fromShelf && context.settings.giftEvents === 'captured') {
    context.push({ ...event, OutetStr: '' })
    return
  }
  context.push({
    ...event,
    ...(outerStr === undefined || restored || gift ? {} : { OuterStr: outerStr }),
    IsRestoreMemberCard: restored ? 1 : 0,
    IsRecommendByFriend: 0,
    SourceScene: sourceScene,
    ...(user.unionid === undefined ? {} : { UnionId: user.unionid }),
  })
}
