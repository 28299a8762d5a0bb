// Redis as the shared cache and as the memory of seen events, through the caller's own ioredis or node-redis client.
import { randomUUID } from 'node:crypto'
import { checkObject, matching, optional } from '../validate.js'
import type { CacheAdapter, DedupeState, DedupeStore } from './adapter.js'
import { type RedisClient, type RedisCommands, redisCommands } from './redis-commands.js'

export type { IoredisLike, NodeRedisLike, RedisClient } from './redis-commands.js'

/** Options of {@link redisCache} and {@link redisDedupe}. */
export interface RedisOptions {
  /**
   * Written before every key. Without `{` and `}`, which decide the slot in a cluster.
   * @defaultValue ''
   */
  prefix?: string | undefined
}

const OWN_ADAPTER =
  'pass an adapter of your own as cache: three functions on strings, { get, set, delete }, of which get answers the very text that set was given (@upstash/redis: automaticDeserialization: false)'

const OWN_DEDUPE_STORE = 'pass a DedupeStore of your own as dedupe: { begin, complete, abandon }'

/** Removes a key only while it holds a certain value, in one step. */
const DELETE_IF = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`

/** What the key of an event can hold. `1` was written by 0.1, for an event that it had seen. */
const STATES: ReadonlyMap<unknown, DedupeState> = new Map([
  ['new', 'new'],
  ['busy', 'busy'],
  ['done', 'done'],
  ['1', 'done'],
])

/** Reads the state of an event, and takes the event when it has none, in one step. */
const BEGIN = `local state = redis.call('get', KEYS[1])
if state then return state end
redis.call('set', KEYS[1], 'busy', 'PX', ARGV[1])
return 'new'`

/**
 * Keeps credentials in Redis, where all processes share them, with a lock so that only one of them asks WeChat.
 * Takes clients of ioredis 4 to 6, iovalkey and node-redis 4 to 6, clusters and sentinels too. The client must be
 * connected; it stays the caller's to close.
 *
 * Tokens and tickets lie in Redis as they are, readable for whoever may read its keys: give it a password and TLS, or wrap
 * the adapter in one of your own that encrypts.
 *
 * @throws An `InputError`: this is no such client, it is a transaction, pipeline or callback client, or an option
 * is wrong.
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
  const { commands, prefix } = prepare('redisCache', client, options, OWN_ADAPTER)
  return {
    async get(key) {
      return await commands.get(prefix + key)
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
        await commands.evaluate(DELETE_IF, prefix + key, holder)
      }
    },
  }
}

/**
 * Remembers in Redis which events were seen, for all processes together. Holds hashes only.
 *
 * @throws An `InputError`: as of {@link redisCache}.
 */
export function redisDedupe(client: RedisClient, options: RedisOptions = {}): DedupeStore {
  const { commands, prefix } = prepare('redisDedupe', client, options, OWN_DEDUPE_STORE)
  const named = (key: string): string => `${prefix}wechat-card-sdk:event:${key}`
  return {
    async begin(key, leaseMs) {
      const answer = await commands.evaluate(BEGIN, named(key), String(leaseMs))
      const state = STATES.get(answer instanceof Uint8Array ? Buffer.from(answer).toString() : answer)
      if (state === undefined) throw new TypeError('The key of an event holds what redisDedupe did not write')
      return state
    },
    async complete(key, ttlMs) {
      await commands.set(named(key), 'done', ttlMs)
    },
    async abandon(key) {
      await commands.delete(named(key))
    },
  }
}

function prepare(
  subject: string,
  client: RedisClient,
  options: RedisOptions,
  wayOut: string,
): { commands: RedisCommands; prefix: string } {
  checkObject(subject, options, {
    prefix: optional(matching(/^[^{}]{0,200}$/, 'at most 200 characters without { and }')),
  })
  return { commands: redisCommands(subject, client, wayOut), prefix: options.prefix ?? '' }
}
