import { describe, expect, test } from 'vitest'
import { type ApiError, InputError } from '../../../src/index.js'
import type { SimulatorOptions } from '../../../src/testing/index.js'
import { openShop } from '../../support/shop.js'
import { caught, errcodeOf } from '../../support/wire.js'

const ok = { errcode: 0, errmsg: 'ok' }
const CARD = 'pSimCard0000000000000000001a'
const IMPORTED_CARD = 'pSimCard0000000000000000002b'

const custom = { use_custom_code: true }
const deposit = {
  sku: { quantity: 0 },
  use_custom_code: true,
  get_custom_code_mode: 'GET_CUSTOM_CODE_MODE_DEPOSIT',
}

/** Nothing is waited for: a code that WeChat does not know yet stays unknown in these tests. */
const once = { retry: false }

/** A card with imported codes, ready to be claimed. */
async function openDeposit(options: SimulatorOptions = {}) {
  const shop = openShop(options)
  return { ...shop, card_id: await shop.create('CASH', deposit) }
}

describe('codes on the wire', () => {
  test.each([
    [
      'get',
      '/card/code/get',
      `{"card_id":"${CARD}","code":"480019283746","check_consume":false}`,
      {
        ...ok,
        card: { card_id: CARD, begin_time: 1700000000, end_time: 1702591999 },
        openid: 'oSimOpen1',
        can_consume: false,
        outer_str: 'door-1',
        user_card_status: 'CONSUMED',
      },
    ],
    [
      'consume',
      '/card/code/consume',
      '{"code":"480019283746"}',
      { ...ok, card: { card_id: CARD }, openid: 'oSimOpen1' },
    ],
    ['decrypt', '/card/code/decrypt', '{"encrypt_code":"kS9sYh1T0d2mJxq+Zc7u4Q=="}', { ...ok, code: '480019283746' }],
    ['update', '/card/code/update', `{"card_id":"${IMPORTED_CARD}","code":"SIM001","new_code":"SIM001-B"}`, ok],
    ['setUnavailable', '/card/code/unavailable', '{"code":"480019283747","reason":"refund"}', ok],
    [
      'deposit',
      '/card/code/deposit',
      `{"card_id":"${IMPORTED_CARD}","code":["SIM001","SIM002"]}`,
      { ...ok, succ_code: ['SIM001', 'SIM002'], duplicate_code: [], fail_code: [] },
    ],
    ['getDepositCount', '/card/code/getdepositcount', `{"card_id":"${IMPORTED_CARD}"}`, { ...ok, count: 2 }],
    [
      'check',
      '/card/code/checkcode',
      `{"card_id":"${IMPORTED_CARD}","code":["SIM001","SIM009"]}`,
      { ...ok, exist_code: ['SIM001'], not_exist_code: ['SIM009'] },
    ],
  ] as const)('%s', async (name, target, body, reply) => {
    const { wechat, sent } = caught(reply)
    const method = wechat.codes[name] as (request: object) => Promise<object>
    expect(await method(JSON.parse(body))).toEqual(reply)
    expect(sent).toEqual([{ method: 'POST', target, contentType: 'application/json; charset=utf-8', body }])
  })
})

describe('before anything is sent', () => {
  const encrypted = 'kS9sYh1T0d2mJxq+Zc7u4Q=='
  const many = Array.from({ length: 101 }, (_, n) => `SIM${n}`)

  test.each([
    ['get', { code: encrypted }, 'code'],
    ['consume', { code: encrypted }, 'code'],
    ['setUnavailable', { code: encrypted }, 'code'],
    ['update', { code: 'SIM001', new_code: encrypted }, 'new_code'],
    ['decrypt', { encrypt_code: 'kS9sYh1T0d2mJxq%2BZc7u4Q%3D%3D' }, 'encrypt_code'],
    ['deposit', { card_id: CARD, code: many }, 'code'],
    ['deposit', { card_id: CARD, code: ['SIM001', encrypted] }, 'code[1]'],
    ['check', { card_id: CARD, code: many }, 'code'],
  ] as const)('%s refuses %j', async (name, request, field) => {
    const { wechat, sent } = caught(ok)
    const method = wechat.codes[name] as (request: object) => Promise<object>
    const error = await method(request).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(InputError)
    expect((error as InputError).problems.map((problem) => problem.field)).toEqual([field])
    expect(sent).toEqual([])
  })
})

