// Nonces: strings that were never used before, from a pool of the system's random bytes.
import { randomFillSync } from 'node:crypto'

/** Bytes of one nonce: 32 hex digits. */
const NONCE_BYTES = 16

/** Filled 128 nonces at a time: one question to the system for each costs more than everything else. */
const pool = Buffer.alloc(128 * NONCE_BYTES)
let used = pool.length

/**
 * Makes a nonce: 32 letters and digits, 128 bits of them from the system's random source. WeChat takes each nonce once,
 * so make one for every card and every page.
 */
export function createNonce(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += NONCE_BYTES
  return pool.toString('hex', used - NONCE_BYTES, used)
}
