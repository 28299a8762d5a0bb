import { setupServer } from 'msw/node'
import { afterEach, describe, expect, test } from 'vitest'
import { ApiError, TransportError, WeChatCardClient } from '../../src/index.js'
import { createSimulator, type Fault, type Simulator } from '../../src/testing/index.js'
import { simulatorHandlers } from '../../src/testing/msw.js'
import { sampleCard } from '../support/card-samples.js'

/** Short, so that nothing is waited for long; a stalled answer costs one attempt of it. */
const PATIENCE = { attemptTimeoutMs: 400, totalTimeoutMs: 5_000, maxRetries: 0 }

/** What a test does when it is over. */
type OnEnd = (act: () => unknown) => void

/** Every way into a simulator, as a client that goes it. */
const WAYS: readonly [string, (simulator: Simulator, onEnd: OnEnd) => Promise<WeChatCardClient>][] = [
  ['fetch', async (simulator) => new WeChatCardClient({ ...simulator.clientOptions(), ...PATIENCE })],
  [
    'listen',
    async (simulator, onEnd) => {
      const { url, close } = await simulator.listen()
      onEnd(close)
      const { appId, appSecret, clock } = simulator.clientOptions()
      return new WeChatCardClient({ appId, appSecret, clock, baseUrl: url, allowUnsafeBaseUrl: true, ...PATIENCE })
    },
  ],
  [
    'msw',
    async (simulator, onEnd) => {
      const server = setupServer(...simulatorHandlers(simulator))
      server.listen({ onUnhandledRequest: 'error' })
      onEnd(() => server.close())
      const { appId, appSecret, clock } = simulator.clientOptions()
      return new WeChatCardClient({ appId, appSecret, clock, ...PATIENCE }) // the official address, and its own fetch
    },
  ],
]

const CONSUME = '/card/code/consume'

describe.each(WAYS)('by %s', (_, enter) => {
  const ends: (() => unknown)[] = []

  afterEach(async () => {
    for (const end of ends.splice(0)) await end()
  })

  /** A merchant with a claimed coupon, before anything is spoilt. */
  async function withCoupon() {
    const simulator = createSimulator({ mode: 'legacy' })
    const wechat = await enter(simulator, (act) => ends.push(act))
    const { card_id: cardId } = await wechat.cards.create({ card: sampleCard('CASH') })
    const phone = simulator.phone({ openid: 'oLin' })
    const { cardList } = await phone.addCard(await wechat.buildAddCardList([{ cardId }]))
    const code = await wechat.decryptCode(cardList[0]?.code ?? '')
    const consume = (options?: object): Promise<unknown> =>
      wechat.codes.consume({ code }, options).then(
        (reply) => reply,
        (error: unknown) => error,
      )
    return { simulator, wechat, cardId, code, consume }
  }

  test('what is not spoilt works', async () => {
    const { simulator, wechat, consume, code } = await withCoupon()
    expect(await consume()).toMatchObject({ errcode: 0, openid: 'oLin' })
    await expect(wechat.codes.consume({ code })).rejects.toMatchObject({ errcode: 40099 })
    expect(simulator.requests.count(CONSUME)).toBe(2)
  })

  const refused: readonly [string, Fault, object][] = [
    ['a code', { errcode: 45009 }, { code: 'ERR_API', errcode: 45009, outcome: 'rejected' }],
    ['a code with a text', { errcode: 48001, errmsg: 'closed' }, { errcode: 48001, errmsg: 'closed' }],
    ['the code for a busy system', { errcode: -1 }, { errcode: -1, outcome: 'unknown' }],
    ['an HTTP status', { status: 502 }, { code: 'ERR_HTTP_STATUS', status: 502, outcome: 'unknown' }],
    ['an HTTP status that refuses', { status: 403 }, { code: 'ERR_HTTP_STATUS', status: 403, outcome: 'rejected' }],
    ['HTML', { body: '<html>maintenance</html>' }, { code: 'ERR_RESPONSE', outcome: 'unknown' }],
    ['nothing', { body: '' }, { code: 'ERR_RESPONSE', outcome: 'unknown' }],
    ['half a body', { truncateAt: 20 }, { code: 'ERR_RESPONSE', outcome: 'unknown' }],
    ['a stall before the headers', { stall: 'headers' }, { code: 'ERR_TIMEOUT', outcome: 'unknown' }],
    ['a stall in the body', { stall: 'body' }, { code: 'ERR_TIMEOUT', outcome: 'unknown' }],
    ['a reset before the headers', { reset: true }, { code: 'ERR_NETWORK', outcome: 'unknown' }],
    ['a reset in the body', { reset: 'body' }, { code: 'ERR_NETWORK', outcome: 'unknown' }],
  ]

  describe.each(refused)('%s', (_name, fault, expected) => {
    const carriedOut = fault.truncateAt !== undefined

    test('is what the client says it is', async () => {
      const { simulator, consume } = await withCoupon()
      simulator.faults.add({ path: CONSUME, ...fault })
      const error = await consume()
      expect(error).toBeInstanceOf('errcode' in expected ? ApiError : TransportError)
      expect(error).toMatchObject({ ...expected, endpoint: `POST ${CONSUME}`, attempts: 1 })
      expect(simulator.requests.count(CONSUME)).toBe(1)
      expect(simulator.effects.count('code.consumed')).toBe(carriedOut ? 1 : 0)
    })

    test('is gone afterwards', async () => {
      const { simulator, consume } = await withCoupon()
      simulator.faults.add({ path: CONSUME, ...fault, executes: false })
      await consume()
      expect(await consume()).toMatchObject({ errcode: 0 })
      expect(simulator.effects.count('code.consumed')).toBe(1)
    })

    test('may hide that it was carried out: the next attempt finds the code redeemed', async () => {
      const { simulator, consume } = await withCoupon()
      simulator.faults.add({ path: CONSUME, ...fault, executes: true })
      expect(await consume()).toMatchObject(expected)
      expect(simulator.effects.count('code.consumed')).toBe(1)
      expect(await consume()).toMatchObject({ errcode: 40099 })
      expect(simulator.effects.count('code.consumed')).toBe(1)
    })
  })

  test('control characters and large integers do no harm', async () => {
    const { simulator, wechat, cardId } = await withCoupon()
    simulator.faults.add({ path: '/card/get', controlCharacters: true })
    simulator.faults.add({ path: '/card/get', bigIntegers: true })
    const request = { card_id: cardId }
    expect(await wechat.cards.get(request)).toMatchObject({ errcode: 0, control_characters: 'a\u0001b\u001fc' })
    expect(await wechat.cards.get(request)).toMatchObject({ errcode: 0, big_integer: '9007199254740993' })
  })

  test('a delay is waited for, and a longer one is not', async () => {
    const { simulator, wechat, cardId } = await withCoupon()
    simulator.faults.add({ path: '/card/get', delayMs: 20 })
    simulator.faults.add({ path: '/card/get', delayMs: 60_000 })
    expect(await wechat.cards.get({ card_id: cardId })).toMatchObject({ errcode: 0 })
    await expect(wechat.cards.get({ card_id: cardId })).rejects.toMatchObject({ code: 'ERR_TIMEOUT' })
  })

  test('a token that is revoked between check and use is replaced, and the call replayed', async () => {
    const { simulator, wechat, consume } = await withCoupon()
    const before = await wechat.getAccessToken()
    simulator.faults.add({ path: CONSUME, revokeToken: true })
    expect(await consume()).toMatchObject({ errcode: 0 })
    expect(await wechat.getAccessToken()).not.toBe(before)
    expect(simulator.requests.count(CONSUME)).toBe(2)
    expect(simulator.effects.count('code.consumed')).toBe(1)
  })

  test('a read is repeated through faults, and a write is not', async () => {
    const { simulator, wechat, cardId, consume } = await withCoupon()
    simulator.faults.add({ path: '/card/get', status: 503 })
    simulator.faults.add({ path: CONSUME, status: 503 })
    const patient = new WeChatCardClient({ ...simulator.clientOptions(), maxRetries: 1 })
    expect(await patient.cards.get({ card_id: cardId })).toMatchObject({ errcode: 0 })
    expect(simulator.requests.count('/card/get')).toBe(2)
    expect(await consume()).toMatchObject({ outcome: 'unknown', attempts: 1 })
    expect(await wechat.cards.get({ card_id: cardId })).toMatchObject({ errcode: 0 })
  })
})

