// `wx.chooseCard` and `wx.chooseInvoice`: which cards and invoices of a wallet a page may ask for.

import { asText } from '../../validate.js'
import type { SimulatedAccount } from '../account/account.js'
import type { CodeRecord } from '../account/codes.js'
import { sha1OfSorted } from '../account/digest.js'
import type { InvoiceRecord } from '../account/invoices.js'
import { OLD_TICKET } from './claim-check.js'

/** What a page hands over. */
type ChooseParams = Readonly<Record<string, unknown>>

/** The usable cards that fit the page's filter. */
export function cardsToChoose(account: SimulatedAccount, openid: string, params: ChooseParams): CodeRecord[] {
  return account.codes.heldBy(openid).filter((record) => account.codes.isUsable(record) && fits(record, params))
}

/** The invoices that a user can hand in. */
export const invoicesToChoose = (account: SimulatedAccount, openid: string): InvoiceRecord[] =>
  account.invoices.freeInvoicesOf(openid)

function fits({ card }: CodeRecord, { cardId, cardType, shopId }: ChooseParams): boolean {
  const { location_id_list: stores = [], use_all_locations: everywhere } = card.body.base_info
  return (
    (!cardId || cardId === card.cardId) &&
    (!cardType || cardType === card.cardType) &&
    (!shopId || everywhere === true || stores.map(String).includes(asText(shopId)))
  )
}

/** Names under which the page gives what is signed. */
const SIGNED = ['shopId', 'cardType', 'cardId', 'timestamp', 'nonceStr']

/** Why WeChat does not show the list; `undefined` where it is signed as it should be. */
export function wrongChoiceSignature(account: SimulatedAccount, params: ChooseParams): string | undefined {
  const { signType, timestamp, nonceStr, cardSign } = params
  if (signType !== 'SHA1') return 'signType is not SHA1'
  if (!timestamp) return 'timestamp is missing'
  if (!nonceStr) return 'nonceStr is missing'
  const values = [account.settings.appId, ...SIGNED.map((name) => asText(params[name] ?? ''))]
  const fits = (ticket: string): boolean => sha1OfSorted([...values, ticket]) === cardSign
  if (account.credentials.acceptedTickets('wx_card').some(fits)) return undefined
  return account.credentials.acceptedTickets('jsapi').some(fits)
    ? 'cardSign is made with the jsapi ticket instead of the one of type wx_card'
    : `cardSign is not the SHA-1 of the sorted values appId, ${SIGNED.join(', ')} and the account's wx_card ticket. If it is, ${OLD_TICKET}`
}
