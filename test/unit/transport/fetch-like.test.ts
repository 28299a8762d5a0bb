// The direct way from a client into a simulator: the same answers and limits as over a web fetch.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { WeChatCardClient } from '../../../src/index.js'
import { createSimulator } from '../../../src/testing/index.js'
import type { FetchLike } from '../../../src/transport/fetch-like.js'
import type { HttpResponse } from '../../../src/transport/http.js'
import { sendOnce } from '../../support/send-once.js'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

/** Counts the web's objects that are made from now on. */
function countObjects(): { readonly made: () => number } {
  let made = 0
  for (const name of ['Request', 'Response', 'Headers'] as const) {
    const counted = new Proxy(globalThis[name], {
      construct(target, values) {
        made += 1
        return Reflect.construct(target, values)
      },
    })
    vi.stubGlobal(name, counted)
  }
  return { made: () => made }
}

describe('the client of a simulator', () => {
  test('sends without the objects of the web', async () => {
    const simulator = createSimulator()
    const wechat = new WeChatCardClient(simulator.clientOptions())
    const objects = countObjects()
    await wechat.cards.list({ offset: 0, count: 10 })
    expect(objects.made()).toBe(0)
    expect(simulator.requests.map(({ path }) => path)).toEqual(['/cgi-bin/stable_token', '/card/batchget'])
  })

  test('meets faults as the web brings them', async () => {
    const simulator = createSimulator()
    const wechat = new WeChatCardClient(simulator.clientOptions())
    await wechat.getAccessToken()
    simulator.faults.add({ path: '/card/batchget', reset: 'body' })
    const objects = countObjects()
    const calling = wechat.cards.list({ offset: 0, count: 10 }, { retry: false })
    await expect(calling).rejects.toMatchObject({ code: 'ERR_NETWORK', causeCode: 'ECONNRESET', status: 200 })
    expect(objects.made()).toBeGreaterThan(0)
  })

  test('whose fetch is called by another one is answered the same', async () => {
    const options = createSimulator().clientOptions()
    const wrapped = new WeChatCardClient({ ...options, fetch: (url, init) => options.fetch(url, init) })
    const direct = new WeChatCardClient(options)
    const request = { offset: 0, count: 10 }
    expect(await wrapped.cards.list(request)).toEqual(await direct.cards.list(request))
  })
})

describe('the direct way', () => {
  const sending = (answer: Promise<HttpResponse>, more: { maxBytes?: number; signal?: AbortSignal } = {}) => {
    const fetch = Object.assign((() => Promise.reject(new Error('not asked'))) as FetchLike, {
      [Symbol.for('wechat-card-sdk.direct')]: () => answer,
    })
    return sendOnce({ url: 'https://a.example/b', method: 'GET', timeoutMs: 5_000, maxBytes: 8, fetch, ...more })
  }
  const never = new Promise<never>(() => {})
  const answered = (text: string) => Promise.resolve({ status: 200, retryAfter: null, bytes: Buffer.from(text) })

  test('has the same deadline', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const failing = expect(sending(never)).rejects.toMatchObject({ code: 'ERR_TIMEOUT', status: undefined })
    await vi.advanceTimersByTimeAsync(5_000)
    await failing
  })

  test('has the same limit of bytes', async () => {
    expect((await sending(answered('12345678'))).bytes).toHaveLength(8)
    await expect(sending(answered('123456789'))).rejects.toMatchObject({ code: 'ERR_RESPONSE', status: 200 })
  })

  test('ends with the reason of the caller', async () => {
    const controller = new AbortController()
    const failing = expect(sending(never, { signal: controller.signal })).rejects.toBe('enough')
    controller.abort('enough')
    await failing
  })
})
