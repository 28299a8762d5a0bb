// Changes the code in small ways and looks whether a unit test notices, room by room: a score below 85 % fails. Installs
// Stryker into a temporary folder, where it works on a copy.
// Run: node test/long/mutation.mjs [--sample 120 | all] [--seed 1] [--room helpers]. All of them take hours.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const TARGET = 85
const STRYKER = '9.6.1' // the last one for Node 20
const ROOMS = ['helpers', 'credentials', 'transport', 'events', 'flows', 'api']
const COPIED = ['src', 'test', '.config', 'package.json', 'tsconfig.json']

const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '120' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 32) },
    room: { type: 'string', multiple: true, default: ROOMS },
  },
})
const rooms = values.room
console.log(`${values.sample} mutants of each room (${rooms.join(', ')}), seed ${values.seed}`)

const project = fileURLToPath(new URL('../../', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'mutation-'))
let report
try {
  const stryker = await installStryker(join(folder, 'tools'))
  report = await mutate(stryker, join(folder, 'project'))
} finally {
  await rm(folder, { recursive: true, force: true })
}

const tested = Object.entries(report.files).flatMap(([file, { source, mutants }]) =>
  mutants
    .filter(({ status }) => status !== 'CompileError' && status !== 'Ignored') // those are not in the sample
    .map((mutant) => ({ ...mutant, file, room: file.split('/')[1], lines: source.split('\n') })),
)
const all = Object.entries(report.files).flatMap(([file, { mutants }]) => mutants.map(() => file.split('/')[1]))
const isMissed = ({ status }) => status === 'Survived' || status === 'NoCoverage'
for (const mutant of tested.filter(isMissed)) console.log(described(mutant))

const scores = Object.fromEntries(
  rooms.map((room) => {
    const ofRoom = tested.filter((mutant) => mutant.room === room)
    const count = (status) => ofRoom.filter((mutant) => mutant.status === status).length
    const found = count('Killed') + count('Timeout')
    const score = (100 * found) / (found + ofRoom.filter(isMissed).length)
    const rest = { survived: count('Survived'), 'not covered': count('NoCoverage'), broken: count('RuntimeError') }
    const mutants = all.filter((each) => each === room).length
    const detected = { killed: count('Killed'), 'timed out': count('Timeout') }
    return [room, { mutants, sample: ofRoom.length, ...detected, ...rest, score: Number(score.toFixed(1)) }]
  }),
)
console.table(scores)
if (!Object.values(scores).every(({ score }) => score >= TARGET)) {
  console.error(`below ${TARGET} %`)
  process.exit(1)
}

/** Answers with the command's file. Vitest and TypeScript are those of the project. */
async function installStryker(tools) {
  await mkdir(tools)
  const packages = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${STRYKER}`)
  const flags = ['--no-save', '--no-audit', '--no-fund', '--legacy-peer-deps', '--ignore-scripts']
  const npm = ['install', '--prefix', tools, ...flags, ...packages]
  const { status } = spawnSync('npm', npm, {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (status !== 0) throw new Error('Stryker was not installed')
  for (const name of ['vitest', 'typescript'])
    await symlink(join(project, 'node_modules', name), join(tools, 'node_modules', name), 'junction')
  return join(tools, 'node_modules/@stryker-mutator/core/bin/stryker.js')
}

async function mutate(stryker, copy) {
  await mkdir(copy)
  for (const name of COPIED) await cp(join(project, name), join(copy, name), { recursive: true })
  await symlink(join(project, 'node_modules'), join(copy, 'node_modules'), 'junction')
  const running = spawn(process.execPath, [stryker, 'run', '.config/mutation.stryker.mjs'], {
    cwd: copy,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      MUTATION_ROOMS: rooms.join(','),
      MUTATION_SAMPLE: values.sample,
      MUTATION_SEED: values.seed,
    },
  })
  const [status] = await once(running, 'exit')
  if (status !== 0) throw new Error('Stryker has failed')
  return JSON.parse(await readFile(join(copy, 'mutation.json'), 'utf8'))
}

function described({ file, lines, location: { start, end }, mutatorName, replacement = '', status }) {
  const first = lines[start.line - 1]
  const original = start.line === end.line ? first.slice(start.column - 1, end.column - 1) : `${first.trim()} …`
  const place = `${file}:${start.line}:${start.column}`
  return `${status} ${place} ${mutatorName}: ${original} → ${replacement.replaceAll(/\s+/g, ' ').slice(0, 100)}`
}
