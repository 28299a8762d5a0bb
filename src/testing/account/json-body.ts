// A JSON body as it arrives from any language: what it holds, without what says nothing.
import { isObject } from '../../validate.js'

/** Deeper no request of WeChat's goes; what goes deeper would exhaust the stack of whoever walks through it. */
const MOST_LEVELS = 64

/** A body that was read. */
export type JsonBody =
  | { readonly object: Record<string, unknown> }
  /** Why it is no JSON object that can be used. */
  | { readonly wrong: string }

/** Reads a body that must be a JSON object. Members that are `null` stay. */
export function readJson(text: string): JsonBody {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { wrong: `the body is not JSON: ${error instanceof Error ? error.message : 'it cannot be parsed'}` }
  }
  if (!isObject(value)) return { wrong: 'the body is JSON, but no object' }
  if (isTooDeep(value)) return { wrong: `the body is nested more than ${MOST_LEVELS} levels deep` }
  return { object: value }
}

/** Whether a value of JSON is nested too deep to be walked through. */
export function isTooDeep(value: unknown, depth = 0): boolean {
  if (depth > MOST_LEVELS) return true
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((member) => isTooDeep(member, depth + 1))
}

/**
 * Leaves out members that are `null`, on every level: many languages write so what is not set, and WeChat reads it so.
 * The value itself stays as it is; without any `null` it is answered as it came. Must not be too deep.
 */
export function withoutNulls<Value>(value: Value): Value {
  if (!holdsNull(value)) return value
  if (Array.isArray(value)) return value.map(withoutNulls) as Value // the same list, of the same kind
  const kept = Object.entries(value as object).filter(([, member]) => member !== null)
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNulls(member)])) as Value // but what says nothing
}

const holdsNull = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).some((member) => (member === null && !Array.isArray(value)) || holdsNull(member))
