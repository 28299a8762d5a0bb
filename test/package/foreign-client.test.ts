import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent } from 'node:https'
import { createRequire } from 'node:module'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type ConnectionOptions, createServer, type Server, connect as tlsConnect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NewCard } from '../../src/index.js'
import type { PhoneActivationReturn } from '../../src/testing/index.js'
import { sampleCard } from '../support/card-samples.js'
import { selfSigned } from '../support/certificate.js'
import { ANSWERS, JUMP } from '../support/merchant.js'
import { run } from '../support/packed.js'

/**
 * Clients that we did not write, as their authors publish them. They talk to the command `simulate` as they would to
 * WeChat, and what users do is done by its HTTP controls, as a test in any language does it.
 */
const FOREIGN = {
  coWechatApi: 'co-wechat-api@3.11.0',
  wechatApi: 'wechat-api@1.35.1',
  wechatJssdk: 'wechat-jssdk@5.1.0',
}

const CLI = join(import.meta.dirname, '../../dist/cli.js')
const PYTHON_CLIENT = join(import.meta.dirname, '../support/foreign-client.py')
const APP_ID = 'wxforeign0001'
const APP_SECRET = 'c0ffee00c0ffee00c0ffee00c0ffee00'

type Answer = Readonly<Record<string, unknown>>

interface SimulateProcess {
  readonly url: string
  /** Calls a control, or reads one where there is nothing to send. */
  control(name: string, body?: object): Promise<Answer>
  /** Has a user's phone do something. */
  phone(openid: string, method: string, ...values: unknown[]): Promise<Answer>
  stop(): Promise<void>
}

