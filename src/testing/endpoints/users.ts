// What one user holds.
import type { UsersApi } from '../../api/users.js'
import type { SimulatedAccount } from '../account/account.js'
import { need } from '../account/refusal.js'
import { type GroupEndpoints, optional, required } from '../http/endpoint.js'

/** Refuses what is no openid under the Official Account, such as the one that a mini program knows the same user by. */
export function needOpenid({ users }: SimulatedAccount, openid: string): void {
  const isOfMiniProgram = (): boolean =>
    [...users.values()].some(({ miniProgramOpenid }) => miniProgramOpenid === openid)
  need(/^[A-Za-z0-9_-]{1,64}$/.test(openid), 40003, `${JSON.stringify(openid.slice(0, 80))} is no openid`)
  const isKnown = users.has(openid) || !isOfMiniProgram()
  need(isKnown, 40003, `${openid} is an openid under the mini program: the one under the Official Account is wanted`)
}

/** Endpoints of the group `users`. */
export const usersEndpoints: GroupEndpoints<UsersApi> = {
  getCardList: {
    fields: { openid: required('string', 41009), card_id: optional('string') },
    permission: 'card',
    respond: ({ account, request: { openid, card_id } }) => {
      needOpenid(account, openid)
      // Normal and abnormal ones, as the page says and developers report (cards-313): whether one can be used,
      // codes.get tells.
      return {
        card_list: account.codes.heldBy(openid, card_id).map(({ code, card }) => ({ code, card_id: card.cardId })),
        has_share_card: false,
      }
    },
  },
}
