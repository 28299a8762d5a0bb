// Member cards: form, component link, activation, points.

import type {
  ActivationFormFields,
  GetMemberInfoResponse,
  MembersApi,
  SetActivationFormRequest,
} from '../../api/members.js'
import type { SimulatedAccount } from '../account/account.js'
import { activationLinkOf } from '../account/activation-link.js'
import { type CardRecord, codeModeOf, pointsAtActivation } from '../account/cards.js'
import type { CodeAddress, CodeRecord, FilledForm } from '../account/codes.js'
import { type ActivationMode, activationModeOf } from '../account/members.js'
import { need, refusal } from '../account/refusal.js'
import { type Field, type Fields, type GroupEndpoints, optional, required } from '../http/endpoint.js'
import { among, upTo } from '../http/limits.js'

const ADDRESS = { code: required('string', 41013), card_id: optional('string') }

/** The page cuts the name of education off, and an SDK's authors saw that fail; replies have it whole. */
const COMMON_FIELDS = [
  'MOBILE',
  'SEX',
  'NAME',
  'BIRTHDAY',
  'IDCARD',
  'EMAIL',
  'LOCATION',
  'DETAIL_LOCATION',
  'EDUCATION_BACKGROUND',
  'CAREER',
  'INDUSTRY',
  'INCOME',
  'HABIT',
].map((name) => `USER_FORM_INFO_FLAG_${name}`)

const RICH_FIELDS = ['FORM_FIELD_RADIO', 'FORM_FIELD_SELECT', 'FORM_FIELD_CHECK_BOX']

const FORM: Fields = {
  can_modify: optional('boolean'),
  common_field_id_list: among(COMMON_FIELDS, 47001, optional('strings')),
  custom_field_list: optional('strings'),
  rich_field_list: optional('array', {
    type: among(RICH_FIELDS, 47001, required('string', 47001)),
    name: upTo(32, required('string', 47001)),
    values: required('strings', 47001),
  }),
}

const NOTIFIED: Fields = {
  is_notify_bonus: optional('boolean'),
  is_notify_balance: optional('boolean'),
  is_notify_custom_field1: optional('boolean'),
  is_notify_custom_field2: optional('boolean'),
  is_notify_custom_field3: optional('boolean'),
}

const LINK: Fields = { name: upTo(32, optional('string')), url: upTo(128, optional('string')) }

/**
 * Text in a message: 42 bytes in the table, and more in WeChat's own sample, so that characters are meant
 * (activation-187).
 */
const RECORD: Field = { ...optional('string'), mostCharacters: 42 }

/** About four Chinese characters. */
export const OWN_VALUE: Field = upTo(12, optional('string'))

/** Points and balances that WeChat keeps. */
const MOST = 2 ** 31 - 1

/** The code of a member card. `CONSUMED` and so on cannot be: member cards are never redeemed. */
function member(account: SimulatedAccount, address: CodeAddress): CodeRecord {
  const record = account.codes.get(address)
  needMemberCard(record.card)
  return record
}

/** A code that its holder has no more, because a friend took the card. */
function formerMember(account: SimulatedAccount, address: CodeAddress): CodeRecord {
  return account.codes.givenAway(address) ?? member(account, address)
}

function needNormal({ codes }: SimulatedAccount, record: CodeRecord): void {
  const status = codes.statusOf(record)
  need(status === 'NORMAL', 40127, `code ${record.code} is ${status}`)
}

/** Points after an activation: what is given, or what the card's rule gives, or both. */
function bonusAtActivation(
  { settings }: SimulatedAccount,
  { card, membership }: CodeRecord,
  given: number | undefined,
): number {
  const byRule = membership.active ? 0 : pointsAtActivation(card)
  if (given === undefined) return membership.bonus + byRule
  return settings.initialPoints === 'sum' ? given + byRule : given
}

function memberCard(account: SimulatedAccount, cardId: string): CardRecord {
  const card = account.cards.get(cardId)
  needMemberCard(card)
  return card
}

function needMemberCard({ cardId, cardType }: CardRecord): void {
  need(cardType === 'MEMBER_CARD', 72003, `the card ${cardId} is a ${cardType}, and a MEMBER_CARD is wanted`)
}

/** Why a form makes no sense on a card. */
const WAYS: Readonly<Partial<Record<ActivationMode, string>>> = {
  none: 'the card has no wx_activate',
  auto: 'the card has auto_activate, which goes before wx_activate',
  link: 'the card has activate_url, which goes before wx_activate',
}

/** A card on which one-click activation works. */
function needOneClick(card: CardRecord): void {
  const mode = activationModeOf(card)
  need(mode === 'jump' || mode === 'nonJump', 72026, WAYS[mode])
}

