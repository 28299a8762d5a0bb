// Activation: links into the component, forms, and the tickets that lead from a form to the merchant.

import { type CardRecord, pointsAtActivation } from './cards.js'
import type { CodeRecord, FilledForm } from './codes.js'
import type { SimulationContext } from './context.js'
import { need, refusal } from './refusal.js'

/** How a member card becomes active. WeChat takes the first of what is set, in this order. */
export type ActivationMode = 'auto' | 'link' | 'jump' | 'nonJump' | 'none'

/** WeChat publishes no lifetime of an activation ticket. */
const TICKET_LIFETIME_MS = 30 * 60_000

interface ActivationTicket {
  readonly record: CodeRecord
  readonly form: FilledForm
  readonly issuedAt: number
}

/** Holds what lies between a form and an activation. */
export class Members {
  readonly #context: SimulationContext
  readonly #tickets = new Map<string, ActivationTicket>()

  constructor(context: SimulationContext) {
    this.#context = context
  }

  /** Makes the ticket with which the merchant reads a form. */
  issueTicket(record: CodeRecord, form: FilledForm): string {
    const now = this.#context.now()
    for (const [ticket, { issuedAt }] of this.#tickets) {
      if (now - issuedAt <= 2 * TICKET_LIFETIME_MS) break // the oldest come first
      this.#tickets.delete(ticket)
    }
    const ticket = this.#context.cipher.encrypt(`ticket ${record.code}`)
    this.#tickets.set(ticket, { record, form, issuedAt: now })
    return ticket
  }

  /** What was filled in: `72011` for no ticket of ours, `72012` for one whose time is over. */
  readTicket(ticket: string): FilledForm {
    const known = this.#tickets.get(ticket)
    if (known === undefined) throw refusal(72011, 'activate_ticket is none that this account was given')
    const age = this.#context.now() - known.issuedAt
    need(
      age <= TICKET_LIFETIME_MS,
      72012,
      `activate_ticket is ${Math.floor(age / 60_000)} minutes old, and lives for 30`,
    )
    return known.form
  }

  /** Makes a member of a holder, or changes the number of one. Answers whether it is the first time. */
  activate(record: CodeRecord, membershipNumber: string): boolean {
    const { membership } = record
    const first = !membership.active
    membership.active = true
    membership.membershipNumber = membershipNumber
    if (first) this.#context.effect({ type: 'member.activated', cardId: record.card.cardId, code: record.code })
    return first
  }

  /** Makes a member of a holder as WeChat does it by itself, with the points that the card's rule gives at activation. */
  activateByItself(record: CodeRecord): void {
    if (!this.activate(record, record.code)) return
    const points = pointsAtActivation(record.card)
    if (points > 0) this.change(record, 'bonus', record.membership.bonus + points)
  }

  /** Sets points or balance, and remembers by how much they changed. */
  change(record: CodeRecord, what: 'bonus' | 'balance', value: number): void {
    const by = value - record.membership[what]
    record.membership[what] = value
    if (by === 0) return
    this.#context.effect({ type: `member.${what}`, cardId: record.card.cardId, code: record.code, by, now: value })
  }

  /** Sets both, and tells the merchant where anything changed. */
  update(record: CodeRecord, { bonus, balance }: { readonly bonus: number; readonly balance: number }): void {
    const { card, code, openid, membership } = record
    const by = { bonus: bonus - membership.bonus, balance: balance - membership.balance }
    this.change(record, 'bonus', bonus)
    this.change(record, 'balance', balance)
    if (by.bonus === 0 && by.balance === 0) return
    this.#context.push({
      Event: 'update_member_card',
      FromUserName: openid,
      CardId: card.cardId,
      UserCardCode: code,
      ModifyBonus: by.bonus,
      ModifyBalance: by.balance,
    })
  }
}

/** How this card is activated, with WeChat's precedence. */
export function activationModeOf({ body, jumpsForGood }: CardRecord): ActivationMode {
  if (body.auto_activate === true) return 'auto'
  if (typeof body.activate_url === 'string' && body.activate_url !== '') return 'link'
  if (body.wx_activate !== true) return 'none'
  // Any address makes it the jump type, whatever the flag says, and whatever becomes of the address.
  return body.wx_activate_after_submit === true || jumpsForGood === true ? 'jump' : 'nonJump'
}
