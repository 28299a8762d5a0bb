// Tokens and tickets of simulators in caches that outlive them or that others share.
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { redisCache } from '../../src/cache/redis.js'
import { WeChatCardClient } from '../../src/index.js'
import { createSimulator, type Simulator } from '../../src/testing/index.js'
import { sampleCard } from '../support/card-samples.js'
import { failureOf } from '../support/merchant.js'
import { type RedisServer, redisIsInstalled, startRedis } from '../support/redis.js'

describe.skipIf(!redisIsInstalled)('on a shared Redis', () => {
  let server: RedisServer
  let redis: Redis
  beforeAll(async () => {
    server = await startRedis()
    redis = new Redis(server.port, '127.0.0.1')
  })
  afterAll(async () => {
    redis.disconnect()
    await server.stop()
  })

  test('a simulator that is started anew refuses what the old one issued, and the client recovers', async () => {
    let simulator: Simulator = createSimulator({ mode: 'legacy' })
    const wechat = new WeChatCardClient({
      ...simulator.clientOptions(),
      fetch: (url, init) => simulator.clientOptions().fetch(url, init),
      cache: redisCache(redis, { prefix: 'anew:' }),
    })
    const card = sampleCard('CASH')
    const first = await wechat.cards.create({ card })
    const signedWithTheOld = await wechat.buildAddCardList([{ cardId: first.card_id }])

    simulator = createSimulator({ mode: 'legacy' })
    const { card_id: cardId } = await wechat.cards.create({ card })
    expect(cardId).toBe(first.card_id) // ids are a function of the seed
    expect(simulator.requests.find(({ errcode }) => errcode === 40001)?.reason).toMatch(/earlier/)

    const phone = simulator.phone({ openid: 'oLin' })
    const failure = await failureOf(phone.addCard(signedWithTheOld))
    expect(failure).toMatchObject({
      errMsg: expect.stringContaining('签名错误'),
      reason: expect.stringContaining('this ticket is of an earlier simulator'),
    })
    await wechat.invalidateCredential('cardTicket')
    await phone.addCard(await wechat.buildAddCardList([{ cardId }]))
    expect(phone.wallet()).toHaveLength(1)
    // Also now that the new one has issued a ticket of its own.
    const again = await failureOf(phone.addCard(signedWithTheOld))
    expect(again).toMatchObject({ reason: expect.stringContaining('this ticket is of an earlier simulator') })
  })

  test('two simulators and a real client of one AppID never meet the values of each other', async () => {
    const cache = redisCache(redis, { prefix: 'together:' })
    const [one, other] = [createSimulator(), createSimulator()]
    const real = new WeChatCardClient({
      appId: one.appId,
      appSecret: 'TheSecretOfTheRealAccount',
      cache,
      fetch: async (url) =>
        Response.json(
          url.includes('token?') || url.includes('stable_token')
            ? { access_token: 'REAL-TOKEN', expires_in: 7200 }
            : { errcode: 0, errmsg: 'ok', ticket: 'REAL-TICKET', expires_in: 7200 },
        ),
    })
    const clients = [one, other].map((simulator) => new WeChatCardClient({ ...simulator.clientOptions(), cache }))
    const everyone = [...clients, real]
    for (let round = 0; round < 2; round++) {
      const tokens = await Promise.all(everyone.map((client) => client.getAccessToken()))
      const tickets = await Promise.all(everyone.map((client) => client.getCardTicket()))
      expect(new Set(tokens).size).toBe(3)
      expect(new Set(tickets).size).toBe(3)
      expect(tokens[2]).toBe('REAL-TOKEN')
      expect(tickets[2]).toBe('REAL-TICKET')
      for (const client of clients) await client.cards.list({ offset: 0, count: 5 })
    }
    const keys = server.cli('KEYS', 'together:*').split('\n')
    expect(keys).toHaveLength(6)
    for (const simulator of [one, other]) expect(simulator.requests.every(({ errcode }) => errcode === 0)).toBe(true)
  })
})

describe('reset', () => {
  const clock = { now: () => 1_764_000_000_000 }
  const ask = async (simulator: Simulator, token: string): Promise<number> => {
    const url = `https://api.weixin.qq.com/card/batchget?access_token=${token}`
    const response = await simulator.fetch(url, { method: 'POST', body: '{"offset":0,"count":1}' })
    return ((await response.json()) as { errcode: number }).errcode
  }

  test('revives no token that was revoked, whatever time it was', async () => {
    const simulator = createSimulator({ clock })
    const token = await new WeChatCardClient(simulator.clientOptions()).getAccessToken()
    simulator.advance(3_600_000)
    simulator.revokeTokens()
    simulator.reset()
    expect(await ask(simulator, token)).toBe(40001)
  })

  test('revives no token that had ended, and no ticket', async () => {
    const simulator = createSimulator({ clock, mode: 'legacy' })
    const wechat = new WeChatCardClient(simulator.clientOptions())
    const token = await wechat.getAccessToken()
    const cardTicket = await wechat.getCardTicket()
    simulator.advance(4 * 3_600_000)
    simulator.reset()
    expect(await ask(simulator, token)).toBe(42001)
    const anew = new WeChatCardClient(simulator.clientOptions())
    expect(await anew.getCardTicket()).not.toBe(cardTicket)
  })

  test('leaves what was good as good as it was, for as long as was left', async () => {
    const simulator = createSimulator({ clock })
    const token = await new WeChatCardClient(simulator.clientOptions()).getAccessToken()
    simulator.advance(3_600_000)
    simulator.reset()
    expect(await ask(simulator, token)).toBe(0)
    simulator.advance(3_600_000)
    expect(await ask(simulator, token)).toBe(42001)
  })
})

test('tokens and tickets of two simulators with one seed differ, and everything else is the same', async () => {
  const made = await Promise.all(
    [1, 2].map(async () => {
      const wechat = new WeChatCardClient(createSimulator({ mode: 'legacy', seed: 'same' }).clientOptions())
      const { card_id } = await wechat.cards.create({ card: sampleCard('CASH') })
      return { card_id, token: await wechat.getAccessToken(), ticket: await wechat.getCardTicket() }
    }),
  )
  expect(new Set(made.map(({ card_id }) => card_id)).size).toBe(1)
  expect(new Set(made.map(({ token }) => token)).size).toBe(2)
  expect(new Set(made.map(({ ticket }) => ticket)).size).toBe(2)
})
