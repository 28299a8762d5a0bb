// How a new credential is acquired by one of several processes: look into the shared cache, take the lock, look again, issue, share.
import { type Clock, monotonicNow, sleep, TIMED_OUT, type WaitOptions, withTimeout } from '../clock.js'
import { type DiagnosticListener, report } from '../diagnostics.js'
import { CredentialError } from '../errors.js'
import {
  type CachedCredential,
  type CredentialIdentity,
  capped,
  isCredentialValue,
  lifetimeMs,
} from './cached-credential.js'
import { type FailSafeCache, LOCK_LIMITS, lockPauseMs } from './fail-safe-cache.js'
import type { Freshness } from './freshness.js'
import type { Rejections } from './rejections.js'

/** A lease and a few polls: who takes over the lock of a dead holder has time to answer before the others go on without. */
const LONGEST_WAIT_FOR_LOCK_MS = LOCK_LIMITS.leaseMs + 500

/** What an issuer may take into account. */
export interface IssueRequest {
  /** The value WeChat has just refused. */
  readonly rejected?: string | undefined
  /** Ends the request. */
  readonly signal: AbortSignal
  /** Time left for it, in milliseconds. */
  readonly timeoutMs: number
}

/** What an issuer brings. Without a lifetime the value is used once and not kept. */
export interface Issued {
  readonly value: unknown
  readonly expiresInSeconds?: unknown
}

/** How a credential is obtained and kept. */
export interface CredentialOptions {
  readonly identity: CredentialIdentity
  /**
   * Tells two issuers of one identity apart, such as an old and a new AppSecret: they share what was issued, but no request
   * and no failure. Compared as it is and kept in memory only.
   */
  readonly issuerIdentity?: unknown
  /** Obtains a new value. Its errors are {@link CredentialError}s. */
  readonly issue: (request: IssueRequest) => Promise<Issued>
  /**
   * Gets ready what `issue` needs and others may be busy with, before the lock is taken and its short time runs. Answers
   * true when that was issued just now for this process: the second look into the cache, under the lock, is skipped then.
   */
  readonly prepare?: ((wait: WaitOptions) => Promise<boolean>) | undefined
  /** Codes with which WeChat refuses the token that `issue` was done with, not the issue itself. */
  readonly rejectionErrcodes?: ReadonlySet<number> | undefined
  /** Name of the request, for errors. */
  readonly endpoint: string
  readonly cache: FailSafeCache
  readonly clock: Clock
  readonly onDiagnostic?: DiagnosticListener | undefined
  /** Longest time for obtaining a value, whoever waits for it. */
  readonly totalTimeoutMs: number
  /** Longest time a value is kept, whatever its issuer says. */
  readonly longestLifetimeMs?: number | undefined
  /** True when every issue ends the previous value, so that it must never happen without the lock. */
  readonly exclusive?: boolean | undefined
}

/** What acquiring needs to know of the credential it serves. */
export interface AcquireContext {
  readonly options: CredentialOptions
  readonly rejections: Rejections
  freshnessOf(credential: CachedCredential): Freshness
}

/** One attempt to acquire a value, for all who wait for it. */
export interface AcquireRequest {
  /** Nobody waits: only a fresh value is worth it, the old one still serves. */
  readonly renewal: boolean
  /** On the clock of {@link monotonicNow}. */
  readonly deadline: number
  readonly signal: AbortSignal
}

/** What was acquired, and whether it was issued for this process. */
export interface Acquired {
  readonly credential: CachedCredential
  readonly issued: boolean
}

/** Takes a value over from another process, or has one issued, under the lock where there is one. */
export async function acquire(context: AcquireContext, request: AcquireRequest): Promise<Acquired> {
  const { cache, exclusive, identity, prepare } = context.options
  const { deadline, signal } = request
  const found = await adopt(context, request)
  if (found) return found
  // A ticket's token that was issued just now is known to nobody else: no other process can have asked for the ticket yet.
  const skipSecondLook = (await prepare?.({ signal, ms: deadline - monotonicNow(), background: true })) === true

  const waitsUntil = monotonicNow() + LONGEST_WAIT_FOR_LOCK_MS
  for (let attempt = 1; ; attempt++) {
    const askedAt = monotonicNow()
    const lock = await cache.lock(identity, LOCK_LIMITS.leaseMs)
    if (lock === 'unavailable') {
      if (exclusive) throw cacheIsDown(context.options)
      return await issue(context, request) // twice at once is harmless here
    }
    if (lock !== 'held') {
      const ends = Math.min(deadline, askedAt + LOCK_LIMITS.leaseMs)
      return await underLock(context, { ...request, deadline: ends }, lock.release, skipSecondLook && attempt === 1)
    }
    if (!exclusive && monotonicNow() > waitsUntil) return await issue(context, request)
    await sleep({ ms: lockPauseMs(), signal, background: true })
    const brought = await adopt(context, request)
    if (brought) return brought
  }
}

