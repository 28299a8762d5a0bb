// Figures of cards by day, counted from what happened in this simulator.
import type { CardType } from '../../api/cards.js'
import type { CardFigures, DateRange, MemberCardFigures, StatisticsApi } from '../../api/statistics.js'
import type { SimulatedAccount } from '../account/account.js'
import { type CardRecord, needType } from '../account/cards.js'
import { need } from '../account/refusal.js'
import type { Activity, FigureKind } from '../account/statistics-log.js'
import { type GroupEndpoints, optional, required } from '../http/endpoint.js'

const DATES = { begin_date: required('string', 61500), end_date: required('string', 61500) }

/** Cards made in the console (0) or by the API (1). */
const SOURCE = { ...DATES, cond_source: required('integer', 40097) }

const DAY_MS = 86_400_000

/** Most days at once, the first and the last included. */
const MOST_DAYS = 62

/** The numbers that stand for types of cards; other types are not covered. */
const NUMBERS: Readonly<Partial<Record<CardType, number>>> = {
  DISCOUNT: 0,
  CASH: 1,
  GIFT: 2,
  GENERAL_COUPON: 3,
  GROUPON: 4,
}

const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

function dayOf(date: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(date) : Number.NaN
  const isDate = !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
  need(isDate, 61500, `${date} is no date of the form 2026-11-02`)
  return time / DAY_MS
}

/** The days of a range, of which yesterday is the last that WeChat has. */
function daysOf(account: SimulatedAccount, { begin_date, end_date }: DateRange): number[] {
  const [first, last] = [dayOf(begin_date), dayOf(end_date)]
  need(first <= last, 61501, 'begin_date is after end_date')
  need(
    last - first < MOST_DAYS,
    61501,
    `begin_date to end_date are ${last - first + 1} days, and ${MOST_DAYS} are allowed`,
  )
  need(last < account.chinaDayOf(account.now()), 61501, 'end_date is at most yesterday, in China')
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

/** The cards of a source: in a simulator, all are made by the API. */
function cardsOf(account: SimulatedAccount, source: number): CardRecord[] {
  need(source === 0 || source === 1, 40097, `cond_source is ${source}: it is 0 or 1`)
  return source === 1 ? account.cards.all() : []
}

/** How often something happened, and to how many people. */
interface Count {
  readonly times: number
  readonly people: number
}

/** What happened to some cards, for counting. */
class History {
  readonly #happened: readonly Activity[]
  readonly #expired: readonly Pick<Activity, 'day' | 'openid'>[]

  constructor(account: SimulatedAccount, cards: readonly CardRecord[]) {
    this.#expired = account.codes
      .all()
      .filter((record) => cards.includes(record.card) && account.codes.statusOf(record) === 'EXPIRE')
      .map(({ end, openid }) => ({ day: account.chinaDayOf(end * 1000), openid }))
    this.#happened = cards.flatMap((card) => {
      const happened = account.statistics.of(card.cardId)
      if (card.body.auto_activate !== true) return happened
      // Such a card is active as soon as it is received.
      const activated = happened.filter(({ kind }) => kind === 'receive')
      return [...happened, ...activated.map((each): Activity => ({ ...each, kind: 'active' }))]
    })
  }

  on(day: number, kind: FigureKind): Activity[] {
    return this.#happened.filter((each) => each.day === day && each.kind === kind)
  }

  count(day: number, kind: FigureKind): Count {
    return counted(this.on(day, kind).map(({ openid }) => openid))
  }

  /** Codes that were not used in time. */
  expired(day: number): Count {
    return counted(this.#expired.filter((each) => each.day === day).map(({ openid }) => openid))
  }

  /** People who had ever received a card by the end of a day. */
  receivers(day: number): number {
    const received = this.#happened.filter((each) => each.kind === 'receive' && each.day <= day)
    return new Set(received.map(({ openid }) => openid)).size
  }

  /** People who were members at the end of a day. */
  members(day: number): number {
    const members = new Set<string>()
    const former = new Set<string>()
    for (const { kind, openid } of this.#happened.filter((each) => each.day <= day)) {
      if (kind === 'active') members.add(openid)
      if (kind === 'left') former.add(openid)
      if (kind === 'back') former.delete(openid)
    }
    return [...members].filter((openid) => !former.has(openid)).length
  }
}

const counted = (openids: readonly string[]): Count => ({ times: openids.length, people: new Set(openids).size })

