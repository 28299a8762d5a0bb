// The sub-merchants of the simulated account, with their review and their letters of authorisation.
import type { NewSubMerchant, SubMerchantCategory, SubMerchantStatus } from '../../api/sub-merchants.js'
import type { SimulationContext } from './context.js'
import { need, refusal } from './refusal.js'

/** A sub-merchant as it was filed. */
export interface SubMerchantRecord {
  readonly merchantId: number
  info: NewSubMerchant
  /** As the review left it; {@link SubMerchants.statusOf} also sees that the letter has run out. */
  status: SubMerchantStatus
  /** Epoch seconds. */
  readonly createdAt: number
  updatedAt: number
}

/** A few kinds of business; the real list is longer. */
export const CATEGORIES: readonly SubMerchantCategory[] = [
  {
    primary_category_id: 1,
    category_name: '美食',
    secondary_category: [
      {
        secondary_category_id: 101,
        category_name: '粤菜',
        need_qualification_stuffs: ['food_service_license_id', 'food_service_license_bizmedia_id'],
        can_choose_prepaid_card: 1,
        can_choose_payment_card: 1,
      },
      {
        secondary_category_id: 102,
        category_name: '茶餐厅',
        need_qualification_stuffs: ['food_service_license_id', 'food_service_license_bizmedia_id'],
        can_choose_prepaid_card: 0,
        can_choose_payment_card: 1,
      },
    ],
  },
  {
    primary_category_id: 2,
    category_name: '生活服务',
    secondary_category: [
      {
        secondary_category_id: 201,
        category_name: '洗衣',
        need_qualification_stuffs: [],
        can_choose_prepaid_card: 0,
        can_choose_payment_card: 0,
      },
    ],
  },
]

/** Holds the account's sub-merchants. */
export class SubMerchants {
  readonly #context: SimulationContext
  readonly #records = new Map<number, SubMerchantRecord>()

  constructor(context: SimulationContext) {
    this.#context = context
  }

  /** Files one for review. */
  add(info: NewSubMerchant): SubMerchantRecord {
    const now = this.#context.seconds()
    const record: SubMerchantRecord = {
      merchantId: this.#records.size + 1,
      info: structuredClone(info),
      status: 'CHECKING',
      createdAt: now,
      updatedAt: now,
    }
    this.#records.set(record.merchantId, record)
    this.#context.effect({ type: 'subMerchant.filed', merchantId: record.merchantId })
    this.#review(record)
    return record
  }

  /** Files one again. */
  update(record: SubMerchantRecord, info: NewSubMerchant): void {
    record.info = structuredClone(info)
    record.updatedAt = this.#context.seconds()
    record.status = 'CHECKING'
    this.#review(record)
  }

  #review(record: SubMerchantRecord): void {
    if (this.#context.settings.review === 'instant') this.decide(record, true)
  }

  /** Ends a review. */
  decide(record: SubMerchantRecord, approved: boolean, reason = ''): void {
    record.status = approved ? 'APPROVED' : 'REJECTED'
    this.#context.push({
      Event: 'card_merchant_check_result',
      MerchantId: record.merchantId,
      IsPass: approved ? 1 : 0,
      Reason: reason,
    })
  }

  /** The sub-merchant, or `40139`. Its id may be given as text. */
  get(merchantId: number | string): SubMerchantRecord {
    const record = this.#records.get(Number(merchantId))
    if (record === undefined) throw refusal(40139, `merchant_id: there is no sub-merchant ${merchantId}`)
    return record
  }

  find(merchantId: number): SubMerchantRecord | undefined {
    return this.#records.get(merchantId)
  }

  /** All of them, the oldest first. */
  all(): SubMerchantRecord[] {
    return [...this.#records.values()]
  }

  /** The state, which time may have changed. */
  statusOf({ status, info }: SubMerchantRecord): SubMerchantStatus {
    return status === 'APPROVED' && this.#context.seconds() > info.end_time ? 'EXPIRED' : status
  }

  /**
   * Refuses a card for a sub-merchant that may not have it. Which types are closed to them no page says
   * (merchants-154): gift cards are here, and cards with a balance outside the categories for which
   * `can_choose_prepaid_card` is 1.
   */
  checkCard(merchantId: number | string, cardType: string, body: Readonly<Record<string, unknown>>): void {
    const record = this.get(merchantId)
    const status = this.statusOf(record)
    need(status === 'APPROVED', 40140, `the sub-merchant ${merchantId} is ${status}`)
    need(cardType !== 'GENERAL_CARD', 45042, 'gift cards cannot be created for sub-merchants')
    if (body.supply_balance === true) {
      const allowed = subcategoryOf(record.info)?.can_choose_prepaid_card === 1
      need(allowed, 45160, "the sub-merchant's category may not have cards with a balance")
    }
  }
}

/** The kind of business, if there is such a one. */
export const subcategoryOf = ({
  primary_category_id: primary,
  secondary_category_id: secondary,
}: NewSubMerchant): SubMerchantCategory['secondary_category'][number] | undefined =>
  CATEGORIES.find(({ primary_category_id }) => primary_category_id === primary)?.secondary_category.find(
    ({ secondary_category_id }) => secondary_category_id === secondary,
  )
