import { Cluster, Redis } from 'ioredis'
import { Cluster as Cluster5, Redis as Ioredis5 } from 'ioredis5'
import Keyv from 'keyv'
import { createClient, createCluster, RESP_TYPES } from 'redis'
import { createClient as createClient5 } from 'redis5'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyvCache } from '../../src/cache/keyv.js'
import { memoryCache } from '../../src/cache/memory.js'
import { type RedisClient, redisCache, redisDedupe } from '../../src/cache/redis.js'
import { InputError } from '../../src/errors.js'
import { testCacheAdapter } from '../../src/testing/cache-contract.js'
import { type RedisServer, redisIsInstalled, startRedis } from '../support/redis.js'

interface Connection {
  readonly client: RedisClient
  readonly close: () => unknown
}

/** Every kind of client that is supported, connected to a server on this machine. */
const clients: Readonly<Record<string, (port: number, clusterPort: number) => Promise<Connection>>> = {
  'ioredis 6': async (port) => {
    const client = new Redis(port)
    return { client, close: () => client.quit() }
  },
  'ioredis 5': async (port) => {
    const client = new Ioredis5(port)
    return { client, close: () => client.quit() }
  },
  'ioredis 6, cluster': async (_, port) => {
    const client = new Cluster([{ host: '127.0.0.1', port }])
    return { client, close: () => client.quit() }
  },
  'ioredis 5, cluster': async (_, port) => {
    const client = new Cluster5([{ host: '127.0.0.1', port }])
    return { client, close: () => client.quit() }
  },
  'node-redis 6': async (port) => {
    const client = createClient({ url: `redis://127.0.0.1:${port}` })
    await client.connect()
    return { client, close: () => client.close() }
  },
  'node-redis 5': async (port) => {
    const client = createClient5({ url: `redis://127.0.0.1:${port}` })
    await client.connect()
    return { client, close: () => client.close() }
  },
  'node-redis 6, cluster': async (_, port) => {
    const client = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${port}` }] })
    await client.connect()
    return { client, close: () => client.close() }
  },
}

describe.runIf(redisIsInstalled)('a real Redis', () => {
  let single: RedisServer
  let cluster: RedisServer

  beforeAll(async () => {
    single = await startRedis()
    cluster = await startRedis({ cluster: true })
  })

  afterAll(async () => {
    await Promise.all([single?.stop(), cluster?.stop()])
  })

  describe.concurrent.each(Object.entries(clients))('through %s', (name, connect) => {
    let connection: Connection

    beforeAll(async () => {
      connection = await connect(single.port, cluster.port)
    })

    afterAll(async () => {
      await connection?.close()
    })

    test('keeps every rule of a cache adapter', async () => {
      const { passed, leftOut } = await testCacheAdapter(() => redisCache(connection.client, { prefix: 'shop:' }))
      expect(leftOut).toEqual([])
      expect(passed.length).toBeGreaterThanOrEqual(15)
    })

    test('an event is new once, for all who ask at the same time', async () => {
      const store = redisDedupe(connection.client, { prefix: 'shop:' })
      const answers = await Promise.all(Array.from({ length: 20 }, () => store.add(name, 60_000)))
      expect(answers.filter(Boolean)).toHaveLength(1)
      await store.delete(name)
      expect(await store.add(name, 60_000)).toBe(true)
      await store.delete(name)
    })

    test('clients with different prefixes do not see each other', async () => {
      const [one, other] = ['one:', 'other:'].map((prefix) => redisCache(connection.client, { prefix }))
      await one?.set('{key}', 'value', 60_000)
      expect(await other?.get('{key}')).toBeNull()
      await one?.delete('{key}')
    })
  })

  test('a client that answers with bytes is understood', async () => {
    const client = createClient({ url: `redis://127.0.0.1:${single.port}` })
    await client.connect()
    const bytes = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer })
    const cache = redisCache(bytes)
    await cache.set('bytes', '会员卡', 60_000)
    expect(await bytes.get('bytes')).toBeInstanceOf(Buffer)
    expect(await cache.get('bytes')).toBe('会员卡')
    await cache.delete('bytes')
    expect(await cache.get('bytes')).toBeNull()
    await client.close()
  })

  test('the time that a value may stay is handed to Redis in milliseconds', async () => {
    const client = new Redis(single.port)
    await redisCache(client, { prefix: 'shop:' }).set('timed', 'value', 123_456)
    const left = Number(single.cli('PTTL', 'shop:timed'))
    expect(left).toBeGreaterThan(100_000)
    expect(left).toBeLessThanOrEqual(123_456)
    await client.quit()
  })
})

describe('Keyv', () => {
  test('keeps every rule of a cache adapter, and has no lock', async () => {
    const { leftOut } = await testCacheAdapter(() => keyvCache(new Keyv()))
    expect(leftOut.length).toBeGreaterThan(0)
  })
})

describe('something else', () => {
  test.each([
    ['nothing', undefined],
    ['an address', 'redis://localhost'],
    ['a Map', new Map()],
    ['a client that knows too little', { get() {}, set() {} }],
    ['a cache adapter', memoryCache()],
  ])('%s is no Redis client', (_, client) => {
    expect(() => redisCache(client as never)).toThrow(InputError)
    expect(() => redisDedupe(client as never)).toThrow(InputError)
  })

  test.each([
    ['nothing', undefined],
    ['a Keyv class', Keyv],
    ['an empty object', {}],
  ])('%s is no Keyv', (_, keyv) => {
    expect(() => keyvCache(keyv as never)).toThrow(InputError)
  })

  test('braces in a prefix would move keys to another slot', () => {
    expect(() => redisCache({} as never, { prefix: '{shop}' })).toThrow(/prefix/)
  })
})
