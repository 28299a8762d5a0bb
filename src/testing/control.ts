// Phones and controls over HTTP, under `/_simulator/`, for tests in other languages.
import { InputError, WeChatCardError } from '../errors.js'
import { describe, isObject } from '../validate.js'
import type { SimulatedAccount } from './account/account.js'
import { readJson, withoutNulls } from './account/json-body.js'
import { nearest } from './account/nearest.js'
import type { Simulator } from './contract.js'
import { broken, type IncomingRequest, JSON_TYPE, type Reply, urlOf } from './http/gateway.js'
import { SIMULATED_PATHS } from './http/paths.js'
import { activationForm, activationUrl, addUser, printQrCode, wxConfig } from './page-controls.js'
import type { Phone } from './phone/phone.js'
import type { PushTarget } from './pushes/pushes.js'
import type { SimulatorState } from './state-view.js'

/** Where the controls are. */
export const CONTROL_PREFIX = '/_simulator/'

/** What is controlled, and what is kept between two requests. */
export interface Controlled {
  readonly simulator: Simulator
  readonly account: () => SimulatedAccount
  readonly state: () => SimulatorState
  /** JS-safe domains (JS 接口安全域名) of the account. */
  readonly jsDomains: readonly string[]
  /** Addresses that were added over HTTP, by the ids that were answered. */
  readonly targets: Map<number, PushTarget>
}

/** What a phone can do, called with the arguments of the request. */
const PHONE: Readonly<Record<string, (phone: Phone, args: readonly never[], simulator: Simulator) => unknown>> = {
  wallet: (phone) => phone.wallet(),
  messages: (phone) => phone.messages(),
  takeFromMessage: (phone, [message]) => phone.takeFromMessage(message as never),
  addCard: (phone, [cardList]) => phone.addCard(cardList as never),
  scan: (phone, [url]) => phone.scan(url as never),
  openCard: (phone, [cardList]) => phone.openCard(cardList as never),
  chooseCard: (phone, [params]) => phone.chooseCard(params as never),
  chooseInvoice: (phone, [params]) => phone.chooseInvoice(params),
  showCode: (phone, [card]) => phone.showCode(card as never),
  openActivation: (phone, [extraData, answers, manner]) => phone.openActivation(extraData as never, answers, manner),
  openActivationPage: (phone, [url, answers, joinedBy, manner]) =>
    phone.openActivationPage(url as never, answers, joinedBy, manner),
  activateFromWallet: (phone, [card]) => phone.activateFromWallet(card as never),
  editForm: (phone, [card, answers]) => phone.editForm(card as never, answers as never),
  giveCard: (phone, [card, to], simulator) => phone.giveCard(card as never, receiverOf(simulator, to)),
  takeCard: (phone, [gift]) => phone.takeCard(gift as never),
  deleteCard: (phone, [card]) => phone.deleteCard(card as never),
  pay: (phone, [card, payment]) => phone.pay(card as never, payment as never),
  redeem: (phone, [card, typed]) => phone.redeem(card as never, typed),
  'giftCards/buy': ({ giftCards }, [url, purchase]) => giftCards.buy(url as never, purchase as never),
  'giftCards/keep': ({ giftCards }, [order]) => giftCards.keep(order as never),
  'giftCards/send': ({ giftCards }, [order, to]) => giftCards.send(order as never, to),
  'giftCards/take': ({ giftCards }, [order]) => giftCards.take(order as never),
  'invoices/authorise': ({ invoices }, [authUrl, filledIn]) => invoices.authorise(authUrl as never, filledIn),
  'invoices/showTitle': ({ invoices }, [title]) => invoices.showTitle(title as never),
  'invoices/sendTitle': ({ invoices }, [title, attach]) => invoices.sendTitle(title as never, attach),
  'invoices/handInElsewhere': ({ invoices }, [card]) => invoices.handInElsewhere(card as never),
}

/** What is to be seen. */
const VIEWS: Readonly<Record<string, (simulator: Simulator, controlled: Controlled) => unknown>> = {
  '': () => HELP,
  help: () => HELP,
  endpoints: () => ({ paths: SIMULATED_PATHS }),
  state: (_, { state }) => state(),
  requests: ({ requests }) => requests,
  effects: ({ effects }) => effects,
  events: ({ events }) => events,
  pushes: ({ pushes }) => pushes,
  counts: ({ requests, effects, events }) => ({
    requests: requests.counts,
    effects: effects.counts,
    events: events.counts,
  }),
  snapshot: (simulator) => simulator.snapshot(),
}

