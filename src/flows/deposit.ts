// Importing any number of codes, none of them twice, with what became of each.
import { plainCode } from '../api/checks.js'
import type { CodesApi } from '../api/codes.js'
import { monotonicNow } from '../clock.js'
import { ApiError, CredentialError, type InputProblem, type Outcome, TransportError } from '../errors.js'
import { type CallOptions, LONGEST_TIMEOUT_MS } from '../transport/route.js'
import { type Check, func, integer, optional, text, throwIfInvalid, validate, validateObject } from '../validate.js'
import { unusableAnswer } from './unusable-answer.js'

/** What became of one code: whether WeChat has it now, or why not. */
export type DepositedCode =
  | {
      /** WeChat has it. */
      readonly ok: true
      /** The code. */
      readonly code: string
      /** True: it was there before, and was not sent. */
      readonly existed: boolean
    }
  | {
      /** WeChat does not have it, or may not. */
      readonly ok: false
      /** The code. */
      readonly code: string
      /**
       * `not_sent`: its turn never came; `rejected`: WeChat did not take it; `unknown`: WeChat may have it all the
       * same.
       */
      readonly outcome: Outcome
      /** Why. */
      readonly error: ApiError | CredentialError | TransportError
    }

/** How far an import has come. */
export interface DepositProgress {
  /** How many codes were dealt with. */
  readonly done: number
  /** How many different codes there are. */
  readonly total: number
  /** What became of those since the last report. */
  readonly codes: readonly DepositedCode[]
}

/** Options of {@link CodesImport.depositAll}. */
export interface DepositAllOptions {
  /** Called after every batch. What it throws is ignored. */
  onProgress?: ((progress: DepositProgress) => void) | undefined
  /** Ends the import. What the signal was aborted with is thrown as it came. */
  signal?: AbortSignal | undefined
  /**
   * Longest time for each single call with its retries and waiting, in milliseconds.
   * @defaultValue the client's `totalTimeoutMs`
   */
  totalTimeoutMs?: number | undefined
}

/** What goes beyond single calls in the group `codes`. */
export interface CodesImport {
  /**
   * Imports any number of codes into a card with imported codes, and tells what became of each, in the order in which
   * they first appear. Batches of 100 go one after the other.
   *
   * No code is sent twice: one that is given twice counts once, one that WeChat has is left out, and when the outcome
   * of a batch is unknown, {@link CodesApi.check} tells which of its codes are missing before those are sent again. An
   * import that ended early, for whatever reason, goes on when this is called with the same codes again.
   *
   * What was imported is decided by {@link CodesApi.check} too: the replies of {@link CodesApi.deposit} are not
   * reliable. A batch that WeChat refuses because of its codes fails alone. Any other error ends the import, as it
   * would meet every batch: all codes that are left carry it.
   *
   * @throws An {@link InputError}: the card, a code or an option is wrong; it names each, and nothing was sent.
   * @example
   * ```ts
   * const onProgress = ({ done, total }: DepositProgress) => console.log(`${done} of ${total}`)
   * const results = await wechat.codes.depositAll(cardId, codes, { onProgress })
   * const failed = results.filter(({ ok }) => !ok)
   * ```
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Distributing_Coupons_Vouchers_and_Cards.html | 投放卡券}
   */
  depositAll(cardId: string, codes: readonly string[], options?: DepositAllOptions): Promise<DepositedCode[]>
}

/** The calls that an import is made of. */
type ImportApi = Pick<CodesApi, 'check' | 'deposit'>

const CODES_AT_ONCE = 100

/** How often codes are sent whose outcome stays unknown. */
const MOST_ATTEMPTS = 3

/** Refusals for the sake of single codes. */
const ABOUT_CODES: ReadonlySet<number> = new Set([40110, 40111, 40116, 45021, 47001])

/** Makes the methods of {@link CodesImport}. */
export const codesImport = (api: ImportApi): CodesImport => ({
  async depositAll(cardId, codes, options = {}) {
    throwIfInvalid('codes.depositAll', problemsOfImport(cardId, codes, options))
    const { onProgress, ...callOptions } = options
    callOptions.signal?.throwIfAborted()
    const waiting = [...new Set(codes)]
    const total = waiting.length
    const results: DepositedCode[] = []
    while (waiting.length > 0) {
      const { dealtWith, end } = await depositBatch(api, cardId, waiting.splice(0, CODES_AT_ONCE), callOptions)
      if (end !== undefined) dealtWith.push(...waiting.splice(0).map((code) => failed(code, 'not_sent', end)))
      results.push(...dealtWith)
      try {
        onProgress?.({ done: results.length, total, codes: dealtWith })
      } catch {
        // a listener changes nothing
      }
    }
    return results
  },
})

