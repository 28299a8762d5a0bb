// Is this argument what it should be? Finds every problem first, then throws one InputError.
import { InputError, type InputProblem } from './errors.js'

/** Says what was expected, or `undefined` when the value is fine. */
export type Check = (value: unknown) => string | undefined

/** The fields an object may have. A check that accepts `undefined` makes its field optional. */
export type Shape = Readonly<Record<string, Check>>

/** Accepts what `check` accepts, and a missing value. */
export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? undefined : check(value)

/** Any non-empty string. */
export const text: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'a non-empty string')

/** Any string, the empty one too. */
export const anyText: Check = (value) => (typeof value === 'string' ? undefined : 'a string')

/** Any array of strings. */
export const texts: Check = (value) =>
  Array.isArray(value) && Array.from(value).every((each) => typeof each === 'string')
    ? undefined
    : 'an array of strings'

export const boolean: Check = (value) => (typeof value === 'boolean' ? undefined : 'true or false')

export const func: Check = (value) => (typeof value === 'function' ? undefined : 'a function')

/** Any object that is no array. */
export const object: Check = (value) => (isObject(value) ? undefined : 'an object')

/** A string that `pattern` matches; `expected` says so in words. */
export const matching =
  (pattern: RegExp, expected: string): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? undefined : expected

/** An integer from `low` to `high`, both included. */
export const integer =
  (low: number, high: number, expected = `an integer from ${low} to ${high}`): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= low && (value as number) <= high ? undefined : expected

/** One of a few values. */
export const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value) ? undefined : values.map((each) => JSON.stringify(each)).join(' or ')

/** Describes a value without repeating it: it may be a secret. */
export function describe(value: unknown): string {
  if (value === undefined) return 'undefined'
  if (value === null) return 'null'
  if (typeof value === 'string') return value === '' ? 'an empty string' : `a string of ${value.length} characters`
  if (typeof value === 'number') return Number.isFinite(value) ? 'another number' : String(value)
  if (Array.isArray(value)) return `an array of ${value.length}`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** True for `{…}`: neither null nor an array. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Lists what is wrong with one value. */
export function problemsOf(field: string, value: unknown, check: Check): InputProblem[] {
  const expected = check(value)
  return expected === undefined ? [] : [{ field, expected, received: describe(value) }]
}

/** Lists what is wrong with an object: wrong and missing fields, and fields it does not know. */
export function problemsOfObject(prefix: string, value: unknown, shape: Shape): InputProblem[] {
  if (!isObject(value)) return [{ field: prefix || 'argument', expected: 'an object', received: describe(value) }]
  const at = (key: string): string => (prefix ? `${prefix}.${key}` : key)
  const problems: InputProblem[] = []
  for (const key in shape) {
    const expected = (shape[key] as Check)(value[key])
    if (expected !== undefined) problems.push({ field: at(key), expected, received: describe(value[key]) })
  }
  for (const key in value) {
    if (!Object.hasOwn(shape, key)) {
      problems.push({ field: at(key), expected: 'left out: there is no such field', received: describe(value[key]) })
    }
  }
  return problems
}

/** Throws one {@link InputError} if there are problems. */
export function refuse(subject: string, problems: readonly InputProblem[]): void {
  if (problems.length > 0) throw new InputError(subject, problems)
}

/** Throws an {@link InputError} that lists everything wrong with an object. */
export function checkObject(subject: string, value: unknown, shape: Shape): void {
  refuse(subject, problemsOfObject('', value, shape))
}
