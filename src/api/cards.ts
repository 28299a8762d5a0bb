// Cards as templates: create, read, change, stock.
import type { CallOptions, EmptyRequest } from '../transport/route.js'
import { json, query, type RouteTable } from '../transport/route.js'
import type { CardBaseInfo, CardBodies } from './card-bodies.js'
import { activationMode, cardBody } from './card-checks.js'
import { all, at, wholeNumbers } from './checks.js'
import type { WeChatResponse } from './wire.js'

/** The types of cards. New coupons (the first five) cannot be created any more since 2021-04-01. */
export type CardType = Uppercase<keyof CardBodies>

/** A card to create: its type, and its body under the key of the same name in lower case. */
export type NewCard = {
  [Key in keyof CardBodies]: { card_type: Uppercase<Key> } & { [Own in Key]: CardBodies[Key] }
}[keyof CardBodies]

/** Request of {@link CardsApi.create}. */
export interface CreateCardRequest {
  card: NewCard
}

/** Response of {@link CardsApi.create}. */
export interface CreateCardResponse extends WeChatResponse {
  /** 28 characters that begin with `p`. */
  card_id: string
}

/** Request of {@link CardsApi.get}. */
export interface GetCardRequest {
  card_id: string
}

/**
 * State of a card. Editions of the documentation spell some of them `CARD_STATUS_VERIFY_FALL`, `CARD_STATUS_USER_DELETE`,
 * `CARD_STATUS_USER_DISPATCH`.
 */
export type CardStatus =
  | 'CARD_STATUS_NOT_VERIFY'
  | 'CARD_STATUS_VERIFY_FAIL'
  | 'CARD_STATUS_VERIFY_OK'
  | 'CARD_STATUS_DELETE'
  | 'CARD_STATUS_DISPATCH'
  | (string & {})

/** What WeChat adds to a card's basics, or answers in another form than it was created with. */
export interface StoredBaseInfo {
  /** The card's id. */
  id: string
  status: CardStatus
  /** A hex value such as `#63b359`, not the name that was sent at creation. */
  color?: string
  sku: {
    /** What is left. */
    quantity: number
    /** What is left and what was issued. */
    total_quantity?: number
  }
  /** Epoch seconds. */
  create_time?: number
  /** Epoch seconds. */
  update_time?: number
  /** Undocumented and usually empty. */
  area_code_list?: number[]
  /** The Official Account. Not always there. */
  appid?: string
}

/** A card's body as WeChat answers it: what was not set may be missing. */
export type StoredBody<Body extends { base_info: object }> = Omit<Partial<Body>, 'base_info'> & {
  base_info: StoredBaseInfo & Omit<Partial<Body['base_info']>, keyof StoredBaseInfo>
}

/** A card as WeChat answers it. */
export type StoredCard = {
  [Key in keyof CardBodies]: { card_type: Uppercase<Key> } & { [Own in Key]: StoredBody<CardBodies[Key]> }
}[keyof CardBodies]

/** Response of {@link CardsApi.get}. */
export interface GetCardResponse extends WeChatResponse {
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
  card_id_list: string[]
  /** How many there are in all. */
  total_num: number
}

/** What can be changed of a card's basics. Title, logo, notice, description and colour send the card back to review. */
export type CardBaseInfoUpdate = Partial<
  Omit<
    CardBaseInfo,
    'brand_name' | 'sku' | 'use_custom_code' | 'get_custom_code_mode' | 'bind_openid' | 'source' | 'location_id_list'
  >
> & {
  /** Stores; the text `"0"` clears the list. */
  location_id_list?: number[] | string
}

/** A message that WeChat sends after an event of a member card, with a link or with cards. At most 5 cards. */
export interface MessageOperation {
  url_cell?: {
    card_id_list?: string[]
    /** Epoch seconds. */
    end_time?: number
    text?: string
    url?: string
    /** Original id of a mini program. */
    app_brand_id?: string
    app_brand_pass?: string
  }
  card_cell?: {
    /** Epoch seconds. */
    end_time?: number
    card_id?: string
  }
}

/** Fields that only an update of a member card knows. */
export interface MemberCardMessages {
  /** Message after a change of points or balance. */
  modify_msg_operation?: MessageOperation
  /** Message after the activation. */
  activate_msg_operation?: MessageOperation
}

