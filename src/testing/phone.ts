// A user's phone: what wx.addCard, wx.openCard, wx.chooseCard and the activation component do.
import { createHash } from 'node:crypto'
import { isObject } from '../input.js'
import { type Claim, type ClaimRefusal, checkClaim, isClaimRefusal, wrongState } from './claim-check.js'
import { bizOf } from './endpoints/members.js'
import { fillIn } from './form.js'
import { type CardRecord, codeModeOf } from './state/cards.js'
import type { CodeRecord } from './state/codes.js'
import { activationModeOf } from './state/members.js'
import type { SimulatedUser, World } from './world.js'

/** How a call of `wx.*` fails: its promise rejects with this. */
export interface PhoneFailure {
  /** As `wx.*` gives it: `addCard:fail (签名错误)`, `addCard:fail cancel`. */
  readonly errMsg: string
  /** For the developer: what is wrong, in words that WeChat does not give. */
  readonly reason: string
}

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
export interface ActivationReturn {
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

/** What the user types, by the names of the form's fields; several choices as an array. */
export type FormAnswers = Readonly<Record<string, string | readonly string[]>>

/** The three values with which a mini program opens the component. */
export interface ActivationExtraData {
  readonly encrypt_card_id: string
  readonly outer_str: string
  readonly biz: string
}

const COMPONENT_APP_ID = 'wxeb490c6f9b154ef9'

/** More than this `wx.openCard` does not show. */
const MOST_OPEN_CARDS = 5

/** The phone of one user. */
export class Phone {
  readonly #world: () => World
  readonly #user: SimulatedUser

  constructor(world: () => World, user: SimulatedUser) {
    this.#world = world
    this.#user = user
  }

  /** The user's openid under the Official Account. */
  get openid(): string {
    return this.#user.openid
  }

  /**
   * `wx.addCard`: checks each entry as WeChat does, and puts the cards into the wallet.
   *
   * @throws A {@link PhoneFailure}, as the promise of `wx.addCard` rejects: nothing was claimed.
   */
  async addCard(cardList: readonly PhoneAddCardItem[]): Promise<PhoneAddCardResult> {
    const world = this.#enter()
    if (!Array.isArray(cardList) || cardList.length === 0) {
      throw failure('addCard', '参数错误', 'cardList must be an array of { cardId, cardExt }')
    }
    const claims = cardList.map((entry) => this.#checked(world, entry))
    const members = claims.filter(({ card }) => card.cardType === 'MEMBER_CARD')
    // Since 2021 a user can take one member card per page: the others are greyed out.
    const taken = claims.filter((claim) => claim.card.cardType !== 'MEMBER_CARD' || claim === members[0])
    for (const { card } of taken) {
      const wanted = taken.filter((claim) => claim.card === card).length
      if (wanted > card.quantity) throw failure('addCard', '已领完', `the stock of ${card.cardId} is ${card.quantity}`)
    }
    const added = claims.map((claim, index) => {
      const { cardId, cardExt } = cardList[index] as PhoneAddCardItem // as many claims as entries
      if (!taken.includes(claim)) return { cardId, code: '', cardExt, isSuccess: false }
      const record = this.#claim(world, claim)
      return { cardId, code: world.cipher.encrypt(record.code), cardExt, isSuccess: true }
    })
    return { errMsg: 'addCard:ok', cardList: added }
  }

  #checked(world: World, entry: unknown): Claim {
    const result = checkClaim(world, this.#user, entry)
    if (isClaimRefusal(result)) throw failure('addCard', result.text, result.reason)
    return result
  }

  #claim(world: World, { card, code, outerStr }: Omit<Claim, 'nonce'>): CodeRecord {
    const { openid, unionid } = this.#user
    const record = world.codes.issue(card, openid, code, outerStr)
    world.push({
      Event: 'user_get_card',
      FromUserName: openid,
      CardId: card.cardId,
      IsGiveByFriend: 0,
      UserCardCode: record.code,
      FriendUserName: '',
      OuterId: 0,
      OldUserCardCode: '',
      ...(outerStr === undefined ? {} : { OuterStr: outerStr }),
      IsRestoreMemberCard: 0,
      IsRecommendByFriend: 0,
      SourceScene: 'SOURCE_SCENE_APPMSG_JSAPI',
      ...(unionid === undefined ? {} : { UnionId: unionid }),
    })
    return record
  }

