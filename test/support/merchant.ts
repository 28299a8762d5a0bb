// A merchant on the simulator: the account, a client for it, and a member card that goes through the component.
import { type NewCard, WeChatCardClient } from '../../src/index.js'
import {
  createSimulator,
  type HappenedEvent,
  type HeldCard,
  type Phone,
  type PhoneFailure,
  type Simulator,
  type SimulatorOptions,
} from '../../src/testing/index.js'
import { sampleCard } from './card-samples.js'

/** What makes a member card one of the jump type. */
export const JUMP = {
  wx_activate: true,
  wx_activate_after_submit: true,
  wx_activate_after_submit_url: 'https://m.example.test/activate?from=card',
} as const

/** The two sides, and a way to make cards. */
export interface Merchant {
  readonly simulator: Simulator
  readonly wechat: WeChatCardClient
  readonly create: (card: NewCard) => Promise<string>
}

/** Makes a simulator, where coupons can be created too, with a client. */
export function merchant(options: SimulatorOptions = {}): Merchant {
  const simulator = createSimulator({ mode: 'legacy', ...options })
  const wechat = new WeChatCardClient(simulator.clientOptions())
  return { simulator, wechat, create: async (card) => (await wechat.cards.create({ card })).card_id }
}

/** The same with a member card of the jump type, whose form asks for a phone number. */
export async function memberMerchant(
  body: object = JUMP,
  base: object = {},
  options: SimulatorOptions = {},
): Promise<Merchant & { readonly cardId: string }> {
  const made = merchant(options)
  const cardId = await made.create(sampleCard('MEMBER_CARD', { get_limit: 1, ...base }, body))
  await made.wechat.members.setActivationForm({
    card_id: cardId,
    required_form: { can_modify: false, common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'] },
    optional_form: { can_modify: true, custom_field_list: ['Favourite tea'] },
  })
  return { ...made, cardId }
}

/** A merchant with one card, a user, and a way to claim the card. */
export interface CardMerchant extends Merchant {
  readonly cardId: string
  readonly phone: Phone
  readonly claimBy: (phone: Phone, more?: object) => Promise<HeldCard>
}

/** Makes a merchant with a card of that kind, and the phone of a user called Lin. */
export async function withCard(card: NewCard, options?: SimulatorOptions): Promise<CardMerchant> {
  const made = merchant(options)
  const { wechat, simulator } = made
  const cardId = await made.create(card)
  return {
    ...made,
    cardId,
    phone: simulator.phone({ openid: 'oLin', unionid: 'uLin' }),
    async claimBy(phone, more = {}) {
      const { cardList } = await phone.addCard(await wechat.buildAddCardList([{ cardId, ...more }]))
      return { cardId, code: await wechat.decryptCode(cardList[0]?.code ?? '') }
    },
  }
}

/** Phones of three users. */
export const phonesOf = (simulator: Simulator): [Phone, Phone, Phone] => [
  simulator.phone({ openid: 'oLin' }),
  simulator.phone({ openid: 'oWang' }),
  simulator.phone({ openid: 'oZhao' }),
]

/** The events of these names, in their order. */
export const eventsOf = ({ events }: Simulator, ...names: string[]): HappenedEvent[] =>
  events.filter(({ Event }) => names.includes(Event))

/** Answers of a user to the form of {@link memberMerchant}. */
export const ANSWERS: Readonly<Record<string, string>> = { USER_FORM_INFO_FLAG_MOBILE: '13800000000' }

/** How a call of `wx.*` failed; fails when it did not. */
export async function failureOf(call: Promise<unknown>): Promise<PhoneFailure> {
  return await call.then(
    (result) => {
      throw new Error(`it succeeded: ${JSON.stringify(result)}`)
    },
    (failure: PhoneFailure) => {
      if (failure instanceof Error) throw failure
      return failure
    },
  )
}
