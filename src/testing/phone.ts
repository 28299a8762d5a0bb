// A user's phone: what wx.addCard, wx.openCard, wx.chooseCard and the activation component do, and what fingers do.
import { createHash } from 'node:crypto'
import { type Claim, checkClaim, isClaimRefusal } from './claim-check.js'
import { type ActivationOutcome, type ActivationValues, returnUrlOf, runComponent, submitted } from './component.js'
import { type FormAnswers, fillIn } from './form.js'
import type { SimulatedUser } from './ground.js'
import { phoneFailure } from './phone-failure.js'
import type { CodeRecord } from './state/codes.js'
import { claim, type Gift, give, type HeldCard, heldCard, type Payment, pay, remove, take } from './wallet.js'
import type { World } from './world.js'

/** One entry of the list that `wx.addCard` takes. */
export interface PhoneAddCardItem {
  readonly cardId: string
  /** JSON text. */
  readonly cardExt: string
}

/** What `wx.addCard` resolves to. */
export interface PhoneAddCardResult {
  readonly errMsg: 'addCard:ok'
  readonly cardList: {
    readonly cardId: string
    /** Encrypted. */
    readonly code: string
    readonly cardExt: string
    readonly isSuccess: boolean
  }[]
}

/** What `App.onShow` is called with when the user comes back from the activation component. */
export interface PhoneActivationReturn {
  /** 1038: back from another mini program. */
  readonly scene: 1038
  readonly referrerInfo: {
    /** The component's AppID. */
    readonly appId: string
    /** Missing when the user left, was a member already, or the card is not of the jump type. */
    readonly extraData?: {
      readonly activate_ticket: string
      readonly card_id: string
      /** Plain. */
      readonly code: string
      /** The card's `wx_activate_after_submit_url` with what WeChat appends, where the card has one. */
      readonly wx_activate_after_submit_url?: string
      readonly errCode: 0
    }
  }
}

/** A card as the user sees it. */
export interface WalletCard extends HeldCard {
  /** Such as `NORMAL`. */
  readonly status: string
  /** Whether a member card is active. */
  readonly active: boolean
  readonly bonus: number
  /** In cents. */
  readonly balance: number
}

const COMPONENT_APP_ID = 'wxeb490c6f9b154ef9'

/** More than this `wx.openCard` does not show. */
const MOST_OPEN_CARDS = 5

/** What a phone is connected to. */
export interface PhoneNetwork {
  readonly world: () => World
  /** Sends out what the merchant is to hear. */
  readonly flush: () => Promise<void>
}

/** The phone of one user. Methods named as in `wx` take and give what those do. */
export class Phone {
  readonly #network: PhoneNetwork
  readonly #user: SimulatedUser

  constructor(network: PhoneNetwork, user: SimulatedUser) {
    this.#network = network
    this.#user = user
  }

  /** The user's openid under the Official Account. */
  get openid(): string {
    return this.#user.openid
  }

  /** What is in the wallet, the oldest first. */
  wallet(): WalletCard[] {
    const { codes } = this.#network.world()
    return codes.heldBy(this.openid).map((record) => {
      const { card, code, membership } = record
      const { active, bonus, balance } = membership
      return { cardId: card.cardId, code, status: codes.statusOf(record), active, bonus, balance }
    })
  }

  /**
   * `wx.addCard`: checks each entry as WeChat does, and puts the cards into the wallet. Of several member cards a user can
   * take one.
   *
   * @throws A {@link PhoneFailure}, as the promise of `wx.addCard` rejects: nothing was claimed.
   */
  async addCard(cardList: readonly PhoneAddCardItem[]): Promise<PhoneAddCardResult> {
    return await this.#act((world) => {
      if (!Array.isArray(cardList) || cardList.length === 0) {
        throw phoneFailure('addCard', '参数错误', 'cardList must be an array of { cardId, cardExt }')
      }
      const claims = cardList.map((entry) => this.#checked(world, entry))
      const member = claims.find(({ card }) => card.cardType === 'MEMBER_CARD')
      const taken = claims.filter((each) => each.card.cardType !== 'MEMBER_CARD' || each === member)
      for (const { card } of taken) {
        if (taken.filter((each) => each.card === card).length <= card.quantity) continue
        throw phoneFailure('addCard', '已领完', `the stock of ${card.cardId} is ${card.quantity}`)
      }
      const added = claims.map((each, index) => {
        const { cardId, cardExt } = cardList[index] as PhoneAddCardItem // as many claims as entries
        if (!taken.includes(each)) return { cardId, code: '', cardExt, isSuccess: false }
        const { code } = claim(world, this.#user, each)
        return { cardId, code: world.cipher.encrypt(code), cardExt, isSuccess: true }
      })
      return { errMsg: 'addCard:ok', cardList: added }
    })
  }

