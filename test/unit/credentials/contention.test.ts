import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Diagnostic } from '../../../src/diagnostics.js'
import {
  type CredentialUnderTest,
  credentialWith,
  HOUR,
  longWait,
  MINUTE,
  putIntoCache,
  SECOND,
  type StoppedClock,
} from '../../support/credentials.js'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

const exclusive = { exclusive: true }
const began: Diagnostic = {
  type: 'credential.contention',
  kind: 'accessToken',
  replacements: 5,
  withinMs: 10 * MINUTE,
}

/** A business call that is refused as often as it is sent; answers what it would use from now on. */
async function refusedCall({ credential }: CredentialUnderTest): Promise<string> {
  const used = await credential.get(longWait)
  return await credential.replace(used, 40001, longWait)
}

/** Somebody ends every token soon after it was fetched. */
async function fightFor(ms: number, every: number, made: CredentialUnderTest, clock: StoppedClock): Promise<void> {
  for (let passed = 0; passed < ms; passed += every) {
    await refusedCall(made)
    clock.advance(every)
  }
}

describe('where each value ends the one before, and another service fetches too', () => {
  test('the first five are replaced at once, then one is fetched a minute, and it is reported once', async () => {
    const made = credentialWith(exclusive)
    await made.credential.get(longWait)
    made.clock.advance(5 * SECOND)
    await fightFor(25 * SECOND, 5 * SECOND, made, made.clock)
    expect(made.requests).toHaveLength(1 + 5)
    expect(made.diagnosticsOf('credential.contention')).toEqual([began])
    await fightFor(10 * MINUTE, 5 * SECOND, made, made.clock)
    expect(made.requests.length).toBeGreaterThanOrEqual(1 + 5 + 9)
    expect(made.requests.length).toBeLessThanOrEqual(1 + 5 + 10)
    expect(made.diagnosticsOf('credential.contention')).toHaveLength(1)
  })

  test('in between the refused value is answered, and no value is thrown away', async () => {
    const made = credentialWith(exclusive)
    await made.credential.get(longWait)
    await fightFor(25 * SECOND, 5 * SECOND, made, made.clock)
    expect(await refusedCall(made)).toBe('token-6')
    expect(made.credential.current()).toBe('token-6')
    expect(made.diagnosticsOf('credential.rejected').at(-1)).toMatchObject({ sameValueAgain: false })
  })

  test('what another process has fetched is taken over at once', async () => {
    const made = credentialWith(exclusive)
    await made.credential.get(longWait)
    await fightFor(25 * SECOND, 5 * SECOND, made, made.clock)
    const now = made.clock.now()
    await putIntoCache(made.store, { value: 'theirs', obtainedAt: now, expiresAt: now + 2 * HOUR })
    expect(await refusedCall(made)).toBe('theirs')
    expect(made.requests).toHaveLength(1 + 5)
  })

  test('it is over when a token has lived for five minutes', async () => {
    const made = credentialWith(exclusive)
    await made.credential.get(longWait)
    await fightFor(25 * SECOND, 5 * SECOND, made, made.clock)
    made.clock.advance(5 * MINUTE)
    await fightFor(20 * SECOND, 5 * SECOND, made, made.clock)
    expect(made.requests).toHaveLength(1 + 5 + 4)
    expect(made.diagnosticsOf('credential.contention')).toHaveLength(1)
    await refusedCall(made)
    expect(made.diagnosticsOf('credential.contention')).toHaveLength(2)
  })

  test('five replacements in more than ten minutes are chance', async () => {
    const made = credentialWith(exclusive)
    await made.credential.get(longWait)
    await fightFor(30 * MINUTE, 151 * SECOND, made, made.clock)
    expect(made.requests).toHaveLength(1 + 12)
    expect(made.diagnosticsOf('credential.contention')).toEqual([])
  })

  test('500 callers whose token died count as one', async () => {
    const made = credentialWith(exclusive)
    const used = await made.credential.get(longWait)
    await Promise.all(Array.from({ length: 500 }, () => made.credential.replace(used, 40001, longWait)))
    expect(made.requests).toHaveLength(2)
    expect(made.diagnosticsOf('credential.contention')).toEqual([])
  })

  test('all processes that share a cache fetch once a minute together', async () => {
    const first = credentialWith(exclusive)
    const { store, clock } = first
    const others = [1, 2, 3].map(() =>
      credentialWith({
        ...exclusive,
        adapter: { ...store },
        clock,
        issue: (_, n) => ({ value: `b-${Math.random()}-${n}`, expiresInSeconds: 7200 }),
      }),
    )
    const all = [first, ...others]
    for (let round = 0; round < 60; round++) {
      for (const each of all) await refusedCall(each)
      clock.advance(10 * SECOND)
    }
    const fetched = all.reduce((sum, { requests }) => sum + requests.length, 0)
    expect(fetched).toBeLessThanOrEqual(1 + 5 * all.length + 10)
  })
})

describe('where values may be issued at any time', () => {
  test('every refusal is replaced at once, as before', async () => {
    const made = credentialWith()
    await made.credential.get(longWait)
    await fightFor(60 * SECOND, 5 * SECOND, made, made.clock)
    expect(made.requests).toHaveLength(1 + 12)
    expect(made.diagnosticsOf('credential.contention')).toEqual([])
  })
})
