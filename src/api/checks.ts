// Checks of rows: what WeChat is shown to refuse or to misread, or what cannot be meant. Each says on what it rests.
import type { InputProblem } from '../errors.js'
import { describe, isEncryptedCode, isObject } from '../validate.js'

/** Lists what is wrong with a request, and says at which fields it looks. */
export interface RowCheck {
  (request: object): readonly InputProblem[]
  /** The fields at which it looks, written as for {@link placesOf}. */
  readonly paths?: readonly string[] | undefined
}

/** Notes the paths at which a function of a row looks. */
export const lookingAt = <Look extends object>(
  paths: readonly string[],
  look: Look,
): Look & { readonly paths: readonly string[] } => Object.assign(look, { paths })

/** All paths at which several functions look. */
export const pathsOf = (looks: readonly { readonly paths?: readonly string[] | undefined }[]): string[] =>
  looks.flatMap(({ paths = [] }) => paths)

/** A value inside a request and where it stands. */
export interface Place {
  /** The path to it, such as `card.cash.reduce_cost`. */
  readonly field: string
  /** As it stands there. */
  readonly value: unknown
}

/** Puts several checks into one. */
export const all = (...checks: readonly RowCheck[]): RowCheck =>
  lookingAt(pathsOf(checks), (request: object) => checks.flatMap((check) => check(request)))

/**
 * Makes a check of the values at some paths. Steps are joined by `.`; a `*` stands for every member of an object and `[]`
 * for every element of an array. What is not there is not checked.
 *
 * @param isWrong Called with every value that is there.
 */
export const at = (paths: readonly string[], expected: string, isWrong: (value: unknown) => boolean): RowCheck =>
  lookingAt(paths, (request: object) =>
    paths
      .flatMap((path) => placesOf(request, path))
      .filter(({ value }) => isWrong(value))
      .map(({ field, value }) => ({ field, expected, received: describe(value) })),
  )

/**
 * What is named but `undefined` where WeChat wants a value: a variable that was never set, not a field to leave out. A
 * field that is not named at all is sent without, and WeChat says itself what it lacks.
 */
export const defined = (...paths: readonly string[]): RowCheck =>
  lookingAt(paths, (request: object) =>
    paths
      .flatMap((path) => placesOf(request, path, true))
      .filter(({ value }) => value === undefined)
      .map(({ field }) => ({ field, expected: 'set: WeChat wants it', received: 'undefined' })),
  )

/**
 * Money and points are whole numbers in every table. Of points WeChat is known to answer any other with `-1 system
 * error` (activation-172), which leaves open whether the call was carried out.
 */
export const wholeNumbers = (...paths: readonly string[]): RowCheck =>
  at(paths, 'a whole number', (value) => typeof value === 'number' && !Number.isSafeInteger(value))

/**
 * Times are seconds since 1970 (cards-9). Milliseconds cannot be meant: they are a date in the far future, which WeChat
 * takes, or answers with a letter that never ends.
 */
export const seconds = (...paths: readonly string[]): RowCheck =>
  at(paths, 'a time in whole seconds, not milliseconds', (value) =>
    typeof value === 'number' ? !Number.isSafeInteger(value) || value >= 1e11 : false,
  )

/** Lists that WeChat takes no more of: `40109 too many code size, must <= 100` (cards-367). */
export const atMost = (most: number, ...paths: readonly string[]): RowCheck =>
  at(paths, `an array of at most ${most}`, (value) => Array.isArray(value) && value.length > most)

/** Sizes of pages, as the tables of WeChat's pages have them. */
export const integers = (low: number, high: number, ...paths: readonly string[]): RowCheck =>
  at(
    paths,
    `an integer from ${low} to ${high}`,
    (value) => !Number.isInteger(value) || (value as number) < low || (value as number) > high,
  )

/**
 * A plain code, where WeChat takes an encrypted one for an unknown code (`40056`; activation-177). Of 21 to 64 characters
 * it may be plain as well: only whole blocks of a cipher in base64 are taken for an encrypted one.
 */
export const plainCode = (...paths: readonly string[]): RowCheck =>
  at(paths, 'a plain code: decrypt it first', (value) => typeof value === 'string' && isEncryptedCode(value))

/**
 * An encrypted code with nothing of a URL's encoding left on it: WeChat takes one that ends in `%3D` and answers the code
 * followed by garbage (activation-20). Of its length no page says anything that WeChat's own samples keep to.
 */
export const encryptedCode = (...paths: readonly string[]): RowCheck =>
  at(
    paths,
    'an encrypted code that is not URL-encoded: decode it once',
    (value) => typeof value === 'string' && value.includes('%'),
  )

/** What stands at the end of a path. With `orUndefined` also a member that is there and `undefined`. */
export function placesOf(request: object, path: string, orUndefined = false): Place[] {
  let places: Place[] = [{ field: '', value: request }]
  for (const step of path.split('.')) places = places.flatMap((place) => inside(place, step))
  return places.filter(({ value }) => orUndefined || value !== undefined)
}

function inside({ field, value }: Place, step: string): Place[] {
  const name = step.replace(/\[\]$/, '')
  if (!isObject(value)) return []
  const names = name === '*' ? Object.keys(value) : Object.hasOwn(value, name) ? [name] : []
  const found = names.map((each) => ({ field: field ? `${field}.${each}` : each, value: value[each] }))
  if (name === step) return found
  return found.flatMap((place) =>
    Array.isArray(place.value)
      ? Array.from(place.value, (each: unknown, index) => ({ field: `${place.field}[${index}]`, value: each }))
      : [],
  )
}
