// How often each endpoint may be called: by day and by minute.

import { CHINA_MS, type SimulationContext } from './context.js'
import { need } from './refusal.js'

const DAILY: Readonly<Record<string, number>> = { '/cgi-bin/token': 2_000, '/cgi-bin/stable_token': 500_000 }
const DAILY_ELSEWHERE = 1_000_000
const PER_MINUTE: Readonly<Record<string, number>> = { '/cgi-bin/stable_token': 10_000 }

/** The counters may be cleared so often in a calendar month, by whatever call. */
const CLEARINGS_A_MONTH = 10

interface Counter {
  /** Number of the day or minute that is counted. */
  period: number
  used: number
}

/** Counts calls. */
export class Quotas {
  readonly #context: SimulationContext
  readonly #days = new Map<string, Counter>()
  readonly #minutes = new Map<string, Counter>()
  #clearings = { month: '', count: 0 }

  constructor(context: SimulationContext) {
    this.#context = context
  }

  /** Counts a call, or refuses it. */
  count(path: string): void {
    const perMinute = this.perMinute(path)
    const minute = counterAt(this.#minutes, path, Math.floor(this.#context.now() / 60_000))
    if (perMinute !== undefined)
      need(minute.used < perMinute, 45011, `${path} was called ${perMinute} times in this minute, its quota`)
    const day = counterAt(this.#days, path, this.#context.chinaDayOf(this.#context.now()))
    const daily = this.daily(path)
    need(
      day.used < daily,
      45009,
      `${path} was called ${daily} times today, its quota: it counts anew at midnight in China`,
    )
    minute.used++
    day.used++
  }

  daily(path: string): number {
    return this.#context.settings.dailyQuotas[path] ?? DAILY[path] ?? DAILY_ELSEWHERE
  }

  /** Calls allowed per minute, where there is such a limit. */
  perMinute(path: string): number | undefined {
    return this.#context.settings.minuteQuotas[path] ?? PER_MINUTE[path]
  }

  usedToday(path: string): number {
    return counterAt(this.#days, path, this.#context.chinaDayOf(this.#context.now())).used
  }

  /** Clears one path's counter, or all, as long as this month allows it. */
  clear(path?: string): void {
    const month = new Date(this.#context.now() + CHINA_MS).toISOString().slice(0, 7)
    if (this.#clearings.month !== month) this.#clearings = { month, count: 0 }
    need(this.#clearings.count < CLEARINGS_A_MONTH, 48006, `quotas were cleared ${CLEARINGS_A_MONTH} times this month`)
    this.#clearings.count++
    if (path === undefined) this.#days.clear()
    else this.#days.delete(path)
  }
}

function counterAt(counters: Map<string, Counter>, path: string, period: number): Counter {
  const counter = counters.get(path)
  if (counter?.period === period) return counter
  const fresh = { period, used: 0 }
  counters.set(path, fresh)
  return fresh
}
