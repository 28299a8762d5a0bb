// Records that are kept for tests to look at: the newest of them, and counts of all.
import { InputError } from '../../errors.js'
import { nameOf } from '../../validate.js'
import { nearest } from './nearest.js'

/**
 * The newest records, the oldest of them first, with counts of all there ever were. It reads as an array does, grows by
 * itself, and cannot be changed.
 */
export interface Log<Entry, Kind extends string = string> extends ReadonlyArray<Entry> {
  /**
   * How many there ever were, or how many of one kind.
   *
   * @throws An {@link InputError}: there is no such kind, so that a misspelt one never counts as "none".
   */
  count(kind?: Kind): number
  /** How many there ever were of each kind. */
  readonly counts: Readonly<Record<string, number>>
}

/** What the entries of a log are told apart by, and how many of them are kept. */
export interface LogSettings<Entry> {
  /** What it is called: `requests`. */
  readonly name: string
  /** How many of the newest. */
  readonly kept: number
  readonly kindOf: (entry: Entry) => string
  /** All there are. Left out, every kind is one. */
  readonly kinds?: Iterable<string> | undefined
  /** Told of every entry. */
  readonly onNote?: ((entry: Entry) => void) | undefined
}

/** More than this, in bytes, the entries of one log never hold on to, however many are to be kept. */
const MOST_WEIGHT = 64 * 1024 * 1024

/** So many kinds are counted each by itself: requests can be made to any path. */
const MOST_KINDS = 10_000
const OTHER_KINDS = 'all others'

/** Keeps a log: only its keeper can write in it. */
export class LogKeeper<Entry, Kind extends string = string> {
  /** What is handed out. */
  readonly log: Log<Entry, Kind>
  readonly #settings: LogSettings<Entry>
  readonly #kinds: ReadonlySet<string> | undefined
  readonly #entries: Entry[] = []
  readonly #weights: number[] = []
  readonly #counts = new Map<string, number>()
  #weight = 0

  constructor(settings: LogSettings<Entry>) {
    this.#settings = settings
    this.#kinds = settings.kinds && new Set(settings.kinds)
    this.log = readOnly(settings.name, this.#entries, {
      count: (kind) => this.#count(kind),
      counts: () => Object.fromEntries(this.#counts),
    }) as Log<Entry, Kind>
  }

  #count(kind: unknown): number {
    if (kind === undefined) return [...this.#counts.values()].reduce((sum, count) => sum + count, 0)
    const count = typeof kind === 'string' ? this.#counts.get(kind) : undefined
    if (count !== undefined) return count
    if (this.#kinds === undefined || (typeof kind === 'string' && this.#kinds.has(kind))) return 0
    const meant = typeof kind === 'string' ? nearest(kind, this.#kinds) : undefined
    throw new InputError(`${this.#settings.name}.count`, [
      {
        field: 'kind',
        expected: meant ? `one that exists, such as ${meant}` : 'one that exists',
        received: nameOf(kind),
      },
    ])
  }

  /** Notes one, and forgets the oldest when there are too many. `weight`: the bytes that it holds on to. */
  note(entry: Entry, weight = 0): void {
    const { kept, kindOf, onNote } = this.#settings
    const own = kindOf(entry)
    const kind = this.#counts.has(own) || this.#counts.size < MOST_KINDS ? own : OTHER_KINDS
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1)
    this.#entries.push(entry)
    this.#weights.push(weight)
    this.#weight += weight
    // In large steps: moving all the rest for every record would take longer than the record.
    const tooMany = this.#entries.length > kept + Math.max(kept, 16)
    if (tooMany) this.#forget(this.#entries.length - kept)
    while (this.#weight > MOST_WEIGHT && this.#entries.length > 1) this.#forget(Math.ceil(this.#entries.length / 4))
    onNote?.(entry)
  }

  #forget(count: number): void {
    this.#entries.splice(0, count)
    for (const weight of this.#weights.splice(0, count)) this.#weight -= weight
  }

  /** Forgets them all, counts included. */
  clear(): void {
    this.#forget(this.#entries.length)
    this.#counts.clear()
  }
}

interface Counting {
  readonly count: (kind?: unknown) => number
  readonly counts: () => Readonly<Record<string, number>>
}

/** The array for whoever reads, and nothing to write in. */
function readOnly<Entry>(name: string, entries: Entry[], { count, counts }: Counting): readonly Entry[] {
  const readOnly = (): never => {
    throw new TypeError(`simulator.${name} is a record of what happened: it can be read, not changed`)
  }
  Object.defineProperties(entries, { count: { value: count }, counts: { get: counts } })
  return new Proxy(entries, {
    set: readOnly,
    deleteProperty: readOnly,
    defineProperty: readOnly,
    setPrototypeOf: readOnly,
    preventExtensions: readOnly,
  })
}
