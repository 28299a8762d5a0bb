import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CacheWorker, type CallOutcome, startWorker, startWorkers } from '../support/cache-workers.js'
import { freePort, type RedisServer, redisIsInstalled, startRedis } from '../support/redis.js'
import { CARD_TICKET, CLASSIC, STABLE, startTokenServer, type TokenServer } from '../support/token-server.js'

const HOUR = 3_600_000

const failed = (outcomes: readonly CallOutcome[]): CallOutcome[] => outcomes.filter(({ error }) => error !== undefined)
const valuesOf = (outcomes: readonly CallOutcome[]): Set<string | undefined> =>
  new Set(outcomes.map(({ value }) => value))
/** How often one call waited for a cache that did not answer, at most. */
const mostWaits = (outcomes: readonly CallOutcome[]): number =>
  Math.max(...outcomes.map(({ cacheWaits }) => cacheWaits))

/** A WeChat of its own for one test, and processes that talk to it. */
async function scene(redis: RedisServer, appId: string, count: number, more: object = {}) {
  const weChat = await startTokenServer()
  const settings = { baseUrl: weChat.url, redisPort: redis.port, appId, ...more }
  const workers = await startWorkers(count, settings)
  return {
    weChat,
    workers,
    stored: (kind: string, mode = 'stable') =>
      redis.cli('GET', `wechat-card-sdk:v1:{${appId}:${encodeURIComponent(weChat.url)}:${mode}:${kind}}`),
    async end() {
      for (const worker of workers) worker.end()
      await weChat.close()
    },
  }
}

describe.runIf(redisIsInstalled)('processes that share a Redis', () => {
  let redis: RedisServer

  beforeAll(async () => {
    redis = await startRedis()
  })

  afterAll(async () => {
    await redis?.stop()
  })

  test('8 of them with 20 callers each, all cold, make one token request and one ticket request; dead, one more', async () => {
    const { weChat, workers, end, stored } = await scene(redis, 'stable', 8)
    try {
      weChat.delayMs = 200
      const cold = await Promise.all(
        workers.flatMap((worker) => [worker.many('token', 10), worker.many('cardTicket', 10)]),
      )
      expect(failed(cold.flat())).toEqual([])
      expect(cold.flat()).toHaveLength(160)
      expect([...valuesOf(cold.flat())].sort()).toEqual([weChat.issued[0], 'ticket-wx_card'])
      expect([weChat.count(STABLE), weChat.count(CARD_TICKET)]).toEqual([1, 1])

      weChat.revoke()
      const dead = await Promise.all(workers.map((worker) => worker.many('business', 63)))
      expect(failed(dead.flat())).toEqual([])
      expect(dead.flat()).toHaveLength(504)
      expect(weChat.count(STABLE)).toBe(2)
      expect(JSON.parse(stored('accessToken'))).toMatchObject({ value: weChat.issued[1] })
    } finally {
      await end()
    }
  })

  test('share one classic token, through node-redis, and when it dies fetch one more', async () => {
    const { weChat, workers, end } = await scene(redis, 'classic', 4, { tokenMode: 'classic', library: 'node-redis' })
    try {
      weChat.delayMs = 100
      const cold = await Promise.all(workers.map((worker) => worker.many('business', 20)))
      expect(failed(cold.flat())).toEqual([])
      weChat.revoke()
      const dead = await Promise.all(workers.map((worker) => worker.many('business', 125)))
      expect(failed(dead.flat())).toEqual([])
      expect(weChat.count(CLASSIC)).toBe(2)
    } finally {
      await end()
    }
  })
})

/** What happens to a Redis. `down`: nothing can be shared while it lasts. */
const faults: Readonly<
  Record<string, { down: boolean; breaks(redis: RedisServer): void; mends(redis: RedisServer): Promise<RedisServer> }>
> = {
  hangs: {
    down: true,
    breaks: (redis) => void redis.process.kill('SIGSTOP'),
    mends: async (redis) => {
      redis.process.kill('SIGCONT')
      return redis
    },
  },
  'is killed, and started again empty': {
    down: true,
    breaks: (redis) => void redis.process.kill('SIGKILL'),
    mends: async ({ port, stop }) => {
      await stop()
      return await startRedis({ port })
    },
  },
  'becomes read-only': {
    down: true,
    breaks: (redis) => void redis.cli('REPLICAOF', '127.0.0.1', '1'),
    mends: async (redis) => {
      redis.cli('REPLICAOF', 'NO', 'ONE')
      return redis
    },
  },
  'is flushed': {
    down: false,
    breaks: (redis) => void redis.cli('FLUSHALL'),
    mends: async (redis) => redis,
  },
}

