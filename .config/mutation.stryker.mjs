// What is mutated and how. test/long/mutation.mjs runs it on a copy of the project, which is why it works in place.
const { MUTATION_ROOMS = 'helpers,credentials,transport,events,flows,api' } = process.env

const config = {
  mutate: [
    ...MUTATION_ROOMS.split(',').map((room) => `src/${room}/**/*.ts`),
    '!src/**/index.ts', // lists of names
    '!src/errcodes/!(explain|decisive).ts', // tables of text
    '!src/events/types/**', // types
  ],
  testRunner: 'vitest',
  vitest: { configFile: '.config/mutation.vitest.config.ts' },
  coverageAnalysis: 'perTest',
  checkers: ['sample'],
  plugins: ['@stryker-mutator/vitest-runner', './.config/mutation.sample.mjs'],
  concurrency: 1,
  inPlace: true,
  testRunnerNodeArgs: ['--max-old-space-size=2048'],
  timeoutMS: 20_000,
  maxTestRunnerReuse: 100,
  reporters: ['progress-append-only', 'json'],
  jsonReporter: { fileName: 'mutation.json' },
}

export default config
