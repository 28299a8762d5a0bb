// One credential of one client: hands it out, keeps it fresh, and asks for a new one as rarely as possible.
import type { CacheAdapter } from '../cache/adapter.js'
import { type Clock, elapsed, sleep, TIME_OVER, within } from '../clock.js'
import { type DiagnosticListener, report } from '../diagnostics.js'
import { CredentialError } from '../errors.js'
import { type CredentialIdentity, cacheKey, type Entry, isCredentialValue, lifetimeMs } from './entry.js'
import { freshnessAt, type Lifetime, lifetimeOf } from './freshness.js'
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
}

interface Held extends Lifetime {
  readonly entry: Entry
}

/** How picky a request for a credential is. */
interface Wanted {
  /** Never this value, wherever it is found. */
  readonly rejected?: string | undefined
  /** Only a value that is not ageing: the old one is still good enough for everything else. */
  readonly renewal?: boolean
}

/** Whether `at` lies less than `span` before `now`. A clock that was set back makes nothing recent. */
const isRecent = (at: number, now: number, span: number): boolean => now >= at && now - at < span

type Flights = Map<string, Promise<Entry>>

/** The requests in flight, per cache object: clients that share a cache share them. */
const flightsOf = new WeakMap<CacheAdapter, Flights>()

/** A credential that is looked after. Its values stay in private fields. */
export class Credential {
  readonly #options: CredentialOptions
  readonly #key: string
  readonly #flights: Flights
  /** False once the issuer has brought a value without a lifetime: such values are used once. */
  #keepsValues = true
  #held: Held | undefined
  #lookedAt = Number.NEGATIVE_INFINITY
  #renewedAt = Number.NEGATIVE_INFINITY
  #coolDown: { readonly since: number; readonly error: CredentialError } | undefined
  /** The last value WeChat refused, and since when the issuer has insisted on it, if it does. */
  #rejected: { readonly value: string; readonly insistedAt?: number } | undefined

  constructor(options: CredentialOptions) {
    this.#options = options
    this.#key = cacheKey(options.identity)
    const flights: Flights = flightsOf.get(options.cache.adapter) ?? new Map()
    flightsOf.set(options.cache.adapter, flights)
    this.#flights = flights
  }

