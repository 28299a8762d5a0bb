// Tickets in users' hands: the seat in a cinema, the check-in for a flight, the place at an event.
import type { CallOptions } from '../transport/route.js'
import { json, type RouteTable } from '../transport/route.js'
import { all, defined, plainCode, seconds } from './checks.js'
import type { CodeAddress } from './codes.js'
import { characters, diagnoseFields, type FieldFacts, flag, id, list, text } from './field-facts.js'
import { AFTER_A_CLAIM } from './retry-after-claim.js'
import type { WeChatResponse } from './wire.js'

/** Request of {@link SpecialTicketsApi.updateMovieTicket}. */
export interface UpdateMovieTicketRequest extends CodeAddress {
  /** Kind of showing, such as `3D`. */
  ticket_class: string
  /** When the film begins, in epoch seconds. */
  show_time: number
  /** How long it lasts, in minutes. */
  duration: number
  /** The hall. */
  screening_room: string
  /** The seats: a list here, a single text for meeting tickets. */
  seat_number: string[]
}

/** Members of both kinds of {@link CheckInBoardingPassRequest}. */
export interface BoardingPassDetails extends CodeAddress {
  /** The seat, such as `17A`. */
  seat?: string
  /** The gate. */
  gate?: string
  /** When boarding begins, in epoch seconds; shown as hour and minute. */
  boarding_time?: number
  /** Content of the QR code that is scanned at the gate. */
  qrcode_data?: string
}

/** A check-in. */
export interface BoardingPassCheckIn extends BoardingPassDetails {
  /** At most 45 bytes (15 Chinese characters). */
  passenger_name: string
  /** Class of the cabin, at most 15 bytes (5 Chinese characters). */
  class: string
  /** Number of the electronic ticket, at most 14 digits. */
  etkt_bnr: string
  /**
   * `true` takes a check-in back.
   * @defaultValue false
   */
  is_cancel?: false
}

/** Takes a check-in back. WeChat checks nothing else then. */
export interface BoardingPassCancellation extends BoardingPassDetails {
  /** Takes the check-in back. */
  is_cancel: true
  /** Not looked at. */
  passenger_name?: string
  /** Not looked at. */
  class?: string
  /** Not looked at. */
  etkt_bnr?: string
}

/** Request of {@link SpecialTicketsApi.checkInBoardingPass}. */
export type CheckInBoardingPassRequest = BoardingPassCheckIn | BoardingPassCancellation

/** Request of {@link SpecialTicketsApi.updateMeetingTicket}. */
export interface UpdateMeetingTicketRequest extends CodeAddress {
  /** When it opens, in epoch seconds. Required by the page's table, and not in its sample (reports-45). */
  begin_time?: number
  /** When it ends, in epoch seconds. As `begin_time`. */
  end_time?: number
  /** Part of the place. */
  zone?: string
  /** The entrance to take. */
  entrance?: string
  /** The seat: a single text here, a list for movie tickets. */
  seat_number?: string
}

/** Tickets in users' hands. Scenic and bus tickets have no such calls. */
export interface SpecialTicketsApi {
  /**
   * Sets the showing and the seats of a movie ticket. The same call twice does no harm.
   *
   * `POST /card/movieticket/updateuser`
   *
   * @throws An {@link ApiError}: `41013`, `41014`, `41015`, `41016`, `41017` `code`, `ticket_class`, `show_time`,
   * `screening_room`, `seat_number` is missing; `40056` unknown or unclaimed code, or one of your own without
   * `card_id`; `40127` deleted, expired or being given away; `40071` no movie ticket.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Special_ticket.html | 特殊票券}
   */
  updateMovieTicket(request: UpdateMovieTicketRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Checks a passenger in, or takes the check-in back. The same call twice does no harm.
   *
   * `POST /card/boardingpass/checkin`
   *
   * @throws An {@link ApiError}: `41011` a required field is missing; `45021` a text is too long; `40056` unknown or
   * unclaimed code, or one of your own without `card_id`; `40127` deleted, expired or being given away; `40071` no
   * boarding pass.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Special_ticket.html | 特殊票券}
   */
  checkInBoardingPass(request: CheckInBoardingPassRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Sets time and place of a meeting ticket. The same call twice does no harm.
   *
   * `POST /card/meetingticket/updateuser`
   *
   * @throws An {@link ApiError}: `41011` a required field is missing; `40056` unknown or unclaimed code, or one of your
   * own without `card_id`; `40127` deleted, expired or being given away; `40071` no meeting ticket.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Special_ticket.html | 特殊票券}
   */
  updateMeetingTicket(request: UpdateMeetingTicketRequest, options?: CallOptions): Promise<WeChatResponse>
}

const ADDRESS: FieldFacts = { code: text(), card_id: text() }

/** Where each {@link SpecialTicketsApi} method goes on the wire. */
export const specialTicketsRoutes: RouteTable<SpecialTicketsApi> = {
  updateMovieTicket: json('/card/movieticket/updateuser', 'write', {
    diagnose: diagnoseFields({
      ...ADDRESS,
      ticket_class: text(),
      show_time: id,
      screening_room: text(),
      seat_number: list,
    }),
    retryOnErrcodes: AFTER_A_CLAIM,
    check: all(defined('code'), plainCode('code'), seconds('show_time')),
  }),
  checkInBoardingPass: json('/card/boardingpass/checkin', 'write', {
    diagnose: diagnoseFields({
      ...ADDRESS,
      passenger_name: text(45),
      class: text(15),
      seat: text(),
      etkt_bnr: characters(14),
      is_cancel: flag,
      qrcode_data: text(),
    }),
    retryOnErrcodes: [40056],
    check: all(defined('code'), plainCode('code'), seconds('boarding_time')),
    hints: {
      45021: {
        hint: 'A text is too long. WeChat counts a Chinese character as 3: passenger_name 45 (15), class 15 (5), etkt_bnr 14 digits.',
        hintZh: '文本超长，一个汉字按 3 计：passenger_name 45（15 个汉字），class 15（5 个汉字），etkt_bnr 14 位。',
      },
    },
  }),
  updateMeetingTicket: json('/card/meetingticket/updateuser', 'write', {
    diagnose: diagnoseFields({
      ...ADDRESS,
      begin_time: id,
      end_time: id,
      zone: text(),
      entrance: text(),
      seat_number: text(),
    }),
    retryOnErrcodes: AFTER_A_CLAIM,
    check: all(defined('code'), plainCode('code'), seconds('begin_time', 'end_time')),
  }),
}
