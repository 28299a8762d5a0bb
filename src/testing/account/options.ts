// What a simulator can be told.
import { type Clock, systemClock } from '../../clock.js'
import {
  APP_ID,
  boolean,
  checkObject,
  func,
  integer,
  isObject,
  matching,
  oneOf,
  optional,
  text,
} from '../../validate.js'
import type { ArrivedRequest } from './request-log.js'

/** What an account may have been given by WeChat. */
export type Permission =
  | 'card'
  | 'memberCard'
  | 'giftCard'
  | 'customCode'
  | 'balance'
  | 'bonus'
  | 'pay'
  | 'invoice'
  | 'subMerchant'

/** Options of `createSimulator`. */
export interface SimulatorOptions {
  /**
   * AppID of the simulated Official Account.
   * @defaultValue 'wx5135a70acc000001'
   */
  appId?: string | undefined
  /**
   * Its AppSecret.
   * @defaultValue 32 hex digits that depend on the AppID
   */
  appSecret?: string | undefined
  /**
   * Decides all ids, codes and faults: the same seed and the same calls bring the same answers. Tokens and tickets alone
   * are each simulator's own.
   * @defaultValue the AppID
   */
  seed?: string | undefined
  /**
   * The clock behind the simulator's own, which `advance` moves on.
   * @defaultValue the system clock
   */
  clock?: Clock | undefined
  /**
   * `'2026'` refuses new coupons, which WeChat closed in 2021; `'legacy'` accepts them, so that issuing and redeeming can
   * be tested.
   * @defaultValue '2026'
   */
  mode?: '2026' | 'legacy' | undefined
  /**
   * `'instant'` approves every card at once; `'manual'` leaves it to `simulator.approveCard` and `rejectCard`.
   * @defaultValue 'instant'
   */
  review?: 'instant' | 'manual' | undefined
  /**
   * What WeChat has not given to the account.
   * @defaultValue nothing: every permission is there
   */
  withoutPermissions?: readonly Permission[] | undefined
  /**
   * Calls allowed per day, by path: `{ '/card/create': 10 }`. Days change at midnight in China.
   * @defaultValue WeChat's figures for the token endpoints, 1 000 000 for the rest
   */
  dailyQuotas?: Readonly<Record<string, number>> | undefined
  /**
   * Calls allowed per minute, by path.
   * @defaultValue WeChat's figure for the stable token endpoint, no limit for the rest
   */
  minuteQuotas?: Readonly<Record<string, number>> | undefined
  /**
   * Whose openid a `cardExt` must carry for cards with `bind_openid`. No page of WeChat says it
   * (signatures-21).
   * @defaultValue 'either'
   */
  openidInCardExt?: 'either' | 'officialAccount' | 'miniProgram' | undefined
  /**
   * What becomes of a card with codes of the merchant's own in the activation component: refused with `40158`, as
   * reported (activation-189), or accepted.
   * @defaultValue 'refused'
   */
  customCodesInActivation?: 'refused' | 'accepted' | undefined
  /**
   * What the activation component brings back for cards of the non-jump type: nothing, as developers report
   * (activation-191), or card and code without a ticket, as documented (activation-69).
   * @defaultValue 'nothing'
   */
  nonJumpReturns?: 'nothing' | 'cardAndCode' | undefined
  /**
   * For which cards of the jump type the component brings something back: all, as documented, or those that have a
   * `wx_activate_after_submit_url`, as developers report (activation-190).
   * @defaultValue 'always'
   */
  jumpReturns?: 'always' | 'withUrl' | undefined
  /**
   * What the activation component shows to somebody who has sent the form already, and whose card is not active because the
   * merchant's activation failed or was never asked for: the card, as two developers report (reports-3, reports-4), or
   * the form again.
   * @defaultValue 'none'
   */
  formAfterFailedActivation?: 'none' | 'again' | undefined
  /**
   * How the event about a card from a friend looks: as captured from real accounts (events-63), where members are
   * missing and one is misspelt, or as documented.
   * @defaultValue 'captured'
   */
  giftEvents?: 'captured' | 'documented' | undefined
  /**
   * The code with which new coupons are refused in mode `'2026'`. Which one WeChat answers is unconfirmed (status-42).
   * @defaultValue 48001
   */
  closedCouponErrcode?: number | undefined
  /**
   * What becomes of words that stand on no list of WeChat's pages: form fields such as `USER_FORM_INFO_FLAG_MOBIL`, kinds of
   * fields on a face, services, days. One was reported to be refused (activation-108); which code WeChat answers is
   * unconfirmed (cards-422), and here it is `47001`.
   * @defaultValue 'refused'
   */
  unknownValues?: 'refused' | 'accepted' | undefined
  /**
   * What becomes of cards for stores that the account has not created (`40072`).
   * @defaultValue 'refused'
   */
  unknownStores?: 'refused' | 'accepted' | undefined
  /**
   * What becomes of a member card with none of `auto_activate`, `wx_activate` and `activate_url`, of which WeChat's page
   * wants one (`41011`). Nobody has reported a refusal (cards-409).
   * @defaultValue 'accepted'
   */
  cardsWithoutActivation?: 'accepted' | 'refused' | undefined
  /**
   * Whether points take one of the three places on a face, as a balance does. No page of WeChat says it (cards-410).
   * @defaultValue false
   */
  pointsTakeAField?: boolean | undefined
  /**
   * What becomes of changes to `activate_url` and cells of general cards. They worked, until a merchant reported
   * `47001` (reports-33).
   * @defaultValue 'accepted'
   */
  generalCardCells?: 'accepted' | 'refused' | undefined
  /**
   * What `get_limit` and `use_limit` count: `'held'` what is in the wallet, so that a card that was thrown or given away can
   * be claimed anew, or `'ever'` all that the user has had. No page of WeChat says it (cards-411).
   * @defaultValue 'held'
   */
  limitsCount?: 'held' | 'ever' | undefined
  /**
   * How `init_bonus` of an activation and `init_increase_bonus` of the card's `bonus_rule` go together: the first instead of
   * the second, or their sum. No page of WeChat says it (cards-406).
   * @defaultValue 'initBonus'
   */
  initialPoints?: 'initBonus' | 'sum' | undefined
  /**
   * What a second `members.activate` does with points, balance and values: sets them as the first, or leaves them. It is
   * reported to succeed and to change the number (activation-150); of the rest nothing is known (activation-186).
   * @defaultValue 'sets'
   */
  secondActivation?: 'sets' | 'keeps' | undefined
  /**
   * What becomes of codes that were claimed before `date_info` was made longer: they end as before, or with the card. No
   * page of WeChat says it (cards-412).
   * @defaultValue 'keep'
   */
  claimedDates?: 'keep' | 'follow' | undefined
  /**
   * How the form of a card of the jump type can be read: by its ticket alone, as WeChat's staff answered (reports-7),
   * or after the activation by `members.getInfo` and `codes.get` as well.
   * @defaultValue 'byTicket'
   */
  jumpForms?: 'byTicket' | 'afterActivation' | undefined
  /**
   * To whom a message from customer service can be sent: to users who did something in the last 48 hours, as documented
   * (`45015` for others), or to everybody.
   * @defaultValue 'recentUsers'
   */
  messagesReach?: 'recentUsers' | 'everybody' | undefined
  /**
   * How many of the newest requests, effects and events are kept for you to look at. Counts go on.
   * @defaultValue 10 000
   */
  keptRecords?: number | undefined
  /** Told of every request after it was answered. What it throws is ignored. */
  onRequest?: ((request: ArrivedRequest) => void) | undefined
}