  /** The value at hand, without waiting; `undefined` when there is none. Starts what has to happen in the background. */
  current(): string | undefined {
    const held = this.#held
    if (held === undefined) return undefined
    const now = this.#options.clock.now()
    const freshness = freshnessAt(held, now)
    if (freshness === 'dead') return undefined
    if (freshness === 'ageing') this.#renew(now)
    else if (now - this.#lookedAt > LOCAL_FRESHNESS_MS) this.#look(now)
    return held.entry.value
  }

  /**
   * The value, obtained if need be.
   *
   * @throws A {@link CredentialError}: it could not be had. The signal's reason: the caller gave up.
   */
  async get(patience: Patience): Promise<string> {
    return this.current() ?? (await this.#obtain({}, patience))
  }

  /**
   * The value to use instead of one that WeChat refused. Answers the same value when there is no other: the issuer
   * insists on it, or did so less than the renewal spacing ago.
   *
   * @throws A {@link CredentialError}: no other value could be had.
   */
  async replace(rejected: string, errcode: number, patience: Patience): Promise<string> {
    const { clock, identity, onDiagnostic } = this.#options
    const tell = (sameValueAgain: boolean): void =>
      report(onDiagnostic, { type: 'credential.rejected', kind: identity.kind, errcode, sameValueAgain })
    const current = this.#held && freshnessAt(this.#held, clock.now()) !== 'dead' ? this.#held.entry.value : undefined
    if (current !== undefined && current !== rejected) return current
    const known = this.#rejected?.value === rejected ? this.#rejected : undefined
    if (known?.insistedAt !== undefined && isRecent(known.insistedAt, clock.now(), RENEWAL_SPACING_MS)) return rejected
    if (known === undefined) tell(false)
    this.#rejected = { value: rejected }
    this.#held = undefined
    const value = await this.#obtain({ rejected }, patience)
    if (value === rejected && this.#rejected.insistedAt === undefined) {
      tell(true)
      this.#rejected = { value: rejected, insistedAt: clock.now() }
    }
    return value
  }

  /** Forgets the value, or only this one, here and in the shared cache. */
  async invalidate(value?: string): Promise<void> {
    const held = this.#held?.entry.value
    const dead = value ?? held
    if (dead !== undefined) this.#rejected = { value: dead }
    if (held !== undefined && held === dead) this.#held = undefined
    this.#coolDown = undefined
    await this.#options.cache.remove(this.#options.identity, value)
  }

  async #obtain(wanted: Wanted, { signal, timeoutMs }: Patience): Promise<string> {
    const started = elapsed()
    signal?.throwIfAborted()
    for (;;) {
      const coolDown = this.#coolDown
      if (coolDown && isRecent(coolDown.since, this.#options.clock.now(), COOL_DOWN_MS)) throw coolDown.error
      const flight = this.#flights.get(this.#key)
      const own = flight === undefined
      try {
        const entry = await within(flight ?? this.#launch(wanted), { ms: timeoutMs - (elapsed() - started), signal })
        if (entry === TIME_OVER) throw this.#failure(`it took longer than ${timeoutMs} ms`, started)
        // Another's flight did not know that this value is refused, and may have found it in the cache.
        if (!own && entry.value === wanted.rejected) continue
        this.#hold(entry)
        return entry.value
      } catch (error) {
        this.#remember(error)
        throw error
      }
    }
  }

  /** Starts the one flight for this credential. It belongs to no caller and clears its own place. */
  #launch(wanted: Wanted): Promise<Entry> {
    const controller = new AbortController()
    const { totalTimeoutMs } = this.#options
    const started = elapsed()
    const flight = (async () => {
      try {
        const work = this.#fly(wanted, started + totalTimeoutMs, controller.signal)
        const entry = await within(work, { ms: totalTimeoutMs, background: true })
        if (entry === TIME_OVER) throw this.#failure(`it took longer than ${totalTimeoutMs} ms`, started)
        this.#hold(entry)
        return entry
      } catch (error) {
        report(this.#options.onDiagnostic, {
          type: 'credential.failed',
          kind: this.#options.identity.kind,
          message: error instanceof CredentialError ? error.message : 'unexpected failure',
          background: wanted.renewal === true,
        })
        throw error
      } finally {
        controller.abort()
        this.#flights.delete(this.#key)
      }
    })()
    this.#flights.set(this.#key, flight)
    return flight
  }

  async #fly(wanted: Wanted, deadline: number, signal: AbortSignal): Promise<Entry> {
    const { cache, identity } = this.#options
    if (!this.#keepsValues) return await this.#issue(wanted, deadline, signal)
    const found = await this.#find(wanted)
    if (found) return found
    if (!cache.hasLock) return await this.#issue(wanted, deadline, signal)

    const leaseEnds = elapsed() + LOCK_LEASE_MS
    for (;;) {
      const askedAt = elapsed()
      const lock = await cache.lock(identity, LOCK_LEASE_MS)
      if (lock === 'unavailable') return await this.#issueUnlocked(wanted, deadline, signal)
      if (lock !== 'held') {
        try {
          // Another process may have issued between our look and our lock.
          return (await this.#find(wanted)) ?? (await this.#issue(wanted, deadline, signal, askedAt + LOCK_LEASE_MS))
        } finally {
          await lock.release()
        }
      }
      if (!this.#options.exclusive && elapsed() > leaseEnds) return await this.#issue(wanted, deadline, signal)
      const pause = LOCK_POLL_MS.least + Math.random() * (LOCK_POLL_MS.most - LOCK_POLL_MS.least)
      await sleep({ ms: pause, signal, background: true })
      const brought = await this.#find(wanted)
      if (brought) return brought
    }
  }

  /** The cache fails. Issuing twice is harmless unless each issue ends the value before. */
  async #issueUnlocked(wanted: Wanted, deadline: number, signal: AbortSignal): Promise<Entry> {
    if (!this.#options.exclusive) return await this.#issue(wanted, deadline, signal)
    throw this.#failure(
      'the shared cache does not answer, and in classic mode a token must not be issued without its lock',
      elapsed(),
      'ERR_CACHE_UNAVAILABLE',
    )
  }

  /** Looks for a good value in the shared cache. */
  async #find({ rejected, renewal }: Wanted): Promise<Entry | undefined> {
    const { cache, clock, identity, onDiagnostic } = this.#options
    this.#lookedAt = clock.now()
    const entry = await cache.read(identity)
    if (entry === undefined || entry.value === rejected || entry.value === this.#rejected?.value) return undefined
    const freshness = freshnessAt(lifetimeOf(this.#capped(entry), 1), clock.now())
    if (freshness === 'dead' || (renewal && freshness === 'ageing')) return undefined
    report(onDiagnostic, { type: 'credential.adopted', kind: identity.kind, expiresAt: entry.expiresAt })
    return this.#capped(entry)
  }

  /** Asks for a new value and shares it. `leaseEnds` is when a lock we hold is over. */
  async #issue({ rejected }: Wanted, deadline: number, signal: AbortSignal, leaseEnds?: number): Promise<Entry> {
    const { cache, clock, identity, issue, onDiagnostic } = this.#options
    const started = elapsed()
    const obtainedAt = clock.now()
    const timeoutMs = Math.min(deadline - started, leaseEnds === undefined ? Infinity : LOCKED_ISSUE_LIMIT_MS)
    // A value that was given up and not yet followed by another: the issuer should not bring it back.
    const refused = rejected ?? (this.#held ? undefined : this.#rejected?.value)
    const request = issue({ rejected: refused, signal, timeoutMs })
    const issued = await within(request, { ms: timeoutMs, signal, background: true })
    // A process that was stopped in between sees its reply long after the deadline.
    if (issued === TIME_OVER || elapsed() - started > timeoutMs) {
      throw this.#failure(`no answer within ${Math.round(timeoutMs)} ms`, started)
    }
    const { value, expiresInSeconds } = issued
    this.#keepsValues = expiresInSeconds !== undefined
    const lifetime = this.#keepsValues ? lifetimeMs(expiresInSeconds) : 0
    if (!isCredentialValue(value) || lifetime === undefined) {
      throw this.#failure('the answer held no usable value', started)
    }
    const entry = this.#capped({ value, obtainedAt, expiresAt: obtainedAt + lifetime })
    report(onDiagnostic, { type: 'credential.issued', kind: identity.kind, expiresAt: entry.expiresAt })
    if (this.#keepsValues && (leaseEnds === undefined || elapsed() < leaseEnds)) await cache.write(identity, entry)
    return entry
  }

  #capped(entry: Entry): Entry {
    const longest = entry.obtainedAt + (this.#options.longestLifetimeMs ?? Infinity)
    return entry.expiresAt <= longest ? entry : { ...entry, expiresAt: longest }
  }

  /** Keeps an entry, unless what is kept already is younger. */
  #hold(entry: Entry): void {
    this.#coolDown = undefined
    if (entry === this.#held?.entry) return
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
    this.#launch({ renewal: true }).catch(() => {}) // reported; the old value goes on serving
  }

  /** Looks into the shared cache in the background; a younger good value is taken over, anything else changes nothing. */
  #look(now: number): void {
    const held = this.#held
    this.#lookedAt = now
    this.#find({ renewal: true }).then((entry) => {
      if (entry && held && entry.obtainedAt > held.entry.obtainedAt) this.#hold(entry)
    })
  }

  #failure(reason: string, started: number, code?: 'ERR_CACHE_UNAVAILABLE'): CredentialError {
    const facts = { endpoint: this.#options.endpoint, retryable: true, attempts: 0, elapsedMs: elapsed() - started }
    return new CredentialError(this.#options.identity.kind, reason, facts, code)
  }
}
