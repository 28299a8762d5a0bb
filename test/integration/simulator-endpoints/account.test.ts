import { describe, expect, test } from 'vitest'
import { ApiError, InputError, WeChatCardClient } from '../../../src/index.js'
import { createSimulator, type SimulatorOptions } from '../../../src/testing/index.js'
import { caught, errcodeOf } from '../../support/wire.js'

const secret = '0123456789abcdef0123456789abcdef'

describe('account on the wire', () => {
  test('clearQuotaWithSecret carries AppID and AppSecret in query and body, and no token', async () => {
    const urls: string[] = []
    const wechat = new WeChatCardClient({
      appId: 'wx00000000000000a1',
      appSecret: secret,
      fetch: async (url, { body }) => {
        urls.push(url, String(body))
        return Response.json({ errcode: 0, errmsg: 'ok' })
      },
    })
    await wechat.account.clearQuotaWithSecret()
    expect(urls).toEqual([
      `https://api.weixin.qq.com/cgi-bin/clear_quota/v2?appid=wx00000000000000a1&appsecret=${secret}`,
      `{"appid":"wx00000000000000a1","appsecret":"${secret}"}`,
    ])
  })

  test('everything else', async () => {
    const { wechat, sent } = caught()
    await wechat.account.clearQuota({ appid: 'wx00000000000000a1' })
    await wechat.account.clearApiQuota({ cgi_path: '/channels/ec/product/get' })
    await wechat.account.getQuota({ cgi_path: '/card/create' })
    await wechat.account.getRid({ rid: '65a1b2c3-0a0b0c0d-11223344' })
    await wechat.account.getCallbackAddresses()
    await wechat.account.getApiAddresses()
    expect(sent.map(({ method, target, body }) => [method, target, body])).toEqual([
      ['POST', '/cgi-bin/clear_quota', '{"appid":"wx00000000000000a1"}'],
      ['POST', '/cgi-bin/openapi/quota/clear', '{"cgi_path":"/channels/ec/product/get"}'],
      ['POST', '/cgi-bin/openapi/quota/get', '{"cgi_path":"/card/create"}'],
      ['POST', '/cgi-bin/openapi/rid/get', '{"rid":"65a1b2c3-0a0b0c0d-11223344"}'],
      ['GET', '/cgi-bin/getcallbackip', undefined],
      ['GET', '/cgi-bin/get_api_domain_ip', undefined],
    ])
  })

  test('replies of the specification come back as they are', async () => {
    const samples = [
      {
        errcode: 0,
        errmsg: 'ok',
        quota: { daily_limit: 1000000, used: 12, remain: 999988 },
        rate_limit: { call_count: 1000, refresh_second: 60 },
      },
      {
        errcode: 0,
        errmsg: 'ok',
        request: {
          invoke_time: 1700000000,
          cost_in_ms: 31,
          request_url: 'access_token=**&foo=1',
          request_body: '{}',
          response_body: '{"errcode":40073}',
          client_ip: '192.0.2.10',
        },
      },
      { ip_list: ['192.0.2.0/25', '198.51.100.7'] },
    ] as const
    const [quota, rid, addresses] = samples.map((sample) => caught(sample).wechat.account)
    expect(await quota?.getQuota({ cgi_path: '/card/create' })).toEqual(samples[0])
    expect(await rid?.getRid({ rid: '65a1b2c3-0a0b0c0d-11223344' })).toEqual(samples[1])
    expect(await addresses?.getCallbackAddresses()).toEqual(samples[2])
  })
})

function account(options: SimulatorOptions = {}) {
  const simulator = createSimulator(options)
  const wechat = new WeChatCardClient(simulator.clientOptions())
  return { simulator, wechat, account: wechat.account, appid: simulator.appId }
}

const colours = (wechat: WeChatCardClient) => wechat.cards.getColors()

