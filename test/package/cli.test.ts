import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }

const CLI = join(import.meta.dirname, '../../dist/cli.js')
const CARD_ID = 'pSimCard0001'
const CARD_TICKET = 'simTicket-abcDEF_0123456789'
/** From the specification: what WeChat's scheme makes of this ticket, card, time and nonce. */
const SIGNATURE = '74d29139ba0ea6f5f9cfa9dd6d81b39b8ca3bf8c'
const GOOD_EXT = JSON.stringify({ timestamp: '1700000000', nonce_str: 'Ab9xZ', signature: SIGNATURE })

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command to its end, as a person without a terminal. */
function run(args: readonly string[], env: Record<string, string> = {}, stdin = ''): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env.PATH, ...env }, timeout: 60_000 }
    const child = execFile(process.execPath, [CLI, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : ((error as { code?: number }).code ?? null), stdout, stderr })
    })
    child.stdin?.end(stdin)
  })
}

const running: ChildProcess[] = []
const servers: Server[] = []

/** One finding of the doctor's report. */
interface Finding {
  readonly step: string
  readonly result: string
  readonly finding: string
}

/** Answers WeChat's check. */
const echo = (request: IncomingMessage, response: ServerResponse): void =>
  void response.end(new URL(request.url ?? '', 'http://merchant').searchParams.get('echostr'))

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

/** Starts a simulator and reads what it prints, as JSON. */
async function simulate(...args: readonly string[]) {
  const child = spawn(process.execPath, [CLI, 'simulate', '--port', '0', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<Record<string, unknown>> => JSON.parse((await lines.next()).value)
  const first = (await next()) as { url: string; appId: string }
  const { url, appId } = first
  const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: response.status, ...((await response.json()) as object) }
  }
  return { child, first, url, appId, next, post }
}

/** The secret is printed only for people; here it is given. */
const APP_SECRET = 'c0ffee00c0ffee00c0ffee00c0ffee00'

const MEMBER_CARD = {
  card: {
    card_type: 'MEMBER_CARD',
    member_card: {
      base_info: {
        logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/tea/0',
        brand_name: 'Tea',
        code_type: 'CODE_TYPE_TEXT',
        title: 'Tea',
        color: 'Color010',
        notice: 'Show',
        description: 'Tea',
        sku: { quantity: 5 },
        date_info: { type: 'DATE_TYPE_PERMANENT' },
      },
      prerogative: 'Tea',
      supply_bonus: false,
      supply_balance: false,
      wx_activate: true,
      wx_activate_after_submit: true,
      activate_app_brand_user_name: 'gh_0123456789ab',
      activate_app_brand_pass: 'pages/activate/index',
    },
  },
}

describe('the command', () => {
  test('says its version and its commands', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' })
    const { code, stdout } = await run([])
    expect(code).toBe(0)
    for (const name of ['simulate', 'explain', 'doctor']) expect(stdout).toContain(`  ${name} `)
    for (const args of [
      ['doctor', '--help'],
      ['doctor', '-h'],
      ['help', 'doctor'],
    ]) {
      expect((await run(args)).stdout).toMatch(/^Usage: wechat-card-sdk doctor/)
    }
    for (const name of ['-v', 'version']) expect((await run([name])).stdout).toBe(`${packageJson.version}\n`)
    expect((await run(['-h'])).stdout).toBe(stdout)
  })

  test.each([
    ['no such command', ['frobnicate'], 'frobnicate'],
    ['an unknown option', ['explain', '--ticket', 'x'], '--ticket'],
    ['a missing option', ['explain', '--card-id', 'p1'], '--card-ext'],
    ['a wrong port', ['simulate', '--port', '70000'], '--port'],
    ['a wrong mode', ['simulate', '--port', '0', '--mode', '1999'], '--mode is 2026 or legacy'],
    ['a key for no pushes', ['simulate', '--port', '0', '--aes-key', 'x'], '--aes-key is for pushes'],
    ['pushes without a token', ['simulate', '--port', '0', '--push', 'http://127.0.0.1:1/'], '--token'],
  ])('%s ends with code 2 and says what is wrong', async (_, args, named) => {
    const { code, stderr, stdout } = await run(args)
    expect(code).toBe(2)
    expect(stderr).toContain(named)
    // The reason, and where the options are: the whole help would push the reason out of sight.
    if (args[0] !== 'frobnicate') expect(stderr.trim().split('\n')).toHaveLength(2)
    expect(stdout).toBe('')
  })
})