describe('a code', () => {
  test('that is claimed belongs to its user, and says by which channel', async () => {
    const { wechat, create, claim } = openShop({ clock: { now: () => 1_700_000_000_000 } })
    const card_id = await create('CASH')
    const code = await claim('oUser1', card_id, { outerStr: 'door-1' })
    expect(code).toMatch(/^\d{12}$/)
    expect(await wechat.codes.get({ code, check_consume: true })).toEqual({
      ...ok,
      card: { card_id, code, begin_time: 1_700_000_000, end_time: 1_700_000_000 + 30 * 86_400 },
      openid: 'oUser1',
      can_consume: true,
      user_card_status: 'NORMAL',
      outer_str: 'door-1',
    })
  })

  test('is redeemed once, and an event follows', async () => {
    const { simulator, wechat, create, claim } = openShop()
    const card_id = await create('CASH')
    const code = await claim('oUser1', card_id)
    expect(await wechat.codes.consume({ code })).toEqual({ ...ok, card: { card_id }, openid: 'oUser1' })
    expect(simulator.events.at(-1)).toMatchObject({
      Event: 'user_consume_card',
      FromUserName: 'oUser1',
      CardId: card_id,
      UserCardCode: code,
      ConsumeSource: 'FROM_API',
    })
    expect(await errcodeOf(wechat.codes.consume({ code }))).toBe(40099)
    expect(simulator.effects.count('code.consumed')).toBe(1)
  })

  test('that was redeemed is told as a state or as a refusal, as it is asked', async () => {
    const { wechat, create, claim } = openShop()
    const code = await claim('oUser1', await create('CASH'))
    await wechat.codes.consume({ code })
    expect(await wechat.codes.get({ code, check_consume: false })).toMatchObject({
      can_consume: false,
      user_card_status: 'CONSUMED',
    })
    expect(await errcodeOf(wechat.codes.get({ code, check_consume: true }))).toBe(40099)
    expect(await errcodeOf(wechat.codes.get({ code }))).toBe(40099)
  })

  test('that is given away is in nobody’s hands until it is taken, and then has another text', async () => {
    const { simulator, wechat, create, claim } = openShop()
    const card_id = await create('CASH')
    const code = await claim('oUser1', card_id)
    const friend = simulator.phone({ openid: 'oUser2' })
    const gift = await simulator.phone({ openid: 'oUser1' }).giveCard({ cardId: card_id, code }, { friend })
    expect(await wechat.codes.get({ code, check_consume: false })).toMatchObject({
      can_consume: false,
      user_card_status: 'GIFTING',
    })
    expect(await errcodeOf(wechat.codes.get({ code, check_consume: true }))).toBe(40127)
    expect(await errcodeOf(wechat.codes.consume({ code }))).toBe(40127)
    expect(await errcodeOf(wechat.codes.setUnavailable({ code }))).toBe(40127)
    const taken = await friend.takeCard(gift)
    expect(taken.code).not.toBe(code)
    expect(await errcodeOf(wechat.codes.get({ code, check_consume: false }, once))).toBe(40056)
    expect(await wechat.codes.get({ code: taken.code, check_consume: false })).toMatchObject({ openid: 'oUser2' })
  })

  test.each([
    ['deleted', 'DELETE'],
    ['expired', 'EXPIRE'],
    ['made invalid', 'UNAVAILABLE'],
  ])('that is %s is known and not usable', async (_, status) => {
    const { simulator, wechat, create, claim } = openShop()
    const card_id = await create('CASH')
    const code = await claim('oUser1', card_id)
    if (status === 'DELETE') await simulator.phone({ openid: 'oUser1' }).deleteCard({ cardId: card_id, code })
    if (status === 'EXPIRE') simulator.advance(31 * 86_400_000)
    if (status === 'UNAVAILABLE') await wechat.codes.setUnavailable({ code, reason: 'refund' })
    expect(await wechat.codes.get({ code, check_consume: false })).toMatchObject({
      can_consume: false,
      user_card_status: status,
    })
    expect(await errcodeOf(wechat.codes.get({ code, check_consume: true }))).toBe(40127)
    expect(await errcodeOf(wechat.codes.consume({ code }))).toBe(40127)
    expect(await errcodeOf(wechat.codes.setUnavailable({ code }))).toBe(40127)
  })

  test('whose time has not come is NORMAL, and cannot be redeemed', async () => {
    const { simulator, wechat, create, claim } = openShop()
    const card_id = await create('CASH', {
      date_info: { type: 'DATE_TYPE_FIX_TERM', fixed_term: 3, fixed_begin_term: 1 },
    })
    const code = await claim('oUser1', card_id)
    expect(await wechat.codes.get({ code, check_consume: true })).toMatchObject({
      can_consume: false,
      user_card_status: 'NORMAL',
    })
    expect(await errcodeOf(wechat.codes.consume({ code }))).toBe(40079)
    simulator.advance(86_400_000)
    expect(await errcodeOf(wechat.codes.consume({ code }))).toBe(0)
  })

  test('beyond what one user may redeem is refused', async () => {
    const { wechat, create, claim } = openShop()
    const card_id = await create('CASH', { use_limit: 1 })
    const [first, second] = [await claim('oUser1', card_id), await claim('oUser1', card_id)]
    await wechat.codes.consume({ code: first })
    expect(await wechat.codes.get({ code: second, check_consume: false })).toMatchObject({ can_consume: false })
    expect(await errcodeOf(wechat.codes.consume({ code: second }))).toBe(72020)
    expect(await errcodeOf(wechat.codes.consume({ code: await claim('oUser2', card_id) }))).toBe(0)
  })

  test('of a member card is not redeemed', async () => {
    const { wechat, create, claim } = openShop()
    const code = await claim('oUser1', await create('MEMBER_CARD'))
    expect(await errcodeOf(wechat.codes.consume({ code }))).toBe(40071)
  })

  test('of a member card tells the member', async () => {
    const { wechat, create, claim } = openShop()
    const card_id = await create('MEMBER_CARD', {}, { supply_balance: true })
    const code = await claim('oUser1', card_id)
    await wechat.members.activate({ code, membership_number: 'M-0007', init_bonus: 5, init_balance: 900 })
    expect(await wechat.codes.get({ code, check_consume: false })).toMatchObject({
      membership_number: 'M-0007',
      bonus: 5,
      balance: 900,
      nickname: expect.any(String),
    })
  })

  test('that nobody has is unknown, and so is none', async () => {
    const { wechat } = openShop()
    const { codes } = wechat
    for (const call of [codes.get, codes.consume, codes.setUnavailable]) {
      expect(await errcodeOf(call({ code: '480019283746' }, once))).toBe(40056)
      expect(await errcodeOf(call({ code: '' }, once))).toBe(41013)
    }
  })

  test('that was mistyped at the till is answered after one request', async () => {
    const { simulator, wechat } = openShop()
    expect(await errcodeOf(wechat.codes.get({ code: '480019283746', check_consume: true }))).toBe(40056)
    expect(await errcodeOf(wechat.codes.consume({ code: '480019283746' }))).toBe(40056)
    expect(simulator.requests.count('/card/code/get')).toBe(1)
    expect(simulator.requests.count('/card/code/consume')).toBe(1)
  })

  test('whose redemption got lost is not redeemed again, and can be asked for', async () => {
    const { simulator, wechat, create, claim } = openShop()
    const code = await claim('oUser1', await create('CASH'))
    simulator.faults.add({ path: '/card/code/consume', reset: true, executes: true, times: 1 })
    const error = (await wechat.codes.consume({ code }).catch((reason: unknown) => reason)) as ApiError
    expect(error).toMatchObject({ outcome: 'unknown', retryable: false, attempts: 1 })
    expect(error.message).toContain('codes.get with check_consume: false')
    expect(await wechat.codes.get({ code, check_consume: false })).toMatchObject({ user_card_status: 'CONSUMED' })
    expect(simulator.effects.count('code.consumed')).toBe(1)
  })
})

