// WeChat's activation component: from a link to a claimed card, a filled-in form, and what the merchant is told.
import { isObject } from '../input.js'
import { wrongState } from './claim-check.js'
import { bizOf } from './endpoints/members.js'
import { type FormAnswers, fillIn } from './form.js'
import type { SimulatedUser } from './ground.js'
import { type PhoneFailure, phoneFailure } from './phone-failure.js'
import { type CardRecord, codeModeOf } from './state/cards.js'
import type { CodeRecord } from './state/codes.js'
import { activationModeOf } from './state/members.js'
import { claim } from './wallet.js'
import type { World } from './world.js'

/** The three values with which a mini program opens the component. */
export interface ActivationValues {
  readonly encrypt_card_id: string
  readonly outer_str: string
  readonly biz: string
}

/** What came of the form: the code, and the merchant's ticket where the merchant activates. */
export interface ActivationOutcome {
  readonly record: CodeRecord
  readonly ticket: string
}

/**
 * Runs the component. `undefined` where the merchant hears nothing: the user left, is a member already, or WeChat activates
 * itself.
 *
 * @throws A {@link PhoneFailure}.
 */
export function runComponent(
  world: World,
  user: SimulatedUser,
  values: ActivationValues,
  answers: FormAnswers | undefined,
): ActivationOutcome | undefined {
  const card = cardToActivate(world, values)
  const held = world.codes.heldBy(user.openid, card.cardId).find((record) => world.codes.statusOf(record) === 'NORMAL')
  if (held?.membership.active || answers === undefined) return undefined
  const form = fillIn(card.activationForm, answers)
  if (typeof form === 'string') throw failure(form)
  const refused = held === undefined ? wrongState(world, user, card) : undefined
  if (refused) throw phoneFailure('activation', refused.text, refused.reason)
  const record = held ?? claim(world, user, { card, code: undefined, outerStr: values.outer_str || undefined })
  record.membership.form = form
  submitted(world, record)
  if (activationModeOf(card) === 'jump') return { record, ticket: world.members.issueTicket(record, form) }
  world.members.activate(record, record.code)
  return undefined
}

/** Tells the merchant that a form was filled in or changed. */
export function submitted(world: World, { card, code, openid }: CodeRecord): void {
  world.push({ Event: 'submit_membercard_user_info', FromUserName: openid, CardId: card.cardId, UserCardCode: code })
}

const failure = (reason: string): PhoneFailure => phoneFailure('activation', '参数错误', reason)

function cardToActivate(world: World, values: ActivationValues): CardRecord {
  if (!isObject(values)) throw failure('extraData must be { encrypt_card_id, outer_str, biz }')
  const { encrypt_card_id, outer_str, biz } = values
  if (typeof outer_str !== 'string')
    throw failure('outer_str must be a string, the empty one where there is no channel')
  if (biz !== bizOf(world))
    throw failure("biz is not this account's: it may hold the fragment of the link or its encoding")
  const cardId = typeof encrypt_card_id === 'string' ? world.cipher.decrypt(encrypt_card_id) : undefined
  const card = cardId === undefined ? undefined : world.cards.find(cardId)
  if (card === undefined)
    throw failure('encrypt_card_id is none that activate/geturl gave: it may still be URL-encoded')
  const mode = activationModeOf(card)
  if (mode !== 'jump' && mode !== 'nonJump') throw failure('72026: the card has no wx_activate')
  if (codeModeOf(card) !== 'normal' && world.settings.customCodesInActivation === 'refused') {
    throw failure("40158: the codes of this card are the merchant's own")
  }
  if (card.activationForm === undefined) throw failure('the card has no form: members.setActivationForm was not called')
  return card
}

/**
 * The address to which the user returns on the web, with what WeChat appends. The official example appends with `&` even
 * where there is no `?`; a `?` was observed.
 */
export function returnUrlOf(
  world: World,
  { record, ticket }: ActivationOutcome,
  url: string,
  joinedBy?: '&' | '?',
): string {
  const { card, code, openid, outerStr } = record
  const query = [
    ['card_id', card.cardId],
    ['encrypt_code', world.cipher.encrypt(code)],
    ['openid', openid],
    ['outer_str', outerStr ?? ''],
    ...(joinedBy === undefined ? [] : [['activate_ticket', ticket]]),
  ].map(([name, value]) => `${name}=${encodeURIComponent(value as string)}`)
  return `${url}${joinedBy ?? (url.includes('?') ? '&' : '?')}${query.join('&')}`
}