/** What a call can fail with once it was let out. */
type CallError = ApiError | CredentialError | TransportError

/** What became of one batch. */
interface Batch {
  /** In the order of the batch. */
  readonly dealtWith: DepositedCode[]
  /** What would meet every other batch as well. */
  readonly end?: CallError | undefined
}

async function depositBatch(
  api: ImportApi,
  cardId: string,
  codes: readonly string[],
  options: CallOptions,
): Promise<Batch> {
  const started = monotonicNow()
  const there = new Map<string, DepositedCode>()
  let missing = codes
  const check = async (existed: boolean): Promise<void> => {
    const found = await importedOf(api, cardId, missing, options)
    for (const code of found) there.set(code, { ok: true, code, existed })
    missing = missing.filter((code) => !found.has(code))
  }
  const result = (outcome: Outcome, error: CallError, end?: CallError): Batch => ({
    dealtWith: codes.map((code) => there.get(code) ?? failed(code, outcome, error)),
    end,
  })

  const unreadable = await failureOf(check(true))
  if (unreadable) return result('not_sent', unreadable, unreadable)
  for (let attempt = 1; missing.length > 0; attempt++) {
    const failure = await failureOf(api.deposit({ card_id: cardId, code: [...missing] }, options))
    if (failure && failure.outcome !== 'unknown') {
      // An attempt before this one may still be carried out.
      return result(attempt > 1 ? 'unknown' : failure.outcome, failure, isAboutCodes(failure) ? undefined : failure)
    }
    const unsettled = await failureOf(check(false))
    if (unsettled) return result('unknown', failure ?? unsettled, failure ?? unsettled)
    if (failure === undefined) break
    if (attempt === MOST_ATTEMPTS) return result('unknown', failure, failure)
  }
  return result('rejected', skippedCall(started))
}

const failed = (code: string, outcome: Outcome, error: CallError): DepositedCode => ({
  ok: false,
  code,
  outcome,
  error,
})

const isAboutCodes = (failure: CallError): boolean => failure instanceof ApiError && ABOUT_CODES.has(failure.errcode)

/** Which of the codes WeChat has. Codes of digits alone may come as numbers. */
async function importedOf(
  { check }: ImportApi,
  cardId: string,
  codes: readonly string[],
  options: CallOptions,
): Promise<Set<string>> {
  const started = monotonicNow()
  const { exist_code: found } = await check({ card_id: cardId, code: [...codes] }, options)
  if (!Array.isArray(found)) throw unusableAnswer('POST /card/code/checkcode', 'exist_code is no list', started)
  return new Set(found.filter((code) => typeof code === 'string' || typeof code === 'number').map(String))
}

/** Why a call failed. What is not about the call, such as the caller's own abort, is thrown as it came. */
async function failureOf(call: Promise<unknown>): Promise<CallError | undefined> {
  try {
    await call
    return undefined
  } catch (error) {
    if (error instanceof ApiError || error instanceof CredentialError || error instanceof TransportError) return error
    throw error
  }
}

const skippedCall = (started: number): TransportError => {
  const endpoint = 'POST /card/code/deposit'
  const advice = 'codes have at most 20 letters and digits'
  return new TransportError('ERR_RESPONSE', `${endpoint}: WeChat took the batch and left this code out: ${advice}`, {
    endpoint,
    outcome: 'rejected',
    retryable: true,
    attempts: 1,
    elapsedMs: monotonicNow() - started,
  })
}

const code: Check = (value) =>
  typeof value === 'string' && value !== '' && value.isWellFormed() ? undefined : 'a non-empty string'

function problemsOfImport(cardId: string, codes: readonly string[], options: DepositAllOptions): InputProblem[] {
  const problems = validate('cardId', cardId, text)
  if (Array.isArray(codes)) {
    problems.push(...Array.from(codes).flatMap((each: unknown, index) => validate(`codes[${index}]`, each, code)))
    problems.push(...plainCode('codes[]')({ codes }))
  } else {
    problems.push(...validate('codes', codes, () => 'an array of codes'))
  }
  return [...problems, ...validateObject('options', options, OPTIONS)]
}

const OPTIONS: Readonly<Record<keyof DepositAllOptions, Check>> = {
  onProgress: optional(func),
  signal: optional((value) => (value instanceof AbortSignal ? undefined : 'an AbortSignal')),
  totalTimeoutMs: optional(integer(1, LONGEST_TIMEOUT_MS, `milliseconds, an integer from 1 to ${LONGEST_TIMEOUT_MS}`)),
}
