// Tickets in users' hands: seats, check-in, places.
import type { CardType } from '../../api/cards.js'
import type { SpecialTicketsApi } from '../../api/special-tickets.js'
import type { SimulatedAccount } from '../account/account.js'
import type { CodeAddress, CodeRecord } from '../account/codes.js'
import type { EffectType } from '../account/context.js'
import { need } from '../account/refusal.js'
import { type GroupEndpoints, optional, required } from '../http/endpoint.js'
import { upTo } from '../http/limits.js'

const ADDRESS = { code: required('string', 41013), card_id: optional('string') }

/** A usable ticket of that type. */
function ticket(account: SimulatedAccount, address: CodeAddress, type: CardType): CodeRecord {
  const record = account.codes.get(address)
  const { cardId, cardType } = record.card
  need(cardType === type, 40071, `the card ${cardId} is a ${cardType}, and a ${type} is wanted`)
  need(account.codes.isLive(record), 40127, `code ${record.code} is ${account.codes.statusOf(record)}`)
  return record
}

function note(account: SimulatedAccount, type: EffectType, { card, code }: CodeRecord): void {
  account.effect({ type, cardId: card.cardId, code })
}

/** Endpoints of the group `specialTickets`. */
export const specialTicketsEndpoints: GroupEndpoints<SpecialTicketsApi> = {
  updateMovieTicket: {
    fields: {
      ...ADDRESS,
      ticket_class: required('string', 41014),
      show_time: required('integer', 41015),
      duration: required('integer'),
      screening_room: required('string', 41016),
      seat_number: required('strings', 41017),
    },
    permission: 'card',
    respond: ({ account, request }) => {
      need(request.seat_number.length > 0, 41017, 'seat_number is empty')
      note(account, 'ticket.updated', ticket(account, request, 'MOVIE_TICKET'))
      return {}
    },
  },
  checkInBoardingPass: {
    // A check-in that is cancelled names nobody.
    fields: ({ is_cancel }) => ({
      ...ADDRESS,
      passenger_name: is_cancel === true ? optional('string') : upTo(45, required('string')),
      class: is_cancel === true ? optional('string') : upTo(15, required('string')),
      // "14 digits" in the table, five Chinese characters in the sample.
      etkt_bnr: is_cancel === true ? optional('string') : { ...required('string'), mostCharacters: 14 },
      seat: optional('string'),
      gate: optional('string'),
      boarding_time: optional('digits'),
      qrcode_data: optional('string'),
      is_cancel: optional('boolean'),
    }),
    permission: 'card',
    respond: ({ account, request }) => {
      const record = ticket(account, request, 'BOARDING_PASS')
      note(account, request.is_cancel ? 'ticket.checkInCancelled' : 'ticket.checkedIn', record)
      return {}
    },
  },
  updateMeetingTicket: {
    fields: {
      ...ADDRESS,
      // Required in the table, and left out in WeChat's own sample (reports-45).
      begin_time: optional('integer'),
      end_time: optional('integer'),
      zone: optional('string'),
      entrance: optional('string'),
      seat_number: optional('string'),
    },
    permission: 'card',
    respond: ({ account, request }) => {
      note(account, 'ticket.updated', ticket(account, request, 'MEETING_TICKET'))
      return {}
    },
  },
}