type Body = Readonly<Record<string, unknown>>

/** What can be done beside the phones. */
const ACTIONS: Readonly<Record<string, (simulator: Simulator, request: Body, controlled: Controlled) => unknown>> = {
  revokeTokens: (simulator) => simulator.revokeTokens(),
  advance: (simulator, { ms }) => simulator.advance(ms as number),
  issueComponentToken: (simulator) => ({ token: simulator.issueComponentToken() }),
  setPermission: (simulator, { permission, granted }) => simulator.setPermission(permission as never, granted as never),
  approve: (simulator, { kind, id }) => simulator.approve(kind as never, id as never),
  reject: (simulator, { kind, id, reason }) => simulator.reject(kind as never, id as never, reason as never),
  approveCard: (simulator, { cardId }) => simulator.approveCard(cardId as string),
  rejectCard: (simulator, { cardId, reason }) => simulator.rejectCard(cardId as string, reason as string | undefined),
  // JSON has no Infinity.
  addFault: (simulator, fault) =>
    void simulator.faults.add(fault.times === 'Infinity' ? { ...fault, times: Infinity } : fault),
  clearFaults: ({ faults }) => faults.clear(),
  pendingFaults: ({ faults }) => faults.pending(),
  assertFaultsUsed: ({ faults }) => faults.assertUsed(),
  emit: (simulator, { unknown, ...event }) => simulator.emit(event as never, { unknown: unknown === true }),
  settled: (simulator) => simulator.settled(),
  reset: (simulator) => simulator.reset(),
  addUser: (_, request, { account }) => addUser(account(), request),
  printQrCode: (_, request, { account }) => printQrCode(account(), request),
  activationUrl: (_, request, { account }) => activationUrl(account(), request),
  activationForm: (_, request, { account }) => activationForm(account(), request),
  wxConfig: (_, request, { account, jsDomains }) => wxConfig(account(), jsDomains, request),
  pushTo(simulator, { url, ...options }, { targets }) {
    if (typeof url !== 'string') throw wrong('pushTo', 'url', 'an http or https address', url)
    const target = simulator.pushTo(url, options as never) // checked there
    const id = Math.max(0, ...targets.keys()) + 1
    targets.set(id, target)
    return { id }
  },
  verify: (_, { id }, controlled) => targetOf('verify', controlled, id).verify(),
  stop(_, { id }, controlled) {
    targetOf('stop', controlled, id).stop()
    controlled.targets.delete(id as number)
  },
}

function targetOf(name: string, { targets }: Controlled, id: unknown): PushTarget {
  const [only] = targets.values()
  const target = id === undefined && targets.size === 1 ? only : targets.get(id as number)
  if (target === undefined) throw wrong(name, 'id', 'what pushTo answered', id)
  return target
}

const wrong = (subject: string, field: string, expected: string, received: unknown): InputError =>
  new InputError(subject, [{ field, expected, received: describe(received) }])

/**
 * Answers what is asked of the controls, `undefined` for anything else. `POST phone/addCard` takes
 * `{ "user": { "openid": "o…" }, "arguments": […] }`; a call that fails as `wx.*` does is answered with HTTP 400 and that
 * failure.
 */
export async function control(
  controlled: Controlled,
  { method, target, body }: IncomingRequest,
): Promise<Reply | undefined> {
  const { pathname } = urlOf(target)
  if (!pathname.startsWith(CONTROL_PREFIX)) return undefined
  const name = pathname.slice(CONTROL_PREFIX.length)
  try {
    const act = found(controlled, method, name, body)
    if (act === undefined) return reply(404, { error: notThere(method, name) })
    return reply(200, (await act()) ?? {})
  } catch (error) {
    if (WeChatCardError.is(error)) return reply(400, { error: error.message })
    if (isObject(error) && typeof error.errMsg === 'string') return reply(400, error)
    if (error instanceof Error && error.name === 'UnusedFaultError') return reply(400, { error: error.message })
    return broken(error).reply
  }
}

function notThere(method: string, name: string): string {
  const all = [...Object.keys(VIEWS), ...Object.keys(ACTIONS), ...Object.keys(PHONE).map((each) => `phone/${each}`)]
  const meant = nearest(name, all)
  const other = meant === name ? ` with ${method}: use ${Object.hasOwn(VIEWS, name) ? 'GET' : 'POST'}` : ''
  const such = meant !== undefined && meant !== name ? `; ${CONTROL_PREFIX}${meant} was probably meant` : ''
  return `there is no ${method} ${CONTROL_PREFIX}${name.slice(0, 200)}${other}${such}. GET ${CONTROL_PREFIX}help lists what there is`
}

