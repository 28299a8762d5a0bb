// Stores of the old store API.
import type { StoredStore, StoreService, StoresApi } from '../../api/stores.js'
import { need } from '../account/refusal.js'
import type { StoreRecord } from '../account/stores.js'
import { type EndpointTable, type Fields, type GroupEndpoints, optional, required } from '../http/endpoint.js'
import { needPicture } from './members.js'

/** A few categories; the real list is long. */
const CATEGORIES: readonly string[] = [
  '美食,江浙菜,上海菜',
  '美食,江浙菜,淮扬菜',
  '美食,快餐小吃',
  '美食,粤菜',
  '购物,综合商场',
  '生活服务,家政',
]

/** What can be changed later on. */
const SERVICE: Fields = {
  sid: optional('string'),
  telephone: optional('string'),
  photo_list: optional('array', { photo_url: required('string', 65105) }),
  recommend: optional('string'),
  special: optional('string'),
  introduction: optional('string'),
  open_time: optional('string'),
  avg_price: optional('integer'),
}

const STORE: Fields = {
  ...SERVICE,
  business_name: required('string', 65109),
  branch_name: optional('string'),
  province: required('string', 65113),
  city: required('string', 65112),
  district: optional('string'),
  address: required('string', 65110),
  telephone: required('string', 65111),
  categories: required('strings', 65104),
  offset_type: required('integer'),
  longitude: required('number'),
  latitude: required('number'),
}

const MOST_AT_ONCE = 50
const USUALLY_AT_ONCE = 20

function checkService({ telephone, photo_list, avg_price: price = 0 }: StoreService): void {
  need(telephone === undefined || /^[\d-]+$/.test(telephone), 65111, 'telephone is digits and -')
  for (const { photo_url } of photo_list ?? []) needPicture(photo_url, 'photo_list.photo_url', 65105)
  need(price >= 0, 40097, `avg_price is ${price}: it is a number from 0`)
}

const CATEGORY_LIST = { respond: () => ({ category_list: [...CATEGORIES] }) }

/** Endpoints of the group `stores`. */
export const storesEndpoints: GroupEndpoints<StoresApi> = {
  create: {
    fields: { business: required('object', 41011, { base_info: required('object', 41011, STORE) }) },
    respond: ({ account, request }) => {
      const { base_info: store } = request.business
      checkService(store)
      const known = store.categories.length > 0 && store.categories.every((name) => CATEGORIES.includes(name))
      need(known, 65104, `categories: the simulator knows ${CATEGORIES.join(' · ')}`)
      const { longitude, latitude } = store
      const isPlace = Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90
      need(isPlace, 40097, `longitude ${longitude} and latitude ${latitude} are no place on Earth`)
      return { poi_id: account.stores.add(store).poiId }
    },
  },
  get: {
    fields: { poi_id: required('id') },
    respond: ({ account, request: { poi_id } }) => ({ business: { base_info: described(account.stores.get(poi_id)) } }),
  },
  list: {
    fields: { begin: required('integer', 40097), limit: optional('integer') },
    respond: ({ account, request: { begin, limit = USUALLY_AT_ONCE } }) => {
      need(limit >= 1 && limit <= MOST_AT_ONCE, 40035, `limit is ${limit}: it is 1 to ${MOST_AT_ONCE}`)
      need(begin >= 0, 40097, `begin is ${begin}: it is a number from 0`)
      const stores = account.stores.all()
      return {
        business_list: stores.slice(begin, begin + limit).map((store) => ({ base_info: described(store) })),
        total_count: String(stores.length), // text in the official sample
      }
    },
  },
  update: {
    fields: {
      business: required('object', 41011, {
        base_info: required('object', 41011, { poi_id: required('id'), ...SERVICE }),
      }),
    },
    respond: ({ account, request }) => {
      const { base_info: base } = request.business
      const store = account.stores.get(base.poi_id)
      const change: StoreService = Object.fromEntries(
        Object.entries(base).filter(([name]) => Object.hasOwn(SERVICE, name)),
      )
      checkService(change)
      need(change.photo_list?.length !== 0, 65114, 'photo_list is empty')
      account.stores.change(store, change)
      return {}
    },
  },
  delete: {
    fields: { poi_id: required('id') },
    respond: ({ account, request: { poi_id } }) => {
      account.stores.delete(account.stores.get(poi_id))
      return {}
    },
  },
  getCategories: CATEGORY_LIST,
}

/** The older address of `stores.getCategories`, which two SDKs still ask (reports-51). */
export const formerStoreEndpoints: EndpointTable = { 'GET /cgi-bin/api_getwxcategory': CATEGORY_LIST }

/** A store as WeChat answers it: a change that waits for review shows already. */
const described = ({ poiId, base, change, state }: StoreRecord): StoredStore => ({
  ...structuredClone({ ...base, ...change }),
  poi_id: poiId,
  available_state: state,
  update_status: change === undefined ? 0 : 1,
})
