// A shop with very many users: each claims a coupon, becomes a member, earns points and redeems, some also give cards away,
// throw them away and pay with them. Says beforehand what the books must show. Needs a simulator and a client, and nothing
// else, so that whoever runs it decides what is behind them.
import type { NewCard, WeChatCardClient } from '../../src/index.js'
import type { Simulator } from '../../src/testing/index.js'

/** The two cards of the shop. */
export interface Shop {
  readonly couponId: string
  readonly memberCardId: string
}

/** What must be true of a whole run. */
export interface Books {
  readonly coupons: { readonly left: number; readonly issued: number; readonly redeemed: number }
  readonly members: { readonly left: number; readonly issued: number; readonly active: number; readonly points: number }
  /** What really happened, by kind. */
  readonly effects: Readonly<Record<string, number>>
  /** What WeChat had to tell the merchant, by kind. */
  readonly events: Readonly<Record<string, number>>
}

const WELCOME = 100

/** What the user of that number does beside what all do, and which points that brings. */
const planOf = (user: number) => ({
  pointsOfOrder: (user % 50) + 1,
  givesCoupon: user % 10 === 3,
  throwsMemberCardAway: user % 17 === 5,
  /** In cents; 0 pays nothing. A point for every 100. */
  pays: user % 5 === 1 ? (user % 30) * 100 : 0,
})

const stockOf = (users: number): number => users + 250

const card = (card_type: 'CASH' | 'MEMBER_CARD', quantity: number): NewCard => {
  const base_info = {
    logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/sim/0',
    brand_name: 'Tea House',
    code_type: 'CODE_TYPE_QRCODE' as const,
    title: card_type === 'CASH' ? '5 yuan off' : 'Tea Club',
    color: 'Color020' as const,
    notice: 'Show before paying',
    description: 'One each',
    sku: { quantity },
    get_limit: 1,
  }
  if (card_type === 'CASH') {
    const date_info = { type: 'DATE_TYPE_FIX_TERM', fixed_term: 30, fixed_begin_term: 0 } as const
    return { card_type, cash: { base_info: { ...base_info, date_info }, reduce_cost: 500 } }
  }
  return {
    card_type,
    member_card: {
      base_info: { ...base_info, date_info: { type: 'DATE_TYPE_PERMANENT' } },
      prerogative: 'Points on every order',
      supply_bonus: true,
      bonus_cleared: 'Every 31 December',
      bonus_rules: 'One point per yuan',
      supply_balance: false,
      bonus_rule: { cost_money_unit: 100, increase_bonus: 1 },
      wx_activate: true,
      wx_activate_after_submit: true,
      wx_activate_after_submit_url: 'https://tea.example.com/activate?from=card',
    },
  }
}

