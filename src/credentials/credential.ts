// One credential of one client: hands it out, and decides when a new one is acquired.
//
// fresh      handed out; once a minute the shared cache is looked at behind the caller's back
// stale      handed out; renewed behind the caller's back, at most every 30 s
// expired    callers wait for one flight together; its failure reaches each as an error of its own
// rejected   replaced once: by what is at hand, else by what the shared cache holds, else by the issuer
// replacement rejected too while it is young, or rejected value returned by the issuer once more: used on, not fetched
//            for 30 s, the shared cache is still read
// contended  (classic mode) another service ends the token again and again: fetched once a minute, used on in between
// refused for good (wrong secret, address, quota): answered for 30 s without asking again
import { monotonicNow, TIMED_OUT, type WaitOptions, withTimeout } from '../clock.js'
import { report } from '../diagnostics.js'
import { CredentialError, credentialErrorFor } from '../errors.js'
import {
  type AcquireContext,
  type Acquired,
  acquire,
  acquireError,
  type CredentialOptions,
  issue,
  look,
  reportAdopted,
  reportRejected,
} from './acquire.js'
import { type CachedCredential, cacheKey, capped, hasLifetime } from './cached-credential.js'
import { CONTENTION, Contention } from './contention.js'
import { type Freshness, freshnessAt, type Lifetime, lifetimeOf } from './freshness.js'
import { Rejections } from './rejections.js'
import { SingleFlight } from './single-flight.js'

export type { CredentialOptions, Issued, IssueRequest } from './acquire.js'

/** Between two background renewals, and between two attempts to replace a value that came back unchanged. */
const RENEWAL_SPACING_MS = 30_000

/** How long an error that only a person can mend is answered without asking WeChat again. */
const COOL_DOWN_MS = 30_000

/** Age of the last look into the shared cache after which it is looked at again. */
const LOCAL_FRESHNESS_MS = 60_000

/** So often in a row a ticket is asked for although its token is refused, each time with the best token there is. */
const MOST_REJECTIONS_IN_A_ROW = 2

interface Held {
  readonly credential: CachedCredential
  readonly life: Lifetime
}

/** Whether `at` lies less than `span` before `now`. A clock that was set back makes nothing recent. */
const isRecent = (at: number, now: number, span: number): boolean => now >= at && now - at < span

/** A credential that is looked after. Its values stay in private fields. */
export class Credential {
  readonly #options: CredentialOptions
  readonly #flight: SingleFlight
  readonly #rejections = new Rejections()
  readonly #contention: Contention | undefined
  readonly #context: AcquireContext
  /** What is handed out. */
  #held: Held | undefined
  /** What was held last, or used once; it stays when it is rejected. */
  #latest: Held | undefined
  /** True once the issuer has brought a value without a lifetime: such values are used once. */
  #usedOnce = false
  #issues = 0
  #lookedAt = Number.NEGATIVE_INFINITY
  #looking: Promise<CachedCredential | undefined> | undefined
  #renewedAt = Number.NEGATIVE_INFINITY
  #coolDown: { readonly since: number; readonly error: CredentialError } | undefined
  #lastFailed: Promise<unknown> | undefined
  #rejectionsInARow = 0

