// The client: credentials, wire, endpoint groups and flows put together for one Official Account.
import { inspect } from 'node:util'
import type { CacheAdapter } from './cache/adapter.js'
import { memoryCache } from './cache/memory.js'
import { credentialsOf } from './client-credentials.js'
import type { Credential } from './credentials/credential.js'
import type { CredentialKind, InputProblem } from './errors.js'
import { type ActivationNavigationRequest, getActivationNavigation } from './flows/activation-navigation.js'
import { type DecryptedCard, decryptCardList, decryptCode, type EncryptedCardList } from './flows/decryption.js'
import { bindGroups, WithGroups } from './flows/groups.js'
import type { ActivationNavigation } from './helpers/activation.js'
import { type AddCardInput, type AddCardItem, signCards } from './helpers/card-ext.js'
import { buildChooseCardParams, type ChooseCardInput, type ChooseCardParams } from './helpers/choose-card.js'
import {
  buildChooseInvoiceParams,
  type ChooseInvoiceInput,
  type ChooseInvoiceParams,
} from './helpers/choose-invoice.js'
import type { AccessToken, CardTicket, JsapiTicket } from './helpers/ticket.js'
import { buildWxConfig, type WxConfig, type WxConfigInput } from './helpers/wx-config.js'
import { type Settings, toSettings, type WeChatCardClientOptions } from './options.js'
import { problemsOfCallOptions } from './transport/call-options.js'
import { createMethodFactory } from './transport/invoke.js'
import type { CallOptions, CallRoute, EndpointMethod, MakeMethod } from './transport/route.js'
import {
  asText,
  type Check,
  describe,
  isObject,
  named,
  oneOf,
  optional,
  text,
  throwIfInvalid,
  validate,
  validateObject,
} from './validate.js'

/** What a filter for {@link WeChatCardClient.buildChooseCardParams} may hold. */
export type ChooseCardFilter = Omit<ChooseCardInput, 'appId' | 'cardTicket'>

/** What may be given to {@link WeChatCardClient.buildChooseInvoiceParams}: nothing is needed. */
export type ChooseInvoiceRequest = Omit<ChooseInvoiceInput, 'appId' | 'cardTicket'>

/** What {@link WeChatCardClient.buildWxConfig} is told about the page. */
export type WxConfigRequest = Omit<WxConfigInput, 'appId' | 'jsapiTicket'>

/**
 * WeChat cards (微信卡券) of one Official Account: obtains and keeps its access token and tickets, signs what the phone
 * needs, and offers every endpoint as a typed method.
 *
 * Make one per Official Account and keep it. All methods are safe to call at the same time.
 *
 * @example
 * ```ts
 * const wechat = new WeChatCardClient({ appId: 'wx…', appSecret: '…' })
 * const cardList = await wechat.buildAddCardList([{ cardId: 'p…' }])
 * ```
 */
export class WeChatCardClient extends WithGroups {
  readonly #settings: Settings
  readonly #credentials: Readonly<Record<CredentialKind, Credential>>
  readonly #make: MakeMethod
  /** The methods behind {@link call}, by what a route says. */
  readonly #called = new Map<string, EndpointMethod>()
  readonly #activationLinks: CacheAdapter

  /**
   * Checks the options and keeps them; sends nothing.
   *
   * @throws An {@link InputError}: options are missing, wrong or unknown; it names each.
   */
  constructor(options: WeChatCardClientOptions) {
    const settings = toSettings(options)
    const credentials = credentialsOf(settings)
    const make = createMethodFactory(settings, credentials.accessToken)
    super(bindGroups(make))
    this.#settings = settings
    this.#credentials = credentials
    this.#make = make
    this.#activationLinks = memoryCache({ maxEntries: 1000, clock: settings.clock })
    const printed = `WeChatCardClient { appId: '${settings.appId}' }`
    Object.defineProperty(this, inspect.custom, { value: () => printed })
  }

  /**
   * Answers with the access token: from memory as long as it is good, else from the cache, else from WeChat.
   *
   * @throws A {@link CredentialError}: it could not be obtained.
   */
  async getAccessToken(options?: CallOptions): Promise<AccessToken> {
    return this.#atHand('accessToken', options) ?? (await this.#credential('accessToken', 'getAccessToken', options))
  }

  /**
   * Answers with the card ticket (`api_ticket`, type `wx_card`), which signs `cardExt` and `wx.chooseCard`.
   *
   * @throws A {@link CredentialError}: it could not be obtained.
   */
  async getCardTicket(options?: CallOptions): Promise<CardTicket> {
    return this.#atHand('cardTicket', options) ?? (await this.#credential('cardTicket', 'getCardTicket', options))
  }

  /**
   * Answers with the jsapi ticket, which signs `wx.config` and nothing else.
   *
   * @throws A {@link CredentialError}: it could not be obtained.
   */
  async getJsapiTicket(options?: CallOptions): Promise<JsapiTicket> {
    return this.#atHand('jsapiTicket', options) ?? (await this.#credential('jsapiTicket', 'getJsapiTicket', options))
  }

