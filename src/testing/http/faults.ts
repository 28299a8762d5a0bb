// What goes wrong on purpose: which requests it meets, and what becomes of their answers.
import {
  boolean,
  type Check,
  checkObject,
  describe,
  integer,
  isObject,
  named,
  oneOf,
  optional,
  text,
  throwIfInvalid,
} from '../../validate.js'
import { nearest } from '../account/nearest.js'
import type { SeededRandom } from '../account/random.js'
import { SIMULATED_PATHS, type SimulatedPath } from './paths.js'

/** What goes wrong, and for which requests. Give one kind of fault; `delayMs` goes with any. */
export interface Fault {
  /**
   * The path whose requests it meets, without a query: one at which the simulator has an endpoint.
   * @defaultValue every path
   */
  path?: SimulatedPath | (string & {}) | undefined
  /**
   * How many requests it meets, then it is gone. `Infinity` for all.
   * @defaultValue 1, or Infinity with `probability`
   */
  times?: number | undefined
  /**
   * The chance with which it meets a request, 0 to 1, decided by the simulator's seed.
   * @defaultValue 1
   */
  probability?: number | undefined
  /** It begins at this simulated time, in epoch milliseconds. */
  startsAt?: number | undefined
  /** It ends at this simulated time, in epoch milliseconds. */
  endsAt?: number | undefined
  /** Answers this code, with WeChat's text for it. */
  errcode?: number | undefined
  /** Text instead of WeChat's, with `errcode`. */
  errmsg?: string | undefined
  /** Answers this HTTP status with a gateway's page in HTML, or with `body`. */
  status?: number | undefined
  /** Answers this body instead, such as HTML. */
  body?: string | undefined
  /** Lets the answer wait, in milliseconds of real time. */
  delayMs?: number | undefined
  /** The answer never goes on: before its headers, or in the middle of its body. */
  stall?: 'headers' | 'body' | undefined
  /** The connection is reset: before the headers (also `true`), or in the middle of the body. */
  reset?: boolean | 'headers' | 'body' | undefined
  /** Cuts the body off after so many characters, with everything else as it should be. */
  truncateAt?: number | undefined
  /** Adds a text with raw control characters to the answer, as names of users bring them: a member `control_characters`. */
  controlCharacters?: boolean | undefined
  /** Adds an integer beyond 2⁵³ to the answer, as a member `big_integer`. */
  bigIntegers?: boolean | undefined
  /** Ends all tokens in the moment between one being handed out and being used, so that the request is refused. */
  revokeToken?: boolean | undefined
  /**
   * Whether the request is carried out although its answer is another one, or gets lost.
   * @defaultValue true for `delayMs` alone, `truncateAt`, `controlCharacters`, `bigIntegers`; false for the others, and
   * always so for `revokeToken`
   */
  executes?: boolean | undefined
}

/** What every fault may say, whatever its kind. */
type Condition = 'path' | 'times' | 'probability' | 'startsAt' | 'endsAt' | 'errmsg' | 'delayMs' | 'executes'

/**
 * The kinds of fault: what is right as the value, and whether the request is carried out unless the fault says otherwise.
 * What becomes of the answer is in `response.ts`; an `errcode` and `revokeToken` are answered in `simulator.ts`.
 */
const KINDS: { readonly [Kind in Exclude<keyof Fault, Condition>]-?: { check: Check; executes: boolean } } = {
  errcode: {
    check: (value) => (Number.isInteger(value) && value !== 0 ? undefined : 'a code other than 0'),
    executes: false,
  },
  status: { check: integer(200, 599), executes: false },
  body: { check: (value) => (typeof value === 'string' ? undefined : 'a string'), executes: false },
  stall: { check: oneOf('headers', 'body'), executes: false },
  reset: {
    check: (value) => (typeof value === 'boolean' ? undefined : oneOf('headers', 'body')(value)),
    executes: false,
  },
  truncateAt: { check: integer(0, 1_000_000), executes: true },
  controlCharacters: { check: boolean, executes: true },
  bigIntegers: { check: boolean, executes: true },
  revokeToken: { check: boolean, executes: false },
}

/** The kinds that a fault is of: one, or a status with a body of its own. */
const kindsOf = (fault: Fault): (keyof typeof KINDS)[] =>
  (Object.keys(KINDS) as (keyof typeof KINDS)[]).filter((kind) => fault[kind] !== undefined && fault[kind] !== false)

/** The faults of a simulator. */
export interface Faults {
  /**
   * Adds a fault. Of several that fit a request, the one added first meets it. Answers with a function that takes it away.
   *
   * @throws An {@link InputError}: the fault says nothing, several things, or something unknown, such as a path that no
   * endpoint has.
   * @example
   * ```ts
   * simulator.faults.add({ path: '/card/code/consume', reset: true, executes: true }) // carried out, the reply lost
   * simulator.faults.add({ errcode: 45009, probability: 0.01 })
   * ```
   */
  add(fault: Fault): () => void
  /** Takes all away. */
  clear(): void
  /** The faults that no request has met so far, but those that were taken away. */
  pending(): Fault[]
  /**
   * Fails where a fault has met no request: for the end of a test, which would have been green without it.
   *
   * @throws An error that lists them.
   */
  assertUsed(): void
}

