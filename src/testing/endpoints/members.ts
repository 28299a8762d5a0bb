// Member cards: form, component link, activation, points.
import type {
  ActivationFormFields,
  GetMemberInfoResponse,
  MembersApi,
  SetActivationFormRequest,
} from '../../api/members.js'
import { type EndpointTable, endpoint, type Fields, optional, required } from '../endpoint.js'
import { need } from '../refusal.js'
import { type CardRecord, codeModeOf } from '../state/cards.js'
import type { CodeAddress, CodeRecord, FilledForm } from '../state/codes.js'
import { activationModeOf } from '../state/members.js'
import type { World } from '../world.js'

const ADDRESS = { code: required('string', 41013), card_id: optional('string') }

const FORM: Fields = {
  can_modify: optional('boolean'),
  common_field_id_list: optional('strings'),
  custom_field_list: optional('strings'),
  rich_field_list: optional('array', {
    type: required('string', 47001),
    name: required('string', 47001),
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

const LINK: Fields = { name: optional('string'), url: optional('string') }

/** Points and balances that WeChat keeps. */
const MOST = 2 ** 31 - 1

/** The code of a member card. `CONSUMED` and so on cannot be: member cards are never redeemed. */
function member(world: World, address: CodeAddress): CodeRecord {
  const record = world.codes.get(address)
  need(record.card.cardType === 'MEMBER_CARD', 72003)
  return record
}

function memberCard(world: World, cardId: string): CardRecord {
  const card = world.cards.get(cardId)
  need(card.cardType === 'MEMBER_CARD', 72003)
  return card
}

/** Refuses texts that are too long. */
export function needBytes(most: number, ...texts: readonly (string | undefined)[]): void {
  need(
    texts.every((text) => text === undefined || Buffer.byteLength(text) <= most),
    45021,
  )
}

/** A card on which one-click activation works. */
function needOneClick(card: CardRecord): void {
  const mode = activationModeOf(card)
  need(mode === 'jump' || mode === 'nonJump', 72026)
}

/** Endpoints of the group `members`. */
export const memberEndpoints: EndpointTable = {
  'POST /card/membercard/activateuserform/set': endpoint<MembersApi['setActivationForm']>({
    fields: {
      card_id: required('string', 41012),
      service_statement: optional('object', LINK),
      bind_old_card: optional('object', LINK),
      required_form: optional('object', FORM),
      optional_form: optional('object', FORM),
    },
    permission: 'memberCard',
    respond: ({ world, request }) => {
      const card = memberCard(world, request.card_id)
      const mode = activationModeOf(card)
      need(mode !== 'auto' && mode !== 'link', 45030)
      needOneClick(card)
      for (const form of formsOf(request)) {
        need((form.custom_field_list?.length ?? 0) + (form.rich_field_list?.length ?? 0) <= 5, 40124)
      }
      card.activationForm = structuredClone(request)
      return {}
    },
  }),
  'POST /card/membercard/activate/geturl': endpoint<MembersApi['getActivationUrl']>({
    fields: { card_id: required('string', 41012), outer_str: optional('string') },
    permission: 'memberCard',
    respond: ({ world, request: { card_id, outer_str = '' } }) => {
      const card = memberCard(world, card_id)
      needOneClick(card)
      if (world.settings.customCodesInActivation === 'refused') need(codeModeOf(card) === 'normal', 40158)
      const query = [
        ['encrypt_card_id', world.cipher.encrypt(card_id)],
        ['outer_str', outer_str],
        ['biz', bizOf(world)],
      ].map(([name, value]) => `${name}=${encodeURIComponent(value as string)}`)
      // The doubled "&" is WeChat's.
      const url = `https://mp.weixin.qq.com/bizmall/activatemembercard?action=preshow&&${query.join('&')}#wechat_redirect`
      return { url }
    },
  }),
  'POST /card/membercard/activatetempinfo/get': endpoint<MembersApi['getActivationInfo']>({
    fields: { activate_ticket: required('string', 72011) },
    permission: 'memberCard',
    respond: ({ world, request: { activate_ticket } }) => ({
      info: listsOf(world.members.readTicket(activate_ticket)),
    }),
  }),
  'POST /card/membercard/activate': endpoint<MembersApi['activate']>({
    fields: {
      membership_number: required('string'),
      ...ADDRESS,
      background_pic_url: optional('string'),
      activate_begin_time: optional('integer'),
      activate_end_time: optional('integer'),
      init_bonus: optional('number'),
      init_bonus_record: optional('string'),
      init_balance: optional('number'),
      init_custom_field_value1: optional('string'),
      init_custom_field_value2: optional('string'),
      init_custom_field_value3: optional('string'),
    },
    permission: 'memberCard',
    respond: ({ world, request }) => {
      const record = member(world, request)
      need(world.codes.statusOf(record) === 'NORMAL', 40127)
      const { activate_begin_time: begin = record.begin, activate_end_time: end = record.end } = request
      need(begin <= end, 40079)
      needPicture(request.background_pic_url)
      needBytes(20, request.membership_number)
      needBytes(32, request.init_bonus_record)
      const values = valuesOf(request, 'init_custom_field_value')
      const { membership } = record
      const bonus = request.init_bonus ?? membership.bonus
      const balance = request.init_balance ?? membership.balance
      needAmounts(world, record, bonus, balance)
      record.begin = begin
      record.end = end
      if (request.background_pic_url) record.backgroundPicUrl = request.background_pic_url
      world.members.activate(record, request.membership_number)
      world.members.change(record, 'bonus', bonus)
      world.members.change(record, 'balance', balance)
      setValues(record, values)
      return {}
    },
  }),
  'POST /card/membercard/updateuser': endpoint<MembersApi['update']>({
    fields: {
      ...ADDRESS,
      background_pic_url: optional('string'),
      bonus: optional('number'),
      add_bonus: optional('number'),
      record_bonus: optional('string'),
      balance: optional('number'),
      add_balance: optional('number'),
      record_balance: optional('string'),
      custom_field_value1: optional('string'),
      custom_field_value2: optional('string'),
      custom_field_value3: optional('string'),
      notify_optional: optional('object', NOTIFIED),
      membership_number: optional('string'),
    },
    permission: 'memberCard',
    respond: ({ world, request }) => {
      const record = member(world, request)
      need(world.codes.statusOf(record) === 'NORMAL', 40127)
      const { membership } = record
      needPicture(request.background_pic_url)
      needBytes(42, request.record_bonus, request.record_balance)
      const values = valuesOf(request, 'custom_field_value')
      // The total counts where both are given; the difference is for the message.
      const bonus = request.bonus ?? membership.bonus + (request.add_bonus ?? 0)
      const balance = request.balance ?? membership.balance + (request.add_balance ?? 0)
      needAmounts(world, record, bonus, balance)
      world.members.update(record, { bonus, balance })
      setValues(record, values)
      if (request.background_pic_url) record.backgroundPicUrl = request.background_pic_url
      if (request.membership_number) membership.membershipNumber = request.membership_number
      return { result_bonus: bonus, result_balance: balance, openid: record.openid }
    },
  }),
  'POST /card/membercard/userinfo/get': endpoint<MembersApi['getInfo']>({
    fields: { card_id: required('string', 41012), code: required('string', 41013) },
    permission: 'memberCard',
    respond: ({ world, request }) => {
      memberCard(world, request.card_id)
      const record = member(world, request)
      return {
        openid: record.openid,
        ...memberOf(record),
        sex: 'UNKNOWN',
        user_card_status: world.codes.statusOf(record),
        has_active: record.membership.active,
      }
    },
  }),
  'POST /card/membercard/unactivate': endpoint<MembersApi['deactivate']>({
    fields: { card_id: required('string', 41012), code: required('string', 41013) },
    permission: 'memberCard',
    respond: ({ world, request }) => {
      member(world, request).membership.active = false
      return {}
    },
  }),
}

/** Both halves of a form, as far as they are set. */
const formsOf = ({ required_form, optional_form }: SetActivationFormRequest): ActivationFormFields[] =>
  [required_form, optional_form].filter((form) => form !== undefined)

/** The account's number in activation links: the base64 of ten digits. */
export const bizOf = ({ settings }: World): string =>
  Buffer.from(
    String(3_000_000_000 + ([...settings.appId].reduce((sum, char) => sum * 31 + char.charCodeAt(0), 7) % 999_999_999)),
  ).toString('base64')

/** What is known of a member, wherever it is asked for. */
export const memberOf = (
  record: CodeRecord,
): Pick<GetMemberInfoResponse, 'nickname' | 'membership_number' | 'bonus' | 'balance' | 'user_info'> => ({
  nickname: 'Simulated user',
  membership_number: record.membership.membershipNumber,
  bonus: record.membership.bonus,
  ...(record.card.body.supply_balance === true ? { balance: record.membership.balance } : {}),
  ...userInfoOf(record),
})

/** What a member filled in, which for the jump type is not readable before the activation. */
function userInfoOf({ card, membership }: CodeRecord): Pick<GetMemberInfoResponse, 'user_info'> {
  const { form, active } = membership
  if (form === undefined || (!active && activationModeOf(card) === 'jump')) return {}
  return { user_info: listsOf(form) }
}

const listsOf = ({ common, custom }: FilledForm) => ({
  common_field_list: common.map((each) => ({ ...each })),
  custom_field_list: custom.map((each) => ({ ...each, value_list: [...each.value_list] })),
})

/** Refuses points and balances that WeChat does not keep. */
export function needAmounts(world: World, { card, membership }: CodeRecord, bonus: number, balance: number): void {
  // Anything but whole numbers was seen to be answered with a system error.
  need(Number.isInteger(bonus) && Number.isInteger(balance), -1)
  need(bonus >= 0 && bonus <= MOST, 45022)
  need(balance >= 0 && balance <= MOST, 45023)
  if (bonus !== membership.bonus) need(world.may('bonus'), 43011)
  if (balance !== membership.balance) need(world.may('balance') && card.body.supply_balance === true, 43010)
}

/** Pictures come from the upload endpoint. */
export function needPicture(url: string | undefined, errcode = 52000): void {
  need(url === undefined || /^https?:\/\/mmbiz\.(qpic|qlogo)\.cn\//.test(url), errcode)
}

/** Values of a card's own fields. */
export type OwnValues = readonly [string | undefined, string | undefined, string | undefined]

/** The three values of the fields of that name. */
export function valuesOf(request: object, name: string): OwnValues {
  const [one, two, three] = [1, 2, 3].map((n) => (request as Record<string, unknown>)[`${name}${n}`])
  const values = [one, two, three] as OwnValues // their fields are strings
  needBytes(12, ...values)
  return values
}

/** Sets those of the three values that are given. */
export function setValues({ membership }: CodeRecord, values: OwnValues): void {
  const [one, two, three] = membership.customFieldValues
  membership.customFieldValues = [values[0] ?? one, values[1] ?? two, values[2] ?? three]
}
