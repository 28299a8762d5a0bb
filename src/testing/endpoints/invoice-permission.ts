// Who may issue invoices.

import type { SimulatedAccount } from '../account/account.js'
import { need } from '../account/refusal.js'

/** Merchants and invoicing platforms apply for invoices, and are told so with a code of its own. */
export const needInvoices = (account: SimulatedAccount): void =>
  need(account.may('invoice'), 72015, 'the account may not issue invoices')
