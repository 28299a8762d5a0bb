import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WeChatCardClient } from '../../src/index.js'
import { COMPILER_OPTIONS, GIVEN, PEERS } from '../support/given.js'
import { type Installed, install, type Packed, pack, ROOT, run } from '../support/packed.js'
import { type CodeBlock, essenceOf, isSamePiece, type Readme, readReadme, toJavaScript } from '../support/readme.js'

const PAGES = readdirSync(join(ROOT, 'docs/guide')).filter((name) => name.endsWith('.md'))

/** What is written for people who use the package, by language: the README and the pages of the guide. */
const DOCUMENTS: Readonly<Record<string, readonly Readme[]>> = {
  English: [readReadme('README.md'), ...PAGES.map((page) => readReadme(`docs/guide/${page}`))],
  Chinese: [readReadme('README_zh-CN.md'), ...PAGES.map((page) => readReadme(`docs/zh/guide/${page}`))],
}
const english = DOCUMENTS.English ?? []
const chinese = DOCUMENTS.Chinese ?? []

/** Beside the documents: the guide for coding assistants, in English alone. */
const AGENT_GUIDE = readReadme('AGENT-GUIDE.md')

const pairs = english.map((page, index) => [page.path, page, chinese[index] as Readme] as const)

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

const sourceOf = ({ path }: Readme): string => readFileSync(join(ROOT, path), 'utf8')

