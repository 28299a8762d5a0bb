// A simulated account with a member card, served over HTTP: what the tests in a browser look at.
import { WeChatCardClient } from '../../src/index.js'
import { createSimulator, type Listening, type ListenOptions, type Simulator } from '../../src/testing/index.js'

/** What a test can say of the card. */
export interface TeaHouseOptions extends ListenOptions {
  readonly baseInfo?: object
  readonly memberCard?: object
}

/** A tea house. */
export interface TeaHouse {
  readonly simulator: Simulator
  readonly wechat: WeChatCardClient
  readonly server: Listening
  readonly cardId: string
  /** The console's address. */
  readonly consoleUrl: string
}

/** Opens one. */
export async function openTeaHouse({ baseInfo, memberCard, ...listen }: TeaHouseOptions = {}): Promise<TeaHouse> {
  const simulator = createSimulator()
  const wechat = new WeChatCardClient(simulator.clientOptions())
  const server = await simulator.listen({ control: true, ...listen })
  const { card_id: cardId } = await wechat.cards.create({
    card: {
      card_type: 'MEMBER_CARD',
      member_card: {
        base_info: {
          logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/tea/0',
          brand_name: '茶语',
          title: '茶语会员卡',
          color: 'Color020',
          code_type: 'CODE_TYPE_QRCODE',
          notice: '结账前请出示',
          description: '消费一元积一分',
          sku: { quantity: 1000 },
          date_info: { type: 'DATE_TYPE_PERMANENT' },
          get_limit: 1,
          can_give_friend: true,
          ...baseInfo,
        },
        prerogative: '消费一元积一分',
        supply_bonus: true,
        bonus_rules: '一元一分',
        bonus_cleared: '年底清零',
        supply_balance: false,
        wx_activate: true,
        ...memberCard,
      },
    },
  })
  const house = { simulator, wechat, server, cardId, consoleUrl: `${server.url}/_simulator/` }
  if (memberCard && 'auto_activate' in memberCard) return house
  await wechat.members.setActivationForm({
    card_id: cardId,
    required_form: {
      can_modify: false,
      common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'],
      rich_field_list: [{ type: 'FORM_FIELD_SELECT', name: '喜欢的茶', values: ['龙井', '普洱'] }],
    },
  })
  return house
}
