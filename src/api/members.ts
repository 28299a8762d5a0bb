// Member cards in users' hands: the activation form, activation, points and balance.
import type { CallOptions } from '../transport/route.js'
import { json, type RouteTable } from '../transport/route.js'
import { all, at, defined, plainCode, seconds, wholeNumbers } from './checks.js'
import type { CodeAddress } from './codes.js'
import { characters, diagnoseFields, type FieldFacts, flag, list, record, text, texts, whole } from './field-facts.js'
import { AFTER_A_CLAIM } from './retry-after-claim.js'
import type { CommonFormField, FormValues, UserCardStatus, WeChatResponse } from './wire.js'

/** A field with choices. */
export interface RichFormField {
  /** One choice from buttons, one from a list, or several from boxes. Only the last answers in `value_list`. */
  type: 'FORM_FIELD_RADIO' | 'FORM_FIELD_SELECT' | 'FORM_FIELD_CHECK_BOX' | (`FORM_FIELD_${string}` & {})
  /** At most 32 bytes: a Chinese character counts 3. */
  name: string
  /** The choices. */
  values: string[]
}

/** One half of the form. At most 5 fields of your own (custom and rich together). */
export interface ActivationFormFields {
  /** Whether the user may change the answers later. Each change is pushed as an event. */
  can_modify?: boolean
  /** Fields that WeChat knows. */
  common_field_id_list?: CommonFormField[]
  /** Names of free text fields. */
  custom_field_list?: string[]
  /** Fields with choices. */
  rich_field_list?: RichFormField[]
}

/** A link on the form. */
export interface ActivationFormLink {
  /** What it says, at most 32 bytes (10 Chinese characters). */
  name?: string
  /** Where it leads, http or https, at most 128 bytes. */
  url?: string
}

/** Request of {@link MembersApi.setActivationForm}. */
export interface SetActivationFormRequest {
  /** A member card with `wx_activate: true`. */
  card_id: string
  /** Link to the terms of membership. */
  service_statement?: ActivationFormLink
  /** Link for those who have a card of the merchant already. */
  bind_old_card?: ActivationFormLink
  /** What must be filled in. */
  required_form?: ActivationFormFields
  /** What may be left empty. */
  optional_form?: ActivationFormFields
}

/** Request of {@link MembersApi.getActivationUrl}. */
export interface GetActivationUrlRequest {
  /** A member card with `wx_activate: true`. */
  card_id: string
  /** Channel: comes back in the claim event and in the queries of the code. WeChat publishes no limit. */
  outer_str?: string
}

/** Response of {@link MembersApi.getActivationUrl}. */
export interface GetActivationUrlResponse extends WeChatResponse {
  /** Holds the three values for WeChat's activation component; `parseActivateUrl` reads them. */
  url: string
}

/** Request of {@link MembersApi.getActivationInfo}. */
export interface GetActivationInfoRequest {
  /** What the component brought back, as it came to a mini program, or URL-decoded once from a web page's address. */
  activate_ticket: string
}

/** Response of {@link MembersApi.getActivationInfo}. */
export interface GetActivationInfoResponse extends WeChatResponse {
  /** What the user filled in. */
  info: Required<FormValues>
}

/** Request of {@link MembersApi.activate}. */
export interface ActivateMemberRequest extends CodeAddress {
  /** Shown on the card, at most 20 characters. */
  membership_number: string
  /** Face of this member's card; must come from `media.uploadImage`. */
  background_pic_url?: string
  /** From when the card is valid, in epoch seconds. Default: as the card's `date_info` says. */
  activate_begin_time?: number
  /** Until when, in epoch seconds. Default: as the card's `date_info` says. */
  activate_end_time?: number
  /** Points to begin with, a whole number. */
  init_bonus?: number
  /** Why, at most 32 bytes. */
  init_bonus_record?: string
  /** Balance to begin with, in cents. */
  init_balance?: number
  /** Value of the card's first field, at most 12 bytes (4 Chinese characters). */
  init_custom_field_value1?: string
  /** Value of the second field. */
  init_custom_field_value2?: string
  /** Value of the third field. */
  init_custom_field_value3?: string
}

