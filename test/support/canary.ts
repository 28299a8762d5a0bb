// Looks for secrets in whatever leaves the SDK: thrown values, diagnostics, printed text.
import { inspect } from 'node:util'

/** Secrets by the names under which a finding reports them. */
export type Secrets = Readonly<Record<string, string>>

/**
 * Lists where a secret can be reached from a value, as `token in message (base64)`. Looks at the value's text forms and
 * at everything that hangs on it: hidden, inherited and symbol keys, causes, collections and bytes.
 */
export function leaks(value: unknown, secrets: Secrets): string[] {
  const texts = textsOf(value)
  return Object.entries(secrets).flatMap(([name, secret]) =>
    formsOf(secret).flatMap(({ form, pattern }) =>
      texts.filter(({ text }) => text.includes(pattern)).map(({ where }) => `${name} in ${where} (${form})`),
    ),
  )
}

interface Text {
  readonly where: string
  readonly text: string
}

function textsOf(value: unknown): Text[] {
  const seen = new Set<unknown>()
  const texts: Text[] = [
    { where: 'String()', text: attempted(() => String(value)) },
    { where: 'JSON', text: attempted(() => JSON.stringify(value) ?? '') },
    {
      where: 'inspect',
      text: attempted(() =>
        inspect(value, {
          showHidden: true,
          depth: Infinity,
          getters: true,
          maxArrayLength: null,
          maxStringLength: null,
        }),
      ),
    },
  ]
  const visit = (where: string, each: unknown): void => {
    if (typeof each === 'string' || typeof each === 'bigint' || typeof each === 'number') {
      texts.push({ where, text: String(each) })
    }
    if (typeof each === 'symbol') texts.push({ where, text: each.description ?? '' })
    if ((typeof each !== 'object' && typeof each !== 'function') || each === null || seen.has(each)) return
    seen.add(each)
    if (ArrayBuffer.isView(each)) {
      const bytes = Buffer.from(each.buffer, each.byteOffset, each.byteLength)
      texts.push({ where: `${where}, bytes`, text: bytes.toString('latin1') })
      return
    }
    if (each instanceof Map || each instanceof Set) for (const inside of each) visit(`${where}, inside`, inside)
    for (const { key, holder } of keysOf(each)) {
      visit(`a key of ${where}`, key)
      visit(where === '' ? String(key) : `${where}.${String(key)}`, read(holder, key, each))
    }
  }
  visit('', value)
  return texts
}

/** Own keys of every kind, and those inherited from classes, which hold getters. The language's own prototypes end it. */
function* keysOf(value: object): Generator<{ key: string | symbol; holder: object }> {
  for (let holder: object | null = value; holder && !BUILT_IN.has(holder); holder = Object.getPrototypeOf(holder)) {
    for (const key of Reflect.ownKeys(holder)) yield { key, holder }
  }
}

const BUILT_IN: ReadonlySet<object> = new Set([
  Object.prototype,
  Function.prototype,
  Array.prototype,
  Map.prototype,
  Set.prototype,
])

function read(holder: object, key: string | symbol, owner: object): unknown {
  const property = Object.getOwnPropertyDescriptor(holder, key)
  if (property?.get === undefined) return property?.value
  try {
    return property.get.call(owner)
  } catch (error) {
    return error instanceof Error ? error.message : error
  }
}

function attempted(text: () => string): string {
  try {
    return text()
  } catch {
    return ''
  }
}

/** The forms a secret can take on its way. In base64 it looks different at each of three places of a longer text. */
function formsOf(secret: string): { form: string; pattern: string }[] {
  const bytes = Buffer.from(secret)
  const shifted = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), bytes]))
  const inside = (encoding: 'base64' | 'base64url') =>
    shifted.map((padded, shift) => {
      // Only the characters that no neighbouring byte has a part in.
      const end = Math.floor(padded.length / 3) * 4
      return { form: encoding, pattern: padded.toString(encoding).slice(shift === 0 ? 0 : 4, end) }
    })
  const forms = [
    { form: 'raw', pattern: secret },
    { form: 'URL-encoded', pattern: encodeURIComponent(secret) },
    { form: 'hex', pattern: bytes.toString('hex') },
    ...inside('base64'),
    ...inside('base64url'),
  ].filter(({ pattern }) => pattern.length >= SHORTEST_PATTERN)
  return forms.filter(({ pattern }, index) => forms.findIndex((other) => other.pattern === pattern) === index)
}

/** What is shorter may stand anywhere by chance. */
const SHORTEST_PATTERN = 8
