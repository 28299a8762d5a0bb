// Redis as the shared cache and as the memory of seen events, through the caller's own ioredis or node-redis client.
import { randomUUID } from 'node:crypto'
import { InputError } from '../errors.js'
import { checkObject, describe, isObject, matching, optional } from '../input.js'
import type { CacheAdapter, DedupeStore } from './adapter.js'

/** A client of `ioredis` (5 or 6), a single one or a `Cluster`, as far as it is used here. */
export interface IoredisLike {
  defineCommand(name: string, definition: { lua: string; numberOfKeys?: number }): void
  get(key: string): Promise<string | null>
  set(key: string, value: string, unit: 'PX', milliseconds: number): Promise<unknown>
  set(key: string, value: string, unit: 'PX', milliseconds: number, condition: 'NX'): Promise<unknown>
  del(key: string): Promise<unknown>
  eval(script: string, numberOfKeys: number, key: string, argument: string): Promise<unknown>
}

/** A client of `redis` (node-redis 5 or 6), a single one, a pool or a cluster, as far as it is used here. */
export interface NodeRedisLike {
  pExpire: unknown
  get(key: string): Promise<unknown>
  set(
    key: string,
    value: string,
    options: { expiration: { type: 'PX'; value: number }; condition?: 'NX' },
  ): Promise<unknown>
  del(key: string): Promise<unknown>
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

/** A Redis client that the caller has connected, and closes. */
export type RedisClient = IoredisLike | NodeRedisLike

/** Options of {@link redisCache} and {@link redisDedupe}. */
export interface RedisOptions {
  /**
   * Written before every key. Without `{` and `}`, which decide the slot in a cluster.
   * @defaultValue ''
   */
  prefix?: string | undefined
}

/** The few commands that are needed, in one form for both libraries. */
interface Commands {
  get(key: string): Promise<unknown>
  set(key: string, value: string, ttlMs: number): Promise<unknown>
  /** True when the key was free. */
  setIfFree(key: string, value: string, ttlMs: number): Promise<boolean>
  delete(key: string): Promise<unknown>
  deleteIf(key: string, value: string): Promise<unknown>
}

/** Removes a key only while it holds a certain value, in one step. */
const DELETE_IF = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`

/**
 * Keeps credentials in Redis, where all processes share them, with a lock so that only one of them asks WeChat.
 * The client must be connected; it stays the caller's to close.
 *
 * @throws An {@link InputError}: this is no client of ioredis or node-redis, or an option is wrong.
 * @example
 * ```ts
 * import { Redis } from 'ioredis'
 * const cache = redisCache(new Redis('redis://localhost'))
 * const wechat = new WeChatCardClient({ appId, appSecret, cache })
 * ```
 */
export function redisCache(
  client: RedisClient,
  options: RedisOptions = {},
): CacheAdapter & Required<Pick<CacheAdapter, 'lock'>> {
  const { commands, prefix } = prepare('redisCache', client, options)
  return {
    async get(key) {
      const value = await commands.get(prefix + key)
      // A client may be set up to answer with bytes.
      return Buffer.isBuffer(value) ? value.toString() : (value as string | null)
    },
    async set(key, value, ttlMs) {
      await commands.set(prefix + key, value, ttlMs)
    },
    async delete(key) {
      await commands.delete(prefix + key)
    },
    async lock(key, leaseMs) {
      const holder = randomUUID()
      if (!(await commands.setIfFree(prefix + key, holder, leaseMs))) return null
      return async () => {
        await commands.deleteIf(prefix + key, holder)
      }
    },
  }
}

/**
 * Remembers in Redis which events were seen, for all processes together. Holds hashes only.
 *
 * @throws An {@link InputError}: this is no client of ioredis or node-redis, or an option is wrong.
 */
export function redisDedupe(client: RedisClient, options: RedisOptions = {}): DedupeStore {
  const { commands, prefix } = prepare('redisDedupe', client, options)
  const named = (key: string): string => `${prefix}wechat-card-sdk:event:${key}`
  return {
    async add(key, ttlMs) {
      return await commands.setIfFree(named(key), '1', ttlMs)
    },
    async delete(key) {
      await commands.delete(named(key))
    },
  }
}

function prepare(subject: string, client: RedisClient, options: RedisOptions): { commands: Commands; prefix: string } {
  checkObject(subject, options, {
    prefix: optional(matching(/^[^{}]{0,200}$/, 'at most 200 characters without { and }')),
  })
  return { commands: commandsOf(subject, client), prefix: options.prefix ?? '' }
}

/** Recognises the library by what its clients alone have: classes of several versions and clusters share no base. */
function commandsOf(subject: string, client: RedisClient): Commands {
  const has = (name: string): boolean => isObject(client) && typeof client[name] === 'function'
  const usable = has('get') && has('set') && has('del') && has('eval')
  if (usable && has('defineCommand')) return ioredis(client as IoredisLike) // recognised just now
  if (usable && has('pExpire')) return nodeRedis(client as NodeRedisLike) // likewise
  throw new InputError(subject, [
    { field: 'client', expected: 'a client of ioredis or of node-redis', received: describe(client) },
  ])
}

const ioredis = (client: IoredisLike): Commands => ({
  get: (key) => client.get(key),
  set: (key, value, ttlMs) => client.set(key, value, 'PX', ttlMs),
  setIfFree: async (key, value, ttlMs) => (await client.set(key, value, 'PX', ttlMs, 'NX')) !== null,
  delete: (key) => client.del(key),
  deleteIf: (key, value) => client.eval(DELETE_IF, 1, key, value),
})

const nodeRedis = (client: NodeRedisLike): Commands => ({
  get: (key) => client.get(key),
  set: (key, value, ttlMs) => client.set(key, value, { expiration: { type: 'PX', value: ttlMs } }),
  setIfFree: async (key, value, ttlMs) =>
    (await client.set(key, value, { expiration: { type: 'PX', value: ttlMs }, condition: 'NX' })) !== null,
  delete: (key) => client.del(key),
  deleteIf: (key, value) => client.eval(DELETE_IF, { keys: [key], arguments: [value] }),
})
