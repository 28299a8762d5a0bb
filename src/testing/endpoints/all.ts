// Every endpoint of the simulator: those of the client's groups at the addresses of their rows, and those of no group.
import { type ApiGroups, groupRoutes } from '../../api/groups.js'
import type { Route } from '../../transport/route.js'
import type { Endpoint, EndpointTable, GroupEndpoints } from '../http/endpoint.js'
import { credentialEndpoints } from './credentials.js'
import { pictureEndpoints } from './distribution.js'
import * as endpointsByGroup from './groups.js'
import { formerStoreEndpoints } from './stores.js'
import { suspendedEndpoints } from './suspended.js'

const GROUPS: { readonly [Group in keyof ApiGroups]: GroupEndpoints<ApiGroups[Group]> } = endpointsByGroup

/**
 * The endpoints of all groups, by method and path. Of a row only those two are read: what is checked, repeated and advised
 * is the client's affair, and whether an address is WeChat's is told by `test/fixtures/endpoints.json`.
 */
const grouped: EndpointTable = Object.fromEntries(
  Object.entries<Readonly<Record<string, Route>>>(groupRoutes).flatMap(([group, routes]) =>
    Object.entries<unknown>(GROUPS[group as keyof ApiGroups]).map(([name, endpoint]) => {
      const { method, path } = routes[name] as Route // GroupEndpoints has the same names as the table of rows
      return [`${method} ${path}`, endpoint as Endpoint] // GroupEndpoints asks for a look at each field of the method's request
    }),
  ),
)

/** All of them, by method and path. */
export const ENDPOINTS: EndpointTable = {
  ...credentialEndpoints,
  ...grouped,
  ...formerStoreEndpoints,
  ...suspendedEndpoints,
  ...pictureEndpoints,
}
