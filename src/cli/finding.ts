// What the doctor says.

/** What one step of the doctor found. */
export interface Finding {
  /** What was looked at. */
  readonly step: string
  readonly result: 'good' | 'bad' | 'warning' | 'skipped'
  /** In plain words. */
  readonly finding: string
  /** What to do about it. */
  readonly remedy?: string | undefined
}

/** Hears of each finding as it is made. */
export type Found = (finding: Finding) => void

/** Asks WeChat something. A refusal is a finding of that step, and the answer is `undefined`. */
export type AskStep = <Answer>(step: string, ask: () => Promise<Answer>) => Promise<Answer | undefined>
