// What a refusal by WeChat means and what to do about it.
import { isIP } from 'node:net'
import type { ErrorCategory, Refusal } from '../errors.js'
import {
  CREDENTIAL_ERRCODES,
  PERMISSION_ERRCODES,
  PLATFORM_ERRCODES,
  QUOTA_ERRCODES,
  TOKEN_ENDPOINT_ERRCODES,
} from './access.js'
import { CARD_ERRCODES, DISTRIBUTION_ERRCODES, FEATURE_ERRCODES } from './card.js'
import {
  COIN_ERRCODES,
  GIFT_ERRCODES,
  ISSUED_CODE_ERRCODES,
  MEMBER_ERRCODES,
  SUB_MERCHANT_AND_TICKET_ERRCODES,
} from './card-code.js'
import { INVOICE_ERRCODES, ISSUING_ERRCODES } from './invoice.js'
import { MESSAGE_ERRCODES } from './message.js'
import { FORMAT_ERRCODES, MEDIA_ERRCODES, STATISTICS_ERRCODES } from './request.js'
import { STORE_ERRCODES } from './store.js'
import type { CodeKnowledge, CodeTable, ErrcodeHints } from './types.js'

/**
 * Makes an errcode and errmsg from the wire into something worth reading.
 *
 * @param endpoint Method and path, as errors name it: `POST /card/create`.
 * @param overrides What the endpoint's row says instead of the general advice.
 */
export function explainRefusal(endpoint: string, errcode: number, errmsg: string, overrides?: ErrcodeHints): Refusal {
  const special = overrides?.[errcode]
  const known = knowledgeOf(endpoint, errcode)
  const addresses = addressesIn(errmsg.slice(0, SEARCHED_FOR_ADDRESSES))
  const { hint, hintZh } = adviceOf(known, addresses)
  return {
    errcode,
    ...splitErrmsg(errmsg),
    category: known.category,
    hint: special?.hint ?? hint,
    hintZh: special?.hintZh ?? hintZh,
  }
}

/** Fills in the addresses that WeChat refused, where it names them. */
function adviceOf({ en, zh }: CodeKnowledge, addresses: readonly string[] = []): { hint: string; hintZh: string } {
  const callerZh = addresses.join('、') || '本服务器的出口 IP'
  return {
    hint: en.replace('{ip}', addresses.join(' and ') || "this server's address"),
    // Chinese characters have a space beside digits, but none between them.
    hintZh: zh.replace('{ip}', callerZh).replace(' 本服务器', '本服务器'),
  }
}

/**
 * Takes WeChat's two tails off an `errmsg`: ` hint: [Xab1c02233vr44]` and ` rid: 5f9a1b2c-0a1b2c3d-4e5f6071`. Everything
 * else stays, such as the `Hint: the card was given to user…` of 40127, or the place of the error that follows the hint
 * of 47001. What is left is one line of at most 512 characters, whoever sent it.
 */
export function splitErrmsg(errmsg: string): { errmsg: string; rid?: string; hintId?: string } {
  const hint = HINT.exec(errmsg)
  const withoutHint = cut(errmsg, hint)
  const found = RID.exec(withoutHint)
  return {
    errmsg: inOneLine(cut(withoutHint, found)),
    ...(found?.[1] === undefined ? {} : { rid: found[1] }),
    // `..` stands for an id in published texts.
    ...(hint?.[1] === undefined || !/\w/.test(hint[1]) ? {} : { hintId: hint[1] }),
  }
}

/** The id in brackets is letters, digits and a few signs. Brackets around anything else are text. */
const HINT = /(?<![^\s,])hint: ?\[([\w~!.-]{0,40})\]/

const RID = /(?<![^\s,])rid: ?([\da-f]{8}-[\da-f]{8}-[\da-f]{8})(?![\w-])/i

/** Longest text of WeChat's that an error repeats. */
const LONGEST_ERRMSG = 512