/** A fault, and how often it met a request. */
export interface FaultState {
  readonly fault: Fault
  /** How many requests it has met. */
  readonly hits: number
  /** How many more it will meet, at most. */
  readonly left: number
}

interface Standing {
  readonly fault: Fault
  hits: number
  left: number
}

/** A test added faults that met no request. */
class UnusedFaultError extends Error {
  override get name(): string {
    return 'UnusedFaultError'
  }
}

/** Keeps the faults and finds the one that meets a request. */
export class ActiveFaults implements Faults {
  #standing: Standing[] = []

  add(fault: Fault): () => void {
    checkFault(fault)
    const standing = {
      fault: { ...fault },
      hits: 0,
      left: fault.times ?? (fault.probability === undefined ? 1 : Infinity),
    }
    this.#standing.push(standing)
    return () => {
      this.#standing = this.#standing.filter((each) => each !== standing)
    }
  }

  clear(): void {
    this.#standing = []
  }

  /** Whether there is any, also one that begins later. */
  get some(): boolean {
    return this.#standing.length > 0
  }

  /** All that stand, the one added first in front. */
  states(): FaultState[] {
    return this.#standing.map(({ fault, hits, left }) => ({ fault: { ...fault }, hits, left }))
  }

  pending(): Fault[] {
    return this.#standing.filter(({ hits }) => hits === 0).map(({ fault }) => ({ ...fault }))
  }

  assertUsed(): void {
    const pending = this.pending()
    if (pending.length === 0) return
    const lines = pending.map(({ path = 'any path', ...rest }) => `  ${path}: ${toText(rest)}`)
    const what = pending.length === 1 ? '1 fault has' : `${pending.length} faults have`
    throw new UnusedFaultError(`${what} met no request:\n${lines.join('\n')}`)
  }

  /** The fault that meets a request, and one less of it. */
  match(path: string, now: number, random: SeededRandom): Fault | undefined {
    const met = this.#standing.find(
      ({ fault: { path: its, startsAt = -Infinity, endsAt = Infinity, probability = 1 } }) =>
        (its === undefined || its === path) &&
        now >= startsAt &&
        now < endsAt &&
        (probability === 1 || random.next() < probability),
    )
    if (met === undefined) return undefined
    met.left--
    met.hits++
    if (met.left <= 0) this.#standing = this.#standing.filter((each) => each !== met)
    return met.fault
  }
}

const toText = (members: object): string =>
  Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : value}`)
    .join(', ')

/** Whether a request is carried out although a fault meets it. */
export const executes = (fault: Fault): boolean =>
  fault.revokeToken ? false : (fault.executes ?? kindsOf(fault).every((kind) => KINDS[kind].executes))

const PATHS: ReadonlySet<string> = new Set(SIMULATED_PATHS)

function knownPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\/[^?#]*$/.test(value)) return 'a path that starts with / and has no query'
  if (PATHS.has(value)) return undefined
  const meant = nearest(value, SIMULATED_PATHS)
  return `a path that the simulator has an endpoint at${meant === undefined ? '' : `, such as ${meant}`}`
}

const fraction = (value: unknown): string | undefined =>
  typeof value === 'number' && value >= 0 && value <= 1 ? undefined : 'a number from 0 to 1'
const time = (value: unknown): string | undefined =>
  typeof value === 'number' && !Number.isNaN(value) ? undefined : 'a time in epoch milliseconds'

function checkFault(fault: Fault): void {
  checkObject('faults.add', fault, {
    path: optional(named(knownPath)),
    times: optional((value) =>
      value === Infinity || (Number.isInteger(value) && (value as number) > 0)
        ? undefined
        : 'a whole number from 1, or Infinity',
    ),
    probability: optional(fraction),
    startsAt: optional(time),
    endsAt: optional(time),
    errmsg: optional(text),
    delayMs: optional(integer(0, 600_000)),
    executes: optional(boolean),
    ...Object.fromEntries(Object.entries(KINDS).map(([kind, { check }]) => [kind, optional(check)])),
  })
  if (!isObject(fault)) return
  const given = kindsOf(fault)
  const together = given.length <= 1 || (given.length === 2 && given.includes('status') && given.includes('body'))
  if (together && (given.length > 0 || fault.delayMs !== undefined)) return
  const expected = `one kind of fault: ${Object.keys(KINDS).join(', ')}, or delayMs`
  throwIfInvalid('faults.add', [{ field: 'fault', expected, received: given.join(' and ') || describe(fault) }])
}
