// How an endpoint of the simulator says no.
import { ERRMSGS } from './errmsgs.js'

/** A refusal on its way out of an endpoint. */
export class Refusal extends Error {
  readonly errcode: number
  /** Members that the answer carries beside the code and the text. */
  readonly members: Readonly<Record<string, unknown>>

  constructor(errcode: number, errmsg: string, members: Readonly<Record<string, unknown>>) {
    super(errmsg)
    this.errcode = errcode
    this.members = members
  }
}

/** What may be said beside a code. */
export interface RefusalDetails {
  /** Instead of the usual text of the code. */
  readonly errmsg?: string
  /** Behind the usual text, such as the name of a missing field. */
  readonly about?: string
  readonly members?: Readonly<Record<string, unknown>>
}

/** Makes a refusal with WeChat's text for its code. */
export function refusal(errcode: number, { errmsg, about, members = {} }: RefusalDetails = {}): Refusal {
  const text = errmsg ?? ERRMSGS[errcode] ?? ''
  return new Refusal(errcode, about === undefined ? text : `${text} ${about}`, members)
}

/** Refuses unless the condition holds. */
export function need(condition: boolean, errcode: number, details?: RefusalDetails): asserts condition {
  if (!condition) throw refusal(errcode, details)
}
