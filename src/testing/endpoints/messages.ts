// Messages with a card: by customer service to one user, or to many at once. Phones find them.
import type { MessagesApi } from '../../api/messages.js'
import type { SimulatedAccount } from '../account/account.js'
import { type CardRecord, isApproved } from '../account/cards.js'
import { need, refusal } from '../account/refusal.js'
import { type GroupEndpoints, optional, required } from '../http/endpoint.js'
import { needOpenid } from './users.js'

/** `missing` is the code for a card that is not there. */
const cardFields = (missing: number) => ({
  msgtype: required('string', 40008),
  wxcard: required('object', missing, { card_id: required('string', missing), card_ext: optional('string') }),
})

interface CardRequest {
  readonly msgtype: string
  readonly wxcard: { readonly card_id: string }
}

/** The error table says it of messages of customer service (reports-64), and 40073 of unknown cards everywhere else. */
const BAD_CARD = 40097
const UNKNOWN_CARD = 40073

/** The card of a message: one that is approved, and can be handed out without a code of the merchant's own. */
function sendable(
  account: SimulatedAccount,
  { msgtype, wxcard: { card_id: id } }: CardRequest,
  missing: number,
): CardRecord {
  // Text, pictures and the rest are no affair of cards.
  need(msgtype === 'wxcard', 40008, `msgtype is ${msgtype}: the simulator carries wxcard alone`)
  const card = account.cards.find(id)
  const isThere = card !== undefined && card.status !== 'CARD_STATUS_DELETE'
  need(isThere, missing, `wxcard.card_id: the account has no card ${id}`)
  need(isApproved(card), BAD_CARD, `wxcard.card_id: the card ${id} is ${card.status}: it must be approved`)
  account.messages.needSendable(card)
  return card
}

/** Followers are those whose phones this simulator has seen. */
function needUser(account: SimulatedAccount, openid: string): void {
  needOpenid(account, openid)
  need(account.users.has(openid), 40003, `touser: no phone of this simulator has the openid ${openid}`)
}

/** The user of a preview: the WeChat name goes before the openid, as the page says. */
function previewer(account: SimulatedAccount, name: string | undefined, openid: string | undefined): string {
  if (name === undefined || name === '') {
    needUser(account, openid ?? '')
    return openid ?? ''
  }
  const named = [...account.users.values()].find(({ username }) => username === name)
  if (named === undefined) throw refusal(40132, `towxname: no phone of this simulator has the WeChat name ${name}`)
  return named.openid
}

/** The page counts bytes (reports-74). That names of 34 are refused, too, is reported (reports-76). */
const MOST_NAME_BYTES = 64

function needShortName(name: string | undefined): void {
  const bytes = Buffer.byteLength(name ?? '')
  need(bytes <= MOST_NAME_BYTES, 45067, `clientmsgid has ${bytes} bytes, and at most ${MOST_NAME_BYTES} are allowed`)
}

/** The answer of WeChat's pages to a message that was taken. */
const taken = (msg_id: number, errmsg = 'send job submission success') => ({ errmsg, msg_id })

/** What tells messages to many apart where they have no name (reports-74). */
const nameOf = (whom: object, { cardId }: CardRecord): string => JSON.stringify([whom, cardId])

/** Sends to many, once, and answers the number of the job. */
function sendToMany(account: SimulatedAccount, openids: Iterable<string>, card: CardRecord, name: string) {
  account.messages.needNewJob(name)
  for (const openid of openids) account.messages.send(openid, card, 'mass')
  return taken(account.messages.addJob(name))
}

/** Endpoints of the group `messages`. */
export const messagesEndpoints: GroupEndpoints<MessagesApi> = {
  sendCustom: {
    fields: {
      touser: required('string', 40003),
      ...cardFields(BAD_CARD),
      customservice: optional('object', { kf_account: required('string', 47001) }),
    },
    permission: 'card',
    respond: ({ account, request }) => {
      needUser(account, request.touser)
      const card = sendable(account, request, BAD_CARD)
      account.messages.needRecent(request.touser)
      account.messages.send(request.touser, card, 'service')
      return {}
    },
  },
  sendToUsers: {
    fields: { touser: required('strings', 40130), ...cardFields(UNKNOWN_CARD), clientmsgid: optional('string') },
    permission: 'card',
    respond: ({ account, request: { touser: openids, clientmsgid, ...request } }) => {
      const isMany = openids.length >= 2 && openids.length <= 10_000
      need(isMany, 40130, `touser has ${openids.length} openids: 2 to 10000 are wanted`)
      for (const openid of openids) needUser(account, openid)
      const card = sendable(account, request, UNKNOWN_CARD)
      needShortName(clientmsgid)
      return sendToMany(account, openids, card, clientmsgid ?? nameOf(openids, card))
    },
  },
  sendToAll: {
    fields: {
      filter: required('object', 40152, { is_to_all: optional('boolean'), tag_id: optional('id') }),
      ...cardFields(UNKNOWN_CARD),
      clientmsgid: optional('string'),
    },
    permission: 'card',
    respond: ({ account, request: { filter, clientmsgid, ...request } }) => {
      const isMeant = filter.is_to_all === true || filter.tag_id !== undefined
      need(isMeant, 40152, 'filter has neither is_to_all: true nor a tag_id')
      const card = sendable(account, request, UNKNOWN_CARD)
      needShortName(clientmsgid)
      // Tags are not simulated: everybody has every one.
      return sendToMany(account, account.users.keys(), card, clientmsgid ?? nameOf(filter, card))
    },
  },
  preview: {
    fields: { touser: optional('string'), towxname: optional('string'), ...cardFields(UNKNOWN_CARD) },
    permission: 'card',
    respond: ({ account, request }) => {
      const openid = previewer(account, request.towxname, request.touser)
      account.messages.send(openid, sendable(account, request, UNKNOWN_CARD), 'mass')
      return taken(account.messages.newId(), 'preview success')
    },
  },
}