/** Makes the two cards, with a little more stock than so many users need. */
export async function openShop(wechat: WeChatCardClient, users: number): Promise<Shop> {
  const { card_id: couponId } = await wechat.cards.create({ card: card('CASH', stockOf(users)) })
  const { card_id: memberCardId } = await wechat.cards.create({ card: card('MEMBER_CARD', stockOf(users)) })
  await wechat.members.setActivationForm({
    card_id: memberCardId,
    required_form: { can_modify: false, common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'] },
  })
  return { couponId, memberCardId }
}

/** Everything that one user does, with what the merchant's server does on its side. */
export async function visit(
  { couponId, memberCardId }: Shop,
  { simulator, wechat, user }: { simulator: Simulator; wechat: WeChatCardClient; user: number },
): Promise<void> {
  const plan = planOf(user)
  const phone = simulator.phone({ openid: `oUser${user}` })
  const claim = async (cardId: string): Promise<string> => {
    const list = await wechat.buildAddCardList([{ cardId, outerStr: `door-${user % 3}` }])
    const [claimed] = await wechat.decryptCardList((await phone.addCard(list)).cardList)
    if (!claimed?.ok) throw new Error(`user ${user} has no code of ${cardId}`)
    return claimed.code
  }

  let coupon = await claim(couponId)
  const { extraData } = await wechat.getActivationNavigation({ cardId: memberCardId })
  const mobile = String(13_800_000_000 + user)
  const { referrerInfo } = await phone.openActivation(extraData, { USER_FORM_INFO_FLAG_MOBILE: mobile })
  const { activate_ticket = '', code = '' } = referrerInfo.extraData ?? {}
  const { info } = await wechat.members.getActivationInfo({ activate_ticket })
  if (info.common_field_list[0]?.value !== mobile) throw new Error(`user ${user} got somebody else's form`)
  const member = { card_id: memberCardId, code }
  await wechat.members.activate({ ...member, membership_number: `M-${user}`, init_bonus: WELCOME })
  const { result_bonus } = await wechat.members.update({
    ...member,
    bonus: WELCOME + plan.pointsOfOrder,
    add_bonus: plan.pointsOfOrder,
    record_bonus: 'Order 88',
  })
  if (result_bonus !== WELCOME + plan.pointsOfOrder) throw new Error(`user ${user} has ${result_bonus} points`)
  if (plan.pays > 0) await phone.pay({ cardId: memberCardId, code }, { fee: plan.pays })
  if (plan.throwsMemberCardAway) {
    await phone.deleteCard({ cardId: memberCardId, code })
    if ((await claim(memberCardId)) !== code) throw new Error(`user ${user} did not get the same card back`)
  }
  if (plan.givesCoupon) {
    const friend = simulator.phone({ openid: `oFriend${user}` })
    coupon = (await friend.takeCard(await phone.giveCard({ cardId: couponId, code: coupon }, { friend }))).code
  }
  await wechat.codes.consume({ code: coupon })
}

/** Lets so many users come, so many at once. */
export async function letUsersCome(
  shop: Shop,
  {
    simulator,
    wechat,
    users,
    atOnce = 64,
    from = 0,
  }: { simulator: Simulator; wechat: WeChatCardClient; users: number; atOnce?: number; from?: number },
): Promise<void> {
  let next = from
  const one = async (): Promise<void> => {
    while (next < from + users) {
      const user = next
      next += 1
      await visit(shop, { simulator, wechat, user })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
}

/** What the books must show after so many users. */
export function expectedBooks(users: number): Books {
  const plans = Array.from({ length: users }, (_, user) => planOf(user))
  const count = (does: (plan: ReturnType<typeof planOf>) => boolean): number => plans.filter(does).length
  const paying = count(({ pays }) => pays > 0)
  const givers = count(({ givesCoupon }) => givesCoupon)
  const returning = count(({ throwsMemberCardAway }) => throwsMemberCardAway)
  const points = plans.reduce((sum, { pointsOfOrder, pays }) => sum + WELCOME + pointsOfOrder + pays / 100, 0)
  // Both stocks end at 250, far above where WeChat warns of it.
  return {
    coupons: { left: stockOf(users) - users, issued: users, redeemed: users },
    members: { left: stockOf(users) - users, issued: users, active: users, points },
    effects: {
      'code.issued': 2 * users,
      'code.consumed': users,
      'member.activated': users,
      'member.bonus': 2 * users + paying,
    },
    events: {
      card_pass_check: 2,
      user_get_card: 2 * users + returning + givers,
      submit_membercard_user_info: users,
      update_member_card: users + paying,
      user_pay_from_pay_cell: paying,
      user_del_card: returning,
      user_gifting_card: givers,
      user_consume_card: users,
    },
  }
}

/** What the books show. */
export function booksOf(simulator: Simulator, { couponId, memberCardId }: Shop): Books {
  const { cards, codes } = simulator.snapshot()
  const stockOfCard = (id: string) => {
    const { quantity: left = -1, issued = -1 } = cards.find(({ cardId }) => cardId === id) ?? {}
    return { left, issued }
  }
  const coupons = codes.filter(({ cardId }) => cardId === couponId)
  const members = codes.filter(({ cardId }) => cardId === memberCardId)
  return {
    coupons: { ...stockOfCard(couponId), redeemed: coupons.filter(({ status }) => status === 'CONSUMED').length },
    members: {
      ...stockOfCard(memberCardId),
      active: members.filter(({ active, status }) => active && status === 'NORMAL').length,
      points: members.reduce((sum, { bonus }) => sum + bonus, 0),
    },
    effects: simulator.effects.counts,
    events: simulator.events.counts,
  }
}
