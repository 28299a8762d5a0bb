// The stores of the simulated account, with the review of new ones and of changes.
import type { NewStore, StoreService, StoreState } from '../../api/stores.js'
import type { SimulationContext } from './context.js'
import { need, refusal } from './refusal.js'

const UNDER_REVIEW = 2
const APPROVED = 3
const REJECTED = 4

const FIRST_ID = 210_000_001

/** A store as it was created and changed. */
export interface StoreRecord {
  readonly poiId: number
  base: NewStore
  state: StoreState
  /** A change that waits for review. */
  change?: StoreService | undefined
  deleted: boolean
}

/** Holds the account's stores. */
export class Stores {
  readonly #context: SimulationContext
  readonly #stores = new Map<number, StoreRecord>()

  constructor(context: SimulationContext) {
    this.#context = context
  }

  add(base: NewStore): StoreRecord {
    const store: StoreRecord = {
      poiId: FIRST_ID + this.#stores.size,
      base: structuredClone(base),
      state: UNDER_REVIEW,
      deleted: false,
    }
    this.#stores.set(store.poiId, store)
    this.#context.effect({ type: 'store.created', poiId: store.poiId })
    if (this.#isInstant()) this.decide(store, true)
    return store
  }

  /** Takes a change, which waits for review. */
  change(store: StoreRecord, change: StoreService): void {
    need(store.state === APPROVED, 65106, `store ${store.poiId} is not approved`)
    need(store.change === undefined, 65107, `an earlier change of store ${store.poiId} waits for review`)
    store.change = structuredClone(change)
    if (this.#isInstant()) this.decide(store, true)
  }

  #isInstant(): boolean {
    return this.#context.settings.review === 'instant'
  }

  /** Ends the review of a new store, which is told, or of a change, which is not. */
  decide(store: StoreRecord, approved: boolean, msg = ''): void {
    if (store.change !== undefined) {
      if (approved) store.base = { ...store.base, ...store.change }
      store.change = undefined
      return
    }
    store.state = approved ? APPROVED : REJECTED
    this.#context.push({
      Event: 'poi_check_notify',
      UniqId: store.base.sid ?? '',
      PoiId: store.poiId,
      result: approved ? 'succ' : 'fail',
      msg,
    })
  }

  delete(store: StoreRecord): void {
    need(store.state !== UNDER_REVIEW, 65117, `store ${store.poiId} is under review`)
    store.deleted = true
    this.#context.effect({ type: 'store.deleted', poiId: store.poiId })
  }

  /** The store, or `65115`, or `65116`. */
  get(poiId: number | string): StoreRecord {
    const store = this.#stores.get(Number(poiId))
    if (store === undefined) throw refusal(65115, `poi_id: the account has no store ${poiId}`)
    need(!store.deleted, 65116, `poi_id: store ${poiId} was deleted`)
    return store
  }

  find(poiId: number): StoreRecord | undefined {
    return this.#stores.get(poiId)
  }

  /** All that were not deleted, the oldest first. */
  all(): StoreRecord[] {
    return [...this.#stores.values()].filter(({ deleted }) => !deleted)
  }
}
