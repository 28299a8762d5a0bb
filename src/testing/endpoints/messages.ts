// Messages with a card: what is wrong with them is refused, and the rest is taken.
import type { MessagesApi } from '../../api/messages.js'
import { type EndpointTable, endpoint, optional, required } from '../endpoint.js'
import { need } from '../refusal.js'
import type { World } from '../world.js'
import { needOpenid } from './users.js'

const CARD = {
  msgtype: required('string', 40008),
  wxcard: required('object', 40073, { card_id: required('string', 40073), card_ext: optional('string') }),
}

/** The card of a message: one that exists and can be handed out without a code given at issue. */
function needCard(world: World, { msgtype, wxcard }: { msgtype: string; wxcard: { card_id: string } }): void {
  need(msgtype === 'wxcard', 40008)
  world.cards.get(wxcard.card_id)
}

/** Ids of jobs have ten digits. */
const nextJob = (world: World): number => 3_000_000_000 + Math.floor(world.chance.next() * 1_000_000_000)

/** Endpoints of the group `messages`. */
export const messageEndpoints: EndpointTable = {
  'POST /cgi-bin/message/custom/send': endpoint<MessagesApi['sendCustom']>({
    fields: {
      touser: required('string', 40003),
      ...CARD,
      customservice: optional('object', { kf_account: required('string', 47001) }),
    },
    permission: 'card',
    respond: ({ world, request }) => {
      needOpenid(world, request.touser)
      needCard(world, request)
      return {}
    },
  }),
  'POST /cgi-bin/message/mass/send': endpoint<MessagesApi['sendToUsers']>({
    fields: { touser: required('strings', 40130), ...CARD, clientmsgid: optional('string') },
    permission: 'card',
    respond: ({ world, request }) => {
      need(request.touser.length >= 2 && request.touser.length <= 10_000, 40130)
      for (const openid of request.touser) needOpenid(world, openid)
      needCard(world, request)
      need([...(request.clientmsgid ?? '')].length <= 64, 45067)
      return { msg_id: nextJob(world) }
    },
  }),
  'POST /cgi-bin/message/mass/sendall': endpoint<MessagesApi['sendToAll']>({
    fields: {
      filter: required('object', 40152, { is_to_all: optional('boolean'), tag_id: optional('id') }),
      ...CARD,
      clientmsgid: optional('string'),
    },
    permission: 'card',
    respond: ({ world, request }) => {
      need(request.filter.is_to_all === true || request.filter.tag_id !== undefined, 40152)
      needCard(world, request)
      need([...(request.clientmsgid ?? '')].length <= 64, 45067)
      return { msg_id: nextJob(world) }
    },
  }),
  'POST /cgi-bin/message/mass/preview': endpoint<MessagesApi['preview']>({
    fields: { touser: optional('string'), towxname: optional('string'), ...CARD },
    permission: 'card',
    respond: ({ world, request }) => {
      if (request.towxname === undefined || request.towxname === '') needOpenid(world, request.touser ?? '')
      needCard(world, request)
      return { msg_id: nextJob(world) }
    },
  }),
}
