// Where each file of src is tested: in its mirror under test/unit, or where this table says.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** Types and lists of names hold nothing that runs; the compiler, `test/types` and the API reference look after them. */
const NOTHING_RUNS = [
  'cache/adapter.ts',
  'errcodes/types.ts',
  'events/index.ts',
  'events/types/',
  'helpers/ticket.ts',
  'index.ts',
  'testing/contract.ts',
  'testing/index.ts',
]

/** Files and folders (with a slash) of src without a mirror, and the tests that hold them. The most special entry counts. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  // A table of rows is held as a whole: against the official pages, by its checks, and over the wire for each group.
  'api/': ['unit/api/rows.test.ts', 'unit/api/row-checks.test.ts', 'integration/simulator-endpoints/'],
  'api/advice.ts': ['unit/api/row-checks.test.ts', 'unit/transport/invoke-advice.test.ts'],
  'api/card-base-info.ts': ['unit/api/card-checks.test.ts'],
  'api/card-bodies.ts': ['unit/api/card-checks.test.ts'],
  'api/card-fields.ts': ['unit/api/card-checks.test.ts', 'unit/api/diagnosis.test.ts'],
  'api/card-updates.ts': ['unit/api/card-checks.test.ts'],
  'api/field-facts.ts': ['unit/api/diagnosis.test.ts', 'unit/api/row-hints.test.ts'],
  'builtins.ts': ['package/start.test.ts', 'package/runtimes.test.ts'],
  'cache/conformance.ts': ['unit/cache/cache-conformance.test.ts', 'unit/cache/dedupe-conformance.test.ts'],
  'cache/redis.ts': ['integration/redis.test.ts'],
  'cache/redis-commands.ts': ['integration/redis.test.ts'],
  'cli/': ['package/cli.test.ts'],
  'credentials/credential.ts': [
    'unit/credentials/handing-out.test.ts',
    'unit/credentials/failures.test.ts',
    'unit/credentials/waiting.test.ts',
    'unit/credentials/own-errors.test.ts',
    'unit/credentials/rejected-values.test.ts',
    'unit/credentials/clock-jumps.test.ts',
    'unit/credentials/interleavings.test.ts',
  ],
  'errcodes/': ['unit/errcodes/explain.test.ts'],
  'events/create-event-handler.ts': ['unit/events/handler.test.ts'],
  'events/deadlines.ts': ['unit/events/handler.test.ts', 'unit/events/deduplicate.test.ts'],
  'events/message.ts': ['unit/events/receive.test.ts'],
  'events/options.ts': ['unit/events/receive.test.ts'],
  'events/query.ts': ['unit/events/receive.test.ts'],
  'events/refusals.ts': ['unit/events/receive.test.ts', 'unit/events/handler.test.ts'],
  'events/types.ts': ['unit/testing/account/event-names.test.ts', 'unit/events/fields.test.ts'],
  'helpers/card-ext-problem.ts': ['unit/helpers/check-card-ext.test.ts'],
  'helpers/fields.ts': ['unit/helpers/signature.test.ts', 'unit/helpers/card-ext.test.ts'],
  'helpers/link.ts': ['unit/helpers/activation.test.ts', 'unit/helpers/encrypt-code.test.ts'],
  'helpers/wrong-signature.ts': ['unit/helpers/check-card-ext.test.ts'],
  // A simulator is known by what it does: stories on it, and each endpoint in the file of its group.
  'testing/': ['integration/simulator-controls.test.ts', 'integration/simulator-leniency.test.ts'],
  'testing/account/': ['integration/simulator-endpoints/', 'integration/simulator-codes.test.ts'],
  'testing/account/credentials.ts': ['integration/simulator-credentials.test.ts'],
  'testing/account/gift-orders.ts': ['integration/simulator-gift-cards.test.ts'],
  'testing/endpoints/': ['integration/simulator-endpoints/'],
  'testing/http/': ['integration/simulator-http.test.ts', 'integration/simulator-leniency.test.ts'],
  'testing/http/console-files.ts': ['browser/console.test.ts'],
  'testing/http/feed.ts': ['browser/console.test.ts'],
  'testing/msw.ts': ['integration/simulator-faults.test.ts'],
  'testing/page-controls.ts': ['browser/wx.test.ts'],
  'testing/phone/': ['integration/simulator-phone.test.ts', 'integration/simulator-wallet.test.ts'],
  'testing/phone/component.ts': ['integration/simulator-component.test.ts'],
  'testing/phone/gift-cards.ts': ['integration/simulator-gift-cards.test.ts'],
  'testing/state-view.ts': ['integration/simulator-controls.test.ts', 'browser/console.test.ts'],
  'transport/content-coding.ts': ['unit/transport/node-fetch.test.ts', 'integration/transport-faults.test.ts'],
  'transport/endpoint.ts': ['unit/transport/invoke.test.ts', 'unit/transport/invoke-advice.test.ts'],
  'transport/fetch-errors.ts': ['unit/transport/web-fetch.test.ts'],
  'transport/node-client.ts': ['unit/transport/node-fetch.test.ts', 'integration/transport-faults.test.ts'],
}

/** The console is a program of its own, tested in a browser. */
const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.startsWith('testing/console/'),
)

const hasMirror = (file: string): boolean => existsSync(join(ROOT, 'test/unit', file.replace(/\.ts$/, '.test.ts')))
const covers = (entry: string, file: string): boolean => (entry.endsWith('/') ? file.startsWith(entry) : file === entry)
const entryOf = (file: string): string | undefined =>
  [...Object.keys(ELSEWHERE), ...NOTHING_RUNS]
    .filter((entry) => covers(entry, file))
    .toSorted((one, other) => other.length - one.length)[0]

describe('test/unit mirrors src', () => {
  test('each file has its mirror, or a place where it is tested', () => {
    expect(files.filter((file) => !hasMirror(file) && entryOf(file) === undefined)).toEqual([])
  })

  test('each place exists', () => {
    const places = Object.values(ELSEWHERE).flat()
    expect(places.filter((place) => !existsSync(join(ROOT, 'test', place)))).toEqual([])
  })

  test('no entry is about a file that has a mirror, or that is gone', () => {
    const needed = new Set(files.filter((file) => !hasMirror(file)).map(entryOf))
    expect([...Object.keys(ELSEWHERE), ...NOTHING_RUNS].filter((entry) => !needed.has(entry))).toEqual([])
  })

  test('no unit test is about a folder of src that is gone', () => {
    const folders = readdirSync(join(ROOT, 'test/unit'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name).slice(join(ROOT, 'test/unit/').length))
    expect(folders.filter((folder) => !existsSync(join(ROOT, 'src', folder)))).toEqual([])
  })
})
