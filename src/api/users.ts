// What one user holds.
import type { CallOptions } from '../transport/route.js'
import { json, type RouteTable } from '../transport/route.js'
import { defined } from './checks.js'
import type { WeChatResponse } from './wire.js'

/** Request of {@link UsersApi.getCardList}. */
export interface GetUserCardListRequest {
  /** The user, under the Official Account that owns the cards. The mini program's openid is another one. */
  openid: string
  /** Only codes of this card. Left out: of all cards of the account. */
  card_id?: string
}

/** Response of {@link UsersApi.getCardList}. */
export interface GetUserCardListResponse extends WeChatResponse {
  /** Codes in any state; empty when the user holds none. */
  card_list: {
    /** The plain code. */
    code: string
    /** The card that it is a copy of. */
    card_id: string
  }[]
  /** Whether the user holds coupons shared with friends, a product that WeChat has frozen. */
  has_share_card: boolean
}

/** What one user holds. */
export interface UsersApi {
  /**
   * Lists the codes of a user, in normal and abnormal states: developers report deleted and invalid ones among them
   * (reports-38). Ask `codes.get` with `check_consume: false` for the state of each before counting on it.
   *
   * `POST /card/user/getcardlist`
   *
   * @throws An {@link ApiError}: `40003` no openid of this Official Account; `41009` none given.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html | 管理卡券}
   */
  getCardList(request: GetUserCardListRequest, options?: CallOptions): Promise<GetUserCardListResponse>
}

/** Where each {@link UsersApi} method goes on the wire. */
export const usersRoutes: RouteTable<UsersApi> = {
  getCardList: json('/card/user/getcardlist', 'read', {
    fields: 'card_id',
    check: defined('openid'),
    hints: {
      40003: {
        hint: 'The openid must be the one under the Official Account that owns the cards. A mini program knows the same user by another openid, which is refused here: take the one of the claim event, or join the two by unionid.',
        hintZh:
          'openid 必须是制卡公众号下的 openid。同一用户在小程序里的 openid 不同，传到这里会被拒绝：请使用领卡事件里的 openid，或通过 unionid 关联。',
      },
    },
  }),
}
