// One credential of one client: hands it out, keeps it fresh, and asks for a new one as rarely as possible.
import type { CacheAdapter } from '../cache/adapter.js'
import { type Clock, elapsed, sleep, TIME_OVER, within } from '../clock.js'
import { type DiagnosticListener, report } from '../diagnostics.js'
import { CredentialError } from '../errors.js'
import { type CredentialIdentity, cacheKey, type Entry, isCredentialValue, lifetimeMs } from './entry.js'
import { freshnessAt, type Lifetime, lifetimeOf } from './freshness.js'
import { Rejections } from './rejections.js'
import type { SharedCache } from './shared-cache.js'

/** Between two background renewals, and between two attempts to replace a value that came back unchanged. */
const RENEWAL_SPACING_MS = 30_000

/** How long an error that only a person can mend is answered without asking WeChat again. */
const COOL_DOWN_MS = 30_000

/** Age of the last look into the shared cache after which it is looked at again. */
const LOCAL_FRESHNESS_MS = 60_000

const LOCK_LEASE_MS = 10_000
const LOCKED_ISSUE_LIMIT_MS = 5_000
const LOCK_POLL_MS = { least: 50, most: 150 }

/** A lease and a few polls: who takes over the lock of a dead holder has time to answer before the others go on without. */
const LOCK_PATIENCE_MS = LOCK_LEASE_MS + 500

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
  /** Obtains a new value. Its errors are {@link CredentialError}s. */
  readonly issue: (request: IssueRequest) => Promise<Issued>
  /** Gets ready what `issue` needs and others may be busy with, before the lock is taken and its short time runs. */
  readonly prepare?: ((patience: Patience) => Promise<unknown>) | undefined
  /** Name of the request, for errors. */
  readonly endpoint: string
  readonly cache: SharedCache
  readonly clock: Clock
  readonly onDiagnostic?: DiagnosticListener | undefined
  /** Longest time for obtaining a value, whoever waits for it. */
  readonly totalTimeoutMs: number
  /** Longest time a value is kept, whatever its issuer says. */
  readonly longestLifetimeMs?: number | undefined
  /** True when every issue ends the previous value, so that it must never happen without the lock. */
  readonly exclusive?: boolean | undefined
}

/** For how long a caller is prepared to wait. */
export interface Patience {
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs: number
  /** True where nobody waits for the caller either: the wait then does not keep the process alive. */
  readonly background?: boolean | undefined
}

interface Held extends Lifetime {
  readonly entry: Entry
}

/** One attempt to obtain a value, for all who wait for it. */
interface Flight {
  /** Nobody waits: only a value that is not ageing is worth it, the old one still serves. */
  readonly renewal: boolean
  /** On the clock of {@link elapsed}. */
  readonly deadline: number
  readonly signal: AbortSignal
}

/** Whether `at` lies less than `span` before `now`. A clock that was set back makes nothing recent. */
const isRecent = (at: number, now: number, span: number): boolean => now >= at && now - at < span

/** The requests in flight, per cache object: clients that share a cache share them. */
const flightsOf = new WeakMap<CacheAdapter, Map<string, Promise<Entry>>>()

/** A credential that is looked after. Its values stay in private fields. */
export class Credential {
  readonly #options: CredentialOptions
  readonly #key: string
  readonly #flights: Map<string, Promise<Entry>>
  /** False once the issuer has brought a value without a lifetime: such values are used once. */
  #keepsValues = true
  #held: Held | undefined
  #lookedAt = Number.NEGATIVE_INFINITY
  #renewedAt = Number.NEGATIVE_INFINITY
  #coolDown: { readonly since: number; readonly error: CredentialError } | undefined
  readonly #rejections = new Rejections()

