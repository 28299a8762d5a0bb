// What all events have in common.

/**
 * What every event carries. All values are strings, trimmed, as WeChat wrote them; `readInteger`, `readBoolean` and
 * `readTime` turn them into something else. An empty string means that there is no value. Fields that WeChat adds and
 * this package does not know are there at run time.
 */
export interface EventEnvelope<Name extends string = string> {
  /** Original id (`gh_…`) of the account that the event is for; some accounts show their alias instead. */
  readonly ToUserName: string
  /** OpenID of the user who caused it, under that account. Events of the system have a sender of WeChat's own. */
  readonly FromUserName: string
  /** When it happened, in seconds since 1970. Two events of one payment can share it. */
  readonly CreateTime: string
  readonly MsgType: 'event'
  readonly Event: Name
}

/** `1` for yes, `0` for no, empty for nothing said. */
export type ZeroOrOne = '0' | '1' | ''

/** Gift card events write this where card events write {@link ZeroOrOne}. */
export type TrueOrFalse = 'true' | 'false' | ''
