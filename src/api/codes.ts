// Issued copies of cards: read, decrypt, redeem, import.
import type { CallOptions } from '../transport/route.js'
import { json, type RouteDetails, type RouteTable } from '../transport/route.js'
import { encryptedCodeForm } from './advice.js'
import { all, atMost, defined, encryptedCode, plainCode } from './checks.js'
import { diagnoseFields, type FieldFacts, flag, text, texts } from './field-facts.js'
import type { FormValues, UserCardStatus, WeChatResponse } from './wire.js'

/** Which code. A code of a card with codes of your own is told by `card_id` and `code` together. */
export interface CodeAddress {
  /** The plain code. WeChat's table says at most 20 characters; other editions and products have up to 64. */
  code: string
  /** The card. Required for cards with `use_custom_code`, imported codes included; harmless for others. */
  card_id?: string
}

/** Request of {@link CodesApi.get}. */
export interface GetCodeRequest extends CodeAddress {
  /**
   * `true` asks whether the code can be redeemed now and answers any other state with an error; `false` answers with
   * the state whatever it is. What WeChat does when it is left out no page says (cards-274), so say it.
   */
  check_consume?: boolean
  /**
   * Older documentation: `true` also finds dynamic codes (`use_dynamic_code`) that have run out, for orders that a
   * broken network held back.
   * @defaultValue false
   */
  is_expire_dynamic_code?: boolean
}

/** Response of {@link CodesApi.get}. */
export interface GetCodeResponse extends WeChatResponse {
  /** The card that it is a copy of, and what belongs to this copy. */
  card: {
    /** The card. */
    card_id: string
    /** From when the code is valid, in epoch seconds. */
    begin_time: number
    /** Until when, in epoch seconds. */
    end_time: number
    /** The code; with dynamic codes, the one behind the number that was scanned. Not in WeChat's table. */
    code?: string
    /** Cards with dynamic codes: the member's number (cards-287, known from SDKs). */
    membership_number?: string
    /** Gift cards: the number on the card (cards-286, known from SDKs). */
    card_number?: string
    /** Gift cards, and cards with dynamic codes: points (cards-286, cards-287). */
    bonus?: number
    /** Gift cards, and cards with dynamic codes: the balance in cents (cards-286, cards-287). */
    balance?: number
  }
  /** Holder, under the Official Account. */
  openid: string
  /** True while the state is `NORMAL`, the time is inside the validity and `use_limit` is not used up. */
  can_consume: boolean
  /** Its state. */
  user_card_status: UserCardStatus
  /** Channel of the claim: what `cardExt` or the QR code carried. */
  outer_str?: string
  /** Holder's unionid, for accounts bound to an Open Platform account (cards-283, known from SDKs). */
  unionid?: string
  /** Face of this holder's card (cards-284, known from SDKs). */
  background_pic_url?: string
  /** Member cards: the holder's name in WeChat. */
  nickname?: string
  /** Member cards: the number; empty until the card is activated. */
  membership_number?: string
  /** Member cards: points. */
  bonus?: number
  /** Member cards: the balance in cents. */
  balance?: number
  /** Member cards: what the holder filled in. */
  user_info?: FormValues
  /** Gift cards: the order that it was bought with (cards-286, known from SDKs). */
  order_id?: string
}

/** Request of {@link CodesApi.consume}. */
export type ConsumeCodeRequest = CodeAddress

/** Response of {@link CodesApi.consume}. */
export interface ConsumeCodeResponse extends WeChatResponse {
  /** The card that the code was a copy of. */
  card: {
    /** Its id. */
    card_id: string
  }
  /** Who held the code, under the Official Account. */
  openid: string
}

/** Request of {@link CodesApi.decrypt}. */
export interface DecryptCodeRequest {
  /** From `wx.addCard`, `wx.chooseCard`, or URL-decoded exactly once from a link. */
  encrypt_code: string
}

/** Response of {@link CodesApi.decrypt}. */
export interface DecryptCodeResponse extends WeChatResponse {
  /** The plain code. */
  code: string
}

/** Request of {@link CodesApi.update}. */
export interface UpdateCodeRequest extends CodeAddress {
  /** The text that replaces `code`, at most 20 characters (another edition of the page says 64). */
  new_code: string
}

/** Request of {@link CodesApi.setUnavailable}. */
export interface SetCodeUnavailableRequest extends CodeAddress {
  /** Why, for the records. WeChat publishes no limit. */
  reason?: string
}

/** Request of {@link CodesApi.deposit}. */
export interface DepositCodesRequest {
  /** A card with `get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT'`. */
  card_id: string
  /**
   * 1 to 100 codes of at most 20 letters and digits (20 characters; other signs are unconfirmed: cards-425), none
   * empty, none twice.
   */
  code: string[]
}

/**
 * Response of {@link CodesApi.deposit}. Editions of the page and SDKs disagree on the three members: lists of codes,
 * numbers of codes, or nothing at all. {@link CodesApi.check} decides which codes are there.
 */
