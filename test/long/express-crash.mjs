// Kills the merchant's Express app twice, without a warning, while very many users come, by default 10 000. Every event is
// sent twice besides. What the app keeps in Redis must be right in the end, and no event may be lost.
// Run after `npm run build`, with redis-server on the PATH: node test/long/express-crash.mjs [how many]
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { request as send } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { WeChatCardClient } from 'wechat-card-sdk'
import { createSimulator } from 'wechat-card-sdk/testing'
import { support } from './support.mjs'

const users = Number(process.argv[2] ?? 10_000)
const { booksOf, expectedBooks, letUsersCome, openShop } = await support('many-users')
const { freePort, startRedis } = await support('redis')
const expected = expectedBooks(users)
const events = Object.values(expected.events).reduce((sum, count) => sum + count, 0)

const simulator = createSimulator({ mode: 'legacy', keptRecords: 1_000 })
const { appId, appSecret } = simulator
const token = 'callbackToken01'
const encodingAESKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const wechat = new WeChatCardClient(simulator.clientOptions())
const server = await simulator.listen()
const redisServer = await startRedis()
process.on('exit', () => redisServer.process.kill('SIGKILL')) // also when this run fails
const redis = new Redis(redisServer.port)
const port = await freePort()

const settings = JSON.stringify({
  account: { appId, appSecret, baseUrl: server.url, allowUnsafeBaseUrl: true },
  callback: { appId, token, encodingAESKey },
  redisPort: redisServer.port,
  port,
})
let app = await start()
// What a user does waits for its events, or all events of all users would be on their way at once.
simulator.pushTo(balance, { token, encodingAESKey, twice: true, order: 'before' })

const cut = { 'no server': 0, 'cut off': 0 }
const crashes = []
const started = performance.now()
const shop = await openShop(wechat, users)
await Promise.all([letUsersCome(shop, { simulator, wechat, users }), crashAfter(events / 3, events * (2 / 3))])
await simulator.settled()
const seconds = (performance.now() - started) / 1000

const { cards, codes } = simulator.snapshot()
const kept = Object.fromEntries(
  await Promise.all(
    [
      'holders',
      'passed on',
      'forms',
      'points',
      'payments',
      'redeemed',
      'gifts',
      'approved',
      'unknown',
      'began',
      'ended',
    ].map(async (name) => [name, await redis.hgetall(name)]),
  ),
)
const began = sum(kept.began)
const { counts } = simulator.pushes
const pause = crashes.map((ms) => `${Math.round(ms)} ms`).join(' and ')
console.log(
  `${users} users in ${seconds.toFixed(1)} s: ${events} events, each sent twice, ${simulator.requests.count()} requests`,
)
console.log(
  `crashes: ${crashes.length}, back after ${pause}; deliveries cut off ${cut['cut off']}, waiting for a server ${cut['no server']}`,
)
console.log(
  `functions begun ${began}, ended ${sum(kept.ended)}: ${began - events} for a second time; deliveries`,
  counts,
)

app.kill('SIGKILL')
redis.disconnect()
await redisServer.stop()
await server.close()

assert.deepEqual(booksOf(simulator, shop), expected)
assert.deepEqual(counts, { accepted: 2 * events }, 'every event was taken, none given up')
assert.equal(crashes.length, 2)
assert.ok(began > sum(kept.ended), 'a function was cut off in the middle, or this run shows nothing')
assert.deepEqual(kept.unknown, {})
for (const [name, count] of Object.entries(expected.events)) assert.ok(kept.began[name] >= count, name)

// What the app keeps, beside WeChat's own books.
const of = (cardId) => codes.filter((record) => record.cardId === cardId)
const [coupons, members] = [of(shop.couponId), of(shop.memberCardId)]
const table = (records, key, value) => Object.fromEntries(records.map((record) => [record[key], String(value(record))]))
const holders = Object.fromEntries(Object.entries(kept.holders).filter(([code]) => !(code in kept['passed on'])))
assert.deepEqual(
  holders,
  table(codes, 'code', ({ openid }) => openid),
  'who holds which card',
)
assert.deepEqual(
  kept.points,
  table(members, 'code', ({ bonus }) => bonus),
  'points of each member',
)
assert.deepEqual(
  kept.forms,
  table(members, 'code', () => 'submitted'),
  'forms of the members',
)
assert.deepEqual(
  kept.redeemed,
  table(coupons, 'code', () => 'yes'),
  'redeemed coupons',
)
assert.deepEqual(Object.keys(kept.gifts).sort(), Object.keys(kept['passed on']).sort(), 'who gave is who passed on')
assert.equal(Object.keys(kept.gifts).length, expected.events.user_gifting_card)
assert.equal(Object.keys(kept.payments).length, expected.events.user_pay_from_pay_cell, 'payments')
assert.deepEqual(
  kept.approved,
  table(cards, 'cardId', () => 'yes'),
)
console.log('what the app keeps is what WeChat has in its books')

async function start() {
  const child = fork(fileURLToPath(new URL('express-app.mjs', import.meta.url)), [settings])
  await once(child, 'message')
  return child
}

async function crashAfter(...numbers) {
  for (const number of numbers) {
    while (simulator.pushes.count() < 2 * number) await wait(5)
    const at = performance.now()
    const ended = once(app, 'exit')
    app.kill('SIGKILL')
    await ended
    app = await start()
    crashes.push(performance.now() - at)
  }
}

/** The load balancer in front: waits for a server while there is none, and passes on that a connection broke. */
async function balance(request) {
  const body = Buffer.from(await request.arrayBuffer())
  for (;;) {
    const answer = await pass(request, body).catch((error) => error)
    if (!(answer instanceof Error)) return answer
    if (answer.code !== 'ECONNREFUSED') {
      cut['cut off']++
      await wait(200) // a dying process still takes connections: sent again at once, all three attempts would meet it
      throw answer
    }
    cut['no server']++
    await wait(50)
    request.signal.throwIfAborted()
  }
}

function pass({ method, url, headers, signal }, body) {
  const { search } = new URL(url)
  return new Promise((resolve, reject) => {
    const type = { 'content-type': headers.get('content-type'), 'content-length': body.length }
    const outgoing = send({ port, host: '127.0.0.1', method, path: `/wechat${search}`, headers: type, signal })
    outgoing.on('error', reject)
    outgoing.on('response', async (answer) => {
      try {
        resolve(new Response(Buffer.concat(await answer.toArray()), { status: answer.statusCode }))
      } catch (error) {
        reject(error)
      }
    })
    outgoing.end(body)
  })
}

function sum(counts) {
  return Object.values(counts).reduce((total, count) => total + Number(count), 0)
}
