// What it costs to have the package: size to download, packages to install.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CACHE, install, SDKS } from './peers.mjs'

const PROJECT = fileURLToPath(new URL('..', import.meta.url))

// The console of the simulator is a page, and brings 50 kB.
const MOST_KB = existsSync(join(PROJECT, 'src/testing/console')) ? 430 : 380

export function* rows() {
  const { tarball, size, shasum } = packed()
  yield {
    what: 'tarball',
    unit: 'kB',
    how: 'counted',
    values: [{ name: 'wechat-card-sdk', value: size / 1000, text: (size / 1000).toFixed(0) }],
    target: { most: MOST_KB },
  }
  const folders = { 'wechat-card-sdk': install('wechat-card-sdk', `file:${tarball}`, shasum) }
  for (const name of SDKS) folders[name] = install(name)
  const trees = Object.entries(folders).map(([name, folder]) => ({ name, ...treeOf(join(folder, 'node_modules')) }))
  yield {
    what: 'packages in an installed tree',
    unit: 'packages',
    how: 'counted',
    values: trees.map(({ name, packages }) => ({ name, value: packages, text: String(packages) })),
    target: { most: 5 },
  }
  yield {
    what: 'size of an installed tree',
    unit: 'MB',
    how: 'counted',
    values: trees.map(({ name, bytes }) => ({ name, value: bytes / 1e6, text: (bytes / 1e6).toFixed(1) })),
  }
}

function packed() {
  mkdirSync(CACHE, { recursive: true })
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', CACHE]
  const [{ filename, size, shasum }] = JSON.parse(execFileSync('npm', pack, { cwd: PROJECT }))
  return { tarball: join(CACHE, filename), size, shasum }
}

function treeOf(folder) {
  const files = readdirSync(folder, { recursive: true }).map((file) => join(folder, file))
  const isPackage = (file) => /node_modules\/(@[^/]+\/)?[^/@.][^/]*\/package\.json$/.test(file)
  return {
    packages: files.filter(isPackage).length,
    bytes: files.reduce((sum, file) => sum + (statSync(file).isFile() ? statSync(file).size : 0), 0),
  }
}
