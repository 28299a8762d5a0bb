// What may be said about one call: checked at the door of every public method.
import type { InputProblem } from '../errors.js'
import { boolean, type Check, integer, optional, validateObject } from '../validate.js'
import { type CallOptions, LONGEST_TIMEOUT_MS } from './route.js'

/** A limit of time, of a call as of a client. */
export const timeout: Check = integer(1, LONGEST_TIMEOUT_MS, `milliseconds, an integer from 1 to ${LONGEST_TIMEOUT_MS}`)

/** The signal that ends a call. */
const signal: Check = (value) => (value instanceof AbortSignal ? undefined : 'an AbortSignal')

const SHAPE: Readonly<Record<keyof CallOptions, Check>> = {
  signal: optional(signal),
  totalTimeoutMs: optional(timeout),
  retry: optional(boolean),
}

/** Lists what is wrong with the options of one call. */
export const problemsOfCallOptions = (options: unknown): InputProblem[] =>
  options === undefined ? [] : validateObject('options', options, SHAPE)
