// What statistics are made of: who did what with which card, on which day.
import type { Effect, OutgoingEvent } from './context.js'

/** What is counted. */
export type FigureKind = 'view' | 'receive' | 'verify' | 'given' | 'active' | 'left' | 'back' | 'payment'

/** One thing that happened to a card. */
export interface Activity {
  readonly kind: FigureKind
  /** Number of the day in China. */
  readonly day: number
  readonly openid: string
  /** Payments: what was paid, and what it would have been, in cents. */
  readonly fee?: number
  readonly originalFee?: number
}

const BY_EFFECT: Readonly<Record<string, FigureKind>> = {
  'code.issued': 'receive',
  'code.consumed': 'verify',
  'member.activated': 'active',
}

const BY_EVENT: Readonly<Record<string, FigureKind>> = {
  user_view_card: 'view',
  user_gifting_card: 'given',
  user_del_card: 'left',
  user_pay_from_pay_cell: 'payment',
}

/** Counts on when the records of effects and events have forgotten. */
export class StatisticsLog {
  readonly #byCard = new Map<string, Columns>()

  /** `openid` is who holds the card, where the effect does not say it. */
  noteEffect({ type, cardId, openid }: Effect, day: number, holder: string | undefined): void {
    const kind = BY_EFFECT[type]
    if (kind !== undefined) this.#note(cardId, { kind, day, openid: String(openid ?? holder ?? '') })
  }

  noteEvent(event: OutgoingEvent, day: number): void {
    const { Event, FromUserName: openid = '', CardId: cardId } = event
    if (Event === 'user_get_card' && event.IsRestoreMemberCard === 1) this.#note(cardId, { kind: 'back', day, openid })
    const kind = BY_EVENT[Event]
    if (kind === undefined || event.IsReturnBack === 1) return
    const paid = kind === 'payment' ? { fee: Number(event.Fee), originalFee: Number(event.OriginalFee) } : {}
    this.#note(cardId, { kind, day, openid, ...paid })
  }

  #note(cardId: unknown, activity: Activity): void {
    const key = String(cardId)
    let columns = this.#byCard.get(key)
    if (columns === undefined) {
      columns = { kinds: [], days: [], openids: [], payments: new Map() }
      this.#byCard.set(key, columns)
    }
    const { kind, day, openid, ...paid } = activity
    if (kind === 'payment') columns.payments.set(columns.kinds.length, paid)
    columns.kinds.push(kind)
    columns.days.push(day)
    columns.openids.push(openid)
  }

  /** Everything that happened to a card, the oldest first. */
  of(cardId: string): readonly Activity[] {
    const columns = this.#byCard.get(cardId)
    if (columns === undefined) return []
    const { kinds, days, openids, payments } = columns
    return kinds.map((kind, at) => ({
      kind,
      day: days[at] ?? 0,
      openid: openids[at] ?? '',
      ...payments.get(at),
    }))
  }
}

/** One list for each member: an object for each of a hundred thousand claims would take four times the memory. */
interface Columns {
  readonly kinds: FigureKind[]
  readonly days: number[]
  readonly openids: string[]
  /** What was paid, by the place in the lists. */
  readonly payments: Map<number, Pick<Activity, 'fee' | 'originalFee'>>
}
