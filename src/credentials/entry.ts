// One credential with its lifetime, and its form in a shared cache.
import type { CredentialKind } from '../errors.js'

/** A credential and when it was asked for and ends, both in epoch milliseconds. */
export interface Entry {
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

/** How far two machines' clocks may differ before an entry looks too long-lived to be true. */
const CLOCK_SKEW_MS = 300_000

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

/** Writes an entry for a shared cache, with all that identifies it. */
export const toEnvelope = ({ kind, appId, origin, mode }: CredentialIdentity, entry: Entry): string =>
  JSON.stringify({ schema: SCHEMA, kind, appId, origin, mode, ...entry })

/** Reads what a shared cache holds. `undefined` unless every field is what was asked for and can be true now. */
export function fromEnvelope(identity: CredentialIdentity, text: unknown, now: number): Entry | undefined {
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
  const entry = { value, obtainedAt: obtainedAt as number, expiresAt: expiresAt as number }
  const lifetime = entry.expiresAt - entry.obtainedAt
  const plausible =
    lifetime > 0 && lifetime <= LONGEST_LIFETIME_MS && entry.expiresAt - now <= LONGEST_LIFETIME_MS + CLOCK_SKEW_MS
  return plausible ? entry : undefined
}