/** Looks again, because another process may have issued between our look and our lock, and issues. */
async function underLock(
  context: AcquireContext,
  request: AcquireRequest,
  release: () => Promise<void>,
  skipSecondLook: boolean,
): Promise<Acquired> {
  try {
    const brought = skipSecondLook ? undefined : await adopt(context, request)
    const deadline = Math.min(request.deadline, monotonicNow() + LOCK_LIMITS.usedMs)
    const acquired = brought ?? (await issue(context, { ...request, deadline }))
    void release() // it cannot fail, and nobody has to wait for it
    return acquired
  } catch (error) {
    await release() // the next attempt would find it held
    throw error
  }
}

/** Takes over what the shared cache holds, if it may be used. */
async function adopt(context: AcquireContext, { renewal }: AcquireRequest): Promise<Acquired | undefined> {
  const found = await look(context, renewal)
  // What cannot be seen may be there, and issuing would end it.
  if (found === 'unavailable' && context.options.exclusive) throw cacheIsDown(context.options)
  if (found === undefined || found === 'unavailable') return undefined
  reportAdopted(context.options, found)
  return { credential: found, issued: false }
}

/** Looks for a usable value in the shared cache; one that is stale is no use to a renewal. */
export async function look(
  { options, rejections, freshnessOf }: AcquireContext,
  renewal: boolean,
): Promise<CachedCredential | 'unavailable' | undefined> {
  const found = await options.cache.read(options.identity)
  if (found === 'unavailable') return found
  if (found === undefined || rejections.isRejected(found.value)) return undefined
  const credential = capped(found, options.longestLifetimeMs)
  const freshness = freshnessOf(credential)
  return freshness === 'expired' || (renewal && freshness === 'stale') ? undefined : credential
}

/** Asks the issuer for a new value and shares it. */
export async function issue(context: AcquireContext, { deadline, signal }: AcquireRequest): Promise<Acquired> {
  const { options, rejections } = context
  const { cache, clock, identity, onDiagnostic } = options
  const started = monotonicNow()
  const obtainedAt = Math.floor(clock.now())
  const timeoutMs = deadline - started
  // A cache was slow, or this process was stopped for a while.
  if (timeoutMs <= 0) throw acquireError(options, 'the time was over before it could be asked for', started)
  const refusedBefore = rejections.values()
  const request = options.issue({ rejected: rejections.pending, signal, timeoutMs })
  const issued = await withTimeout(request, { ms: timeoutMs, signal, background: true })
  // A process that was stopped in between sees its reply long after the deadline.
  if (issued === TIMED_OUT || monotonicNow() - started > timeoutMs) {
    throw acquireError(options, `no answer within ${Math.round(timeoutMs)} ms`, started)
  }
  const { value, expiresInSeconds } = issued
  const lifetime = expiresInSeconds === undefined ? 0 : lifetimeMs(expiresInSeconds)
  if (!isCredentialValue(value)) throw acquireError(options, 'the answer held no usable value', started)
  if (lifetime === undefined) throw acquireError(options, 'the answer held no usable lifetime', started)
  const credential = capped({ value, obtainedAt, expiresAt: obtainedAt + lifetime }, options.longestLifetimeMs)
  report(onDiagnostic, { type: 'credential.issued', kind: identity.kind, expiresAt: credential.expiresAt })
  if (refusedBefore.has(value)) {
    const errcode = rejections.allowAgain(value, clock.now())?.errcode
    if (errcode !== undefined) reportRejected(options, errcode, true)
  }
  await cache.write(identity, credential)
  return { credential, issued: true }
}

export function reportAdopted({ identity, onDiagnostic }: CredentialOptions, { expiresAt }: CachedCredential): void {
  report(onDiagnostic, { type: 'credential.adopted', kind: identity.kind, expiresAt })
}

export function reportRejected(
  { identity, onDiagnostic }: CredentialOptions,
  errcode: number,
  sameValueAgain: boolean,
): void {
  report(onDiagnostic, { type: 'credential.rejected', kind: identity.kind, errcode, sameValueAgain })
}

function cacheIsDown(options: CredentialOptions): CredentialError {
  const reason = 'the shared cache does not answer, and in classic mode a token must not be issued without its lock'
  return acquireError(options, reason, monotonicNow(), 'ERR_CACHE_UNAVAILABLE')
}

/** An error of the acquiring itself, where no issuer's says what went wrong. */
export function acquireError(
  { endpoint, identity }: CredentialOptions,
  reason: string,
  started: number,
  code?: 'ERR_CACHE_UNAVAILABLE',
): CredentialError {
  const facts = { endpoint, retryable: true, attempts: 0, elapsedMs: monotonicNow() - started }
  return new CredentialError(identity.kind, reason, facts, code)
}
