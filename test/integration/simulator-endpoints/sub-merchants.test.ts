import { describe, expect, test } from 'vitest'
import type { NewCard } from '../../../src/api/cards.js'
import type { NewSubMerchant } from '../../../src/api/sub-merchants.js'
import { InputError } from '../../../src/index.js'
import { caught, errcodeOf, openAccount } from '../../support/wire.js'

const NOW = 1_764_000_000

const submitted =
  '{"info":{"brand_name":"Demo Cafe","logo_url":"https://mmbiz.example/l.png","protocol":"MEDIA1","end_time":1795536000,"primary_category_id":1,"secondary_category_id":101}}'
const answered =
  '{"info":{"merchant_id":12,"app_id":"","create_time":1764000000,"update_time":1764000000,"brand_name":"Demo Cafe","logo_url":"https://mmbiz.example/l.png","status":"CHECKING","begin_time":1764000000,"end_time":1795536000,"primary_category_id":1,"secondary_category_id":101}}'

const info: NewSubMerchant = JSON.parse(submitted).info

const newAccount = (options: Parameters<typeof openAccount>[0] = {}) =>
  openAccount({ clock: { now: () => NOW * 1000 }, ...options })

describe('on the wire', () => {
  test('getApplyProtocol', async () => {
    const reply = {
      category: [
        {
          primary_category_id: 1,
          category_name: 'Food',
          secondary_category: [
            {
              secondary_category_id: 101,
              category_name: 'Cafe',
              need_qualification_stuffs: ['licence'],
              can_choose_prepaid_card: 1,
              can_choose_payment_card: 0,
            },
          ],
        },
      ],
    }
    const { wechat, sent } = caught(reply)
    expect(await wechat.subMerchants.getApplyProtocol()).toEqual(reply)
    expect(sent).toEqual([{ method: 'GET', target: '/card/getapplyprotocol', contentType: null, body: undefined }])
  })

  test.each([
    ['create', '/card/submerchant/submit', submitted, answered],
    ['update', '/card/submerchant/update', submitted.replace('{"brand', '{"merchant_id":12,"brand'), answered],
    ['get', '/card/submerchant/get', '{"merchant_id":12}', answered],
    ['get', '/card/submerchant/get', '{"merchant_id":"12"}', answered.replace(':12,', ':"12",')],
    [
      'list',
      '/card/submerchant/batchget',
      '{"begin_id":0,"limit":50,"status":"CHECKING"}',
      `{"info_list":[${answered.slice(8, -1)}],"next_begin_id":12}`,
    ],
  ] as const)('%s', async (name, target, body, reply) => {
    const { wechat, sent } = caught(JSON.parse(reply))
    const method = wechat.subMerchants[name] as (request: object) => Promise<object>
    expect(await method(JSON.parse(body))).toEqual(JSON.parse(reply))
    expect(sent).toEqual([{ method: 'POST', target, contentType: 'application/json; charset=utf-8', body }])
  })
})

describe('before anything is sent', () => {
  test.each([
    ['create', { info: { ...info, app_id: 'gh_0123456789ab' } }, 'info.app_id'],
    ['update', { info: { ...info, merchant_id: 1, app_id: 'gh_0123456789ab' } }, 'info.app_id'],
    ['create', { info: { ...info, end_time: 1_795_536_000_000 } }, 'info.end_time'],
    ['list', { begin_id: 0, limit: 101 }, 'limit'],
    ['list', { begin_id: 0, limit: 0 }, 'limit'],
  ] as const)('%s refuses %j', async (name, request, field) => {
    const { wechat, sent } = caught({})
    const method = wechat.subMerchants[name] as (request: object) => Promise<object>
    const error = await method(request).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InputError)
    expect((error as InputError).problems.map((problem) => problem.field)).toEqual([field])
    expect(sent).toEqual([])
  })
})

