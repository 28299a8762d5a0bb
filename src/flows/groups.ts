// The groups of endpoints as the client offers them: each method from its row, and what goes beyond single calls.
import { type ApiGroups, groupRoutes } from '../api/groups.js'
import type { MediaApi } from '../api/media.js'
import { bindRoutes, type MakeMethod, type RouteTable } from '../transport/route.js'
import { type AgentsPaging, agentsPaging } from './agents.js'
import { type CardsPaging, cardsPaging } from './cards.js'
import { type CodesImport, codesImport } from './deposit.js'
import { type GiftCardsFlows, giftCardsFlows } from './gift-cards.js'
import { uploadImage } from './media.js'
import { type PayGiftsPaging, payGiftsPaging } from './pay-gifts.js'
import { type StatisticsRanges, statisticsRanges } from './statistics.js'
import { type StoresPaging, storesPaging } from './stores.js'
import { type SubMerchantsPaging, subMerchantsPaging } from './sub-merchants.js'

/** What groups have beyond single calls, and where a method does more than its row says. */
interface GroupFlows {
  /** Imports of codes. */
  codes: CodesImport
  /** Orders of any time, and addresses. */
  giftCards: GiftCardsFlows
  /** The upload with a look at the picture before. */
  media: MediaApi
  /** Figures of any time. */
  statistics: StatisticsRanges
  /** All pages. */
  cards: CardsPaging
  /** All pages. */
  payGifts: PayGiftsPaging
  /** All pages. */
  stores: StoresPaging
  /** All pages. */
  subMerchants: SubMerchantsPaging
  /** All pages. */
  agents: AgentsPaging
}

const FLOWS: { readonly [Group in keyof GroupFlows]: (api: ApiGroups[Group]) => GroupFlows[Group] } = {
  codes: codesImport,
  giftCards: ({ listOrders }) => giftCardsFlows(listOrders),
  media: ({ uploadImage: upload }) => ({ uploadImage: (request, options) => uploadImage(upload, request, options) }),
  statistics: statisticsRanges,
  cards: ({ list }) => cardsPaging(list),
  payGifts: ({ list }) => payGiftsPaging(list),
  stores: ({ list }) => storesPaging(list),
  subMerchants: ({ list }) => subMerchantsPaging(list),
  agents: ({ listMerchants }) => agentsPaging(listMerchants),
}

/** Every group with all of its methods, documented where {@link ApiGroups} names it. */
export type ClientGroups = {
  readonly [Group in keyof ApiGroups]: Group extends keyof GroupFlows
    ? ApiGroups[Group] & GroupFlows[Group]
    : ApiGroups[Group]
}

/** What has every group as a property of its own. A base class, so that the compiler knows those properties of the client. */
export const WithGroups: new (make: MakeMethod) => ClientGroups = class {
  constructor(make: MakeMethod) {
    for (const [group, routes] of Object.entries(groupRoutes)) {
      const api = bindRoutes<object>(group, routes as RouteTable<object>, make)
      const flows = (FLOWS as Readonly<Record<string, (api: object) => object>>)[group]?.(api)
      Object.assign(this, { [group]: { ...api, ...flows } })
    }
  }
} as new (
  make: MakeMethod,
) => ClientGroups // groupRoutes and FLOWS have been checked against their types