export interface DepositCodesResponse extends WeChatResponse {
  /** Those that were imported now, or how many. */
  succ_code?: string[] | number
  /** Those that were there before, or how many. */
  duplicate_code?: string[] | number
  /** Those that were not imported, or how many. */
  fail_code?: string[] | number
}

/** Request of {@link CodesApi.getDepositCount}. */
export interface GetDepositCountRequest {
  /** A card with imported codes. */
  card_id: string
}

/** Response of {@link CodesApi.getDepositCount}. */
export interface GetDepositCountResponse extends WeChatResponse {
  /** How many codes were imported so far, claimed ones included. */
  count: number
}

/** Request of {@link CodesApi.check}. */
export interface CheckCodesRequest {
  /** A card with imported codes. */
  card_id: string
  /** 1 to 100 codes. */
  code: string[]
}

/** Response of {@link CodesApi.check}. */
export interface CheckCodesResponse extends WeChatResponse {
  /** Those of the codes that were imported. */
  exist_code: string[]
  /** Those that were not. */
  not_exist_code: string[]
}

/** Issued copies of cards: read, decrypt, redeem, import. */
export interface CodesApi {
  /**
   * Reads one code: its holder, its state, and whether it can be redeemed.
   *
   * `POST /card/code/get`
   *
   * Asked once, so that a code that was mistyped at the till is answered at once. Right after a claim WeChat may not
   * know the code yet (`40056`): ask again a second later then. A code that was imported and not claimed yet is unknown
   * here too.
   *
   * @throws An {@link ApiError}: `40056` unknown, unclaimed, given away, or a code of your own without `card_id`;
   * `41013` no code; with `check_consume: true` also `40099` redeemed before, and `40127` expired, deleted, made
   * invalid or being given away. WeChat's page knows only `40127` of the two: take them alike as "not usable".
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Redeeming_a_coupon_voucher_or_card.html | 核销卡券}
   */
  get(request: GetCodeRequest, options?: CallOptions): Promise<GetCodeResponse>
  /**
   * Redeems one code. A code can be redeemed once; a `user_consume_card` event follows. Not for member cards. The
   * `time_limit` of a card is shown to the user and does not stop a redemption.
   *
   * `POST /card/code/consume`
   *
   * Never sent again while its outcome is unknown: ask {@link CodesApi.get} with `check_consume: false` then.
   * `CONSUMED` says that it was carried out.
   *
   * @throws An {@link ApiError}: `40099` redeemed before; `40127` expired, deleted, made invalid or being given away;
   * `40056` unknown, unclaimed, or a code of your own without `card_id`; `41013` no code; `40071` a member card;
   * `40079` its validity has not begun; `72020` `use_limit` reached. In tables only: `40078` state of the card, `40147`
   * not at this time.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Redeeming_a_coupon_voucher_or_card.html | 核销卡券}
   */
  consume(request: ConsumeCodeRequest, options?: CallOptions): Promise<ConsumeCodeResponse>
  /**
   * Decrypts one code of this account's cards. `client.decryptCode` does the same, and also undoes a URL encoding and
   * refuses an answer with garbage.
   *
   * `POST /card/code/decrypt`
   *
   * @throws An {@link ApiError}: `40075` WeChat cannot decrypt it, as when another account owns the card.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Redeeming_a_coupon_voucher_or_card.html | 核销卡券}
   */
  decrypt(request: DecryptCodeRequest, options?: CallOptions): Promise<DecryptCodeResponse>
  /**
   * Changes the text of a code of your own, so that the copy of somebody who gave the card away is worth nothing.
   *
   * `POST /card/code/update`
   *
   * While its outcome is unknown, ask {@link CodesApi.get} for the new code.
   *
   * @throws An {@link ApiError}: `40056` unknown, unclaimed, or without `card_id`; `40073` no such card; `41013` no
   * code; `40116` no new one, or one that cannot be a code; `40111` the new code is in use (cards-414,
   * inferred); `45030` a card whose codes WeChat makes (errcodes-427, unconfirmed).
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html | 管理卡券}
   */
  update(request: UpdateCodeRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Makes a code invalid, for good. WeChat wants the customer's consent for it.
   *
   * `POST /card/code/unavailable`
   *
   * While its outcome is unknown, ask {@link CodesApi.get} with `check_consume: false`. `UNAVAILABLE` says that it was
   * carried out.
   *
   * @throws An {@link ApiError}: `40056` unknown, unclaimed, or a code of your own without `card_id`; `41013` no code;
   * `40127` already deleted, expired, invalid or being given away; `40099` redeemed. In tables only: `40078` state of
   * the card.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html | 管理卡券}
   */
  setUnavailable(request: SetCodeUnavailableRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Imports up to 100 codes into a card with imported codes. `depositAll` takes any number.
   *
   * `POST /card/code/deposit`
   *
   * Importing the same codes again does no harm, and an import can succeed in part. Raise the stock with
   * `cards.modifyStock` only after {@link CodesApi.check}: a claim fails when there is more stock than codes.
   *
   * @throws An {@link ApiError}: `40110` an empty one or none; `40111` one twice; `40073` no such card; `41012` none
   * named; `43009` the account may not have codes of its own; `45030` the card has no imported codes (errcodes-427,
   * unconfirmed). More than 100 (`40109`) are refused before sending.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Distributing_Coupons_Vouchers_and_Cards.html | 投放卡券}
   */
  deposit(request: DepositCodesRequest, options?: CallOptions): Promise<DepositCodesResponse>
  /**
   * Counts the codes that were imported into a card.
   *
   * `POST /card/code/getdepositcount`
   *
   * @throws An {@link ApiError}: `40073` no such card; `41012` none named; `43009` the account may not have codes of
   * its own; `45030` the card has no imported codes (errcodes-427, unconfirmed).
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Distributing_Coupons_Vouchers_and_Cards.html | 投放卡券}
   */
  getDepositCount(request: GetDepositCountRequest, options?: CallOptions): Promise<GetDepositCountResponse>
  /**
   * Tells which of up to 100 codes were imported into a card.
   *
   * `POST /card/code/checkcode`
   *
   * @throws An {@link ApiError}: `40073` no such card; `41012` none named; `40110` an empty code or none; `43009` the
   * account may not have codes of its own; `45030` the card has no imported codes (errcodes-427, unconfirmed). More
   * than 100 (`40109`) are refused before sending.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Distributing_Coupons_Vouchers_and_Cards.html | 投放卡券}
   */
  check(request: CheckCodesRequest, options?: CallOptions): Promise<CheckCodesResponse>
}

