// Lets Stryker run so many mutants of each room, chosen by chance with a seed, and leaves the others out of the score.
import { createHash } from 'node:crypto'

const { MUTATION_SAMPLE = 'all', MUTATION_SEED = '' } = process.env

const roomOf = ({ fileName }) => /src[\\/]([^\\/]+)/.exec(fileName)?.[1]

/** The same seed and the same code give the same order. */
function rankOf({ fileName, location, mutatorName, replacement }) {
  const file = fileName.replaceAll('\\', '/').replace(/^.*\/src\//, '')
  return createHash('sha1')
    .update(JSON.stringify([MUTATION_SEED, file, location, mutatorName, replacement]))
    .digest('hex')
}

function chosenOf(mutants) {
  if (MUTATION_SAMPLE === 'all') return mutants
  const ranked = mutants.map((mutant) => ({ mutant, room: roomOf(mutant), rank: rankOf(mutant) }))
  ranked.sort((one, other) => (one.rank < other.rank ? -1 : 1))
  return [...new Set(ranked.map(({ room }) => room))].flatMap((name) =>
    ranked
      .filter(({ room }) => room === name)
      .slice(0, Number(MUTATION_SAMPLE))
      .map(({ mutant }) => mutant),
  )
}

/** A checker may refuse mutants. Stryker hands it all of them at once, when it asks for groups. */
function checker() {
  return {
    init: async () => {},
    group: async (mutants) => [mutants.map(({ id }) => id)],
    async check(mutants) {
      const chosen = new Set(chosenOf(mutants).map(({ id }) => id))
      const resultOf = ({ id }) =>
        chosen.has(id) ? { status: 'passed' } : { status: 'compileError', reason: 'not in the sample' }
      return Object.fromEntries(mutants.map((mutant) => [mutant.id, resultOf(mutant)]))
    },
  }
}

export const strykerPlugins = [{ kind: 'Checker', name: 'sample', factory: checker }]
