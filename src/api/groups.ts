// All groups of endpoints: which methods each has, and where they go.
import type { RouteTable } from '../transport/route.js'
import { type AccountApi, accountRoutes } from './account.js'
import { type AgentsApi, type AgentsPaging, agentsRoutes } from './agents.js'
import { type CardsApi, type CardsPaging, cardsRoutes } from './cards.js'
import { type CellsApi, cellsRoutes } from './cells.js'
import { type CodesApi, codesRoutes } from './codes.js'
import { type DistributionApi, distributionRoutes } from './distribution.js'
import { type GeneralCardsApi, generalCardsRoutes } from './general-cards.js'
import { type GiftCardsApi, giftCardsRoutes } from './gift-cards.js'
import { type InvoicesApi, invoicesRoutes } from './invoices.js'
import { type MediaApi, mediaRoutes } from './media.js'
import { type MembersApi, membersRoutes } from './members.js'
import { type MessagesApi, messagesRoutes } from './messages.js'
import { type PayGiftsApi, type PayGiftsPaging, payGiftsRoutes } from './pay-gifts.js'
import { type SpecialTicketsApi, specialTicketsRoutes } from './special-tickets.js'
import { type StatisticsApi, statisticsRoutes } from './statistics.js'
import { type StoresApi, type StoresPaging, storesRoutes } from './stores.js'
import { type SubMerchantsApi, type SubMerchantsPaging, subMerchantsRoutes } from './sub-merchants.js'
import { type UsersApi, usersRoutes } from './users.js'

/** The methods of every group. What a group says here, editors and the API reference say of the client's property. */
export interface ApiGroups {
  /** Cards as templates: create, read, change. */
  cards: CardsApi & CardsPaging
  /** Issued copies of cards: read, decrypt, redeem, import. */
  codes: CodesApi
  /** What one user holds. */
  users: UsersApi
  /** Ways in which cards reach users: QR codes, landing pages, articles, testers. */
  distribution: DistributionApi
  /** The big button in the middle of a card, and cards of stores. */
  cells: CellsApi
  /** Member cards: activation, points and balance. */
  members: MembersApi
  /** Gift cards in users' hands: points and balance. */
  generalCards: GeneralCardsApi
  /** Selling gift cards: shelves, orders, payment. */
  giftCards: GiftCardsApi
  /** Rules by which WeChat Pay offers a member card after a payment. */
  payGifts: PayGiftsApi & PayGiftsPaging
  /** Tickets in users' hands: seats, check-in, places. */
  specialTickets: SpecialTicketsApi
  /** Figures of cards by day. */
  statistics: StatisticsApi
  /** Pictures for cards. */
  media: MediaApi
  /** Messages with a card: to one user, to many, to all. */
  messages: MessagesApi
  /** The account itself: quotas, failed calls, addresses. */
  account: AccountApi
  /** Sub-merchants: businesses for which this account makes cards with their brand. */
  subMerchants: SubMerchantsApi & SubMerchantsPaging
  /** Qualification of a third-party platform that makes cards for others. */
  agents: AgentsApi & AgentsPaging
  /** Electronic invoices: authorisation, issuing, reimbursement, titles. */
  invoices: InvoicesApi
  /** Stores that accept cards. */
  stores: StoresApi & StoresPaging
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
