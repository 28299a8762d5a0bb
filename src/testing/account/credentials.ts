// Tokens and tickets of the simulated account, with the rules by which they are issued and end.
import { randomBytes } from 'node:crypto'
import type { SimulationContext } from './context.js'
import { need, refusal } from './refusal.js'

const LIFETIME_MS = 7_200_000

/** For so long the token before still works after another was issued; a stable token is replaced so early. */
const OVERLAP_MS = 300_000

/** Forced refreshes of the stable token: so many a day, so far apart. */
const FORCED_A_DAY = 20
const FORCED_SPACING_MS = 30_000

/**
 * How long a ticket is accepted after its end. WeChat publishes none; three hours in all were seen to work
 * (credentials-72, credentials-160).
 */
const TICKET_GRACE_MS = 3_600_000

interface Token {
  readonly kind: 'stable' | 'classic'
  readonly value: string
  readonly expiresAt: number
  /** Earlier than its expiry, once another has followed it or it was revoked. */
  endsAt: number
}

interface Ticket {
  readonly value: string
  readonly issuedAt: number
}

/** The two kinds of tickets. */
export type TicketType = 'wx_card' | 'jsapi'

/** Issues and checks the account's credentials. */
export class Credentials {
  readonly #context: SimulationContext
  readonly #tokens: Map<string, Token>
  readonly #current: Record<'stable' | 'classic', Token | undefined>
  readonly #tickets: Record<TicketType, Ticket[]>
  #forced: { day: number; count: number; at: number } = { day: 0, count: 0, at: Number.NEGATIVE_INFINITY }

  /**
   * `before` are those of the account's earlier life, which stay as good or bad as they were: they are as old now as they
   * were then, although the time has begun anew.
   */
  constructor(context: SimulationContext, before?: Credentials) {
    this.#context = context
    this.#tokens = new Map()
    this.#current = { stable: undefined, classic: undefined }
    this.#tickets = { wx_card: [], jsapi: [] }
    if (before === undefined) return
    const by = context.now() - before.#context.now()
    for (const [value, old] of before.#tokens) {
      const token = { ...old, expiresAt: old.expiresAt + by, endsAt: old.endsAt + by }
      this.#tokens.set(value, token)
      for (const kind of ['stable', 'classic'] as const) if (before.#current[kind] === old) this.#current[kind] = token
    }
    for (const type of ['wx_card', 'jsapi'] as const) {
      this.#tickets[type] = before.#tickets[type].map(({ value, issuedAt }) => ({ value, issuedAt: issuedAt + by }))
    }
    this.#forced = { ...before.#forced, at: before.#forced.at + by, day: context.chinaDayOf(context.now()) }
  }

  /** `GET /cgi-bin/token`: every call makes a new token, and the one before lives on for five minutes. */
  issueClassic(): { access_token: string; expires_in: number } {
    const before = this.#current.classic
    if (before) before.endsAt = Math.min(before.endsAt, this.#context.now() + OVERLAP_MS)
    return this.#issued('classic')
  }

  /** `POST /cgi-bin/stable_token`: the same token until its last five minutes. */
  issueStable(force: boolean): { access_token: string; expires_in: number } {
    const now = this.#context.now()
    const current = this.#current.stable
    const lives = current !== undefined && current.endsAt === current.expiresAt && current.expiresAt - now > OVERLAP_MS
    if (force && this.#mayForce(now)) {
      if (current) current.endsAt = Math.min(current.endsAt, now + OVERLAP_MS)
      // Only the two newest work: a second forced call ends a leaked token at once.
      for (const token of this.#tokens.values()) {
        if (token.kind === 'stable' && token !== current && token.endsAt > now) token.endsAt = now
      }
      return this.#issued('stable')
    }
    if (!lives) return this.#issued('stable')
    return { access_token: current.value, expires_in: Math.floor((current.expiresAt - now) / 1000) }
  }

  #mayForce(now: number): boolean {
    const day = this.#context.chinaDayOf(now)
    if (this.#forced.day !== day) this.#forced = { day, count: 0, at: this.#forced.at }
    if (now - this.#forced.at < FORCED_SPACING_MS) return false
    need(this.#forced.count < FORCED_A_DAY, 45009)
    this.#forced = { day, count: this.#forced.count + 1, at: now }
    return true
  }

  #issued(kind: 'stable' | 'classic'): { access_token: string; expires_in: number } {
    const now = this.#context.now()
    for (const [value, { endsAt }] of this.#tokens) if (endsAt < now - LIFETIME_MS) this.#tokens.delete(value)
    const value = `${kind === 'stable' ? 'S' : 'C'}${ownText(135)}`
    const token = { kind, value, expiresAt: now + LIFETIME_MS, endsAt: now + LIFETIME_MS }
    this.#tokens.set(value, token)
    this.#current[kind] = token
    return { access_token: value, expires_in: LIFETIME_MS / 1000 }
  }

  /** Refuses a token that is not good now. */
  check(value: string | null): void {
    if (value === null || value === '') throw refusal(41001, 'access_token is missing in the query')
    const token = this.#tokens.get(value)
    if (token === undefined) {
      throw value.length < 100
        ? refusal(40014, `access_token is a text of ${value.length} characters: no token looks like this`)
        : refusal(40001, 'this access_token is not of this simulator: it is of an earlier or another one, or of WeChat')
    }
    if (token.endsAt > this.#context.now()) return
    throw token.endsAt === token.expiresAt
      ? refusal(42001, 'this access_token has reached its end, 7200 seconds after it was issued')
      : refusal(40001, 'this access_token was ended by a newer one, by revokeTokens, or by a fault')
  }

  /** Ends every token now, as a reset AppSecret or another service's forced refresh does. */
  revoke(): void {
    const now = this.#context.now()
    for (const token of this.#tokens.values()) if (token.endsAt > now) token.endsAt = now
  }

  /** The same ticket for as long as it lives, and always "7200 seconds". */
  ticket(type: TicketType): { ticket: string; expires_in: number } {
    const now = this.#context.now()
    const tickets = this.#tickets[type].filter(({ issuedAt }) => now - issuedAt < LIFETIME_MS + TICKET_GRACE_MS)
    const last = tickets.at(-1)
    const current = last && now - last.issuedAt < LIFETIME_MS ? last : { value: ownText(86), issuedAt: now }
    this.#tickets[type] = current === last ? tickets : [...tickets, current]
    return { ticket: current.value, expires_in: LIFETIME_MS / 1000 }
  }

  /** The tickets of a type that a phone accepts now. */
  acceptedTickets(type: TicketType): string[] {
    const now = this.#context.now()
    return this.#tickets[type]
      .filter(({ issuedAt }) => now - issuedAt < LIFETIME_MS + TICKET_GRACE_MS)
      .map(({ value }) => value)
  }
}

/**
 * A text of the right form that no other simulator has: not from the seed, because a simulator started anew would issue
 * the very values that a client has just been told are dead.
 */
const ownText = (length: number): string => randomBytes(length).toString('base64url').slice(0, length)
