// What a receiver can be told, checked once.
import type { DedupeStore } from '../cache/adapter.js'
import { type Clock, systemClock } from '../clock.js'
import type { DiagnosticListener } from '../diagnostics.js'
import {
  APP_ID,
  type Check,
  func,
  clock as isClock,
  isObject,
  matching,
  methods,
  oneOf,
  optional,
  throwIfInvalid,
  validateObject,
} from '../validate.js'
import { type SealingKey, sealingKey } from './crypto.js'
import { type Deduplicator, deduplicator } from './deduplicate.js'

/** Options of `EventReceiver`. */
export interface EventReceiverOptions {
  /**
   * AppID of the account whose events arrive. For a third-party platform its own AppID (component AppID), also when the
   * events concern the accounts that it serves. Several where one address serves several.
   */
  appId: string | readonly string[]
  /** The token set at WeChat beside the address: 3 to 32 letters and digits. Not the access token. */
  token: string
  /**
   * The EncodingAESKey set at WeChat: 43 letters and digits. While it is being changed, the new one and the old one:
   * messages sealed with the old one go on arriving for a while. Required unless `mode` is `plain`.
   */
  encodingAESKey?: string | readonly string[] | undefined
  /**
   * Which messages are accepted. As set at WeChat:
   *
   * - `safe` (安全模式): encrypted ones.
   * - `compatible` (兼容模式): encrypted ones. What stands beside them in clear is not looked at.
   * - `plain` (明文模式): ones in clear. **Nothing protects their content**: who has seen one address that WeChat called
   *   can send any event for 5 minutes.
   * @defaultValue 'safe'
   */
  mode?: 'safe' | 'compatible' | 'plain' | undefined
  /**
   * Remembers which events were seen. Processes that receive the events of one account share one, such as `redisDedupe`.
   * @defaultValue as `memoryDedupe()`, for this receiver alone
   */
  dedupe?: DedupeStore | undefined
  /**
   * Where the time is read.
   * @defaultValue the system clock
   */
  clock?: Clock | undefined
  /** Told when `dedupe` fails, and of messages that nobody wants. What it throws is ignored. */
  onDiagnostic?: DiagnosticListener | undefined
}

/** Options that have been checked, with their defaults. */
export interface ReceiverSettings {
  readonly appIds: readonly string[]
  readonly token: string
  /** In the order in which they are tried. */
  readonly keys: readonly SealingKey[]
  readonly encrypted: boolean
  readonly deduplicator: Deduplicator
  readonly clock: Clock
  readonly onDiagnostic: DiagnosticListener | undefined
}

const ONE_APP_ID = matching(APP_ID, 'an AppID (letters, digits, _ and -), or an array of them')

const AES_KEY = matching(/^[A-Za-z0-9]{43}$/, 'an EncodingAESKey (43 letters and digits), or an array of them')

const oneOrSeveral =
  (check: Check): Check =>
  (value) => {
    const values: readonly unknown[] = Array.isArray(value) && value.length > 0 ? value : [value]
    return values.map(check).find((expected) => expected !== undefined)
  }

const DEDUPE_STORE = 'a DedupeStore with begin, complete and abandon'

/** A store as 0.1 wanted it would not be noticed before the first event. */
const dedupeStore: Check = (value) => {
  const expected = methods(['begin', 'complete', 'abandon'], DEDUPE_STORE)(value)
  const isOld = isObject(value) && typeof value.add === 'function' && typeof value.delete === 'function'
  if (expected === undefined || !isOld) return expected
  const way = 'begin answers new, busy or done, complete and abandon end what it began; testDedupeStore checks a store'
  return `${expected}, no longer add and delete (${way})`
}

const optionsShape: Readonly<Record<keyof EventReceiverOptions, Check>> = {
  appId: oneOrSeveral(ONE_APP_ID),
  token: matching(/^[A-Za-z0-9]{3,32}$/, 'the token set at WeChat (3 to 32 letters and digits)'),
  encodingAESKey: optional(oneOrSeveral(AES_KEY)),
  mode: optional(oneOf('safe', 'compatible', 'plain')),
  dedupe: optional(dedupeStore),
  clock: optional(isClock),
  onDiagnostic: optional(func),
}

/** Checks a receiver's options and fills in what was left out. */
export function toReceiverSettings(options: EventReceiverOptions): ReceiverSettings {
  const problems = validateObject('', options, optionsShape)
  if (isObject(options) && options.encodingAESKey === undefined && options.mode !== 'plain') {
    const expected = "an EncodingAESKey, unless mode is 'plain'"
    problems.push({ field: 'encodingAESKey', expected, received: 'undefined' })
  }
  throwIfInvalid('EventReceiver', problems)
  const clock = options.clock ?? systemClock
  return Object.freeze({
    appIds: [options.appId].flat(),
    token: options.token,
    keys: [options.encodingAESKey ?? []].flat().map(sealingKey),
    encrypted: options.mode !== 'plain',
    deduplicator: deduplicator(options.dedupe, clock, options.onDiagnostic),
    clock,
    onDiagnostic: options.onDiagnostic,
  })
}
