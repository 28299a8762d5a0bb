import { describe, expect, test } from 'vitest'
import { ROOT, run } from '../support/packed.js'

/** Modules of Node that take long to load, by the names of their parts inside Node. */
const SLOW = /undici|_http_|_tls_|zlib|webcrypto|webstreams/

/** Which slow modules of Node are loaded by some code, that were not loaded before. */
async function loadedBy(code: string): Promise<string[]> {
  const script = `
    const before = new Set(process.moduleLoadList)
    ${code}
    const loaded = process.moduleLoadList.filter((name) => !before.has(name))
    console.log(JSON.stringify(loaded))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT })
  return JSON.parse(stdout).filter((name: string) => SLOW.test(name))
}

describe('what is loaded before it is needed', () => {
  test('importing node:http would be seen here', async () => {
    expect(await loadedBy("await import('node:http')")).not.toEqual([])
  })

  test.each(['wechat-card-sdk', 'wechat-card-sdk/helpers'])('nothing slow, when %s is imported', async (entry) => {
    expect(await loadedBy(`await import('${entry}')`)).toEqual([])
  })

  test.each(['wechat-card-sdk', 'wechat-card-sdk/helpers'])('nothing slow, when %s is required', async (entry) => {
    const require = "process.getBuiltinModule('node:module').createRequire(process.cwd() + '/x.js')"
    expect(await loadedBy(`${require}('${entry}')`)).toEqual([])
  })

  test('nothing slow, when a client is made', async () => {
    const made = "new WeChatCardClient({ appId: 'wx0000000000000001', appSecret: 'c0ffee00c0ffee00c0ffee00c0ffee00' })"
    expect(await loadedBy(`const { WeChatCardClient } = await import('wechat-card-sdk'); ${made}`)).toEqual([])
  })
})
