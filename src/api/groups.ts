// All groups of endpoints: which methods each has, and where they go.
import type { RouteTable } from '../transport/route.js'
import { type AccountApi, accountRoutes } from './account.js'
import { type AgentsApi, agentsRoutes } from './agents.js'
import { type CardsApi, cardsRoutes } from './cards.js'
import { type CellsApi, cellsRoutes } from './cells.js'
import { type CodesApi, codesRoutes } from './codes.js'
import { type DistributionApi, distributionRoutes } from './distribution.js'
import { type GeneralCardsApi, generalCardsRoutes } from './general-cards.js'
import { type GiftCardsApi, giftCardsRoutes } from './gift-cards.js'
import { type InvoicesApi, invoicesRoutes } from './invoices.js'
import { type MediaApi, mediaRoutes } from './media.js'
import { type MembersApi, membersRoutes } from './members.js'
import { type MessagesApi, messagesRoutes } from './messages.js'
import { type PayGiftsApi, payGiftsRoutes } from './pay-gifts.js'
import { type SpecialTicketsApi, specialTicketsRoutes } from './special-tickets.js'
import { type StatisticsApi, statisticsRoutes } from './statistics.js'
import { type StoresApi, storesRoutes } from './stores.js'
import { type SubMerchantsApi, subMerchantsRoutes } from './sub-merchants.js'
import { type UsersApi, usersRoutes } from './users.js'

/** The methods of every group. */
export interface ApiGroups {
  /** Cards as templates. */
  cards: CardsApi
  /** Issued copies of cards. */
  codes: CodesApi
  /** What users hold. */
  users: UsersApi
  /** How cards reach users. */
  distribution: DistributionApi
  /** Buttons on cards, and cards of stores. */
  cells: CellsApi
  /** Member cards. */
  members: MembersApi
  /** Gift cards in users' hands. */
  generalCards: GeneralCardsApi
  /** Selling gift cards. */
  giftCards: GiftCardsApi
  /** Cards after payments. */
  payGifts: PayGiftsApi
  /** Tickets in users' hands. */
  specialTickets: SpecialTicketsApi
  /** Figures by day. */
  statistics: StatisticsApi
  /** Pictures. */
  media: MediaApi
  /** Messages with a card. */
  messages: MessagesApi
  /** Quotas, failed calls, addresses. */
  account: AccountApi
  /** Businesses with cards under this account. */
  subMerchants: SubMerchantsApi
  /** Qualification of a third-party platform. */
  agents: AgentsApi
  /** Electronic invoices. */
  invoices: InvoicesApi
  /** Stores. */
  stores: StoresApi
}

/** Where every method goes on the wire. */
export const groupRoutes: { readonly [Group in keyof ApiGroups]: RouteTable<ApiGroups[Group]> } = {
  cards: cardsRoutes,
  codes: codesRoutes,
  users: usersRoutes,
  distribution: distributionRoutes,
  cells: cellsRoutes,
  members: membersRoutes,
  generalCards: generalCardsRoutes,
  giftCards: giftCardsRoutes,
  payGifts: payGiftsRoutes,
  specialTickets: specialTicketsRoutes,
  statistics: statisticsRoutes,
  media: mediaRoutes,
  messages: messagesRoutes,
  account: accountRoutes,
  subMerchants: subMerchantsRoutes,
  agents: agentsRoutes,
  invoices: invoicesRoutes,
  stores: storesRoutes,
}
