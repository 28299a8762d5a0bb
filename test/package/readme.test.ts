import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WeChatCardClient } from '../../src/index.js'
import { type Installed, install, type Packed, pack, ROOT, run } from '../support/packed.js'
import { type CodeBlock, essenceOf, type Readme, readReadme, toJavaScript } from '../support/readme.js'

const english = readReadme('README.md')
const chinese = readReadme('README.zh-CN.md')
const READMES = { 'README.md': english, 'README.zh-CN.md': chinese }

/** What the recipes use beside the SDK. Only their types are needed, so nothing native is built. */
const PEERS = [
  'typescript@5.9.3',
  '@types/node@20',
  'vitest@4.1.12',
  'msw@2.15.0',
  'ioredis@5',
  'redis@5',
  'keyv@5',
  '@keyv/sqlite@4',
  '@keyv/postgres@2',
  'fastify@5',
  'https-proxy-agent@7',
  '--ignore-scripts',
]

/** Names that a block takes for granted: the client of the quick start, and what a reader has anyway. */
const GIVEN = `
import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import type * as vitest from 'vitest'
import type { CacheAdapter, WeChatCardClient } from 'wechat-card-sdk'
import type { EventHandler, EventQuery, EventReceiver as Receiver, NodeHandler } from 'wechat-card-sdk/events'
import type { Phone, PhoneAddCardItem, Simulator } from 'wechat-card-sdk/testing'

declare global {
  const wechat: WeChatCardClient
  const simulator: Simulator
  const phone: Phone
  const cardList: PhoneAddCardItem[]
  const handler: EventHandler
  const redis: Redis
  const cache: CacheAdapter
  const receiver: Receiver
  const EventReceiver: typeof Receiver
  const serve: NodeHandler
  const app: FastifyInstance
  const response: ServerResponse
  const query: EventQuery
  const body: string
  const appId: string
  const token: string
  const encodingAESKey: string
  const newKey: string
  const oldKey: string
  const test: typeof vitest.test
  const holders: {
    upsert(holder: { cardId: string; code: string; openid: string }): Promise<void>
    markDeleted(cardId: string, code: string): Promise<void>
    findByOpenid(openid: string): Promise<{ unionid: string } | undefined>
  }
}
`

const compilerOptions = {
  strict: true,
  module: 'nodenext',
  moduleResolution: 'nodenext',
  target: 'es2023',
  types: ['node'],
  skipLibCheck: true, // of the others: our own declarations are checked by typescript.test.ts
  noEmit: true,
}

let packed: Packed
let installed: Installed

beforeAll(async () => {
  packed = await pack()
  installed = await install(packed, ...PEERS)
}, 300_000)

afterAll(async () => {
  await installed?.remove()
  await packed?.remove()
})

const blocksOf = ({ blocks }: Readme, language: string): CodeBlock[] =>
  blocks.filter((block) => block.language === language)