  constructor(options: CredentialOptions) {
    this.#options = options
    this.#flight = new SingleFlight(options.cache.adapter, cacheKey(options.identity), options.issuerIdentity)
    this.#contention = options.exclusive ? new Contention() : undefined
    this.#context = {
      options,
      rejections: this.#rejections,
      freshnessOf: (credential) => this.#freshness(this.#plan(credential, 1)),
    }
  }

  /** The value at hand, without waiting; `undefined` when there is none. Starts what has to happen in the background. */
  current(): string | undefined {
    const held = this.#held
    if (held === undefined) return undefined
    const now = this.#options.clock.now()
    const freshness = freshnessAt(held.life, now, monotonicNow())
    if (freshness === 'expired') return undefined
    if (freshness === 'stale') this.#renewInBackground(now)
    else if (!isRecent(this.#lookedAt, now, LOCAL_FRESHNESS_MS)) this.#lookInBackground(now)
    return held.credential.value
  }

  /**
   * The value, obtained if need be.
   *
   * @throws A {@link CredentialError}: it could not be obtained. The signal's reason: the caller gave up.
   */
  async get(wait: WaitOptions): Promise<string> {
    wait.signal?.throwIfAborted()
    return this.current() ?? (await this.#waitForFlight(wait))
  }

  /** Gets the value ready. True when it was issued for that, so that no other process can have used it yet. */
  async prepare(wait: WaitOptions): Promise<boolean> {
    const before = this.#issues
    await this.get(wait)
    return this.#issues > before
  }

  /**
   * The value to use instead of one that WeChat refused. Answers the same value when there is no other: the issuer
   * confirmed it, or another one would be ended as soon, and the shared cache holds none either.
   *
   * @throws A {@link CredentialError}: no other value could be obtained.
   */
  async replace(rejected: string, errcode: number, wait: WaitOptions): Promise<string> {
    const now = this.#options.clock.now()
    if (this.#mayReplace(rejected, errcode, now)) {
      if (!this.#rejections.isRejected(rejected)) {
        this.#countReplacement(rejected, now)
        this.#reject(rejected, errcode)
        reportRejected(this.#options, errcode, false)
      }
      const held = this.#usable()
      if (held) this.#rejections.clearPending()
      const value = held?.credential.value ?? (await this.#waitForFlight(wait))
      if (value !== rejected) return value
    }
    return (await this.#otherThan(rejected, wait)) ?? rejected
  }

  /**
   * Tells that a value was refused with which another was replaced. A young one is not fetched anew within the renewal
   * spacing: whoever ended it so soon would end the next one too.
   */
  noteReplacementRejected(value: string, errcode: number): void {
    const now = this.#options.clock.now()
    const latest = this.#latest?.credential
    const young = latest?.value === value && now - latest.obtainedAt < RENEWAL_SPACING_MS
    if (!young || this.#rejections.get(value)) return
    this.#keepDespite(value, errcode, now)
    this.#lookInBackground(now)
  }

  /** Forgets the credential, here and in the shared cache; with `value` only where it is still that one. */
  async invalidate(value?: string): Promise<void> {
    const forgotten = value ?? this.#held?.credential.value
    if (forgotten !== undefined) this.#reject(forgotten)
    this.#coolDown = undefined
    await this.#options.cache.remove(this.#options.identity, value)
  }

  /** Whether a refused value is to be replaced, by a fetch if need be. Where not, it is used on. */
  #mayReplace(rejected: string, errcode: number, now: number): boolean {
    const allowedAt = this.#rejections.get(rejected)?.allowedAt
    if (allowedAt !== undefined && isRecent(allowedAt, now, RENEWAL_SPACING_MS)) return false
    const latest = this.#latest?.credential
    if (latest?.value !== rejected || this.#rejections.isRejected(rejected)) return true
    if (this.#contention?.permits(latest.obtainedAt, now) ?? true) return true
    this.#keepDespite(rejected, errcode, now)
    return false
  }

  #countReplacement(rejected: string, now: number): void {
    if (this.#latest?.credential.value !== rejected || !this.#contention?.count(now)) return
    const { identity, onDiagnostic } = this.#options
    report(onDiagnostic, { type: 'credential.contention', kind: identity.kind, ...CONTENTION })
  }

  /** From now on this value is a miss wherever it is found, unless the issuer confirms it. */
  #reject(value: string, errcode?: number): void {
    this.#rejections.add(value, errcode)
    if (this.#held?.credential.value === value) this.#held = undefined
  }

  /** Goes on with a refused value, for the renewal spacing: a fetch would be of no use. */
  #keepDespite(value: string, errcode: number, now: number): void {
    this.#rejections.add(value, errcode)
    this.#rejections.allowAgain(value, now)
    reportRejected(this.#options, errcode, false)
  }

  async #waitForFlight({ signal, ms, background }: WaitOptions): Promise<string> {
    const started = monotonicNow()
    for (;;) {
      const cooling = this.#coolDown
      if (cooling && isRecent(cooling.since, this.#options.clock.now(), COOL_DOWN_MS)) {
        throw credentialErrorFor(cooling.error, { attempts: 0, elapsedMs: monotonicNow() - started })
      }
      const flight = this.#flight.underWay ?? this.#launch(false)
      let acquired: Acquired | typeof TIMED_OUT
      try {
        acquired = await withTimeout(flight, { ms: ms - (monotonicNow() - started), signal, background })
      } catch (error) {
        if (!(error instanceof CredentialError) || error === signal?.reason) throw error
        this.#coolDownAfter(error, flight)
        throw credentialErrorFor(error, { attempts: error.attempts, elapsedMs: monotonicNow() - started })
      }
      if (acquired === TIMED_OUT) {
        throw acquireError(this.#options, `it took longer than ${Math.round(ms)} ms`, started)
      }
      // A flight that began before this value was refused, or another client's, may have brought it back. The next one has
      // begun after: what its issuer brings is allowed, however often it was refused before.
      if (this.#rejections.isRejected(acquired.credential.value)) continue
      this.#hold(acquired.credential)
      return acquired.credential.value
    }
  }

  /** Starts the one flight for this credential. */
  #launch(renewal: boolean): Promise<Acquired> {
    return this.#flight.start(() => this.#acquire(renewal))
  }

  async #acquire(renewal: boolean): Promise<Acquired> {
    const { identity, onDiagnostic, totalTimeoutMs } = this.#options
    const controller = new AbortController()
    const started = monotonicNow()
    try {
      const request = { renewal, deadline: started + totalTimeoutMs, signal: controller.signal }
      const work = (this.#usedOnce ? issue : acquire)(this.#context, request)
      const acquired = await withTimeout(work, { ms: totalTimeoutMs, background: true })
      if (acquired === TIMED_OUT) throw acquireError(this.#options, `it took longer than ${totalTimeoutMs} ms`, started)
      const { credential } = acquired
      if (hasLifetime(credential) && this.#freshness(this.#plan(credential, 1)) === 'expired') {
        throw acquireError(this.#options, 'its time was over before it could be used', started)
      }
      if (acquired.issued) this.#issues++
      this.#hold(credential)
      return acquired
    } catch (error) {
      const message = error instanceof CredentialError ? error.message : 'unexpected failure'
      report(onDiagnostic, { type: 'credential.failed', kind: identity.kind, message, background: renewal })
      throw error
    } finally {
      controller.abort()
    }
  }

  /** Keeps a credential, unless its value is refused or what is kept already is younger. */
  #hold(obtained: CachedCredential): void {
    const credential = capped(obtained, this.#options.longestLifetimeMs)
    if (this.#rejections.isRejected(credential.value)) return
    this.#rejections.clearPending()
    this.#rejectionsInARow = 0
    const held = this.#usable()
    const younger = held !== undefined && held.credential.obtainedAt > credential.obtainedAt
    if (younger && this.#rejections.get(held.credential.value) === undefined) return
    this.#latest = { credential, life: this.#plan(credential, Math.random()) }
    this.#usedOnce = !hasLifetime(credential)
    this.#held = this.#usedOnce ? undefined : this.#latest
    this.#lookedAt = this.#options.clock.now()
  }

  /** Plans a life. A value that is known does not live longer because it is found once more. */
  #plan(credential: CachedCredential, chance: number): Lifetime {
    const life = lifetimeOf(credential, chance, { now: this.#options.clock.now(), monotonic: monotonicNow() })
    const known = this.#latest
    if (known?.credential.value !== credential.value || credential.obtainedAt > known.credential.obtainedAt) return life
    const { deadline, refreshDeadline } = known.life
    return {
      ...life,
      deadline: Math.min(life.deadline, deadline),
      refreshDeadline: Math.min(life.refreshDeadline, refreshDeadline),
    }
  }

  #freshness(life: Lifetime): Freshness {
    return freshnessAt(life, this.#options.clock.now(), monotonicNow())
  }

  #usable(): Held | undefined {
    return this.#held && this.#freshness(this.#held.life) !== 'expired' ? this.#held : undefined
  }

  /** Remembers a failure that asking again will not mend. All who waited for a flight bring the same one. */
  #coolDownAfter(error: CredentialError, flight: Promise<unknown>): void {
    const { clock, identity, rejectionErrcodes } = this.#options
    if (flight === this.#lastFailed || error.kind !== identity.kind || error.errcode === undefined) return
    this.#lastFailed = flight
    const rejection = rejectionErrcodes?.has(error.errcode) === true
    this.#rejectionsInARow = rejection ? this.#rejectionsInARow + 1 : 0
    const final = rejection ? this.#rejectionsInARow >= MOST_REJECTIONS_IN_A_ROW : !error.retryable
    if (final) this.#coolDown = { since: clock.now(), error }
  }

  #renewInBackground(now: number): void {
    if (isRecent(this.#renewedAt, now, RENEWAL_SPACING_MS) || this.#flight.underWay) return
    this.#renewedAt = now
    this.#launch(true).catch(() => {}) // reported; the old value goes on serving
  }

  /** A younger fresh value is taken over; anything else changes nothing. */
  #lookInBackground(now: number): void {
    this.#lookedAt = now
    const held = this.#held?.credential.value
    void this.#look().then((found) => {
      if (found && found.value !== held && this.#freshness(this.#plan(found, 1)) === 'fresh') this.#adopt(found)
    })
  }

  /** Another value than the one that was refused, at hand or in the shared cache, without a fetch. */
  async #otherThan(rejected: string, { signal, ms, background }: WaitOptions): Promise<string | undefined> {
    const atHand = (): string | undefined => {
      const value = this.#usable()?.credential.value
      return value === rejected ? undefined : value
    }
    if (atHand() === undefined && !this.#usedOnce) {
      const found = await withTimeout(this.#look(), { ms: ms, signal, background })
      if (found !== TIMED_OUT && found && found.value !== rejected) this.#adopt(found)
    }
    return atHand()
  }

  /** Looks into the shared cache, once for all who want to at the same time. */
  #look(): Promise<CachedCredential | undefined> {
    this.#looking ??= look(this.#context, false)
      .then((found) => (found === 'unavailable' ? undefined : found))
      .finally(() => {
        this.#looking = undefined
      })
    return this.#looking
  }

  #adopt(found: CachedCredential): void {
    if (this.#held?.credential.value === found.value) return
    this.#hold(found)
    if (this.#held?.credential.value === found.value) reportAdopted(this.#options, found)
  }
}
