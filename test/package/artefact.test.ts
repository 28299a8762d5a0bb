import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { type Installed, install, type Packed, pack, ROOT, run } from '../support/packed.js'

let packed: Packed
let tools: Installed

beforeAll(async () => {
  packed = await pack()
  tools = await install(packed, 'publint@0.3', '@arethetypeswrong/cli@0.18')
}, 300_000)

afterAll(async () => {
  await Promise.all([packed?.remove(), tools?.remove()])
})

describe('the tarball', () => {
  test('holds exactly the files of the golden list', async () => {
    const golden = await readFile(join(ROOT, 'test/fixtures/packed-files.txt'), 'utf8')
    // Names of chunks hold a hash of their content. How many chunks there are is the bundler's affair.
    const names = packed.files.map(({ path }) => path.replace(/[a-z-]+-[A-Za-z0-9_-]{8}(?=\.(js|d\.ts)$)/, '*'))
    expect([...new Set(names)].sort().join('\n')).toBe(golden.trim())
  })

  test('stays within its budget of 430 kB, with the console', () => {
    expect(packed.size).toBeLessThanOrEqual(430_000)
    expect(packed.size).toBeGreaterThan(50_000)
  })

  test('runs nothing when it is installed', () => {
    const lifecycle = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish', 'prepack']
    expect(Object.keys(packageJson.scripts).filter((name) => lifecycle.includes(name))).toEqual([])
  })

  test('publint finds nothing, strictly', async () => {
    // Anything it finds ends it with another code than 0, and rejects here.
    await run(join(tools.folder, 'node_modules/.bin/publint'), [packed.file, '--strict'], { cwd: tools.folder })
  })

  test('the types are right for every way of importing', async () => {
    const attw = join(tools.folder, 'node_modules/.bin/attw')
    const { stdout } = await run(attw, [packed.file, '--format', 'ascii'], { cwd: tools.folder })
    expect(stdout).toContain('No problems found')
  })
})
