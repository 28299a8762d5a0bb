// What tests of credentials need around one: a clock that stands still, an issuer that counts, a cache that can be looked into.
import type { CacheAdapter } from '../../src/cache/adapter.js'
import { memoryCache } from '../../src/cache/memory.js'
import type { Clock, WaitOptions } from '../../src/clock.js'
import {
  type CachedCredential,
  type CredentialIdentity,
  cacheKey,
  serialize,
} from '../../src/credentials/cached-credential.js'
import { Credential, type CredentialOptions, type Issued, type IssueRequest } from '../../src/credentials/credential.js'
import { FailSafeCache } from '../../src/credentials/fail-safe-cache.js'
import type { Diagnostic } from '../../src/diagnostics.js'
import { CredentialError } from '../../src/errors.js'

export const identity: CredentialIdentity = {
  kind: 'accessToken',
  appId: 'wx00000000000000a1',
  origin: 'https://api.weixin.qq.com',
  mode: 'stable',
}

export const SECOND: number = 1000
export const MINUTE: number = 60 * SECOND
export const HOUR: number = 60 * MINUTE

/** A wait that never runs out in a test. */
export const longWait: WaitOptions = { ms: 10 * MINUTE }

/** A clock that stands still until it is moved. */
export interface StoppedClock extends Clock {
  advance(ms: number): void
}

export function stoppedClock(): StoppedClock {
  let now = 1_700_000_000_000
  return {
    now: () => now,
    advance(ms) {
      now += ms
    },
  }
}

/** What an issuer answers with: a value of two hours, or whatever is said. */
export type Script = (request: IssueRequest, number: number) => Issued | Promise<Issued>

/** Answers `token-1`, `token-2` and so on, as WeChat's classic endpoint would. */
export const fresh: Script = (_, number) => ({ value: `token-${number}`, expiresInSeconds: 7200 })

/** What may be said about a credential under test. */
export interface CredentialSettings extends Partial<Omit<CredentialOptions, 'cache' | 'issue' | 'clock'>> {
  readonly adapter?: CacheAdapter
  readonly clock?: StoppedClock
  readonly issue?: Script
}

/** A credential and everything it touches. */
export interface CredentialUnderTest {
  readonly credential: Credential
  readonly clock: StoppedClock
  readonly store: CacheAdapter
  /** What its issuer was asked. */
  readonly requests: readonly IssueRequest[]
  readonly diagnostics: readonly Diagnostic[]
  /** Those of one type. */
  diagnosticsOf(type: Diagnostic['type']): readonly Diagnostic[]
}

/** Makes a credential with a cache of its own, unless another is given. */
export function credentialWith(settings: CredentialSettings = {}): CredentialUnderTest {
  const { adapter, clock = stoppedClock(), issue = fresh, ...more } = settings
  const store = adapter ?? memoryCache({ clock })
  const requests: IssueRequest[] = []
  const diagnostics: Diagnostic[] = []
  const onDiagnostic = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic)
  const credential = new Credential({
    identity,
    endpoint: 'POST /cgi-bin/stable_token',
    cache: new FailSafeCache(store, clock, onDiagnostic),
    clock,
    onDiagnostic,
    totalTimeoutMs: 15 * SECOND,
    issue: async (request) => {
      requests.push(request)
      return await issue(request, requests.length)
    },
    ...more,
  })
  return {
    credential,
    clock,
    store,
    requests,
    diagnostics,
    diagnosticsOf: (type) => diagnostics.filter((diagnostic) => diagnostic.type === type),
  }
}

/** Puts an entry where another process would have put it. */
export async function putIntoCache(
  store: CacheAdapter,
  entry: CachedCredential,
  of: CredentialIdentity = identity,
): Promise<void> {
  await store.set(cacheKey(of), serialize(of, entry), 2 * HOUR)
}

/** What the store holds for a credential. */
export async function cachedValue(store: CacheAdapter, of: CredentialIdentity = identity): Promise<string | undefined> {
  const text = await store.get(cacheKey(of))
  return typeof text === 'string' ? (JSON.parse(text) as { value: string }).value : undefined
}

/** A promise with its ends in the test's hand. */
export interface Deferred<Value> {
  readonly promise: Promise<Value>
  resolve(value: Value): void
  reject(reason: unknown): void
}

export function deferred<Value>(): Deferred<Value> {
  let resolve!: (value: Value) => void
  let reject!: (reason: unknown) => void
  const promise = new Promise<Value>((fulfil, refuse) => {
    resolve = fulfil
    reject = refuse
  })
  return { promise, resolve, reject }
}

/** Lets everything run that waits for neither time nor the outside. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await Promise.resolve()
}

export const never = (): Promise<never> => new Promise(() => {})

/** As WeChat's stable endpoint: the same token and what is left of its life, until its last five minutes. */
export function stableEndpoint(clock: { now(): number }): Script {
  let token: { value: string; endsAt: number } | undefined
  let number = 0
  return () => {
    if (token === undefined || token.endsAt - clock.now() <= 300 * SECOND) {
      token = { value: `stable-${++number}`, endsAt: clock.now() + 7200 * SECOND }
    }
    return { value: token.value, expiresInSeconds: (token.endsAt - clock.now()) / SECOND }
  }
}

/** What WeChat says that only a person can mend. */
export const wrongSecret = (): CredentialError =>
  new CredentialError('accessToken', 'POST /cgi-bin/stable_token answered 40001', {
    endpoint: 'POST /cgi-bin/stable_token',
    retryable: false,
    attempts: 1,
    elapsedMs: 3,
    errcode: 40001,
  })

export const networkDown = (): CredentialError =>
  new CredentialError('accessToken', 'no connection', { endpoint: 'x', retryable: true, attempts: 3, elapsedMs: 3 })

export const failWith =
  (error: () => Error): Script =>
  () => {
    throw error()
  }

/** A memory cache that remembers the order in which it was used. */
export interface RecordingCache {
  readonly adapter: CacheAdapter
  /** What is behind it, to be used without a trace. */
  readonly good: CacheAdapter & Required<Pick<CacheAdapter, 'lock'>>
  /** Names of the operations. */
  readonly used: string[]
}

/** Makes one. */
export function recordingCache(clock: { now(): number }): RecordingCache {
  const good = memoryCache({ clock })
  const used: string[] = []
  const using = <Result>(name: string, result: () => Result): Result => {
    used.push(name)
    return result()
  }
  const adapter: CacheAdapter = {
    get: (key) => using('get', () => good.get(key)),
    set: (key, value, ttlMs) => using('set', () => good.set(key, value, ttlMs)),
    delete: (key) => using('delete', () => good.delete(key)),
    async lock(key, leaseMs) {
      const release = await using('lock', () => good.lock(key, leaseMs))
      return release && (() => using('unlock', release))
    },
  }
  return { adapter, good, used }
}

export const times = <Value>(count: number, make: () => Value): Value[] => Array.from({ length: count }, make)
