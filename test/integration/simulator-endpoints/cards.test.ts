import { describe, expect, test } from 'vitest'
import { InputError } from '../../../src/index.js'
import type { SimulatorOptions } from '../../../src/testing/index.js'
import { PICTURE, sampleCard } from '../../support/card-samples.js'
import { collect } from '../../support/collect.js'
import { openShop } from '../../support/shop.js'
import { caught, errcodeOf } from '../../support/wire.js'

const ok = { errcode: 0, errmsg: 'ok' }

/** Samples of the documentation, byte for byte. */
const CASH =
  '{"card":{"card_type":"CASH","cash":{"base_info":{"logo_url":"http://mmbiz.qpic.cn/mmbiz_png/sim/0","brand_name":"Sim Tea","code_type":"CODE_TYPE_QRCODE","title":"5 off 30","color":"Color010","notice":"Show to the cashier","description":"One per order","sku":{"quantity":1000},"date_info":{"type":"DATE_TYPE_FIX_TERM","fixed_term":30,"fixed_begin_term":0},"get_limit":1,"can_share":false,"can_give_friend":true},"advanced_info":{"use_condition":{"can_use_with_other_discount":false},"time_limit":[{"type":"MONDAY","begin_hour":9,"begin_minute":0,"end_hour":18,"end_minute":0}]},"least_cost":3000,"reduce_cost":500}}}'
const MEMBER =
  '{"card":{"card_type":"MEMBER_CARD","member_card":{"base_info":{"logo_url":"http://mmbiz.qpic.cn/mmbiz_png/sim/0","brand_name":"Sim Tea","code_type":"CODE_TYPE_BARCODE","title":"Sim Member","color":"Color020","notice":"Show before paying","description":"See terms","sku":{"quantity":100000},"date_info":{"type":"DATE_TYPE_PERMANENT"},"get_limit":1,"can_give_friend":false,"need_push_on_view":true},"prerogative":"Points on every order","wx_activate":true,"wx_activate_after_submit":true,"wx_activate_after_submit_url":"https://m.example.test/activate?from=card","activate_app_brand_user_name":"gh_0123456789ab@app","activate_app_brand_pass":"pages/activate/index","supply_bonus":true,"bonus_cleared":"Every 31 December","bonus_rules":"1 point per yuan","supply_balance":false,"custom_field1":{"name_type":"FIELD_NAME_TYPE_LEVEL","url":"https://m.example.test/level"},"custom_cell1":{"name":"Orders","tips":"Latest","url":"https://m.example.test/orders"},"bonus_rule":{"cost_money_unit":100,"increase_bonus":1,"init_increase_bonus":10}}}}'
const GIFT =
  '{"card":{"card_type":"GENERAL_CARD","general_card":{"sub_card_type":"GIFT_CARD","background_pic_url":"https://mmbiz.example/face.png","base_info":{"giftcard_info":{"price":10000},"max_give_friend_times":1,"logo_url":"https://mmbiz.example/logo.png","brand_name":"Demo Store","code_type":"CODE_TYPE_QRCODE","title":"100 yuan card","color":"Color020","notice":"Show at the desk","service_phone":"020-00000000","description":"Not exchangeable for cash","date_info":{"type":"DATE_TYPE_PERMANENT"},"sku":{"quantity":1000},"get_limit":0,"use_custom_code":false,"can_give_friend":true},"supply_bonus":false,"supply_balance":true,"init_balance":10000,"prerogative":"Pay with the card in all shops","auto_activate":true}}}'
const STORED =
  '{"errcode":0,"errmsg":"ok","card":{"card_type":"CASH","cash":{"base_info":{"id":"pSimCard0000000000000000001a","color":"#63b359","status":"CARD_STATUS_VERIFY_OK","title":"5 off 30","sku":{"quantity":998,"total_quantity":1000},"create_time":1700000000,"update_time":1700000500,"area_code_list":[]},"advanced_info":{"time_limit":[],"text_image_list":[],"business_service":[]},"least_cost":3000,"reduce_cost":500}}}'
