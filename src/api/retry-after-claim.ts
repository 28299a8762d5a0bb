// After which errcodes a row is sent again whose card was just claimed, or is just being changed.

/**
 * For rows that activate or update a claimed card. Both refuse before anything is carried out and pass by themselves:
 * `40056`, the code is not known yet right after the claim; `45061`, said five times by developers (2019 to 2025, also
 * of a single activation), whom WeChat's staff told to try again.
 *
 * Never on a redemption or on what a till reads: there `40056` is a mistyped code, and the customer waits.
 */
export const AFTER_A_CLAIM: readonly number[] = [40056, 45061]
