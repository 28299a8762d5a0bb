// Each supported major version of msw and keyv, with the packed package.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Installed, install, type Packed, pack, run } from '../support/packed.js'

const INTERCEPTED = `
import { setupServer } from 'msw/node'
import { WeChatCardClient } from 'wechat-card-sdk'
import { createSimulator } from 'wechat-card-sdk/testing'
import { simulatorHandlers } from 'wechat-card-sdk/testing/msw'
const simulator = createSimulator()
const { appId, appSecret } = simulator
const server = setupServer(...simulatorHandlers(simulator))
server.listen({ onUnhandledRequest: 'error' })
const wechat = new WeChatCardClient({ appId, appSecret })
const { total_num } = await wechat.cards.list({ offset: 0, count: 10 })
const refusal = await wechat.cards.get({ card_id: 'p'.padEnd(28, 'x') }).catch((error) => error)
server.close()
console.log(JSON.stringify([total_num, refusal.errcode, simulator.requests.count('/card/batchget')]))
`

const CACHED = `
import Keyv from 'keyv'
import { WeChatCardClient } from 'wechat-card-sdk'
import { keyvCache } from 'wechat-card-sdk/keyv'
import { createSimulator } from 'wechat-card-sdk/testing'
const simulator = createSimulator()
const keyv = new Keyv()
const client = () => new WeChatCardClient({ ...simulator.clientOptions(), cache: keyvCache(keyv) })
const first = await client().getCardTicket()
const second = await client().getCardTicket()
await keyv.clear()
console.log(JSON.stringify([first === second, simulator.requests.count('/cgi-bin/stable_token')]))
`

/** As TypeScript sees it, too: the handlers fit the server of that msw, and that Keyv is taken for one. */
const TYPED = `
import Keyv from 'keyv'
import { setupServer } from 'msw/node'
import { keyvCache } from 'wechat-card-sdk/keyv'
import { createSimulator } from 'wechat-card-sdk/testing'
import { simulatorHandlers } from 'wechat-card-sdk/testing/msw'
setupServer(...simulatorHandlers(createSimulator()))
keyvCache(new Keyv())
`

const OPTIONS = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  module: 'nodenext',
  target: 'es2023',
  types: ['node'],
}

let packed: Packed

beforeAll(async () => {
  packed = await pack()
}, 60_000)

afterAll(() => packed?.remove())

describe.each([
  ['msw@2', 'keyv@5'],
  ['msw@3', 'keyv@6'],
])('%s and %s on Node 22', (msw, keyv) => {
  let stranger: Installed
  const node = (): string => join(stranger.folder, 'node_modules/node22/bin/node')

  beforeAll(async () => {
    const platform = `node-${process.platform}-${process.arch}`
    const tools = ['typescript@5.9', '@types/node@22', `node22@npm:${platform}@22`]
    stranger = await install(packed, msw, keyv, ...tools) // without --force: npm agrees with the ranges
    const files = { 'intercepted.mjs': INTERCEPTED, 'cached.mjs': CACHED, 'typed.mts': TYPED }
    const config = JSON.stringify({ compilerOptions: OPTIONS, files: ['typed.mts'] })
    for (const [name, text] of Object.entries({ ...files, 'tsconfig.json': config })) {
      await writeFile(join(stranger.folder, name), text)
    }
  }, 300_000)

  afterAll(() => stranger?.remove())

  test('msw answers a client from the simulator', async () => {
    const { stdout } = await run(node(), ['intercepted.mjs'], { cwd: stranger.folder })
    expect(JSON.parse(stdout)).toEqual([0, 40073, 1])
  })

  test('clients share their credentials through Keyv', async () => {
    const { stdout } = await run(node(), ['cached.mjs'], { cwd: stranger.folder })
    expect(JSON.parse(stdout)).toEqual([true, 1])
  })

  test('the types fit', async () => {
    await run(node(), ['node_modules/typescript/bin/tsc'], { cwd: stranger.folder }) // rejects with what it printed
  })
})
