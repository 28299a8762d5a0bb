// The doctor's steps at WeChat's API: from the AppSecret to one card.
import type { WeChatCardClient } from '../index.js'
import { ApiError, CredentialError, WeChatCardError } from '../index.js'
import { checkCard } from './doctor-card.js'
import type { AskStep, Found } from './finding.js'

/** What is looked at. */
export interface AccountUnderTest {
  readonly client: WeChatCardClient
  readonly cardId: string | undefined
  /** Seconds since 1970. */
  readonly now: number
  /** Whether remedies are wanted in Chinese where there are any. */
  readonly inChinese: boolean
  /** Ends it. */
  readonly signal: AbortSignal
}

/** Goes through the steps. A step that needs one that failed is skipped. */
export async function checkAccount(account: AccountUnderTest, found: Found): Promise<void> {
  const { client, cardId, signal } = account
  const ask = asking(account, found)
  const told = async (step: string, finding: string, act: () => Promise<unknown>): Promise<boolean> => {
    const isGood = (await ask(step, act)) !== undefined
    if (isGood) found({ step, result: 'good', finding })
    return isGood
  }
  const accepted = 'AppID and AppSecret are accepted, and so is this address'
  if (!(await told('Credentials', accepted, () => client.getAccessToken({ signal })))) {
    for (const step of ['Card ticket', 'Card']) found({ step, result: 'skipped', finding: 'needs an access token' })
    return
  }
  const ticket = 'the account may use cards and has a ticket for them'
  await told('Card ticket', ticket, () => client.getCardTicket({ signal }))
  if (cardId === undefined) {
    found({ step: 'Card', result: 'skipped', finding: 'no card was named', remedy: 'Name one with --card-id.' })
    return
  }
  const reply = await ask('Card', () => client.cards.get({ card_id: cardId }, { signal }))
  if (reply === undefined) return
  found({ step: 'Card', result: 'good', finding: `this account can read the card, a ${reply.card.card_type}` })
  await checkCard({ ...account, cardId, card: reply.card }, found, ask)
}

/** Asks, and turns what WeChat refuses into a finding. */
const asking =
  ({ inChinese, signal }: AccountUnderTest, found: Found): AskStep =>
  async (step, act) => {
    try {
      return await act()
    } catch (error) {
      if (signal.aborted || !WeChatCardError.is(error)) throw error
      const refusal = error instanceof ApiError || error instanceof CredentialError ? error : undefined
      const said =
        refusal?.errcode === undefined ? error.message : `WeChat answers ${refusal.errcode} ${refusal.errmsg}`
      const remedy = inChinese ? (refusal?.hintZh ?? refusal?.hint) : refusal?.hint
      found({ step, result: 'bad', finding: said, remedy })
      return undefined
    }
  }
