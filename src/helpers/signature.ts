// WeChat's two families of signatures: sorted values with the card ticket, named values with the jsapi ticket.

import { nodeCrypto } from '../builtins.js'
import { InputError, type InputProblem } from '../errors.js'
import { type Check, checkObject, describe, matching } from '../validate.js'
import { jsapiTicket, nonce, seconds } from './fields.js'
import type { JsapiTicket } from './ticket.js'

/**
 * Signs values as WeChat's cards want it: sorted by their UTF-8 bytes, joined with nothing between them, SHA-1 in 40
 * lower-case hex digits. The order of the values does not matter, and an empty string adds nothing.
 *
 * {@link buildCardExt} and {@link buildChooseCardParams} choose the values for you.
 *
 * @param values The card ticket and everything that takes part. Integers become decimal strings.
 * @throws An {@link InputError}: a value is neither a string of well-formed Unicode nor a safe integer.
 * @see {@link https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html | JS-SDK说明文档, 附录4}
 */
export function cardSignature(values: ReadonlyArray<string | number>): string {
  const texts = textsOf(values)
  if (texts === undefined) throw new InputError('cardSignature', problemsOfValues(values))
  const joined = sortedAndJoined(texts)
  // Only half pairs, which characters beyond U+FFFF are made of, stand elsewhere in UTF-16 than in UTF-8.
  return sha1(SURROGATE.test(joined) ? texts.sort(byBytes).join('') : joined)
}

/** Numbers as text beside the strings; `undefined` where something else is among them. */
function textsOf(values: unknown): string[] | undefined {
  if (!Array.isArray(values)) return undefined
  const texts: string[] = []
  for (let index = 0; index < values.length; index++) {
    const value: unknown = values[index]
    if (typeof value === 'string' ? value.isWellFormed() : Number.isSafeInteger(value)) texts.push(`${value}`)
    else return undefined
  }
  return texts
}

/** Signs ASCII, and sorts the array that it is given. What is empty adds nothing. */
export const signAscii = (texts: string[]): string => sha1(sortedAndJoined(texts))

function sortedAndJoined(texts: string[]): string {
  sort(texts)
  let joined = ''
  for (const text of texts) joined += text
  return joined
}

/** More values than that are left to the runtime. Its own sort costs more than the hash of a handful. */
const MOST_INSERTED = 12

/** Sorts by code units: for a few texts by insertion. */
function sort(texts: string[]): void {
  if (texts.length > MOST_INSERTED) texts.sort()
  else {
    for (let index = 1; index < texts.length; index++) {
      const text = texts[index] as string // index is within the array, here and below
      let place = index
      for (; place > 0 && text < (texts[place - 1] as string); place--) texts[place] = texts[place - 1] as string
      texts[place] = text
    }
  }
}

/** What {@link jsapiSignature} signs. */
export interface JsapiSignatureInput {
  jsapiTicket: JsapiTicket
  /** Visible ASCII, 1 to 128 characters: the `nonceStr` of `wx.config`. WeChat advises 32 letters and digits at most. */
  nonceStr: string
  /** Seconds since 1970: the `timestamp` of `wx.config`. */
  timestamp: number
  /**
   * Address of the page as the browser has it in `location.href`, neither decoded nor encoded again. What follows `#`
   * does not take part and is cut off.
   */
  url: string
}

/**
 * Signs a web page for `wx.config`: SHA-1 in 40 lower-case hex digits. {@link buildWxConfig} makes the whole parameter.
 *
 * @throws An {@link InputError}: a field is missing, wrong or unknown; it names each.
 * @see {@link https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html | JS-SDK说明文档, 附录1}
 */
export function jsapiSignature(input: JsapiSignatureInput): string {
  checkObject('jsapiSignature', input, jsapiSignatureShape)
  return signPage(input)
}

/** Signs checked input. */
export function signPage({ jsapiTicket, nonceStr, timestamp, url }: JsapiSignatureInput): string {
  const page = url.split('#', 1)[0]
  return sha1(`jsapi_ticket=${jsapiTicket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${page}`)
}

export const jsapiSignatureShape: Readonly<Record<keyof JsapiSignatureInput, Check>> = {
  jsapiTicket,
  nonceStr: nonce,
  timestamp: seconds,
  url: matching(
    /^https?:\/\/[^\s/?#]\S*$/i,
    "the page's http or https address, as the browser has it in location.href",
  ),
}

/** SHA-1 of the text's UTF-8 bytes, in lower-case hex. */
export const sha1 = (text: string): string => nodeCrypto().hash('sha1', text)

const SURROGATE = /[\ud800-\udfff]/

const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

function problemsOfValues(values: unknown): InputProblem[] {
  if (!Array.isArray(values)) return [{ field: 'values', expected: 'an array', received: describe(values) }]
  // Array.from: the methods of an array leave out its holes.
  return Array.from(values, (value: unknown, index): InputProblem[] => {
    if (typeof value === 'string' ? value.isWellFormed() : Number.isSafeInteger(value)) return []
    const expected = 'a string of well-formed Unicode or a safe integer'
    return [{ field: `values[${index}]`, expected, received: describe(value) }]
  }).flat()
}
