// How an endpoint of the simulator says no.
import { ERRMSGS } from './errmsgs.js'

/** A refusal on its way out of an endpoint. */
export class Refusal extends Error {
  readonly errcode: number
  /** Members that the answer carries beside the code and the text. */
  readonly members: Readonly<Record<string, unknown>>
  /** For the developer: which field it is, what it says, what the limit is. WeChat does not say it, and it is not sent. */
  readonly reason: string | undefined

  constructor(errcode: number, errmsg: string, members: Readonly<Record<string, unknown>>, reason?: string) {
    super(errmsg)
    this.errcode = errcode
    this.members = members
    this.reason = reason
  }
}

/** What may be said beside a code. */
export interface RefusalDetails {
  /** Instead of the usual text of the code. */
  readonly errmsg?: string
  /** Behind the usual text, such as the name of a missing field. */
  readonly about?: string
  readonly members?: Readonly<Record<string, unknown>>
  /** For the developer alone: which field it is, what it says, what the limit is. */
  readonly reason?: string
}

/** Makes a refusal with WeChat's text for its code. A text alone is the reason for the developer. */
export function refusal(errcode: number, details: RefusalDetails | string = {}): Refusal {
  const { errmsg, about, members = {}, reason } = asDetails(details)
  const text = errmsg ?? ERRMSGS[errcode] ?? ''
  return new Refusal(errcode, about === undefined ? text : `${text} ${about}`, members, reason)
}

/** Refuses unless the condition holds. */
export function need(condition: boolean, errcode: number, details?: RefusalDetails | string): asserts condition {
  if (!condition) throw refusal(errcode, details)
}

const asDetails = (details: RefusalDetails | string): RefusalDetails =>
  typeof details === 'string' ? { reason: details } : details