describe('explain', () => {
  test('reads the ticket from a pipe, finds nothing wrong, and does not echo the ticket', async () => {
    const outcome = await run(['explain', '--card-id', CARD_ID, '--card-ext', GOOD_EXT], {}, `${CARD_TICKET}\n`)
    expect(outcome.code).toBe(0)
    expect(outcome.stdout + outcome.stderr).not.toContain(CARD_TICKET)
  })

  test('says what is wrong, with code 1, for people and for scripts', async () => {
    const args = ['explain', '--card-id', CARD_ID, '--card-ext', GOOD_EXT]
    const env = { WECHAT_CARD_TICKET: 'another-ticket-0123456789', WECHAT_JSAPI_TICKET: CARD_TICKET }
    const { code, stdout } = await run(args, env)
    expect(code).toBe(1)
    expect(stdout).toContain('jsapi')
    const report = await run([...args, '--json'], env)
    expect(report.code).toBe(1)
    expect(JSON.parse(report.stdout)).toMatchObject({
      valid: false,
      problems: [{ message: expect.stringContaining('jsapi') }],
    })
    expect(report.stdout).not.toContain(CARD_TICKET)
  })

  test('prints advice beside a right cardExt, and calls it right', async () => {
    const cardExt = JSON.stringify({ ...JSON.parse(GOOD_EXT), card_id: CARD_ID })
    const args = ['explain', '--card-ext', JSON.stringify([{ cardId: CARD_ID, cardExt }])]
    const env = { WECHAT_CARD_TICKET: CARD_TICKET }
    const { code, stdout } = await run(args, env)
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Nothing is wrong.*\nAdvice {2}unknown_member: /),
    })
    const report = await run([...args, '--json'], env)
    expect(JSON.parse(report.stdout)).toMatchObject({ valid: true, advice: [{ code: 'unknown_member' }] })
  })

  test('names an object that was turned into text, and says where a ticket comes from', async () => {
    const args = ['explain', '--card-id', CARD_ID, '--card-ext', '[object Object]']
    const { code, stdout } = await run(args, { WECHAT_CARD_TICKET: CARD_TICKET })
    expect(code).toBe(1)
    expect(stdout).toMatch(/not_text.*JSON\.stringify/)
    const asked = await run(args)
    expect(asked.code).toBe(2)
    expect(asked.stderr).toContain('client.getCardTicket()')
  })

  test('says that shells take double quotes away, where what came is not JSON', async () => {
    const { code, stderr } = await run(['explain', '--card-ext', '{timestamp:1700000000}'])
    expect(code).toBe(2)
    expect(stderr).toContain('not JSON')
  })

  test('reads a whole cardList, and says of which entry a problem is', async () => {
    const good = { cardId: CARD_ID, cardExt: GOOD_EXT }
    const env = { WECHAT_CARD_TICKET: CARD_TICKET }
    for (const given of [[good], { cardList: [good, good] }, good]) {
      expect(await run(['explain', '--card-ext', JSON.stringify(given)], env)).toMatchObject({ code: 0 })
    }
    const wrong = [good, { ...good, cardId: 'pAnother' }, null]
    const { code, stdout } = await run(['explain', '--card-ext', JSON.stringify(wrong), '--json'], env)
    expect(code).toBe(1)
    const messages = JSON.parse(stdout).problems.map(({ message }: { message: string }) => message.slice(0, 11))
    expect([...new Set(messages)]).toEqual(['cardList[1]', 'cardList[2]'])
    expect(await run(['explain', '--card-ext', GOOD_EXT], env)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--card-id'),
    })
  })
})

