// The doctor's steps at WeChat's API: from the AppSecret to the buttons of one card.
import type { MemberCard, StoredBody, StoredCard, WeChatCardClient } from '../index.js'
import { ApiError, CredentialError, WeChatCardError } from '../index.js'
import type { Finding } from './finding.js'

/** What is looked at. */
export interface AccountUnderTest {
  readonly appId: string
  readonly client: WeChatCardClient
  readonly cardId: string | undefined
}

type Found = (finding: Finding) => void

/** Goes through the steps. A step that needs one that failed is skipped. */
export async function checkAccount({ client, cardId }: AccountUnderTest, found: Found): Promise<void> {
  const token = await step(found, 'Credentials', 'AppID and AppSecret are accepted, and so is this address', () =>
    client.getAccessToken(),
  )
  if (token === undefined) {
    for (const name of ['Card ticket', 'Card'])
      found({ step: name, result: 'skipped', finding: 'needs an access token' })
    return
  }
  await step(found, 'Card ticket', 'the account may use cards, and its ticket can be had', () => client.getCardTicket())
  if (cardId === undefined) {
    found({ step: 'Card', result: 'skipped', finding: 'no card was named', remedy: 'Name one with --card-id.' })
    return
  }
  const reply = await step(found, 'Card', 'this account can read the card', () => client.cards.get({ card_id: cardId }))
  if (reply) checkCard(reply.card, found)
}

/** Does one step, and says what it found. `undefined` when it failed. */
async function step<Result>(
  found: Found,
  name: string,
  finding: string,
  act: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    const result = await act()
    found({ step: name, result: 'good', finding })
    return result
  } catch (error) {
    if (!WeChatCardError.is(error)) throw error
    const refusal = error instanceof ApiError || error instanceof CredentialError ? error : undefined
    const said = refusal?.errcode === undefined ? error.message : `WeChat answers ${refusal.errcode} ${refusal.errmsg}`
    found({ step: name, result: 'bad', finding: said, remedy: refusal?.hint })
    return undefined
  }
}

function checkCard(card: StoredCard, found: Found): void {
  const body = Object.entries(card).find(([key]) => key === card.card_type.toLowerCase())?.[1]
  if (typeof body !== 'object') {
    found({
      step: 'Card type',
      result: 'warning',
      finding: `the card is a ${card.card_type}, which the SDK does not know`,
    })
    return
  }
  const { status, sku } = body.base_info
  const approved = /_VERIFY_OK$|_DISPATCH$/.test(status)
  found({
    step: 'Review',
    result: approved ? 'good' : 'bad',
    finding: `the card is ${status}`,
    remedy: approved
      ? undefined
      : 'Until it is approved only users on the test whitelist can claim it: distribution.setTestWhitelist.',
  })
  found({
    step: 'Stock',
    result: sku.quantity > 0 ? 'good' : 'bad',
    finding: `${sku.quantity} left`,
    remedy: sku.quantity > 0 ? undefined : 'Nobody can claim it (已领完): raise the stock with cards.modifyStock.',
  })
  if (card.card_type === 'MEMBER_CARD') checkMemberCard(card.member_card, found)
}

const MODES = ['auto_activate', 'activate_url', 'wx_activate'] as const

function checkMemberCard(body: StoredBody<MemberCard>, found: Found): void {
  const [mode, ...ignored] = MODES.filter((name) => Boolean(body[name]))
  if (mode === undefined) {
    const finding = 'the card has no way of activation'
    found({
      step: 'Activation',
      result: 'bad',
      finding,
      remedy: 'Create it with wx_activate: true; an update is reported not to take effect.',
    })
  } else if (ignored.length > 0) {
    const finding = `${mode} is set, so WeChat ignores ${ignored.join(' and ')}`
    found({ step: 'Activation', result: 'bad', finding, remedy: 'Create the card anew with one of them alone.' })
  } else if (mode !== 'wx_activate') {
    const finding = `by ${mode}: WeChat's activation component refuses it (72026)`
    found({
      step: 'Activation',
      result: 'warning',
      finding,
      remedy: 'For the component, create a card with wx_activate: true alone.',
    })
  } else {
    found({ step: 'Activation', result: 'good', finding: 'by WeChat’s component (wx_activate)' })
    checkJump(body, found)
  }
}

function checkJump(body: StoredBody<MemberCard>, found: Found): void {
  const url = body.wx_activate_after_submit_url
  if (body.wx_activate_after_submit !== true && !url) {
    found({ step: 'After the form', result: 'good', finding: 'WeChat activates by itself (non-jump type)' })
    return
  }
  if (!url) {
    found({
      step: 'After the form',
      result: 'warning',
      finding: 'wx_activate_after_submit_url is not set: developers report that the component then brings no extraData',
      remedy: 'Create the card with any value in it, even a page of the mini program.',
    })
  } else found({ step: 'After the form', result: 'good', finding: 'the merchant activates (jump type)' })
  const name = body.activate_app_brand_user_name
  if (!name || !body.activate_app_brand_pass) {
    found({
      step: 'Jump fields',
      result: 'warning',
      finding: 'activate_app_brand_user_name or activate_app_brand_pass is not set',
      remedy: 'Set both, so that a card that is not active yet opens the page of the mini program.',
    })
  } else if (!name.endsWith('@app')) {
    const finding = 'activate_app_brand_user_name does not end in @app'
    found({
      step: 'Jump fields',
      result: 'bad',
      finding,
      remedy: "It is the mini program's original id (gh_…) with @app after it.",
    })
  } else found({ step: 'Jump fields', result: 'good', finding: `they open ${body.activate_app_brand_pass}` })
}