/** Starts the command. */
async function simulate(...args: readonly string[]): Promise<SimulateProcess> {
  const account = ['--app-id', APP_ID, '--app-secret', APP_SECRET]
  const child = spawn(
    process.execPath,
    [CLI, 'simulate', '--port', '0', '--json', '--mode', 'legacy', ...account, ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const lines = createInterface({ input: child.stdout })
  const [first] = (await once(lines, 'line')) as [string]
  const { url } = JSON.parse(first) as { url: string }
  lines.on('line', () => {}) // what it prints of requests is read and let go
  const control = async (name: string, body?: object): Promise<Answer> => {
    const headers = { 'content-type': 'application/json' }
    const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }
    const response = await fetch(`${url}/_simulator/${name}`, init)
    return (await response.json()) as Answer
  }
  return {
    url,
    control,
    phone: (openid, method, ...values) => control(`phone/${method}`, { user: { openid }, arguments: values }),
    stop: () => ended(child),
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** One of the cards that a phone has added. */
const addedCode = (answer: Answer): string => (answer as { cardList: { code: string }[] }).cardList[0]?.code ?? ''

let folder: string
let inFront: Server
let simulator: SimulateProcess
const certificate = selfSigned()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wechat-card-sdk-foreign-'))
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...Object.values(FOREIGN)], {
    cwd: folder,
  })
  simulator = await simulate()
  const { port } = new URL(simulator.url)
  // In front of the simulator stands what ends TLS, as in front of WeChat.
  inFront = createServer(certificate, (client) => {
    const behind = connect(Number(port), '127.0.0.1')
    for (const [one, other] of [[client, behind] as const, [behind, client] as const]) {
      one.pipe(other)
      one.on('error', () => other.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(inFront, 'listening')
}, 180_000)

afterAll(async () => {
  inFront?.close()
  await simulator?.stop()
  await rm(folder, { recursive: true, force: true })
})

const portInFront = (): number => (inFront.address() as AddressInfo).port

/** Leads every connection to the simulator, whatever the host is called. */
class Redirected extends Agent {
  constructor() {
    super({ keepAlive: false })
    const own = this as { createConnection?: (options: ConnectionOptions) => unknown } // Node's own hook, which its types hide
    own.createConnection = () =>
      tlsConnect({ host: '127.0.0.1', port: portInFront(), servername: 'localhost', ca: certificate.cert })
  }
}

/** What of a foreign package is used here: what it exports has no types of its own. */
const foreign = (name: string): unknown => createRequire(join(folder, 'package.json'))(name)

type Call = (method: string, ...values: unknown[]) => Promise<Answer>

/** From the creation of both kinds of cards to their use, in the names that this family of clients has for it. */
async function wholeStory(
  call: Call,
  openid: string,
  { form, update, hasComponent }: { readonly form: string; readonly update: string; readonly hasComponent: boolean },
): Promise<void> {
  const claimed = async (cardId: string): Promise<unknown> => {
    const ext = await call('getCardExt', { card_id: cardId })
    const added = await simulator.phone(openid, 'addCard', { cardList: [{ cardId, cardExt: JSON.stringify(ext) }] })
    expect(added).toMatchObject({ errMsg: 'addCard:ok' })
    return (await call('decryptCode', addedCode(added))).code
  }
  const throughComponent = async (): Promise<unknown> => {
    const { url } = await call('getActivateMembercardUrl', { card_id: memberId, outer_str: 'kiosk' })
    const query = new URL(String(url)).searchParams
    const extraData = Object.fromEntries(['encrypt_card_id', 'outer_str', 'biz'].map((name) => [name, query.get(name)]))
    const shown = (await simulator.phone(
      openid,
      'openActivation',
      extraData,
      ANSWERS,
    )) as unknown as PhoneActivationReturn
    const { activate_ticket = '', code } = shown.referrerInfo.extraData ?? {}
    expect(await call('getActivateTempinfo', activate_ticket)).toMatchObject({
      info: { common_field_list: [{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000000' }] },
    })
    return code
  }
  const create = async (card: NewCard): Promise<string> => String((await call('createCard', card)).card_id)
  const before = ((await simulator.control('events')) as unknown as unknown[]).length

  const couponId = await create(sampleCard('CASH'))
  const code = await claimed(couponId)
  expect(code).toMatch(/^\d{12}$/)
  expect(await call('getCode', code)).toMatchObject({ openid, can_consume: true, card: { card_id: couponId } })
  expect(await call('consumeCode', code, couponId)).toMatchObject({ errcode: 0, openid })
  await expect(call('consumeCode', code, couponId)).rejects.toThrow(/invalid code, this code has consumed/)

  const memberId = await create(sampleCard('MEMBER_CARD', {}, JUMP))
  const required_form = { can_modify: false, common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'] }
  await call(form, { card_id: memberId, required_form })
  const memberCode = hasComponent ? await throughComponent() : await claimed(memberId)
  const member = { card_id: memberId, code: memberCode }
  await call('activateMembercard', { ...member, membership_number: 'M-1', init_bonus: 10 })
  expect(await call(update, { ...member, add_bonus: 5 })).toMatchObject({ result_bonus: 15, openid })

  expect(await simulator.phone(openid, 'wallet')).toMatchObject([
    { cardId: couponId, code, status: 'CONSUMED' },
    { cardId: memberId, code: memberCode, active: true, bonus: 15 },
  ])
  const events = (await simulator.control('events')) as unknown as Answer[]
  expect(events.slice(before).map(({ Event }) => Event)).toEqual([
    'card_pass_check',
    'user_get_card',
    'user_consume_card',
    'card_pass_check',
    'user_get_card',
    ...(hasComponent ? ['submit_membercard_user_info'] : []),
    'update_member_card',
  ])
}

describe(FOREIGN.wechatApi, () => {
  /** Every call ends with a callback. Redirected by its own options. */
  function wechatApi(): Call {
    type Api = Record<string, (...values: unknown[]) => void>
    const WechatApi = foreign('wechat-api') as new (id: string, secret: string) => Api
    const api = new WechatApi(APP_ID, APP_SECRET)
    api.setEndpoint?.(`localhost:${portInFront()}`)
    api.setOpts?.({ httpsAgent: new Agent({ ca: certificate.cert }) })
    return (method, ...values) =>
      new Promise((resolve, reject) => {
        if (api[method] === undefined) throw new Error(`it has no method ${method}`)
        api[method](...values, (error: unknown, answer: Answer): void => (error ? reject(error) : resolve(answer)))
      })
  }

  test('goes the whole way', async () => {
    await wholeStory(wechatApi(), 'oWechatApi', {
      form: 'activateMembercardUserForm',
      update: 'updateMemberCardUserInfo',
      hasComponent: false, // it knows neither the link nor the ticket
    })
  })

  test('obtains the same ticket twice, and signs for cards with own codes and bound users too', async () => {
    const call = wechatApi()
    const [first, second] = [await call('getTicket', 'wx_card'), await call('getTicket', 'wx_card')]
    expect(second.ticket).toBe(first.ticket)
    const base = { use_custom_code: true, bind_openid: true }
    const { card_id: cardId } = await call('createCard', sampleCard('CASH', base))
    const ext = await call('getCardExt', { card_id: cardId, code: 'MINE-1', openid: 'oBound' })
    const list = [{ cardId: String(cardId), cardExt: JSON.stringify(ext) }]
    expect(await simulator.phone('oOther', 'addCard', list)).toMatchObject({
      errMsg: 'addCard:fail (参数错误)',
      reason: expect.any(String),
    })
    const added = await simulator.phone('oBound', 'addCard', list)
    expect(await call('decryptCode', addedCode(added))).toMatchObject({ code: 'MINE-1' })
  })

  test('is told what is wrong as WeChat tells it', async () => {
    const call = wechatApi()
    await expect(call('getCard', 'pNobody')).rejects.toMatchObject({ name: 'WeChatAPIError', code: 40073 })
    await expect(call('decryptCode', 'nonsense')).rejects.toMatchObject({ code: 40075 })
  })
})

describe(FOREIGN.coWechatApi, () => {
  test('goes the whole way', async () => {
    type Api = Record<string, (...values: unknown[]) => Promise<Answer>>
    const CoWechatApi = foreign('co-wechat-api') as new (id: string, secret: string) => Api
    const api = new CoWechatApi(APP_ID, APP_SECRET)
    // Its addresses are fixed; the agent among its options decides where they lead.
    api.setOpts?.({ agent: new Redirected() })
    const call: Call = async (method, ...values) => await (api[method]?.(...values) ?? {})
    await wholeStory(call, 'oCoWechatApi', { form: 'activateUserForm', update: 'updateMembercard', hasComponent: true })
  })
})

describe(FOREIGN.wechatJssdk, () => {
  test('signs what phones accept, and decrypts what they bring', async () => {
    interface Jssdk {
      readonly Card: new (
        options: object,
      ) => {
        getCardExt(cardId: string): Promise<string>
        getCardSignature(shopId: string, cardType: string, cardId: string): Promise<object>
        decryptCardCode(code: string): Promise<Answer>
      }
      readonly Store: new () => object
    }
    const { Card, Store } = foreign('wechat-jssdk') as Jssdk
    const { url } = simulator
    const card = new Card({
      appId: APP_ID,
      appSecret: APP_SECRET,
      store: new Store(),
      accessTokenUrl: `${url}/cgi-bin/token`,
      ticketUrl: `${url}/cgi-bin/ticket/getticket`,
      decodeCardCodeUrl: `${url}/card/code/decrypt`,
    })
    // It has no method that creates a card.
    const token = await post('/cgi-bin/stable_token', {
      grant_type: 'client_credential',
      appid: APP_ID,
      secret: APP_SECRET,
    })
    const access = `access_token=${token.access_token}`
    const created = await post(`/card/create?${access}`, { card: sampleCard('CASH') })
    const cardId = String(created.card_id)
    const list = [{ cardId, cardExt: await card.getCardExt(cardId) }]
    const added = await simulator.phone('oJssdk', 'addCard', list)
    const { code } = await card.decryptCardCode(addedCode(added))
    const chosen = await simulator.phone('oJssdk', 'chooseCard', await card.getCardSignature('', '', cardId))
    const [{ encrypt_code: again }] = JSON.parse(String(chosen.cardList)) as [{ encrypt_code: string }]
    expect(await card.decryptCardCode(again)).toMatchObject({ errcode: 0, code })
    expect(await post(`/card/code/consume?${access}`, { code })).toMatchObject({ errcode: 0, openid: 'oJssdk' })
    expect(
      JSON.parse(
        String((await simulator.phone('oJssdk', 'chooseCard', await card.getCardSignature('', '', cardId))).cardList),
      ),
    ).toEqual([])
  })

  async function post(path: string, body: object): Promise<Answer> {
    const response = await fetch(simulator.url + path, { method: 'POST', body: JSON.stringify(body) })
    return (await response.json()) as Answer
  }
})

describe('Python with its standard library', () => {
  test.runIf(hasPython())(
    'goes the whole way, and hears of it by signed pushes (needs python3)',
    async () => {
      const python = spawn('python3', [PYTHON_CLIENT], { stdio: ['pipe', 'pipe', 'pipe'] })
      let complaints = ''
      python.stderr.on('data', (bytes) => {
        complaints += String(bytes)
      })
      const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
      const token = 'pythonToken1'
      const port = (await lines.next()).value
      const own = await simulate('--push', `http://127.0.0.1:${port}/wechat`, '--token', token)
      try {
        python.stdin.end(`${JSON.stringify({ url: own.url, appId: APP_ID, appSecret: APP_SECRET, token })}\n`)
        const { value, done } = await lines.next()
        expect(done ? complaints : '').toBe('')
        const story = JSON.parse(value)
        expect(story).toMatchObject({
          code: expect.stringMatching(/^\d{12}$/),
          consumed: 'oPython',
          reused: { errMsg: 'addCard:fail (已领完)', reason: expect.any(String) },
          mobile: [{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000000' }],
          wallet: [
            { code: story.code, status: 'CONSUMED' },
            { code: story.memberCode, active: true, bonus: 15 },
          ],
        })
        expect(story.heard.toSorted()).toEqual(
          [
            ['card_pass_check', ''],
            ['user_get_card', story.code],
            ['user_consume_card', story.code],
            ['card_pass_check', ''],
            ['user_get_card', story.memberCode],
            ['submit_membercard_user_info', story.memberCode],
            ['update_member_card', story.memberCode],
          ].toSorted(),
        )
      } finally {
        await ended(python)
        await own.stop()
      }
    },
    60_000,
  )
})

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    console.warn('python3 is not installed: the test with a client in Python is left out.')
    return false
  }
}
