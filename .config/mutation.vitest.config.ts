// The unit tests of the rooms whose code is mutated. Nothing else runs for a mutant.
import { defineConfig, type ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/unit/{helpers,credentials,transport,events,flows,api}/**/*.test.ts'],
    setupFiles: ['test/support/nothing-secret-printed.ts'],
    testTimeout: 60_000,
  },
})

export default config
