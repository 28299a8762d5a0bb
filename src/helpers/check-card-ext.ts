// Diagnosis of a finished cardExt: its form, its members, and what its signature was made with.
import type { InputProblem } from '../errors.js'
import {
  anyText,
  type Check,
  describe,
  isObject,
  matching,
  meantBy,
  optional,
  type Shape,
  throwIfInvalid,
  validate,
  validateObject,
} from '../validate.js'
import type { CardExtProblem, CardExtProblemCode } from './card-ext-problem.js'
import { cardId, cardTicket, jsapiTicket, nonce, openid, orEmpty, plainCode, seconds } from './fields.js'
import type { CardTicket, JsapiTicket } from './ticket.js'
import { explainSignature, LONGEST_VALUE } from './wrong-signature.js'

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
  /** The user's openid, if the signature may have been made with it. */
  openid?: string | undefined
  /** A code, if the signature may have been made with it. */
  code?: string | undefined
  /** The AppID, which `wx.chooseCard` signs and `wx.addCard` does not. */
  appId?: string | undefined
  /** Address of the page, which `wx.config` signs and `wx.addCard` does not. */
  url?: string | undefined
  /** Other cards of the account: the signature may be one of theirs. At most 100 are tried. */
  otherCardIds?: readonly string[] | undefined
}

/** What {@link checkCardExt} found. */
export interface CardExtReport {
  /** Whether nothing is wrong with text, members and signature. The card itself is not looked at. */
  readonly valid: boolean
  readonly problems: CardExtProblem[]
  /** What WeChat's pages advise against, though nothing shows that it is refused. There only where there is some. */
  readonly advice?: CardExtProblem[]
}

/**
 * Finds out why WeChat refuses a `cardExt` (签名错误, 参数错误): looks at its form and its members, and tries the usual
 * mistakes to learn what its signature was made with. Never repeats a ticket. Malformed input is reported, not thrown.
 *
 * It cannot see expired tickets, used nonces, and whether the card wants a code or an openid. What may have been signed
 * and is not sent can be handed in: `openid`, `code`, `appId`, `url`. A signature that nothing explains costs some
 * thousand hashes, some ten milliseconds: call it to look into failures, not for every card. Where a value has more than
 * 200 characters nothing is tried, so that no input takes longer.
 *
 * @throws An {@link InputError}: the argument is no object, or has a field that is unknown.
 * @see {@link https://mp.weixin.qq.com/debug/cgi-bin/sandbox?t=cardsign | JSAPI签名校验工具}
 * @example
 * ```ts
 * const { valid, problems } = checkCardExt({ cardId, cardExt, cardTicket, jsapiTicket })
 * ```
 */
export function checkCardExt(input: CheckCardExtInput): CardExtReport {
  throwIfInvalid('checkCardExt', validateObject('', input, CALL_SHAPE, TAKES))
  const problems = problemsOfArguments(input)
  const members = readMembers(input.cardExt, problems)
  if (members) problems.push(...problemsOfMembers(members, input), ...problemsOfSignature(members, input))
  const advice = members ? adviceOn(members) : []
  // A value under an unknown name may explain what is wrong. Where nothing is, it is passed over: one SDK sends the card
  // id inside (signatures-122).
  if (problems.every(({ code }) => code === 'unknown_member')) advice.push(...problems.splice(0))
  return { valid: problems.length === 0, problems, ...(advice.length > 0 && { advice }) }
}

const TAKES = '{ cardId, cardExt, cardTicket, jsapiTicket? }'

/** The names alone: what they hold is reported, not thrown. */
const anything: Check = () => undefined
const CALL_SHAPE: Readonly<Record<keyof CheckCardExtInput, Check>> = {
  cardId: anything,
  cardExt: anything,
  cardTicket: anything,
  jsapiTicket: anything,
  openid: anything,
  code: anything,
  appId: anything,
  url: anything,
  otherCardIds: anything,
}

/** The same input before anything is known about it. */
type Unchecked = { readonly [Name in keyof CheckCardExtInput]: unknown }

