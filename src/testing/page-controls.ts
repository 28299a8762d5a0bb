// What the console and wx.js ask for beside the phones: a QR code from nowhere, the component's form, and wx.config.
import { isObject } from '../validate.js'
import type { SimulatedAccount } from './account/account.js'
import { activationLinkOf } from './account/activation-link.js'
import { sha1OfSorted } from './account/digest.js'
import { type ComponentPage, componentPage } from './phone/component.js'
import { phoneFailure } from './phone/failure.js'

type Request = Readonly<Record<string, unknown>>

/** Makes a user known who has done nothing yet, so that the phone is there to be seen. */
export function addUser(account: SimulatedAccount, { openid, unionid, miniProgramOpenid }: Request): void {
  const given = (value: unknown): value is string => typeof value === 'string' && value !== ''
  if (!given(openid))
    throw phoneFailure('addUser', '参数错误', 'openid must be a text: the user under the Official Account')
  account.users.set(openid, {
    ...account.users.get(openid),
    openid,
    ...(given(unionid) && { unionid }),
    ...(given(miniProgramOpenid) && { miniProgramOpenid }),
  })
}

/** A year: who prints a QR code for the console does not want it to run out. */
const LONG_SECONDS = 365 * 86_400

/** A QR code for a card, as if the merchant had made one with `distribution.createQrCode`. */
export function printQrCode(account: SimulatedAccount, { cardId }: Request): { readonly url: string } {
  const card = typeof cardId === 'string' ? account.cards.find(cardId) : undefined
  if (card === undefined) throw phoneFailure('printQrCode', '参数错误', `there is no card ${String(cardId)}`)
  const entry = { card, code: undefined, openid: undefined, isUniqueCode: false, outerId: 0, outerStr: 'console' }
  const { url } = account.distribution.addQrCode([entry], LONG_SECONDS)
  return { url }
}

/** The link that `members.getActivationUrl` answers for a card. */
export function activationUrl(account: SimulatedAccount, { cardId }: Request): { readonly url: string } {
  const card = typeof cardId === 'string' ? account.cards.find(cardId) : undefined
  if (card === undefined) throw phoneFailure('activationUrl', '参数错误', `there is no card ${String(cardId)}`)
  return { url: activationLinkOf(account, card.cardId, 'console') }
}

/** What the activation component shows a user: the form, or nothing to fill in. */
export function activationForm(account: SimulatedAccount, { user, extraData, url }: Request): ComponentPage {
  const openid = isObject(user) && typeof user.openid === 'string' ? user.openid : undefined
  if (openid === undefined)
    throw phoneFailure('activationForm', '参数错误', 'user must be { openid }: whose phone it is')
  const values = typeof url === 'string' && URL.canParse(url) ? new URL(url).searchParams : undefined
  const of = (name: string): string =>
    values ? (values.get(name) ?? '') : String((isObject(extraData) ? extraData : {})[name] ?? '')
  return componentPage(account, openid, {
    encrypt_card_id: of('encrypt_card_id'),
    outer_str: of('outer_str'),
    biz: of('biz'),
  })
}

/**
 * Checks what a page hands to `wx.config`, as WeChat does: the domain first, then the signature over the page's real
 * address with the jsapi ticket.
 */
export function wxConfig(
  account: SimulatedAccount,
  jsDomains: readonly string[],
  request: Request,
): { readonly errMsg: 'config:ok' } {
  const { url, appId, timestamp, nonceStr, signature } = request
  if (typeof url !== 'string' || !URL.canParse(url))
    throw configFailure('invalid url domain', 'the page has no address')
  const { host, hostname } = new URL(url)
  if (!jsDomains.includes(host) && !jsDomains.includes(hostname)) {
    const known = jsDomains.length === 0 ? 'there are none' : `they are ${jsDomains.join(', ')}`
    throw configFailure(
      'invalid url domain',
      `${host} is none of the JS-safe domains: ${known} (--js-domain, or --allow-origin)`,
    )
  }
  if (appId !== account.settings.appId) {
    throw configFailure('invalid signature', `appId is ${String(appId)}, the account is ${account.settings.appId}`)
  }
  for (const [name, value] of Object.entries({ timestamp, nonceStr, signature })) {
    if (value === undefined || value === '') throw configFailure('invalid signature', `${name} is missing`)
  }
  const signedWith = (ticket: string): boolean =>
    sha1OfText(`jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`) === signature
  if (account.credentials.acceptedTickets('jsapi').some(signedWith)) return { errMsg: 'config:ok' }
  if (account.credentials.acceptedTickets('wx_card').some(signedWith)) {
    throw configFailure('invalid signature', 'it is made with the card ticket: wx.config takes the jsapi ticket')
  }
  throw configFailure(
    'invalid signature',
    `it is not the SHA-1 of jsapi_ticket=…&noncestr=${String(nonceStr)}&timestamp=${String(timestamp)}&url=${url} with a jsapi ticket of this simulator: sign the page's address as it is, without its fragment`,
  )
}

const sha1OfText = (text: string): string => sha1OfSorted([text])

function configFailure(text: string, reason: string): { readonly errMsg: string; readonly reason: string } {
  return { errMsg: `config:${text}`, reason }
}
