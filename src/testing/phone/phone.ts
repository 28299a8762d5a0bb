// A user's phone: what wx.addCard, wx.openCard, wx.chooseCard and the activation component do, and what fingers do.
import { checkObject, integer, optional } from '../../input.js'
import type { SimulatedUser } from '../ground.js'
import type { CodeRecord } from '../state/codes.js'
import type { World } from '../world.js'
import { actingFor, type PhoneAct, type PhoneNetwork } from './act.js'
import { cardsToChoose } from './choosing.js'
import { type Claim, isClaimRefusal, readClaim } from './claim-check.js'
import {
  type ActivationExtraData,
  type ActivationValues,
  extraDataOf,
  returnUrlOf,
  runComponent,
  submitted,
} from './component.js'
import { phoneFailure } from './failure.js'
import { amend, type FormAnswers } from './form.js'
import { type Gift, give, take } from './gift.js'
import { PhoneGiftCards } from './gift-cards.js'
import { PhoneInvoices } from './invoices.js'
import { type Payment, pay, redeemAlone, type SelfRedemption } from './payment.js'
import { scan } from './scan.js'
import { claim, type HeldCard, heldCard, heldCards, remove, takenTogether } from './wallet.js'

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
    readonly extraData?: ActivationExtraData
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

/** The phone of one user. Methods named as in `wx` take and give what those do. */
export class Phone {
  /** What the user does with gift cards of the account's shelves. */
  readonly giftCards: PhoneGiftCards
  /** What the user does with invoices. */
  readonly invoices: PhoneInvoices
  readonly #network: PhoneNetwork
  readonly #user: SimulatedUser
  readonly #act: PhoneAct

