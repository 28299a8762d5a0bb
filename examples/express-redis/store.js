// Where the shop remembers: Redis, for any number of processes. It has the functions of the other examples' store.js.
//
// Points are worth money: run this Redis with `appendonly yes` and `maxmemory-policy noeviction`, or put the ledger into
// your database, where the order id is a unique key and the member's row is locked.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Refused } from './shop.js'

/** A lock ends by itself so long after its process has ended; while the task runs, it is renewed. */
const LEASE_MS = 10_000
/** Longer than the lease: after a crash the next request waits, and then has its turn. */
const PATIENCE_MS = 15_000
const PREFIX = 'shop:'

const IF_MINE = (command) => `if redis.call('get', KEYS[1]) == ARGV[1] then return ${command} end return 0`
const RENEW = IF_MINE("redis.call('pexpire', KEYS[1], ARGV[2])")
const RELEASE = IF_MINE("redis.call('del', KEYS[1])")

/** Opens the store through a connected client of ioredis. */
export function openStore(redis) {
  const member = (code) => `${PREFIX}member:${code}`
  const holder = (openid) => `${PREFIX}holder:${openid}`
  const ledger = (code) => `${PREFIX}ledger:${code}` // order id → entry
  const orders = `${PREFIX}orders` // order id → code: an order belongs to one card

  const read = async (key) => JSON.parse((await redis.get(key)) ?? 'null') ?? undefined
  const change = async (key, changes) => {
    await redis.set(key, JSON.stringify({ ...(await read(key)), ...changes }))
  }

  async function entryOf(orderId) {
    const code = await redis.hget(orders, orderId)
    const entry = code === null ? null : await redis.hget(ledger(code), orderId)
    return entry === null ? undefined : JSON.parse(entry)
  }

  return {
    /** Lets one task at a time run for a card, in all processes together. */
    async exclusive(code, task) {
      const key = `${PREFIX}lock:${code}`
      const mine = randomUUID()
      const end = performance.now() + PATIENCE_MS
      while ((await redis.set(key, mine, 'PX', LEASE_MS, 'NX')) === null) {
        if (performance.now() > end) throw new Refused(503, 'busy with this card: try again')
        await pause(20 + Math.random() * 30)
      }
      const renewal = setInterval(() => redis.eval(RENEW, 1, key, mine, LEASE_MS).catch(() => {}), LEASE_MS / 3)
      try {
        return await task()
      } finally {
        clearInterval(renewal)
        await redis.eval(RELEASE, 1, key, mine).catch(() => {}) // or it ends by itself
      }
    },

    memberOf: (code) => read(member(code)),
    saveMember: (code, changes) => change(member(code), changes), // inside exclusive

    holderOf: (openid) => read(holder(openid)),
    saveHolder: (openid, changes) => change(holder(openid), changes),

    /** Adds an entry, or answers with the one that this order already has. */
    async addToLedger(entry) {
      const { orderId, code } = entry
      await redis.hsetnx(orders, orderId, code)
      const owner = await redis.hget(orders, orderId)
      // After a crash between the two the same call goes on here.
      if (owner === code) await redis.hsetnx(ledger(code), orderId, JSON.stringify(entry))
      return (await entryOf(orderId)) ?? { ...entry, code: owner }
    },
    entryOf,
    async markSent(orderId) {
      const entry = await entryOf(orderId)
      await redis.hset(ledger(entry.code), orderId, JSON.stringify({ ...entry, sent: true }))
    },
    async totalOf(code) {
      const entries = await redis.hvals(ledger(code))
      return entries.reduce((sum, entry) => sum + JSON.parse(entry).points, 0)
    },
  }
}