describe('a sub-merchant', () => {
  test('is answered as in the sample, and success carries no errcode', async () => {
    const { wechat } = newAccount({ review: 'manual' })
    const reply = await wechat.subMerchants.create({ info })
    expect(reply).toEqual({ info: { ...JSON.parse(answered).info, merchant_id: expect.any(Number) } })
    expect(await wechat.subMerchants.get({ merchant_id: reply.info.merchant_id })).toEqual(reply)
  })

  test('is approved or rejected by a review, and an event tells its parent', async () => {
    const { account, wechat } = newAccount({ review: 'manual' })
    const { info: good } = await wechat.subMerchants.create({ info })
    const { info: bad } = await wechat.subMerchants.create({ info: { ...info, brand_name: 'Other' } })
    account.subMerchants.decide(account.subMerchants.get(good.merchant_id), true)
    account.subMerchants.decide(account.subMerchants.get(bad.merchant_id), false, 'letter unreadable')
    const statusOf = async (merchant_id: number | string) =>
      (await wechat.subMerchants.get({ merchant_id })).info.status
    expect([await statusOf(good.merchant_id), await statusOf(String(bad.merchant_id))]).toEqual([
      'APPROVED',
      'REJECTED',
    ])
    expect(account.events).toMatchObject([
      { Event: 'card_merchant_check_result', MerchantId: good.merchant_id, IsPass: 1 },
      { Event: 'card_merchant_check_result', MerchantId: bad.merchant_id, IsPass: 0, Reason: 'letter unreadable' },
    ])
  })

  test('is approved at once where reviews are instant, though the filing says CHECKING', async () => {
    const { account, wechat } = newAccount()
    const { info: filed } = await wechat.subMerchants.create({ info })
    expect(filed.status).toBe('CHECKING')
    expect((await wechat.subMerchants.get({ merchant_id: filed.merchant_id })).info.status).toBe('APPROVED')
    expect(account.events.count('card_merchant_check_result')).toBe(1)
    expect(account.effects.count('subMerchant.filed')).toBe(1)
  })

  test('goes back to review when it is filed again', async () => {
    const { account, wechat } = newAccount({ review: 'manual' })
    const { info: filed } = await wechat.subMerchants.create({ info })
    account.subMerchants.decide(account.subMerchants.get(filed.merchant_id), true)
    account.advance(60_000)
    const again = await wechat.subMerchants.update({
      info: { ...info, merchant_id: filed.merchant_id, brand_name: 'New name' },
    })
    expect(again.info).toMatchObject({
      merchant_id: filed.merchant_id,
      brand_name: 'New name',
      status: 'CHECKING',
      create_time: NOW,
      update_time: NOW + 60,
    })
    expect((await wechat.subMerchants.get({ merchant_id: filed.merchant_id })).info).toEqual(again.info)
  })

  test('expires with its letter of authorisation', async () => {
    const { account, wechat } = newAccount()
    const { info: filed } = await wechat.subMerchants.create({ info: { ...info, end_time: NOW + 100 } })
    account.advance(101_000)
    expect((await wechat.subMerchants.get({ merchant_id: filed.merchant_id })).info.status).toBe('EXPIRED')
  })

  test('is listed by state, page by page', async () => {
    const { account, wechat } = newAccount({ review: 'manual' })
    for (let n = 0; n < 5; n++) await wechat.subMerchants.create({ info: { ...info, brand_name: `Cafe ${n}` } })
    for (const record of account.subMerchants.all().slice(0, 3)) account.subMerchants.decide(record, true)
    const first = await wechat.subMerchants.list({ begin_id: 0, limit: 2 })
    const second = await wechat.subMerchants.list({ begin_id: first.next_begin_id, limit: 2 })
    const names = [...first.info_list, ...second.info_list].map(({ brand_name }) => brand_name)
    expect(names).toEqual(['Cafe 0', 'Cafe 1', 'Cafe 2', 'Cafe 3'])
    const approved = await wechat.subMerchants.list({ begin_id: 0, limit: 100, status: 'APPROVED' })
    expect(approved.info_list).toHaveLength(3)
  })

  test('listAll goes through all of them once, whatever the page size', async () => {
    const { wechat } = newAccount()
    for (let n = 0; n < 7; n++) await wechat.subMerchants.create({ info: { ...info, brand_name: `Cafe ${n}` } })
    const names: string[] = []
    for await (const { brand_name } of wechat.subMerchants.listAll({ limit: 3 })) names.push(brand_name)
    expect(names).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => `Cafe ${n}`))
    const all: unknown[] = []
    for await (const each of wechat.subMerchants.listAll()) all.push(each)
    expect(all).toHaveLength(7)
  })
})

describe('WeChat refuses', () => {
  test.each([
    ['a filing without a letter', { ...info, protocol: '' }, 41011],
    ['a brand of more than 36 bytes', { ...info, brand_name: '十三个汉字的名称超过了限制' }, 45021],
    ['a category that is not on the list', { ...info, secondary_category_id: 999 }, 45160],
    ['a letter that has run out', { ...info, end_time: NOW - 1 }, 40079],
  ])('%s', async (_, wrong, errcode) => {
    const { wechat } = newAccount()
    expect(await errcodeOf(wechat.subMerchants.create({ info: wrong }))).toBe(errcode)
    const { info: filed } = await wechat.subMerchants.create({ info })
    const again = { ...wrong, merchant_id: filed.merchant_id }
    expect(await errcodeOf(wechat.subMerchants.update({ info: again }))).toBe(errcode)
  })

  test('an original id in app_id, with a positive code and no text', async () => {
    const { wechat } = newAccount()
    const route = { method: 'POST', path: '/card/submerchant/submit', effect: 'write' } as const
    const error = await wechat.call(route, { info: { ...info, app_id: 'gh_0123456789ab' } }).catch((e: unknown) => e)
    expect(error).toMatchObject({ errcode: 1, errmsg: '', category: 'other' })
  })

  test('an id that was never given out', async () => {
    const { wechat } = newAccount()
    expect(await errcodeOf(wechat.subMerchants.get({ merchant_id: 404 }))).toBe(40139)
    expect(await errcodeOf(wechat.subMerchants.update({ info: { ...info, merchant_id: 404 } }))).toBe(40139)
  })

  test('everything, while the account is not in agent mode', async () => {
    const { wechat } = newAccount({ withoutPermissions: ['subMerchant'] })
    const { subMerchants } = wechat
    const codes = await Promise.all(
      [
        subMerchants.getApplyProtocol(),
        subMerchants.create({ info }),
        subMerchants.update({ info: { ...info, merchant_id: 1 } }),
        subMerchants.get({ merchant_id: 1 }),
        subMerchants.list({ begin_id: 0, limit: 1 }),
      ].map(errcodeOf),
    )
    expect(codes).toEqual([48001, 48001, 48001, 48001, 48001])
  })
})

