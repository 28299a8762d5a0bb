// Everything that one simulated account is: its credentials, cards, codes and users, in one context.

import { Agents } from './agents.js'
import { Cards } from './cards.js'
import { Codes } from './codes.js'
import {
  type ContextListeners,
  type Effect,
  type OutgoingEvent,
  type SimulatedUser,
  SimulationContext,
} from './context.js'
import { Credentials } from './credentials.js'
import { Distribution } from './distribution.js'
import { DynamicCodes } from './dynamic-codes.js'
import { GiftOrders } from './gift-orders.js'
import { GiftPages } from './gift-pages.js'
import { Invoices } from './invoices.js'
import { IssuedInvoices } from './issued-invoices.js'
import { Members } from './members.js'
import { Messages } from './messages.js'
import type { SimulatorSettings } from './options.js'
import { PayGiftRules } from './pay-gift-rules.js'
import { Quotas } from './quotas.js'
import { Rids } from './rids.js'
import { StatisticsLog } from './statistics-log.js'
import { Stores } from './stores.js'
import { SubMerchants } from './sub-merchants.js'
import { UsedNonces } from './used-nonces.js'

/** One simulated account. */
export class SimulatedAccount extends SimulationContext {
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
  readonly statistics: StatisticsLog = new StatisticsLog()
  readonly users: Map<string, SimulatedUser> = new Map()
  /** Timestamps with nonces that were claimed with: a second claim with the same fails. */
  readonly usedNonces: UsedNonces = new UsedNonces()

  /** `before` is the account's earlier life, whose tokens and tickets stay good. */
  constructor(settings: SimulatorSettings, listeners?: ContextListeners, before?: SimulatedAccount) {
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
    this.statistics.noteEvent(event, this.chinaDayOf(this.now()))
  }

  override effect(effect: Effect): void {
    super.effect(effect)
    const { cardId, code } = effect
    const named = typeof cardId === 'string' && typeof code === 'string'
    const holder = named ? this.codes.find(code, cardId)?.openid : undefined
    this.statistics.noteEffect(effect, this.chinaDayOf(this.now()), holder)
  }
}
