// What it costs to have the package: time to import, size to download, packages to install.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from './measure.mjs'
import { CACHE, install, SDKS } from './peers.mjs'

const PROJECT = fileURLToPath(new URL('..', import.meta.url))

export async function* rows() {
  const times = importTimes({
    nothing: { cwd: PROJECT, script: '' },
    'wechat-card-sdk': { cwd: PROJECT, script: "await import('wechat-card-sdk')" },
    helpers: { cwd: PROJECT, script: "await import('wechat-card-sdk/helpers')" },
    ...Object.fromEntries(SDKS.map((name) => [name, { cwd: install(name), script: `await import('${name}')` }])),
  })
  const { helpers, ...others } = times
  const values = Object.entries(others).map(([name, value]) => ({ name, value, text: value.toFixed(1) }))
  yield { what: 'import, above an empty process', unit: 'ms', values, target: { most: 40 } }
  yield {
    what: 'import of wechat-card-sdk/helpers',
    unit: 'ms',
    values: [{ name: 'wechat-card-sdk', value: helpers, text: helpers.toFixed(1) }],
    target: { most: 8 },
  }

  const { tarball, size, shasum } = packed()
  yield {
    what: 'tarball',
    unit: 'kB',
    values: [{ name: 'wechat-card-sdk', value: size / 1000, text: (size / 1000).toFixed(0) }],
    target: { most: 250 },
  }
  const folders = { 'wechat-card-sdk': install('wechat-card-sdk', `file:${tarball}`, shasum) }
  for (const name of SDKS) folders[name] = install(name)
  const trees = Object.entries(folders).map(([name, folder]) => ({ name, ...treeOf(join(folder, 'node_modules')) }))
  yield {
    what: 'packages in an installed tree',
    unit: 'packages',
    values: trees.map(({ name, packages }) => ({ name, value: packages, text: String(packages) })),
    target: { most: 5 },
  }
  yield {
    what: 'size of an installed tree',
    unit: 'MB',
    values: trees.map(({ name, bytes }) => ({ name, value: bytes / 1e6, text: (bytes / 1e6).toFixed(1) })),
  }
}

function packed() {
  mkdirSync(CACHE, { recursive: true })
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', CACHE]
  const [{ filename, size, shasum }] = JSON.parse(execFileSync('npm', pack, { cwd: PROJECT }))
  return { tarball: join(CACHE, filename), size, shasum }
}

/** Medians of what each script takes longer than the first, in turn. */
function importTimes(scripts) {
  const rounds = Array.from({ length: 15 }, () =>
    Object.entries(scripts).map(([name, { cwd, script }]) => {
      const started = performance.now()
      const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd })
      if (status !== 0) throw new Error(`${name}: ${stderr}`)
      return performance.now() - started
    }),
  )
  const above = (index) => median(rounds.map((round) => round[index] - round[0]))
  return Object.fromEntries(
    Object.keys(scripts)
      .slice(1)
      .map((name, index) => [name, above(index + 1)]),
  )
}

function treeOf(folder) {
  const files = readdirSync(folder, { recursive: true }).map((file) => join(folder, file))
  const isPackage = (file) => /node_modules\/(@[^/]+\/)?[^/@.][^/]*\/package\.json$/.test(file)
  return {
    packages: files.filter(isPackage).length,
    bytes: files.reduce((sum, file) => sum + (statSync(file).isFile() ? statSync(file).size : 0), 0),
  }
}
