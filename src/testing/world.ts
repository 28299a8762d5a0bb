// Everything that one simulated account is: its credentials, cards, codes and users, on common ground.
import { type Effect, Ground, type GroundListeners, type OutgoingEvent, type SimulatedUser } from './ground.js'
import type { SimulatorSettings } from './settings.js'
import { Agents } from './state/agents.js'
import { Cards } from './state/cards.js'
import { Codes } from './state/codes.js'
import { Credentials } from './state/credentials.js'
import { Distribution } from './state/distribution.js'
import { DynamicCodes } from './state/dynamic-codes.js'
import { Figures } from './state/figures.js'
import { GiftOrders } from './state/gift-orders.js'
import { GiftPages } from './state/gift-pages.js'
import { Invoices } from './state/invoices.js'
import { IssuedInvoices } from './state/issued-invoices.js'
import { Members } from './state/members.js'
import { Messages } from './state/messages.js'
import { PayGiftRules } from './state/pay-gift-rules.js'
import { Quotas } from './state/quotas.js'
import { Rids } from './state/rids.js'
import { Stores } from './state/stores.js'
import { SubMerchants } from './state/sub-merchants.js'
import { UsedNonces } from './state/used-nonces.js'

/** One simulated account. */
export class World extends Ground {
  readonly credentials: Credentials
  readonly quotas: Quotas
  readonly cards: Cards
  readonly codes: Codes
  readonly dynamicCodes: DynamicCodes
  readonly members: Members
  readonly messages: Messages
  readonly distribution: Distribution
  readonly subMerchants: SubMerchants
  readonly agents: Agents
  readonly invoices: Invoices
  readonly issuedInvoices: IssuedInvoices
  readonly stores: Stores
  readonly giftPages: GiftPages
  readonly giftOrders: GiftOrders
  readonly payGiftRules: PayGiftRules
  readonly rids: Rids
  readonly figures: Figures = new Figures()
  readonly users: Map<string, SimulatedUser> = new Map()
  /** Timestamps with nonces that were claimed with: a second claim with the same fails. */
  readonly usedNonces: UsedNonces = new UsedNonces()

  /** `before` is the account's earlier life, whose tokens and tickets stay good. */
  constructor(settings: SimulatorSettings, listeners?: GroundListeners, before?: World) {
    super(settings, listeners)
    this.credentials = new Credentials(this, before?.credentials)
    this.quotas = new Quotas(this)
    this.cards = new Cards(this)
    this.codes = new Codes(this)
    this.dynamicCodes = new DynamicCodes(this)
    this.members = new Members(this)
    this.messages = new Messages(this)
    this.distribution = new Distribution(this)
    this.subMerchants = new SubMerchants(this)
    this.agents = new Agents(this)
    this.invoices = new Invoices(this)
    this.issuedInvoices = new IssuedInvoices(this)
    this.stores = new Stores(this)
    this.giftPages = new GiftPages(this)
    this.giftOrders = new GiftOrders(this, this.cards, this.codes, this.giftPages)
    this.payGiftRules = new PayGiftRules(this)
    this.rids = new Rids(this)
  }

  override push(event: OutgoingEvent): void {
    super.push(event)
    this.figures.noteEvent(event, this.dayAt(this.now()))
  }

  override effect(effect: Effect): void {
    super.effect(effect)
    const { cardId, code } = effect
    const named = typeof cardId === 'string' && typeof code === 'string'
    const holder = named ? this.codes.find(code, cardId)?.openid : undefined
    this.figures.noteEffect(effect, this.dayAt(this.now()), holder)
  }
}
