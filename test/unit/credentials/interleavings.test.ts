import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { CacheAdapter } from '../../../src/cache/adapter.js'
import { Credential, type Issued } from '../../../src/credentials/credential.js'
import { FailSafeCache } from '../../../src/credentials/fail-safe-cache.js'
import { CredentialError } from '../../../src/errors.js'
import { HOUR, identity, longWait, MINUTE, SECOND, settled } from '../../support/credentials.js'

/** What the issuer does with one request. */
const answers = fc.constantFrom('fresh', 'fresh', 'fresh', 'brief', 'same', 'down', 'wrong secret', 'nonsense')

/** What the cache does with one operation, when its turn comes. */
const manners = fc.constantFrom('well', 'well', 'well', 'well', 'fails', 'stale', 'lost')

/** Two clients of one process, which share a cache object, and one of another process, which shares the store. */
const clients = fc.constantFrom(0, 1, 2)

const steps = fc.array(
  fc.record({
    act: fc.oneof(
      fc.record({ what: fc.constantFrom('get', 'get', 'current', 'reject', 'reject', 'invalidate'), client: clients }),
      fc.record({
        what: fc.constant('time passes'),
        ms: fc.oneof(fc.integer({ min: 1, max: 6 * SECOND }), fc.constantFrom(30 * MINUTE, 2 * HOUR)),
      }),
      fc.record({
        what: fc.constant('the clock jumps'),
        ms: fc.constantFrom(
          ...[20 * SECOND, MINUTE, 30 * MINUTE, 116.5 * MINUTE, 119.6 * MINUTE, -MINUTE],
          ...[-4 * MINUTE, -8 * HOUR, 24 * HOUR, -24 * HOUR],
        ),
      }),
    ),
    /** How many things that are under way come to their end after it. */
    ends: fc.integer({ min: 0, max: 4 }),
  }),
  { minLength: 5, maxLength: 40 },
)

type Step = typeof steps extends fc.Arbitrary<(infer Each)[]> ? Each : never

const failure = (errcode?: number): CredentialError =>
  new CredentialError('accessToken', 'no', {
    endpoint: 'x',
    retryable: errcode === undefined,
    attempts: 1,
    elapsedMs: 1,
    ...(errcode === undefined ? {} : { errcode }),
  })

/** Takes from a list, round and round. */
function cycle<Value>(values: readonly Value[]): () => Value {
  let at = 0
  return () => values[at++ % values.length] as Value // the lists are not empty
}

/** The lists of requests in flight, which hang on cache objects. */
const lists: Set<unknown>[] = []

