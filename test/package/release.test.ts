import { cp, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT, run } from '../support/packed.js'

/** The project as it is published: what a release needs of it, without the rest. */
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wechat-card-sdk-release-'))
  const names = ['package.json', 'README.md', 'CHANGELOG.md', 'AGENT-GUIDE.md', 'LICENSE', '.config', 'src', 'dist']
  for (const name of names)
    await cp(join(ROOT, name), join(folder, name), { recursive: true, preserveTimestamps: true })
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** A dry run, with no registry that it could reach. */
const publish = async (): Promise<{ code: number; output: string }> =>
  await run('npm', ['publish', '--dry-run', '--registry', 'http://127.0.0.1:9/', '--fetch-retries', '0'], {
    cwd: folder,
  }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    ({ code, stdout, stderr }) => ({ code, output: stdout + stderr }),
  )

const replaceInPackage = async (before: string, after: string): Promise<void> => {
  const path = join(folder, 'package.json')
  await writeFile(path, (await readFile(path, 'utf8')).replaceAll(before, after))
}

describe('a dry run of the release', () => {
  test('fails by name while a placeholder stands', async () => {
    const { code, output } = await publish()
    if (!(await readFile(join(folder, 'package.json'), 'utf8')).includes('OWNER')) return expect(code).toBe(0)
    expect(code).not.toBe(0)
    for (const field of ['author', 'repository', 'homepage', 'bugs'])
      expect(output).toContain(`${field} still names OWNER`)
  })

  test('passes when the owner has written down whose it is', async () => {
    await replaceInPackage('OWNER', 'tea-house')
    const { code, output } = await publish()
    expect(output).toMatch(/wechat-card-sdk@\d+\.\d+\.\d+/)
    expect(code).toBe(0)
  })

  test('fails when the build is older than a source, or missing', async () => {
    const later = new Date(Date.now() + 60_000)
    await utimes(join(folder, 'src/index.ts'), later, later)
    expect((await publish()).output).toContain('dist is older than src')
    await rm(join(folder, 'dist'), { recursive: true })
    expect((await publish()).output).toContain('dist is missing')
  })
})

describe('the workflows', () => {
  const read = async (name: string): Promise<string> => await readFile(join(ROOT, '.github/workflows', name), 'utf8')

  test('name every action by its commit', async () => {
    for (const name of await readdir(join(ROOT, '.github/workflows'))) {
      const uses = [...(await read(name)).matchAll(/uses: (.*)/g)].map(([, action]) => action)
      expect(uses).not.toHaveLength(0)
      expect(uses.filter((action) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ''))).toEqual([])
    }
  })

  test('publish without a token that could be stolen', async () => {
    const release = await read('release.yml')
    expect(release).toContain('id-token: write')
    expect(release).toMatch(/node-version: '24'/)
    expect(release).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/)
  })
})

test('what the site offers to assistants is made of the pages', async () => {
  await run(process.execPath, ['.config/generate.mjs', '--site', '--check'], { cwd: ROOT })
  const [short, whole] = await Promise.all(
    ['llms.txt', 'llms-full.txt'].map((name) => readFile(join(ROOT, 'docs/public', name), 'utf8')),
  )
  expect(short).toContain('guide/points.html')
  expect(short?.length).toBeLessThan(12_000)
  expect(whole).toContain('# Events')
  expect(whole).not.toContain('<!--')
})
