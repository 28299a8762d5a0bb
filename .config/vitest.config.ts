import { defineConfig, type ViteUserConfig } from 'vitest/config'

const setupFiles = ['test/support/nothing-secret-printed.ts']

/** What is covered completely. The rest of src is held by tables, stories on the simulator and mutation. */
const COMPLETE = [
  'errors.ts',
  'helpers/**/*.ts',
  'events/**/*.ts',
  'cache/**/*.ts',
  'credentials/**/*.ts',
  'transport/**/*.ts',
]

const config: ViteUserConfig = defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      include: COMPLETE.map((place) => `src/${place}`),
      reporter: ['text-summary', 'html'],
    },
    projects: [
      { test: { name: 'unit', testTimeout: 30_000, include: ['test/unit/**/*.test.ts'], setupFiles } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          setupFiles,
        },
      },
      {
        test: { name: 'package', include: ['test/package/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
      },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
      {
        test: {
          name: 'types',
          include: [],
          typecheck: { enabled: true, only: true, include: ['test/types/**/*.test-d.ts'] },
        },
      },
    ],
  },
})

export default config
