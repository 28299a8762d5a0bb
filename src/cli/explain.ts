// `wechat-card-sdk explain`: why WeChat would refuse a cardExt, without WeChat's online checker.
import { parseArgs } from 'node:util'
import { checkCardExt } from '../helpers/index.js'
import { type Terminal, UsageError } from './terminal.js'

export const EXPLAIN_HELP = `Usage: wechat-card-sdk explain --card-id <id> --card-ext <json> [--json]

Says what is wrong with a cardExt, as WeChat's 签名错误 and 参数错误 do not. Sends nothing.

  --card-id <id>      the card
  --card-ext <json>   cardExt as it was handed to wx.addCard
  --json              a report for scripts

The card ticket (api_ticket, type wx_card) is asked for without showing it, read from the first line of a pipe, or taken
from WECHAT_CARD_TICKET. With WECHAT_JSAPI_TICKET it is also noticed when that one was used instead.

Exit codes: 0 nothing is wrong; 1 something is; 2 the call is wrong.`

/** Runs the command. */
export async function explain(args: string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { 'card-id': { type: 'string' }, 'card-ext': { type: 'string' }, json: { type: 'boolean' } },
  })
  const { 'card-id': cardId, 'card-ext': cardExt, json } = values
  if (!cardId || !cardExt) throw new UsageError('--card-id and --card-ext are needed.')
  const cardTicket = terminal.env.WECHAT_CARD_TICKET || (await terminal.secret('Card ticket (not shown): '))
  if (!cardTicket) throw new UsageError('No card ticket was given.')
  const jsapiTicket = terminal.env.WECHAT_JSAPI_TICKET
  const report = checkCardExt({ cardId, cardExt, cardTicket, ...(jsapiTicket ? { jsapiTicket } : {}) })
  if (json) terminal.print(JSON.stringify(report))
  else if (report.valid) terminal.print(terminal.style('good', 'Nothing is wrong with this cardExt and this ticket.'))
  else for (const { code, message } of report.problems) terminal.print(`${terminal.style('bad', code)}  ${message}`)
  return report.valid ? 0 : 1
}
