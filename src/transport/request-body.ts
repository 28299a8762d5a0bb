// Turns a request object into the bytes or the query that WeChat gets, refusing what would not survive the way.
import { nodeCrypto } from '../builtins.js'
import type { InputProblem } from '../errors.js'
import { describe, matching, validateObject } from '../validate.js'
import type { FileRequest } from './route.js'

/** Deeper than any of WeChat's requests. */
const DEEPEST = 64

/** Larger requests, and those that refer to one object again and again, are looked through more slowly. */
const MOST_OBJECTS = 10_000

/**
 * Lists what JSON would change or drop without a word: `NaN`, functions, circular references, a `Map` or a promise, and
 * text that is not well-formed Unicode, which WeChat refuses in its escaped form. Members that are `undefined` are left
 * out, as `JSON.stringify` does; in an array it would write `null` for them.
 */
export function problemsOfJson(value: unknown): readonly InputProblem[] {
  return passes(value, 0, MOST_OBJECTS) >= 0 ? NO_PROBLEMS : problemsAt('', value, [], new Set())
}

const NO_PROBLEMS: readonly InputProblem[] = []

/**
 * Whether plain data can be sent as it is, found in one pass that makes nothing: how many more objects may be looked at,
 * or -1 for what has to be looked at more closely.
 */
function passes(value: unknown, depth: number, objects: number): number {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? objects : -1
    case 'number':
      return Number.isFinite(value) ? objects : -1
    case 'boolean':
      return objects
    case 'object':
      if (value === null) return objects
      if (depth > DEEPEST || objects === 0) return -1
      return Array.isArray(value) ? passEach(value, depth, objects - 1) : passMembers(value, depth, objects - 1)
    default:
      return -1
  }
}

function passEach(values: readonly unknown[], depth: number, objects: number): number {
  let left = objects
  for (let index = 0; index < values.length && left >= 0; index++) left = passes(values[index], depth + 1, left)
  return left
}

function passMembers(value: object, depth: number, objects: number): number {
  const prototype: unknown = Object.getPrototypeOf(value)
  if ((prototype !== Object.prototype && prototype !== null) || 'toJSON' in value) return -1
  let left = objects
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name]
    if (member === undefined) continue
    left = name.isWellFormed() ? passes(member, depth + 1, left) : -1
    if (left < 0) return -1
  }
  return left
}

/** `above` holds the objects around this one. `seen` lets each object be looked at once, however they refer to each other. */
function problemsAt(field: string, value: unknown, above: readonly object[], seen: Set<object>): InputProblem[] {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? [] : [problem(field, WELL_FORMED, 'half of a surrogate pair')]
    case 'number':
      return Number.isFinite(value) ? [] : [problem(field, 'a finite number', describe(value))]
    case 'boolean':
      return []
    case 'object': {
      if (value === null) return []
      if (above.includes(value)) return [problem(field, 'free of circles', 'an object inside itself')]
      if (above.length > DEEPEST) return [problem(field.slice(0, 60), `nested at most ${DEEPEST} deep`, 'more')]
      if (seen.has(value)) return []
      seen.add(value)
      const inside = [...above, value]
      if (Array.isArray(value)) {
        // Array.from: the loops of an array leave out its holes, which JSON writes as null.
        return Array.from(value).flatMap((each, index) => problemsAt(`${field}[${index}]`, each, inside, seen))
      }
      const { toJSON } = value as { toJSON?: unknown }
      if (typeof toJSON === 'function' && !ArrayBuffer.isView(value))
        return problemsOfOwnJson(field, value, inside, seen)
      if (isLostInJson(value)) return [problem(field, PLAIN, describe(value))]
      return Object.entries(value).flatMap(([key, each]) =>
        each === undefined
          ? []
          : [...problemsOfName(key), ...problemsAt(field ? `${field}.${key}` : key, each, inside, seen)],
      )
    }
    default:
      return [problem(field, 'a JSON value, or left out', describe(value))]
  }
}

const PLAIN = 'a JSON value: an object of fields, an array, a string, a number, true, false or null'

/** Bytes, errors, and everything of which JSON leaves `{}` although it holds something: a `Map`, a promise, a form. */
function isLostInJson(value: object): boolean {
  if (ArrayBuffer.isView(value) || value instanceof Error) return true
  if (value instanceof String || value instanceof Number || value instanceof Boolean) return false
  return Object.prototype.toString.call(value) !== '[object Object]' && Object.keys(value).length === 0
}

/** Of an object that says itself how it looks in JSON, such as a date. */
function problemsOfOwnJson(field: string, value: object, inside: readonly object[], seen: Set<object>): InputProblem[] {
  let written: unknown
  try {
    written = (value as { toJSON(): unknown }).toJSON()
  } catch {
    return [problem(field, PLAIN, 'an object whose toJSON throws')]
  }
  if (value instanceof Date && written === null) return [problem(field, 'a date', 'an invalid one')]
  return written === undefined ? [] : problemsAt(field, written, inside, seen)
}

/** Lists what a query cannot carry: anything but text, numbers and booleans, and line breaks; and a token of one's own. */
export function problemsOfQuery(request: object): readonly InputProblem[] {
  if (Object.keys(request).length === 0) return NO_PROBLEMS
  return Object.entries(request).flatMap(([field, value]) => {
    if (field === 'access_token') return [problem(field, 'left out: the client adds it', describe(value))]
    if (typeof value === 'object') return [problem(field, 'a string, a number or true or false', describe(value))]
    if (typeof value === 'string' && /[\r\n]/.test(value)) return [problem(field, 'text without line breaks', 'one')]
    return [...problemsOfName(field), ...problemsAt(field, value, [], new Set())]
  })
}

/** Bytes and what they are. */
export interface Payload {
  readonly body: string | Uint8Array
  readonly contentType: string
}

/** Lists what a form cannot carry as a file. */
export const problemsOfFile = (request: object): InputProblem[] =>
  validateObject('', request, {
    file: (value) => (value instanceof Blob || value instanceof Uint8Array ? undefined : 'a Blob or a Uint8Array'),
    filename: matching(/^[^\r\n\0/\\]{1,200}$/, 'a file name of 1 to 200 characters, without a path and line breaks'),
  })

/** Packs a checked file into a form with one part. As bytes, because not every `fetch` knows forms. */
export async function packForm(part: string, { file, filename }: FileRequest): Promise<Payload> {
  const bytes = file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : file
  const type = (file instanceof Blob && file.type) || 'application/octet-stream'
  const boundary = `----wechat-card-sdk-${nodeCrypto().randomBytes(16).toString('hex')}`
  const disposition = `form-data; name="${part}"; filename="${filename.replaceAll('"', '%22')}"` // as browsers do
  const head = `--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: ${type}\r\n\r\n`
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)])
  return { body, contentType: `multipart/form-data; boundary=${boundary}` }
}

/** Writes a checked request as `name=value` pairs joined with `&`. */
export const toQuery = (request: object): string =>
  Object.entries(request)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&')

const WELL_FORMED = 'well-formed Unicode text'

const problemsOfName = (name: string): InputProblem[] =>
  name.isWellFormed() ? [] : [problem(name.toWellFormed(), WELL_FORMED, 'a name with half of a surrogate pair')]

const problem = (field: string, expected: string, received: string): InputProblem => ({
  field: field || 'request',
  expected,
  received,
})
