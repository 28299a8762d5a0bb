// How wx.* fails.
import type { ClaimText } from './claim-check.js'

/** How a call of `wx.*` fails: its promise rejects with this. */
export interface PhoneFailure {
  /** As `wx.*` gives it: `addCard:fail (签名错误)`. */
  readonly errMsg: string
  /** For the developer: what is wrong, in words that WeChat does not give. */
  readonly reason: string
}

/** Makes a failure with the text that the user reads. */
export const phoneFailure = (call: string, text: ClaimText, reason: string): PhoneFailure => ({
  errMsg: `${call}:fail (${text})`,
  reason,
})
