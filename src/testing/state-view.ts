// A simulated account as a person looks at it: phones with their cards, what waits, and what is set up.

import type { SimulatedAccount } from './account/account.js'
import type { CardRecord } from './account/cards.js'
import { PERMISSIONS } from './account/options.js'
import { type SimulatorSnapshot, snapshotOf } from './account/snapshot.js'
import type { Fault, FaultState } from './http/faults.js'
import type { ListedTarget } from './pushes/pushes.js'

/** A card in a wallet, with what its face shows. */
export interface WalletFace {
  readonly cardId: string
  readonly cardType: string
  readonly code: string
  readonly status: string
  readonly active: boolean
  readonly membershipNumber: string
  readonly bonus: number
  /** In cents. */
  readonly balance: number
  readonly title: string
  readonly brandName: string
  readonly logoUrl: string
  readonly color: string
  readonly outerStr: string | undefined
}

/** Everything that there is to see. */
export interface SimulatorState extends Omit<SimulatorSnapshot, 'cards' | 'codes'> {
  readonly appId: string
  readonly cards: readonly (SimulatorSnapshot['cards'][number] & {
    /** What stands under the type's key in `/card/create`. */
    readonly body: CardRecord['body']
    readonly activationForm?: CardRecord['activationForm']
  })[]
  readonly codes: readonly (SimulatorSnapshot['codes'][number] & { readonly customFieldValues: readonly string[] })[]
  /** Cards that were given away and that nobody has taken yet. */
  readonly gifts: readonly {
    readonly from: string
    readonly to?: string | undefined
    readonly cardId: string
    readonly code: string
  }[]
  /** Invoices in wallets. */
  readonly invoices: readonly {
    readonly openid: string
    readonly cardId: string
    readonly code: string
    readonly title: string
    /** In cents. */
    readonly fee: number
    readonly status: string
  }[]
  /** The newest QR codes that can be claimed with. */
  readonly qrCodes: readonly { readonly url: string; readonly cardIds: readonly string[] }[]
  readonly mode: string
  readonly permissions: Readonly<Record<string, boolean>>
  readonly phones: readonly { readonly openid: string; readonly cards: readonly WalletFace[] }[]
  /** What will happen by itself, in the order of time. */
  readonly timers: readonly { readonly dueAt: number; readonly what: string }[]
  /** `left` is `null` where the fault never ends. */
  readonly faults: readonly { readonly fault: Fault; readonly hits: number; readonly left: number | null }[]
  readonly pushTargets: readonly ListedTarget[]
  /** What waits for `approve` or `reject`. */
  readonly reviews: readonly { readonly kind: string; readonly id: string | number }[]
}

/** A list to choose from, no archive. */
const MOST_QR_CODES = 20

/** Copies what there is now. */
export function stateOf(
  account: SimulatedAccount,
  faults: readonly FaultState[],
  pushTargets: readonly ListedTarget[],
): SimulatorState {
  const { settings, codes } = account
  const snapshot = snapshotOf(account)
  const all = account.cards.all()
  const records = codes.all()
  const openids = new Set([...account.users.keys(), ...codes.all().map(({ openid }) => openid)])
  const gone = ['DELETE', 'GIFT_SUCC']
  return {
    ...snapshot,
    appId: settings.appId,
    cards: snapshot.cards.map((card, index) => {
      const { body, activationForm } = all[index] as CardRecord // in the same order
      return { ...card, body, ...(activationForm && { activationForm }) }
    }),
    codes: snapshot.codes.map((code, index) => ({
      ...code,
      customFieldValues: [...(records[index]?.membership.customFieldValues ?? [])],
    })),
    gifts: records
      .filter(({ status }) => status === 'GIFTING')
      .map(({ card: { cardId }, openid: from, code, givenAs = code, givenTo }) => ({
        cardId,
        code: givenAs,
        from,
        ...(givenTo !== undefined && { to: givenTo }),
      })),
    invoices: account.invoices
      .inserted()
      .map(({ openid, cardId, code, data: { title, fee }, reimbursement: status }) => ({
        openid,
        cardId,
        code,
        title,
        fee,
        status,
      })),
    qrCodes: account.distribution.newestQrCodes(MOST_QR_CODES).map(({ url, entries }) => ({
      url,
      cardIds: entries.map(({ card }) => card.cardId),
    })),
    mode: settings.mode,
    permissions: Object.fromEntries(PERMISSIONS.map((name) => [name, account.may(name)])),
    phones: [...openids].map((openid) => ({
      openid,
      cards: codes
        .heldBy(openid)
        .filter(({ status }) => !gone.includes(status))
        .map((record) => {
          const { card, code, membership, outerStr } = record
          const { title, brand_name: brandName, logo_url: logoUrl, color } = card.body.base_info
          const { active, membershipNumber, bonus, balance } = membership
          const status = codes.statusOf(record)
          const face = { title, brandName, logoUrl, color: String(color), outerStr }
          return {
            cardId: card.cardId,
            cardType: card.cardType,
            code,
            status,
            active,
            membershipNumber,
            bonus,
            balance,
            ...face,
          }
        }),
    })),
    timers: account.due.map((each) => ({ ...each })),
    faults: faults.map(({ fault, hits, left }) => ({ fault, hits, left: Number.isFinite(left) ? left : null })),
    pushTargets,
    reviews: [
      ...snapshot.cards
        .filter(({ status }) => status === 'CARD_STATUS_NOT_VERIFY')
        .map(({ cardId: id }) => ({ kind: 'card', id })),
      ...snapshot.subMerchants
        .filter(({ status }) => status === 'CHECKING')
        .map(({ merchantId: id }) => ({ kind: 'subMerchant', id })),
      ...account.giftPages
        .all()
        .filter(({ approved }) => !approved)
        .map(({ pageId: id }) => ({ kind: 'giftPage', id })),
    ],
  }
}
