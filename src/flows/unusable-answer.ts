// An answer that arrived whole and is no error of WeChat's, but holds something that cannot be used.
import { monotonicNow } from '../clock.js'
import { TransportError } from '../errors.js'

/** Makes the error for a read whose answer cannot be used. `started` is when the call began. */
export const unusableAnswer = (endpoint: string, what: string, started: number): TransportError =>
  new TransportError('ERR_RESPONSE', `${endpoint}: ${what}`, {
    endpoint,
    outcome: 'unknown',
    retryable: false,
    attempts: 1,
    elapsedMs: monotonicNow() - started,
  })
