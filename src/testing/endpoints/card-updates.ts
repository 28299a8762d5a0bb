// What can be changed of a card, and what sends it back to review.
import type { CardBaseInfo } from '../../api/card-base-info.js'
import type { MessageOperation } from '../../api/card-updates.js'
import type { CardType } from '../../api/cards.js'
import type { SimulatedAccount } from '../account/account.js'
import { type CardRecord, hasOwnButton } from '../account/cards.js'
import { need } from '../account/refusal.js'

/** What sends a card back to review when it is sent. */
const REVIEWED = ['title', 'logo_url', 'notice', 'description', 'color']
const REVIEWED_IN_BODY = [
  'bonus_cleared',
  'bonus_rules',
  'balance_rules',
  'prerogative',
  'background_pic_url',
  'detail',
]

/** What can be changed of the basics. */
const BASE_UPDATES = [
  ...REVIEWED,
  'code_type',
  'service_phone',
  'location_id_list',
  'use_all_locations',
  'date_info',
  'center_title',
  'center_sub_title',
  'center_url',
  'center_app_brand_user_name',
  'center_app_brand_pass',
  'custom_url_name',
  'custom_url',
  'custom_url_sub_title',
  'custom_app_brand_user_name',
  'custom_app_brand_pass',
  'promotion_url_name',
  'promotion_url',
  'promotion_url_sub_title',
  'promotion_app_brand_user_name',
  'promotion_app_brand_pass',
  'get_limit',
  'can_share',
  'can_give_friend',
  'pay_info',
  'use_dynamic_code',
  // On no list of the page, and in the model that an SDK with WeChat's own samples sends (reports-58).
  'need_push_on_view',
  'use_limit',
  'source',
]

const OF_MEMBERS_AND_GIFT_CARDS = [
  'background_pic_url',
  'prerogative',
  'auto_activate',
  'supply_bonus',
  'supply_balance',
  'custom_field1',
  'custom_field2',
  'custom_field3',
]

/** General cards that are no gifts had these, until WeChat is reported to have refused them (reports-33). */
const OF_CAMPUS_CARDS = ['activate_url', 'custom_cell1', 'custom_cell2', 'custom_cell3']

/** What can be changed beside the basics. */
const BODY_UPDATES: Partial<Record<CardType, readonly string[]>> = {
  MEMBER_CARD: [
    ...OF_MEMBERS_AND_GIFT_CARDS,
    'bonus_cleared',
    'bonus_rules',
    'balance_rules',
    'bonus_url',
    'bonus_app_brand_user_name',
    'bonus_app_brand_pass',
    'balance_url',
    'balance_app_brand_user_name',
    'balance_app_brand_pass',
    'bonus_rule',
    'discount',
    'activate_url',
    'activate_app_brand_user_name',
    'activate_app_brand_pass',
    'wx_activate',
    'wx_activate_after_submit',
    'wx_activate_after_submit_url',
    // Of one SDK alone (reports-34): nothing says that these stay as they were created.
    'wx_activate_after_submit_app_brand_user_name',
    'wx_activate_after_submit_app_brand_pass',
    'custom_cell1',
    'custom_cell2',
    'custom_cell3',
    'modify_msg_operation',
    'activate_msg_operation',
  ],
  GENERAL_CARD: [...OF_MEMBERS_AND_GIFT_CARDS, ...OF_CAMPUS_CARDS],
  MOVIE_TICKET: ['detail'],
  BOARDING_PASS: ['departure_time', 'landing_time', 'boarding_time', 'gate'],
  SCENIC_TICKET: ['guide_url'],
  MEETING_TICKET: ['map_url'],
}

type Change = Readonly<Record<string, unknown>>

/** Refuses fields that stay as they were created. */
export function checkUpdate(
  { settings }: SimulatedAccount,
  card: CardRecord,
  base: Partial<CardBaseInfo>,
  change: Change,
): void {
  const { base_info: _, ...body } = change
  const { location_id_list: stores } = base as Change
  const fixedBasics = Object.keys(base).find((name) => !BASE_UPDATES.includes(name))
  need(fixedBasics === undefined, 47001, `base_info.${fixedBasics} stays as it was created`)
  const fixed = Object.keys(body).find((name) => !BODY_UPDATES[card.cardType]?.includes(name))
  need(fixed === undefined, 47001, `${fixed} stays as it was created, or is no field of a ${card.cardType}`)
  const ofCampusCards = card.cardType === 'GENERAL_CARD' && OF_CAMPUS_CARDS.find((name) => name in body)
  const refusesThem = settings.generalCardCells === 'refused'
  need(!(ofCampusCards && refusesThem), 47001, `${ofCampusCards}: createSimulator's generalCardCells is 'refused'`)
  const isList = stores === undefined || stores === NO_STORES || Array.isArray(stores)
  need(isList, 47001, 'base_info.location_id_list is a list of ids, or the text "0", which clears it')
  checkNewDates(card.body.base_info, base)
  need(!(card.body.supply_bonus === true && change.supply_bonus === false), 40135, 'supply_bonus cannot be taken back')
  const takesBalanceBack = card.body.supply_balance === true && change.supply_balance === false
  need(!takesBalanceBack, 47001, 'supply_balance cannot be taken back')
  checkButton(card, base)
}

/** A message offers a few cards at most. */
export function checkMessages({ modify_msg_operation, activate_msg_operation }: Change): void {
  for (const message of [modify_msg_operation, activate_msg_operation] as (MessageOperation | undefined)[]) {
    const count = message?.url_cell?.card_id_list?.length ?? 0
    need(count <= 5, 72019, `url_cell.card_id_list has ${count} cards, and at most 5 are allowed`)
  }
}

/** The period of a card can only be widened. */
function checkNewDates(old: CardBaseInfo, base: Partial<CardBaseInfo>): void {
  const [before, after] = [old.date_info, base.date_info]
  if (after === undefined) return
  need(
    before.type === 'DATE_TYPE_FIX_TIME_RANGE' &&
      after.type === before.type &&
      after.begin_timestamp <= before.begin_timestamp &&
      after.end_timestamp >= before.end_timestamp,
    40100,
    'base_info.date_info: only a DATE_TYPE_FIX_TIME_RANGE can be changed, and only be made longer',
  )
}

/** There is one button in the middle: the merchant's own, quick pay or self-redemption. */
function checkButton(card: CardRecord, base: Partial<CardBaseInfo>): void {
  if (!hasOwnButton(base)) return
  need(card.payCell !== true, 40145, 'the middle button is quick pay: a center_ field would be a second one')
  need(
    card.selfConsumeCell === undefined,
    45046,
    'the middle button is self-redemption: a center_ field would be a second',
  )
}

/** Whether a change sends a card back to review. */
export const isReviewed = (base: Partial<CardBaseInfo>, change: Change): boolean =>
  REVIEWED.some((name) => name in base) || REVIEWED_IN_BODY.some((name) => name in change)

/** Clears the list of stores. */
const NO_STORES = '0'

/**
 * A card's body after a change. What a card must have, and comes empty, stays: WeChat's own sample sends it so
 * (reports-44).
 */
export function changedBody({ body }: CardRecord, base: Partial<CardBaseInfo>, change: Change): CardRecord['body'] {
  const stores = (base as Change).location_id_list === NO_STORES ? { location_id_list: [] } : {}
  const prerogative = change.prerogative === '' ? { prerogative: body.prerogative } : {}
  return { ...body, ...change, ...prerogative, base_info: { ...body.base_info, ...base, ...stores } }
}
