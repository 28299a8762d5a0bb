// WeChat's two families of signatures: sorted values with the card ticket, named values with the jsapi ticket.
import { hash } from 'node:crypto'
import type { InputProblem } from '../errors.js'
import { type Check, checkObject, describe, matching, refuse } from '../input.js'
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
  refuse('cardSignature', problemsOfValues(values))
  const texts = values.map(String)
  // Only half pairs, which characters beyond U+FFFF are made of, stand elsewhere in UTF-16 than in UTF-8.
  return texts.some((text) => SURROGATE.test(text)) ? sha1(texts.sort(byBytes).join('')) : signAscii(texts)
}

/** Signs checked values. What is `undefined` adds nothing: it is sorted to the end and joined as an empty string. */
export const signAscii = (values: Array<string | number | undefined>): string => sha1(values.sort().join(''))

/** What {@link jsapiSignature} signs. */
export interface JsapiSignatureInput {
  jsapiTicket: JsapiTicket
  /** 1 to 32 letters and digits: the `nonceStr` of `wx.config`. */
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
  const { jsapiTicket, nonceStr, timestamp, url } = input
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
export const sha1 = (text: string): string => hash('sha1', text)

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
