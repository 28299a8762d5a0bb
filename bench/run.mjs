// Measures what users pay, beside what they would use instead, and writes bench/results.{json,md,svg}.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { rows as calls } from './calls.mjs'
import { rows as cardExt } from './card-ext.mjs'
import { rows as events } from './events.mjs'
import { rows as footprint } from './footprint.mjs'
import { chartOf, tablesOf } from './report.mjs'
import { startServer } from './server.mjs'
import { rows as sharedCache } from './shared-cache.mjs'
import { rows as typeCheck } from './type-check.mjs'

const ROOMS = { 'card-ext': cardExt, calls, 'shared-cache': sharedCache, events, footprint, 'type-check': typeCheck }

/** What a row measured, and whether it reaches its target. */
function result({ what, unit, race, values, target }) {
  const all =
    values ?? race.map(({ name, rate }) => ({ name, value: rate, text: Math.round(rate).toLocaleString('en') }))
  if (target === undefined) return { what, unit, values: all }
  const own = all[0]
  if (target.ratio !== undefined) {
    const { ratio } = race.find(({ name }) => name === target.beside)
    const wanted = `≥ ${target.ratio} × ${target.beside}`
    return { what, unit, values: all, target: wanted, reached: ratio.toFixed(2), met: ratio >= target.ratio }
  }
  const met = target.least === undefined ? own.value <= target.most : own.value >= target.least
  const wanted = target.least === undefined ? `≤ ${target.most}` : `≥ ${target.least.toLocaleString('en')}`
  return { what, unit, values: all, target: target.text ?? `${wanted} ${unit}`, reached: own.text, met }
}

const chosen = process.argv.slice(2) // some of the rooms, to look at while working; nothing is written then
const server = await startServer()
const rows = []
for (const [name, room] of Object.entries(ROOMS)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue
  for await (const row of room({ server })) {
    const { what, unit, values, target, reached, met } = result(row)
    rows.push({ what, unit, values, target, reached, met })
    console.log(`\n${what} (${unit})`)
    for (const { name: contender, text } of values) console.log(`  ${contender.padEnd(32)} ${text}`)
    if (target) console.log(`  ${met ? 'reached' : 'MISSED'}: ${reached}, target ${target}`)
  }
}
server.stop()

if (chosen.length === 0) {
  const file = new URL('results.json', import.meta.url)
  const before = readResults(file)
  const run = {
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    rows,
  }
  const major = process.versions.node.split('.')[0]
  const runs = { ...before, [major]: run } // one for each line of Node
  writeFileSync(file, `${JSON.stringify(runs, null, 2)}\n`)
  writeFileSync(new URL('results.md', import.meta.url), tablesOf(Object.values(runs)))
  writeFileSync(new URL('results.svg', import.meta.url), chartOf(Object.values(runs)[0]))
}
process.exit() // the peers keep timers and connections

function readResults(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {} // the first run
  }
}