/** What can be changed of a card, by the key of its type: only what is given is changed. */
export type CardUpdate = {
  [Key in keyof CardBodies]: {
    [Own in Key]: Omit<
      Partial<CardBodies[Key]>,
      'base_info' | 'advanced_info' | 'sub_card_type' | 'init_bonus' | 'init_balance'
    > & {
      base_info?: CardBaseInfoUpdate
    } & (Key extends 'member_card' ? MemberCardMessages : unknown)
  }
}[keyof CardBodies]

/** Request of {@link CardsApi.update}. */
export type UpdateCardRequest = { card_id: string } & CardUpdate

/** Response of {@link CardsApi.update}. */
export interface UpdateCardResponse extends WeChatResponse {
  /** True: the card goes back to review. */
  send_check: boolean
}

/** Request of {@link CardsApi.modifyStock}. Give one of the two values. */
export interface ModifyStockRequest {
  card_id: string
  /** How many to add, from 0. In all at most 100 000 000; with imported codes, at most as many as were imported. */
  increase_stock_value?: number
  /** How many to take away, from 0. */
  reduce_stock_value?: number
}

/** Request of {@link CardsApi.delete}. */
export interface DeleteCardRequest {
  card_id: string
}

/** Response of {@link CardsApi.getColors}. */
export interface GetColorsResponse extends WeChatResponse {
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
   * @throws An {@link ApiError}: `41011` a required field is missing; `45021` a text is too long; `40079` or `40100` dates;
   * `40076` colour; `40122` quantity; `40124` too many own fields; `43009`, `43010`, `43011`, `43012` a permission is missing
   * (own codes, balance, points, link); `45030` the feature is not open to this account; `45160` the account's category;
   * `48001` no card permission; `52000` a picture is not from `media.uploadImage`; `72016` no member cards; `72021` no gift
   * cards.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Create_a_Coupon_Voucher_or_Card.html | 创建卡券}
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Membership_Cards/Create_a_membership_card.html | 创建会员卡}
   */
  create(request: CreateCardRequest, options?: CallOptions): Promise<CreateCardResponse>
  /**
   * Reads one card with its state and stock.
   *
   * `POST /card/get`
   *
   * @throws An {@link ApiError}: `40073` no such card.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html | 管理卡券}
   */
  get(request: GetCardRequest, options?: CallOptions): Promise<GetCardResponse>
  /**
   * Lists the ids of cards, one page of at most 50. `listAll` goes through all pages.
   *
   * `POST /card/batchget`
   *
   * @throws An {@link ApiError}: a `count` above 50 is refused; which code WeChat answers is unconfirmed.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html | 管理卡券}
   */
  list(request: ListCardsRequest, options?: CallOptions): Promise<ListCardsResponse>
  /**
   * Changes a card: only the fields that are given. Some send it back to review, which `send_check` tells. Dates of a fixed
   * period can only be widened. The activation of a member card is said not to change in effect: make a new card for that.
   *
   * `POST /card/update`
   *
   * @throws An {@link ApiError}: `40073` no such card; `40100` dates; `40135` points cannot be taken back; `40145` or `45046`
   * two middle buttons; `47001` a field that cannot be changed, or the key of another type; `45021` a text is too long.
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
   * @throws An {@link ApiError}: `40122` out of range; `40136` more than codes were imported; `72014`, `45095` this card's
   * stock is not yours to change.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Managing_Coupons_Vouchers_and_Cards.html | 管理卡券}
   */
  modifyStock(request: ModifyStockRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Deletes a card for good. Codes that were claimed stay usable; QR codes and claims in pages stop working.
   *
   * `POST /card/delete`
   *
   * @throws An {@link ApiError}: `40073` no such card.
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

/** Where each {@link CardsApi} method goes on the wire. */
export const cardsRoutes: RouteTable<CardsApi> = {
  create: json('/card/create', 'write', {
    check: all(cardBody('card.'), activationMode('card.member_card')),
    settledBy: 'cards.list',
  }),
  get: json('/card/get', 'read'),
  list: json('/card/batchget', 'read', {
    check: at(
      ['count'],
      'an integer from 1 to 50',
      (count) => !Number.isInteger(count) || (count as number) < 1 || (count as number) > 50,
    ),
  }),
  update: json('/card/update', 'write', {
    check: all(cardBody(''), activationMode('member_card')),
    settledBy: 'cards.get',
  }),
  modifyStock: json('/card/modifystock', 'write', {
    check: wholeNumbers('increase_stock_value', 'reduce_stock_value'),
    settledBy: 'cards.get',
  }),
  delete: json('/card/delete', 'write', { settledBy: 'cards.get' }),
  getColors: query('/card/getcolors'),
}
