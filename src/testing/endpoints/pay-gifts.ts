// Rules that give a member card after a payment.
import type { PayGiftsApi } from '../../api/pay-gifts.js'
import { type EndpointTable, endpoint, optional, required } from '../endpoint.js'
import { need, refusal } from '../refusal.js'
import { describedRule } from '../state/pay-gift-rules.js'

/**
 * The one type that the page still has. Of the other, WeChat's list of codes says that rules cannot be added any more.
 */
const TYPE = 'RULE_TYPE_PAY_MEMBER_CARD'
const FORMER_TYPE = 'RULE_TYPE_SINGLE_PAY'

/** Endpoints of the group `payGifts`. */
export const payGiftEndpoints: EndpointTable = {
  'POST /card/paygiftcard/add': endpoint<PayGiftsApi['create']>({
    fields: {
      rule_info: required('object', 41011, {
        type: required('string'),
        base_info: required('object', 41011, {
          mchid_list: required('strings'),
          begin_time: required('integer'),
          end_time: required('integer'),
        }),
        member_rule: optional('object', {
          card_id: required('string', 41012),
          least_cost: required('integer'),
          max_cost: required('integer'),
          jump_url: optional('string'),
          app_brand_id: optional('string'),
          app_brand_pass: optional('string'),
        }),
      }),
    },
    permission: 'card',
    respond: ({ world, request: { rule_info: rule } }) => {
      need(rule.type !== FORMER_TYPE, 40179)
      need(rule.type === TYPE, 72031)
      const { base_info: base, member_rule: member } = rule
      need(member !== undefined, 41011, { about: 'rule_info.member_rule' })
      need(base.begin_time < base.end_time, 72031)
      need(base.end_time > world.seconds(), 72032)
      need(member.least_cost >= 0 && member.least_cost <= member.max_cost, 72031)
      need(world.cards.get(member.card_id).cardType === 'MEMBER_CARD', 72003)
      need(base.mchid_list.length > 0, 41011, { about: 'rule_info.base_info.mchid_list' })
      const failed = base.mchid_list.flatMap((mchid) => world.payGiftRules.failureOf(mchid) ?? [])
      const covered = base.mchid_list.filter((mchid) => !failed.some((failure) => failure.mchid === mchid))
      const [first] = failed
      // A rule for a part of the numbers is made; one for none is not.
      if (first && covered.length === 0) throw refusal(first.errcode, { members: { fail_mchid_list: failed } })
      const { ruleId } = world.payGiftRules.add({ ...rule, base_info: { ...base, mchid_list: covered } })
      return { rule_id: ruleId, fail_mchid_list: failed, succ_mchid_list: covered }
    },
  }),
  'POST /card/paygiftcard/delete': endpoint<PayGiftsApi['delete']>({
    fields: { rule_id: required('integer', 72034) },
    permission: 'card',
    respond: ({ world, request: { rule_id } }) => {
      world.payGiftRules.delete(rule_id)
      return {}
    },
  }),
  'POST /card/paygiftcard/getbyid': endpoint<PayGiftsApi['get']>({
    fields: { rule_id: required('integer', 72034) },
    permission: 'card',
    respond: ({ world, request: { rule_id } }) => ({ rule_info: describedRule(world.payGiftRules.get(rule_id)) }),
  }),
  'POST /card/paygiftcard/batchget': endpoint<PayGiftsApi['list']>({
    fields: {
      type: required('string'),
      effective: required('boolean'),
      offset: required('integer', 40097),
      count: required('integer', 40097),
    },
    permission: 'card',
    respond: ({ world: { payGiftRules }, request: { type, effective, offset, count } }) => {
      const rules = payGiftRules
        .all()
        .filter((record) => record.rule.type === type && (!effective || payGiftRules.isEffective(record)))
      return { total_count: rules.length, rule_list: rules.slice(offset, offset + count).map(describedRule) }
    },
  }),
}
