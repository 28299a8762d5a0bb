// A tap on 激活 in the wallet: where it leads for a card that came there without the activation component.

import type { SimulatedAccount } from '../account/account.js'
import type { CodeRecord } from '../account/codes.js'
import { activationModeOf } from '../account/members.js'
import { returnAddressOf, withQuery } from './component.js'
import { phoneFailure } from './failure.js'

/** What opens when the user taps 激活 in the wallet: no form, and nothing with which a form could be read. */
export type WalletActivation =
  | {
      readonly opens: 'miniProgram'
      /** The card's `activate_app_brand_user_name`. */
      readonly userName: string
      /** The card's `activate_app_brand_pass`: what `App.onShow` gets as `path`. */
      readonly path: string
      /** `card_id` and `encrypt_code`, as WeChat appends them to every page that a card opens. */
      readonly query: Readonly<Record<string, string>>
      /** 1029: a mini program opened from a card. */
      readonly scene: 1029
      /** Empty: there is no `extraData`, so no ticket, no card and no code. */
      readonly referrerInfo: Readonly<Record<string, never>>
    }
  | {
      readonly opens: 'webPage'
      /** With `card_id`, `encrypt_code`, `openid` and `outer_str`, without a ticket. */
      readonly url: string
    }

/**
 * Opens the page that the card names for it. Developers describe it for cards of the jump type that were claimed outside
 * the component, or whose activation failed (reports of 2018-10 and 2020-07).
 */
export function openFromWallet(account: SimulatedAccount, record: CodeRecord): WalletActivation {
  const failure = (reason: string) => phoneFailure('activateFromWallet', '参数错误', reason)
  const { card, membership, code, openid, outerStr } = record
  if (card.cardType !== 'MEMBER_CARD') throw failure('only member cards are activated')
  if (membership.active) throw failure('the card is active: there is nothing to tap')
  if (!account.codes.isLive(record)) throw failure(`the card is ${account.codes.statusOf(record)}`)
  const mode = activationModeOf(card)
  if (mode === 'none') throw failure('the card has no way of activation')
  const query = { card_id: card.cardId, encrypt_code: account.cipher.encrypt(code) }
  const { activate_app_brand_user_name: userName, activate_app_brand_pass: path, activate_url: link } = card.body
  if (typeof userName === 'string' && userName !== '') {
    const page = typeof path === 'string' ? path : ''
    return { opens: 'miniProgram', userName, path: page, query, scene: 1029, referrerInfo: {} }
  }
  const address = mode === 'link' ? String(link) : returnAddressOf(card)
  if (address === undefined) {
    throw failure(
      'the card names no page to activate on: neither activate_app_brand_user_name nor wx_activate_after_submit_url',
    )
  }
  const all = { ...query, openid, outer_str: outerStr ?? '' }
  return { opens: 'webPage', url: withQuery(address, Object.entries(all)) }
}