const ID = 'pSimCard0000000000000000001a'

describe('cards on the wire', () => {
  test.each([
    ['create', '/card/create', CASH, { ...ok, card_id: ID }],
    ['create', '/card/create', MEMBER, { ...ok, card_id: ID }],
    ['create', '/card/create', GIFT, { ...ok, card_id: ID }],
    ['get', '/card/get', `{"card_id":"${ID}"}`, JSON.parse(STORED)],
    [
      'list',
      '/card/batchget',
      '{"offset":0,"count":10,"status_list":["CARD_STATUS_VERIFY_OK"]}',
      { ...ok, card_id_list: [ID], total_num: 1 },
    ],
    [
      'update',
      '/card/update',
      `{"card_id":"${ID}","cash":{"base_info":{"service_phone":"400-000-0000","get_limit":2}}}`,
      { ...ok, send_check: false },
    ],
    ['modifyStock', '/card/modifystock', `{"card_id":"${ID}","increase_stock_value":500}`, ok],
    ['delete', '/card/delete', `{"card_id":"${ID}"}`, ok],
  ] as const)('%s', async (name, target, body, reply) => {
    const { wechat, sent } = caught(reply)
    const method = wechat.cards[name] as (request: object) => Promise<object>
    expect(await method(JSON.parse(body))).toEqual(reply)
    expect(sent).toEqual([{ method: 'POST', target, contentType: 'application/json; charset=utf-8', body }])
  })

  test('getColors', async () => {
    const reply = { ...ok, colors: [{ name: 'Color010', value: '#63b359' }] }
    const { wechat, sent } = caught(reply)
    expect(await wechat.cards.getColors()).toEqual(reply)
    expect(sent).toEqual([{ method: 'GET', target: '/card/getcolors', contentType: null, body: undefined }])
  })
})

