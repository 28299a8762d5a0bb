// `wx.chooseCard`: which cards of a wallet a web page may ask for.
import { sha1OfSorted } from '../digest.js'
import type { CodeRecord } from '../state/codes.js'
import type { World } from '../world.js'

/** The usable cards that fit the page's filter: none at all when it is not signed as it should be. */
export function cardsToChoose(world: World, openid: string, params: Readonly<Record<string, unknown>>): CodeRecord[] {
  if (!isSigned(world, params)) return []
  return world.codes.heldBy(openid).filter((record) => world.codes.isUsable(record) && fits(record, params))
}

function fits({ card }: CodeRecord, { cardId, cardType, shopId }: Readonly<Record<string, unknown>>): boolean {
  const { location_id_list: stores = [], use_all_locations: everywhere } = card.body.base_info
  return (
    (!cardId || cardId === card.cardId) &&
    (!cardType || cardType === card.cardType) &&
    (!shopId || everywhere === true || stores.map(String).includes(String(shopId)))
  )
}

/** Names under which the page gives what is signed. */
const SIGNED = ['shopId', 'cardType', 'cardId', 'timestamp', 'nonceStr']

function isSigned(world: World, params: Readonly<Record<string, unknown>>): boolean {
  const values = [world.settings.appId, ...SIGNED.map((name) => String(params[name] ?? ''))]
  const complete = params.signType === 'SHA1' && Boolean(params.timestamp) && Boolean(params.nonceStr)
  const tickets = world.credentials.acceptedTickets('wx_card')
  return complete && tickets.some((ticket) => sha1OfSorted([...values, ticket]) === params.cardSign)
}
