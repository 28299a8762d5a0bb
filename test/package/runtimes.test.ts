// Runtimes other than Node: a member's card from claim to points, against the simulator, with signed and encrypted pushes.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Installed, install, type Packed, pack, run } from '../support/packed.js'

const STORY = `
import { WeChatCardClient } from 'wechat-card-sdk'
import { cardSignature } from 'wechat-card-sdk/helpers'
import { createEventHandler, EventReceiver } from 'wechat-card-sdk/events'
import { createSimulator } from 'wechat-card-sdk/testing'

export async function story() {
  const simulator = createSimulator()
  const wechat = new WeChatCardClient(simulator.clientOptions())
  const { card_id } = await wechat.cards.create({ card: { card_type: 'MEMBER_CARD', member_card: {
    base_info: { logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/tea/0', brand_name: 'Tea', code_type: 'CODE_TYPE_TEXT',
      title: 'Tea', color: 'Color010', notice: 'Show', description: 'Tea', sku: { quantity: 5 },
      date_info: { type: 'DATE_TYPE_PERMANENT' } },
    prerogative: 'Tea', supply_bonus: true, supply_balance: false, auto_activate: true } } })
  const secrets = { token: 'strangerToken', encodingAESKey: 'k'.repeat(43) }
  const receiver = new EventReceiver({ appId: simulator.appId, ...secrets })
  const claimed = []
  const handler = createEventHandler(receiver, { user_get_card: (event) => void claimed.push(event.CardId) })
  simulator.pushTo(handler, secrets)
  const phone = simulator.phone({ openid: 'oStranger' })
  const { cardList } = await phone.addCard(await wechat.buildAddCardList([{ cardId: card_id }]))
  const [card] = await wechat.decryptCardList(cardList)
  await simulator.settled()
  const { result_bonus } = await wechat.members.update({ card_id, code: card.code, add_bonus: 5 })
  const refusal = await wechat.cards.get({ card_id: 'p'.padEnd(28, 'x') }).catch((error) => error)
  return JSON.stringify({
    decrypted: card.ok && /^\\d{12}$/.test(card.code),
    pushed: claimed.length === 1 && claimed[0] === card_id,
    points: result_bonus,
    refused: [refusal.code, refusal.errcode, refusal.hint.length > 20],
    signature: cardSignature(['dddd', 'aaaa', 'ffff', 'cccc', 'eeee', 'bbbb']),
  })
}
`

/** The signature is a published vector: the six values of chanxuehong/wechat. */
const EXPECTED = {
  decrypted: true,
  pushed: true,
  points: 5,
  refused: ['ERR_API', 40073, true],
  signature: '89a0e60888a9471f75dc5eb0ee86431ddbec1fd9',
}

const WORKER = "import { story } from './story.mjs'\nexport default { test: async () => console.log(await story()) }\n"

const WORKER_CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = (
  modules = [(name = "worker", esModule = embed "bundle.mjs")],
  compatibilityDate = "2025-09-01", compatibilityFlags = ["nodejs_compat"]))]);
`

// The packages that hold a binary each. Those of their names alone fetch it when they are installed.
const { arch, platform } = process
const BINARIES = {
  bun: `@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : arch}`,
  deno: `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`,
  workerd: `@cloudflare/workerd-${platform}-${arch === 'arm64' ? arch : '64'}`,
}

let packed: Packed
let stranger: Installed

const binaryOf = (name: keyof typeof BINARIES): string =>
  join(stranger.folder, 'node_modules', BINARIES[name], name === 'deno' ? name : `bin/${name}`)

beforeAll(async () => {
  packed = await pack()
  stranger = await install(packed, `${BINARIES.bun}@1`, `${BINARIES.deno}@2`, `${BINARIES.workerd}@1`)
  const write = (name: string, text: string): Promise<void> => writeFile(join(stranger.folder, name), text)
  await write('story.mjs', STORY)
  await write('print.mjs', "import { story } from './story.mjs'\nconsole.log(await story())\n")
  await write('worker.mjs', WORKER)
  await write('config.capnp', WORKER_CONFIG)
}, 300_000)

afterAll(async () => {
  await Promise.all([packed?.remove(), stranger?.remove()])
})

/** The line that the story printed, among others. */
function printed(output: string): unknown {
  const line = output.split('\n').find((each) => each.startsWith('{'))
  return JSON.parse(line ?? 'null')
}

describe('a member card from claim to points', () => {
  test('on Bun', async () => {
    const { stdout } = await run(binaryOf('bun'), ['run', 'print.mjs'], { cwd: stranger.folder })
    expect(printed(stdout)).toEqual(EXPECTED)
  })

  test('on Deno', async () => {
    const args = [
      'run',
      '--allow-env',
      '--allow-read',
      '--allow-sys',
      '--no-remote',
      '--node-modules-dir=manual',
      'print.mjs',
    ]
    const { stdout } = await run(binaryOf('deno'), args, { cwd: stranger.folder })
    expect(printed(stdout)).toEqual(EXPECTED)
  })

  test('on workerd, bundled without a warning', async () => {
    const { warnings } = await build({
      entryPoints: [join(stranger.folder, 'worker.mjs')],
      outfile: join(stranger.folder, 'bundle.mjs'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'silent',
    })
    expect(warnings).toEqual([])
    const { stdout } = await run(binaryOf('workerd'), ['test', 'config.capnp'], { cwd: stranger.folder })
    expect(printed(stdout)).toEqual(EXPECTED)
  })
})
