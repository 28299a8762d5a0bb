// Activation component of WeChat (开卡组件): the links and parameters that open it, and what comes back from it.
import { InputError, type InputProblem } from '../errors.js'
import {
  anyText,
  appId,
  type Check,
  checkObject,
  describe,
  isObject,
  isPromise,
  optional,
  type Shape,
  text,
  throwIfInvalid,
  validate,
} from '../validate.js'
import { cardId, orEmpty, plainCode } from './fields.js'
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
  throwIfInvalid(subject, official ? [] : [{ field: 'url', expected, received }])
  const extraData = readActivateUrl(url)
  if (Array.isArray(extraData)) throw new InputError(subject, extraData)
  return extraData
}

/** Reads an activation link of any host, or lists what is wrong with it. */
export function readActivateUrl(url: string): ActivationExtraData | InputProblem[] {
  const problems = validate('url', url, text)
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

/** What {@link buildCardOpenNavigation} takes. */
export interface CardOpenInput {
  /** AppID of the Official Account that made the card (`create_card_appid`). */
  appId: string
  /** The member card. */
  cardId: string
  /** Channel; an empty one is none. */
  outerStr?: string | undefined
  /** The code this user gets, for cards with codes of the merchant's own (`card_code`). */
  code?: string | undefined
  /**
   * `ACTIVATE_TYPE_NORMAL` ends in the component, `ACTIVATE_TYPE_JUMP` goes on to your mini program or to `jumpUrl`.
   * @defaultValue left out
   */
  activateType?: 'ACTIVATE_TYPE_NORMAL' | 'ACTIVATE_TYPE_JUMP' | (string & {}) | undefined
  /** Where `ACTIVATE_TYPE_JUMP` goes on to. */
  jumpUrl?: string | undefined
}

/** The parameters of `wx.navigateToMiniProgram` that open a card's own page in the component. */
export interface CardOpenNavigation {
  readonly appId: typeof ACTIVATION_APP_ID
  readonly path: 'pages/card_open/card_open'
  readonly extraData: {
    readonly create_card_appid: string
    readonly card_id: string
    readonly outer_str?: string
    readonly card_code?: string
    readonly activate_type?: string
    readonly jump_url?: string
  }
}

/**
 * Makes the parameters of `wx.navigateToMiniProgram({ appId, path, extraData })` that let a user take a member card and
 * activate it in one step, on the page `pages/card_open/card_open` of the activation component. No call to WeChat.
 *
 * WeChat documents this page for the member cards **of WeChat Pay**. For cards made with `/card/create`, also with codes of
 * the merchant's own, one developer reports that it works (reports-59) and no page says so: try it with your card
 * before you rely on it. {@link buildActivationNavigation} is the documented way for those.
 *
 * @throws An {@link InputError}: a field is missing, wrong or unknown; it names each.
 * @see {@link https://pay.weixin.qq.com/docs/merchant/apis/membership-card/member-card-invest/mini-program-opening-component.html | 小程序拉起开卡组件}
 */
export function buildCardOpenNavigation(input: CardOpenInput): CardOpenNavigation {
  checkObject('buildCardOpenNavigation', input, cardOpenShape)
  const { appId, cardId, outerStr, code, activateType, jumpUrl } = input
  return {
    appId: ACTIVATION_APP_ID,
    path: 'pages/card_open/card_open',
    extraData: {
      create_card_appid: appId,
      card_id: cardId,
      ...(outerStr && { outer_str: outerStr }),
      ...(code && { card_code: code }),
      ...(activateType && { activate_type: activateType }),
      ...(jumpUrl && { jump_url: jumpUrl }),
    },
  }
}

const cardOpenShape: Readonly<Record<keyof CardOpenInput, Check>> = {
  appId,
  cardId,
  outerStr: optional(anyText),
  code: optional(orEmpty(plainCode)),
  activateType: optional(anyText),
  jumpUrl: optional(anyText),
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
 * Reads what `App.onShow` of the mini program received: its whole options, their `referrerInfo`, or the `extraData` in
 * it. `App.onShow` runs at every show, so `undefined` is the usual answer: the user left the component without
 * activating, was active before, or came from somewhere else.
 *
 * It was sent by a phone and proves nothing: compare the card id, and believe what WeChat says of the code. It can
 * arrive more than once.
 *
 * @throws An {@link InputError}: it is no such object, or the component's data are not what WeChat sends.
 * @see {@link https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/card/membership-card.html | 会员卡组件}
 */
export function parseActivationReturn(shown: unknown): ActivationReturn | undefined {
  const subject = 'parseActivationReturn'
  if (!isObject(shown) || isPromise(shown)) throw new InputError(subject, [notShown('options', shown)])
  if (isExtraData(shown)) return activationIn(subject, 'extraData', shown, true)
  // The whole options. The runtime has `{}` there, or nothing, where nobody sent the user.
  const whole = 'referrerInfo' in shown || 'scene' in shown
  const referrerInfo = whole ? shown.referrerInfo : shown
  if (referrerInfo === undefined || referrerInfo === null) return undefined
  if (!isObject(referrerInfo)) throw new InputError(subject, [notShown('referrerInfo', referrerInfo)])
  const { appId, extraData } = referrerInfo
  if (extraData === undefined || extraData === null) return undefined
  return activationIn(subject, 'referrerInfo.extraData', extraData, appId === ACTIVATION_APP_ID)
}

const notShown = (field: string, value: unknown): InputProblem => ({
  field,
  expected: 'what App.onShow received: an object (its options, their referrerInfo, or extraData)',
  received: describe(value),
})

/** Whether somebody handed in `extraData` alone. */
const isExtraData = (shown: Record<string, unknown>): boolean =>
  ['activate_ticket', 'card_id', 'code'].some((name) => Object.hasOwn(shown, name))

/** @param certain Whether it is known to come from the component: else what cannot be read is somebody else's. */
function activationIn(
  subject: string,
  field: string,
  extraData: unknown,
  certain: boolean,
): ActivationReturn | undefined {
  const { problems, activation } = readExtraData(field, extraData)
  // An old client (Android 6.7.2) names the calling mini program as appId, so that only the data can tell.
  if (!certain && problems.length > 0) return undefined
  throwIfInvalid(subject, problems)
  return activation
}

function readExtraData(field: string, extraData: unknown): { problems: InputProblem[]; activation?: ActivationReturn } {
  if (!isObject(extraData)) return { problems: [{ field, expected: 'an object', received: describe(extraData) }] }
  const { activate_ticket = '', card_id, code } = extraData
  if (card_id === undefined && code === undefined) return { problems: [] }
  const problems = [
    ...validate(`${field}.activate_ticket`, activate_ticket, anyText),
    ...validate(`${field}.card_id`, card_id, text),
    ...validate(`${field}.code`, code, text),
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
  const problems = validate('url', url, text)
  throwIfInvalid(subject, problems)
  const found = readParameters(withoutFragment(url).split(/[?&]/), PAGE_PARAMETERS, problems)
  throwIfInvalid(subject, problems)
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
