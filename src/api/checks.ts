// Finds, before sending, what WeChat would answer with something misleading or worse.
import type { InputProblem } from '../errors.js'
import { describe, isObject } from '../input.js'

/** Lists what is wrong with a request. */
export type RowCheck = (request: object) => readonly InputProblem[]

/** A value inside a request and where it stands. */
interface Place {
  /** The path to it, such as `card.cash.reduce_cost`. */
  readonly field: string
  /** As it stands there. */
  readonly value: unknown
}

/** Puts several checks into one. */
export const all =
  (...checks: readonly RowCheck[]): RowCheck =>
  (request) =>
    checks.flatMap((check) => check(request))

/**
 * Makes a check of the values at some paths. Steps are joined by `.`; a `*` stands for every member of an object and `[]`
 * for every element of an array. What is not there is not checked.
 *
 * @param isWrong Called with every value that is there.
 */
export const at =
  (paths: readonly string[], expected: string, isWrong: (value: unknown) => boolean): RowCheck =>
  (request) =>
    paths
      .flatMap((path) => placesOf(request, path))
      .filter(({ value }) => isWrong(value))
      .map(({ field, value }) => ({ field, expected, received: describe(value) }))

/** Money and points are whole numbers: WeChat answers any other with `-1 system error`. */
export const wholeNumbers = (...paths: readonly string[]): RowCheck =>
  at(paths, 'a whole number', (value) => typeof value === 'number' && !Number.isSafeInteger(value))

/** Times are seconds since 1970. Milliseconds are a date in the far future for WeChat. */
export const seconds = (...paths: readonly string[]): RowCheck =>
  at(paths, 'a time in whole seconds, not milliseconds', (value) =>
    typeof value === 'number' ? !Number.isSafeInteger(value) || value >= 1e11 : false,
  )

/** Lists that WeChat takes no more of. */
export const atMost = (most: number, ...paths: readonly string[]): RowCheck =>
  at(paths, `an array of at most ${most}`, (value) => Array.isArray(value) && value.length > most)

/** Sizes of pages that WeChat refuses with a code that says nothing about it. */
export const integers = (low: number, high: number, ...paths: readonly string[]): RowCheck =>
  at(
    paths,
    `an integer from ${low} to ${high}`,
    (value) => !Number.isInteger(value) || (value as number) < low || (value as number) > high,
  )

/** A plain code where an encrypted one would be taken for an unknown code. */
export const plainCode = (...paths: readonly string[]): RowCheck =>
  at(paths, 'a plain code: decrypt it first', (value) => typeof value === 'string' && isEncrypted(value))

/** An encrypted code, with nothing of a URL's encoding left on it: WeChat answers such a rest with garbage. */
export const encryptedCode = (...paths: readonly string[]): RowCheck =>
  at(paths, 'an encrypted code in base64, neither URL-encoded nor plain', (value) =>
    typeof value === 'string' ? !isEncrypted(value) : false,
  )

/** Mini programs behind a card's buttons are named by their original id with `@app` after it. */
export const miniProgramUserNames = (...paths: readonly string[]): RowCheck =>
  at(
    paths,
    "the mini program's original id with @app after it, such as gh_0123456789ab@app",
    (value) => typeof value === 'string' && value !== '' && !value.endsWith('@app'),
  )

/** Codes have at most 20 characters; encrypted ones are longer base64. */
const isEncrypted = (code: string): boolean => code.length > 20 && /^[A-Za-z0-9+/]+={0,2}$/.test(code)

function placesOf(request: object, path: string): Place[] {
  let places: Place[] = [{ field: '', value: request }]
  for (const step of path.split('.')) places = places.flatMap((place) => inside(place, step))
  return places.filter(({ value }) => value !== undefined)
}

function inside({ field, value }: Place, step: string): Place[] {
  const name = step.replace(/\[\]$/, '')
  if (!isObject(value)) return []
  const names = name === '*' ? Object.keys(value) : Object.hasOwn(value, name) ? [name] : []
  const found = names.map((each) => ({ field: field ? `${field}.${each}` : each, value: value[each] }))
  if (name === step) return found
  return found.flatMap((place) =>
    Array.isArray(place.value)
      ? place.value.map((each: unknown, index) => ({ field: `${place.field}[${index}]`, value: each }))
      : [],
  )
}
