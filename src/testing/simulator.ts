// WeChat in memory, for one Official Account: the API, the phones of its users, and what happened.
import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { systemClock } from '../clock.js'
import {
  boolean,
  checkObject,
  integer,
  isObject,
  named,
  oneOf,
  optional,
  text,
  throwIfInvalid,
  validate,
} from '../validate.js'
import { SimulatedAccount } from './account/account.js'
import type { ContextListeners } from './account/context.js'
import { CARD_EVENT_NAMES, isCardEventName } from './account/event-names.js'
import { readJson } from './account/json-body.js'
import { LogKeeper } from './account/log.js'
import { nearest } from './account/nearest.js'
import { PERMISSIONS, type SimulatorOptions, toSimulatorSettings } from './account/options.js'
import { type ArrivedRequest, bodyForLog, hideSecrets } from './account/request-log.js'
import { decide, type ReviewKind } from './account/reviews.js'
import { snapshotOf } from './account/snapshot.js'
import type { Simulator } from './contract.js'
import { CONTROL_PREFIX, type Controlled, control } from './control.js'
import { ENDPOINTS } from './endpoints/all.js'
import { consoleFile } from './http/console-files.js'
import { withDirectWay } from './http/direct.js'
import { failedCall } from './http/failed-call.js'
import { ActiveFaults, executes, type Fault } from './http/faults.js'
import { Feed } from './http/feed.js'
import {
  broken,
  type Handled,
  handle,
  type IncomingRequest,
  JSON_TYPE,
  type Reply,
  refuseWith,
  urlOf,
} from './http/gateway.js'
import { type Allowed, crossOriginHeaders, denied } from './http/guard.js'
import { SIMULATED_PATHS, type SimulatedPath } from './http/paths.js'
import { toIncoming } from './http/request.js'
import { applyFault, intact, NOTHING_DONE, type OutgoingResponse, toConnection, toResponse } from './http/response.js'
import { type ControlCall, checkListenOptions, type ListenOptions, listen } from './http/server.js'
import { Phone } from './phone/phone.js'
import { PUSH_OUTCOMES, Pushes, type PushReport } from './pushes/pushes.js'
import { stateOf } from './state-view.js'