describe('the pages', () => {
  test('are those of the site, no more and no less', () => {
    const config = readFileSync(join(ROOT, 'docs/.vitepress/config.ts'), 'utf8')
    const named = [...config.matchAll(/^ {6}\['([a-z-]+)', /gm)].map(([, name]) => `${name}.md`)
    expect(named.length).toBeGreaterThan(20)
    expect(named.toSorted()).toEqual(PAGES.toSorted())
    expect(readdirSync(join(ROOT, 'docs/zh/guide')).toSorted()).toEqual(PAGES.toSorted())
  })

  test('hold no placeholder', () => {
    for (const page of [...english, ...chinese, AGENT_GUIDE]) {
      const text = sourceOf(page)
      expect(page.headings.length, `${page.path} is empty`).toBeGreaterThan(0)
      expect(text.trim().split('\n').length, `${page.path} has no text`).toBeGreaterThan(3)
      const comments = text.match(/<!--.*?-->/gs) ?? []
      const others = comments.filter((comment) => !/^<!-- (generated: [a-z-]+|\/generated) -->$/.test(comment))
      expect([page.path, ...others]).toEqual([page.path])
      expect([page.path, ...(text.match(/\b(?:TODO|TBD|FIXME|lorem ipsum)\b|待补|待写/gi) ?? [])]).toEqual([page.path])
    }
  })

  // Words that were found to sound translated, each with what engineers write instead.
  test('in Chinese avoid what nobody writes', () => {
    const AVOIDED = [
      '时间新鲜',
      '现在几点',
      '来信',
      '绝不会零次',
      '有多逼真',
      '顺序是我们的',
      '原样抛回',
      '短命',
      '压过',
      '应答',
    ]
    for (const page of chinese) {
      const text = sourceOf(page)
      expect([page.path, ...AVOIDED.filter((phrase) => text.includes(phrase))]).toEqual([page.path])
    }
  })
})

test.each(['README.md', 'README_zh-CN.md'])('%s has at most 15 kB', (file) => {
  expect(statSync(join(ROOT, file)).size).toBeLessThanOrEqual(15_000)
})

describe.each(pairs)('%s and its Chinese counterpart', (_, page, counterpart) => {
  test('have the same headings in number, level and order', () => {
    const levels = ({ headings }: Readme): number[] => headings.map(({ level }) => level)
    expect(levels(counterpart)).toEqual(levels(page))
  })

  test('have the same code under the same headings, comments and sample texts apart', () => {
    const places = ({ blocks, headings }: Readme): object[] =>
      blocks.map(({ heading, language, file }) => ({ under: headings.indexOf(heading), language, file }))
    expect(places(counterpart)).toEqual(places(page))
    for (const [index, block] of page.blocks.entries()) {
      if (block.language === 'text') continue // what a program prints, in the language of its reader
      const there = essenceOf(counterpart.blocks[index] as CodeBlock)
      const here = essenceOf(block)
      const different = here.filter((piece, at) => !isSamePiece(piece, there[at] ?? ''))
      expect([`line ${block.line}`, there.length, ...different]).toEqual([`line ${block.line}`, here.length])
    }
  })

  test('have tables of the same size', () => {
    expect(counterpart.tables).toEqual(page.tables)
  })
})

describe.each(Object.entries(DOCUMENTS))('in %s', (language, pages) => {
  test('every block of TypeScript compiles against the packed package', async () => {
    const root = join(installed.folder, language)
    await mkdir(root)
    await writeFile(join(root, 'package.json'), '{ "private": true, "type": "module" }')
    await writeFile(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['.'] }))
    await writeFile(join(root, 'given.d.ts'), GIVEN)
    const documents = language === 'English' ? [...pages, AGENT_GUIDE] : pages
    const files = new Map(
      documents.flatMap((page) => blocksOf(page, 'ts').flatMap(({ file, code }) => (file ? [[file, code]] : []))),
    )
    let compiled = 0
    for (const page of documents) {
      const folder = join(root, page.path.replaceAll(/[/.]/g, '-'))
      await mkdir(folder)
      const own = blocksOf(page, 'ts')
      compiled += own.length
      for (const { code, file, line } of own) {
        await writeFile(join(folder, file ?? `line-${line}.ts`), `${code}export {}\n`)
      }
      // A page may go on with a file of another page.
      const imported = own.flatMap(({ code }) =>
        [...code.matchAll(/from '\.\/([\w-]+)\.js'/g)].map(([, name]) => `${name}.ts`),
      )
      for (const name of imported) {
        const code = files.get(name)
        if (code !== undefined && !existsSync(join(folder, name))) await writeFile(join(folder, name), code)
      }
    }
    expect(compiled).toBeGreaterThan(40)
    const compiler = join(installed.folder, 'node_modules/typescript/bin/tsc')
    const complaints = await run(process.execPath, [compiler, '-p', root], { cwd: root }).then(
      ({ stdout }) => stdout,
      ({ stdout, message }) => stdout || message,
    )
    expect(complaints).toBe('')
  }, 300_000)

  test('every block of JavaScript can be parsed', () => {
    for (const page of pages) {
      for (const { code, line } of blocksOf(page, 'js')) {
        const options = { reportDiagnostics: true, fileName: 'block.js', compilerOptions: { allowJs: true } }
        const faults = ts.transpileModule(code, options).diagnostics ?? []
        expect([page.path, line, ...faults.map(({ messageText }) => messageText)]).toEqual([page.path, line])
      }
    }
  })

  test('what a block says that it prints is what it prints', async () => {
    let compared = 0
    for (const page of pages) {
      for (const { code, line } of blocksOf(page, 'ts')) {
        const promised = [...code.matchAll(/\/\/ (?:prints|输出) (.+)$/gm)].map(([, text]) => text)
        if (promised.length === 0) continue
        compared += promised.length
        const program = join(installed.folder, `prints-${page.path.replaceAll(/[/.]/g, '-')}-${line}.mjs`)
        await writeFile(program, toJavaScript(code))
        const { stdout } = await run(process.execPath, [program], { cwd: installed.folder })
        expect([page.path, line, ...stdout.trim().split('\n')]).toEqual([page.path, line, ...promised])
      }
    }
    expect(compared).toBeGreaterThan(1)
  })

  test('every link leads somewhere, and stays in its language', () => {
    const dead = pages.flatMap((page) =>
      page.links.filter((link) => !leads(page, link)).map((link) => [page.path, link]),
    )
    expect(dead).toEqual([])
  })

  /** Whether a link leads to a page of the same language and to a heading on it, to a file, to the API, or out. */
  function leads(page: Readme, link: string): boolean {
    if (link.startsWith('https://') || link === '/api/') return true
    const [address = '', anchor] = link.split('#')
    const target = address === '' ? page : pages.find(({ path }) => path === pathOf(page, address))
    if (target !== undefined) {
      return anchor === undefined || target.headings.some((heading) => heading.anchor === decodeURIComponent(anchor))
    }
    const file = posix.join(dirname(page.path), address)
    if (page.path.startsWith('docs/') && !file.startsWith('docs/public/')) return false // the site holds nothing else
    return anchor === undefined && existsSync(join(ROOT, file))
  }

  /** The file behind an address of the site, or beside a README. */
  function pathOf({ path }: Readme, address: string): string {
    const file = address.startsWith('/') ? `docs${address}` : posix.join(posix.dirname(path), address)
    return `${file.replace(/\.(?:html|md)$/, '')}.md`
  }

  test('every method it names is there', () => {
    const client = new WeChatCardClient({ appId: 'wx0000000000000001', appSecret: 'unused' })
    const prose = pages.filter(({ path }) => !path.endsWith('migration.md')).flatMap((page) => page.prose)
    const named = [...prose.join('\n').matchAll(/\b([a-z]\w+)\.([a-z]\w+)\b/g)]
    const methods = named.filter(([, group = '', name]) => Object.hasOwn(client, group) && name !== 'md')
    expect(methods.length).toBeGreaterThan(30)
    const groups = client as unknown as Record<string, object>
    const missing = methods.filter(([, group = '', name = '']) => !Object.hasOwn(groups[group] ?? {}, name))
    expect(missing.map(([whole]) => whole)).toEqual([])
  })

  test('every command and option it names is there', async () => {
    const command = join(installed.folder, 'node_modules/wechat-card-sdk/dist/cli.js')
    const lines = pages.flatMap((page) =>
      blocksOf(page, 'sh').flatMap(({ code }) => code.match(/^npx wechat-card-sdk .*$/gm) ?? []),
    )
    expect(lines.length).toBeGreaterThan(2)
    const help = new Map<string, string>()
    for (const line of new Set(lines)) {
      const [, , name = ''] = line.split(' ')
      if (!help.has(name)) {
        const { stdout } = await run(process.execPath, [command, name, '--help'], { cwd: installed.folder })
        help.set(name, stdout)
      }
      const options = line.replace(/\s+#.*$/, '').match(/--[a-z-]+/g) ?? []
      const unknown = options.filter((option) => !new RegExp(`${option}(?![a-z-])`).test(help.get(name) ?? ''))
      expect([line, ...unknown]).toEqual([line])
    }
  })
})

