// `wechat-card-sdk simulate`: a simulated WeChat as an HTTP server, for any language and for work on pages.
import { spawn } from 'node:child_process'
import { isIP } from 'node:net'
import { parseArgs } from 'node:util'
import { explainRefusal } from '../errcodes/explain.js'
import { WeChatCardError } from '../errors.js'
import { type ArrivedRequest, type ControlCall, createSimulator } from '../testing/index.js'
import { readsChinese, type Terminal, UsageError } from './terminal.js'

export const SIMULATE_HELP = `Usage: wechat-card-sdk simulate [options]

Serves WeChat's API from memory and prints what it is asked.

  --port <number>      default 8080; 0 takes any free port
  --host <address>     default 127.0.0.1
  --app-id <id>        AppID of the simulated Official Account, or WECHAT_APP_ID
  --app-secret <text>  its AppSecret, or WECHAT_APP_SECRET; default is an invented one. Never a real one
  --seed <text>        the same seed brings the same ids and codes
  --mode <mode>        2026 (default) refuses new coupons as WeChat does; legacy accepts them
  --review <how>       instant (default), or manual: POST /_simulator/approveCard decides
  --push <url>         pushes events there; may be given several times
  --token <text>       token of the callback, or WECHAT_TOKEN
  --aes-key <text>     EncodingAESKey, or WECHAT_AES_KEY: pushes are encrypted with it
  --push-mode <mode>   safe (default with a key), compatible or plain
  --push-format <f>    xml (default) or json
  --verify             asks each address first whether it is yours, as the console does
  --allow-host <name>  a name of this machine under which the controls may be addressed; may be given several times
  --allow-origin <o>   the origin of a page that may use the controls; may be given several times
  --js-domain <host>   JS-safe domain of pages that call wx.config of /_simulator/wx.js; default: the hosts of --allow-origin
  --open               opens the console in the browser
  --json               one line of JSON per request; the first line has the address, the AppID and the AppSecret

The console at /_simulator/ shows phones and what happens, for a browser. For tests in any language the same controls are
there as JSON; GET /_simulator/help lists them with examples.
Ctrl-C ends it. Exit codes: 0 ended; 1 an address is not yours; 2 the call is wrong; 3 it cannot listen.`

export const SIMULATE_HELP_ZH = `用法：wechat-card-sdk simulate [选项]

在内存中提供微信的接口，并打印收到的请求。

  --port <端口>        默认 8080；0 为任意空闲端口
  --host <地址>        默认 127.0.0.1
  --app-id <id>        模拟公众号的 AppID，或 WECHAT_APP_ID
  --app-secret <文本>  它的 AppSecret，或 WECHAT_APP_SECRET；默认随机生成。切勿使用真实的
  --seed <文本>        相同的种子得到相同的 id 和 code
  --mode <模式>        2026（默认）与微信一样拒绝新建优惠券；legacy 允许
  --review <方式>      instant（默认）或 manual：由 POST /_simulator/approveCard 决定
  --push <地址>        向该地址推送事件，可多次给出
  --token <文本>       回调的 token，或 WECHAT_TOKEN
  --aes-key <文本>     EncodingAESKey，或 WECHAT_AES_KEY：推送会用它加密
  --push-mode <模式>   safe（有密钥时默认）、compatible 或 plain
  --push-format <格式> xml（默认）或 json
  --verify             像公众平台后台一样，先校验每个地址
  --allow-host <名称>  可用来访问控制接口的本机名称，可多次给出
  --allow-origin <源>  可使用控制接口的网页来源，可多次给出
  --js-domain <域名>   调用 /_simulator/wx.js 的 wx.config 的 JS 接口安全域名；默认为 --allow-origin 的域名
  --open               在浏览器中打开控制台
  --json               每个请求一行 JSON；第一行为地址、AppID 和 AppSecret

浏览器中的控制台在 /_simulator/，展示手机与发生的一切。其他语言的测试可用同样的 JSON 控制接口，GET /_simulator/help 列出它们与示例。
按 Ctrl-C 结束。退出码：0 已结束；1 某个地址未通过校验；2 用法错误；3 无法监听。`