function found(controlled: Controlled, method: string, name: string, body: Uint8Array): (() => unknown) | undefined {
  const { simulator } = controlled
  const own = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined =>
    Object.hasOwn(table, key) ? table[key] : undefined
  if (method === 'GET' || method === 'HEAD') {
    const view = own(VIEWS, name)
    return view && (() => view(simulator, controlled))
  }
  if (method !== 'POST') return undefined
  const [, phoneMethod] = /^phone\/([\w/]+)$/.exec(name) ?? []
  const use = phoneMethod === undefined ? undefined : own(PHONE, phoneMethod)
  const action = phoneMethod === undefined ? own(ACTIONS, name) : undefined
  if (use === undefined && action === undefined) return undefined
  const json = body.length === 0 ? { object: {} } : readJson(new TextDecoder().decode(body))
  if ('wrong' in json)
    throw new InputError(`POST ${CONTROL_PREFIX}${name}`, [
      { field: 'body', expected: 'a JSON object', received: json.wrong },
    ])
  const request = withoutNulls(json.object)
  if (action !== undefined) return () => action(simulator, request, controlled)
  const { user, arguments: args = [] } = request
  const subject = `phone/${phoneMethod}`
  if (!isObject(user)) throw wrong(subject, 'user', '{ "openid": "o…" }: whose phone it is', user)
  if (!Array.isArray(args)) throw wrong(subject, 'arguments', 'a list: what the method takes, in its order', args)
  // The phone checks what it is given, as it does for callers in JavaScript.
  return () => use?.(simulator.phone(user as never), args as never[], simulator)
}

function receiverOf(simulator: Simulator, to: unknown): { friend?: Phone; group?: boolean } {
  if (!isObject(to)) return {}
  return {
    ...(isObject(to.friend) ? { friend: simulator.phone(to.friend as never) } : {}), // checked there
    ...(typeof to.group === 'boolean' ? { group: to.group } : {}),
  }
}

const reply = (status: number, answer: unknown): Reply => ({
  status,
  contentType: JSON_TYPE,
  body: JSON.stringify(answer),
})

const CARD = { cardId: 'p…', code: '…' }
const USER = { openid: 'oUser' }
const TITLE = { title: '茶语', tax_no: '91440300…' }

/** What each method of a phone takes. */
const ARGUMENTS: Readonly<Record<string, readonly unknown[]>> = {
  wallet: [],
  messages: [],
  takeFromMessage: [{ cardId: 'p…', kind: 'service', at: 1_760_000_000_000 }],
  addCard: [[{ cardId: 'p…', cardExt: '{"timestamp":"…","nonce_str":"…","signature":"…"}' }]],
  scan: ['http://weixin.qq.com/q/…'],
  openCard: [[CARD]],
  chooseCard: [{ timestamp: '…', nonceStr: '…', signType: 'SHA1', cardSign: '…' }],
  chooseInvoice: [],
  showCode: [CARD],
  openActivation: [{ encrypt_card_id: '…', outer_str: '…', biz: '…' }, { USER_FORM_INFO_FLAG_MOBILE: '13800000000' }],
  openActivationPage: ['https://mp.weixin.qq.com/…', { USER_FORM_INFO_FLAG_MOBILE: '13800000000' }],
  activateFromWallet: [CARD],
  editForm: [CARD, { USER_FORM_INFO_FLAG_MOBILE: '13900000000' }],
  giveCard: [CARD, { friend: { openid: 'oFriend' } }],
  takeCard: [{ id: 'what giveCard answered' }],
  deleteCard: [CARD],
  pay: [CARD, { fee: 100 }],
  redeem: [CARD, {}],
  'giftCards/buy': ['https://mp.weixin.qq.com/…', { cards: [] }],
  'giftCards/keep': [{ orderId: '…' }],
  'giftCards/send': [{ orderId: '…' }, { group: false }],
  'giftCards/take': [{ orderId: '…' }],
  'invoices/authorise': ['https://mp.weixin.qq.com/…'],
  'invoices/showTitle': [TITLE],
  'invoices/sendTitle': [TITLE, 'attach'],
  'invoices/handInElsewhere': [CARD],
}

