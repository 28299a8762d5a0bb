import { describe, expect, test } from 'vitest'
import type { SimulatorOptions } from '../../../src/testing/index.js'
import { PICTURE, sampleCard } from '../../support/card-samples.js'
import { caught, errcodeOf, openAccount } from '../../support/wire.js'

describe('generalCards on the wire', () => {
  test('update', async () => {
    const { wechat, sent } = caught({
      errcode: 0,
      errmsg: 'ok',
      result_bonus: 5,
      result_balance: 900,
      openid: 'o1',
    })
    const reply = await wechat.generalCards.update({
      code: '900000000001',
      card_id: 'pDEMOgift0000000000000000001',
      background_pic_url: PICTURE,
      bonus: 5,
      record_bonus: 'Order 1',
      balance: 900,
      record_balance: '消费1元',
      custom_field_value1: 'gold',
      can_give_friend: false,
    })
    expect(reply).toEqual({ errcode: 0, errmsg: 'ok', result_bonus: 5, result_balance: 900, openid: 'o1' })
    expect(sent).toEqual([
      {
        method: 'POST',
        target: '/card/generalcard/updateuser',
        contentType: 'application/json; charset=utf-8',
        body: `{"code":"900000000001","card_id":"pDEMOgift0000000000000000001","background_pic_url":"${PICTURE}","bonus":5,"record_bonus":"Order 1","balance":900,"record_balance":"消费1元","custom_field_value1":"gold","can_give_friend":false}`,
      },
    ])
  })

  test('activate and deactivate', async () => {
    const { wechat, sent } = caught()
    await wechat.generalCards.activate({ card_number: 'N1', code: '900000000001', card_id: 'p1', init_balance: 100 })
    await wechat.generalCards.deactivate({ card_id: 'p1', code: '900000000001' })
    expect(sent.map(({ method, target, body }) => [method, target, body])).toEqual([
      [
        'POST',
        '/card/generalcard/activate',
        '{"card_number":"N1","code":"900000000001","card_id":"p1","init_balance":100}',
      ],
      ['POST', '/card/generalcard/unactivate', '{"card_id":"p1","code":"900000000001"}'],
    ])
  })
})

async function holder(options: SimulatorOptions = {}, body: object = {}, base: object = {}) {
  const { account, wechat } = openAccount(options)
  const { card_id } = await wechat.cards.create({ card: sampleCard('GENERAL_CARD', base, body) })
  const record = account.codes.issue(account.cards.get(card_id), 'oHolder', undefined, undefined)
  return { account, wechat, record, address: { card_id, code: record.code } }
}

describe('a gift card in somebody’s hands', () => {
  test('is set to totals, not to differences', async () => {
    const { account, wechat, address, record } = await holder()
    await wechat.generalCards.update({ ...address, bonus: 30, balance: 8000 })
    expect(await wechat.generalCards.update({ ...address, bonus: 30, balance: 8000 })).toMatchObject({
      result_bonus: 30,
      result_balance: 8000,
      openid: 'oHolder',
    })
    expect(record.membership).toMatchObject({ bonus: 30, balance: 8000 })
    const events = account.events.filter(({ Event }) => Event === 'update_member_card')
    expect(events).toMatchObject([{ FromUserName: 'oHolder', ModifyBonus: 30, ModifyBalance: -2000 }])
  })

  test('starts with the balance of the card, and keeps what is not given', async () => {
    const { wechat, address } = await holder()
    expect(await wechat.generalCards.update({ ...address, bonus: 1 })).toMatchObject({ result_balance: 10_000 })
  })

  test('takes a face, own values, and whether it can be given away', async () => {
    const { wechat, address, record } = await holder()
    await wechat.generalCards.update({
      ...address,
      background_pic_url: PICTURE,
      custom_field_value2: 'two',
      can_give_friend: false,
    })
    expect(record).toMatchObject({ backgroundPicUrl: PICTURE, canGiveFriend: false })
    expect(record.membership.customFieldValues).toEqual(['', 'two', ''])
  })

  test('is activated and made inactive again', async () => {
    const { wechat, address, record } = await holder({}, { auto_activate: false })
    expect(record.membership.active).toBe(false)
    await wechat.generalCards.activate({
      ...address,
      card_number: 'N7',
      init_balance: 500,
      init_custom_field_value3: 'c',
    })
    expect(record.membership).toMatchObject({ active: true, membershipNumber: 'N7', balance: 500 })
    expect(record.membership.customFieldValues).toEqual(['', '', 'c'])
    await wechat.generalCards.deactivate(address)
    expect(record.membership.active).toBe(false)
  })

  test.each([
    ['update', 40056, { code: '000000000000' }],
    ['update', 52000, { background_pic_url: 'https://elsewhere.example.test/1.png' }],
    ['update', 45021, { record_balance: '字'.repeat(15) }],
    ['update', 45021, { custom_field_value1: '五个汉字了' }],
    ['update', 45022, { bonus: -1 }],
    ['update', 45023, { balance: 2 ** 31 }],
    ['activate', 40056, { code: '000000000000' }],
    ['deactivate', 40056, { code: '000000000000' }],
  ] as const)('%s is refused with %i for %o', async (method, errcode, change) => {
    const { wechat, address } = await holder()
    const request = { card_number: 'N1', ...address, ...change }
    const call = wechat.generalCards[method](request, { retry: false })
    expect(await errcodeOf(call)).toBe(errcode)
  })

  test.each(['update', 'activate', 'deactivate'] as const)(
    '%s is refused for a card of another type',
    async (method) => {
      const { account, wechat } = openAccount()
      const { card_id } = await wechat.cards.create({ card: sampleCard('MEMBER_CARD') })
      const { code } = account.codes.issue(account.cards.get(card_id), 'oHolder', undefined, undefined)
      expect(await errcodeOf(wechat.generalCards[method]({ card_id, code, card_number: 'N1' }))).toBe(40071)
    },
  )

  test.each(['update', 'activate'] as const)('%s is refused for a card that its holder deleted', async (method) => {
    const { wechat, address, record } = await holder()
    record.status = 'DELETE'
    expect(await errcodeOf(wechat.generalCards[method]({ ...address, card_number: 'N1' }))).toBe(40127)
  })

  test.each([
    ['balance', 43010, { balance: 1 }],
    ['bonus', 43011, { bonus: 1 }],
  ] as const)('an account without the permission %s cannot set it', async (permission, errcode, change) => {
    const { account, wechat, address } = await holder()
    account.withheld.add(permission)
    expect(await errcodeOf(wechat.generalCards.update({ ...address, ...change }))).toBe(errcode)
  })

  test('a balance is refused where the card keeps none', async () => {
    const { wechat, address } = await holder({}, { supply_balance: false, init_balance: 0 })
    expect(await errcodeOf(wechat.generalCards.update({ ...address, balance: 1 }))).toBe(43010)
  })

  test('an account that may not sell gift cards is refused', async () => {
    const { account, wechat, address } = await holder()
    account.withheld.add('giftCard')
    expect(await errcodeOf(wechat.generalCards.update({ ...address, bonus: 1 }))).toBe(48001)
  })
})
