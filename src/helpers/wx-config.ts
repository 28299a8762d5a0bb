// Parameter of wx.config, which a web page needs before it can use cards.
import { appId, boolean, type Check, checkObject, optional, text } from '../validate.js'
import { nowInSeconds } from './fields.js'
import { createNonce } from './nonce.js'
import { jsapiSignatureShape, signPage } from './signature.js'
import type { JsapiTicket } from './ticket.js'

/** What {@link buildWxConfig} takes. */
export interface WxConfigInput {
  /** AppID of the Official Account. The page's host must be among its JS-safe domains. */
  appId: string
  /** Of the same account. Never the card ticket. */
  jsapiTicket: JsapiTicket
  /** Address of the page, exactly as the browser has it in `location.href`. What follows `#` is cut off. */
  url: string
  /**
   * Names of the calls that the page makes.
   * @defaultValue ['addCard', 'openCard', 'chooseCard']
   */
  jsApiList?: readonly string[] | undefined
  /**
   * Makes WeChat show the outcome of every call on the phone.
   * @defaultValue left out
   */
  debug?: boolean | undefined
  /**
   * Visible ASCII, 1 to 128 characters. WeChat advises 32 letters and digits at most, and signs others in its samples.
   * @defaultValue a fresh one
   */
  nonceStr?: string | undefined
  /**
   * Seconds since 1970, 10 digits. Milliseconds are refused.
   * @defaultValue now
   */
  timestamp?: number | undefined
}

/** The parameter of `wx.config`. */
export interface WxConfig {
  readonly debug?: boolean
  readonly appId: string
  readonly timestamp: number
  readonly nonceStr: string
  readonly signature: string
  readonly jsApiList: string[]
}

/**
 * Signs a web page and makes the parameter of its `wx.config`. Mini programs need none.
 *
 * @throws An {@link InputError}: a field is missing, wrong or unknown; it names each.
 * @see {@link https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html | JS-SDK说明文档}
 */
export function buildWxConfig(input: WxConfigInput): WxConfig {
  checkObject('buildWxConfig', input, wxConfigShape)
  const { appId, jsapiTicket, url, debug, nonceStr = createNonce(), timestamp = nowInSeconds() } = input
  return {
    ...(debug !== undefined && { debug }),
    appId,
    timestamp,
    nonceStr,
    signature: signPage({ jsapiTicket, nonceStr, timestamp, url }),
    jsApiList: [...(input.jsApiList ?? ['addCard', 'openCard', 'chooseCard'])],
  }
}

/** Array.from: the methods of an array leave out its holes. */
const names: Check = (value) =>
  Array.isArray(value) && Array.from(value).every((name) => text(name) === undefined)
    ? undefined
    : 'an array of non-empty strings'

const wxConfigShape: Readonly<Record<keyof WxConfigInput, Check>> = {
  ...jsapiSignatureShape,
  nonceStr: optional(jsapiSignatureShape.nonceStr),
  timestamp: optional(jsapiSignatureShape.timestamp),
  appId,
  jsApiList: optional(names),
  debug: optional(boolean),
}
