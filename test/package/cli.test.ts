import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
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

afterEach(() => {
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
  const { url, appId } = (await next()) as { url: string; appId: string }
  const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const response = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) })
    return { status: response.status, ...((await response.json()) as object) }
  }
  return { child, url, appId, next, post }
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
    expect((await run(['doctor', '--help'])).stdout).toMatch(/^Usage: wechat-card-sdk doctor/)
  })

  test.each([
    ['no such command', ['frobnicate'], 'frobnicate'],
    ['an unknown option', ['explain', '--ticket', 'x'], '--ticket'],
    ['a missing option', ['explain', '--card-id', 'p1'], '--card-ext'],
    ['a wrong port', ['simulate', '--port', '70000'], '--port'],
    ['a wrong mode', ['simulate', '--port', '0', '--mode', '1999'], 'mode'],
  ])('%s ends with code 2 and says what is wrong', async (_, args, named) => {
    const { code, stderr, stdout } = await run(args)
    expect(code).toBe(2)
    expect(stderr).toContain(named)
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
})

describe('simulate', () => {
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
      ['Activation', 'good'],
      ['After the form', 'warning'],
      ['Jump fields', 'bad'],
    ])
    expect(findings.at(-1).remedy).toContain('@app')
    const wrong = await run(args, {}, 'd00d00d00d00d00d00d00d00d00d00d0\n')
    expect(wrong.code).toBe(1)
    expect(wrong.stdout).toContain('40125')
    expect(wrong.stdout + wrong.stderr).not.toMatch(/d00d00d0|c0ffee/)
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
