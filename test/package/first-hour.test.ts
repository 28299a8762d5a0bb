import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Packed, pack } from '../support/packed.js'
import { readReadme } from '../support/readme.js'

let packed: Packed

beforeAll(async () => {
  packed = await pack()
})

afterAll(async () => {
  await packed?.remove()
})

/** The quick start and the first test, in each language. */
const SECTIONS = {
  'README.md': ['Quick start', 'First test'],
  'README_zh-CN.md': ['快速开始', '第一个测试'],
}

test.each(Object.entries(SECTIONS))(
  "%s leads from an empty folder to passing tests of one's own card flow",
  async (file, sections) => {
    const blocks = readReadme(file).blocks.filter(({ heading }) => sections.includes(heading.text))
    const folder = await mkdtemp(join(tmpdir(), 'wechat-card-sdk-first-hour-'))
    const printed: string[] = []
    try {
      expect(await readdir(folder)).toEqual([])
      for (const { language, code, file: name } of blocks) {
        if (name !== undefined) await writeFile(join(folder, name), code)
        if (language !== 'sh') continue
        // The only change: what is packed here is not published yet.
        const command = code.replace(/^npm install wechat-card-sdk$/m, `npm install ${packed.file}`)
        // Like a terminal of a person, who knows nothing of the test that runs here.
        const env = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1' }
        const { stdout } = await promisify(execFile)('sh', ['-ec', command], { cwd: folder, env })
        printed.push(stdout)
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
    expect(printed).toHaveLength(3)
    expect(printed.at(-1)).toMatch(/Tests\s+1 passed \(1\)/)
  },
  300_000,
)
