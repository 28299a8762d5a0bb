// What will happen at a simulated time: gifts that come back, events that are sent again.

interface Planned {
  readonly dueAt: number
  readonly what: string
  readonly act: () => void
}

/** A list of what is to happen, in the order of time. */
export class Schedule {
  readonly #planned: Planned[] = []

  /** Plans something. Things due at the same time happen in the order in which they were planned. */
  plan(dueAt: number, act: () => void, what = ''): void {
    const before = this.#planned.findLastIndex((other) => other.dueAt <= dueAt) // most things are planned for the end
    this.#planned.splice(before + 1, 0, { dueAt, act, what })
  }

  /** What is planned, in the order of time. */
  get due(): { readonly dueAt: number; readonly what: string }[] {
    return this.#planned.map(({ dueAt, what }) => ({ dueAt, what }))
  }

  /** When the next thing is due, in epoch milliseconds. */
  get nextAt(): number | undefined {
    return this.#planned[0]?.dueAt
  }

  /** Does what is due by now. */
  run(now: number): void {
    while (this.#planned[0] !== undefined && this.#planned[0].dueAt <= now) this.#planned.shift()?.act()
  }
}
