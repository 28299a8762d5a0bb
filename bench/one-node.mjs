// The measurement on the Node that runs this. Arguments: the file for the results, `first` or `further`, rooms.
import { writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { rows as calls } from './calls.mjs'
import { rows as cardExt } from './card-ext.mjs'
import { rows as eventBodies } from './event-bodies.mjs'
import { rows as events } from './events.mjs'
import { rows as imports } from './imports.mjs'
import { rows as packageSize } from './package-size.mjs'
import { startServer } from './server.mjs'
import { rows as sharedCache } from './shared-cache.mjs'
import { rows as simulator } from './simulator.mjs'
import { rows as typeCheck } from './type-check.mjs'

/** In the order of the page. */
const ROOMS = {
  calls,
  'card-ext': cardExt,
  'shared-cache': sharedCache,
  events,
  'event-bodies': eventBodies,
  imports,
  simulator,
  'package-size': packageSize,
  'type-check': typeCheck,
}

/** What does not depend on Node is measured once. */
const ONCE = ['package-size', 'type-check']

/** What a row measured, and whether it reaches its target. */
function result({ what, unit, how, race, values, target }) {
  const all =
    values ??
    race.map(({ name, rate, cpuMicroseconds }) => ({
      name,
      value: rate,
      text: `${Math.round(rate).toLocaleString('en')} (${inMicroseconds(cpuMicroseconds)} of CPU each)`,
    }))
  const row = { what, unit, how: how ?? race?.how, values: all }
  if (target === undefined) return row
  const own = all[0]
  if (target.ratio !== undefined) {
    const { ratio } = race.find(({ name }) => name === target.beside)
    const wanted = `≥ ${target.ratio} × ${target.beside}`
    return { ...row, target: wanted, reached: ratio.toFixed(2), met: ratio >= target.ratio }
  }
  const met = target.least === undefined ? own.value <= target.most : own.value >= target.least
  const wanted = target.least === undefined ? `≤ ${target.most}` : `≥ ${target.least.toLocaleString('en')}`
  return {
    ...row,
    target: target.text ?? `${wanted} ${unit}`,
    reached: own.text.replace(/ \(.* of CPU each\)/, ''),
    met,
  }
}

const inMicroseconds = (number) => `${number < 10 ? number.toFixed(1) : Math.round(number)} µs`

const [file, turn, ...chosen] = process.argv.slice(2)
const server = await startServer()
const rows = []
for (const [name, room] of Object.entries(ROOMS)) {
  if (chosen.length > 0 ? !chosen.includes(name) : turn !== 'first' && ONCE.includes(name)) continue
  for await (const measured of room({ server })) {
    const row = result(measured)
    rows.push(row)
    console.log(`\n${row.what} (${row.unit}; ${row.how})`)
    for (const { name: contender, text } of row.values) console.log(`  ${contender.padEnd(32)} ${text}`)
    if (row.target) console.log(`  ${row.met ? 'reached' : 'MISSED'}: ${row.reached}, target ${row.target}`)
  }
}
server.stop()

writeFileSync(
  file,
  JSON.stringify({
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    rows,
  }),
)
process.exit() // the peers keep timers and connections