/** Endpoints of the group `members`. */
export const membersEndpoints: GroupEndpoints<MembersApi> = {
  setActivationForm: {
    fields: {
      card_id: required('string', 41012),
      service_statement: optional('object', LINK),
      bind_old_card: optional('object', LINK),
      required_form: optional('object', FORM),
      optional_form: optional('object', FORM),
    },
    permission: 'memberCard',
    respond: ({ account, request }) => {
      const card = memberCard(account, request.card_id)
      const mode = activationModeOf(card)
      need(mode !== 'auto' && mode !== 'link', 45030, WAYS[mode])
      needOneClick(card)
      for (const form of formsOf(request)) {
        const own = (form.custom_field_list?.length ?? 0) + (form.rich_field_list?.length ?? 0)
        need(own <= 5, 40124, `one half of the form has ${own} fields of the merchant's own, and 5 are allowed`)
        for (const { name, values } of form.rich_field_list ?? []) {
          const some = values.length > 0 || account.settings.unknownValues === 'accepted'
          need(some, 47001, `rich_field_list: the field ${name} has nothing to choose from`)
        }
      }
      card.activationForm = structuredClone(request)
      return {}
    },
  },
  getActivationUrl: {
    fields: { card_id: required('string', 41012), outer_str: optional('string') },
    permission: 'memberCard',
    respond: ({ account, request: { card_id, outer_str = '' } }) => {
      const card = memberCard(account, card_id)
      needOneClick(card)
      if (account.settings.customCodesInActivation === 'refused') {
        need(codeModeOf(card) === 'normal', 40158, "the codes of this card are the merchant's own (use_custom_code)")
      }
      return { url: activationLinkOf(account, card_id, outer_str) }
    },
  },
  getActivationInfo: {
    fields: { activate_ticket: required('string', 72011) },
    permission: 'memberCard',
    respond: ({ account, request: { activate_ticket } }) => ({
      info: listsOf(account.members.readTicket(activate_ticket)),
    }),
  },
  activate: {
    fields: {
      membership_number: upTo(20, required('string')),
      ...ADDRESS,
      background_pic_url: upTo(128, optional('string')),
      activate_begin_time: optional('integer'),
      activate_end_time: optional('integer'),
      init_bonus: optional('number'),
      init_bonus_record: upTo(32, optional('string')),
      init_balance: optional('number'),
      init_custom_field_value1: OWN_VALUE,
      init_custom_field_value2: OWN_VALUE,
      init_custom_field_value3: OWN_VALUE,
    },
    permission: 'memberCard',
    respond: ({ account, request }) => {
      const record = member(account, request)
      needNormal(account, record)
      const { activate_begin_time: begin = record.begin, activate_end_time: end = record.end } = request
      need(begin <= end, 40079, `activate_begin_time ${begin} is after activate_end_time ${end}`)
      needPicture(request.background_pic_url, 'background_pic_url')
      const values = valuesOf(request, 'init_custom_field_value')
      const { membership } = record
      if (membership.active && account.settings.secondActivation === 'keeps') {
        account.members.activate(record, request.membership_number)
        return {}
      }
      const bonus = bonusAtActivation(account, record, request.init_bonus)
      const balance = request.init_balance ?? membership.balance
      needAmounts(account, record, bonus, balance)
      record.begin = begin
      record.end = end
      if (request.background_pic_url) record.backgroundPicUrl = request.background_pic_url
      account.members.activate(record, request.membership_number)
      account.members.change(record, 'bonus', bonus)
      account.members.change(record, 'balance', balance)
      setValues(record, values)
      return {}
    },
  },
  update: {
    fields: {
      ...ADDRESS,
      background_pic_url: upTo(128, optional('string')),
      bonus: optional('number'),
      add_bonus: optional('number'),
      record_bonus: RECORD,
      balance: optional('number'),
      add_balance: optional('number'),
      record_balance: RECORD,
      custom_field_value1: OWN_VALUE,
      custom_field_value2: OWN_VALUE,
      custom_field_value3: OWN_VALUE,
      notify_optional: optional('object', NOTIFIED),
      membership_number: upTo(20, optional('string')),
    },
    permission: 'memberCard',
    respond: ({ account, request }) => {
      const record = member(account, request)
      needNormal(account, record)
      const { membership } = record
      needPicture(request.background_pic_url, 'background_pic_url')
      const values = valuesOf(request, 'custom_field_value')
      // The total counts where both are given; the difference is for the message.
      const bonus = request.bonus ?? membership.bonus + (request.add_bonus ?? 0)
      const balance = request.balance ?? membership.balance + (request.add_balance ?? 0)
      needAmounts(account, record, bonus, balance)
      account.members.update(record, { bonus, balance })
      setValues(record, values)
      if (request.background_pic_url) record.backgroundPicUrl = request.background_pic_url
      if (request.membership_number) membership.membershipNumber = request.membership_number
      return { result_bonus: bonus, result_balance: balance, openid: record.openid }
    },
  },
  getInfo: {
    fields: { card_id: required('string', 41012), code: required('string', 41013) },
    permission: 'memberCard',
    respond: ({ account, request }) => {
      memberCard(account, request.card_id)
      // What was given away is known here alone, as GIFT_SUCC.
      const record = account.codes.find(request.code, request.card_id)
        ? member(account, request)
        : formerMember(account, request)
      return {
        openid: record.openid,
        ...memberOf(account, record),
        sex: 'UNKNOWN',
        user_card_status: account.codes.statusOf(record),
        has_active: record.membership.active,
      }
    },
  },
  deactivate: {
    fields: { card_id: required('string', 41012), code: required('string', 41013) },
    permission: 'memberCard',
    respond: ({ account, request }) => {
      member(account, request).membership.active = false
      return {}
    },
  },
}

