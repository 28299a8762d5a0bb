import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserIsInstalled } from '../support/browser.js'
import { type Installed, installExample, type Packed, pack, run } from '../support/packed.js'

let packed: Packed
let shop: Installed

beforeAll(async () => {
  if (!browserIsInstalled) return
  packed = await pack()
  shop = await installExample(packed, 'web-shop')
}, 300_000)

afterAll(async () => {
  await shop?.remove()
  await packed?.remove()
})

describe.runIf(browserIsInstalled)('the web shop, on the packed package', () => {
  test('its own end-to-end test passes in a real browser', async () => {
    // A failed test ends it with another code than 0, and rejects here.
    const { stdout } = await run('npm', ['test'], { cwd: shop.folder })
    expect(stdout).toMatch(/^# pass 2$/m)
    expect(stdout).toMatch(/^# skipped 0$/m)
  }, 300_000)
})
