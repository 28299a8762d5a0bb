// Measures contenders in turn: machines differ, and so does one machine from hour to hour, but not within one round.
// Garbage is left to the runtime. Collecting it by force before each round also throws away what was compiled, and measures that.

/** Only whether everything runs. */
export const QUICK = process.env.BENCH_QUICK === '1'

/** The middle one of some numbers. */
export const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]

/**
 * Lets contenders run in turn, each first as often as any other. Answers with the median rate of each, and with the
 * median of what the first was faster, compared round by round. `cpuMicroseconds` is what one operation took of all
 * threads of this process: unlike a rate it hardly changes when the machine has other work.
 *
 * A contender is `{ name, run, sync?, atOnce? }`: `sync` spares it the cost of `await`, `atOnce` keeps so many runs going.
 */
export async function race(contenders, wanted = {}) {
  const { rounds, ms } = QUICK ? { rounds: 3, ms: 10 } : { rounds: 21, ms: 60, ...wanted }
  for (const contender of contenders) await rate(contender, ms) // warms up
  const rates = contenders.map(() => [])
  const cpu = contenders.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const index = (round + turn) % contenders.length
      const before = process.cpuUsage()
      const { perSecond, operations } = await rate(contenders[index], ms)
      const { user, system } = process.cpuUsage(before)
      rates[index].push(perSecond)
      cpu[index].push((user + system) / operations)
    }
  }
  const results = contenders.map(({ name }, index) => ({
    name,
    rate: median(rates[index]),
    cpuMicroseconds: median(cpu[index]),
    ratio: median(rates[0].map((first, round) => first / rates[index][round])),
  }))
  return Object.assign(results, { how: `median of ${rounds} rounds of ${ms} ms` })
}

/** Operations during `ms` milliseconds, and per second. */
async function rate({ run, sync, atOnce = 1 }, ms) {
  const started = performance.now()
  const end = started + ms
  let operations = 0
  if (sync) {
    do {
      for (let i = 0; i < 200; i++) run()
      operations += 200
    } while (performance.now() < end)
  } else {
    const work = async () => {
      do {
        await run()
        operations++
      } while (performance.now() < end)
    }
    await Promise.all(Array.from({ length: atOnce }, work))
  }
  return { operations, perSecond: (operations / (performance.now() - started)) * 1000 }
}
