// A stand-in for WeChat's JS-SDK and for the parts of the mini program's wx that cards need, in an ordinary browser.
import { Refused } from './refused.js'
import type { PhoneDialogs } from './wx-dialogs.js'

/** What a call is given: its own parameters, and WeChat's callbacks. */
interface CallOptions {
  readonly success?: (result: object) => void
  readonly fail?: (result: object) => void
  readonly cancel?: (result: object) => void
  readonly complete?: (result: object) => void
  readonly [name: string]: unknown
}

/** What a page hands to `wx.config`. */
interface ConfigOptions {
  readonly debug?: boolean
  readonly appId?: string
  readonly timestamp?: string | number
  readonly nonceStr?: string
  readonly signature?: string
  readonly jsApiList?: readonly string[]
}

/** What `App.onShow` and `getLaunchOptionsSync` tell. */
interface ShowOptions {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly scene: number
  readonly referrerInfo: { readonly appId?: string; readonly extraData?: object }
}

/** The activation component. */
const COMPONENT_APP_ID = 'wxeb490c6f9b154ef9'

const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : undefined
const source = new URL(script?.src ?? location.href)
const controls = new URL('./', source).href
const user = source.searchParams.get('user') ?? 'oUser'
const auto = source.searchParams.get('auto') === '1'

/** The phone's dialogs: loaded when the first call needs one, so that this script stays small. */
let loading: Promise<PhoneDialogs> | undefined
function phoneDialogs(): Promise<PhoneDialogs> {
  loading ??= import(new URL('dialogs.js', source).href).then((module: typeof import('./wx-dialogs.js')) =>
    module.phoneDialogs(controls, user, auto),
  )
  return loading
}

/** Speaks to the developer, not to the page. */
const hint = (text: string): void => console.warn(`wx (simulated): ${text}`)

async function ask<Answer = Readonly<Record<string, unknown>>>(name: string, request: object): Promise<Answer> {
  let response: Response
  try {
    response = await fetch(controls + name, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    })
  } catch (error) {
    hint(
      `the simulator at ${controls} does not answer, or does not know this page: start it with --allow-origin ${location.origin}`,
    )
    throw error
  }
  const answer = await response.json()
  if (!response.ok) throw new Refused(answer)
  return answer
}

const phone = <Answer = Readonly<Record<string, unknown>>>(
  method: string,
  ...args: readonly unknown[]
): Promise<Answer> => ask<Answer>(`phone/${method}`, { user: { openid: user }, arguments: args })

// Whether this page is a web page that signed itself in, or stands for a mini program.
type Standing = 'mini program' | 'configuring' | 'configured' | 'refused'
let standing: Standing = 'mini program'
let allowed: readonly string[] = []
let configFailure = ''
let hinted = false
const whenReady: (() => void)[] = []
let whenFailed: ((result: object) => void) | undefined
let configured: Promise<void> = Promise.resolve()

/** The address that a page signs: without the fragment. */
const signedUrl = (): string => location.href.split('#')[0] ?? ''

function config(options: ConfigOptions = {}): void {
  standing = 'configuring'
  allowed = options.jsApiList ?? []
  configured = ask('wxConfig', { url: signedUrl(), ...options }).then(
    () => {
      standing = 'configured'
      if (options.debug) hint('config:ok')
      for (const callback of whenReady.splice(0)) callback()
    },
    (error: unknown) => {
      standing = 'refused'
      const answer = error instanceof Refused ? error.answer : { errMsg: 'config:fail', reason: String(error) }
      configFailure = String(answer.errMsg)
      hint(`${configFailure}: ${String(answer.reason)}`)
      whenFailed?.({ errMsg: configFailure })
      for (const callback of whenReady.splice(0)) callback() // the check has ended, which is all that ready says
    },
  )
}

/** Calls back once the check of `wx.config` has ended, whatever came of it; at once if it has. */
function ready(callback: () => void): void {
  if (standing === 'configured' || standing === 'refused') callback()
  else whenReady.push(callback)
}

/** Of several handlers the last one is called, as in WeChat's script. */
function error(callback: (result: object) => void): void {
  whenFailed = callback
  if (standing === 'refused') callback({ errMsg: configFailure })
}

/** A failure as `wx` reports it. */
class Failure extends Error {
  readonly result: Readonly<Record<string, unknown>>

  constructor(errMsg: string, extra: object = {}) {
    super(errMsg)
    this.result = { errMsg, ...extra }
  }
}

