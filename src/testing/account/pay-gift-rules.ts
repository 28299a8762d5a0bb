// Rules that give a member card after a payment.
import type { FailedMerchant, PayGiftRule, StoredPayGiftRule } from '../../api/pay-gifts.js'
import type { SimulationContext } from './context.js'
import { refusal } from './refusal.js'

/** One rule. */
export interface PayGiftRuleRecord {
  readonly ruleId: number
  readonly rule: PayGiftRule
  /** Epoch seconds. */
  readonly createdAt: number
}

/** Another account's rule that has a merchant number. */
interface Occupant {
  readonly ruleId: number
  readonly appId: string
}

/** Holds the account's rules. */
export class PayGiftRules {
  readonly #context: SimulationContext
  readonly #rules = new Map<number, PayGiftRuleRecord>()
  readonly #occupants = new Map<string, Occupant>()
  #lastId = 1000

  constructor(context: SimulationContext) {
    this.#context = context
  }

  add(rule: PayGiftRule): PayGiftRuleRecord {
    const record = { ruleId: ++this.#lastId, rule: structuredClone(rule), createdAt: this.#context.seconds() }
    this.#rules.set(record.ruleId, record)
    return record
  }

  /** The rule, or `72034`. */
  get(ruleId: number): PayGiftRuleRecord {
    const record = this.#rules.get(ruleId)
    if (record === undefined) throw refusal(72034, `rule_id: the account has no rule ${ruleId}`)
    return record
  }

  delete(ruleId: number): void {
    this.get(ruleId)
    this.#rules.delete(ruleId)
  }

  /** All rules, the oldest first. */
  all(): PayGiftRuleRecord[] {
    return [...this.#rules.values()]
  }

  isEffective({ rule: { base_info: base } }: PayGiftRuleRecord): boolean {
    const now = this.#context.seconds()
    return base.begin_time <= now && now <= base.end_time
  }

  /** Lets another account have a rule for a merchant number. */
  occupy(mchid: string, occupant: Occupant): void {
    this.#occupants.set(mchid, occupant)
  }

  /** Why a rule cannot cover a merchant number; `undefined` if it can. */
  failureOf(mchid: string): FailedMerchant | undefined {
    const occupant = this.#occupants.get(mchid)
    const errcode = !/^\d{8,10}$/.test(mchid) ? 72030 : !this.#context.may('pay') ? 72002 : occupant ? 72004 : 0
    if (errcode === 0) return undefined
    return {
      mchid,
      errcode,
      errmsg: refusal(errcode).message,
      ...(errcode === 72004 && occupant ? { occupy_rule_id: occupant.ruleId, occupy_appid: occupant.appId } : {}),
    }
  }
}

/** A rule as WeChat answers it. */
export const describedRule = ({ ruleId, rule, createdAt }: PayGiftRuleRecord): StoredPayGiftRule => ({
  ...structuredClone(rule),
  rule_id: ruleId,
  base_info: {
    ...structuredClone(rule.base_info),
    status: 'RULE_STATUS_OK',
    create_time: createdAt,
    update_time: createdAt,
  },
})
