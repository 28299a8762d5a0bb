// What the groups have in common on the wire.

/** Carried by every reply. Replies may also hold members that no page documents. */
export interface WeChatResponse {
  /** 0, or left out: some endpoints answer success without it. Any other code is thrown as an `ApiError`. */
  errcode?: number
  /** `ok`. */
  errmsg?: string
}

/**
 * State of one issued code. `NORMAL` claimed and usable; `CONSUMED` redeemed; `EXPIRE` past its time; `GIFTING` sent to
 * a friend who has not taken it; `GIFT_TIMEOUT` came back from one; `GIFT_SUCC` given away (member cards only);
 * `DELETE` removed by the user; `UNAVAILABLE` made invalid by the merchant.
 */
export type UserCardStatus =
  | 'NORMAL'
  | 'CONSUMED'
  | 'EXPIRE'
  | 'GIFTING'
  | 'GIFT_TIMEOUT'
  | 'GIFT_SUCC'
  | 'DELETE'
  | 'UNAVAILABLE'
  | (string & {})

/** Part of a form that the user fills in from a fixed list. */
export interface CommonFormValue {
  /** Which field, such as `USER_FORM_INFO_FLAG_MOBILE`. */
  name: CommonFormField | (string & {})
  /** As text. Seen: a birthday as `2015-4-30`, an address as `province-city-district-detail` (activation-136). */
  value: string
}

/** Part of a form that the merchant named. */
export interface CustomFormValue {
  /** The field's name as it was set. */
  name: string
  /** The answer; empty for a `FORM_FIELD_CHECK_BOX`. */
  value: string
  /** What was ticked, for a `FORM_FIELD_CHECK_BOX`; empty for the other kinds. */
  value_list?: string[]
}

/** What a user filled in, by who named the fields. */
export interface FormValues {
  /** Answers to fields that WeChat knows. */
  common_field_list?: CommonFormValue[]
  /** Answers to fields that the merchant named. */
  custom_field_list?: CustomFormValue[]
}

/**
 * Fields that WeChat knows. `…_EDUCATION_BACKGRO` stands cut off in the documentation and was seen to fail
 * (activation-108): prefer the whole word.
 */
export type CommonFormField =
  | 'USER_FORM_INFO_FLAG_MOBILE'
  | 'USER_FORM_INFO_FLAG_SEX'
  | 'USER_FORM_INFO_FLAG_NAME'
  | 'USER_FORM_INFO_FLAG_BIRTHDAY'
  | 'USER_FORM_INFO_FLAG_IDCARD'
  | 'USER_FORM_INFO_FLAG_EMAIL'
  | 'USER_FORM_INFO_FLAG_LOCATION'
  | 'USER_FORM_INFO_FLAG_DETAIL_LOCATION'
  | 'USER_FORM_INFO_FLAG_EDUCATION_BACKGROUND'
  | 'USER_FORM_INFO_FLAG_EDUCATION_BACKGRO'
  | 'USER_FORM_INFO_FLAG_CAREER'
  | 'USER_FORM_INFO_FLAG_INDUSTRY'
  | 'USER_FORM_INFO_FLAG_INCOME'
  | 'USER_FORM_INFO_FLAG_HABIT'
  | (`USER_FORM_INFO_FLAG_${string}` & {})
