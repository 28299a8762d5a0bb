// Turns a request object into the bytes or the query that WeChat gets, refusing what would not survive the way.
import type { InputProblem } from '../errors.js'
import { describe, matching, problemsOfObject } from '../input.js'
import type { FileRequest } from './route.js'

/** Deeper than any of WeChat's requests. */
const DEEPEST = 64

/**
 * Lists what JSON would change or drop without a word: `undefined`, `NaN`, functions, circular references, and text that
 * is not well-formed Unicode, which WeChat refuses in its escaped form.
 */
export function problemsOfJson(value: unknown): InputProblem[] {
  return problemsAt('', value, [], new Set())
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
      return Object.entries(value).flatMap(([key, each]) => [
        ...problemsOfName(key),
        ...problemsAt(field ? `${field}.${key}` : key, each, inside, seen),
      ])
    }
    default:
      return [problem(field, 'a JSON value, or left out', describe(value))]
  }
}

/** Lists what a query cannot carry: anything but text, numbers and booleans, and line breaks. */
export function problemsOfQuery(request: object): InputProblem[] {
  return Object.entries(request).flatMap(([field, value]) => {
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
  problemsOfObject('', request, {
    file: (value) => (value instanceof Blob || value instanceof Uint8Array ? undefined : 'a Blob or a Uint8Array'),
    filename: matching(/^[^\r\n\0/\\]{1,200}$/, 'a file name of 1 to 200 characters, without a path and line breaks'),
  })

/** Packs a checked file into a form with one part. As bytes, because not every `fetch` knows forms. */
export async function packForm(part: string, { file, filename }: FileRequest): Promise<Payload> {
  const blob = file instanceof Blob ? file : new Blob([file as Uint8Array<ArrayBuffer>])
  const form = new FormData()
  form.append(part, blob, filename)
  const packed = new Response(form)
  const contentType = packed.headers.get('content-type') ?? '' // a form always has one: it names the boundary
  return { body: new Uint8Array(await packed.arrayBuffer()), contentType }
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
