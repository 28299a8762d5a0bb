// Explanation of a wrong signature: tries the known mistakes until one of them brings it out.
import type { CardExtProblem, CardExtProblemCode } from './card-ext-problem.js'
import { sha1 } from './signature.js'

/** What takes part in the signature, by WeChat's names. What is `undefined` does not. */
interface SignedValues {
  readonly api_ticket: string
  readonly card_id: string
  readonly timestamp?: string | undefined
  readonly nonce_str?: string | undefined
  readonly code?: string | undefined
  readonly openid?: string | undefined
}

/** What mistakes can be made of. */
interface Evidence {
  /** 40 lower-case hex digits. */
  readonly signature: string
  /** What should have been signed. */
  readonly values: SignedValues
  readonly jsapiTicket?: string | undefined
  /** A card id that stands in cardExt and differs from the one beside it. */
  readonly cardIdInside?: string | undefined
  /** Further cards whose signature it may be. */
  readonly otherCardIds: readonly string[]
  /** What stands in cardExt and does not take part. */
  readonly unsigned: ReadonlyArray<{ readonly what: string; readonly value: string }>
  /** What may have been signed without being sent. */
  readonly suspected: { readonly openid?: string | undefined; readonly code?: string | undefined }
  readonly appId?: string | undefined
  readonly url?: string | undefined
}

/** Real values are shorter. Thousands of hashes over a long one would keep the process busy for seconds. */
export const LONGEST_VALUE = 200

type Values = Readonly<Record<string, string | undefined>>

/** One mistake: other values, or another text made of them. */
interface Mistake {
  readonly problem: CardExtProblem
  /** Two mistakes about one thing exclude each other. */
  readonly about: string
  readonly change?: (values: Values) => Values
  readonly write?: (values: Values) => string
}

/** Names the mistakes that bring out the signature: one where one does, else two. Empty when the signature is right. */
export function explainSignature(evidence: Evidence): CardExtProblem[] {
  const values = { ...evidence.values }
  const explains = (mistakes: readonly Mistake[]): boolean => sha1(textOf(values, mistakes)) === evidence.signature
  if (explains([])) return []
  if (lengthsOf(evidence).some((length) => length > LONGEST_VALUE)) return [UNEXPLAINED]
  for (const mistakes of attempts(evidence)) if (explains(mistakes)) return mistakes.map(({ problem }) => problem)
  return [UNEXPLAINED]
}

const lengthsOf = ({ values, suspected, jsapiTicket, cardIdInside, otherCardIds, appId, url }: Evidence): number[] =>
  [
    ...texts({ ...values }),
    ...texts(suspected),
    ...texts({ jsapiTicket, cardIdInside, appId, url }),
    ...otherCardIds,
  ].map(({ length }) => length)

/** From the likely to the far-fetched; some thousand in all, which takes some ten milliseconds. */
function* attempts(evidence: Evidence): Generator<readonly Mistake[]> {
  const likely = likelyMistakes(evidence)
  for (const mistake of likely) yield [mistake]
  for (const mistake of asForOtherCalls(evidence)) yield [mistake]
  for (const mistake of otherTimesAndOrders(evidence)) yield [mistake]
  for (const [index, one] of likely.entries()) {
    for (const other of likely.slice(index + 1)) if (one.about !== other.about) yield [one, other]
  }
  for (const ticket of wrongTickets(evidence)) {
    for (const mistake of otherTimesAndOrders(evidence)) yield [ticket, mistake]
  }
}

function textOf(values: Values, mistakes: readonly Mistake[]): string {
  let changed = values
  for (const { change } of mistakes) changed = change?.(changed) ?? changed
  const write = mistakes.find((mistake) => mistake.write)?.write
  return write ? write(changed) : texts(changed).sort().join('')
}

const likelyMistakes = (evidence: Evidence): Mistake[] => [
  ...wrongTickets(evidence),
  ...omissions(evidence),
  ...extra(evidence),
  ...notSent(evidence),
  ...untrimmed(evidence),
  ...ORDERS,
  ...SEPARATORS,
]

function* wrongTickets({ jsapiTicket, cardIdInside }: Evidence): Generator<Mistake> {
  if (jsapiTicket !== undefined) {
    const message =
      'signed with the jsapi ticket: cardExt takes the card ticket (api_ticket of getticket with type=wx_card; ' +
      'getCardTicket() of the client)'
    yield changed('signed_with_jsapi_ticket', message, { api_ticket: jsapiTicket })
  }
  if (cardIdInside !== undefined) {
    const message = 'signed for the card that is named inside cardExt, which is not the cardId beside it'
    yield changed('signed_for_other_card', message, { card_id: cardIdInside })
  }
}

