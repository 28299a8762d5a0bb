// Gift cards in users' hands: points, balance, activation.
import type { GeneralCardsApi } from '../../api/general-cards.js'
import type { SimulatedAccount } from '../account/account.js'
import type { CodeRecord } from '../account/codes.js'
import { need } from '../account/refusal.js'
import { type GroupEndpoints, optional, required } from '../http/endpoint.js'
import { upTo } from '../http/limits.js'
import { needAmounts, needPicture, OWN_VALUE, setValues, valuesOf } from './members.js'

const ADDRESS = { code: required('string', 41013), card_id: required('string', 41012) }

function giftCard(account: SimulatedAccount, address: { code: string; card_id: string }): CodeRecord {
  const record = account.codes.get(address)
  const { cardId, cardType } = record.card
  need(cardType === 'GENERAL_CARD', 40071, `the card ${cardId} is a ${cardType}, and a GENERAL_CARD is wanted`)
  return record
}

function usableGiftCard(account: SimulatedAccount, address: { code: string; card_id: string }): CodeRecord {
  const record = giftCard(account, address)
  need(account.codes.isLive(record), 40127, `code ${record.code} is ${account.codes.statusOf(record)}`)
  return record
}

/** Endpoints of the group `generalCards`. */
export const generalCardsEndpoints: GroupEndpoints<GeneralCardsApi> = {
  update: {
    fields: {
      ...ADDRESS,
      background_pic_url: upTo(128, optional('string')),
      bonus: optional('number'),
      record_bonus: optional('string'),
      balance: optional('number'),
      record_balance: upTo(42, optional('string')),
      custom_field_value1: OWN_VALUE,
      custom_field_value2: OWN_VALUE,
      custom_field_value3: OWN_VALUE,
      can_give_friend: optional('boolean'),
    },
    permission: 'giftCard',
    respond: ({ account, request }) => {
      const record = usableGiftCard(account, request)
      const { membership } = record
      needPicture(request.background_pic_url, 'background_pic_url')
      const values = valuesOf(request, 'custom_field_value')
      const { bonus = membership.bonus, balance = membership.balance } = request
      needAmounts(account, record, bonus, balance)
      account.members.update(record, { bonus, balance })
      setValues(record, values)
      if (request.background_pic_url !== undefined) record.backgroundPicUrl = request.background_pic_url
      if (request.can_give_friend !== undefined) record.canGiveFriend = request.can_give_friend
      return { result_bonus: bonus, result_balance: balance, openid: record.openid }
    },
  },
  activate: {
    fields: {
      card_number: required('string'),
      ...ADDRESS,
      init_bonus: optional('number'),
      init_balance: optional('number'),
      init_custom_field_value1: OWN_VALUE,
      init_custom_field_value2: OWN_VALUE,
      init_custom_field_value3: OWN_VALUE,
    },
    permission: 'giftCard',
    respond: ({ account, request }) => {
      const record = usableGiftCard(account, request)
      const { membership } = record
      const values = valuesOf(request, 'init_custom_field_value')
      const { init_bonus: bonus = membership.bonus, init_balance: balance = membership.balance } = request
      needAmounts(account, record, bonus, balance)
      account.members.activate(record, request.card_number)
      account.members.change(record, 'bonus', bonus)
      account.members.change(record, 'balance', balance)
      setValues(record, values)
      return {}
    },
  },
  deactivate: {
    fields: ADDRESS,
    permission: 'giftCard',
    respond: ({ account, request }) => {
      giftCard(account, request).membership.active = false
      return {}
    },
  },
}
