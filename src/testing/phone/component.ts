// WeChat's activation component: from a link to a claimed card, a filled-in form, and what the merchant is told.
import { isObject } from '../../validate.js'
import type { SimulatedAccount } from '../account/account.js'
import { bizOf } from '../account/activation-link.js'
import { type CardRecord, codeModeOf } from '../account/cards.js'
import type { CodeRecord } from '../account/codes.js'
import type { SimulatedUser } from '../account/context.js'
import { activationModeOf } from '../account/members.js'
import { isHeld } from './claim-check.js'
import { type PhoneFailure, phoneFailure } from './failure.js'
import { type FormAnswers, fillIn } from './form.js'
import { claim, takenTogether } from './wallet.js'

/** The three values with which a mini program opens the component. */
export interface ActivationValues {
  readonly encrypt_card_id: string
  readonly outer_str: string
  readonly biz: string
}

/** What came of the form: the code, and the merchant's ticket where the merchant activates. */
export interface ActivationOutcome {
  readonly record: CodeRecord
  readonly ticket?: string | undefined
}

/**
 * Runs the component. `undefined` where no form is handed in: the user left, is a member already, or has a card that
 * cannot be activated now and so gets to see the wallet instead.
 *
 * @throws A {@link PhoneFailure}.
 */
export function runComponent(
  account: SimulatedAccount,
  user: SimulatedUser,
  values: ActivationValues,
  answers: FormAnswers | undefined | null,
): ActivationOutcome | undefined {
  const { card, form } = cardToActivate(account, values)
  const held = account.codes.heldBy(user.openid, card.cardId).find(isHeld)
  if (answers === undefined || answers === null || !asksForForm(account, held)) return undefined
  const filled = fillIn(form, answers)
  if (typeof filled === 'string') throw failure(filled)
  const record = held ?? claimed(account, user, card, values.outer_str)
  if (record.membership.active) return undefined // it was thrown away and came back as it was
  record.membership.form = filled
  submitted(account, record)
  if (activationModeOf(card) === 'jump') return { record, ticket: account.members.issueTicket(record, filled) }
  account.members.activateByItself(record)
  return { record }
}

/** What the component shows: a form to fill in, or the wallet where there is none. */
export interface ComponentPage {
  readonly cardId: string
  /** Missing where the user is a member already, has sent the form, or holds a card that cannot be used. */
  readonly form?: NonNullable<CardRecord['activationForm']>
}

/**
 * Opens the component without doing anything in it.
 *
 * @throws A {@link PhoneFailure}.
 */
export function componentPage(account: SimulatedAccount, openid: string, values: ActivationValues): ComponentPage {
  const { card, form } = cardToActivate(account, values)
  const { cardId } = card
  return asksForForm(account, account.codes.heldBy(openid, cardId).find(isHeld)) ? { cardId, form } : { cardId }
}

/** Whether the holder of this card, or of none, gets to see the form. */
function asksForForm(account: SimulatedAccount, held: CodeRecord | undefined): boolean {
  if (held === undefined) return true
  if (held.membership.active || !account.codes.isUsable(held)) return false
  // Reported in 2020 and 2023 (reports-3, reports-4): who has sent the form sees the card instead of it, active or not.
  return held.membership.form === undefined || account.settings.formAfterFailedActivation !== 'none'
}

function claimed(account: SimulatedAccount, user: SimulatedUser, card: CardRecord, outerStr: string): CodeRecord {
  const wanted = { card, code: undefined, outerStr: outerStr === '' ? undefined : outerStr }
  takenTogether(account, user, 'activation', [wanted])
  return claim(account, user, wanted)
}

/** Tells the merchant that a form was filled in or changed. */
export function submitted(account: SimulatedAccount, { card, code, openid }: CodeRecord): void {
  account.push({ Event: 'submit_membercard_user_info', FromUserName: openid, CardId: card.cardId, UserCardCode: code })
}

