// The vocabulary of the code: words of its own that were given up for the field's terms do not come back.
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { filesUnder } from '../support/files.js'

const SRC = join(import.meta.dirname, '../../src')

/** What a name was called, and what it is called now. */
const WORDS: Readonly<Record<string, string>> = {
  elapsed: 'monotonicNow',
  within: 'withTimeout',
  TIME_OVER: 'TIMED_OUT',
  Waiting: 'WaitOptions',
  Patience: 'WaitOptions',
  InternalCallOptions: 'WaitOptions',
  refuse: 'throwIfInvalid',
  problemsOf: 'validate',
  problemsOfObject: 'validateObject',
  Wire: 'TransportSettings',
  Outgoing: 'EncodedRequest',
  Answer: 'HttpResponse',
  Sending: 'InFlightRequest',
  Arriving: 'StreamedResponse',
  Exchange: 'HttpSender',
  Attempt: 'SendOptions',
  passing: 'retryOnErrcodes',
  settledBy: 'verifyWith',
  toEnvelope: 'serialize',
  fromEnvelope: 'parse',
  ageing: 'stale',
  agesAt: 'refreshAt',
  diesAt: 'expiresAt',
  forbid: 'isRejected',
  insist: 'confirm',
  unanswered: 'pending',
  SharedCache: 'FailSafeCache',
  ProvenMessage: 'VerifiedMessage',
  EventMemory: 'Deduplicator',
  World: 'SimulatedAccount',
  Ground: 'SimulationContext',
  Chance: 'SeededRandom',
  catchUp: 'runDue',
  spoilt: 'applyFault',
  Figures: 'StatisticsLog',
  Happening: 'Activity',
  Parcel: 'OutgoingPush',
  Notebook: 'TrackedAdapter',
  StandingFaults: 'ActiveFaults',
  survive: 'ignoreErrors',
  leftOut: 'skipped',
}

/** A given-up type can live on in the names of its values (`world: SimulatedAccount`), so the case does not matter. */
const INSTEAD = new Map(Object.entries(WORDS).map(([word, instead]) => [word.toLowerCase(), instead]))

/** Ordinary words as well: lawful in small letters, and elsewhere never the name of what the type was. */
const ORDINARY: ReadonlySet<string> = new Set([
  'answer', // what WeChat, a server or a user answers
  'attempt', // one of several tries, and its number
  'chance', // a number from 0 to 1 (credentials/freshness.ts)
  'figures', // the numbers of one day, as WeChat's statistics have them (testing/endpoints/statistics.ts)
  'waiting', // what waits: pushes, codes, callers
])

/** What to say instead of a name, if it was given up. */
const insteadOf = (name: string): string | undefined =>
  ORDINARY.has(name) ? undefined : INSTEAD.get(name.toLowerCase())

/** Names that a file declares: functions, classes, types, variables, members and parameters. */
function declaredIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const names: string[] = []
  const visit = (node: ts.Node): void => {
    const { name } = node as { name?: ts.Node }
    const isDeclaration =
      ts.isDeclarationStatement(node) ||
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isClassElement(node) ||
      ts.isTypeElement(node)
    if (isDeclaration && name && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name))) {
      names.push(name.text.replace(/^#/, ''))
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return names
}

describe('the words of the code', () => {
  const files = filesUnder(SRC, /\.tsx?$/)

  test('declared names are found at all', () => {
    expect(files.flatMap(declaredIn)).toEqual(
      expect.arrayContaining(['monotonicNow', 'SimulatedAccount', 'verifyWith']),
    )
  })

  test('a given-up type is found in the names of its values, and every exception is needed', () => {
    expect(insteadOf('world')).toBe('SimulatedAccount')
    expect([...ORDINARY].filter((word) => !files.flatMap(declaredIn).includes(word))).toEqual([])
  })

  test('no name that was given up is declared again', () => {
    const found = files.flatMap((file) =>
      declaredIn(file)
        .filter((name) => insteadOf(name) !== undefined)
        .map((name) => `${relative(SRC, file)}: ${name}, say ${insteadOf(name)}`),
    )
    expect(found).toEqual([])
  })
})
