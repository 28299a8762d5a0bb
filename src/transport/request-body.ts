// Turns a request object into the bytes or the query that WeChat gets, refusing what would not survive the way.
import type { InputProblem } from '../errors.js'
import { describe } from '../input.js'

/** Deeper than any of WeChat's requests; a circular object is deeper than everything. */
const DEEPEST = 64

/**
 * Lists what JSON would change or drop without a word: `undefined`, `NaN`, functions, circular references, and text that
 * is not well-formed Unicode, which WeChat refuses in its escaped form.
 */
export function problemsOfJson(value: unknown, field = '', depth = 0): InputProblem[] {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? [] : [problem(field, 'well-formed Unicode text', 'half of a surrogate pair')]
    case 'number':
      return Number.isFinite(value) ? [] : [problem(field, 'a finite number', describe(value))]
    case 'boolean':
      return []
    case 'object':
      if (value === null) return []
      if (depth > DEEPEST) return [problem(field.slice(0, 60), `nested at most ${DEEPEST} deep`, 'more, or a circle')]
      if (Array.isArray(value)) {
        return value.flatMap((each, index) => problemsOfJson(each, `${field}[${index}]`, depth + 1))
      }
      return Object.entries(value).flatMap(([key, each]) =>
        problemsOfJson(each, field ? `${field}.${key}` : key, depth + 1),
      )
    default:
      return [problem(field, 'a JSON value, or left out', describe(value))]
  }
}

/** Lists what a query cannot carry: anything but text, numbers and booleans, and line breaks. */
export function problemsOfQuery(request: object): InputProblem[] {
  return Object.entries(request).flatMap(([field, value]) => {
    if (typeof value === 'object') return [problem(field, 'a string, a number or true or false', describe(value))]
    if (typeof value === 'string' && /[\r\n]/.test(value)) return [problem(field, 'text without line breaks', 'one')]
    return problemsOfJson(value, field)
  })
}

/** Writes a checked request as `name=value` pairs joined with `&`. */
export const toQuery = (request: object): string =>
  Object.entries(request)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&')

const problem = (field: string, expected: string, received: string): InputProblem => ({
  field: field || 'request',
  expected,
  received,
})
