// Reads the XML in which WeChat writes messages. The only place that knows the parser, whose errors quote the text:
// none of them leaves this file.
import { parseXml, XmlElement, XmlText } from '@rgrove/parse-xml'
import type { MessageFields, MessageValue } from './types.js'

/** Most levels of fields inside fields, the root included. */
export const DEEPEST = 16

/** Most fields of a message, however deep, the root included. */
export const MOST_FIELDS = 1000

/** More than {@link MOST_FIELDS} elements can need, with room for text. Few enough to be no work for the parser. */
const MOST_OF_EACH = 4096

/** What opens elements, attributes and references, each of which costs the parser more than its length. */
const MARKS = ['<', '=', '&']

/** Characters that XML cannot hold and that people's names hold all the same. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

/** Tells quickly that there are none. */
const ALL_PLAIN = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd]*$/

/**
 * Reads one `<xml>` element with fields inside. Of fields with the same name the first counts.
 *
 * @param single The name of a field that may not be repeated.
 * @returns Nothing for all that is not exactly that: other roots, comments, document types, instructions, entities, too
 * many fields or too deep ones.
 */
export function readXml(text: string, single?: string): MessageFields | undefined {
  if (MARKS.some((mark) => occurrences(text, mark) > MOST_OF_EACH)) return undefined
  try {
    const { children } = parseXml(normalized(text), {
      preserveComments: true, // to be refused: without these two they would vanish silently
      preserveDocumentType: true,
    })
    const [root] = children
    if (children.length !== 1 || !(root instanceof XmlElement) || root.name !== 'xml') return undefined
    return fieldsOf(root, { single, left: MOST_FIELDS - 1 }, 1)
  } catch {
    return undefined
  }
}

/** The text as XML holds it, with one \n for each line break (XML 1.0 §2.11). The parser knows line breaks too, but in quadratic time: half a minute for 256 KiB of them. */
function normalized(text: string): string {
  const lines = text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text
  return ALL_PLAIN.test(lines) ? lines : lines.replace(NOT_XML, '\ufffd')
}

interface Limits {
  readonly single: string | undefined
  left: number
}

function fieldsOf(element: XmlElement, limits: Limits, depth: number): MessageFields {
  const fields: Record<string, MessageValue> = Object.create(null)
  for (const child of element.children) {
    if (child instanceof XmlText) continue
    if (!(child instanceof XmlElement)) throw new Error('not a field')
    limits.left -= 1
    if (limits.left < 0 || depth >= DEEPEST) throw new Error('too many fields')
    const value = readValue(child, limits, depth + 1)
    if (!(child.name in fields)) fields[child.name] = value
    else if (child.name === limits.single) throw new Error('a repeated field')
  }
  return fields
}

function readValue(element: XmlElement, limits: Limits, depth: number): MessageValue {
  const { children } = element
  if (children.length === 0) return ''
  const [only] = children
  if (children.length === 1 && only instanceof XmlText) return only.text.trim()
  return fieldsOf(element, limits, depth)
}

function occurrences(text: string, character: string): number {
  let count = 0
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) count += 1
  return count
}
