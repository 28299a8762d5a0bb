// Card list of wx.openCard, with which a phone shows cards that are in its wallet.
import { type Check, throwIfInvalid } from '../validate.js'
import { cardId, plainCode, problemsOfCards } from './fields.js'

/** One entry of the `cardList` of `wx.openCard`. */
export interface OpenCardItem {
  readonly cardId: string
  /** The plain code, at most 64 characters. What `wx.addCard` brings is encrypted: decrypt it first. */
  readonly code: string
}

/** What the WeChat team answered a developer in its community; its page names no number (signatures-57). */
const MOST_CARDS = 5

/**
 * Checks cards for `wx.openCard({ cardList })`, which takes the result as it is: 1 to 5 cards, their codes decrypted.
 *
 * @throws An {@link InputError}: too many cards or none, or a code that is still encrypted.
 * @see {@link https://developers.weixin.qq.com/miniprogram/dev/api/open-api/card/wx.openCard.html | wx.openCard}
 */
export function buildOpenCardList(cards: readonly OpenCardItem[]): OpenCardItem[] {
  throwIfInvalid(
    'buildOpenCardList',
    problemsOfCards(cards, openCardShape, MOST_CARDS, `an array of 1 to ${MOST_CARDS} cards`),
  )
  return cards.map(({ cardId, code }) => ({ cardId, code }))
}

const openCardShape: Readonly<Record<keyof OpenCardItem, Check>> = { cardId, code: plainCode }
