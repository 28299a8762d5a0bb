import { describe, expectTypeOf, test } from 'vitest'
import type { WeChatResponse } from '../../src/api/wire.js'
import type { WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient
declare const cancelled: boolean
const { specialTickets } = wechat

// The sample of the specification.
const movie = {
  code: '277200000001',
  card_id: 'pDEMOmovie000000000000000001',
  ticket_class: '3D',
  show_time: 1764100000,
  duration: 120,
  screening_room: 'Hall 5',
  seat_number: ['5-14', '5-15'],
}

const flight = { code: '277200000002', passenger_name: '张三', class: '经济舱', etkt_bnr: '99912345678901' }

describe('what must not compile', () => {
  test('the seat of one ticket in another', () => {
    // @ts-expect-error: films have a list of seats
    specialTickets.updateMovieTicket({ ...movie, seat_number: '5-14' })
    // @ts-expect-error: events have one seat
    specialTickets.updateMeetingTicket({ code: '1', begin_time: 1, end_time: 2, seat_number: ['7-1'] })
  })

  test('a ticket without what it must have', () => {
    const { duration: _, ...endless } = movie
    // @ts-expect-error: how long does it last?
    specialTickets.updateMovieTicket(endless)
    const { etkt_bnr: __, ...unnumbered } = flight
    // @ts-expect-error: a check-in has the ticket's number
    specialTickets.checkInBoardingPass(unnumbered)
    // @ts-expect-error: taking back nothing is a check-in
    specialTickets.checkInBoardingPass({ code: '1', is_cancel: false })
  })
})

describe('what must compile', () => {
  test('the sample of the page, without times', () => {
    specialTickets.updateMeetingTicket({ code: '1', card_id: 'p', zone: 'C', entrance: 'B1', seat_number: '24-15' })
  })

  test('the sample of the specification', () => {
    expectTypeOf(specialTickets.updateMovieTicket(movie)).resolves.toEqualTypeOf<WeChatResponse>()
  })

  test('check-ins and their end', () => {
    specialTickets.checkInBoardingPass({
      ...flight,
      card_id: 'p1',
      seat: '17A',
      gate: 'C12',
      boarding_time: 1,
      qrcode_data: 'x',
    })
    specialTickets.checkInBoardingPass({ code: '1', is_cancel: true })
    specialTickets.checkInBoardingPass({ ...flight, is_cancel: cancelled })
    specialTickets.updateMeetingTicket({
      code: '1',
      begin_time: 1,
      end_time: 2,
      zone: 'A',
      entrance: 'N',
      seat_number: '7',
    })
  })
})