  #checked(world: World, entry: unknown): Claim {
    const result = checkClaim(world, this.#user, entry)
    if (isClaimRefusal(result)) throw phoneFailure('addCard', result.text, result.reason)
    return result
  }

  /**
   * `wx.openCard`: shows cards of the wallet. Takes plain codes.
   *
   * @throws A {@link PhoneFailure}: a code is still encrypted, is not this user's, or there are more than 5.
   */
  async openCard(cardList: readonly HeldCard[]): Promise<{ errMsg: 'openCard:ok' }> {
    return await this.#act((world) => {
      if (!Array.isArray(cardList) || cardList.length === 0 || cardList.length > MOST_OPEN_CARDS) {
        throw phoneFailure(
          'openCard',
          '参数错误',
          `cardList must be an array of 1 to ${MOST_OPEN_CARDS} { cardId, code }`,
        )
      }
      const records = cardList.map((entry) => heldCard(world, this.openid, 'openCard', entry))
      for (const record of records) viewed(world, record)
      return { errMsg: 'openCard:ok' }
    })
  }

  /**
   * `wx.chooseCard` on a web page: lets the user choose among usable cards; this user takes all that fit. With a wrong
   * signature the list is empty, as in WeChat.
   */
  async chooseCard(params: object): Promise<{ errMsg: 'chooseCard:ok'; cardList: string }> {
    return await this.#act((world) => {
      const wanted: Record<string, unknown> = { ...params }
      const fits = ({ card }: CodeRecord): boolean =>
        (!wanted.cardId || wanted.cardId === card.cardId) && (!wanted.cardType || wanted.cardType === card.cardType)
      const usable = world.codes.heldBy(this.openid).filter((record) => world.codes.isUsable(record) && fits(record))
      const chosen = isSignedForChoosing(world, wanted) ? usable : []
      const entries = chosen.map(({ card, code }) => ({
        card_id: card.cardId,
        encrypt_code: world.cipher.encrypt(code),
        app_id: world.settings.appId,
      }))
      return { errMsg: 'chooseCard:ok', cardList: JSON.stringify(entries) }
    })
  }

  /**
   * WeChat's activation component: claims the card if the user has none, asks for the form, and answers with what
   * `App.onShow` is called with, as often as the user returns to the mini program. Without `answers` the user leaves at the
   * form.
   *
   * @throws A {@link PhoneFailure}: the component cannot be opened with these values, or a required field is not filled in.
   */
  async openActivation(extraData: ActivationValues, answers?: FormAnswers): Promise<PhoneActivationReturn> {
    return await this.#act((world) => {
      const outcome = runComponent(world, this.#user, extraData, answers)
      const referrerInfo = { appId: COMPONENT_APP_ID }
      if (outcome === undefined) return { scene: 1038, referrerInfo }
      return { scene: 1038, referrerInfo: { ...referrerInfo, extraData: toExtraData(world, outcome) } }
    })
  }

  /**
   * The same component opened as a web page, by the link of `members.getActivationUrl`. Answers with the address to which
   * the user is sent, `undefined` where there is none.
   *
   * @param joinedBy What stands between the card's `wx_activate_after_submit_url` and what WeChat appends: WeChat's example
   * shows `&` whatever the address is, observations `?`. Default: what makes a well-formed address.
   * @throws A {@link PhoneFailure}, as {@link Phone.openActivation}.
   */
  async openActivationPage(url: string, answers?: FormAnswers, joinedBy?: '&' | '?'): Promise<string | undefined> {
    return await this.#act((world) => {
      if (!URL.canParse(url)) throw phoneFailure('activation', '参数错误', 'the link is no address')
      const query = new URL(url).searchParams
      const [encrypt_card_id = '', outer_str = '', biz = ''] = ['encrypt_card_id', 'outer_str', 'biz'].map(
        (name) => query.get(name) ?? '',
      )
      const outcome = runComponent(world, this.#user, { encrypt_card_id, outer_str, biz }, answers)
      const target = outcome?.record.card.body.wx_activate_after_submit_url
      if (outcome === undefined || typeof target !== 'string' || target === '') return undefined
      return returnUrlOf(world, outcome, target, joinedBy ?? (target.includes('?') ? '&' : '?'))
    })
  }

  /**
   * Changes what was filled in, where the form has `can_modify`.
   *
   * @throws A {@link PhoneFailure}: the form cannot be changed, or an answer does not fit it.
   */
  async editForm(card: HeldCard, answers: FormAnswers): Promise<void> {
    await this.#act((world) => {
      const record = heldCard(world, this.openid, 'editForm', card)
      const { activationForm } = record.card
      const changeable = [activationForm?.required_form, activationForm?.optional_form].some((form) => form?.can_modify)
      if (!changeable) throw phoneFailure('editForm', '参数错误', 'no part of the form has can_modify: true')
      const form = fillIn(activationForm, answers)
      if (typeof form === 'string') throw phoneFailure('editForm', '参数错误', form)
      record.membership.form = form
      submitted(world, record)
    })
  }

  /**
   * Sends a card to a friend, or into a group. Nobody taking it, it comes back after 24 simulated hours.
   *
   * @throws A {@link PhoneFailure}: the card cannot be given away, or not now.
   */
  async giveCard(card: HeldCard, to: { friend?: Phone | undefined; group?: boolean | undefined } = {}): Promise<Gift> {
    return await this.#act((world) => {
      const record = heldCard(world, this.openid, 'giveCard', card)
      return give(world, record, to.friend?.openid ?? '', to.group === true)
    })
  }

  /**
   * Takes a card that a friend gave. Unless the merchant makes the codes, it has a new one.
   *
   * @throws A {@link PhoneFailure}: it was taken, or went back.
   */
  async takeCard(gift: Gift): Promise<HeldCard> {
    return await this.#act((world) => {
      const { card, code } = take(world, this.#user, gift)
      return { cardId: card.cardId, code }
    })
  }

  /**
   * Throws a card away. A member card that is claimed again comes back with its code and its points.
   *
   * @throws A {@link PhoneFailure}: the user has no such card, or is giving it away.
   */
  async deleteCard(card: HeldCard): Promise<void> {
    await this.#act((world) => remove(world, heldCard(world, this.openid, 'deleteCard', card)))
  }

  /**
   * Pays with a card in a shop: a coupon is redeemed, a member earns points by the card's `bonus_rule`.
   *
   * @throws A {@link PhoneFailure}: the card is not usable.
   */
  async pay(card: HeldCard, payment: Payment): Promise<void> {
    await this.#act((world) => pay(world, heldCard(world, this.openid, 'pay', card), payment))
  }

  /** Does something in the account's present world, in which this user is known, and lets the merchant hear of it. */
  async #act<Result>(act: (world: World) => Result): Promise<Result> {
    const world = this.#network.world()
    world.catchUp()
    world.users.set(this.openid, this.#user)
    const result = act(world)
    await this.#network.flush()
    return result
  }
}

