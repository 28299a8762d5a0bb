// Cards as small as WeChat accepts them.
import type { CardBodies, CardType, NewCard } from '../../src/index.js'

const BODIES: { readonly [Key in keyof CardBodies]?: object } = {
  member_card: {
    prerogative: 'Points',
    supply_bonus: true,
    bonus_cleared: 'Never',
    bonus_rules: '1',
    supply_balance: false,
  },
  general_card: {
    sub_card_type: 'GIFT_CARD',
    prerogative: 'Pay with it',
    supply_bonus: true,
    supply_balance: true,
    init_balance: 10_000,
    auto_activate: true,
  },
  cash: { least_cost: 0, reduce_cost: 500 },
  movie_ticket: { detail: 'A film' },
  boarding_pass: {
    from: 'PEK',
    to: 'CAN',
    flight: 'CA1301',
    air_model: 'A330',
    departure_time: 1_764_100_000,
    landing_time: 1_764_110_000,
  },
  meeting_ticket: { meeting_detail: 'A talk' },
}

/** A picture of the simulator's. */
export const PICTURE = 'http://mmbiz.qpic.cn/mmbiz_png/sim/0'

/** A card of a type, with more in its basics and in its body. */
export function sampleCard(type: CardType, base: object = {}, body: object = {}): NewCard {
  const key = type.toLowerCase() as keyof CardBodies
  const permanent = type === 'MEMBER_CARD' || type === 'GENERAL_CARD'
  const base_info = {
    logo_url: PICTURE,
    brand_name: 'Sim Tea',
    code_type: 'CODE_TYPE_QRCODE',
    title: 'Sim card',
    color: 'Color010',
    notice: 'Show it',
    description: 'See terms',
    sku: { quantity: 1000 },
    date_info: permanent
      ? { type: 'DATE_TYPE_PERMANENT' }
      : { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 0 },
    ...(type === 'GENERAL_CARD' ? { giftcard_info: { price: 10_000 }, max_give_friend_times: 1 } : {}),
    ...base,
  }
  return { card_type: type, [key]: { ...BODIES[key], ...body, base_info } } as NewCard // each body is one of its type
}
