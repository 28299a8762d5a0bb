import dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { CredentialError, WeChatCardClient } from '../../src/index.js'
import { createSimulator, InputError, type SimulatorOptions } from '../../src/testing/index.js'
import { sampleCard } from '../support/card-samples.js'
import { ANSWERS, eventsOf, failureOf, memberMerchant, merchant, phonesOf, withCard } from '../support/merchant.js'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

/** A story with a bit of everything, and all that it left behind. */
async function story(options: SimulatorOptions) {
  const { simulator, wechat, cardId } = await memberMerchant(undefined, {}, options)
  const coupon = (await wechat.cards.create({ card: sampleCard('CASH') })).card_id
  const [lin, wang] = phonesOf(simulator)
  const { extraData } = await wechat.getActivationNavigation({ cardId, outerStr: 'door' })
  const { code = '' } = (await lin.openActivation(extraData, ANSWERS)).referrerInfo.extraData ?? {}
  await wechat.members.activate({ card_id: cardId, code, membership_number: 'M-1', init_bonus: 10 })
  const list = await wechat.buildAddCardList([{ cardId: coupon, nonceStr: 'n1', timestamp: 1_764_000_000 }])
  const { cardList } = await wang.addCard(list)
  const wangs = await wechat.decryptCode(cardList[0]?.code ?? '')
  await lin.takeCard(await wang.giveCard({ cardId: coupon, code: wangs }, { friend: lin }))
  simulator.advance(1_000)
  const { effects, events } = simulator
  return {
    simulator,
    wechat,
    cardId,
    coupon,
    code,
    left: structuredClone({ snapshot: simulator.snapshot(), effects: [...effects], events: [...events] }),
  }
}

const clock = { now: () => 1_764_000_000_000 }

