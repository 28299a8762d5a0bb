import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Installed, install, type Packed, pack, run } from '../support/packed.js'
import { SECRET, STABLE, startTokenServer } from '../support/token-server.js'

/** The store has a native part, which is compiled where it is installed. */
const INSTALLING_MS = 15 * 60_000

let packed: Packed
let installed: Installed

beforeAll(async () => {
  packed = await pack()
  installed = await install(packed, 'keyv@5', '@keyv/sqlite@4')
}, INSTALLING_MS)

afterAll(async () => {
  await installed?.remove()
  await packed?.remove()
})

/** Runs a program beside the installed packages, in a process of its own, and reads what it printed as JSON. */
async function program(name: string, code: string): Promise<unknown> {
  const file = join(installed.folder, `${name}.mjs`)
  await writeFile(
    file,
    `import KeyvSqlite from '@keyv/sqlite'
     import Keyv from 'keyv'
     import { WeChatCardClient } from 'wechat-card-sdk'
     import { keyvCache } from 'wechat-card-sdk/keyv'
     import { testCacheAdapter } from 'wechat-card-sdk/testing'
     const keyv = new Keyv({ store: new KeyvSqlite({ uri: 'sqlite://${name}.sqlite', busyTimeout: 500 }) })
     const cache = keyvCache(keyv)
     ${code}
     await keyv.disconnect()`,
  )
  const { stdout } = await run(process.execPath, [file], { cwd: installed.folder })
  return JSON.parse(stdout)
}

test('Keyv with SQLite keeps every rule of a cache adapter; it has no lock', async () => {
  const report = await program('contract', 'console.log(JSON.stringify(await testCacheAdapter(() => cache)))')
  const { passed, skipped } = report as { passed: string[]; skipped: string[] }
  expect(passed.length).toBeGreaterThanOrEqual(10)
  expect(skipped.every((rule) => rule.includes('lock'))).toBe(true)
})

test('processes on one machine share a token through one file', async () => {
  const weChat = await startTokenServer()
  try {
    const options = { appId: 'sqlite', appSecret: SECRET, baseUrl: weChat.url, allowUnsafeBaseUrl: true }
    const service = () =>
      program(
        'service',
        `const wechat = new WeChatCardClient({ ...${JSON.stringify(options)}, cache })
         console.log(JSON.stringify(await wechat.getAccessToken()))`,
      )
    const first = await service()
    expect(await Promise.all([service(), service(), service()])).toEqual([first, first, first])
    expect(weChat.count(STABLE)).toBe(1)
  } finally {
    await weChat.close()
  }
})
