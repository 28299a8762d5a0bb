// Everything that one simulated account is: its credentials, cards, codes and users, on common ground.
import { Ground, type HappenedEvent, type SimulatedUser } from './ground.js'
import type { SimulatorSettings } from './settings.js'
import { Cards } from './state/cards.js'
import { Codes } from './state/codes.js'
import { Credentials } from './state/credentials.js'
import { Members } from './state/members.js'
import { Quotas } from './state/quotas.js'

/** One simulated account. */
export class World extends Ground {
  readonly credentials: Credentials
  readonly quotas: Quotas
  readonly cards: Cards
  readonly codes: Codes
  readonly members: Members
  readonly users: Map<string, SimulatedUser> = new Map()
  /** Timestamps with nonces that were claimed with: a second claim with the same fails. */
  readonly usedNonces: Set<string> = new Set()

  constructor(settings: SimulatorSettings, onEvent?: (event: HappenedEvent) => void) {
    super(settings, onEvent)
    this.credentials = new Credentials(this)
    this.quotas = new Quotas(this)
    this.cards = new Cards(this)
    this.codes = new Codes(this)
    this.members = new Members(this)
  }
}