/** Request of {@link MembersApi.update}. */
export interface UpdateMemberRequest extends CodeAddress {
  /** Face of this member's card; must come from `media.uploadImage`. */
  background_pic_url?: string
  /** The new total of points. Send it beside `add_bonus`: a repeated request then cannot add twice. */
  bonus?: number
  /** The change of points, for the message to the user; negative takes away. Alone it is not safe to repeat. */
  add_bonus?: number
  /** Text of the message, at most 42: bytes by the page, characters by its own sample (reports-57). */
  record_bonus?: string
  /** The new balance, in cents. */
  balance?: number
  /** The change of the balance, in cents; negative takes away. Alone it is not safe to repeat. */
  add_balance?: number
  /** Text of the message, at most 42, counted as `record_bonus`. */
  record_balance?: string
  /** Value of the card's first field, at most 12 bytes (4 Chinese characters). */
  custom_field_value1?: string
  /** Value of the second field. */
  custom_field_value2?: string
  /** Value of the third field. */
  custom_field_value3?: string
  /**
   * Which changes the user is told of. Nothing is told of a value that stays the same. Official advice: no more than
   * about three changes a day.
   */
  notify_optional?: {
    /**
     * Of the points.
     * @defaultValue true
     */
    is_notify_bonus?: boolean
    /**
     * Of the balance.
     * @defaultValue true
     */
    is_notify_balance?: boolean
    /**
     * Of the first field.
     * @defaultValue false
     */
    is_notify_custom_field1?: boolean
    /**
     * Of the second field.
     * @defaultValue false
     */
    is_notify_custom_field2?: boolean
    /**
     * Of the third field.
     * @defaultValue false
     */
    is_notify_custom_field3?: boolean
  }
  /**
   * Undocumented; one SDK sends it to change the number (activation-164). {@link MembersApi.activate} does the same.
   */
  membership_number?: string
}

/** Response of {@link MembersApi.update}. */
export interface UpdateMemberResponse extends WeChatResponse {
  /** Points after the change. */
  result_bonus: number
  /** Balance after the change, in cents. */
  result_balance: number
  /** Holder, under the Official Account. */
  openid: string
}

/** Request of {@link MembersApi.getInfo}. */
export interface GetMemberInfoRequest {
  /** A member card. */
  card_id: string
  /** The plain code. */
  code: string
}

/** Response of {@link MembersApi.getInfo}. */
export interface GetMemberInfoResponse extends WeChatResponse {
  /** Holder, under the Official Account. */
  openid: string
  /** The holder's name in WeChat. */
  nickname?: string
  /** Empty until the card is activated. */
  membership_number: string
  /** Points. */
  bonus: number
  /** The balance in cents; for cards that keep one. */
  balance?: number
  /** Such as `MALE`. */
  sex?: string
  /**
   * What the member filled in. Missing until a card of the jump type is activated; WeChat's staff said that for the jump
   * type the form can be read by its ticket only (reports-7), so keep what {@link MembersApi.getActivationInfo} brought.
   */
  user_info?: FormValues
  /** State of the code. Member cards are given away too: `GIFT_SUCC`. */
  user_card_status: UserCardStatus
  /** Whether the card is activated. Seen in every reply, in no table (activation-134). */
  has_active?: boolean
}

/** Request of {@link MembersApi.deactivate}. */
export interface DeactivateMemberRequest {
  /** A member card. */
  card_id: string
  /** The plain code. */
  code: string
}