/** Fails where WeChat would not let the page call this. */
async function needPermission(name: string): Promise<void> {
  await configured
  if (standing === 'mini program') {
    if (hinted) return
    hinted = true
    hint('this page has not called wx.config, so it is treated as a mini program. A web page must call it first')
    return
  }
  if (standing === 'refused') {
    hint(`wx.config was refused (${configFailure}), so ${name} is`)
    throw new Failure(`${name}:the permission value is offline verifying`)
  }
  if (!allowed.includes(name)) {
    hint(`${name} is not in the jsApiList of wx.config`)
    throw new Failure(`${name}:the permission value is offline verifying`)
  }
}

const typeOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1)

/** Fails as WeChat does for a parameter of another type. */
function needType(name: string, options: CallOptions, parameter: string, type: string): void {
  if (typeOf(options[parameter]) === type) return
  hint(`${name} takes ${parameter} as ${type}, got ${typeOf(options[parameter])}`)
  throw new Failure(
    `${name}:fail parameter error: parameter.${parameter} should be ${type} instead of ${typeOf(options[parameter])};`,
  )
}

/** Makes a call of `wx`: callbacks as WeChat has them, and in a mini program a promise where there are none. */
function call(name: string, act: (options: CallOptions) => Promise<object>) {
  return (options: CallOptions = {}): Promise<object> | undefined => {
    const running = (async () => {
      await needPermission(name)
      return await act(options)
    })()
    const { success, fail, cancel, complete } = options
    const settled = running.then(
      (result) => {
        success?.(result)
        complete?.(result)
        return result
      },
      (failure: unknown) => {
        const result = resultOf(name, failure)
        const isCancelled = /cancel$/.test(String(result.errMsg))
        if (isCancelled && cancel) cancel(result)
        else fail?.(result)
        complete?.(result)
        throw result
      },
    )
    const hasCallbacks = Boolean(success || fail || cancel || complete)
    if (standing === 'mini program' && !hasCallbacks) return settled
    settled.catch(() => {}) // whoever has callbacks has heard of it
    return undefined
  }
}

function resultOf(name: string, failure: unknown): Readonly<Record<string, unknown>> {
  if (failure instanceof Failure) return failure.result
  if (failure instanceof Refused) {
    const { errMsg, reason } = failure.answer
    if (reason !== undefined) hint(`${String(errMsg)}: ${String(reason)}`)
    return { errMsg: typeof errMsg === 'string' ? errMsg : `${name}:fail ${failure.message}` }
  }
  return { errMsg: `${name}:fail ${failure instanceof Error ? failure.message : String(failure)}` }
}

const cancelled = (name: string): Failure =>
  new Failure(standing === 'mini program' ? `${name}:fail cancel` : `${name}:cancel`)

const addCard = call('addCard', async (options) => {
  needType('addCard', options, 'cardList', 'Array')
  const cardList = options.cardList as readonly { readonly cardId?: unknown }[]
  if (!(await (await phoneDialogs()).claim(cardList.map(({ cardId }) => String(cardId))))) throw cancelled('addCard')
  try {
    return await phone('addCard', cardList)
  } catch (failure) {
    // WeChat shows the reason on its page before the developer's page hears of it.
    await (await phoneDialogs()).tell(String(resultOf('addCard', failure).errMsg))
    throw failure
  }
})

const openCard = call('openCard', async (options) => {
  needType('openCard', options, 'cardList', 'Array')
  const result = await phone('openCard', options.cardList)
  await (await phoneDialogs()).show(options.cardList as readonly { cardId: string; code: string }[])
  return result
})

const chooseCard = call('chooseCard', async ({ success, fail, cancel, complete, ...params }) => {
  const { reason, ...result } = await phone('chooseCard', params)
  if (reason !== undefined) hint(`chooseCard shows no cards: ${String(reason)}`)
  const entries = JSON.parse(String(result.cardList)) as object[]
  const chosen = await (await phoneDialogs()).choose('chooseCards', entries)
  if (chosen === undefined) throw cancelled('chooseCard')
  return { ...result, cardList: JSON.stringify(chosen) }
})

const chooseInvoice = call('chooseInvoice', async ({ success, fail, cancel, complete, ...params }) => {
  const signed = Object.keys(params).length > 0
  const result = await phone('chooseInvoice', ...(signed ? [params] : []))
  const entries = JSON.parse(String(result.choose_invoice_info)) as object[]
  const chosen = await (await phoneDialogs()).choose('chooseInvoices', entries)
  if (chosen === undefined) throw cancelled('chooseInvoice')
  const list = JSON.stringify(chosen)
  return { ...result, choose_invoice_info: list, ...(result.invoiceInfo !== undefined && { invoiceInfo: list }) }
})

