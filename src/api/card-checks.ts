// Checks of a card's body, and what is advised about it.
import { isObject } from '../validate.js'
import { activationModes, adviseAt, everyAdvice, miniProgramUserNames, type RowAdvice } from './advice.js'
import { all, type RowCheck, seconds, wholeNumbers } from './checks.js'

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
  )
}

/** What is advised about a card's body. `before` as for {@link cardBody}. */
export const cardAdvice = (before: '' | 'card.'): RowAdvice => {
  const inBody = (...fields: readonly string[]): string[] => fields.map((field) => `${before}*.${field}`)
  return everyAdvice(
    activationModes(`${before}member_card`),
    miniProgramUserNames(
      ...inBody('base_info.center_app_brand_user_name', 'base_info.custom_app_brand_user_name'),
      ...inBody('base_info.promotion_app_brand_user_name', 'wx_activate_after_submit_app_brand_user_name'),
      ...inBody('activate_app_brand_user_name', 'bonus_app_brand_user_name', 'balance_app_brand_user_name'),
      ...inBody('*.app_brand_user_name'),
    ),
    // cards-79
    adviseAt(
      inBody('base_info'),
      'location_id_list and use_all_locations are alternatives: WeChat advises not to send both',
      (base) => isObject(base) && base.use_all_locations === true && namesStores(base.location_id_list),
    ),
  )
}

const namesStores = (list: unknown): boolean => Array.isArray(list) && list.length > 0
