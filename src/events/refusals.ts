// For what a message is refused, in what words, and with which HTTP status. Here a new kind of refusal begins.
import { EventError, type EventErrorCode } from '../errors.js'

/** A new code does not compile without its status: 403 for what may not be WeChat's, 400 for what cannot be read. */
const STATUS: Readonly<Record<EventErrorCode, 403 | 400>> = {
  ERR_EVENT_SIGNATURE: 403,
  ERR_EVENT_EXPIRED: 403,
  ERR_EVENT_MALFORMED: 400,
  ERR_EVENT_DECRYPT: 400,
}

/** The HTTP status that tells of an error: what is no refusal is the fault of this side. */
export const statusOf = (error: unknown): number => (error instanceof EventError ? STATUS[error.code] : 500)

const refusal = (code: EventErrorCode, why: string): EventError => new EventError(code, `Message refused: ${why}`)

/** What is not of the shape in which WeChat sends. */
export const malformed = (why: string): EventError => refusal('ERR_EVENT_MALFORMED', why)

/** The reason why a body was not read, or not to its end. */
export const tooLarge = (most: number): EventError => malformed(`its body is larger than ${most} bytes`)

/** What was sent at another time than now. The clock may be to blame as well. */
export const expired = (why: string): EventError =>
  refusal('ERR_EVENT_EXPIRED', `${why}, or the clock of this machine is wrong`)

/** What was forged, or signed with another token. */
export const notSigned = (): EventError =>
  refusal('ERR_EVENT_SIGNATURE', 'it is not signed with this token. Compare the token with the one set at WeChat')

/** What is signed and yet for somebody else. Which of the two does not fit is never told: it would help to guess. */
export const notDecrypted = (): EventError =>
  refusal('ERR_EVENT_DECRYPT', 'it cannot be decrypted. Compare EncodingAESKey and AppID with those set at WeChat')