function viewed(world: World, { card, code, openid, outerStr }: CodeRecord): void {
  if (card.body.base_info.need_push_on_view !== true) return
  const event = { Event: 'user_view_card', FromUserName: openid, CardId: card.cardId, UserCardCode: code }
  world.push({ ...event, OuterStr: outerStr ?? '' })
}

function toExtraData(
  world: World,
  outcome: ActivationOutcome,
): NonNullable<PhoneActivationReturn['referrerInfo']['extraData']> {
  const { card, code } = outcome.record
  const { wx_activate_after_submit_url: url } = card.body
  return {
    activate_ticket: outcome.ticket,
    card_id: card.cardId,
    code,
    ...(typeof url === 'string' && url !== ''
      ? { wx_activate_after_submit_url: returnUrlOf(world, outcome, url) }
      : {}),
    errCode: 0,
  }
}

/** Names under which the page gives what is signed. */
const CHOOSING = ['shopId', 'cardType', 'cardId', 'timestamp', 'nonceStr']

function isSignedForChoosing(world: World, params: Record<string, unknown>): boolean {
  const values = [world.settings.appId, ...CHOOSING.map((name) => params[name] ?? '')].map(String)
  return world.credentials.acceptedTickets('wx_card').some((ticket) => {
    const joined = [...values, ticket].map((value) => Buffer.from(value)).sort(Buffer.compare)
    return createHash('sha1').update(Buffer.concat(joined)).digest('hex') === params.cardSign
  })
}
