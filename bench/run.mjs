// Measures what users pay, beside what they would use instead, on every line of Node, and writes bench/results.{json,md}
// and docs/public/bench.svg.
//
//   node bench/run.mjs                     everything
//   node bench/run.mjs --quick             everything, too shortly to be believed; writes nothing
//   node bench/run.mjs --node=24 events    one line of Node and one room, to look at while working; writes nothing
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { nodeOfLine } from './nodes.mjs'
import { chartOf, tablesOf } from './report.mjs'

const LINES = ['20', '22', '24', '26']

/** The line of the chart: what most people start with. */
const CHARTED = '24'

const options = { quick: { type: 'boolean', default: false }, node: { type: 'string', multiple: true } }
const { values, positionals: rooms } = parseArgs({ options, allowPositionals: true })
const lines = values.node ?? LINES

const folder = mkdtempSync(join(tmpdir(), 'bench-results-'))
const runs = {}
try {
  for (const line of lines) {
    const node = nodeOfLine(line)
    if (node === undefined) continue
    console.log(`\n==== Node ${line}`)
    const file = join(folder, `${line}.json`)
    const first = Object.keys(runs).length === 0
    const args = [fileURLToPath(new URL('one-node.mjs', import.meta.url)), file, first ? 'first' : 'further', ...rooms]
    const env = { ...process.env, ...(values.quick ? { BENCH_QUICK: '1' } : {}) }
    const { status } = spawnSync(node, args, { stdio: 'inherit', env })
    if (status !== 0) throw new Error(`the measurement on Node ${line} ended with ${status}`)
    runs[line] = JSON.parse(readFileSync(file, 'utf8'))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

const missed = Object.values(runs).flatMap(({ node, rows }) =>
  rows.filter(({ met }) => met === false).map((row) => `  ${node}: ${row.what}: ${row.reached}, target ${row.target}`),
)
console.log(missed.length === 0 ? '\nEvery target is reached.' : `\nMissed:\n${missed.join('\n')}`)

const complete = !values.quick && rooms.length === 0 && lines.length === LINES.length
if (complete && Object.keys(runs).length > 0) {
  const all = Object.values(runs)
  writeFileSync(new URL('results.json', import.meta.url), `${JSON.stringify(runs, null, 2)}\n`)
  writeFileSync(new URL('results.md', import.meta.url), tablesOf(all))
  writeFileSync(new URL('../docs/public/bench.svg', import.meta.url), chartOf(runs[CHARTED] ?? all[0], all[0]))
}
