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