const CODES_AT_ONCE = 100

const NOT_FOR_IMPORTS: RouteDetails['hints'] = {
  45030: {
    hint: 'Codes are imported only into a card that was created with use_custom_code: true and get_custom_code_mode: GET_CUSTOM_CODE_MODE_DEPOSIT. Neither can be set later: create another card.',
    hintZh:
      '只有创建时设置了 use_custom_code: true 且 get_custom_code_mode 为 GET_CUSTOM_CODE_MODE_DEPOSIT 的卡券才能导入 code，创建后无法更改，请另建卡券。',
  },
}

const ADDRESS: FieldFacts = { code: text(), card_id: text() }

/** Where each {@link CodesApi} method goes on the wire. */
export const codesRoutes: RouteTable<CodesApi> = {
  get: json('/card/code/get', 'read', {
    diagnose: diagnoseFields({ ...ADDRESS, check_consume: flag, is_expire_dynamic_code: flag }),
    check: all(defined('code'), plainCode('code')),
  }),
  consume: json('/card/code/consume', 'write', {
    diagnose: diagnoseFields(ADDRESS),
    check: all(defined('code'), plainCode('code')),
    verifyWith: 'codes.get with check_consume: false',
  }),
  decrypt: json('/card/code/decrypt', 'read', {
    check: all(defined('encrypt_code'), encryptedCode('encrypt_code')),
    advise: encryptedCodeForm('encrypt_code'),
  }),
  update: json('/card/code/update', 'write', {
    diagnose: diagnoseFields({ ...ADDRESS, new_code: text() }),
    check: all(defined('code', 'new_code'), plainCode('code', 'new_code')),
    verifyWith: 'codes.get for the new code',
    hints: {
      40116: {
        hint: 'WeChat does not accept new_code: at most 20 letters and digits. The code that it replaces is not meant.',
        hintZh: 'new_code 不合法：最多 20 个字母或数字。此错误与原 code 无关。',
      },
      45030: {
        hint: 'Only codes of the merchant’s own can be replaced: the card was not created with use_custom_code: true.',
        hintZh: '只有自定义 code 的卡券才能更换 code：该卡创建时未设置 use_custom_code: true。',
      },
    },
  }),
  setUnavailable: json('/card/code/unavailable', 'write', {
    diagnose: diagnoseFields({ ...ADDRESS, reason: text() }),
    check: all(defined('code'), plainCode('code')),
    verifyWith: 'codes.get with check_consume: false',
  }),
  deposit: json('/card/code/deposit', 'write', {
    diagnose: diagnoseFields({ card_id: text(), code: texts() }),
    check: all(defined('card_id', 'code'), atMost(CODES_AT_ONCE, 'code'), plainCode('code[]')),
    verifyWith: 'codes.check',
    hints: NOT_FOR_IMPORTS,
  }),
  getDepositCount: json('/card/code/getdepositcount', 'read', {
    check: defined('card_id'),
    hints: NOT_FOR_IMPORTS,
  }),
  check: json('/card/code/checkcode', 'read', {
    diagnose: diagnoseFields({ card_id: text(), code: texts() }),
    check: all(defined('card_id', 'code'), atMost(CODES_AT_ONCE, 'code'), plainCode('code[]')),
    hints: NOT_FOR_IMPORTS,
  }),
}
