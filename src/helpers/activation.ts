// WeChat's activation component (开卡组件): the link that opens it, and what comes back from it.
import { InputError, type InputProblem } from '../errors.js'
import { anyText, type Check, describe, isObject, optional, problemsOf, refuse, type Shape, text } from '../input.js'
import { readParameters, withoutFragment } from './link.js'

/** AppID of the activation component, a mini program of WeChat's own. */
export const ACTIVATION_APP_ID = 'wxeb490c6f9b154ef9'

/** What the activation component wants to be opened with. */
export interface ActivationExtraData {
  readonly encrypt_card_id: string
  /** Channel; empty when there is none. */
  readonly outer_str: string
  /** The Official Account, in WeChat's own numbering. */
  readonly biz: string
}

/** The parameters of `wx.navigateToMiniProgram`, and the link they were read from. */
export interface ActivationNavigation {
  readonly appId: typeof ACTIVATION_APP_ID
  readonly extraData: ActivationExtraData
  /** Opens the same form as a web page inside WeChat. */
  readonly url: string
}

/**
 * Reads the link of `/card/membercard/activate/geturl`: its three parameters, percent-decoded once, without the
 * `#wechat_redirect` at its end. A missing `outer_str` is an empty one.
 *
 * @throws An {@link InputError}: the link does not lead to `https://mp.weixin.qq.com`, or a parameter is missing,
 * repeated or malformed.
 * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Coupons-Mini_Program_Start_Up.html | 卡券小程序打通}
 */
export const parseActivateUrl = (url: string): ActivationExtraData => activationOf('parseActivateUrl', url)

/**
 * Makes the parameters of `wx.navigateToMiniProgram({ appId, extraData })`, which opens the activation component, from
 * the link of `/card/membercard/activate/geturl`.
 *
 * @throws An {@link InputError}: as {@link parseActivateUrl}.
 * @see {@link https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/card/membership-card.html | 会员卡组件}
 */
export const buildActivationNavigation = (url: string): ActivationNavigation => ({
  appId: ACTIVATION_APP_ID,
  extraData: activationOf('buildActivationNavigation', url),
  url,
})

/** Where WeChat's links lead. Compared as text: what differs in the least was not written by WeChat. */
const OFFICIAL = /^https:\/\/mp\.weixin\.qq\.com[/?]/

function activationOf(subject: string, url: string): ActivationExtraData {
  const official = typeof url === 'string' && OFFICIAL.test(url)
  const expected = 'an activation link at https://mp.weixin.qq.com'
  const received = typeof url === 'string' && url !== '' ? 'another address' : describe(url)
  refuse(subject, official ? [] : [{ field: 'url', expected, received }])
  const extraData = readActivateUrl(url)
  if (Array.isArray(extraData)) throw new InputError(subject, extraData)
  return extraData
}

/** Reads an activation link of any host, or lists what is wrong with it. */
export function readActivateUrl(url: string): ActivationExtraData | InputProblem[] {
  const problems = problemsOf('url', url, text)
  if (problems.length > 0) return problems
  const link = withoutFragment(url)
  const pairs = link.includes('?') ? link.slice(link.indexOf('?') + 1).split('&') : []
  const extraData = readParameters(pairs, LINK_PARAMETERS, problems)
  return problems.length > 0 ? problems : extraData
}

/** Values are handed on as they are, empty ones too: only WeChat can judge them. */
const LINK_PARAMETERS: Readonly<Record<keyof ActivationExtraData, Check>> = {
  encrypt_card_id: anyText,
  outer_str: optional(anyText),
  biz: anyText,
}

/** Who came back from the activation component, and with which card. */
export interface ActivationReturn {
  /** For `members.getActivationInfo`, which answers with the form. Missing where WeChat activates by itself. */
  readonly activateTicket?: string
  readonly cardId: string
  /** The plain code: it needs no decryption. */
  readonly code: string
}

/**
 * Reads the `referrerInfo` that `App.onShow` of the mini program received: `undefined` when the user left the component
 * without activating, was active before, or came from somewhere else.
 *
 * It was sent by a phone and proves nothing: compare the card id, and believe what WeChat says of the code. It can
 * arrive more than once.
 *
 * @throws An {@link InputError}: it is no object, or the component's data are not what WeChat sends.
 * @see {@link https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/card/membership-card.html | 会员卡组件}
 */
export function parseActivationReturn(referrerInfo: unknown): ActivationReturn | undefined {
  const subject = 'parseActivationReturn'
  if (!isObject(referrerInfo)) {
    throw new InputError(subject, [{ field: 'referrerInfo', expected: 'an object', received: describe(referrerInfo) }])
  }
  const { appId, extraData } = referrerInfo
  if (extraData === undefined || extraData === null) return undefined
  const { problems, activation } = readExtraData(extraData)
  // An old client (Android 6.7.2) names the calling mini program here, so that only the data can tell.
  if (appId !== ACTIVATION_APP_ID && problems.length > 0) return undefined
  refuse(subject, problems)
  return activation
}

function readExtraData(extraData: unknown): { problems: InputProblem[]; activation?: ActivationReturn } {
  const field = 'referrerInfo.extraData'
  if (!isObject(extraData)) return { problems: [{ field, expected: 'an object', received: describe(extraData) }] }
  const { activate_ticket = '', card_id, code } = extraData
  if (card_id === undefined && code === undefined) return { problems: [] }
  const problems = [
    ...problemsOf(`${field}.activate_ticket`, activate_ticket, anyText),
    ...problemsOf(`${field}.card_id`, card_id, text),
    ...problemsOf(`${field}.code`, code, text),
  ]
  const activation = { ...(activate_ticket !== '' && { activateTicket: activate_ticket }), cardId: card_id, code }
  return { problems, activation: activation as ActivationReturn } // strings, or there are problems
}

/** What WeChat adds to the address of the page that is opened after the form. */
export interface ActivationQuery {
  readonly cardId: string
  /** Encrypted: for `decryptCode`. */
  readonly encryptCode: string
  /** Under the Official Account. */
  readonly openid?: string
  /** Channel; empty when there is none. */
  readonly outerStr: string
  /** For `members.getActivationInfo`, which answers with the form. */
  readonly activateTicket?: string
}

/**
 * Reads the address with which WeChat opened the page of `wx_activate_after_submit_url`: whole, or from its path or its
 * query on. WeChat adds its parameters with `&` even where there is no `?`; both are understood. Values are
 * percent-decoded once. What follows `#` is not read.
 *
 * The address was sent by a browser and proves nothing: believe what WeChat says of the code.
 *
 * @throws An {@link InputError}: `card_id` or `encrypt_code` is missing or empty, or a parameter is repeated or malformed.
 * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Membership_Cards/Create_a_membership_card.html | 创建会员卡}
 */
export function parseActivationQuery(url: string): ActivationQuery {
  const subject = 'parseActivationQuery'
  const problems = problemsOf('url', url, text)
  refuse(subject, problems)
  const found = readParameters(withoutFragment(url).split(/[?&]/), PAGE_PARAMETERS, problems)
  refuse(subject, problems)
  return {
    cardId: found.card_id,
    encryptCode: found.encrypt_code,
    ...(found.openid && { openid: found.openid }),
    outerStr: found.outer_str,
    ...(found.activate_ticket && { activateTicket: found.activate_ticket }),
  }
}

const PAGE_PARAMETERS = {
  card_id: text,
  encrypt_code: text,
  openid: optional(anyText),
  outer_str: optional(anyText),
  activate_ticket: optional(anyText),
} satisfies Shape
