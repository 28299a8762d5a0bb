import { describe, expect, test } from 'vitest'
import { createSimulator, type SimulatorOptions } from '../../../src/testing/index.js'

// What WeChat's pages say of tokens and tickets, asked of the simulator as any program would ask it.

const MINUTE = 60_000
const HOUR = 60 * MINUTE

interface Issued {
  readonly access_token: string
  readonly expires_in: number
  readonly ticket: string
  readonly errcode?: number
  readonly errmsg?: string
}

/** An account at noon in China, and short ways to ask for what is issued. */
function account(options: SimulatorOptions = {}) {
  const simulator = createSimulator({ clock: { now: () => Date.UTC(2026, 10, 1, 4) }, ...options })
  const { appId: appid, appSecret: secret } = simulator
  const ask = async (path: string, body?: object): Promise<Issued> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    return (await (await simulator.fetch(`https://api.weixin.qq.com${path}`, init)).json()) as Issued
  }
  const grant = { grant_type: 'client_credential', appid, secret }
  return {
    simulator,
    grant,
    ask,
    classic: (change: object = {}) =>
      ask(`/cgi-bin/token?${new URLSearchParams(JSON.parse(JSON.stringify({ ...grant, ...change })))}`),
    stable: (change: object = {}) => ask('/cgi-bin/stable_token', { ...grant, ...change }),
    ticket: async (type: string) => {
      const { access_token } = await ask('/cgi-bin/stable_token', grant)
      return await ask(`/cgi-bin/ticket/getticket?access_token=${access_token}&type=${type}`)
    },
    /** 0 while a token is good, else why it is not. */
    stateOf: async (token: string) => (await ask(`/card/getcolors?access_token=${token}`)).errcode,
  }
}

describe('the classic token', () => {
  test('is another one at each call, and the one before works for five minutes more', async () => {
    const { simulator, classic, stateOf } = account()
    const first = await classic()
    const second = await classic()
    expect([first.expires_in, second.expires_in]).toEqual([7200, 7200])
    expect(second.access_token).not.toBe(first.access_token)
    simulator.advance(5 * MINUTE - 1)
    expect(await stateOf(first.access_token)).toBe(0)
    simulator.advance(1)
    expect(await stateOf(first.access_token)).toBe(40001)
    expect(await stateOf(second.access_token)).toBe(0)
    simulator.advance(2 * HOUR)
    expect(await stateOf(second.access_token)).toBe(42001)
  })

  test('and the stable one leave each other alone', async () => {
    const { simulator, classic, stable, stateOf } = account()
    const one = await classic()
    const other = await stable()
    await stable({ force_refresh: true })
    await classic()
    expect(await stateOf(one.access_token)).toBe(0)
    expect(await stateOf(other.access_token)).toBe(0)
    simulator.advance(MINUTE)
    await stable({ force_refresh: true })
    expect(await stateOf(one.access_token)).toBe(0)
  })

  test('is issued 2000 times a day', async () => {
    const { simulator, classic } = account()
    for (let call = 0; call < 2000; call++) await classic()
    expect(await classic()).toMatchObject({ errcode: 45009 })
    simulator.advance(12 * HOUR)
    expect(await classic()).toMatchObject({ expires_in: 7200 })
  })
})

