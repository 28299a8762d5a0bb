import { describe, expect, test } from 'vitest'
import { memoryDedupe } from '../../src/cache/memory-dedupe.js'
import { readConsumeSource, readInteger, readOuterStr, readTime } from '../../src/events/index.js'
import { buildAddCardList, buildCardExt, InputError, memoryCache, WeChatCardClient } from '../../src/index.js'
import { createSimulator } from '../../src/testing/index.js'

/** Cannot become text: JSON brings such things. */
const stubborn = JSON.parse('{"toString":1,"valueOf":1}')
const user = { openid: 'oOdd0000000000000000000000001' }

describe('what cannot become text', () => {
  test.each<[string, () => unknown]>([
    ['readInteger', () => readInteger(stubborn)],
    ['readTime', () => readTime(stubborn)],
    ['readOuterStr', () => readOuterStr(undefined as never)],
    ['readConsumeSource of nothing', () => readConsumeSource(undefined as never)],
    ['readConsumeSource of another event', () => readConsumeSource({} as never)],
    ['approveCard', () => createSimulator().approveCard(stubborn)],
    ['rejectCard', () => createSimulator().rejectCard(stubborn)],
    ['pushTo', () => createSimulator().pushTo(stubborn, { token: 'callbackToken01' } as never)],
  ])('%s refuses it by name', (_, act) => {
    expect(act).toThrow(InputError)
  })

  test.each<[string, () => Promise<unknown>]>([
    ['memoryCache.set', () => memoryCache().set('a', 'b', stubborn)],
    ['memoryCache.lock', () => memoryCache().lock('a', stubborn)],
    ['memoryDedupe.begin', () => memoryDedupe().begin('a', stubborn)],
    ['memoryDedupe.complete', () => memoryDedupe().complete('a', stubborn)],
    ['fetch of a simulator', () => createSimulator().fetch(stubborn)],
    ['its method', () => createSimulator().fetch('https://api.weixin.qq.com/', { method: stubborn })],
    [
      'the route of call',
      () => {
        const client = new WeChatCardClient(createSimulator().clientOptions())
        return client.call({ method: stubborn, path: '/card/get', effect: 'read' }, {})
      },
    ],
  ])('%s refuses it by name', async (_, act) => {
    await expect(act()).rejects.toThrow(InputError)
  })

  test.each<[string, (phone: ReturnType<ReturnType<typeof createSimulator>['phone']>) => Promise<unknown>]>([
    ['openCard', (phone) => phone.openCard([{ cardId: stubborn, code: stubborn }])],
    ['openCard of a list with a hole', (phone) => phone.openCard(Array(1))],
    ['deleteCard', (phone) => phone.deleteCard({ cardId: stubborn, code: stubborn })],
    ['addCard of a list with a hole', (phone) => phone.addCard(Array(1))],
    ['openActivationPage', (phone) => phone.openActivationPage(stubborn)],
    ['invoices.authorise', (phone) => phone.invoices.authorise(stubborn)],
  ])('%s of a phone fails as wx does', async (_, act) => {
    await expect(act(createSimulator().phone(user))).rejects.toMatchObject({ errMsg: expect.any(String) })
  })
})

test('of ten thousand fields without a place the first twenty are told of', () => {
  const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`field${index}`, index]))
  try {
    buildCardExt({ ...many, cardId: 'pA', cardTicket: 't' } as never)
    expect.unreachable()
  } catch (error) {
    expect((error as InputError).problems).toHaveLength(20)
  }
})

describe('a list that calls itself another kind of array', () => {
  const odd = <Each>(...values: Each[]): Each[] => Object.assign(values, { constructor: { [Symbol.species]: 'none' } })

  test('is a list in a request', async () => {
    const client = new WeChatCardClient({ ...createSimulator().clientOptions(), maxRetries: 0 })
    const request = { card_id: 'pA', code: odd('SIM001') }
    await expect(client.codes.check(request)).rejects.toMatchObject({ name: 'ApiError' }) // there is no such card
  })

  test('is a list of cards', () => {
    expect(buildAddCardList(odd({ cardId: 'pA' }), { cardTicket: 't' as never })).toMatchObject([{ cardId: 'pA' }])
  })
})
