// WeChat in memory, for one Official Account: the API, the phones of its users, and what happened.
import type { Clock } from '../clock.js'
import { checkObject, integer, optional, problemsOf, refuse, text } from '../input.js'
import { ENDPOINTS } from './endpoints/all.js'
import { handle, type IncomingRequest, type Reply } from './gateway.js'
import { Phone } from './phone.js'
import { ArrivedRequests, bodyForLog, withoutSecrets } from './requests.js'
import { type Listening, type ListenOptions, listen } from './server.js'
import { type SimulatorOptions, toSimulatorSettings } from './settings.js'
import { type SimulatedUser, World } from './world.js'

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
  /** What arrived, the newest `keptRequests` of it; `count(path?)` and `counts` tell of all. */
  readonly requests: ArrivedRequests
  /** Ends all tokens now, as a reset AppSecret or another service's forced refresh does. */
  revokeTokens(): void
  /** Moves the simulated time on. Timers are not touched. */
  advance(ms: number): void
  /** Approves a card that waits for review. Only needed with `review: 'manual'`. */
  approveCard(cardId: string): void
  /** Rejects a card that waits for review. */
  rejectCard(cardId: string, reason?: string): void
  /** Forgets everything and begins anew, the clock included. Phones and client options stay good. */
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
  let world = new World(settings)
  const requests = new ArrivedRequests()

  const serve = async (incoming: IncomingRequest): Promise<Reply> => {
    const { pathname, searchParams } = new URL(incoming.target, 'http://wechat')
    const { reply, errcode } = await handle(world, ENDPOINTS, incoming)
    requests.note(
      {
        method: incoming.method,
        path: pathname,
        query: withoutSecrets(Object.fromEntries(searchParams)) as Record<string, string>, // text stays text
        body: bodyForLog(incoming.body, incoming.contentType),
        errcode,
        at: world.now(),
      },
      settings.keptRequests,
    )
    return reply
  }

  const simulatedFetch = async (url: string, init: SimulatorFetchInit = {}): Promise<Response> => {
    init.signal?.throwIfAborted()
    const { pathname, search } = new URL(url)
    const { body = '', method = 'GET', headers } = init
    const {
      status,
      contentType,
      body: answer,
    } = await serve({
      method,
      target: pathname + search,
      contentType: new Headers(headers).get('content-type') ?? '',
      body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    })
    return new Response(answer, { status, headers: { 'content-type': contentType } })
  }

  return {
    appId: settings.appId,
    appSecret: settings.appSecret,
    requests,
    clientOptions: () => ({
      appId: settings.appId,
      appSecret: settings.appSecret,
      fetch: simulatedFetch,
      clock: { now: () => world.now() },
    }),
    fetch: simulatedFetch,
    listen: (where = {}) =>
      listen(where, async (incoming, response) => {
        const { status, contentType, body } = await serve(incoming)
        response.writeHead(status, { 'content-type': contentType }).end(body)
      }),
    phone(user) {
      checkObject('phone', user, { openid: text, unionid: optional(text), miniProgramOpenid: optional(text) })
      return new Phone(() => world, { ...user })
    },
    revokeTokens: () => world.credentials.revoke(),
    advance(ms) {
      refuse(
        'advance',
        problemsOf('ms', ms, integer(0, Number.MAX_SAFE_INTEGER, 'milliseconds, a whole number from 0')),
      )
      world.advance(ms)
    },
    approveCard: (cardId) => world.cards.decide(world.cards.get(cardId), true),
    rejectCard: (cardId, reason) => world.cards.decide(world.cards.get(cardId), false, reason),
    reset() {
      world = new World(settings)
      requests.clear()
    },
  }
}
