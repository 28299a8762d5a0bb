// Stores (门店) of the old store API, whose ids go into `location_id_list` of cards.
import type { CallOptions, EmptyRequest } from '../transport/route.js'
import { json, query, type RouteTable } from '../transport/route.js'
import { isObject, optional } from '../validate.js'
import { all, defined, integers, wholeNumbers } from './checks.js'
import { type AllPages, pageOf, pages, passedOver, untilTotal } from './pages.js'
import type { WeChatResponse } from './wire.js'

/** A photo of a store. */
export interface StorePhoto {
  /** From `media.uploadImage`. */
  photo_url: string
}

/** What can be changed of a store later on: how it serves, not where it is. */
export interface StoreService {
  /** Your own id of the store, which comes back as `UniqId` in the event of the review. Keep it unique. */
  sid?: string
  /** Digits and `-`, with the area code. */
  telephone?: string
  /** In an update the list replaces the old one. */
  photo_list?: StorePhoto[]
  /** What the store recommends: dishes, rooms, sights. */
  recommend?: string
  /** Special services, such as free Wi-Fi or parking. */
  special?: string
  /** About the business. */
  introduction?: string
  /** Opening hours on 24 hours, such as `8:00-20:00`. */
  open_time?: string
  /** Average spending per person, in whole yuan. */
  avg_price?: number
}

/** A store to create. */
export interface NewStore extends StoreService {
  /** Name of the business alone: no place, no branch. */
  business_name: string
  /** Name of the branch: no place, and nothing of the business's name. */
  branch_name?: string
  /** A city of province rank is its own province. */
  province: string
  /** City, by its full name. */
  city: string
  /** District or county. */
  district?: string
  /** Street and number, without province and city. */
  address: string
  /** Digits and `-`, with the area code. */
  telephone: string
  /** From {@link StoresApi.getCategories}: levels joined by a comma in one text, such as `['美食,快餐小吃']`. */
  categories: string[]
  /** System of the coordinates: 1 is WeChat's own (GCJ-02). */
  offset_type: number
  /** Degrees of longitude, in the system that `offset_type` names. */
  longitude: number
  /** Degrees of latitude, in the same system. */
  latitude: number
}

/** Where the review of a store stands: 1 system error; 2 under review; 3 approved; 4 rejected. */
export type StoreState = 1 | 2 | 3 | 4 | (number & {})

/** A store as WeChat answers it. */
export interface StoredStore extends Partial<NewStore> {
  /** Goes into `location_id_list` of cards. Older editions have it only after the approval. */
  poi_id?: number | string
  /** Where the review of the store stands. */
  available_state?: StoreState
  /** 1: an update is under review, and the store cannot be changed meanwhile; 0: none is. */
  update_status?: 0 | 1
  /** About the move to the store mini program (门店小程序). Seen by one SDK only, as are the next two (merchants-149). */
  mapid?: string
  /** Where the store's move stands. What its numbers mean is on no page (merchants-149). */
  upgrade_status?: number
  /** Remark on the move. */
  upgrade_comment?: string
}

/** Request of {@link StoresApi.create}. */
export interface CreateStoreRequest {
  /** The envelope that WeChat wants around a store. */
  business: {
    /** The store. */
    base_info: NewStore
  }
}

/** Response of {@link StoresApi.create}. */
export interface CreateStoreResponse extends WeChatResponse {
  /** Missing in older editions, which tell the id only in the event of the review. */
  poi_id?: number | string
}

/** Request of {@link StoresApi.get}. */
export interface GetStoreRequest {
  /** Its id: a number or its text. */
  poi_id: number | string
}

/** Response of {@link StoresApi.get}. */
export interface GetStoreResponse extends WeChatResponse {
  /** The envelope that WeChat puts around a store. */
  business: {
    /** The store. */
    base_info: StoredStore
  }
}

/** Request of {@link StoresApi.list}. */
export interface ListStoresRequest {
  /** How many to pass over, from 0. */
  begin: number
  /**
   * How many to answer, 1 to 50.
   * @defaultValue 20
   */
  limit?: number
}

/** Response of {@link StoresApi.list}. */
export interface ListStoresResponse extends WeChatResponse {
  /** The stores of this page, each in its envelope. */
  business_list: {
    /** A store. */
    base_info: StoredStore
  }[]
  /** How many there are in all. Text in the official sample. */
  total_count: number | string
}

/** Request of {@link StoresApi.update}. */
export interface UpdateStoreRequest {
  /** The envelope that WeChat wants around a store. */
  business: {
    /** What changes, and of which store. */
    base_info: StoreService & {
      /** Its id: a number or its text. */
      poi_id: number | string
    }
  }
}

/** Request of {@link StoresApi.delete}. */
export interface DeleteStoreRequest {
  /** Its id: a number or its text. */
  poi_id: number | string
}

/** Response of {@link StoresApi.getCategories}. */
export interface GetStoreCategoriesResponse extends WeChatResponse {
  /** Levels joined by a comma, such as `美食,江浙菜,上海菜`. */
  category_list: string[]
}

/**
 * Stores (门店), where cards are accepted. New stores are meant to be made in the store mini program (门店小程序); this is
 * the API before it.
 */
