import { describe, expect, test } from 'vitest'
import type { PayGiftRule } from '../../../src/api/pay-gifts.js'
import { WeChatCardClient } from '../../../src/index.js'
import { createSimulator, type SimulatorOptions } from '../../../src/testing/index.js'
import { sampleCard } from '../../support/card-samples.js'
import { collect } from '../../support/collect.js'
import { caught, errcodeOf, openAccount } from '../../support/wire.js'

// Samples of the specification, byte for byte without their line breaks.
const RULE_SAMPLE =
  '{"rule_info":{"type":"RULE_TYPE_PAY_MEMBER_CARD","base_info":{"mchid_list":["1900000001"],"begin_time":1764000000,"end_time":1795536000},"member_rule":{"card_id":"pDEMOmember00000000000000001","least_cost":1,"max_cost":2000000}}}'
const REPLY_SAMPLE = {
  errcode: 0,
  errmsg: 'ok',
  rule_id: 1231,
  fail_mchid_list: [
    {
      mchid: '1900000002',
      errcode: 72004,
      errmsg: 'mchid is occupied by the other appid',
      occupy_rule_id: 99,
      occupy_appid: 'wx0000000000000000',
    },
  ],
  succ_mchid_list: ['1900000001'],
}

describe('payGifts on the wire', () => {
  test('create, which may succeed in part', async () => {
    const { wechat, sent } = caught(REPLY_SAMPLE)
    expect(await wechat.payGifts.create(JSON.parse(RULE_SAMPLE))).toEqual(REPLY_SAMPLE)
    expect(sent).toEqual([
      {
        method: 'POST',
        target: '/card/paygiftcard/add',
        contentType: 'application/json; charset=utf-8',
        body: RULE_SAMPLE,
      },
    ])
  })

  test('everything else', async () => {
    const { wechat, sent } = caught()
    await wechat.payGifts.delete({ rule_id: 1231 })
    await wechat.payGifts.get({ rule_id: 1231 })
    await wechat.payGifts.list({ type: 'RULE_TYPE_PAY_MEMBER_CARD', effective: true, offset: 0, count: 10 })
    expect(sent.map(({ method, target, body }) => [method, target, body])).toEqual([
      ['POST', '/card/paygiftcard/delete', '{"rule_id":1231}'],
      ['POST', '/card/paygiftcard/getbyid', '{"rule_id":1231}'],
      [
        'POST',
        '/card/paygiftcard/batchget',
        '{"type":"RULE_TYPE_PAY_MEMBER_CARD","effective":true,"offset":0,"count":10}',
      ],
    ])
  })
})

const TYPE = 'RULE_TYPE_PAY_MEMBER_CARD'

async function merchant(options: SimulatorOptions = {}) {
  const { account, wechat } = openAccount({ clock: { now: () => 1_764_000_000_000 }, ...options })
  const { card_id } = await wechat.cards.create({ card: sampleCard('MEMBER_CARD') })
  const rule = (base: object = {}, member: object = {}): PayGiftRule => ({
    type: TYPE,
    base_info: { mchid_list: ['1900000001'], begin_time: 1_763_990_000, end_time: 1_795_536_000, ...base },
    member_rule: { card_id, least_cost: 1, max_cost: 2_000_000, ...member },
  })
  return { account, wechat, rule }
}

