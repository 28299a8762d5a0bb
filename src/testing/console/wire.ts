// What the simulator's controls send: the shapes that the page reads, no more than it reads.

/** A card as the merchant made it. */
export interface CardOnWire {
  readonly cardId: string
  readonly cardType: string
  readonly status: string
  readonly quantity: number
  readonly issued: number
  readonly deposited: number
  /** The part of `/card/create` under the type's key. */
  readonly body: Readonly<Record<string, unknown>> & { readonly base_info: Readonly<Record<string, unknown>> }
  /** What `members.setActivationForm` set. */
  readonly activationForm?: ActivationForm
}

/** One half of an activation form. */
export interface FormHalf {
  readonly common_field_id_list?: readonly string[]
  readonly custom_field_list?: readonly string[]
  readonly rich_field_list?: readonly {
    readonly type?: string
    readonly name: string
    readonly values?: readonly string[]
  }[]
}

/** An activation form. */
export interface ActivationForm {
  readonly required_form?: FormHalf
  readonly optional_form?: FormHalf
  readonly service_statement?: { readonly name?: string }
}

/** A copy of a card in somebody's hand. */
export interface CodeOnWire {
  readonly cardId: string
  readonly code: string
  readonly openid: string
  readonly status: string
  readonly active: boolean
  readonly membershipNumber: string
  readonly bonus: number
  readonly balance: number
  readonly customFieldValues?: readonly string[]
}

/** A user. */
export interface UserOnWire {
  readonly openid: string
  readonly unionid?: string
  readonly miniProgramOpenid?: string
}

/** What there is in the simulator. */
export interface StateOnWire {
  readonly appId: string
  readonly now: number
  readonly cards: readonly CardOnWire[]
  readonly codes: readonly CodeOnWire[]
  readonly users: readonly UserOnWire[]
  /** Gifts on their way. */
  readonly gifts: readonly {
    readonly cardId: string
    readonly code: string
    readonly from: string
    readonly to?: string
  }[]
  /** What waits for its time. */
  readonly timers: readonly { readonly dueAt: number; readonly what: string }[]
  readonly faults: readonly { readonly fault: Readonly<Record<string, unknown>>; readonly hits: number }[]
  readonly pushTargets: readonly { readonly id: number; readonly url: string; readonly mode: string }[]
  /** What waits for a decision. */
  readonly reviews: readonly { readonly kind: string; readonly id: string | number }[]
  readonly invoices: readonly {
    readonly openid: string
    readonly code: string
    readonly title: string
    readonly fee: number
    readonly status: string
  }[]
  readonly permissions: Readonly<Record<string, boolean>>
  readonly qrCodes: readonly { readonly url: string; readonly cardIds: readonly string[] }[]
}

/** One thing that happened. */
export interface Activity {
  readonly kind: 'request' | 'effect' | 'event' | 'push' | 'note'
  /** In the order of arrival, never repeated. */
  readonly id: number
  /** Epoch milliseconds of the simulated clock. */
  readonly at: number
  readonly title: string
  readonly errcode?: number
  readonly reason?: string
  readonly status?: string
  readonly durationMs?: number
  readonly detail: unknown
}
