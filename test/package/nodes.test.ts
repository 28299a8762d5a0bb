import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Installed, install, type Packed, pack, run } from '../support/packed.js'

/** What a stranger does with every entry, whichever way it was loaded. */
const STORY = `
const run = async ({ main, helpers, events, redis, keyv, testing, msw }) => {
  const simulator = testing.createSimulator()
  const wechat = new main.WeChatCardClient(simulator.clientOptions())
  const { card_id } = await wechat.cards.create({ card: { card_type: 'MEMBER_CARD', member_card: {
    base_info: { logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/tea/0', brand_name: 'Tea', code_type: 'CODE_TYPE_TEXT',
      title: 'Tea', color: 'Color010', notice: 'Show', description: 'Tea', sku: { quantity: 5 },
      date_info: { type: 'DATE_TYPE_PERMANENT' } },
    prerogative: 'Tea', supply_bonus: false, supply_balance: false, auto_activate: true } } })
  const key = 'k'.repeat(43)
  const receiver = new events.EventReceiver({ appId: simulator.appId, token: 'strangerToken', encodingAESKey: key })
  const claimed = []
  const handler = events.createEventHandler(receiver, { user_get_card: (event) => void claimed.push(event.CardId) })
  simulator.pushTo(handler, { token: 'strangerToken', encodingAESKey: key })
  const phone = simulator.phone({ openid: 'oStranger' })
  const { cardList } = await phone.addCard(await wechat.buildAddCardList([{ cardId: card_id }]))
  const [card] = await wechat.decryptCardList(cardList)
  await simulator.settled()
  const { url, close } = await simulator.listen()
  const overHttp = new main.WeChatCardClient({ appId: simulator.appId, appSecret: simulator.appSecret, baseUrl: url, allowUnsafeBaseUrl: true })
  const { card_id_list } = await overHttp.cards.list({ offset: 0, count: 10 })
  await close()
  const ways = [redis.redisCache, redis.redisDedupe, keyv.keyvCache, msw.simulatorHandlers].map((way) => typeof way)
  const handlers = msw.simulatorHandlers(simulator).length
  console.log(JSON.stringify([card.ok && /^\\d{12}$/.test(card.code), claimed.length === 1 && claimed[0] === card_id,
    card_id_list.length, ways.every((type) => type === 'function'), handlers,
    helpers.cardSignature(['dddd', 'aaaa', 'ffff', 'cccc', 'eeee', 'bbbb'])]))
}`

/** The last is a published vector: the six values of chanxuehong/wechat. */
const EXPECTED = [true, true, 1, true, 5, '89a0e60888a9471f75dc5eb0ee86431ddbec1fd9']

const SUBPATHS = {
  main: '',
  helpers: '/helpers',
  events: '/events',
  redis: '/redis',
  keyv: '/keyv',
  testing: '/testing',
  msw: '/testing/msw',
}

/** The oldest that the package takes, and the newest of each line that people run. */
const VERSIONS = ['20.19', '20', '22', '24', '26']

const LOADED = {
  'ES modules': {
    file: 'stranger.mjs',
    code: `${STORY}
const entries = await Promise.all(Object.entries(${JSON.stringify(SUBPATHS)}).map(async ([name, path]) => [name, await import('wechat-card-sdk' + path)]))
await run(Object.fromEntries(entries))`,
  },
  CommonJS: {
    file: 'stranger.cjs',
    code: `${STORY}
run(Object.fromEntries(Object.entries(${JSON.stringify(SUBPATHS)}).map(([name, path]) => [name, require('wechat-card-sdk' + path)])))`,
  },
}

let packed: Packed
let stranger: Installed
let nodes: Installed

beforeAll(async () => {
  packed = await pack()
  stranger = await install(packed, 'msw@2.15.0')
  // The registry's packages that hold one binary each. Two versions of one package need other names.
  const platform = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  nodes = await install(packed, ...VERSIONS.map((version) => `node${version}@npm:${platform}@${version}`))
  for (const { file, code } of Object.values(LOADED)) await writeFile(join(stranger.folder, file), code)
}, 300_000)

afterAll(async () => {
  await Promise.all([packed?.remove(), stranger?.remove(), nodes?.remove()])
})

describe.each(VERSIONS)('Node %s', (version) => {
  const binary = (): string => join(nodes.folder, 'node_modules', `node${version}`, 'bin/node')

  test('is that version', async () => {
    const { stdout } = await run(binary(), ['--version'], { cwd: stranger.folder })
    expect(stdout).toMatch(new RegExp(`^v${version.replace('.', '\\.')}\\.`))
  })

  test.each(Object.entries(LOADED))('every entry works from %s', async (_, { file }) => {
    const { stdout } = await run(binary(), [file], { cwd: stranger.folder })
    expect(JSON.parse(stdout)).toEqual(EXPECTED)
  })

  test('the command runs', async () => {
    const cli = join(stranger.folder, 'node_modules/wechat-card-sdk/dist/cli.js')
    const { stdout } = await run(binary(), [cli, '--help'], { cwd: stranger.folder })
    expect(stdout).toMatch(/^Usage: wechat-card-sdk/)
  })
})
