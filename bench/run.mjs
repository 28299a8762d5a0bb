// Measures what users pay, as ratios of two things in one run: machines differ, and so does one machine from hour to hour.
import { cpus } from 'node:os'
import { rows as cardExt } from './card-ext.mjs'

const ROUNDS = 21
const ROUND_MS = 60

/** Operations per second of one round. */
async function rate(run) {
  const started = performance.now()
  let operations = 0
  let elapsed = 0
  do {
    for (let i = 0; i < 200; i++) await run()
    operations += 200
    elapsed = performance.now() - started
  } while (elapsed < ROUND_MS)
  return (operations / elapsed) * 1000
}

/** Synchronous functions are measured without the cost of `await`. */
function rateSync(run) {
  const started = performance.now()
  let operations = 0
  let elapsed = 0
  do {
    for (let i = 0; i < 200; i++) run()
    operations += 200
    elapsed = performance.now() - started
  } while (elapsed < ROUND_MS)
  return (operations / elapsed) * 1000
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]

/** Measures both sides in turn, first one first in every other round, and compares round by round. */
async function compare({ name, target, ours, theirs }) {
  const measure = async (side) => {
    globalThis.gc?.()
    return side.sync ? rateSync(side.run) : await rate(side.run)
  }
  await measure(ours)
  await measure(theirs)
  const rounds = []
  for (let round = 0; round < ROUNDS; round++) {
    const [first, second] = round % 2 === 0 ? [ours, theirs] : [theirs, ours]
    const [a, b] = [await measure(first), await measure(second)]
    rounds.push(round % 2 === 0 ? { ours: a, theirs: b } : { ours: b, theirs: a })
  }
  const ratio = median(rounds.map((round) => round.ours / round.theirs))
  return {
    what: name,
    'per second': Math.round(median(rounds.map((round) => round.ours))),
    beside: theirs.name,
    'its rate': Math.round(median(rounds.map((round) => round.theirs))),
    ratio: Number(ratio.toFixed(2)),
    target: `≥ ${target}`,
    met: ratio >= target ? 'yes' : 'NO',
  }
}

console.log(
  `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}`,
)
console.log(`Medians of ${ROUNDS} interleaved rounds of ${ROUND_MS} ms\n`)
const results = []
for (const row of await cardExt()) results.push(await compare(row))
console.table(results)