type Members = Readonly<Record<string, unknown>>

const problem = (code: CardExtProblemCode, message: string): CardExtProblem => ({ code, message })

const inWords = ({ field, expected, received }: InputProblem): string => `${field} must be ${expected}, got ${received}`

function problemsOfArguments(input: Unchecked): CardExtProblem[] {
  const problems = [
    ...validate('cardId', input.cardId, cardId),
    ...validate('cardTicket', input.cardTicket, cardTicket),
    ...validate('jsapiTicket', input.jsapiTicket, optional(jsapiTicket)),
  ].map((each) => problem('bad_argument', inWords(each)))
  if (typeof input.cardTicket === 'string' && input.cardTicket === input.jsapiTicket) {
    problems.push(problem('bad_argument', 'cardTicket and jsapiTicket are the same, so one is of the wrong type'))
  }
  return problems
}

/** Reads on where a person could: what is wrong with the form rarely is all that is wrong. */
function readMembers(cardExt: unknown, problems: CardExtProblem[]): Members | undefined {
  const json = typeof cardExt === 'string' ? parsed(cardExt) : cardExt
  const inList = entryOfList(json)
  if (inList !== undefined) {
    const code = typeof cardExt === 'string' ? 'not_json' : 'not_text'
    problems.push(
      problem(code, 'cardExt is a whole cardList or an entry of one: it is the text under cardExt in an entry'),
    )
    if (inList.misnamed) {
      problems.push(
        problem('misspelt_member', 'an entry of cardList has card_ext: WeChat looks for cardId and cardExt'),
      )
    }
    return readMembers(inList.cardExt, problems)
  }
  if (typeof cardExt !== 'string') {
    problems.push(problem('not_text', `cardExt must be JSON text (JSON.stringify), got ${describe(cardExt)}`))
    return isObject(cardExt) ? cardExt : undefined
  }
  const twice = typeof json === 'string' ? parsed(json) : undefined
  if (isObject(twice))
    problems.push(problem('encoded_twice', 'cardExt went through JSON.stringify twice: once is right'))
  const members = isObject(twice) ? twice : json
  if (isObject(members)) return members
  const accident = cardExt.trim() === '[object Object]' ? ': an object became text without JSON.stringify' : ''
  problems.push(
    problem('not_json', `cardExt must be the JSON of an object, got ${describe(cardExt.trim())}${accident}`),
  )
  return undefined
}

