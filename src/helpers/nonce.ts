// A string that was never used before.
import { randomUUID } from 'node:crypto'

/**
 * Makes a nonce: 32 letters and digits, 122 bits of them from the system's random source. WeChat takes each nonce once,
 * so make one for every card and every page.
 */
export const createNonce = (): string => randomUUID().replaceAll('-', '')