/** What moves the cursor of a terminal, breaks the lines of a log, or turns the direction of the text. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu

/** Makes a text of any origin fit for a message. */
function inOneLine(text: string): string {
  const start = text.trim().slice(0, 8 * LONGEST_ERRMSG) // enough, and bounded
  const line = start.replace(CONTROLS, ' ').trim()
  return line.length <= LONGEST_ERRMSG
    ? line
    : line
        .slice(0, LONGEST_ERRMSG)
        .replace(/[\ud800-\udbff]$/, '')
        .trimEnd()
}

/** Removes what was found, with the space and the comma before it. */
function cut(text: string, found: RegExpExecArray | null): string {
  if (found === null) return text
  const before = text.slice(0, found.index).trimEnd()
  return (before.endsWith(',') ? before.slice(0, -1) : before) + text.slice(found.index + found[0].length)
}

const TABLES: readonly CodeTable[] = [
  CREDENTIAL_ERRCODES,
  FORMAT_ERRCODES,
  PERMISSION_ERRCODES,
  QUOTA_ERRCODES,
  PLATFORM_ERRCODES,
  ISSUED_CODE_ERRCODES,
  CARD_ERRCODES,
  MEMBER_ERRCODES,
  DISTRIBUTION_ERRCODES,
  FEATURE_ERRCODES,
  MEDIA_ERRCODES,
  GIFT_ERRCODES,
  SUB_MERCHANT_AND_TICKET_ERRCODES,
  STATISTICS_ERRCODES,
  STORE_ERRCODES,
  INVOICE_ERRCODES,
  ISSUING_ERRCODES,
  COIN_ERRCODES,
  MESSAGE_ERRCODES,
]

const UNKNOWN: CodeKnowledge = {
  category: 'other',
  en: "The SDK knows nothing about this code: look it up in WeChat's list of global return codes (全局返回码) and on the page of the endpoint. With the rid of the answer, account.getRid shows the request as WeChat received it, for 7 days.",
  zh: 'SDK 没有收录此错误码，请查阅微信官方的全局返回码和该接口的文档。如果返回带有 rid，7 天内可用 account.getRid 查看微信实际收到的请求。',
}

function knowledgeOf(endpoint: string, errcode: number): CodeKnowledge {
  const path = endpoint.slice(endpoint.indexOf(' ') + 1)
  const atEndpoint = TOKEN_ENDPOINT_ERRCODES[path]?.[errcode]
  if (atEndpoint) return atEndpoint
  for (const table of TABLES) {
    const known = table[errcode]
    if (known) return known
  }
  return UNKNOWN
}

/** What the SDK says about one code, for the documentation. */
export interface KnownErrcode {
  readonly errcode: number
  readonly category: ErrorCategory
  readonly hint: string
  readonly hintZh: string
}

/** Every code with its general advice, in ascending order. An endpoint's row may say something more fitting. */
export function knownErrcodes(): KnownErrcode[] {
  const all = new Map<number, KnownErrcode>()
  for (const table of TABLES) {
    for (const [code, known] of Object.entries(table)) {
      const errcode = Number(code)
      // The first table wins, as when a refusal is explained.
      if (!all.has(errcode)) all.set(errcode, { errcode, category: known.category, ...adviceOf(known) })
    }
  }
  return [...all.values()].sort((left, right) => left.errcode - right.errcode)
}

/** An address stands near the beginning. What follows is not worth searching in a text of any length. */
const SEARCHED_FOR_ADDRESSES = 500

/** Every address once: an IPv4 address is usually followed by its IPv6 form `::ffff:…`. */
function addressesIn(text: string): string[] {
  const words = text.split(/[^\w.:]+/).map((word) => word.replace(/\.$/, ''))
  const addresses = words.filter((word) => isIP(word) > 0).map((address) => address.replace(/^::ffff:(?=\d+\.)/i, ''))
  return [...new Set(addresses)]
}
