// Values that WeChat refused, and those of them that may be used all the same.

/** Only the latest can still turn up, in a cache or in a late reply. */
const MOST_REMEMBERED = 10

/** A value that was refused. */
export interface Rejection {
  /** What WeChat said; nothing where the caller said it. */
  readonly errcode: number | undefined
  /** Since when it may be used again: the issuer, asked anew, returned it, or a fetch would be of no use. WeChat judges again. */
  readonly allowedAt: number | undefined
}

/** The refused values of one credential. */
export class Rejections {
  /** By value, the latest last. */
  readonly #rejections = new Map<string, Rejection>()
  #pending: string | undefined

  /** The refused value after which no other has been obtained yet. */
  get pending(): string | undefined {
    return this.#pending
  }

  /** Ends {@link pending}: a value was obtained. */
  clearPending(): void {
    this.#pending = undefined
  }

  add(value: string, errcode: number | undefined): void {
    this.#rejections.delete(value)
    this.#rejections.set(value, { errcode, allowedAt: undefined })
    this.#pending = value
    for (const oldest of this.#rejections.keys()) {
      if (this.#rejections.size > MOST_REMEMBERED) this.#rejections.delete(oldest)
    }
  }

  get(value: string): Rejection | undefined {
    return this.#rejections.get(value)
  }

  /** Whether the value must not be used, wherever it is found. */
  isRejected(value: string): boolean {
    const rejection = this.#rejections.get(value)
    return rejection !== undefined && rejection.allowedAt === undefined
  }

  /** All values that were refused up to now. */
  values(): ReadonlySet<string> {
    return new Set(this.#rejections.keys())
  }

  /** Allows a refused value again: its issuer returned it once more, or another one would be ended as soon. */
  allowAgain(value: string, now: number): Rejection | undefined {
    const rejection = this.#rejections.get(value)
    if (rejection !== undefined) this.#rejections.set(value, { ...rejection, allowedAt: now })
    return rejection
  }
}
