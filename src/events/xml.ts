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

/** Characters that XML cannot hold and that people's names hold all the same. The others are lone halves of pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

const ALL_NOT_XML = new RegExp(NOT_XML, 'g')

/**
 * Reads one `<xml>` element with fields inside. Of fields with the same name the first counts.
 *
 * @param single The name of a field that may not be repeated.
 * @returns Nothing for all that is not exactly that: other roots, comments, document types, instructions, entities, too
 * many fields or too deep ones.
 */
export function readXml(text: string, single?: string): MessageFields | undefined {
  if (text.length > MOST_OF_EACH && MARKS.some((mark) => occurrences(text, mark) > MOST_OF_EACH)) return undefined
  return readFlat(text, single) ?? readAny(text, single)
}

/**
 * Reads messages of the form in which WeChat sends nearly all: fields with text or CDATA and nothing inside, without
 * attributes and references. It reads the same as the parser, in a fifth of the time.
 *
 * @returns Nothing for every other text, good or bad: the parser decides.
 */
function readFlat(text: string, single: string | undefined): MessageFields | undefined {
  if (!text.startsWith(OPEN) || text.includes('\r') || NOT_XML.test(text) || !text.isWellFormed()) return undefined
  const fields: Record<string, MessageValue> = Object.create(null)
  let at = OPEN.length
  for (let left = MOST_FIELDS; left > 0; left--) {
    while (isBlank(text.charCodeAt(at))) at += 1
    if (text.startsWith(CLOSE, at)) return at + CLOSE.length === text.length ? fields : undefined
    NAME.lastIndex = at
    if (!NAME.test(text)) return undefined
    const name = text.slice(at + 1, NAME.lastIndex - 1)
    const isCdata = text.startsWith(CDATA, NAME.lastIndex)
    const start = isCdata ? NAME.lastIndex + CDATA.length : NAME.lastIndex
    const end = text.indexOf(isCdata ? CDATA_END : '<', start)
    if (end === -1) return undefined
    const value = text.slice(start, end)
    if (!isCdata && (value.includes('&') || value.includes(CDATA_END))) return undefined
    at = isCdata ? end + CDATA_END.length : end
    const close = `</${name}>`
    if (!text.startsWith(close, at)) return undefined
    at += close.length
    if (!(name in fields)) fields[name] = value.trim()
    else if (name === single) return undefined
  }
  return undefined
}

const OPEN = '<xml>'
const CLOSE = '</xml>'
const CDATA = '<![CDATA['
const CDATA_END = ']]>'

/** The start of an element with a name that WeChat could give. */
const NAME = /<[A-Za-z_][\w.-]{0,63}>/y

const isBlank = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x09

/** In the values of attributes, which WeChat does not write, line breaks and tabs cost the parser a step each. */
const ATTRIBUTE = /=\s*["']/
const BREAKS = ['\n', '\r', '\t']

/** Reads with the parser, which knows all of XML. */
function readAny(text: string, single: string | undefined): MessageFields | undefined {
  if (ATTRIBUTE.test(text) && BREAKS.some((mark) => occurrences(text, mark) > MOST_OF_EACH)) return undefined
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

/**
 * The text as XML holds it, with one \n for each line break (XML 1.0 §2.11). The parser knows line breaks too, but in
 * quadratic time: half a minute for 256 KiB of them.
 */
function normalized(text: string): string {
  const lines = text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text
  return lines.toWellFormed().replaceAll(ALL_NOT_XML, '\ufffd')
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
