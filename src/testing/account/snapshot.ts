// A simulated account in plain data, for tests to compare.
import type { SimulatedAccount } from './account.js'

/** What there is in a simulator. */
export interface SimulatorSnapshot {
  /** The simulated time, in epoch milliseconds. */
  readonly now: number
  readonly cards: readonly {
    readonly cardId: string
    readonly cardType: string
    readonly status: string
    /** Stock that is left. */
    readonly quantity: number
    readonly issued: number
    /** Imported codes that nobody has claimed. */
    readonly deposited: number
  }[]
  readonly codes: readonly {
    readonly cardId: string
    readonly code: string
    readonly openid: string
    readonly status: string
    readonly outerStr: string | undefined
    readonly active: boolean
    readonly membershipNumber: string
    readonly bonus: number
    /** In cents. */
    readonly balance: number
  }[]
  readonly giftOrders: readonly {
    readonly orderId: string
    readonly pageId: string
    readonly buyer: string
    readonly state: string
    readonly codes: readonly string[]
  }[]
  readonly subMerchants: readonly { readonly merchantId: number; readonly status: string }[]
  readonly stores: readonly { readonly poiId: number; readonly state: number }[]
  readonly users: readonly {
    readonly openid: string
    readonly unionid?: string | undefined
    readonly miniProgramOpenid?: string | undefined
  }[]
}

/** Copies what there is now. */
export const snapshotOf = (account: SimulatedAccount): SimulatorSnapshot => ({
  now: account.now(),
  cards: account.cards.all().map(({ cardId, cardType, status, quantity, issued, deposited }) => ({
    cardId,
    cardType,
    status,
    quantity,
    issued,
    deposited: deposited.size,
  })),
  codes: account.codes.all().map((record) => {
    const { card, code, openid, outerStr, membership } = record
    const { active, membershipNumber, bonus, balance } = membership
    const status = account.codes.statusOf(record)
    return { cardId: card.cardId, code, openid, status, outerStr, active, membershipNumber, bonus, balance }
  }),
  giftOrders: account.giftOrders.all().map(({ orderId, page, buyer, state, cards }) => ({
    orderId,
    pageId: page.pageId,
    buyer: buyer.openid,
    state,
    codes: cards.map(({ code }) => code),
  })),
  subMerchants: account.subMerchants.all().map((record) => ({
    merchantId: record.merchantId,
    status: account.subMerchants.statusOf(record),
  })),
  stores: account.stores.all().map(({ poiId, state }) => ({ poiId, state })),
  users: [...account.users.values()].map((user) => ({ ...user })),
})