function* omissions({ values }: Evidence): Generator<Mistake> {
  for (const name of Object.keys(present(values))) {
    const what = name === 'api_ticket' ? 'the card ticket (api_ticket)' : name
    yield changed('signed_without_value', `${what} was left out of the signature: sign what is sent`, {
      [name]: undefined,
    })
  }
}

function* extra({ values, unsigned }: Evidence): Generator<Mistake> {
  for (const { what, value } of unsigned) {
    const name = what in values ? `${what} in cardExt` : what // a card_id there stands beside the one that takes part
    yield changed('signed_with_extra_value', `${what} was signed: it does not take part in the signature`, {
      [name]: value,
    })
  }
  for (const name of ['code', 'openid', 'nonce_str'] as const) {
    if (values[name] !== undefined) continue
    for (const text of ['undefined', 'null']) {
      const message = `${name} is missing, and the word ${text} was signed in its place`
      yield changed('signed_with_extra_value', message, { [name]: text })
    }
  }
}

/** Of the causes of 签名错误 that WeChat lists: the values that were signed are not those that are sent. */
function* notSent({ values, suspected }: Evidence): Generator<Mistake> {
  for (const name of ['openid', 'code'] as const) {
    const value = suspected[name]
    if (value === undefined || value === values[name]) continue
    yield values[name] === undefined
      ? changed('signed_with_extra_value', `${name} was signed but is not in cardExt: sign what is sent`, {
          [name]: value,
        })
      : changed('signed_with_other_value', `${name} was signed with another value than cardExt has`, { [name]: value })
  }
}

const CARD_TYPES: readonly (string | undefined)[] = [
  undefined,
  'MEMBER_CARD',
  'GROUPON',
  'CASH',
  'DISCOUNT',
  'GIFT',
  'GENERAL_COUPON',
  'GENERAL_CARD',
  'INVOICE',
  'MOVIE_TICKET',
  'SCENIC_TICKET',
  'BOARDING_PASS',
  'MEETING_TICKET',
]

/** Signed as other calls of the JS-SDK want it, or for another card. */
function* asForOtherCalls({ values, appId, url, jsapiTicket, otherCardIds }: Evidence): Generator<Mistake> {
  const choosing = 'signed with the values of wx.chooseCard (app_id, card_type): wx.addCard does not sign them'
  for (const app_id of appId === undefined ? [undefined] : [appId, undefined]) {
    for (const card_type of CARD_TYPES) {
      for (const card_id of [values.card_id, undefined]) {
        yield changed('signed_with_extra_value', choosing, { app_id, card_type, card_id })
      }
    }
  }
  const configuring = 'signed as for wx.config (name=value with &): cards sign the sorted values alone'
  for (const ticket of [values.api_ticket, jsapiTicket]) {
    for (const pairs of configForms({ ...values, api_ticket: ticket }, url)) {
      yield { ...mistake('joined_wrongly', configuring, 'order'), write: () => pairs }
    }
  }
  for (const card_id of otherCardIds) {
    yield changed('signed_for_other_card', 'signed for another card of those that were handed in', { card_id })
  }
}

/** The text of wx.config, with the names of either call. */
function* configForms(values: Values, url: string | undefined): Generator<string> {
  const { api_ticket, card_id, timestamp, nonce_str } = values
  for (const ticketName of ['jsapi_ticket', 'api_ticket', 'ticket']) {
    for (const nonceName of ['noncestr', 'nonce_str', 'nonceStr']) {
      for (const cardName of ['card_id', 'cardId', 'cardid', undefined]) {
        for (const page of [url?.split('#', 1)[0], url, undefined]) {
          const named = { [ticketName]: api_ticket, [nonceName]: nonce_str, timestamp, url: page }
          if (cardName !== undefined) named[cardName] = card_id
          const pairs = Object.entries(present(named)).map(([name, value]) => `${name}=${value}`)
          yield pairs.sort().join('&')
        }
      }
    }
  }
}

/** White space that was there when it was signed, and white space that is there now. */
function* untrimmed({ values }: Evidence): Generator<Mistake> {
  for (const name of Object.keys(present(values))) {
    const message = `${name} was signed with other white space around it than it has now: trim it first`
    for (const vary of WHITE_SPACE) {
      const change = (before: Values): Values => ({ ...before, [name]: vary(before[name] ?? '') })
      yield { problem: { code: 'signed_untrimmed', message }, about: 'white space', change }
    }
  }
}

const WHITE_SPACE: ReadonlyArray<(value: string) => string> = [
  (value) => value.trim(),
  (value) => `${value} `,
  (value) => `${value}\n`,
  (value) => `${value}\r\n`,
  (value) => ` ${value}`,
]

