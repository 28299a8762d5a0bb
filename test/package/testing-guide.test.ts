import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Installed, installExample, type Packed, pack } from '../support/packed.js'

const MINUTES = 60_000

let packed: Packed
let installed: Installed

beforeAll(async () => {
  packed = await pack()
  installed = await installExample(packed, 'testing')
}, 5 * MINUTES)

afterAll(async () => {
  await installed?.remove()
  await packed?.remove()
})

/** Runs one of the example's scripts; rejects, with all that was printed, when a test fails. */
async function outputOf(script: string): Promise<string> {
  const options = { cwd: installed.folder, env: { PATH: process.env.PATH, NO_COLOR: '1' } }
  const { stdout, stderr } = await promisify(execFile)('npm', ['run', script], options)
  return stdout + stderr
}

describe('the guide’s examples, on the packed package', () => {
  test.each([
    ['node:test', 'test:node', /^# pass 4$/m, /^# fail 0$/m],
    ['vitest', 'test:vitest', /Tests +5 passed \(5\)/, /Test Files +1 passed \(1\)/],
    ['jest', 'test:jest', /^Tests: +3 passed, 3 total$/m, /^Test Suites: 1 passed, 1 total$/m],
  ])(
    'run with %s',
    async (_, script, ...lines) => {
      const output = await outputOf(script)
      for (const line of lines) expect(output).toMatch(line)
    },
    3 * MINUTES,
  )
})
