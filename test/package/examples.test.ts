import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { copyFile, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSimulator } from '../../src/testing/index.js'
import { installExample, type Packed, pack, ROOT, run } from '../support/packed.js'
import { type RedisServer, redisIsInstalled, startRedis } from '../support/redis.js'
import { type ShopExample, startServer, tellShopStory } from '../support/shop-story.js'

const MINUTES = 60_000

let packed: Packed

beforeAll(async () => {
  packed = await pack()
})

afterAll(async () => {
  await packed.remove()
})

const PLAIN = { server: 'server.js', createCard: 'create-card.js' }

/** Installs an example and lets its server live through the story. */
async function storyOf(name: string, how: Omit<ShopExample, 'folder'> = PLAIN, prepare?: string): Promise<void> {
  const installed = await installExample(packed, name)
  try {
    if (prepare !== undefined) await run('npm', ['run', prepare], { cwd: installed.folder })
    await tellShopStory({ folder: installed.folder, ...how })
  } finally {
    await installed.remove()
  }
}

const read = (path: string): Promise<string> => readFile(join(ROOT, 'examples', path), 'utf8')

/** The example folders that have this file, in themselves or in `src`. */
async function foldersWith(file: string): Promise<string[]> {
  const names = (await readdir(join(ROOT, 'examples'), { withFileTypes: true })).filter((entry) => entry.isDirectory())
  return names
    .flatMap(({ name }) => [name, join(name, 'src')])
    .filter((folder) => existsSync(join(ROOT, 'examples', folder, file)))
}

describe('the examples with a shop', () => {
  test.each([
    ['shop.js', 7],
    ['session.js', 6],
    ['create-card.js', 6],
    ['play.js', 5],
    ['store.js', 7],
  ])('have one and the same %s', async (file, atLeast) => {
    const folders = await foldersWith(file)
    expect(folders.length).toBeGreaterThanOrEqual(atLeast)
    // On Redis the store is another one, with the same functions.
    const alike = folders.filter((folder) => file !== 'store.js' || folder !== 'express-redis')
    expect(new Set(await Promise.all(alike.map((folder) => read(`${folder}/${file}`)))).size).toBe(1)
  })
})

test('each example has a README in both languages, and the environment that it reads', async () => {
  const entries = await readdir(join(ROOT, 'examples'), { withFileTypes: true })
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    const readme = await read(`${name}/README.md`)
    const headings = readme.match(/^# .+$/gm) ?? []
    expect([name, headings.length, /\p{Script=Han}/u.test(headings[1] ?? '')]).toEqual([name, 2, true])
    const files = await readdir(join(ROOT, 'examples', name), { recursive: true })
    const code = await Promise.all(
      files
        .filter((file) => /\.(js|ts)$/.test(file) && !/node_modules/.test(file))
        .map((file) => read(`${name}/${file}`)),
    )
    if (!code.some((text) => text.includes('process.env'))) continue
    const example = await read(`${name}/.env.example`)
    const names = new Set(code.flatMap((text) => text.match(/\b(WECHAT_[A-Z_]+|REDIS_URL|ORDER_SERVICE_KEY)\b/g) ?? []))
    for (const variable of names) expect(example, `${name}: ${variable}`).toContain(`${variable}=`)
  }
})

describe('on the packed package a member is made and earns points, whatever goes wrong on the way', () => {
  test.each(['fastify', 'koa', 'hono'])('%s', (name) => storyOf(name), 5 * MINUTES)

  test(
    'NestJS',
    () => storyOf('nestjs', { server: 'dist/main.js', createCard: 'dist/create-card.js' }, 'build'),
    5 * MINUTES,
  )

  test.runIf(redisIsInstalled)(
    'Express with Redis, in several processes',
    async () => {
      const redis: RedisServer = await startRedis()
      try {
        const env = { REDIS_URL: `redis://127.0.0.1:${redis.port}` }
        const endLocks = (): void => {
          for (const key of redis.cli('KEYS', 'shop:lock:*').split('\n')) redis.cli('PEXPIRE', key, '1')
        }
        await storyOf('express-redis', { ...PLAIN, env, manyProcesses: true, endLocks })
        expect(redis.cli('KEYS', 'wechat-card-sdk:v1:*').split('\n').length).toBeGreaterThanOrEqual(2)
      } finally {
        await redis.stop()
      }
    },
    5 * MINUTES,
  )
})

