// `wechat-card-sdk explain`: why WeChat would refuse a cardExt, without WeChat's online checker.
import { parseArgs } from 'node:util'
import { type CardExtProblem, type CardExtReport, type CheckCardExtInput, checkCardExt } from '../helpers/index.js'
import { isObject } from '../validate.js'
import { type Terminal, UsageError } from './terminal.js'

export const EXPLAIN_HELP = `Usage: wechat-card-sdk explain [--card-id <id>] --card-ext <json> [--json]

Says what is wrong with a cardExt, as WeChat's 签名错误 and 参数错误 do not. Sends nothing.

  --card-id <id>      the card; not needed with a whole cardList
  --card-ext <json>   cardExt, or the whole cardList, as it was handed to wx.addCard
  --json              a report for scripts

The card ticket (api_ticket, type wx_card) is asked for without showing it, read from the first line of a pipe, or taken
from WECHAT_CARD_TICKET. A client of the SDK has it: await client.getCardTicket(). With WECHAT_JSAPI_TICKET it is also
noticed when that one was used instead.

Exit codes: 0 nothing is wrong; 1 something is; 2 the call is wrong; 130 interrupted.`

/** Runs the command. */
export async function explain(args: string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { 'card-id': { type: 'string' }, 'card-ext': { type: 'string' }, json: { type: 'boolean' } },
  })
  const { 'card-id': cardId, 'card-ext': cardExt, json } = values
  if (!cardExt) throw new UsageError('--card-ext is needed, and --card-id unless it is a whole cardList.')
  const entries = entriesOf(cardExt)
  if (!cardId && entries === undefined) {
    throw new UsageError(
      isJson(cardExt)
        ? '--card-id is needed: only a whole cardList names its cards.'
        : '--card-ext is not JSON. In a shell, put it between single quotes, or its double quotes get lost.',
    )
  }
  const cardTicket = terminal.env.WECHAT_CARD_TICKET || (await terminal.secret('Card ticket (not shown): '))
  if (terminal.interrupted.aborted) return 130
  if (!cardTicket)
    throw new UsageError('No card ticket was given. A client of the SDK has it: await client.getCardTicket()')
  const jsapiTicket = terminal.env.WECHAT_JSAPI_TICKET
  const tickets = { cardTicket, ...(jsapiTicket ? { jsapiTicket } : {}) }
  const report =
    entries === undefined
      ? explained(String(cardId), cardExt, tickets)
      : together(entries.map((entry) => checkCardExt({ ...entry, ...tickets } as CheckCardExtInput))) // reports what is wrong
  if (json) terminal.print(JSON.stringify(report))
  else if (report.valid) terminal.print(terminal.style('good', 'Nothing is wrong with this cardExt and this ticket.'))
  else for (const { code, message } of report.problems) terminal.print(`${terminal.style('bad', code)}  ${message}`)
  if (!json)
    for (const { code, message } of report.advice ?? [])
      terminal.print(`${terminal.style('warning', 'Advice')}  ${code}: ${message}`)
  return report.valid ? 0 : 1
}

type Tickets = Pick<CheckCardExtInput, 'cardTicket' | 'jsapiTicket'>

function explained(cardId: string, cardExt: string, tickets: Tickets): CardExtReport {
  if (cardExt.trim() !== '[object Object]') return checkCardExt({ cardId, cardExt, ...tickets })
  const message =
    'cardExt is an object that was turned into text ([object Object]): it must be JSON text, by JSON.stringify'
  return { valid: false, problems: [{ code: 'not_text', message }] }
}

/** The entries of a whole `cardList`, or of the object around it; `undefined` for anything else. */
function entriesOf(text: string): Pick<CheckCardExtInput, 'cardId' | 'cardExt'>[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const list = isObject(value) && 'cardList' in value ? value.cardList : isEntry(value) ? [value] : value
  if (!Array.isArray(list) || list.length === 0) return undefined
  return list.map((each) => {
    const { cardId, cardExt } = isObject(each) ? each : {}
    return { cardId: cardId as string, cardExt: cardExt as string } // what they are is reported
  })
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const isEntry = (value: unknown): boolean => isObject(value) && 'cardExt' in value

/** One report of all entries. Where there are several, each line says of which entry it is. */
function together(reports: readonly CardExtReport[]): CardExtReport {
  const all = (list: 'problems' | 'advice'): CardExtProblem[] =>
    reports.flatMap((report, index) =>
      (report[list] ?? []).map(({ code, message }) => ({
        code,
        message: reports.length === 1 ? message : `cardList[${index}]: ${message}`,
      })),
    )
  const [problems, advice] = [all('problems'), all('advice')]
  return { valid: problems.length === 0, problems, ...(advice.length > 0 && { advice }) }
}
