// What it costs to import the package, beside other SDKs.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { median, QUICK } from './measure.mjs'
import { install, SDKS } from './peers.mjs'

const PROJECT = fileURLToPath(new URL('..', import.meta.url))
const ROUNDS = QUICK ? 3 : 21

export function* rows() {
  const times = importTimes({
    nothing: { cwd: PROJECT, script: '' },
    'wechat-card-sdk': { cwd: PROJECT, script: "await import('wechat-card-sdk')" },
    helpers: { cwd: PROJECT, script: "await import('wechat-card-sdk/helpers')" },
    ...Object.fromEntries(SDKS.map((name) => [name, { cwd: install(name), script: `await import('${name}')` }])),
  })
  const how = `median over ${ROUNDS} starts of what one takes longer than an empty process beside it`
  const { helpers, ...others } = times
  const values = Object.entries(others).map(([name, value]) => ({ name, value, text: value.toFixed(1) }))
  yield { what: 'import, above an empty process', unit: 'ms', how, values, target: { most: 40 } }
  yield {
    what: 'import of wechat-card-sdk/helpers',
    unit: 'ms',
    how,
    values: [{ name: 'wechat-card-sdk', value: helpers, text: helpers.toFixed(1) }],
    target: { most: 8 },
  }
}

/** Medians of what each script takes longer than the first, in turn. */
function importTimes(scripts) {
  const rounds = Array.from({ length: ROUNDS }, () =>
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
