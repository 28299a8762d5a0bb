import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WeChatCardClient } from '../../src/index.js'
import { createSimulator, type Listening } from '../../src/testing/index.js'
import { type Installed, installExample, type Packed, pack, run } from '../support/packed.js'
import { type RedisServer, redisIsInstalled, startRedis } from '../support/redis.js'

const AES_KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const TOKEN = 'exampleToken1'
const MINUTES = 60_000

let packed: Packed

beforeAll(async () => {
  packed = await pack()
})

afterAll(async () => {
  await packed.remove()
})

/** Starts an example's server and waits until it listens. */
async function start(folder: string, file: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const [, port] = /^listening on (\d+)$/.exec(line) ?? []
    if (port !== undefined) return { child, url: `http://127.0.0.1:${port}` }
  }
  throw new Error(`${file} ended before it listened`)
}

const memberCard = {
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
    wx_activate_after_submit_url: 'https://tea.example.test/?from=card',
  },
} as const

/** A user claims a card through an example, which hears of it from WeChat as well. */
async function claimThrough(installed: Installed, file: string, more: Record<string, string> = {}): Promise<void> {
  const simulator = createSimulator()
  const wechat: Listening = await simulator.listen({ port: 0 })
  let child: ChildProcess | undefined
  try {
    const merchant = new WeChatCardClient(simulator.clientOptions())
    const { card_id: cardId } = await merchant.cards.create({ card: memberCard })
    const started = await start(installed.folder, file, {
      WECHAT_APP_ID: simulator.appId,
      WECHAT_APP_SECRET: simulator.appSecret,
      WECHAT_BASE_URL: wechat.url,
      WECHAT_TOKEN: TOKEN,
      WECHAT_AES_KEY: AES_KEY,
      ...more,
    })
    child = started.child
    const post = async (path: string, body: object): Promise<Record<string, unknown>> => {
      const response = await fetch(started.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return { status: response.status, ...((await response.json()) as Record<string, unknown>) }
    }
    const callback = simulator.pushTo(`${started.url}/wechat`, { token: TOKEN, encodingAESKey: AES_KEY })
    expect(await callback.verify()).toEqual({ ok: true })

    const phone = simulator.phone({ openid: 'oExampleUser' })
    const { cardList } = await post('/cards/add', { cardId })
    const added = await phone.addCard(cardList as Parameters<typeof phone.addCard>[0])
    const [held] = phone.wallet()
    const { cards } = await post('/cards/added', { cardList: added.cardList })
    expect(cards).toEqual([{ ok: true, cardId, code: held?.code }])
    await simulator.settled()
    const known = await fetch(`${started.url}/cards/${cardId}/${held?.code}`)
    expect(await known.json()).toEqual({ openid: 'oExampleUser' })
    expect(await post('/cards/add', {})).toMatchObject({ status: 400, code: 'ERR_INPUT' })
  } finally {
    child?.kill('SIGKILL')
    await wechat.close()
  }
}

describe('the examples, on the packed package', () => {
  test.each(['fastify', 'koa', 'hono'])(
    '%s: a user claims a card, and the event arrives',
    async (name) => {
      const installed = await installExample(packed, name)
      try {
        await claimThrough(installed, 'server.js')
      } finally {
        await installed.remove()
      }
    },
    5 * MINUTES,
  )

  test(
    'NestJS: it compiles, a user claims a card, and the event arrives',
    async () => {
      const installed = await installExample(packed, 'nestjs')
      try {
        await run('npm', ['run', 'build'], { cwd: installed.folder })
        await claimThrough(installed, 'dist/main.js')
      } finally {
        await installed.remove()
      }
    },
    5 * MINUTES,
  )

  test.runIf(redisIsInstalled)(
    'Express with Redis: a user claims a card, and the event arrives',
    async () => {
      const redis: RedisServer = await startRedis()
      const installed = await installExample(packed, 'express-redis')
      try {
        await claimThrough(installed, 'server.js', { REDIS_URL: `redis://127.0.0.1:${redis.port}` })
        expect(redis.cli('KEYS', 'wechat-card-sdk:v1:*').split('\n').length).toBeGreaterThanOrEqual(2)
      } finally {
        await Promise.all([installed.remove(), redis.stop()])
      }
    },
    5 * MINUTES,
  )

  test(
    "the mini program: what the server returns fits what wx.* takes, by WeChat's own types",
    async () => {
      const installed = await installExample(packed, 'mini-program')
      try {
        await run(join(installed.folder, 'node_modules/.bin/tsc'), [], { cwd: installed.folder })
      } finally {
        await installed.remove()
      }
    },
    5 * MINUTES,
  )
})
