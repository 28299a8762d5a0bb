// Rules that give a member card after a payment.
import type { PayGiftsApi } from '../../api/pay-gifts.js'
import { describedRule } from '../account/pay-gift-rules.js'
import { need, type RefusalDetails, refusal } from '../account/refusal.js'
import { type GroupEndpoints, optional, required } from '../http/endpoint.js'

/**
 * The one type that the page still has. Of the other, WeChat's list of codes says that rules cannot be added any more.
 */
const TYPE = 'RULE_TYPE_PAY_MEMBER_CARD'
const FORMER_TYPE = 'RULE_TYPE_SINGLE_PAY'

const missing = (field: string): RefusalDetails => ({ about: field, reason: `${field} is missing or empty` })

/** Endpoints of the group `payGifts`. */
export const payGiftsEndpoints: GroupEndpoints<PayGiftsApi> = {
  create: {
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
    respond: ({ account, request: { rule_info: rule } }) => {
      need(rule.type !== FORMER_TYPE, 40179, `rule_info.type ${FORMER_TYPE} is taken no more: ${TYPE} is`)
      need(rule.type === TYPE, 72031, `rule_info.type is ${rule.type}: it is ${TYPE}`)
      const { base_info: base, member_rule: member } = rule
      need(member !== undefined, 41011, missing('rule_info.member_rule'))
      need(base.begin_time < base.end_time, 72031, 'rule_info.base_info.begin_time is not before end_time')
      need(base.end_time > account.seconds(), 72032, 'rule_info.base_info.end_time has passed')
      const { least_cost: least, max_cost: most } = member
      need(
        least >= 0 && least <= most,
        72031,
        `least_cost ${least} and max_cost ${most} are cents, the smaller one first`,
      )
      const { cardType } = account.cards.get(member.card_id)
      need(cardType === 'MEMBER_CARD', 72003, `rule_info.member_rule.card_id is a ${cardType}: a MEMBER_CARD is wanted`)
      need(base.mchid_list.length > 0, 41011, missing('rule_info.base_info.mchid_list'))
      const failed = base.mchid_list.flatMap((mchid) => account.payGiftRules.failureOf(mchid) ?? [])
      const covered = base.mchid_list.filter((mchid) => !failed.some((failure) => failure.mchid === mchid))
      const [first] = failed
      // A rule for a part of the numbers is made; one for none is not.
      if (first && covered.length === 0) {
        const reason = `mchid_list: none can be covered; the first is ${first.mchid}: ${first.errmsg}`
        throw refusal(first.errcode, { members: { fail_mchid_list: failed }, reason })
      }
      const { ruleId } = account.payGiftRules.add({ ...rule, base_info: { ...base, mchid_list: covered } })
      return { rule_id: ruleId, fail_mchid_list: failed, succ_mchid_list: covered }
    },
  },
  delete: {
    fields: { rule_id: required('integer', 72034) },
    permission: 'card',
    respond: ({ account, request: { rule_id } }) => {
      account.payGiftRules.delete(rule_id)
      return {}
    },
  },
  get: {
    fields: { rule_id: required('integer', 72034) },
    permission: 'card',
    respond: ({ account, request: { rule_id } }) => ({ rule_info: describedRule(account.payGiftRules.get(rule_id)) }),
  },
  list: {
    fields: {
      type: required('string'),
      effective: required('boolean'),
      offset: required('integer', 40097),
      count: required('integer', 40097),
    },
    permission: 'card',
    respond: ({ account: { payGiftRules }, request: { type, effective, offset, count } }) => {
      need(offset >= 0 && count >= 1, 40097, 'offset is a number from 0, count from 1')
      const rules = payGiftRules
        .all()
        .filter((record) => record.rule.type === type && (!effective || payGiftRules.isEffective(record)))
      return { total_count: rules.length, rule_list: rules.slice(offset, offset + count).map(describedRule) }
    },
  },
}
