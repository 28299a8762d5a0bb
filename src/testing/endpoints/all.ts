// Every endpoint of the simulator.
import type { EndpointTable } from '../endpoint.js'
import { cardEndpoints } from './cards.js'
import { codeEndpoints } from './codes.js'
import { credentialEndpoints } from './credentials.js'
import { memberEndpoints } from './members.js'

/** All of them, by method and path. */
export const ENDPOINTS: EndpointTable = {
  ...credentialEndpoints,
  ...cardEndpoints,
  ...codeEndpoints,
  ...memberEndpoints,
}
