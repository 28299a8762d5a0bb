// Validation of arguments: the checks that all rooms share, what a wrong value is called, and the one InputError that lists all problems.
import { InputError, type InputProblem } from './errors.js'

/** Says what was expected, or `undefined` when the value is fine. */
export interface Check {
  (value: unknown): string | undefined
  /** Its values are no secrets: messages name what came. */
  readonly isPublic?: boolean
}

/** The fields an object may have. A check that accepts `undefined` makes its field optional. */
export type Shape = Readonly<Record<string, Check>>

/** A shape that names every field of a type. */
export type ShapeOf<Type> = { readonly [Field in keyof Required<Type>]: Check }

/** Accepts what `check` accepts, and a missing value. */
export const optional = (check: Check): Check => {
  const made: Check = (value) => (value === undefined ? undefined : check(value))
  return check.isPublic ? named(made) : made
}

/** The same check of a path or a name of WeChat's: what came in its place may be named. */
export const named = (check: Check): Check => Object.assign((value: unknown) => check(value), { isPublic: true })

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

/** Visible ASCII, of which WeChat's ids and tickets are made. A space or a line break in one was copied along with it. */
export const visible = (what: string): Check => matching(/^[!-~]+$/, `${what} without white space`)

/** An AppID as it may stand in a cache key: what is beyond it, such as a quotation mark, came from a copied line. */
export const APP_ID: RegExp = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

/** The AppID of a client, which mostly comes from the environment. */
export const appId: Check = fromEnvironment(APP_ID, "the Official Account's AppID (letters, digits, _ and -)")

