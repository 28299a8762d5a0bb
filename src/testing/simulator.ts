// WeChat in memory, for one Official Account: the API, the phones of its users, and what happened.
import { InputError } from '../errors.js'
import { checkObject, describe, integer, isObject, optional, problemsOf, refuse, text } from '../input.js'
import type { Simulator, SimulatorFetchInit } from './contract.js'
import { control } from './control.js'
import { type Delivery, NOTHING_DONE, spoilt, toConnection, toResponse, whole } from './delivery.js'
import { ENDPOINTS } from './endpoints/all.js'
import { executes, type Fault, StandingFaults } from './faults.js'
import { type Handled, handle, type IncomingRequest, refuseWith } from './gateway.js'
import { Log } from './log.js'
import { Phone } from './phone.js'
import { Pushes, type PushReport } from './pushes.js'
import { type ArrivedRequest, bodyForLog, withoutSecrets } from './requests.js'
import { listen } from './server.js'
import { type SimulatorOptions, toSimulatorSettings } from './settings.js'
import { snapshotOf } from './snapshot.js'
import { World } from './world.js'

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
  const requests = new Log<ArrivedRequest>(settings.keptRecords, ({ path }) => path)
  const pushReports = new Log<PushReport>(settings.keptRecords, ({ outcome }) => outcome)
  const faults = new StandingFaults()
  const pushes = new Pushes(
    () => world,
    (report) => pushReports.note(report),
  )
  const newWorld = (): World => new World(settings, (event) => pushes.take(event))
  let world = newWorld()

  const serve = async (incoming: IncomingRequest): Promise<Delivery> => {
    world.catchUp()
    const { pathname, searchParams } = new URL(incoming.target, 'http://wechat')
    const fault = faults.meet(pathname, world.now(), world.faultChance)
    const handled = fault && !executes(fault) ? refusedBy(world, fault) : await handle(world, ENDPOINTS, incoming)
    const arrived: ArrivedRequest = {
      method: incoming.method,
      path: pathname,
      query: withoutSecrets(Object.fromEntries(searchParams)) as Record<string, string>, // text stays text
      body: bodyForLog(incoming.body, incoming.contentType),
      errcode: handled?.errcode,
      at: world.now(),
    }
    requests.note(arrived)
    tell(arrived)
    await pushes.flush()
    const reply = handled?.reply ?? NOTHING_DONE
    return fault ? spoilt(reply, fault) : whole(reply)
  }

  const simulatedFetch = async (url: string, init: SimulatorFetchInit = {}): Promise<Response> => {
    init.signal?.throwIfAborted()
    const { pathname, search } = new URL(url)
    const { body = '', method = 'GET', headers, signal } = init
    const delivery = await serve({
      method,
      target: pathname + search,
      contentType: new Headers(headers).get('content-type') ?? '',
      body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    })
    return await toResponse(delivery, signal)
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
    requests,
    faults,
    pushes: pushReports,
    get effects() {
      return world.effects
    },
    get events() {
      return world.events
    },
    clientOptions: () => ({
      appId: settings.appId,
      appSecret: settings.appSecret,
      fetch: simulatedFetch,
      clock: { now: () => world.now() },
    }),
    fetch: simulatedFetch,
    listen: (where = {}) =>
      listen(where, async (incoming, response) => {
        const controlled = where.control ? await control(simulator, incoming) : undefined
        await toConnection(controlled ? whole(controlled) : await serve(incoming), response)
      }),
    phone(user) {
      checkObject('phone', user, { openid: text, unionid: optional(text), miniProgramOpenid: optional(text) })
      return new Phone({ world: () => world, flush: () => pushes.flush() }, { ...user })
    },
    pushTo: (urlOrHandler, pushOptions) => pushes.add(urlOrHandler, pushOptions),
    emit(event) {
      checkObject('emit', isObject(event) ? { Event: event.Event } : event, { Event: text })
      world.push({ ...event })
      flushSoon()
    },
    settled: () => pushes.settled(),
    revokeTokens: () => world.credentials.revoke(),
    advance(ms) {
      refuse(
        'advance',
        problemsOf('ms', ms, integer(0, Number.MAX_SAFE_INTEGER, 'milliseconds, a whole number from 0')),
      )
      world.advance(ms)
      flushSoon()
    },
    approveCard: (cardId) => decide(cardId, true),
    rejectCard: (cardId, reason) => decide(cardId, false, reason),
    snapshot: () => snapshotOf(world),
    reset() {
      world = newWorld()
      requests.clear()
      pushReports.clear()
      faults.clear()
    },
  }
  return simulator

  function decide(cardId: string, approved: boolean, reason?: string): void {
    const card = world.cards.find(cardId)
    if (card === undefined) throw unknownCard(cardId)
    world.cards.decide(card, approved, reason)
    flushSoon()
  }

  function flushSoon(): void {
    pushes.flush().catch(() => {}) // what becomes of a push is in its report
  }
}

/** What a fault answers that keeps a request from being carried out; `undefined` where it answers nothing of WeChat's. */
function refusedBy(world: World, { errcode, errmsg, revokeToken }: Fault): Handled | undefined {
  if (revokeToken) return refuseWith(world, 40001)
  return errcode === undefined ? undefined : refuseWith(world, errcode, errmsg)
}

const unknownCard = (cardId: unknown): InputError =>
  new InputError('simulator', [
    { field: 'cardId', expected: 'a card that was created in this simulator', received: describe(cardId) },
  ])
