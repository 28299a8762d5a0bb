// What a control or a phone answers when it refuses.

/** A control or a phone that refused. */
export class Refused extends Error {
  override readonly name = 'Refused'
  /** What the simulator answered. */
  readonly answer: Readonly<Record<string, unknown>>

  constructor(answer: Readonly<Record<string, unknown>>) {
    const { errMsg, reason, error } = answer
    super([errMsg, error, reason].filter((text) => typeof text === 'string').join(' · ') || JSON.stringify(answer))
    this.answer = answer
  }
}
