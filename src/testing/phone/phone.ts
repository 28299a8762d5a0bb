// A user's phone: what wx.addCard, wx.openCard, wx.chooseCard and the activation component do, and what fingers do.
import { checkObject, integer, isObject, optional } from '../../validate.js'
import type { SimulatedAccount } from '../account/account.js'
import type { CodeRecord } from '../account/codes.js'
import type { SimulatedUser } from '../account/context.js'
import type { ReceivedCardMessage } from '../account/messages.js'
import { actingFor, type PhoneAct, type PhoneNetwork } from './act.js'
import { cardsToChoose, invoicesToChoose, wrongChoiceSignature } from './choosing.js'
import { type Claim, isClaimRefusal, readClaim } from './claim-check.js'
import {
  type ActivationReturnData,
  type ActivationValues,
  extraDataOf,
  returnUrlOf,
  runComponent,
  submitted,
} from './component.js'
import { phoneFailure } from './failure.js'
import { amend, type FormAnswers } from './form.js'
import { give, type PendingGift, take } from './gift.js'
import { PhoneGiftCards } from './gift-cards.js'
import { PhoneInvoices } from './invoices.js'
import { type Payment, pay, redeemAlone, type SelfRedemption } from './payment.js'
import { scan } from './scan.js'
import { claim, type HeldCard, heldCard, heldCards, remove, takenTogether } from './wallet.js'
import { openFromWallet, type WalletActivation } from './wallet-activation.js'

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
    /** Missing when the user left, was a member already, has sent the form before, or the card is not of the jump type. */
    readonly extraData?: ActivationReturnData
  }
}

/** How a user goes through the activation component. */
export interface ActivationManner {
  /**
   * The user sends the form and then closes the component: the card is claimed, and no ticket reaches the merchant.
   * @defaultValue false
   */
  readonly leavesAfterForm?: boolean | undefined
}

/** What `wx.chooseCard` resolves to. */
export interface PhoneChooseCardResult {
  readonly errMsg: 'chooseCard:ok'
  /** JSON text of `{ card_id, encrypt_code, app_id }[]`. */
  readonly cardList: string
  /** For the developer: why WeChat shows no list. `wx` has no such member. */
  readonly reason?: string
}

/** What `wx.chooseInvoice` resolves to. */
export interface PhoneChooseInvoiceResult {
  readonly errMsg: 'chooseInvoice:ok'
  /** JSON text of `{ card_id, encrypt_code, app_id }[]`, as web pages get it. */
  readonly choose_invoice_info: string
  /** The same under the name that mini programs know. */
  readonly invoiceInfo: string
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