/** Both halves of a form, as far as they are set. */
const formsOf = ({ required_form, optional_form }: SetActivationFormRequest): ActivationFormFields[] =>
  [required_form, optional_form].filter((form) => form !== undefined)

/** What is known of a member, wherever it is asked for. */
export const memberOf = (
  account: SimulatedAccount,
  record: CodeRecord,
): Pick<GetMemberInfoResponse, 'nickname' | 'membership_number' | 'bonus' | 'balance' | 'user_info'> => ({
  nickname: 'Simulated user',
  membership_number: record.membership.membershipNumber,
  bonus: record.membership.bonus,
  ...(record.card.body.supply_balance === true ? { balance: record.membership.balance } : {}),
  ...userInfoOf(account, record),
})

/** What a member filled in. Of the jump type WeChat's staff say that the ticket alone makes it readable. */
function userInfoOf(
  { settings }: SimulatedAccount,
  { card, membership }: CodeRecord,
): Pick<GetMemberInfoResponse, 'user_info'> {
  const { form, active } = membership
  if (form === undefined) return {}
  const isReadable = activationModeOf(card) !== 'jump' || (active && settings.jumpForms === 'afterActivation')
  if (!isReadable) return {}
  return { user_info: listsOf(form) }
}

const listsOf = ({ common, custom }: FilledForm) => ({
  common_field_list: common.map((each) => ({ ...each })),
  custom_field_list: custom.map((each) => ({ ...each, value_list: [...each.value_list] })),
})

/** Refuses points and balances that WeChat does not keep. */
export function needAmounts(
  account: SimulatedAccount,
  { card, membership }: CodeRecord,
  bonus: number,
  balance: number,
): void {
  // Anything but whole numbers was seen to be answered with a system error (activation-172).
  const areWhole = Number.isInteger(bonus) && Number.isInteger(balance)
  need(areWhole, -1, `points ${bonus} and balance ${balance} must be whole numbers`)
  need(bonus >= 0 && bonus <= MOST, 45022, `the points would be ${bonus}: 0 to ${MOST} are kept`)
  need(balance >= 0 && balance <= MOST, 45023, `the balance would be ${balance} cents: 0 to ${MOST} are kept`)
  if (bonus !== membership.bonus) {
    need(account.may('bonus'), 43011, 'the account may not have cards with points')
    need(card.body.supply_bonus === true, 43011, 'the card has no points: supply_bonus is not true')
  }
  if (balance !== membership.balance) {
    need(account.may('balance'), 43010, 'the account may not have cards with a balance')
    need(card.body.supply_balance === true, 43010, 'the card has no balance: supply_balance is not true')
  }
}

/**
 * Pictures come from the upload endpoint. It is reported (reports-30) to have answered with addresses at
 * mmecoa.qpic.cn, which the cards then refused with a code of their own.
 */
export function needPicture(url: string | undefined, field: string, errcode = 52000): void {
  if (url === undefined || /^https?:\/\/mmbiz\.(qpic|qlogo)\.cn\//.test(url)) return
  const elsewhere = /^https?:\/\/mmecoa\.qpic\.cn\//.test(url)
  const code = elsewhere && errcode === 52000 ? 40141 : errcode
  throw refusal(code, `${field} is no address at mmbiz.qpic.cn that media.uploadImage answered with`)
}

/** Values of a card's own fields. */
export type OwnValues = readonly [string | undefined, string | undefined, string | undefined]

/** The three values of the fields of that name. */
export function valuesOf(request: object, name: string): OwnValues {
  const [one, two, three] = [1, 2, 3].map((n) => (request as Record<string, unknown>)[`${name}${n}`])
  return [one, two, three] as OwnValues // their fields are strings
}

/** Sets those of the three values that are given. */
export function setValues({ membership }: CodeRecord, values: OwnValues): void {
  const [one, two, three] = membership.customFieldValues
  membership.customFieldValues = [values[0] ?? one, values[1] ?? two, values[2] ?? three]
}