describe('a simulator', () => {
  test('with the same seed and the same calls leaves exactly the same behind; another seed other ids', async () => {
    const [once, again, other] = [
      await story({ seed: 'a', clock }),
      await story({ seed: 'a', clock }),
      await story({ seed: 'b', clock }),
    ]
    expect(again.left).toEqual(once.left)
    expect(other.left).not.toEqual(once.left)
    expect(other.left.events.map(({ Event }) => Event)).toEqual(once.left.events.map(({ Event }) => Event))
  })

  test('when events are pushed does not change what ids come next', async () => {
    const withoutPushes = await story({ seed: 'a', clock })
    const simulator = createSimulator({ mode: 'legacy', seed: 'a', clock })
    simulator.pushTo(async () => new Response(''), { token: 'token1', order: 'before', twice: true })
    const wechat = new WeChatCardClient(simulator.clientOptions())
    const { card_id } = await wechat.cards.create({ card: sampleCard('MEMBER_CARD') })
    expect(card_id).toBe(withoutPushes.cardId)
  })

  test('is an account of its own', async () => {
    const [one, other] = [merchant({ appId: 'wxOne' }), merchant({ appId: 'wxOther' })]
    const cardId = await one.create(sampleCard('CASH'))
    await expect(other.wechat.cards.get({ card_id: cardId })).rejects.toMatchObject({ errcode: 40073 })
    expect(other.simulator.snapshot().cards).toEqual([])
    expect(other.simulator.requests.count('/card/create')).toBe(0)
  })

  test('says what there is: cards, codes with their members, users', async () => {
    const { simulator, cardId, coupon, code } = await story({ clock })
    expect(simulator.snapshot()).toEqual({
      now: 1_764_000_001_000,
      cards: [
        { cardId, cardType: 'MEMBER_CARD', status: 'CARD_STATUS_VERIFY_OK', quantity: 999, issued: 1, deposited: 0 },
        { cardId: coupon, cardType: 'CASH', status: 'CARD_STATUS_VERIFY_OK', quantity: 999, issued: 1, deposited: 0 },
      ],
      codes: expect.arrayContaining([
        {
          cardId,
          code,
          openid: 'oLin',
          status: 'NORMAL',
          outerStr: 'door',
          active: true,
          membershipNumber: 'M-1',
          bonus: 10,
          balance: 0,
        },
        expect.objectContaining({ cardId: coupon, openid: 'oLin', status: 'NORMAL' }),
      ]),
      giftOrders: [],
      subMerchants: [],
      stores: [],
      users: [{ openid: 'oLin' }, { openid: 'oWang' }],
    })
    expect(simulator.snapshot().codes).toHaveLength(2)
  })

  test('hands out copies: changing a snapshot changes nothing', async () => {
    const { simulator } = await story({ clock })
    const before = simulator.snapshot()
    const spoilt: unknown = simulator.snapshot()
    const { cards, users } = spoilt as Record<'cards' | 'users', Record<string, unknown>[]>
    for (const card of cards) card.quantity = -1
    for (const user of users) user.openid = ''
    expect(simulator.snapshot()).toEqual(before)
  })

  test('counts what really happened', async () => {
    const { simulator, cardId, coupon, code } = await story({ clock })
    expect(simulator.effects.counts).toEqual({ 'code.issued': 2, 'member.activated': 1, 'member.bonus': 1 })
    expect(simulator.effects.filter(({ type }) => type !== 'code.issued')).toEqual([
      { type: 'member.activated', cardId, code, at: 1_764_000_000_000 },
      { type: 'member.bonus', cardId, code, by: 10, now: 10, at: 1_764_000_000_000 },
    ])
    expect(simulator.effects.filter(({ cardId: of }) => of === coupon)).toMatchObject([
      { type: 'code.issued', openid: 'oWang' },
    ])
  })

  test('notes what arrived, without tokens and secrets', async () => {
    const { simulator, wechat } = await story({ clock })
    const { appSecret } = simulator
    const token = await wechat.getAccessToken()
    expect(simulator.requests.counts).toMatchObject({
      '/cgi-bin/stable_token': 1,
      '/cgi-bin/ticket/getticket': 1,
      '/card/create': 2,
      '/card/code/decrypt': 1,
    })
    expect(simulator.requests.at(0)).toEqual({
      method: 'POST',
      path: '/cgi-bin/stable_token',
      query: {},
      body: { grant_type: 'client_credential', appid: simulator.appId, secret: '***', force_refresh: false },
      errcode: 0,
      at: 1_764_000_000_000,
    })
    expect(simulator.requests.at(-1)).toMatchObject({
      path: '/card/code/decrypt',
      query: { access_token: '***' },
      errcode: 0,
    })
    const text = JSON.stringify([...simulator.requests])
    expect(text).not.toContain(appSecret)
    expect(text).not.toContain(String(token))
  })

  test('tells of requests as they are answered, and survives a listener that fails', async () => {
    const seen: string[] = []
    const { wechat } = merchant({
      onRequest: ({ path, errcode }) => {
        seen.push(`${path} ${errcode}`)
        throw new Error('a broken listener')
      },
    })
    await expect(wechat.cards.get({ card_id: 'pNone' })).rejects.toMatchObject({ errcode: 40073 })
    expect(seen).toEqual(['/cgi-bin/stable_token 0', '/card/get 40073'])
  })

  test('keeps no more records than it is told to, and counts on', async () => {
    const { simulator, wechat } = merchant({ keptRecords: 5 })
    for (let at = 0; at < 100; at++) await wechat.cards.list({ offset: 0, count: 1 })
    expect(simulator.requests.length).toBeLessThanOrEqual(5 + 16)
    expect(simulator.requests.count('/card/batchget')).toBe(100)
  })
})

