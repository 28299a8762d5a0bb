// The groups of endpoints as the client offers them: each method from its row, and what goes beyond single calls.
import { type ApiGroups, groupRoutes } from '../api/groups.js'
import type { MediaApi } from '../api/media.js'
import { bindRoutes, type MakeMethod, type Route } from '../transport/route.js'
import { type CodesImport, codesImport } from './deposit.js'
import { type GiftCardsFlows, giftCardsFlows } from './gift-cards.js'
import { uploadImage } from './media.js'
import { bindPages } from './paging.js'
import { type StatisticsRanges, statisticsRanges } from './statistics.js'

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
}

const FLOWS: { readonly [Group in keyof GroupFlows]: (api: ApiGroups[Group]) => GroupFlows[Group] } = {
  codes: codesImport,
  giftCards: ({ listOrders }) => giftCardsFlows(listOrders),
  media: ({ uploadImage: upload }) => ({ uploadImage: (request, options) => uploadImage(upload, request, options) }),
  statistics: statisticsRanges,
}

/** Every group with all of its methods, documented where {@link ApiGroups} names it. */
export type ClientGroups = {
  readonly [Group in keyof ApiGroups]: Group extends keyof GroupFlows
    ? ApiGroups[Group] & GroupFlows[Group]
    : ApiGroups[Group]
}

/** Makes the methods of all groups. */
export function bindGroups(make: MakeMethod): ClientGroups {
  const groups = Object.entries<Readonly<Record<string, Route>>>(groupRoutes).map(([group, routes]) => {
    const api = bindRoutes(group, routes, make)
    const flows = (FLOWS as Readonly<Record<string, (api: object) => object>>)[group]?.(api)
    return [group, { ...api, ...bindPages(group, routes, api), ...flows }]
  })
  return Object.fromEntries(groups) as ClientGroups // groupRoutes and FLOWS have been checked against their types
}

/** What has every group as a property of its own: a base class, so that the compiler knows those properties. */
export const WithGroups: new (groups: ClientGroups) => ClientGroups = class {
  constructor(groups: ClientGroups) {
    Object.assign(this, groups)
  }
} as new (
  groups: ClientGroups,
) => ClientGroups // what was assigned
