// Reads the JSON in which WeChat writes messages, and what a body parser has made of a message. Every value stays the
// text that it was: numbers too, which may be longer than a number can hold.
import type { MessageFields, MessageValue } from './types.js'
import { DEEPEST, MOST_FIELDS } from './xml.js'

/**
 * Reads one JSON object. Blanks around names and values are taken off, `null` is an empty text.
 *
 * @param single The name of a field that may not be repeated.
 * @returns Nothing for all that is not exactly that, and for too many fields or too deep ones.
 */
export function readJson(text: string, single?: string): MessageFields | undefined {
  let singles = 0
  try {
    const value: unknown = JSON.parse(
      text.replace(TOKEN, (token: string, string: string | undefined, colon: string | undefined) => {
        if (string === undefined) return `"${token}"`
        const clean = string.replace(ESCAPE_OR_CONTROL, escaped)
        if (single !== undefined && colon !== undefined && JSON.parse(clean).trim() === single) singles += 1
        return clean + (colon ?? '')
      }),
    )
    if (singles > 1 || typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return fieldsOf(value, { left: MOST_FIELDS - 1 }, 1)
  } catch {
    return undefined
  }
}

/**
 * A whole string, perhaps in front of a colon, or a number. An unfinished string reaches to the end, so that every
 * alternative takes all it can: the time is linear whatever the text.
 */
const TOKEN = /("[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$))(\s*:)?|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** An escape comes first, so that a control character behind a backslash stays the error it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const ESCAPE_OR_CONTROL = /\\[\s\S]|[\u0000-\u001f]/g

/** JSON wants control characters written as escapes; people's names hold them as they are. */
const escaped = (found: string): string =>
  found.startsWith('\\') ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`

interface Limits {
  left: number
}

function fieldsOf(object: object, limits: Limits, depth: number): MessageFields {
  const fields: Record<string, MessageValue> = Object.create(null)
  for (const [name, value] of Object.entries(object)) {
    const trimmed = name.trim()
    const read = readValue(value, limits, depth + 1)
    if (!(trimmed in fields)) fields[trimmed] = read
  }
  return fields
}

function readValue(value: unknown, limits: Limits, depth: number): MessageValue {
  limits.left -= 1
  if (limits.left < 0 || depth > DEEPEST) throw new Error('too many fields')
  if (typeof value === 'string') return value.trim()
  if (Array.isArray(value)) return value.map((each) => readValue(each, limits, depth + 1))
  if (typeof value === 'object' && value !== null) return fieldsOf(value, limits, depth)
  return value === null ? '' : String(value)
}
