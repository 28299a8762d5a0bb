// A queue of two lists: what waits, and what a worker has in hand. A task is lost by no crash, and may be done twice.

const WAITING = 'wechat:events:waiting'
const IN_HAND = 'wechat:events:in-hand'

/** Puts a value at the end. */
export const put = (redis, value) => redis.lpush(WAITING, JSON.stringify(value))

/**
 * Does one task after another until `signal` ends it. One worker only: at its start it takes up again what the last one
 * had in hand. For more workers, retries with pauses and a board to look at, take BullMQ: `queue.add(event.Event, event)`.
 */
export async function work(redis, task, signal) {
  while ((await redis.lmove(IN_HAND, WAITING, 'LEFT', 'RIGHT')) !== null) {
    // Until nothing is in hand.
  }
  while (!signal.aborted) {
    const text = await redis.blmove(WAITING, IN_HAND, 'RIGHT', 'LEFT', 1)
    if (text === null) continue
    await task(JSON.parse(text))
    await redis.lrem(IN_HAND, 1, text)
  }
}
