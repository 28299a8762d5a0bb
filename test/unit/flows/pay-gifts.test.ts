import { describe, expect, test } from 'vitest'
import type { ListPayGiftsRequest, StoredPayGiftRule } from '../../../src/api/pay-gifts.js'
import { InputError } from '../../../src/errors.js'
import { payGiftsPaging } from '../../../src/flows/pay-gifts.js'
import { collect } from '../../support/collect.js'

const type = 'RULE_TYPE_PAY_MEMBER_CARD'

const rule = (rule_id: number): StoredPayGiftRule => ({
  rule_id,
  type,
  base_info: { mchid_list: [], begin_time: 0, end_time: 1, status: 'RULE_STATUS_OK', create_time: 0, update_time: 0 },
  member_rule: { card_id: 'p', least_cost: 0, max_cost: 1 },
})

function paging(size: number) {
  const requests: ListPayGiftsRequest[] = []
  const rules = Array.from({ length: size }, (_, n) => rule(n))
  const { listAll } = payGiftsPaging(async (request) => {
    requests.push(request)
    return { total_count: size, rule_list: rules.slice(request.offset, request.offset + request.count) }
  })
  return { requests, rules, listAll }
}

describe('listAll', () => {
  test('goes through all rules, ten at a time', async () => {
    const { requests, rules, listAll } = paging(25)
    expect(await collect(listAll({ type, effective: true }))).toEqual(rules)
    expect(requests).toEqual([0, 10, 20].map((offset) => ({ type, effective: true, offset, count: 10 })))
  })

  test('begins where it is told, with pages of the given size', async () => {
    const { requests, rules, listAll } = paging(5)
    expect(await collect(listAll({ type, effective: false, offset: 2, count: 50 }))).toEqual(rules.slice(2))
    expect(requests).toEqual([{ type, effective: false, offset: 2, count: 50 }])
  })

  test.each([undefined, null, 'all'])('refuses %s at the first step', async (request) => {
    const { requests, listAll } = paging(5)
    await expect(listAll(request as never).next()).rejects.toThrow(InputError)
    expect(requests).toEqual([])
  })
})
