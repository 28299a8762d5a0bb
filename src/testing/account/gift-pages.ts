// The shelves on which the simulated account sells gift cards, and who takes the money.
import type { GiftPageControl, SetGiftPageMaintenanceResponse } from '../../api/gift-cards.js'
import type { GiftPage } from '../../api/gift-pages.js'
import type { SimulationContext } from './context.js'
import { refusal } from './refusal.js'

/** One shelf. */
export interface GiftPageRecord {
  readonly pageId: string
  page: GiftPage
  /** Until then only test users see it. */
  approved: boolean
  /** Who has taken it down, each without regard to the other. */
  readonly down: { merchant: boolean; system: boolean }
  /** AppID of the mini program that shows it. */
  miniProgram?: string
}

/** Holds the account's shelves. */
export class GiftPages {
  readonly #context: SimulationContext
  readonly #pages = new Map<string, GiftPageRecord>()
  /** Who has taken all of them down. */
  readonly down: GiftPageRecord['down'] = { merchant: false, system: false }
  /** Merchant numbers that were applied for, with the mini program that each is bound to. */
  readonly merchants: Map<string, string | undefined> = new Map()

  constructor(context: SimulationContext) {
    this.#context = context
  }

  add(page: GiftPage): GiftPageRecord {
    const record: GiftPageRecord = {
      pageId: this.#newId(),
      page: structuredClone(page),
      approved: this.#context.settings.review === 'instant',
      down: { merchant: false, system: false },
    }
    this.#pages.set(record.pageId, record)
    return record
  }

  /** An id that does not survive an address without being encoded: it holds `+` and `=`. */
  #newId(): string {
    const text = Buffer.from(this.#context.random.bytes(32)).toString('base64')
    return `${text.slice(0, 10)}+${text.slice(11)}`
  }

  /** All shelves, the oldest first. */
  all(): GiftPageRecord[] {
    return [...this.#pages.values()]
  }

  /** The shelf, or a refusal: which code WeChat answers is unconfirmed (errcodes-425). */
  get(pageId: string): GiftPageRecord {
    const record = this.#pages.get(pageId)
    if (record === undefined) throw refusal(40097, `page_id: the account has no shelf ${pageId}`)
    return record
  }

  /** The shelf that an address opens, with the channel in it; `undefined` where a phone shows an empty page. */
  atUrl(url: string): { record: GiftPageRecord; outerStr: string | undefined } | undefined {
    if (typeof url !== 'string' || !URL.canParse(url)) return undefined
    const { origin, pathname, searchParams } = new URL(url)
    if (origin !== 'https://mp.weixin.qq.com' || pathname !== '/bizmall/giftcard') return undefined
    const record = this.#pages.get(searchParams.get('page_id') ?? '')
    return record && { record, outerStr: searchParams.get('outer_str') || undefined }
  }

  /** Whether somebody has taken this shelf down, alone or with all others. */
  isDown({ down }: GiftPageRecord): boolean {
    return [down, this.down].some(({ merchant, system }) => merchant || system)
  }

  /** How all shelves stand, as WeChat answers it. */
  control(): SetGiftPageMaintenanceResponse['control_info'] {
    return {
      biz_control_type: byMerchant(this.down),
      system_biz_control_type: bySystem(this.down),
      list: this.all().map(({ pageId, down }) => ({
        page_id: pageId,
        page_control_type: byMerchant(down),
        system_page_control_type: bySystem(down),
      })),
    }
  }
}

const byMerchant = ({ merchant }: GiftPageRecord['down']): GiftPageControl =>
  merchant ? 'E_PAGE_CONTROL_BIZ' : 'E_PAGE_CONTROL_NORMAL'

const bySystem = ({ system }: GiftPageRecord['down']): GiftPageControl =>
  system ? 'E_PAGE_CONTROL_SYSTEM' : 'E_PAGE_CONTROL_NORMAL'
