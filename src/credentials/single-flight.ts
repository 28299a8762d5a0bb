// Single flight: however many wait for a credential, one acquiring at a time is under way for all of them.
import type { CacheAdapter } from '../cache/adapter.js'
import type { Acquired } from './acquire.js'

/** One acquiring that is under way. */
interface Flight {
  readonly key: string
  readonly issuer: unknown
  readonly promise: Promise<Acquired>
}

/** The flights under way, per cache object. */
const flightsOf = new WeakMap<CacheAdapter, Set<Flight>>()

/** The one place for a flight that all clients of this process share which have the same cache object, key and issuer. */
export class SingleFlight {
  readonly #flights: Set<Flight>
  readonly #key: string
  readonly #issuer: unknown

  constructor(adapter: CacheAdapter, key: string, issuer: unknown) {
    this.#flights = flightsOf.get(adapter) ?? new Set()
    flightsOf.set(adapter, this.#flights)
    this.#key = key
    this.#issuer = issuer
  }

  /** What the flight under way will bring. */
  get underWay(): Promise<Acquired> | undefined {
    for (const flight of this.#flights) {
      if (flight.key === this.#key && flight.issuer === this.#issuer) return flight.promise
    }
    return undefined
  }

  /** Starts a flight. It belongs to none of those who wait, so that none of them can end it; it clears its own place. */
  start(work: () => Promise<Acquired>): Promise<Acquired> {
    const flight: Flight = {
      key: this.#key,
      issuer: this.#issuer,
      promise: work().finally(() => this.#flights.delete(flight)),
    }
    this.#flights.add(flight)
    return flight.promise
  }
}
