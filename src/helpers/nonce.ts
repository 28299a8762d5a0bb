// Nonces: strings that were never used before, from a pool of the system's random bytes.
import { nodeCrypto } from '../builtins.js'

/** Hex digits of one nonce: 128 bits. */
const NONCE_DIGITS = 32

/** Made for 128 nonces at a time: one question to the system for each costs more than everything else. */
const POOL_BYTES = 2048

let pool = ''
let used = 0

/**
 * Makes a nonce: 32 letters and digits, 128 bits of them from the system's random source. WeChat takes each nonce once,
 * so make one for every card and every page.
 */
export function createNonce(): string {
  if (used === pool.length) {
    pool = nodeCrypto().randomBytes(POOL_BYTES).toString('hex')
    used = 0
  }
  used += NONCE_DIGITS
  return pool.slice(used - NONCE_DIGITS, used)
}
