// Reads the JSON in which WeChat writes messages, and what a body parser has made of a message. Every value stays the
// text that it was: numbers too, which may be longer than a number can hold. `JSON.parse` would lose them, and accepts
// millions of values before anybody can count them.
import type { MessageFields, MessageValue } from './types.js'
import { DEEPEST, MOST_FIELDS } from './xml.js'

/**
 * Reads one JSON object. Blanks around names and values are taken off, `null` is an empty text. Control characters may
 * stand in a string as they are: people's names hold them. Takes time in proportion to the length, whatever the text.
 *
 * @param single The name of a field that may not be repeated.
 * @returns Nothing for all that is not exactly that, and for too many fields or too deep ones.
 */
export function readJson(text: string, single?: string): MessageFields | undefined {
  try {
    return new JsonReader(text, single).read()
  } catch {
    return undefined
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

const LITERALS: readonly (readonly [literal: string, value: string])[] = [
  ['true', 'true'],
  ['false', 'false'],
  ['null', ''],
]

const HEX = /^[0-9a-fA-F]{4}$/

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/** One pass over a text. Throws where it is not as it should be. */
class JsonReader {
  readonly #text: string
  readonly #single: string | undefined
  #at = 0
  #singles = 0
  #left = MOST_FIELDS - 1

  constructor(text: string, single: string | undefined) {
    this.#text = text
    this.#single = single
  }

  read(): MessageFields {
    this.#skipBlanks()
    this.#expect('{')
    const fields = this.#fields(1)
    this.#skipBlanks()
    if (this.#at !== this.#text.length) throw notJson()
    return fields
  }

  #fields(depth: number): MessageFields {
    const fields: Record<string, MessageValue> = Object.create(null)
    if (this.#isNext('}')) return fields
    do {
      this.#skipBlanks()
      this.#expect('"')
      const name = this.#string().trim()
      if (name === this.#single && ++this.#singles > 1) throw notJson()
      this.#skipBlanks()
      this.#expect(':')
      const value = this.#value(depth + 1)
      if (!(name in fields)) fields[name] = value
    } while (this.#isNext(','))
    this.#expect('}')
    return fields
  }

  #list(depth: number): MessageValue[] {
    const values: MessageValue[] = []
    if (this.#isNext(']')) return values
    do values.push(this.#value(depth + 1))
    while (this.#isNext(','))
    this.#expect(']')
    return values
  }

  #value(depth: number): MessageValue {
    this.#left -= 1
    if (this.#left < 0 || depth > DEEPEST) throw notJson()
    if (this.#isNext('"')) return this.#string().trim()
    if (this.#isNext('{')) return this.#fields(depth)
    if (this.#isNext('[')) return this.#list(depth)
    NUMBER.lastIndex = this.#at
    const [number] = NUMBER.exec(this.#text) ?? []
    if (number !== undefined) {
      this.#at += number.length
      return number
    }
    const found = LITERALS.find(([literal]) => this.#text.startsWith(literal, this.#at))
    if (found === undefined) throw notJson()
    this.#at += found[0].length
    return found[1]
  }

  /** Reads a string whose quotation mark has been read. */
  #string(): string {
    const start = this.#at
    let escaped = false
    for (;;) {
      const character = this.#text[this.#at++]
      if (character === '"') break
      if (character === undefined) throw notJson()
      if (character === '\\') {
        escaped = true
        this.#at += 1
      }
    }
    const written = this.#text.slice(start, this.#at - 1)
    return escaped ? unescaped(written) : written
  }

  /** Whether a character comes next, blanks aside. Then it has been read. */
  #isNext(character: string): boolean {
    this.#skipBlanks()
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw notJson()
    this.#at += 1
  }

  #skipBlanks(): void {
    for (;;) {
      const character = this.#text[this.#at]
      if (character !== ' ' && character !== '\n' && character !== '\r' && character !== '\t') return
      this.#at += 1
    }
  }
}

function unescaped(written: string): string {
  let text = ''
  let from = 0
  for (let at = written.indexOf('\\'); at !== -1; at = written.indexOf('\\', from)) {
    const letter = written[at + 1] as string // a string does not end behind a backslash
    const isCode = letter === 'u'
    const code = isCode ? written.slice(at + 2, at + 6) : ''
    const character = isCode && HEX.test(code) ? String.fromCharCode(Number.parseInt(code, 16)) : ESCAPES.get(letter)
    if (character === undefined) throw notJson()
    text += written.slice(from, at) + character
    from = at + (isCode ? 6 : 2)
  }
  return text + written.slice(from)
}

/** Never seen outside: what is wrong with a stranger's text is of no use to anybody. */
const notJson = (): Error => new Error('not JSON as WeChat writes it')