  /**
   * `wx.openCard`: shows cards of the wallet. Takes plain codes.
   *
   * @throws A {@link PhoneFailure}: a code is still encrypted, is not this user's, or there are more than 5.
   */
  async openCard(
    cardList: readonly { readonly cardId: string; readonly code: string }[],
  ): Promise<{ errMsg: 'openCard:ok' }> {
    const world = this.#enter()
    const fail = (reason: string): PhoneFailure => failure('openCard', '参数错误', reason)
    if (!Array.isArray(cardList) || cardList.length === 0) throw fail('cardList must be an array of { cardId, code }')
    if (cardList.length > MOST_OPEN_CARDS) throw fail(`cardList holds more than ${MOST_OPEN_CARDS} cards`)
    const records = cardList.map((entry: unknown) => {
      if (!isObject(entry)) throw fail('an entry of cardList is { cardId, code }')
      const { cardId, code } = entry
      if (world.cipher.decrypt(String(code)) !== undefined)
        throw fail('code is still encrypted: openCard takes the plain one')
      const held = world.codes.heldBy(this.openid, String(cardId)).find((record) => record.code === code)
      if (held === undefined) throw fail('the user has no card with this cardId and code')
      return held
    })
    for (const record of records) this.#view(world, record)
    return { errMsg: 'openCard:ok' }
  }

  #view(world: World, { card, code, outerStr }: CodeRecord): void {
    if (card.body.base_info.need_push_on_view !== true) return
    world.push({
      Event: 'user_view_card',
      FromUserName: this.openid,
      CardId: card.cardId,
      UserCardCode: code,
      OuterStr: outerStr ?? '',
    })
  }

  /**
   * `wx.chooseCard` on a web page: lets the user choose among usable cards; this user takes all that fit. With a wrong
   * signature the list is simply empty, as in WeChat.
   */
  async chooseCard(params: object): Promise<{ errMsg: 'chooseCard:ok'; cardList: string }> {
    const world = this.#enter()
    const wanted: Record<string, unknown> = { ...params }
    const fits = ({ card }: CodeRecord): boolean =>
      (!wanted.cardId || wanted.cardId === card.cardId) && (!wanted.cardType || wanted.cardType === card.cardType)
    const chosen = isSignedForChoosing(world, wanted)
      ? world.codes.heldBy(this.openid).filter((record) => world.codes.isUsable(record) && fits(record))
      : []
    const entries = chosen.map(({ card, code }) => ({
      card_id: card.cardId,
      encrypt_code: world.cipher.encrypt(code),
      app_id: world.settings.appId,
    }))
    return { errMsg: 'chooseCard:ok', cardList: JSON.stringify(entries) }
  }

