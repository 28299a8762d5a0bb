// The Redis commands that the adapters need, in one form for ioredis and node-redis; refuses clients that cannot serve.
import { InputError } from '../errors.js'
import { describe, isObject } from '../validate.js'

/** A client of `ioredis` (4 to 6) or of `iovalkey`, a single one or a `Cluster`, as far as it is used here. */
export interface IoredisLike {
  defineCommand(name: string, definition: { lua: string; numberOfKeys?: number }): void
  get(key: string): Promise<string | null>
  set(key: string, value: string, unit: 'PX', milliseconds: number): Promise<unknown>
  set(key: string, value: string, unit: 'PX', milliseconds: number, condition: 'NX'): Promise<unknown>
  del(key: string): Promise<unknown>
  eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>
}

/** A client of `redis` (node-redis 4 to 6), a single one, a pool, a cluster or a sentinel, as far as it is used here. */
export interface NodeRedisLike {
  pExpire: unknown
  get(key: string): Promise<unknown>
  set(key: string, value: string, options: { PX: number; NX?: true }): Promise<unknown>
  del(key: string): Promise<unknown>
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

/** A Redis client that the caller has connected, and closes. */
export type RedisClient = IoredisLike | NodeRedisLike

/** The few commands that are needed. Each rejects where the client does not answer as Redis does. */
export interface RedisCommands {
  get(key: string): Promise<string | null>
  set(key: string, value: string, ttlMs: number): Promise<void>
  /** True when the key was free. */
  setIfFree(key: string, value: string, ttlMs: number): Promise<boolean>
  delete(key: string): Promise<void>
  /** Runs a Lua script on one key, in one step. */
  evaluate(script: string, key: string, ...args: readonly string[]): Promise<unknown>
}

type Method = 'get' | 'set' | 'del' | 'eval'

/**
 * Recognises the library by what its clients alone have: classes of several versions and clusters share no base.
 *
 * @param subject The function that was called, and `wayOut` what to pass to it instead of another library's client.
 * @throws An {@link InputError}: this client is of another library, or its commands do not answer promises.
 */
export function redisCommands(subject: string, client: RedisClient, wayOut: string): RedisCommands {
  const received = unusable(client)
  if (received === undefined) return 'defineCommand' in client ? ioredis(client) : nodeRedis(client)
  const expected = `a connected client of ioredis or of node-redis (4 or newer) whose commands answer promises, or else ${wayOut}`
  throw new InputError(subject, [{ field: 'client', expected, received }])
}

/** What this is, if it cannot be used: looked at from outside, because a command could be queued, sent or never answered. */
function unusable(client: RedisClient): string | undefined {
  if (!isObject(client)) return describe(client)
  const has = (name: string): boolean => typeof member(client, name) === 'function'
  const options = member(client, 'options')
  if (isObject(options) && options.legacyMode === true) {
    return 'a client of node-redis 4 with legacyMode, whose commands answer callbacks: pass its v4'
  }
  if (client.isPipeline === true || (has('exec') && !has('connect'))) {
    return 'a transaction or pipeline (multi, pipeline), which queues commands: pass the client that made it'
  }
  const complete = (['get', 'set', 'del', 'eval'] satisfies Method[]).every(has)
  if (complete && has('defineCommand')) return undefined
  if (complete && has('pExpire')) {
    const legacy = has('multi') && !has('connect')
    return legacy ? 'the legacy() of a node-redis client, whose commands answer callbacks: pass the client' : undefined
  }
  if (has('internal_send_command') || (has('send_command') && has('pexpire'))) {
    return 'a client of node-redis 3 or older, whose commands answer callbacks'
  }
  if (has('createScript')) return 'a client of @upstash/redis, which speaks HTTP and answers parsed JSON'
  return describe(client)
}

/** A member of an object of which nothing is known: a getter may throw, as `v4` of node-redis does. */
function member(object: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    return object[name]
  } catch {
    return undefined
  }
}

const ioredis = (client: IoredisLike): RedisCommands =>
  commands({
    get: (key) => client.get(key),
    set: (key, value, ttlMs) => client.set(key, value, 'PX', ttlMs),
    setIfFree: (key, value, ttlMs) => client.set(key, value, 'PX', ttlMs, 'NX'),
    del: (key) => client.del(key),
    eval: (script, key, args) => client.eval(script, 1, key, ...args),
  })

// The old names of SET's options are the only ones that node-redis 4, 5 and 6 all understand; 4 drops others silently.
const nodeRedis = (client: NodeRedisLike): RedisCommands =>
  commands({
    get: (key) => client.get(key),
    set: (key, value, ttlMs) => client.set(key, value, { PX: ttlMs }),
    setIfFree: (key, value, ttlMs) => client.set(key, value, { PX: ttlMs, NX: true }),
    del: (key) => client.del(key),
    eval: (script, key, args) => client.eval(script, { keys: [key], arguments: [...args] }),
  })

interface RawCommands {
  get(key: string): unknown
  set(key: string, value: string, ttlMs: number): unknown
  setIfFree(key: string, value: string, ttlMs: number): unknown
  del(key: string): unknown
  eval(script: string, key: string, args: readonly string[]): unknown
}

/** Judges every answer: a client that queues, or answers callbacks, must never look like a Redis that agrees. */
const commands = (raw: RawCommands): RedisCommands => ({
  async get(key) {
    const value = textOf(await promised('get', raw.get(key)))
    return typeof value === 'string' || value === null ? value : notRedis('get', value)
  },
  async set(key, value, ttlMs) {
    const answer = textOf(await promised('set', raw.set(key, value, ttlMs)))
    if (answer !== 'OK') notRedis('set', answer)
  },
  async setIfFree(key, value, ttlMs) {
    const answer = textOf(await promised('set', raw.setIfFree(key, value, ttlMs)))
    return answer === 'OK' || (answer === null ? false : notRedis('set', answer))
  },
  async delete(key) {
    await promised('del', raw.del(key))
  },
  async evaluate(script, key, ...args) {
    return await promised('eval', raw.eval(script, key, args))
  },
})

/** A client may be set up to answer with bytes. */
const textOf = (answer: unknown): unknown => (answer instanceof Uint8Array ? Buffer.from(answer).toString() : answer)

function promised(method: Method, answer: unknown): unknown {
  const thenable = isObject(answer) && typeof answer.then === 'function'
  return thenable ? answer : notRedis(method, answer)
}

function notRedis(method: Method, answer: unknown): never {
  // What was answered may be a secret.
  throw new TypeError(`The Redis client answered ${method} with ${describe(answer)}, which Redis does not`)
}
