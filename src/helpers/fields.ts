// Checks of the fields that several helpers take: ids, tickets, codes, nonces, times, lists of cards.
import { systemClock } from '../clock.js'
import type { InputProblem } from '../errors.js'
import {
  type Check,
  describe,
  integer,
  isEncryptedCode,
  matching,
  type Shape,
  validateObject,
  visible,
} from '../validate.js'

export const cardId: Check = visible('a card id')

export const openid: Check = visible('an openid')

export const cardTicket: Check = visible('the card ticket (api_ticket, type wx_card)')

export const jsapiTicket: Check = visible('the jsapi ticket (type jsapi)')

/**
 * A code as it is printed on the card. Old pages say 20 characters; the one of `/card/code/update` says 64 in one edition,
 * and WeChat Pay's member cards, which keep their `card_id`, have up to 32.
 */
export const plainCode: Check = (value) =>
  typeof value === 'string' && PLAIN_CODE.test(value) && !isEncryptedCode(value)
    ? undefined
    : 'a plain code of 1 to 64 characters without white space (an encrypted one is decrypted first)'

const PLAIN_CODE = /^[!-~]{1,64}$/

/**
 * WeChat's pages advise at most 32 letters and digits. Its own samples for `wx.config` and `wx.chooseInvoice` sign nonces
 * full of punctuation, and UUIDs with dashes are in use for `wx.addCard`: nothing shows that any of these is refused.
 */
export const nonce: Check = matching(/^[!-~]{1,128}$/, '1 to 128 visible ASCII characters')

/**
 * A filter or a value that adds nothing when it is empty: WeChat's own samples have empty strings for what is not used
 * (reports-14).
 */
export const orEmpty =
  (check: Check): Check =>
  (value) =>
    value === '' ? undefined : check(value)

/** Ten digits: from 2001 to 2286. Milliseconds have thirteen. */
export const seconds: Check = integer(
  1_000_000_000,
  9_999_999_999,
  'seconds since 1970, a number of 10 digits (not milliseconds)',
)

/** The present time as WeChat wants it. */
export const nowInSeconds = (): number => Math.floor(systemClock.now() / 1000)

/** Lists what is wrong with a list of cards: its length, and each card by its place. */
export function problemsOfCards(cards: unknown, shape: Shape, most: number, expected: string): InputProblem[] {
  if (!Array.isArray(cards) || cards.length === 0 || cards.length > most) {
    return [{ field: 'cards', expected, received: describe(cards) }]
  }
  // Array.from: the methods of an array leave out its holes.
  return Array.from(cards, (card: unknown, index) => validateObject(`cards[${index}]`, card, shape)).flat()
}
