// What a store has to offer so that processes can share a credential.

/**
 * A store that all processes of one service share. Three functions on strings, and a lock where the store has one.
 * Everything may reject or be slow: the SDK then goes on without the cache.
 * `testCacheAdapter` of `wechat-card-sdk/testing` checks an implementation.
 */
export interface CacheAdapter {
  /** Reads a value; `null` or `undefined` when there is none or its time is over. */
  get(key: string): Promise<string | null | undefined>
  /** Writes a value that may be dropped after `ttlMs` milliseconds (a positive integer). Replaces what was there. */
  set(key: string, value: string, ttlMs: number): Promise<void>
  /** Removes a value, if there is one. */
  delete(key: string): Promise<void>
  /**
   * Takes a lease of `leaseMs` milliseconds. Resolves to a function that gives it back, or to `null` while another holds
   * it. Giving it back after the lease has passed must not end the lease of the next holder.
   */
  lock?(key: string, leaseMs: number): Promise<(() => Promise<void>) | null>
}

/** A store that remembers for a while which events were seen. All processes that receive events share one. */
export interface DedupeStore {
  /** Adds a key for `ttlMs` milliseconds, in one step. Resolves to true when it was not there before. */
  add(key: string, ttlMs: number): Promise<boolean>
  /** Forgets a key, so that it counts as new again. */
  delete(key: string): Promise<void>
}
