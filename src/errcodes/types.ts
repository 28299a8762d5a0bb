// What the tables of error codes hold.
import type { ErrorCategory } from '../errors.js'

/** What is known about one `errcode`. `{ip}` in a text stands for the address that WeChat refused. */
export interface CodeKnowledge {
  readonly category: ErrorCategory
  /** Likely cause and what to do, in English. */
  readonly en: string
  /** The same in Chinese. */
  readonly zh: string
}

/** Knowledge by `errcode`. */
export type CodeTable = Readonly<Record<number, CodeKnowledge>>

/** What an endpoint's row says of single codes instead of the general advice, by errcode. */
export type ErrcodeHints = Readonly<Record<number, { readonly hint: string; readonly hintZh: string }>>