describe('reset', () => {
  test('begins anew: the same calls bring the same again; phones, clients and addresses stay good', async () => {
    const { simulator, wechat, create } = merchant({ seed: 'a', clock })
    const heard: string[] = []
    simulator.pushTo(
      async (request) => {
        heard.push(/<Event><!\[CDATA\[(\w+)/.exec(await request.text())?.[1] ?? '')
        return new Response('')
      },
      { token: 'token1' },
    )
    const [lin] = phonesOf(simulator)
    const first = await create(sampleCard('CASH'))
    await lin.addCard(await wechat.buildAddCardList([{ cardId: first }]))
    simulator.advance(5_000)
    simulator.faults.add({ status: 500, times: Infinity })
    await simulator.settled()
    simulator.reset()
    expect(simulator.snapshot()).toEqual({
      now: clock.now(),
      cards: [],
      codes: [],
      giftOrders: [],
      subMerchants: [],
      stores: [],
      users: [],
    })
    expect(
      [simulator.requests, simulator.effects, simulator.events, simulator.pushes].map((log) => log.count()),
    ).toEqual([0, 0, 0, 0])
    expect(lin.wallet()).toEqual([])
    heard.length = 0
    const again = await create(sampleCard('CASH'))
    expect(again).toBe(first)
    await lin.addCard(await wechat.buildAddCardList([{ cardId: again }]))
    await simulator.settled()
    expect(heard).toEqual(['card_pass_check', 'user_get_card'])
  })

  test('tokens and tickets stay good, because clients hold them', async () => {
    const { simulator, wechat, claimBy, phone } = await withCard(sampleCard('CASH'))
    await claimBy(phone)
    const held = [await wechat.getAccessToken(), await wechat.getCardTicket()]
    simulator.advance(3_600_000)
    simulator.reset()
    const { card_id: cardId } = await wechat.cards.create({ card: sampleCard('CASH') })
    await phone.addCard(await wechat.buildAddCardList([{ cardId }]))
    expect([await wechat.getAccessToken(), await wechat.getCardTicket()]).toEqual(held)
    const other = new WeChatCardClient(simulator.clientOptions())
    await other.cards.list({ offset: 0, count: 1 })
    expect(simulator.requests.count('/cgi-bin/stable_token')).toBe(1)
  })

  test('what was planned in the old life of the account does not happen in the new one', async () => {
    const { simulator, claimBy, phone } = await withCard(sampleCard('CASH'))
    await phone.giveCard(await claimBy(phone))
    simulator.reset()
    simulator.advance(3 * 86_400_000)
    expect(simulator.events.count()).toBe(0)
  })
})

describe('time', () => {
  test('moves when it is told to, and lets happen on the way what is due', async () => {
    const { simulator, claimBy, phone } = await withCard(sampleCard('CASH'), { clock })
    await phone.giveCard(await claimBy(phone))
    simulator.advance(7 * 86_400_000)
    const [back] = eventsOf(simulator, 'user_gifting_card').slice(1)
    expect(back?.CreateTime).toBe(1_764_000_000 + 86_400) // at its time, not at the end
    expect(simulator.clientOptions().clock.now()).toBe(clock.now() + 7 * 86_400_000)
  })

  test('that passes by itself counts too', async () => {
    let now = clock.now()
    const { simulator, claimBy, phone } = await withCard(sampleCard('CASH'), { clock: { now: () => now } })
    await phone.giveCard(await claimBy(phone))
    now += 2 * 86_400_000
    await failureOf(phone.scan('nothing'))
    expect(eventsOf(simulator, 'user_gifting_card')).toHaveLength(2)
    expect(phone.wallet()).toMatchObject([{ status: 'GIFT_TIMEOUT' }])
  })

  test.each([-1, 1.5, Number.NaN, '1000', undefined])('%j is no time to advance by', (ms) => {
    expect(() => createSimulator().advance(ms as number)).toThrow(InputError)
  })
})

describe('decisions', () => {
  test('about sub-merchants and stores can be left to the test', async () => {
    const { simulator, wechat } = merchant({ review: 'manual' })
    const { info } = await wechat.subMerchants.create({
      info: {
        brand_name: 'Demo Cafe',
        logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/sim/0',
        protocol: 'MEDIA1',
        agreement_media_id: 'MEDIA2',
        end_time: Math.floor(simulator.clientOptions().clock.now() / 1000) + 86_400 * 365,
        primary_category_id: 1,
        secondary_category_id: 101,
      },
    })
    expect(info.status).toBe('CHECKING')
    simulator.reject('subMerchant', info.merchant_id, 'letter not readable')
    expect(await wechat.subMerchants.get({ merchant_id: info.merchant_id })).toMatchObject({
      info: { status: 'REJECTED' },
    })
    simulator.approve('subMerchant', info.merchant_id)
    expect(simulator.snapshot().subMerchants).toEqual([{ merchantId: info.merchant_id, status: 'APPROVED' }])
    expect(eventsOf(simulator, 'card_merchant_check_result')).toMatchObject([
      { MerchantId: info.merchant_id, IsPass: 0, Reason: 'letter not readable' },
      { MerchantId: info.merchant_id, IsPass: 1 },
    ])
  })

  test('about the platform in agent mode too, whose token is made by hand', async () => {
    const simulator = createSimulator({ review: 'manual' })
    const token = simulator.issueComponentToken()
    const wechat = new WeChatCardClient({ ...simulator.clientOptions(), accessToken: async () => token })
    expect(await wechat.agents.getQualification()).toMatchObject({ result: 'RESULT_NOTHING_TO_CHECK' })
    simulator.approve('agent')
    expect(await wechat.agents.getQualification()).toMatchObject({ result: 'RESULT_PASS' })
    simulator.reject('agent')
    expect(await wechat.agents.getQualification()).toMatchObject({ result: 'RESULT_NOT_PASS' })
  })

  test.each([
    ['card', 'pNobody'],
    ['subMerchant', 7],
    ['store', 7],
    ['giftPage', 'none'],
    ['agentMerchant', 'wxNobody'],
    ['invoice', 'none'],
    ['card', undefined],
    ['voucher', 'p'],
  ])('about a %s called %s are an InputError', (kind, id) => {
    const simulator = createSimulator()
    expect(() => simulator.approve(kind as 'card', id)).toThrow(InputError)
    expect(() => simulator.reject(kind as 'card', id, 'no')).toThrow(InputError)
  })

  test('about a deleted card are none', async () => {
    const { simulator, wechat, cardId } = await withCard(sampleCard('CASH'))
    await wechat.cards.delete({ card_id: cardId })
    expect(() => simulator.approveCard(cardId)).toThrow(InputError)
  })
})

describe('an AppID that is not the simulator’s', () => {
  test('is said to be invalid in the test that used it', async () => {
    const { simulator } = merchant()
    const wechat = new WeChatCardClient({ ...simulator.clientOptions(), appId: 'wxSomebodyElse' })
    const error: unknown = await wechat.cards.list({ offset: 0, count: 1 }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(CredentialError)
    expect(error).toMatchObject({ errcode: 40013, message: expect.stringMatching(/40013 invalid appid/) })
  })
})

describe('fetch', () => {
  test('stands in for the global one, with addresses, Requests and bodies of every kind', async () => {
    const simulator = createSimulator()
    vi.stubGlobal('fetch', simulator.fetch)
    const { appId, appSecret } = simulator
    const query = `grant_type=client_credential&appid=${appId}&secret=${appSecret}`
    const issued = await fetch(new URL(`https://api.weixin.qq.com/cgi-bin/token?${query}`))
    const { access_token } = (await issued.json()) as { access_token: string }
    const address = `https://api.weixin.qq.com/card/batchget?access_token=${access_token}`
    const body = JSON.stringify({ offset: 0, count: 10 })
    const bodies = [body, Buffer.from(body), new Blob([body]), new Blob([body]).stream()]
    for (const each of bodies) {
      const init = {
        method: 'POST',
        body: each,
        ...(each instanceof ReadableStream ? { duplex: 'half' as const } : {}),
      }
      expect(await (await fetch(address, init)).json()).toMatchObject({ errcode: 0 })
      if (each instanceof ReadableStream) continue // it is used up
      expect(await (await fetch(new Request(address, init))).json()).toMatchObject({ errcode: 0 })
    }
    const form = new FormData()
    form.append('buffer', new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47])], { type: 'image/png' }), 'logo.png')
    const upload = `https://api.weixin.qq.com/cgi-bin/media/uploadimg?access_token=${access_token}`
    expect(await (await fetch(upload, { method: 'POST', body: form })).json()).toMatchObject({
      url: expect.any(String),
    })
  })

  test('can be aborted before and while it waits', async () => {
    const simulator = createSimulator()
    const reason = new Error('enough')
    const aborted = AbortSignal.abort(reason)
    const address = 'https://api.weixin.qq.com/cgi-bin/token'
    await expect(simulator.fetch(address, { signal: aborted })).rejects.toBe(reason)
    expect(simulator.requests.count()).toBe(0)
    simulator.faults.add({ stall: 'headers' })
    const controller = new AbortController()
    const running = simulator.fetch(address, { signal: controller.signal })
    controller.abort(reason)
    await expect(running).rejects.toBe(reason)
  })

  test('says no to what is no endpoint, and to the wrong method, as WeChat does', async () => {
    const simulator = createSimulator()
    const answer = async (path: string, method: string) =>
      (await (await simulator.fetch(`https://api.weixin.qq.com${path}`, { method })).json()) as {
        errcode: number
        errmsg: string
      }
    expect(await answer('/card/nothing', 'POST')).toMatchObject({
      errcode: 40066,
      errmsg: expect.stringMatching(/POST \/card\/nothing/),
    })
    expect(await answer('/card/create', 'GET')).toMatchObject({ errcode: 43002 })
    expect(await answer('/cgi-bin/token', 'POST')).toMatchObject({ errcode: 43001 })
    expect(await answer('/card/create', 'POST')).toMatchObject({ errcode: 41001 })
  })
})