  /**
   * WeChat's activation component: claims the card if the user has none, asks for the form, and answers with what
   * `App.onShow` is called with. Without `answers` the user leaves at the form.
   *
   * @throws A {@link PhoneFailure}: the component cannot be opened with these values, or a required field is not filled in.
   */
  async openActivation(extraData: ActivationExtraData, answers?: FormAnswers): Promise<ActivationReturn> {
    const world = this.#enter()
    const card = this.#cardToActivate(world, extraData)
    const held = world.codes
      .heldBy(this.openid, card.cardId)
      .find((record) => world.codes.statusOf(record) === 'NORMAL')
    const nothing: ActivationReturn = { scene: 1038, referrerInfo: { appId: COMPONENT_APP_ID } }
    if (held?.membership.active || answers === undefined) return nothing
    const form = fillIn(card.activationForm, answers)
    if (typeof form === 'string') throw failure('activation', '参数错误', form)
    if (held === undefined) {
      const refused = wrongState(world, this.#user, card)
      if (refused) throw failure('activation', refused.text, refused.reason)
    }
    const record = held ?? this.#claim(world, { card, code: undefined, outerStr: extraData.outer_str || undefined })
    record.membership.form = form
    world.push({
      Event: 'submit_membercard_user_info',
      FromUserName: this.openid,
      CardId: card.cardId,
      UserCardCode: record.code,
    })
    if (activationModeOf(card) === 'nonJump') {
      world.members.activate(record, record.code)
      return nothing
    }
    const activate_ticket = world.members.issueTicket(record, form)
    const { wx_activate_after_submit_url: url } = card.body
    const returnUrl =
      typeof url === 'string' && url !== '' ? { wx_activate_after_submit_url: this.#returnUrl(world, url, record) } : {}
    return {
      scene: 1038,
      referrerInfo: {
        appId: COMPONENT_APP_ID,
        extraData: { activate_ticket, card_id: card.cardId, code: record.code, ...returnUrl, errCode: 0 },
      },
    }
  }

  #cardToActivate(world: World, extraData: ActivationExtraData): CardRecord {
    const fail = (reason: string): PhoneFailure => failure('activation', '参数错误', reason)
    if (!isObject(extraData)) throw fail('extraData must be { encrypt_card_id, outer_str, biz }')
    const { encrypt_card_id, outer_str, biz } = extraData
    if (typeof outer_str !== 'string') throw fail('outer_str must be a string, the empty one where there is no channel')
    if (biz !== bizOf(world))
      throw fail("biz is not this account's: it may hold the fragment of the link or its encoding")
    const cardId = typeof encrypt_card_id === 'string' ? world.cipher.decrypt(encrypt_card_id) : undefined
    const card = cardId === undefined ? undefined : world.cards.find(cardId)
    if (card === undefined) throw fail('encrypt_card_id is none that activate/geturl gave: it may still be URL-encoded')
    const mode = activationModeOf(card)
    if (mode !== 'jump' && mode !== 'nonJump') throw fail('72026: the card has no wx_activate')
    if (codeModeOf(card) !== 'normal' && world.settings.customCodesInActivation === 'refused') {
      throw fail('40158: the codes of this card are the merchant’s own')
    }
    if (card.activationForm === undefined) throw fail('the card has no form: members.setActivationForm was not called')
    return card
  }

  #returnUrl(world: World, url: string, { card, code, outerStr }: CodeRecord): string {
    const query = [
      ['card_id', card.cardId],
      ['encrypt_code', world.cipher.encrypt(code)],
      ['openid', this.openid],
      ['outer_str', outerStr ?? ''],
    ].map(([name, value]) => `${name}=${encodeURIComponent(value as string)}`)
    return `${url}${url.includes('?') ? '&' : '?'}${query.join('&')}`
  }

  /** The account's present world, in which this user is known. */
  #enter(): World {
    const world = this.#world()
    world.users.set(this.openid, this.#user)
    return world
  }
}

const failure = (call: string, text: ClaimRefusal['text'], reason: string): PhoneFailure => ({
  errMsg: `${call}:fail (${text})`,
  reason,
})

/** Names under which the page gives what is signed. */
const CHOOSING = ['shopId', 'cardType', 'cardId', 'timestamp', 'nonceStr']

function isSignedForChoosing(world: World, params: Record<string, unknown>): boolean {
  const values = [world.settings.appId, ...CHOOSING.map((name) => params[name] ?? '')].map(String)
  return world.credentials.acceptedTickets('wx_card').some((ticket) => {
    const joined = [...values, ticket].map((value) => Buffer.from(value)).sort(Buffer.compare)
    return createHash('sha1').update(Buffer.concat(joined)).digest('hex') === params.cardSign
  })
}
