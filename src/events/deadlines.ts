// How long the answer to WeChat and the work for an event may take: `handler.ts` keeps to it, and a lease outlives it.

/** WeChat waits 5 seconds for an answer. The network has its share of them. */
export const ANSWER_WITHIN_MS = 4500

/** How long the work for an event may take before WeChat is told that the event arrived. */
export const WORK_WITHIN_MS = 3500

/** What is left for the work when another delivery of the event had to be waited for. */
export const WORK_AFTER_WAITING_MS = 500