/** Seconds by which a time that was read twice may differ. */
const TIMES_APART = 300

/** Many and cheap: every time near the one that was sent, and every order of the values. */
function* otherTimesAndOrders({ values }: Evidence): Generator<Mistake> {
  for (const [code, message, timestamp] of otherTimes(values.timestamp ?? '')) {
    yield changed(code, message, { timestamp })
  }
  for (const order of permutations(Object.keys(present(values)))) {
    const write = (values: Values): string => order.map((name) => values[name]).join('')
    yield { ...NOT_SORTED, write }
  }
}

function* otherTimes(timestamp: string): Generator<[CardExtProblemCode, string, string]> {
  if (/^\d{13}$/.test(timestamp)) {
    const message = 'signed with seconds, while timestamp holds milliseconds: use seconds for both'
    yield ['signed_with_other_time', message, timestamp.slice(0, 10)]
  }
  if (!/^\d{10}$/.test(timestamp)) return
  const seconds = Number(timestamp)
  // Rounded or cut, these are the milliseconds that become the seconds which were sent.
  for (let ms = -500; ms < 1000; ms++) {
    const message = 'signed with milliseconds: timestamp is in seconds, for the signature too'
    yield ['signed_with_milliseconds', message, String(seconds * 1000 + ms)]
  }
  for (let apart = 1; apart <= TIMES_APART; apart++) {
    const message = 'signed with another time than timestamp says: read the clock once and use that for both'
    yield ['signed_with_other_time', message, String(seconds - apart)]
    yield ['signed_with_other_time', message, String(seconds + apart)]
  }
}

const isNumeric = (text: string): boolean => /^\d+$/.test(text)

const byCodeUnit = (one: string, other: string): number => (one < other ? -1 : Number(one > other))

const sortedBy =
  (compare: (one: string, other: string) => number) =>
  (values: Values): string =>
    texts(values).sort(compare).join('')

const ORDERS: readonly Mistake[] = [
  {
    ...mistake(
      'sorted_wrongly',
      'numbers were sorted by size (PHP: use SORT_STRING): sort all values as strings, by byte',
      'order',
    ),
    write: sortedBy((one, other) =>
      isNumeric(one) && isNumeric(other) ? Number(one) - Number(other) : byCodeUnit(one, other),
    ),
  },
  {
    ...mistake('sorted_wrongly', 'sorted as in a dictionary (localeCompare): sort by byte, capitals first', 'order'),
    write: sortedBy((one, other) => one.localeCompare(other, 'en')),
  },
]

const NOT_SORTED: Mistake = mistake(
  'sorted_wrongly',
  'the right values in a wrong order: sort the values themselves as strings, by byte, and join them',
  'order',
)

const SEPARATORS: readonly Mistake[] = [
  ...['&', ',', ' ', '\n', '|'].map((separator) => ({
    ...mistake('joined_wrongly', 'the values were joined with something between them: join them with nothing', 'order'),
    write: (values: Values) => texts(values).sort().join(separator),
  })),
  {
    ...mistake(
      'joined_wrongly',
      'joined as name=value with &, as for wx.config: cards sign the sorted values alone',
      'order',
    ),
    write: (values: Values) =>
      Object.entries(present(values))
        .map(([name, value]) => `${name}=${value}`)
        .sort()
        .join('&'),
  },
]

const UNEXPLAINED: CardExtProblem = {
  code: 'wrong_signature',
  message:
    'signature is not the SHA-1 of the sorted values of cardExt, card id and card ticket. Likely causes: an expired ' +
    "ticket or another account's (getCardTicket() of the client has the right one), the AppSecret in its place, another " +
    'card id, a nonce that was made again between signing and sending, an openid or a code that was signed and is not ' +
    'sent (hand it in to have it tried), the values of wx.chooseCard (AppID, card_type) or wx.config (url)',
}

function mistake(code: CardExtProblemCode, message: string, about: string): Mistake {
  return { problem: { code, message }, about }
}

/** A mistake that gives some values another content. */
function changed(code: CardExtProblemCode, message: string, others: Values): Mistake {
  return { ...mistake(code, message, Object.keys(others).join()), change: (values) => ({ ...values, ...others }) }
}

const present = (values: object): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

const texts = (values: Values): string[] => Object.values(values).filter((value) => value !== undefined)

function* permutations(names: readonly string[]): Generator<readonly string[]> {
  if (names.length < 2) yield names
  else {
    for (const first of names) {
      for (const rest of permutations(names.filter((name) => name !== first))) yield [first, ...rest]
    }
  }
}