describe('a rule', () => {
  test('is created, read and deleted; then it is unknown', async () => {
    const { wechat, rule } = await merchant()
    const rule_info = rule()
    const { rule_id, fail_mchid_list, succ_mchid_list } = await wechat.payGifts.create({ rule_info })
    expect([fail_mchid_list, succ_mchid_list]).toEqual([[], ['1900000001']])
    const stored = await wechat.payGifts.get({ rule_id })
    expect(stored.rule_info).toEqual({
      ...rule_info,
      rule_id,
      base_info: {
        ...rule_info.base_info,
        status: 'RULE_STATUS_OK',
        create_time: 1_764_000_000,
        update_time: 1_764_000_000,
      },
    })
    await wechat.payGifts.delete({ rule_id })
    expect(await errcodeOf(wechat.payGifts.get({ rule_id }))).toBe(72034)
    expect(await errcodeOf(wechat.payGifts.delete({ rule_id }))).toBe(72034)
  })

  test('covers the merchant numbers that can be covered, and says which cannot', async () => {
    const { account, wechat, rule } = await merchant()
    account.payGiftRules.occupy('1900000002', { ruleId: 99, appId: 'wx0000000000000000' })
    const rule_info = rule({ mchid_list: ['1900000001', '1900000002', 'no number'] })
    const { rule_id, ...reply } = await wechat.payGifts.create({ rule_info })
    expect(reply).toEqual({
      errcode: 0,
      errmsg: 'ok',
      succ_mchid_list: ['1900000001'],
      fail_mchid_list: [
        ...REPLY_SAMPLE.fail_mchid_list,
        { mchid: 'no number', errcode: 72030, errmsg: 'invalid mchid' },
      ],
    })
    const stored = await wechat.payGifts.get({ rule_id })
    expect(stored.rule_info.base_info.mchid_list).toEqual(['1900000001'])
  })

  test.each([
    ['no covered number, another account has it', 72004, { mchid_list: ['1900000002'] }, {}],
    ['no covered number, as it is none', 72030, { mchid_list: ['12'] }, {}],
    ['an end before its beginning', 72031, { end_time: 1_763_980_000 }, {}],
    ['amounts the wrong way round', 72031, {}, { least_cost: 5, max_cost: 4 }],
    ['its time over', 72032, { begin_time: 1_700_000_000, end_time: 1_700_000_001 }, {}],
    ['an unknown card', 40073, {}, { card_id: 'pNone' }],
  ])('with %s is refused with %i', async (_, errcode, base, member) => {
    const { account, wechat, rule } = await merchant()
    account.payGiftRules.occupy('1900000002', { ruleId: 99, appId: 'wx0000000000000000' })
    expect(await errcodeOf(wechat.payGifts.create({ rule_info: rule(base, member) }))).toBe(errcode)
    expect(account.payGiftRules.all()).toEqual([])
  })

  test('is about member cards', async () => {
    const { wechat, rule } = await merchant({ mode: 'legacy' })
    const { card_id } = await wechat.cards.create({ card: sampleCard('CASH') })
    expect(await errcodeOf(wechat.payGifts.create({ rule_info: rule({}, { card_id }) }))).toBe(72003)
  })

  test('is refused for an account without WeChat Pay: no number is bound to it', async () => {
    const { wechat, rule } = await merchant({ withoutPermissions: ['pay'] })
    expect(await errcodeOf(wechat.payGifts.create({ rule_info: rule() }))).toBe(72002)
  })

  test('of the kind that WeChat has dropped is refused', async () => {
    const { wechat, rule } = await merchant()
    const rule_info = { ...rule(), type: 'RULE_TYPE_SINGLE_PAY' }
    expect(await errcodeOf(wechat.payGifts.create({ rule_info }))).toBe(40179)
    expect(await errcodeOf(wechat.payGifts.create({ rule_info: { ...rule_info, type: 'RULE' } }))).toBe(72031)
  })

  test.each([
    ['create', '/card/paygiftcard/add', 72005],
    ['create', '/card/paygiftcard/add', 72010],
    ['delete', '/card/paygiftcard/delete', 72033],
  ] as const)('%s meets what only WeChat knows as a fault: %s %i', async (method, path, errcode) => {
    const simulator = createSimulator()
    const wechat = new WeChatCardClient(simulator.clientOptions())
    simulator.faults.add({ path, errcode })
    const call =
      method === 'create' ? wechat.payGifts.create(JSON.parse(RULE_SAMPLE)) : wechat.payGifts.delete({ rule_id: 1 })
    await expect(call).rejects.toMatchObject({ errcode, hint: expect.stringMatching(/rule|merchant/) })
  })
})

describe('lists of rules', () => {
  test('know those that hold now from the others, and go on from page to page', async () => {
    const { wechat, rule } = await merchant()
    const now: number[] = []
    for (let n = 0; n < 23; n++) now.push((await wechat.payGifts.create({ rule_info: rule() })).rule_id)
    const { rule_id: later } = await wechat.payGifts.create({ rule_info: rule({ begin_time: 1_770_000_000 }) })
    const { total_count, rule_list } = await wechat.payGifts.list({
      type: TYPE,
      effective: true,
      offset: 20,
      count: 10,
    })
    expect([total_count, rule_list.map(({ rule_id }) => rule_id)]).toEqual([23, now.slice(20)])
    const all = async (effective: boolean) =>
      (await collect(wechat.payGifts.listAll({ type: TYPE, effective }))).map(({ rule_id }) => rule_id)
    expect(await all(true)).toEqual(now)
    expect(await all(false)).toEqual([...now, later])
    expect((await wechat.payGifts.list({ type: 'RULE', effective: false, offset: 0, count: 10 })).total_count).toBe(0)
  })
})
