import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CredentialError } from '../../../src/errors.js'
import {
  type CredentialUnderTest,
  credentialWith,
  failWith,
  longWait,
  SECOND,
  settled,
  wrongSecret,
} from '../../support/credentials.js'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

const thrownBy = async (promise: Promise<unknown>): Promise<CredentialError> => {
  const error = await promise.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(CredentialError)
  return error as CredentialError // just checked
}

// Named, to be found in stacks.
async function redeemAtTheTill({ credential }: CredentialUnderTest): Promise<string> {
  return await credential.get(longWait)
}
async function showTheCard({ credential }: CredentialUnderTest): Promise<string> {
  return await credential.get(longWait)
}

const facts = ({ kind, code, message, endpoint, errcode, retryable, outcome }: CredentialError) => ({
  ...{ kind, code, message, endpoint, errcode, retryable, outcome },
})

describe('of callers who wait for one request that fails', () => {
  test('each gets an error of its own, which says the same', async () => {
    const made = credentialWith({ issue: failWith(wrongSecret) })
    const errors = await Promise.all([redeemAtTheTill(made), showTheCard(made), redeemAtTheTill(made)].map(thrownBy))
    expect(made.requests).toHaveLength(1)
    expect(new Set(errors).size).toBe(3)
    expect(errors.map(facts)).toEqual([facts(wrongSecret()), facts(wrongSecret()), facts(wrongSecret())])
    expect(errors.map(({ attempts }) => attempts)).toEqual([1, 1, 1])
    Object.assign(errors[0] as object, { note: 'mine' })
    expect(errors[1]).not.toHaveProperty('note')
  })

  test('each sees in its stack where it waited', async () => {
    const made = credentialWith({ issue: failWith(wrongSecret) })
    const [till, card] = await Promise.all([redeemAtTheTill(made), showTheCard(made)].map(thrownBy))
    expect(till?.stack).toContain('redeemAtTheTill')
    expect(till?.stack).not.toContain('showTheCard')
    expect(card?.stack).toContain('showTheCard')
    expect(card?.stack).not.toContain('redeemAtTheTill')
    expect(till?.cause).toBeUndefined()
  })

  test('each is told how long it waited itself', async () => {
    const made = credentialWith({
      issue: () => new Promise((_, reject) => setTimeout(() => reject(wrongSecret()), 2 * SECOND)),
    })
    const early = thrownBy(redeemAtTheTill(made))
    await vi.advanceTimersByTimeAsync(1.5 * SECOND)
    const late = thrownBy(showTheCard(made))
    await vi.advanceTimersByTimeAsync(0.5 * SECOND)
    expect((await early).elapsedMs).toBe(2000)
    expect((await late).elapsedMs).toBe(500)
  })

  test('each of several clients gets its own as well', async () => {
    const first = credentialWith({ issue: failWith(wrongSecret) })
    const second = credentialWith({ adapter: first.store, clock: first.clock })
    const [one, other] = await Promise.all([redeemAtTheTill(first), showTheCard(second)].map(thrownBy))
    expect(one).not.toBe(other)
    expect(other?.stack).toContain('showTheCard')
    expect(second.requests).toEqual([])
  })
})

describe('an error that is answered again without asking', () => {
  test('is a new one for each call, with its place, no attempt and no time', async () => {
    const made = credentialWith({ issue: failWith(wrongSecret) })
    const asked = await thrownBy(redeemAtTheTill(made))
    await vi.advanceTimersByTimeAsync(SECOND)
    const answered = [await thrownBy(showTheCard(made)), await thrownBy(showTheCard(made))]
    expect(made.requests).toHaveLength(1)
    expect(new Set([asked, ...answered]).size).toBe(3)
    for (const error of answered) {
      expect(facts(error)).toEqual(facts(asked))
      expect(error).toMatchObject({ attempts: 0, elapsedMs: 0 })
      expect(error.stack).toContain('showTheCard')
      expect(error.stack).not.toContain('redeemAtTheTill')
    }
    expect(asked.attempts).toBe(1)
  })
})

describe("a caller's own abort", () => {
  test('is thrown as it came, even if it is such an error', async () => {
    const made = credentialWith({ issue: () => new Promise(() => {}) })
    const controller = new AbortController()
    const reason = wrongSecret()
    const waiting = made.credential.get({ ...longWait, signal: controller.signal })
    await settled()
    controller.abort(reason)
    await expect(waiting).rejects.toBe(reason)
  })
})