test('the READMEs lead to each other', () => {
  expect(english[0]?.links).toContain('./README_zh-CN.md')
  expect(chinese[0]?.links).toContain('./README.md')
})

describe('run as it stands in the documentation', () => {
  /** The block with a certain text in it. The README may have it too. */
  const block = (text: string, page = ''): string => {
    const pages = english.filter(({ path }) => path.startsWith(`docs/guide/${page}`))
    const found = pages.flatMap((page) => blocksOf(page, 'ts')).filter(({ code }) => code.includes(text))
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
    expect(await answerOf('redeem', before, block('export async function redeem(', 'errors.md'), after)).toEqual([
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
    const report = await answerOf('cache', before, block('export const cache: CacheAdapter'), after)
    expect(report).toMatchObject({ passed: expect.arrayContaining([expect.any(String)]) })
  })

  test('the recipes for WeChat’s cloud change what travels, and nothing else', async () => {
    const before = `
      import { writeFileSync } from 'node:fs'
      process.env.WECHAT_APP_ID = 'wx0000000000000001'
      process.env.WECHAT_TOKEN_FILE = new URL('cloud-token', import.meta.url).pathname
      writeFileSync(process.env.WECHAT_TOKEN_FILE, 'cloud-token-1\\n')
      globalThis.asked = []
      globalThis.fetch = async (url, { method, body }) => {
        asked.push([method, String(url), body])
        return Response.json({ errcode: 0, errmsg: 'ok', card_id_list: [], total_num: 0 })
      }`
    const after = `
      await wechat.cards.list({ offset: 0, count: 5 })
      console.log(JSON.stringify(asked))`
    const body = '{"offset":0,"count":5}'
    expect(await answerOf('cloud', before, block('from_appid'), after)).toEqual([
      ['POST', 'http://api.weixin.qq.com/card/batchget?from_appid=wx0000000000000001', body],
    ])
    expect(await answerOf('token', before, block("cloudbase_access_token'"), after)).toEqual([
      ['POST', 'https://api.weixin.qq.com/card/batchget?cloudbase_access_token=cloud-token-1', body],
    ])
  })

  test('several accounts share an address, and each hears of its own events', async () => {
    const before = `
      import { memoryCache } from 'wechat-card-sdk'
      import { memoryDedupe } from 'wechat-card-sdk/events'
      globalThis.heard = []
      globalThis.cache = memoryCache()
      globalThis.dedupe = memoryDedupe()
      globalThis.holders = { upsert: async (holder) => void heard.push(holder.openid) }`
    const after = `
      import { createSimulator as create } from 'wechat-card-sdk/testing'
      const accounts = new Accounts()
      const said = []
      for (const appId of ['wx0000000000000001', 'wx0000000000000002']) {
        const account = create({ appId })
        const push = { token: 'token' + appId, encodingAESKey: appId.padEnd(43, 'k') }
        let originalId
        const learn = account.pushTo(async (request) => {
          originalId ??= /gh_\\w+/.exec(await request.clone().text())?.[0]
          return new Response('success')
        }, push)
        account.emit({ Event: 'card_sku_remind', CardId: 'p1', Detail: 'few' })
        await account.settled()
        learn.stop()
        accounts.add({ appId, appSecret: account.appSecret, originalId, ...push })
        const target = account.pushTo((request) => accounts.receive(request), push)
        said.push((await target.verify()).ok)
        account.emit({ Event: 'user_get_card', FromUserName: 'o' + appId, CardId: 'p1', UserCardCode: '1', IsGiveByFriend: '0', OuterStr: '' })
        await account.settled()
      }
      const stranger = await accounts.receive(new Request('http://shop/', { method: 'POST', headers: { 'content-length': '5' }, body: '<xml>' }))
      console.log(JSON.stringify([said, heard, stranger.status]))`
    expect(await answerOf('accounts', before, block('export class Accounts'), after)).toEqual([
      [true, true],
      ['owx0000000000000001', 'owx0000000000000002'],
      404,
    ])
  })

  test('the store of seen events keeps its contract', async () => {
    // A database that knows these four statements.
    const before = `
      const rows = new Map()
      globalThis.query = async (sql, [key, first, now]) => {
        const row = rows.get(key)
        if (sql.startsWith('delete')) rows.delete(key)
        if (sql.startsWith('select')) return row ? [row] : []
        if (!sql.startsWith('insert')) return []
        if (sql.includes("'done'")) return void rows.set(key, { state: 'done', endsAt: first }) ?? []
        if (row && row.endsAt > now) return []
        rows.set(key, { state: 'busy', endsAt: first })
        return [{ state: 'busy' }]
      }`
    const after = `
      import { testDedupeStore } from 'wechat-card-sdk/testing'
      console.log(JSON.stringify(await testDedupeStore(() => dedupe)))`
    expect(await answerOf('seen', before, block('seen_events'), after)).toMatchObject({
      passed: expect.arrayContaining([expect.any(String)]),
    })
  })

  test('the cache on Upstash keeps the contract, over its own protocol', async () => {
    // Redis over HTTP, as far as these commands go: a command is a list, its answer a text in base64.
    const before = `
      import { Buffer } from 'node:buffer'
      const kept = new Map()
      const get = (key) => { const entry = kept.get(key); return entry && entry.endsAt > Date.now() ? entry.value : null }
      const commands = {
        get: (key) => get(key),
        del: (key) => (kept.delete(key) ? 1 : 0),
        set(key, value, ...options) {
          const words = options.map((word) => String(word).toLowerCase())
          if (words.includes('nx') && get(key) !== null) return null
          kept.set(key, { value, endsAt: Date.now() + Number(words[words.indexOf('px') + 1]) })
          return 'OK'
        },
        eval: (script, count, key, holder) => (get(key) === holder ? (kept.delete(key), 1) : 0),
      }
      process.env.UPSTASH_REDIS_REST_URL = 'https://upstash.test'
      process.env.UPSTASH_REDIS_REST_TOKEN = 'unused'
      const encode = (value) => (typeof value === 'string' && value !== 'OK' ? Buffer.from(value).toString('base64') : value)
      const answer = ([name, ...rest]) => ({ result: encode(commands[name.toLowerCase()](...rest)) })
      globalThis.fetch = async (url, { body }) => {
        const asked = JSON.parse(body)
        return Response.json(Array.isArray(asked[0]) ? asked.map(answer) : answer(asked))
      }`
    const after = `
      import { testCacheAdapter } from 'wechat-card-sdk/testing'
      console.log(JSON.stringify(await testCacheAdapter(() => upstashCache)))`
    expect(await answerOf('upstash', before, block('export const upstashCache'), after)).toMatchObject({
      passed: expect.arrayContaining([expect.any(String)]),
    })
  })
})