/** What is printed around addresses and answers. */
const WORDS = {
  serving: ['WeChat, simulated, at', '模拟微信已启动：'],
  given: ['as given', '使用给定的值'],
  console: ['Console   ', '控制台    '],
  pushes: ['Pushes to ', '推送到    '],
  mode: ['mode', '模式'],
  exposed: [
    'everybody who reaches this machine has the phones and the controls.',
    '能访问本机的人都可使用手机和控制接口。',
  ],
  opener: ['is not there. Open it yourself:', '不存在，请自行打开：'],
  failed: ['failed', '失败'],
  unanswered: ['no answer', '无应答'],
  verify: ['verify', '校验'],
  warning: ['Warning', '警告'],
} as const

type Say = (word: keyof typeof WORDS) => string

/** Runs the command. */
export async function simulate(args: string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      'app-id': { type: 'string' },
      'app-secret': { type: 'string' },
      seed: { type: 'string' },
      mode: { type: 'string', default: '2026' },
      review: { type: 'string', default: 'instant' },
      push: { type: 'string', multiple: true, default: [] },
      token: { type: 'string' },
      'aes-key': { type: 'string' },
      'push-mode': { type: 'string' },
      'push-format': { type: 'string' },
      verify: { type: 'boolean' },
      'allow-host': { type: 'string', multiple: true, default: [] },
      'allow-origin': { type: 'string', multiple: true, default: [] },
      'js-domain': { type: 'string', multiple: true },
      open: { type: 'boolean' },
      json: { type: 'boolean' },
    },
  })
  const { host, json, push } = values
  const { env, interrupted } = terminal
  const inChinese = readsChinese(terminal)
  const say: Say = (word) => WORDS[word][inChinese ? 1 : 0]
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new UsageError('--port is a number up to 65535.')
  for (const [option, allowed] of Object.entries(CHOICES)) {
    const value = values[option as keyof typeof CHOICES]
    if (value !== undefined && !allowed.includes(value)) throw new UsageError(`--${option} is ${allowed.join(' or ')}.`)
  }
  if (push.length === 0) {
    const idle = (['token', 'aes-key', 'push-mode', 'push-format', 'verify'] as const).find((name) => values[name])
    if (idle !== undefined) throw new UsageError(`--${idle} is for pushes: give --push <url>, too.`)
  }
  const token = values.token ?? env.WECHAT_TOKEN
  if (push.length > 0 && !token) throw new UsageError('--push needs --token, or WECHAT_TOKEN.')

  const print = new Printer(terminal, say, { json: json === true, inChinese })
  const appSecret = values['app-secret'] ?? (env.WECHAT_APP_SECRET || undefined)
  const simulator = createSimulator({
    appId: values['app-id'] ?? (env.WECHAT_APP_ID || undefined),
    appSecret,
    seed: values.seed,
    mode: values.mode as '2026' | 'legacy', // looked at above, like the others
    review: values.review as 'instant' | 'manual',
    onRequest: (request) => print.request(request),
  })
  const encodingAESKey =
    values['push-mode'] === 'plain' ? undefined : (values['aes-key'] ?? (env.WECHAT_AES_KEY || undefined))
  const pushMode = values['push-mode'] ?? (encodingAESKey ? 'safe' : 'plain')
  const targets = push.map((url) => ({
    url,
    target: simulator.pushTo(url, {
      token: token ?? '',
      encodingAESKey,
      mode: values['push-mode'] as 'safe' | undefined,
      format: values['push-format'] as 'xml' | undefined,
    }),
  }))
  const { url, close } = await simulator
    .listen({
      port: Number(values.port),
      host,
      control: true,
      allowHosts: values['allow-host'],
      allowOrigins: values['allow-origin'],
      jsDomains: values['js-domain'],
      onControl: (call) => print.control(call),
    })
    .catch((error: unknown) => {
      throw WeChatCardError.is(error) ? error : new Error(adviceFor(error, host, values.port))
    })
  if (json) terminal.print(JSON.stringify({ url, appId: simulator.appId, appSecret: simulator.appSecret }))
  else {
    terminal.print(`${say('serving')} ${terminal.style('strong', url)}`)
    terminal.print(`  AppID      ${simulator.appId}`)
    terminal.print(`  AppSecret  ${appSecret ? say('given') : simulator.appSecret}`)
    terminal.print(`  ${say('console')} ${terminal.style('strong', `${url}/_simulator/`)}`)
    for (const { origin, pathname } of push.map((address) => new URL(address))) {
      terminal.print(`  ${say('pushes')} ${origin}${pathname} (${pushMode} ${say('mode')})`) // a password or a query is nobody's business
    }
    terminal.print('')
  }
  if (!isLoopback(host)) {
    print.warning(`--host ${host}: ${say('exposed')}`)
  }
  if (values.open) openInBrowser(`${url}/_simulator/`, say, (text) => print.warning(text))
  let verified = true
  if (values.verify) {
    for (const { url: address, target } of targets) {
      const { ok, reason } = await target.verify({ signal: interrupted })
      verified &&= ok
      print.verification(address, ok, reason)
    }
  }
  if (verified) {
    await new Promise<void>((resolve) => {
      if (interrupted.aborted) resolve()
      interrupted.addEventListener('abort', () => resolve(), { once: true })
    })
  }
  await close()
  return verified || interrupted.aborted ? 0 : 1
}

