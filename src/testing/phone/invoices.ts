// What users do with invoices: authorise them, show and send titles, hand them in elsewhere.
import type { InvoiceUserAuthInfo } from '../../api/invoice-authorization.js'
import { asText, isObject } from '../../validate.js'
import type { SimulatedUser } from '../account/context.js'
import type { InvoiceTitle } from '../account/invoices.js'
import type { PhoneAct } from './act.js'
import { phoneFailure } from './failure.js'
import type { HeldCard } from './wallet.js'

/** Invoices on a user's phone. Every call rejects with a {@link PhoneFailure} that says what is not possible. */
export class PhoneInvoices {
  readonly #user: SimulatedUser
  readonly #act: PhoneAct

  /** @internal Its arguments would take the whole simulated account into the package's types. */
  constructor(user: SimulatedUser, act: PhoneAct) {
    this.#user = user
    this.#act = act
  }

  /**
   * Authorises an invoice on the page behind `invoices.getAuthUrl`.
   *
   * @param filledIn What the user types there, where the page asks for a title (`type` 1).
   */
  async authorise(authUrl: string, filledIn?: InvoiceUserAuthInfo): Promise<void> {
    await this.#act('authoriseInvoice', [authUrl, filledIn], (account) => {
      const query = new URLSearchParams(asText(authUrl).replace(/^[^?]*\?/, ''))
      const order = account.invoices.order(query.get('order_id') ?? '')
      if (order === undefined || order.asked.s_pappid !== query.get('s_pappid')) {
        throw phoneFailure('authoriseInvoice', '参数错误', 'no order was asked for with this link')
      }
      if (order.status !== 'asked') throw phoneFailure('authoriseInvoice', '参数错误', `the order is ${order.status}`)
      account.invoices.authorise(order, this.#user.openid, filledIn)
    })
  }

  /** Shows a title to a cashier. Answers with what the scanner reads, for `invoices.scanTitle`. */
  async showTitle(title: InvoiceTitle): Promise<string> {
    return await this.#act('showInvoiceTitle', [title], (account) =>
      account.invoices.showTitle(checkedTitle('showInvoiceTitle', title)),
    )
  }

  /** Chooses a title behind the link of `invoices.getSelectTitleUrl`; `attach` is what that link carried. */
  async sendTitle(title: InvoiceTitle, attach = ''): Promise<void> {
    await this.#act('sendInvoiceTitle', [title, attach], (account) =>
      account.invoices.submitTitle(this.#user.openid, checkedTitle('sendInvoiceTitle', title), asText(attach ?? '')),
    )
  }

  /** Hands an invoice in at another company, which locks it. */
  async handInElsewhere(invoice: HeldCard): Promise<void> {
    await this.#act('handInInvoice', [invoice], (account) => {
      const record = isObject(invoice) ? account.invoices.find(asText(invoice.cardId), asText(invoice.code)) : undefined
      if (record?.openid !== this.#user.openid) {
        throw phoneFailure('handInInvoice', '参数错误', 'the user has no such invoice')
      }
      account.invoices.lockElsewhere(record)
    })
  }
}

function checkedTitle(call: string, title: InvoiceTitle): InvoiceTitle {
  if (!isObject(title)) throw phoneFailure(call, '参数错误', 'title must be an object: what stands on the invoice')
  return title
}