describe('faults by chance', () => {
  test('spoil the same requests in every run, and about the share that was asked for', async () => {
    const run = async (seed: string): Promise<boolean[]> => {
      const simulator = createSimulator({ mode: 'legacy', seed })
      const wechat = new WeChatCardClient({ ...simulator.clientOptions(), maxRetries: 0 })
      const { card_id } = await wechat.cards.create({ card: sampleCard('CASH') })
      simulator.faults.add({ path: '/card/get', status: 500, probability: 0.2 })
      const calls = Array.from({ length: 300 }, async () => {
        try {
          await wechat.cards.get({ card_id })
          return true
        } catch {
          return false
        }
      })
      return await Promise.all(calls)
    }
    const [once, again, other] = await Promise.all([run('a'), run('a'), run('b')])
    expect(again).toEqual(once)
    expect(other).not.toEqual(once)
    expect(Math.abs(once.filter((good) => !good).length - 60)).toBeLessThan(35) // five standard deviations
  })

  test('begin and end at simulated times', async () => {
    const simulator = createSimulator({ mode: 'legacy' })
    const wechat = new WeChatCardClient({ ...simulator.clientOptions(), maxRetries: 0 })
    const { card_id } = await wechat.cards.create({ card: sampleCard('CASH') })
    const now = simulator.clientOptions().clock.now()
    simulator.faults.add({ status: 500, times: Infinity, startsAt: now + 3_600_000, endsAt: now + 7_200_000 })
    const works = (): Promise<boolean> =>
      wechat.cards.get({ card_id }).then(
        () => true,
        () => false,
      )
    expect(await works()).toBe(true)
    simulator.advance(3_600_000)
    expect(await works()).toBe(false)
    simulator.advance(3_600_000)
    expect(await works()).toBe(true)
  })
})

describe('msw', () => {
  test('answers for all of WeChat’s API hosts, and for those that it is told', async () => {
    const simulator = createSimulator()
    const server = setupServer(
      ...simulatorHandlers(simulator, { origins: ['https://wechat.example.test'] }),
      ...simulatorHandlers(simulator),
    )
    server.listen({ onUnhandledRequest: 'error' })
    try {
      const hosts = ['api', 'api2', 'sh.api', 'sz.api', 'hk.api'].map((host) => `https://${host}.weixin.qq.com`)
      for (const origin of [...hosts, 'https://wechat.example.test']) {
        const response = await fetch(`${origin}/cgi-bin/token?grant_type=client_credential`)
        expect(await response.json()).toMatchObject({ errcode: 41002 })
      }
    } finally {
      server.close()
    }
  })

  test.each([
    ['no simulator', {}, {}],
    ['nothing', undefined, {}],
    ['an origin that is none', createSimulator(), { origins: ['weixin'] }],
    ['origins that are no array', createSimulator(), { origins: 'https://api.weixin.qq.com' }],
  ])('refuses %s', (_, simulator, options) => {
    expect(() => simulatorHandlers(simulator as Simulator, options as object)).toThrow(/simulatorHandlers/)
  })
})