describe('a card for a sub-merchant', () => {
  const base = {
    logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/sim/0',
    brand_name: 'Demo Cafe',
    code_type: 'CODE_TYPE_QRCODE',
    title: 'Member',
    color: 'Color010',
    notice: 'Show before paying',
    description: 'See terms',
    sku: { quantity: 100 },
    date_info: { type: 'DATE_TYPE_PERMANENT' },
  } as const
  const memberCard = (merchant_id: number | string, more: object = {}): { card: NewCard } => ({
    card: {
      card_type: 'MEMBER_CARD',
      member_card: {
        base_info: { ...base, sub_merchant_info: { merchant_id } },
        prerogative: 'Points',
        supply_bonus: false,
        supply_balance: false,
        ...more,
      },
    },
  })

  async function parent() {
    const opened = newAccount({ review: 'manual' })
    const { info: filed } = await opened.wechat.subMerchants.create({ info })
    const record = opened.account.subMerchants.get(filed.merchant_id)
    return { ...opened, record, merchantId: filed.merchant_id }
  }

  test('is created once the sub-merchant is approved, and says whose it is', async () => {
    const { account, wechat, record, merchantId } = await parent()
    account.subMerchants.decide(record, true)
    const { card_id } = await wechat.cards.create(memberCard(merchantId))
    const { card } = await wechat.cards.get({ card_id })
    expect(card).toMatchObject({ member_card: { base_info: { sub_merchant_info: { merchant_id: merchantId } } } })
    expect(await errcodeOf(wechat.cards.create(memberCard(String(merchantId))))).toBe(0)
  })

  test('is refused for a sub-merchant that does not exist', async () => {
    const { wechat } = await parent()
    expect(await errcodeOf(wechat.cards.create(memberCard(404)))).toBe(40139)
  })

  test('is refused while the sub-merchant is under review, after a rejection, and after its letter', async () => {
    const { account, wechat, record, merchantId } = await parent()
    expect(await errcodeOf(wechat.cards.create(memberCard(merchantId)))).toBe(40140)
    account.subMerchants.decide(record, false)
    expect(await errcodeOf(wechat.cards.create(memberCard(merchantId)))).toBe(40140)
    account.subMerchants.decide(record, true)
    expect(await errcodeOf(wechat.cards.create(memberCard(merchantId)))).toBe(0)
    account.advance((record.info.end_time - NOW + 1) * 1000)
    expect(await errcodeOf(wechat.cards.create(memberCard(merchantId)))).toBe(40140)
  })

  test('is refused when it is a gift card', async () => {
    const { account, wechat, record, merchantId } = await parent()
    account.subMerchants.decide(record, true)
    const card: NewCard = {
      card_type: 'GENERAL_CARD',
      general_card: {
        base_info: {
          ...base,
          sub_merchant_info: { merchant_id: merchantId },
          giftcard_info: { price: 100 },
          max_give_friend_times: 1,
        },
        sub_card_type: 'GIFT_CARD',
        prerogative: 'A gift',
        auto_activate: true,
        supply_bonus: false,
        supply_balance: false,
      },
    }
    expect(await errcodeOf(wechat.cards.create({ card }))).toBe(45042)
  })

  test('may keep a balance only in the categories that allow it', async () => {
    const { account, wechat, record, merchantId } = await parent()
    account.subMerchants.decide(record, true)
    expect(await errcodeOf(wechat.cards.create(memberCard(merchantId, { supply_balance: true })))).toBe(0)
    await wechat.subMerchants.update({ info: { ...info, merchant_id: merchantId, secondary_category_id: 102 } })
    account.subMerchants.decide(record, true)
    expect(await errcodeOf(wechat.cards.create(memberCard(merchantId, { supply_balance: true })))).toBe(45160)
  })

  test('is refused while the account is not in agent mode', async () => {
    const { wechat } = newAccount({ withoutPermissions: ['subMerchant'] })
    expect(await errcodeOf(wechat.cards.create(memberCard(1)))).toBe(48001)
  })
})