/** Member cards in users' hands: the activation form, activation, points and balance. */
export interface MembersApi {
  /**
   * Sets what the user fills in to become a member. Replaces the whole form. Without it one-click activation does not
   * take effect, and it must come after `wx_activate` was set.
   *
   * `POST /card/membercard/activateuserform/set`
   *
   * Sent twice it does the same, so `retry: true` is safe. More than 5 fields of your own in a half are refused before
   * sending.
   *
   * @throws An {@link ApiError}: `72026` the card has no `wx_activate`; `45030` another way of activation is set;
   * `40073` no such card; `41012` none named; `72003` no member card; `47001` a field of the wrong type.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Membership_Cards/Create_a_membership_card.html | 创建会员卡}
   */
  setActivationForm(request: SetActivationFormRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Fetches the link that opens WeChat's activation component. It holds nothing of a user.
   * `client.getActivationNavigation` reads it as well and keeps it for a while.
   *
   * `POST /card/membercard/activate/geturl`
   *
   * @throws An {@link ApiError}: `72026` the card has no `wx_activate` or lost it to another mode; `40158` its codes
   * are your own (activation-189, reported); `40073` no such card; `41012` none named; `72003` no member card. In
   * tables only: `45030` the feature is not open to this card.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Coupons-Mini_Program_Start_Up.html | 卡券小程序打通}
   */
  getActivationUrl(request: GetActivationUrlRequest, options?: CallOptions): Promise<GetActivationUrlResponse>
  /**
   * Reads what the user filled in, for cards of the jump type. Keep it: after this, {@link MembersApi.activate} has to
   * follow, or the card stays inactive.
   *
   * `POST /card/membercard/activatetempinfo/get`
   *
   * A ticket that is only seconds old is sometimes said to be over (`72012`): the SDK asks again after 0.5 and 1 s. Who
   * closes the component after sending the form returns without a ticket (reports-6).
   *
   * @throws An {@link ApiError}: `72011` no ticket of this account's; `72012` its time is over.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Membership_Cards/Create_a_membership_card.html | 创建会员卡}
   */
  getActivationInfo(request: GetActivationInfoRequest, options?: CallOptions): Promise<GetActivationInfoResponse>
  /**
   * Activates a member's card. Doing it again changes `membership_number` and is no error.
   *
   * `POST /card/membercard/activate`
   *
   * Right after a claim WeChat may not know the code yet (`40056`), and now and then it says that the card is being
   * updated too often, even of a single activation (`45061`): the SDK sends it again after 0.5 and 1 s. After an unknown
   * outcome `has_active` of {@link MembersApi.getInfo} tells whether it was carried out.
   *
   * Where the form was filled in and the activation failed for good, the component is reported to show the card and no
   * form any more, and 激活 in the wallet leads to your page without form, ticket and code (reports-3 to reports-5).
   * Such a member is saved by activating with the code of the claim event, and asking for the data in a form of your
   * own.
   *
   * @throws An {@link ApiError}: `40056` unknown code, or one of your own without `card_id`; `45061` busy with this card
   * still; `41011` no number; `41013` no code; `40127` the user deleted the card; `40079` times; `43010` the card keeps no balance, or the account may
   * not; `43011` the account may not keep points; `45021` a text is too long; `45022` points, `45023` balance out of
   * range; `52000` the picture is not from `media.uploadImage`; `72003` no member card. In tables only: `40013` AppID,
   * `40078` state of the card.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Membership_Cards/Create_a_membership_card.html | 创建会员卡}
   */
  activate(request: ActivateMemberRequest, options?: CallOptions): Promise<WeChatResponse>
  /**
   * Changes a member's points, balance or own fields, and tells the user.
   *
   * `POST /card/membercard/updateuser`
   *
   * Never sent again while its outcome is unknown: {@link MembersApi.getInfo} tells what holds. With the new totals in
   * `bonus` and `balance` it does the same twice, and `retry: true` is safe. What WeChat refuses before it does anything
   * (`40056` right after a claim, `45061`) is sent again after 0.5 and 1 s.
   *
   * @throws An {@link ApiError}: `40056` unknown code, or one of your own without `card_id`; `45061` changed too often,
   * or WeChat was busy with this card; `41013` no code; `40127`
   * the user deleted the card; `43010`, `43011` not permitted to keep a balance, points; `45021` a text is too long;
   * `45022` points, `45023` balance out of range; `47001` a field of the wrong type; `52000` the picture is not from
   * `media.uploadImage`; `72003` no member card.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Membership_Cards/Manage_Member_Card.html | 管理会员卡}
   */
  update(request: UpdateMemberRequest, options?: CallOptions): Promise<UpdateMemberResponse>
  /**
   * Reads a member: points, balance, state, and what was filled in.
   *
   * `POST /card/membercard/userinfo/get`
   *
   * @throws An {@link ApiError}: `40056` unknown code; `40073` no such card; `41012`, `41013` no card or code named;
   * `72003` no member card.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Membership_Cards/Manage_Member_Card.html | 管理会员卡}
   */
  getInfo(request: GetMemberInfoRequest, options?: CallOptions): Promise<GetMemberInfoResponse>
  /**
   * Makes an active member card inactive again. On no page of WeChat: known from other SDKs and a developer's report
   * (activation-174).
   *
   * `POST /card/membercard/unactivate`
   *
   * @throws An {@link ApiError}: `40056` unknown code; `41012`, `41013` no card or code named; `72003` no member card.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Membership_Cards/Manage_Member_Card.html | 管理会员卡}
   */
  deactivate(request: DeactivateMemberRequest, options?: CallOptions): Promise<WeChatResponse>
}

const OWN_FIELDS = ['custom_field_list', 'rich_field_list']

/** WeChat takes at most 5 fields of the merchant's own in each half of the form. */
const formFields = at(['required_form', 'optional_form'], 'a form with at most 5 fields of your own', (form) => {
  const lists = OWN_FIELDS.map((name) => (form as Record<string, unknown> | null)?.[name])
  return lists.reduce<number>((count, list) => count + (Array.isArray(list) ? list.length : 0), 0) > 5
})

const ADDRESS: FieldFacts = { code: text(), card_id: text() }

/** Values of a card's own fields. */
const ownValues = (before: string): FieldFacts =>
  Object.fromEntries([1, 2, 3].map((number) => [`${before}custom_field_value${number}`, text(12)]))

