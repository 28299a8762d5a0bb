// Reads JSON as WeChat writes it: mostly clean, sometimes with raw control characters or integers too long for a number.

const decoder = new TextDecoder() // UTF-8; wrong bytes become U+FFFD, a byte-order mark is dropped

/** Turns the bytes of a reply into text. */
export const decodeUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes)

/**
 * Parses JSON. Control characters inside strings are kept, integers beyond ±(2⁵³−1) become strings, and a `__proto__`
 * member is dropped.
 *
 * @throws A `SyntaxError`: it is not JSON even so. Its message may quote the text.
 */
export function parseJson(text: string): unknown {
  const reviver = MAY_NAME_PROTO.test(text) ? withoutProto : undefined
  if (!LONG_DIGITS.test(text)) {
    try {
      return JSON.parse(text, reviver)
    } catch (error) {
      if (!CONTROL.test(text)) throw error
    }
  }
  return JSON.parse(text.replace(STRING_OR_NUMBER, repaired), reviver)
}

/** Sixteen digits in a row may be an integer that a number cannot hold. */
const LONG_DIGITS = /\d{16}/

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u001f]/
/** An escape comes first, so that a control character behind a backslash stays the error it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const ESCAPE_OR_CONTROL = /\\[\s\S]|[\u0000-\u001f]/g

/** The name itself, or an escape that may spell a letter of it. */
const MAY_NAME_PROTO = /__proto__|\\u00/

/**
 * A whole string (an unfinished one reaches to the end), or a number. Strings come first, so that their digits stay
 * theirs. Every alternative takes all it can: the time is linear whatever the text.
 */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

const INTEGER = /^-?(?:0|[1-9]\d*)$/

function repaired(token: string): string {
  if (token.startsWith('"')) {
    return token.replace(ESCAPE_OR_CONTROL, (found) =>
      found.startsWith('\\') ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
  }
  return !INTEGER.test(token) || Number.isSafeInteger(Number(token)) ? token : `"${token}"`
}

const withoutProto = (key: string, value: unknown): unknown => (key === '__proto__' ? undefined : value)