/** The first entry, where a whole list, an entry, or all that `wx.addCard` takes stands in its place. */
function entryOfList(value: unknown): { cardExt: string; misnamed: boolean } | undefined {
  const list = isObject(value) && Array.isArray(value.cardList) ? value.cardList : value
  const entry: unknown = Array.isArray(list) ? list[0] : list
  if (!isObject(entry) || 'signature' in entry) return undefined
  const misnamed = entry.cardExt === undefined
  const cardExt = misnamed ? entry.card_ext : entry.cardExt
  return typeof cardExt === 'string' ? { cardExt, misnamed } : undefined
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

/** What is empty counts as left out, as in WeChat's own samples (reports-14). */
const MEMBERS: Shape = {
  code: optional(orEmpty(plainCode)),
  openid: optional(orEmpty(openid)),
  timestamp,
  nonce_str: optional(orEmpty(nonce)),
  fixed_begintimestamp: optional(orEmpty(seconds)),
  outer_str: optional(anyText),
  outer_id: optional(anything), // the channel of older days
  signature: matching(/^[0-9a-f]{40}$/i, 'a SHA-1, 40 hex digits'),
}

const NAMES = Object.keys(MEMBERS)

/** More members than that are not looked at one by one. */
const MOST_MEMBERS = 50

const namesOf = (members: Members): string[] => Object.keys(members).slice(0, MOST_MEMBERS)

/** A name for each member that does not go by its right one: `nonce_str` for `nonceStr`. */
const rightName = (name: string): string | undefined => (NAMES.includes(name) ? name : meantBy(name, NAMES))

/** A member by its right name, or else under a misspelt one. */
function memberOf(members: Members, name: string): unknown {
  return members[name] ?? members[namesOf(members).find((other) => rightName(other) === name) ?? name]
}

function problemsOfMembers(members: Members, input: Unchecked): CardExtProblem[] {
  const problems: CardExtProblem[] = []
  for (const name of namesOf(members)) {
    const right = rightName(name)
    if (right !== undefined && right !== name) {
      problems.push(problem('misspelt_member', `cardExt has ${name}: WeChat looks for ${right}`))
    }
  }
  const strange = namesOf(members).filter((name) => rightName(name) === undefined).length
  const unknown = strange + Math.max(0, Object.keys(members).length - MOST_MEMBERS)
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
  return [problem('bad_member', inWords({ field: `${name} in cardExt`, expected, received: describe(value) }))]
}

/** What WeChat's pages advise and nothing shows it to insist on. */
function adviceOn(members: Members): CardExtProblem[] {
  const text = (name: string): string => textOf(memberOf(members, name)) ?? ''
  const advice: CardExtProblem[] = []
  if (!/^[A-Za-z0-9]{0,32}$/.test(text('nonce_str'))) {
    advice.push(problem('unusual_nonce', 'WeChat advises a nonce of at most 32 letters and digits; others are in use'))
  }
  if (text('code').length > 20) {
    advice.push(
      problem('long_code', "WeChat's pages say that a code has at most 20 characters; a phone may say 参数错误"),
    )
  }
  if (Buffer.byteLength(text('outer_str')) > 128) {
    advice.push(problem('long_channel', 'WeChat says 128 bytes for the channel of a QR code, and nothing for this one'))
  }
  return advice
}

/** A value as it would be signed; what cannot be signed counts as missing. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

function problemsOfSignature(members: Members, input: Unchecked): CardExtProblem[] {
  const text = (name: string): string | undefined => textOf(memberOf(members, name))
  const signature = text('signature')?.trim().toLowerCase() ?? ''
  const { cardId, cardTicket, jsapiTicket, otherCardIds } = input
  if (!/^[0-9a-f]{40}$/.test(signature) || typeof cardId !== 'string' || typeof cardTicket !== 'string') return []
  const inside = textOf(members.card_id ?? members.cardId)
  const handedIn = Array.isArray(otherCardIds) ? otherCardIds.slice(0, MOST_CARDS).map(textOf) : []
  return explainSignature({
    signature,
    values: {
      api_ticket: cardTicket,
      card_id: cardId,
      timestamp: text('timestamp'),
      nonce_str: text('nonce_str') || undefined,
      code: text('code') || undefined,
      openid: text('openid') || undefined,
    },
    unsigned: unsignedMembers(members),
    jsapiTicket: textOf(jsapiTicket),
    cardIdInside: inside === cardId ? undefined : inside,
    otherCardIds: handedIn.filter((other) => other !== undefined && other !== cardId) as string[],
    suspected: { openid: textOf(input.openid) || undefined, code: textOf(input.code) || undefined },
    appId: textOf(input.appId),
    url: textOf(input.url),
  })
}

/** Other cards that are tried. */
const MOST_CARDS = 100

/** Other members that are tried. */
const MOST_UNSIGNED = 10

const SIGNED = ['timestamp', 'nonce_str', 'code', 'openid', 'signature']

/** What is sent and takes no part: the channel, `balance` of the red packets of older days, whatever else is there. */
function unsignedMembers(members: Members): Array<{ what: string; value: string }> {
  return namesOf(members)
    .filter((name) => !SIGNED.includes(rightName(name) ?? ''))
    .map((name) => ({ what: KNOWN.includes(name) ? name : 'a member that WeChat does not know', value: members[name] }))
    .map(({ what, value }) => ({ what, value: textOf(value) ?? '' }))
    .filter(({ value }) => value !== '' && value.length <= LONGEST_VALUE)
    .slice(0, MOST_UNSIGNED)
}

const KNOWN = ['outer_str', 'fixed_begintimestamp', 'outer_id', 'balance', 'card_id', 'cardId', 'card_type', 'cardType']