const CHOICES = {
  mode: ['2026', 'legacy'],
  review: ['instant', 'manual'],
  'push-mode': ['safe', 'compatible', 'plain'],
  'push-format': ['xml', 'json'],
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

/** What to do where the address cannot be had. */
function adviceFor(error: unknown, host: string, port: string): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return `Port ${port} is in use. Take another with --port, or any free one with --port 0.`
  if (code === 'EACCES') return `Port ${port} needs rights that you do not have. Take one above 1023 with --port.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `--host ${host} is no address of this machine (${code}).`
  return message
}

/** Opens an address with what this system opens addresses with. */
function openInBrowser(address: string, say: Say, warn: (text: string) => void): void {
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open']
  const opener = spawn(command, [...args, address], { stdio: 'ignore', detached: true })
  opener.once('error', () => warn(`--open: ${command} ${say('opener')} ${address}`))
  opener.unref()
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
}

/** Prints what happens: a line for a person, or JSON. */
class Printer {
  readonly #terminal: Terminal
  readonly #say: Say
  readonly #json: boolean
  readonly #inChinese: boolean

  constructor(terminal: Terminal, say: Say, { json, inChinese }: { json: boolean; inChinese: boolean }) {
    this.#terminal = terminal
    this.#say = say
    this.#json = json
    this.#inChinese = inChinese
  }

  request(request: ArrivedRequest): void {
    if (this.#json) return void this.#terminal.print(JSON.stringify(request))
    const { errcode, method, path, reason } = request
    const failed = errcode === undefined && reason !== undefined
    const answer = failed ? this.#say('failed') : errcode === undefined ? this.#say('unanswered') : String(errcode)
    this.#line(errcode === 0, answer, `${method} ${path}`, reason)
    // The reason is of this request and in English; what is known of its code is there in Chinese, too.
    const isExplained = this.#inChinese && errcode !== undefined && errcode !== 0
    if (isExplained) this.#terminal.print(`        ${explainRefusal(`${method} ${path}`, errcode, '').hintZh}`)
  }

  control({ method, path, status, openid, reason }: ControlCall): void {
    if (method === 'GET' && status === 200) return // the console looks at everything again after each change
    if (this.#json)
      return void this.#terminal.print(JSON.stringify({ control: { method, path, status, openid, reason } }))
    this.#line(
      status === 200,
      status === 200 ? 'ok' : String(status),
      `${method} ${path}${openid ? ` (${openid})` : ''}`,
      reason,
    )
  }

  verification(address: string, ok: boolean, reason: string | undefined): void {
    if (this.#json) return void this.#terminal.print(JSON.stringify({ verified: { address, ok, reason } }))
    this.#line(ok, ok ? 'ok' : this.#say('failed'), `${this.#say('verify')} ${address}`, reason)
  }

  warning(text: string): void {
    if (this.#json) this.#terminal.print(JSON.stringify({ warning: text }))
    else this.#terminal.print(`${this.#terminal.style('warning', this.#say('warning'))}  ${text}\n`)
  }

  #line(good: boolean, answer: string, what: string, why: string | undefined): void {
    const { style } = this.#terminal
    const line = `${style(good ? 'good' : 'bad', answer.padStart(6))}  ${oneLine(what)}`
    this.#terminal.print(why === undefined ? line : `${line}  ${style('faint', oneLine(why))}`)
  }
}

/** What comes from outside must not move the cursor of the terminal. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 500)
