// Cards as templates: create, read, change, stock.
import type { CallOptions, EmptyRequest } from '../transport/route.js'
import { json, query, type RouteTable } from '../transport/route.js'
import { texts as anyTexts, optional } from '../validate.js'
import type { CardAdvancedInfo, CardBody, StoredDateInfo } from './card-base-info.js'
import type { CardBodies } from './card-bodies.js'
import { cardAdvice, cardBody } from './card-checks.js'
import { CARD_FIELDS, diagnoseCard } from './card-fields.js'
import type { CardUpdate } from './card-updates.js'
import { all, defined, integers, wholeNumbers } from './checks.js'
import { diagnoseFields, text, texts, whole } from './field-facts.js'
import { type AllPages, pageOf, pages, passedOver, untilTotal } from './pages.js'
import type { WeChatResponse } from './wire.js'

/** The types of cards. New coupons (the first five) cannot be created any more since 2021-04-01. */
export type CardType = Uppercase<keyof CardBodies>

/** A card to create: its type, and its body under the key of the same name in lower case. */
export type NewCard = {
  [Key in keyof CardBodies]: {
    /** What it is. */
    card_type: Uppercase<Key>
  } & { [Own in Key]: CardBodies[Key] }
}[keyof CardBodies]

/** Request of {@link CardsApi.create}. */
export interface CreateCardRequest {
  /** The card. */
  card: NewCard
}

/** Response of {@link CardsApi.create}. */
export interface CreateCardResponse extends WeChatResponse {
  /** 28 characters that begin with `p`. */
  card_id: string
}

/** Request of {@link CardsApi.get}. */
export interface GetCardRequest {
  /** A card of this account. Deleted ones can be read too. */
  card_id: string
}

/**
 * State of a card: waiting for review, rejected, approved, deleted by the merchant, distributed in the console.
 * Editions of the documentation spell some of them `CARD_STATUS_VERIFY_FALL`, `CARD_STATUS_USER_DELETE`,
 * `CARD_STATUS_USER_DISPATCH`.
 */
export type CardStatus =
  | 'CARD_STATUS_NOT_VERIFY'
  | 'CARD_STATUS_VERIFY_FAIL'
  | 'CARD_STATUS_VERIFY_OK'
  | 'CARD_STATUS_DELETE'
  | 'CARD_STATUS_DISPATCH'
  | (`CARD_STATUS_${string}` & {})

/** What WeChat adds to a card's basics, or answers in another form than it was created with. */
export interface StoredBaseInfo {
  /** The card's id. */
  id: string
  /** Whether it is under review, approved, and so on. */
  status: CardStatus
  /** When claimed codes are valid. */
  date_info?: StoredDateInfo
  /** A hex value such as `#63b359`, not the name that was sent at creation. */
  color?: string
  /** The stock. */
  sku: {
    /** What is left. */
    quantity: number
    /** What is left and what was issued. */
    total_quantity?: number
  }
  /** When it was created, in epoch seconds. */
  create_time?: number
  /** When it was last changed, in epoch seconds. */
  update_time?: number
  /** Undocumented and usually empty. */
  area_code_list?: number[]
  /** The Official Account. Not always there. */
  appid?: string
}

/** What a card's page shows beyond the basics, as WeChat answers it. */
export interface StoredAdvancedInfo extends CardAdvancedInfo {
  /** Of coupons shared with friends, a product that WeChat has frozen. What stands in it is on no page (cards-424). */
  consume_share_card_list?: unknown[]
  /** Of coupons shared with friends. */
  share_friends?: boolean
}

/**
 * A card's body as WeChat answers it: what was not set may be missing, and members that no page knows may appear
 * (cards-189).
 */
export type StoredBody<Body extends Pick<CardBody, 'base_info'>> = Omit<
  Partial<Body>,
  'base_info' | 'advanced_info'
> & {
  /** The part that all types have. */
  base_info: StoredBaseInfo & Omit<Partial<Body['base_info']>, keyof StoredBaseInfo>
  /** What its page shows beyond the basics. */
  advanced_info?: StoredAdvancedInfo
}

/** A card as WeChat answers it. */
export type StoredCard = {
  [Key in keyof CardBodies]: {
    /** What it is. */
    card_type: Uppercase<Key>
  } & { [Own in Key]: StoredBody<CardBodies[Key]> }
}[keyof CardBodies]

/** Response of {@link CardsApi.get}. */
export interface GetCardResponse extends WeChatResponse {
  /** The card, its body under the key of its type. */
  card: StoredCard
}

/** Request of {@link CardsApi.list}. */
export interface ListCardsRequest {
  /** How many to pass over, from 0. */
  offset: number
  /** How many to answer, 1 to 50. */
  count: number
  /** Only cards in these states. */
  status_list?: CardStatus[]
}

