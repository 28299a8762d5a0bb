// The page's line to the simulator: its controls as JSON, and what happens as server-sent events.
import { Refused } from './refused.js'
import type { Activity, StateOnWire } from './wire.js'

/** More than this is not kept in the page; the simulator has all of it. */
const MOST_ACTIVITIES = 10_000

/** Changes that come in one burst are read at once. */
const BURST_MS = 60

/** What the page knows, and whether it still hears the simulator. */
export class Connection {
  /** Undefined until the first answer. */
  state: StateOnWire | undefined
  /** The newest last. */
  activities: Activity[] = []
  connected = false
  readonly #base: string
  readonly #listeners = new Set<() => void>()
  #nextId = 0
  #reading = false
  #readAgain = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(base: string) {
    this.#base = base
  }

  /** Calls the listener after each change, until the answer is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Listens to the simulator, and goes on doing so when it was away. */
  listen(): void {
    const stream = new EventSource(`${this.#base}stream`)
    stream.onopen = () => {
      this.connected = true
      this.#changed()
      void this.#begin()
    }
    stream.onerror = () => {
      if (!this.connected) return
      this.connected = false
      this.#changed()
    }
    for (const kind of ['request', 'effect', 'event', 'push'] as const) {
      stream.addEventListener(kind, ({ data }: MessageEvent<string>) => {
        this.#note(kind, JSON.parse(data))
        this.refresh()
      })
    }
    for (const change of ['reset', 'advance', 'change']) {
      stream.addEventListener(change, () => {
        if (change === 'reset') this.activities = []
        this.refresh()
      })
    }
  }

  /** Reads the state again, once for a burst of changes. */
  refresh(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.#read()
    }, BURST_MS)
  }

  /** Uses a control. @throws A {@link Refused} with the simulator's reason. */
  async act<Answer = Readonly<Record<string, unknown>>>(
    name: string,
    request: Readonly<Record<string, unknown>> = {},
  ): Promise<Answer> {
    const response = await fetch(this.#base + name, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    })
    const answer = await response.json()
    this.refresh()
    if (!response.ok) throw new Refused(answer)
    return answer
  }

  /** Lets a user do something with the phone. @throws A {@link Refused}, as `wx` fails. */
  phone<Answer = Readonly<Record<string, unknown>>>(
    openid: string,
    method: string,
    ...args: readonly unknown[]
  ): Promise<Answer> {
    return this.act<Answer>(`phone/${method}`, { user: { openid }, arguments: args })
  }

  /** What can be looked at, such as `requests`. */
  async view<Answer>(name: string): Promise<Answer> {
    const response = await fetch(this.#base + name)
    return await response.json()
  }

  async #begin(): Promise<void> {
    const [requests, effects, events, pushes] = await Promise.all(
      ['requests', 'effects', 'events', 'pushes'].map((name) => this.view<Readonly<Record<string, unknown>>[]>(name)),
    )
    this.activities = []
    const all = [
      ...(requests ?? []).map((record) => ['request', record] as const),
      ...(effects ?? []).map((record) => ['effect', record] as const),
      ...(events ?? []).map((record) => ['event', record] as const),
      ...(pushes ?? []).map((record) => ['push', record] as const),
    ].sort(([, one], [, other]) => timeOf(one) - timeOf(other))
    for (const [kind, record] of all) this.#note(kind, record)
    await this.#read()
  }

  async #read(): Promise<void> {
    if (this.#reading) {
      this.#readAgain = true
      return
    }
    this.#reading = true
    try {
      this.state = await this.view<StateOnWire>('state')
    } catch {
      // It is away: the stream says when it is back.
    }
    this.#reading = false
    this.#changed()
    if (this.#readAgain) {
      this.#readAgain = false
      this.refresh()
    }
  }

  #note(kind: Activity['kind'], record: Readonly<Record<string, unknown>>): void {
    this.activities.push(activityOf(kind, record, this.#nextId++))
    if (this.activities.length > MOST_ACTIVITIES * 1.1) this.activities = this.activities.slice(-MOST_ACTIVITIES)
    this.#changed()
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}

type OnWire = Readonly<Record<string, unknown>>

/** Epoch milliseconds; events tell seconds. */
function timeOf(record: OnWire): number {
  if (typeof record.at === 'number') return record.at
  const event = (record.event ?? record) as OnWire
  return typeof event.CreateTime === 'number' ? event.CreateTime * 1000 : 0
}

function activityOf(kind: Activity['kind'], record: OnWire, id: number): Activity {
  const common = { kind, id, at: timeOf(record), detail: record }
  switch (kind) {
    case 'request':
      return {
        ...common,
        title: `${record.method} ${record.path}`,
        ...(typeof record.errcode === 'number' && { errcode: record.errcode }),
        ...(typeof record.reason === 'string' && { reason: record.reason }),
        ...(typeof record.durationMs === 'number' && { durationMs: record.durationMs }),
      }
    case 'push': {
      const reason = typeof record.reason === 'string' ? { reason: record.reason } : {}
      const title = String((record.event as OnWire | undefined)?.Event ?? record.title ?? '')
      return { ...common, title, status: `${record.outcome} · ${record.attempts}×`, ...reason }
    }
    case 'event':
      return { ...common, title: String(record.Event) }
    default:
      return { ...common, title: String(record.type) }
  }
}

/** Whether something was refused or went wrong. */
export const isFailure = ({ errcode, status, reason }: Activity): boolean =>
  (errcode !== undefined && errcode !== 0) || reason !== undefined || /given_up|planned/.test(status ?? '')
