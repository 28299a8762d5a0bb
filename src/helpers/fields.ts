// The fields that several helpers take, with what belongs in each.
import { systemClock } from '../clock.js'
import type { InputProblem } from '../errors.js'
import { type Check, describe, integer, matching, problemsOfObject, type Shape } from '../input.js'

/** WeChat's ids and tickets are visible ASCII. A space or a line break in one was copied along with it. */
const visible = (what: string): Check => matching(/^[!-~]+$/, `${what} without white space`)

export const appId: Check = visible("the Official Account's AppID")

export const cardId: Check = visible('a card id')

export const openid: Check = visible('an openid')

export const cardTicket: Check = visible('the card ticket (api_ticket, type wx_card)')

export const jsapiTicket: Check = visible('the jsapi ticket (type jsapi)')

/** A code as it is printed on the card. An encrypted one is longer. */
export const plainCode: Check = matching(
  /^[!-~]{1,20}$/,
  'a plain code of at most 20 characters without white space (an encrypted one is decrypted first)',
)

export const nonce: Check = matching(/^[A-Za-z0-9]{1,32}$/, '1 to 32 letters and digits')

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
  return Array.from(cards, (card: unknown, index) => problemsOfObject(`cards[${index}]`, card, shape)).flat()
}