const ACTION_BODIES: Readonly<Record<string, object>> = {
  advance: { ms: 3_600_000 },
  setPermission: { permission: 'bonus', granted: false },
  approve: { kind: 'card', id: 'p…' },
  reject: { kind: 'card', id: 'p…', reason: 'the logo is not yours' },
  approveCard: { cardId: 'p…' },
  rejectCard: { cardId: 'p…', reason: 'the logo is not yours' },
  addFault: { path: '/card/code/consume', errcode: -1, times: 1 },
  emit: { Event: 'user_view_card', FromUserName: 'oUser', CardId: 'p…', UserCardCode: '…', OuterStr: '' },
  addUser: USER,
  printQrCode: { cardId: 'p…' },
  activationUrl: { cardId: 'p…' },
  activationForm: { user: USER, extraData: { encrypt_card_id: '…', outer_str: '', biz: '…' } },
  wxConfig: { url: 'http://localhost:3000/', appId: 'wx…', timestamp: 1, nonceStr: '…', signature: '…' },
  pushTo: {
    url: 'http://127.0.0.1:3000/wechat',
    token: 'yourToken',
    encodingAESKey: '43 letters and digits',
    mode: 'safe',
    format: 'xml',
  },
  verify: { id: 1 },
  stop: { id: 1 },
}

const VIEW_TEXTS: Readonly<Record<string, string>> = {
  help: 'this list',
  endpoints: 'the paths of the API',
  requests: 'the newest requests to the API, each with errcode and reason',
  effects: 'what really happened: codes issued, redeemed, points changed',
  events: 'the events that WeChat had for the merchant',
  pushes: 'what became of the pushes',
  counts: 'how many requests, effects and events there were, by kind',
  snapshot: 'cards, codes, orders, users',
  state: 'the snapshot with phones, timers, faults, push addresses and reviews',
  stream: 'server-sent events: request, effect, event, push, reset, advance',
}

const ACTION_TEXTS: Readonly<Record<string, string>> = {
  revokeTokens: 'ends all tokens now',
  advance: 'moves the simulated time on, in milliseconds',
  issueComponentToken: "makes a third-party platform's token",
  setPermission: 'gives the account a permission, or takes it away',
  approve: 'ends a review: card, subMerchant, store, giftPage, agent, agentMerchant, invoice',
  reject: 'ends a review with a reason',
  approveCard: 'approves a card',
  rejectCard: 'rejects a card',
  addFault:
    'lets requests go wrong: errcode, status, body, delayMs, stall, reset, truncateAt …; times may be "Infinity"',
  clearFaults: 'takes all faults away',
  pendingFaults: 'lists the faults that no request has met',
  assertFaultsUsed: 'answers 400 with a list where a fault has met no request',
  emit: 'has WeChat push an event; "unknown": true for a name that is not known',
  settled: 'answers when every push has been answered or given up',
  reset: 'forgets everything',
  addUser: 'makes a user known, who has done nothing yet',
  printQrCode: 'makes a QR code for a card, as distribution.createQrCode does: { url } for phone/scan',
  activationUrl: "the link to a card's activation form, as members.getActivationUrl answers it",
  activationForm:
    'what the activation component shows a user: { cardId, form }; without form there is nothing to fill in',
  wxConfig: "checks what a page hands to wx.config, and the page's address",
  pushTo: 'pushes events to an address from now on, and answers its id; also order and twice',
  verify: 'asks the address as the console does: { ok, reason }',
  stop: 'ends the pushes to an address',
}

interface HelpEntry {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly does: string
  /** A command that does it. */
  readonly example: string
}

const curl = (path: string, body?: unknown): string =>
  body === undefined
    ? `curl http://127.0.0.1:8080${path}`
    : `curl http://127.0.0.1:8080${path} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`

/** What there is, with an example for each. */
const HELP: { readonly about: string; readonly controls: readonly HelpEntry[] } = {
  about:
    'A simulated WeChat. The API is at the root of this address, the controls are here. What changes something is a POST of application/json.',
  controls: [
    ...Object.entries(VIEW_TEXTS).map(([name, does]): HelpEntry => {
      const path = CONTROL_PREFIX + name
      return { method: 'GET', path, does, example: curl(path) }
    }),
    ...Object.keys(ACTIONS).map((name): HelpEntry => {
      const path = CONTROL_PREFIX + name
      return { method: 'POST', path, does: ACTION_TEXTS[name] ?? name, example: curl(path, ACTION_BODIES[name] ?? {}) }
    }),
    ...Object.keys(PHONE).map((name): HelpEntry => {
      const path = `${CONTROL_PREFIX}phone/${name}`
      const body = { user: USER, arguments: ARGUMENTS[name] ?? [] }
      return { method: 'POST', path, does: `the phone of that user: ${name}`, example: curl(path, body) }
    }),
  ],
}