/** An AppSecret: visible ASCII without the quotation marks that `.env` files leave around a value. */
export const appSecret: Check = fromEnvironment(
  /^(?!["'`])[!-~]+(?<!["'`])$/,
  "the Official Account's AppSecret, without white space and quotes",
)

/** A value that usually is read from `process.env`: when nothing came, the variable probably has no value. */
function fromEnvironment(pattern: RegExp, expected: string): Check {
  return (value) => {
    if (value === undefined || value === '' || isAccident(value)) return `${expected}; is the environment variable set?`
    return typeof value === 'string' && pattern.test(value) ? undefined : expected
  }
}

/** An object with these methods, of any class. */
export const methods =
  (names: readonly string[], expected: string): Check =>
  (value) =>
    isObject(value) && names.every((name) => typeof value[name] === 'function') ? undefined : expected

/** Where the time is read. */
export const clock: Check = methods(['now'], '{ now(): number }')

/** Standard base64 with its padding. */
export const BASE64: RegExp = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/**
 * Whether a code is an encrypted one: base64 of whole AES blocks (16 bytes: 24 characters, 44, 64 …). Everything else
 * may be plain, also beyond the 20 characters of old pages: one edition of `/card/code/update` allows 64, and WeChat
 * Pay's member cards have 32. Without padding to betray it, a code in one case of letters, such as a SHA-256 in hex, is
 * no base64 of random bytes. An encrypted code to which the encoding of a URL still sticks is encrypted, too.
 */
export function isEncryptedCode(code: string): boolean {
  const once = code.includes('%') ? decodedOnce(code) : code
  if (once === undefined || once === '' || !BASE64.test(once)) return false
  const padding = once.endsWith('==') ? 2 : Number(once.endsWith('='))
  if (padding === 0 && !(/[A-Z]/.test(once) && /[a-z]/.test(once))) return false // one search for both is quadratic
  return ((once.length / 4) * 3 - padding) % 16 === 0
}

/** Undoes one URL encoding; `undefined` where an escape is malformed. */
export function decodedOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** A value as text; an object, which may forbid becoming one, is none. */
export const asText = (value: unknown): string =>
  value === null || typeof value === 'object' || typeof value === 'function' ? '' : String(value)

/** Describes a value without repeating it: it may be a secret. Says what betrays where it came from. */
export function describe(value: unknown): string {
  if (value === undefined) return 'undefined'
  if (value === null) return 'null'
  if (typeof value === 'string') return describeText(value)
  if (typeof value === 'number') return describeNumber(value)
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (isPromise(value)) return 'a promise: await is missing'
  return typeof value === 'object' ? describeInstance(value) : `a ${typeof value}`
}

/** A path or a name as it came, without its query, which may hold a secret; not what may be a secret itself. */
export function nameOf(value: unknown): string {
  const [name = ''] = typeof value === 'string' ? value.split(/[?#&]/, 1) : []
  const words = name.split(/\W/)
  const isName = /^[\w./: -]+$/.test(name) && name.length <= LONGEST_NAME
  return isName && !words.some(isSecretLike) ? JSON.stringify(name) : describe(value)
}

/** No word of a path of WeChat's is so long and holds a digit; secrets and tokens are. */
const isSecretLike = (word: string): boolean => word.length >= 20 && /\d/.test(word)

const received = (check: Check, value: unknown): string => (check.isPublic ? nameOf(value) : describe(value))

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`

/** What a mistake in a program turns into text. None of them is a secret. */
const ACCIDENTS: readonly string[] = ['[object Object]', '[object Promise]', 'undefined', 'null', 'NaN']

const isAccident = (value: unknown): boolean => typeof value === 'string' && ACCIDENTS.includes(value)

function describeText(value: string): string {
  if (value === '') return 'an empty string'
  if (isAccident(value)) return `the text "${value}"`
  if (/^\d+$/.test(value)) return `a string of ${count(value.length, 'digit')}`
  const oddities = ODDITIES.filter(([isSo]) => isSo(value)).map(([, what]) => what)
  return [`a string of ${count(value.length, 'character')}`, oddities.join(' and ')].filter(Boolean).join(' with ')
}

/** What was copied along with a value. */
const ODDITIES: ReadonlyArray<readonly [(value: string) => boolean, string]> = [
  [(value) => /^["'`“‘].*["'`”’]\s*$/s.test(value), 'quotes around it'],
  [(value) => /^\s/.test(value), 'white space at its beginning'],
  [(value) => value.length <= LONGEST_NAME && /\S\s+\S/.test(value), 'white space in it'],
  [(value) => /[\r\n]$/.test(value), 'a line break at its end'],
  [(value) => /[^\S\r\n]$/.test(value), 'white space at its end'],
  [(value) => /[\u200b-\u200f\u2060\ufeff]/.test(value), 'an invisible character in it'],
]

/** Longer texts are no ids, names or secrets of a config file: white space belongs in them. */
const LONGEST_NAME = 64

function describeNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (!Number.isInteger(value)) return 'a fraction'
  if (value <= 0) return value < 0 ? 'a negative number' : 'the number 0'
  const digits = `a number of ${count(BigInt(value).toString().length, 'digit')}`
  return Number.isSafeInteger(value) ? digits : `${digits}, too many for a number of JavaScript`
}

/** Whether somebody forgot to `await`. */
export const isPromise = (value: unknown): boolean =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
  typeof (value as { then?: unknown }).then === 'function'

function describeInstance(value: object): string {
  if (value instanceof Date && Number.isNaN(value.getTime())) return 'an invalid Date'
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name
  if (typeof name !== 'string' || name === 'Object' || !/^\w{1,40}$/.test(name)) return 'an object'
  if (ArrayBuffer.isView(value)) return `${count(value.byteLength, 'byte')} (${name})`
  return value instanceof Blob ? `${count(value.size, 'byte')} (${name})` : `an object (${name})`
}

/** True for `{…}`: neither null nor an array. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Lists what is wrong with one value. */
export function validate(field: string, value: unknown, check: Check): InputProblem[] {
  const expected = check(value)
  return expected === undefined ? [] : [{ field, expected, received: received(check, value) }]
}

/**
 * Lists what is wrong with an object: wrong and missing fields, and fields it does not know, with the one that was meant.
 *
 * @param takes What belongs there, in a few words, for who gave no object at all. Made of the shape when left out.
 */
export function validateObject(prefix: string, value: unknown, shape: Shape, takes?: string): InputProblem[] {
  if (!isObject(value) || isPromise(value)) {
    const expected = `an object (takes ${takes ?? inShort(shape)})`
    return [{ field: prefix || 'argument', expected, received: describe(value) }]
  }
  const at = (key: string): string => `${prefix && `${prefix}.`}${shortened(key)}`
  const problems: InputProblem[] = []
  for (const key in shape) {
    const check = shape[key] as Check
    const expected = check(value[key])
    if (expected !== undefined) problems.push({ field: at(key), expected, received: received(check, value[key]) })
  }
  let unknown = 0
  for (const key in value) {
    if (Object.hasOwn(shape, key)) continue
    if (++unknown > MOST_UNKNOWN) break // each costs a search for what was meant
    const meant = meantBy(key, preferMissing(value, shape))
    const expected = `left out: there is no such field${meant === undefined ? '' : ` (did you mean ${meant}?)`}`
    problems.push({ field: at(key), expected, received: describe(value[key]) })
  }
  return problems
}

/** Most fields without a place that are told of. Whoever hands in more did not mistype one. */
const MOST_UNKNOWN = 20

/** A name as it may stand in a message: what came in its place may be of any length. */
const shortened = (name: string): string => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name)

/** Most fields that a message counts up. */
const MOST_FIELDS = 6

/** A shape as one would write its object: `{ cardId, cardTicket, code?, … }`, what is required first. */
function inShort(shape: Shape): string {
  const names = Object.keys(shape)
  const required = names.filter((name) => shape[name]?.(undefined) !== undefined)
  const others = names.filter((name) => !required.includes(name)).map((name) => `${name}?`)
  const all = [...required, ...others]
  if (all.length === 0) return '{}'
  const listed = all.slice(0, Math.max(required.length, MOST_FIELDS))
  return `{ ${listed.join(', ')}${listed.length < all.length ? ', …' : ''} }`
}

/** The fields of a shape, those that are missing first: one of them is the likelier to be meant. */
const preferMissing = (value: Record<string, unknown>, shape: Shape): string[] => {
  const missing = (name: string): boolean => value[name] === undefined
  const wanted = (name: string): boolean => missing(name) && shape[name]?.(undefined) !== undefined
  const names = Object.keys(shape)
  const rank = (name: string): number => (wanted(name) ? 0 : missing(name) ? 1 : 2)
  return names.sort((one, other) => rank(one) - rank(other))
}

/** Names that WeChat uses elsewhere for the same thing. No comparison of letters would find them, or it finds others. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  apiticket: 'cardTicket', // `jsapiTicket` looks more alike and is the wrong one
  locationid: 'shopId',
  poiid: 'shopId',
  outerid: 'outerStr',
}

/** The letters of a name, whatever its style: `cardid` for `card_id` and `cardId`. */
export const squashed = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, '')

