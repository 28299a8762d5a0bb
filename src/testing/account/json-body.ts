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
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_LEVELS) return true
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []))
  }
  return false
}

/**
 * Leaves out members that are `null`, on every level: many languages write so what is not set, and WeChat reads it so.
 * The value itself stays as it is; without any `null` it is answered as it came. Must not be too deep.
 */
export function withoutNulls<Value>(value: Value): Value {
  if (Array.isArray(value)) {
    const items = value.map(withoutNulls)
    return (items.some((each, index) => each !== value[index]) ? items : value) as Value // the same list, of the same kind
  }
  if (!isObject(value)) return value
  const kept: Record<string, unknown> = {}
  let changed = false
  for (const [name, member] of Object.entries(value)) {
    const cleaned = withoutNulls(member)
    changed ||= cleaned !== member || member === null
    if (member !== null)
      Object.defineProperty(kept, name, { value: cleaned, enumerable: true, writable: true, configurable: true })
  }
  return (changed ? kept : value) as Value // an object with the same members, but those that say nothing
}