beforeEach(() => {
  vi.useFakeTimers()
  lists.length = 0
  const set = WeakMap.prototype.set
  vi.spyOn(WeakMap.prototype, 'set').mockImplementation(function (this: WeakMap<object, unknown>, key, value) {
    if (value instanceof Set) lists.push(value)
    return set.call(this, key, value)
  })
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** A process' way to the store they all share. Every operation takes effect when the scheduler says so. */
function processCache(
  scheduler: fc.Scheduler,
  store: Map<string, { value: string; earlier: string | undefined }>,
  leases: Map<string, { endsAt: number }>,
  manner: () => string,
): CacheAdapter {
  const turn = async (): Promise<string> => {
    await scheduler.schedule(Promise.resolve())
    const how = manner()
    if (how === 'fails') throw new Error('down')
    return how
  }
  return {
    async get(key) {
      const how = await turn()
      const entry = store.get(key)
      return how === 'stale' ? entry?.earlier : entry?.value
    },
    async set(key, value) {
      if ((await turn()) !== 'lost') store.set(key, { value, earlier: store.get(key)?.value })
    },
    async delete(key) {
      if ((await turn()) !== 'lost') store.delete(key)
    },
    async lock(key, leaseMs) {
      await turn()
      const holder = leases.get(key)
      if (holder && holder.endsAt > performance.now()) return null
      const lease = { endsAt: performance.now() + leaseMs }
      leases.set(key, lease)
      return async () => {
        await turn()
        if (leases.get(key) === lease) leases.delete(key)
      }
    },
  }
}

async function play(
  scheduler: fc.Scheduler,
  list: readonly Step[],
  issuerAnswers: readonly string[],
  cacheManners: readonly string[],
  exclusive: boolean,
): Promise<void> {
  let offset = 0
  const clock = { now: () => Date.now() + offset }
  const answer = cycle(issuerAnswers)
  const manner = cycle(cacheManners)

  // What is true, as WeChat would know it. `step` orders events.
  let step = 0
  let number = 0
  const endOf = new Map<string, number>()
  const realEndOf = new Map<string, number>() // whatever the clock says meanwhile
  let latest: string | undefined
  const broughtBy = new Map<string, number[]>() // by value: when the requests that brought it began
  const issuing = [0, 0]
  const tooMany: string[] = [] // thrown at once it might be taken for a failure of the issuer

  const issue = async (process: 0 | 1, signal: AbortSignal): Promise<Issued> => {
    const began = ++step
    const startedAt = clock.now()
    issuing[process] = (issuing[process] ?? 0) + 1
    if (issuing[process] > 1) tooMany.push(`${issuing[process]} requests of one process`)
    if (exclusive && issuing[0] && issuing[1]) tooMany.push('requests of two processes')
    try {
      await Promise.race([
        scheduler.schedule(Promise.resolve()),
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ])
      const what = answer()
      if (what === 'down') throw failure()
      if (what === 'wrong secret') throw failure(40125)
      if (what === 'nonsense') return { value: '', expiresInSeconds: 7200 }
      const left = latest === undefined ? 0 : Math.floor(((endOf.get(latest) ?? 0) - clock.now()) / SECOND)
      const again = what === 'same' && left >= 1 && left <= 7200
      const seconds = again ? left : what === 'brief' ? 40 : 7200
      if (!again) latest = `token-${++number}`
      const value = latest as string // set just now, or before
      if (!again) endOf.set(value, startedAt + seconds * SECOND)
      realEndOf.set(value, performance.now() + seconds * SECOND)
      broughtBy.set(value, [...(broughtBy.get(value) ?? []), began])
      return { value, expiresInSeconds: seconds }
    } finally {
      issuing[process] = (issuing[process] ?? 0) - 1
    }
  }

  const store = new Map()
  const leases = new Map()
  const adapters = [0, 1].map(() => processCache(scheduler, store, leases, manner))
  const all = ([0, 0, 1] as const).map((process) => {
    const credential = new Credential({
      identity: { ...identity, mode: exclusive ? 'classic' : 'stable' },
      endpoint: 'x',
      cache: new FailSafeCache(adapters[process] as CacheAdapter, clock, undefined), // there are two
      clock,
      totalTimeoutMs: 15 * SECOND,
      issue: ({ signal }) => issue(process, signal),
      exclusive,
    })
    return {
      credential,
      refused: new Map<string, number>(),
      foundAt: new Map<string, number>(),
      lastSeen: undefined as string | undefined,
    }
  })
  type Client = (typeof all)[number]

  const handedOut = (client: Client, value: string): void => {
    expect(endOf.get(value)).toBeGreaterThan(clock.now())
    // When a value began is known by the clock alone to a client that finds it; from then on real time counts.
    const foundAt = client.foundAt.get(value) ?? performance.now()
    client.foundAt.set(value, foundAt)
    expect(Math.max(realEndOf.get(value) ?? 0, foundAt + 2 * HOUR)).toBeGreaterThan(performance.now())
    const refusedAt = client.refused.get(value)
    if (refusedAt !== undefined) {
      // Only when the issuer was asked after the refusal and insisted.
      expect(broughtBy.get(value)?.some((began) => began > refusedAt)).toBe(true)
    }
    client.lastSeen = value
  }
  const waiting: Promise<unknown>[] = []
  const wait = (client: Client, value: Promise<string>, unlike?: string): void => {
    waiting.push(
      value.then(
        (each) => {
          if (each !== unlike) handedOut(client, each)
        },
        (error: unknown) => expect(error).toBeInstanceOf(CredentialError),
      ),
    )
  }
  const take = (client: Client, what: string): void => {
    const { credential, lastSeen } = client
    if (what === 'get') wait(client, credential.get(longWait))
    if (what === 'current') {
      const value = credential.current()
      if (value !== undefined) handedOut(client, value)
    }
    if (lastSeen === undefined) return
    if (what === 'reject') {
      // A value on which the issuer has insisted just now is not refused anew.
      if (!client.refused.has(lastSeen)) client.refused.set(lastSeen, ++step)
      wait(client, credential.replace(lastSeen, 40001, longWait), lastSeen)
    }
    if (what === 'invalidate') {
      client.refused.set(lastSeen, ++step)
      waiting.push(credential.invalidate(lastSeen))
    }
  }
  const end = async (count: number): Promise<void> => {
    for (let ended = 0; ended < count && scheduler.count() > 0; ended++) {
      await scheduler.waitOne(async (run) => {
        await run()
        await settled()
      })
    }
  }

  for (const { act, ends } of list) {
    if ('client' in act) take(all[act.client] as Client, act.what)
    else if (act.what === 'time passes') await vi.advanceTimersByTimeAsync(act.ms)
    else offset += act.ms
    await settled()
    await end(ends)
  }
  // Everything comes to its end.
  let over = false
  const resting = Promise.all(waiting).finally(() => {
    over = true
  })
  while (!over || scheduler.count() > 0 || vi.getTimerCount() > 0) {
    await end(Number.POSITIVE_INFINITY)
    await vi.advanceTimersByTimeAsync(50)
  }
  await resting
  expect(tooMany).toEqual([])
  expect(lists.map(({ size }) => size)).toEqual(lists.map(() => 0))
  expect(issuing).toEqual([0, 0])
}

const RUNS = 300

test.each([
  ['a value that several may issue', false],
  ['a value whose issue ends the one before', true],
])(
  'in whatever order things happen to %s, one request is under way at a time, nothing dead or refused is handed out, and all comes to rest',
  { timeout: 60_000 },
  async (_, exclusive) => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        steps,
        fc.array(answers, { minLength: 1, maxLength: 20 }),
        fc.array(manners, { minLength: 1, maxLength: 30 }),
        (scheduler, list, issuerAnswers, cacheManners) => play(scheduler, list, issuerAnswers, cacheManners, exclusive),
      ),
      { numRuns: RUNS },
    )
  },
)
