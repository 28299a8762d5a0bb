// Numbers that stand for a code for a short while: what cards with `use_dynamic_code` show at the till.

import type { CodeRecord } from './codes.js'
import type { SimulationContext } from './context.js'
import { ALPHABET } from './random.js'

/** WeChat publishes no lifetime; the number "changes all the time". */
const LIFETIME_MS = 60_000

/** For so long a number that has run out can still be asked for, by `is_expire_dynamic_code`. Published nowhere. */
const FOUND_FOR_MS = 86_400_000

interface ShownCode {
  readonly record: CodeRecord
  readonly shownAt: number
}

/** Holds the numbers that phones have shown. */
export class DynamicCodes {
  readonly #context: SimulationContext
  readonly #shown = new Map<string, ShownCode>()

  constructor(context: SimulationContext) {
    this.#context = context
  }

  /** A number of 18 digits that stands for the code from now on. */
  show(record: CodeRecord): string {
    const now = this.#context.now()
    for (const [oldest, { shownAt }] of this.#shown) {
      if (now - shownAt <= FOUND_FOR_MS) break // the oldest come first
      this.#shown.delete(oldest)
    }
    const code = `1${this.#context.random.text(17, ALPHABET.digits)}`
    this.#shown.set(code, { record, shownAt: now })
    return code
  }

  /** What a number stands for, `undefined` for none of ours or one that is too old. */
  find(code: string): { readonly record: CodeRecord; readonly hasRunOut: boolean } | undefined {
    const shown = this.#shown.get(code)
    if (shown === undefined) return undefined
    const age = this.#context.now() - shown.shownAt
    return age > FOUND_FOR_MS ? undefined : { record: shown.record, hasRunOut: age > LIFETIME_MS }
  }
}