  /**
   * Forgets a credential that was found to be dead, here and in the shared cache, so that the next call obtains another.
   * With `value`, only if it is still this one: late reports of an old value then do no harm. Rejections that the
   * client's own calls meet need no such call.
   *
   * @throws An {@link InputError}: the kind is unknown, or the value is not a non-empty string.
   */
  async invalidateCredential(kind: CredentialKind, value?: string): Promise<void> {
    const problems = validate('kind', kind, oneOf('accessToken', 'cardTicket', 'jsapiTicket'))
    throwIfInvalid('invalidateCredential', [...problems, ...validate('value', value, optional(text))])
    await this.#credentials[kind].invalidate(value)
  }

  /**
   * Signs cards for `wx.addCard({ cardList })`, which takes the result as it is. Each entry can be claimed once, so make
   * it when the user asks for it.
   *
   * @throws An {@link InputError}: a card is wrong. A {@link CredentialError}: no card ticket could be obtained.
   * @see {@link https://developers.weixin.qq.com/miniprogram/dev/api/open-api/card/wx.addCard.html | wx.addCard}
   */
  async buildAddCardList(cards: readonly AddCardInput[], options?: CallOptions): Promise<AddCardItem[]> {
    return await this.#signed('buildAddCardList', 'cardTicket', options, (cardTicket) => signCards(cards, cardTicket))
  }

