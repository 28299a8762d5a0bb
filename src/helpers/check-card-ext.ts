// Why does WeChat say 签名错误? Reads a finished cardExt as a person would who looks for the mistake.
import type { InputProblem } from '../errors.js'
import {
  anyText,
  type Check,
  describe,
  isObject,
  matching,
  optional,
  problemsOf,
  problemsOfObject,
  refuse,
  type Shape,
} from '../input.js'
import type { CardExtProblem, CardExtProblemCode } from './card-ext-problem.js'
import { cardId, cardTicket, jsapiTicket, nonce, openid, plainCode, seconds } from './fields.js'
import type { CardTicket, JsapiTicket } from './ticket.js'
import { explainSignature } from './wrong-signature.js'

/** What {@link checkCardExt} looks at. */
export interface CheckCardExtInput {
  /** The `cardId` beside `cardExt` in the list. */
  cardId: string
  /** As it was handed to `wx.addCard`. */
  cardExt: string
  /** The ticket it should have been signed with. */
  cardTicket: CardTicket
  /** The ticket it should not have been signed with: given, it is tried too. */
  jsapiTicket?: JsapiTicket | undefined
}

/** What {@link checkCardExt} found. */
export interface CardExtReport {
  /** Whether nothing is wrong with text, members and signature. The card itself is not looked at. */
  readonly valid: boolean
  readonly problems: CardExtProblem[]
}

/**
 * Finds out why WeChat refuses a `cardExt` (签名错误, 参数错误): looks at its form and its members, and tries the usual
 * mistakes to learn what its signature was made with. Never repeats a ticket. Malformed input is reported, not thrown.
 *
 * It cannot see expired tickets, used nonces, and whether the card wants a code or an openid. A signature that nothing
 * explains costs some thousand hashes, some ten milliseconds: call it to look into failures, not for every card.
 *
 * @throws An {@link InputError}: the argument is no object, or has a field that is unknown.
 * @see {@link https://mp.weixin.qq.com/debug/cgi-bin/sandbox?t=cardsign | JSAPI签名校验工具}
 * @example
 * ```ts
 * const { valid, problems } = checkCardExt({ cardId, cardExt, cardTicket, jsapiTicket })
 * ```
 */
export function checkCardExt(input: CheckCardExtInput): CardExtReport {
  refuse('checkCardExt', problemsOfObject('', input, CALL_SHAPE, '{ cardId, cardExt, cardTicket, jsapiTicket? }'))
  const problems = problemsOfArguments(input)
  const members = readMembers(input.cardExt, problems)
  if (members) problems.push(...problemsOfMembers(members, input), ...problemsOfSignature(members, input))
  return { valid: problems.length === 0, problems }
}

/** The names alone: what they hold is reported, not thrown. */
const anything: Check = () => undefined
const CALL_SHAPE: Readonly<Record<keyof CheckCardExtInput, Check>> = {
  cardId: anything,
  cardExt: anything,
  cardTicket: anything,
  jsapiTicket: anything,
}

/** The same input before anything is known about it. */
type Unchecked = { readonly [Name in keyof CheckCardExtInput]: unknown }

type Members = Readonly<Record<string, unknown>>

const problem = (code: CardExtProblemCode, message: string): CardExtProblem => ({ code, message })

const inWords = ({ field, expected, received }: InputProblem): string => `${field} must be ${expected}, got ${received}`

function problemsOfArguments(input: Unchecked): CardExtProblem[] {
  const problems = [
    ...problemsOf('cardId', input.cardId, cardId),
    ...problemsOf('cardTicket', input.cardTicket, cardTicket),
    ...problemsOf('jsapiTicket', input.jsapiTicket, optional(jsapiTicket)),
  ].map((each) => problem('bad_argument', inWords(each)))
  if (typeof input.cardTicket === 'string' && input.cardTicket === input.jsapiTicket) {
    problems.push(problem('bad_argument', 'cardTicket and jsapiTicket are the same, so one is of the wrong type'))
  }
  return problems
}

