// The runner of the conformance suites: keeps every rule, whatever becomes of the others, and says all that is broken at once.
import { monotonicNow, sleep } from '../clock.js'
import { InputError } from '../errors.js'
import { describe, isObject } from '../validate.js'

/** A rule of a contract, and how it is tried. */
export type Rule<Subject> = readonly [name: string, keep: (subject: Subject) => Promise<void>]

/** Short enough to wait for, and no shorter than what stores that count seconds can do. */
export const SHORT_TTL_MS = 1000

export const HOUR_MS = 3_600_000

const SWEPT_WITHIN_MS = 4000

/**
 * Refuses what has not the functions of the contract: every rule would break for the same reason.
 *
 * @throws An {@link InputError} that names each function that is missing.
 */
export function checkShape(suite: string, made: unknown, functions: readonly string[]): void {
  if (!isObject(made)) {
    const expected = `a function that makes { ${functions.join(', ')} }, or a promise of it`
    throw new InputError(suite, [{ field: 'factory', expected, received: `one that makes ${describe(made)}` }])
  }
  const problems = functions
    .filter((name) => typeof made[name] !== 'function')
    .map((name) => ({ field: `factory().${name}`, expected: 'a function', received: describe(made[name]) }))
  if (problems.length > 0) throw new InputError(suite, problems)
}

/**
 * Tries all rules at once, each on a subject of its own.
 *
 * @param begin Makes the subject of a rule and what cleans up behind it.
 * @returns The names of the rules, all of which were kept.
 * @throws An `AggregateError` whose message has one line for each rule that was broken.
 */
export async function keepRules<Subject>(
  what: string,
  rules: ReadonlyArray<Rule<Subject>>,
  begin: () => { readonly subject: Subject; clean(): Promise<void> },
): Promise<string[]> {
  const keep = async ([name, keepRule]: Rule<Subject>): Promise<Error | undefined> => {
    const { subject, clean } = begin()
    try {
      await keepRule(subject)
      return undefined
    } catch (error) {
      return new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    } finally {
      await clean()
    }
  }
  const broken = (await Promise.all(rules.map(keep))).filter((error) => error !== undefined)
  if (broken.length === 0) return rules.map(([name]) => name)
  const lines = broken.map(({ message }) => `\n- ${message}`).join('')
  throw new AggregateError(broken, `The ${what} breaks ${broken.length} of ${rules.length} rules:${lines}`)
}

/** Ends a rule that was broken. */
export function expect(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise)
}

/** A value as it may stand in a message. */
export const shown = (value: unknown): string => {
  if (typeof value !== 'string') return value === undefined ? 'nothing' : describe(value)
  return value.length > 40 ? `a string of ${value.length} characters` : JSON.stringify(value)
}

/** Asks again and again until the answer is yes. */
export async function expectSoon(question: () => Promise<boolean>, otherwise: string): Promise<void> {
  const started = monotonicNow()
  while (!(await question())) {
    expect(monotonicNow() - started < SWEPT_WITHIN_MS, otherwise)
    await sleep({ ms: 50 })
  }
}
