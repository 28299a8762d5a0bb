// What a store has to offer so that processes can share a credential, or remember which events were handled.

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

/** What a {@link DedupeStore} knows of an event: nothing, that it is being handled, or that it was handled. */
export type DedupeState = 'new' | 'busy' | 'done'

/**
 * A store that remembers which events were handled: one record for each, which is begun, then completed or abandoned. All
 * processes that receive events share one. Everything may reject or be slow: the SDK then goes on without the store.
 * `testDedupeStore` of `wechat-card-sdk/testing` checks an implementation.
 *
 * A record is over when its time is over, not when a sweep finds it: a store that removes expired records late, such as
 * DynamoDB or MongoDB, compares the time itself. Or the event of a process that died stays `busy` until WeChat has given
 * up sending it.
 */
export interface DedupeStore {
  /**
   * Begins to handle an event, in one step. Resolves to `new` when nobody is handling it and nobody has: it is then
   * `busy` for others, for `leaseMs` milliseconds at most. `done` when it was completed. Neither answer changes anything.
   */
  begin(key: string, leaseMs: number): Promise<DedupeState>
  /** The event was handled: it is `done` for `ttlMs` milliseconds from now, whatever was known of it. */
  complete(key: string, ttlMs: number): Promise<void>
  /** Forgets an event, so that it is `new` again, whatever was known of it. */
  abandon(key: string): Promise<void>
}
