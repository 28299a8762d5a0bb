// The doctor's steps at one card: what its own type needs, from review and stock to the buttons that open mini programs.
import type { MemberCard, StoredBody, StoredCard, WeChatCardClient } from '../index.js'
import type { AskStep, Found } from './finding.js'

/** A card as it was read, and what reads more of it. */
export interface CardUnderTest {
  readonly client: WeChatCardClient
  readonly cardId: string
  readonly card: StoredCard
  readonly signal: AbortSignal
  /** Seconds since 1970. */
  readonly now: number
}

type Body = StoredBody<MemberCard>

/** Goes through what fits the card's type. */
export async function checkCard(subject: CardUnderTest, found: Found, ask: AskStep): Promise<void> {
  const { card } = subject
  const body = Object.entries(card).find(([key]) => key === card.card_type.toLowerCase())?.[1]
  if (typeof body !== 'object') {
    found({ step: 'Card type', result: 'warning', finding: `${card.card_type} is a type that the SDK does not know` })
    return
  }
  const stored = body as Body // what is read below is there on every type, or optional
  checkReview(stored, found)
  checkStock(stored, found)
  checkDates(stored, subject.now, found)
  await checkCodes(subject, stored, found, ask)
  if (card.card_type === 'MEMBER_CARD') await checkMemberCard(subject, stored, found, ask)
  else if (card.card_type === 'GENERAL_CARD') checkGiftCard(stored, found)
  else checkRedemption(card.card_type, stored, found)
  checkPages(stored, found)
}

function checkReview({ base_info: { status } }: Body, found: Found): void {
  const approved = /_VERIFY_OK$|_DISPATCH$/.test(status)
  found({
    step: 'Review',
    result: approved ? 'good' : 'bad',
    finding: `the card is ${status}`,
    remedy: approved
      ? undefined
      : 'Until it is approved only users on the test whitelist can claim it: distribution.setTestWhitelist.',
  })
}

function checkStock({ base_info: { sku } }: Body, found: Found): void {
  found({
    step: 'Stock',
    result: sku.quantity > 0 ? 'good' : 'bad',
    finding: `${sku.quantity} left`,
    remedy: sku.quantity > 0 ? undefined : 'Nobody can claim it (已领完): raise the stock with cards.modifyStock.',
  })
}

function checkDates({ base_info: { date_info: dates } }: Body, now: number, found: Found): void {
  const end = dates && 'end_timestamp' in dates ? Number(dates.end_timestamp) : Number.NaN
  if (!(end > 0 && end < now)) return
  found({
    step: 'Validity',
    result: 'bad',
    finding: `it ended on ${new Date(end * 1000).toISOString().slice(0, 10)}, so nobody can claim it`,
    remedy: 'cards.update can move end_timestamp of date_info, only to a later time.',
  })
}

/** Whose codes these are, and whether the imported ones last as long as the stock. */
async function checkCodes(
  { client, cardId, signal }: CardUnderTest,
  { base_info: base }: Body,
  found: Found,
  ask: AskStep,
): Promise<void> {
  const step = 'Codes'
  if (base.bind_openid === true) {
    const finding = 'bind_openid is set: cardExt must carry the openid of the user who claims, and sign it'
    found({ step: 'Bound user', result: 'good', finding })
  }
  if (base.use_custom_code !== true) {
    found({ step, result: 'good', finding: 'WeChat makes them: cardExt carries no code' })
  } else if (base.get_custom_code_mode !== 'GET_CUSTOM_CODE_MODE_DEPOSIT') {
    found({ step, result: 'good', finding: 'the merchant makes them: each cardExt carries a code and signs it' })
  } else {
    const reply = await ask(step, () => client.codes.getDepositCount({ card_id: cardId }, { signal }))
    if (reply === undefined) return
    const enough = reply.count >= base.sku.quantity
    found({
      step,
      result: enough ? 'good' : 'warning',
      finding: `the merchant imported ${reply.count}, and ${base.sku.quantity} are in stock`,
      remedy: enough ? undefined : 'Import codes with codes.depositAll before raising the stock.',
    })
  }
}

const MODES = ['auto_activate', 'activate_url', 'wx_activate'] as const

async function checkMemberCard(subject: CardUnderTest, body: Body, found: Found, ask: AskStep): Promise<void> {
  const step = 'Activation'
  const [mode, ...ignored] = MODES.filter((name) => Boolean(body[name]))
  if (mode === undefined) {
    const remedy = 'Create it with wx_activate: true; an update is reported not to take effect.'
    found({ step, result: 'bad', finding: 'the card has no way of activation', remedy })
    return
  }
  if (ignored.length > 0) {
    const finding = `${mode} is set and wins, so WeChat ignores ${ignored.join(' and ')}`
    found({ step, result: 'bad', finding, remedy: 'Create the card anew with one of them alone.' })
  } else if (mode !== 'wx_activate') {
    const finding = `by ${mode}: WeChat's activation component refuses it (72026)`
    const remedy = 'For the component, create a card with wx_activate: true alone.'
    found({ step, result: 'warning', finding, remedy })
  } else found({ step, result: 'good', finding: "by WeChat's component (wx_activate)" })
  if (body.wx_activate === true) await checkComponent(subject, body, found, ask)
  if (mode === 'wx_activate') checkJump(body, found)
}