describe.runIf(redisIsInstalled).concurrent('what takes its time', () => {
  let redis: RedisServer

  beforeAll(async () => {
    redis = await startRedis()
  })

  afterAll(async () => {
    await redis?.stop()
  })

  describe('when the process that holds the lock', () => {
    test('is killed in mid-fetch, the others go on after its lease, with one request', async () => {
      const { weChat, workers, end, stored } = await scene(redis, 'killed', 4)
      try {
        const arrived = weChat.holdNext()
        const [holder, ...others] = workers as [CacheWorker, ...CacheWorker[]]
        holder.many('token', 1).catch(() => {}) // it will not answer
        await arrived
        const waiting = others.flatMap((worker) => [worker.many('cardTicket', 10), worker.many('token', 10)])
        await wait(300) // they have found the lock held by now
        expect(weChat.count(STABLE)).toBe(1)
        holder.process.kill('SIGKILL')
        const outcomes = (await Promise.all(waiting)).flat()
        expect(failed(outcomes)).toEqual([])
        expect(outcomes).toHaveLength(60)
        expect([weChat.count(STABLE), weChat.count(CARD_TICKET)]).toEqual([2, 1])
        expect(JSON.parse(stored('accessToken'))).toMatchObject({ value: weChat.issued[0] })
      } finally {
        await end()
      }
    })

    test('is stopped in mid-fetch, the others go on after its lease, and its late reply changes nothing', async () => {
      const { weChat, workers, end, stored } = await scene(redis, 'stopped', 3, { tokenMode: 'classic' })
      try {
        const [holder, ...others] = workers as [CacheWorker, ...CacheWorker[]]
        const arrived = weChat.holdNext()
        const late = holder.many('token', 5)
        const { answer } = await arrived
        holder.process.kill('SIGSTOP')
        answer() // the reply now waits in the stopped process' socket
        const outcomes = (await Promise.all(others.map((worker) => worker.many('business', 10)))).flat()
        expect(failed(outcomes)).toEqual([])
        expect(weChat.issued).toHaveLength(2)
        holder.process.kill('SIGCONT')
        expect([...valuesOf(await late)]).not.toContain(weChat.issued[0])
        expect(JSON.parse(stored('accessToken', 'classic'))).toMatchObject({ value: weChat.issued[1] })
        const afterwards = await Promise.all(workers.map((worker) => worker.many('token', 5)))
        expect(valuesOf(afterwards.flat())).toEqual(new Set([weChat.issued[1]]))
        expect(weChat.count(CLASSIC)).toBe(2)
      } finally {
        await end()
      }
    })
  })

  describe('under a constant load of calls, when Redis', () => {
    const PROCESSES = 2

    test.each(Object.entries(faults))(
      '%s, no call fails, and none waits for it twice',
      async (_, { down, breaks, mends }) => {
        let redis = await startRedis({ port: await freePort() })
        let weChat: TokenServer | undefined
        let workers: CacheWorker[] = []
        try {
          weChat = await startTokenServer()
          workers = await startWorkers(PROCESSES, { baseUrl: weChat.url, redisPort: redis.port, appId: 'load' })
          const all = <Answer>(act: (worker: CacheWorker) => Promise<Answer>): Promise<Answer[]> =>
            Promise.all(workers.map(act))
          const underLoad = async (during: () => Promise<void>): Promise<CallOutcome[]> => {
            await all((worker) => worker.startLoad())
            await during()
            return (await all((worker) => worker.endLoad())).flat()
          }
          await all((worker) => worker.many('business', 1))
          expect(weChat.count(STABLE)).toBe(1)

          // The credential ends: one request for each process, and no more than one wait for the cache.
          const renewed = await underLoad(async () => {
            await wait(200)
            breaks(redis)
            await all((worker) => worker.advance(2 * HOUR))
            await wait(2000)
          })
          expect(failed(renewed)).toEqual([])
          expect(renewed.length).toBeGreaterThan(20)
          expect(mostWaits(renewed)).toBeLessThanOrEqual(1)
          const afterRenewal = weChat.count(STABLE)
          expect(afterRenewal - 1).toBeLessThanOrEqual(down ? PROCESSES : 1)

          // It dies before its time: the same.
          weChat.revoke()
          const replaced = await underLoad(() => wait(1500))
          expect(failed(replaced)).toEqual([])
          expect(mostWaits(replaced)).toBeLessThanOrEqual(1)
          const afterDeath = weChat.count(STABLE)
          expect(afterDeath - afterRenewal).toBeLessThanOrEqual(down ? PROCESSES : 1)

          // It is good: nobody notices that each process looks into the cache.
          await wait(2500) // a cache that hung is left alone for five seconds
          const unnoticed = await underLoad(async () => {
            await all((worker) => worker.advance(61_000))
            await wait(1300)
          })
          expect(failed(unnoticed)).toEqual([])
          expect(mostWaits(unnoticed)).toBeLessThanOrEqual(1)
          expect(weChat.count(STABLE)).toBe(afterDeath)

          // It comes back: the first call after is clean, and before long the processes share again.
          redis = await mends(redis)
          await all((worker) => worker.advance(2 * HOUR))
          expect(failed((await all((worker) => worker.many('business', 1))).flat())).toEqual([])
          await wait(6000) // a cache that hung is left alone for five seconds
          const beforeSharing = weChat.count(STABLE)
          await all((worker) => worker.advance(2 * HOUR))
          expect(failed((await all((worker) => worker.many('business', 10))).flat())).toEqual([])
          expect(weChat.count(STABLE) - beforeSharing).toBe(1)
        } finally {
          for (const worker of workers) worker.end()
          await weChat?.close()
          redis.process.kill('SIGCONT')
          await redis.stop()
        }
      },
    )
  })

  describe('in classic mode, when Redis is down', () => {
    test('a process without a token says so and asks nobody; when Redis is back it works', async () => {
      let redis = await startRedis()
      const weChat = await startTokenServer()
      const worker = await startWorker({
        baseUrl: weChat.url,
        redisPort: redis.port,
        appId: 'classic-down',
        tokenMode: 'classic',
      })
      try {
        redis.process.kill('SIGKILL')
        const outcomes = await worker.many('business', 10)
        expect(new Set(outcomes.map(({ error }) => error))).toEqual(
          new Set(['CredentialError ERR_CACHE_UNAVAILABLE accessToken']),
        )
        expect(mostWaits(outcomes)).toBe(1)
        expect(weChat.count(CLASSIC)).toBe(0)
        await redis.stop()
        redis = await startRedis({ port: redis.port })
        await wait(6000) // the cache that did not answer is left alone for five seconds
        expect(failed(await worker.many('business', 10))).toEqual([])
        expect(weChat.count(CLASSIC)).toBe(1)
      } finally {
        worker.end()
        await weChat.close()
        await redis.stop()
      }
    })
  })
})
