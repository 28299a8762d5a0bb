// Lets very many users come, by default 10 000: claim, activate, earn points, redeem. All books must balance, the merchant
// must hear of everything once, and what is kept must grow with the users and be gone after a reset.
// Run after `npm run build`: node --expose-gc test/long/ten-thousand-users.mjs [how many]
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { WeChatCardClient } from 'wechat-card-sdk'
import { createEventHandler, EventReceiver } from 'wechat-card-sdk/events'
import { createSimulator } from 'wechat-card-sdk/testing'

const users = Number(process.argv[2] ?? 10_000)
const { booksOf, expectedBooks, letUsersCome, openShop } = await story()

const token = 'callbackToken01'
const encodingAESKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const simulator = createSimulator({ mode: 'legacy', keptRecords: 1_000 })
const wechat = new WeChatCardClient(simulator.clientOptions())
const { appId } = simulator
// The receiver remembers each event for 25 hours, as it must. Here only the simulator is measured.
const dedupe = { begin: async () => 'new', complete: async () => {}, abandon: async () => {} }
const { clock } = simulator.clientOptions()
const receiver = new EventReceiver({ appId, token, encodingAESKey, clock, dedupe })
const heard = {}
const onUnhandled = ({ Event }) => {
  heard[Event] = (heard[Event] ?? 0) + 1
}
simulator.pushTo(createEventHandler(receiver, {}, { onUnhandled }), { token, encodingAESKey })

const started = performance.now()
const shop = await openShop(wechat, users)
const parts = 10
const heaps = [await heapInUse()]
for (let part = 0; part < parts; part++) {
  await letUsersCome(shop, { simulator, wechat, users: users / parts, from: (part * users) / parts })
  await simulator.settled()
  heaps.push(await heapInUse())
}
const seconds = (performance.now() - started) / 1000

assert.deepEqual(booksOf(simulator, shop), expectedBooks(users))
assert.deepEqual(heard, expectedBooks(users).events)
assert.deepEqual(simulator.pushes.counts, { accepted: simulator.events.count() })
const requests = simulator.requests.count()

const [first, last] = [heaps[1] - heaps[0], heaps[parts] - heaps[parts - 1]]
const perUser = (heaps[parts] - heaps[1]) / (users - users / parts)
console.log(
  `${users} users in ${seconds.toFixed(1)} s: ${requests} requests, ${simulator.events.count()} events pushed`,
)
console.log(`heap: ${toKiB(perUser)} KiB for each user; first tenth ${toKiB(first)} KiB, last ${toKiB(last)} KiB`)
simulator.reset()
const afterwards = (await heapInUse()) - heaps[0]
console.log(`after a reset: ${toKiB(afterwards)} KiB more than at the beginning`)
assert.ok(perUser < 16 * 1024, 'what is kept for one user is small')
assert.ok(afterwards < 8 * 1024 * 1024, 'nothing is left after a reset')

async function heapInUse() {
  assert.ok(global.gc, 'run it with node --expose-gc')
  // What the first collection finds dead is let go of in turns of its own.
  for (let times = 0; times < 5; times++) {
    global.gc()
    await new Promise(setImmediate)
  }
  return process.memoryUsage().heapUsed
}

function toKiB(bytes) {
  return (bytes / 1024).toFixed(1)
}

/** The story is TypeScript, shared with the tests: it needs nothing of the library at run time. */
async function story() {
  const entry = fileURLToPath(new URL('../support/many-users.ts', import.meta.url))
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    write: false,
  })
  const module = { exports: {} }
  new Function('module', 'exports', 'require', outputFiles[0].text)(
    module,
    module.exports,
    createRequire(import.meta.url),
  )
  return module.exports
}