/** Whether the component opens for this card, as far as it can be seen from outside. */
async function checkComponent(
  { client, cardId, signal }: CardUnderTest,
  body: Body,
  found: Found,
  ask: AskStep,
): Promise<void> {
  if (body.base_info.use_custom_code === true) {
    found({
      step: 'Own codes',
      result: 'bad',
      finding: 'use_custom_code is set: the component is reported to refuse such a card (40158)',
      remedy: 'For the component, create a card whose codes WeChat makes.',
    })
  }
  const link = await ask('Activation link', () => client.getActivationNavigation({ cardId }, { signal }))
  if (link) found({ step: 'Activation link', result: 'good', finding: 'WeChat gives it, and it can be taken apart' })
  found({
    step: 'Form',
    result: 'skipped',
    finding: 'WeChat has no call that shows it',
    remedy: 'Without members.setActivationForm, called after the card was created, the component does not open.',
  })
}

function checkJump(body: Body, found: Found): void {
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
  } else {
    const unlikely = body.wx_activate_after_submit !== true
    found({
      step: 'After the form',
      result: 'good',
      finding: `the merchant activates (jump type${unlikely ? ': the address alone makes it one, whatever the flag says' : ''})`,
    })
  }
  if (!body.activate_app_brand_user_name || !body.activate_app_brand_pass) {
    found({
      step: 'Jump fields',
      result: 'warning',
      finding: 'activate_app_brand_user_name or activate_app_brand_pass is not set',
      remedy: 'Set both, so that a card that is not active yet opens the page of the mini program.',
    })
  }
}

/** Gift cards are bought on shelves, and wx.addCard does not hand them out. */
function checkGiftCard({ base_info: base }: Body, found: Found): void {
  const {
    get_limit,
    giftcard_info: gift,
    max_give_friend_times: times,
  } = base as {
    get_limit?: number
    giftcard_info?: { price?: number }
    max_give_friend_times?: number
  }
  const price = gift?.price
  found({
    step: 'Price',
    result: price === undefined ? 'warning' : 'good',
    finding: price === undefined ? 'giftcard_info.price is not set' : `${(price / 100).toFixed(2)} yuan`,
    remedy: price === undefined ? 'A card without a price cannot be sold on a shelf.' : undefined,
  })
  const isForShelves = get_limit === 0
  found({
    step: 'Ways to get it',
    result: 'good',
    finding: isForShelves
      ? 'bought on a shelf (giftCards.createPage): with get_limit 0, wx.addCard and QR codes answer 已领取'
      : 'bought on a shelf (giftCards.createPage), or claimed by wx.addCard',
  })
  if (times === 0 && base.can_give_friend === true) {
    found({
      step: 'Giving away',
      result: 'warning',
      finding: 'can_give_friend is set, and max_give_friend_times is 0: nobody can give it on',
      remedy: 'max_give_friend_times cannot be changed: create the card anew.',
    })
  }
}

/** How a coupon or a ticket is used up. */
function checkRedemption(type: string, { base_info: base }: Body, found: Found): void {
  const own = base.use_custom_code === true
  const call = own ? 'codes.consume with code and card_id' : 'codes.consume with the code'
  found({
    step: 'Redemption',
    result: 'good',
    finding: `by ${call}${own ? ': own codes are not redeemed by the merchant helper' : ', or by the merchant helper'}`,
  })
  if (COUPONS.includes(type)) {
    const finding = 'coupons that are there go on, but WeChat has closed the creation of new ones since 2021-04-01'
    found({ step: 'Product', result: 'good', finding })
  }
}

const COUPONS = ['GROUPON', 'CASH', 'DISCOUNT', 'GIFT', 'GENERAL_COUPON']

/** Every button that opens a mini program, wherever it stands. */
function checkPages(body: Body, found: Found): void {
  const step = 'Jump fields'
  const places = [body, body.base_info, ...Object.values(body)].filter(
    (each): each is Body => typeof each === 'object' && each !== null,
  )
  const names = new Map(
    [...new Set<object>(places)]
      .flatMap((place) => Object.entries(place))
      .filter(([name, value]) => name.endsWith('app_brand_user_name') && typeof value === 'string' && value !== '')
      .map(([name, value]) => [`${name} ${value}`, { name, value: String(value) }]),
  )
  if (names.size === 0) return
  let isWrong = false
  for (const { name, value } of names.values()) {
    if (value.endsWith('@app')) continue
    isWrong = true
    const remedy = "It is the mini program's original id (gh_…) with @app after it."
    found({ step, result: 'bad', finding: `${name} does not end in @app`, remedy })
  }
  if (!isWrong) {
    const pass = body.activate_app_brand_pass
    const finding = pass ? `well-formed; 激活 opens ${pass}` : 'well-formed'
    found({ step, result: 'good', finding })
  }
  found({
    step: 'Binding',
    result: 'skipped',
    finding: 'whether the mini program is bound to this Official Account can be seen in the console alone',
    remedy:
      'Bind both to one Open Platform account, and the mini program to the Official Account, before the card is created.',
  })
}
