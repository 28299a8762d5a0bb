// Messages with cards: by customer service to one user, or to many at once.
import { type Endpoint, type EndpointTable, type Fields, optional, required } from '../endpoint.js'
import { need } from '../refusal.js'
import { type CardRecord, isApproved } from '../state/cards.js'
import type { World } from '../world.js'
import { needOpenid } from './users.js'

/** Text, pictures and the rest are no affair of cards, and are not simulated. */
const KINDS = ['wxcard']

/** What is sent. `card_ext` is for cards that are handed out with conditions; it is signed like that of `wx.addCard`. */
const MESSAGE: Fields = {
  msgtype: required('string', 40097),
  wxcard: required('object', 40097, { card_id: required('string', 40097), card_ext: optional('string') }),
}

interface CardMessageRequest {
  readonly msgtype: string
  readonly wxcard: { readonly card_id: string }
}

/** The card of a message. WeChat answers 40097 for one that is not there or cannot be sent. */
function sendable(world: World, { msgtype, wxcard }: CardMessageRequest): CardRecord {
  need(KINDS.includes(msgtype), 40097, `msgtype is ${msgtype}: the simulator carries wxcard alone`)
  const card = world.cards.find(wxcard.card_id)
  const isThere = card !== undefined && card.status !== 'CARD_STATUS_DELETE'
  need(isThere, 40097, `wxcard.card_id: the account has no card ${wxcard.card_id}`)
  need(isApproved(card), 40097, `wxcard.card_id: the card ${wxcard.card_id} is ${card.status}: it must be approved`)
  world.messages.needSendable(card)
  return card
}

function needUser(world: World, openid: string): void {
  needOpenid(world, openid)
  need(world.users.has(openid), 40003, `touser: no phone of this simulator has the openid ${openid}`)
}

/** What marks a mass message, so that it is not sent twice. */
function needClientId({ clientmsgid }: { readonly clientmsgid?: string }): void {
  const length = [...(clientmsgid ?? '')].length
  need(length <= 64, 45067, `clientmsgid has ${length} characters, and at most 64 are possible`)
}

/** Sends to many. */
function sendToMany(world: World, request: CardMessageRequest, openids: readonly string[]): object {
  const card = sendable(world, request)
  for (const openid of openids) world.messages.send(openid, card, 'mass')
  const id = world.messages.newId()
  return { msg_id: id, msg_data_id: id }
}

/** The rest of a request is as its fields say. */
const requestOf = <Request>(request: unknown): Request => request as Request

const toMany = (
  fields: Fields,
  readers: (world: World, request: Readonly<Record<string, unknown>>) => string[],
): Endpoint => ({
  fields: { ...fields, clientmsgid: optional('string'), ...MESSAGE },
  permission: 'card',
  respond: ({ world, request }) => {
    needClientId(request)
    return sendToMany(world, requestOf(request), readers(world, request))
  },
})

/** Endpoints of messages, as far as they carry cards. */
export const messageEndpoints: EndpointTable = {
  'POST /cgi-bin/message/custom/send': {
    fields: {
      touser: required('string', 40003),
      ...MESSAGE,
      customservice: optional('object', { kf_account: required('string', 47001) }),
    },
    permission: 'card',
    respond: ({ world, request }) => {
      const wanted = requestOf<CardMessageRequest & { touser: string }>(request)
      needUser(world, wanted.touser)
      const card = sendable(world, wanted)
      world.messages.needRecent(wanted.touser)
      world.messages.send(wanted.touser, card, 'service')
      return {}
    },
  },
  'POST /cgi-bin/message/mass/send': toMany({ touser: required('strings', 40130) }, (world, request) => {
    const { touser: openids } = requestOf<{ touser: string[] }>(request)
    need(
      openids.length >= 2 && openids.length <= 10_000,
      40130,
      `touser has ${openids.length} openids: 2 to 10000 are wanted`,
    )
    for (const openid of openids) needUser(world, openid)
    return openids
  }),
  'POST /cgi-bin/message/mass/sendall': toMany({ filter: required('object', 40152) }, (world, request) => {
    const { filter } = requestOf<{ filter: { is_to_all?: boolean; tag_id?: unknown } }>(request)
    const named = filter.is_to_all === true || filter.tag_id !== undefined
    need(named, 40152, 'filter names nobody: is_to_all is not true, and there is no tag_id')
    return [...world.users.keys()]
  }),
  'POST /cgi-bin/message/mass/preview': toMany(
    { touser: optional('string'), towxname: optional('string') },
    (world, request) => {
      const { touser, towxname } = requestOf<{ touser?: string; towxname?: string }>(request)
      // The WeChat id goes before the openid, as the page says.
      const named = [...world.users.values()].find(({ username }) => username !== undefined && username === towxname)
      const openid = named?.openid ?? touser ?? ''
      needUser(world, openid)
      return [openid]
    },
  ),
}
