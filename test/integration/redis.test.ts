import { Cluster, Redis } from 'ioredis'
import { Cluster as Cluster5, Redis as Ioredis5 } from 'ioredis5'
import Keyv from 'keyv'
import { createClient, createClientPool, createCluster, RESP_TYPES } from 'redis'
import { createClient as createClient4, createCluster as createCluster4 } from 'redis4'
import { createClient as createClient5 } from 'redis5'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testCacheAdapter } from '../../src/cache/cache-conformance.js'
import { testDedupeStore } from '../../src/cache/dedupe-conformance.js'
import { keyvCache } from '../../src/cache/keyv.js'
import { memoryCache } from '../../src/cache/memory.js'
import { type RedisClient, redisCache, redisDedupe } from '../../src/cache/redis.js'
import { InputError } from '../../src/errors.js'
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
  'node-redis 4': async (port) => {
    const client = createClient4({ url: `redis://127.0.0.1:${port}` })
    await client.connect()
    return { client, close: () => client.quit() }
  },
  'node-redis 4, v4 of a client in legacyMode': async (port) => {
    const client = createClient4({ url: `redis://127.0.0.1:${port}`, legacyMode: true })
    await client.connect()
    return { client: client.v4 as unknown as RedisClient, close: () => client.disconnect() } // its type is `any` members
  },
  'node-redis 4, cluster': async (_, port) => {
    const client = createCluster4({ rootNodes: [{ url: `redis://127.0.0.1:${port}` }] })
    await client.connect()
    return { client, close: () => client.quit() }
  },
  'node-redis 6, pool': async (port) => {
    const client = createClientPool({ url: `redis://127.0.0.1:${port}` })
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
      const { passed, skipped } = await testCacheAdapter(() => redisCache(connection.client, { prefix: 'shop:' }))
      expect(skipped).toEqual([])
      expect(passed.length).toBeGreaterThanOrEqual(15)
    })

    test('keeps every rule of a dedupe store', async () => {
      const { passed } = await testDedupeStore(() => redisDedupe(connection.client, { prefix: 'shop:' }))
      expect(passed.length).toBeGreaterThanOrEqual(10)
    })

    test('knows the events that 0.1 has seen', async () => {
      const key = `old-${name.replaceAll(' ', '-')}`
      await redisCache(connection.client).set(`wechat-card-sdk:event:${key}`, '1', 60_000)
      const store = redisDedupe(connection.client)
      expect(await store.begin(key, 1000)).toBe('done')
      await redisCache(connection.client).set(`wechat-card-sdk:event:${key}`, 'something else', 60_000)
      await expect(store.begin(key, 1000)).rejects.toThrow(/did not write/)
      await store.abandon(key)
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

  test('a client that answers with bytes is understood by the memory of events', async () => {
    const client = createClient({ url: `redis://127.0.0.1:${single.port}` })
    await client.connect()
    const bytes = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer })
    await testDedupeStore(() => redisDedupe(bytes))
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
    const { skipped } = await testCacheAdapter(() => keyvCache(new Keyv()))
    expect(skipped.length).toBeGreaterThan(0)
  })
})

/** What is made of a client and looks like one. None of these is connected. */
const lookalikes: Readonly<Record<string, () => [client: unknown, named: RegExp]>> = {
  'a client of node-redis 4 in legacyMode': () => [createClient4({ legacyMode: true }), /legacyMode.* pass its v4/],
  'a transaction of node-redis 4': () => [createClient4().multi(), /transaction or pipeline/],
  'a transaction of node-redis 4 in legacyMode': () => [createClient4({ legacyMode: true }).multi(), /transaction/],
  'legacy() of node-redis 5': () => [createClient5().legacy(), /legacy\(\).* pass the client/],
  'legacy() of node-redis 6': () => [createClient().legacy(), /legacy\(\).* pass the client/],
  'a transaction of legacy()': () => [createClient().legacy().multi(), /transaction or pipeline/],
  'a transaction of node-redis 6': () => [createClient().multi(), /transaction or pipeline/],
  'a transaction of a cluster of node-redis 6': () => [createCluster({ rootNodes: [{}] }).multi(), /transaction/],
  'a pipeline of ioredis 6': () => [new Redis({ lazyConnect: true }).pipeline(), /transaction or pipeline/],
  'a transaction of ioredis 5': () => [new Ioredis5({ lazyConnect: true }).multi(), /transaction or pipeline/],
  'a pipeline of a cluster of ioredis 6': () => [
    new Cluster([{ host: '127.0.0.1', port: 1 }], { lazyConnect: true }).pipeline(),
    /transaction or pipeline/,
  ],
  'a client of node-redis 3': () => [
    { get() {}, set() {}, del() {}, eval() {}, pexpire() {}, send_command() {}, internal_send_command() {} },
    /node-redis 3/,
  ],
  'a client of @upstash/redis': () => [
    { get() {}, set() {}, del() {}, eval() {}, pexpire() {}, createScript() {} },
    /@upstash\/redis/,
  ],
  'a client whose members cannot be read': () => [
    {
      get get(): never {
        throw new Error('closed')
      },
    },
    /got an object/,
  ],
}

describe('what looks like a Redis client and does not answer promises', () => {
  test.each(Object.entries(lookalikes))('%s is refused by name, and the way out is said', (_, make) => {
    const [client, named] = make()
    expect(() => redisCache(client as never)).toThrow(named)
    expect(() => redisDedupe(client as never)).toThrow(named)
    expect(() => redisCache(client as never)).toThrow(/adapter of your own .* \{ get, set, delete \}/)
    expect(() => redisDedupe(client as never)).toThrow(/DedupeStore of your own/)
  })

  const answers = { get: async () => null, set: async () => 'OK', del: async () => 1, eval: async () => 1 }
  const client = (more: object) => ({ ...answers, pExpire() {}, ...more }) as never

  test.each([
    ['nothing at all', () => undefined],
    ['the client itself', () => ({})],
    ['an answer of a transaction that was begun on the client', async () => 'QUEUED'],
    ['true', async () => true],
  ])('a command that answers %s fails, and gives nobody a lock', async (_, set) => {
    const cache = redisCache(client({ set }))
    await expect(cache.lock('key', 1000)).rejects.toThrow(/answered set with/)
    await expect(cache.set('key', 'value', 1000)).rejects.toThrow(/answered set with/)
  })

  test('reading fails where the answer is no text', async () => {
    await expect(redisCache(client({ get: () => undefined })).get('key')).rejects.toThrow(/answered get with undefined/)
    await expect(redisCache(client({ get: async () => 7 })).get('key')).rejects.toThrow(/answered get with/)
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
