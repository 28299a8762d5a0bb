// What waits for people at WeChat, or for an invoicing platform, to decide.
import { InputError } from '../../errors.js'
import { asText, describe, oneOf, throwIfInvalid, validate } from '../../validate.js'
import type { SimulatedAccount } from './account.js'

/**
 * What can wait for a decision, and what it is named by: a card, a store or a shelf of gift cards by its id, a sub-merchant
 * by its `merchant_id`, the platform in agent mode (`agent`) by nothing, a sub-merchant of that platform by its AppID, an
 * invoice that is made out or cleared by its `fpqqlsh`.
 */
export type ReviewKind = 'card' | 'subMerchant' | 'store' | 'giftPage' | 'agent' | 'agentMerchant' | 'invoice'

type Decide = (approved: boolean, reason: string | undefined) => void

/** Finds what is named, and how it is decided. */
const REVIEWS: Readonly<Record<ReviewKind, (account: SimulatedAccount, id: string | number) => Decide | undefined>> = {
  card: ({ cards }, id) => {
    const card = cards.find(asText(id))
    return card && ((approved, reason) => cards.decide(card, approved, reason))
  },
  subMerchant: ({ subMerchants }, id) => {
    const merchant = subMerchants.find(Number(asText(id)))
    return merchant && ((approved, reason) => subMerchants.decide(merchant, approved, reason))
  },
  store: ({ stores }, id) => {
    const store = stores.find(Number(asText(id)))
    return store && ((approved, reason) => stores.decide(store, approved, reason))
  },
  giftPage: ({ giftPages }, id) => {
    const page = giftPages.all().find(({ pageId }) => pageId === id)
    return (
      page &&
      ((approved) => {
        page.approved = approved
      })
    )
  },
  agent:
    ({ agents }) =>
    (approved) =>
      agents.decide(approved),
  agentMerchant: ({ agents }, id) => {
    const merchant = agents.find(asText(id))
    return merchant && ((approved, reason) => agents.decideMerchant(merchant, approved, reason))
  },
  invoice: ({ issuedInvoices }, id) => {
    const issuing = issuedInvoices.find(asText(id))
    return issuing && ((approved) => issuedInvoices.finish(issuing, approved))
  },
}

/** Ends a review, or says what is wrong with how it is named. */
export function decide(
  account: SimulatedAccount,
  approved: boolean,
  kind: ReviewKind,
  id: string | number = '',
  reason?: string,
): void {
  const subject = approved ? 'approve' : 'reject'
  throwIfInvalid(subject, validate('kind', kind, oneOf(...Object.keys(REVIEWS))))
  const act = REVIEWS[kind](account, id)
  const isDeleted = kind === 'card' && account.cards.find(asText(id))?.status === 'CARD_STATUS_DELETE'
  if (act === undefined || isDeleted) {
    const expected = `the name of a ${kind} that this simulator has`
    throw new InputError(subject, [{ field: 'id', expected, received: describe(id) }])
  }
  act(approved, reason)
}
