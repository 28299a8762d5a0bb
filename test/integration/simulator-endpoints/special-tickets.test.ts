import { describe, expect, test } from 'vitest'
import type { CardType } from '../../../src/index.js'
import { sampleCard } from '../../support/card-samples.js'
import { caught, errcodeOf, openAccount } from '../../support/wire.js'

// The sample of the specification, byte for byte.
const MOVIE_SAMPLE =
  '{"code":"277200000001","card_id":"pDEMOmovie000000000000000001","ticket_class":"3D","show_time":1764100000,"duration":120,"screening_room":"Hall 5","seat_number":["5-14","5-15"]}'

describe('specialTickets on the wire', () => {
  test('updateMovieTicket', async () => {
    const { wechat, sent } = caught()
    expect(await wechat.specialTickets.updateMovieTicket(JSON.parse(MOVIE_SAMPLE))).toEqual({
      errcode: 0,
      errmsg: 'ok',
    })
    expect(sent).toEqual([
      {
        method: 'POST',
        target: '/card/movieticket/updateuser',
        contentType: 'application/json; charset=utf-8',
        body: MOVIE_SAMPLE,
      },
    ])
  })

  test('everything else', async () => {
    const { wechat, sent } = caught()
    await wechat.specialTickets.checkInBoardingPass({
      code: '277200000002',
      passenger_name: '张三',
      class: '经济舱',
      etkt_bnr: '99912345678901',
      seat: '17A',
      gate: 'C12',
      boarding_time: 1764098000,
      qrcode_data: 'M1ZHANG',
    })
    await wechat.specialTickets.checkInBoardingPass({ code: '277200000002', is_cancel: true })
    await wechat.specialTickets.updateMeetingTicket({
      code: '277200000003',
      begin_time: 1764100000,
      end_time: 1764107200,
      zone: 'A',
      entrance: 'North',
      seat_number: '7-1',
    })
    expect(sent.map(({ method, target, body }) => [method, target, body])).toEqual([
      [
        'POST',
        '/card/boardingpass/checkin',
        '{"code":"277200000002","passenger_name":"张三","class":"经济舱","etkt_bnr":"99912345678901","seat":"17A","gate":"C12","boarding_time":1764098000,"qrcode_data":"M1ZHANG"}',
      ],
      ['POST', '/card/boardingpass/checkin', '{"code":"277200000002","is_cancel":true}'],
      [
        'POST',
        '/card/meetingticket/updateuser',
        '{"code":"277200000003","begin_time":1764100000,"end_time":1764107200,"zone":"A","entrance":"North","seat_number":"7-1"}',
      ],
    ])
  })
})

async function holder(type: CardType, base: object = {}) {
  const { account, wechat } = openAccount()
  const { card_id } = await wechat.cards.create({ card: sampleCard(type, base) })
  const code = base && 'use_custom_code' in base ? 'OWN-1' : undefined
  const record = account.codes.issue(account.cards.get(card_id), 'oHolder', code, undefined)
  const done = () => account.effects.filter((effect) => effect.type.startsWith('ticket.')).map((effect) => effect.type)
  return { wechat, tickets: wechat.specialTickets, record, card_id, code: record.code, done }
}

const movie = {
  ticket_class: '3D',
  show_time: 1764100000,
  duration: 120,
  screening_room: 'Hall 5',
  seat_number: ['5-14'],
}
const flight = { passenger_name: '张三', class: '经济舱', etkt_bnr: '99912345678901' }
const talk = { begin_time: 1764100000, end_time: 1764107200 }

/** Every method with what it takes. */
const METHODS = [
  ['updateMovieTicket', 'MOVIE_TICKET', movie],
  ['checkInBoardingPass', 'BOARDING_PASS', flight],
  ['updateMeetingTicket', 'MEETING_TICKET', talk],
] as const

