// The package as a stranger gets it: packed, and installed into folders of their own.
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Runs a program to its end, and rejects with what it printed when that is not 0. */
export const run: (
  file: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
) => Promise<{ stdout: string; stderr: string }> = promisify(execFile)

/** The project's folder. */
export const ROOT: string = join(import.meta.dirname, '../..')

/** A packed package. */
export interface Packed {
  /** The tarball. */
  readonly file: string
  /** What is in it. */
  readonly files: readonly { readonly path: string; readonly size: number }[]
  /** Bytes of the tarball. */
  readonly size: number
  /** Removes everything again. */
  remove(): Promise<void>
}

/** Packs the build that is in `dist`. */
export async function pack(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), 'wechat-card-sdk-pack-'))
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: ROOT })
  const [{ filename, files, size }] = JSON.parse(stdout)
  return {
    file: join(folder, filename),
    files,
    size,
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** A folder with packages installed. */
export interface Installed {
  readonly folder: string
  remove(): Promise<void>
}

/** Installs the package into a new folder, beside others. Versions are as in npm: `ky@1`. */
export async function install(packed: Packed, ...others: readonly string[]): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'wechat-card-sdk-'))
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  await npmInstall(folder, packed.file, ...others)
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Copies an example and installs what it needs, with the packed package in place of the published one. */
export async function installExample(packed: Packed, name: string): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), `wechat-card-sdk-${name}-`))
  await cp(join(ROOT, 'examples', name), folder, { recursive: true })
  const path = join(folder, 'package.json')
  const example = JSON.parse(await readFile(path, 'utf8'))
  for (const kind of ['dependencies', 'devDependencies']) {
    if (example[kind]?.['wechat-card-sdk']) example[kind]['wechat-card-sdk'] = `file:${packed.file}`
  }
  await writeFile(path, JSON.stringify(example))
  await npmInstall(folder)
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}

async function npmInstall(cwd: string, ...packages: readonly string[]): Promise<void> {
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...packages], { cwd })
}