describe('an encrypted code', () => {
  test('is decrypted by the account that owns the card', async () => {
    const { simulator, wechat, create } = openShop()
    const card_id = await create('CASH')
    const phone = simulator.phone({ openid: 'oUser1' })
    const { cardList } = await phone.addCard(await wechat.buildAddCardList([{ cardId: card_id }]))
    const encrypt_code = cardList[0]?.code ?? ''
    expect(await wechat.codes.decrypt({ encrypt_code })).toEqual({ ...ok, code: phone.wallet()[0]?.code })
    const stranger = openShop({ appId: 'wx0000000000000002' })
    expect(await errcodeOf(stranger.wechat.codes.decrypt({ encrypt_code }))).toBe(40075)
  })

  test('with a rest of its encoding brings garbage: decryptCode undoes the encoding, and lets no garbage through', async () => {
    const { simulator, wechat, create } = openShop()
    const phone = simulator.phone({ openid: 'oUser1' })
    const { cardList } = await phone.addCard(await wechat.buildAddCardList([{ cardId: await create('CASH') }]))
    const encrypt_code = (cardList[0]?.code ?? '').replaceAll('=', '%3D')
    expect(encrypt_code).toMatch(/%3D$/)
    const route = { method: 'POST', path: '/card/code/decrypt', effect: 'read' } as const
    const { code } = await wechat.call<{ code: string }>(route, { encrypt_code })
    expect(code).not.toMatch(/^[ -~]+$/)
    expect(code.slice(0, 12)).toBe(phone.wallet()[0]?.code)
    expect(await wechat.decryptCode(encrypt_code)).toBe(phone.wallet()[0]?.code)
    simulator.faults.add({
      path: '/card/code/decrypt',
      body: JSON.stringify({ errcode: 0, errmsg: 'ok', code }),
      times: 1,
    })
    await expect(wechat.decryptCode(encrypt_code)).rejects.toMatchObject({ code: 'ERR_RESPONSE' })
  })
})