/**
 * Makes a simulated WeChat for one Official Account. It reaches no network, and needs nothing but this call.
 *
 * @throws An {@link InputError}: an option is wrong or unknown.
 * @example
 * ```ts
 * const simulator = createSimulator()
 * const wechat = new WeChatCardClient(simulator.clientOptions())
 * const phone = simulator.phone({ openid: 'oUser' })
 * ```
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const settings = toSimulatorSettings(options)
  const { keptRecords: kept } = settings
  const requests = new LogKeeper<ArrivedRequest, SimulatedPath | (string & {})>({
    name: 'requests',
    kept,
    kindOf: ({ path }) => path,
    kinds: SIMULATED_PATHS,
  })
  const pushReports = new LogKeeper<PushReport, PushReport['outcome']>({
    name: 'pushes',
    kept,
    kindOf: ({ outcome }) => outcome,
    kinds: PUSH_OUTCOMES,
  })
  const faults = new ActiveFaults()
  const feed = new Feed()
  const pushes = new Pushes(
    () => account,
    (report) => {
      pushReports.note(report)
      feed.tell('push', report)
    },
  )
  const listeners: ContextListeners = {
    onEvent(event) {
      pushes.take(event)
      feed.tell('event', event)
    },
    onEffect: (effect) => feed.tell('effect', effect),
  }
  const newAccount = (before?: SimulatedAccount): SimulatedAccount => new SimulatedAccount(settings, listeners, before)
  let account = newAccount()

  // Of this simulator alone, and never of WeChat: it is part of the keys under which clients keep tokens and tickets.
  const origin = `https://${randomBytes(8).toString('hex')}.simulator.invalid`

  const serve = async (incoming: IncomingRequest): Promise<OutgoingResponse> => {
    const { pathname, searchParams } = urlOf(incoming.target)
    let fault: Fault | undefined
    let handled: Handled | undefined
    try {
      account.runDue()
      fault = faults.match(pathname, account.now(), account.faultRandom)
      const done = fault && !executes(fault) ? undefined : await handle(account, ENDPOINTS, incoming)
      handled = (fault && refusedBy(account, fault)) ?? done
      if (handled?.rid !== undefined) account.rids.keep(handled.rid, failedCall(account, incoming, handled.reply))
    } catch (error) {
      handled = broken(error)
    }
    const arrived: ArrivedRequest = {
      method: incoming.method,
      path: pathname,
      query: hideSecrets(Object.fromEntries(searchParams)),
      body: bodyForLog(incoming.body, incoming.contentType),
      errcode: handled?.errcode,
      ...(handled?.reason === undefined ? {} : { reason: handled.reason }),
      at: timeNow(),
    }
    requests.note(Object.freeze(arrived), weightOf(incoming))
    feed.tell('request', arrived)
    tell(arrived)
    await pushes.flush()
    const reply = handled?.reply ?? NOTHING_DONE
    return fault ? applyFault(reply, fault) : intact(reply)
  }

  /** The simulated time; that of the system where the caller's clock fails. */
  const timeNow = (): number => {
    try {
      return account.now()
    } catch {
      return systemClock.now()
    }
  }

  const simulatedFetch: Simulator['fetch'] = async (input, init) => {
    init?.signal?.throwIfAborted()
    const { incoming, signal } = await toIncoming(input, init)
    return await toResponse(await serve(incoming), signal)
  }

  const clientFetch = withDirectWay(
    (url, init) => simulatedFetch(url, init as RequestInit), // a part of it
    (incoming) => (faults.some ? undefined : serve(incoming).then(({ reply }) => reply)),
  )

  /** What the controls answer; `undefined` where the connection has become a stream. */
  const controlReply = async (
    controlled: Controlled,
    allowed: Allowed,
    incoming: IncomingRequest,
    response: ServerResponse,
  ): Promise<Reply | undefined> => {
    const headers = { ...crossOriginHeaders(incoming, allowed), 'x-content-type-options': 'nosniff' }
    const file = fileNameOf(incoming)
    const served = file === undefined ? undefined : await consoleFile(file)
    if (served) return served
    const no = denied(incoming, allowed)
    if (no) return { status: no.status, contentType: JSON_TYPE, body: JSON.stringify({ error: no.error }), headers }
    if (incoming.method === 'OPTIONS') return { status: 204, contentType: JSON_TYPE, body: '', headers }
    if (incoming.method === 'GET' && urlOf(incoming.target).pathname === `${CONTROL_PREFIX}stream`) {
      feed.stream(response, headers)
      return undefined
    }
    const reply = await control(controlled, incoming)
    return reply && { ...reply, headers }
  }

  const tell = (arrived: ArrivedRequest): void => {
    try {
      settings.onRequest?.(arrived)
    } catch {
      // A broken listener is the host's affair; the answer must not suffer.
    }
  }

  const simulator: Simulator = {
    appId: settings.appId,
    appSecret: settings.appSecret,
    requests: requests.log,
    faults,
    pushes: pushReports.log,
    get effects() {
      return account.effects
    },
    get events() {
      return account.events
    },
    clientOptions: () => ({
      appId: settings.appId,
      appSecret: settings.appSecret,
      baseUrl: origin,
      allowUnsafeBaseUrl: true,
      fetch: clientFetch,
      clock: { now: () => account.now() },
    }),
    fetch: simulatedFetch,
    async listen(where = {}) {
      checkListenOptions(where)
      const allowed = {
        hosts: (where.allowHosts ?? []).map((name) => name.toLowerCase()),
        origins: where.allowOrigins ?? [],
      }
      const controlled: Controlled = {
        simulator,
        account: () => account,
        jsDomains: (where.jsDomains ?? allowed.origins.map((origin) => new URL(origin).host)).map((domain) =>
          domain.toLowerCase(),
        ),
        state: () => stateOf(account, faults.states(), pushes.targets()),
        targets: new Map(),
      }
      return await listen(where, async (incoming, response) => {
        const { pathname } = urlOf(incoming.target)
        const isControl = where.control === true && pathname.startsWith(CONTROL_PREFIX)
        if (!isControl) return await toConnection(await serve(incoming), response)
        const reply = await controlReply(controlled, allowed, incoming, response)
        if (reply === undefined) return
        tellControl(where.onControl, incoming, reply)
        await toConnection(intact(reply), response)
      })
    },
    phone(user) {
      checkObject('phone', user, {
        openid: text,
        unionid: optional(text),
        username: optional(text),
        miniProgramOpenid: optional(text),
      })
      return new Phone({ account: () => account, flush: () => pushes.flush() }, { ...user })
    },
    pushTo: (urlOrHandler, pushOptions) => pushes.add(urlOrHandler, pushOptions),
    emit(event, options = {}) {
      checkObject('emit', options, { unknown: optional(boolean) })
      checkObject('emit', event, {
        ...Object.fromEntries(Object.keys(isObject(event) ? event : {}).map((name) => [name, optional(memberValue)])),
        Event: options.unknown === true ? text : named(knownEvent),
      })
      account.push({ ...event })
      flushSoon()
    },
    settled: () => pushes.settled(),
    revokeTokens: () => account.credentials.revoke(),
    issueComponentToken: () => account.agents.issueToken(),
    advance(ms) {
      throwIfInvalid(
        'advance',
        validate('ms', ms, integer(0, Number.MAX_SAFE_INTEGER, 'milliseconds, a whole number from 0')),
      )
      account.advance(ms)
      feed.tell('advance', { ms, now: timeNow() })
      flushSoon()
    },
    setPermission(permission, granted) {
      checkObject('setPermission', { permission, granted }, { permission: oneOf(...PERMISSIONS), granted: boolean })
      if (granted) account.withheld.delete(permission)
      else account.withheld.add(permission)
    },
    approve: (kind, id) => end(true, kind, id),
    reject: (kind, id, reason) => end(false, kind, id, reason),
    approveCard: (cardId) => end(true, 'card', cardId),
    rejectCard: (cardId, reason) => end(false, 'card', cardId, reason),
    snapshot() {
      account.runDue()
      return snapshotOf(account)
    },
    reset() {
      account = newAccount(account)
      pushes.forget()
      requests.clear()
      pushReports.clear()
      faults.clear()
      feed.tell('reset', { now: timeNow() })
    },
  }
  return simulator

  function end(approved: boolean, kind: ReviewKind, id?: string | number, reason?: string): void {
    decide(account, approved, kind, id, reason)
    flushSoon()
  }

  function flushSoon(): void {
    pushes.flush().catch(() => {}) // what becomes of a push is in its report
  }
}