/** Response of {@link CardsApi.list}. */
export interface ListCardsResponse extends WeChatResponse {
  /** This page of ids. */
  card_id_list: string[]
  /** How many there are in all. */
  total_num: number
  /** Undocumented, sometimes there, and empty. */
  card_list?: unknown[]
}

/** Request of {@link CardsApi.update}. */
export type UpdateCardRequest = {
  /** The card. */
  card_id: string
} & CardUpdate

/** Response of {@link CardsApi.update}. */
export interface UpdateCardResponse extends WeChatResponse {
  /** True: the card goes back to review. */
  send_check: boolean
}

/** Request of {@link CardsApi.modifyStock}. Give one of the two values. */
export interface ModifyStockRequest {
  /** The card. */
  card_id: string
  /** How many to add, from 0. In all at most 100 000 000; with imported codes, at most as many as were imported. */
  increase_stock_value?: number
  /** How many to take away, from 0. */
  reduce_stock_value?: number
}

/** Request of {@link CardsApi.delete}. */
export interface DeleteCardRequest {
  /** The card. */
  card_id: string
}

/** Response of {@link CardsApi.getColors}. */
export interface GetColorsResponse extends WeChatResponse {
  /** Every colour that a card can have. */
  colors: {
    /** Such as `Color010`. */
    name: string
    /** Such as `#63b359`. */
    value: string
  }[]
}

/** Cards as templates: create, read, change, stock. */
export interface CardsApi {
  /**
   * Creates a card of any type. It waits for review (`CARD_STATUS_NOT_VERIFY`); a `card_pass_check` or
   * `card_not_pass_check` event tells the result. Until then only users on the test whitelist can claim it.
   *
   * `POST /card/create`
   *
   * While its outcome is unknown, look for the card with {@link CardsApi.list} before creating it again.
   *
   * @throws An {@link ApiError}: `41011` a required field is missing; `45021` a text is too long; `40071` type; `40072`
   * code type; `40076` colour; `40079` dates; `40122` quantity; `40124` too many fields on the face; `40136` stock
   * before codes were imported; `40150` fields that do not go together; `43009`, `43010`, `43011` a permission is
   * missing (own codes, balance, points); `45044` more than one picture on the cover; `47001` a field of the wrong
   * type; `48001` no card permission, or, as it seems, a coupon; `52000` a picture is not from `media.uploadImage`;
   * `72009` `get_limit` above 50; `72016` no member cards; `72021` no gift cards. With `sub_merchant_info`: `40139`,
   * `40140`, `45042`. In tables and reports only: `40009` size of a picture; `40053`; `40070` stock; `40100`; `40112`
   * `bind_openid`; `40143` least cost; `40151` content; `40168` the mini program is not linked; `43012` links need a
   * permission; `45025` too many stores; `45030` the feature is not open to this account; `45160` the account's
   * category; `72006` title; `72007`, `72008` costs; `73211` web links.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Create_a_Coupon_Voucher_or_Card.html | 创建卡券}
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Membership_Cards/Create_a_membership_card.html | 创建会员卡}
   */
  create(request: CreateCardRequest, options?: CallOptions): Promise<CreateCardResponse>
  /**
   * Reads one card with its state and stock.
   *
   * `POST /card/get`
   *
   * @throws An {@link ApiError}: `40073` no such card; `41012` none named.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html | 管理卡券}
   */
  get(request: GetCardRequest, options?: CallOptions): Promise<GetCardResponse>
  /**
   * Lists the ids of cards, one page of at most 50. `listAll` goes through all pages.
   *
   * `POST /card/batchget`
   *
   * A `count` outside 1 to 50 is refused before sending: which code WeChat answers is unconfirmed (cards-420).
   *
   * @throws An {@link ApiError}: `47001` a field of the wrong type; `48001` no card permission.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html | 管理卡券}
   */
  list(request: ListCardsRequest, options?: CallOptions): Promise<ListCardsResponse>
  /**
   * Changes a card: only the fields that are given. Some send it back to review, which `send_check` tells. Dates of a
   * fixed period can only be widened. Developers report that the way of activation of a member card can be sent and
   * stays as it was (activation-28): make a new card for that.
   *
   * `POST /card/update`
   *
   * Sent twice it does the same, so `retry: true` is safe.
   *
   * @throws An {@link ApiError}: `40073` no such card; `41012` none named; `40072` code type; `40076` colour; `40100`
   * dates; `40124` too many fields on the face; `40135` points cannot be taken back; `40145` or `45046` two middle
   * buttons; `43010`, `43011` a permission is missing (balance, points); `45021` a text is too long; `47001` a field
   * that cannot be changed, or the key of another type; `52000` a picture is not from `media.uploadImage`; `72009`
   * `get_limit` above 50. In tables only: `40078` state of the card; `45095` the card is used in an advertisement;
   * `72019` more than 5 cards in a message; `73103` a mini program that is not linked.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html | 管理卡券}
   */
  update(request: UpdateCardRequest, options?: CallOptions): Promise<UpdateCardResponse>
  /**
   * Raises or lowers the stock.
   *
   * `POST /card/modifystock`
   *
   * A difference, so never sent again while its outcome is unknown: {@link CardsApi.get} tells the stock.
   *
   * @throws An {@link ApiError}: `40073` no such card; `41012` none named; `40122` out of range; `40136` more than
   * codes were imported; `45031` less than nothing would be left. In tables only: `45095`, `72014` this card's stock is
   * not yours to change.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html | 管理卡券}
   */
  modifyStock(request: ModifyStockRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Deletes a card for good. Codes that were claimed stay usable; QR codes and claims in pages stop working.
   *
   * `POST /card/delete`
   *
   * While its outcome is unknown, read the card: `CARD_STATUS_DELETE` says that it was carried out.
   *
   * @throws An {@link ApiError}: `40073` no such card, or deleted before; `41012` none named.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html | 管理卡券}
   */
  delete(request: DeleteCardRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Lists the colours. The page is gone from WeChat's documentation, and the endpoint may go too.
   *
   * `GET /card/getcolors`
   *
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Create_a_Coupon_Voucher_or_Card.html | 创建卡券}
   */
  getColors(request?: EmptyRequest, options?: CallOptions): Promise<GetColorsResponse>
}

