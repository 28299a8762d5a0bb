// Any store that Keyv knows as the shared cache: SQLite, Postgres, MySQL, Mongo, Memcached, etcd.
import { InputError } from '../errors.js'
import { describe, isObject } from '../validate.js'
import type { CacheAdapter } from './adapter.js'

/** An instance of `Keyv` (5 or 6), as far as it is used here. */
export interface KeyvLike {
  get(key: string): Promise<unknown>
  set(key: string, value: string, ttlMs?: number): Promise<unknown>
  delete(key: string): Promise<unknown>
}

/**
 * Keeps credentials in a Keyv store. Keyv has no lock, so several processes may ask WeChat at the same moment: harmless
 * with the stable token, and not enough for `tokenMode: 'classic'`.
 *
 * @throws An {@link InputError}: this is no Keyv.
 * @example
 * ```ts
 * import KeyvSqlite from '@keyv/sqlite'
 * import Keyv from 'keyv'
 * const store = new KeyvSqlite({ uri: 'sqlite://wechat.sqlite', busyTimeout: 500 })
 * const cache = keyvCache(new Keyv({ store }))
 * ```
 */
export function keyvCache(keyv: KeyvLike): CacheAdapter {
  const complete = isObject(keyv) && ['get', 'set', 'delete'].every((name) => typeof keyv[name] === 'function')
  if (!complete) throw new InputError('keyvCache', [{ field: 'keyv', expected: 'a Keyv', received: describe(keyv) }])
  return {
    async get(key) {
      return (await keyv.get(key)) as string | null | undefined // what else a store answers counts as nothing
    },
    async set(key, value, ttlMs) {
      // Keyv reports a store's failure to its own listeners, and here only like this.
      if ((await keyv.set(key, value, ttlMs)) === false) throw new Error('Keyv could not write')
    },
    async delete(key) {
      await keyv.delete(key)
    },
  }
}