function cardFigures(history: History, day: number): CardFigures {
  const [view, receive, verify, given] = (['view', 'receive', 'verify', 'given'] as const).map((kind) =>
    history.count(day, kind),
  ) as [Count, Count, Count, Count] // as many as kinds
  const expire = history.expired(day)
  return {
    ref_date: dateOf(day),
    view_cnt: view.times,
    view_user: view.people,
    receive_cnt: receive.times,
    receive_user: receive.people,
    verify_cnt: verify.times,
    verify_user: verify.people,
    given_cnt: given.times,
    given_user: given.people,
    expire_cnt: expire.times,
    expire_user: expire.people,
  }
}

type MemberCounts = Required<Omit<MemberCardFigures, 'total_receive_user'>>

function memberFigures(history: History, day: number): MemberCounts {
  const [view, receive, active, verify] = (['view', 'receive', 'active', 'verify'] as const).map((kind) =>
    history.count(day, kind),
  ) as [Count, Count, Count, Count] // as many as kinds
  return {
    ref_date: dateOf(day),
    view_cnt: view.times,
    view_user: view.people,
    receive_cnt: receive.times,
    receive_user: receive.people,
    verify_cnt: verify.times,
    verify_user: verify.people,
    new_user: active.people,
    active_cnt: active.times,
    active_user: active.people,
    total_user: history.members(day),
  }
}

/** Days on which nothing happened are left out. */
const counts = (figures: object): boolean =>
  Object.entries(figures).some(([name, value]) => name.endsWith('_cnt') && value > 0)

const sum = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0)

/** Endpoints of the group `statistics`. */
export const statisticsEndpoints: GroupEndpoints<StatisticsApi> = {
  listSummary: {
    fields: SOURCE,
    permission: 'card',
    bare: true,
    respond: ({ account, request }) => {
      const days = daysOf(account, request)
      const history = new History(account, cardsOf(account, request.cond_source))
      return { list: days.map((day) => cardFigures(history, day)).filter(counts) }
    },
  },
  listCards: {
    fields: { ...SOURCE, card_id: optional('string') },
    permission: 'card',
    bare: true,
    respond: ({ account, request }) => {
      const days = daysOf(account, request)
      const wanted = request.card_id && account.cards.get(request.card_id, { deleted: true })
      const cards = cardsOf(account, request.cond_source).filter((card) => !wanted || card === wanted)
      const list = cards.flatMap((card) => {
        const card_type = NUMBERS[card.cardType]
        if (card_type === undefined) return []
        const history = new History(account, [card])
        return days.map((day) => ({ ...cardFigures(history, day), card_id: card.cardId, card_type })).filter(counts)
      })
      return { list: list.sort((one, other) => one.ref_date.localeCompare(other.ref_date)) }
    },
  },
  listMemberCards: {
    fields: SOURCE,
    permission: 'card',
    bare: true,
    respond: ({ account, request }) => {
      const days = daysOf(account, request)
      const cards = cardsOf(account, request.cond_source).filter(({ cardType }) => cardType === 'MEMBER_CARD')
      const history = new History(account, cards)
      const figures = days.map((day) => memberFigures(history, day)).filter(counts)
      return {
        // Replies that developers show have new_user and no active_cnt (reports-39).
        list: figures.map(({ active_cnt: _, ...rest }) => ({
          ...rest,
          total_receive_user: history.receivers(dayOf(rest.ref_date)),
        })),
      }
    },
  },
  listMemberCardDetails: {
    fields: { ...DATES, card_id: required('string', 41012) },
    permission: 'card',
    bare: true,
    respond: ({ account, request }) => {
      const days = daysOf(account, request)
      const card = account.cards.get(request.card_id, { deleted: true })
      needType(card, 'MEMBER_CARD', 72003)
      const history = new History(account, [card])
      const list = days.map((day) => {
        const { ref_date, ...figures } = memberFigures(history, day)
        const payments = history.on(day, 'payment')
        return {
          ref_date,
          cardid: card.cardId,
          merchanttype: 2,
          submerchantid: 0,
          ...figures,
          payOriginalFee: sum(payments.map(({ originalFee }) => originalFee)),
          fee: sum(payments.map(({ fee }) => fee)),
        }
      })
      return { list: list.filter((day) => counts(day) || day.fee > 0) }
    },
  },
}