describe('codes of the merchant’s own', () => {
  test('are told by card and code together: two cards may share a text', async () => {
    const { wechat, create, claim } = openShop()
    const [one, two] = [await create('CASH', custom), await create('CASH', custom)]
    await claim('oUser1', one, { code: 'SIM001' })
    await claim('oUser2', two, { code: 'SIM001' })
    expect(await wechat.codes.get({ card_id: two, code: 'SIM001' })).toMatchObject({ openid: 'oUser2' })
    for (const call of [wechat.codes.get, wechat.codes.consume, wechat.codes.setUnavailable]) {
      expect(await errcodeOf(call({ code: 'SIM001' }, once))).toBe(40056)
    }
    await wechat.codes.setUnavailable({ card_id: one, code: 'SIM001' })
    expect(await errcodeOf(wechat.codes.consume({ card_id: two, code: 'SIM001' }))).toBe(0)
    expect(await errcodeOf(wechat.codes.setUnavailable({ card_id: two, code: 'SIM001' }))).toBe(40099)
  })

  test('get another text, after which the old one is worth nothing', async () => {
    const { wechat, create, claim } = openShop()
    const card_id = await create('CASH', custom)
    await claim('oUser1', card_id, { code: 'SIM001' })
    expect(await wechat.codes.update({ card_id, code: 'SIM001', new_code: 'SIM001-B' })).toEqual(ok)
    expect(await errcodeOf(wechat.codes.get({ card_id, code: 'SIM001' }, once))).toBe(40056)
    expect(await wechat.codes.get({ card_id, code: 'SIM001-B' })).toMatchObject({ openid: 'oUser1' })
  })

  test('do not get a text that is in use, is none, or of a card that has none of its own', async () => {
    const { wechat, create, claim } = openShop()
    const card_id = await create('CASH', custom)
    const normal = await create('CASH')
    await claim('oUser1', card_id, { code: 'SIM001' })
    await claim('oUser2', card_id, { code: 'SIM002' })
    const code = await claim('oUser3', normal)
    const update = (request: object) => errcodeOf(wechat.codes.update(request as never))
    expect(await update({ card_id, code: 'SIM001', new_code: 'SIM002' })).toBe(40111)
    expect(await update({ card_id, code: 'SIM001', new_code: 'with space' })).toBe(40116)
    expect(await update({ card_id, code: 'SIM001' })).toBe(40116)
    expect(await update({ card_id, code: 'SIM009', new_code: 'SIM010' })).toBe(40056)
    expect(await update({ code: 'SIM001', new_code: 'SIM010' })).toBe(40056)
    expect(await update({ card_id: 'pNone', code: 'SIM001', new_code: 'SIM010' })).toBe(40073)
    expect(await update({ card_id, new_code: 'SIM010' })).toBe(41013)
    expect(await update({ card_id: normal, code, new_code: 'SIM010' })).toBe(45030)
  })
})

