// WeChat in memory, for one Official Account: the API, the phones of its users, and what happened.
import type { Clock } from '../clock.js'
import { InputError } from '../errors.js'
import { checkObject, describe, integer, optional, problemsOf, refuse, text } from '../input.js'
import { type Delivery, NOTHING_DONE, spoilt, toConnection, toResponse, whole } from './delivery.js'
import { ENDPOINTS } from './endpoints/all.js'
import { executes, type Fault, type Faults, StandingFaults } from './faults.js'
import { type Handled, handle, type IncomingRequest, refuseWith } from './gateway.js'
import type { HappenedEffect, HappenedEvent, SimulatedUser } from './ground.js'
import { Log } from './log.js'
import { Phone } from './phone.js'
import { Pushes, type PushHandler, type PushOptions, type PushReport, type PushTarget } from './pushes.js'
import { type ArrivedRequest, bodyForLog, withoutSecrets } from './requests.js'
import { type Listening, type ListenOptions, listen } from './server.js'
import { type SimulatorOptions, toSimulatorSettings } from './settings.js'
import { type SimulatorSnapshot, snapshotOf } from './snapshot.js'
import { World } from './world.js'

/** What a client needs to talk to a simulator without sockets. */
export interface SimulatorClientOptions {
  readonly appId: string
  readonly appSecret: string
  readonly fetch: (url: string, init: SimulatorFetchInit) => Promise<Response>
  readonly clock: Clock
}

/** What the simulator's `fetch` looks at. */
export interface SimulatorFetchInit {
  readonly method?: string | undefined
  readonly headers?: ConstructorParameters<typeof Headers>[0] | undefined
  readonly body?: string | Uint8Array<ArrayBuffer> | undefined
  readonly signal?: AbortSignal | undefined
}

/** WeChat in memory. Everything in it is this object's own: simulators share nothing. */
export interface Simulator {
  readonly appId: string
  readonly appSecret: string
  /** Options for a client: AppID, AppSecret, a `fetch` without sockets, and the simulator's clock. */
  clientOptions(): SimulatorClientOptions
  /** Answers a request as WeChat would, whatever its host. */
  fetch(url: string, init?: SimulatorFetchInit): Promise<Response>
  /** Starts a real HTTP server for it. */
  listen(options?: ListenOptions): Promise<Listening>
  /**
   * The phone of a user, who is known to the Official Account as `openid`.
   *
   * @throws An {@link InputError}: `openid` is missing, or an option is wrong.
   */
  phone(user: SimulatedUser): Phone
  /** What arrived at the API, the newest of it; `count(path?)` and `counts` tell of all. */
  readonly requests: Log<ArrivedRequest>
  /** What really happened, the newest of it: codes issued, redeemed, points changed; `count(type?)` tells of all. */
  readonly effects: Log<HappenedEffect>
  /** The events that WeChat had for the merchant, the newest of them, whether they were pushed or not. */
  readonly events: Log<HappenedEvent>
  /** What became of the pushes, the newest of them, by outcome. */
  readonly pushes: Log<PushReport>
  /** What goes wrong on purpose. */
  readonly faults: Faults
  /**
   * Pushes every event from now on to an address or a handler, signed and encrypted as WeChat does, with its deadline of
   * 5 s and its repetitions.
   *
   * @throws An {@link InputError}: the address or an option is wrong.
   */
  pushTo(urlOrHandler: string | URL | PushHandler, options: PushOptions): PushTarget
  /** Resolves when every push that is on its way has been answered or given up. */
  settled(): Promise<void>
  /** Ends all tokens now, as a reset AppSecret or another service's forced refresh does. */
  revokeTokens(): void
  /** Moves the simulated time on. Timers are not touched. */
  advance(ms: number): void
  /** Approves a card that waits for review. Only needed with `review: 'manual'`. */
  approveCard(cardId: string): void
  /** Rejects a card that waits for review. */
  rejectCard(cardId: string, reason?: string): void
  /** Everything that is now: cards, codes with their members, users. A copy in plain data. */
  snapshot(): SimulatorSnapshot
  /** Forgets everything and begins anew, the clock included. Phones, client options and push addresses stay good. */
  reset(): void
}

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
    requests.note({
      method: incoming.method,
      path: pathname,
      query: withoutSecrets(Object.fromEntries(searchParams)) as Record<string, string>, // text stays text
      body: bodyForLog(incoming.body, incoming.contentType),
      errcode: handled?.errcode,
      at: world.now(),
    })
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

  return {
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
    listen: (where = {}) => listen(where, async (incoming, response) => toConnection(await serve(incoming), response)),
    phone(user) {
      checkObject('phone', user, { openid: text, unionid: optional(text), miniProgramOpenid: optional(text) })
      return new Phone({ world: () => world, flush: () => pushes.flush() }, { ...user })
    },
    pushTo: (urlOrHandler, pushOptions) => pushes.add(urlOrHandler, pushOptions),
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
