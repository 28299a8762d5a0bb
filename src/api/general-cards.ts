// Gift cards in users' hands: points, balance and own fields of one holder's card.
import type { CallOptions } from '../transport/route.js'
import { json, type RouteTable } from '../transport/route.js'
import { all, defined, plainCode, wholeNumbers } from './checks.js'
import { characters, diagnoseFields, type FieldFacts, flag, text, whole } from './field-facts.js'
import { AFTER_A_CLAIM } from './retry-after-claim.js'
import type { WeChatResponse } from './wire.js'

/** Request of {@link GeneralCardsApi.update}. Only what is given is changed. */
export interface UpdateGeneralCardRequest {
  /** The plain code. */
  code: string
  /** Required by the page; one SDK takes it for optional. */
  card_id: string
  /** Face of this holder's card, from `media.uploadImage`. */
  background_pic_url?: string
  /** Points after the change: a total, not a difference. */
  bonus?: number
  /** Why the points changed, as the user reads it. WeChat publishes no limit. */
  record_bonus?: string
  /** Balance after the change in cents: a total, not a difference. */
  balance?: number
  /**
   * Why the balance changed, as the user reads it. At most 42: bytes by the page, characters by a sample of
   * member cards (reports-57).
   */
  record_balance?: string
  /** Value of `custom_field1`, at most 12 bytes (4 Chinese characters). */
  custom_field_value1?: string
  /** Value of `custom_field2`, at most 12 bytes (4 Chinese characters). */
  custom_field_value2?: string
  /** Value of `custom_field3`, at most 12 bytes (4 Chinese characters). */
  custom_field_value3?: string
  /** Whether the holder sees the button to give the card away after this change. */
  can_give_friend?: boolean
}

/** Response of {@link GeneralCardsApi.update}. */
export interface UpdateGeneralCardResponse extends WeChatResponse {
  /** Points after the change. */
  result_bonus: number
  /** Balance after the change, in cents. */
  result_balance: number
  /** Holder, under the Official Account. */
  openid: string
}

/**
 * Request of {@link GeneralCardsApi.activate}. All fields are as seen in public code: no page describes them
 * (gifts-87).
 */
export interface ActivateGeneralCardRequest {
  /** Number that the holder sees. Callers were seen to send the code (gifts-87). */
  card_number: string
  /** The plain code. */
  code: string
  /** The card. Always seen in calls (gifts-87). */
  card_id: string
  /** Points to begin with. The field's name is unconfirmed (gifts-134). */
  init_bonus?: number
  /** Balance to begin with, in cents. The field's name is unconfirmed (gifts-134). */
  init_balance?: number
  /** First value of `custom_field1`. */
  init_custom_field_value1?: string
  /** First value of `custom_field2`. */
  init_custom_field_value2?: string
  /** First value of `custom_field3`. */
  init_custom_field_value3?: string
}

/** Request of {@link GeneralCardsApi.deactivate}. */
export interface DeactivateGeneralCardRequest {
  /** The card. */
  card_id: string
  /** The plain code. */
  code: string
}

/**
 * Gift cards in users' hands. They are created by `cards.create`, sold by `giftCards`, read and redeemed by `codes`.
 */
export interface GeneralCardsApi {
  /**
   * Sets a holder's points, balance or own fields, and tells the user.
   *
   * `POST /card/generalcard/updateuser`
   *
   * Points and balance are totals here, unlike in `members.update`, so that the same call sent twice leaves the same
   * amounts. It is still not sent again by itself while its outcome is unknown, because another change may have come
   * between; `retry: true` allows it where nobody else writes.
   *
   * @throws An {@link ApiError}: `40056` unknown or unclaimed code; `40127` deleted, expired or being given away;
   * `40071` no gift card; `52000` the picture is not from `media.uploadImage`; `45021` a text is too long; `45022`
   * points, `45023` balance out of range; `43010`, `43011` not permitted to keep a balance, points.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/gift_card.html | 礼品卡}
   */
  update(request: UpdateGeneralCardRequest, options?: CallOptions): Promise<UpdateGeneralCardResponse>
  /**
   * Activates a holder's gift card. On no page of WeChat: known from public code (gifts-87). Only cards without
   * `auto_activate` need it.
   *
   * `POST /card/generalcard/activate`
   *
   * @throws An {@link ApiError}: `40056` unknown or unclaimed code; `40127` deleted, expired or being given away;
   * `40071` no gift card.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/gift_card.html | 礼品卡}
   */
  activate(request: ActivateGeneralCardRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Makes an active gift card inactive again. On no page of WeChat: known from one SDK, and said by a developer to have
   * stopped working (gifts-88, status-45).
   *
   * `POST /card/generalcard/unactivate`
   *
   * @throws An {@link ApiError}: `40056` unknown or unclaimed code; `40071` no gift card.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/gift_card.html | 礼品卡}
   */
  deactivate(request: DeactivateGeneralCardRequest, options?: CallOptions): Promise<WeChatResponse>
}

const ADDRESS: FieldFacts = { code: text(), card_id: text() }

const VERIFY_WITH = 'codes.get with check_consume: false'

/** Where each {@link GeneralCardsApi} method goes on the wire. */
export const generalCardsRoutes: RouteTable<GeneralCardsApi> = {
  update: json('/card/generalcard/updateuser', 'write', {
    diagnose: diagnoseFields({
      ...ADDRESS,
      background_pic_url: text(128),
      bonus: whole,
      balance: whole,
      record_bonus: text(),
      record_balance: characters(42),
      custom_field_value1: text(12),
      custom_field_value2: text(12),
      custom_field_value3: text(12),
      can_give_friend: flag,
    }),
    retryOnErrcodes: AFTER_A_CLAIM,
    check: all(defined('code'), plainCode('code'), wholeNumbers('bonus', 'balance')),
    verifyWith: VERIFY_WITH,
    hints: {
      45021: {
        hint: 'A text is too long. record_balance has at most 42 (characters, as it seems), each custom_field_value 12 bytes (4 Chinese characters).',
        hintZh: '文本超长：record_balance 最多 42（看来按字符计），每个 custom_field_value 最多 12 字节（4 个汉字）。',
      },
    },
  }),
  activate: json('/card/generalcard/activate', 'write', {
    diagnose: diagnoseFields({
      ...ADDRESS,
      card_number: text(),
      init_bonus: whole,
      init_balance: whole,
      init_custom_field_value1: text(),
      init_custom_field_value2: text(),
      init_custom_field_value3: text(),
    }),
    retryOnErrcodes: AFTER_A_CLAIM,
    check: all(defined('code'), plainCode('code'), wholeNumbers('init_bonus', 'init_balance')),
    verifyWith: VERIFY_WITH,
  }),
  deactivate: json('/card/generalcard/unactivate', 'write', {
    diagnose: diagnoseFields(ADDRESS),
    check: all(defined('code'), plainCode('code')),
    verifyWith: VERIFY_WITH,
  }),
}
