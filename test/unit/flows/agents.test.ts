import { expect, test } from 'vitest'
import type { AgentMerchant, AgentsApi, ListAgentMerchantsRequest } from '../../../src/api/agents.js'
import { agentsPaging } from '../../../src/flows/agents.js'

/** Answers with these pages, whose ends are the given ones. */
function server(...pages: { appids: string[]; next_get?: string }[]) {
  const asked: ListAgentMerchantsRequest[] = []
  const listMerchants: AgentsApi['listMerchants'] = async (request) => {
    asked.push(request)
    const { appids, next_get } = pages[asked.length - 1] ?? { appids: ['too many pages were asked for'] }
    const list = appids.map((appid) => ({ appid }) as AgentMerchant)
    return { list, ...(next_get === undefined ? {} : { next_get }) }
  }
  return { asked, ...agentsPaging(listMerchants) }
}

async function appidsOf(list: AsyncIterable<AgentMerchant>): Promise<string[]> {
  const appids: string[] = []
  for await (const { appid } of list) appids.push(appid)
  return appids
}

test('listAllMerchants follows next_get until it is empty', async () => {
  const { asked, listAllMerchants } = server(
    { appids: ['wx1', 'wx2'], next_get: 'A' },
    { appids: ['wx3'], next_get: 'B' },
    { appids: ['wx4'], next_get: '' },
  )
  expect(await appidsOf(listAllMerchants())).toEqual(['wx1', 'wx2', 'wx3', 'wx4'])
  expect(asked).toEqual([{ next_get: '' }, { next_get: 'A' }, { next_get: 'B' }])
})

test.each([
  ['is missing', [{ appids: ['wx1'] }]],
  [
    'points to its own page',
    [
      { appids: ['wx1'], next_get: 'A' },
      { appids: [], next_get: 'A' },
    ],
  ],
  [
    'comes with an empty page',
    [
      { appids: ['wx1'], next_get: 'A' },
      { appids: [], next_get: 'B' },
    ],
  ],
])('it ends too when next_get %s', async (_, pages) => {
  expect(await appidsOf(server(...pages).listAllMerchants())).toEqual(['wx1'])
})

test('it begins where it is told', async () => {
  const { asked, listAllMerchants } = server({ appids: ['wx9'] })
  expect(await appidsOf(listAllMerchants({ next_get: 'C' }))).toEqual(['wx9'])
  expect(asked).toEqual([{ next_get: 'C' }])
})