describe('phones over HTTP', () => {
  test('do for other languages what they do here, gift cards and decisions included', async ({ onTestFinished }) => {
    const { simulator, wechat, cardId } = await withCard(sampleCard('CASH'), { review: 'manual' })
    const { url, close } = await simulator.listen({ control: true })
    onTestFinished(close)
    const post = async (name: string, body: object): Promise<unknown> => {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(`${url}/_simulator/${name}`, { method: 'POST', headers, body: JSON.stringify(body) })
      return await response.json()
    }
    const { url: qrCode } = await wechat.distribution.createQrCode({
      action_name: 'QR_CARD',
      action_info: { card: { card_id: cardId } },
    })
    const user = { openid: 'oLin' }
    expect(await post('phone/scan', { user, arguments: [qrCode] })).toMatchObject({ errMsg: 'scan:fail (卡券审核中)' })
    await post('approve', { kind: 'card', id: cardId })
    expect(await post('phone/scan', { user, arguments: [qrCode] })).toMatchObject([{ cardId }])
    expect(
      await post('phone/giftCards/buy', { user, arguments: ['https://mp.weixin.qq.com/', { cardIds: ['p'] }] }),
    ).toEqual({ errMsg: 'buyGiftCards:fail (参数错误)', reason: expect.stringMatching(/no shelf/) })
    expect(await post('issueComponentToken', {})).toEqual({ token: expect.stringMatching(/^[\w-]{100,}$/) })
    expect(simulator.phone(user).wallet()).toHaveLength(1)
  })
})

