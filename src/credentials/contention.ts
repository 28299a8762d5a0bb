// Contention for classic tokens: notices that another service keeps ending ours, and slows the replacing down.

/** So many replacements within so long mean that somebody else fetches too. */
const REPLACEMENTS = 5
const WITHIN_MS = 10 * 60_000

/** While somebody does, a token that was refused is kept for so long: each fetch would end theirs, and theirs ours. */
const FETCH_SPACING_MS = 60_000

/** A token that lived for so long shows that they have stopped. */
const SETTLED_MS = 5 * 60_000

/** Figures for the diagnostic. */
export const CONTENTION: { readonly replacements: number; readonly withinMs: number } = {
  replacements: REPLACEMENTS,
  withinMs: WITHIN_MS,
}

/** The replacements of one credential that rejections forced. Time is that of the caller's clock. */
export class Contention {
  /** The latest, oldest first. */
  readonly #replacedAt: number[] = []
  #active = false

  /** Whether a refused token that was obtained then may be replaced now. */
  permits(obtainedAt: number, now: number): boolean {
    const age = now - obtainedAt
    if (age >= SETTLED_MS) {
      this.#active = false
      this.#replacedAt.length = 0
    }
    return !this.#active || age >= FETCH_SPACING_MS
  }

  /** Counts a replacement. True when contention begins with it. */
  count(now: number): boolean {
    this.#replacedAt.push(now)
    if (this.#replacedAt.length > REPLACEMENTS) this.#replacedAt.shift()
    const [oldest = now] = this.#replacedAt
    if (this.#active || this.#replacedAt.length < REPLACEMENTS || now - oldest >= WITHIN_MS) return false
    this.#active = true
    return true
  }
}
