// The few codes on which it depends what the SDK does. Apart from the texts, which are loaded when one is needed.

/**
 * Codes of a business call that mean: fetch a new access token and send the call again. At the endpoints that issue
 * tokens they mean something else.
 */
export const REJECTED_CREDENTIAL: ReadonlySet<number> = new Set([40001, 40014, 42001])

/** The one code that leaves open whether the call was carried out. */
export const OUTCOME_UNKNOWN: ReadonlySet<number> = new Set([-1])