  /** @internal Its arguments would take the whole simulated account into the package's types. */
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
    const account = this.#network.account()
    account.runDue()
    const { codes } = account
    return heldCards(codes, this.openid).map((record) => {
      const { card, code, membership } = record
      const { active, bonus, balance } = membership
      return { cardId: card.cardId, code, status: codes.statusOf(record), active, bonus, balance }
    })
  }

  /** Messages with cards that the account has sent to this user, the oldest first. */
  messages(): readonly ReceivedCardMessage[] {
    return [...this.#network.account().messages.of(this.openid)]
  }

  /**
   * Takes the card of a message, which is one of {@link Phone.messages} or says the same.
   *
   * @throws A {@link PhoneFailure}: no such message was sent to this user, or the card cannot be had.
   */
  async takeFromMessage(message: ReceivedCardMessage): Promise<HeldCard> {
    return await this.#act('takeFromMessage', [message], (account) => {
      const sent = account.messages.find(this.openid, message)
      const card = sent && account.cards.find(sent.cardId)
      if (card === undefined) throw phoneFailure('takeFromMessage', '参数错误', 'no such message was sent to this user')
      const wanted = { card, code: undefined, outerStr: undefined }
      takenTogether(account, this.#user, 'takeFromMessage', [wanted])
      const { code } = claim(account, this.#user, wanted, 'SOURCE_SCENE_UNKNOW')
      return { cardId: card.cardId, code }
    })
  }

  /**
   * `wx.addCard`: checks each entry as WeChat does, and puts the cards into the wallet. Of several member cards a user can
   * take one. Takes the list, or what `wx.addCard` is called with: `{ cardList }`.
   *
   * @throws A {@link PhoneFailure}, as the promise of `wx.addCard` rejects: nothing was claimed.
   */
  async addCard(
    cards: readonly PhoneAddCardItem[] | { readonly cardList: readonly PhoneAddCardItem[] },
  ): Promise<PhoneAddCardResult> {
    const cardList = listOf(cards)
    return await this.#act('addCard', [cards, cardList], (account) => {
      if (!Array.isArray(cardList) || cardList.length === 0) {
        throw phoneFailure('addCard', '参数错误', 'cardList must be an array of { cardId, cardExt }')
      }
      const claims = Array.from(cardList, (entry) => this.#read(account, entry)) // a hole is an entry, too
      const taken = takenTogether(account, this.#user, 'addCard', claims)
      const added = claims.map((each, index) => {
        const { cardId, cardExt } = cardList[index] as PhoneAddCardItem // as many claims as entries
        if (!taken.includes(each)) return { cardId, code: '', cardExt, isSuccess: false }
        const { code } = claim(account, this.#user, each)
        return { cardId, code: account.cipher.encrypt(code), cardExt, isSuccess: true }
      })
      return { errMsg: 'addCard:ok', cardList: added }
    })
  }

  #read(account: SimulatedAccount, entry: unknown): Claim {
    const result = readClaim(account, this.#user, entry)
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
    return await this.#act('scan', [url], (account) =>
      scan(account, this.#user, url).map(({ card, code }) => ({ cardId: card.cardId, code })),
    )
  }

  /**
   * `wx.openCard`: shows cards of the wallet. Takes plain codes, in a list or as `{ cardList }`.
   *
   * @throws A {@link PhoneFailure}: a code is still encrypted, is not this user's, or there are more than 5.
   */
  async openCard(
    cards: readonly HeldCard[] | { readonly cardList: readonly HeldCard[] },
  ): Promise<{ errMsg: 'openCard:ok' }> {
    const cardList = listOf(cards)
    return await this.#act('openCard', [cards, cardList], (account) => {
      if (!Array.isArray(cardList) || cardList.length === 0 || cardList.length > MOST_OPEN_CARDS) {
        throw phoneFailure(
          'openCard',
          '参数错误',
          `cardList must be an array of 1 to ${MOST_OPEN_CARDS} { cardId, code }`,
        )
      }
      const records = Array.from(cardList, (entry) => heldCard(account, this.openid, 'openCard', entry))
      for (const record of records) viewed(account, record)
      return { errMsg: 'openCard:ok' }
    })
  }

  /**
   * `wx.chooseCard` on a web page: lets the user choose among usable cards; this user takes all that fit. With a wrong
   * signature the list is empty, as in WeChat; `reason` says why.
   *
   * @throws A {@link PhoneFailure}: there are no parameters.
   */
  async chooseCard(params: object): Promise<PhoneChooseCardResult> {
    return await this.#act('chooseCard', [params], (account) => {
      if (!isObject(params)) throw phoneFailure('chooseCard', '参数错误', NO_PARAMS)
      const reason = wrongChoiceSignature(account, { ...params })
      if (reason !== undefined) return { errMsg: 'chooseCard:ok', cardList: '[]', reason }
      const entries = cardsToChoose(account, this.openid, { ...params }).map(({ card, code }) => ({
        card_id: card.cardId,
        encrypt_code: account.cipher.encrypt(code),
        app_id: account.settings.appId,
      }))
      return { errMsg: 'chooseCard:ok', cardList: JSON.stringify(entries) }
    })
  }

  /**
   * `wx.chooseInvoice`: lets the user choose invoices to hand in; this user takes all that nobody has locked. A web page
   * signs its parameters as `buildChooseInvoiceParams` does, a mini program hands over none.
   *
   * @throws A {@link PhoneFailure}: the parameters are not signed with the card ticket and `cardType` `INVOICE`.
   */
  async chooseInvoice(params?: object): Promise<PhoneChooseInvoiceResult> {
    return await this.#act('chooseInvoice', [params], (account) => {
      if (params !== undefined && !isObject(params)) throw phoneFailure('chooseInvoice', '参数错误', NO_PARAMS)
      if (params !== undefined) {
        const reason = wrongChoiceSignature(account, { ...params, cardType: 'INVOICE' })
        if (reason !== undefined) throw phoneFailure('chooseInvoice', '签名错误', reason)
      }
      const entries = invoicesToChoose(account, this.openid).map(({ cardId, code }) => ({
        card_id: cardId,
        encrypt_code: account.cipher.encrypt(code),
        app_id: account.settings.appId,
      }))
      const list = JSON.stringify(entries)
      return { errMsg: 'chooseInvoice:ok', choose_invoice_info: list, invoiceInfo: list }
    })
  }

  /**
   * Shows a card at a till, and answers with what the scanner reads: the code, or where the card has `use_dynamic_code` a
   * number of 18 digits that stands for it for a minute. `codes.get` knows it, and no other call.
   *
   * @throws A {@link PhoneFailure}: the user has no such card.
   */
  async showCode(card: HeldCard): Promise<string> {
    return await this.#act('showCode', [card], (account) => {
      const record = heldCard(account, this.openid, 'showCode', card)
      return record.card.body.base_info.use_dynamic_code === true ? account.dynamicCodes.show(record) : record.code
    })
  }

  /**
   * WeChat's activation component: claims the card if the user has none, asks for the form, and answers with what
   * `App.onShow` is called with, as often as the user returns to the mini program. Without `answers` the user leaves at the
   * form. Who has sent the form once gets to see the card instead of it, also where the activation failed
   * (`formAfterFailedActivation`).
   *
   * @throws A {@link PhoneFailure}: the component cannot be opened with these values, or a required field is not filled in.
   */
  async openActivation(
    extraData: ActivationValues,
    answers?: FormAnswers,
    manner: ActivationManner = {},
  ): Promise<PhoneActivationReturn> {
    return await this.#act('activation', [extraData, answers], (account) => {
      const outcome = runComponent(account, this.#user, extraData, answers)
      const extra = manner?.leavesAfterForm ? undefined : outcome && extraDataOf(account, outcome)
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
  async openActivationPage(
    url: string,
    answers?: FormAnswers,
    joinedBy?: '&' | '?',
    manner: ActivationManner = {},
  ): Promise<string | undefined> {
    return await this.#act('activation', [url, answers], (account) => {
      if (typeof url !== 'string' || !URL.canParse(url))
        throw phoneFailure('activation', '参数错误', 'the link is no address')
      const query = new URL(url).searchParams
      const [encrypt_card_id, outer_str, biz] = ['encrypt_card_id', 'outer_str', 'biz'].map(
        (name) => query.get(name) ?? '',
      ) as [string, string, string] // three names, three values
      const outcome = runComponent(account, this.#user, { encrypt_card_id, outer_str, biz }, answers)
      return manner?.leavesAfterForm ? undefined : outcome && returnUrlOf(account, outcome, joinedBy)
    })
  }

  /**
   * Taps 激活 on a member card in the wallet that is not active: the page that the card names for it opens, without a form
   * and without a ticket. What can be done there is to send the user through the component, or to ask for the data and call
   * `members.activate` with the decrypted code.
   *
   * @throws A {@link PhoneFailure}: the card is active, no member card, cannot be used, or names no page.
   */
  async activateFromWallet(card: HeldCard): Promise<WalletActivation> {
    return await this.#act('activateFromWallet', [card], (account) =>
      openFromWallet(account, heldCard(account, this.openid, 'activateFromWallet', card)),
    )
  }

  /**
   * Changes what was filled in, where the form has `can_modify`.
   *
   * @throws A {@link PhoneFailure}: the form cannot be changed, or an answer does not fit it.
   */
  async editForm(card: HeldCard, answers: FormAnswers): Promise<void> {
    await this.#act('editForm', [card, answers], (account) => {
      const record = heldCard(account, this.openid, 'editForm', card)
      const { activationForm } = record.card
      const { form: before } = record.membership
      if (activationForm === undefined || before === undefined) {
        throw phoneFailure('editForm', '参数错误', 'nothing was filled in that could be changed')
      }
      const form = amend(activationForm, before, answers)
      if (typeof form === 'string') throw phoneFailure('editForm', '参数错误', form)
      record.membership.form = form
      submitted(account, record)
    })
  }

  /**
   * Sends a card to a friend, or into a group. Nobody taking it, it comes back after 24 simulated hours.
   *
   * @throws A {@link PhoneFailure}: the card cannot be given away, or not now.
   */
  async giveCard(
    card: HeldCard,
    to: { friend?: Phone | undefined; group?: boolean | undefined } = {},
  ): Promise<PendingGift> {
    return await this.#act('giveCard', [card, to], (account) => {
      const record = heldCard(account, this.openid, 'giveCard', card)
      return give(account, record, { friend: to?.friend?.openid, group: to?.group })
    })
  }

  /**
   * Takes a card that a friend gave. Unless the merchant makes the codes, it has a new one.
   *
   * @throws A {@link PhoneFailure}: it was taken, went back, or was sent to somebody else.
   */
  async takeCard(gift: PendingGift): Promise<HeldCard> {
    return await this.#act('takeCard', [gift], (account) => {
      const { card, code } = take(account, this.#user, gift)
      return { cardId: card.cardId, code }
    })
  }

  /**
   * Throws a card away. A member card that is claimed again comes back with its code and its points.
   *
   * @throws A {@link PhoneFailure}: the user has no such card, or is giving it away.
   */
  async deleteCard(card: HeldCard): Promise<void> {
    await this.#act('deleteCard', [card], (account) =>
      remove(account, heldCard(account, this.openid, 'deleteCard', card)),
    )
  }

  /**
   * Pays with a card in a shop: a coupon is redeemed, an active member earns points by the card's `bonus_rule`.
   *
   * @throws A {@link PhoneFailure}: the card is not usable, or a coupon has no button to pay (`cells.setPayCell`). An {@link InputError}: an amount is no whole number of cents.
   */
  async pay(card: HeldCard, payment: Payment): Promise<void> {
    const cents = integer(0, Number.MAX_SAFE_INTEGER, 'a whole number of cents')
    checkObject('pay', payment, { fee: cents, originalFee: optional(cents) })
    await this.#act('pay', [card], (account) => pay(account, heldCard(account, this.openid, 'pay', card), payment))
  }

  /**
   * Redeems a card without staff, where its middle button is self-redemption (`cells.setSelfConsumeCell`).
   *
   * @throws A {@link PhoneFailure}: the card has no such button, is not usable, or wants a check code or an amount.
   */
  async redeem(card: HeldCard, typed: SelfRedemption = {}): Promise<void> {
    await this.#act('redeem', [card, typed], (account) =>
      redeemAlone(account, heldCard(account, this.openid, 'redeem', card), typed),
    )
  }
}

/** The list of cards, also out of the object that `wx.addCard` and `wx.openCard` take. */
function listOf<Item>(cards: readonly Item[] | { readonly cardList: readonly Item[] }): readonly Item[] {
  return isObject(cards) && 'cardList' in cards
    ? (cards as { cardList: readonly Item[] }).cardList
    : (cards as readonly Item[])
}

const NO_PARAMS = 'params must be an object, as the SDK makes it for this call'

function viewed(account: SimulatedAccount, { card, code, openid, outerStr }: CodeRecord): void {
  if (card.body.base_info.need_push_on_view !== true) return
  const event = { Event: 'user_view_card', FromUserName: openid, CardId: card.cardId, UserCardCode: code }
  account.push({ ...event, OuterStr: outerStr ?? '' })
}
