// Records that are kept for tests to look at: the newest of them, and counts of all.

/** The newest records, the oldest of them first, with counts of all there ever were. */
export class Log<Entry> extends Array<Entry> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array
  }

  readonly #kindOf: (entry: Entry) => string
  readonly #kept: number
  readonly #counts = new Map<string, number>()

  constructor(kept: number, kindOf: (entry: Entry) => string) {
    super()
    this.#kept = kept
    this.#kindOf = kindOf
  }

  /** How many there ever were, or how many of one kind. */
  count(kind?: string): number {
    if (kind !== undefined) return this.#counts.get(kind) ?? 0
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0)
  }

  /** How many there ever were of each kind. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts)
  }

  /** Notes one, and forgets the oldest when there are too many. */
  note(entry: Entry): void {
    const kind = this.#kindOf(entry)
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1)
    this.push(entry)
    // In large steps: moving all the rest for every record would take longer than the record.
    if (this.length > this.#kept + Math.max(this.#kept, 16)) this.splice(0, this.length - this.#kept)
  }

  /** Forgets them all, counts included. */
  clear(): void {
    this.length = 0
    this.#counts.clear()
  }
}