const FORM_FACTS: FieldFacts = Object.fromEntries(
  ['required_form', 'optional_form'].flatMap((form) => [
    [form, record],
    [`${form}.can_modify`, flag],
    [`${form}.common_field_id_list`, texts()],
    [`${form}.custom_field_list`, texts(32)],
    [`${form}.rich_field_list`, list],
    [`${form}.rich_field_list[].type`, text()],
    [`${form}.rich_field_list[].name`, text(32)],
    [`${form}.rich_field_list[].values`, texts(32)],
  ]),
)

const LINK_FACTS: FieldFacts = Object.fromEntries(
  ['service_statement', 'bind_old_card'].flatMap((link) => [
    [link, record],
    [`${link}.name`, text(32)],
    [`${link}.url`, text(128)],
  ]),
)

const NOTICES = ['bonus', 'balance', 'custom_field1', 'custom_field2', 'custom_field3']
  .map((what) => `is_notify_${what}`)
  .join(' ')

/** Where each {@link MembersApi} method goes on the wire. */
export const membersRoutes: RouteTable<MembersApi> = {
  setActivationForm: json('/card/membercard/activateuserform/set', 'write', {
    diagnose: diagnoseFields({ card_id: text(), ...LINK_FACTS, ...FORM_FACTS }),
    check: all(defined('card_id'), formFields),
  }),
  getActivationUrl: json('/card/membercard/activate/geturl', 'read', {
    diagnose: diagnoseFields({ card_id: text(), outer_str: text() }),
    check: defined('card_id'),
  }),
  getActivationInfo: json('/card/membercard/activatetempinfo/get', 'read', {
    retryOnErrcodes: [72012],
    check: all(
      defined('activate_ticket'),
      at(
        ['activate_ticket'],
        'the ticket as the component gave it, URL-decoded once if it comes from an address',
        (ticket) => typeof ticket === 'string' && ticket.includes('%'),
      ),
    ),
  }),
  activate: json('/card/membercard/activate', 'write', {
    diagnose: diagnoseFields({
      ...ADDRESS,
      membership_number: characters(20),
      background_pic_url: text(128),
      activate_begin_time: whole,
      activate_end_time: whole,
      init_bonus: whole,
      init_bonus_record: text(32),
      init_balance: whole,
      ...ownValues('init_'),
    }),
    retryOnErrcodes: AFTER_A_CLAIM,
    check: all(
      defined('code', 'membership_number'),
      plainCode('code'),
      wholeNumbers('init_bonus', 'init_balance'),
      seconds('activate_begin_time', 'activate_end_time'),
    ),
    verifyWith: 'members.getInfo',
    hints: {
      45021: {
        hint: 'A text is too long. WeChat counts a Chinese character as 3: membership_number 20, init_bonus_record 32, each init_custom_field_value 12 (4).',
        hintZh:
          '文本超长，一个汉字按 3 计：membership_number 20，init_bonus_record 32，每个 init_custom_field_value 12（4 个汉字）。',
      },
    },
  }),
  update: json('/card/membercard/updateuser', 'write', {
    diagnose: diagnoseFields({
      ...ADDRESS,
      background_pic_url: text(128),
      bonus: whole,
      add_bonus: whole,
      record_bonus: characters(42),
      balance: whole,
      add_balance: whole,
      record_balance: characters(42),
      ...ownValues(''),
      notify_optional: record,
      'notify_optional.*': flag,
      membership_number: characters(20),
    }),
    fields: NOTICES,
    retryOnErrcodes: AFTER_A_CLAIM,
    check: all(defined('code'), plainCode('code'), wholeNumbers('bonus', 'add_bonus', 'balance', 'add_balance')),
    verifyWith: 'members.getInfo',
    hints: {
      45021: {
        hint: 'A text is too long. record_bonus and record_balance have at most 42 (characters, as it seems: a sample of WeChat’s own has 50 bytes), each custom_field_value 12 bytes (4 Chinese characters).',
        hintZh:
          '文本超长：record_bonus、record_balance 最多 42（看来按字符计，官方示例即有 50 字节），每个 custom_field_value 最多 12 字节（4 个汉字）。',
      },
    },
  }),
  getInfo: json('/card/membercard/userinfo/get', 'read', {
    diagnose: diagnoseFields(ADDRESS),
    check: all(defined('card_id', 'code'), plainCode('code')),
  }),
  deactivate: json('/card/membercard/unactivate', 'write', {
    diagnose: diagnoseFields(ADDRESS),
    check: all(defined('card_id', 'code'), plainCode('code')),
    verifyWith: 'members.getInfo',
  }),
}