describe('the stable token', () => {
  test('is the same one with the rest of its time, until its last five minutes bring another', async () => {
    const { simulator, stable, stateOf } = account()
    const first = await stable()
    expect(first).toEqual({ access_token: expect.any(String), expires_in: 7200 })
    simulator.advance(HOUR)
    expect(await stable()).toEqual({ access_token: first.access_token, expires_in: 3600 })
    simulator.advance(55 * MINUTE - 1)
    expect((await stable()).access_token).toBe(first.access_token)
    simulator.advance(1)
    const second = await stable()
    expect(second).toEqual({ access_token: expect.any(String), expires_in: 7200 })
    expect(second.access_token).not.toBe(first.access_token)
    expect([await stateOf(first.access_token), await stateOf(second.access_token)]).toEqual([0, 0])
    simulator.advance(5 * MINUTE)
    expect([await stateOf(first.access_token), await stateOf(second.access_token)]).toEqual([42001, 0])
  })

  test('is replaced by force, after which the old one lives five minutes, or until it is done again', async () => {
    const { simulator, stable, stateOf } = account()
    const leaked = await stable()
    const second = await stable({ force_refresh: true })
    expect(second.access_token).not.toBe(leaked.access_token)
    expect(await stateOf(leaked.access_token)).toBe(0)
    simulator.advance(30_000)
    const third = await stable({ force_refresh: true })
    expect(await Promise.all([leaked, second, third].map(({ access_token }) => stateOf(access_token)))).toEqual([
      40001, 0, 0,
    ])
    simulator.advance(5 * MINUTE)
    expect([await stateOf(second.access_token), await stateOf(third.access_token)]).toEqual([40001, 0])
  })

  test('stays when it is forced again within 30 seconds', async () => {
    const { simulator, stable } = account()
    const first = await stable({ force_refresh: true })
    simulator.advance(29_999)
    expect((await stable({ force_refresh: true })).access_token).toBe(first.access_token)
    simulator.advance(1)
    expect((await stable({ force_refresh: true })).access_token).not.toBe(first.access_token)
  })

  test('is forced 20 times a day', async () => {
    const { simulator, stable } = account()
    for (let call = 0; call < 20; call++) {
      await stable({ force_refresh: true })
      simulator.advance(30_000)
    }
    expect(await stable({ force_refresh: true })).toMatchObject({ errcode: 45009 })
    expect(await stable()).toMatchObject({ access_token: expect.any(String) })
    simulator.advance(12 * HOUR)
    expect(await stable({ force_refresh: true })).toMatchObject({ expires_in: 7200 })
  })

  test('is asked for 10 000 times a minute', async () => {
    const { simulator, stable } = account()
    for (let call = 0; call < 10_000; call++) await stable()
    expect(await stable()).toMatchObject({ errcode: 45011 })
    simulator.advance(MINUTE)
    expect(await stable()).toMatchObject({ access_token: expect.any(String) })
  })
})

describe('no token is issued', () => {
  test.each([
    ['for another grant', 40002, { grant_type: 'refresh_token' }],
    ['for another account', 40013, { appid: 'wx00000000000000ff' }],
    ['without an AppID', 41002, { appid: undefined }],
    ['without a secret', 41004, { secret: undefined }],
    ['for another secret', 40125, { secret: 'f'.repeat(32) }],
  ])('%s: %i', async (_, errcode, change) => {
    const { classic, stable } = account()
    expect(await classic(change)).toMatchObject({ errcode })
    expect(await stable(change)).toMatchObject({ errcode })
  })

  test('to whoever asks in a query for the stable one', async () => {
    const { ask, grant } = account()
    expect(await ask(`/cgi-bin/stable_token?${new URLSearchParams(grant)}`, {})).toMatchObject({ errcode: 40002 })
  })
})

describe('a ticket', () => {
  test('is the same one for two hours, and said to last 7200 seconds each time', async () => {
    const { simulator, ticket } = account()
    const first = await ticket('wx_card')
    expect(first).toEqual({ errcode: 0, errmsg: 'ok', ticket: expect.any(String), expires_in: 7200 })
    simulator.advance(2 * HOUR - 1)
    expect(await ticket('wx_card')).toEqual(first)
    simulator.advance(1)
    const second = await ticket('wx_card')
    expect(second.expires_in).toBe(7200)
    expect(second.ticket).not.toBe(first.ticket)
  })

  test('for cards is not the one for pages', async () => {
    const { ticket } = account()
    expect((await ticket('wx_card')).ticket).not.toBe((await ticket('jsapi')).ticket)
  })

  test('outlives the token that it was asked for with', async () => {
    const { simulator, ticket } = account()
    const { ticket: value } = await ticket('wx_card')
    simulator.revokeTokens()
    expect((await ticket('wx_card')).ticket).toBe(value)
  })

  test('of an unknown type is refused, and one for cards to an account without cards', async () => {
    const { ticket } = account({ withoutPermissions: ['card'] })
    expect(await ticket('card')).toMatchObject({ errcode: 40097 })
    expect(await ticket('wx_card')).toMatchObject({ errcode: 48001 })
    expect(await ticket('jsapi')).toMatchObject({ errcode: 0 })
  })
})