describe('imported codes', () => {
  test('are handed out once the stock was raised, and not known before they are claimed', async () => {
    const { wechat, claim, card_id } = await openDeposit()
    expect(await wechat.codes.deposit({ card_id, code: ['SIM001', 'SIM002'] })).toEqual({
      ...ok,
      succ_code: ['SIM001', 'SIM002'],
      duplicate_code: [],
      fail_code: [],
    })
    expect(await wechat.codes.getDepositCount({ card_id })).toEqual({ ...ok, count: 2 })
    for (const call of [wechat.codes.get, wechat.codes.consume, wechat.codes.setUnavailable]) {
      expect(await errcodeOf(call({ card_id, code: 'SIM001' }, once))).toBe(40056)
    }
    expect(await errcodeOf(wechat.codes.update({ card_id, code: 'SIM001', new_code: 'SIM003' }))).toBe(40056)
    await expect(claim('oUser1', card_id)).rejects.toMatchObject({ errMsg: 'addCard:fail (已领完)' })
    await wechat.cards.modifyStock({ card_id, increase_stock_value: 2 })
    const claimed = [await claim('oUser1', card_id), await claim('oUser2', card_id)]
    expect(claimed.sort()).toEqual(['SIM001', 'SIM002'])
    expect(await wechat.codes.get({ card_id, code: 'SIM001' })).toMatchObject({ can_consume: true })
    expect(await wechat.codes.getDepositCount({ card_id })).toMatchObject({ count: 2 })
  })

  test('may be imported again, and too long ones are left out', async () => {
    const { wechat, card_id } = await openDeposit()
    await wechat.codes.deposit({ card_id, code: ['SIM001'] })
    const long = 'SIM-00000000000000001'
    expect(await wechat.codes.deposit({ card_id, code: ['SIM001', 'SIM002', long] })).toMatchObject({
      succ_code: ['SIM002'],
      duplicate_code: ['SIM001'],
      fail_code: [long],
    })
    expect(await wechat.codes.check({ card_id, code: ['SIM001', 'SIM002', long] })).toMatchObject({
      exist_code: ['SIM001', 'SIM002'],
      not_exist_code: [long],
    })
  })

  test.each(['deposit', 'check'] as const)('%s is refused what it cannot take', async (name) => {
    const { wechat, create, card_id } = await openDeposit()
    const normal = await create('CASH')
    const call = (request: object) => errcodeOf(wechat.codes[name](request as never))
    expect(await call({ card_id, code: ['SIM001', ''] })).toBe(40110)
    expect(await call({ card_id, code: [] })).toBe(40110)
    expect(await call({ card_id: 'pNone', code: ['SIM001'] })).toBe(40073)
    expect(await call({ code: ['SIM001'] })).toBe(41012)
    expect(await call({ card_id: normal, code: ['SIM001'] })).toBe(45030)
    expect(await call({ card_id, code: ['SIM001', 'SIM001'] })).toBe(name === 'deposit' ? 40111 : 0)
    const path = name === 'deposit' ? '/card/code/deposit' : '/card/code/checkcode'
    const many = Array.from({ length: 101 }, (_, n) => `SIM${n}`)
    expect(await errcodeOf(wechat.call({ method: 'POST', path, effect: 'read' }, { card_id, code: many }))).toBe(40109)
  })

  test('are counted only where there can be some', async () => {
    const { wechat, create } = openShop()
    expect(await errcodeOf(wechat.codes.getDepositCount({ card_id: 'pNone' }))).toBe(40073)
    expect(await errcodeOf(wechat.codes.getDepositCount({ card_id: '' }))).toBe(41012)
    expect(await errcodeOf(wechat.codes.getDepositCount({ card_id: await create('CASH') }))).toBe(45030)
  })

  test('are not for an account without the permission', async () => {
    const { wechat } = openShop({ withoutPermissions: ['customCode'] })
    const request = { card_id: 'pNone', code: ['SIM001'] }
    expect(await errcodeOf(wechat.codes.deposit(request))).toBe(43009)
    expect(await errcodeOf(wechat.codes.check(request))).toBe(43009)
    expect(await errcodeOf(wechat.codes.getDepositCount(request))).toBe(43009)
  })
})

