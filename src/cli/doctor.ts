// `wechat-card-sdk doctor`: an Official Account checked step by step, with a finding and a remedy for each.
import { parseArgs } from 'node:util'
import { systemClock } from '../clock.js'
import { WeChatCardClient } from '../index.js'
import { type AccountUnderTest, checkAccount } from './doctor-account.js'
import { checkCallback } from './doctor-callback.js'
import type { Finding } from './finding.js'
import { readsChinese, type Terminal, UsageError } from './terminal.js'

export const DOCTOR_HELP = `Usage: wechat-card-sdk doctor --app-id <id> [options]

Checks an Official Account: credentials, IP whitelist, ticket permission, a card with what its type needs, and the
callback address. Reads only; the callback gets a signed GET and one signed test event of an unknown kind, each for 5 s at
most. What WeChat lets nobody read, such as the form, is named.

  --app-id <id>       the Official Account that owns the cards, or WECHAT_APP_ID
  --card-id <id>      a card to look at, or WECHAT_CARD_ID
  --callback <url>    the callback address; its token comes from WECHAT_TOKEN, its EncodingAESKey from WECHAT_AES_KEY
  --base-url <url>    another address than https://api.weixin.qq.com, such as a simulator's
  --json              a report for scripts

Remedies for WeChat's codes are in Chinese where LC_ALL, LC_MESSAGES or LANG begins with zh.
The AppSecret is asked for without showing it, read from the first line of a pipe, or taken from WECHAT_APP_SECRET.

Exit codes: 0 nothing is wrong; 1 something is; 2 the call is wrong; 130 interrupted.`

/** Runs the command. */
export async function doctor(args: string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      'app-id': { type: 'string' },
      'card-id': { type: 'string' },
      callback: { type: 'string' },
      'base-url': { type: 'string' },
      json: { type: 'boolean' },
    },
  })
  const { env, interrupted } = terminal
  const appId = values['app-id'] ?? env.WECHAT_APP_ID
  if (!appId) throw new UsageError('--app-id is needed.')
  const appSecret = env.WECHAT_APP_SECRET || (await terminal.secret('AppSecret (not shown): '))
  if (interrupted.aborted) return INTERRUPTED
  if (!appSecret) throw new UsageError('No AppSecret was given.')
  const baseUrl = values['base-url']
  const client = new WeChatCardClient({ appId, appSecret, ...(baseUrl ? { baseUrl, allowUnsafeBaseUrl: true } : {}) })
  const account: AccountUnderTest = {
    client,
    cardId: values['card-id'] || env.WECHAT_CARD_ID || undefined,
    now: systemClock.now() / 1000,
    inChinese: readsChinese(terminal),
    signal: interrupted,
  }

  const findings: Finding[] = []
  const found = (finding: Finding): void => {
    findings.push(finding)
    if (!values.json) printFinding(terminal, finding)
  }
  try {
    await checkAccount(account, found)
    if (values.callback) {
      const { WECHAT_TOKEN: token, WECHAT_AES_KEY: aesKey } = env
      await checkCallback({ url: values.callback, appId, token, aesKey, signal: interrupted }, found)
    }
  } catch (error) {
    if (interrupted.aborted) return INTERRUPTED
    throw error
  }
  const count = (kind: Finding['result']): number => findings.filter(({ result }) => result === kind).length
  const bad = count('bad')
  if (values.json) terminal.print(JSON.stringify({ healthy: bad === 0, findings }))
  else {
    const beside = [
      [count('warning'), 'to consider'],
      [count('skipped'), 'not checked'],
    ].flatMap(([many, what]) => (many === 0 ? [] : [`${many} ${what}`]))
    const verdict = bad === 0 ? 'Nothing is wrong' : `${bad} to fix`
    terminal.print(`\n${verdict}${beside.length === 0 ? '' : ` (${beside.join(', ')})`}.`)
  }
  return bad === 0 ? 0 : 1
}

/** What shells make of SIGINT. */
const INTERRUPTED = 130

const MARKS = { good: '✓', bad: '✗', warning: '!', skipped: '-' } as const

function printFinding({ print, style }: Terminal, { step, result, finding, remedy }: Finding): void {
  print(`${style(result === 'skipped' ? 'faint' : result, MARKS[result])} ${style('strong', step)}: ${finding}`)
  if (remedy) print(`    ${remedy}`)
}
