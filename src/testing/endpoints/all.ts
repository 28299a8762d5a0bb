// Every endpoint of the simulator.
import type { EndpointTable } from '../http/endpoint.js'
import { accountEndpoints } from './account.js'
import { agentEndpoints } from './agents.js'
import { cardEndpoints } from './cards.js'
import { cellEndpoints } from './cells.js'
import { codeEndpoints } from './codes.js'
import { credentialEndpoints } from './credentials.js'
import { distributionEndpoints } from './distribution.js'
import { generalCardEndpoints } from './general-cards.js'
import { giftCardEndpoints } from './gift-cards.js'
import { invoiceEndpoints } from './invoices.js'
import { mediaEndpoints } from './media.js'
import { memberEndpoints } from './members.js'
import { messageEndpoints } from './messages.js'
import { payGiftEndpoints } from './pay-gifts.js'
import { specialTicketEndpoints } from './special-tickets.js'
import { statisticsEndpoints } from './statistics.js'
import { storeEndpoints } from './stores.js'
import { subMerchantEndpoints } from './sub-merchants.js'
import { suspendedEndpoints } from './suspended.js'
import { userEndpoints } from './users.js'

/** All of them, by method and path. */
export const ENDPOINTS: EndpointTable = {
  ...credentialEndpoints,
  ...cardEndpoints,
  ...codeEndpoints,
  ...userEndpoints,
  ...distributionEndpoints,
  ...cellEndpoints,
  ...memberEndpoints,
  ...generalCardEndpoints,
  ...giftCardEndpoints,
  ...payGiftEndpoints,
  ...specialTicketEndpoints,
  ...statisticsEndpoints,
  ...mediaEndpoints,
  ...messageEndpoints,
  ...accountEndpoints,
  ...suspendedEndpoints,
  ...subMerchantEndpoints,
  ...agentEndpoints,
  ...invoiceEndpoints,
  ...storeEndpoints,
}