test(
  'fastify: a user is played as its README says, against `simulate`',
  async () => {
    const installed = await installExample(packed, 'fastify')
    const { folder } = installed
    await copyFile(join(folder, '.env.example'), join(folder, '.env'))
    const environment = Object.fromEntries(
      (await readFile(join(folder, '.env'), 'utf8')).split('\n').flatMap((line) => {
        const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? []
        return name === undefined || value === undefined ? [] : [[name, value]]
      }),
    ) as Record<string, string>
    const { WECHAT_APP_ID = '', WECHAT_APP_SECRET = '' } = environment
    const of = ['--app-id', WECHAT_APP_ID, '--app-secret', WECHAT_APP_SECRET]
    const cli = join(folder, 'node_modules/wechat-card-sdk/dist/cli.js')
    const simulate = spawn(process.execPath, [cli, 'simulate', '--port', '0', '--json', ...of], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let server: Awaited<ReturnType<typeof startServer>> | undefined
    try {
      const [line] = await once(createInterface({ input: simulate.stdout }), 'line')
      const env = { ...environment, WECHAT_BASE_URL: JSON.parse(String(line)).url, PORT: '0' }
      const inFolder = { cwd: folder, env: { PATH: process.env.PATH, ...env } }
      const made = (await run(process.execPath, ['create-card.js'], inFolder)).stdout
      server = await startServer(folder, 'server.js', { ...env, WECHAT_CARD_ID: made.trim().replace(/^.*=/, '') })
      const playing = { cwd: folder, env: { ...inFolder.env, SHOP: server.url } }
      const { stdout } = await run(process.execPath, ['play.js'], playing)
      expect(stdout).toContain('She is a member: 13800000000.')
      expect(stdout).toContain('She has 130 points.')
    } finally {
      await server?.kill()
      simulate.kill('SIGKILL')
      await installed.remove()
    }
  },
  5 * MINUTES,
)

test.each(['coupons', 'gift-cards', 'invoices'])(
  '%s: the demonstration runs through, a lost answer included',
  async (name) => {
    const installed = await installExample(packed, name)
    try {
      const { stdout } = await run('npm', ['run', 'demo'], { cwd: installed.folder })
      expect(stdout).toMatch(/^Done\.$/m)
    } finally {
      await installed.remove()
    }
  },
  5 * MINUTES,
)

test.runIf(redisIsInstalled)(
  'events into a queue: an event waits for the worker, and comes back when the worker ends in the middle',
  async () => {
    const redis = await startRedis()
    const installed = await installExample(packed, 'events-queue')
    const simulator = createSimulator()
    const callback = { token: 'exampleToken1', encodingAESKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' }
    const env = {
      REDIS_URL: `redis://127.0.0.1:${redis.port}`,
      WECHAT_APP_ID: simulator.appId,
      WECHAT_TOKEN: callback.token,
      WECHAT_AES_KEY: callback.encodingAESKey,
    }
    const server = await startServer(installed.folder, 'server.js', env)
    try {
      simulator.pushTo(`${server.url}/wechat`, { ...callback, twice: true })
      for (const UserCardCode of ['1', '2']) {
        simulator.emit({ Event: 'user_del_card', FromUserName: 'oLin', CardId: 'pTea', UserCardCode })
      }
      await simulator.settled()
      expect(redis.cli('LLEN', 'wechat:events:waiting')).toBe('2')
      // A worker that ended with the first event in hand.
      redis.cli('LMOVE', 'wechat:events:waiting', 'wechat:events:in-hand', 'RIGHT', 'LEFT')
      const worker = spawn(process.execPath, ['worker.js'], {
        cwd: installed.folder,
        env: { PATH: process.env.PATH, ...env },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const lines: string[] = []
      for await (const line of createInterface({ input: worker.stdout })) {
        lines.push(line)
        if (lines.length === 2) worker.kill('SIGTERM')
      }
      expect(lines).toEqual(['1', '2'].map((code) => `oLin threw away the card ${code}`))
      expect(redis.cli('EXISTS', 'wechat:events:waiting', 'wechat:events:in-hand')).toBe('0')
    } finally {
      await server.kill()
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
