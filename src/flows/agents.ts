// All sub-merchants with strong authorisation of a third-party platform, page by page.
import { type AgentMerchant, type AgentsApi, agentsRoutes, type ListAgentMerchantsRequest } from '../api/agents.js'
import type { CallOptions } from '../transport/route.js'
import { anyText, optional } from '../validate.js'
import { type AllPages, byCursor, checkedFirst, type RequestShape, withList } from './paging.js'

/** What goes beyond single calls in the group `agents`. */
export interface AgentsPaging {
  /**
   * Goes through all sub-merchants of the platform. Pages are fetched as they are needed, through
   * {@link AgentsApi.listMerchants}.
   *
   * @throws An {@link InputError}, at the first step: the request is wrong. Whatever {@link AgentsApi.listMerchants}
   * throws, at the step that needed the page.
   */
  listAllMerchants(
    request?: AllPages<ListAgentMerchantsRequest, 'next_get'>,
    options?: CallOptions,
  ): AsyncGenerator<AgentMerchant, void, undefined>
}

/** Makes the methods of {@link AgentsPaging}. */
export const agentsPaging = (listMerchants: AgentsApi['listMerchants']): AgentsPaging => ({
  listAllMerchants: (request = {}, options) =>
    checkedFirst('agents.listAllMerchants', request, PAGES, ({ next_get: first = '' }) =>
      byCursor(first, async (next_get) => {
        const page = listMerchants({ next_get }, options)
        const { list: items, next_get: next } = await withList(agentsRoutes.listMerchants, 'list', page)
        return { items, next: typeof next === 'string' && next !== '' ? next : undefined }
      }),
    ),
})

const PAGES: RequestShape<AllPages<ListAgentMerchantsRequest, 'next_get'>> = { next_get: optional(anyText) }
