// What a simulator offers.

import type { Clock } from '../clock.js'
import type { EffectType, HappenedEffect, HappenedEvent, OutgoingEvent, SimulatedUser } from './account/context.js'
import type { CardEventName } from './account/event-names.js'
import type { Log } from './account/log.js'
import type { Permission } from './account/options.js'
import type { ArrivedRequest } from './account/request-log.js'
import type { ReviewKind } from './account/reviews.js'
import type { SimulatorSnapshot } from './account/snapshot.js'
import type { Faults } from './http/faults.js'
import type { SimulatedPath } from './http/paths.js'
import type { SimulatorFetchInit } from './http/request.js'
import type { Listening, ListenOptions } from './http/server.js'
import type { Phone } from './phone/phone.js'
import type { PushHandler, PushOptions, PushReport, PushTarget } from './pushes/pushes.js'

/** What a client needs to talk to a simulator without sockets. */
export interface SimulatorClientOptions {
  readonly appId: string
  readonly appSecret: string
  /**
   * An address of this simulator's own, which nothing is ever sent to. It keeps what clients put into a shared cache apart
   * from the values of real WeChat and of other simulators.
   */
  readonly baseUrl: string
  readonly allowUnsafeBaseUrl: true
  /** Answers as WeChat would, without sockets. */
  readonly fetch: (url: string, init: SimulatorFetchInit) => Promise<Response>
  readonly clock: Clock
}

/** WeChat in memory. Everything in it is this object's own: simulators share nothing. */
export interface Simulator {
  readonly appId: string
  readonly appSecret: string
  /**
   * Options for a client: AppID, AppSecret, a `fetch` without sockets, the simulator's clock, and an address of its own, so
   * that a cache shared with real WeChat or another simulator holds each one's values under its own key.
   */
  clientOptions(): SimulatorClientOptions
  /**
   * Answers a request as WeChat would, whatever its host. Takes and answers what the global `fetch` does, so that it can
   * stand in for it.
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>
  /** Starts a real HTTP server for it. */
  listen(options?: ListenOptions): Promise<Listening>
  /**
   * The phone of a user, who is known to the Official Account as `openid`.
   *
   * @throws An {@link InputError}: `openid` is missing, or an option is wrong.
   */
  phone(user: SimulatedUser): Phone
  /** What arrived at the API, the newest of it; `count(path?)` and `counts` tell of all. */
  readonly requests: Log<ArrivedRequest, SimulatedPath | (string & {})>
  /** What really happened, the newest of it: codes issued, redeemed, points changed; `count(type?)` tells of all. */
  readonly effects: Log<HappenedEffect, EffectType>
  /** The events that WeChat had for the merchant, the newest of them, whether they were pushed or not. */
  readonly events: Log<HappenedEvent, CardEventName | (string & {})>
  /** What became of the pushes, the newest of them, by outcome. */
  readonly pushes: Log<PushReport, PushReport['outcome']>
  /** What goes wrong on purpose. */
  readonly faults: Faults
  /**
   * Pushes every event from now on to an address or a handler, signed and encrypted as WeChat does, with its deadline of
   * 5 s and its repetitions.
   *
   * @throws An {@link InputError}: the address or an option is wrong.
   */
  pushTo(urlOrHandler: string | URL | PushHandler, options: PushOptions): PushTarget
  /**
   * Has WeChat push an event that no phone causes here, such as one of a kind that the simulator does not know. Members go
   * out in the given order; `FromUserName` left out, the platform itself is the sender.
   *
   * @param options `unknown: true` lets an event pass whose name is none of WeChat's about cards.
   * @throws An {@link InputError}: `Event` is missing, or is the name of no event that is known here; a value is neither text
   * nor number.
   */
  emit(event: OutgoingEvent, options?: { unknown?: boolean | undefined }): void
  /** Resolves when every push that is on its way has been answered or given up. */
  settled(): Promise<void>
  /** Ends all tokens now, as a reset AppSecret or another service's forced refresh does. */
  revokeTokens(): void
  /** Moves the simulated time on. Timers are not touched. */
  advance(ms: number): void
  /** Makes a token of the third-party platform beside the account (`component_access_token`), for the group `agents`. */
  issueComponentToken(): string
  /**
   * Gives the account a permission, or takes it away, as WeChat does while the account lives.
   *
   * @throws An {@link InputError}: there is no such permission.
   */
  setPermission(permission: Permission, granted: boolean): void
  /**
   * Approves what waits for a decision. Only needed with `review: 'manual'`.
   *
   * @throws An {@link InputError}: there is nothing of that name.
   */
  approve(kind: ReviewKind, id?: string | number): void
  /**
   * Rejects what waits for a decision, with the reason that the merchant is told.
   *
   * @throws An {@link InputError}: there is nothing of that name.
   */
  reject(kind: ReviewKind, id?: string | number, reason?: string): void
  /** Approves a card that waits for review: `approve('card', cardId)`. */
  approveCard(cardId: string): void
  /** Rejects a card that waits for review: `reject('card', cardId, reason)`. */
  rejectCard(cardId: string, reason?: string): void
  /** Everything that is now: cards, codes with their members, users. A copy in plain data. */
  snapshot(): SimulatorSnapshot
  /**
   * Forgets everything and begins anew, the clock included. Clients, phones and push addresses stay good. Tokens and
   * tickets, which clients hold, are as good or bad as before, with the life that was left to them: what was revoked or had
   * ended stays dead.
   */
  reset(): void
}
