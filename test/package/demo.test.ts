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
  // What is shown there gets copied: the form survives a lost answer and a restart, and orders count once.
  expect(stdout).toMatch(/for him +ERR_NETWORK/)
  expect(stdout).toMatch(/mobile +13800000000/)
  expect(stdout).toMatch(/bonus +180/)
  expect(stdout).toMatch(/from a phone +403/)
})
