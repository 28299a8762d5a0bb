// Reads and writes for minutes while answers, the network, the tokens and the cache fail by chance. At least 99.9 % of the
// reads must succeed, no write may happen twice or differ from what its caller was told, and nothing may pile up.
// Run after `npm run build`: node --expose-gc test/long/soak.mjs [--minutes 3] [--seed 1]
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { memoryCache, WeChatCardClient, WeChatCardError } from 'wechat-card-sdk'
import { chanceOf, heapInUse } from './support.mjs'

const AT_ONCE = 32
const LONGEST_PAUSE_MS = 60
/** Longer than a connection is kept for a next request. */
const IDLE_MS = 6_000

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 32) },
  },
})
const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
const mostWrites = Math.ceil(minutes * 60_000)
assert.ok(global.gc, 'run it with node --expose-gc')
console.log(`${minutes} minutes, ${AT_ONCE} callers at once, seed ${seed}`)

const server = fileURLToPath(new URL('soak-wechat.mjs', import.meta.url))
const other = fork(server, [JSON.stringify({ seed, members: AT_ONCE, mostWrites })])
const [{ url, appId, appSecret, cards }] = await once(other, 'message')
const ask = async (question) => {
  other.send(question)
  return (await once(other, 'message'))[0]
}

const chance = chanceOf(seed + 1)
const diagnostics = {}
const count = (counts, name) => {
  counts[name] = (counts[name] ?? 0) + 1
}
const wechat = new WeChatCardClient({
  appId,
  appSecret,
  baseUrl: url,
  allowUnsafeBaseUrl: true,
  cache: fragile(memoryCache()),
  attemptTimeoutMs: 1500,
  onDiagnostic: ({ type }) => count(diagnostics, type),
})

const reads = { succeeded: 0, failed: 0, failures: {} }
/** What the caller of each write was told, by the number of the write. */
const OUTCOMES = ['none', 'confirmed', 'unknown', 'not_sent', 'rejected']
const told = Buffer.alloc(mostWrites)
let writes = 0
let over = false

const callers = cards.map(async (card, caller) => {
  while (!over) {
    if (chance() < 0.3 && writes < mostWrites) await write(card)
    else await read(card, caller)
    await wait(LONGEST_PAUSE_MS * chance())
  }
})
const heaps = []
let mostSockets = 0
for (let left = minutes * 60; left > 0; left -= 5) {
  await wait(Math.min(left, 5) * 1000)
  mostSockets = Math.max(mostSockets, openSockets())
  heaps.push(await heapInUse())
}
over = true
await Promise.all(callers)
await ask('clear up')
await wechat.cards.get({ card_id: cards[0].card_id }) // all is well again at once
await wait(IDLE_MS)
const [sockets, { weather, connections, points, executed: base64 }] = [openSockets(), await ask('the books')]
other.disconnect()
const executed = Buffer.from(base64, 'base64')

const outcomes = Object.fromEntries(OUTCOMES.slice(1).map((outcome) => [outcome, { told: 0, happened: 0, twice: 0 }]))
for (let number = 0; number < writes; number++) {
  const outcome = outcomes[OUTCOMES[told[number]]]
  outcome.told++
  outcome.happened += executed[number]
  if (executed[number] > 1) outcome.twice++
}
const share = (100 * reads.succeeded) / (reads.succeeded + reads.failed)
const third = Math.ceil(heaps.length / 3)
const [early, late] = [median(heaps.slice(third, 2 * third)), median(heaps.slice(-third))]
console.log(`reads: ${reads.succeeded} of ${reads.succeeded + reads.failed}, ${share.toFixed(3)} %`, reads.failures)
console.log(`writes: ${writes}`)
console.table(outcomes)
console.log(
  `faults: ${weather.moments} moments of a bad network, ${weather.revocations} revoked tokens; seen:`,
  diagnostics,
)
console.log(`heap in MiB: ${toMiB(heaps[0])} first, ${toMiB(early)} in the middle, ${toMiB(late)} at the end`)
console.log(`sockets: at most ${mostSockets} open, ${sockets} at rest; ${connections} left at the other side`)

const happened = executed.reduce((sum, times) => sum + times, 0)
assert.equal(
  points.reduce((sum, each) => sum + each, 0),
  happened,
  'each write is a point in the books',
)
assert.ok(share >= 99.9, 'reads succeed')
const { confirmed, not_sent, rejected } = outcomes
for (const { twice } of Object.values(outcomes)) assert.equal(twice, 0, 'no write happens twice')
assert.equal(confirmed.happened, confirmed.told, 'what was confirmed happened')
assert.equal(not_sent.happened + rejected.happened, 0, 'what was not sent or was rejected did not happen')
assert.ok(late - early < 1024 * 1024, 'the heap is flat')
assert.ok(mostSockets <= 2 * AT_ONCE, 'connections are used again')
assert.equal(sockets + connections, 0, 'no socket is left')

async function read(card, caller) {
  try {
    if (chance() < 0.5) await wechat.cards.get({ card_id: card.card_id })
    else assert.equal((await wechat.members.getInfo(card)).membership_number, `M-${caller}`)
    reads.succeeded++
  } catch (error) {
    if (!WeChatCardError.is(error)) throw error
    reads.failed++
    count(reads.failures, error.code)
  }
}

async function write(card) {
  const number = writes++
  try {
    await wechat.members.update({ ...card, add_bonus: 1, record_bonus: String(number) })
    told[number] = OUTCOMES.indexOf('confirmed')
  } catch (error) {
    if (!WeChatCardError.is(error)) throw error
    told[number] = OUTCOMES.indexOf(error.outcome)
  }
}

/** A cache that fails at every tenth use. */
function fragile(cache) {
  const broken = () => chance() < 0.1
  const failing =
    (method) =>
    async (...args) => {
      if (broken()) throw new Error('the cache is down')
      return await cache[method](...args)
    }
  return { get: failing('get'), set: failing('set'), delete: failing('delete') }
}

function openSockets() {
  return process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}

function toMiB(bytes) {
  return (bytes / 2 ** 20).toFixed(2)
}
