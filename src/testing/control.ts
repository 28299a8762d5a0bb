// Phones and controls over HTTP, under `/_simulator/`, for tests in other languages.
import { WeChatCardError } from '../errors.js'
import { isObject } from '../input.js'
import type { Simulator } from './contract.js'
import { type IncomingRequest, JSON_TYPE, type Reply } from './gateway.js'
import type { Phone } from './phone/phone.js'

const PREFIX = '/_simulator/'

/** What a phone can do, called with the arguments of the request. */
const PHONE: Readonly<Record<string, (phone: Phone, args: readonly never[], simulator: Simulator) => unknown>> = {
  wallet: (phone) => phone.wallet(),
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
const VIEWS: Readonly<Record<string, (simulator: Simulator) => unknown>> = {
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

/** What can be done beside the phones. */
const ACTIONS: Readonly<Record<string, (simulator: Simulator, request: Record<string, unknown>) => unknown>> = {
  revokeTokens: (simulator) => simulator.revokeTokens(),
  advance: (simulator, { ms }) => simulator.advance(ms as number),
  issueComponentToken: (simulator) => ({ token: simulator.issueComponentToken() }),
  approve: (simulator, { kind, id }) => simulator.approve(kind as never, id as never),
  reject: (simulator, { kind, id, reason }) => simulator.reject(kind as never, id as never, reason as never),
  approveCard: (simulator, { cardId }) => simulator.approveCard(cardId as string),
  rejectCard: (simulator, { cardId, reason }) => simulator.rejectCard(cardId as string, reason as string | undefined),
  addFault: (simulator, fault) => void simulator.faults.add(fault),
  clearFaults: ({ faults }) => faults.clear(),
  emit: (simulator, event) => simulator.emit(event as never),
  settled: (simulator) => simulator.settled(),
  reset: (simulator) => simulator.reset(),
}

/**
 * Answers what is asked of the controls, `undefined` for anything else. `POST phone/addCard` takes
 * `{ "user": { "openid": "o…" }, "arguments": […] }`; a call that fails as `wx.*` does is answered with HTTP 400 and that
 * failure.
 */
export async function control(
  simulator: Simulator,
  { method, target, body }: IncomingRequest,
): Promise<Reply | undefined> {
  const { pathname } = new URL(target, 'http://simulator')
  if (!pathname.startsWith(PREFIX)) return undefined
  const name = pathname.slice(PREFIX.length)
  try {
    const act = found(simulator, method, name, body)
    if (act === undefined) return reply(404, { error: `there is no ${method} ${PREFIX}${name}` })
    return reply(200, (await act()) ?? {})
  } catch (error) {
    if (WeChatCardError.is(error)) return reply(400, { error: error.message })
    if (isObject(error) && typeof error.errMsg === 'string') return reply(400, error)
    if (error instanceof SyntaxError) return reply(400, { error: 'the body is no JSON object' })
    throw error
  }
}

function found(simulator: Simulator, method: string, name: string, body: Uint8Array): (() => unknown) | undefined {
  const own = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined =>
    Object.hasOwn(table, key) ? table[key] : undefined
  if (method === 'GET') {
    const view = own(VIEWS, name)
    return view && (() => view(simulator))
  }
  if (method !== 'POST') return undefined
  const request: unknown = body.length === 0 ? {} : JSON.parse(new TextDecoder().decode(body))
  if (!isObject(request)) throw new SyntaxError('no object')
  const [, phoneMethod] = /^phone\/([\w/]+)$/.exec(name) ?? []
  if (phoneMethod === undefined) {
    const action = own(ACTIONS, name)
    return action && (() => action(simulator, request))
  }
  const use = own(PHONE, phoneMethod)
  const args = Array.isArray(request.arguments) ? request.arguments : []
  // The phone checks what it is given, as it does for callers in JavaScript.
  return use && (() => use(simulator.phone(request.user as never), args as never[], simulator))
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