describe('simulate', () => {
  test('speaks Chinese where the shell does', async () => {
    const env = { LANG: 'zh_CN.UTF-8' }
    expect((await run(['simulate', '--help'], env)).stdout).toMatch(/^用法：wechat-card-sdk simulate/)
    expect((await run(['help', 'simulate'], { ...env, LC_ALL: 'C' })).stdout).toMatch(/^Usage: /)
    const child = spawn(process.execPath, [CLI, 'simulate', '--port', '0'], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    running.push(child)
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const first: string = (await lines.next()).value
    const [, url] = /^模拟微信已启动： (\S+)$/.exec(first) ?? []
    for (const label of ['AppID', 'AppSecret', '控制台', '']) expect((await lines.next()).value).toContain(label)
    await fetch(`${url}/card/getcolors`)
    expect((await lines.next()).value).toMatch(/41001 {2}GET \/card\/getcolors/)
    expect((await lines.next()).value).toMatch(/^ +[^a-z]*[\u4e00-\u9fff]/)
  })

  test('serves the API, prints what it is asked without secrets, and ends when interrupted', async () => {
    const { child, post, next, appId } = await simulate('--app-secret', APP_SECRET)
    const request = { grant_type: 'client_credential', appid: appId, secret: APP_SECRET }
    const { access_token } = await post('/cgi-bin/stable_token', request)
    expect(access_token).toEqual(expect.any(String))
    expect(await next()).toMatchObject({ path: '/cgi-bin/stable_token', errcode: 0, body: { secret: '***' } })
    await post(`/card/get?access_token=${access_token}`, { card_id: 'pNone' })
    expect(await next()).toMatchObject({ path: '/card/get', errcode: 40073, query: { access_token: '***' } })
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  test('offers phones and controls to any language', async () => {
    const { post, url, appId } = await simulate('--app-secret', APP_SECRET)
    const token = await post('/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid: appId,
      secret: APP_SECRET,
    })
    const created = await post(`/card/create?access_token=${token.access_token}`, MEMBER_CARD)
    const failed = await post('/_simulator/phone/addCard', {
      user: { openid: 'oUser' },
      arguments: [[{ cardId: created.card_id, cardExt: GOOD_EXT }]],
    })
    expect(failed).toMatchObject({ status: 400, errMsg: 'addCard:fail (签名错误)', reason: expect.any(String) })
    expect(await post('/_simulator/phone/wallet', { user: {} })).toMatchObject({ status: 400 })
    expect(await post('/_simulator/nothing', {})).toMatchObject({ status: 404 })
    expect(await post('/_simulator/addFault', { errcode: 45009 })).toMatchObject({ status: 200 })
    expect(await post(`/card/get?access_token=${token.access_token}`, {})).toMatchObject({ errcode: 45009 })
    await post('/_simulator/reset', {})
    const snapshot = await (await fetch(`${url}/_simulator/snapshot`)).json()
    expect(snapshot).toMatchObject({ cards: [], codes: [] })
  })
})

describe('simulate for scripts', () => {
  test('tells the secret, prints what phones do, and why a call was refused', async () => {
    const { next, post, first } = await simulate()
    expect(first).toMatchObject({ appSecret: expect.stringMatching(/^[\da-f]{32}$/) })
    await post('/_simulator/phone/wallet', { user: { openid: 'oLin' } })
    expect(await next()).toEqual({
      control: { method: 'POST', path: '/_simulator/phone/wallet', status: 200, openid: 'oLin' },
    })
    await post('/card/get', {})
    expect(await next()).toMatchObject({
      path: '/card/get',
      errcode: 41001,
      reason: expect.stringMatching(/access_token/),
    })
  })

  test('says with advice that a port is in use, and a wrong call in JSON', async () => {
    const { url } = await simulate()
    const { code, stderr } = await run(['simulate', '--port', new URL(url).port])
    expect(code).toBe(3)
    expect(stderr).toContain('--port 0')
    const wrong = await run(['simulate', '--json', '--mode', '1999'])
    expect(wrong.code).toBe(2)
    expect(JSON.parse(wrong.stdout)).toEqual({ error: expect.stringContaining('--mode') })
  })

  test('asks an address before it pushes there, and ends with 1 when it is not the merchant’s', async () => {
    const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const push = ['--push', `http://127.0.0.1:${port}/`, '--token', 'token1', '--verify']
    const { code, stdout } = await run(['simulate', '--port', '0', ...push])
    expect(code).toBe(1)
    expect(stdout).toContain('instead of the echostr')
    expect(stdout).toMatch(/Pushes to .*\(plain mode\)/)
  })
})

describe('doctor', () => {
  test('finds each thing that is wrong, with a remedy, and never prints the secret', async () => {
    const { url, appId, post } = await simulate('--app-secret', APP_SECRET)
    const token = await post('/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid: appId,
      secret: APP_SECRET,
    })
    const { card_id } = await post(`/card/create?access_token=${token.access_token}`, MEMBER_CARD)
    const args = ['doctor', '--app-id', appId, '--base-url', url, '--card-id', String(card_id)]
    const report = await run([...args, '--json'], { WECHAT_APP_SECRET: APP_SECRET })
    expect(report.code).toBe(1)
    const { findings, healthy } = JSON.parse(report.stdout)
    expect(healthy).toBe(false)
    const results = findings.map(({ step, result }: { step: string; result: string }) => [step, result])
    expect(results).toEqual([
      ['Credentials', 'good'],
      ['Card ticket', 'good'],
      ['Card', 'good'],
      ['Review', 'good'],
      ['Stock', 'good'],
      ['Codes', 'good'],
      ['Activation', 'good'],
      ['Activation link', 'good'],
      ['Form', 'skipped'],
      ['After the form', 'warning'],
      ['Jump fields', 'bad'],
      ['Binding', 'skipped'],
    ])
    expect(findings.find(({ step }: { step: string }) => step === 'Jump fields').remedy).toContain('@app')
    const wrong = await run(args, {}, 'd00d00d00d00d00d00d00d00d00d00d0\n')
    expect(wrong.code).toBe(1)
    expect(wrong.stdout).toContain('40125')
    expect(wrong.stdout + wrong.stderr).not.toMatch(/d00d00d0|c0ffee/)
  })

  /** What the doctor finds of one card, step by step. */
  async function examined(card: object, ...more: readonly string[]): Promise<Map<string, Finding>> {
    const { url, appId, post } = await simulate('--app-secret', APP_SECRET, ...more)
    const secret = { grant_type: 'client_credential', appid: appId, secret: APP_SECRET }
    const { access_token } = await post('/cgi-bin/stable_token', secret)
    const { card_id } = await post(`/card/create?access_token=${access_token}`, { card })
    const args = ['doctor', '--app-id', appId, '--base-url', url, '--card-id', String(card_id), '--json']
    const { stdout } = await run(args, { WECHAT_APP_SECRET: APP_SECRET })
    const { findings } = JSON.parse(stdout) as { findings: Finding[] }
    return new Map(findings.map((finding) => [finding.step, finding]))
  }

  test.each<[string, object, string, string, RegExp]>([
    ['own codes', { use_custom_code: true }, 'Own codes', 'bad', /40158/],
    ['own codes, which the link shows too', { use_custom_code: true }, 'Activation link', 'bad', /40158/],
    ['a bound user', { bind_openid: true }, 'Bound user', 'good', /openid of the user/],
    ['no stock', { sku: { quantity: 0 } }, 'Stock', 'bad', /0 left/],
  ])('sees of a member card with %s', async (_, base, step, result, finding) => {
    const { base_info } = MEMBER_CARD.card.member_card
    const member_card = { ...MEMBER_CARD.card.member_card, base_info: { ...base_info, ...base } }
    const found = await examined({ card_type: 'MEMBER_CARD', member_card })
    expect(found.get(step)).toMatchObject({ result, finding: expect.stringMatching(finding) })
  })

  test.each<[string, object, string, string, RegExp]>([
    [
      'two ways of activation',
      { activate_url: 'https://tea.example.com/join' },
      'Activation',
      'bad',
      /activate_url is set and wins/,
    ],
    [
      'two ways, by asking for the link',
      { activate_url: 'https://tea.example.com/join' },
      'Activation link',
      'bad',
      /72026/,
    ],
    [
      'an address that makes it the jump type',
      { wx_activate_after_submit: false, wx_activate_after_submit_url: 'x' },
      'After the form',
      'good',
      /jump type/,
    ],
    ['no activation', { wx_activate: false }, 'Activation', 'bad', /no way/],
    [
      'a cell with an AppID',
      { custom_cell1: { name: 'Tea', tips: 'Go', app_brand_user_name: 'wx5135a70acc', app_brand_pass: 'p' } },
      'Jump fields',
      'bad',
      /app_brand_user_name does not end/,
    ],
  ])('sees of a member card with %s (its own fields)', async (_, body, step, result, finding) => {
    const member_card = { ...MEMBER_CARD.card.member_card, ...body }
    const found = await examined({ card_type: 'MEMBER_CARD', member_card })
    expect(found.get(step)).toMatchObject({ result, finding: expect.stringMatching(finding) })
  })

  test('looks at a coupon and at a gift card for what they need', async () => {
    const { base_info } = MEMBER_CARD.card.member_card
    const days = { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 0 }
    const cash = { base_info: { ...base_info, date_info: days }, reduce_cost: 500 }
    const coupon = await examined({ card_type: 'CASH', cash }, '--mode', 'legacy')
    expect([...coupon.keys()]).toEqual([
      'Credentials',
      'Card ticket',
      'Card',
      'Review',
      'Stock',
      'Codes',
      'Redemption',
      'Product',
    ])
    const general_card = {
      base_info: {
        ...base_info,
        get_limit: 0,
        giftcard_info: { price: 10_000 },
        max_give_friend_times: 0,
        can_give_friend: true,
      },
      sub_card_type: 'GIFT_CARD',
      prerogative: 'Pay with it',
      supply_bonus: true,
      supply_balance: true,
      init_balance: 10_000,
      auto_activate: true,
    }
    const gift = await examined({ card_type: 'GENERAL_CARD', general_card })
    expect([...gift.keys()]).toEqual([
      'Credentials',
      'Card ticket',
      'Card',
      'Review',
      'Stock',
      'Codes',
      'Price',
      'Ways to get it',
      'Giving away',
    ])
    expect(gift.get('Price')?.finding).toBe('100.00 yuan')
    expect(gift.get('Ways to get it')?.finding).toContain('已领取')
  })

  test('gives remedies for WeChat’s codes in the language of the person', async () => {
    const { url, appId } = await simulate('--app-secret', APP_SECRET)
    const args = ['doctor', '--app-id', appId, '--base-url', url, '--card-id', 'pNobody']
    const env = { WECHAT_APP_SECRET: APP_SECRET }
    expect((await run(args, { ...env, LANG: 'zh_CN.UTF-8' })).stdout).toMatch(/40073[\s\S]*[\u4e00-\u9fff]/)
    expect((await run(args, { ...env, LANG: 'en_US.UTF-8' })).stdout).not.toMatch(/[\u4e00-\u9fff]/)
  })

  /** A callback address that does one thing, whatever is asked. */
  async function callbackThat(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
    const server = createServer(answer).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat`
  }

  test.each<[string, (request: IncomingMessage, response: ServerResponse) => void, string, RegExp]>([
    ['a wrong status', (_, response) => response.writeHead(403).end('no'), 'Callback address', /answers HTTP 403/],
    [
      'a redirect',
      (_, response) => response.writeHead(302, { location: '/' }).end(),
      'Callback address',
      /answers HTTP 302/,
    ],
    ['a wrong body', (_, response) => response.end('<html>'), 'Callback address', /not with the echostr: a body of 6/],
    ['an empty body', (_, response) => response.end(), 'Callback address', /not with the echostr: an empty body/],
    ['silence', () => {}, 'Callback address', /does not answer within 5 s/],
    ['a reset', (request) => request.socket.resetAndDestroy(), 'Callback address', /cannot be reached: /],
    [
      'an event refused',
      (request, response) => (request.method === 'GET' ? echo(request, response) : response.writeHead(500).end()),
      'Callback event',
      /answers HTTP 500/,
    ],
    [
      'an event without an answer',
      (request, response) => (request.method === 'GET' ? echo(request, response) : undefined),
      'Callback event',
      /does not answer within 5 s/,
    ],
  ])('tells %s from the rest, and ends', async (_, answer, step, finding) => {
    const { url, appId } = await simulate('--app-secret', APP_SECRET)
    const args = ['doctor', '--app-id', appId, '--base-url', url, '--json', '--callback', await callbackThat(answer)]
    const { code, stdout } = await run(args, { WECHAT_APP_SECRET: APP_SECRET, WECHAT_TOKEN: 'doctorToken1' })
    expect(code).toBe(1)
    const found = JSON.parse(stdout).findings.at(-1)
    expect(found).toMatchObject({
      step,
      result: 'bad',
      finding: expect.stringMatching(finding),
      remedy: expect.any(String),
    })
  })

  test('says that the token is missing, and does not call that healthy', async () => {
    const { url, appId } = await simulate('--app-secret', APP_SECRET)
    const args = ['doctor', '--app-id', appId, '--base-url', url, '--callback', 'http://127.0.0.1:9/']
    const { code, stdout } = await run(args, { WECHAT_APP_SECRET: APP_SECRET })
    expect(code).toBe(1)
    expect(stdout).toContain('WECHAT_TOKEN is not set')
    expect(stdout).not.toContain('Nothing is wrong')
  })

  test('ends at the first Ctrl-C while an address is silent', async () => {
    const { url, appId } = await simulate('--app-secret', APP_SECRET)
    let asked = (): void => {}
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    const callback = await callbackThat(() => asked())
    const args = [CLI, 'doctor', '--app-id', appId, '--base-url', url, '--callback', callback]
    const env = { PATH: process.env.PATH, WECHAT_APP_SECRET: APP_SECRET, WECHAT_TOKEN: 'doctorToken1' }
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
    running.push(child)
    let printed = ''
    child.stdout.on('data', (bytes) => {
      printed += String(bytes)
    })
    await isAsked
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([130, null])
    expect(printed).not.toContain('does not answer')
  })

  test('calls the callback address as WeChat would', async () => {
    const { url, appId } = await simulate('--app-secret', APP_SECRET)
    const asked: string[] = []
    // A merchant who answers the check and accepts events.
    const merchant = createServer((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://merchant')
      asked.push(`${request.method} ${searchParams.has('msg_signature')}`)
      request.resume()
      request.on('end', () => response.end(request.method === 'GET' ? searchParams.get('echostr') : 'success'))
    }).listen(0, '127.0.0.1')
    await once(merchant, 'listening')
    const callback = `http://127.0.0.1:${(merchant.address() as AddressInfo).port}/wechat`
    const args = ['doctor', '--app-id', appId, '--base-url', url, '--callback', callback]
    const env = { WECHAT_APP_SECRET: APP_SECRET, WECHAT_TOKEN: 'doctorToken1', WECHAT_AES_KEY: 'k'.repeat(43) }
    const healthy = await run(args, env)
    expect(healthy.stdout).toContain('Nothing is wrong')
    expect(healthy.code).toBe(0)
    expect(asked).toEqual(['GET false', 'POST true'])
    merchant.close()
    merchant.closeAllConnections()
    const gone = await run(args, env)
    expect(gone.code).toBe(1)
    expect(gone.stdout).toContain('Callback address')
  })
})
