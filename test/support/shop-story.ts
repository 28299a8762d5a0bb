// One story that every example with a shop must live through, over HTTP: a member is made, earns points, and everything
// goes wrong on the way that usually does.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, vi } from 'vitest'
import { WeChatCardClient } from '../../src/index.js'
import { createSimulator } from '../../src/testing/index.js'
import { run } from './packed.js'

const TOKEN = 'exampleToken1'
const AES_KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const ORDER_SERVICE_KEY = 'order-service-key-of-the-test'
const FORM = { USER_FORM_INFO_FLAG_MOBILE: '13800000000' }

/** A server of an example while it runs. */
interface Running {
  readonly url: string
  /** Ends it as a crash does. */
  kill(): Promise<void>
}

/** Starts a server of an example and waits until it listens. */
export async function startServer(folder: string, file: string, env: Record<string, string>): Promise<Running> {
  const child: ChildProcess = spawn(process.execPath, [file], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (child.stdout === null) throw new Error('no output')
  for await (const line of createInterface({ input: child.stdout })) {
    const [, port] = /^listening on (\d+)$/.exec(line) ?? []
    if (port === undefined) continue
    const kill = async (): Promise<void> => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    return { url: `http://127.0.0.1:${port}`, kill }
  }
  throw new Error(`${file} ended before it listened`)
}

/** Where an example's files are. */
export interface ShopExample {
  readonly folder: string
  readonly server: string
  readonly createCard: string
  readonly env?: Record<string, string>
  /** Whether a second process can serve beside the first. */
  readonly manyProcesses?: boolean
  /** Ends the locks of a process that was killed, as their time would. */
  readonly endLocks?: () => void
}

/** Lives through the story. */
export async function tellShopStory(example: ShopExample): Promise<void> {
  const simulator = createSimulator()
  const wechat = await simulator.listen({ port: 0 })
  const servers: Running[] = []
  try {
    const env = {
      WECHAT_APP_ID: simulator.appId,
      WECHAT_APP_SECRET: simulator.appSecret,
      WECHAT_BASE_URL: wechat.url,
      WECHAT_TOKEN: TOKEN,
      WECHAT_AES_KEY: AES_KEY,
      ORDER_SERVICE_KEY,
      DEMO_SESSIONS: '1',
      STORE: join(example.folder, 'shop.json'),
      ...example.env,
    }
    // The merchant makes the card.
    const { stdout } = await promiseOfOutput(example, { ...env, MINI_PROGRAM: 'gh_0123456789ab' })
    const [, cardId = ''] = /^WECHAT_CARD_ID=(\S+)$/m.exec(stdout) ?? []
    const start = async (): Promise<Running> => {
      const server = await startServer(example.folder, example.server, { ...env, WECHAT_CARD_ID: cardId })
      servers.push(server)
      return server
    }

    let server = await start()
    let callback = simulator.pushTo(`${server.url}/wechat`, { token: TOKEN, encodingAESKey: AES_KEY })
    expect(await callback.verify()).toEqual({ ok: true })

    const restart = async (): Promise<void> => {
      callback.stop()
      await server.kill()
      server = await start()
      callback = simulator.pushTo(`${server.url}/wechat`, { token: TOKEN, encodingAESKey: AES_KEY })
    }

    /** What a server answers with, and its status. */
    type Reply = { readonly status: number } & Record<string, unknown>
    const post = async (path: string, body: object, headers: Record<string, string> = {}): Promise<Reply> => {
      const response = await fetch(server.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })
      return { status: response.status, ...((await response.json()) as Record<string, unknown>) }
    }
    const as = (unionid: string): Record<string, string> => ({ 'x-demo-unionid': unionid })
    const paid = (order: object): Promise<Reply> =>
      post('/internal/orders/paid', order, { authorization: `Bearer ${ORDER_SERVICE_KEY}` })

    // Lin takes the card with wx.addCard.
    const lin = simulator.phone({ openid: 'oLin', unionid: 'uLin' })
    const toAdd = await post('/cards/add', {})
    const added = await lin.addCard(toAdd.cardList as Parameters<typeof lin.addCard>[0])
    const [held] = lin.wallet()
    if (held === undefined) throw new Error('the card was not claimed')
    const { code } = held
    const opened = await post('/cards/added', { cardList: added.cardList })
    expect(opened).toEqual({ status: 200, cardList: [{ cardId, code }] })
    await lin.openCard(opened.cardList as Parameters<typeof lin.openCard>[0])
    await simulator.settled()
    expect(await post('/cards/show', { code }, as('uLin'))).toMatchObject({ status: 200, active: false, points: 0 })

    // She fills in the form. An ordinary show, or one without the form, makes nobody a member.
    const { extraData } = await post('/activation/open', {})
    const shown = await lin.openActivation(extraData as Parameters<typeof lin.openActivation>[0], FORM)
    const back = (options: object = shown, user = 'uLin'): Promise<Reply> =>
      post('/activation/return', options, as(user))
    expect(await back({ scene: 1001, referrerInfo: {} })).toMatchObject({ status: 200, activated: false })
    const withoutTicket = { ...shown.referrerInfo, extraData: { card_id: cardId, code } }
    expect(await back({ scene: 1038, referrerInfo: withoutTicket })).toMatchObject({ activated: false })
    // Nor can anybody else activate her card, or see it.
    expect(await back(shown, 'uWang')).toMatchObject({ status: 403 })
    expect(await post('/activation/return', shown)).toMatchObject({ status: 401 })
    expect(simulator.effects.count('member.activated')).toBe(0)

    // WeChat activates, but its answer gets lost; the server is restarted; the mini program is shown again, twice.
    simulator.faults.add({ path: '/card/membercard/activate', reset: true, executes: true })
    expect(await back()).toMatchObject({ status: 502, code: 'ERR_NETWORK' })
    await restart()
    const form = [{ name: 'USER_FORM_INFO_FLAG_MOBILE', value: '13800000000' }]
    expect(await Promise.all([back(), back()])).toEqual(
      [1, 2].map(() => ({ status: 200, activated: true, code, form })),
    )
    // Long after the ticket has ended the phone may still bring it.
    simulator.advance(3_600_000)
    expect(await back()).toEqual({ status: 200, activated: true, code, form })
    expect(simulator.effects.count('member.activated')).toBe(1)
    const card = { code, active: true, number: code }
    expect(await post('/cards/show', { code }, as('uLin'))).toEqual({ status: 200, ...card, points: 100 })
    expect(await post('/cards/show', { code }, as('uWang'))).toMatchObject({ status: 403 })
    expect(await post('/cards/show', { code })).toMatchObject({ status: 401 })

    // Points: two orders at once, one of them twice; a lost answer, and the order once more after a restart.
    const tea = { orderId: 'A-1', code, points: 30, reason: 'Longjing' }
    expect(await post('/internal/orders/paid', tea, as('uLin'))).toMatchObject({ status: 403 })
    expect(await paid({ ...tea, points: '30' })).toMatchObject({ status: 400 })
    await Promise.all([paid(tea), paid({ ...tea, orderId: 'A-2', points: 50 }), paid(tea)])
    expect(lin.wallet()).toMatchObject([{ bonus: 180 }])
    for (let times = 0; times < 10; times++) {
      simulator.faults.add({ path: '/card/membercard/updateuser', reset: true, executes: true })
    }
    expect(await paid({ ...tea, orderId: 'A-3', points: 20 })).toMatchObject({ status: 502 })
    simulator.faults.clear()
    await restart()
    expect(await paid({ ...tea, orderId: 'A-3', points: 20 })).toEqual({ status: 200, points: 200 })
    expect(await paid(tea)).toEqual({ status: 200, points: 200 })
    expect(await paid({ ...tea, points: 3000 })).toMatchObject({ status: 409 })
    // Killed while it asks WeChat: the order service hears nothing, and reports the order again.
    simulator.faults.add({ path: '/card/membercard/updateuser', stall: 'headers', executes: true })
    const unanswered = expect(paid({ ...tea, orderId: 'A-4', points: -20 })).rejects.toThrow()
    await vi.waitFor(() => expect(simulator.faults.pending()).toEqual([]), 5000)
    await restart()
    await unanswered
    example.endLocks?.()
    expect(await paid({ ...tea, orderId: 'A-4', points: -20 })).toEqual({ status: 200, points: 180 })
    expect(await paid({ ...tea, orderId: 'A-5', points: 20 })).toEqual({ status: 200, points: 200 })
    expect(await post('/cards/show', { code }, as('uLin'))).toEqual({ status: 200, ...card, points: 200 })

    // Wang's card was activated elsewhere and has points: the ledger begins with them.
    const wang = simulator.phone({ openid: 'oWang', unionid: 'uWang' })
    const merchant = new WeChatCardClient(simulator.clientOptions())
    await wang.addCard(await merchant.buildAddCardList([{ cardId }]))
    const [{ code: wangs } = { code: '' }] = wang.wallet()
    expect(await paid({ ...tea, orderId: 'B-1', code: wangs })).toMatchObject({ status: 409 })
    await merchant.members.activate({ card_id: cardId, code: wangs, membership_number: 'W-1', init_bonus: 500 })
    expect(await paid({ ...tea, orderId: 'B-1', code: wangs })).toEqual({ status: 200, points: 530 })
    await simulator.settled()

    // Zhao's phone brings the ticket too late, and WeChat shows nobody the form twice: a member all the same.
    const zhao = simulator.phone({ openid: 'oZhao', unionid: 'uZhao' })
    const navigation = await post('/activation/open', {})
    const late = await zhao.openActivation(navigation.extraData as Parameters<typeof zhao.openActivation>[0], FORM)
    await simulator.settled()
    simulator.advance(3_600_000)
    expect(await back(late, 'uZhao')).toMatchObject({ status: 200, activated: true, form: [] })
    expect(zhao.wallet()).toMatchObject([{ active: true, bonus: 100 }])

    if (example.manyProcesses) {
      const first = server
      const second = await start()
      const orders = Array.from({ length: 8 }, (_, number) => ({ ...tea, orderId: `C-${number >> 1}`, points: 1 }))
      await Promise.all(
        orders.map((order, number) => {
          server = number % 2 === 0 ? first : second
          return paid(order)
        }),
      )
      expect(lin.wallet()).toMatchObject([{ bonus: 204 }])
      server = first
    }

    // What cannot be meant is answered with advice.
    expect(await post('/cards/added', {})).toMatchObject({ status: 400, code: 'ERR_INPUT' })
    callback.stop()
  } finally {
    await Promise.all(servers.map((server) => server.kill()))
    await wechat.close()
  }
}

const promiseOfOutput = (example: ShopExample, env: Record<string, string>): Promise<{ stdout: string }> =>
  run(process.execPath, [example.createCard], { cwd: example.folder, env: { PATH: process.env.PATH, ...env } })