/** Reads on where a person could: what is wrong with the form rarely is all that is wrong. */
function readMembers(cardExt: unknown, problems: CardExtProblem[]): Members | undefined {
  if (typeof cardExt !== 'string') {
    problems.push(problem('not_text', `cardExt must be JSON text (JSON.stringify), got ${describe(cardExt)}`))
    return isObject(cardExt) ? cardExt : undefined
  }
  let members = parsed(cardExt)
  if (typeof members === 'string' && isObject(parsed(members))) {
    problems.push(problem('encoded_twice', 'cardExt went through JSON.stringify twice: once is right'))
    members = parsed(members)
  }
  if (isObject(members)) return members
  problems.push(problem('not_json', `cardExt must be the JSON of an object, got ${describe(cardExt)}`))
  return undefined
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

const timestamp: Check = (value) =>
  /^\d{10}$/.test(textOf(value) ?? '') ? undefined : 'seconds since 1970, 10 digits, as a string or a number'

const MEMBERS: Shape = {
  code: optional(plainCode),
  openid: optional(openid),
  timestamp,
  nonce_str: optional(nonce),
  fixed_begintimestamp: optional(seconds),
  outer_str: optional(anyText),
  outer_id: optional(anything), // the channel of older days
  signature: matching(/^[0-9a-f]{40}$/i, 'a SHA-1, 40 hex digits'),
}

const NAMES = Object.keys(MEMBERS)

const squashed = (name: string): string => name.toLowerCase().replaceAll('_', '')

/** The name a member was meant to have: `nonce_str` for `nonceStr`. */
const meantBy = (name: string): string | undefined => NAMES.find((right) => squashed(right) === squashed(name))

/** A member by its right name, or else under a misspelt one. */
function memberOf(members: Members, name: string): unknown {
  return members[name] ?? members[Object.keys(members).find((other) => meantBy(other) === name) ?? name]
}

function problemsOfMembers(members: Members, input: Unchecked): CardExtProblem[] {
  const problems: CardExtProblem[] = []
  for (const name of Object.keys(members)) {
    const right = meantBy(name)
    if (right !== undefined && right !== name) {
      problems.push(problem('misspelt_member', `cardExt has ${name}: WeChat looks for ${right}`))
    }
  }
  const unknown = Object.keys(members).filter((name) => meantBy(name) === undefined).length
  if (unknown > 0) {
    const message = `cardExt has members that WeChat does not know (${unknown}): it takes ${NAMES.join(', ')}`
    problems.push(problem('unknown_member', message))
  }
  for (const name of NAMES) problems.push(...problemsOfMember(name, memberOf(members, name)))
  const tickets = [input.cardTicket, input.jsapiTicket].filter((ticket) => typeof ticket === 'string' && ticket !== '')
  if (Object.values(members).some((value) => tickets.some((ticket) => value === ticket))) {
    problems.push(problem('exposed_ticket', 'a ticket is in cardExt: it must never leave the server. Leave it out'))
  }
  return problems
}

function problemsOfMember(name: string, value: unknown): CardExtProblem[] {
  const expected = MEMBERS[name]?.(value)
  if (expected === undefined) {
    const upper = name === 'signature' && /[A-F]/.test(String(value))
    return upper
      ? [problem('upper_case_signature', 'signature is in upper case: WeChat wants lower-case hex digits')]
      : []
  }
  if (value === undefined) return [problem('missing_member', `cardExt has no ${name}: it must be ${expected}`)]
  if (name === 'timestamp' && /^\d{13}$/.test(textOf(value) ?? '')) {
    return [problem('milliseconds', 'timestamp is in milliseconds: WeChat wants seconds, 10 digits')]
  }
  const hint = value === '' ? ' (leave it out where there is none)' : ''
  const message = inWords({ field: `${name} in cardExt`, expected, received: describe(value) + hint })
  return [problem('bad_member', message)]
}

/** A value as it would be signed; what cannot be signed counts as missing. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

function problemsOfSignature(members: Members, input: Unchecked): CardExtProblem[] {
  const text = (name: string): string | undefined => textOf(memberOf(members, name))
  const signature = text('signature')?.trim().toLowerCase() ?? ''
  const { cardId, cardTicket, jsapiTicket } = input
  if (!/^[0-9a-f]{40}$/.test(signature) || typeof cardId !== 'string' || typeof cardTicket !== 'string') return []
  const unsigned = UNSIGNED.map((name) => [name, text(name)]).filter(([, value]) => value !== undefined)
  const otherCardId = textOf(members.card_id ?? members.cardId)
  return explainSignature({
    signature,
    values: {
      api_ticket: cardTicket,
      card_id: cardId,
      timestamp: text('timestamp'),
      nonce_str: text('nonce_str'),
      code: text('code'),
      openid: text('openid'),
    },
    unsigned: Object.fromEntries(unsigned),
    jsapiTicket: textOf(jsapiTicket),
    otherCardId: otherCardId === cardId ? undefined : otherCardId,
  })
}

/** Old tools signed the balance of the red packets of their time. */
const UNSIGNED = ['outer_str', 'fixed_begintimestamp', 'outer_id', 'balance']