describe('before anything is sent', () => {
  test.each([
    ['create', sampleCard('CASH', {}, { reduce_cost: 0.5 }), 'card.cash.reduce_cost'],
    [
      'create',
      sampleCard('MEMBER_CARD', {}, { bonus_rule: { increase_bonus: 0.1 } }),
      'card.member_card.bonus_rule.increase_bonus',
    ],
  ] as const)('%s refuses what WeChat would answer misleadingly', async (_, card, field) => {
    const { wechat, sent } = caught(ok)
    const error = await wechat.cards.create({ card }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(InputError)
    expect((error as InputError).problems.map((problem) => problem.field)).toEqual([field])
    expect((error as InputError).message).toContain('client.call')
    expect(sent).toEqual([])
  })

  test.each([0, 51, 1.5])('a page of %j cards is refused', async (count) => {
    const { wechat, sent } = caught(ok)
    await expect(wechat.cards.list({ offset: 0, count })).rejects.toThrow(InputError)
    expect(sent).toEqual([])
  })
})

describe('a card', () => {
  test('waits for review, and an event tells its result', async () => {
    const { simulator, wechat, create } = openShop({ review: 'manual' })
    const good = await create('CASH')
    const bad = await create('CASH')
    const statusOf = async (card_id: string) => {
      const { card } = await wechat.cards.get({ card_id })
      return card.card_type === 'CASH' ? card.cash.base_info.status : undefined
    }
    expect(await statusOf(good)).toBe('CARD_STATUS_NOT_VERIFY')
    simulator.approveCard(good)
    simulator.rejectCard(bad, 'logo unclear')
    expect([await statusOf(good), await statusOf(bad)]).toEqual(['CARD_STATUS_VERIFY_OK', 'CARD_STATUS_VERIFY_FAIL'])
    expect(simulator.events).toMatchObject([
      { Event: 'card_pass_check', CardId: good },
      { Event: 'card_not_pass_check', CardId: bad, RefuseReason: 'logo unclear' },
    ])
  })

  test('is answered with its colour as a value, its state and its stock', async () => {
    const { wechat, create, claim } = openShop({ clock: { now: () => 1_700_000_000_000 } })
    const card_id = await create('CASH', { sku: { quantity: 10 } }, { least_cost: 3000 })
    await claim('oUser1', card_id)
    const { card } = await wechat.cards.get({ card_id })
    expect(card).toMatchObject({
      card_type: 'CASH',
      cash: {
        base_info: {
          id: card_id,
          color: '#63b359',
          status: 'CARD_STATUS_VERIFY_OK',
          sku: { quantity: 9, total_quantity: 10 },
          create_time: 1_700_000_000,
          area_code_list: [],
        },
        least_cost: 3000,
        reduce_cost: 500,
      },
    })
  })

  test('is one of a list that can be filtered by state and gone through page by page', async () => {
    const { simulator, wechat, create } = openShop({ review: 'manual' })
    const ids: string[] = []
    for (let n = 0; n < 7; n++) ids.push(await create('CASH'))
    for (const id of ids.slice(0, 5)) simulator.approveCard(id)
    const { card_id_list, total_num } = await wechat.cards.list({ offset: 5, count: 50 })
    expect([card_id_list, total_num]).toEqual([ids.slice(5), 7])
    expect(await collect(wechat.cards.listAll({ count: 3 }))).toEqual(ids)
    expect(await collect(wechat.cards.listAll({ count: 2, status_list: ['CARD_STATUS_VERIFY_OK'] }))).toEqual(
      ids.slice(0, 5),
    )
    expect(await collect(wechat.cards.listAll({ offset: 6 }))).toEqual(ids.slice(6))
    expect(simulator.requests.count('/card/batchget')).toBe(1 + 3 + 3 + 1)
  })

  test('a wrong request for all cards is refused at the first step', async () => {
    const { wechat, simulator } = openShop()
    for (const request of [null, [], 'all', { count: 51 }] as never[]) {
      await expect(collect(wechat.cards.listAll(request))).rejects.toThrow(InputError)
    }
    expect(simulator.requests.count('/card/batchget')).toBe(0)
  })

  test('goes back to review when its title changes, and not for a phone number', async () => {
    const { simulator, wechat, create } = openShop({ review: 'manual' })
    const card_id = await create('CASH')
    simulator.approveCard(card_id)
    expect(await wechat.cards.update({ card_id, cash: { base_info: { service_phone: '400-000-0000' } } })).toEqual({
      ...ok,
      send_check: false,
    })
    expect(await wechat.cards.update({ card_id, cash: { base_info: { title: 'New' } } })).toEqual({
      ...ok,
      send_check: true,
    })
    const { card } = await wechat.cards.get({ card_id })
    expect(card).toMatchObject({
      cash: { base_info: { title: 'New', service_phone: '400-000-0000', status: 'CARD_STATUS_NOT_VERIFY' } },
    })
  })

  test.each([
    ['prerogative', { prerogative: 'More' }, true],
    ['bonus_rules', { bonus_rules: 'More' }, true],
    ['custom_field1', { custom_field1: { name: 'Level' } }, false],
    ['bonus_url', { bonus_url: 'https://m.example.test/' }, false],
  ])('of a member, changed in its %s, is reviewed or not', async (_, change, reviewed) => {
    const { wechat, create } = openShop()
    const card_id = await create('MEMBER_CARD')
    expect(await wechat.cards.update({ card_id, member_card: change })).toMatchObject({ send_check: reviewed })
  })

  test('loses its stores when they are set to the text "0"', async () => {
    const { wechat, create } = openShop({ unknownStores: 'accepted' })
    const card_id = await create('CASH', { location_id_list: [1, 2] })
    await wechat.cards.update({ card_id, cash: { base_info: { location_id_list: '0' } } })
    expect((await wechat.cards.get({ card_id })).card).toMatchObject({ cash: { base_info: { location_id_list: [] } } })
  })

  test('keeps its way of activation whatever an update says', async () => {
    const { wechat, create } = openShop()
    const card_id = await create('MEMBER_CARD', {}, { auto_activate: true })
    await wechat.cards.update({ card_id, member_card: { auto_activate: false } })
    await wechat.cards.update({ card_id, member_card: { wx_activate: true } })
    expect(await errcodeOf(wechat.members.getActivationUrl({ card_id }))).toBe(72026)
    const without = await create('MEMBER_CARD')
    await wechat.cards.update({ card_id: without, member_card: { wx_activate: true } })
    expect(await errcodeOf(wechat.members.getActivationUrl({ card_id: without }))).toBe(0)
  })

  test('has a stock that goes up and down, within its bounds', async () => {
    const { wechat, create, claim } = openShop()
    const card_id = await create('CASH', { sku: { quantity: 5 } })
    await claim('oUser1', card_id)
    await wechat.cards.modifyStock({ card_id, increase_stock_value: 6 })
    await wechat.cards.modifyStock({ card_id, reduce_stock_value: 3 })
    const { card } = await wechat.cards.get({ card_id })
    expect(card).toMatchObject({ cash: { base_info: { sku: { quantity: 7, total_quantity: 8 } } } })
    expect(await errcodeOf(wechat.cards.modifyStock({ card_id, reduce_stock_value: 8 }))).toBe(45031)
    expect(await errcodeOf(wechat.cards.modifyStock({ card_id, increase_stock_value: 100_000_000 }))).toBe(40122)
  })

  test('that is deleted can be read and not claimed, and its codes stay usable', async () => {
    const { simulator, wechat, create, claim } = openShop()
    const card_id = await create('CASH')
    const code = await claim('oUser1', card_id)
    const { url } = await wechat.distribution.createQrCode({
      action_name: 'QR_CARD',
      action_info: { card: { card_id } },
    })
    await wechat.cards.delete({ card_id })
    expect((await wechat.cards.get({ card_id })).card).toMatchObject({
      cash: { base_info: { status: 'CARD_STATUS_DELETE' } },
    })
    await expect(claim('oUser2', card_id)).rejects.toMatchObject({ errMsg: 'addCard:fail (卡券不存在)' })
    await expect(simulator.phone({ openid: 'oUser2' }).scan(url)).rejects.toMatchObject({
      reason: expect.stringContaining('deleted'),
    })
    expect(await wechat.codes.consume({ code })).toMatchObject({ card: { card_id } })
  })

  test('has one of fourteen colours', async () => {
    const { wechat } = openShop()
    const { colors } = await wechat.cards.getColors()
    expect(colors).toHaveLength(14)
    expect(colors[13]).toEqual({ name: 'Color102', value: '#5E6671' })
  })
})

describe('WeChat refuses to create', () => {
  const dates = (more: object) => ({ date_info: more })
  test.each([
    ['a card without a title', 41011, 'CASH', { title: undefined }, {}],
    ['a voucher without its value', 41011, 'CASH', {}, { reduce_cost: undefined }],
    ['a title of 28 bytes', 45021, 'CASH', { title: '一二三四五六七八九x' }, {}],
    ['a code type that there is not', 40072, 'CASH', { code_type: 'CODE_TYPE_SQUARE' }, {}],
    ['a colour by its value', 40076, 'CASH', { color: '#63b359' }, {}],
    [
      'a period that ends before it begins',
      40079,
      'CASH',
      dates({ type: 'DATE_TYPE_FIX_TIME_RANGE', begin_timestamp: 2, end_timestamp: 1 }),
      {},
    ],
    ['a term of no days', 40079, 'CASH', dates({ type: 'DATE_TYPE_FIX_TERM', fixed_term: 0, fixed_begin_term: 0 }), {}],
    ['a coupon without an end', 40079, 'CASH', dates({ type: 'DATE_TYPE_PERMANENT' }), {}],
    ['more than 100 million', 40122, 'CASH', { sku: { quantity: 100_000_001 } }, {}],
    ['less than nothing', 40122, 'CASH', { sku: { quantity: -1 } }, {}],
    [
      'four fields on a face',
      40124,
      'MEMBER_CARD',
      {},
      { custom_field1: {}, custom_field2: {}, custom_field3: {}, custom_field4: {} },
    ],
    [
      'three fields and a balance on a face',
      40124,
      'MEMBER_CARD',
      {},
      { custom_field1: {}, custom_field2: {}, custom_field3: {}, supply_balance: true },
    ],
    [
      'stock before codes were imported',
      40136,
      'CASH',
      { use_custom_code: true, get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT' },
      {},
    ],
    ['a gift card without a price', 41011, 'GENERAL_CARD', { giftcard_info: undefined }, {}],
    ['a gift card that costs nothing', 40150, 'GENERAL_CARD', { giftcard_info: { price: 0 } }, {}],
    ['a gift card that does not say how often', 41011, 'GENERAL_CARD', { max_give_friend_times: undefined }, {}],
    ['a gift card of no kind', 40150, 'GENERAL_CARD', {}, { sub_card_type: undefined }],
    [
      'two pictures on a cover',
      45044,
      'CASH',
      {},
      { advanced_info: { abstract: { abstract: 'Tea', icon_url_list: [PICTURE, PICTURE] } } },
    ],
    ['a title that is a number', 47001, 'CASH', { title: 7 }, {}],
    ['a field on a face that is a text', 47001, 'MEMBER_CARD', {}, { custom_field1: 'Level' }],
    ['a link of a cell that is a number', 47001, 'MEMBER_CARD', {}, { custom_cell1: { name: 'Orders', url: 1 } }],
    ['an hour that is a text', 47001, 'CASH', {}, { advanced_info: { time_limit: [{ begin_hour: '9' }] } }],
    ['a face from elsewhere', 52000, 'MEMBER_CARD', {}, { background_pic_url: 'https://cdn.example.test/face.png' }],
    [
      'a cover from elsewhere',
      52000,
      'CASH',
      {},
      { advanced_info: { abstract: { icon_url_list: ['https://cdn.example.test/cover.png'] } } },
    ],
    ['51 for each user', 72009, 'CASH', { get_limit: 51 }, {}],
  ] as const)('%s: %i', async (_, errcode, type, base, body) => {
    const { wechat } = openShop()
    const card = JSON.parse(JSON.stringify(sampleCard(type, base, body)))
    expect(await errcodeOf(wechat.cards.create({ card }))).toBe(errcode)
  })

  test('a type that there is not: 40071', async () => {
    const { wechat } = openShop()
    const card = { card_type: 'BUS_TICKET', bus_ticket: {} } as never
    expect(await errcodeOf(wechat.cards.create({ card }))).toBe(40071)
  })

  test.each([
    ['cards at all', 48001, 'card', 'CASH', {}, {}],
    ['member cards', 72016, 'memberCard', 'MEMBER_CARD', {}, {}],
    ['gift cards', 72021, 'giftCard', 'GENERAL_CARD', {}, {}],
    ['codes of its own', 43009, 'customCode', 'CASH', { use_custom_code: true }, {}],
    ['a balance', 43010, 'balance', 'MEMBER_CARD', {}, { supply_balance: true }],
    ['points', 43011, 'bonus', 'MEMBER_CARD', {}, { supply_bonus: true }],
  ] as const)('for an account that may not have %s: %i', async (_, errcode, permission, type, base, body) => {
    const { create } = openShop({ withoutPermissions: [permission] })
    expect(await errcodeOf(create(type, base, body))).toBe(errcode)
  })

  test.each([
    [{}, 48001],
    [{ closedCouponErrcode: 45030 }, 45030],
  ] satisfies [SimulatorOptions, number][])(
    'coupons since 2021, with a code of choice: %j',
    async (options, errcode) => {
      const { create } = openShop({ mode: '2026', ...options })
      for (const type of ['GROUPON', 'CASH', 'DISCOUNT', 'GIFT', 'GENERAL_COUPON'] as const) {
        const body = { deal_detail: 'x', discount: 30, gift: 'x', default_detail: 'x' }
        expect(await errcodeOf(create(type, {}, body))).toBe(errcode)
      }
      for (const type of ['MEMBER_CARD', 'GENERAL_CARD', 'MOVIE_TICKET', 'BOARDING_PASS', 'MEETING_TICKET'] as const) {
        expect(await errcodeOf(create(type))).toBe(0)
      }
    },
  )
})

describe('WeChat refuses to change', () => {
  const range = { type: 'DATE_TYPE_FIX_TIME_RANGE', begin_timestamp: 1_900_000_000, end_timestamp: 1_900_086_400 }

  test.each([
    ['the brand', 47001, 'CASH', {}, { cash: { base_info: { brand_name: 'Other' } } }],
    ['the stock', 47001, 'CASH', {}, { cash: { base_info: { sku: { quantity: 1 } } } }],
    ['who makes the codes', 47001, 'CASH', {}, { cash: { base_info: { use_custom_code: true } } }],
    ['what a coupon is worth', 47001, 'CASH', {}, { cash: { reduce_cost: 600 } }],
    ['under the key of another type', 47001, 'CASH', {}, { member_card: { prerogative: 'x' } }],
    ['under no key', 47001, 'CASH', {}, {}],
    ['a phone number to a number', 47001, 'CASH', {}, { cash: { base_info: { service_phone: 400 } } }],
    ['a title to one of 28 bytes', 45021, 'CASH', {}, { cash: { base_info: { title: '一二三四五六七八九x' } } }],
    ['a code type to one that there is not', 40072, 'CASH', {}, { cash: { base_info: { code_type: 'CODE' } } }],
    ['a colour to a value', 40076, 'CASH', {}, { cash: { base_info: { color: '#63b359' } } }],
    ['a limit to 51', 72009, 'CASH', {}, { cash: { base_info: { get_limit: 51 } } }],
    ['a term to a period', 40100, 'CASH', {}, { cash: { base_info: { date_info: range } } }],
    [
      'a period to a shorter one',
      40100,
      'CASH',
      { date_info: range },
      { cash: { base_info: { date_info: { ...range, end_timestamp: 1_900_086_399 } } } },
    ],
    [
      'a period to a later one',
      40100,
      'CASH',
      { date_info: range },
      { cash: { base_info: { date_info: { ...range, begin_timestamp: 1_900_000_001 } } } },
    ],
    [
      'a message to one with six cards',
      72019,
      'MEMBER_CARD',
      {},
      { member_card: { modify_msg_operation: { url_cell: { card_id_list: ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'] } } } },
    ],
    ['points away', 40135, 'MEMBER_CARD', {}, { member_card: { supply_bonus: false } }],
    [
      'a face to one with four fields',
      40124,
      'MEMBER_CARD',
      {},
      { member_card: { custom_field1: {}, custom_field2: {}, custom_field3: {}, supply_balance: true } },
    ],
    [
      'a face to a picture from elsewhere',
      52000,
      'MEMBER_CARD',
      {},
      { member_card: { background_pic_url: 'https://cdn.example.test/face.png' } },
    ],
  ] as const)('%s: %i', async (_, errcode, type, base, change) => {
    const { wechat, create } = openShop()
    const card_id = await create(type, base)
    expect(await errcodeOf(wechat.cards.update({ card_id, ...change } as never))).toBe(errcode)
  })

  test('a message with five cards is taken', async () => {
    const { wechat, create } = openShop()
    const url_cell = {
      card_id_list: ['p1', 'p2', 'p3', 'p4', 'p5'],
      end_time: 1_900_000_000,
      text: 'More',
      url: 'https://m.example.test/',
    }
    const change = { card_id: await create('MEMBER_CARD'), member_card: { activate_msg_operation: { url_cell } } }
    expect(await errcodeOf(wechat.cards.update(change))).toBe(0)
  })

  test('a period is widened all the same', async () => {
    const { wechat, create } = openShop()
    const card_id = await create('CASH', { date_info: range })
    const wider = {
      type: 'DATE_TYPE_FIX_TIME_RANGE',
      begin_timestamp: 1_800_000_000,
      end_timestamp: 1_900_086_401,
    } as const
    await wechat.cards.update({ card_id, cash: { base_info: { date_info: wider } } })
    expect((await wechat.cards.get({ card_id })).card).toMatchObject({ cash: { base_info: { date_info: wider } } })
  })

  test.each([
    ['a balance', 'balance', 43010, { supply_balance: true }],
    ['points', 'bonus', 43011, { supply_bonus: true }],
  ] as const)('to %s, for an account without that permission', async (_, permission, errcode, change) => {
    const { wechat, create } = openShop({ withoutPermissions: [permission] })
    const card_id = await create('MEMBER_CARD', {}, { supply_bonus: false })
    expect(await errcodeOf(wechat.cards.update({ card_id, member_card: change }))).toBe(errcode)
  })

  test('to a button of the merchant’s own beside another one', async () => {
    const { wechat, create } = openShop()
    const own = { cash: { base_info: { center_title: 'Use', center_url: 'https://m.example.test/' } } }
    const card_id = await create('CASH', { use_all_locations: true })
    await wechat.cells.setPayCell({ card_id, is_open: true })
    expect(await errcodeOf(wechat.cards.update({ card_id, ...own }))).toBe(40145)
    await wechat.cells.setPayCell({ card_id, is_open: false })
    await wechat.cells.setSelfConsumeCell({ card_id, is_open: true })
    expect(await errcodeOf(wechat.cards.update({ card_id, ...own }))).toBe(45046)
    await wechat.cells.setSelfConsumeCell({ card_id, is_open: false })
    expect(await errcodeOf(wechat.cards.update({ card_id, ...own }))).toBe(0)
  })

  test('the stock above the codes that were imported', async () => {
    const { wechat, create } = openShop()
    const base = {
      sku: { quantity: 0 },
      use_custom_code: true,
      get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT',
    }
    const card_id = await create('CASH', base)
    await wechat.codes.deposit({ card_id, code: ['SIM001', 'SIM002'] })
    expect(await errcodeOf(wechat.cards.modifyStock({ card_id, increase_stock_value: 3 }))).toBe(40136)
    expect(await errcodeOf(wechat.cards.modifyStock({ card_id, increase_stock_value: 2 }))).toBe(0)
  })
})

describe('a card that there is not', () => {
  const requests = {
    get: (card_id: string) => ({ card_id }),
    update: (card_id: string) => ({ card_id, cash: {} }),
    modifyStock: (card_id: string) => ({ card_id, increase_stock_value: 1 }),
    delete: (card_id: string) => ({ card_id }),
  } as const

  test.each(['get', 'update', 'modifyStock', 'delete'] as const)('is refused by %s, and so is none', async (name) => {
    const { wechat } = openShop()
    const method = wechat.cards[name] as (request: object) => Promise<object>
    expect(await errcodeOf(method(requests[name]('pNone')))).toBe(40073)
    expect(await errcodeOf(method(requests[name]('')))).toBe(41012)
  })

  test('is one that was deleted, but for reading it', async () => {
    const { wechat, create } = openShop()
    const card_id = await create('CASH')
    await wechat.cards.delete({ card_id })
    expect(await errcodeOf(wechat.cards.delete({ card_id }))).toBe(40073)
    expect(await errcodeOf(wechat.cards.update({ card_id, cash: {} }))).toBe(40073)
    expect(await errcodeOf(wechat.cards.get({ card_id }))).toBe(0)
  })

  test('a list is refused for wrong types and without the permission', async () => {
    const { wechat } = openShop({ withoutPermissions: ['card'] })
    expect(await errcodeOf(wechat.cards.list({ offset: '0' as never, count: 1 }))).toBe(47001)
    expect(await errcodeOf(wechat.cards.list({ offset: 0, count: 1 }))).toBe(48001)
  })
})