const failure = (reason: string): PhoneFailure => phoneFailure('activation', '参数错误', reason)

function cardToActivate(
  account: SimulatedAccount,
  values: ActivationValues,
): { readonly card: CardRecord; readonly form: NonNullable<CardRecord['activationForm']> } {
  if (!isObject(values)) throw failure('extraData must be { encrypt_card_id, outer_str, biz }')
  const { encrypt_card_id, outer_str, biz } = values
  if (typeof outer_str !== 'string')
    throw failure('outer_str must be a string, the empty one where there is no channel')
  if (biz !== bizOf(account))
    throw failure("biz is not this account's: it may hold the fragment of the link or its encoding")
  const cardId = typeof encrypt_card_id === 'string' ? account.cipher.decrypt(encrypt_card_id) : undefined
  const card = cardId === undefined ? undefined : account.cards.find(cardId)
  if (card === undefined)
    throw failure('encrypt_card_id is none that activate/geturl gave: it may still be URL-encoded')
  const mode = activationModeOf(card)
  if (mode !== 'jump' && mode !== 'nonJump') throw failure('72026: the card has no wx_activate')
  if (codeModeOf(card) !== 'normal' && account.settings.customCodesInActivation === 'refused') {
    throw failure("40158: the codes of this card are the merchant's own")
  }
  const { activationForm: form } = card
  if (form === undefined) throw failure('the card has no form: members.setActivationForm was not called')
  return { card, form }
}

/** What `App.onShow` finds in `referrerInfo.extraData` when the user comes back from the component. */
export interface ActivationReturnData {
  /** Only for cards of the jump type. */
  readonly activate_ticket?: string
  readonly card_id: string
  /** Plain. */
  readonly code: string
  /** The card's `wx_activate_after_submit_url` with what WeChat appends, where the card has one. */
  readonly wx_activate_after_submit_url?: string
  readonly errCode: 0
}

/** What the mini program is told; `undefined` for nothing. */
export function extraDataOf(
  account: SimulatedAccount,
  { record, ticket }: ActivationOutcome,
): ActivationReturnData | undefined {
  const { card, code } = record
  const url = returnAddressOf(card)
  const { settings } = account
  if (ticket === undefined && settings.nonJumpReturns === 'nothing') return undefined
  if (ticket !== undefined && url === undefined && settings.jumpReturns === 'withUrl') return undefined
  return {
    ...(ticket === undefined ? {} : { activate_ticket: ticket }),
    card_id: card.cardId,
    code,
    ...(url === undefined ? {} : { wx_activate_after_submit_url: withQuery(url, appended(account, record)) }),
    errCode: 0,
  }
}

/** Where the web page of the component sends the user; `undefined` where the card names no address. */
export function returnUrlOf(
  account: SimulatedAccount,
  { record, ticket }: ActivationOutcome,
  joinedBy?: '&' | '?',
): string | undefined {
  const url = returnAddressOf(record.card)
  if (url === undefined || ticket === undefined) return undefined
  return withQuery(url, [...appended(account, record), ['activate_ticket', ticket]], joinedBy)
}

/** The address behind the form, where the card names one. */
export function returnAddressOf({ body }: CardRecord): string | undefined {
  const { wx_activate_after_submit_url: url } = body
  return typeof url === 'string' && url !== '' ? url : undefined
}

type Query = readonly (readonly [string, string])[]

const appended = (account: SimulatedAccount, { card, code, openid, outerStr }: CodeRecord): Query => [
  ['card_id', card.cardId],
  ['encrypt_code', account.cipher.encrypt(code)],
  ['openid', openid],
  ['outer_str', outerStr ?? ''],
]

/** Appends to an address. */
export function withQuery(url: string, query: Query, joinedBy?: '&' | '?'): string {
  const joint = joinedBy ?? (url.includes('?') ? '&' : '?')
  return `${url}${joint}${query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`
}