describe('quotas', () => {
  test('are counted, shown and cleared', async () => {
    const { wechat, account: own, appid } = account({ dailyQuotas: { '/card/getcolors': 2 } })
    await colours(wechat)
    await colours(wechat)
    expect(await errcodeOf(colours(wechat))).toBe(45009)
    const full = { daily_limit: 2, used: 2, remain: 0 }
    expect((await own.getQuota({ cgi_path: '/card/getcolors' })).quota).toEqual(full)
    await own.clearQuota({ appid })
    expect((await own.getQuota({ cgi_path: '/card/getcolors' })).quota).toEqual({ daily_limit: 2, used: 0, remain: 2 })
    await colours(wechat)
  })

  test('start anew at midnight in China', async () => {
    const clock = { now: () => Date.UTC(2026, 10, 1, 15, 59) }
    const { simulator, wechat } = account({ clock, dailyQuotas: { '/card/getcolors': 1 } })
    await colours(wechat)
    expect(await errcodeOf(colours(wechat))).toBe(45009)
    simulator.advance(60_000)
    expect(await colours(wechat)).toMatchObject({ errcode: 0 })
  })

  test('by the minute are shown where there are any', async () => {
    const { account: own } = account({ minuteQuotas: { '/card/create': 1000 } })
    const { rate_limit } = await own.getQuota({ cgi_path: '/card/create' })
    expect(rate_limit).toEqual({ call_count: 1000, refresh_second: 60 })
    expect(await own.getQuota({ cgi_path: '/card/get' })).not.toHaveProperty('rate_limit')
    expect(await own.getQuota({ cgi_path: '/card/invoice/setbizattr' })).toMatchObject({ errcode: 0 })
  })

  test('of one endpoint are cleared by themselves', async () => {
    const { wechat, account: own } = account()
    await colours(wechat)
    await own.clearApiQuota({ cgi_path: '/card/getcolors' })
    expect((await own.getQuota({ cgi_path: '/card/getcolors' })).quota.used).toBe(0)
    expect(await own.clearApiQuota({ cgi_path: '/channels/ec/product/get' })).toMatchObject({ errcode: 0 })
    expect(await errcodeOf(own.clearApiQuota({ cgi_path: '/card/none' }))).toBe(76021)
  })

  test('are cleared ten times a month, by whichever call', async () => {
    const clock = { now: () => Date.UTC(2026, 10, 29, 16) } // midnight before 30 November in China
    const { simulator, account: own, appid } = account({ clock })
    for (let n = 0; n < 5; n++) {
      await own.clearQuota({ appid })
      await own.clearQuotaWithSecret()
    }
    expect(await errcodeOf(own.clearQuota({ appid }))).toBe(48006)
    expect(await errcodeOf(own.clearQuotaWithSecret())).toBe(48006)
    expect(await errcodeOf(own.clearApiQuota({ cgi_path: '/card/create' }))).toBe(48006)
    simulator.advance(86_400_000)
    expect(await own.clearQuota({ appid })).toMatchObject({ errcode: 0 })
  })

  test('can be cleared with the secret when no token can be had any more', async () => {
    const { account: own, wechat } = account({ dailyQuotas: { '/cgi-bin/stable_token': 0 } })
    await expect(colours(wechat)).rejects.toMatchObject({ errcode: 45009 })
    expect(await own.clearQuotaWithSecret()).toMatchObject({ errcode: 0 })
  })

  test.each([
    ['clearQuota', 40013],
    ['clearQuotaWithSecret', 40013],
  ] as const)('%s is for the account itself: %i', async (method, errcode) => {
    const { simulator, account: own } = account()
    const elsewhere = new WeChatCardClient({ ...simulator.clientOptions(), appId: 'wx00000000000000ff' })
    const call = method === 'clearQuota' ? own.clearQuota({ appid: 'wx00000000000000ff' }) : elsewhere.account[method]()
    expect(await errcodeOf(call)).toBe(errcode)
  })

  test('a wrong secret is refused, and told to nobody', async () => {
    const { simulator } = account()
    const wechat = new WeChatCardClient({ ...simulator.clientOptions(), appSecret: secret })
    const error: unknown = await wechat.account.clearQuotaWithSecret().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ errcode: 40125 })
    expect(JSON.stringify(simulator.requests) + String(error)).not.toContain(secret)
  })

  test('with the secret is nothing for a client that has none', async () => {
    const { simulator } = account()
    const { appSecret: _, ...options } = simulator.clientOptions()
    const wechat = new WeChatCardClient({ ...options, accessToken: async () => 'TOKEN' })
    await expect(wechat.account.clearQuotaWithSecret()).rejects.toThrow(InputError)
    expect(simulator.requests).toEqual([])
  })

  test.each(['/cgi-bin/clear_quota/v2', '/cgi-bin/clear_quota/v2?appid={id}&appsecret={secret}'])(
    'WeChat takes the two values from either place: %s',
    async (target) => {
      const { simulator } = account()
      const { appId, appSecret } = simulator
      const inQuery = target.includes('?')
      const url = `https://api.weixin.qq.com${target.replace('{id}', appId).replace('{secret}', appSecret)}`
      const body = inQuery ? '' : JSON.stringify({ appid: appId, appsecret: appSecret })
      const reply = await simulator.fetch(url, { method: 'POST', body })
      expect(await reply.json()).toEqual({ errcode: 0, errmsg: 'ok' })
    },
  )

  test('of no endpoint are refused, and the hint speaks of the path', async () => {
    const { simulator, wechat, account: own } = account()
    expect(await errcodeOf(own.getQuota({ cgi_path: '/card/none' }))).toBe(76021)
    expect(await errcodeOf(own.getQuota({ cgi_path: '/sns/userinfo' }))).toBe(76022)
    const bare = { method: 'POST', path: '/cgi-bin/openapi/quota/get', effect: 'read' } as const
    expect(await errcodeOf(wechat.call(bare, { cgi_path: 'card/create' }))).toBe(76003)
    simulator.faults.add({ path: bare.path, errcode: 76003 })
    await expect(own.getQuota({ cgi_path: '/card/create' })).rejects.toMatchObject({
      hint: expect.stringContaining('cgi_path'),
    })
  })

  test.each(['card/create', 'https://api.weixin.qq.com/card/create', '/card/create?x=1'])(
    'a path such as %s is refused before sending',
    async (cgi_path) => {
      const { simulator, account: own } = account()
      await expect(own.getQuota({ cgi_path })).rejects.toThrow(InputError)
      await expect(own.clearApiQuota({ cgi_path })).rejects.toThrow(InputError)
      expect(simulator.requests).toEqual([])
    },
  )
})

