// Cards used in a shop: paid with, or redeemed by their holders.
import { isObject } from '../../validate.js'
import type { SimulatedAccount } from '../account/account.js'
import type { CodeRecord } from '../account/codes.js'
import { ALPHABET } from '../account/random.js'
import { phoneFailure } from './failure.js'

/** What a payment was. */
export interface Payment {
  /** What was paid, in cents. */
  readonly fee: number
  /**
   * What it would have cost without the card, in cents.
   * @defaultValue `fee`
   */
  readonly originalFee?: number | undefined
}

/** What a user types when redeeming a card without staff. */
export interface SelfRedemption {
  /** The shop's check code, where the card wants one. */
  readonly verifyCode?: string | undefined
  /** The amount, where the card wants it. */
  readonly remarkAmount?: string | undefined
}

/**
 * Pays with a card: a coupon is redeemed, an active member earns points by the card's `bonus_rule`. Coupons are paid with by
 * their button alone.
 */
export function pay(account: SimulatedAccount, record: CodeRecord, { fee, originalFee = fee }: Payment): void {
  if (!account.codes.isUsable(record)) throw phoneFailure('pay', '参数错误', 'the card is not usable now')
  const { card, membership } = record
  if (card.cardType !== 'MEMBER_CARD' && card.payCell !== true && !swipes(card)) {
    throw phoneFailure('pay', '参数错误', 'the card has no button for it: cells.setPayCell was not called')
  }
  const transaction = `42${account.random.text(26, ALPHABET.digits)}`
  if (card.cardType === 'MEMBER_CARD') {
    const earns = membership.active && card.body.supply_bonus === true
    const earned = earns ? pointsFor(card.body.bonus_rule, fee) : 0
    account.members.update(record, { bonus: membership.bonus + earned, balance: membership.balance })
  } else redeem(account, record, {}, { OutTradeNo: transaction.slice(0, 20), TransId: transaction })
  // Same sender and same second as the redemption: what the documented de-duplication takes for one event.
  account.push({
    Event: 'user_pay_from_pay_cell',
    ...addressOf(record),
    TransId: transaction,
    LocationId: 0,
    Fee: fee,
    OriginalFee: originalFee,
  })
}

/** Whether the card was created with the button to pay. */
const swipes = ({ body }: CodeRecord['card']): boolean => body.base_info.pay_info?.swipe_card?.is_swipe_card === true

/** Redeems a card whose middle button is self-redemption. */
export function redeemAlone(account: SimulatedAccount, record: CodeRecord, typed: SelfRedemption): void {
  const failure = (reason: string) => phoneFailure('redeem', '参数错误', reason)
  const { selfConsumeCell: wanted } = record.card
  if (wanted === undefined) throw failure('the card has no button for it: cells.setSelfConsumeCell was not called')
  if (!account.codes.isUsable(record)) throw failure('the card is not usable now')
  if (wanted.verifyCode && !typed?.verifyCode) throw failure('the card wants the check code of the shop')
  if (wanted.remarkAmount && !typed?.remarkAmount) throw failure('the card wants an amount')
  redeem(account, record, typed ?? {})
}

/** Which `ConsumeSource` these redemptions carry is on no page (events-161). */
function redeem(
  account: SimulatedAccount,
  record: CodeRecord,
  { verifyCode = '', remarkAmount = '' }: SelfRedemption,
  paidBy: Readonly<Record<string, string>> = {},
): void {
  account.codes.consume(record)
  account.push({
    Event: 'user_consume_card',
    ...addressOf(record),
    ConsumeSource: 'FROM_MOBILE_HELPER',
    LocationName: '',
    StaffOpenId: '',
    VerifyCode: verifyCode,
    RemarkAmount: remarkAmount,
    OuterStr: '',
    LocationId: 0,
    ...paidBy,
  })
}

const addressOf = ({ card, code, openid }: CodeRecord) => ({
  FromUserName: openid,
  CardId: card.cardId,
  UserCardCode: code,
})

function pointsFor(rule: unknown, fee: number): number {
  const {
    cost_money_unit: unit,
    increase_bonus: points,
    max_increase_bonus: most = Infinity,
  } = isObject(rule) ? rule : {}
  if (typeof unit !== 'number' || typeof points !== 'number' || unit <= 0) return 0
  return Math.min(Math.floor(fee / unit) * points, most as number)
}
