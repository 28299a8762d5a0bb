// What happens inside, for logs and metrics. Never a secret, and nothing that identifies a person.
import type { CredentialKind } from './errors.js'

/** Something the SDK did or met. Distinguished by `type`; new members may be added in minor versions. */
export type Diagnostic =
  | {
      /** A request is about to be sent. */
      readonly type: 'request'
      /** Method and path, without the query. */
      readonly endpoint: string
      /** 1 for the first. */
      readonly attempt: number
    }
  | {
      /** A request has ended, in whatever way. */
      readonly type: 'response'
      readonly endpoint: string
      readonly attempt: number
      /** HTTP status, when headers arrived. */
      readonly status?: number | undefined
      /** WeChat's code, when it is not 0. */
      readonly errcode?: number | undefined
      readonly rid?: string | undefined
      /** The error's `code` when no usable answer arrived, or `aborted` when the caller gave up. */
      readonly error?: string | undefined
      /** Duration of this attempt. */
      readonly elapsedMs: number
    }
  | {
      /** The same request will be sent again. */
      readonly type: 'retry'
      readonly endpoint: string
      /** The attempt that comes next. */
      readonly attempt: number
      readonly delayMs: number
      /** The `code` of the error that the attempt before it met. */
      readonly reason: string
    }
  | {
      /**
       * A request holds something that WeChat takes, although its pages advise against it or do something else with it
       * than most people expect. It is sent as it is. Told once for a call, before its first attempt.
       */
      readonly type: 'advice'
      readonly endpoint: string
      /** Where it stands, such as `card.member_card.activate_url`. */
      readonly field: string
      /** What is advised, and why. */
      readonly message: string
    }
  | {
      /** A new credential was obtained from WeChat or from the caller's source. */
      readonly type: 'credential.issued'
      readonly kind: CredentialKind
      /** Epoch milliseconds. */
      readonly expiresAt: number
    }
  | {
      /** A credential that another process had put into the shared cache was taken over. */
      readonly type: 'credential.adopted'
      readonly kind: CredentialKind
      readonly expiresAt: number
    }
  | {
      /** WeChat refused the credential that a call used. */
      readonly type: 'credential.rejected'
      readonly kind: CredentialKind
      readonly errcode: number
      /** True when asking again brought the very same value: another service probably shares the AppID. */
      readonly sameValueAgain: boolean
    }
  | {
      /**
       * Classic tokens do not last: within `withinMs` WeChat refused so many that had to be replaced, because another
       * service with the same AppID fetches too. Until a token has lived for five minutes, one is fetched at most once a
       * minute, and calls in between may fail with `40001`.
       */
      readonly type: 'credential.contention'
      readonly kind: CredentialKind
      readonly replacements: number
      readonly withinMs: number
    }
  | {
      /** Obtaining a credential failed. In the background nobody else hears of it. */
      readonly type: 'credential.failed'
      readonly kind: CredentialKind
      /** The error's message. */
      readonly message: string
      readonly background: boolean
    }
  | {
      /** A cache operation failed or took too long; the call went on without it. */
      readonly type: 'cache.failed'
      readonly operation: 'get' | 'set' | 'delete' | 'lock' | 'unlock'
      /** `timeout`, `error`, or `invalid_value` for an entry that is not ours or cannot be true. */
      readonly reason: 'timeout' | 'error' | 'invalid_value'
      /** Milliseconds for which the cache is now left alone. */
      readonly skippedForMs?: number | undefined
    }
  | {
      /**
       * A message arrived for which there is neither a function nor `onUnhandled`. It was confirmed, so that WeChat does
       * not send it again, and dropped. Reported once for each name.
       */
      readonly type: 'event.unhandled'
      /** Its `Event`, or its `MsgType` where it is a user's message. */
      readonly event: string
    }
  | {
      /**
       * The memory of seen events failed or took too long. This process went on with a memory of its own, so that the
       * event may be handled again by another.
       */
      readonly type: 'dedupe.failed'
      readonly operation: 'begin' | 'complete' | 'abandon'
      /** `timeout`, `error`, or `invalid_value` for an answer other than `new`, `busy` and `done`. */
      readonly reason: 'timeout' | 'error' | 'invalid_value'
    }

/** Receives every {@link Diagnostic}. What it throws is ignored. */
export type DiagnosticListener = (diagnostic: Diagnostic) => void

/** Tells the listener, if there is one, and survives it. */
export function report(listener: DiagnosticListener | undefined, diagnostic: Diagnostic): void {
  try {
    const returned: unknown = listener?.(diagnostic)
    if (returned instanceof Promise) returned.catch(() => {}) // of an async listener, which the type admits
  } catch {
    // A broken listener is the host's affair; the call it was told about must not fail for it.
  }
}
