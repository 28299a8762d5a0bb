// What a card's body must not hold, because WeChat would take it in silence or answer something misleading.
import { describe, isObject } from '../input.js'
import { all, at, miniProgramUserNames, type RowCheck, seconds, wholeNumbers } from './checks.js'

/** Checks a card's body. `before` stands before the key of its type: `card.` at creation. */
export const cardBody = (before: '' | 'card.'): RowCheck => {
  const inBody = (...fields: readonly string[]): string[] => fields.map((field) => `${before}*.${field}`)
  return all(
    wholeNumbers(
      ...inBody('least_cost', 'reduce_cost', 'discount', 'init_bonus', 'init_balance', 'bonus_rule.*'),
      ...inBody('base_info.sku.quantity', 'base_info.giftcard_info.price', 'advanced_info.use_condition.least_cost'),
    ),
    seconds(
      ...inBody('base_info.date_info.begin_timestamp', 'base_info.date_info.end_timestamp'),
      ...inBody('departure_time', 'landing_time', 'boarding_time'),
      ...inBody('modify_msg_operation.*.end_time', 'activate_msg_operation.*.end_time'),
    ),
    miniProgramUserNames(
      ...inBody('base_info.center_app_brand_user_name', 'base_info.custom_app_brand_user_name'),
      ...inBody('base_info.promotion_app_brand_user_name'),
      ...inBody('activate_app_brand_user_name', 'bonus_app_brand_user_name', 'balance_app_brand_user_name'),
      ...inBody('*.app_brand_user_name'),
    ),
    at(
      inBody('base_info'),
      'either location_id_list or use_all_locations: not both',
      (base) => isObject(base) && base.use_all_locations === true && base.location_id_list !== undefined,
    ),
  )
}

/** The ways to activate, in the order in which WeChat prefers them. */
const ACTIVATION_MODES = ['auto_activate', 'activate_url', 'wx_activate']

/** Refuses several ways of activation at once: WeChat takes one and ignores the others without a word. */
export const activationMode =
  (path: string): RowCheck =>
  (request) => {
    const body = path.split('.').reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), request)
    if (!isObject(body)) return []
    const [preferred, ...ignored] = ACTIVATION_MODES.filter((mode) => Boolean(body[mode]))
    return ignored.map((mode) => ({
      field: `${path}.${mode}`,
      expected: `left out beside ${preferred}: WeChat prefers auto_activate, then activate_url, then wx_activate, and ignores the rest`,
      received: describe(body[mode]),
    }))
  }
