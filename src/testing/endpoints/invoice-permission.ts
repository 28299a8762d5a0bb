// Who may issue invoices.
import { need } from '../refusal.js'
import type { World } from '../world.js'

/** Merchants and invoicing platforms apply for invoices, and are told so with a code of its own. */
export const needInvoices = (world: World): void =>
  need(world.may('invoice'), 72015, 'the account may not issue invoices')
