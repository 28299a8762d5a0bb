// Every endpoint of the simulator: those of the client's groups at the addresses of their rows, and those of no group.
import { type ApiGroups, groupRoutes } from '../../api/groups.js'
import type { Route } from '../../transport/route.js'
import type { Endpoint, EndpointTable, GroupEndpoints } from '../http/endpoint.js'
import { accountEndpoints } from './account.js'
import { agentEndpoints } from './agents.js'
import { cardEndpoints } from './cards.js'
import { cellEndpoints } from './cells.js'
import { codeEndpoints } from './codes.js'
import { credentialEndpoints } from './credentials.js'
import { distributionEndpoints, pictureEndpoints } from './distribution.js'
import { generalCardEndpoints } from './general-cards.js'
import { giftCardEndpoints } from './gift-cards.js'
import { invoiceEndpoints } from './invoices.js'
import { mediaEndpoints } from './media.js'
import { memberEndpoints } from './members.js'
import { messageEndpoints } from './messages.js'
import { payGiftEndpoints } from './pay-gifts.js'
import { specialTicketEndpoints } from './special-tickets.js'
import { statisticsEndpoints } from './statistics.js'
import { formerStoreEndpoints, storeEndpoints } from './stores.js'
import { subMerchantEndpoints } from './sub-merchants.js'
import { suspendedEndpoints } from './suspended.js'
import { userEndpoints } from './users.js'

const GROUPS: { readonly [Group in keyof ApiGroups]: GroupEndpoints<ApiGroups[Group]> } = {
  cards: cardEndpoints,
  codes: codeEndpoints,
  users: userEndpoints,
  distribution: distributionEndpoints,
  cells: cellEndpoints,
  members: memberEndpoints,
  generalCards: generalCardEndpoints,
  giftCards: giftCardEndpoints,
  payGifts: payGiftEndpoints,
  specialTickets: specialTicketEndpoints,
  statistics: statisticsEndpoints,
  media: mediaEndpoints,
  messages: messageEndpoints,
  account: accountEndpoints,
  subMerchants: subMerchantEndpoints,
  agents: agentEndpoints,
  invoices: invoiceEndpoints,
  stores: storeEndpoints,
}

/**
 * The endpoints of all groups, by method and path. Of a row only those two are read: what is checked, repeated and advised
 * is the client's affair, and whether an address is WeChat's is told by `test/fixtures/endpoints.json`.
 */
const grouped: EndpointTable = Object.fromEntries(
  Object.entries(GROUPS).flatMap(([group, endpoints]) => {
    const routes: Readonly<Record<string, Route>> = groupRoutes[group as keyof ApiGroups]
    return Object.entries<unknown>(endpoints).map(([name, endpoint]) => {
      const { method, path } = routes[name] as Route // GroupEndpoints has the same names as the table of rows
      return [`${method} ${path}`, endpoint as Endpoint] // readFields sees that a request is what the method takes
    })
  }),
)

/** All of them, by method and path. */
export const ENDPOINTS: EndpointTable = {
  ...credentialEndpoints,
  ...grouped,
  ...formerStoreEndpoints,
  ...suspendedEndpoints,
  ...pictureEndpoints,
}