describe('a ticket', () => {
  test.each(METHODS)('%s takes the %s that a user holds', async (method, type, request) => {
    const { tickets, card_id, code, done } = await holder(type)
    expect(await tickets[method]({ code, card_id, ...request } as never)).toEqual({ errcode: 0, errmsg: 'ok' })
    expect(await tickets[method]({ code, ...request } as never)).toEqual({ errcode: 0, errmsg: 'ok' })
    expect(done()).toHaveLength(2)
  })

  test.each(METHODS)('%s takes one whose first day is yet to come', async (method, type, request) => {
    const later = { date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 5 } }
    const { tickets, code, done } = await holder(type, later)
    await tickets[method]({ code, ...request } as never)
    expect(done()).toHaveLength(1)
  })

  test.each(METHODS)('%s wants the card of a code of one’s own', async (method, type, request) => {
    const { tickets, card_id, code, done } = await holder(type, { use_custom_code: true })
    expect(await errcodeOf(tickets[method]({ code, ...request } as never, { retry: false }))).toBe(40056)
    await tickets[method]({ code, card_id, ...request } as never)
    expect(done()).toHaveLength(1)
  })

  test.each(METHODS)('%s refuses unknown, deleted and other cards', async (method, type, request) => {
    const { tickets, code, record } = await holder(type)
    expect(await errcodeOf(tickets[method]({ code: '0', ...request } as never, { retry: false }))).toBe(40056)
    record.status = 'DELETE'
    expect(await errcodeOf(tickets[method]({ code, ...request } as never))).toBe(40127)
    const { tickets: others, code: other } = await holder(type === 'MOVIE_TICKET' ? 'MEETING_TICKET' : 'MOVIE_TICKET')
    expect(await errcodeOf(others[method]({ code: other, ...request } as never))).toBe(40071)
  })

  test.each([
    ['code', 41013],
    ['ticket_class', 41014],
    ['show_time', 41015],
    ['screening_room', 41016],
    ['seat_number', 41017],
    ['duration', 41011],
  ])('for a film without %s is refused with %i', async (name, errcode) => {
    const { tickets, code } = await holder('MOVIE_TICKET')
    const request: Record<string, unknown> = { code, ...movie }
    delete request[name]
    expect(await errcodeOf(tickets.updateMovieTicket(request as never))).toBe(errcode)
  })

  test('for a film wants at least one seat, as a list', async () => {
    const { tickets, code } = await holder('MOVIE_TICKET')
    expect(await errcodeOf(tickets.updateMovieTicket({ code, ...movie, seat_number: [] }))).toBe(41017)
    expect(await errcodeOf(tickets.updateMovieTicket({ code, ...movie, seat_number: '5-14' } as never))).toBe(47001)
  })

  test.each(['passenger_name', 'class', 'etkt_bnr'])('for a flight without %s is refused', async (name) => {
    const { tickets, code } = await holder('BOARDING_PASS')
    const request: Record<string, unknown> = { code, ...flight }
    delete request[name]
    expect(await errcodeOf(tickets.checkInBoardingPass(request as never))).toBe(41011)
  })

  test.each([
    ['passenger_name', '名'.repeat(16)],
    ['class', '舱'.repeat(6)],
    ['etkt_bnr', '9'.repeat(15)],
  ])('for a flight with too long a %s is refused', async (name, value) => {
    const { tickets, code } = await holder('BOARDING_PASS')
    expect(await errcodeOf(tickets.checkInBoardingPass({ code, ...flight, [name]: value }))).toBe(45021)
  })

  test('for a flight can have its check-in taken back, and nothing else is wanted then', async () => {
    const { tickets, code, done } = await holder('BOARDING_PASS')
    await tickets.checkInBoardingPass({ code, ...flight })
    await tickets.checkInBoardingPass({ code, is_cancel: true })
    expect(done()).toEqual(['ticket.checkedIn', 'ticket.checkInCancelled'])
  })

  // WeChat's own sample leaves them out, though its table wants them.
  test.each(['begin_time', 'end_time'])('for an event needs no %s', async (name) => {
    const { tickets, code } = await holder('MEETING_TICKET')
    const request: Record<string, unknown> = { code, ...talk }
    delete request[name]
    expect(await errcodeOf(tickets.updateMeetingTicket(request as never))).toBe(0)
  })
})
