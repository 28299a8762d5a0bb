import { defineConfig, type ViteUserConfig } from 'vitest/config'

const setupFiles = ['test/support/nothing-secret-printed.ts']

/** What is covered completely. The rest of src is held by tables, stories and mutation. */
const COMPLETE = { lines: 100, branches: 95 }
const COVERED = {
  'src/errors.ts': COMPLETE,
  'src/helpers/**/*.ts': COMPLETE,
  'src/events/**/*.ts': COMPLETE,
  'src/cache/**/*.ts': COMPLETE,
  'src/credentials/**/*.ts': COMPLETE,
  'src/transport/**/*.ts': COMPLETE,
}

const config: ViteUserConfig = defineConfig({
  test: {
    coverage: {
      provider: 'v8',
      include: Object.keys(COVERED),
      thresholds: COVERED,
      reporter: ['text-summary', 'html'],
    },
    projects: [
      { test: { name: 'structure', testTimeout: 30_000, include: ['test/structure/**/*.test.ts'] } },
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
