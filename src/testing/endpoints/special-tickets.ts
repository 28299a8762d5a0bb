// Tickets in users' hands: seats, check-in, places.
import type { CardType } from '../../api/cards.js'
import type { SpecialTicketsApi } from '../../api/special-tickets.js'
import { checkFields, type EndpointTable, endpoint, optional, required } from '../endpoint.js'
import { need } from '../refusal.js'
import type { CodeAddress, CodeRecord } from '../state/codes.js'
import type { World } from '../world.js'
import { needBytes } from './members.js'

const ADDRESS = { code: required('string', 41013), card_id: optional('string') }

/** A usable ticket of that type. */
function ticket(world: World, address: CodeAddress, type: CardType): CodeRecord {
  const record = world.codes.get(address)
  need(record.card.cardType === type, 40071)
  need(world.codes.isLive(record), 40127)
  return record
}

function note(world: World, type: string, { card, code }: CodeRecord): void {
  world.effect({ type, cardId: card.cardId, code })
}

/** Endpoints of the group `specialTickets`. */
export const specialTicketEndpoints: EndpointTable = {
  'POST /card/movieticket/updateuser': endpoint<SpecialTicketsApi['updateMovieTicket']>({
    fields: {
      ...ADDRESS,
      ticket_class: required('string', 41014),
      show_time: required('integer', 41015),
      duration: required('integer'),
      screening_room: required('string', 41016),
      seat_number: required('strings', 41017),
    },
    permission: 'card',
    respond: ({ world, request }) => {
      need(request.seat_number.length > 0, 41017)
      note(world, 'ticket.updated', ticket(world, request, 'MOVIE_TICKET'))
      return {}
    },
  }),
  'POST /card/boardingpass/checkin': endpoint<SpecialTicketsApi['checkInBoardingPass']>({
    fields: {
      ...ADDRESS,
      passenger_name: optional('string'),
      class: optional('string'),
      etkt_bnr: optional('string'),
      seat: optional('string'),
      gate: optional('string'),
      boarding_time: optional('integer'),
      qrcode_data: optional('string'),
      is_cancel: optional('boolean'),
    },
    permission: 'card',
    respond: ({ world, request }) => {
      if (!request.is_cancel) {
        const { passenger_name, class: cabin, etkt_bnr } = request
        const wanted = { passenger_name: required('string'), class: required('string'), etkt_bnr: required('string') }
        checkFields({ passenger_name, class: cabin, etkt_bnr }, wanted)
        needBytes(45, passenger_name)
        needBytes(15, cabin)
        needBytes(14, etkt_bnr)
      }
      const record = ticket(world, request, 'BOARDING_PASS')
      note(world, request.is_cancel ? 'ticket.checkInCancelled' : 'ticket.checkedIn', record)
      return {}
    },
  }),
  'POST /card/meetingticket/updateuser': endpoint<SpecialTicketsApi['updateMeetingTicket']>({
    fields: {
      ...ADDRESS,
      begin_time: required('integer'),
      end_time: required('integer'),
      zone: optional('string'),
      entrance: optional('string'),
      seat_number: optional('string'),
    },
    permission: 'card',
    respond: ({ world, request }) => {
      note(world, 'ticket.updated', ticket(world, request, 'MEETING_TICKET'))
      return {}
    },
  }),
}
