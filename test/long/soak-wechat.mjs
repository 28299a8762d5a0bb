// The other end of the soak: a simulator behind HTTP whose answers go wrong by chance, behind a network that does.
import { setTimeout as wait } from 'node:timers/promises'
import { WeChatCardClient } from 'wechat-card-sdk'
import { createSimulator } from 'wechat-card-sdk/testing'
import { chanceOf, support } from './support.mjs'

const { seed, members, mostWrites } = JSON.parse(process.argv[2])
const UPDATE = '/card/membercard/updateuser'

/** How often each write was carried out, by its number. */
const executed = new Uint8Array(mostWrites)
const simulator = createSimulator({
  mode: 'legacy',
  seed: String(seed),
  keptRecords: 16,
  onRequest({ path, body, errcode }) {
    if (path === UPDATE && errcode === 0) executed[Number(body.record_bonus)]++
  },
})
const cards = await openCards()

/** What meets single requests, about one in 20. */
const FAULTS = [
  { errcode: -1, probability: 0.01 },
  { path: UPDATE, errcode: 45009, probability: 0.01 },
  { status: 502, probability: 0.005 },
  { status: 503, executes: true, probability: 0.005 },
  { body: '<html>busy</html>', executes: true, probability: 0.005 },
  { reset: 'headers', probability: 0.005 },
  { reset: 'headers', executes: true, probability: 0.005 },
  { reset: 'body', executes: true, probability: 0.005 },
  { truncateAt: 12, probability: 0.005 },
  { stall: 'headers', executes: true, probability: 0.001 },
  { stall: 'body', executes: true, probability: 0.001 },
  { delayMs: 300, probability: 0.005 },
  { bigIntegers: true, probability: 0.005 },
  { controlCharacters: true, probability: 0.005 },
]
for (const fault of FAULTS) simulator.faults.add(fault)

/** What meets all connections for a moment. */
const NETWORK = [
  { mode: 'refuse' },
  { mode: 'blackhole' },
  { mode: 'reset', direction: 'up', after: 0 },
  { mode: 'reset', direction: 'up', after: 200 },
  { mode: 'reset', direction: 'down', after: 0 },
  { mode: 'reset', direction: 'down', after: 50 },
  { mode: 'halfClose', direction: 'up', after: 0 },
  { mode: 'halfClose', direction: 'down', after: 30 },
  { mode: 'drip', direction: 'up' },
  { mode: 'drip', direction: 'down' },
  { mode: 'limit', bytesPerSecond: 1000 },
]
const { startFaultProxy } = await support('fault-proxy')
const server = await simulator.listen()
const proxy = await startFaultProxy(Number(new URL(server.url).port))
const weather = { moments: 0, revocations: 0 }
const chance = chanceOf(seed)
const ending = new AbortController()
const storm = blow()

process.send({ url: proxy.url, appId: simulator.appId, appSecret: simulator.appSecret, cards })
process.on('message', async (question) => {
  if (question === 'clear up') {
    ending.abort()
    await storm
    simulator.faults.clear()
    process.send({})
  } else if (question === 'the books') {
    const points = simulator.snapshot().codes.map(({ bonus }) => bonus)
    process.send({
      weather,
      connections: proxy.openConnections,
      points,
      executed: Buffer.from(executed).toString('base64'),
    })
  }
})
process.on('disconnect', () => process.exit())

/** About once a second something, until told to stop. */
async function blow() {
  const { signal } = ending
  while (!signal.aborted) {
    await wait(500 + 1000 * chance(), undefined, { signal }).catch(() => {})
    if (chance() < 0.1) {
      weather.revocations++
      simulator.revokeTokens()
    } else {
      weather.moments++
      await proxy.switchTo(NETWORK[Math.floor(chance() * NETWORK.length)])
      await wait(10 + 40 * chance())
      await proxy.switchTo({ mode: 'pass' })
    }
  }
}

/** A card, and its codes in the hands of so many active members. */
async function openCards() {
  const { openShop } = await support('many-users')
  const wechat = new WeChatCardClient(simulator.clientOptions())
  const { memberCardId: card_id } = await openShop(wechat, members)
  const codes = Array.from({ length: members }, async (_, user) => {
    const phone = simulator.phone({ openid: `oUser${user}` })
    const { cardList } = await phone.addCard(await wechat.buildAddCardList([{ cardId: card_id }]))
    const [{ code }] = await wechat.decryptCardList(cardList)
    await wechat.members.activate({ card_id, code, membership_number: `M-${user}` })
    return { card_id, code }
  })
  return await Promise.all(codes)
}
