// Problems of a finished cardExt: their codes and what each means.

/**
 * Every value of {@link CardExtProblem.code}.
 *
 * - `bad_argument`: `cardId` or a ticket that {@link checkCardExt} was given cannot be right.
 * - `not_text`: `cardExt` is an object or something else, where `wx.addCard` wants JSON text.
 * - `not_json`: `cardExt` is text, but not the JSON of an object.
 * - `encoded_twice`: `cardExt` is the JSON of its JSON.
 * - `missing_member`, `bad_member`: a member is not there, or is not what WeChat wants.
 * - `misspelt_member`, `unknown_member`: WeChat does not look for a member of that name. An unknown one is advice where
 *   nothing else is wrong.
 * - `exposed_ticket`: a ticket is in `cardExt`, where everyone can read it.
 * - `milliseconds`: `timestamp` is in milliseconds.
 * - `upper_case_signature`: the digits of `signature` are in upper case.
 *
 * The others say what the signature was made with, found out by trying:
 *
 * - `signed_with_jsapi_ticket`: with the jsapi ticket.
 * - `signed_without_value`: a value that takes part was left out.
 * - `signed_with_extra_value`: a value took part that should not, or that is not sent.
 * - `signed_with_other_value`: a value took part with another content than it is sent with.
 * - `signed_untrimmed`: there was white space around a value, or there is some around the value now.
 * - `signed_with_milliseconds`, `signed_with_other_time`: with another time than `timestamp` says.
 * - `signed_for_other_card`: for another card.
 * - `sorted_wrongly`: the values were sorted in another way, or not at all.
 * - `joined_wrongly`: there was something between the values.
 * - `wrong_signature`: with something that was not found out.
 *
 * Advice, against which nothing is known to happen:
 *
 * - `unusual_nonce`: the nonce has more than 32 characters, or others than letters and digits.
 * - `long_code`: the code has more than 20 characters.
 * - `long_channel`: `outer_str` has more than 128 bytes.
 */
export type CardExtProblemCode =
  | 'bad_argument'
  | 'not_text'
  | 'not_json'
  | 'encoded_twice'
  | 'missing_member'
  | 'bad_member'
  | 'misspelt_member'
  | 'unknown_member'
  | 'exposed_ticket'
  | 'milliseconds'
  | 'upper_case_signature'
  | 'signed_with_jsapi_ticket'
  | 'signed_without_value'
  | 'signed_with_extra_value'
  | 'signed_with_other_value'
  | 'signed_untrimmed'
  | 'signed_with_milliseconds'
  | 'signed_with_other_time'
  | 'signed_for_other_card'
  | 'sorted_wrongly'
  | 'joined_wrongly'
  | 'wrong_signature'
  | 'unusual_nonce'
  | 'long_code'
  | 'long_channel'

/** One thing that is wrong with a `cardExt`. */
export interface CardExtProblem {
  readonly code: CardExtProblemCode
  /** What is wrong and what to do, in plain words. Never holds a ticket. */
  readonly message: string
}
