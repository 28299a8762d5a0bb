import { describe, expect, test, vi } from 'vitest'
import { WeChatCardClient } from '../../src/client.js'
import type { InputError } from '../../src/errors.js'

function client() {
  const fetch = vi.fn(async (_url: string) => Response.json({ errcode: 0 }))
  return {
    wechat: new WeChatCardClient({ appId: 'wx1', accessToken: async () => 'TOKEN', fetch }),
    targets: () => fetch.mock.calls.map(([url]) => url.replace(/^https:\/\/[^/]*/, '')),
  }
}

const read = { method: 'GET', path: '/card/x', effect: 'read' } as const

describe('call', () => {
  test('takes routes that are written where they are used, as often as they come', async () => {
    const { wechat, targets } = client()
    for (let calls = 0; calls < 3; calls++) await wechat.call({ ...read }, { n: calls })
    await wechat.call({ ...read, path: '/card/y?type=1' })
    expect(targets()).toEqual([
      '/card/x?access_token=TOKEN&n=0',
      '/card/x?access_token=TOKEN&n=1',
      '/card/x?access_token=TOKEN&n=2',
      '/card/y?type=1&access_token=TOKEN',
    ])
  })

  test('knows any number of routes', async () => {
    const { wechat, targets } = client()
    for (let id = 0; id < 1200; id++) await wechat.call({ ...read, path: `/card/${id % 600}` })
    expect(targets()).toHaveLength(1200)
  })

  test.each<[string, unknown, string]>([
    ['a field that no route has', { ...read, retry: true }, 'route.retry'],
    ['another method', { ...read, method: 'PUT' }, 'route.method'],
    ['a host', { ...read, path: '//evil.example/x' }, 'route.path'],
    ['a way up', { ...read, path: '/card/../x' }, 'route.path'],
    ['no effect', { method: 'GET', path: '/card/x' }, 'route.effect'],
    ['no route', undefined, 'route'],
  ])('refuses %s, also when it knows a route like it', async (_, route, field) => {
    const { wechat, targets } = client()
    await wechat.call(read)
    const error = await wechat.call(route as typeof read).catch((reason: unknown) => reason)
    expect((error as InputError).problems.map((problem) => problem.field)).toEqual([field])
    expect(targets()).toHaveLength(1)
  })

  test('names a path that it refuses, without its query', async () => {
    const { wechat } = client()
    await expect(wechat.call({ ...read, path: 'card/x?access_token=secret' })).rejects.toThrow(/, got "card\/x"$/)
  })

  test('refuses a second token in a query, and names itself with the endpoint', async () => {
    const { wechat, targets } = client()
    await expect(wechat.call(read, { access_token: 'mine' })).rejects.toThrow(
      /^call \(GET \/card\/x\): access_token must be left out: the client adds it/,
    )
    expect(targets()).toEqual([])
  })
})

describe('methods of groups', () => {
  test('refuse a field under a spelling that WeChat would ignore, which call sends', async () => {
    const { wechat, targets } = client()
    const request = { cardId: 'p1', code: '1234' }
    await expect(wechat.codes.consume(request)).rejects.toThrow(
      /^codes\.consume \(POST \/card\/code\/consume\): cardId must be left out: .*did you mean card_id\?\), got a string of 2 characters\. .*client\.call/,
    )
    expect(targets()).toEqual([])
    await wechat.call({ method: 'POST', path: '/card/code/consume', effect: 'write' }, request)
    expect(targets()).toHaveLength(1)
  })

  test('carry the name under which they are called', () => {
    const { wechat } = client()
    expect([wechat.codes.consume.name, wechat.cards.create.name, wechat.giftCards.getOrder.name]).toEqual([
      'codes.consume',
      'cards.create',
      'giftCards.getOrder',
    ])
  })
})