/** What goes beyond single calls in the group `cards`. */
export interface CardsPaging {
  /**
   * Goes through the ids of all cards. Pages of 50 are fetched as they are needed, through {@link CardsApi.list};
   * `options` hold for each.
   *
   * @throws An {@link InputError}, at the first step: the request is wrong. Whatever {@link CardsApi.list} throws, at
   * the step that needed the page.
   * @example
   * ```ts
   * for await (const cardId of wechat.cards.listAll({ status_list: ['CARD_STATUS_VERIFY_OK'] })) console.log(cardId)
   * ```
   */
  listAll(
    request?: AllPages<ListCardsRequest, 'offset' | 'count'>,
    options?: CallOptions,
  ): AsyncGenerator<string, void, undefined>
}

/** Where each {@link CardsApi} method goes on the wire. */
export const cardsRoutes: RouteTable<CardsApi> = {
  create: json('/card/create', 'write', {
    hints: {
      40071: {
        hint: 'WeChat does not accept the card as it is: card_type is none of its types, or the body under the key of that type does not suit it. Reported also of a member card with codes of your own and null in several fields, for a sub-merchant: leave out what is not set, and try without sub_merchant_info.',
        hintZh:
          '微信不接受这张卡：card_type 不是已有的类型，或者对应键下的内容与类型不符。另有开发者反馈：为子商户创建使用自定义 code、且多个字段为 null 的会员卡时也会返回此码，请去掉未设置的字段，并先不带 sub_merchant_info 试一次。',
      },
    },
    diagnose: diagnoseCard('card.'),
    fields: CARD_FIELDS,
    check: all(defined('card'), cardBody('card.')),
    advise: cardAdvice('card.'),
    verifyWith: 'cards.list',
  }),
  get: json('/card/get', 'read', { check: defined('card_id') }),
  list: json('/card/batchget', 'read', {
    diagnose: diagnoseFields({ offset: whole, count: whole, status_list: texts() }),
    check: integers(1, 50, 'count'),
    pages: pages<CardsApi['list'], CardsPaging>({
      method: 'listAll',
      request: { offset: optional(passedOver), count: pageOf(50), status_list: optional(anyTexts) },
      first: { offset: 0, count: 50 },
      from: 'offset',
      list: 'card_id_list',
      isEntry: (entry) => typeof entry === 'string',
      next: untilTotal('total_num'),
    }),
  }),
  update: json('/card/update', 'write', {
    diagnose: diagnoseCard(''),
    fields: CARD_FIELDS,
    check: all(defined('card_id'), cardBody('')),
    advise: cardAdvice(''),
    verifyWith: 'cards.get',
  }),
  modifyStock: json('/card/modifystock', 'write', {
    diagnose: diagnoseFields({ card_id: text(), increase_stock_value: whole, reduce_stock_value: whole }),
    check: all(defined('card_id'), wholeNumbers('increase_stock_value', 'reduce_stock_value')),
    verifyWith: 'cards.get',
  }),
  delete: json('/card/delete', 'write', {
    check: defined('card_id'),
    verifyWith: 'cards.get',
  }),
  getColors: query('/card/getcolors'),
}
