import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../..')

let folder: string
let packed: { filename: string; files: { path: string }[] }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wechat-card-sdk-'))
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: ROOT })
  packed = JSON.parse(stdout)[0]
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, packed.filename)], {
    cwd: folder,
  })
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** Runs a script beside the installed package and reads what it printed as JSON. */
async function stranger(file: string, code: string): Promise<unknown> {
  await writeFile(join(folder, file), code)
  const { stdout } = await run(process.execPath, [file], { cwd: folder })
  return JSON.parse(stdout)
}

const load = {
  'ES modules': {
    file: 'stranger.mjs',
    head: `const [main, helpers, events, testing] = await Promise.all(
      ['', '/helpers', '/events', '/testing'].map((entry) => import('wechat-card-sdk' + entry)))`,
  },
  CommonJS: {
    file: 'stranger.cjs',
    head: `const [main, helpers, events, testing] =
      ['', '/helpers', '/events', '/testing'].map((entry) => require('wechat-card-sdk' + entry))`,
  },
}

describe('the packed package', () => {
  test('holds the build, its documents and nothing else', () => {
    const outside = packed.files.map(({ path }) => path).filter((path) => !path.startsWith('dist/'))
    expect(outside.sort()).toEqual(['AGENT-GUIDE.md', 'CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'])
  })

  test('installs with its three runtime dependencies, which have none of their own', async () => {
    const { stdout } = await run('npm', ['ls', '--all', '--parseable'], { cwd: folder })
    const names = stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((path) => path.split('node_modules/').pop())
    expect(names.sort()).toEqual(['@rgrove/parse-xml', 'ky', 'lru-cache', 'wechat-card-sdk'])
  })

  describe.each(Object.entries(load))('from %s', (_, { file, head }) => {
    test('classes bear the names they are exported under', async () => {
      const names = await stranger(
        file,
        `(async () => { ${head}
          const classes = Object.entries({ ...main, ...helpers, ...events, ...testing })
            .filter(([, value]) => typeof value === 'function' && /^class\\b/.test(String(value)))
          console.log(JSON.stringify(classes.map(([name, value]) => [name, value.name])))
        })()`,
      )
      const pairs = names as [string, string][]
      expect(pairs.map(([name]) => name)).toEqual(
        expect.arrayContaining(['ApiError', 'CredentialError', 'InputError', 'TransportError', 'WeChatCardClient']),
      )
      expect(pairs.filter(([exported, own]) => exported !== own)).toEqual([])
    })

    test('an error class is one object in every entry', async () => {
      const same = await stranger(
        file,
        `(async () => { ${head}
          const caught = []
          try { helpers.buildCardExt({}) } catch (error) { caught.push(error instanceof main.InputError, error.name) }
          try { testing.createSimulator({ appId: 7 }) } catch (error) { caught.push(error instanceof main.InputError) }
          const same = [helpers, events].map((entry) => entry.InputError === main.InputError)
          console.log(JSON.stringify([...same, ...caught]))
        })()`,
      )
      expect(same).toEqual([true, true, true, 'InputError', true])
    })

    test('the main job works: a card is signed, claimed and its code decrypted', async () => {
      const result = await stranger(
        file,
        `(async () => { ${head}
          const simulator = testing.createSimulator({})
          const wechat = new main.WeChatCardClient(simulator.clientOptions())
          const { card_id } = await wechat.cards.create({ card: { card_type: 'MEMBER_CARD', member_card: {
            base_info: { logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/tea/0', brand_name: 'Tea', code_type: 'CODE_TYPE_TEXT',
              title: 'Tea', color: 'Color010', notice: 'Show', description: 'Tea', sku: { quantity: 5 },
              date_info: { type: 'DATE_TYPE_PERMANENT' } },
            prerogative: 'Tea', supply_bonus: false, supply_balance: false, auto_activate: true } } })
          const { cardList } = await simulator.phone({ openid: 'oStranger' })
            .addCard(await wechat.buildAddCardList([{ cardId: card_id }]))
          console.log(JSON.stringify(await wechat.decryptCardList(cardList)))
        })()`,
      )
      expect(result).toEqual([
        { ok: true, cardId: expect.stringMatching(/^p/), code: expect.stringMatching(/^\d{12}$/) },
      ])
    })
  })

  test('errors of the other format are recognised by WeChatCardError.is', async () => {
    const recognised = await stranger(
      'both.mjs',
      `import { createRequire } from 'node:module'
       import { InputError, WeChatCardError } from 'wechat-card-sdk'
       const other = createRequire(import.meta.url)('wechat-card-sdk')
       const error = new other.InputError('here', [])
       console.log(JSON.stringify([error instanceof InputError, WeChatCardError.is(error)]))`,
    )
    expect(recognised).toEqual([false, true])
  })
})
