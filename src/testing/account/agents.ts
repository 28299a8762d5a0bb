// The third-party platform beside the simulated account: its tokens, its qualification and its sub-merchants.
import type { QualificationResult, SubmitMerchantQualificationRequest } from '../../api/agents.js'
import type { SimulationContext } from './context.js'
import { ALPHABET } from './random.js'
import { need, refusal } from './refusal.js'

const TOKEN_LIFETIME_MS = 7_200_000

/** A sub-merchant with strong authorisation. */
export interface AgentMerchantRecord {
  readonly appid: string
  submitted: SubmitMerchantQualificationRequest
  /** Epoch seconds. */
  submittedAt: number
  result: QualificationResult
}

/** Holds what a platform has handed in. */
export class Agents {
  readonly #context: SimulationContext
  /** Tokens by their end, in epoch milliseconds. */
  readonly #tokens = new Map<string, number>()
  readonly #merchants = new Map<string, AgentMerchantRecord>()
  /** Not the account's. */
  readonly appId: string
  /** What became of the platform's own qualification. */
  result: QualificationResult = 'RESULT_NOTHING_TO_CHECK'

  constructor(context: SimulationContext) {
    this.#context = context
    this.appId = `wx${[...context.settings.appId].reverse().join('').slice(0, 16)}`
  }

  /** Makes a `component_access_token`. The calls that lead to one in WeChat are not simulated. */
  issueToken(): string {
    const now = this.#context.now()
    for (const [token, endsAt] of this.#tokens) if (endsAt < now - TOKEN_LIFETIME_MS) this.#tokens.delete(token)
    const token = `P${this.#context.random.text(135, ALPHABET.id)}`
    this.#tokens.set(token, now + TOKEN_LIFETIME_MS)
    return token
  }

  /** Whether this is, or was a short while ago, a token of the platform. */
  isToken(token: string | null): boolean {
    return token !== null && this.#tokens.has(token)
  }

  /** Refuses a token of the platform whose time is over. */
  checkToken(token: string | null): void {
    const isGood = (this.#tokens.get(token ?? '') ?? 0) > this.#context.now()
    need(isGood, 42001, 'the component_access_token has expired')
  }

  /** Takes the platform's own qualification. What a second one brings is unknown; here it is refused as of no use. */
  submit(): void {
    const canBeSent = this.result === 'RESULT_NOTHING_TO_CHECK' || this.result === 'RESULT_NOT_PASS'
    need(canBeSent, 40097, `the qualification is ${this.result}: it can be sent again after a rejection only`)
    this.result = 'RESULT_CHECKING'
    if (this.#context.settings.review === 'instant') this.decide(true)
  }

  /** Ends the platform's review. */
  decide(approved: boolean): void {
    this.result = resultOf(approved)
  }

  /** Takes a sub-merchant's qualification. */
  submitMerchant(submitted: SubmitMerchantQualificationRequest): void {
    need(this.result === 'RESULT_PASS', 43014, `the platform's own qualification is ${this.result}`)
    const { appid } = submitted
    const before = this.#merchants.get(appid)
    const canBeSent = before === undefined || before.result === 'RESULT_NOT_PASS'
    need(
      canBeSent,
      40097,
      `the qualification of ${appid} is ${before?.result}: it can be sent again after a rejection only`,
    )
    const record: AgentMerchantRecord = {
      appid,
      submitted: structuredClone(submitted),
      submittedAt: this.#context.seconds(),
      result: 'RESULT_CHECKING',
    }
    this.#merchants.set(appid, record)
    if (this.#context.settings.review === 'instant') this.decideMerchant(record, true)
  }

  /** Ends a sub-merchant's review. */
  decideMerchant(record: AgentMerchantRecord, approved: boolean, reason = ''): void {
    record.result = resultOf(approved)
    this.#context.push({
      Event: 'card_merchant_auth_check_result',
      AppId: this.appId,
      SubMerchantAppId: record.appid,
      IsPass: approved ? 1 : 0,
      Reason: reason,
    })
  }

  find(appid: string): AgentMerchantRecord | undefined {
    return this.#merchants.get(appid)
  }

  /** The sub-merchant, or `40013`. */
  get(appid: string): AgentMerchantRecord {
    const record = this.#merchants.get(appid)
    if (record === undefined) throw refusal(40013, `appid: no qualification of ${appid} was sent`)
    return record
  }

  /** All sub-merchants, the oldest first. */
  all(): AgentMerchantRecord[] {
    return [...this.#merchants.values()]
  }
}

const resultOf = (approved: boolean): QualificationResult => (approved ? 'RESULT_PASS' : 'RESULT_NOT_PASS')
