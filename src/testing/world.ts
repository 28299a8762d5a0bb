// Everything that one simulated account is: its clock and chance, its credentials, cards, codes and users.
import { type Chance, chanceOf } from './chance.js'
import { type Cipher, cipherOf } from './cipher.js'
import type { Permission } from './endpoint.js'
import type { SimulatorSettings } from './settings.js'
import { Cards } from './state/cards.js'
import { Codes } from './state/codes.js'
import { Credentials } from './state/credentials.js'
import { Members } from './state/members.js'
import { CHINA_MS, Quotas } from './state/quotas.js'

/** An event that WeChat would push, with the members of its kind. Envelope and signature are added on the way out. */
export interface OutgoingEvent {
  readonly Event: string
  /** The user it is about; left out, the platform itself sends it. */
  readonly FromUserName?: string
  readonly [member: string]: string | number | undefined
}

/** Something that really happened: a code was issued, redeemed, points were added. */
export interface Effect {
  /** Such as `code.consumed`. */
  readonly type: string
  readonly [detail: string]: string | number | boolean | undefined
}

/** A person, by the names under which the account and its mini program know them. */
export interface SimulatedUser {
  /** Under the Official Account. */
  readonly openid: string
  readonly unionid?: string | undefined
  /** Under the mini program. */
  readonly miniProgramOpenid?: string | undefined
}

/** One simulated account. */
export class World {
  readonly settings: SimulatorSettings
  readonly chance: Chance
  readonly cipher: Cipher
  readonly credentials: Credentials
  readonly quotas: Quotas
  readonly cards: Cards
  readonly codes: Codes
  readonly members: Members
  readonly users: Map<string, SimulatedUser> = new Map()
  /** Timestamps with nonces that were claimed with: a second claim with the same fails. */
  readonly usedNonces: Set<string> = new Set()
  readonly effects: (Effect & { readonly at: number })[] = []
  /** What was pushed, the oldest first. */
  readonly events: (OutgoingEvent & { readonly CreateTime: number })[] = []
  #advancedMs = 0

  constructor(settings: SimulatorSettings) {
    this.settings = settings
    this.chance = chanceOf(settings.seed)
    this.cipher = cipherOf(settings.seed, chanceOf(`cipher ${settings.seed}`))
    this.credentials = new Credentials(this)
    this.quotas = new Quotas(this)
    this.cards = new Cards(this)
    this.codes = new Codes(this)
    this.members = new Members(this)
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
  dayAt(now: number): number {
    return Math.floor((now + CHINA_MS) / 86_400_000)
  }

  advance(ms: number): void {
    this.#advancedMs += ms
  }

  may(permission: Permission): boolean {
    return !this.settings.withoutPermissions.includes(permission)
  }

  push(event: OutgoingEvent): void {
    this.events.push({ ...event, CreateTime: this.seconds() })
  }

  effect(effect: Effect): void {
    this.effects.push({ ...effect, at: this.now() })
  }
}