describe('depositAll', () => {
  const codes = Array.from({ length: 250 }, (_, n) => `SIM${String(n).padStart(6, '0')}`)

  test('imports any number of codes, each once', async () => {
    const { simulator, wechat, card_id } = await openDeposit()
    const results = await wechat.codes.depositAll(card_id, [...codes, ...codes])
    expect(results).toEqual(codes.map((code) => ({ ok: true, code, existed: false })))
    expect(simulator.requests.count('/card/code/deposit')).toBe(3)
    expect(await wechat.codes.getDepositCount({ card_id })).toMatchObject({ count: 250 })
  })

  test('settles a lost reply by asking: what arrived is not sent again', async () => {
    const { simulator, wechat, card_id } = await openDeposit()
    simulator.faults.add({ path: '/card/code/deposit', reset: true, executes: true, times: 1 })
    const results = await wechat.codes.depositAll(card_id, codes)
    expect(results.every(({ ok }) => ok)).toBe(true)
    const sent = simulator.requests.filter(({ path }) => path === '/card/code/deposit')
    expect(sent.flatMap(({ body }) => (body as { code: string[] }).code)).toEqual(codes)
    expect(simulator.effects.filter(({ type }) => type === 'code.deposited').map(({ count }) => count)).toEqual([
      100, 100, 50,
    ])
  })

  test('sends again what a system error kept from arriving', async () => {
    const { simulator, wechat, card_id } = await openDeposit()
    simulator.faults.add({ path: '/card/code/deposit', errcode: -1, times: 2 })
    const results = await wechat.codes.depositAll(card_id, codes)
    expect(results.every(({ ok }) => ok)).toBe(true)
    expect(simulator.requests.count('/card/code/deposit')).toBe(5)
  })

  test('names the codes that WeChat leaves out', async () => {
    const { wechat, card_id } = await openDeposit()
    const long = 'SIM-00000000000000001'
    const results = await wechat.codes.depositAll(card_id, ['SIM001', long])
    expect(results).toEqual([
      { ok: true, code: 'SIM001', existed: false },
      { ok: false, code: long, outcome: 'rejected', error: expect.objectContaining({ code: 'ERR_RESPONSE' }) },
    ])
  })

  test('goes on where an import that was cut short left off', async () => {
    const { simulator, wechat, card_id } = await openDeposit({ dailyQuotas: { '/card/code/deposit': 2 } })
    const first = await wechat.codes.depositAll(card_id, codes)
    expect(first.filter(({ ok }) => ok)).toHaveLength(200)
    expect(first[200]).toMatchObject({ ok: false, outcome: 'rejected', error: { errcode: 45009 } })
    simulator.advance(86_400_000)
    const second = await wechat.codes.depositAll(card_id, codes)
    expect(second.filter((result) => result.ok && result.existed)).toHaveLength(200)
    expect(second.filter((result) => result.ok && !result.existed)).toHaveLength(50)
  })

  test('asks nothing of WeChat for a wrong card or a wrong code', async () => {
    const { simulator, wechat, card_id } = await openDeposit()
    await expect(wechat.codes.depositAll('', codes)).rejects.toThrow(InputError)
    await expect(wechat.codes.depositAll(card_id, [...codes, ''])).rejects.toThrow(/codes\[250\]/)
    expect(simulator.requests.count('/card/code/checkcode')).toBe(0)
    const results = await wechat.codes.depositAll('pNone', codes)
    expect(results.every((result) => !result.ok && result.outcome === 'not_sent')).toBe(true)
    expect(simulator.requests.count('/card/code/checkcode')).toBe(1)
  })
})