describe.each(Object.entries(READMES))('%s', (file, readme) => {
  test('every block of TypeScript compiles against the packed package', async () => {
    const folder = join(installed.folder, file.replaceAll('.', '-'))
    await mkdir(folder)
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.'] }))
    await writeFile(join(folder, 'given.d.ts'), GIVEN)
    const blocks = blocksOf(readme, 'ts')
    expect(blocks.length).toBeGreaterThan(15)
    for (const block of blocks) {
      const name = block.file ?? `line-${block.line}.ts`
      await writeFile(join(folder, name), `${block.code}export {}\n`)
    }
    const compiler = join(installed.folder, 'node_modules/typescript/bin/tsc')
    const complaints = await run(process.execPath, [compiler, '-p', folder], { cwd: folder }).then(
      ({ stdout }) => stdout,
      ({ stdout, message }) => stdout || message,
    )
    expect(complaints).toBe('')
  })

  test('every block of JavaScript can be parsed', () => {
    const blocks = blocksOf(readme, 'js')
    expect(blocks).not.toHaveLength(0)
    for (const { code } of blocks) {
      const options = { reportDiagnostics: true, fileName: 'block.js', compilerOptions: { allowJs: true } }
      expect(ts.transpileModule(code, options).diagnostics).toEqual([])
    }
  })

  test('what a block says that it prints is what it prints', async () => {
    let compared = 0
    for (const { code, line } of blocksOf(readme, 'ts')) {
      const promised = [...code.matchAll(/\/\/ (?:prints|输出) (.+)$/gm)].map(([, text]) => text)
      if (promised.length === 0) continue
      compared += promised.length
      const program = join(installed.folder, `prints-${file}-${line}.mjs`)
      await writeFile(program, toJavaScript(code))
      const { stdout } = await run(process.execPath, [program], { cwd: installed.folder })
      expect(stdout.trim().split('\n')).toEqual(promised)
    }
    expect(compared).toBeGreaterThan(1)
  })

  test('every link leads somewhere', () => {
    const anchors = readme.headings.map(({ anchor }) => `#${anchor}`)
    const [own, others] = [/^#/, /^\.\//].map((kind) => readme.links.filter((link) => kind.test(link)))
    expect(own).not.toHaveLength(0)
    expect(own?.filter((link) => !anchors.includes(link))).toEqual([])
    expect(others).not.toHaveLength(0)
    expect(others?.filter((link) => !existsSync(join(ROOT, link)))).toEqual([])
    const elsewhere = readme.links.filter((link) => !/^(?:#|\.\/|https:\/\/)/.test(link))
    expect(elsewhere).toEqual([])
  })

  test('the contents list every section', () => {
    const sections = readme.headings.filter(({ level }) => level === 2).map(({ anchor }) => `#${anchor}`)
    expect(sections.filter((anchor) => !readme.links.includes(anchor))).toEqual(sections.slice(-1)) // the license
  })

  test('every method it names is there', () => {
    const client = new WeChatCardClient({ appId: 'wx0000000000000001', appSecret: 'unused' })
    const named = [...readme.prose.join('\n').matchAll(/\b([a-z]\w+)\.([a-z]\w+)\b/g)]
    const methods = named.filter(([, group = '']) => Object.hasOwn(client, group))
    expect(methods.length).toBeGreaterThan(30)
    const groups = client as unknown as Record<string, object>
    const missing = methods.filter(([, group = '', name = '']) => !Object.hasOwn(groups[group] ?? {}, name))
    expect(missing.map(([whole]) => whole)).toEqual([])
  })

  test('every command and option it names is there', async () => {
    const command = join(installed.folder, 'node_modules/wechat-card-sdk/dist/cli.js')
    const lines = blocksOf(readme, 'sh').flatMap(({ code }) => code.match(/^npx wechat-card-sdk .*$/gm) ?? [])
    expect(lines).toHaveLength(3)
    for (const line of lines) {
      const [, , name = ''] = line.split(' ')
      const { stdout } = await run(process.execPath, [command, name, '--help'], { cwd: installed.folder })
      const options = line.replace(/\s+#.*$/, '').match(/--[a-z-]+/g) ?? []
      expect(options).not.toHaveLength(0)
      expect(options.filter((option) => !stdout.includes(`${option} <`))).toEqual([])
    }
  })

  test('no placeholder is left', () => {
    const comments = readFileSync(join(ROOT, file), 'utf8').match(/<!--.*?-->/g)
    expect(comments).toEqual(['<!-- endpoints -->', '<!-- /endpoints -->'])
  })
})

describe('the two READMEs', () => {
  test('have the same headings in number, level and order', () => {
    const levels = ({ headings }: Readme): number[] => headings.map(({ level }) => level)
    expect(levels(chinese)).toEqual(levels(english))
  })

  test('have the same code under the same headings, comments apart', () => {
    const code = ({ blocks, headings }: Readme): object[] =>
      blocks.map((block) => ({ under: headings.indexOf(block.heading), code: essenceOf(block) }))
    expect(code(chinese)).toEqual(code(english))
  })

  test('have tables of the same size', () => {
    expect(chinese.tables).toEqual(english.tables)
  })

  test('lead to each other', () => {
    expect(english.links).toContain('./README_zh-CN.md')
    expect(chinese.links).toContain('./README.md')
  })
})

describe('run as it stands in the README', () => {
  /** The block with a certain text in it. */
  const block = (text: string): string => {
    const found = blocksOf(english, 'ts').filter(({ code }) => code.includes(text))
    expect(found).toHaveLength(1)
    return found[0]?.code ?? ''
  }

  /** Runs a block between what it takes for granted and what is asked about it, and reads the last line printed as JSON. */
  const answerOf = async (name: string, before: string, code: string, after: string): Promise<unknown> => {
    await writeFile(
      join(installed.folder, `${name}-given.mjs`),
      `import { WeChatCardClient } from 'wechat-card-sdk'
       import { createSimulator } from 'wechat-card-sdk/testing'
       globalThis.simulator = createSimulator({ mode: 'legacy' })
       globalThis.wechat = new WeChatCardClient(simulator.clientOptions())
       globalThis.createCoupon = async () => {
         const { card_id } = await wechat.cards.create({ card: { card_type: 'GIFT', gift: { gift: 'Tea', base_info: {
           logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/tea/0', brand_name: 'Tea', title: 'Tea', color: 'Color010',
           notice: 'Show', description: 'Tea', code_type: 'CODE_TYPE_TEXT', sku: { quantity: 9 },
           date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 9, fixed_begin_term: 0 } } } } })
         return card_id
       }
       ${before}`,
    )
    const program = join(installed.folder, `${name}.mjs`)
    await writeFile(program, `import './${name}-given.mjs'\n${toJavaScript(code)}\n${after}`)
    const { stdout } = await run(process.execPath, [program], { cwd: installed.folder })
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  }

  test('a list is gone through to its end', async () => {
    const before = 'globalThis.ids = [await createCoupon(), await createCoupon()]; globalThis.printed = []'
    const after = 'print(JSON.stringify([ids.sort(), printed.sort()]))'
    const captured = 'const print = console.log; console.log = (line) => printed.push(line)'
    const code = block('wechat.cards.listAll(')
    const [made, listed] = (await answerOf('list', before, `${captured}\n${code}`, after)) as [string[], string[]]
    expect(made).toHaveLength(2)
    expect(listed).toEqual(made)
  })

  test('a redemption whose answer is lost is one redemption', async () => {
    const before = `
      globalThis.cardId = await createCoupon()
      globalThis.claim = async () => {
        const { cardList } = await simulator.phone({ openid: 'oLin' }).addCard(await wechat.buildAddCardList([{ cardId }]))
        return await wechat.decryptCode(cardList[0].code)
      }`
    const after = `
      const code = await claim()
      const fault = { path: '/card/code/consume', reset: true }
      simulator.faults.add({ ...fault, executes: true })
      const said = [await redeem(code, cardId), await redeem(code, cardId)]
      const other = await claim()
      simulator.faults.add({ ...fault, executes: false })
      said.push(await redeem(other, cardId).catch(({ outcome }) => outcome), await redeem(other, cardId))
      console.log(JSON.stringify([said, simulator.effects.count('code.consumed')]))`
    expect(await answerOf('redeem', before, block('export async function redeem('), after)).toEqual([
      ['redeemed', 'redeemed before', 'unknown', 'redeemed'],
      2,
    ])
  })

  test('a card is shown to its holder and to nobody else', async () => {
    const before = `
      globalThis.cardId = await createCoupon()
      const { cardList } = await simulator.phone({ openid: 'oLin' }).addCard(await wechat.buildAddCardList([{ cardId }]))
      globalThis.encrypted = cardList[0].code
      globalThis.holders = { findByOpenid: async (openid) => (openid === 'oLin' ? { unionid: 'uLin' } : undefined) }`
    const after = `
      const plain = await codeOf('uLin', cardId, encrypted)
      const stranger = await codeOf('uWang', cardId, encrypted)
      const otherCard = await codeOf('uLin', await createCoupon(), encrypted).catch(({ errcode }) => errcode)
      console.log(JSON.stringify([plain === await wechat.decryptCode(encrypted), stranger === undefined, otherCard]))`
    expect(await answerOf('whose', before, block('export async function codeOf('), after)).toEqual([true, true, 40056])
  })

  test('the token server is asked with the refused value, and its token is kept', async () => {
    const before = `
      globalThis.asked = []
      globalThis.fetch = async (url, { body }) => {
        asked.push(JSON.parse(body))
        return Response.json({ token: 'token-' + asked.length, secondsLeft: 7200 })
      }`
    const after = `
      const first = await wechat.getAccessToken()
      await wechat.getAccessToken()
      await wechat.invalidateCredential('accessToken', first)
      console.log(JSON.stringify([first, await wechat.getAccessToken(), asked.length]))`
    expect(await answerOf('tokens', before, block('http://tokens.internal/'), after)).toEqual(['token-1', 'token-2', 2])
  })

  test('the span processor takes every secret out of an address and leaves the rest', async () => {
    const after = `
      const attributes = { 'url.full': 'https://api.weixin.qq.com/card/get?access_token=abc-1&x=1', n: 1,
        'url.query': 'appid=wx1&secret=s3cret&grant_type=client_credential' }
      withoutSecrets.onEnd({ attributes })
      console.log(JSON.stringify(attributes))`
    expect(await answerOf('spans', '', block('export const withoutSecrets'), after)).toEqual({
      'url.full': 'https://api.weixin.qq.com/card/get?access_token=***&x=1',
      n: 1,
      'url.query': 'appid=***&secret=***&grant_type=client_credential',
    })
  })

  test('the logger writes every diagnostic at its level', async () => {
    const before = `
      process.env.WECHAT_APP_ID = 'wx0000000000000001'
      process.env.WECHAT_APP_SECRET = 'unused'
      globalThis.fetch = async () => Response.json({ errcode: 40013, errmsg: 'invalid appid' })
      globalThis.levels = []
      for (const level of ['debug', 'warn', 'error']) console[level] = (line) => levels.push([level, JSON.parse(line).type])`
    const after = `
      await logged.getAccessToken().catch(() => {})
      console.log(JSON.stringify(levels))`
    expect(await answerOf('logger', before, block('function levelOf('), after)).toEqual([
      ['debug', 'request'],
      ['warn', 'response'],
      ['error', 'credential.failed'],
    ])
  })

  test('the cache of ten lines keeps the contract', async () => {
    // A database that knows these three statements.
    const before = `
      const rows = new Map()
      globalThis.query = async (sql, [key, value, expiresAt]) => {
        if (sql.startsWith('insert')) rows.set(key, { value, expiresAt })
        if (sql.startsWith('delete')) rows.delete(key)
        const row = rows.get(key)
        return sql.startsWith('select') && row && row.expiresAt > value ? [row] : []
      }`
    const after = `
      import { testCacheAdapter } from 'wechat-card-sdk/testing'
      console.log(JSON.stringify(await testCacheAdapter(() => cache)))`
    const report = await answerOf('cache', before, block('declare const query:'), after)
    expect(report).toMatchObject({ passed: expect.arrayContaining([expect.any(String)]) })
  })
})