  constructor(options: CredentialOptions) {
    this.#options = options
    this.#key = cacheKey(options.identity)
    this.#flights = flightsOf.get(options.cache.adapter) ?? new Map()
    flightsOf.set(options.cache.adapter, this.#flights)
  }

  /** The value at hand, without waiting; `undefined` when there is none. Starts what has to happen in the background. */
  current(): string | undefined {
    const held = this.#held
    if (held === undefined) return undefined
    const now = this.#options.clock.now()
    const freshness = freshnessAt(held, now)
    if (freshness === 'dead') return undefined
    if (freshness === 'ageing') this.#renew(now)
    else if (!isRecent(this.#lookedAt, now, LOCAL_FRESHNESS_MS)) this.#look(held.entry, now)
    return held.entry.value
  }

  /**
   * The value, obtained if need be.
   *
   * @throws A {@link CredentialError}: it could not be had. The signal's reason: the caller gave up.
   */
  async get(patience: Patience): Promise<string> {
    patience.signal?.throwIfAborted()
    return this.current() ?? (await this.#obtain(patience))
  }

  /**
   * The value to use instead of one that WeChat refused. Answers the same value when there is no other: the issuer
   * insists on it, or did so less than the renewal spacing ago.
   *
   * @throws A {@link CredentialError}: no other value could be had.
   */
  async replace(rejected: string, errcode: number, patience: Patience): Promise<string> {
    const now = this.#options.clock.now()
    const insistedAt = this.#rejections.get(rejected)?.insistedAt
    const insisted = insistedAt !== undefined && isRecent(insistedAt, now, RENEWAL_SPACING_MS)
    if (!insisted && !this.#rejections.forbid(rejected)) {
      this.#reject(rejected, errcode)
      this.#tellRejected(errcode, false)
    }
    if (this.#held && freshnessAt(this.#held, now) !== 'dead') {
      this.#rejections.answer()
      return this.#held.entry.value
    }
    return insisted ? rejected : await this.#obtain(patience)
  }

  /**
   * Tells that a value was refused with which another was replaced. A young one is not replaced within the renewal
   * spacing: whoever ended it so soon would end the next one too.
   */
  rejectedAgain(value: string, errcode: number): void {
    const now = this.#options.clock.now()
    const { entry } = this.#held ?? {}
    const young = entry?.value === value && isRecent(entry.obtainedAt, now, RENEWAL_SPACING_MS)
    if (!young || this.#rejections.get(value)) return
    this.#rejections.add(value, errcode)
    this.#rejections.insist(value, now)
    this.#tellRejected(errcode, false)
  }

  /** Forgets the value, or only this one, here and in the shared cache. */
  async invalidate(value?: string): Promise<void> {
    const dead = value ?? this.#held?.entry.value
    if (dead !== undefined) this.#reject(dead)
    this.#coolDown = undefined
    await this.#options.cache.remove(this.#options.identity, value)
  }

  /** From now on this value is a miss wherever it is found, unless the issuer insists on it. */
  #reject(value: string, errcode?: number): void {
    this.#rejections.add(value, errcode)
    if (this.#held?.entry.value === value) this.#held = undefined
  }

  async #obtain({ signal, timeoutMs, background }: Patience): Promise<string> {
    const started = elapsed()
    for (;;) {
      const coolDown = this.#coolDown
      if (coolDown && isRecent(coolDown.since, this.#options.clock.now(), COOL_DOWN_MS)) throw coolDown.error
      try {
        const flight = this.#flights.get(this.#key) ?? this.#launch(false)
        const entry = await within(flight, { ms: timeoutMs - (elapsed() - started), signal, background })
        if (entry === TIME_OVER) throw this.#failure(`it took longer than ${Math.round(timeoutMs)} ms`, started)
        // A flight that began before this value was refused, or another client's, may have brought it back.
        if (this.#rejections.forbid(entry.value)) continue
        this.#hold(entry)
        return entry.value
      } catch (error) {
        this.#remember(error)
        throw error
      }
    }
  }

  /** Starts the one flight for this credential. It belongs to no caller and clears its own place. */
  #launch(renewal: boolean): Promise<Entry> {
    const controller = new AbortController()
    const { clock, identity, onDiagnostic, totalTimeoutMs } = this.#options
    const started = elapsed()
    const flight = (async () => {
      try {
        const work = this.#fly({ renewal, deadline: started + totalTimeoutMs, signal: controller.signal })
        const entry = await within(work, { ms: totalTimeoutMs, background: true })
        if (entry === TIME_OVER) throw this.#failure(`it took longer than ${totalTimeoutMs} ms`, started)
        if (isKept(entry) && freshnessAt(lifetimeOf(entry, 1), clock.now()) === 'dead') {
          throw this.#failure('its time was over before it could be used', started)
        }
        this.#hold(entry)
        return entry
      } catch (error) {
        const message = error instanceof CredentialError ? error.message : 'unexpected failure'
        report(onDiagnostic, { type: 'credential.failed', kind: identity.kind, message, background: renewal })
        throw error
      } finally {
        controller.abort()
        this.#flights.delete(this.#key)
      }
    })()
    this.#flights.set(this.#key, flight)
    return flight
  }

  async #fly(flight: Flight): Promise<Entry> {
    const { cache, exclusive, identity, prepare } = this.#options
    const { deadline, renewal, signal } = flight
    if (!this.#keepsValues) return await this.#issue(flight)
    const found = await this.#adopt(renewal)
    if (found) return found
    await prepare?.({ signal, timeoutMs: deadline - elapsed(), background: true })

    const waitsUntil = elapsed() + LOCK_PATIENCE_MS
    for (;;) {
      const askedAt = elapsed()
      const lock = await cache.lock(identity, LOCK_LEASE_MS)
      if (lock === 'unavailable') {
        if (exclusive) throw this.#cacheIsDown()
        return await this.#issue(flight) // twice at once is harmless here
      }
      if (lock !== 'held') {
        try {
          // Another process may have issued between our look and our lock.
          const brought = await this.#adopt(renewal)
          if (brought) return brought
          const ends = Math.min(deadline, askedAt + LOCK_LEASE_MS, elapsed() + LOCKED_ISSUE_LIMIT_MS)
          return await this.#issue({ ...flight, deadline: ends })
        } finally {
          await lock.release()
        }
      }
      if (!exclusive && elapsed() > waitsUntil) return await this.#issue(flight)
      const pause = LOCK_POLL_MS.least + Math.random() * (LOCK_POLL_MS.most - LOCK_POLL_MS.least)
      await sleep({ ms: pause, signal, background: true })
      const brought = await this.#adopt(renewal)
      if (brought) return brought
    }
  }

  /** Takes over what the shared cache holds, if it is good. */
  async #adopt(renewal: boolean): Promise<Entry | undefined> {
    const entry = await this.#find(renewal)
    if (entry) this.#tellAdopted(entry)
    return entry
  }

  /** Looks for a good value in the shared cache; one that is ageing is no use to a renewal. */
  async #find(renewal: boolean): Promise<Entry | undefined> {
    const { cache, clock, exclusive, identity } = this.#options
    this.#lookedAt = clock.now()
    const found = await cache.read(identity)
    // What cannot be seen may be there, and issuing would end it.
    if (found === 'unavailable' && exclusive) throw this.#cacheIsDown()
    if (found === 'unavailable' || found === undefined || this.#rejections.forbid(found.value)) return undefined
    const entry = this.#capped(found)
    const freshness = freshnessAt(lifetimeOf(entry, 1), clock.now())
    return freshness === 'dead' || (renewal && freshness === 'ageing') ? undefined : entry
  }

  /** Asks for a new value and shares it. */
  async #issue({ deadline, signal }: Flight): Promise<Entry> {
    const { cache, clock, identity, issue, onDiagnostic } = this.#options
    const started = elapsed()
    const obtainedAt = Math.floor(clock.now())
    const timeoutMs = deadline - started
    // A cache was slow, or this process was stopped for a while.
    if (timeoutMs <= 0) throw this.#failure('the time was over before it could be asked for', started)
    const refusedBefore = this.#rejections.values()
    const request = issue({ rejected: this.#rejections.unanswered, signal, timeoutMs })
    const issued = await within(request, { ms: timeoutMs, signal, background: true })
    // A process that was stopped in between sees its reply long after the deadline.
    if (issued === TIME_OVER || elapsed() - started > timeoutMs) {
      throw this.#failure(`no answer within ${Math.round(timeoutMs)} ms`, started)
    }
    const { value, expiresInSeconds } = issued
    this.#keepsValues = expiresInSeconds !== undefined
    const lifetime = this.#keepsValues ? lifetimeMs(expiresInSeconds) : 0
    if (!isCredentialValue(value)) throw this.#failure('the answer held no usable value', started)
    if (lifetime === undefined) throw this.#failure('the answer held no usable lifetime', started)
    const entry = this.#capped({ value, obtainedAt, expiresAt: obtainedAt + lifetime })
    report(onDiagnostic, { type: 'credential.issued', kind: identity.kind, expiresAt: entry.expiresAt })
    if (refusedBefore.has(value)) this.#accept(value)
    await cache.write(identity, entry)
    return entry
  }

  /** The issuer insists on a value that was refused before it was asked. */
  #accept(value: string): void {
    const errcode = this.#rejections.insist(value, this.#options.clock.now())?.errcode
    if (errcode !== undefined) this.#tellRejected(errcode, true)
  }

  #capped(entry: Entry): Entry {
    const longest = entry.obtainedAt + (this.#options.longestLifetimeMs ?? Infinity)
    return entry.expiresAt <= longest ? entry : { ...entry, expiresAt: longest }
  }

  /** Keeps an entry, unless its value is refused or what is kept already is younger. */
  #hold(obtained: Entry): void {
    const entry = this.#capped(obtained)
    if (this.#rejections.forbid(entry.value)) return
    this.#rejections.answer()
    const now = this.#options.clock.now()
    if (this.#held && this.#held.entry.obtainedAt > entry.obtainedAt && freshnessAt(this.#held, now) !== 'dead') return
    this.#held = { entry, ...lifetimeOf(entry, Math.random()) }
  }

  /** Remembers a failure that asking again will not mend. */
  #remember(error: unknown): void {
    const { clock, identity } = this.#options
    if (!(error instanceof CredentialError) || error.kind !== identity.kind) return
    if (error.errcode === undefined || error.retryable) return
    this.#coolDown = { since: clock.now(), error }
  }

  #renew(now: number): void {
    if (isRecent(this.#renewedAt, now, RENEWAL_SPACING_MS) || this.#flights.has(this.#key)) return
    this.#renewedAt = now
    this.#launch(true).catch(() => {}) // reported; the old value goes on serving
  }

  /** Looks into the shared cache in the background; a younger good value is taken over, anything else changes nothing. */
  #look(held: Entry, now: number): void {
    this.#lookedAt = now
    this.#find(true).then(
      (entry) => {
        if (entry === undefined || entry.obtainedAt <= held.obtainedAt) return
        this.#tellAdopted(entry)
        this.#hold(entry)
      },
      () => {}, // reported by the cache
    )
  }

  #tellAdopted({ expiresAt }: Entry): void {
    const { identity, onDiagnostic } = this.#options
    report(onDiagnostic, { type: 'credential.adopted', kind: identity.kind, expiresAt })
  }

  #tellRejected(errcode: number, sameValueAgain: boolean): void {
    const { identity, onDiagnostic } = this.#options
    report(onDiagnostic, { type: 'credential.rejected', kind: identity.kind, errcode, sameValueAgain })
  }

  #cacheIsDown(): CredentialError {
    const reason = 'the shared cache does not answer, and in classic mode a token must not be issued without its lock'
    return this.#failure(reason, elapsed(), 'ERR_CACHE_UNAVAILABLE')
  }

  #failure(reason: string, started: number, code?: 'ERR_CACHE_UNAVAILABLE'): CredentialError {
    const facts = { endpoint: this.#options.endpoint, retryable: true, attempts: 0, elapsedMs: elapsed() - started }
    return new CredentialError(this.#options.identity.kind, reason, facts, code)
  }
}

/** Whether an entry has a lifetime at all. */
const isKept = ({ obtainedAt, expiresAt }: Entry): boolean => expiresAt > obtainedAt