  constructor(network: PhoneNetwork, user: SimulatedUser) {
    this.#network = network
    this.#user = user
    this.#act = actingFor(network, user)
    this.giftCards = new PhoneGiftCards(user, this.#act)
    this.invoices = new PhoneInvoices(user, this.#act)
  }

  /** The user's openid under the Official Account. */
  get openid(): string {
    return this.#user.openid
  }

  /** What is in the wallet, the oldest first. */
  wallet(): WalletCard[] {
    const world = this.#network.world()
    world.catchUp()
    const { codes } = world
    return heldCards(codes, this.openid).map((record) => {
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
    return await this.#act('addCard', (world) => {
      if (!Array.isArray(cardList) || cardList.length === 0) {
        throw phoneFailure('addCard', '参数错误', 'cardList must be an array of { cardId, cardExt }')
      }
      const claims = cardList.map((entry) => this.#read(world, entry))
      const taken = takenTogether(world, this.#user, 'addCard', claims)
      const added = claims.map((each, index) => {
        const { cardId, cardExt } = cardList[index] as PhoneAddCardItem // as many claims as entries
        if (!taken.includes(each)) return { cardId, code: '', cardExt, isSuccess: false }
        const { code } = claim(world, this.#user, each)
        return { cardId, code: world.cipher.encrypt(code), cardExt, isSuccess: true }
      })
      return { errMsg: 'addCard:ok', cardList: added }
    })
  }

  #read(world: World, entry: unknown): Claim {
    const result = readClaim(world, this.#user, entry)
    if (isClaimRefusal(result)) throw phoneFailure('addCard', result.text, result.reason)
    return result
  }

  /**
   * Scans a QR code, by the `url` that `distribution.createQrCode` answered, or opens a landing page by its own, and takes
   * every card there; of several member cards one.
   *
   * @throws A {@link PhoneFailure}: the QR code is unknown, over or used, or a card cannot be had. Nothing was claimed.
   */
  async scan(url: string): Promise<HeldCard[]> {
    return await this.#act('scan', (world) =>
      scan(world, this.#user, url).map(({ card, code }) => ({ cardId: card.cardId, code })),
    )
  }

  /**
   * `wx.openCard`: shows cards of the wallet. Takes plain codes.
   *
   * @throws A {@link PhoneFailure}: a code is still encrypted, is not this user's, or there are more than 5.
   */
  async openCard(cardList: readonly HeldCard[]): Promise<{ errMsg: 'openCard:ok' }> {
    return await this.#act('openCard', (world) => {
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
    return await this.#act('chooseCard', (world) => {
      const entries = cardsToChoose(world, this.openid, { ...params }).map(({ card, code }) => ({
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
    return await this.#act('activation', (world) => {
      const outcome = runComponent(world, this.#user, extraData, answers)
      const extra = outcome && extraDataOf(world, outcome)
      return { scene: 1038, referrerInfo: { appId: COMPONENT_APP_ID, ...(extra && { extraData: extra }) } }
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
    return await this.#act('activation', (world) => {
      if (!URL.canParse(url)) throw phoneFailure('activation', '参数错误', 'the link is no address')
      const query = new URL(url).searchParams
      const [encrypt_card_id, outer_str, biz] = ['encrypt_card_id', 'outer_str', 'biz'].map(
        (name) => query.get(name) ?? '',
      ) as [string, string, string] // three names, three values
      const outcome = runComponent(world, this.#user, { encrypt_card_id, outer_str, biz }, answers)
      return outcome && returnUrlOf(world, outcome, joinedBy)
    })
  }

  /**
   * Changes what was filled in, where the form has `can_modify`.
   *
   * @throws A {@link PhoneFailure}: the form cannot be changed, or an answer does not fit it.
   */
  async editForm(card: HeldCard, answers: FormAnswers): Promise<void> {
    await this.#act('editForm', (world) => {
      const record = heldCard(world, this.openid, 'editForm', card)
      const { activationForm } = record.card
      const { form: before } = record.membership
      if (activationForm === undefined || before === undefined) {
        throw phoneFailure('editForm', '参数错误', 'nothing was filled in that could be changed')
      }
      const form = amend(activationForm, before, answers)
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
    return await this.#act('giveCard', (world) => {
      const record = heldCard(world, this.openid, 'giveCard', card)
      return give(world, record, { friend: to.friend?.openid, group: to.group })
    })
  }

  /**
   * Takes a card that a friend gave. Unless the merchant makes the codes, it has a new one.
   *
   * @throws A {@link PhoneFailure}: it was taken, went back, or was sent to somebody else.
   */
  async takeCard(gift: Gift): Promise<HeldCard> {
    return await this.#act('takeCard', (world) => {
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
    await this.#act('deleteCard', (world) => remove(world, heldCard(world, this.openid, 'deleteCard', card)))
  }

  /**
   * Pays with a card in a shop: a coupon is redeemed, an active member earns points by the card's `bonus_rule`.
   *
   * @throws A {@link PhoneFailure}: the card is not usable. An {@link InputError}: an amount is no whole number of cents.
   */
  async pay(card: HeldCard, payment: Payment): Promise<void> {
    const cents = integer(0, Number.MAX_SAFE_INTEGER, 'a whole number of cents')
    checkObject('pay', payment, { fee: cents, originalFee: optional(cents) })
    await this.#act('pay', (world) => pay(world, heldCard(world, this.openid, 'pay', card), payment))
  }

  /**
   * Redeems a card without staff, where its middle button is self-redemption (`cells.setSelfConsumeCell`).
   *
   * @throws A {@link PhoneFailure}: the card has no such button, is not usable, or wants a check code or an amount.
   */
  async redeem(card: HeldCard, typed: SelfRedemption = {}): Promise<void> {
    await this.#act('redeem', (world) => redeemAlone(world, heldCard(world, this.openid, 'redeem', card), typed))
  }
}

function viewed(world: World, { card, code, openid, outerStr }: CodeRecord): void {
  if (card.body.base_info.need_push_on_view !== true) return
  const event = { Event: 'user_view_card', FromUserName: openid, CardId: card.cardId, UserCardCode: code }
  world.push({ ...event, OuterStr: outerStr ?? '' })
}