describe('a rid', () => {
  async function failed(options: SimulatorOptions = {}) {
    const all = account({ clock: { now: () => 1_764_000_000_500 }, ...options })
    const error: unknown = await all.wechat.cards.get({ card_id: 'pNone' }).catch((reason: unknown) => reason)
    if (!(error instanceof ApiError) || error.rid === undefined) throw new Error('a refusal has a rid')
    return { ...all, rid: error.rid }
  }

  test('shows the failed call as it arrived, without its token', async () => {
    const { account: own, rid } = await failed()
    const { request } = await own.getRid({ rid })
    expect(request).toEqual({
      invoke_time: 1_764_000_000,
      cost_in_ms: expect.any(Number),
      request_url: 'access_token=**',
      request_body: '{"card_id":"pNone"}',
      response_body: expect.any(String),
      client_ip: expect.any(String),
    })
    expect(JSON.parse(request.response_body)).toEqual({
      errcode: 40073,
      errmsg: expect.stringMatching(new RegExp(`^invalid card id hint: \\[[\\w~]{14}\\] rid: ${rid}$`)),
    })
  })

  test('is there for faults too', async () => {
    const { simulator, wechat, account: own } = account()
    simulator.faults.add({ path: '/card/getcolors', errcode: 48004 })
    const error: unknown = await colours(wechat).catch((reason: unknown) => reason)
    const { request } = await own.getRid({ rid: error instanceof ApiError ? (error.rid ?? '') : '' })
    expect(JSON.parse(request.response_body)).toMatchObject({ errcode: 48004 })
  })

  test('never shows the AppSecret', async () => {
    const { simulator, account: own } = account()
    for (let n = 0; n < 10; n++) await own.clearQuotaWithSecret()
    const error: unknown = await own.clearQuotaWithSecret().catch((reason: unknown) => reason)
    const shown = await own.getRid({ rid: error instanceof ApiError ? (error.rid ?? '') : '' })
    expect(shown.request.request_url).toBe(`appid=${simulator.appId}&appsecret=**`)
    expect(JSON.stringify(shown)).not.toContain(simulator.appSecret)
  })

  test('lives seven days', async () => {
    const { simulator, account: own, rid } = await failed()
    simulator.advance(7 * 86_400_000)
    expect(await own.getRid({ rid })).toMatchObject({ errcode: 0 })
    simulator.advance(1000)
    expect(await errcodeOf(own.getRid({ rid }))).toBe(76001)
  })

  test('is kept as long as there is room', async () => {
    const { wechat, account: own, rid } = await failed({ keptRecords: 2 })
    const again = () => wechat.cards.get({ card_id: 'pNone' }).catch(() => {})
    await again()
    expect(await own.getRid({ rid })).toMatchObject({ errcode: 0 })
    await again()
    await again()
    expect(await errcodeOf(own.getRid({ rid }))).toBe(76001)
  })

  test('that is none, unknown, or another account’s is refused', async () => {
    const { simulator, account: own } = account()
    expect(await errcodeOf(own.getRid({ rid: 'invalid card id rid: 65a1b2c3-0a0b0c0d-11223344' }))).toBe(76002)
    expect(await errcodeOf(own.getRid({ rid: '65a1b2c3-0a0b0c0d-11223344' }))).toBe(76001)
    simulator.faults.add({ path: '/cgi-bin/openapi/rid/get', errcode: 76003 })
    await expect(own.getRid({ rid: '65a1b2c3-0a0b0c0d-11223344' })).rejects.toMatchObject({
      errcode: 76003,
      hint: expect.stringContaining('another account'),
    })
  })
})

describe('addresses', () => {
  test('of pushes and of the API come without a code', async () => {
    const { account: own } = account()
    for (const reply of [await own.getCallbackAddresses(), await own.getApiAddresses()]) {
      expect(Object.keys(reply)).toEqual(['ip_list'])
      expect(reply.ip_list.every((address) => /^[\d.]+(\/\d+)?$/.test(address))).toBe(true)
    }
  })
})
