// All groups of endpoints: which methods each has, and where they go.
import type { RouteTable } from '../transport/route.js'
import { type CardsApi, cardsRoutes } from './cards.js'
import { type CodesApi, codesRoutes } from './codes.js'
import { type MembersApi, membersRoutes } from './members.js'

/** The methods of every group. */
export interface ApiGroups {
  cards: CardsApi
  codes: CodesApi
  members: MembersApi
}

/** Where every method goes on the wire. */
export const groupRoutes: { readonly [Group in keyof ApiGroups]: RouteTable<ApiGroups[Group]> } = {
  cards: cardsRoutes,
  codes: codesRoutes,
  members: membersRoutes,
}