describe('the network', () => {
  test('is never reached, whatever is done', async () => {
    const reached: string[] = []
    const forbidden = (name: string) =>
      (() => {
        reached.push(name)
        throw new Error(`${name} reaches the network`)
      }) as never
    vi.stubGlobal('fetch', forbidden('fetch'))
    vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(forbidden('Socket.connect'))
    for (const name of ['connect', 'createConnection'] as const)
      vi.spyOn(net, name).mockImplementation(forbidden(`net.${name}`))
    vi.spyOn(tls, 'connect').mockImplementation(forbidden('tls.connect'))
    vi.spyOn(dns, 'lookup').mockImplementation(forbidden('dns.lookup'))
    vi.spyOn(dns.promises, 'lookup').mockImplementation(forbidden('dns.promises.lookup'))
    for (const module of [http, https]) {
      for (const name of ['request', 'get'] as const) vi.spyOn(module, name).mockImplementation(forbidden(name))
    }
    expect(() => net.connect(80)).toThrow(/reaches the network/) // the guard works
    reached.length = 0
    const { simulator } = await story({})
    simulator.pushTo(async () => new Response('success'), { token: 'token1' })
    simulator.emit({ Event: 'user_view_card' })
    simulator.revokeTokens()
    simulator.faults.add({ reset: true })
    await failureOf(simulator.phone({ openid: 'oLin' }).scan('http://weixin.qq.com/q/none'))
    await simulator.settled()
    simulator.reset()
    expect(reached).toEqual([])
  })
})