// Mini programs: the page is shown when it starts, and again when the user comes back from the component.
const showListeners = new Set<(options: ShowOptions) => void>()
const launched: ShowOptions = {
  path: location.pathname.replace(/^\//, ''),
  query: Object.fromEntries(new URLSearchParams(location.search)),
  scene: 1001,
  referrerInfo: {},
}
let entered = launched

function show(options: ShowOptions): void {
  entered = options
  for (const listener of showListeners) listener(options)
}

const navigateToMiniProgram = call('navigateToMiniProgram', async (options) => {
  needType('navigateToMiniProgram', options, 'appId', 'String')
  if (options.appId !== COMPONENT_APP_ID) {
    hint(`there is only the activation component ${COMPONENT_APP_ID} here, not ${String(options.appId)}`)
    throw new Failure('navigateToMiniProgram:fail invalid appid')
  }
  needType('navigateToMiniProgram', options, 'extraData', 'Object')
  void activate(options.extraData as object)
  return { errMsg: 'navigateToMiniProgram:ok' }
})

/** The user in the component; the mini program is shown again when they come back. */
async function activate(extraData: object): Promise<void> {
  let referrerInfo: ShowOptions['referrerInfo'] = { appId: COMPONENT_APP_ID }
  try {
    const answers = await (await phoneDialogs()).activate(
      await ask('activationForm', { user: { openid: user }, extraData }),
    )
    const returned = await phone('openActivation', extraData, ...(answers === undefined ? [] : [answers]))
    referrerInfo = returned.referrerInfo as ShowOptions['referrerInfo']
  } catch (failure) {
    const { errMsg } = resultOf('activation', failure)
    await (await phoneDialogs()).tell(String(errMsg))
  }
  show({ ...launched, scene: 1038, referrerInfo })
}

/** The component as a web page: a link of `members.getActivationUrl` that the user follows. */
async function activateOnWeb(url: string): Promise<void> {
  try {
    const answers = await (await phoneDialogs()).activate(await ask('activationForm', { user: { openid: user }, url }))
    const target = await phone<unknown>('openActivationPage', url, ...(answers === undefined ? [] : [answers]))
    if (typeof target === 'string') location.assign(target)
  } catch (failure) {
    await (await phoneDialogs()).tell(String(resultOf('activation', failure).errMsg))
  }
}

const ACTIVATION_LINK = /^https:\/\/mp\.weixin\.qq\.com\/bizmall\/activatemembercard\b/
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (link === null || !ACTIVATION_LINK.test(link.href)) return
  event.preventDefault()
  void activateOnWeb(link.href)
})
// `location.href = link`, where the browser can tell.
const { navigation } = window as { navigation?: EventTarget }
navigation?.addEventListener('navigate', (event) => {
  const { url } = (event as Event & { destination?: { url?: string } }).destination ?? {}
  if (url === undefined || !ACTIVATION_LINK.test(url)) return
  event.preventDefault()
  void activateOnWeb(url)
})

const CARD_APIS = ['addCard', 'openCard', 'chooseCard', 'chooseInvoice']

const checkJsApi = call('checkJsApi', async (options) => {
  const asked = Array.isArray(options.jsApiList) ? (options.jsApiList as readonly string[]) : []
  return {
    errMsg: 'checkJsApi:ok',
    checkResult: Object.fromEntries(asked.map((name) => [name, CARD_APIS.includes(name)])),
  }
})

/** The way in which web pages call what WeChat's script has no method for. */
function invoke(name: string, params: CallOptions, callback: (result: object) => void): void {
  if (name !== 'chooseInvoice') {
    hint(`invoke knows chooseInvoice alone here, not ${name}`)
    callback({ err_msg: `${name}:function_not_exist` })
    return
  }
  void chooseInvoice({
    ...params,
    success: (result) => callback({ err_msg: 'choose_invoice:ok', ...pick(result, 'choose_invoice_info') }),
    cancel: () => callback({ err_msg: 'choose_invoice:cancel' }),
    fail: () => callback({ err_msg: 'choose_invoice:fail' }),
  })
}

const pick = (result: object, name: string): object => ({ [name]: (result as Record<string, unknown>)[name] })

const wx = {
  invoke,
  config,
  ready,
  error,
  checkJsApi,
  addCard,
  openCard,
  chooseCard,
  chooseInvoice,
  navigateToMiniProgram,
  onAppShow: (listener: (options: ShowOptions) => void): void => void showListeners.add(listener),
  offAppShow: (listener?: (options: ShowOptions) => void): void =>
    void (listener ? showListeners.delete(listener) : showListeners.clear()),
  getLaunchOptionsSync: (): ShowOptions => launched,
  getEnterOptionsSync: (): ShowOptions => entered,
}

// Other members of wx that a page brought along, such as those of Taro or uni-app, stay.
const page = window as unknown as { wx?: object; jWeixin?: object }
page.wx = Object.assign(page.wx ?? {}, wx)
page.jWeixin = page.wx