export interface StoresApi {
  /**
   * Creates a store. It waits for review; a `poi_check_notify` event tells the result.
   *
   * `POST /cgi-bin/poi/addpoi`
   *
   * Each call makes another one, so never sent again while its outcome is unknown: {@link StoresApi.list} tells whether
   * a store with your `sid` is there.
   *
   * @throws An {@link ApiError}: `65104` no such category; `65105` a photo is not from `media.uploadImage`; `65109`
   * name, `65110` address, `65111` telephone, `65112` city, `65113` province missing or not accepted; `41011` another
   * required field is missing; `65119` the account lacks a qualification for such a store.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Stores/WeChat_Store_Interface.html | 微信门店接口}
   */
  create(request: CreateStoreRequest, options?: CallOptions): Promise<CreateStoreResponse>
  /**
   * Reads one store with the state of its review.
   *
   * `POST /cgi-bin/poi/getpoi`
   *
   * While an update is under review (`update_status` 1), its values are answered already.
   *
   * @throws An {@link ApiError}: `65115` no such store; `65116` it was deleted.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Stores/WeChat_Store_Interface.html | 微信门店接口}
   */
  get(request: GetStoreRequest, options?: CallOptions): Promise<GetStoreResponse>
  /**
   * Lists stores, one page of at most 50. `listAll` goes through all pages.
   *
   * `POST /cgi-bin/poi/getpoilist`
   *
   * @throws An {@link ApiError}: a `limit` above 50 is refused, and the SDK refuses it first: which code WeChat answers
   * is unconfirmed (cards-420).
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Stores/WeChat_Store_Interface.html | 微信门店接口}
   */
  list(request: ListStoresRequest, options?: CallOptions): Promise<ListStoresResponse>
  /**
   * Changes how a store serves: only the fields that are given. Name, place and categories stay. The change is
   * reviewed, and until then the store cannot be changed again; it stays usable.
   *
   * `POST /cgi-bin/poi/updatepoi`
   *
   * @throws An {@link ApiError}: `65106` not approved yet; `65107` an earlier change is still under review; `65105` a
   * photo is not from `media.uploadImage`; `65111` telephone; `65114` the list of photos is empty; `65115` no such
   * store; `65116` it was deleted.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Stores/WeChat_Store_Interface.html | 微信门店接口}
   */
  update(request: UpdateStoreRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Deletes a store for good. Take its id out of the cards that name it.
   *
   * `POST /cgi-bin/poi/delpoi`
   *
   * @throws An {@link ApiError}: `65115` no such store; `65116` it was deleted before; `65117` it cannot be deleted
   * now, as during its review (errcodes-432, unconfirmed).
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Stores/WeChat_Store_Interface.html | 微信门店接口}
   */
  delete(request: DeleteStoreRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Lists the categories that a store can be in.
   *
   * `GET /cgi-bin/poi/getwxcategory`
   *
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/WeChat_Stores/WeChat_Store_Interface.html | 微信门店接口}
   */
  getCategories(request?: EmptyRequest, options?: CallOptions): Promise<GetStoreCategoriesResponse>
}

/** What goes beyond single calls in the group `stores`. */
export interface StoresPaging {
  /**
   * Goes through all stores. Pages of 50 are fetched as they are needed, through {@link StoresApi.list}.
   *
   * @throws An {@link InputError}, at the first step: the request is wrong. Whatever {@link StoresApi.list} throws, at
   * the step that needed the page.
   * @example
   * ```ts
   * for await (const { poi_id, sid } of wechat.stores.listAll()) console.log(poi_id, sid)
   * ```
   */
  listAll(
    request?: AllPages<ListStoresRequest, 'begin' | 'limit'>,
    options?: CallOptions,
  ): AsyncGenerator<StoredStore, void, undefined>
}

const service = wholeNumbers('business.base_info.avg_price')

/** Where each {@link StoresApi} method goes on the wire. */
export const storesRoutes: RouteTable<StoresApi> = {
  create: json('/cgi-bin/poi/addpoi', 'write', {
    fields: 'base_info business_name branch_name offset_type photo_list photo_url open_time',
    check: all(defined('business'), service),
    verifyWith: 'stores.list',
  }),
  get: json('/cgi-bin/poi/getpoi', 'read', { check: defined('poi_id') }),
  list: json('/cgi-bin/poi/getpoilist', 'read', {
    check: integers(1, 50, 'limit'),
    pages: pages<StoresApi['list'], StoresPaging>({
      method: 'listAll',
      request: { begin: optional(passedOver), limit: pageOf(50) },
      first: { begin: 0, limit: 50 },
      from: 'begin',
      list: 'business_list',
      isEntry: (entry) => isObject(entry) && isObject(entry.base_info),
      items: ({ business_list: stores }) => stores.map(({ base_info }) => base_info),
      next: untilTotal('total_count'),
    }),
  }),
  update: json('/cgi-bin/poi/updatepoi', 'write', {
    fields: 'base_info photo_list photo_url open_time poi_id',
    check: all(defined('business'), service),
    verifyWith: 'stores.get',
  }),
  delete: json('/cgi-bin/poi/delpoi', 'write', {
    check: defined('poi_id'),
    verifyWith: 'stores.get',
  }),
  getCategories: query('/cgi-bin/poi/getwxcategory'),
}