  /**
   * Signs the parameters of `wx.chooseCard` on a web page.
   *
   * @throws An {@link InputError}: the filter is wrong. A {@link CredentialError}: no card ticket could be obtained.
   */
  async buildChooseCardParams(filter: ChooseCardFilter = {}, options?: CallOptions): Promise<ChooseCardParams> {
    const { appId } = this.#settings
    throwIfInvalid('buildChooseCardParams', problemsOfPart('filter', filter, ['appId', 'cardTicket']))
    return await this.#signed('buildChooseCardParams', 'cardTicket', options, (cardTicket) =>
      buildChooseCardParams({ ...filter, appId, cardTicket }),
    )
  }

  /**
   * Signs the parameters of `wx.invoke('chooseInvoice', …)` on a web page. Mini programs need none.
   *
   * @throws An {@link InputError}: the request is wrong. A {@link CredentialError}: no card ticket could be obtained.
   */
  async buildChooseInvoiceParams(
    request: ChooseInvoiceRequest = {},
    options?: CallOptions,
  ): Promise<ChooseInvoiceParams> {
    const { appId } = this.#settings
    throwIfInvalid('buildChooseInvoiceParams', problemsOfPart('request', request, ['appId', 'cardTicket']))
    return await this.#signed('buildChooseInvoiceParams', 'cardTicket', options, (cardTicket) =>
      buildChooseInvoiceParams({ ...request, appId, cardTicket }),
    )
  }

  /**
   * Signs a web page's `wx.config`. Mini programs need none.
   *
   * @throws An {@link InputError}: the request is wrong. A {@link CredentialError}: no jsapi ticket could be obtained.
   */
  async buildWxConfig(request: WxConfigRequest, options?: CallOptions): Promise<WxConfig> {
    const { appId } = this.#settings
    throwIfInvalid('buildWxConfig', problemsOfPart('request', request, ['appId', 'jsapiTicket']))
    return await this.#signed('buildWxConfig', 'jsapiTicket', options, (jsapiTicket) =>
      buildWxConfig({ ...request, appId, jsapiTicket }),
    )
  }

  /**
   * Turns one encrypted code into the code of the card. Takes it as `wx.addCard` gave it or as it stands in a link.
   *
   * `POST /card/code/decrypt`
   *
   * @throws An {@link InputError}: it is no encrypted code, or a plain one. An {@link ApiError}: `40075` WeChat cannot
   * decrypt it, as when another account owns the card. A {@link TransportError}, `ERR_RESPONSE`: what came out is no code.
   */
  async decryptCode(encryptCode: string, options?: CallOptions): Promise<string> {
    return await decryptCode(this.codes.decrypt, encryptCode, options)
  }

  /**
   * Decrypts what `wx.addCard` or `wx.chooseCard` brought: an array or its JSON text, of at most 20 entries. One result
   * per entry, in the same order; an entry that fails carries its error and spoils no other.
   *
   * @throws An {@link InputError}: the list is not what a phone sends; nothing was sent then.
   */
  async decryptCardList(cardList: EncryptedCardList, options?: CallOptions): Promise<DecryptedCard[]> {
    refuseBadOptions('decryptCardList', options)
    return await decryptCardList(this.codes.decrypt, cardList, options)
  }

  /**
   * Makes the parameters with which a mini program opens WeChat's activation component:
   * `wx.navigateToMiniProgram({ appId, extraData })`. They are the same for every user and are kept in this process for
   * 5 minutes per card and channel.
   *
   * `POST /card/membercard/activate/geturl`
   *
   * @throws An {@link InputError}: the request is wrong. An {@link ApiError}: `72026` the card is not made for it. A
   * {@link TransportError}, `ERR_RESPONSE`: the link that WeChat sent cannot be read.
   */
  async getActivationNavigation(
    request: ActivationNavigationRequest,
    options?: CallOptions,
  ): Promise<ActivationNavigation> {
    refuseBadOptions('getActivationNavigation', options)
    return await getActivationNavigation(this.members.getActivationUrl, this.#activationLinks, request, options)
  }

  /**
   * Calls any other endpoint of WeChat with this client's token, retries and errors.
   *
   * @param route `effect: 'write'` is never resent while its outcome is unknown. `path` starts with `/`, may carry a
   * constant query, and has neither a host nor `..`.
   * @param request The query of a `GET`, else the JSON body.
   * @example
   * ```ts
   * await wechat.call({ method: 'POST', path: '/card/paygiftcard/update', effect: 'write' }, { … })
   * ```
   */
  async call<Reply extends object = Record<string, unknown>>(
    route: CallRoute,
    request: object = {},
    options?: CallOptions,
  ): Promise<Reply> {
    return (await this.#methodOf(route)(request, options)) as Reply // the caller names what comes
  }

  /** Routes are mostly written where they are used, as a new object each time. */
  #methodOf(route: CallRoute): EndpointMethod {
    const key = isObject(route) ? `${asText(route.effect)} ${asText(route.method)} ${asText(route.path)}` : ''
    const known = this.#called.get(key)
    if (known && Object.keys(route).length === ROUTE_FIELDS) return known
    throwIfInvalid('call', validateObject('route', route, ROUTE))
    const { method, path, effect } = route
    const made = this.#make({ method, path, effect }, 'call')
    if (this.#called.size >= MOST_CALLED) this.#called.clear() // some put an id into the path
    this.#called.set(key, made)
    return made
  }

  /** What may be known about a client. */
  toJSON(): { appId: string } {
    return { appId: this.#settings.appId }
  }

  /** Builds with a ticket: at once where one is at hand, which costs no promise. */
  #signed<Signed>(
    subject: string,
    kind: 'cardTicket' | 'jsapiTicket',
    options: CallOptions | undefined,
    build: (ticket: string) => Signed,
  ): Signed | Promise<Signed> {
    refuseBadOptions(subject, options)
    const atHand = this.#credentials[kind].current()
    return atHand === undefined ? this.#signedLater(subject, kind, options, build) : build(atHand)
  }

  /** Finds bad input before a ticket is asked for. */
  async #signedLater<Signed>(
    subject: string,
    kind: 'cardTicket' | 'jsapiTicket',
    options: CallOptions | undefined,
    build: (ticket: string) => Signed,
  ): Promise<Signed> {
    build('ticket')
    return build(await this.#credential(kind, subject, options))
  }

  /** What is at hand, without a promise; nothing where options have to be checked first. */
  #atHand(kind: CredentialKind, options: CallOptions | undefined): string | undefined {
    return options === undefined ? this.#credentials[kind].current() : undefined
  }

  async #credential(kind: CredentialKind, subject: string, options: CallOptions | undefined): Promise<string> {
    refuseBadOptions(subject, options)
    const ms = options?.totalTimeoutMs ?? this.#settings.totalTimeoutMs
    return await this.#credentials[kind].get({ signal: options?.signal, ms })
  }
}

const refuseBadOptions = (subject: string, options: CallOptions | undefined): void => {
  if (options !== undefined) throwIfInvalid(subject, problemsOfCallOptions(options))
}

/** Finds what is not an object, and members that the client adds itself. */
function problemsOfPart(field: string, value: unknown, added: readonly string[]): InputProblem[] {
  if (!isObject(value)) return [{ field, expected: 'an object', received: describe(value) }]
  return added
    .filter((name) => name in value)
    .map((name) => ({ field: name, expected: 'left out: the client adds it', received: describe(value[name]) }))
}

/** A path that an address parser leaves as it is: no host, no `..`, no fragment. */
const path: Check = (value) => {
  const expected = "a path that starts with / and has no host, no '..', no fragment and no access_token"
  if (typeof value !== 'string' || !URL.canParse(value, 'https://host')) return expected
  const { origin, pathname, search, searchParams } = new URL(value, 'https://host')
  const kept = origin === 'https://host' && pathname + search === value
  return kept && !searchParams.has('access_token') ? undefined : expected
}

const ROUTE: Readonly<Record<keyof CallRoute, Check>> = {
  method: oneOf('GET', 'POST'),
  path: named(path),
  effect: oneOf('read', 'write'),
}

const ROUTE_FIELDS = Object.keys(ROUTE).length

/** So many different routes are remembered. */
const MOST_CALLED = 500
