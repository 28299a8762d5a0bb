// One process of a service that shares its credentials through Redis. Does what its parent asks it to.
import { WeChatCardClient } from 'wechat-card-sdk'
import { redisCache } from 'wechat-card-sdk/redis'

const { baseUrl, redisPort, library = 'ioredis', ...options } = JSON.parse(process.argv[2])

/** The service's own connection. It reconnects by itself; while it cannot, commands wait. */
async function connect() {
  if (library === 'ioredis') {
    const { Redis } = await import('ioredis')
    const redis = new Redis(redisPort, { retryStrategy: () => 100 })
    redis.on('error', () => {})
    return redis
  }
  const { createClient } = await import('redis')
  const redis = createClient({ url: `redis://127.0.0.1:${redisPort}`, socket: { reconnectStrategy: () => 100 } })
  redis.on('error', () => {})
  return await redis.connect()
}

const redis = await connect()
const diagnostics = {}
let ahead = 0
let cacheWaits = 0
const wechat = new WeChatCardClient({
  appSecret: '0123456789abcdef0123456789abcdef',
  ...options,
  baseUrl,
  allowUnsafeBaseUrl: true,
  cache: redisCache(redis),
  clock: { now: () => Date.now() + ahead },
  onDiagnostic: ({ type, reason }) => {
    if (type === 'cache.failed' && reason === 'timeout') cacheWaits++
    diagnostics[type] = (diagnostics[type] ?? 0) + 1
  },
})

const business = () => wechat.call({ method: 'POST', path: '/card/get', effect: 'read' }, { card_id: 'p1' })

const calls = {
  token: () => wechat.getAccessToken(),
  cardTicket: () => wechat.getCardTicket(),
  business,
}

/** Does something and tells how it ended: a value that can travel, or the error's name and code; and how often the cache did not answer meanwhile. */
async function outcome(act) {
  const before = cacheWaits
  const end = (ended) => ({ ...ended, cacheWaits: cacheWaits - before })
  try {
    const value = await act()
    return end({ value: typeof value === 'string' ? value : 'ok' })
  } catch (error) {
    return end({ error: `${error.name} ${error.code} ${error.kind ?? error.errcode}`, message: error.message })
  }
}

let load
const commands = {
  /** Makes calls of one kind at the same time. */
  many: ({ what, count }) => Promise.all(Array.from({ length: count }, () => outcome(calls[what]))),
  /** Calls every few milliseconds until the load is ended. */
  startLoad: () => {
    const outcomes = []
    const timer = setInterval(() => outcomes.push(outcome(business)), 10)
    load = { outcomes, timer }
  },
  endLoad: async () => {
    clearInterval(load.timer)
    return await Promise.all(load.outcomes)
  },
  advance: ({ ms }) => {
    ahead += ms
  },
  diagnostics: () => diagnostics,
}

process.on('message', async ({ id, command, ...details }) => {
  process.send({ id, answer: await commands[command](details) })
})
process.on('disconnect', () => process.exit())
process.send({ ready: true })
