import { describe, expectTypeOf, test } from 'vitest'
import type { FailedMerchant, StoredPayGiftRule } from '../../src/api/pay-gifts.js'
import type { WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient
const { payGifts } = wechat

const base_info = { mchid_list: ['1900000001'], begin_time: 1764000000, end_time: 1795536000 }
const member_rule = { card_id: 'pDEMOmember00000000000000001', least_cost: 1, max_cost: 2000000 }

describe('what must not compile', () => {
  test('rules that are named by a text', () => {
    // @ts-expect-error: a number
    payGifts.delete({ rule_id: '1231' })
    // @ts-expect-error: which rule?
    payGifts.delete({})
  })

  test('a rule in parts', () => {
    // @ts-expect-error: the rule stands under rule_info
    payGifts.create({ type: 'RULE_TYPE_PAY_MEMBER_CARD', base_info, member_rule })
    // @ts-expect-error: which card?
    payGifts.create({ rule_info: { type: 'RULE_TYPE_PAY_MEMBER_CARD', base_info } })
    const { max_cost: _, ...open } = member_rule
    // @ts-expect-error: up to which amount?
    payGifts.create({ rule_info: { type: 'RULE_TYPE_PAY_MEMBER_CARD', base_info, member_rule: open } })
  })

  test('values of another type', () => {
    const mchid_list = [1900000001]
    // @ts-expect-error: merchant numbers are texts
    payGifts.create({ rule_info: { type: 'R', base_info: { ...base_info, mchid_list }, member_rule } })
    // @ts-expect-error: rules are told by numbers
    payGifts.get({ rule_id: '1231' })
    // @ts-expect-error: all, or those that hold now?
    payGifts.list({ type: 'RULE_TYPE_PAY_MEMBER_CARD', offset: 0, count: 10 })
    // @ts-expect-error: of which kind?
    payGifts.listAll({ effective: true })
  })
})

describe('what must compile', () => {
  test('the sample of the specification', () => {
    const reply = payGifts.create({ rule_info: { type: 'RULE_TYPE_PAY_MEMBER_CARD', base_info, member_rule } })
    expectTypeOf(reply).resolves.toHaveProperty('fail_mchid_list').toEqualTypeOf<FailedMerchant[] | undefined>()
  })

  test('every other field, and a kind of tomorrow', () => {
    const more = { jump_url: 'https://shop.example', app_brand_id: 'wx1', app_brand_pass: 'pages/a' }
    payGifts.create({
      rule_info: { type: 'RULE_TYPE_OF_TOMORROW', base_info, member_rule: { ...member_rule, ...more } },
    })
    payGifts.delete({ rule_id: 1 })
    expectTypeOf(payGifts.get({ rule_id: 1 }))
      .resolves.toHaveProperty('rule_info')
      .toEqualTypeOf<StoredPayGiftRule>()
    payGifts.list({ type: 'RULE_TYPE_PAY_MEMBER_CARD', effective: true, offset: 0, count: 10 })
    const all = payGifts.listAll({ type: 'RULE_TYPE_PAY_MEMBER_CARD', effective: true })
    expectTypeOf(all).toEqualTypeOf<AsyncGenerator<StoredPayGiftRule, void, undefined>>()
  })
})
