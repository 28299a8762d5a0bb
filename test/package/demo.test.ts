import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

test('the demonstration runs through, explains the deliberate mistake and ends by itself', async () => {
  // A run that does not end, or ends with another code than 0, rejects here.
  const { stdout } = await promisify(execFile)(process.execPath, ['examples/member-card/demo.mjs'], {
    cwd: ROOT,
    timeout: 30_000,
    env: { PATH: process.env.PATH },
  })
  expect(stdout).toMatch(/^Done\./m)
  expect(stdout).toContain('wxeb490c6f9b154ef9')
  expect(stdout).toMatch(/checkCardExt says.*jsapi/)
})
