// What time it is, how much of it has passed, and how to wait for some of it.
import { setMaxListeners } from 'node:events'

/** Where the SDK reads the time. Timers are always the runtime's own. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC, as `Date.now()`. */
  now(): number
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() }

/** Milliseconds on a clock that never jumps: for deadlines and durations, which a wrong or moved clock must not change. */
export const monotonicNow = (): number => performance.now()

/** How long to wait, and for whom. */
export interface WaitOptions {
  /** Longest wait in milliseconds. */
  readonly ms: number
  /** Ends the wait early; its reason is thrown as it is. */
  readonly signal?: AbortSignal | undefined
  /** True where no caller waits: the timer then does not keep the process alive. */
  readonly background?: boolean | undefined
}

/** Calls a function when a signal is aborted. Answers with what takes it off the signal again. */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  // One signal may end any number of calls: that is no leak, and Node should not warn of one.
  setMaxListeners(0, signal)
  signal.addEventListener('abort', act)
  return () => signal.removeEventListener('abort', act)
}

/** What {@link withTimeout} answers when the time is over. */
export const TIMED_OUT: unique symbol = Symbol('time over')

/**
 * Waits for a promise, but not longer than `ms`, and no longer than the signal allows. The promise itself goes on; what
 * it brings later is dropped. Leaves neither a timer nor a listener behind.
 */
export function withTimeout<Value>(
  promise: Promise<Value>,
  { ms, signal, background }: WaitOptions,
): Promise<Value | typeof TIMED_OUT> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer)
      unwatch?.()
    }
    const giveUp = (): void => {
      end()
      reject(signal?.reason)
    }
    const unwatch = signal && onAbort(signal, giveUp)
    const timer = setTimeout(
      () => {
        end()
        resolve(TIMED_OUT)
      },
      Math.min(Math.max(ms, 0), LONGEST_TIMER_MS),
    )
    if (background) timer.unref?.() // in workers it is a number
    promise.then(
      (value) => {
        end()
        resolve(value)
      },
      (error: unknown) => {
        end()
        reject(error)
      },
    )
    if (signal?.aborted) giveUp()
  })
}

/** Waits. Rejects with the signal's reason if that comes first. */
export async function sleep(waiting: WaitOptions): Promise<void> {
  await withTimeout(new Promise<never>(() => {}), waiting)
}

/** Timers of the runtime overflow above this and fire at once. */
export const LONGEST_TIMER_MS: number = 2 ** 31 - 1