/**
 * The name that was meant, if one is close: the same letters in another case or with `_` between them (`card_id` for
 * `cardId`), one that WeChat uses elsewhere (`api_ticket`), the last word of it (`secret` for `appSecret`), or a slip of
 * the keyboard. Of several the first.
 */
export function meantBy(name: string, names: readonly string[]): string | undefined {
  if (name.length > LONGEST_NAME) return undefined
  const given = squashed(name)
  const same = names.find((each) => squashed(each) === given)
  if (same !== undefined) return same
  const other = OTHER_NAMES[given]
  if (other !== undefined && names.includes(other)) return other
  const lastWord = names.find(
    (each) => given.length > 2 && squashed(/[A-Z][a-z]+$|_[a-z]+$/.exec(each)?.[0] ?? '') === given,
  )
  return lastWord ?? names.find((each) => isSlip(given, squashed(each)))
}

/** Whether one word differs from another by a slip: one letter in four to seven, two in more. */
function isSlip(given: string, right: string): boolean {
  const allowed = Math.min(given.length, right.length) < 8 ? 1 : 2
  return right.length >= 4 && distance(given, right) <= allowed
}

/** How many letters must be typed, left out or changed, or neighbours exchanged, to come from one word to the other. */
function distance(one: string, other: string): number {
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1]
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + Number(!same))
      if (one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1)
      row.push(least)
    }
    before = last
    last = row
  }
  return last[other.length] ?? 0
}

/** Throws one {@link InputError} if there are problems. */
export function throwIfInvalid(subject: string, problems: readonly InputProblem[]): void {
  if (problems.length > 0) throw new InputError(subject, problems)
}

/** Whether {@link validateObject} finds nothing: in one pass, and without making anything. */
export function fits(value: unknown, shape: Shape): boolean {
  if (!isObject(value) || isPromise(value)) return false
  for (const key in shape) if ((shape[key] as Check)(value[key]) !== undefined) return false
  for (const key in value) if (!Object.hasOwn(shape, key)) return false
  return true
}

/** Throws an {@link InputError} that lists everything wrong with an object. `takes` as for {@link validateObject}. */
export function checkObject(subject: string, value: unknown, shape: Shape, takes?: string): void {
  if (!fits(value, shape)) throw new InputError(subject, validateObject('', value, shape, takes))
}

/** Throws where a lifetime is no number: added to a time it would become text, or forbid being added. */
export function checkMilliseconds(subject: string, field: string, value: unknown): void {
  throwIfInvalid(
    subject,
    validate(field, value, (it) => (typeof it === 'number' ? undefined : 'milliseconds')),
  )
}
