import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Installed, install, type Packed, pack, run } from '../support/packed.js'

/** What a user's file looks like: every entry, types and values. */
const USE = `
import { ApiError, type CardTicket, type CreateCardRequest, memoryCache, WeChatCardClient } from 'wechat-card-sdk'
import { createEventHandler, EventReceiver, toNodeHandler } from 'wechat-card-sdk/events'
import { buildCardExt, checkCardExt } from 'wechat-card-sdk/helpers'
import { keyvCache } from 'wechat-card-sdk/keyv'
import { redisCache, redisDedupe } from 'wechat-card-sdk/redis'
import { createSimulator, testCacheAdapter } from 'wechat-card-sdk/testing'

const simulator = createSimulator({ appId: 'wx0000000000000001' })
const wechat = new WeChatCardClient({ ...simulator.clientOptions(), cache: memoryCache() })
export async function use(request: CreateCardRequest): Promise<string> {
  const ticket: CardTicket = await wechat.getCardTicket()
  const { card_id } = await wechat.cards.create(request)
  const { card } = await wechat.cards.get({ card_id })
  if (card.card_type === 'MEMBER_CARD') console.log(card.member_card.base_info.status)
  for await (const id of wechat.cards.listAll()) console.log(id.length)
  const cardExt = buildCardExt({ cardId: card_id, cardTicket: ticket })
  return checkCardExt({ cardId: card_id, cardExt, cardTicket: ticket }).problems.map(({ message }) => message).join()
}
export const isGone = (error: unknown): boolean => error instanceof ApiError && error.errcode === 40073
const receiver = new EventReceiver({ appId: 'wx0000000000000001', token: 'token', encodingAESKey: 'k'.repeat(43) })
export const serve = toNodeHandler(createEventHandler(receiver, { user_get_card: (event) => console.log(event.CardId) }))
export const others = [keyvCache, redisCache, redisDedupe, testCacheAdapter]
`

/** What must not compile, with every version. */
const MISUSE = `
import { WeChatCardClient } from 'wechat-card-sdk'
const wechat = new WeChatCardClient({ appId: 'wx0000000000000001', appSecret: 'x' })
// @ts-expect-error a code is a string
export const consume = () => wechat.codes.consume({ code: 12345 })
`

/** Ways of finding modules, and the versions that know them. */
const WAYS = {
  'commonjs, node': { module: 'commonjs', moduleResolution: 'node' },
  'node16 from CommonJS': { module: 'node16', moduleResolution: 'node16', commonjs: true },
  'node16 from ES modules': { module: 'node16', moduleResolution: 'node16' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
} as const

const VERSIONS = ['5.4.5', '5.9.3', '6', 'latest']

let packed: Packed

beforeAll(async () => {
  packed = await pack()
})

afterAll(async () => {
  await packed?.remove()
})

describe.each(VERSIONS)('TypeScript %s', (version) => {
  let installed: Installed

  beforeAll(async () => {
    installed = await install(packed, `typescript@${version}`, '@types/node@20', 'msw@2.15.0')
  }, 300_000)

  afterAll(async () => {
    await installed?.remove()
  })

  const compile = async (name: string, options: object, commonjs: boolean, code: string): Promise<void> => {
    const folder = join(installed.folder, name.replace(/\W+/g, '-'))
    await mkdir(folder, { recursive: true })
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ private: true, type: commonjs ? 'commonjs' : 'module' }),
    )
    await writeFile(join(folder, 'use.ts'), code)
    const compilerOptions = {
      target: 'es2022',
      lib: ['es2023'],
      types: ['node'],
      strict: true,
      noEmit: true,
      ...options,
    }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['use.ts'] }))
    await run(join(installed.folder, 'node_modules/.bin/tsc'), ['-p', folder], { cwd: folder }).catch((error) => {
      throw new Error(String((error as { stdout?: string }).stdout || error))
    })
  }

  test.each(Object.entries(WAYS))('%s', async (name, way) => {
    const { commonjs = way.module === 'commonjs', ...options } = way as typeof way & { commonjs?: boolean }
    const { stdout } = await run(join(installed.folder, 'node_modules/.bin/tsc'), ['--version'], {
      cwd: installed.folder,
    })
    const major = Number(/(\d+)\./.exec(stdout)?.[1])
    expect(major).toBeGreaterThanOrEqual(5)
    // The oldest way is deprecated in 6, and 7 has removed it.
    if (way.moduleResolution === 'node' && major >= 7) {
      await expect(compile(name, options, true, USE)).rejects.toThrow(/moduleResolution/)
      return
    }
    const deprecated = way.moduleResolution === 'node' && major === 6 ? { ignoreDeprecations: '6.0' } : {}
    await compile(name, { ...options, ...deprecated }, commonjs, USE)
    if (name === 'nodenext') await compile(`${name} misuse`, options, commonjs, MISUSE)
  })

  test('the msw entry', async () => {
    const code = `
import { createSimulator } from 'wechat-card-sdk/testing'
import { simulatorHandlers } from 'wechat-card-sdk/testing/msw'
export const handlers = simulatorHandlers(createSimulator())
`
    const options = { module: 'nodenext', moduleResolution: 'nodenext', skipLibCheck: true, lib: ['es2023', 'dom'] }
    await compile('msw from ES modules', options, false, code)
    if (version !== '5.4.5') await compile('msw from CommonJS', options, true, code)
  })
})

describe('ts-jest', () => {
  test('compiles and runs a test of a user', async () => {
    const installed = await install(
      packed,
      'typescript@5.9.3',
      'jest@30',
      'ts-jest@29',
      '@types/node@20',
      '@types/jest@30',
    )
    try {
      const { folder } = installed
      await writeFile(
        join(folder, 'card.test.ts'),
        `import { WeChatCardClient } from 'wechat-card-sdk'
import { createSimulator } from 'wechat-card-sdk/testing'

test('a card is signed', async () => {
  const wechat = new WeChatCardClient(createSimulator().clientOptions())
  const [item] = await wechat.buildAddCardList([{ cardId: 'pSimCard0001' }])
  expect(JSON.parse(item!.cardExt).signature).toMatch(/^[0-9a-f]{40}$/)
})
`,
      )
      const compilerOptions = {
        target: 'es2022',
        module: 'commonjs',
        moduleResolution: 'node',
        strict: true,
        types: ['node', 'jest'],
      }
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
      await writeFile(join(folder, 'jest.config.json'), JSON.stringify({ preset: 'ts-jest', testEnvironment: 'node' }))
      await run(join(folder, 'node_modules/.bin/jest'), ['--ci'], { cwd: folder })
    } finally {
      await installed.remove()
    }
  }, 300_000)
})
