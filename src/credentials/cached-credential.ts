// A credential with its lifetime: its name in a cache, its form there, and what of it can be true.
import type { CredentialKind } from '../errors.js'

/** A credential and when it was asked for and ends, both in epoch milliseconds. */
export interface CachedCredential {
  readonly value: string
  readonly obtainedAt: number
  readonly expiresAt: number
}

/** Everything that tells one credential from another. */
export interface CredentialIdentity {
  readonly kind: CredentialKind
  readonly appId: string
  /** Where it was issued: all official hosts count as one. */
  readonly origin: string
  /** `stable`, `classic` or `source`: they issue different values. */
  readonly mode: string
}

const SCHEMA = 1

/** WeChat's longest lifetime. */
const LONGEST_LIFETIME_MS = 7_200_000

/** How far two clocks may differ, or one may jump, before what they say of a credential cannot be true. */
export const CLOCK_SKEW_MS = 300_000

/**
 * Names a credential in a cache. Injective: an AppID has no special characters, and encoding leaves no `:` in the origin.
 * The braces keep a credential and its lock in one slot of a Redis cluster.
 */
export const cacheKey = ({ kind, appId, origin, mode }: CredentialIdentity): string =>
  `wechat-card-sdk:v${SCHEMA}:{${appId}:${encodeURIComponent(origin)}:${mode}:${kind}}`

/** A credential's value as WeChat issues them: visible ASCII, at most 2048 characters. */
export const isCredentialValue = (value: unknown): value is string =>
  typeof value === 'string' && /^[!-~]{1,2048}$/.test(value)

/** Reads `expires_in`: 1 to 7200 seconds, longer ones cut; `undefined` for anything else. */
export function lifetimeMs(expiresInSeconds: unknown): number | undefined {
  const seconds =
    typeof expiresInSeconds === 'string' && /^\d{1,15}$/.test(expiresInSeconds)
      ? Number(expiresInSeconds)
      : expiresInSeconds
  if (typeof seconds !== 'number' || !(seconds >= 1) || seconds === Number.POSITIVE_INFINITY) return undefined
  return Math.min(Math.floor(seconds) * 1000, LONGEST_LIFETIME_MS)
}

/** Shortens a life to the longest that is allowed. */
export function capped(credential: CachedCredential, longestLifetimeMs: number | undefined): CachedCredential {
  const longest = credential.obtainedAt + (longestLifetimeMs ?? Number.POSITIVE_INFINITY)
  return credential.expiresAt <= longest ? credential : { ...credential, expiresAt: longest }
}

/** Whether a credential has a lifetime at all: others are used once. */
export const hasLifetime = ({ obtainedAt, expiresAt }: CachedCredential): boolean => expiresAt > obtainedAt

/** Writes a credential for a shared cache, with all that identifies it. */
export const serialize = ({ kind, appId, origin, mode }: CredentialIdentity, credential: CachedCredential): string =>
  JSON.stringify({ schema: SCHEMA, kind, appId, origin, mode, ...credential })

/** Reads what a shared cache holds. `undefined` unless every field is what was asked for and can be true now. */
export function parse(identity: CredentialIdentity, text: unknown, now: number): CachedCredential | undefined {
  if (typeof text !== 'string') return undefined
  let envelope: Partial<Record<string, unknown>> | null
  try {
    envelope = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof envelope !== 'object' || envelope === null || envelope.schema !== SCHEMA) return undefined
  for (const field of ['kind', 'appId', 'origin', 'mode'] as const) {
    if (envelope[field] !== identity[field]) return undefined
  }
  const { value, obtainedAt, expiresAt } = envelope
  if (!isCredentialValue(value) || !Number.isSafeInteger(obtainedAt) || !Number.isSafeInteger(expiresAt))
    return undefined
  const credential = { value, obtainedAt: obtainedAt as number, expiresAt: expiresAt as number }
  const lifetime = credential.expiresAt - credential.obtainedAt
  const plausible = lifetime > 0 && lifetime <= LONGEST_LIFETIME_MS && credential.obtainedAt - now <= CLOCK_SKEW_MS
  return plausible ? credential : undefined
}
