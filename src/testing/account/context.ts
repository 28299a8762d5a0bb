// What every part of a simulated account builds on: its time, its random sources, and the record of what happened.

import { type Cipher, cipherOf } from './cipher.js'
import { CARD_EVENT_NAMES } from './event-names.js'
import { type Log, LogKeeper } from './log.js'
import type { Permission, SimulatorSettings } from './options.js'
import { type SeededRandom, seededRandom } from './random.js'
import { Schedule } from './schedule.js'

/** An event that WeChat would push, with the members of its kind. Envelope and signature are added on the way out. */
export interface OutgoingEvent {
  readonly Event: string
  /** The user it is about; left out, the platform itself sends it. */
  readonly FromUserName?: string
  readonly [member: string]: string | number | undefined
}

/** What can really happen. */
export const EFFECT_TYPES = [
  'code.issued',
  'code.consumed',
  'code.deposited',
  'member.activated',
  'member.bonus',
  'member.balance',
  'giftOrder.paid',
  'giftOrder.refunded',
  'invoice.inserted',
  'invoice.issued',
  'invoice.cleared',
  'invoice.status',
  'store.created',
  'store.deleted',
  'subMerchant.filed',
  'ticket.updated',
  'ticket.checkedIn',
  'ticket.checkInCancelled',
  'message.sent',
] as const

/** One of the things that can really happen, such as `code.consumed`. */
export type EffectType = (typeof EFFECT_TYPES)[number]

/** Something that really happened: a code was issued, redeemed, points were added. */
export interface Effect {
  /** Such as `code.consumed`. */
  readonly type: EffectType
  readonly [detail: string]: string | number | boolean | undefined
}

/** An effect, and when it happened in epoch milliseconds. */
export type HappenedEffect = Effect & { readonly at: number }

/** An event, and when it happened in epoch seconds. */
export type HappenedEvent = OutgoingEvent & { readonly CreateTime: number }

/** A person, by the names under which the account and its mini program know them. */
export interface SimulatedUser {
  /** Under the Official Account. */
  readonly openid: string
  readonly unionid?: string | undefined
  /** The WeChat id (微信号), by which the user may stand on the test whitelist. */
  readonly username?: string | undefined
  /** Under the mini program. */
  readonly miniProgramOpenid?: string | undefined
}

/** WeChat's days are China's. */
export const CHINA_MS: number = 8 * 3_600_000

/** Who is told of what happens. */
export interface ContextListeners {
  /** Told of every event, to push it. */
  readonly onEvent?: ((event: HappenedEvent) => void) | undefined
  readonly onEffect?: ((effect: HappenedEffect) => void) | undefined
}

/** The settings, the time and the records that all parts of an account share. */
export class SimulationContext {
  readonly settings: SimulatorSettings
  readonly random: SeededRandom
  /** For pushes alone: when they happen must not change what ids come next. */
  readonly pushRandom: SeededRandom
  /** For faults alone. */
  readonly faultRandom: SeededRandom
  /** For the ids of refused requests alone. */
  readonly ridRandom: SeededRandom
  readonly cipher: Cipher
  readonly #effects: LogKeeper<HappenedEffect, EffectType>
  readonly #events: LogKeeper<HappenedEvent>
  /** Permissions that WeChat has not given to the account. */
  readonly withheld: Set<Permission>
  readonly #schedule = new Schedule()
  readonly #listeners: ContextListeners
  #advancedMs = 0

  constructor(settings: SimulatorSettings, listeners: ContextListeners = {}) {
    this.settings = settings
    this.withheld = new Set(settings.withoutPermissions)
    this.#listeners = listeners
    const { keptRecords: kept } = settings
    this.#effects = new LogKeeper<HappenedEffect, EffectType>({
      name: 'effects',
      kept,
      kindOf: ({ type }) => type,
      kinds: EFFECT_TYPES,
    })
    this.#events = new LogKeeper<HappenedEvent>({
      name: 'events',
      kept,
      kindOf: ({ Event }) => Event,
      kinds: CARD_EVENT_NAMES,
    })
    this.random = seededRandom(settings.seed)
    this.pushRandom = seededRandom(`pushes ${settings.seed}`)
    this.faultRandom = seededRandom(`faults ${settings.seed}`)
    this.ridRandom = seededRandom(`rids ${settings.seed}`)
    this.cipher = cipherOf(settings.seed, seededRandom(`cipher ${settings.seed}`))
  }

  get effects(): Log<HappenedEffect, EffectType> {
    return this.#effects.log
  }

  get events(): Log<HappenedEvent> {
    return this.#events.log
  }

  /** The simulated time in epoch milliseconds. */
  now(): number {
    return this.settings.clock.now() + this.#advancedMs
  }

  /** The simulated time in epoch seconds. */
  seconds(): number {
    return Math.floor(this.now() / 1000)
  }

  /** The number of a moment's day in China. */
  chinaDayOf(now: number): number {
    return Math.floor((now + CHINA_MS) / 86_400_000)
  }

  /** Moves the time on, and lets happen what is due on the way, each thing at its time. */
  advance(ms: number): void {
    const target = this.now() + ms
    for (let next = this.#schedule.nextAt; next !== undefined && next <= target; next = this.#schedule.nextAt) {
      this.#advancedMs += Math.max(next - this.now(), 0)
      this.#schedule.run(this.now())
    }
    this.#advancedMs += Math.max(target - this.now(), 0)
  }

  /** Plans something for a simulated time. */
  schedule(ms: number, act: () => void, what?: string): void {
    this.#schedule.plan(this.now() + ms, act, what)
  }

  /** What is planned, in the order of time. */
  get due(): readonly { readonly dueAt: number; readonly what: string }[] {
    return this.#schedule.due
  }

  /** Lets happen what is due, the simulated time having passed by itself. */
  runDue(): void {
    this.#schedule.run(this.now())
  }

  may(permission: Permission): boolean {
    return !this.withheld.has(permission)
  }

  push(event: OutgoingEvent): void {
    const happened = Object.freeze({ ...event, CreateTime: this.seconds() })
    this.#events.note(happened)
    this.#listeners.onEvent?.(happened)
  }

  effect(effect: Effect): void {
    const happened = Object.freeze({ ...effect, at: this.now() })
    this.#effects.note(happened)
    this.#listeners.onEffect?.(happened)
  }
}