/** The file of the console that is asked for. Who does not ask for a page gets the list of controls at its address. */
function fileNameOf({ method, target, headers }: IncomingRequest): string | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined
  const name = urlOf(target).pathname.slice(CONTROL_PREFIX.length)
  if (name === '') return headers?.accept?.includes('text/html') ? name : undefined
  return /^[a-z]+\.(js|css)$/.test(name) ? name : undefined
}

/** Tells of one use of the controls, without what was in it but the user. */
function tellControl(
  onControl: ListenOptions['onControl'],
  { method, target, body }: IncomingRequest,
  { status, body: answer }: Reply,
): void {
  if (onControl === undefined) return
  const sent = readJson(new TextDecoder().decode(body))
  const user = 'object' in sent ? sent.object.user : undefined
  const answered = status === 200 ? undefined : readJson(answer)
  const reason =
    answered && 'object' in answered
      ? (answered.object.error ?? answered.object.reason ?? answered.object.errMsg)
      : undefined
  const call: ControlCall = {
    method,
    path: urlOf(target).pathname,
    status,
    ...(isObject(user) && typeof user.openid === 'string' ? { openid: user.openid } : {}),
    ...(typeof reason === 'string' ? { reason } : {}),
  }
  try {
    onControl(call)
  } catch {
    // A broken listener is the host's affair.
  }
}

/** The bytes that the record of a request holds on to, about. */
const weightOf = ({ body, target }: IncomingRequest): number => 3 * body.length + 2 * target.length

const memberValue = (value: unknown): string | undefined =>
  typeof value === 'string' || Number.isFinite(value) ? undefined : 'text or a number'

function knownEvent(value: unknown): string | undefined {
  if (isCardEventName(value)) return undefined
  const meant = typeof value === 'string' ? nearest(value, CARD_EVENT_NAMES) : undefined
  const such = meant === undefined ? '' : `, such as ${meant}`
  return `the name of an event about cards${such}; for any other give { unknown: true }`
}

/** The code that a fault answers, whatever was done; `undefined` where it answers none. */
function refusedBy(account: SimulatedAccount, { errcode, errmsg, revokeToken }: Fault): Handled | undefined {
  if (revokeToken) {
    account.credentials.revoke()
    return refuseWith(account, 40001)
  }
  return errcode === undefined ? undefined : refuseWith(account, errcode, errmsg)
}