/** Options with their defaults. */
export type SimulatorSettings = {
  readonly [Name in keyof Omit<SimulatorOptions, 'onRequest'>]-?: NonNullable<SimulatorOptions[Name]>
} & Pick<SimulatorOptions, 'onRequest'>

/** All that an account may have been given. */
export const PERMISSIONS: readonly Permission[] = [
  'card',
  'memberCard',
  'giftCard',
  'customCode',
  'balance',
  'bonus',
  'pay',
  'invoice',
  'subMerchant',
]

const quotas = optional((value) =>
  isObject(value) && Object.entries(value).every(([path, most]) => path.startsWith('/') && Number.isInteger(most))
    ? undefined
    : 'an object from paths to whole numbers',
)

/** Checks the options and fills in what was left out. */
export function toSimulatorSettings(options: SimulatorOptions): SimulatorSettings {
  checkObject('createSimulator', options, {
    appId: optional(matching(APP_ID, 'an AppID (letters, digits, _ and -)')),
    appSecret: optional(text),
    seed: optional(text),
    clock: optional((value) => (isObject(value) && typeof value.now === 'function' ? undefined : '{ now(): number }')),
    mode: optional(oneOf('2026', 'legacy')),
    review: optional(oneOf('instant', 'manual')),
    withoutPermissions: optional((value) =>
      Array.isArray(value) && value.every((each) => PERMISSIONS.includes(each))
        ? undefined
        : `an array of ${PERMISSIONS.join(', ')}`,
    ),
    dailyQuotas: quotas,
    minuteQuotas: quotas,
    openidInCardExt: optional(oneOf('either', 'officialAccount', 'miniProgram')),
    customCodesInActivation: optional(oneOf('refused', 'accepted')),
    nonJumpReturns: optional(oneOf('nothing', 'cardAndCode')),
    jumpReturns: optional(oneOf('always', 'withUrl')),
    formAfterFailedActivation: optional(oneOf('none', 'again')),
    giftEvents: optional(oneOf('captured', 'documented')),
    closedCouponErrcode: optional(integer(1, 9_999_999)),
    unknownValues: optional(oneOf('refused', 'accepted')),
    unknownStores: optional(oneOf('refused', 'accepted')),
    cardsWithoutActivation: optional(oneOf('accepted', 'refused')),
    pointsTakeAField: optional(boolean),
    generalCardCells: optional(oneOf('accepted', 'refused')),
    limitsCount: optional(oneOf('held', 'ever')),
    initialPoints: optional(oneOf('initBonus', 'sum')),
    secondActivation: optional(oneOf('sets', 'keeps')),
    claimedDates: optional(oneOf('keep', 'follow')),
    jumpForms: optional(oneOf('byTicket', 'afterActivation')),
    messagesReach: optional(oneOf('recentUsers', 'everybody')),
    keptRecords: optional(integer(0, 10_000_000)),
    onRequest: optional(func),
  })
  const appId = options.appId ?? 'wx5135a70acc000001'
  return {
    appId,
    appSecret: options.appSecret ?? secretOf(appId),
    seed: options.seed ?? appId,
    clock: options.clock ?? systemClock,
    mode: options.mode ?? '2026',
    review: options.review ?? 'instant',
    withoutPermissions: options.withoutPermissions ?? [],
    dailyQuotas: options.dailyQuotas ?? {},
    minuteQuotas: options.minuteQuotas ?? {},
    openidInCardExt: options.openidInCardExt ?? 'either',
    customCodesInActivation: options.customCodesInActivation ?? 'refused',
    nonJumpReturns: options.nonJumpReturns ?? 'nothing',
    jumpReturns: options.jumpReturns ?? 'always',
    formAfterFailedActivation: options.formAfterFailedActivation ?? 'none',
    giftEvents: options.giftEvents ?? 'captured',
    closedCouponErrcode: options.closedCouponErrcode ?? 48001,
    unknownValues: options.unknownValues ?? 'refused',
    unknownStores: options.unknownStores ?? 'refused',
    cardsWithoutActivation: options.cardsWithoutActivation ?? 'accepted',
    pointsTakeAField: options.pointsTakeAField ?? false,
    generalCardCells: options.generalCardCells ?? 'accepted',
    limitsCount: options.limitsCount ?? 'held',
    initialPoints: options.initialPoints ?? 'initBonus',
    secondActivation: options.secondActivation ?? 'sets',
    claimedDates: options.claimedDates ?? 'keep',
    jumpForms: options.jumpForms ?? 'byTicket',
    messagesReach: options.messagesReach ?? 'recentUsers',
    keptRecords: options.keptRecords ?? 10_000,
    onRequest: options.onRequest,
  }
}

/** Not a secret of anybody's: a text of the right form. */
const secretOf = (appId: string): string => Buffer.from(appId.padEnd(16, '0')).toString('hex').slice(0, 32)
